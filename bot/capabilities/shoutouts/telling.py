"""Tells whoever is thanked, and their leads, in their own working hours."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.card import to_lead, to_recipient
from bot.capabilities.shoutouts.facts import Facts, Whom
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.loading import facts_of, wall_of
from bot.capabilities.shoutouts.release import subject_of
from bot.capabilities.shoutouts.store import Shoutout
from bot.capability import Work
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox
from bot.mail import Letter, Mail
from bot.people.audience import Reader
from bot.people.viewpoint import Wall
from bot.storage.sessions import Session

TELL = "shoutouts.tell"
"""The work of telling somebody when their working day begins."""

TOO_LATE = timedelta(days=14)
"""After that the news is old: it stands on the wall of their stories."""

PERSONAL = "personal"
LEAD = "lead"


async def begin(session: Session, outbox: Outbox, kept: Shoutout, now: datetime, *, but: Collection[int] = ()) -> None:
    """Tells those who are at work now, and the others when their day begins.

    `but` are people who were told before, or are about to be.
    """
    people = [one for one in await to_be_told(session, kept) if one not in but]
    revision = f"v{kept.version}" if kept.version > 1 else ""
    await NEWS.bring(session, outbox, kept, people, now, revision=revision)


async def to_be_told(session: Session, kept: Shoutout) -> Collection[int]:
    """Whoever is thanked and their leads, but not the giver."""
    recipients = (await store.recipients_of(session, [kept.id]))[kept.id]
    people = {row.person_id for row in recipients if row.person_id is not None}
    leads = await store.leads_of(session, [row.team_id for row in recipients if row.team_id is not None])
    return (people | set(leads.values())) - {kept.giver_id}


async def _standing(session: Session, work: Work, now: datetime) -> Shoutout | None:
    kept = await session.get(Shoutout, work.owner_id, with_for_update=True)
    return kept if kept is not None and kept.state is ShoutoutState.POSTED else None


async def _letters(
    session: Session, outbox: Outbox, kept: Shoutout, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    """What each is told who is thanked, or whose people are."""
    facts, wall = await facts_of(session, kept, now), await wall_of(session, kept)
    led = await led_of(session, kept)
    taken_back = {(copy.slot, copy.target_id) for copy in await outbox.copies(subject_of(kept)) if copy.withdrawn}
    found = []
    for reader in readers:
        slot = slot_for(facts, reader.person_id)
        if (slot, reader.identities[0].identity_id) in taken_back:
            slot = again(slot, kept)
        message = message_for(facts, wall, reader, led.get(reader.person_id, ()))
        if message is not None:
            found.append(Letter(reader, message, slot))
    return found


NEWS = Mail(TELL, subject_of, _standing, _letters, TOO_LATE)
"""The news of a shoutout, to whoever is thanked and to their leads."""


def again(slot: str, kept: Shoutout) -> str:
    """The slot of a message that follows one of that slot which was taken back."""
    return f"{slot}.{kept.version}"


def slot_for(facts: Facts, person_id: int) -> str:
    """The kind of message that somebody gets: who is thanked as well as a lead gets their own."""
    return PERSONAL if any(one.person_id == person_id for one in facts.recipients) else LEAD


async def led_of(session: Session, kept: Shoutout) -> Mapping[int, Collection[Whom]]:
    """Those who are thanked, by the lead of each."""
    recipients = (await store.recipients_of(session, [kept.id]))[kept.id]
    leads = await store.leads_of(session, [row.team_id for row in recipients if row.team_id is not None])
    found: dict[int, set[Whom]] = {}
    for row in recipients:
        lead_id = leads.get(row.team_id or 0)
        if lead_id is not None and (row.person_id is not None or row.whole_team):
            found.setdefault(lead_id, set()).add((row.person_id, row.team_id if row.whole_team else None))
    return found


def message_for(facts: Facts, wall: Wall, reader: Reader, theirs: Collection[Whom]) -> Message | None:
    """What somebody gets who is thanked, or whose people (`theirs`) are; None for whom it does not concern any more."""
    viewpoint, t = wall.viewpoint({reader.side_id}), Texts(reader.locale)
    platform = reader.identities[0].identity.platform if reader.identities else ""
    if slot_for(facts, reader.person_id) == PERSONAL:
        # What others are thanked for privately is not told to them.
        mine = replace(facts, told=frozenset({(reader.person_id, None)}))
        return to_recipient(mine, viewpoint, platform, t)
    yours = [one for one in facts.recipients if one.whom in theirs]
    return to_lead(replace(facts, told=frozenset(theirs)), yours, viewpoint, platform, t) if yours else None
