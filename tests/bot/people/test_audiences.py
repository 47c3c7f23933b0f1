"""Audiences by name: what is taken is told only to those who may see it."""

from typing import Any

import pytest
from sqlalchemy import event

from bot.people import audiences
from bot.people.access import EVERYTHING
from bot.people.model import Role, Sharing
from bot.people.refusal import Refused


async def test_a_name_that_another_side_has_is_free_for_those_who_may_not_see_it(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        theirs = await audiences.keep(session, None, "Night shift", Sharing.NOTHING, [o.lumen.id], [], o.now)
        manager = await o.actor(session, await o.person(session, "Bo", o.harbor), (Role.MANAGER, o.harborline.id))
        assert await audiences.audience_named(session, manager.scope, "night shift") is None
        mine = await audiences.keep(session, manager, "Night shift", Sharing.NOTHING, [o.harbor.id], [], o.now)
        assert mine.id != theirs.id
        assert await audiences.sides_of(session, theirs) == {o.lumenara.id}
        again = await audiences.keep(session, manager, "night SHIFT", Sharing.NOTHING, [o.harbor.id], [], o.now)
        assert again.id == mine.id


async def test_of_several_audiences_with_one_name_the_one_that_reaches_the_same_sides_is_meant(
    organisation: Any,
) -> None:
    o = organisation
    async with o.write() as session:
        theirs = await audiences.keep(session, None, "Night shift", Sharing.NOTHING, [o.lumen.id], [], o.now)
        manager = await o.actor(session, await o.person(session, "Bo", o.harbor), (Role.MANAGER, o.harborline.id))
        mine = await audiences.keep(session, manager, "Night shift", Sharing.NOTHING, [o.harbor.id], [], o.now)
        for team, expected in ((o.lumen, theirs), (o.harbor, mine)):
            kept = await audiences.keep(session, None, "Night shift", Sharing.NOTHING, [team.id], [], o.now)
            assert kept.id == expected.id
        with pytest.raises(Refused, match="Several audiences are called “Night shift”"):
            await audiences.keep(session, None, "Night shift", Sharing.NOTHING, [o.care.id], [], o.now)


@pytest.mark.parametrize("name", ["", " \t\n"])
async def test_an_audience_has_a_name(organisation: Any, name: str) -> None:
    async with organisation.write() as session:
        with pytest.raises(Refused, match="An audience needs a name"):
            await audiences.keep(session, None, name, Sharing.NOTHING, [organisation.lumen.id], [], organisation.now)


async def test_the_name_of_an_audience_is_bounded(organisation: Any) -> None:
    async with organisation.write() as session:
        with pytest.raises(Refused, match="at most 120 characters, and this one has 121"):
            lumen = [organisation.lumen.id]
            await audiences.keep(session, None, "Ω" * 121, Sharing.NOTHING, lumen, [], organisation.now)


async def test_nobody_makes_a_second_everyone(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        manager = await o.actor(session, await o.person(session, "Bo", o.harbor), (Role.MANAGER, o.harborline.id))
        everyone = await audiences.everyone(session)
        for scope in (EVERYTHING, manager.scope):
            assert await audiences.audience_named(session, scope, "everyone") is everyone
        with pytest.raises(Refused, match="You may not change this audience"):
            await audiences.keep(session, manager, "Everyone", Sharing.NOTHING, [o.harbor.id], [], o.now)


async def test_one_is_found_by_name_without_a_look_at_whom_the_others_reach(organisation: Any) -> None:
    o = organisation
    asked: list[str] = []
    async with o.write() as session:
        for number in range(5):
            await audiences.keep(session, None, f"Shift {number}", Sharing.NOTHING, [o.care.id], [], o.now)
        connection = await session.connection()
        event.listen(connection.sync_connection, "before_cursor_execute", lambda *args: asked.append(args[2]))
        found = await audiences.audience_named(session, EVERYTHING, "shift 3")
    assert found is not None and found.name == "Shift 3"
    assert len(asked) == 1
