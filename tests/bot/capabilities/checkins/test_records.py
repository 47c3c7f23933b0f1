"""What check-ins keep of people is given to them, taken out, joined, and forgotten in time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.store.keeping import RESULTS_KEPT, TEXTS_KEPT
from bot.capabilities.checkins.store.tables import Answer, Asked, Ballot, Checkin, Group, Run, Silence, Voter
from bot.capabilities.checkins.subjects import GROUP, LOW, TRIAL
from bot.people.model import Person
from tests.bot.capabilities.checkins.conftest import Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

AT = datetime(2026, 11, 25, 15, tzinfo=UTC)


async def person_id(stage: Stage, name: str) -> int:
    async with stage.database.read() as session:
        return (await session.scalars(select(Person.id).where(Person.name == name))).one()


async def answered(stage: Stage, *names: str) -> Run:
    """A run of London in which these people have answered."""
    checkin = await stage.set_up("Care")
    await stage.at(AT)
    run = await stage.run(checkin)
    asked = await stage.asked(run)
    async with stage.database.write() as session:
        for number, name in enumerate(names):
            row = await session.get_one(Asked, asked[name].id)
            row.answered_at = AT + timedelta(minutes=number)
            session.add(
                Answer(
                    run_id=run.id,
                    place=1,
                    person_id=row.person_id,
                    group_id=row.group_id,
                    value=number + 1,
                    text=f"{name} says so.",
                    at=row.answered_at,
                )
            )
            session.add(Silence(checkin_id=checkin.id, person_id=row.person_id))
    await stage.deliver()
    return run


async def test_people_are_given_what_they_were_asked_and_answered(stage: Stage) -> None:
    await answered(stage, "Ada")
    ada = await person_id(stage, "Ada")
    (capability,) = [one for one in stage.offers.capabilities if one.name == "checkins"]
    assert capability.export_person is not None
    async with stage.database.read() as session:
        found = await capability.export_person(session, ada)
    assert [one["name"] for one in found["checkins"]] == ["Weekly pulse"]
    assert [(one["checkin"], one["day"], one["mode"]) for one in found["checkins_asked"]] == [
        ("Weekly pulse", "2026-11-25", "named")
    ]
    assert [(one["question"], one["value"], one["text"]) for one in found["checkins_answers"]] == [
        ("Did you have the information you needed?", 1, "Ada says so.")
    ]
    assert found["checkins_stopped"] == [{"checkin": "Weekly pulse", "until": ""}]


async def test_an_erased_person_leaves_counts_alone(stage: Stage) -> None:
    run = await answered(stage, "Ada", "Bo")
    ada = await person_id(stage, "Ada")
    (capability,) = [one for one in stage.offers.capabilities if one.name == "checkins"]
    assert capability.erase_person is not None
    async with stage.database.write() as session:
        await session.execute(update(Group).values(lead_id=ada))
        await capability.erase_person(session, ada)
    async with stage.database.read() as session:
        rows = (await session.scalars(select(Asked).where(Asked.run_id == run.id))).all()
        assert sorted(one.person_id or 0 for one in rows)[0] == 0
        assert len(rows) == 3
        answers = (await session.scalars(select(Answer).order_by(Answer.value))).all()
        assert [(one.person_id is None, one.value, one.text) for one in answers] == [
            (True, 1, ""),
            (False, 2, "Bo says so."),
        ]
        assert (await session.scalars(select(Checkin.author_id))).all() == [None]
        assert (await session.scalars(select(Group.lead_id))).all() == [None]
        assert len((await session.scalars(select(Silence))).all()) == 1
    # Her name stands in prompts, in what was told of low answers, and in what she tried out.
    assert await stage.stale() == {GROUP, LOW, TRIAL}
    await stage.at(run.closes_at)


async def test_two_records_that_are_one_person_were_asked_once(stage: Stage) -> None:
    run = await answered(stage, "Bo")
    bo, ines = await person_id(stage, "Bo"), await person_id(stage, "Ines")
    async with stage.database.write() as session:
        await session.execute(update(Group).values(lead_id=bo))
        for move in stage.offers.moves():
            await move(session, bo, ines)
    asked = await stage.asked(run)
    assert set(asked) == {"Ines", "Ada"}
    assert asked["Ines"].answered_at == AT
    async with stage.database.read() as session:
        assert (await session.scalars(select(Answer.person_id))).all() == [ines]
        assert (await session.scalars(select(Silence.person_id))).all() == [ines]
        assert (await session.scalars(select(Group.lead_id))).all() == [ines]


async def test_words_are_forgotten_before_figures_and_snoozes_when_they_are_over(stage: Stage) -> None:
    run = await answered(stage, "Ada", "Bo")
    anonymous = await stage.set_up("Care", mode=Mode.ANONYMOUS, threshold=3, name="Other")
    await stage.at(run.closes_at)
    async with stage.database.write() as session:
        (group,) = await session.scalars(select(Group).where(Group.run_id == run.id))
        session.add(Ballot(run_id=run.id, place=1, voter="a", group_id=group.id, value=2, text="The queue."))
        session.add(Voter(run_id=run.id, voter="b", group_id=group.id))
        ines = (await session.scalars(select(Person.id).where(Person.name == "Ines"))).one()
        session.add(Silence(checkin_id=anonymous.id, person_id=ines, until=run.closes_at))
    (capability,) = [one for one in stage.offers.capabilities if one.name == "checkins"]
    assert capability.retention is not None
    async with stage.database.write() as session:
        assert await capability.retention(session, run.closes_at + TEXTS_KEPT) == 1, "the snooze that is over"
    async with stage.database.write() as session:
        assert await capability.retention(session, run.closes_at + TEXTS_KEPT + timedelta(days=1)) == 3
    async with stage.database.read() as session:
        assert {*await session.scalars(select(Answer.text)), *await session.scalars(select(Ballot.text))} == {""}
        assert sorted(await session.scalars(select(Answer.value))) == [1, 2]
    async with stage.database.write() as session:
        assert await capability.retention(session, run.closes_at + RESULTS_KEPT + timedelta(days=1)) == 1
    assert [await stage.count(one) for one in (Run, Group, Asked, Answer, Ballot, Voter)] == [0] * 6
