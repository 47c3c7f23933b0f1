"""Onboarding asks whoever is in that week since they were met, once, and nobody who was there from the beginning."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.capabilities.checkins.kinds import RunState, Template
from bot.capabilities.checkins.running.newcomers import days_of
from bot.capabilities.checkins.subjects import REACH, RUN
from bot.people.model import Membership, Person
from tests.bot.capabilities.checkins.conftest import Stage

FIRST = datetime(2026, 11, 25, 15, tzinfo=UTC)
"""The first Wednesday on which it is asked."""


async def comes(stage: Stage, name: str, at: datetime) -> None:
    """Somebody is met at an instant, and in Care from then on."""
    await stage.join("Care", name)
    await stage.change(Person, name, created_at=at)


@pytest.fixture
async def settled(stage: Stage) -> Stage:
    """Everybody is there since long ago, as their teams are."""
    async with stage.database.write() as session:
        await session.execute(update(Membership).values(since=FIRST - timedelta(days=400)))
        await session.execute(update(Person).values(created_at=FIRST - timedelta(days=400)))
    return stage


async def test_each_newcomer_is_asked_once_in_each_of_their_weeks(settled: Stage) -> None:
    weeks = {
        week: await settled.set_up("Care", template=template, name=f"Week {week}")
        for week, template in ((1, Template.ONBOARDING_1), (2, Template.ONBOARDING_2), (4, Template.ONBOARDING_4))
    }
    await comes(settled, "Cleo", FIRST - timedelta(days=7))
    await comes(settled, "Dan", FIRST - timedelta(days=1))
    await settled.at(FIRST + timedelta(days=28))
    asked = {
        week: {
            name: (run.original_date - FIRST.date()).days // 7
            for run in await settled.runs(checkin)
            for name in await settled.asked(run)
        }
        for week, checkin in weeks.items()
    }
    assert asked == {1: {"Cleo": 0, "Dan": 0}, 2: {"Cleo": 1, "Dan": 1}, 4: {"Cleo": 3, "Dan": 3}}
    quiet = [run for run in await settled.runs(weeks[1]) if run.state is RunState.NOT_HELD]
    assert quiet, "in most weeks nobody is new"
    for run in quiet:
        assert not await settled.cards(run, RUN, REACH), "which is no news"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_whoever_was_there_when_their_team_was_linked_is_no_newcomer(stage: Stage) -> None:
    checkin = await stage.set_up("Care", template=Template.ONBOARDING_1)
    async with stage.database.write() as session:
        await session.execute(update(Membership).values(since=FIRST - timedelta(days=3)))
        await session.execute(update(Person).values(created_at=FIRST - timedelta(days=3)))
    await comes(stage, "Cleo", FIRST - timedelta(days=1))
    await stage.at(FIRST + timedelta(hours=1))
    assert set(await stage.asked(await stage.run(checkin))) == {"Cleo"}


def test_the_weeks_of_a_newcomer_follow_each_other_without_a_gap() -> None:
    assert [days_of(week) for week in (1, 2, 3)] == [(1, 7), (8, 14), (15, 21)]
