"""Composes the copies of a shoutout anew, with present cheers and notes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.capabilities.shoutouts import store, telling
from bot.capabilities.shoutouts.after import messages
from bot.capabilities.shoutouts.card import card, ended
from bot.capabilities.shoutouts.facts import Facts
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.loading import facts_of, wall_of
from bot.capabilities.shoutouts.release import subject_of
from bot.capabilities.shoutouts.store import Shoutout
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.outbox import CARD, Outbox, Subject
from bot.delivery.tables import Copy, TargetKind
from bot.people import audience
from bot.people.channels import readers_of
from bot.people.model import Channel, ChatIdentity
from bot.people.viewpoint import Wall
from bot.storage.sessions import Session

FOLLOWING = (CARD, telling.PERSONAL, telling.LEAD)
"""Slots of the messages that show a shoutout and follow it; the others tell something once."""

TAKEN_DOWN = "taken_down"
"""The slot of the letter that tells its giver why; it holds what was said, so it changes where somebody is erased."""


def kind_of_slot(slot: str) -> str:
    """Of which kind the message of a slot is, also where it follows one that a correction took back."""
    return slot.partition(".")[0]


async def cards_of(outbox: Outbox, kept: Shoutout) -> Sequence[Copy]:
    """The cards that stand in channels, also those that a correction brought."""
    copies = await outbox.copies(subject_of(kept))
    return [one for one in copies if kind_of_slot(one.slot) == CARD and not one.withdrawn]


@dataclass(frozen=True)
class Composer:
    """Composes cards, and what was sent to people; the calendar clock says who is at work now."""

    clocks: Clocks

    async def __call__(self, session: Session, subject: Subject, copy: Copy) -> Message | None:
        """A copy as it stands now; None where it shall stay as it is."""
        kept = await session.get(Shoutout, subject.id)
        if kept is None:
            return None
        return next((message for _, message in await composed(session, kept, [copy], self.clocks)), None)


async def composed(
    session: Session, kept: Shoutout, copies: Sequence[Copy], clocks: Clocks
) -> list[tuple[Copy, Message]]:
    """Those of these copies that follow it, as each stands now for all who could read it then and all who can now."""
    if kept.state is ShoutoutState.DRAFT:
        return []
    following = [copy for copy in copies if kind_of_slot(copy.slot) in FOLLOWING]
    now = clocks.calendar.now()
    facts, wall = await facts_of(session, kept, now), await wall_of(session, kept)
    if kept.state is not ShoutoutState.POSTED:
        letters = [copy for copy in copies if copy.slot == TAKEN_DOWN and kept.state is ShoutoutState.TAKEN_DOWN]
        return [
            *((copy, ended(facts, Texts(copy.locale))) for copy in following),
            *((copy, _to_its_giver(facts, wall, copy)) for copy in letters),
        ]
    cards = [copy.target_id for copy in following if copy.target_kind is TargetKind.CHANNEL]
    places = await readers_of(session, cards)
    readers = await _readers(session, following, clocks)
    led = await telling.led_of(session, kept)
    names_erased = await store.names_erased(session, kept)
    found: list[tuple[Copy, Message]] = []
    for copy in following:
        if copy.target_kind is TargetKind.PERSON:
            reader = readers.get(copy.target_id)
            message = telling.message_for(facts, wall, reader, led.get(reader.person_id, ())) if reader else None
            if message is None and names_erased:
                message = messages.erased_here(Texts(copy.locale))
        elif names_erased and not facts.openly:
            message = ended(replace(facts, state=ShoutoutState.ERASED), Texts(copy.locale))
        else:
            place, channel = places.get(copy.target_id), await session.get(Channel, copy.target_id)
            viewpoint = wall.viewpoint({*copy.viewpoint, *(place.sides if place else ())})
            message = card(facts, viewpoint, channel.platform, Texts(copy.locale)) if place and channel else None
        if message is not None:
            found.append((copy, message))
    return found


def _to_its_giver(facts: Facts, wall: Wall, copy: Copy) -> Message:
    """Why it was taken down, and what it said as far as that is kept."""
    t = Texts(copy.locale)
    if not facts.story or not facts.giver.name:
        return messages.erased_here(t)
    return messages.yours_taken_down(facts, wall.viewpoint({facts.giver.side_id}), "", t)


async def _readers(session: Session, copies: Sequence[Copy], clocks: Clocks) -> dict[int, audience.Reader]:
    """Whose direct messages these are, by identity."""
    identities = [
        identity
        for copy in copies
        if copy.target_kind is TargetKind.PERSON
        and (identity := await session.get(ChatIdentity, copy.target_id)) is not None
    ]
    if not identities:
        return {}
    found = await audience.readers_called(session, [one.person_id for one in identities], clocks.calendar.now())
    by_person = {one.person_id: one for one in found}
    return {one.id: by_person[one.person_id] for one in identities if one.person_id in by_person}
