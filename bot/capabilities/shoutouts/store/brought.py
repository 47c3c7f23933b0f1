"""What customers said as it is brought: whom it praises, and keeping it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.capabilities.shoutouts.kinds import StoryState
from bot.capabilities.shoutouts.store.tables import CustomerStory
from bot.people.access import Scope
from bot.people.model import HAVE_LEFT, DeskIdentity, Person

AT_ONCE = 200
"""Stories that one statement asks about."""


@dataclass(frozen=True)
class Agent:
    """Whom a help desk names: by its own id, by what they log in with, by what customers call them."""

    agent_id: str = ""
    login: str = ""
    alias: str = ""


@dataclass(frozen=True)
class Told:
    """A customer's words as they came, with personal data masked."""

    system: str
    external_id: str
    text: str
    agent: Agent = Agent()
    customer: str = ""
    score: str = ""
    ticket_url: str = ""
    said_at: datetime | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by."""
        return self.system, self.external_id


async def known_among(
    session: AsyncSession, from_side_id: int, told: Sequence[Told]
) -> Mapping[tuple[str, str], CustomerStory]:
    """Those of these that the same side has brought before."""
    found: dict[tuple[str, str], CustomerStory] = {}
    for some in _pieces(told):
        rows = await session.scalars(
            select(CustomerStory).where(
                CustomerStory.from_side_id == from_side_id,
                CustomerStory.system.in_({one.system for one in some}),
                CustomerStory.external_id.in_({one.external_id for one in some}),
            )
        )
        found |= {(row.system, row.external_id): row for row in rows}
    return found


async def praised(session: AsyncSession, scope: Scope, told: Sequence[Told]) -> Sequence[Person | None]:
    """Whom each of these praises, among the people within scope: by help-desk id, else login, else alias.

    An alias or mail address that several people have says nothing, and a name is never looked at.
    """
    found: list[Person | None] = []
    for some in _pieces(told):
        people = _People(*await _candidates(session, scope, [one.agent for one in some], {one.system for one in some}))
        found += [people.meant(one.system, one.agent) for one in some]
    return found


@dataclass(frozen=True)
class _People:
    """People by what a help desk may call them; `desk` by system and id, the others by every person of that name."""

    desk: Mapping[tuple[str, str], Person]
    desk_aliases: Mapping[tuple[str, str], Mapping[int, Person]]
    emails: Mapping[str, Mapping[int, Person]]
    aliases: Mapping[str, Mapping[int, Person]]

    def meant(self, system: str, agent: Agent) -> Person | None:
        if agent.agent_id and (person := self.desk.get((system, agent.agent_id.casefold()))):
            return person
        if agent.login:
            if person := self.desk.get((system, agent.login.casefold())):
                return person
            if person := _only(self.emails.get(agent.login.casefold(), {})):
                return person
        if not agent.alias:
            return None
        alias = agent.alias.casefold()
        return _only({**self.desk_aliases.get((system, alias), {}), **self.aliases.get(alias, {})})


def _only(people: Mapping[int, Person]) -> Person | None:
    return next(iter(people.values())) if len(people) == 1 else None


async def _candidates(
    session: AsyncSession, scope: Scope, agents: Collection[Agent], systems: Collection[str]
) -> tuple[
    Mapping[tuple[str, str], Person],
    Mapping[tuple[str, str], Mapping[int, Person]],
    Mapping[str, Mapping[int, Person]],
    Mapping[str, Mapping[int, Person]],
]:
    ids = {word.lower() for agent in agents for word in (agent.agent_id, agent.login) if word}
    aliases = {agent.alias.lower() for agent in agents if agent.alias}
    logins = {agent.login.lower() for agent in agents if agent.login}
    present = [scope.where(Person.side_id), Person.state.not_in(HAVE_LEFT)]
    rows = await session.execute(
        select(DeskIdentity, Person)
        .join(Person, Person.id == DeskIdentity.person_id)
        .where(
            _any_of(DeskIdentity.system, systems),
            or_(_any_of(DeskIdentity.agent_id, ids), _any_of(DeskIdentity.alias, aliases)),
            *present,
        )
    )
    desk: dict[tuple[str, str], Person] = {}
    desk_aliases: dict[tuple[str, str], dict[int, Person]] = {}
    for identity, person in rows:
        desk[identity.system.casefold(), identity.agent_id.casefold()] = person
        if identity.alias:
            desk_aliases.setdefault((identity.system.casefold(), identity.alias.casefold()), {})[person.id] = person
    people = await session.scalars(
        select(Person).where(or_(_any_of(Person.email, logins), _any_of(Person.alias, aliases)), *present)
    )
    emails: dict[str, dict[int, Person]] = {}
    own_aliases: dict[str, dict[int, Person]] = {}
    for person in people:
        if person.email:
            emails.setdefault(person.email.casefold(), {})[person.id] = person
        if person.alias:
            own_aliases.setdefault(person.alias.casefold(), {})[person.id] = person
    return desk, desk_aliases, emails, own_aliases


def _any_of(column: InstrumentedAttribute[str], words: Collection[str]) -> ColumnElement[bool]:
    return func.lower(column).in_(sorted(words))


async def keep(
    session: AsyncSession, from_side_id: int, told: Sequence[tuple[Told, Person | None]], now: datetime
) -> Sequence[CustomerStory]:
    """Keeps new ones that a side has brought, each with whom it praises, as far as that is known."""
    rows = [
        CustomerStory(
            from_side_id=from_side_id,
            system=one.system,
            external_id=one.external_id,
            agent_id=one.agent.agent_id,
            login=one.agent.login,
            alias=one.agent.alias,
            text=one.text,
            customer=one.customer,
            score=one.score,
            ticket_url=one.ticket_url,
            said_at=one.said_at,
            came_at=now,
            state=StoryState.UNMATCHED if person is None else StoryState.OFFERED,
            person_id=person.id if person else None,
            side_id=person.side_id if person else None,
        )
        for one, person in told
    ]
    session.add_all(rows)
    await session.flush()
    return rows


async def is_known_at_desk(session: AsyncSession, system: str, agent_id: str) -> bool:
    """Whether the roster knows already whom a help desk means by this id; it does not say whom."""
    query = select(DeskIdentity.id).where(
        _any_of(DeskIdentity.system, [system.lower()]), _any_of(DeskIdentity.agent_id, [agent_id.lower()])
    )
    return await session.scalar(query.limit(1)) is not None


async def remember(session: AsyncSession, person_id: int, system: str, agent_id: str, alias: str) -> None:
    """Takes a help-desk identity up into the roster."""
    session.add(DeskIdentity(person_id=person_id, system=system, agent_id=agent_id, alias=alias))
    await session.flush()


def _pieces(told: Sequence[Told]) -> Iterator[Sequence[Told]]:
    return (told[start : start + AT_ONCE] for start in range(0, len(told), AT_ONCE))
