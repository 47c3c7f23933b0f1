"""The summary of a meeting, for whoever reads it: in its channels, and to whoever missed it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.capabilities.syncs.agenda.pages import laid_out
from bot.capabilities.syncs.composing import Composing
from bot.capabilities.syncs.during.action_messages import MINE
from bot.capabilities.syncs.during.facts import Minutes, minutes_of
from bot.capabilities.syncs.during.standing import closed_line, counted, listed, outcome_parts, said_line
from bot.capabilities.syncs.during.walls import reading, wall_of
from bot.capabilities.syncs.kinds import MeetingState, Outcome, Raise
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.chat.message import Actions, Body, Button, Context, Message, MomentStyle, Paragraph, Part, plain
from bot.chat.texts import Texts
from bot.delivery.tables import Copy
from bot.people.viewpoint import Viewpoint
from bot.storage.sessions import Session

SUMMARY = "summary"
MISSED = "missed"
"""Slots of these messages."""

MINUTES = "syncs.minutes"


def summary(
    minutes: Minutes, viewpoint: Viewpoint, platform: str, t: Texts, zone: str, now: datetime
) -> Sequence[Message]:
    """What came of a meeting, under its agenda, in as many messages as it takes; one line where that is nothing."""
    return _pages(_title(minutes, viewpoint, t, zone), _parts(minutes, viewpoint, platform, t, zone, now), t)


def missed(minutes: Minutes, viewpoint: Viewpoint, platform: str, t: Texts, zone: str, now: datetime) -> Message:
    """The same to an attendee who was not there; what is more than one message opens from it."""
    day = t.moment(minutes.starts_at, zone, MomentStyle.DATE)
    title = t("What came of {sync} on {day}, while you were elsewhere", sync=minutes.sync, day=day)
    return page(_pages(title, _parts(minutes, viewpoint, platform, t, zone, now), t), 0, minutes.public_id, t)


def page(pages: Sequence[Message], number: int, meeting_id: str, t: Texts) -> Message:
    """One of them to one person, with a button to the next."""
    if number + 1 >= len(pages):
        return pages[-1]
    further = Actions((Button(t("Read on"), MINUTES, f"{meeting_id}.{number + 1}"),))
    return replace(pages[number], parts=(*pages[number].parts, further))


def slot_of(number: int) -> str:
    """The slot of the so-manieth message of a summary, from 0."""
    return f"{SUMMARY}.{number + 1}" if number else SUMMARY


def _pages(title: str, parts: Sequence[Part], t: Texts) -> Sequence[Message]:
    head = Body((Paragraph(plain(title, bold=True)),))
    found = laid_out(parts, [head])
    first = Message(title, (head, *found[0]), t.locale)
    return [first, *(Message(title, tuple(one), t.locale) for one in found[1:])]


def _title(minutes: Minutes, viewpoint: Viewpoint, t: Texts, zone: str) -> str:
    day = t.moment(minutes.starts_at, zone, MomentStyle.DATE)
    shown = [one for one in minutes.written if one.shown_to(viewpoint)]
    decisions = sum(one.kind is Outcome.DECISION for one in shown)
    tasks = sum(one.shown_to(viewpoint) for one in minutes.tasks)
    counts = []
    if decisions:
        counts.append(t.n("{n} decision", "{n} decisions", decisions))
    if tasks:
        counts.append(t.n("{n} action", "{n} actions", tasks))
    if notes := len(shown) - decisions:
        counts.append(t.n("{n} note", "{n} notes", notes))
    if not counts:
        return t("{sync}, {day}, is over. Nothing was written down.", sync=minutes.sync, day=day)
    return t("{sync}, {day}: {counts}", sync=minutes.sync, day=day, counts=t.names(counts))


def _parts(minutes: Minutes, viewpoint: Viewpoint, platform: str, t: Texts, zone: str, now: datetime) -> Sequence[Part]:
    today: date = now.astimezone(ZoneInfo(zone)).date()
    parts: list[Part] = [*outcome_parts(minutes, viewpoint, platform, t, today)]
    still_open = [one for one in minutes.raised if not one.settled and one.shown_to(viewpoint)]
    for label, some in (
        (t("Still stuck"), [one for one in still_open if one.kind is Raise.STUCK and not one.left_off]),
        (t("Questions still open"), [one for one in still_open if one.kind is Raise.QUESTION and not one.left_off]),
        (t("Raised, and had no room on the agenda"), [one for one in still_open if one.left_off]),
    ):
        if some:
            parts.append(listed(label, [said_line(one, viewpoint, platform, t) for one in some]))
    if text := counted(minutes, viewpoint, t):
        parts.append(Context(plain(text)))
    parts.append(Context(closed_line(minutes, viewpoint, platform, t, zone)))
    if any(one.shown_to(viewpoint) for one in minutes.tasks):
        parts.append(Actions((Button(t("My actions"), MINE),)))
    return parts


async def compose(session: Session, meeting: Meeting, copy: Copy, composing: Composing) -> Message | None:
    """A summary as it stands now, in a channel or to whoever missed the meeting."""
    sync = await session.get_one(Sync, meeting.sync_id)
    found = await reading(session, copy, await wall_of(session, sync))
    if found is None:
        return None
    minutes, t = await minutes_of(session, sync, meeting), Texts(copy.locale)
    if meeting.state is MeetingState.OPEN:
        text = t("{sync} was opened again. What came of it stands here when it is closed.", sync=sync.name)
        return Message(text, (Context(plain(text)),), t.locale)
    about = (minutes, found.viewpoint, found.platform, t, found.zone, composing.now)
    if copy.slot == MISSED:
        return missed(*about)
    pages = summary(*about)
    number = int(copy.slot.partition(".")[2] or "1") - 1
    if number < len(pages):
        return pages[number]
    # What stood there was taken back.
    return Message(pages[0].summary, (Context(plain(t("Nothing more came of it."))),), t.locale)
