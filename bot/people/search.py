"""Finding people by what somebody types, within the sides that they may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.people.access import Scope
from bot.people.model import ChatIdentity, DeskIdentity, Person, PersonState, Side
from bot.people.refusal import Refused
from bot.people.roster import GONE

MOST = 25
"""People that a search gives at most; whoever needs more types more."""


@dataclass(frozen=True)
class Found:
    """A person that was searched for."""

    person_id: int
    public_id: str
    name: str
    alias: str
    side_id: int
    side_name: str
    provisional: bool


async def find_people(session: AsyncSession, scope: Scope, words: str, most: int = MOST) -> Sequence[Found]:
    """People within scope whose name, alias or e-mail holds all of the words, by name; everybody for no words."""
    query = (
        select(Person, Side.name)
        .join(Side, Side.id == Person.side_id)
        .where(scope.where(Person.side_id), Person.state.not_in(GONE))
        .order_by(func.lower(Person.name), Person.id)
        .limit(most)
    )
    for word in words.split():
        aliases = select(DeskIdentity.person_id).where(_holds(DeskIdentity.alias, word))
        query = query.where(
            _holds(Person.name, word) | _holds(Person.alias, word) | _holds(Person.email, word) | Person.id.in_(aliases)
        )
    return [
        Found(
            person.id,
            person.public_id,
            person.name,
            person.alias,
            person.side_id,
            side,
            person.state is PersonState.PROVISIONAL,
        )
        for person, side in await session.execute(query)
    ]


def _holds(column: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    # SQLite lowers ASCII letters only, so the word is also looked for as it was typed.
    return func.lower(column).contains(word.lower(), autoescape=True) | column.contains(word, autoescape=True)


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
        .where(scope.where(Person.side_id), Person.state.not_in(GONE))
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
