"""A sync is set up once: in one form, with a look at what comes of it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.capabilities.syncs.kinds import MeetingState, SyncState
from bot.capabilities.syncs.store import records
from bot.capabilities.syncs.store.drafts import DRAFTS, SyncDraft
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.due.tables import Rhythm
from bot.people.model import Person, Team
from tests.bot.capabilities.syncs.conftest import Stage
from tests.bot.capabilities.syncs.setting_up.conftest import Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_the_look_before_says_what_will_happen_by_every_teams_own_clock(stage: Stage, desk: Desk) -> None:
    answer = await desk.looked_at(when="every Monday", at="15:00", zone="Europe/London", people=("Ines", "Hana"))
    seen = stage.shown(answer.form)
    assert "Takes place: every Monday at 15:00 (Europe/London)." in seen
    assert "1 day before, Instep asks 1 lead and 3 agents what belongs on the agenda, each in their own time." in seen
    assert "Mon 30 Nov · 15:00 Care · 23:00 Harbor · 10:00 Lumen" in seen
    assert seen.count("15:00 Care") == 5
    assert "Ines and Hana facilitate in turn." in seen
    assert "Numbers · A customer's story · Updates since last time" in seen
    assert await stage.count(Sync) == 0
    assert await stage.count(Rhythm) == 0


async def test_what_was_looked_at_is_set_up_once_however_often_it_is_sent(stage: Stage, desk: Desk) -> None:
    look = (await desk.looked_at(when="every Monday")).form
    assert look is not None
    first, second = await stage.submit("Ines", look), await stage.submit("Ines", look)
    assert "It is set up. Nobody else was told." in stage.shown(first.message)
    assert "This was saved already." in stage.shown(second.message)
    assert await stage.count(Sync) == 1
    assert await stage.count(Rhythm) == 1
    assert await stage.count(SyncDraft) == 0


async def test_what_was_typed_comes_back_after_an_error_and_days_later(stage: Stage, desk: Desk) -> None:
    form = await desk.form()
    wrong = await stage.submit("Ines", form, **await desk.filled(form, when="now and then", minutes="30"))
    assert wrong.errors is not None
    assert "“now and then” is not understood." in wrong.errors.by_field["when"]
    again = await desk.form()
    assert "This is what you had begun." in stage.shown(again)
    values = {getattr(part, "name", ""): getattr(part, "value", "") for part in again.parts}
    assert values["when"] == "now and then"
    assert values["minutes"] == "30"
    assert [option.label for option in values["teams"]] == [
        "Care · " + "Internal",
        "Harbor · Harborline",
        "Lumen · Lumenara",
    ]
    anew = await stage.press_in("Ines", again, "Start anew")
    assert await stage.count(SyncDraft) == 0
    assert "This is what you had begun." not in stage.shown(anew.form)


async def test_choosing_what_it_is_fills_the_form(stage: Stage, desk: Desk) -> None:
    form = await desk.form()
    filled = await stage.press_in(
        "Ines", form, "Fill in the usual", **await desk.filled(form, template="huddle", name="Morning")
    )
    assert filled.form is not None
    values = {getattr(part, "name", ""): getattr(part, "value", "") for part in filled.form.parts}
    assert (values["name"], values["when"], values["minutes"]) == ("Morning", "every working day", "10")
    assert values["collect_before"] == ("120",)
    assert len(values["teams"]) == 3


async def test_times_can_take_turns_so_that_no_side_always_has_the_night(stage: Stage, desk: Desk) -> None:
    seen = stage.shown((await desk.looked_at(when="every Monday", at="15:00, 07:00", zone="Europe/London")).form)
    assert "15:00 and 07:00 in turn" in seen
    assert "Mon 23 Nov" not in seen
    assert {"15:00 Care" in seen, "07:00 Care" in seen} == {True}


async def test_whom_a_date_does_not_suit_is_said_before(stage: Stage, desk: Desk) -> None:
    await stage.change(Team, "Harbor", working_hours="Mon-Fri 09:00-18:00", country="PH")
    seen = stage.shown(
        (await desk.looked_at(when="every Monday", at="15:00", zone="Europe/London", on_holiday="skip")).form
    )
    # 30 November is Bonifacio Day.
    assert "Outside the hours of Harbor, each time: it is 23:00 to 23:45 there." in seen
    assert "Harbor is off: Bonifacio Day" in seen


@pytest.mark.parametrize(
    ("hours", "at", "says"),
    [
        ("Mon-Fri 14:00-23:00", "15:00", "On the same day 14:00 (Europe/London) would be within everybody's hours."),
        (
            "Mon-Fri 14:00-21:00; Tue-Sat 00:00-02:00",
            "14:00",
            "On the same day 12:00 and 16:00 (Europe/London) would be within everybody's hours.",
        ),
        ("Mon-Fri 14:00-23:00", "15:00, 07:00", "On the same day 14:00 (Europe/London) would be"),
        (
            "Mon-Fri 09:00-18:00",
            "18:00",
            "No time on the same day is within everybody's hours. At 16:30 (Europe/London) it would only be outside "
            "those of Harbor.",
        ),
        ("Mon-Fri 07:00-15:00", "12:00", "No other time on the same day suits more teams."),
        ("Mon-Fri 07:00-15:00", "12:00, 17:00", ""),
    ],
)
async def test_another_time_of_the_day_is_suggested_where_one_suits_more_teams(
    stage: Stage, desk: Desk, hours: str, at: str, says: str
) -> None:
    """Manila is eight hours ahead of London, Bogotá five behind; it takes 45 minutes."""
    await stage.change(Team, "Care", working_hours="Mon-Fri 09:00-17:30")
    await stage.change(Team, "Harbor", working_hours=hours)
    await stage.change(Team, "Lumen", working_hours="Mon-Fri 07:00-17:00")
    seen = stage.shown((await desk.looked_at(when="every Tuesday", at=at, zone="Europe/London")).form)
    assert "Outside the hours of" in seen
    assert says in seen and ("the same day" in seen) is bool(says)


async def test_other_times_are_told_to_nobody_who_does_not_know_all_teams(stage: Stage, desk: Desk) -> None:
    await stage.set_up(owner="Hana", at=time(9))
    for team, hours in (("Care", "Mon-Fri 09:00-17:30"), ("Harbor", "Mon-Fri 21:00-23:00")):
        await stage.change(Team, team, working_hours=hours)
    for who, told in (("Hana", False), ("Ines", True)):
        seen = stage.shown((await stage.command(who, "sync weekly")).message)
        assert "Outside the hours of Harbor" in seen
        assert ("would be within everybody's hours" in seen) is told


@pytest.mark.parametrize(
    ("when", "collect_before", "says"),
    [
        ("every working day", 7 * 24 * 60, "People are asked 7 days before, and it comes every day"),
        ("every Tuesday and Thursday", 7 * 24 * 60, "and it comes every "),
        ("every working day", 24 * 60, ""),
        ("every Monday", 7 * 24 * 60, ""),
    ],
)
async def test_who_would_be_asked_for_several_at_once_is_said_before(
    stage: Stage, desk: Desk, when: str, collect_before: int, says: str
) -> None:
    seen = stage.shown((await desk.looked_at(when=when, collect_before=str(collect_before))).form)
    assert ("asked for several at once" in seen) is bool(says)
    assert says in seen


async def test_what_comes_every_day_says_that_nobody_is_reminded(stage: Stage, desk: Desk) -> None:
    seen = stage.shown((await desk.looked_at(when="every working day")).form)
    assert "Nobody is reminded, since it comes every day." in seen
    assert "is reminded once" not in seen


async def test_a_second_time_is_shown_to_the_teams_whose_hours_the_first_misses(stage: Stage, desk: Desk) -> None:
    await stage.change(Team, "Harbor", working_hours="Mon-Fri 09:00-18:00")
    await stage.change(Team, "Care", working_hours="Mon-Fri 09:00-18:00")
    event = {"template": "demo", "teams": ("Care", "Harbor"), "when": "every Monday", "zone": "Europe/London"}
    seen = stage.shown((await desk.looked_at(**event)).form)
    assert "Outside the hours of Harbor" in seen
    assert "First agenda" not in seen
    assert "“Coming” and “Can't, send me the recording”. It shows: Numbers · " in seen
    seen = stage.shown((await desk.looked_at(**event, again="03:00")).form)
    assert "15:00 Care · again Tue 1 Dec 11:00 Harbor" in seen
    assert "Once more at 03:00" in seen
    assert "moved and left out together" in seen
    assert "Outside the hours" not in seen
    seen = stage.shown((await desk.looked_at(**event, again="16:00")).form)
    assert "The second time fits no team better than the first." in seen


@pytest.mark.parametrize(
    ("template", "again", "says"),
    [
        ("weekly", "03:00", "Only a demo, training or celebration"),
        ("demo", "03:00, 04:00", "Write one time like 03:00"),
        ("demo", "at night", "Write one time like 03:00"),
        ("demo", "15:00", "This is the first time as well."),
    ],
)
async def test_a_second_time_that_cannot_be_is_told_at_its_field(
    stage: Stage, desk: Desk, template: str, again: str, says: str
) -> None:
    form = await desk.form()
    filled = await desk.filled(form, template=template, again=again)
    wrong = await stage.submit("Ines", form, **filled)
    assert wrong.errors is not None
    assert says in wrong.errors.by_field["again"]


async def test_events_alone_have_a_field_for_a_second_time(stage: Stage, desk: Desk) -> None:
    form = await desk.form()
    assert "again" not in [getattr(part, "name", "") for part in form.parts]
    filled = await stage.press_in("Ines", form, "Fill in the usual", **await desk.filled(form, template="training"))
    assert filled.form is not None
    assert "again" in [getattr(part, "name", "") for part in filled.form.parts]


async def test_nobody_is_asked_for_what_is_not_on_the_agenda(stage: Stage, desk: Desk) -> None:
    seen = stage.shown((await desk.looked_at(sections=("numbers", "actions"), held="written", minutes="30")).form)
    assert "Nobody is asked for the agenda" in seen
    assert "People write, each in their own time, until 30 minutes after it begins." in seen
    assert "First agenda" in seen
    assert "is reminded once" not in seen


async def test_the_dates_that_do_not_suit_a_team_are_named_where_others_do(stage: Stage, desk: Desk) -> None:
    await stage.change(Team, "Harbor", working_hours="Mon-Fri 09:00-18:00")
    seen = stage.shown((await desk.looked_at(when="every Monday", at="15:00, 07:00", zone="Europe/London")).form)
    assert "Outside the hours of Harbor: " in seen
    assert "each time" not in seen


async def test_a_date_that_moves_says_why(stage: Stage, desk: Desk) -> None:
    await stage.change(Team, "Harbor", country="PH")
    seen = stage.shown((await desk.looked_at(when="every Monday", zone="Europe/London", any_counts=True)).form)
    assert "Tue 1 Dec" in seen
    assert "moved from Monday, 30 November: Bonifacio Day" in seen


async def test_a_facilitator_who_is_away_is_said_and_all_of_them_refused(stage: Stage, desk: Desk) -> None:
    await stage.change(Person, "Hana", away_until=datetime(2027, 1, 10, tzinfo=UTC))
    answer = await desk.looked_at(people=("Ines", "Hana"))
    assert "Away when the next one begins: Hana." in stage.shown(answer.form)
    anew = await stage.press_in("Ines", await desk.form(), "Start anew")
    assert anew.form is not None
    refused = await desk.looked_at(people=("Hana",))
    assert refused.errors is not None
    assert "All of them are away" in refused.errors.by_field["facilitators"]


async def test_nothing_says_that_somebody_facilitates_where_nobody_does(stage: Stage, desk: Desk) -> None:
    await stage.change(Person, "Hana", away_until=datetime(2027, 1, 10, tzinfo=UTC))
    event = stage.shown((await desk.looked_at(template="demo", people=("Hana",))).form)
    assert "Hosts it\nHana" in event and "Away when the next one begins: Hana." in event
    assert "acilitates" not in event
    assert "Updates since last time" in event and "Questions and blockers" not in event
    handover = await desk.looked_at(template="handover", people=("Hana",))
    assert "acilitates" not in stage.shown(handover.form), "it is taken by whoever comes to work"
    empty = await stage.press_in("Ines", await desk.form(), "Start anew")
    assert empty.form is not None
    for template, label in (("demo", "Who hosts it"), ("handover", ""), ("huddle", "Who facilitates in turn")):
        filled = await stage.press_in(
            "Ines", empty.form, "Fill in the usual", **await desk.filled(empty.form, template=template)
        )
        assert filled.form is not None
        labels = {getattr(part, "name", ""): getattr(part, "label", "") for part in filled.form.parts}
        assert labels.get("facilitators", "") == label
        assert ("held" in labels) is (template != "demo"), "nobody comes in writing"
        assert ("Questions and blockers" in repr(filled.form)) is (template != "demo")
    demo = await stage.press_in(
        "Ines", empty.form, "Fill in the usual", **await desk.filled(empty.form, template="demo", held="written")
    )
    assert demo.form is not None
    looked = await stage.submit("Ines", demo.form, **await desk.filled(demo.form))
    assert "People meet for 30 minutes." in stage.shown(looked.form)


async def test_changes_hold_at_once_and_a_new_rule_neither_doubles_nor_loses_one(stage: Stage, desk: Desk) -> None:
    done = await desk.begun(when="every Monday", at="15:00", zone="Europe/London")
    changing = await stage.press("Ines", stage.button(done.message, "Change"))
    assert changing.form is not None
    values = await desk.filled(
        changing.form,
        teams=("Care", "Harbor"),
        name="Care and Harbor",
        when="every Thursday",
        link="https://meet.example/x",
    )
    look = await stage.submit("Ines", changing.form, **values)
    assert "Thu 26 Nov" in stage.shown(look.form)
    assert look.form is not None
    saved = await stage.submit("Ines", look.form)
    assert "Saved. This holds from now on." in stage.shown(saved.message)
    assert "Takes part: Care and Harbor." in stage.shown(saved.message)
    async with stage.database.read() as session:
        kept = (await session.scalars(select(Sync))).one()
        rhythm = (await session.scalars(select(Rhythm))).one()
    assert (kept.name, kept.meeting_url) == ("Care and Harbor", "https://meet.example/x")
    assert rhythm.rule == "FREQ=WEEKLY;BYDAY=TH"


async def test_what_takes_place_once_is_changed_as_it_was_typed(stage: Stage, desk: Desk) -> None:
    done = await desk.begun(template="training", when="once on 25 November", at="15:00", zone="Europe/London")
    assert "once, on Wednesday, 25 November at 15:00 (Europe/London)" in stage.shown(done.message)
    changing = await stage.press("Ines", stage.button(done.message, "Change"))
    assert changing.form is not None
    values = await desk.filled(changing.form)
    assert values["when"] == "on 2026-11-25"
    look = await stage.submit("Ines", changing.form, **(values | {"at": "16:00"}))
    assert "Wed 25 Nov · 16:00" in stage.shown(look.form)


@pytest.mark.parametrize("again_at", [None, time(20)])
async def test_of_what_is_on_it_is_said_until_when(stage: Stage, desk: Desk, again_at: time | None) -> None:
    await desk.begun(template="training", when="once on 25 November", at="15:00", zone="Europe/London")
    begins = datetime(2026, 11, 25, 15 if again_at is None else 20, tzinfo=UTC)
    async with stage.database.write() as session:
        sync = (await session.scalars(select(Sync))).one()
        sync.again_at = again_at
    for instant in (begins.replace(hour=14), begins + timedelta(minutes=sync.minutes - 1)):
        await stage.at(instant)
    until = f"until Wed 25 Nov, {begins + timedelta(minutes=sync.minutes):%H:%M}."
    for typed, after in (("sync care weekly", " Nothing is to come after it."), ("sync", "")):
        shown = stage.shown((await stage.command("Ines", typed)).message)
        assert f"It is on now, {until}{after}" in " ".join(shown.split()) and "Nothing is to come." not in shown
    stage.calendar.instant = begins + timedelta(minutes=sync.minutes)
    assert "Nothing is to come." in stage.shown((await stage.command("Ines", "sync care weekly")).message)


async def test_a_pause_and_dates_of_another_year_are_said_wherever_a_sync_stands(stage: Stage, desk: Desk) -> None:
    await desk.begun(when="last Wednesday of the quarter", at="15:00", zone="Europe/London")
    shown = stage.shown((await stage.command("Ines", "sync care weekly")).message)
    assert "Wed 30 Dec · 15:00 Care" in shown and "Wed 31 Mar 2027 · 15:00 Care" in shown
    async with stage.database.write() as session:
        (await session.scalars(select(Rhythm))).one().paused_until = date(2027, 1, 4)
    paused = "Paused: it goes on from Mon 4 Jan 2027."
    assert f"{paused} Next Wed 31 Mar 2027, 15:00" in stage.shown((await stage.command("Ines", "sync")).message)
    assert paused in stage.shown((await stage.command("Ines", "sync care weekly")).message)
    async with stage.database.write() as session:
        (await session.scalars(select(Rhythm))).one().paused_until = date.max
        (await session.scalars(select(Sync))).one().again_at = time(3)
    for typed in ("sync", "sync care weekly"):
        shown = stage.shown((await stage.command("Ines", typed)).message)
        assert "Paused until somebody resumes it." in shown and "Nothing is to come" not in shown
        # Without dates nobody knows whom it fits.
        assert "The second time fits no team" not in shown


async def test_a_sync_that_ends_leaves_what_was(stage: Stage, desk: Desk) -> None:
    done = await desk.begun(when="every Monday", at="15:00", zone="Europe/London")
    end = stage.button(done.message, "End")
    assert end.confirm is not None
    first, second = await stage.press("Ines", end), await stage.press("Ines", end)
    assert "has ended" in stage.shown(first.message)
    assert "nothing was changed" in stage.shown(second.message)
    async with stage.database.read() as session:
        assert (await session.scalars(select(Rhythm.ended))).one()
        assert (await session.scalars(select(Sync.state))).one() is SyncState.ENDED
    assert "No syncs yet." in stage.shown((await stage.command("Ines", "sync")).message)


async def test_what_changed_since_it_was_looked_at_comes_back_with_what_is_wrong(stage: Stage, desk: Desk) -> None:
    look = (await desk.looked_at(people=("Ines",))).form
    assert look is not None
    await stage.change(Person, "Ines", away_until=datetime(2027, 3, 1, tzinfo=UTC))
    answer = await stage.submit("Ines", look)
    assert "All of them are away when the first one begins." in stage.shown(answer.form)
    assert await stage.count(Sync) == 0


async def test_a_form_changed_in_another_window_is_looked_at_again(stage: Stage, desk: Desk) -> None:
    form = await desk.form()
    first = (await stage.submit("Ines", form, **await desk.filled(form))).form
    await stage.submit("Ines", form, **await desk.filled(form, name="Care and all"))
    assert first is not None
    answer = await stage.submit("Ines", first)
    assert answer.form is not None
    assert "Care and all" in stage.shown(answer.form)
    assert await stage.count(Sync) == 0


async def test_a_sync_that_is_set_up_takes_place_once_although_its_day_changes_meanwhile(
    stage: Stage, desk: Desk
) -> None:
    done = await desk.begun(when="every Wednesday", at="15:00", zone="Europe/London")
    await stage.at(datetime(2026, 11, 25, 15, 5, tzinfo=UTC))
    form = (await stage.press("Ines", stage.button(done.message, "Change"))).form
    assert form is not None
    monthly = (await stage.submit("Ines", form, **await desk.filled(form, when="last Monday of the month"))).form
    assert "This month has 2 then: Wed 25 Nov and Mon 30 Nov." in stage.shown(monthly)
    look = (await stage.submit("Ines", form, **await desk.filled(form, when="every Thursday"))).form
    assert "then:" not in stage.shown(look)
    assert look is not None
    await stage.submit("Ines", look)
    await stage.at(datetime(2026, 12, 3, 15, 5, tzinfo=UTC))
    async with stage.database.read() as session:
        held = await session.scalars(select(Meeting).order_by(Meeting.original_date))
        assert [one.starts_at.isoformat() for one in held] == ["2026-11-25T15:00:00+00:00", "2026-12-03T15:00:00+00:00"]


async def test_ending_it_closes_what_is_open_and_leaves_out_what_was_to_come(stage: Stage, desk: Desk) -> None:
    done = await desk.begun(when="every Wednesday and Thursday", at="15:00", zone="Europe/London")
    await stage.at(datetime(2026, 11, 25, 15, 5, tzinfo=UTC))
    await stage.press("Ines", stage.button(done.message, "End"))
    await stage.at(datetime(2026, 12, 10, tzinfo=UTC))
    async with stage.database.read() as session:
        held = (await session.scalars(select(Meeting).order_by(Meeting.original_date))).all()
        assert [(one.original_date.day, one.state) for one in held] == [
            (25, MeetingState.CLOSED),
            (26, MeetingState.LEFT_OUT),
        ]


async def test_a_new_time_stands_on_the_agenda_that_is_out_with_the_one_before(stage: Stage, desk: Desk) -> None:
    done = await desk.begun(when="every Wednesday", at="15:00", zone="Europe/London")
    await stage.at(datetime(2026, 11, 25, 14, 40, tzinfo=UTC))
    form = (await stage.press("Ines", stage.button(done.message, "Change"))).form
    assert form is not None
    look = (await stage.submit("Ines", form, **await desk.filled(form, at="17:00"))).form
    assert look is not None
    saved = await stage.submit("Ines", look)
    assert "tell people who have to plan anew" in stage.shown(saved.message)
    async with stage.database.read() as session:
        meeting = (await session.scalars(select(Meeting))).one()
    card = (await stage.redrawn(meeting, "sync_meeting"))["care"]
    assert "17:00 London" in card and "Moved: it was to be Wed 25 Nov, 15:00." in card


async def test_where_it_ended_before_it_began_its_agenda_says_so(stage: Stage, desk: Desk) -> None:
    done = await desk.begun(when="every Wednesday", at="15:00", zone="Europe/London")
    await stage.at(datetime(2026, 11, 25, 14, 40, tzinfo=UTC))
    await stage.press("Ines", stage.button(done.message, "End"))
    async with stage.database.read() as session:
        meeting = (await session.scalars(select(Meeting))).one()
    card = (await stage.redrawn(meeting, "sync_meeting"))["care"]
    assert "has ended: it does not take place any more." in card and "this time" not in card


async def test_what_was_begun_goes_with_its_author_and_after_thirty_days(stage: Stage, desk: Desk) -> None:
    await desk.looked_at(name="Nearly set up")
    async with stage.database.write() as session:
        ines = (await session.scalars(select(Person.id).where(Person.name == "Ines"))).one()
        luz = (await session.scalars(select(Person.id).where(Person.name == "Luz"))).one()
        assert [one["name"] for one in (await records.export_person(session, ines))["syncs_begun"]] == ["Nearly set up"]
        assert await DRAFTS.delete_expired(session, stage.calendar.now() + timedelta(days=29)) == 0
        assert await DRAFTS.delete_expired(session, stage.calendar.now() + timedelta(days=31)) == 1
    await desk.looked_at()
    async with stage.database.write() as session:
        await records.merge_person(session, ines, luz)
        assert (await session.scalars(select(SyncDraft.author_id))).one() == luz
        await records.erase_person(session, luz)
    assert await stage.count(SyncDraft) == 0


async def test_setting_one_up_leaves_what_else_was_begun(stage: Stage, desk: Desk) -> None:
    first = (await desk.looked_at()).form
    assert first is not None
    await desk.looked_at("Ines", name="Another")
    form = (await stage.command("Ines", "sync new Yet another")).form
    assert form is not None
    await stage.submit("Ines", form, **await desk.filled(form, name="Yet another"))
    look = await stage.submit("Ines", form, **await desk.filled(form, name="Yet another"))
    assert look.form is not None
    await stage.submit("Ines", look.form)
    assert await stage.count(SyncDraft) == 1


async def test_a_form_that_comes_again_after_its_sync_ended_sets_up_nothing(stage: Stage, desk: Desk) -> None:
    form = await desk.form()
    look = await stage.submit("Ines", form, **await desk.filled(form))
    assert look.form is not None
    done = await stage.submit("Ines", look.form)
    await stage.press("Ines", stage.button(done.message, "End"))
    again = await stage.submit("Ines", form, **await desk.filled(form))
    assert "has ended" in stage.shown(again.message)
    assert await stage.count(Sync) == 1 and await stage.count(SyncDraft) == 0
