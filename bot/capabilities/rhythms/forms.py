"""The forms in which somebody decides about a rhythm, and the page that shows what comes of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.capabilities.rhythms import messages
from bot.capabilities.rhythms.messages import CHANGE, HAND_OVER, MOVE, PAUSE, SKIP, Listed
from bot.chat.form import (
    ChoiceField,
    Field,
    Form,
    FormButton,
    MomentField,
    Option,
    PersonField,
    Show,
    SwitchField,
    TextField,
)
from bot.chat.message import Body, ListBlock, Part, paragraph
from bot.chat.texts import Texts
from bot.due.rhythms import Upcoming
from bot.due.tables import Whose
from bot.due.words import paused_line, typed_rule, typed_times
from schedules.calendar import LONGEST_RULE, LONGEST_TIMES, LONGEST_UNTIL, HolidayRule

PREVIEW = "rhythms.preview"
DECIDE = "rhythms.decide"
BACK = "rhythms.back"

ASKED = (SKIP, MOVE, PAUSE, CHANGE, HAND_OVER)
"""Buttons that open a form; also the names of what is decided."""


def ask(what: str, one: Listed, t: Texts, zone: str, values: Mapping[str, object]) -> Form:
    """The form of one decision, with what was typed before."""
    return Form(
        PREVIEW,
        _title(what, t),
        (Show(paragraph(one.title)), *_fields(what, one, t, zone, values)),
        submit=t("See it first"),
        object_id=one.rhythm.public_id,
        state=what,
        locale=t.locale,
    )


def _title(what: str, t: Texts) -> str:
    return {
        SKIP: t("Skip one"),
        MOVE: t("Move one"),
        PAUSE: t("Pause"),
        CHANGE: t("Change the time"),
        HAND_OVER: t("Hand over"),
    }[what]


def _fields(what: str, one: Listed, t: Texts, zone: str, values: Mapping[str, object]) -> Sequence[Field]:
    match what:
        case "rhythms.skip":
            return (_which(one, t, zone, values),)
        case "rhythms.move":
            to = values.get("to")
            moment = MomentField(
                "to", t("To"), _there(one, zone), to if isinstance(to, datetime) else None, hint=_hint(one, t)
            )
            return (_which(one, t, zone, values), moment)
        case "rhythms.pause":
            return (
                TextField(
                    "until",
                    t("Until"),
                    str(values.get("until", "")),
                    required=False,
                    maximum=LONGEST_UNTIL,
                    placeholder=t("4 January, next week, 2 weeks"),
                    hint=t("It goes on from that day. Empty: until somebody resumes it."),
                ),
            )
        case "rhythms.hand_over":
            return (PersonField("person", t("To whom"), hint=t("Whoever looks after it from now on.")),)
    return _change_fields(one, t, values)


def _change_fields(one: Listed, t: Texts, values: Mapping[str, object]) -> Sequence[Field]:
    rhythm = one.rhythm
    fields: list[Field] = [
        TextField(
            "rule",
            t("When"),
            str(values.get("rule") or typed_rule(rhythm)),
            maximum=LONGEST_RULE,
            hint=t("For instance “every Tuesday”, “every 2 weeks on Monday” or “last working day of the month”."),
        ),
        TextField(
            "at",
            t("Time"),
            str(values.get("at") or typed_times(rhythm)),
            maximum=LONGEST_TIMES,
            placeholder="10:00",
            hint=t("Several with commas take turns, so that no team always has the night: 10:00, 17:00."),
        ),
    ]
    if rhythm.whose is Whose.ALL:
        fields.append(
            TextField("zone", t("Time zone"), str(values.get("zone") or rhythm.zone), maximum=64, hint="Europe/London")
        )
    chosen = str(values.get("on_holiday") or rhythm.on_holiday)
    options = (
        Option(HolidayRule.RUN, t("It takes place all the same")),
        Option(HolidayRule.SKIP, t("It is left out")),
        Option(HolidayRule.NEXT_WORKING_DAY, t("It moves to the next working day")),
        Option(HolidayRule.PREVIOUS_WORKING_DAY, t("It moves to the working day before")),
    )
    fields.append(ChoiceField("on_holiday", t("On days off"), options, (chosen,)))
    if rhythm.whose is Whose.ALL:
        fields.append(
            SwitchField(
                "any_counts",
                t("One team's day off is enough"),
                bool(values.get("any_counts", rhythm.any_counts)),
                hint=t("Otherwise a day counts as off where all teams that take part are off."),
            )
        )
    return fields


def _which(one: Listed, t: Texts, zone: str, values: Mapping[str, object]) -> ChoiceField:
    first = {each.original_date: each for each in reversed(one.coming) if each.instant}
    options = tuple(Option(day.isoformat(), _said(one, first[day], t, zone)) for day in sorted(first))
    # Mostly the next one is meant, and nothing holds before it was seen.
    chosen = str(values.get("day") or min(first).isoformat())
    return ChoiceField("day", t("Which"), options, (chosen,))


def _said(one: Listed, each: Upcoming, t: Texts, zone: str) -> str:
    assert each.instant is not None
    if one.rhythm.whose is Whose.ALL:
        return messages.said(each.instant, t, zone, one.now)
    return t.moment(each.instant, each.party.zone, now=one.now)


def _there(one: Listed, zone: str) -> str:
    """The zone in which its times are typed: its own, where it has one."""
    return one.rhythm.zone if one.rhythm.whose is Whose.ALL else zone


def _hint(one: Listed, t: Texts) -> str:
    if one.rhythm.whose is Whose.ALL:
        return t("In the time of {zone}.", zone=one.rhythm.zone)
    return t("For each of them by their own clock.")


def preview(what: str, one: Listed, says: Sequence[str], state: str, t: Texts, zone: str) -> Form:
    """What comes of it: what it `says`, and the next dates as they will be."""
    lines = messages.date_lines(one, t, zone)
    head = [one.title, *says]
    if one.paused and (paused := paused_line(one.rhythm, t)) not in says:
        head.append(paused)
    dates: list[Part] = []
    if lines:
        yours = messages.is_elsewhere(one, zone)
        label = t("Next dates then, by your clock") if yours else t("Next dates then")
        dates.append(Body((ListBlock(tuple(lines)),), label=label))
    elif not one.paused:
        dates.append(paragraph(t("Then nothing is to come.")))
    return Form(
        DECIDE,
        _title(what, t),
        (*(Show(paragraph(line)) for line in head), *(Show(each) for each in dates), FormButton(t("Change"), BACK)),
        submit=_title(what, t),
        object_id=one.rhythm.public_id,
        state=state,
        locale=t.locale,
    )
