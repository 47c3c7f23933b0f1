"""How people want to be thanked and named, and what their employer allows."""

import pytest
from sqlalchemy import select

from bot.capabilities.shoutouts.kinds import Naming
from bot.chat.form import ChoiceField, Form
from bot.people.model import AuditEntry, Grant, Person, Role
from tests.bot.capabilities.shoutouts.conftest import Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def named(stage: Stage) -> Stage:
    """With an agent who has two names, and is known to customers by another one."""
    async with stage.database.write() as session:
        luz = (await session.scalars(select(Person).where(Person.name == "Luz"))).one()
        luz.name, luz.alias = "Luz Ocampo", "Lucy"
    await stage.decide("shoutouts.audience", "Everyone")
    return stage


async def settings(stage: Stage, who: str) -> Form:
    form = (await stage.command(who, "shoutout settings")).form
    assert form is not None
    return form


async def test_each_way_of_naming_says_how_it_reads(named: Stage) -> None:
    form = await settings(named, "Luz")
    choice = next(part for part in form.parts if isinstance(part, ChoiceField))
    assert [one.label.rpartition(": ")[2] for one in choice.options] == ["Luz Ocampo", "Luz", "Lucy"]


@pytest.mark.parametrize(("naming", "read"), [(Naming.FIRST, "Luz"), (Naming.ALIAS, "Lucy")])
async def test_cards_that_are_out_follow_what_somebody_chooses(named: Stage, naming: Naming, read: str) -> None:
    kept = await named.give("Ines", "Luz Ocampo")
    answer = await named.submit("Luz", await settings(named, "Luz"), privately=False, naming=naming)
    assert "1 shoutout that is out" in named.shown(answer.message)
    redrawn = await named.redrawn(kept)
    assert "Ocampo" not in redrawn["care"]
    assert read in redrawn["care"]
    assert "Luz Ocampo" in redrawn["lumen"]


async def test_whoever_wants_it_is_thanked_privately_from_now_on(named: Stage) -> None:
    before = await named.give("Ines", "Luz Ocampo")
    await named.submit("Luz", await settings(named, "Luz"), privately=True, naming=Naming.FULL)
    after = await named.give("Ines", "Luz Ocampo")
    assert set(await named.cards(before)) == {"care", "harbor", "lumen"}
    assert not await named.cards(after)
    assert set(await named.cards(after, slot="personal")) == {"Luz Ocampo"}


async def test_a_manager_says_how_much_others_may_read_at_most(named: Stage) -> None:
    async with named.database.write() as session:
        leo = (await session.scalars(select(Person).where(Person.name == "Leo"))).one()
        session.add(Grant(person_id=leo.id, role=Role.MANAGER, side_id=leo.side_id))
    kept = await named.give("Ines", "Luz Ocampo")
    form = await settings(named, "Leo")
    await named.submit("Leo", form, privately=False, naming=Naming.FULL, side_naming=Naming.ALIAS)
    card = (await named.redrawn(kept))["care"]
    assert "Lucy" in card
    assert "Ocampo" not in card
    assert "other companies read: Lucy" in named.shown(await settings(named, "Luz"))
    async with named.database.read() as session:
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "allow_naming"))).one()
    assert entry.detail["after"] == "alias"


async def test_nobody_else_decides_for_their_side(named: Stage) -> None:
    form = await settings(named, "Luz")
    assert len([part for part in form.parts if isinstance(part, ChoiceField)]) == 1
    await named.submit("Luz", form, privately=False, naming=Naming.FULL, side_naming=Naming.ALIAS)
    kept = await named.give("Ines", "Leo")
    assert "Leo" in named.shown((await named.cards(kept))["care"])
    async with named.database.read() as session:
        assert not (await session.scalars(select(AuditEntry).where(AuditEntry.action == "allow_naming"))).all()
