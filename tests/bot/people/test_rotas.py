"""Shifts of persons: brought in once and replaced, found by whom they mean, and kept within the walls."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.people import audience
from bot.people.audience import Reader
from bot.people.calendars import person_hours
from bot.people.model import DeskIdentity, Person, Role, Team
from bot.people.rotas import keeping
from bot.people.rotas.reading import rota_of
from bot.people.rotas.sheet import shifts_in
from bot.people.rotas.tables import CoveredDays, PlannedShift, SaidShift
from bot.people.rotas.taking import Taken, take
from bot.people.tabular.sheet import ImportRefused
from schedules.calendar import NO_ROTA, Shift, on_shift

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

WEEK = """person,start,end
zendesk/4711,2026-11-23T05:00+08:00,2026-11-23T08:00+08:00
zendesk/4711,2026-11-25 22:00 Asia/Manila,2026-11-26 06:00 Asia/Manila
rosa@harborline.example,2026-11-27T06:00:00Z,2026-11-27T14:00:00Z
"""


@pytest.fixture
async def house(organisation: Any) -> Any:
    """Harbor works Monday to Friday from 9 to 5 in Manila; Hugo is 4711 and Rosa has an e-mail."""
    async with organisation.write() as session:
        team = await session.get_one(Team, organisation.harbor.id)
        team.zone, team.working_hours = "Asia/Manila", "Mon-Fri 09:00-17:00"
        hugo = await organisation.person(session, "Hugo Vega", organisation.harbor)
        session.add(DeskIdentity(person_id=hugo.id, system="zendesk", agent_id="4711"))
        await organisation.person(session, "Rosa Santos", organisation.harbor, email="rosa@harborline.example")
        await organisation.person(session, "Leo Ruiz", organisation.lumen, email="leo@lumenara.example")
    return organisation


async def brought(house: Any, text: str, *rights: tuple[Role, Any], **more: Any) -> Taken:
    async with house.write() as session:
        actor = None
        if rights:
            boss = await house.person(session, "Boss", house.harbor)
            actor = await house.actor(session, boss, *rights)
        return await take(session, actor, shifts_in(text.encode()), "week.csv", NOW, **more)


async def kept(house: Any, name: str) -> list[tuple[str, str]]:
    async with house.read() as session:
        rows = await session.scalars(
            select(PlannedShift)
            .join(Person, Person.id == PlannedShift.person_id)
            .where(Person.name == name)
            .order_by(PlannedShift.starts_at)
        )
        return [(f"{row.starts_at:%d %H:%M}", f"{row.ends_at:%d %H:%M}") for row in rows]


async def reader(house: Any, name: str, now: datetime = NOW) -> Reader:
    async with house.read() as session:
        return next(one for one in await audience.everybody(session, now) if one.name == name)


async def test_a_file_says_all_the_shifts_of_its_people_from_its_first_day_to_its_last(house: Any) -> None:
    taken = await brought(house, WEEK)
    assert taken == Taken(date(2026, 11, 23), date(2026, 11, 27), people=2, new=3)
    hugo = await reader(house, "Hugo Vega")
    assert hugo.hours is not None
    manila = timedelta(hours=8)
    midnight = datetime(2026, 11, 23, tzinfo=UTC) - manila
    at_work = {
        "Monday at 10, when the team works": midnight + timedelta(hours=10),
        "Monday at 7": midnight + timedelta(hours=7),
        "Tuesday at 10": midnight + timedelta(days=1, hours=10),
        "Thursday at 5, in the night shift": midnight + timedelta(days=3, hours=5),
        "the Monday after at 10": midnight + timedelta(days=7, hours=10),
    }
    assert [said for said, at in at_work.items() if on_shift(hugo.hours, at)] == [
        "Monday at 7",
        "Thursday at 5, in the night shift",
        "the Monday after at 10",
    ]
    assert (await reader(house, "Leo Ruiz")).rota == NO_ROTA


async def test_a_file_that_is_brought_in_again_changes_nothing_and_a_new_one_replaces_its_days(house: Any) -> None:
    await brought(house, WEEK)
    again = await brought(house, WEEK)
    assert (again.new, again.changed, again.gone, again.unchanged) == (0, 0, 0, 3)
    async with house.read() as session:
        assert len((await session.scalars(select(CoveredDays))).all()) == 2
    following = await brought(
        house,
        "person,start,end\n"
        "zendesk/4711,2026-11-25T22:00+08:00,2026-11-26T04:00+08:00\n"
        "zendesk/4711,2026-11-27T09:00+08:00,2026-11-27T13:00+08:00\n",
    )
    assert (following.people, following.new, following.changed, following.gone) == (1, 1, 1, 0)
    assert await kept(house, "Hugo Vega") == [
        ("22 21:00", "23 00:00"),
        ("25 14:00", "25 20:00"),
        ("27 01:00", "27 05:00"),
    ]
    assert await kept(house, "Rosa Santos") == [("27 06:00", "27 14:00")]


async def test_a_shift_that_is_no_longer_in_the_file_is_gone_and_a_dry_run_only_says_so(house: Any) -> None:
    await brought(house, WEEK)
    less = WEEK.replace("zendesk/4711,2026-11-25 22:00 Asia/Manila,2026-11-26 06:00 Asia/Manila\n", "")
    assert (await brought(house, less, dry_run=True)).gone == 1
    assert len(await kept(house, "Hugo Vega")) == 2
    assert (await brought(house, less)).gone == 1
    assert len(await kept(house, "Hugo Vega")) == 1


@on_one_database
async def test_days_given_beside_the_shifts_and_a_line_without_times_say_who_is_off(house: Any) -> None:
    text = "person,start,end\nHugo Vega,,\nRosa Santos,2026-11-24T09:00+08:00,2026-11-24T12:00+08:00\n"
    taken = await brought(house, text, first=date(2026, 11, 23), last=date(2026, 11, 29))
    assert (taken.people, taken.new) == (2, 1)
    async with house.read() as session:
        hugo = (await session.scalars(select(Person).where(Person.name == "Hugo Vega"))).one()
        hours = await person_hours(session, hugo.id, NOW)
    assert hours is not None
    assert not on_shift(hours, datetime(2026, 11, 25, 2, 0, tzinfo=UTC))
    assert on_shift(hours, datetime(2026, 12, 1, 2, 0, tzinfo=UTC))


@on_one_database
@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("nobody@x.example,2026-11-23T09:00Z,2026-11-23T10:00Z", "Line 2, column person: Nobody is known as"),
        ("Leo Ruiz,2026-11-23T09:00,2026-11-23T10:00Z", "Line 2, column start: Write a date and time with its zone"),
        ("Leo Ruiz,2026-11-23T09:00Z,2026-11-23T09:00Z", "Line 2, column end: It is not after the start."),
        ("Leo Ruiz,2026-11-23T09:00Z,2026-11-25T09:00Z", "Line 2, column end: A shift has at most 24 hours."),
        ("Leo Ruiz,2026-11-23T09:00Z,", "Line 2, column end: It is empty."),
        (
            "Leo Ruiz,2026-11-23 09:00 Mars/Base,2026-11-23T10:00Z",
            "Line 2, column start: “Mars/Base” is not",
        ),
        ("Leo Ruiz,1026-11-23T09:00Z,2026-11-23T10:00Z", "Line 2, column start: Write a year from 2000 to 2099."),
        (
            "Leo Ruiz,2026-11-23T09:00Z,2026-11-23T17:00Z\nleo@lumenara.example,2026-11-23T16:00Z,2026-11-23T20:00Z",
            "Line 3, column start: It overlaps",
        ),
        (",2026-11-23T09:00Z,2026-11-23T10:00Z", "Line 2, column person: It is empty. Fill it in."),
        ("Leo Ruiz,,", "The file: No shift says which days it is about."),
    ],
)
async def test_what_is_wrong_is_named_by_line_and_column_and_nothing_changes(house: Any, line: str, says: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        await brought(house, f"person,start,end\n{line}\nHugo Vega,,\n")
    assert str(refused.value).startswith(says)
    async with house.read() as session:
        assert (await session.scalars(select(CoveredDays))).all() == []


@on_one_database
async def test_a_partners_manager_brings_in_their_own_people_alone(house: Any) -> None:
    within = (Role.MANAGER, house.harborline.id)
    assert (await brought(house, WEEK, within)).new == 3
    for whom in ("leo@lumenara.example", "Leo Ruiz"):
        with pytest.raises(ImportRefused, match=f"Nobody of the sides that you manage is known as “{whom}”"):
            await brought(house, f"person,start,end\n{whom},2026-11-23T09:00Z,2026-11-23T10:00Z\n", within)
    with pytest.raises(ImportRefused, match="You manage no side “Lumenara”"):
        await brought(house, "person,start,end,side\nLeo Ruiz,,,Lumenara\n", within)


@on_one_database
async def test_a_name_that_two_people_have_needs_its_side(house: Any) -> None:
    async with house.write() as session:
        await house.person(session, "Rosa Santos", house.lumen)
    line = "Rósa santos,2026-11-23T09:00Z,2026-11-23T10:00Z"
    with pytest.raises(ImportRefused, match="Several people are called “Rósa santos”"):
        await brought(house, f"person,start,end\n{line}\n")
    assert (await brought(house, f"person,start,end,side\n{line},Lumenara\n")).people == 1


async def test_shifts_of_the_past_are_reckoned_with_where_it_is_asked_for(house: Any) -> None:
    await brought(house, WEEK)
    later = NOW + timedelta(days=20)
    async with house.read() as session:
        hugo = (await session.scalars(select(Person).where(Person.name == "Hugo Vega"))).one()
        assert await rota_of(session, hugo.id, later) == NO_ROTA
        assert len((await rota_of(session, hugo.id, NOW)).planned) == 2


async def test_shifts_go_along_are_given_and_are_erased(house: Any) -> None:
    await brought(house, WEEK)
    said = Shift(NOW, NOW + timedelta(hours=2))
    async with house.write() as session:
        people = {one.name: one for one in await session.scalars(select(Person))}
        hugo, rosa = people["Hugo Vega"], people["Rosa Santos"]
        await keeping.say(session, hugo.id, said)
        await keeping.move_shifts(session, rosa.id, hugo.id)
        given = await keeping.export_shifts(session, hugo.id)
        assert [(row["start"], row["said"]) for row in given["shifts"]] == [
            ("2026-11-22T21:00:00+00:00", False),
            ("2026-11-25T14:00:00+00:00", False),
            ("2026-11-27T06:00:00+00:00", False),
            ("2026-11-24T14:00:00+00:00", True),
        ]
        assert {row["source"] for row in given["shifts_from"]} == {"week.csv"}
        assert (await keeping.export_shifts(session, rosa.id))["shifts"] == []
        await keeping.erase_shifts(session, hugo.id)
        for table in (PlannedShift, CoveredDays, SaidShift):
            assert (await session.scalars(select(table))).all() == []


async def test_shifts_that_are_long_over_are_forgotten_and_the_others_stay(house: Any) -> None:
    await brought(house, WEEK)
    async with house.write() as session:
        assert await keeping.forget_before(session, datetime(2026, 11, 26, tzinfo=UTC)) == 2
    assert await kept(house, "Hugo Vega") == []
    assert len(await kept(house, "Rosa Santos")) == 1


async def test_what_somebody_says_later_of_the_same_time_holds_and_can_be_taken_back(house: Any) -> None:
    async with house.write() as session:
        hugo = (await session.scalars(select(Person).where(Person.name == "Hugo Vega"))).one()
        for hours in (2, 5):
            await keeping.say(session, hugo.id, Shift(NOW, NOW + timedelta(hours=hours)))
        assert await keeping.said_until(session, hugo.id, NOW) == NOW + timedelta(hours=5)
        assert len((await session.scalars(select(SaidShift))).all()) == 1
        assert await keeping.take_back(session, hugo.id, NOW)
        assert not await keeping.take_back(session, hugo.id, NOW)
        assert await rota_of(session, hugo.id, NOW) == NO_ROTA
