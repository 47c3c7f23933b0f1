"""The budget of direct messages: three a shift, urgent apart, the rest in the next catch-up."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select

from bot.delivery.budget import Budget
from bot.delivery.outbox import Subject
from bot.delivery.tables import BudgetSpent
from bot.people.model import Person
from tests.races import waits

MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
async def ana(desk):
    async with desk.database.write() as session:
        person = Person(side_id=desk.sides["internal"], name="Ana", created_at=MORNING)
        session.add(person)
        await session.flush()
        return person.id


async def ask(desk, person, subject_id, shift=MORNING, **how):
    async with desk.database.write() as session:
        budget = Budget(session, desk.clocks.calendar.now(), how.pop("per_shift", 3))
        return await budget.allows(person, shift, Subject("update", subject_id), **how)


async def test_three_messages_a_shift_and_the_fourth_joins_the_catch_up(desk, ana):
    assert [await ask(desk, ana, number) for number in range(4)] == [True, True, True, False]
    async with desk.database.write() as session:
        budget = Budget(session, desk.clocks.calendar.now())
        assert [one.subject for one in await budget.spared(ana)] == [Subject("update", 3)]
        await budget.shown([ana])
        assert await budget.spared(ana) == []


async def test_a_new_shift_has_a_new_budget(desk, ana):
    for number in range(4):
        await ask(desk, ana, number)
    assert await ask(desk, ana, 5, MORNING + timedelta(days=1))


async def test_what_is_urgent_is_apart(desk, ana):
    for number in range(4):
        assert await ask(desk, ana, number, urgent=True)
    assert await ask(desk, ana, 5)


async def test_the_same_matter_is_caught_up_once(desk, ana):
    for _ in range(2):
        assert not await ask(desk, ana, 1, per_shift=0)
    async with desk.database.write() as session:
        assert len(await Budget(session, desk.clocks.calendar.now()).spared(ana)) == 1


async def test_many_are_asked_for_at_once_and_each_has_a_budget_of_their_own(desk, ana):
    async with desk.database.write() as session:
        others = [Person(side_id=desk.sides["internal"], name=f"P{n}", created_at=MORNING) for n in range(300)]
        session.add_all(others)
        await session.flush()
        everybody = dict.fromkeys([ana, *(one.id for one in others)], MORNING)
        everybody[others[0].id] = MORNING + timedelta(hours=1)
    for number in range(2):
        await ask(desk, ana, number)
    asked = []
    async with desk.database.write() as session:
        connection = await session.connection()
        event.listen(connection.sync_connection, "before_cursor_execute", lambda *args: asked.append(args[2]))
        budget = Budget(session, desk.clocks.calendar.now())
        assert set(await budget.allowed(everybody, Subject("update", 7))) == everybody.keys()
        assert set(await budget.allowed(everybody, Subject("update", 8))) == everybody.keys() - {ana}
        assert set(await budget.allowed(everybody, Subject("update", 9), urgent=True)) == everybody.keys()
        assert await budget.allowed({}, Subject("update", 10)) == set()
    assert len(asked) == 3, "two for those within their budgets, one for who is above it"
    async with desk.database.write() as session:
        budget = Budget(session, desk.clocks.calendar.now())
        spared = await budget.spared_to(everybody)
        assert {person: [one.subject.id for one in theirs] for person, theirs in spared.items()} == {ana: [8]}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_who_counts_in_several_goes_is_not_crossed_by_who_counts_the_same_people(desk, ana):
    async with desk.database.write() as session:
        other = Person(side_id=desk.sides["internal"], name="Bea", created_at=MORNING)
        session.add(other)
        await session.flush()
        bea = other.id
    assert await ask(desk, bea, 1)
    async with desk.database.write() as session:
        budget = Budget(session, MORNING)
        await budget.hold({bea: MORNING, ana: MORNING})
        task = asyncio.ensure_future(ask(desk, bea, 2))
        await waits(desk.database, task)
        assert not task.done()
        assert await budget.allows(ana, MORNING, Subject("update", 3))
    assert await task
    async with desk.database.read() as session:
        spent = {row.person_id: row.messages for row in await session.scalars(select(BudgetSpent))}
    assert spent == {ana: 1, bea: 2}
