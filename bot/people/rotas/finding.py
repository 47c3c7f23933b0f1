"""Whom a line of a rota means: by help-desk id, e-mail or id, or by a name that only one person of its side has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people.access import Scope
from bot.people.folding import folded
from bot.people.model import HAVE_LEFT, DeskIdentity, Person, Side
from bot.people.sides import unknown_side
from bot.people.tabular.sheet import Problems

if TYPE_CHECKING:
    from bot.people.rotas.taking import Planned


@dataclass(frozen=True)
class Finder:
    """Everybody within scope, by what a line may call them, and the sides by their names."""

    called: Mapping[str, Sequence[Person]]
    sides: Mapping[str, int]
    scope: Scope

    @classmethod
    async def load(cls, session: AsyncSession, scope: Scope) -> Finder:
        """Reads them once for a whole file; who has left is not among them."""
        rows = await session.scalars(
            select(Person).where(scope.where(Person.side_id), Person.state.not_in(HAVE_LEFT)).order_by(Person.id)
        )
        people = {one.id: one for one in rows}
        called: dict[str, list[Person]] = {}
        for one in people.values():
            for word in {one.public_id, one.email, _name(one.name), _name(one.alias)} - {""}:
                called.setdefault(word, []).append(one)
        desks = await session.execute(
            select(DeskIdentity.person_id, DeskIdentity.system, DeskIdentity.agent_id)
            .join(Person, Person.id == DeskIdentity.person_id)
            .where(scope.where(Person.side_id), Person.state.not_in(HAVE_LEFT))
        )
        for person_id, system, agent_id in desks:
            called.setdefault(f"{system}/{agent_id}".casefold(), []).append(people[person_id])
        sides = await session.scalars(select(Side).where(scope.where(Side.id)))
        return cls(called, {side.name.casefold(): side.id for side in sides}, scope)

    def find(self, line: Planned, problems: Problems) -> Person | None:
        """The one person whom a line means; who cannot be told goes to `problems`."""
        side_id = self.sides.get(line.side.casefold()) if line.side else None
        if line.side and side_id is None:
            problems.add(line.number, "side", unknown_side(self.scope, line.side))
            return None
        word = line.person.strip()
        found = next(
            (found for key in (word, word.casefold(), _name(word)) if (found := self._within(key, side_id))), []
        )
        if len(found) == 1:
            return found[0]
        if found:
            says = f"Several people are called “{word}”. Write a help-desk id like zendesk/4711, or an e-mail."
        else:
            whom = "" if self.scope.sides is None else " of the sides that you manage"
            says = f"Nobody{whom} is known as “{word}”. Write a help-desk id like zendesk/4711, an e-mail, or a name."
        problems.add(line.number, "person", says)
        return None

    def _within(self, key: str, side_id: int | None) -> list[Person]:
        found = [one for one in self.called.get(key, ()) if side_id in (None, one.side_id)]
        return list({one.id: one for one in found}.values())


def _name(name: str) -> str:
    """How a name is looked for: in a way that neither an id nor an e-mail can be."""
    words = folded(name)
    return f"={words}" if words else ""
