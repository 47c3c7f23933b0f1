"""What is said of a check-in as it stands: one of them with what can be done, the list, and that it has ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.checkins.kinds import RunState
from bot.capabilities.checkins.setting_up.foreseen import (
    asked_line,
    dates_part,
    mode_line,
    newcomers_lines,
    questions_parts,
    teams_line,
    warnings,
)
from bot.capabilities.checkins.setting_up.outlook import Outlook
from bot.capabilities.checkins.setting_up.seen import Seen
from bot.capabilities.checkins.setting_up.words import short_modes
from bot.capabilities.checkins.store.tables import Run
from bot.chat.message import (
    Actions,
    Alert,
    Body,
    Button,
    Confirm,
    Context,
    Headline,
    Message,
    MomentStyle,
    Paragraph,
    Part,
    Plain,
    Tone,
    paragraph,
    plain,
)
from bot.chat.texts import Texts
from bot.due.rhythms import is_paused
from bot.due.tables import Whose
from bot.due.words import paused_line, rule_in_words
from bot.setting_up.messages import RHYTHM, list_of

NEW = "checkins.new"
LIST = "checkins.list"
LOOK = "checkins.look"
CHANGE = "checkins.edit"
SKIP = "checkins.skip"
SEND = "checkins.send_now"
WITHDRAW = "checkins.withdraw"
END = "checkins.end"

RESULTS = "checkins.results"
"""Shows the results of a run."""


def shown(outlook: Outlook, t: Texts, zone: str, says: str = "", unfinished: Run | None = None) -> Message:
    """One check-in with what is next and what can be done; `unfinished` can be taken back, `says` was just done."""
    checkin = outlook.seen.checkin
    parts: list[Part] = [Headline(checkin.name)]
    if says:
        parts.append(paragraph(says))
    if unfinished is not None:
        parts.append(paragraph(_under_way(unfinished, t, zone)))
    if unfinished is None or outlook.seen.rhythm is not None:
        parts += [paragraph(line) for line in (asked_line(outlook.seen, t), *newcomers_lines(outlook, t))]
    if line := teams_line(outlook, t):
        parts.append(paragraph(t("Asked: {teams}.", teams=line)))
    parts += questions_parts(outlook.questions, t)
    if outlook.dates:
        parts.append(dates_part(outlook, t, t("Next dates")))
    parts.append(Context(plain(mode_line(checkin.mode, checkin.threshold, t))))
    if outlook.seen.may_change:
        parts += [Alert(plain(line), Tone.PLAIN) for line in warnings(outlook, t)]
    if buttons := _buttons(outlook, t, zone, unfinished):
        parts.append(Actions(buttons))
    return Message(says or checkin.name, tuple(parts), t.locale)


def _under_way(run: Run, t: Texts, zone: str) -> str:
    """That people are being asked, or are about to be, and for how long they can answer."""
    begin, end = t.moment(run.at, zone), t.moment(run.closes_at, zone)
    return t("People are asked from {begin} on, in their own hours, and can answer until {end}.", begin=begin, end=end)


def _buttons(outlook: Outlook, t: Texts, zone: str, unfinished: Run | None) -> tuple[Button, ...]:
    seen, checkin = outlook.seen, outlook.seen.checkin
    found = [Button(t("Results"), RESULTS, seen.latest.public_id)] if seen.latest is not None else []
    if not seen.may_change:
        return tuple(found)
    found.append(Button(t("Change"), CHANGE, checkin.public_id, opens_form=True))
    if seen.rhythm is not None:
        found += _skip(outlook, t, zone)
        found.append(Button(t("Move or pause"), RHYTHM, seen.rhythm.public_id))
    found.append(Button(t("Send now"), SEND, checkin.public_id, confirm=_confirm_sending(outlook, t)))
    if unfinished is not None:
        found.append(_withdraw(checkin.name, unfinished, t))
    return (*found, Button(t("End"), END, checkin.public_id, Tone.DANGER, confirm=_confirm_end(outlook, t)))


def _skip(outlook: Outlook, t: Texts, zone: str) -> list[Button]:
    """Leaves the next one out; its date is in the button, so that pressing it twice leaves one out."""
    coming = [one for one in outlook.dates if one.instant is not None]
    if not coming:
        return []
    first = coming[0]
    assert first.instant is not None
    then = t("Nothing else is to come.")
    if len(coming) > 1 and coming[1].instant is not None:
        then = t("The one after it is {moment}.", moment=t.moment(coming[1].instant, zone))
    title = t("Skip {moment}?", moment=t.moment(first.instant, zone, MomentStyle.DATE))
    confirm = Confirm(title, then, t("Skip it"), t("Keep it"))
    day = first.original_date.isoformat()
    return [Button(t("Skip next"), SKIP, f"{outlook.seen.checkin.public_id}.{day}", confirm=confirm)]


def _confirm_sending(outlook: Outlook, t: Texts) -> Confirm:
    text = t.n(
        "{n} person is asked at once, or when they are next at work.",
        "{n} people are asked at once, or when they are next at work.",
        outlook.people,
    )
    if outlook.seen.rhythm is not None:
        text = f"{text} {t('Its own dates stay as they are.')}"
    return Confirm(t("Ask “{name}” now?", name=outlook.seen.checkin.name), text, t("Send now"), t("Not now"))


def _withdraw(name: str, run: Run, t: Texts) -> Button:
    text = t("Nobody else is asked, and what was answered is deleted and shown to nobody.")
    title = t("Withdraw “{name}” of {day}?", name=name, day=t.weekday(run.original_date))
    confirm = Confirm(title, text, t("Withdraw it"), t("Keep it"))
    return Button(t("Withdraw"), WITHDRAW, run.public_id, Tone.DANGER, confirm=confirm)


def _confirm_end(outlook: Outlook, t: Texts) -> Confirm:
    text = t("Nobody is asked any more. What is open can be answered until it closes, and results stay.")
    return Confirm(t("End “{name}”?", name=outlook.seen.checkin.name), text, t("End it"), t("Keep it"))


@dataclass(frozen=True)
class Listed:
    """A check-in in the list of whoever looks at `now`, and when the next one is."""

    seen: Seen
    first: datetime | None
    now: datetime | None = None


def listed(found: Sequence[Listed], t: Texts, zone: str, typed: str, *, may_begin: bool, more: int = 0) -> Message:
    """The check-ins that somebody sees, their own first; `typed` finds `more` by name."""
    begin = Button(t("Set up a check-in"), NEW, tone=Tone.PRIMARY, opens_form=True)
    return list_of(
        [list_item(one, t, zone) for one in found],
        begin if may_begin else None,
        t,
        title=t("Check-ins"),
        says=t.n("{n} check-in.", "{n} check-ins.", len(found) + more),
        none=t("No check-ins yet."),
        without=t("Ask your teams how it goes: it takes one form.")
        if may_begin
        else t("Leads and managers set them up. What you are asked comes to you by itself."),
        more=more,
        typed=typed,
    )


def list_item(one: Listed, t: Texts, zone: str) -> list[Part]:
    """A line of the list."""
    seen = one.seen
    when = rule_in_words(seen.rhythm, t, Whose.PERSON) if seen.rhythm is not None else t("asked by hand")
    line = (Plain(seen.checkin.name, bold=True), *plain(f" · {when} · {short_modes(t)[seen.checkin.mode]}"))
    first = t("Next {moment}", moment=t.moment(one.first, zone, now=one.now)) if one.first else ""
    if seen.rhythm is not None and one.now is not None and is_paused(seen.rhythm, one.now):
        first = " ".join(filter(None, [paused_line(seen.rhythm, t), first]))
    first = first or t("Nothing is to come by itself.")
    if seen.latest is not None and seen.latest.state is RunState.OPEN:
        first = t("Open until {moment}", moment=t.moment(seen.latest.closes_at, zone))
    buttons = [Button(t("Look at it"), LOOK, seen.checkin.public_id)]
    if seen.latest is not None:
        buttons.append(Button(t("Results"), RESULTS, seen.latest.public_id))
    return [Body((Paragraph(line),)), Context(plain(first)), Actions(tuple(buttons))]


def ended(seen: Seen, t: Texts) -> str:
    """That it has ended."""
    return t("“{name}” has ended. Nobody is asked any more, and results stay.", name=seen.checkin.name)
