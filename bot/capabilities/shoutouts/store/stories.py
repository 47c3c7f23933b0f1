"""What customers said, as it is kept: whom it may praise, and what became of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.capabilities.shoutouts.kinds import ShoutoutState, StoryState
from bot.capabilities.shoutouts.store.tables import CustomerStory, Shoutout
from bot.people.access import Actor, Scope
from bot.people.model import (
    DeskIdentity,
    Grant,
    Membership,
    Person,
    PersonState,
    Role,
    Side,
    SideKind,
    SideState,
    Team,
)
from bot.storage.locking import locked

AT_ONCE = 200
"""Stories that one statement asks about."""

MOST_ASKED = 5
"""Managers who are asked where an agent has no lead."""

_GONE = (PersonState.LEFT, PersonState.ERASED)
_OPEN = (StoryState.UNMATCHED, StoryState.OFFERED)


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
    present = [scope.where(Person.side_id), Person.state.not_in(_GONE)]
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


async def story_called(session: AsyncSession, public_id: str, *, lock: bool = False) -> CustomerStory | None:
    """A story by the id that buttons carry; who may see it is for the caller."""
    return await session.scalar(locked(select(CustomerStory).where(CustomerStory.public_id == public_id), lock))


async def teams_of(session: AsyncSession, person_id: int) -> Sequence[int]:
    """The teams that a person is in now."""
    rows = await session.scalars(
        select(Membership.team_id)
        .where(Membership.person_id == person_id, Membership.until.is_(None))
        .order_by(Membership.team_id)
    )
    return rows.all()


async def present_leads(session: AsyncSession, person_id: int) -> Sequence[int]:
    """Who leads the teams that a person is in now, but for themselves and leads who have left."""
    rows = await session.scalars(
        select(Person.id)
        .join(Team, Team.lead_id == Person.id)
        .join(Membership, Membership.team_id == Team.id)
        .where(
            Membership.person_id == person_id,
            Membership.until.is_(None),
            Team.archived.is_(False),
            Person.state == PersonState.ACTIVE,
            Person.id != person_id,
        )
        .order_by(Membership.since, Membership.id)
    )
    return list(dict.fromkeys(rows))


async def managers_of(session: AsyncSession, side_id: int | None) -> Sequence[int]:
    """The managers of a side, or (None) of the organisation, at most `MOST_ASKED`, those longest in charge first."""
    internal = select(Side.id).where(Side.kind == SideKind.INTERNAL)
    within: ColumnElement[bool] = Grant.side_id == side_id
    if side_id is None:
        within = or_(Grant.side_id.is_(None), Grant.side_id.in_(internal)) & Person.side_id.in_(internal)
    rows = await session.scalars(
        select(Grant.person_id)
        .join(Person, Person.id == Grant.person_id)
        .join(Side, Side.id == Person.side_id)
        .where(
            Grant.role.in_((Role.MANAGER, Role.ADMIN)),
            within,
            Person.state == PersonState.ACTIVE,
            Side.state == SideState.ACTIVE,
        )
        .order_by(Grant.id)
    )
    return list(dict.fromkeys(rows))[:MOST_ASKED]


async def undecided(
    session: AsyncSession, actor: Actor, *, unmatched: bool, at_most: int, after: int = 0
) -> tuple[Sequence[CustomerStory], int]:
    """Stories that wait for this person's word, the oldest first, from the one `after` so many, and how many there are.

    Those of the people whom they lead or manage, never one that praises themselves; with `unmatched` also those of
    which nobody knows whom they praise.
    """
    theirs: ColumnElement[bool] = CustomerStory.person_id.in_(
        select(Membership.person_id).where(Membership.team_id.in_(actor.led_team_ids), Membership.until.is_(None))
    )
    if not actor.may(Role.LEAD):
        sides = [side for _, side in actor.roles if side is not None and actor.may(Role.LEAD, side)]
        theirs |= CustomerStory.side_id.in_(sorted(sides))
    else:
        theirs |= CustomerStory.side_id.is_not(None)
    wanted: ColumnElement[bool] = (
        (CustomerStory.state == StoryState.OFFERED) & theirs & (CustomerStory.person_id != actor.person_id)
    )
    if unmatched:
        wanted |= CustomerStory.state == StoryState.UNMATCHED
    count = await session.scalar(select(func.count()).select_from(CustomerStory).where(wanted)) or 0
    rows = await session.scalars(
        select(CustomerStory)
        .where(wanted)
        .order_by(CustomerStory.came_at, CustomerStory.id)
        .limit(at_most)
        .offset(after)
    )
    return rows.all(), count


async def said_by(session: AsyncSession, person_id: int, *, at_most: int) -> Sequence[CustomerStory]:
    """Stories of which this person has said whom they praise, and on which nobody has decided; the newest first."""
    rows = await session.scalars(
        select(CustomerStory)
        .where(CustomerStory.state == StoryState.OFFERED, CustomerStory.matched_by_id == person_id)
        .order_by(CustomerStory.came_at.desc(), CustomerStory.id.desc())
        .limit(at_most)
    )
    return rows.all()


async def waiting(session: AsyncSession, scope: Scope) -> Sequence[CustomerStory]:
    """All that nobody has decided on within scope, the oldest first; what praises nobody known is for all sides."""
    theirs: ColumnElement[bool] = CustomerStory.side_id.is_(None)
    if scope.sides is None:
        theirs |= CustomerStory.side_id.is_not(None)
    else:
        theirs |= CustomerStory.side_id.in_(sorted(scope.sides))
    query = select(CustomerStory).where(CustomerStory.state.in_(_OPEN), theirs)
    return (await session.scalars(query.order_by(CustomerStory.came_at, CustomerStory.id))).all()


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


async def alike(session: AsyncSession, from_side_id: int, system: str, agent_id: str) -> Sequence[CustomerStory]:
    """Further stories that praise whoever a side's help desk calls that, and of whom nobody knew who it is; locked."""
    query = select(CustomerStory).where(
        CustomerStory.state == StoryState.UNMATCHED,
        CustomerStory.from_side_id == from_side_id,
        CustomerStory.system == system,
        (CustomerStory.agent_id == agent_id) | ((CustomerStory.agent_id == "") & (CustomerStory.login == agent_id)),
    )
    return (await session.scalars(query.order_by(CustomerStory.id).with_for_update())).all()


async def draft_of(session: AsyncSession, story_id: int, giver_id: int) -> Shoutout | None:
    """What somebody has begun to make of a story."""
    return await session.scalar(
        select(Shoutout)
        .where(Shoutout.story_id == story_id, Shoutout.giver_id == giver_id, Shoutout.state == ShoutoutState.DRAFT)
        .order_by(Shoutout.id.desc())
        .limit(1)
    )


def _pieces(told: Sequence[Told]) -> Iterator[Sequence[Told]]:
    return (told[start : start + AT_ONCE] for start in range(0, len(told), AT_ONCE))
