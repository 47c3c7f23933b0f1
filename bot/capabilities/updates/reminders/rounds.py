"""One round of reminding: whoever is on shift gets a direct message, or a line in their channel that names nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.updates.composing import card_subject, facts_of
from bot.capabilities.updates.messages import Facts
from bot.capabilities.updates.reminders import messages
from bot.capabilities.updates.reminders.messages import Reached
from bot.capabilities.updates.reminders.rules import Wanted
from bot.capabilities.updates.reminders.standings import wanted_of
from bot.capabilities.updates.store import SUBJECT, Update, UpdateState, noted_at, reminders
from bot.capabilities.updates.store.answerers import answerers
from bot.chat.inbound import Identity
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.budget import Budget
from bot.delivery.outbox import CARD, Outbox, Post, Subject, to_channel, to_person
from bot.delivery.pace import Priority
from bot.delivery.tables import Copy, TargetKind
from bot.people import directory
from bot.people.access import Actor
from bot.people.audience import Reader, Resolved, ResolvedChannel, on_shift_now
from bot.people.model import ChatIdentity, Person
from bot.storage.sessions import Session
from schedules.calendar import current_shift

REMINDER = f"{SUBJECT}.reminder"
"""The kind of subject that reminders of an update are copies of; its id is the update's."""


def reminder_subject(known: Update) -> Subject:
    return Subject(REMINDER, known.id)


@dataclass(frozen=True)
class Round:
    """What a round needs: the transaction's session and outbox, the update with what it asks, and whom it is for."""

    session: Session
    outbox: Outbox
    known: Update
    wanted: Wanted
    resolved: Resolved
    slot: str

    async def remind(self, readers: Sequence[Reader], now: datetime) -> Reached:
        """Reminds those of the readers who are on shift; keeps that it did, so that nobody is reminded twice."""
        at_work = on_shift_now(readers, now)
        direct, spared = await self._directly(at_work.rung, now)
        channels, in_channels = await self._in_channels(at_work.unreached, now)
        told = [*at_work.rung, *at_work.unreached]
        await reminders.note_reminded(self.session, self.known, [reader.person_id for reader in told], now)
        return Reached(direct, spared, in_channels, channels, len(at_work.unreached) - in_channels)

    async def _directly(self, readers: Sequence[Reader], now: datetime) -> tuple[int, int]:
        """Messages within each person's budget; what is above it waits for their catch-up."""
        began = {
            reader.person_id: shift.start
            for reader in readers
            if reader.hours and (shift := current_shift(reader.hours, now))
        }
        # Asked for all at once: the update is locked meanwhile, and whoever presses a button on it waits.
        allowed = await Budget(self.session, now).allowed(
            began, reminder_subject(self.known), slot=self.slot, urgent=self.known.urgent
        )
        facts: dict[str, Facts] = {}
        posts = []
        for reader in readers:
            if reader.person_id not in allowed:
                continue
            if reader.locale not in facts:
                facts[reader.locale] = await facts_of(self.session, self.known, reader.locale, now)
            deadline = self.wanted.deadline(reader.hours, reader.away_until)
            posts.append(
                Post(
                    to_person(reader.identities[0].identity_id),
                    messages.reminder(
                        facts[reader.locale], _still_ahead(deadline, now), Texts(reader.locale), reader.zone
                    ),
                    reader.side_id,
                    (reader.side_id,),
                    reader.locale,
                    self.slot,
                )
            )
        await self.outbox.publish(reminder_subject(self.known), posts, priority=Priority.REMIND)
        return len(posts), len(readers) - len(posts)

    async def _in_channels(self, readers: Sequence[Reader], now: datetime) -> tuple[int, int]:
        """One reply under the card in each channel of those who cannot be messaged; says how many, and for how many."""
        if not readers:
            return 0, 0
        cards = {
            copy.target_id: copy
            for copy in await self.outbox.copies(card_subject(self.known), slot=CARD)
            if copy.target_kind is TargetKind.CHANNEL and copy.address is not None and not copy.withdrawn
        }
        here: dict[int, list[Reader]] = {}
        places = {channel.channel_id: channel for channel in self.resolved.channels if channel.channel_id in cards}
        for reader in readers:
            channel = next((one for one in places.values() if reader.team_id in one.team_ids), None)
            if channel is not None:
                here.setdefault(channel.channel_id, []).append(reader)
        posts = [
            await self._reply(places[channel_id], cards[channel_id], people, now)
            for channel_id, people in sorted(here.items())
        ]
        await self.outbox.publish(reminder_subject(self.known), posts, priority=Priority.REMIND)
        return len(posts), sum(len(people) for people in here.values())

    async def _reply(self, channel: ResolvedChannel, card: Copy, people: Sequence[Reader], now: datetime) -> Post:
        viewpoint = self.resolved.viewpoint(channel)
        countable = all(viewpoint.sees_figures_of(reader.side_id) for reader in people)
        facts = await facts_of(self.session, self.known, channel.locale, now)
        return Post(
            to_channel(channel.channel_id),
            messages.channel_reminder(facts, len(people) if countable else None, Texts(channel.locale)),
            channel.side_id,
            tuple(sorted(channel.side_ids)),
            channel.locale,
            self.slot,
            parent_id=card.id,
        )


def _still_ahead(deadline: datetime | None, now: datetime) -> datetime | None:
    return deadline if deadline is not None and deadline > now else None


@dataclass(frozen=True)
class Composer:
    """Composes reminders anew: quiet once noted, corrected and taken back with their update."""

    clocks: Clocks

    async def __call__(self, session: Session, subject: Subject, copy: Copy) -> Message | None:
        """What a reminder shall show now; None where it stays as it is."""
        known = await session.get(Update, subject.id)
        if known is None:
            return None
        t = Texts(copy.locale)
        if known.state is UpdateState.WITHDRAWN:
            return messages.reminder_withdrawn(t)
        if copy.target_kind is not TargetKind.PERSON:
            return None
        row = await session.get(ChatIdentity, copy.target_id)
        if row is None:  # whoever was reminded is erased
            return None
        reader = await directory.actor_of(session, row.person_id, Identity(row.platform, row.home, row.user_id))
        at, now = await noted_at(session, known, reader.person_id), self.clocks.calendar.now()
        if at is not None:
            return messages.reminder_noted(await facts_of(session, known, copy.locale, now), at, now, t, reader.zone)
        return await self._unnoted(session, known, copy, reader, now) if known.version > 1 else None

    async def _unnoted(
        self, session: Session, known: Update, copy: Copy, reader: Actor, now: datetime
    ) -> Message | None:
        """A reminder as a correction has it: nobody is to look for what it was called before."""
        asking = await reminders.asking(session, known)
        if asking is None:
            return None
        person = await session.get_one(Person, reader.person_id)
        hours = (await answerers(session, [person.id], now))[person.id].hours
        deadline = _still_ahead(wanted_of(known, asking).deadline(hours, person.away_until), now)
        facts = await facts_of(session, known, copy.locale, now)
        return messages.reminder(facts, deadline, Texts(copy.locale), reader.zone)
