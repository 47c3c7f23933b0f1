"""One's own shifts and the organisation's days off, in chat."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.chat.message import Button
from bot.due.tables import Rhythm
from bot.people.days_off import OwnDaysOff
from bot.people.model import Person, Team
from bot.people.rotas.tables import CoveredDays, PlannedShift, SaidShift

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

DAYS_OFF = Button("Days off", "setup.days_off", opens_form=True)
SHIFTS = Button("My shifts", "setup.shifts", opens_form=True)


async def office(stage: Any) -> None:
    """Care works from 9 to 17 in London, where it is 14:00."""
    async with stage.database.write() as session:
        care = await session.get_one(Team, (await stage.one(Team, name="Care")).id)
        care.working_hours = "Mon-Fri 09:00-17:00"


async def test_on_until_ends_the_present_shift_then_and_can_be_taken_back(stage: Any) -> None:
    await office(stage)
    assert "You are on shift until Tue 24 Nov, 17:00" in (await stage.command("Ben", "shifts")).message.summary
    kept = (await stage.command("Ben", "on until 19:30")).message
    assert kept.summary == "You are on shift until Tue 24 Nov, 19:30 (Europe/London)."
    said = await stage.one(SaidShift)
    assert (said.starts_at, said.ends_at) == (
        datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
        datetime(2026, 11, 24, 19, 30, tzinfo=UTC),
    )
    shown = (await stage.press("Ben", SHIFTS)).message
    assert "19:30" in shown.summary
    answer = await stage.press("Ben", stage.button(shown, "Take it back"))
    assert answer.message.summary == "Taken back: your usual hours hold again."
    assert "17:00" in (await stage.command("Ben", "shifts")).message.summary


async def test_a_lead_says_it_of_their_people_alone(stage: Any) -> None:
    await office(stage)
    await stage.lead("Care", "Ben")
    await stage.person("Bo", "Care")
    kept = (await stage.command("Ben", "on Bo until 19:30")).message
    assert kept.summary == "Bo is on shift until Tue 24 Nov, 19:30 (Europe/London)."
    assert (await stage.one(SaidShift)).person_id == (await stage.one(Person, name="Bo")).id
    undo = stage.button(kept, "Take it back")
    await stage.press("Hana", undo)
    assert await stage.count(SaidShift) == 1
    assert (await stage.press("Ben", undo)).message.summary == "Taken back: your usual hours hold again."
    assert await stage.count(SaidShift) == 0
    form = (await stage.press("Ben", Button("", "setup.ask_on"))).form
    for whom, said in (("Bo", 1), ("Luz", 1)):
        who = stage.people[whom]
        answer = await stage.submit("Ben", form, person=f"{who.platform}/{who.home}/{who.user_id}", until="19:30")
        assert (answer.errors is None) is (whom == "Bo") and await stage.count(SaidShift) == said
    for who_asks, of in (("Hana", "Ben"), ("Bo", "Ben")):
        await stage.command(who_asks, f"on {of} until 19:30")
    assert await stage.count(SaidShift) == 1


async def test_a_time_that_has_just_passed_is_not_taken_for_tomorrow(stage: Any) -> None:
    await office(stage)
    answer = (await stage.command("Ben", "on until 13:30")).message
    assert answer.summary == "13:30 has passed for today. For tomorrow write “tomorrow 13:30”."
    assert await stage.count(SaidShift) == 0
    assert "02:00" in (await stage.command("Ben", "on until 02:00")).message.summary


async def test_on_until_without_known_hours_is_a_shift_from_now_and_who_was_away_is_back(stage: Any) -> None:
    await stage.command("Luz", "away until friday")
    form = (
        await stage.press("Luz", stage.button((await stage.command("Luz", "shifts")).message, "I'm on until …"))
    ).form
    never = (await stage.submit("Luz", form, until="never")).errors.by_field["until"]
    assert never == "“never” is not understood as a time. Write for instance “18:00” or “6 hours”."
    assert (await stage.command("Luz", "on until never")).message.summary == never
    assert (await stage.submit("Luz", form, until="friday")).errors.by_field["until"].startswith("A shift has at most")
    assert await stage.count(SaidShift) == 0
    await stage.submit("Luz", form, until="3 hours")
    said = await stage.one(SaidShift)
    assert (said.starts_at, said.ends_at - said.starts_at) == (stage.calendar.now(), timedelta(hours=3))
    assert (await stage.one(Person, name="Luz")).away_until == stage.calendar.now()


async def test_shifts_of_a_rota_are_shown_with_their_source(stage: Any) -> None:
    ben = await stage.one(Person, name="Ben")
    async with stage.database.write() as session:
        day = date(2026, 11, 25)
        now = stage.calendar.now()
        session.add(CoveredDays(person_id=ben.id, first=day, last=day, source="week.csv", imported_at=now))
        start = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)
        session.add(PlannedShift(person_id=ben.id, day=day, starts_at=start, ends_at=start + timedelta(hours=8)))
    shown = (await stage.command("Ben", "shifts")).message
    assert shown.summary == "You are off shift. Your next one:"
    assert "Wed 25 Nov, 20:00 to Thu 26 Nov, 04:00" in stage.text(shown)
    assert "Wed 25 Nov 2026 from week.csv" in stage.text(shown)
    assert " to Wed 25 Nov 2026" not in stage.text(shown)


async def test_days_off_are_added_seen_by_those_they_are_for_and_taken_away_with_a_way_back(stage: Any) -> None:
    form = (await stage.press("Ada", stage.button((await stage.press("Ada", DAYS_OFF)).message, "Add days off"))).form
    whose = stage.choices(form, "whose")
    assert {"Everybody", "Harborline", "Care", "Harbor Care"} <= set(whose)
    added = (
        await stage.submit("Ada", form, name="Move", first="24 Dec", last="27 Dec", whose=whose["Harborline"])
    ).message
    assert added.summary == (
        "Move is off for Harborline: Thu 24 Dec 2026 to Sun 27 Dec 2026. "
        "Nobody is reminded then, and what recurs keeps to it."
    )
    for who, seen in (("Ben", True), ("Hana", True), ("Luz", False)):
        assert ("Move (Harborline)" in stage.text((await stage.command(who, "days off")).message)) is seen
    await stage.press("Ada", stage.button(added, "Undo"))
    assert (await stage.command("Hana", "days off")).message.summary == "No days off of your own are planned."
    await stage.press("Ada", Button("Undo", "setup.bring_back_days_off", (await stage.one(OwnDaysOff)).public_id))
    listed = (await stage.press("Ada", DAYS_OFF)).message
    remove = (await stage.press("Ada", stage.button(listed, "Take some away"))).form
    [chosen] = stage.choices(remove, "days").values()
    gone = (await stage.submit("Ada", remove, days=chosen)).message
    assert gone.summary == "Move, Thu 24 Dec 2026 to Sun 27 Dec 2026, is no longer off."
    assert (await stage.press("Ada", stage.button(gone, "Undo"))).message.summary.endswith("is off again.")


async def test_a_lead_says_it_for_their_team_alone_and_whoever_leads_nobody_not_at_all(stage: Any) -> None:
    form = (await stage.press("Hana", Button("", "setup.add_days_off"))).form
    assert set(stage.choices(form, "whose")) == {"Harbor Care"}
    for whose in ("everybody", (await stage.one(Team, name="Care")).public_id):
        answer = await stage.submit("Hana", form, name="Move", first="24 Dec", whose=whose)
        assert answer.errors is not None
    assert stage.buttons((await stage.command("Ben", "days off")).message) == []
    await stage.submit("Ada", form, name="Founding day", first="24 Dec", last="24 Dec", whose="everybody")
    row = await stage.one(OwnDaysOff)
    assert row.first == row.last == date(2026, 12, 24)
    refused = await stage.press("Hana", Button("Undo", "setup.undo_days_off", row.public_id))
    assert "Only managers of the whole organisation" in refused.message.summary
    assert (await stage.one(OwnDaysOff)).removed_at is None


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"first": "someday"}, "first"),
        ({"last": "1 Jan 2020"}, "first"),
        ({"last": "soon"}, "last"),
        ({"name": " "}, "first"),
        ({"whose": "nobody"}, "whose"),
    ],
)
async def test_what_is_wrong_with_days_off_is_said_at_its_field(stage: Any, said: dict[str, str], field: str) -> None:
    form = (await stage.press("Ada", Button("", "setup.add_days_off"))).form
    answer = await stage.submit("Ada", form, **{"name": "Move", "first": "24 Dec", "whose": "everybody", **said})
    assert set(answer.errors.by_field) == {field}
    assert await stage.count(OwnDaysOff) == 0


async def test_rhythms_are_worked_out_again_when_days_off_change(stage: Any) -> None:
    now = stage.calendar.now()
    async with stage.database.write() as session:
        session.add(
            Rhythm(
                kind="sample",
                subject_id=1,
                owner_id=(await stage.one(Person, name="Ada")).id,
                rule="FREQ=WEEKLY",
                starts=now.date(),
                at=now.time(),
                zone="UTC",
                since=now,
                settled=now.date(),
                next_at=now + timedelta(days=7),
            )
        )
    form = (await stage.press("Ada", Button("", "setup.add_days_off"))).form
    await stage.submit("Ada", form, name="Founding day", first="24 Dec", whose="everybody")
    assert (await stage.one(Rhythm)).next_at == now
