"""Which days teams and people work: public holidays, the organisation's own days, and their working days."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.people.calendars import person_calendars, team_calendars
from bot.people.days_off import OwnDaysOff, forget_known
from bot.people.model import Team

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
FOUNDING = date(2026, 11, 27)
ALSO = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("hours", "workdays"),
    [
        ("Sun-Thu 22:00-06:00", {6, 0, 1, 2, 3}),
        ("Mon,Wed 09:00-12:00; Sat 10:00-14:00", {0, 2, 5}),
        ("", {0, 1, 2, 3, 4}),
        ("as it comes", {0, 1, 2, 3, 4}),
    ],
)
async def test_a_teams_working_days_are_those_of_its_hours(organisation: Any, hours: str, workdays: set[int]) -> None:
    async with organisation.write() as session:
        (await session.get_one(Team, organisation.care.id)).working_hours = hours
        await session.flush()
        found = await team_calendars(session, [organisation.care.id])

    assert found[organisation.care.id].workdays == workdays


async def test_own_days_off_hold_for_everybody_or_a_side_or_a_team_beside_public_holidays(
    organisation: Any,
) -> None:
    care, harbor, lumen = organisation.care, organisation.harbor, organisation.lumen
    async with organisation.write() as session:
        (await session.get_one(Team, harbor.id)).country = "PH"
        night = Team(side_id=care.side_id, name="Night")
        session.add(night)
        await session.flush()
        session.add_all(
            [
                OwnDaysOff(name="Founding day", first=FOUNDING, last=FOUNDING, created_at=NOW),
                OwnDaysOff(name="Retreat", first=ALSO, last=ALSO, side_id=lumen.side_id, created_at=NOW),
                OwnDaysOff(
                    name="Move", first=FOUNDING, last=ALSO, side_id=care.side_id, team_id=night.id, created_at=NOW
                ),
            ]
        )
        await session.flush()
        forget_known(session)
        found = await team_calendars(session, [care.id, harbor.id, lumen.id, night.id])

    assert list(found) == [care.id, harbor.id, lumen.id, night.id]
    said = {one.name: [one.days_off.name_of(day) for day in (FOUNDING, ALSO)] for one in found.values()}
    assert said == {
        care.name: ["Founding day", None],
        harbor.name: ["Founding day", None],
        lumen.name: ["Founding day", "Retreat"],
        "Night": ["Founding day", "Move"],
    }
    assert found[harbor.id].days_off.name_of(date(2026, 11, 30)) == "Bonifacio Day"


async def test_a_persons_zone_and_hours_go_before_their_teams_and_the_days_off_are_the_teams(
    organisation: Any,
) -> None:
    async with organisation.write() as session:
        team = await session.get_one(Team, organisation.harbor.id)
        team.country, team.zone, team.working_hours = "PH", "Asia/Manila", "Mon-Fri 09:00-17:00"
        ada = await organisation.person(session, "Ada Brook", organisation.harbor)
        ben = await organisation.person(session, "Ben Cole", organisation.harbor)
        ben.zone, ben.working_hours = "Asia/Kathmandu", "Sun-Tue 10:00-18:00"
        eve = await organisation.person(session, "Eve Stone")
        await session.flush()
        found = await person_calendars(session, [eve.id, ada.id, ben.id])

    assert list(found) == [ada.id, ben.id, eve.id]
    assert (found[ada.id].zone, found[ada.id].workdays) == ("Asia/Manila", {0, 1, 2, 3, 4})
    assert (found[ben.id].zone, found[ben.id].workdays) == ("Asia/Kathmandu", {6, 0, 1})
    assert (found[eve.id].zone, found[eve.id].team_id) == ("UTC", None)
    assert found[ben.id].days_off == found[ada.id].days_off
    assert found[ben.id].days_off.name_of(date(2026, 11, 30)) == "Bonifacio Day"
