"""A run is frozen once, for those whom it reaches; its organiser is told whom it does not."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.capabilities.checkins.kinds import Ask, Mode, RunState
from bot.capabilities.checkins.planning import PREPARE
from bot.capabilities.checkins.questions import Question
from bot.capabilities.checkins.store.tables import Asked, Run
from bot.capabilities.checkins.subjects import CHANNEL, REACH, RUN
from bot.due.tables import DueState, DueWork
from bot.people.model import ChannelTeam, Membership, Person, Side, SideState, Team
from tests.bot.capabilities.checkins.conftest import Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

WEDNESDAY = date(2026, 11, 25)
IN_LONDON = datetime(2026, 11, 25, 15, tzinfo=UTC)
DAYS_LATER = IN_LONDON + timedelta(days=3)


async def told(stage: Stage, run: Run) -> dict[str, str]:
    """What was said of whom it does not come to, by person."""
    cards = await stage.cards(run, kind=RUN, slot=REACH)
    return {who: stage.shown(message) for who, message in cards.items()}


async def test_it_is_prepared_before_its_time_has_come_for_the_first_of_them(stage: Stage) -> None:
    await stage.change(Person, "Leo", zone="Pacific/Auckland")
    checkin = await stage.set_up()
    assert await stage.waiting_work(PREPARE) == [], "not opened before it is near"
    await stage.at(IN_LONDON - timedelta(hours=13))
    asked = await stage.asked(await stage.run(checkin))
    assert asked["Leo"].asked_at == datetime(2026, 11, 25, 2, tzinfo=UTC), "at three in the afternoon in Auckland"


async def test_a_check_in_that_is_set_up_shortly_before_its_time_asks_those_too_whose_time_was(stage: Stage) -> None:
    checkin = await stage.set_up(rule="FREQ=DAILY;COUNT=1", at=time(14, 30))
    await stage.tick()
    run = await stage.run(checkin)
    assert set(await stage.sent(run)) == {"Hana", "Hugo"}, "half past two is over in Manila, and she is at work"
    await stage.ahead(minutes=30)
    assert set(await stage.sent(run)) == {"Hana", "Hugo", "Ines", "Ada", "Bo"}


async def test_each_confirmed_person_of_the_sides_that_take_part_is_asked(stage: Stage) -> None:
    await stage.change(Side, "Lumenara", state=SideState.PAUSED)
    async with stage.database.write() as session:
        bo = (await session.scalars(select(Person.id).where(Person.name == "Bo"))).one()
        (await session.scalars(select(Membership).where(Membership.person_id == bo))).one().confirmed = False
    checkin = await stage.set_up()
    await stage.at(IN_LONDON)
    run = await stage.run(checkin)
    assert set(await stage.asked(run)) == {"Ines", "Ada", "Hana", "Hugo"}
    assert [(one["why"], one["people"]) for one in run.left_out] == [("unconfirmed", 1)]


async def test_the_organiser_is_told_how_many_it_does_not_come_to_and_what_to_change(stage: Stage) -> None:
    await stage.out_of_reach("Luz", unknown=True)
    await stage.out_of_reach("Hana", "Hugo")
    async with stage.database.write() as session:
        harbor = (await session.scalars(select(Team).where(Team.name == "Harbor"))).one()
        for link in await session.scalars(select(ChannelTeam).where(ChannelTeam.team_id == harbor.id)):
            await session.delete(link)
    checkin = await stage.set_up()
    await stage.at(IN_LONDON)
    run = await stage.run(checkin)
    says = await told(stage, run)
    assert set(says) == {"Ada"}
    assert "3 people cannot be asked." in says["Ada"]
    assert "1 person of Lumen: Instep knows no chat account of theirs." in says["Ada"]
    assert "2 people of Harbor: no direct message reaches them" in says["Ada"]
    await stage.at(IN_LONDON + timedelta(days=7))
    again = await stage.run(checkin)
    assert again.id != run.id
    assert await told(stage, again) == {}, "nothing has changed"


async def test_a_partner_who_asks_others_too_is_told_of_their_own_people_alone(stage: Stage) -> None:
    await stage.out_of_reach("Luz", "Ada", unknown=True)
    first = await stage.set_up(owner="Hana")
    await stage.at(IN_LONDON)
    assert await told(stage, await stage.run(first)) == {}
    await stage.out_of_reach("Hugo", unknown=True)
    await stage.at(IN_LONDON + timedelta(days=7))
    says = (await told(stage, await stage.run(first)))["Hana"]
    assert "1 person cannot be asked." in says and "1 person of Harbor: " in says and "their teams" not in says


async def test_nothing_is_told_where_everybody_is_reached(stage: Stage) -> None:
    checkin = await stage.set_up()
    await stage.at(IN_LONDON)
    assert await told(stage, await stage.run(checkin)) == {}


async def test_an_anonymous_one_of_too_few_people_is_not_held_and_its_organiser_is_told(stage: Stage) -> None:
    checkin = await stage.set_up("Care", mode=Mode.ANONYMOUS, threshold=5)
    await stage.at(IN_LONDON)
    run = await stage.run(checkin)
    assert (run.state, run.why) == (RunState.NOT_HELD, "too_few")
    assert await stage.asked(run) == {}
    assert "at least 5 people must be asked" in (await told(stage, run))["Ada"]


async def test_one_for_nobody_is_not_held(stage: Stage) -> None:
    await stage.change(Team, "Care", working_hours="Mon 09:00-17:00")
    checkin = await stage.set_up("Care")
    await stage.at(DAYS_LATER)
    run = await stage.run(checkin)
    assert (run.state, run.why) == (RunState.NOT_HELD, "nobody")


async def test_one_more_person_than_the_last_time_waits_until_nobody_can_be_worked_out(stage: Stage) -> None:
    await stage.join("Care", "Cleo", "Dai")
    checkin = await stage.set_up("Care", mode=Mode.ANONYMOUS, threshold=3)
    other = await stage.set_up("Care", mode=Mode.ANONYMOUS, threshold=3, rule="FREQ=WEEKLY;BYDAY=TH", name="The same")
    await stage.at(IN_LONDON)
    await stage.join("Care", "Newcomer")
    await stage.at(IN_LONDON + timedelta(days=1))
    assert set(await stage.asked(await stage.run(other))) == {"Ines", "Ada", "Bo", "Cleo", "Dai"}
    assert (await stage.run(other)).rested == 1
    named = await stage.set_up("Care", rule="FREQ=WEEKLY;BYDAY=FR", name="With names")
    await stage.at(IN_LONDON + timedelta(days=2))
    assert "Newcomer" in await stage.asked(await stage.run(named))
    assert (await stage.run(checkin)).rested == 0


async def test_the_threshold_is_never_lower_than_when_the_same_was_asked_before(stage: Stage) -> None:
    await stage.join("Care", "Cem", "Dia", "Eve", "Fay")
    first = await stage.set_up("Care", mode=Mode.ANONYMOUS, threshold=5)
    other = await stage.set_up("Care", mode=Mode.ANONYMOUS, threshold=3, rule="FREQ=WEEKLY;BYDAY=TH", name="The same")
    await stage.ahead(days=3)
    assert (await stage.run(first)).threshold == 5
    later = await stage.run(other)
    assert later.state is RunState.OPEN and later.threshold == 5
    assert "at least 5 people" in stage.shown(next(iter((await stage.sent(later)).values())))


async def test_a_question_that_was_not_asked_before_has_no_history(stage: Stage) -> None:
    await stage.join("Care", "Cleo", "Dai")
    await stage.set_up("Care", mode=Mode.ANONYMOUS, threshold=3)
    another = (Question(Ask.YES_NO, "Does the phone work?"),)
    other = await stage.set_up(
        "Care", mode=Mode.ANONYMOUS, threshold=3, rule="FREQ=WEEKLY;BYDAY=TH", name="Other", questions=another
    )
    await stage.at(IN_LONDON)
    await stage.join("Care", "Newcomer")
    await stage.at(IN_LONDON + timedelta(days=1))
    assert "Newcomer" in await stage.asked(await stage.run(other))


async def test_a_downtime_of_weeks_asks_the_newest_alone_and_tells_its_owner_of_the_others(stage: Stage) -> None:
    checkin = await stage.set_up("Care")
    stage.calendar.instant = datetime(2026, 12, 9, 16, tzinfo=UTC)
    await stage.tick()
    assert [one.original_date for one in await stage.runs(checkin)] == [date(2026, 12, 9)]
    assert len(await stage.sent(await stage.run(checkin))) == 3
    async with stage.database.read() as session:
        missed = await session.scalars(select(DueWork.original_date).where(DueWork.state == DueState.MISSED))
        assert sorted(missed) == [WEDNESDAY, date(2026, 12, 2)]


async def test_one_that_is_prepared_when_half_of_its_time_is_over_is_missed_and_told(stage: Stage) -> None:
    checkin = await stage.set_up("Care")
    stage.calendar.instant = IN_LONDON + timedelta(hours=37)
    await stage.tick()
    assert await stage.runs(checkin) == []
    async with stage.database.read() as session:
        (missed,) = await session.scalars(select(DueWork).where(DueWork.state == DueState.MISSED))
        assert "half of the time" in missed.reason
        (telling,) = await session.scalars(select(DueWork).where(DueWork.kind == "rhythms.missed"))
        assert telling.owner_id == missed.owner_id
    await stage.at(IN_LONDON + timedelta(days=7))
    assert len(await stage.runs(checkin)) == 1


async def test_the_rows_of_those_asked_stand_in_an_order_that_says_nothing(stage: Stage) -> None:
    await stage.join("Care", "Cleo", "Dai", "Eli")
    checkin = await stage.set_up(mode=Mode.ANONYMOUS, threshold=3)
    await stage.at(IN_LONDON)
    run = await stage.run(checkin)
    async with stage.database.read() as session:
        people = list(await session.scalars(select(Asked.person_id).where(Asked.run_id == run.id).order_by(Asked.id)))
    assert people == sorted(people)


@pytest.mark.parametrize("mode", [Mode.NAMED, Mode.CONFIDENTIAL])
async def test_each_prompt_says_who_sees_the_answer_with_a_name_and_who_leads_is_frozen(
    stage: Stage, mode: Mode
) -> None:
    await stage.out_of_reach("Hana", "Hugo")
    async with stage.database.write() as session:
        for team, lead in (("Care", "Bo"), ("Harbor", "Hana")):
            person_id = await session.scalar(select(Person.id).where(Person.name == lead))
            (await session.scalars(select(Team).where(Team.name == team))).one().lead_id = person_id
    checkin = await stage.set_up(mode=mode)
    await stage.at(IN_LONDON)
    run = await stage.run(checkin)
    sent = {who: stage.shown(one) for who, one in (await stage.sent(run) | await stage.sent(run, CHANNEL)).items()}
    named = mode is Mode.NAMED
    managers = "the managers of {} and of the whole organisation see it"
    lead = ", Bo as the lead of Care, and " if named else " and "
    assert f"Ada{lead}{managers.format('your company')}" in sent["Ines"]
    assert ("Bo" in sent["Ines"]) is named
    lead = ", your team's lead, and " if named else " and "
    assert f"whoever set it up{lead}{managers.format('your company')}" in sent["harbor"]
    assert "With your name: " in sent["Ines"] if named else "Confidential: only " in sent["Ines"]
    assert sum(group.lead_id is not None for group in await stage.groups(run)) == (2 if named else 0)
