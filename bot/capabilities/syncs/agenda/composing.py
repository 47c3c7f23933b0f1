"""Composes the agenda of a meeting for each place where it stands: as many messages as it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.capabilities.syncs import planning
from bot.capabilities.syncs.agenda import messages, sections
from bot.capabilities.syncs.agenda.card import pages
from bot.capabilities.syncs.agenda.facts import Facts, Place
from bot.capabilities.syncs.agenda.loading import facts_of
from bot.capabilities.syncs.composing import Composing
from bot.capabilities.syncs.kinds import MeetingState, Section
from bot.capabilities.syncs.second_time import suits_second
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capability import AgendaAsked, AgendaOffer, Offers
from bot.chat.message import Headline, Message, Part
from bot.chat.texts import Texts
from bot.delivery.outbox import CARD
from bot.delivery.tables import Copy, TargetKind
from bot.people.audience import Resolved, ResolvedChannel
from bot.people.channels import ChannelReaders, readers_of
from bot.people.model import Channel
from bot.people.viewpoint import Viewpoint
from bot.storage.sessions import Session


@dataclass
class Agenda:
    """What all copies of an agenda share while they are composed in one session, and what came of it by place."""

    sync: Sync
    meeting: Meeting
    facts: Facts
    resolved: Resolved
    offered: Mapping[str, AgendaOffer]
    now: datetime
    readers: dict[int, ChannelReaders] = field(default_factory=dict)
    composed: dict[Place, Sequence[Message]] = field(default_factory=dict)

    async def pages(self, session: Session, place: Place) -> Sequence[Message]:
        """The messages for a place, the card first."""
        if place not in self.composed:
            parts = await self._parts(session, place)
            self.composed[place] = pages(self.sync, self.meeting, self.facts, parts, place, self.now)
        return self.composed[place]

    async def filled(self, session: Session, place: Place) -> Sequence[Section]:
        """The sections with something in them for who reads a place; people raise more until it is over."""
        t, found = Texts(place.locale), messages.sections_in_order(self.facts)
        return [one for one in found if one is Section.RAISED or await self._section(session, one, place, t)]

    async def readers_in(self, session: Session, channel_id: int) -> ChannelReaders | None:
        """Who reads a channel now; asked for all channels at once."""
        if channel_id not in self.readers:
            self.readers |= await readers_of(session, {channel_id, *(one.channel_id for one in self.resolved.channels)})
        return self.readers.get(channel_id)

    def place(self, channel: ResolvedChannel) -> Place:
        """A channel to which it goes."""
        return self._place(self.resolved.viewpoint(channel), channel.team_ids, channel.platform, channel)

    def place_of(self, copy: Copy, channel: Channel, readers: ChannelReaders) -> Place:
        """A channel in which it stands, for all who could read it then and all who can now."""
        sides = frozenset({*copy.viewpoint, *readers.sides})
        viewpoint = Viewpoint(sides, self.resolved.sharing, self.resolved.internal, self.resolved.agreed)
        return self._place(viewpoint, readers.team_ids, channel.platform, readers, copy.locale)

    def _place(
        self,
        viewpoint: Viewpoint,
        team_ids: Sequence[int],
        platform: str,
        read: ResolvedChannel | ChannelReaders,
        locale: str = "",
    ) -> Place:
        zones = {team.team_id: team.zone for team in self.resolved.teams}
        theirs = tuple(dict.fromkeys(zones[one] for one in team_ids if one in zones))
        first, second, minutes = self.facts.starts_at, self.facts.again_at, self.sync.minutes
        of_place = [team for team in self.resolved.teams if team.team_id in team_ids]
        suits = bool(of_place) and all(suits_second(team.hours, first, second, minutes) for team in of_place)
        return Place(viewpoint, tuple(team_ids), platform, locale or read.locale, read.zone, theirs, suits)

    async def _parts(self, session: Session, place: Place) -> list[Part]:
        """The sections, each with its heading; one without anything is left out."""
        t = Texts(place.locale)
        if self.facts.state is MeetingState.LEFT_OUT:
            return []
        parts: list[Part] = []
        for section in messages.sections_in_order(self.facts):
            parts += await self._section(session, section, place, t)
        return parts

    async def _section(self, session: Session, section: Section, place: Place, t: Texts) -> Sequence[Part]:
        match section:
            case Section.RAISED:
                return sections.raised(self.facts, place, t)
            case Section.ACTIONS:
                return sections.tasks(self.facts, place, t)
            case Section.AWAY:
                return sections.away(self.facts, place, t)
            case Section.NUMBERS | Section.STORY | Section.UPDATES:
                found = await self._offered(session, section, place, t)
                return [Headline(messages.heading(section, t), 2), *found] if found else []

    async def _offered(self, session: Session, section: Section, place: Place, t: Texts) -> Sequence[Part]:
        """What somebody else fills in."""
        if (offer := self.offered.get(section)) is None:
            return ()
        asked = AgendaAsked(
            resolved=self.resolved,
            viewpoint=place.viewpoint,
            team_ids=place.team_ids,
            platform=place.platform,
            t=t,
            zone=place.zone,
            since=self.meeting.told_of,
            until=self.meeting.agenda_at or self.now,
        )
        return await offer(session, asked)


async def agenda_of(session: Session, sync: Sync, meeting: Meeting, offers: Offers, now: datetime) -> Agenda:
    """The agenda of a meeting as it stands now."""
    resolved = await planning.resolved_for(session, sync, now)
    facts = await facts_of(session, sync, meeting, resolved, now)
    return Agenda(sync, meeting, facts, resolved, offers.agenda, now)


async def compose(session: Session, meeting: Meeting, copy: Copy, composing: Composing) -> Message | None:
    """A copy of an agenda as it stands now; None where it shall stay as it is.

    The copies of one session are composed from the same facts, so that a hundred of them cost little more than one.
    """
    if copy.target_kind is not TargetKind.CHANNEL:
        return None
    known: dict[int, Agenda] = session.info.setdefault(Agenda, {})
    if meeting.id not in known:
        sync = await session.get_one(Sync, meeting.sync_id)
        known[meeting.id] = await agenda_of(session, sync, meeting, composing.offers, composing.now)
    agenda = known[meeting.id]
    channel, readers = await session.get(Channel, copy.target_id), await agenda.readers_in(session, copy.target_id)
    if channel is None or readers is None:
        return None
    found = await agenda.pages(session, agenda.place_of(copy, channel, readers))
    number = number_of(copy.slot)
    return found[number - 1] if number <= len(found) else messages.over_already(Texts(copy.locale))


def slot_of(number: int) -> str:
    """The slot of the so-manieth message of an agenda."""
    return CARD if number == 1 else f"{CARD}.{number}"


def number_of(slot: str) -> int:
    """Which message of an agenda a slot is of."""
    number = slot.partition(".")[2]
    return int(number) if number.isdecimal() else 1
