"""Tells in the catch-up of what the budget held back before a meeting."""

from datetime import datetime

from bot.capabilities.syncs.collecting import choosing_messages, messages, runner_messages
from bot.capabilities.syncs.collecting.choosing import too_many
from bot.capabilities.syncs.collecting.facts import Phase, phase_of
from bot.capabilities.syncs.collecting.taking_part import agenda_at
from bot.capabilities.syncs.kinds import MeetingState
from bot.capabilities.syncs.store.attending import attendee_of
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capability import HeldBack
from bot.chat.message import Button
from bot.chat.texts import Texts
from bot.people.audience import Reader
from bot.storage.sessions import Session


async def asked(session: Session, meeting: Meeting, reader: Reader, now: datetime) -> HeldBack | None:
    """The prompt or reminder of an attendee who has not answered yet."""
    sync, t = await session.get_one(Sync, meeting.sync_id), Texts(reader.locale)
    row = await attendee_of(session, meeting.id, reader.person_id)
    if row is None or row.answered_at is not None or phase_of(sync, meeting) is not Phase.ASKED:
        return None
    line = messages.spared_line(sync.name, agenda_at(sync, meeting.starts_at), reader.zone, t)
    return HeldBack(line, Button(t("Add something"), messages.RAISE, meeting.public_id, opens_form=True))


async def facilitates(session: Session, meeting: Meeting, reader: Reader, now: datetime) -> HeldBack | None:
    """That somebody facilitates."""
    if meeting.facilitator_id != reader.person_id or not _goes_on(meeting) or meeting.starts_at <= now:
        return None
    sync, t = await session.get_one(Sync, meeting.sync_id), Texts(reader.locale)
    line = runner_messages.spared_line(sync.name, meeting.starts_at, reader.zone, t)
    return HeldBack(line, Button(t("See the running order"), runner_messages.ORDER, meeting.public_id))


async def unled(session: Session, meeting: Meeting, reader: Reader, now: datetime) -> HeldBack | None:
    """That nobody facilitates, to whoever looks after the sync."""
    if meeting.facilitator_id is not None or not _goes_on(meeting) or meeting.starts_at <= now:
        return None
    sync, t = await session.get_one(Sync, meeting.sync_id), Texts(reader.locale)
    line = t("Nobody facilitates {name} yet.", name=sync.name)
    return HeldBack(line, Button(t("I'll facilitate"), runner_messages.FACILITATE, meeting.public_id))


async def to_choose(session: Session, meeting: Meeting, reader: Reader, now: datetime) -> HeldBack | None:
    """That a lead's team raised more than there is room for."""
    many = await too_many(session, meeting, reader.person_id) if _goes_on(meeting) else ()
    if not many:
        return None
    t = Texts(reader.locale)
    sync = await session.get_one(Sync, meeting.sync_id)
    line = t("{team} raised more for {name} than its agenda has room for.", team=many[0].team.name, name=sync.name)
    key = f"{meeting.public_id}.{many[0].team.public_id}"
    return HeldBack(line, Button(t("Choose"), choosing_messages.CHOOSE, key, opens_form=True))


def _goes_on(meeting: Meeting) -> bool:
    return meeting.state in (MeetingState.COLLECTING, MeetingState.OPEN)
