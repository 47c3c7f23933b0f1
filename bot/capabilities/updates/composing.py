"""Composes the messages of an update from what is kept, for the viewpoint and locale of each copy."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.capabilities.updates import messages, store
from bot.capabilities.updates.corrections.spread import Paces, Spread
from bot.capabilities.updates.facts import Facts, Owner, spoken
from bot.capabilities.updates.planning.upcoming import upcoming_of
from bot.capabilities.updates.receipt import Going, receipt_message
from bot.capabilities.updates.reminders.standings import open_of
from bot.capabilities.updates.store import (
    SUBJECT,
    Addressee,
    Readers,
    Update,
    UpdateState,
    knowledge,
    languages,
    questions,
)
from bot.capabilities.updates.store.planning import PlanWay
from bot.capabilities.updates.store.reports import credited
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery import progress
from bot.delivery.outbox import CARD, Subject
from bot.delivery.receipts import Receipt, ReceiptLine, changes, receipt
from bot.delivery.tables import Copy, TargetKind
from bot.people import sides
from bot.people.access import EVERYTHING
from bot.people.channels import ChannelReaders, readers_of
from bot.people.model import Audience, Person
from bot.people.reachability import reaches
from bot.people.viewpoint import Viewpoint, Wall
from bot.storage.sessions import Session

RECEIPT = f"{SUBJECT}{progress.RECEIPT}"
"""The kind of subject that the author's receipt is a copy of; its id is the update's."""

RING = "ring"
"""The slot of the direct messages that an urgent update sends to people on shift."""


def ring_slot(known: Update) -> str:
    """The same for what was asked last: a correction that asks anew rings in messages of its own."""
    return RING if known.asked == 1 else f"{RING}.{known.asked}"


def card_subject(known: Update) -> Subject:
    return Subject(SUBJECT, known.id)


def receipt_subject(known: Update) -> Subject:
    return Subject(RECEIPT, known.id)


async def facts_of(session: Session, known: Update, locale: str, now: datetime) -> Facts:
    """An update as its readers see it; `now` stands for the publication of a draft."""
    written = await store.text_of(session, known, known.locale)
    facts = Facts(
        public_id=known.public_id,
        version=known.version,
        title=written.title,
        changed=written.changed,
        tell_customers=written.tell_customers,
        effective_from=known.effective_from or known.published_at or now,
        acknowledge_by=known.acknowledge_by,
        urgent=known.urgent,
        playbook_url=known.playbook_url,
        owner=await _owner(session, known.owner_id),
        until_answered=await questions.until_answered(session, known),
        answered=await questions.answered_for_all(session, known),
        corrected_at=written.at if known.version > 1 else None,
        note=written.note,
        check=await knowledge.check_of(session, known),
        further_check=await knowledge.further_of(session, known),
        seen_first=await credited(session, known),
    )
    texts = await languages.texts_of(session, known)
    return spoken(facts, texts, known.locale, locale, await languages.left_behind(session, known))


async def _owner(session: Session, person_id: int) -> Owner:
    person = await session.get_one(Person, person_id)
    found = (await reaches(session, [person_id])).get(person_id, ())
    return Owner(person.name, person.side_id, found[0].identity if found else None)


async def wall_of(session: Session, known: Update) -> Wall:
    audience = await session.get_one(Audience, known.audience_id)
    internal = await sides.internal_side(session)
    return Wall(audience.sharing, internal.id if internal else None, agreed=None)


async def side_names(session: Session, among: Collection[int]) -> Mapping[int, str]:
    """The names of sides, the internal one first; who may see them is for the viewpoint to say."""
    return {side.id: side.name for side in await sides.all_sides(session, EVERYTHING) if side.id in among}


@dataclass(frozen=True)
class Round:
    """What all cards of an update share while they are composed in one session, and the cards that came of it."""

    known: Update
    now: datetime
    wall: Wall
    figures: Mapping[int, Readers]
    places: Mapping[int, ChannelReaders]
    people: Mapping[int, Addressee]
    facts: dict[str, Facts] = field(default_factory=dict)
    cards: dict[tuple[Viewpoint, str, str], Message] = field(default_factory=dict)

    async def facts_in(self, session: Session, locale: str) -> Facts:
        if locale not in self.facts:
            self.facts[locale] = await facts_of(session, self.known, locale, self.now)
        return self.facts[locale]

    async def compose(self, session: Session, copy: Copy) -> Message | None:
        facts = await self.facts_in(session, copy.locale)
        if copy.target_kind is TargetKind.PERSON:
            return self._personal(facts, copy)
        return self._card(facts, copy)

    def viewpoint(self, copy: Copy) -> Viewpoint | None:
        """Of all who could read the channel when it was published, and all who can now."""
        place = self.places.get(copy.target_id)
        return None if place is None else self.wall.viewpoint({*copy.viewpoint, *place.sides})

    def _card(self, facts: Facts, copy: Copy) -> Message | None:
        viewpoint = self.viewpoint(copy)
        if viewpoint is None:
            return None
        zone = self.places[copy.target_id].zone
        key = (viewpoint, copy.locale, zone)
        if key not in self.cards:
            self.cards[key] = messages.card(facts, self.figures, viewpoint, Texts(copy.locale), zone)
        return self.cards[key]

    def _personal(self, facts: Facts, copy: Copy) -> Message | None:
        reader = self.people.get(copy.target_id)
        if reader is None:
            return None
        viewpoint = self.wall.viewpoint({reader.side_id})
        return messages.ring(facts, viewpoint, Texts(copy.locale), reader.zone, reader.noted, self.now)


async def begin_round(session: Session, known: Update, now: datetime) -> Round:
    """What the copies of an update are composed from at `now`."""
    return Round(
        known,
        now,
        await wall_of(session, known),
        await store.readers_by_side(session, known, now),
        await readers_of(session, await store.channels_of(session, known)),
        await store.addressees(session, known),
    )


@dataclass(frozen=True)
class Composers:
    """Composes copies anew with present figures. The calendar clock says who is away now."""

    clocks: Clocks
    paces: Paces

    async def card(self, session: Session, subject: Subject, copy: Copy) -> Message | None:
        """A card in a channel or the message that rang somebody; None where it shall stay as it is.

        The copies of one session are composed from the same facts, so that a hundred of them cost little more than one.
        """
        known = await session.get(Update, subject.id)
        if known is None or known.state is not UpdateState.PUBLISHED:
            return None
        rounds: dict[int, Round] = session.info.setdefault(Round, {})
        if known.id not in rounds:
            rounds[known.id] = await begin_round(session, known, self.clocks.calendar.now())
        return await rounds[known.id].compose(session, copy)

    async def receipt(self, session: Session, subject: Subject, copy: Copy) -> Message | None:
        """The author's receipt as it stands now."""
        known = await session.get(Update, subject.id)
        if known is None or not await store.is_kept(session, known):
            return None
        return await receipt_for(session, known, copy, self.clocks.calendar.now(), self.paces)


async def receipt_for(session: Session, known: Update, copy: Copy, now: datetime, paces: Paces) -> Message:
    """The receipt as a copy of it shows it."""
    going = await going_of(session, known, copy.locale, now, paces)
    wall = await wall_of(session, known)
    return receipt_message(going, wall.viewpoint(copy.viewpoint), Texts(copy.locale))


async def cards_receipt(session: Session, known: Update) -> tuple[Receipt, tuple[ReceiptLine, ...]]:
    """What became of an update's cards; apart, those that were not delivered and another channel stands in for."""
    found = await receipt(session, card_subject(known), slot=CARD)
    if known.state is not UpdateState.PUBLISHED or not found.failed:
        return found, ()
    given_up = await store.taken_back(session, known)
    replaced = [line for line in found.lines if line.failed and line.copy_public_id in given_up]
    return Receipt(tuple(line for line in found.lines if line not in replaced)), tuple(replaced)


async def going_of(session: Session, known: Update, locale: str, now: datetime, paces: Paces) -> Going:
    """What became of an update: where it was delivered, and who has noted it."""
    words = await store.text_of(session, known, locale)
    delivered, replaced = await cards_receipt(session, known)
    rung = await receipt(session, card_subject(known), slot=ring_slot(known))
    figures = await store.readers_by_side(session, known, now)
    among = {line.side_id for line in delivered.lines if line.side_id is not None} | figures.keys()
    unreached = {int(side): count for side, count in known.unreached.items()}
    left = await open_of(session, known, now)
    names = await side_names(session, among)
    behind = await behind_at_half(session, known, figures, (await wall_of(session, known)).internal)
    with_nobody = await questions.with_nobody(session, known)
    return Going(
        known.public_id,
        words.title,
        delivered,
        figures,
        names,
        rung,
        unreached,
        left,
        with_nobody,
        behind,
        await spread_of(session, known, paces),
        can_be_changed=known.state is UpdateState.PUBLISHED,
        upcoming=await upcoming_of(session, known, now),
        check=[one for one in await knowledge.at_first(session, known) if one.version == known.asked],
        approver=await store.approver_of(session, known),
        has_check=bool(await knowledge.check_of(session, known)),
        replaced=Receipt(replaced),
    )


async def spread_of(session: Session, known: Update, paces: Paces) -> Spread | None:
    """How far the last correction, or the withdrawal, has come; None for what stands as it was published."""
    if known.state is UpdateState.WITHDRAWN:
        return Spread(known.withdrawn_because, await changes(session, card_subject(known)), paces, withdrawn=True)
    if known.version == 1:
        return None
    written = await store.text_of(session, known, known.locale)
    return Spread(written.note, await changes(session, card_subject(known)), paces)


async def behind_at_half(
    session: Session, known: Update, figures: Mapping[int, Readers], internal: int | None
) -> timedelta | None:
    """How much later half of the partners' people had noted it than half of the internal ones; None before that.

    Nor is it told of what each team got at its own time: who is later there was meant to be.
    """
    plan = await store.plan_of(session, known)
    if plan is not None and plan.way is not PlanWay.MOMENT:
        return None
    ours = {side: one.expected for side, one in figures.items() if side == internal}
    theirs = {side: one.expected for side, one in figures.items() if side != internal}
    halves = []
    for part in (ours, theirs):
        if not any(part.values()) or 2 * sum(figures[side].noted for side in part) < sum(part.values()):
            return None
        halves.append(await store.half_noted_at(session, known, known.asked, part))
    first, second = halves
    return second - first if first is not None and second is not None else None
