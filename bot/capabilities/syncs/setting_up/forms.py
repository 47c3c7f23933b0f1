"""The form in which a sync is set up and changed, and the page that shows what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.capabilities.syncs.agenda.templates import SHAPES
from bot.capabilities.syncs.kinds import EVENTS, FOR_AGENDAS, Held, Section
from bot.capabilities.syncs.setting_up.foreseen import (
    agenda_line,
    dates_part,
    facilitators_line,
    hosts_line,
    invitation_line,
    near_line,
    teams_line,
    warnings,
    what_happens,
)
from bot.capabilities.syncs.setting_up.messages import CHANGE
from bot.capabilities.syncs.setting_up.outlook import Outlook
from bot.capabilities.syncs.setting_up.rules import (
    AGENDA_CHOICES,
    COLLECT_CHOICES,
    LONGEST_LINK,
    MOST_AGENTS,
    REMIND_CHOICES,
)
from bot.capabilities.syncs.setting_up.typed import Typed
from bot.capabilities.syncs.setting_up.words import before, sections, templates
from bot.capabilities.syncs.store.tables import LONGEST_NAME
from bot.chat.form import (
    ChoiceField,
    Form,
    FormButton,
    Option,
    SearchField,
    SwitchField,
    TextField,
)
from bot.chat.message import Fact, Facts, plain
from bot.chat.texts import Texts
from bot.setting_up.forms import NOBODY, Begun, Looked, Parts, Whom, for_whom, look_before, opening, whole_form
from schedules.calendar import LONGEST_RULE, LONGEST_TIMES, HolidayRule

SAVE = "syncs.save"
SET_UP = "syncs.set_up"
ANEW = "syncs.anew"
USUAL = "syncs.usual"

TEAMS = "syncs.teams"
PEOPLE = "syncs.people"
"""The sources in which teams and people are searched."""


@dataclass(frozen=True)
class Choices:
    """What is chosen and offered in the form, with how it is called."""

    whom: Whom = NOBODY
    people: Sequence[Option] = ()
    likely_people: Sequence[Option] = ()


def sync_form(
    typed: Typed,
    choices: Choices,
    t: Texts,
    begun: Begun,
) -> Form:
    """The form, with all of its fields."""
    parts = opening(begun, ANEW, t)
    parts.append(
        TextField("name", t("Name"), typed.name, maximum=LONGEST_NAME, placeholder=t("Care weekly, Night handover"))
    )
    if not begun.changes:
        options = tuple(Option(kind.value, called) for kind, called in templates(t).items())
        hint = t("Then press “Fill in the usual” below for its usual time, length and agenda.")
        parts += [
            ChoiceField("template", t("What it is"), options, (typed.kind.value,), hint=hint),
            FormButton(t("Fill in the usual"), USUAL),
        ]
    parts += [*_who(typed, choices, t), *_when(typed, t), *_how(typed, t), *_before(typed, t)]
    title = t("Change the sync") if begun.changes else t("Set up a sync")
    return whole_form(SAVE, title, parts, begun, t)


def _who(typed: Typed, choices: Choices, t: Texts) -> Parts:
    hint = t("With an audience its teams take part, and what its sides share holds.")
    parts = for_whom(choices.whom, t, label=t("Teams that take part"), source=TEAMS, hint=hint)
    event = typed.kind in EVENTS
    if not event and not SHAPES[typed.kind].facilitated:
        return parts
    parts.append(
        SearchField(
            "facilitators",
            t("Who hosts it") if event else t("Who facilitates in turn"),
            PEOPLE,
            tuple(choices.people),
            suggested=tuple(choices.likely_people),
            several=True,
            required=False,
            placeholder=t("Type a name"),
            hint=t("They can add the recording, as you can.") if event else t("Nobody chosen: the leads in turn."),
        )
    )
    return parts


def _when(typed: Typed, t: Texts) -> Parts:
    holidays = (
        Option(HolidayRule.NEXT_WORKING_DAY, t("It moves to the next working day")),
        Option(HolidayRule.PREVIOUS_WORKING_DAY, t("It moves to the working day before")),
        Option(HolidayRule.SKIP, t("It is left out")),
        Option(HolidayRule.RUN, t("It takes place all the same")),
    )
    return [
        TextField(
            "when",
            t("When"),
            typed.when,
            maximum=LONGEST_RULE,
            hint=t(
                "For instance “every Tuesday”, “first Monday of the month from 4 January”, “every Friday 10 times”, "
                "or “on 24 November”."
            ),
        ),
        TextField(
            "at",
            t("Time"),
            typed.at,
            maximum=LONGEST_TIMES,
            placeholder="15:00",
            hint=t("Several with commas take turns, so that no team always has the night: 10:00, 17:00."),
        ),
        *_again(typed, t),
        TextField("zone", t("Time zone"), typed.zone, maximum=64, placeholder="Europe/London"),
        ChoiceField("on_holiday", t("On days off"), holidays, (typed.on_holiday,)),
        SwitchField(
            "any_counts",
            t("One team's day off is enough"),
            typed.any_counts,
            hint=t("Otherwise a day counts as off where all teams that take part are off."),
        ),
    ]


def _again(typed: Typed, t: Texts) -> Parts:
    """The second time, which events alone have."""
    if typed.kind not in EVENTS:
        return []
    hint = t(
        "The next such time after the first. Teams whose hours the first one misses are told this. Both are one event: "
        "moved and left out together, with one recording."
    )
    label = t("A second time for nights")
    return [
        TextField("again", label, typed.again, required=False, maximum=LONGEST_TIMES, placeholder="03:00", hint=hint)
    ]


def _how(typed: Typed, t: Texts) -> Parts:
    called = sections(t)
    # Nobody is asked what belongs on an invitation, and nothing is agreed there.
    offered = [one for one in Section if typed.kind not in EVENTS or one not in FOR_AGENDAS]
    chosen = tuple(one for one in typed.sections if one in offered)
    how = ChoiceField(
        "held",
        t("How"),
        (Option(Held.LIVE, t("Live: people meet")), Option(Held.WRITTEN, t("Written: each in their own time"))),
        (typed.held,),
    )
    parts: Parts = [
        # People come to an event.
        *(() if typed.kind in EVENTS else (how,)),
        TextField("link", t("Meeting link"), typed.link, required=False, maximum=LONGEST_LINK, placeholder="https://"),
        TextField("minutes", t("How many minutes"), typed.minutes, maximum=3),
        ChoiceField(
            "sections",
            t("On the invitation") if typed.kind in EVENTS else t("On the agenda"),
            tuple(Option(one.value, called[one]) for one in offered),
            chosen,
            several=True,
            required=False,
        ),
    ]
    if typed.kind in EVENTS:
        return parts
    agents = tuple(Option(str(n), t.n("{n} agent", "{n} agents", n)) for n in range(MOST_AGENTS + 1))
    hint = t("They attend in turn, beside the lead. Everybody else reads.")
    return [*parts, ChoiceField("agents", t("Agents of each team"), agents, (typed.agents,), hint=hint)]


def _before(typed: Typed, t: Texts) -> Parts:
    agenda = _times("agenda_before", t("The agenda is posted"), AGENDA_CHOICES, typed.agenda_before, t)
    if typed.kind in EVENTS:
        return [_times("agenda_before", t("People are invited"), AGENDA_CHOICES, typed.agenda_before, t)]
    return [
        _times("collect_before", t("People are asked"), COLLECT_CHOICES, typed.collect_before, t),
        _times("remind_before", t("Whoever has not answered is reminded"), REMIND_CHOICES, typed.remind_before, t),
        agenda,
    ]


def _times(name: str, label: str, offered: Sequence[int], chosen: str, t: Texts) -> ChoiceField:
    """Times before it, with the present one wherever it came from."""
    own = {int(chosen)} if chosen.isascii() and chosen.isdigit() else set[int]()
    options = tuple(Option(str(one), before(one, t)) for one in sorted({*offered, *own}, reverse=True))
    return ChoiceField(name, label, options, (chosen,) if own else ())


def preview_form(outlook: Outlook, t: Texts, looked: Looked) -> Form:
    """What comes of it before it holds: in words, as its agenda or invitation, and as dates by every team's clock."""
    near = near_line(outlook, t)
    dates = dates_part(outlook, t, t("The next dates, by each team's own clock"))
    agenda = Facts(tuple(Fact(label, plain(value)) for label, value in _first_agenda(outlook, t).items()))
    return look_before(
        outlook.seen.sync.name,
        warnings(outlook, t),
        [*what_happens(outlook, t), *([near] if near and not looked.changes else [])],
        (dates, agenda),
        (FormButton(t("Change"), CHANGE),),
        looked,
        t,
        set_up=SET_UP,
        start=t("Set up"),
    )


def _first_agenda(outlook: Outlook, t: Texts) -> Mapping[str, str]:
    template, found = outlook.seen.sync.template, {t("Takes part"): teams_line(outlook, t)}
    if template in EVENTS:
        found[t("Invitation")] = invitation_line(outlook, t)
        return {**found, t("Hosts it"): hosts_line(outlook, t)} if outlook.facilitators else found
    found[t("First agenda")] = agenda_line(outlook, t)
    if SHAPES[template].facilitated:
        found[t("Facilitates")] = facilitators_line(outlook, t)
    return found
