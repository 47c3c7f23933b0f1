"""Composes the copies of a shoutout anew, with present cheers and notes."""

from dataclasses import dataclass

from bot.capabilities.shoutouts import telling
from bot.capabilities.shoutouts.card import card
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.loading import facts_of, wall_of
from bot.capabilities.shoutouts.store import Shoutout
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.outbox import Subject
from bot.delivery.tables import Copy, TargetKind
from bot.people import audience
from bot.people.channels import readers_of
from bot.people.model import Channel, ChatIdentity
from bot.storage.sessions import Session


@dataclass(frozen=True)
class Composer:
    """Composes cards, and what was sent to people; the calendar clock says who is at work now."""

    clocks: Clocks

    async def __call__(self, session: Session, subject: Subject, copy: Copy) -> Message | None:
        """A copy as it stands now; None where it shall stay as it is."""
        kept = await session.get(Shoutout, subject.id)
        if kept is None or kept.state is not ShoutoutState.POSTED:
            return None
        if copy.target_kind is TargetKind.PERSON:
            return await self._personal(session, kept, copy)
        return await in_channel(session, kept, copy, self.clocks)

    async def _personal(self, session: Session, kept: Shoutout, copy: Copy) -> Message | None:
        identity = await session.get(ChatIdentity, copy.target_id)
        if identity is None:
            return None
        now = self.clocks.calendar.now()
        readers = await audience.readers_called(session, [identity.person_id], now)
        led = await telling.teams_led(session, kept)
        facts, wall = await facts_of(session, kept, now), await wall_of(session, kept)
        return next(
            (telling.message_for(facts, wall, one, led.get(one.person_id, ())) for one in readers),
            None,
        )


async def in_channel(session: Session, kept: Shoutout, copy: Copy, clocks: Clocks) -> Message | None:
    """The card of a copy, for all who could read its channel when it was posted and all who can now."""
    place = (await readers_of(session, [copy.target_id])).get(copy.target_id)
    channel = await session.get(Channel, copy.target_id)
    if place is None or channel is None:
        return None
    facts, wall = await facts_of(session, kept, clocks.calendar.now()), await wall_of(session, kept)
    viewpoint = wall.viewpoint({*copy.viewpoint, *place.sides})
    return card(facts, viewpoint, channel.platform, Texts(copy.locale))
