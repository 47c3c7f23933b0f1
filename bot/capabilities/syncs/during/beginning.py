"""Beginning to write something down: from a button of the agenda, or by words, wherever they are typed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.capabilities.syncs import planning
from bot.capabilities.syncs.during import messages
from bot.capabilities.syncs.during.buttons import WRITTEN_AFTER, still_written
from bot.capabilities.syncs.during.choosing import syncs_with
from bot.capabilities.syncs.during.rights import Joined, joined
from bot.capabilities.syncs.kinds import EVENTS
from bot.capabilities.syncs.lines import name_first
from bot.capabilities.syncs.store.outcomes import open_meetings
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capability import Context
from bot.chat.form import Option, Value
from bot.chat.inbound import Answer
from bot.storage.columns import new_public_id

WITHOUT_NEXT = timedelta(days=7)
"""Until when an action is where the sync does not come again, unless somebody says otherwise."""


def new_key(meeting_id: str) -> str:
    """What a form is sent off with: the meeting, or nothing where it is chosen in the form, and an id of its own."""
    return f"{meeting_id}.{new_public_id()}"


def read_key(object_id: str, chosen: Value) -> tuple[str, str]:
    """The meeting that a form is for, and the id under which what it says is kept."""
    meeting_id, _, key = object_id.partition(".")
    choice = chosen[0] if isinstance(chosen, tuple) and chosen else chosen
    return (meeting_id or (choice if isinstance(choice, str) else "")), key


async def open_for(context: Context) -> Sequence[Option]:
    """The meetings in which whoever acts can write something down now, the latest first."""
    return [option for option, _ in await _open_for(context)]


async def open_called(context: Context, text: str) -> tuple[Sequence[Option], str]:
    """The same, and what was typed: of several only the one whose name comes first in it, which is taken out of it.

    Of one alone a colon has to follow its name: what is written down may begin with the same word.
    """
    found = await _open_for(context)
    ends = ("", " ", ":") if len(found) > 1 else (":",)
    name, rest = name_first(text.strip(), [sync.name for _, sync in found], ends=ends)
    return [option for option, sync in found if not name or sync.name == name], rest


async def _open_for(context: Context) -> Sequence[tuple[Option, Sync]]:
    syncs = {one.id: one for one in await syncs_with(context) if one.template not in EVENTS}
    found = await open_meetings(context.session, list(syncs), context.now - WRITTEN_AFTER)
    latest = sorted(found.values(), key=lambda one: one.starts_at, reverse=True)
    return [(_option(context, syncs[one.sync_id], one), syncs[one.sync_id]) for one in latest]


def _option(context: Context, sync: Sync, meeting: Meeting) -> Option:
    return Option(meeting.public_id, f"{sync.name} · {context.t.moment(meeting.starts_at, context.zone)}")


async def writable(context: Context, meeting_id: str, *, lock: bool = False) -> Joined | Answer:
    """A meeting to which something can still be added; otherwise what whoever acts is told."""
    found = await joined(context, meeting_id, lock=lock)
    if isinstance(found, Answer) or still_written(found.meeting, context.now):
        return found
    return Answer(message=messages.over(found.meeting.closed_at, context.t, context.zone))


async def next_time(context: Context, found: Joined) -> datetime:
    """When the sync comes again after a meeting of it."""
    again = await planning.next_after(context.session, found.sync, found.meeting, context.now)
    return again or context.now + WITHOUT_NEXT
