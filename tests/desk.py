"""A form in which something is set up for teams, as people on the stage fill it in."""

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import select

from bot.chat.form import ChoiceField, Form, SearchField
from bot.chat.inbound import Answer
from bot.people.model import Grant, Person, Role, Team
from tests.stage import Stage, typed

EVERYBODY = ("Care", "Harbor", "Lumen")


class Desk:
    """Short ways to fill it in: `command` opens it, and the first is called `name`."""

    command: ClassVar[str]
    name: ClassVar[str]

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    async def furnish(self) -> None:
        """Ines manages everybody, Hana manages Harborline, Luz leads Lumen."""
        async with self.stage.database.write() as session:
            people = {one.name: one for one in await session.scalars(select(Person))}
            session.add(Grant(person_id=people["Ines"].id, role=Role.MANAGER, side_id=None))
            session.add(Grant(person_id=people["Hana"].id, role=Role.MANAGER, side_id=people["Hana"].side_id))
        await self.lead("Luz", "Lumen")

    async def team(self, name: str) -> str:
        async with self.stage.database.read() as session:
            return (await session.scalars(select(Team.public_id).where(Team.name == name))).one()

    async def lead(self, name: str, team: str) -> None:
        async with self.stage.database.write() as session:
            found = (await session.scalars(select(Team).where(Team.name == team))).one()
            found.lead_id = await session.scalar(select(Person.id).where(Person.name == name))

    async def form(self, who: str = "Ines") -> Form:
        answer = await self.stage.command(who, self.command)
        assert answer.form is not None, answer
        return answer.form

    def teams_field(self, form: Form | None) -> SearchField:
        """Where teams are chosen."""
        assert form is not None
        return next(part for part in form.parts if isinstance(part, SearchField) and part.name == "teams")

    async def filled(self, form: Form, teams: Sequence[str] = EVERYBODY, **values: Any) -> dict[str, Any]:
        """What comes in of the form with these teams, and otherwise as it is."""
        chosen = {part.name: tuple(part.value) for part in form.parts if isinstance(part, ChoiceField)}
        searched: dict[str, Any] = {
            part.name: tuple(option.value for option in part.value)
            for part in form.parts
            if isinstance(part, SearchField)
        }
        if teams:
            searched["teams"] = tuple([await self.team(one) for one in teams])
        return typed(form, **{**chosen, **searched, "name": self.name, **values})

    async def looked_at(self, who: str = "Ines", **values: Any) -> Answer:
        """The look before, or what is wrong."""
        form = await self.form(who)
        return await self.stage.submit(who, form, **await self.filled(form, **values))

    async def begun(self, who: str = "Ines", **values: Any) -> Answer:
        """It is set up."""
        answer = await self.looked_at(who, **values)
        assert answer.form is not None, answer
        return await self.stage.submit(who, answer.form)
