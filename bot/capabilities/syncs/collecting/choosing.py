"""Where a team raised more than an agenda has room for, its lead chooses; until then what was said first stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.capabilities.syncs.agenda import posting
from bot.capabilities.syncs.collecting import choosing_messages as words
from bot.capabilities.syncs.collecting.raised import MOST, chosen_of, grouped
from bot.capabilities.syncs.composing import Composing
from bot.capabilities.syncs.kinds import MeetingState
from bot.capabilities.syncs.store import raised as store
from bot.capabilities.syncs.store.attending import leads_of
from bot.capabilities.syncs.store.occurrences import follow_rhythm
from bot.capabilities.syncs.store.people import people_named
from bot.capabilities.syncs.store.syncs import meeting_called
from bot.capabilities.syncs.store.tables import Meeting, Raised, Sync
from bot.capabilities.syncs.subjects import meeting_subject
from bot.capability import Context, Work
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox
from bot.delivery.tables import Copy
from bot.mail import Letter, Mail
from bot.people.audience import Reader
from bot.people.model import ChatIdentity, Team
from bot.storage.sessions import Session

TELL = "syncs.tell_to_choose"
"""The work of asking a lead when their day begins."""

TOO_LATE = timedelta(days=7)

SLOT = "choose"

LATE = "choose.late"
"""The slot of a second message, of what was raised after a choice and has no room beside it."""


@dataclass(frozen=True)
class Many:
    """A team that raised more than there is room for."""

    team: Team
    items: Sequence[Raised]


async def offer(session: Session, outbox: Outbox, meeting: Meeting, team_id: int | None, now: datetime) -> None:
    """Asks a team's lead to choose when there is more than there is room for, and once more where that was chosen."""
    if team_id is None or meeting.state not in (MeetingState.COLLECTING, MeetingState.OPEN):
        return
    theirs = [one for one in await store.raised_in(session, meeting.id) if one.team_id == team_id]
    lead = (await leads_of(session, [team_id])).get(team_id)
    if len(theirs) > MOST and lead is not None:
        await TO_LEAD.bring(session, outbox, meeting, [lead], now, revision=LATE if _came_late(theirs) else "")


def _came_late(items: Sequence[Raised]) -> bool:
    """Whether something was raised after the lead had chosen, and has no room beside what was."""
    on_it = {one.id for one in chosen_of(items)}
    return any(one.chosen for one in items) and any(one.chosen is None and one.id not in on_it for one in items)


async def too_many(session: Session, meeting: Meeting, lead_id: int) -> Sequence[Many]:
    """The teams of a lead that raised more than there is room for."""
    groups = grouped(await store.raised_in(session, meeting.id))
    full = {team_id: items for (_, team_id), items in groups.items() if team_id is not None and len(items) > MOST}
    leads = await leads_of(session, full)
    return [
        Many(await session.get_one(Team, team_id), items)
        for team_id, items in full.items()
        if leads.get(team_id) == lead_id
    ]


async def _load(session: Session, work: Work, now: datetime) -> Meeting | None:
    meeting = await session.get(Meeting, work.owner_id, with_for_update=True)
    if meeting is None:
        return None
    await follow_rhythm(session, meeting)
    return meeting if meeting.state in (MeetingState.COLLECTING, MeetingState.OPEN) else None


async def _letters(
    session: Session, outbox: Outbox, meeting: Meeting, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    found = []
    for reader in readers:
        many = await too_many(session, meeting, reader.person_id)
        if many:
            late = any(_came_late(one.items) for one in many)
            message = await _message(session, meeting, many, Texts(reader.locale), late=late)
            found.append(Letter(reader, message, LATE if late else SLOT))
    return found


TO_LEAD = Mail(TELL, meeting_subject, _load, _letters)


async def compose(session: Session, meeting: Meeting, copy: Copy, composing: Composing) -> Message | None:
    """What a lead reads as it stands now."""
    identity = await session.get(ChatIdentity, copy.target_id)
    t = Texts(copy.locale)
    if identity is None or meeting.state not in (MeetingState.COLLECTING, MeetingState.OPEN):
        return words.nothing_to_choose(t)
    many = await too_many(session, meeting, identity.person_id)
    return await _message(session, meeting, many, t, late=copy.slot == LATE)


async def _message(
    session: Session, meeting: Meeting, many: Sequence[Many], t: Texts, *, late: bool = False
) -> Message:
    if not many:
        return words.nothing_to_choose(t)
    sync = await session.get_one(Sync, meeting.sync_id)
    teams = []
    for one in many:
        on_it = {item.id for item in chosen_of(one.items)}
        texts = [(item.text, item.id in on_it) for item in one.items]
        decided = any(item.chosen is not None for item in one.items)
        teams.append(words.Team(f"{meeting.public_id}.{one.team.public_id}", one.team.name, texts, decided))
    return words.choose(sync.name, teams, t, late=late)


# --- acting -----------------------------------------------------------------------------------------------------------


async def ask(context: Context, inbound: Press) -> Answer:
    """*Choose*: the form with everything that the team raised."""
    found = await _found(context, inbound.object_id)
    if found is None:
        return Answer(message=words.nothing_to_choose(context.t))
    _, many = found
    return Answer(form=words.form(inbound.object_id, await _listed(context, many), context.t))


async def keep(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps the choice, and has the agenda follow."""
    found = await _found(context, inbound.object_id, lock=True)
    if found is None:
        return Answer(message=words.nothing_to_choose(context.t))
    meeting, many = found
    value = inbound.values.get(words.ITEMS)
    ticked = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
    chosen = [one.id for one in many.items if one.public_id in ticked]
    if not 1 <= len(chosen) <= MOST:
        return Answer(errors=FieldErrors({words.ITEMS: context.t("Choose 1 to {n} of them.", n=MOST)}))
    await store.choose(context.session, [one.id for one in many.items], chosen)
    await context.outbox.mark_stale(meeting_subject(meeting))
    await posting.follow(context.outbox, meeting)
    every = await too_many(context.session, meeting, context.actor.person_id)
    return Answer(redraw=await _message(context.session, meeting, every, context.t))


async def _found(context: Context, key: str, *, lock: bool = False) -> tuple[Meeting, Many] | None:
    """A meeting that goes on, and the team that somebody leads and that raised more than there is room for."""
    public_id, _, team_key = key.partition(".")
    meeting = await meeting_called(context.session, public_id, lock=lock)
    if meeting is None or meeting.state not in (MeetingState.COLLECTING, MeetingState.OPEN):
        return None
    for one in await too_many(context.session, meeting, context.actor.person_id):
        if one.team.public_id == team_key:
            return meeting, one
    return None


async def _listed(context: Context, many: Many) -> Sequence[words.Item]:
    named = await people_named(context.session, [one.person_id for one in many.items])
    on_it = {one.id for one in chosen_of(many.items)}
    return [
        words.Item(one.public_id, one.text, by.name if (by := named.get(one.person_id or 0)) else "", one.id in on_it)
        for one in many.items
    ]
