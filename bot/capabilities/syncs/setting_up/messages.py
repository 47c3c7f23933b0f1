"""What is said of a sync as it stands: one of them with what can be done, the list, and that it has ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.syncs.agenda.templates import SHAPES
from bot.capabilities.syncs.calendar.messages import CALENDAR
from bot.capabilities.syncs.collecting.messages import RAISE
from bot.capabilities.syncs.during.buttons import ADD_RECORDING
from bot.capabilities.syncs.kinds import EVENTS, Section
from bot.capabilities.syncs.setting_up.foreseen import (
    agenda_line,
    dates_part,
    facilitators_line,
    hosts_line,
    invitation_line,
    on_line,
    teams_line,
    warnings,
    what_happens,
)
from bot.capabilities.syncs.setting_up.outlook import Outlook
from bot.capabilities.syncs.setting_up.seen import Seen
from bot.capabilities.syncs.store.setting_up import MyPart
from bot.chat.message import (
    Actions,
    Alert,
    Body,
    Button,
    Confirm,
    Context,
    Headline,
    LinkButton,
    Message,
    Paragraph,
    Part,
    Plain,
    Tone,
    paragraph,
    plain,
)
from bot.chat.texts import Texts
from bot.due.rhythms import is_paused
from bot.due.words import paused_line, rule_in_words
from bot.setting_up.messages import RHYTHM, list_of

NEW = "syncs.new"
LIST = "syncs.list"
LOOK = "syncs.look"
CHANGE = "syncs.change"
END = "syncs.end"


def shown(outlook: Outlook, t: Texts, says: str = "") -> Message:
    """One sync with its next dates and what can be done; `says` is what was just done."""
    sync = outlook.seen.sync
    parts: list[Part] = [Headline(sync.name)]
    if says:
        parts.append(paragraph(says))
    when = what_happens(outlook, t)[: 3 if sync.again_at is not None else 2]
    parts.append(paragraph(" ".join(when)))
    parts.append(paragraph(t("Takes part: {teams}.", teams=teams_line(outlook, t))))
    if outlook.paused and outlook.dates:
        parts.append(paragraph(paused_line(outlook.seen.rhythm, t)))
    if outlook.until is not None:
        parts.append(paragraph(on_line(outlook.until, t, outlook.zone, outlook.now)))
    parts.append(dates_part(outlook, t, t("Next dates")))
    parts.append(Context(plain(_contents(outlook, t))))
    if outlook.seen.may_change:
        parts += [Alert(plain(line), Tone.PLAIN) for line in warnings(outlook, t)]
    if buttons := _buttons(outlook, t):
        parts.append(Actions(buttons))
    return Message(says or sync.name, tuple(parts), t.locale)


def _contents(outlook: Outlook, t: Texts) -> str:
    """What is on the agenda and who facilitates, or how people are invited and who hosts it."""
    template = outlook.seen.sync.template
    if template in EVENTS:
        invited, hosts = t("Invitation: {what}", what=invitation_line(outlook, t)), hosts_line(outlook, t)
        return f"{invited} {t('Hosted by {names}.', names=hosts)}" if hosts else invited
    agenda = t("Agenda: {sections}.", sections=agenda_line(outlook, t))
    return f"{agenda} {facilitators_line(outlook, t)}" if SHAPES[template].facilitated else agenda


def _buttons(outlook: Outlook, t: Texts) -> tuple[Button | LinkButton, ...]:
    sync, seen = outlook.seen.sync, outlook.seen
    found: list[Button | LinkButton] = [LinkButton(t("Join"), sync.meeting_url)] if sync.meeting_url else []
    if seen.mine and sync.template not in EVENTS and Section.RAISED in sync.sections:
        found.append(Button(t("Raise something"), RAISE, sync.public_id, opens_form=True))
    if outlook.recorded:
        found.append(Button(t("Add recording"), ADD_RECORDING, outlook.recorded, opens_form=True))
    if seen.mine:
        found.append(Button(t("Calendar"), CALENDAR, sync.public_id))
    if seen.may_change:
        found += [
            Button(t("Change"), CHANGE, sync.public_id, opens_form=True),
            Button(t("Skip, move or pause"), RHYTHM, seen.rhythm.public_id),
            Button(t("End"), END, sync.public_id, Tone.DANGER, confirm=_confirm(sync.name, t)),
        ]
    return tuple(found)


def _confirm(name: str, t: Texts) -> Confirm:
    text = t(
        "Nothing of it takes place any more, and a meeting that is on is closed. What was stays, with its open actions."
    )
    return Confirm(t("End “{name}”?", name=name), text, t("End it"), t("Keep it"))


@dataclass(frozen=True)
class Listed:
    """A sync in the list of whoever looks at `now`: when the next one is (and once more), and what they are in it.

    `until` is when the one ends that is on.
    """

    seen: Seen
    first: datetime | None
    part: MyPart
    second: datetime | None = None
    now: datetime | None = None
    until: datetime | None = None


def listed(found: Sequence[Listed], t: Texts, zone: str, typed: str, *, may_begin: bool, more: int = 0) -> Message:
    """The syncs that somebody sees, theirs first; `typed` finds `more` by name."""
    begin = Button(t("Set up a sync"), NEW, tone=Tone.PRIMARY, opens_form=True)
    return list_of(
        [list_item(one, t, zone) for one in found],
        begin if may_begin else None,
        t,
        title=t("Syncs"),
        says=t.n("{n} sync.", "{n} syncs.", len(found) + more),
        none=t("No syncs yet."),
        without=t("Bring your teams together: it takes one form.")
        if may_begin
        else t("Leads and managers set them up."),
        more=more,
        typed=typed,
    )


def list_item(one: Listed, t: Texts, zone: str) -> list[Part]:
    """A line of the list."""
    seen = one.seen
    line = (Plain(seen.sync.name, bold=True), *plain(f" · {rule_in_words(seen.rhythm, t)}"))
    look = Button(t("Look at it"), LOOK, seen.sync.public_id)
    return [Body((Paragraph(line),)), Context(plain(next_line(one, t, zone))), Actions((look,))]


def next_line(one: Listed, t: Texts, zone: str) -> str:
    """When the next one is for whoever looks, and what they are in it."""
    paused = one.now is not None and is_paused(one.seen.rhythm, one.now)
    said = paused_line(one.seen.rhythm, t) if paused else ""
    if one.until is not None:
        said = f"{on_line(one.until, t, zone, one.now)} {said}".strip()
    if one.first is None:
        return said or t("Nothing is to come.")
    following = t("Next {moment}", moment=t.moment(one.first, zone, now=one.now))
    words = [f"{said} {following}" if said else following]
    if one.second is not None:
        words.append(t("once more {moment}", moment=t.moment(one.second, zone, now=one.now)))
    if one.part.facilitates:
        words.append(t("you facilitate"))
    elif one.part.attends:
        words.append(t("you attend"))
    return " · ".join(words)


def ended(seen: Seen, t: Texts) -> str:
    """That it has ended."""
    return t("“{name}” has ended. What was stays, with its open actions.", name=seen.sync.name)
