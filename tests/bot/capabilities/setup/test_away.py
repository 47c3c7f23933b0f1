"""Being away, said by oneself or by one's lead."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update

from bot.chat.message import Button
from bot.people.model import AuditEntry, Person

AWAY = Button("Away", "setup.away", opens_form=True)


async def until(stage: Any, name: str) -> datetime | None:
    found: datetime | None = (await stage.one(Person, name=name)).away_until
    return found


async def test_away_says_back_the_exact_moment_in_the_persons_zone(stage: Any) -> None:
    answer = await stage.command("Hana", "away until friday")
    assert answer.message.summary == (
        "You are away until Fri 27 Nov, 00:00 (Asia/Manila): not asked, not reminded, not missing."
    )
    assert await until(stage, "Hana") == datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
    assert [entry.action for entry in await stage.all(AuditEntry, action="set_away")] == ["set_away"]


async def test_a_day_far_ahead_is_said_with_its_year(stage: Any) -> None:
    answer = await stage.command("Hana", "away 2027-12-24 14:00")
    assert "Fri 24 Dec 2027, 14:00 (Asia/Manila)" in answer.message.summary


async def test_away_alone_shows_the_state_and_the_way_back(stage: Any) -> None:
    here = (await stage.command("Ben", "away")).message
    assert here.summary == "You are not away."
    assert "/instep away until friday" in stage.text(here)
    await stage.command("Ben", "away 3 days")
    gone = (await stage.press("Ben", AWAY)).message
    assert gone.summary.startswith("You are away until ")
    answer = await stage.press("Ben", stage.button(gone, "I'm back"))
    assert answer.message.summary == "Welcome back. You are asked and counted again."
    assert await until(stage, "Ben") == stage.calendar.now()
    assert (await stage.command("Ben", "back")).message.summary == "You were not away."


async def test_whose_time_is_over_is_back_by_themselves(stage: Any) -> None:
    await stage.command("Ben", "away tomorrow")
    stage.later(timedelta(days=2))
    assert (await stage.command("Ben", "away")).message.summary == "You are not away."
    assert "You are away" not in stage.text((await stage.command("Ben", "home")).message)


async def test_the_home_of_somebody_away_says_so(stage: Any) -> None:
    await stage.command("Ben", "away tomorrow")
    home = (await stage.command("Ben", "home")).message
    assert "You are away until Wed 25 Nov, 00:00" in stage.text(home)
    assert stage.button(home, "I'm back")


async def test_a_bad_date_gets_a_clear_error_and_keeps_nothing(stage: Any) -> None:
    for typed, expected in (
        ("until someday", "“until someday” is not understood as a time."),
        ("31 feb", "There is no such day as “31 feb”."),
        ("2026-01-01", "“2026-01-01” is over already."),
        ("2036-01-01", "“2036-01-01” is more than two years ahead."),
    ):
        assert (await stage.command("Ben", f"away {typed}")).message.summary.startswith(expected)
    assert await until(stage, "Ben") is None


async def test_a_lead_says_it_of_their_own_people_in_those_peoples_zone(stage: Any) -> None:
    await stage.person("Joy Reyes", "Harbor Care", home="T2")
    async with stage.database.write() as session:
        await session.execute(update(Person).where(Person.name == "Joy Reyes").values(zone="Europe/London"))
    answer = await stage.command("Hana", "away @Joy Reyes until friday")
    assert answer.message.summary == (
        "Joy Reyes is away until Fri 27 Nov, 00:00 (Europe/London): not asked, not reminded, not missing."
    )
    assert await until(stage, "Joy Reyes") == datetime(2026, 11, 27, tzinfo=UTC)
    assert await until(stage, "Hana") is None
    answer = await stage.command("Hana", "back Joy Reyes")
    assert answer.message.summary == "Joy Reyes is back and counted again."


async def test_a_mention_alone_names_somebody_too(stage: Any) -> None:
    await stage.person("Joy", "Harbor Care", home="T2")
    assert (await stage.command("Hana", "away @U-Joy friday")).message.summary.startswith("Joy is away until ")


async def test_nobody_but_their_lead_or_manager_says_it_of_others(stage: Any) -> None:
    refused = (await stage.command("Ben", "away Ada until friday")).message.summary
    assert refused == "You may not change the people of this side. Ask one of its managers."
    assert (await stage.command("Hana", "away Ben until friday")).message.summary == "Nobody here is called “Ben”."
    assert await until(stage, "Ada") is None
    assert (await stage.command("Ada", "away Ben until friday")).message.summary.startswith("Ben is away until ")


async def test_the_form_keeps_it_and_leads_may_choose_somebody(stage: Any) -> None:
    await stage.person("Joy", "Harbor Care", home="T2")
    button = stage.button((await stage.command("Hana", "teams")).message, "Somebody is away")
    form = (await stage.press("Hana", button)).form
    assert [part.name for part in form.parts] == ["person", "until", "back"]
    answer = await stage.submit("Hana", form, person="slack/T2/U-Joy", until="monday 14:00", back=False)
    assert answer.message.summary.startswith("Joy is away until Mon 30 Nov, 14:00")
    answer = await stage.submit("Hana", form, person="slack/T2/U-Joy", until="", back=True)
    assert answer.message.summary == "Joy is back and counted again."
    own = (await stage.press("Ben", Button("Away", "setup.ask_away"))).form
    assert [part.name for part in own.parts] == ["until", "back"]
    assert (await stage.submit("Ben", own, until="tomorrow", back=False)).message.summary.startswith("You are away")


async def test_what_is_wrong_is_said_at_its_field(stage: Any) -> None:
    form = (await stage.press("Hana", Button("Away", "setup.ask_away"))).form
    assert (await stage.submit("Hana", form, until="", back=False)).errors.by_field == {
        "until": "Say until when, or switch on Back already."
    }
    assert "not understood" in (await stage.submit("Hana", form, until="soon")).errors.by_field["until"]
    assert "person" in (await stage.submit("Hana", form, person="slack/T1/U-Ben", until="friday")).errors.by_field
    form = (await stage.press("Ben", Button("Away", "setup.ask_away"))).form
    refused = await stage.submit("Ben", form, person="slack/T1/U-Ada", until="friday")
    assert refused.errors.by_field["person"].startswith("You may not change the people")
