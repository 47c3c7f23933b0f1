"""After the deadline: each lead is told, by name, who of their own people has not noted an update."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.updates.composing import facts_of
from bot.capabilities.updates.reminders import messages
from bot.capabilities.updates.reminders.messages import TeamMissing
from bot.capabilities.updates.reminders.rules import Standing, Wanted
from bot.capabilities.updates.store import SUBJECT, Update
from bot.chat.texts import Texts
from bot.delivery.budget import Budget
from bot.delivery.outbox import Outbox, Post, Subject, to_person
from bot.delivery.pace import Priority
from bot.people.audience import Reader, Resolved, ResolvedTeam
from bot.people.model import Person, PersonState
from bot.people.reachability import Reach, reaches
from bot.people.rotas.reading import rota_of
from bot.people.shifts import hours_of
from bot.storage.sessions import Session
from schedules.calendar import WorkingHours, current_shift, next_shift

MISSING = f"{SUBJECT}.missing"
"""The kind of subject that the lists for leads are copies of; its id is the update's."""


@dataclass(frozen=True)
class _Lead:
    """A team's lead: how they are reached, and when they work; their team's hours where they have none."""

    person: Person
    reach: Reach
    hours: WorkingHours | None
    zone: str
    locale: str


@dataclass(frozen=True)
class Leads:
    """Tells the leads of an update's teams; `open` are the teams of those who have not noted it, by person."""

    session: Session
    outbox: Outbox
    known: Update
    wanted: Wanted
    resolved: Resolved
    open: Mapping[int, int]

    async def tell(self, now: datetime) -> list[datetime]:
        """Posts each list once, when its lead is at work; says when to look again."""
        upcoming: list[datetime] = []
        told = {copy.slot for copy in await self.outbox.copies(Subject(MISSING, self.known.id))}
        # By whom it is: everybody counts people's messages in this order, so that nobody waits for one another.
        for team in sorted(self.resolved.teams, key=lambda one: one.lead_id or 0):
            slot = f"{self.known.asked}.{team.team_id}"
            if team.lead_id is None or slot in told:
                continue
            hours = team.hours
            deadline = self.wanted.deadline(hours)
            if deadline is None:
                continue
            if deadline > now:
                upcoming.append(deadline)
                continue
            of = self._missing(team, now)
            if of.names or of.lead_too:
                upcoming += await self._tell(team, of, slot, now)
        return upcoming

    def _missing(self, team: ResolvedTeam, now: datetime) -> TeamMissing:
        people = [
            reader
            for reader in self.resolved.readers
            if self.open.get(reader.person_id) == team.team_id and not reader.provisional
        ]
        of = {standing: [one for one in people if self._standing(one, now) is standing] for standing in Standing}
        late = of[Standing.MISSING]
        return TeamMissing(
            team=team.name,
            names=tuple(sorted((one.name for one in late if one.person_id != team.lead_id), key=str.casefold)),
            not_on_shift=len(of[Standing.NOT_ON_SHIFT]),
            in_time=len(of[Standing.IN_TIME]),
            lead_too=any(one.person_id == team.lead_id for one in late),
        )

    def _standing(self, reader: Reader, now: datetime) -> Standing:
        return self.wanted.standing(reader.hours, now, reader.away_until)

    async def _tell(self, team: ResolvedTeam, of: TeamMissing, slot: str, now: datetime) -> list[datetime]:
        lead = await self._lead(team, now)
        if lead is None:
            return []
        began = now
        if lead.hours is not None:
            shift = current_shift(lead.hours, now)
            if shift is None:
                following = next_shift(lead.hours, now)
                return [following.start] if following else []
            began = shift.start
        subject = Subject(MISSING, self.known.id)
        if not await Budget(self.session, now).allows(lead.person.id, began, subject, slot=slot):
            following = next_shift(lead.hours, now) if lead.hours else None
            return [following.start] if following else []
        facts = await facts_of(self.session, self.known, lead.locale, now)
        post = Post(
            to_person(lead.reach.identity_id),
            messages.missing(facts, of, Texts(lead.locale)),
            lead.person.side_id,
            (lead.person.side_id,),
            lead.locale,
            slot,
        )
        await self.outbox.publish(subject, [post], priority=Priority.REMIND)
        return []

    async def _lead(self, team: ResolvedTeam, now: datetime) -> _Lead | None:
        """The lead of a team; None for who left, is away, cannot be messaged or is of another side."""
        person = await self.session.get(Person, team.lead_id)
        if person is None or person.state is not PersonState.ACTIVE or person.side_id != team.side_id:
            return None
        if person.away_until is not None and person.away_until > now:
            return None
        ways = (await reaches(self.session, [person.id])).get(person.id, ())
        if not ways or not ways[0].takes_direct:
            return None
        zone = person.zone or team.zone
        rota = await rota_of(self.session, person.id, now)
        own = person.working_hours or team.working_hours
        hours = hours_of(own, zone, team.country, team.region, team.own_days, rota)
        return _Lead(person, ways[0], hours, zone, person.locale or team.locale)
