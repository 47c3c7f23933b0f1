"""Composes the messages of an update from what is kept, for the viewpoint and locale of each copy."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates import messages, store
from bot.capabilities.updates.messages import Facts, Owner
from bot.capabilities.updates.receipt import Going, receipt_message
from bot.capabilities.updates.store import SUBJECT, Update, UpdateState
from bot.chat.inbound import Identity
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.outbox import CARD, Subject
from bot.delivery.receipts import receipt
from bot.delivery.tables import Copy, TargetKind
from bot.people import directory, sides
from bot.people.access import EVERYTHING
from bot.people.channels import readers_of
from bot.people.model import Audience, ChatIdentity, Person, Sharing
from bot.people.reachability import reaches
from bot.people.viewpoint import Viewpoint

RECEIPT = "update_receipt"
"""The kind of subject that the author's receipt is a copy of; its id is the update's."""

RING = "ring"
"""The slot of the direct messages that an urgent update sends to people on shift."""


def card_subject(known: Update) -> Subject:
    return Subject(SUBJECT, known.id)


def receipt_subject(known: Update) -> Subject:
    return Subject(RECEIPT, known.id)


async def facts_of(session: AsyncSession, known: Update, locale: str, now: datetime) -> Facts:
    """An update as its readers see it; `now` stands for the publication of a draft."""
    words = await store.text_of(session, known, locale)
    return Facts(
        public_id=known.public_id,
        version=known.version,
        title=words.title,
        changed=words.changed,
        tell_customers=words.tell_customers,
        effective_from=known.effective_from or known.published_at or now,
        acknowledge_by=known.acknowledge_by,
        urgent=known.urgent,
        playbook_url=known.playbook_url,
        owner=await _owner(session, known.owner_id),
    )


async def _owner(session: AsyncSession, person_id: int) -> Owner:
    person = await session.get_one(Person, person_id)
    found = (await reaches(session, [person_id])).get(person_id, ())
    return Owner(person.name, person.side_id, found[0].identity if found else None)


@dataclass(frozen=True)
class Wall:
    """What the sides of an update's audience share, and which side is the internal one."""

    sharing: Sharing
    internal: int | None

    def viewpoint(self, side_ids: Collection[int]) -> Viewpoint:
        return Viewpoint(frozenset(side_ids), self.sharing, self.internal)


async def wall_of(session: AsyncSession, known: Update) -> Wall:
    audience = await session.get_one(Audience, known.audience_id)
    internal = await sides.internal_side(session)
    return Wall(audience.sharing, internal.id if internal else None)


async def side_names(session: AsyncSession, among: Collection[int]) -> Mapping[int, str]:
    """The names of sides, the internal one first; who may see them is for the viewpoint to say."""
    return {side.id: side.name for side in await sides.all_sides(session, EVERYTHING) if side.id in among}


@dataclass(frozen=True)
class Composers:
    """Composes copies anew with present figures. The calendar clock says who is away now."""

    clocks: Clocks

    async def card(self, session: AsyncSession, subject: Subject, copy: Copy) -> Message | None:
        """A card in a channel or the message that rang somebody; None where it shall stay as it is."""
        known = await session.get(Update, subject.id)
        if known is None or known.state is not UpdateState.PUBLISHED:
            return None
        now = self.clocks.calendar.now()
        t = Texts(copy.locale)
        facts = await facts_of(session, known, copy.locale, now)
        wall = await wall_of(session, known)
        if copy.target_kind is TargetKind.PERSON:
            return await self._ring(session, known, facts, wall, copy, t, now)
        place = (await readers_of(session, [copy.target_id]))[copy.target_id]
        viewpoint = wall.viewpoint({*copy.viewpoint, *place.sides})
        figures = await store.readers_by_side(session, known, now)
        return messages.card(facts, figures, viewpoint, t, place.zone)

    async def _ring(
        self, session: AsyncSession, known: Update, facts: Facts, wall: Wall, copy: Copy, t: Texts, now: datetime
    ) -> Message | None:
        row = await session.get(ChatIdentity, copy.target_id)
        if row is None:
            return None
        reader = await directory.actor_of(session, row.person_id, Identity(row.platform, row.home, row.user_id))
        noted = await store.noted_at(session, known, reader.person_id)
        return messages.ring(facts, wall.viewpoint({reader.side_id}), t, reader.zone, noted, now)

    async def receipt(self, session: AsyncSession, subject: Subject, copy: Copy) -> Message | None:
        """The author's receipt as it stands now."""
        known = await session.get(Update, subject.id)
        if known is None:
            return None
        going = await going_of(session, known, copy.locale, self.clocks.calendar.now())
        wall = await wall_of(session, known)
        return receipt_message(going, wall.viewpoint(copy.viewpoint), Texts(copy.locale))


async def going_of(session: AsyncSession, known: Update, locale: str, now: datetime) -> Going:
    """What became of an update: where it was delivered, and who has noted it."""
    words = await store.text_of(session, known, locale)
    delivered = await receipt(session, card_subject(known), slot=CARD)
    figures = await store.readers_by_side(session, known, now)
    among = {line.side_id for line in delivered.lines if line.side_id is not None} | figures.keys()
    return Going(known.public_id, words.title, delivered, figures, await side_names(session, among))
