"""What recurs is listed, explained, skipped, moved, paused, changed and handed over in chat."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.chat.form import ChoiceField
from bot.chat.inbound import Answer
from bot.chat.message import Message
from bot.delivery.tables import Copy
from bot.due.opening import look_again
from bot.due.rhythms import Party
from bot.due.tables import DueState, DueWork, RhythmChange, Whose
from bot.people.model import AuditEntry, Membership, Person, PersonState, Role, Team
from schedules.calendar import DaysOff, HolidayRule, JointDaysOff, NamedDays


async def looked_at(stage: Any, who: str = "Ines") -> Any:
    """The message with one rhythm and its buttons."""
    return (await stage.command(who, "rhythms weekly")).message


async def decided(stage: Any, label: str, who: str = "Ines", **values: Any) -> tuple[str, Answer]:
    """Fills a form, looks at what comes of it, and decides; what the look said, and the answer."""
    form = (await stage.press(who, stage.button(await looked_at(stage, who), label))).form
    preview = (await stage.submit(who, form, **values)).form
    return stage.shown(preview), await stage.submit(who, preview)


async def test_what_recurs_is_listed_with_its_next_date_and_shown_with_five(stage: Any) -> None:
    assert "Nothing recurs yet." in (await stage.command("Ines", "rhythms")).message.summary
    await stage.begin()
    text = stage.shown((await stage.command("Ines", "rhythms")).message)
    assert "1 thing recurs." in text
    assert "Weekly test · every Wednesday at 10:00 (Europe/London)" in text
    assert "Next Wed 25 Nov, 10:00" in text
    text = stage.shown(await looked_at(stage))
    dates = ["Wed 25 Nov, 10:00", "Wed 2 Dec, 10:00", "Wed 9 Dec, 10:00", "Wed 16 Dec, 10:00", "Wed 23 Dec, 10:00"]
    assert [line for line in text.splitlines() if line[:3] == "Wed"] == dates
    assert "Ines looks after it." in text
    assert "1 thing recurs." in stage.shown((await stage.command("Ines", "rhythms help")).message)
    missed = (await stage.command("Ines", "rhythms weekly tset")).message.summary
    assert missed == "Nothing that recurs is called “weekly tset”. /rhythms shows all of it."


async def test_dates_of_another_year_are_said_with_it(stage: Any) -> None:
    await stage.begin(rule="FREQ=MONTHLY;BYMONTH=3,6,9,12;BYDAY=-1WE")
    text = stage.shown(await looked_at(stage))
    dates = ["Wed 30 Dec, 10:00", "Wed 31 Mar 2027, 10:00", "Wed 30 Jun 2027, 10:00"]
    assert [line for line in text.splitlines() if line[:3] == "Wed"][:3] == dates


async def test_nobody_sees_what_recurs_at_another_company(stage: Any) -> None:
    await stage.begin()
    # It says nothing of what there is elsewhere, and nothing that would be false.
    assert (await stage.command("Hana", "rhythms")).message.summary.startswith("Nothing here for you.")
    rhythm = await stage.rhythm()
    answer = await stage.press("Hana", stage.button(await looked_at(stage), "Skip one"))
    assert answer.form is None and "Only its owner" in stage.shown(answer.message)
    assert (await stage.rhythm()).next_at == rhythm.next_at


async def test_who_takes_part_sees_it_and_cannot_decide(stage: Any) -> None:
    await stage.begin()
    text = stage.shown(await looked_at(stage, "Ada"))
    assert "Weekly test" in text and "Skip one" not in text


async def test_one_is_skipped_after_a_look_and_taken_back(stage: Any) -> None:
    await stage.begin()
    look, answer = await decided(stage, "Skip one", day="2026-11-25")
    assert "Wednesday, 25 November is left out." in look
    assert await stage.next() == ["02 Dec 10:00", "09 Dec 10:00", "16 Dec 10:00"]
    assert "left out by hand" in stage.shown(answer.message)
    card = stage.shown(answer.redraw)
    assert "left out by hand" in card and "is left out." not in card, "the card that it was pressed on shows what holds"
    back = await stage.press("Ines", stage.button(answer.message, "Keep Wednesday, 25 November"))
    assert "stands again as it was" in back.redraw.summary
    assert "left out by hand" not in stage.shown(back.redraw)
    assert await stage.next() == ["25 Nov 10:00", "02 Dec 10:00", "09 Dec 10:00"]


async def test_each_that_was_decided_by_hand_can_be_taken_back(stage: Any) -> None:
    await stage.begin()
    await decided(stage, "Skip one", day="2026-12-02")
    _, answer = await decided(stage, "Skip one", day="2026-11-25")
    for day in ("Wednesday, 25 November", "Wednesday, 2 December"):
        await stage.press("Ines", stage.button(answer.message, f"Keep {day}"))
    assert await stage.next() == ["25 Nov 10:00", "02 Dec 10:00", "09 Dec 10:00"]


async def test_a_look_changes_nothing(stage: Any) -> None:
    await stage.begin()
    form = (await stage.press("Ines", stage.button(await looked_at(stage), "Skip one"))).form
    before = await stage.next()
    preview = (await stage.submit("Ines", form, day="2026-11-25")).form
    assert await stage.next() == before
    assert await stage.count(RhythmChange) == 0
    again = (await stage.press_in("Ines", preview, "Change")).form
    assert next(part for part in again.parts if isinstance(part, ChoiceField)).value == ("2026-11-25",)


async def test_one_is_moved_in_its_own_zone(stage: Any) -> None:
    await stage.begin()
    to = datetime(2026, 11, 26, 15, 30, tzinfo=UTC)
    look, answer = await decided(stage, "Move one", day="2026-11-25", to=to)
    assert "moves to Thu 26 Nov, 15:30 (Europe/London)." in look
    assert await stage.next() == ["26 Nov 15:30", "02 Dec 10:00", "09 Dec 10:00"]
    assert "moved by hand from Wednesday, 25 November" in stage.shown(answer.message)


async def test_a_time_that_has_passed_or_is_too_far_is_refused_at_its_field(stage: Any) -> None:
    await stage.begin()
    form = (await stage.press("Ines", stage.button(await looked_at(stage), "Move one"))).form
    answer = await stage.submit("Ines", form, day="2026-11-25", to=stage.calendar.now())
    assert answer.errors.by_field == {"to": "That time has passed. Choose a later one."}
    answer = await stage.submit("Ines", form, day="2026-11-25", to=datetime.max.replace(tzinfo=UTC))
    assert answer.errors.by_field == {"to": "This is more than five years ahead. Choose an earlier day."}
    answer = await stage.submit("Ines", form, day="2026-11-25", to=datetime(2026, 12, 2, 10, tzinfo=UTC))
    assert answer.errors.by_field["to"].startswith("Another one is at that time already.")
    assert await stage.next() == ["25 Nov 10:00", "02 Dec 10:00", "09 Dec 10:00"]


async def test_it_is_paused_and_resumed(stage: Any) -> None:
    await stage.begin()
    look, answer = await decided(stage, "Pause", until="4 December")
    assert "Paused: it goes on from Fri 4 Dec 2026." in look
    assert await stage.next() == ["09 Dec 10:00", "16 Dec 10:00", "23 Dec 10:00"]
    resumed = await stage.press("Ines", stage.button(answer.message, "Resume"))
    assert resumed.redraw.summary == "It goes on."
    assert await stage.next() == ["25 Nov 10:00", "02 Dec 10:00", "09 Dec 10:00"]


async def test_paused_for_good_it_waits_for_somebody(stage: Any) -> None:
    await stage.begin()
    look, answer = await decided(stage, "Pause", until="")
    assert "Paused until somebody resumes it." in look and "to come" not in look
    assert "to come" not in stage.shown(answer.message)
    assert await stage.next() == []
    assert "Paused until somebody" in stage.shown((await stage.command("Ines", "rhythms")).message)


async def test_the_time_is_changed_from_now_on(stage: Any) -> None:
    await stage.begin()
    values: dict[str, Any] = {
        "rule": "every other Friday until 2027-03-31",
        "at": "9:30",
        "zone": "Asia/Manila",
        "on_holiday": ("skip",),
    }
    look, answer = await decided(stage, "Change the time", **values)
    assert "Takes place" not in stage.shown(answer.message)
    assert "From now on: every 2 weeks on Friday until Wed 31 Mar 2027 at 09:30 (Asia/Manila)." in look
    assert "Next dates then, by your clock" in look
    assert await stage.next() == ["27 Nov 01:30", "11 Dec 01:30", "25 Dec 01:30"]
    assert (await stage.rhythm()).on_holiday is HolidayRule.SKIP
    assert "then:" not in look


async def test_what_leaves_two_in_one_month_is_said_before_it_holds(stage: Any) -> None:
    await stage.begin()
    stage.calendar.instant = datetime(2026, 11, 25, 12, tzinfo=UTC)
    await stage.tick()
    form = (await stage.press("Ines", stage.button(await looked_at(stage), "Change the time"))).form
    values = {"rule": "last Monday of the month", "at": "10:00", "zone": "Europe/London", "on_holiday": ("run",)}
    preview = (await stage.submit("Ines", form, **values)).form
    assert "This month has 2 then: Wed 25 Nov and Mon 30 Nov." in stage.shown(preview)


async def test_what_cannot_be_is_said_at_its_field(stage: Any) -> None:
    await stage.begin()
    form = (await stage.press("Ines", stage.button(await looked_at(stage), "Change the time"))).form
    right = {"rule": "every Friday", "at": "10:00", "zone": "Europe/London", "on_holiday": ("skip",)}
    for field, typed, says in (
        ("rule", "now and then", "is not understood"),
        ("zone", "Mars/North", "is not a time zone"),
        ("at", "25:00", "There is no time 25:00."),
        ("at", "soon", "Write the time like 10:00"),
        ("on_holiday", ("party",), "Choose what happens"),
    ):
        answer = await stage.submit("Ines", form, **{**right, field: typed})
        assert list(answer.errors.by_field) == [field]
        assert says in answer.errors.by_field[field]
    answer = await stage.submit("Ines", form, rule="now and then", at="25:00", zone="Mars", on_holiday=("party",))
    assert set(answer.errors.by_field) == set(right)
    assert (await stage.rhythm()).rule == "FREQ=WEEKLY;BYDAY=WE"


async def test_it_is_handed_over(stage: Any) -> None:
    await stage.begin()
    ada = stage.people["Ada"]
    look, answer = await decided(stage, "Hand over", person=f"{ada.platform}/{ada.home}/{ada.user_id}")
    assert "Ada looks after it." in look
    assert "Skip one" not in stage.shown(answer.message)
    assert "Skip one" in stage.shown(await looked_at(stage, "Ada"))
    audit = [entry.action for entry in await _all(stage, AuditEntry) if entry.object_kind == "rhythm"]
    assert audit == ["hand_over_rhythm"]
    told = await _told(stage, "handed")
    assert list(told) == ["Ada"]
    for words in ("Ines handed “Weekly test” over to you", "every Wednesday at 10:00", "Wed 25 Nov, 10:00"):
        assert words in stage.shown(told["Ada"])
    assert "by your clock" not in stage.shown(told["Ada"]), "it is the rule's own"
    assert "Skip one" in stage.shown((await stage.press("Ada", stage.button(told["Ada"], "Look at it"))).message)


async def test_who_gets_it_off_shift_is_told_in_their_own_hours_if_it_is_theirs_still(stage: Any) -> None:
    await stage.begin()
    await stage.change(Team, "Care", working_hours="Mon-Fri 09:00-17:00")
    stage.calendar.instant = datetime(2026, 11, 23, 20, tzinfo=UTC)
    ada, bo = stage.people["Ada"], stage.people["Bo"]
    await decided(stage, "Hand over", person=f"{ada.platform}/{ada.home}/{ada.user_id}")
    await decided(stage, "Hand over", "Ada", person=f"{bo.platform}/{bo.home}/{bo.user_id}")
    assert await _told(stage, "handed") == {}
    await stage.until(datetime(2026, 11, 24, 11, tzinfo=UTC))
    told = await _told(stage, "handed")
    assert list(told) == ["Bo"] and "Ada handed “Weekly test” over to you" in stage.shown(told["Bo"])


async def test_what_was_opened_stays_when_days_off_change_and_its_owner_is_told_once(stage: Any) -> None:
    stage.before = timedelta(days=2)
    await stage.begin(on_holiday=HolidayRule.NEXT_WORKING_DAY)
    await stage.tick()
    own = NamedDays(date(2026, 11, 25), date(2026, 11, 25), "Winter break")
    stage.parties = (Party(zone="Europe/London", days_off=DaysOff(own=(own,))),)
    for _ in range(2):
        async with stage.database.write() as session:
            await look_again(session, stage.calendar.now())
        await stage.tick()
        stage.calendar.instant += timedelta(minutes=1)
    assert await stage.next(1) == ["25 Nov 10:00"]
    assert "moved from" not in stage.shown(await looked_at(stage))
    told = await _told(stage, "stands")
    assert list(told) == ["Ines"]
    says = stage.shown(told["Ines"])
    assert "Wed 25 Nov, 10:00; by its rule it would be on Thu 26 Nov, 10:00" in says and "Winter break" in says
    assert "Skip one" in stage.shown((await stage.press("Ines", stage.button(told["Ines"], "Skip or move it"))).message)


async def test_whoever_decides_about_what_nobody_looks_after_looks_after_it(stage: Any) -> None:
    await stage.begin(owner=None)
    await stage.grant("Bo", Role.MANAGER)
    assert "Nobody looks after it." in stage.shown(await looked_at(stage, "Bo"))
    _, answer = await decided(stage, "Pause", "Bo", until="")
    assert "Bo looks after it." in stage.shown(answer.message)
    look, _ = await decided(
        stage, "Change the time", "Bo", rule="every Friday", at="9:00", zone="UTC", on_holiday="run"
    )
    assert "Paused until somebody resumes it." in look


async def test_nobody_gets_it_who_may_not_see_who_takes_part(stage: Any) -> None:
    await stage.begin()
    hana = stage.people["Hana"]
    form = (await stage.press("Ines", stage.button(await looked_at(stage), "Hand over"))).form
    answer = await stage.submit("Ines", form, person=f"{hana.platform}/{hana.home}/{hana.user_id}")
    assert "Hana may not see everybody who takes part" in answer.errors.by_field["person"]
    ada = stage.people["Ada"]
    preview = (await stage.submit("Ines", form, person=f"{ada.platform}/{ada.home}/{ada.user_id}")).form
    forged = json.dumps({"what": "rhythms.hand_over", "person": await stage.public_id("Hana")})
    says = stage.shown((await stage.submit("Ines", replace(preview, state=forged))).message)
    assert "Hana may not see everybody who takes part" in says
    assert "Ines looks after it." in stage.shown(await looked_at(stage))


async def test_a_date_says_why_it_is_where_it_is_and_who_is_off(stage: Any) -> None:
    manila = DaysOff("PH")
    days = JointDaysOff((("Lumen", manila), ("Care", DaysOff("GB", "ENG"))))
    stage.parties = (Party(zone="Europe/London", days_off=days),)
    stage.calendar.instant = datetime(2026, 12, 7, 9, tzinfo=UTC)
    await stage.begin(rule="FREQ=DAILY", starts=date(2026, 12, 7), on_holiday=HolidayRule.NEXT_WORKING_DAY)
    text = stage.shown(await looked_at(stage))
    assert "Tue 8 Dec, 10:00 · Lumen is off: Immaculate Conception" in text
    await decided(
        stage,
        "Change the time",
        rule="every Friday",
        at="10:00",
        zone="Europe/London",
        on_holiday=("next_working_day",),
    )
    stage.calendar.instant = datetime(2026, 12, 22, 9, tzinfo=UTC)
    text = stage.shown(await looked_at(stage))
    assert "moved from Friday, 25 December: Christmas Day" in text


async def test_each_teams_own_time_is_said_for_all_of_them(stage: Any) -> None:
    stage.parties = (Party("team:1", "Europe/London"), Party("team:2", "Asia/Manila"))
    await stage.begin(whose=Whose.TEAM)
    text = stage.shown(await looked_at(stage))
    assert "every Wednesday at 10:00 of each team's own time" in text
    assert [line for line in text.splitlines() if line[:3] == "Wed"][:2] == ["Wed 25 Nov, 10:00", "Wed 2 Dec, 10:00"]
    assert "Next Wed 25 Nov, 10:00" in stage.shown((await stage.command("Ines", "rhythms")).message)
    look, _ = await decided(stage, "Move one", day="2026-11-25", to=datetime(2026, 11, 26, 15, 30, tzinfo=UTC))
    assert "Wednesday, 25 November moves to Thu 26 Nov, 15:30 of each team's own time." in look


async def test_what_people_take_part_in_at_their_own_time_is_said_so_by_whichever_clock_it_goes(stage: Any) -> None:
    stage.offers.rhythms["test"] = replace(stage.offers.rhythms["test"], whose=Whose.PERSON)
    await stage.begin()
    for shown in ((await stage.command("Ines", "rhythms")).message, await looked_at(stage)):
        assert "every Wednesday at 10:00 of each person's own time" in stage.shown(shown)
        assert "Europe/London" not in stage.shown(shown)


async def test_zones_are_named_where_a_day_off_tells_their_dates_apart(stage: Any) -> None:
    stage.parties = (
        Party("team:1", "Europe/London", DaysOff("GB", "ENG")),
        Party("team:2", "Europe/Paris", DaysOff("FR")),
        Party("team:3", "Asia/Manila", DaysOff("PH")),
    )
    stage.calendar.instant = datetime(2027, 7, 12, 9, tzinfo=UTC)
    await stage.begin(whose=Whose.TEAM, on_holiday=HolidayRule.NEXT_WORKING_DAY)
    text = stage.shown(await looked_at(stage))
    first = "Wed 14 Jul, 10:00 (Asia/Manila and Europe/London) and Thu 15 Jul, 10:00 (Europe/Paris)"
    assert first in text


async def test_zones_are_named_where_a_date_is_left_out_for_some(stage: Any) -> None:
    stage.parties = (Party("team:1", "Europe/London"), Party("team:2", "Europe/Paris", DaysOff("FR")))
    stage.calendar.instant = datetime(2027, 7, 12, 9, tzinfo=UTC)
    await stage.begin(whose=Whose.TEAM, on_holiday=HolidayRule.SKIP)
    assert "Wed 14 Jul, 10:00 (Europe/London) · left out:" in stage.shown(await looked_at(stage))


async def test_which_one_is_asked_by_each_teams_own_clock(stage: Any) -> None:
    stage.parties = (Party("team:2", "Asia/Manila"),)
    await stage.begin(whose=Whose.TEAM)
    form = (await stage.press("Ines", stage.button(await looked_at(stage), "Skip one"))).form
    which = next(part for part in form.parts if isinstance(part, ChoiceField))
    assert which.options[0].label == "Wed 25 Nov, 10:00"


async def test_a_pause_is_over_on_the_day_on_which_it_goes_on(stage: Any) -> None:
    await stage.begin()
    await decided(stage, "Pause", until="4 December")
    stage.calendar.instant = datetime(2026, 12, 3, 23, tzinfo=UTC)
    assert "Paused: it goes on from Fri 4 Dec 2026." in stage.shown(await looked_at(stage))
    listed = stage.shown((await stage.command("Ines", "rhythms")).message)
    assert "Paused: it goes on from Fri 4 Dec 2026. Next Wed 9 Dec, 10:00" in listed
    stage.calendar.instant = datetime(2026, 12, 4, 0, tzinfo=UTC)
    text = stage.shown(await looked_at(stage))
    assert "Paused" not in text and "Skip one" in text
    assert "Next Wed 9 Dec, 10:00" in stage.shown((await stage.command("Ines", "rhythms")).message)


async def test_a_pause_that_ends_today_is_none(stage: Any) -> None:
    await stage.begin()
    form = (await stage.press("Ines", stage.button(await looked_at(stage), "Pause"))).form
    answer = await stage.submit("Ines", form, until="2 hours")
    assert "is not a day to come" in answer.errors.by_field["until"]
    # In London it is the 23rd still, when Manila, where the rhythm is, has the 24th already.
    values = {"rule": "every Wednesday", "at": "10:00", "zone": "Asia/Manila", "on_holiday": ("run",)}
    await decided(stage, "Change the time", **values)
    stage.calendar.instant = datetime(2026, 11, 23, 18, tzinfo=UTC)
    form = (await stage.press("Ines", stage.button(await looked_at(stage), "Pause"))).form
    answer = await stage.submit("Ines", form, until="24 November")
    assert "until a day to come" in answer.errors.by_field["until"]
    assert (await stage.rhythm()).paused_until is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_pause_lasts_no_longer_than_anybody_plans(stage: Any) -> None:
    await stage.begin()
    form = (await stage.press("Ines", stage.button(await looked_at(stage), "Pause"))).form
    answer = await stage.submit("Ines", form, until="5000-01-01")
    assert answer.errors.by_field == {"until": "“5000-01-01” is more than two years ahead. Write an earlier day."}
    preview = (await stage.submit("Ines", form, until="4 December")).form
    for day in ("5000-01-01", "9999-12-30", "2032-01-01"):
        forged = replace(preview, state=json.dumps({"what": "rhythms.pause", "until": day}))
        assert "more than five years ahead" in stage.shown((await stage.submit("Ines", forged)).message)
    assert (await stage.rhythm()).paused_until is None


async def test_an_altered_state_changes_nothing(stage: Any) -> None:
    await stage.begin()
    form = (await stage.press("Ines", stage.button(await looked_at(stage), "Skip one"))).form
    preview = (await stage.submit("Ines", form, day="2026-11-25")).form
    for state in ("", "[1]", '{"what": "rhythms.end"}', '{"what": 1}'):
        altered = type(preview)(**{**preview.__dict__, "state": state})
        assert "nothing was changed" in stage.shown((await stage.submit("Ines", altered)).message)
    for state in (
        '{"what": "rhythms.skip", "day": "soon"}',
        '{"what": "rhythms.move", "day": "2026-11-25", "to": "x"}',
        '{"what": "rhythms.move", "day": "2026-11-25", "to": "0001-01-01T00:00:00+00:00"}',
        '{"what": "rhythms.change"}',
        '{"what": "rhythms.pause", "until": "x"}',
    ):
        altered = type(preview)(**{**preview.__dict__, "state": state})
        says = stage.shown((await stage.submit("Ines", altered)).message)
        assert "not as Instep sent it" in says or "over or was left out" in says
    nobody = '{"what": "rhythms.hand_over", "person": "\\ud83d\\u0000"}'
    says = stage.shown((await stage.submit("Ines", replace(preview, state=nobody))).message)
    assert "does not know this person" in says
    rightly = {"rule": "FREQ=WEEKLY;BYDAY=FR", "at": "9:00", "zone": "UTC", "on_holiday": "run", "any_counts": ""}
    for forged in ({"zone": "x" * 5000}, {"rule": "FREQ=WEEKLY;BYDAY=" + "FR," * 200 + "FR"}):
        state = json.dumps({"what": "rhythms.change", **rightly, **forged})
        says = stage.shown((await stage.submit("Ines", replace(preview, state=state))).message)
        assert "is not a" in says
    # Nobody can say these; one would be counted from its first day whenever anybody looks.
    for rule, starts in (("FREQ=DAILY;COUNT=999999999", "0001-01-01"), ("FREQ=MONTHLY;BYDAY=+99MO", "")):
        state = json.dumps({"what": "rhythms.change", **rightly, "rule": rule, "starts": starts})
        says = stage.shown((await stage.submit("Ines", replace(preview, state=state))).message)
        assert "not as Instep sent it" in says
    assert await stage.next() == ["25 Nov 10:00", "02 Dec 10:00", "09 Dec 10:00"]


async def test_the_owner_is_told_once_of_what_was_missed_when_at_work(stage: Any) -> None:
    await stage.begin()
    stage.calendar.instant = datetime(2026, 12, 10, 14, tzinfo=UTC)
    await stage.tick()
    rhythm = await stage.rhythm()
    told = await stage.cards(rhythm, slot="missed.2026-12-02")
    assert list(told) == ["Ines"]
    text = stage.shown(told["Ines"])
    assert "Instep missed “Weekly test” on Wednesday, 25 November and Wednesday, 2 December." in text
    assert "The next one is Wed 16 Dec, 10:00." in text
    stage.calendar.instant += timedelta(days=1)
    await stage.tick()
    rows = [row for row in await _all(stage, DueWork) if row.state is DueState.MISSED]
    assert rows and all(row.told for row in rows)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("away", ["no owner", "the owner left", "the admin is in no team"])
async def test_where_no_owner_can_be_told_the_admins_are(stage: Any, away: str) -> None:
    await stage.grant("Bo", Role.ADMIN)
    await stage.begin(owner="Ines" if away == "the owner left" else None)
    if away == "the owner left":
        await stage.change(Person, "Ines", state=PersonState.LEFT)
    if away == "the admin is in no team":
        async with stage.database.write() as session:
            bo = (await session.scalars(select(Person.id).where(Person.name == "Bo"))).one()
            await session.execute(delete(Membership).where(Membership.person_id == bo))
    stage.calendar.instant = datetime(2026, 12, 10, 14, tzinfo=UTC)
    await stage.tick()
    told = await stage.cards(await stage.rhythm(), slot="missed.2026-12-02")
    assert list(told) == ["Bo"]
    assert "Nobody who looks after it could be told, so this goes to the admins." in stage.shown(told["Bo"])
    assert all(row.told for row in await _all(stage, DueWork) if row.state is DueState.MISSED)


async def _all(stage: Any, kind: type[Any]) -> list[Any]:
    async with stage.database.read() as session:
        return list(await session.scalars(select(kind).order_by(kind.id)))


async def _told(stage: Any, slot: str) -> dict[str, Message]:
    """Who was told something about the rhythm, by name."""
    rhythm, found = await stage.rhythm(), {}
    for copy in await _all(stage, Copy):
        if copy.slot.startswith(slot):
            found |= await stage.cards(rhythm, slot=copy.slot)
    return found
