"""Finding people by what somebody types, within the sides that they may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people.access import Actor, Scope
from bot.people.folding import words_sought
from bot.people.model import (
    HAVE_LEFT,
    ChatIdentity,
    DeskIdentity,
    Membership,
    Person,
    PersonState,
    Side,
    SideState,
    Team,
)
from bot.people.refusal import Refused

MOST = 25
"""People that a search gives at most; whoever needs more types more."""

_HERE = Side.state.not_in((SideState.LEAVING, SideState.GONE))
"""Of a partner that leaves, nobody is offered any more."""


@dataclass(frozen=True)
class Found:
    """A person that was searched for. `begins`: each of the words begins a word of what they are called."""

    person_id: int
    public_id: str
    name: str
    alias: str
    email: str
    side_id: int
    side_name: str
    provisional: bool
    begins: bool


@dataclass(frozen=True)
class FoundTeam:
    """A team that was searched for; `begins` as of people."""

    team_id: int
    public_id: str
    name: str
    side_id: int
    side_name: str
    begins: bool


async def find_people(
    session: AsyncSession, scope: Scope, words: str, most: int = MOST, *, but: int | None = None
) -> Sequence[Found]:
    """People within scope whose name, alias or e-mail holds all of the words, whatever their accents and case.

    Those whom the words begin come first, of them those whose name begins so, then by name; everybody for no words;
    without the person `but`.
    """
    looked_for = words_sought(words)
    if words.strip() and not looked_for:
        return []
    begins = and_(true(), *(_called(f" {word}") for word in looked_for))
    likeliest = [begins.desc(), Person.found_by.startswith(f" {looked_for[0]}").desc()] if looked_for else []
    query = (
        select(Person, Side.name, begins)
        .join(Side, Side.id == Person.side_id)
        .where(
            scope.where(Person.side_id), Person.state.not_in(HAVE_LEFT), _HERE, *(_called(word) for word in looked_for)
        )
        .order_by(*likeliest, func.lower(Person.name), Person.id)
        .limit(most)
    )
    if but is not None:
        query = query.where(Person.id != but)
    return [_found(*row) for row in await session.execute(query)]


async def find_known(session: AsyncSession, scope: Scope, person_ids: Sequence[int]) -> Sequence[Found]:
    """Those of these people (inside ids) who are within scope and here, in this order."""
    query = select(Person, Side.name).join(Side, Side.id == Person.side_id)
    query = query.where(
        Person.id.in_(sorted(person_ids)), scope.where(Person.side_id), Person.state.not_in(HAVE_LEFT), _HERE
    )
    found = [_found(person, side, True) for person, side in await session.execute(query)]
    return sorted(found, key=lambda one: person_ids.index(one.person_id))


async def find_colleagues(session: AsyncSession, actor: Actor, most: int = MOST) -> Sequence[Found]:
    """Those who are in a team with somebody, or in one that they lead, by name."""
    teams = {*actor.team_ids, *actor.led_team_ids}
    members = select(Membership.person_id).where(Membership.team_id.in_(sorted(teams)), Membership.until.is_(None))
    query = (
        select(Person, Side.name)
        .join(Side, Side.id == Person.side_id)
        .where(Person.id.in_(members), Person.id != actor.person_id, Person.state.not_in(HAVE_LEFT), _HERE)
        .order_by(func.lower(Person.name), Person.id)
        .limit(most)
    )
    return [_found(person, side, True) for person, side in await session.execute(query)]


async def find_teams(session: AsyncSession, scope: Scope, words: str, most: int = MOST) -> Sequence[FoundTeam]:
    """Teams within scope whose name holds all of the words, ordered as people are; none for no words."""
    looked_for = words_sought(words)
    if not looked_for:
        return []
    begins = and_(true(), *(Team.found_by.contains(f" {word}") for word in looked_for))
    rows = await session.execute(
        select(Team.id, Team.public_id, Team.name, Team.side_id, Side.name, begins)
        .join(Side, Side.id == Team.side_id)
        .where(scope.where(Team.side_id), Team.archived.is_(False), _HERE)
        .where(*(Team.found_by.contains(word) for word in looked_for))
        .order_by(begins.desc(), func.lower(Team.name), Team.id)
        .limit(most)
    )
    return [FoundTeam(*row) for row in rows]


def _called(word: str) -> ColumnElement[bool]:
    """Whether somebody is called something with this in it, in a help desk too. A folded word has no wildcards."""
    aliases = select(DeskIdentity.person_id).where(DeskIdentity.found_by.contains(word))
    return Person.found_by.contains(word) | Person.id.in_(aliases)


def _found(person: Person, side: str, begins: bool) -> Found:
    return Found(
        person_id=person.id,
        public_id=person.public_id,
        name=person.name,
        alias=person.alias,
        email=person.email,
        side_id=person.side_id,
        side_name=side,
        provisional=person.state is PersonState.PROVISIONAL,
        begins=bool(begins),
    )


async def person_meant(session: AsyncSession, scope: Scope, words: str) -> int:
    """The one person within scope who has this e-mail, id, or identity (`slack/T…/U…`), never by name.

    Raises Refused where that is nobody, or several.
    """
    wanted = words.strip()
    platform, _, rest = wanted.partition("/")
    home, _, user_id = rest.partition("/")
    identities = select(ChatIdentity.person_id).where(
        and_(ChatIdentity.platform == platform, ChatIdentity.home == home, ChatIdentity.user_id == user_id)
    )
    by_email = and_(Person.email == wanted.lower(), Person.email != "")
    found = await session.scalars(
        select(Person.id)
        .where(or_(by_email, Person.public_id == wanted, Person.id.in_(identities)))
        .where(scope.where(Person.side_id), Person.state.not_in(HAVE_LEFT))
        .order_by(Person.id)
        .limit(2)
    )
    match found.all():
        case [person_id]:
            return person_id
        case []:
            raise Refused(
                f"Instep knows nobody as “{wanted}”. Write the e-mail of somebody in a team, or an identity such as "
                "slack/T0123/U0123."
            )
    raise Refused(f"Several people are known as “{wanted}”. Write an identity such as slack/T0123/U0123 instead.")
