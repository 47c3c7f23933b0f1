"""What is said about being away: until when, and that somebody is back."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.chat.form import Form, PersonField, SwitchField, TextField
from bot.chat.message import Actions, Button, Context, Message, Part, Tone, paragraph, plain
from bot.chat.texts import Texts
from schedules.calendar import LONGEST_UNTIL, UntilProblem

AWAY = "setup.away"

ASK = "setup.ask_away"
"""Opens the form; also the form's own name."""

BACK = "setup.back"

YEAR_SAID_AFTER = timedelta(days=180)
"""From so far ahead on a day is said with its year."""


def moment(t: Texts, until: datetime, now: datetime, zone: str) -> str:
    """The exact moment in words; with its year where the day may be far off."""
    if until - now <= YEAR_SAID_AFTER:
        return t("{moment} ({zone})", moment=t.moment(until, zone), zone=zone)
    local = until.astimezone(ZoneInfo(zone))
    return t("{day}, {time} ({zone})", day=t.day(local.date()), time=f"{local:%H:%M}", zone=zone)


def state(t: Texts, until: datetime | None, now: datetime, zone: str, typed: str, *, leads: bool) -> Message:
    """Whether whoever asks is away, and how they say it; `typed` is the command as they would type it."""
    if until is not None:
        summary = t("You are away until {moment}.", moment=moment(t, until, now, zone))
        buttons: tuple[Button, ...] = (Button(t("I'm back"), BACK, tone=Tone.PRIMARY), _ask(t("Change")))
    else:
        summary = t("You are not away.")
        buttons = (_ask(t("Somebody is away") if leads else t("I'll be away")),)
    how = t("For instance “{typed} until friday”, “{typed} tomorrow 14:00” or “{typed} 3 days”.", typed=typed)
    parts: tuple[Part, ...] = (paragraph(summary), Context(plain(how)), Actions(buttons))
    return Message(summary=summary, parts=parts, locale=t.locale)


def _ask(label: str) -> Button:
    return Button(label, ASK, opens_form=True)


def at_home(t: Texts, until: datetime, now: datetime, zone: str) -> tuple[Part, ...]:
    """On the home of somebody who is away."""
    summary = t("You are away until {moment}.", moment=moment(t, until, now, zone))
    return (paragraph(summary), Actions((Button(t("I'm back"), BACK), _ask(t("Change")))))


def somebody_button(t: Texts) -> Button:
    """Beside the teams that somebody leads."""
    return _ask(t("Somebody is away"))


def form(t: Texts, *, leads: bool) -> Form:
    """Until when; a lead may say it of somebody else."""
    until = TextField(
        "until",
        t("Away until"),
        required=False,
        maximum=LONGEST_UNTIL,
        placeholder=t("friday, monday 14:00, 24 Dec, 3 days"),
        hint=t("A day means its first minute. While away nobody is asked, reminded or counted as missing."),
    )
    back = SwitchField("back", t("Back already"))
    if not leads:
        return Form(ASK, t("Away"), (until, back), submit=t("Keep it"), locale=t.locale)
    who = PersonField("person", t("Who"), required=False, hint=t("Somebody of a team that you lead. Empty: you."))
    return Form(ASK, t("Away"), (who, until, back), submit=t("Keep it"), locale=t.locale)


def gone(t: Texts, name: str, until: datetime, now: datetime, zone: str) -> str:
    """Confirms it; `name` is empty for whoever acts."""
    when = moment(t, until, now, zone)
    if name:
        return t("{name} is away until {moment}: not asked, not reminded, not missing.", name=name, moment=when)
    return t("You are away until {moment}: not asked, not reminded, not missing.", moment=when)


def back(t: Texts, name: str, *, was_away: bool) -> str:
    """Confirms that somebody is asked and counted again."""
    if name:
        return t("{name} is back and counted again.", name=name) if was_away else t("{name} was not away.", name=name)
    return t("Welcome back. You are asked and counted again.") if was_away else t("You were not away.")


def misread(t: Texts, why: UntilProblem, typed: str) -> str:
    """Why what was typed is no moment, and what to write."""
    match why:
        case UntilProblem.NOT_UNDERSTOOD:
            return t(
                "“{typed}” is not understood as a time. Write for instance “friday”, “monday 14:00”, “24 Dec” "
                "or “3 days”.",
                typed=typed,
            )
        case UntilProblem.NO_SUCH_DAY:
            return t("There is no such day as “{typed}”. Write one that there is, for instance “24 Dec”.", typed=typed)
        case UntilProblem.PAST:
            return t("“{typed}” is over already. Write a time that is still to come.", typed=typed)
        case UntilProblem.TOO_FAR:
            return t("“{typed}” is more than two years ahead. Write an earlier day.", typed=typed)


def say_when(t: Texts) -> str:
    """The form was sent off without anything."""
    return t("Say until when, or switch on Back already.")
