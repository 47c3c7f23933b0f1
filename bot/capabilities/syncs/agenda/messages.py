"""The words of the agenda: its head, the headings of its sections, and what it says once it is over."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.capabilities.syncs.agenda.facts import Facts, Place
from bot.capabilities.syncs.kinds import MeetingState, Section
from bot.capabilities.syncs.naming import Named, mention, name_of
from bot.chat.message import (
    Alert,
    Body,
    Context,
    Headline,
    Inline,
    Message,
    MomentStyle,
    Paragraph,
    Part,
    Plain,
    Span,
    Tone,
    plain,
)
from bot.chat.texts import Texts

MOST_HOSTS = 5
"""Of an event, who are named on its invitation."""


def title(facts: Facts, place: Place, t: Texts) -> str:
    """What it is, and on which day by the clock of its readers."""
    day = t.moment(_begins(facts, place), place.zone, MomentStyle.DATE)
    return t("{name} · {day}", name=facts.name, day=day)


def _begins(facts: Facts, place: Place) -> datetime:
    """When it begins for those who read it there: of two times, the one that fits their hours."""
    return facts.again_at if place.second and facts.again_at is not None else facts.starts_at


def head(facts: Facts, place: Place, t: Texts) -> list[Part]:
    """What it is, when it is where, who facilitates; above all what has become of it."""
    parts: list[Part] = [Headline(title(facts, place, t))]
    match facts.state:
        case MeetingState.LEFT_OUT:
            ended = t("{name} has ended: it does not take place any more.", name=facts.name)
            says = ended if facts.ended else t("Left out: it does not take place this time.")
            parts.append(Alert(plain(says), Tone.DANGER))
        case MeetingState.CLOSED:
            parts.append(Alert(plain(t("Closed")), Tone.GOOD))
        case MeetingState.COLLECTING | MeetingState.OPEN:
            moved_from = facts.again_moved_from if place.second else facts.moved_from
            if moved_from is not None:
                before = t.moment(moved_from, place.zone)
                parts.append(Alert(plain(t("Moved: it was to be {moment}.", moment=before)), Tone.URGENT))
    parts.append(Body((Paragraph(plain(when(facts, place, t))),)))
    if facts.again_at is not None and facts.state is not MeetingState.LEFT_OUT:
        parts.append(Context(plain(_other_time(facts, place, t))))
    if facts.state is not MeetingState.LEFT_OUT and (hosts := _hosts(facts, place, t)):
        parts.append(Body((Paragraph(hosts),)))
    if facts.shape.facilitated and facts.state is not MeetingState.LEFT_OUT:
        parts.append(Body((Paragraph(_facilitator(facts, place, t)),)))
    return parts


def when(facts: Facts, place: Place, t: Texts) -> str:
    """The time in each zone that matters there, and how long it takes or until when it is answered."""
    if facts.is_written:
        times = _times(facts.ends_at, facts, place, t)
        closed = facts.state is MeetingState.CLOSED
        return t("Answers were taken until {times}", times=times) if closed else t("Answers until {times}", times=times)
    minutes = round((facts.ends_at - facts.starts_at).total_seconds() / 60)
    times = _times(_begins(facts, place), facts, place, t)
    return t.n("{times} · {n} minute", "{times} · {n} minutes", minutes, times=times)


def _other_time(facts: Facts, place: Place, t: Texts) -> str:
    """The other of the two times of an event, for whom that is the better one."""
    if place.second:
        return t(
            "This is its second time, in your hours. The first is {times}.",
            times=_times(facts.starts_at, facts, place, t),
        )
    times = _times(facts.again_at or facts.starts_at, facts, place, t)
    return t("Once more, for whoever cannot come then: {times}.", times=times)


def _times(at: datetime, facts: Facts, place: Place, t: Texts) -> str:
    zones = dict.fromkeys([*place.zones, facts.zone])
    headline = _begins(facts, place).astimezone(ZoneInfo(place.zone)).date()
    found: dict[str, str] = {}
    for zone in sorted(zones, key=lambda one: (at.astimezone(ZoneInfo(one)).replace(tzinfo=None), one)):
        text = t("{time} {city}", time=t.moment(at, zone, MomentStyle.TIME), city=city(zone))
        if at.astimezone(ZoneInfo(zone)).date() != headline:
            text = t("{time} on {day}", time=text, day=t.moment(at, zone, MomentStyle.DATE))
        found.setdefault(city(zone), text)
    return " · ".join(found.values())


def city(zone: str) -> str:
    """What people call a zone: its place."""
    return zone.rpartition("/")[2].replace("_", " ")


def _facilitator(facts: Facts, place: Place, t: Texts) -> Inline:
    if facts.facilitator is None and facts.state is MeetingState.CLOSED:
        return plain(t("Nobody facilitated."))
    if facts.facilitator is None:
        return plain(t("Nobody facilitates yet: who does?"))
    spans: list[Span] = [Plain(t("Facilitator: ")), *_named(facts.facilitator, place, t)]
    following = facts.following if facts.state is not MeetingState.CLOSED else None
    if following is not None and following.person_id != facts.facilitator.person_id:
        spans += [Plain(t(" · next ")), *_named(following, place, t)]
    return tuple(spans)


def _hosts(facts: Facts, place: Place, t: Texts) -> Inline:
    """Who hosts an event, of those who may be named there; empty where that is nobody."""
    spans: list[Span] = []
    for one in [one for one in facts.hosts if name_of(one, place.viewpoint)][:MOST_HOSTS]:
        spans += [Plain(", " if spans else t("Hosted by ")), *_named(one, place, t)]
    return tuple(spans)


def _named(one: Named, place: Place, t: Texts) -> Inline:
    who = mention(one, place.viewpoint, place.platform, t)
    if who is None:
        return plain(t("a colleague of another company"))
    return (who,) if place.viewpoint.sides <= {one.side_id} else (who, Plain(f" ({t.apart(one.side_name)})"))


def heading(section: Section, t: Texts) -> str:
    """What a section is called that others fill in."""
    return {
        Section.NUMBERS: t("Numbers"),
        Section.STORY: t("Story"),
        Section.UPDATES: t("Since last time"),
    }[section]


def goes_on(pages: int, t: Texts) -> Context:
    """Below the first of several messages."""
    return Context(plain(t.n("{n} more message in the thread ↓", "{n} more messages in the thread ↓", pages - 1)))


def continuation(number: int, facts: Facts, place: Place, t: Texts) -> str:
    """What a message in the thread is."""
    return t("{title}: the agenda, part {n}", title=title(facts, place, t), n=number)


def over_already(t: Texts) -> Message:
    """In a message in the thread that is needed no longer."""
    text = t("All of the agenda stands in the messages above by now.")
    return Message(text, (Context(plain(text)),), t.locale)


def summary(facts: Facts, place: Place, t: Texts) -> str:
    """The notification line."""
    match facts.state:
        case MeetingState.LEFT_OUT:
            return t("{title}: left out", title=title(facts, place, t))
        case MeetingState.CLOSED:
            return t("{title}: closed", title=title(facts, place, t))
        case _ if facts.shape.raised:
            return t("{title}: the agenda", title=title(facts, place, t))
        case _:
            return t("{title}: you are invited", title=title(facts, place, t))


def sections_in_order(facts: Facts) -> Sequence[Section]:
    """The sections that the sync has, but for words of a newer release."""
    known = {one.value: one for one in Section}
    return [known[one] for one in facts.sections if one in known]
