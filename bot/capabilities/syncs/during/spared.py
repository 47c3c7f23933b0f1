"""Tells in the catch-up of what the budget held back after meetings and about actions."""

from collections.abc import Sequence
from datetime import datetime

from bot.capabilities.syncs.during.action_messages import MINE
from bot.capabilities.syncs.during.buttons import NOT_COMING
from bot.capabilities.syncs.during.summary import MINUTES
from bot.capabilities.syncs.kinds import ActionState, MeetingState
from bot.capabilities.syncs.store.tables import Action, Meeting, Sync
from bot.capability import HeldBack
from bot.chat.message import Button, MomentStyle
from bot.chat.texts import Texts
from bot.delivery.budget import Spared
from bot.people.audience import Reader
from bot.storage.sessions import Session


async def missed(session: Session, meeting: Meeting, reader: Reader, now: datetime) -> HeldBack | None:
    """What came of a meeting while they were elsewhere."""
    if meeting.state is not MeetingState.CLOSED:
        return None
    t, sync = Texts(reader.locale), await session.get_one(Sync, meeting.sync_id)
    day = t.moment(meeting.starts_at, reader.zone, MomentStyle.DATE)
    text = t("{sync} on {day} was closed while you were elsewhere", sync=sync.name, day=day)
    return HeldBack(text, Button(t("See what came of it"), MINUTES, meeting.public_id))


async def recorded(session: Session, meeting: Meeting, reader: Reader, now: datetime) -> HeldBack | None:
    """A recording that they asked for."""
    if not meeting.recording_url:
        return None
    t, sync = Texts(reader.locale), await session.get_one(Sync, meeting.sync_id)
    text = t("The recording of {sync} is there", sync=sync.name)
    return HeldBack(text, Button(t("Get the recording"), NOT_COMING, meeting.public_id))


async def of_actions(
    session: Session, reader: Reader, held_back: Sequence[Spared], now: datetime
) -> Sequence[HeldBack]:
    """One line for all open actions of theirs of which they were not told."""
    found = [await session.get(Action, one.subject.id) for one in held_back]
    keys = {
        one.id
        for one in found
        if one is not None and one.state is ActionState.OPEN and one.owner_id == reader.person_id
    }
    if not keys:
        return []
    t = Texts(reader.locale)
    text = t.n("{n} action of yours is new or due", "{n} actions of yours are new or due", len(keys))
    return [HeldBack(text, Button(t("My actions"), MINE))]
