"""What will come of a sync, in words: what happens, its agenda, its dates, and what to know before."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from bot.capabilities.syncs.agenda.templates import SHAPES
from bot.capabilities.syncs.kinds import EVENTS, Section
from bot.capabilities.syncs.setting_up.outlook import Date, Local, Outlook
from bot.capabilities.syncs.setting_up.words import before, held, sections
from bot.chat.message import Body, Inline, ListBlock, MomentStyle, Part, Plain, paragraph, plain
from bot.chat.texts import Texts
from bot.due.crowding import crowded_line
from bot.due.words import holiday_line, paused_line, reasons, rule_in_words
from bot.setting_up.messages import some, teams_named
from schedules.calendar import comes_daily, format_times


def what_happens(outlook: Outlook, t: Texts) -> list[str]:
    """What a sync comes to, a sentence each."""
    sync, rhythm = outlook.seen.sync, outlook.seen.rhythm
    lines = [
        t("Takes place: {rule}.", rule=rule_in_words(rhythm, t)),
        f"{held(sync.held, sync.minutes, t)}. {holiday_line(rhythm, t)}",
    ]
    where = t.n("{n} channel", "{n} channels at once", outlook.channels)
    if sync.template in EVENTS:
        if sync.again_at is not None:
            says = (
                "Once more at {time}, the next after it: teams whose hours the first one misses are told this, and "
                "people can choose. Both are one event: moved and left out together, with one recording."
            )
            lines.append(t(says, time=format_times([sync.again_at])))
        says = "{when}, everybody is invited in {where}, and says whether they come."
        return [*lines, t(says, when=_sentence(before(sync.agenda_before, t)), where=where)]
    asked = t.names(
        [
            *([t.n("{n} lead", "{n} leads", outlook.leads)] if outlook.leads else []),
            *([t.n("{n} agent", "{n} agents", outlook.agents)] if outlook.agents else []),
        ]
    )
    if Section.RAISED not in sync.sections:
        lines.append(t("Nobody is asked for the agenda: questions and blockers are not on it."))
    elif asked:
        says = "{when}, Instep asks {who} what belongs on the agenda, each in their own time."
        lines.append(t(says, when=_sentence(before(sync.collect_before, t)), who=asked))
        if comes_daily(rhythm.rule):
            lines.append(t("Nobody is reminded, since it comes every day."))
        else:
            says = "Whoever has not answered is reminded once, {when}."
            lines.append(t(says, when=before(sync.remind_before, t)))
    else:
        lines.append(t("Nobody is asked for the agenda: no team has a lead or an agent whose turn it is."))
    lines.append(t("The agenda is posted {when}, in {where}.", when=before(sync.agenda_before, t), where=where))
    return lines


def near_line(outlook: Outlook, t: Texts) -> str:
    """What whoever sets up a new one must know of its first; empty where that is far."""
    return t("The first one is so near that people hear of it as soon as this is set up.") if outlook.begins_now else ""


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def agenda_line(outlook: Outlook, t: Texts) -> str:
    """What is on the agenda, in its order."""
    called = sections(t)
    return " · ".join(called[Section(one)] for one in outlook.seen.sync.sections) or t("Nothing in advance")


def invitation_line(outlook: Outlook, t: Texts) -> str:
    """What whoever is invited to an event can press and read."""
    says = t("With the buttons “Coming” and “Can't, send me the recording”.")
    return (
        f"{says} {t('It shows: {sections}.', sections=agenda_line(outlook, t))}" if outlook.seen.sync.sections else says
    )


def hosts_line(outlook: Outlook, t: Texts) -> str:
    """Who hosts an event; empty where nobody was named."""
    return t.names(some([one.name for one in outlook.facilitators], t))


def facilitators_line(outlook: Outlook, t: Texts) -> str:
    """Who facilitates next, and who then."""
    if outlook.decided is not None:
        return t("{name} facilitates the next one.", name=outlook.decided.name)
    names = [one.name for one in outlook.facilitators]
    if not names and not outlook.leads:
        return t("Nobody facilitates yet: choose somebody, or say who leads the teams.")
    if not names:
        return t.n("The lead facilitates.", "The leads facilitate in turn.", outlook.leads)
    if len(names) == 1:
        return t("{name} facilitates.", name=names[0])
    return t("{names} facilitate in turn.", names=t.names(some(names, t)))


def teams_line(outlook: Outlook, t: Texts) -> str:
    """Who takes part."""
    return teams_named(outlook.teams, outlook.others, t)


def on_line(until: datetime, t: Texts, zone: str, now: datetime | None) -> str:
    """That it is on."""
    return t("It is on now, until {time}.", time=t.moment(until, zone, now=now))


def dates_part(outlook: Outlook, t: Texts, label: str) -> Part:
    """The next dates by the clock of each team, and why one is not where the rule has it."""
    lines = [_date_line(one, t, outlook.now) for one in outlook.dates]
    if lines:
        return Body((ListBlock(tuple(lines)),), label)
    if outlook.paused:
        return paragraph(paused_line(outlook.seen.rhythm, t))
    return paragraph(t("Nothing is to come.") if outlook.until is None else t("Nothing is to come after it."))


def _date_line(one: Date, t: Texts, now: datetime | None) -> Inline:
    why = [*reasons(one.coming, t), *_missing(one, t)]
    after = f" · {'; '.join(why)}" if why else ""
    instant = one.coming.instant
    if instant is None:
        missed = one.coming.original_date
        far = now is not None and missed.year != now.year
        return (
            Plain(t.day(missed) if far else t.near_day(missed), strike=True),
            *plain(after or f" · {t('left out')}"),
        )
    zone = one.coming.party.zone
    day = t.moment(instant, zone, MomentStyle.DATE, now=now)
    times = [
        t("{time} {teams}", time=time if there == day else f"{there} {time}", teams=t.names(some(teams, t)))
        for there, time, teams in _together([each for each in one.locals if not each.second], t, now)
    ]
    times += [
        t("again {time} {teams}", time=f"{there} {time}", teams=t.names(some(teams, t)))
        for there, time, teams in _together([each for each in one.locals if each.second], t, now)
    ]
    return (Plain(day, bold=True), *plain(f" · {' · '.join(times)}{after}"))


def _together(locals_: Sequence[Local], t: Texts, now: datetime | None) -> list[tuple[str, str, list[str]]]:
    """The teams for which it is the same day and time, in the order of the clock."""

    def when(one: Local) -> tuple[str, str]:
        return t.moment(one.at, one.zone, MomentStyle.DATE, now=now), t.moment(one.at, one.zone, MomentStyle.TIME)

    found: dict[tuple[str, str], list[str]] = {}
    for one in locals_:
        found.setdefault(when(one), []).append(one.team.name)
    return [(day, time, names) for (day, time), names in found.items()]


def _missing(one: Date, t: Texts) -> list[str]:
    off = sorted((local.off, local.team.name) for local in one.locals if local.off)
    return [
        t("{team} is off: {holiday}", team=t.names(some([name for _, name in teams], t)), holiday=holiday)
        for holiday, teams in groupby(off, key=lambda each: each[0])
    ]


def warnings(outlook: Outlook, t: Texts) -> list[str]:
    """What whoever sets it up must know before, a sentence each."""
    found = [*_outside(outlook, t), *_suits_more(outlook, t), *filter(None, [crowded_line(outlook.crowded, t)])]
    if outlook.asks_too_early and outlook.period is not None:
        says = "People are asked {when}, and it comes every day: they are asked for several at once. Ask them later."
        many = (
            "People are asked {when}, and it comes every {n} days: they are asked for several at once. Ask them later."
        )
        found.append(t.n(says, many, outlook.period.days, when=before(outlook.seen.sync.collect_before, t)))
    locals_ = [each for one in outlook.dates for each in one.locals]
    if outlook.seen.sync.again_at is not None and locals_ and not any(each.second for each in locals_):
        found.append(t("The second time fits no team better than the first. Choose another one, or leave it empty."))
    if outlook.unreached:
        teams = t.names(some([one.name for one in outlook.unreached], t))
        says = "No channel that Instep can write to: {teams}. Link one, or they see no agenda."
        if outlook.seen.sync.template in EVENTS:
            says = "No channel that Instep can write to: {teams}. Link one, or they see no invitation."
        found.append(t(says, teams=teams))
    if outlook.empty:
        found.append(t("Nobody is there yet: {teams}.", teams=t.names(some([one.name for one in outlook.empty], t))))
    found += [
        t("{side} is paused, so its teams are left out until it goes on.", side=one) for one in outlook.paused_sides
    ]
    if away := outlook.away():
        names = t.names(some([one.name for one in away], t))
        says = "Away when the next one begins: {names}."
        if SHAPES[outlook.seen.sync.template].facilitated:
            says = "Away when the next one begins: {names}. Whoever comes next in turn facilitates."
        found.append(t(says, names=names))
    return found


def _outside(outlook: Outlook, t: Texts) -> list[str]:
    taking_place = [one for one in outlook.dates if one.coming.instant is not None]
    by_team: dict[int, list[Local]] = {}
    for one in taking_place:
        for local in one.locals:
            if local.outside:
                by_team.setdefault(local.team.team_id, []).append(local)
    lines = []
    for locals_ in by_team.values():
        first = locals_[0]
        here = [local for one in taking_place for local in one.locals if local.team.team_id == first.team.team_id]
        if len(locals_) == sum(not local.off for local in here):
            says = "Outside the hours of {team}, each time: it is {time} there."
            times = sorted({_lasts(one, outlook.seen.sync.minutes, t) for one in locals_})
            lines.append(t(says, team=first.team.name, time=t.names(times)))
            continue
        dates = [t.moment(one.at, one.zone) for one in locals_]
        lines.append(t("Outside the hours of {team}: {dates}.", team=first.team.name, dates=t.names(dates)))
    return lines


def _suits_more(outlook: Outlook, t: Texts) -> list[str]:
    """Which other time would suit more teams; whoever has several times take turns wants no less than one for all."""
    other, rhythm = outlook.other, outlook.seen.rhythm
    if other is None or (rhythm.turns and (other.outside or not other.times)):
        return []
    times = t.names([format_times([one]) for one in other.times])
    if not other.times:
        says = "No other time on the same day suits more teams. Several times, with commas, would take turns."
        return [t(says)]
    if not other.outside:
        says = "On the same day {times} ({zone}) would be within everybody's hours."
        return [t(says, times=times, zone=rhythm.zone)]
    names = t.names(some([one.name for one in outlook.teams if one.team_id in other.outside], t))
    says = (
        "No time on the same day is within everybody's hours. At {time} ({zone}) it would only be outside those of "
        "{teams}."
    )
    return [t(says, time=times, zone=rhythm.zone, teams=names)]


def _lasts(one: Local, minutes: int, t: Texts) -> str:
    """From when to when it is there: it may begin within their hours and end after them."""
    begin, end = (t.moment(at, one.zone, MomentStyle.TIME) for at in (one.at, one.at + timedelta(minutes=minutes)))
    return t("{begin} to {end}", begin=begin, end=end)
