"""What is said about one's own shifts: when, where they come from, and that somebody is on for longer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.form import Form, PersonField, TextField
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Headline,
    ListBlock,
    Message,
    MomentStyle,
    Part,
    Tone,
    plain,
)
from bot.chat.texts import Texts
from bot.people.rotas.keeping import Source
from schedules.calendar import LONGEST_UNTIL, Shift

SHIFTS = "setup.shifts"
ASK_ON = "setup.ask_on"
"""Opens the form; also the form's own name."""

NOT_ON = "setup.not_on"

LISTED = 5
"""Shifts shown in one answer."""


@dataclass(frozen=True)
class ShiftsView:
    """One's own shifts: the present one and the next, whether one has said it oneself, and their sources.

    `known` is false where nobody knows when one works.
    """

    zone: str
    known: bool
    present: Shift | None = None
    said: bool = False
    following: tuple[Shift, ...] = ()
    sources: Sequence[Source] = ()


def my_shifts(t: Texts, view: ShiftsView) -> Message:
    """When somebody works, for themselves alone."""
    summary = _summary(t, view)
    parts: list[Part] = [Headline(summary)]
    if view.following:
        parts.append(Body((ListBlock(tuple((plain(_shift(t, one, view.zone))) for one in view.following)),)))
    parts.append(Context(plain(_from(t, view))))
    buttons = [Button(t("I'm on until …"), ASK_ON, opens_form=True)]
    if view.said:
        buttons.append(Button(t("Take it back"), NOT_ON))
    parts.append(Actions(tuple(buttons)))
    return Message(summary=summary, parts=tuple(parts), locale=t.locale)


def _summary(t: Texts, view: ShiftsView) -> str:
    if view.present is not None:
        return t("You are on shift until {moment} ({zone}).", moment=_end(t, view), zone=view.zone)
    if view.following:
        return t("You are off shift. Your next one:") if len(view.following) == 1 else t("You are off shift. Next:")
    if view.known:
        return t("You are off shift, and I know of no next one.")
    return t("I do not know when you work.")


def _end(t: Texts, view: ShiftsView) -> str:
    assert view.present is not None
    return t.moment(view.present.end, view.zone)


def _shift(t: Texts, shift: Shift, zone: str) -> str:
    same_day = t.moment(shift.start, zone, MomentStyle.DATE) == t.moment(shift.end, zone, MomentStyle.DATE)
    end = t.moment(shift.end, zone, MomentStyle.TIME if same_day else MomentStyle.DATE_TIME)
    return t("{start} to {end}", start=t.moment(shift.start, zone), end=end)


def _from(t: Texts, view: ShiftsView) -> str:
    """Where it comes from; what is not covered is the team's."""
    if not view.sources:
        if not view.known:
            return t("Say until when you are on: then you are asked and reminded until then.")
        return t("From the working hours of your team, or your own.")
    said = [
        t("{day} from {source}", day=t.day(one.first), source=one.source)
        if one.first == one.last
        else t("{first} to {last} from {source}", first=t.day(one.first), last=t.day(one.last), source=one.source)
        for one in view.sources
    ]
    return t("{days}. On other days your working hours hold.", days="; ".join(said))


def on_form(t: Texts, *, leads: bool = False) -> Form:
    """Asks until when somebody is on; a lead may say it of somebody else."""
    until = TextField(
        "until",
        t("On shift until"),
        maximum=LONGEST_UNTIL,
        placeholder=t("18:00, 6 hours"),
        hint=t("Your shift then ends at that time, earlier or later than planned."),
    )
    if not leads:
        return Form(ASK_ON, t("I'm on until …"), (until,), submit=t("Keep it"), locale=t.locale)
    who = PersonField("person", t("Who"), required=False, hint=t("Somebody of a team that you lead. Empty: you."))
    return Form(ASK_ON, t("On shift until …"), (who, until), submit=t("Keep it"), locale=t.locale)


def on_until(t: Texts, until: datetime, zone: str, name: str = "", person_id: str = "") -> Message:
    """Confirms it, with the way back; `name` and id are empty for whoever acts."""
    moment = t.moment(until, zone)
    summary = t("You are on shift until {moment} ({zone}).", moment=moment, zone=zone)
    if name:
        summary = t("{name} is on shift until {moment} ({zone}).", name=name, moment=moment, zone=zone)
    return Message(
        summary=summary,
        parts=(Headline(summary), Actions((Button(t("Take it back"), NOT_ON, person_id, tone=Tone.PLAIN),))),
        locale=t.locale,
    )


def not_understood(t: Texts, typed: str) -> str:
    """What was typed is no time."""
    return t("“{typed}” is not understood as a time. Write for instance “18:00” or “6 hours”.", typed=typed)


def passed(t: Texts, typed: str) -> str:
    """A time of day that has been."""
    return t("{typed} has passed for today. For tomorrow write “tomorrow {typed}”.", typed=typed)


def too_long(t: Texts) -> str:
    """A shift of more than a day."""
    return t("A shift has at most 24 hours. Say an earlier time.")


def not_on(t: Texts, *, was: bool) -> str:
    """What somebody had said of their shift no longer holds."""
    return t("Taken back: your usual hours hold again.") if was else t("There is nothing to take back.")
