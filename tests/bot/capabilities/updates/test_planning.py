"""Planning: at a time, in each team's own morning or at each shift's start; moved, cancelled, checked again."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.capabilities.updates.store import ExpectedReader, Update, UpdateState
from bot.capabilities.updates.store.catching_up import Since, changes
from bot.capabilities.updates.store.planning import UpdatePlan
from bot.capabilities.updates.store.reminders import Reminded
from bot.chat.form import FieldErrors, Form, Show
from bot.chat.inbound import Answer, HomeOpened, Press
from bot.chat.message import Button, Message, to_json
from bot.delivery.tables import Copy, Delivery, Operation
from bot.due.tables import DueState, DueWork
from bot.people.model import (
    Audience,
    AudienceTeam,
    AuditEntry,
    Channel,
    ChannelTeam,
    Grant,
    Membership,
    Person,
    PersonState,
    Role,
    Side,
    SideState,
    Team,
)

# The stage's clock begins on Tuesday, 24 November 2026, 14:00 UTC.
WEDNESDAY = datetime(2026, 11, 25, tzinfo=UTC)
MANILA, LONDON, BOGOTA = (WEDNESDAY + timedelta(hours=hour) for hour in (1, 9, 14))
"""Nine in the morning of the three teams."""


async def preview(stage: Any, **values: Any) -> Form:
    form = (await stage.command("Ines", "update")).form
    answer = await stage.submit("Ines", form, **await stage.filled(**values))
    assert answer.form is not None, answer
    return answer.form


async def choose(stage: Any, form: Form, way: str, when: str = "", zone: str = "Europe/London") -> Answer:
    page = (await stage.press_in("Ines", form, "Plan it")).form
    assert page is not None
    return await stage.submit("Ines", page, way=(way,), when=when, zone=(zone,))


async def plan(stage: Any, way: str, when: str = "", zone: str = "Europe/London", **values: Any) -> Update:
    """Writes, chooses when, looks at it again and plans it; returns what is kept."""
    form = await preview(stage, **values)
    chosen = await choose(stage, form, way, when, zone)
    assert chosen.form is not None, chosen
    answer = await stage.submit("Ines", chosen.form, confirmed=True)
    assert answer.message is not None, answer
    assert answer.message.summary.startswith("Planned for "), answer.message.summary
    return await stage.kept(form.object_id)


async def day_shifts(stage: Any) -> None:
    """All teams work from nine to five."""
    for team in ("Care", "Harbor", "Lumen"):
        await stage.change(Team, team, working_hours="Mon-Fri 09:00-17:00")


async def letters(stage: Any, known: Update, slot: str) -> str:
    found = await stage.cards(known, "update.planned", slot)
    return "\n".join(f"{who}: {stage.shown(message)}" for who, message in found.items())


async def letter(stage: Any, known: Update) -> str:
    """What the author's own message says now."""
    async with stage.database.read() as session:
        slots = await session.scalars(
            select(Copy.slot)
            .where(Copy.subject_kind == "update.planned", Copy.subject_id == known.id)
            .order_by(Copy.id)
        )
        return await letters(stage, known, slots.first())


async def expected(stage: Any, known: Update) -> dict[str, datetime | None]:
    async with stage.database.read() as session:
        rows = await session.execute(
            select(Person.name, ExpectedReader.since)
            .join(Person, Person.id == ExpectedReader.person_id)
            .where(ExpectedReader.update_id == known.id)
        )
        return {name: since for name, since in rows}  # noqa: C416 - a row is not known to be a pair


# --- at a time -----------------------------------------------------------------------------------------------------


async def test_a_planned_update_is_said_in_words_and_goes_out_at_its_time(stage: Any) -> None:
    form = await preview(stage)
    chosen = await choose(stage, form, "moment", "tomorrow 9:00")
    assert "Wednesday, 25 November at 09:00 your time (17:00 in Manila, 1 team; 04:00 in Bogota, 1 team)" in (
        stage.shown(chosen.form)
    )
    assert chosen.form.submit == "Plan for 3 channels"
    answer = await stage.submit("Ines", chosen.form)
    assert "Planned for Wednesday, 25 November at 09:00 your time." in answer.message.summary
    known = await stage.kept(form.object_id)
    assert known.state is UpdateState.PLANNED
    assert await stage.states(known) == {}
    assert "Wednesday, 25 November at 09:00 your time" in await letter(stage, known)
    await stage.until(LONDON - timedelta(seconds=1))
    assert await stage.states(known) == {}
    await stage.until(LONDON)
    known = await stage.kept(form.object_id)
    assert (known.state, known.published_at) == (UpdateState.PUBLISHED, LONDON)
    assert set(await stage.states(known)) == {"care", "harbor", "lumen"}
    assert set(await expected(stage, known)) == {"Ines", "Ada", "Bo", "Hana", "Hugo", "Luz", "Leo"}
    assert "went out Wednesday, 25 November at 09:00 your time" in await letter(stage, known)
    assert "3 channels" in stage.shown((await stage.cards(known, "update_receipt"))["Ines"])


async def test_the_preview_shows_the_card_and_whom_it_rings_as_they_will_be_then(stage: Any) -> None:
    await day_shifts(stage)
    form = await preview(stage, urgent=True)
    chosen = (await choose(stage, form, "moment", "25 Nov 10:00")).form
    assert "Urgent: 3 people on shift then get a direct message" in stage.shown(chosen)
    assert "2026-11-25T10:00:00Z" in to_json(
        Message("", tuple(part.part for part in chosen.parts if isinstance(part, Show)))
    )


async def test_a_time_is_read_in_the_zone_that_was_chosen(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00", zone="Asia/Manila")
    async with stage.database.read() as session:
        assert (await session.get_one(UpdatePlan, known.id)).next_at == MANILA


@pytest.mark.parametrize(
    ("way", "when", "field", "says"),
    [
        ("moment", "", "when", "Write when"),
        ("moment", "2026-11-24 13:59", "when", "This is over."),
        ("moment", "soon", "when", "This is not understood."),
        ("moment", "31 Feb 9:00", "when", "There is no such day."),
        ("moment", "25 Nov", "when", "Write the time too"),
        ("moment", "2027-10-01 9:00", "when", "too far ahead"),
        ("mornings", "25 Nov 9:00", "when", "Write the day alone"),
        ("mornings", "", "when", "Write when"),
        ("mornings", "today", "when", "The morning of that day is over for 2 teams"),
    ],
)
async def test_what_is_no_time_to_come_is_refused_at_its_field(
    stage: Any, way: str, when: str, field: str, says: str
) -> None:
    stage.calendar.instant = datetime(2026, 11, 24, 13, 59, tzinfo=UTC)
    await day_shifts(stage)
    form = await preview(stage)
    answer = await choose(stage, form, way, when)
    assert isinstance(answer.errors, FieldErrors), answer
    assert says in answer.errors.by_field[field]
    assert (await stage.kept(form.object_id)).state is UpdateState.DRAFT


async def test_a_time_that_the_clocks_skip_is_told(stage: Any) -> None:
    form = await preview(stage)
    chosen = await choose(stage, form, "moment", "2027-03-28 1:30")
    assert "That day the clocks in London go forward, so it is 02:00 there." in stage.shown(chosen.form)


async def test_a_time_that_comes_twice_is_told(stage: Any) -> None:
    stage.calendar.instant = datetime(2026, 10, 20, tzinfo=UTC)
    form = await preview(stage)
    chosen = await choose(stage, form, "moment", "2026-10-25 1:30")
    assert "the clocks in London show 01:30 twice. It goes out the first time." in stage.shown(chosen.form)


async def test_what_is_wanted_before_it_goes_out_is_refused(stage: Any) -> None:
    form = await preview(stage, acknowledge_by=LONDON)
    answer = await choose(stage, form, "moment", "25 Nov 9:00")
    assert "Got it is wanted by" in answer.errors.by_field["when"]


async def test_a_draft_whose_time_came_while_it_was_looked_at_is_not_planned(stage: Any) -> None:
    form = await preview(stage)
    chosen = await choose(stage, form, "moment", "today 14:30")
    stage.calendar.instant += timedelta(hours=1)
    answer = await stage.submit("Ines", chosen.form)
    assert "This is over." in answer.message.summary
    assert (await stage.kept(form.object_id)).state is UpdateState.DRAFT


async def test_choosing_at_once_takes_a_plan_back(stage: Any) -> None:
    form = await preview(stage)
    chosen = await choose(stage, form, "moment", "25 Nov 9:00")
    again = await choose(stage, chosen.form, "now")
    assert again.form.submit == "Publish to 3 channels"
    answer = await stage.submit("Ines", again.form)
    assert answer.message.summary.startswith("Going out to 3 channels")


async def test_only_what_was_seen_with_its_time_is_planned(stage: Any) -> None:
    form = await preview(stage)
    chosen = await choose(stage, form, "moment", "25 Nov 9:00")
    await choose(stage, chosen.form, "moment", "26 Nov 9:00")
    answer = await stage.submit("Ines", chosen.form)
    assert "Thursday, 26 November" in stage.shown(answer.form)
    assert (await stage.kept(form.object_id)).state is UpdateState.DRAFT


async def test_whoever_joins_meanwhile_is_in_and_whoever_left_is_not(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00")
    async with stage.database.write() as session:
        care = (await session.scalars(select(Team).where(Team.name == "Care"))).one()
        new = Person(side_id=care.side_id, name="Nia", state=PersonState.ACTIVE, created_at=WEDNESDAY)
        session.add(new)
        await session.flush()
        session.add(Membership(team_id=care.id, person_id=new.id, confirmed=True, since=WEDNESDAY))
    await stage.change(Person, "Bo", state=PersonState.LEFT)
    await stage.until(LONDON)
    asked = await expected(stage, known)
    assert "Nia" in asked
    assert "Bo" not in asked


# --- moving and cancelling -------------------------------------------------------------------------------------------


async def test_a_plan_can_be_moved_and_goes_out_at_its_new_time_alone(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00")
    page = (await stage.press("Ines", Button("Move", "updates.move", known.public_id))).form
    assert [part.value for part in page.parts if getattr(part, "name", "") == "when"] == ["2026-11-25 09:00"]
    answer = await stage.submit("Ines", page, way=("moment",), when="26 Nov 9:00", zone=("Europe/London",))
    assert "Planned for Thursday, 26 November at 09:00 your time" in answer.message.summary
    assert "Thursday, 26 November" in await letter(stage, known)
    await stage.until(LONDON + timedelta(hours=12))
    assert await stage.states(known) == {}
    await stage.until(LONDON + timedelta(days=1))
    assert (await stage.kept(known.public_id)).published_at == LONDON + timedelta(days=1)


async def test_a_cancelled_plan_is_a_draft_again_and_can_be_planned_anew(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00")
    answer = await stage.press("Ines", Button("Cancel the plan", "updates.cancel_plan", known.public_id))
    assert "It is a draft again." in answer.message.summary
    assert "It is a draft again." in await letter(stage, known)
    await stage.until(LONDON + timedelta(hours=1))
    assert (await stage.kept(known.public_id)).state is UpdateState.DRAFT
    form = (await stage.press("Ines", stage.button(answer.message, "Go on writing"))).form
    seen = await stage.submit("Ines", form, **await stage.filled())
    chosen = await choose(stage, seen.form, "moment", "26 Nov 9:00")
    await stage.submit("Ines", chosen.form)
    await stage.until(LONDON + timedelta(days=1))
    assert (await stage.kept(known.public_id)).state is UpdateState.PUBLISHED


async def test_a_plan_that_is_cancelled_in_the_bots_own_message_is_told_there_alone(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00")
    await stage.deliver()
    button = Button("Cancel the plan", "updates.cancel_plan", known.public_id)
    async with stage.database.read() as session:
        letter = await session.scalar(select(Copy.address).where(Copy.subject_kind == "update.planned"))
    answer = await stage.send(Press(stage.origin("Ines"), button.action, button.object_id, message=letter))
    assert answer.message is None
    assert "It is a draft again." in stage.shown(answer.redraw)


async def test_mine_and_planned_list_it_with_its_buttons(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00")
    for words in ("update mine", "update planned"):
        message = (await stage.command("Ines", words)).message
        assert stage.button(message, "Move").object_id == known.public_id
        assert stage.button(message, "Cancel the plan").object_id == known.public_id
    assert "Wednesday, 25 November at 09:00 your time" in stage.shown(message)
    await stage.until(LONDON)
    assert "Nothing is planned." in stage.shown((await stage.command("Ines", "update planned")).message)


async def test_mine_says_that_each_team_has_its_own_time(stage: Any) -> None:
    own = "from then on, each team at its own time"
    known = await plan(stage, "moment", "25 Nov 9:00")
    assert own not in stage.shown((await stage.command("Ines", "update mine")).message)
    await stage.press("Ines", Button("Cancel the plan", "updates.cancel_plan", known.public_id))
    await plan(stage, "mornings", "25 Nov")
    assert own in stage.shown((await stage.command("Ines", "update mine")).message)


async def test_what_has_gone_out_can_be_neither_moved_nor_cancelled(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00")
    await stage.until(LONDON)
    for action in ("updates.move", "updates.cancel_plan"):
        answer = await stage.press("Ines", Button("x", action, known.public_id))
        assert "This is not planned any more" in answer.message.summary
    assert (await stage.kept(known.public_id)).state is UpdateState.PUBLISHED


async def test_only_who_may_publish_there_moves_another_authors_plan(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00")
    async with stage.database.write() as session:
        for name, side in (("Ada", None), ("Hana", "own")):
            who = (await session.scalars(select(Person).where(Person.name == name))).one()
            session.add(Grant(person_id=who.id, role=Role.AUTHOR, side_id=who.side_id if side else None))
    refused = await stage.press("Hana", Button("x", "updates.cancel_plan", known.public_id))
    assert "sides that you may not see" in refused.message.summary
    assert "Nothing is planned." in stage.shown((await stage.command("Hana", "update planned")).message)
    assert "Refunds need no supervisor" in stage.shown((await stage.command("Ada", "update planned")).message)
    done = await stage.press("Ada", Button("x", "updates.cancel_plan", known.public_id))
    assert "a draft of its author again" in done.message.summary


# --- when its time comes ---------------------------------------------------------------------------------------------


async def test_an_author_who_lost_the_right_is_told_and_has_a_draft_again(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00")
    async with stage.database.write() as session:
        for grant in await session.scalars(select(Grant).where(Grant.role == Role.AUTHOR)):
            await session.delete(grant)
    await stage.until(LONDON)
    assert (await stage.kept(known.public_id)).state is UpdateState.DRAFT
    assert await stage.states(known) == {}
    told = await letters(stage, known, f"{known.public_id}.{known.revision}.held_up")
    assert "Ines: Not published: Refunds need no supervisor" in told
    assert "You may not publish updates. Ask a manager or an admin" in told
    assert "Go on writing" in told


async def test_an_audience_without_channels_is_told(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00")
    async with stage.database.write() as session:
        for link in await session.scalars(select(ChannelTeam)):
            await session.delete(link)
        await session.execute(update(Team).values(home_channel_id=None))
    await stage.until(LONDON)
    assert "This audience has no channel any more" in await letters(
        stage, known, f"{known.public_id}.{known.revision}.held_up"
    )
    assert (await stage.kept(known.public_id)).state is UpdateState.DRAFT


async def test_what_looks_like_personal_data_and_was_let_pass_goes_out(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00", changed="Write to mara.lindqvist@mail.example.")
    await stage.until(LONDON)
    assert (await stage.kept(known.public_id)).state is UpdateState.PUBLISHED


async def test_personal_data_that_would_cross_only_now_holds_it_up(stage: Any) -> None:
    async with stage.database.write() as session:
        care = (await session.scalars(select(Team).where(Team.name == "Care"))).one()
        own = Audience(name="Own")
        session.add(own)
        await session.flush()
        session.add(AudienceTeam(audience_id=own.id, team_id=care.id))
    form = await preview(stage, changed="Write to mara.lindqvist@mail.example.", audience="Own")
    chosen = await choose(stage, form, "moment", "25 Nov 9:00")
    answer = await stage.submit("Ines", chosen.form)
    assert "Planned for" in answer.message.summary
    known = await stage.kept(form.object_id)
    async with stage.database.write() as session:
        harbor = (await session.scalars(select(Team).where(Team.name == "Harbor"))).one()
        session.add(AudienceTeam(audience_id=known.audience_id, team_id=harbor.id))
    await stage.until(LONDON)
    assert "would reach other companies now" in await letters(
        stage, known, f"{known.public_id}.{known.revision}.held_up"
    )


async def test_the_draft_of_an_author_who_left_is_somebodys_who_may_publish_it(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00")
    async with stage.database.write() as session:
        ada = (await session.scalars(select(Person).where(Person.name == "Ada"))).one()
        session.add(Grant(person_id=ada.id, role=Role.ADMIN, side_id=None))
    await stage.change(Person, "Ines", state=PersonState.LEFT)
    await stage.until(LONDON)
    now = await stage.kept(known.public_id)
    assert (now.state, now.author_id, now.owner_id) == (UpdateState.DRAFT, ada.id, ada.id)
    told = await letters(stage, known, f"{known.public_id}.{known.revision}.held_up")
    assert "Ada: Not published" in told
    assert "Ines, who planned it, is no longer here" in told
    assert (await stage.press("Ada", Button("x", "updates.go_on", known.public_id))).form is not None


async def test_nobody_in_particular_gets_it_where_nobody_may_publish_it(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00")
    await stage.change(Person, "Ines", state=PersonState.LEFT)
    await stage.until(LONDON)
    assert (await stage.kept(known.public_id)).state is UpdateState.DRAFT
    async with stage.database.read() as session:
        assert "plan_held_up" in set(await session.scalars(select(AuditEntry.action)))


async def test_an_admin_gets_what_nobody_may_publish_with_what_to_do(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00")
    async with stage.database.write() as session:
        ada = (await session.scalars(select(Person).where(Person.name == "Ada"))).one()
        session.add(Grant(person_id=ada.id, role=Role.ADMIN, side_id=ada.side_id))
    await stage.change(Person, "Ines", state=PersonState.LEFT)
    await stage.until(LONDON)
    now = await stage.kept(known.public_id)
    assert (now.state, now.author_id) == (UpdateState.DRAFT, ada.id)
    told = await letters(stage, known, f"{known.public_id}.{known.revision}.held_up")
    assert "Ada: Not published" in told
    assert "nobody who may publish to Everyone is at hand" in told
    assert "give an author the right to publish there and hand it over" in told


async def test_a_paused_side_is_left_out_and_that_is_told(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00")
    await stage.change(Side, "Lumenara", state=SideState.PAUSED)
    await stage.until(LONDON)
    assert set(await stage.states(known)) == {"care", "harbor"}
    assert "deliveries to them are paused: Lumenara" in await letter(stage, known)


async def test_after_a_short_outage_it_goes_out_late_and_the_author_is_told(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00")
    stage.calendar.instant = LONDON + timedelta(hours=2)
    await stage.tick()
    assert (await stage.kept(known.public_id)).published_at == LONDON + timedelta(hours=2)
    assert "went out 2 h late" in await letters(stage, known, f"{known.public_id}.{known.revision}.late")


@pytest.mark.parametrize(("urgent", "late"), [(False, timedelta(hours=13)), (True, timedelta(minutes=31))])
async def test_after_a_longer_one_the_author_is_asked(stage: Any, urgent: bool, late: timedelta) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00", urgent=urgent)
    stage.calendar.instant = LONDON + late
    await stage.tick()
    assert (await stage.kept(known.public_id)).state is UpdateState.DRAFT
    assert "Now it may be too late." in await letters(stage, known, f"{known.public_id}.{known.revision}.late")
    assert await stage.states(known) == {}


async def test_what_goes_out_late_is_not_asked_for_by_a_time_that_is_over(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00", acknowledge_by=LONDON + timedelta(hours=1))
    stage.calendar.instant = LONDON + timedelta(hours=2)
    await stage.tick()
    assert (await stage.kept(known.public_id)).state is UpdateState.DRAFT
    told = await letters(stage, known, f"{known.public_id}.{known.revision}.held_up")
    assert "Got it is wanted by Wednesday, 25 November at 10:00 your time, and that is over." in told


async def test_two_replicas_let_it_go_once(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00")
    stage.calendar.instant = LONDON
    (work,) = await stage.waiting_work("updates.go_out")
    await stage.run_due("updates.go_out")
    async with stage.database.write() as session:
        await session.execute(update(DueWork).where(DueWork.id == work.id).values(state=DueState.WAITING))
    await stage.run_due("updates.go_out")
    async with stage.database.read() as session:
        cards = (await session.scalars(select(Delivery).where(Delivery.subject_kind == "update"))).all()
    assert len(cards) == 3
    assert (await stage.kept(known.public_id)).state is UpdateState.PUBLISHED


@dataclass
class Dying:
    """A calendar clock in a process that is killed at its so-manieth look."""

    instant: datetime
    lives: int

    def now(self) -> datetime:
        self.lives -= 1
        if not self.lives:
            raise SystemError("killed")
        return self.instant


async def test_killed_between_any_two_steps_it_goes_out_whole_and_once(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00", urgent=True)
    stage.calendar.instant = LONDON
    clocks, killed = stage.clocks, 0
    for lives in range(1, 100):
        stage.clocks = replace(clocks, calendar=Dying(LONDON, lives))
        try:
            await stage.run_due("updates.go_out")
        except SystemError:
            killed += 1
        else:
            break
        finally:
            stage.clocks = clocks
        assert (await stage.kept(known.public_id)).state is UpdateState.PLANNED
        assert await stage.states(known) == {}
        assert await expected(stage, known) == {}
    assert killed > 5, "each step looks at the clock"
    assert (await stage.kept(known.public_id)).state is UpdateState.PUBLISHED
    async with stage.database.read() as session:
        cards = select(Copy).where(Copy.subject_kind == "update", Copy.target_kind == "channel")
        assert len((await session.scalars(cards)).all()) == 3
    assert len(await stage.waiting_work()) == 1, "rings once"


async def test_what_is_kept_of_a_plan_is_its_authors_data_and_outlives_their_erasure(stage: Any) -> None:
    known = await plan(stage, "moment", "25 Nov 9:00")
    async with stage.database.write() as session:
        exported = await stage.offers.capabilities[0].export_person(session, known.author_id)
        assert exported["updates_planned"] == [
            {
                "update": known.public_id,
                "way": "moment",
                "at": LONDON.isoformat(),
                "day": "",
                "zone": "Europe/London",
            }
        ]
        await stage.offers.capabilities[0].erase_person(session, known.author_id)
    assert (await stage.kept(known.public_id)).state is UpdateState.PLANNED
    async with stage.database.write() as session:
        await stage.offers.capabilities[0].retention(session, LONDON + timedelta(days=200))
    assert (await stage.kept(known.public_id)).state is UpdateState.PLANNED, "a plan is no forgotten draft"


async def test_a_draft_that_is_forgotten_takes_its_plan_with_it(stage: Any) -> None:
    form = await preview(stage)
    await choose(stage, form, "moment", "25 Nov 9:00")
    async with stage.database.write() as session:
        await stage.offers.capabilities[0].retention(session, LONDON + timedelta(days=200))
    assert await stage.count(UpdatePlan) == await stage.count(Update) == 0


async def test_the_authors_home_has_the_plan_and_the_calendar(stage: Any) -> None:
    await plan(stage, "moment", "25 Nov 9:00")
    home = (await stage.send(HomeOpened(stage.origin("Ines")))).home
    assert stage.button(home, "Move")
    answer = await stage.press("Ines", stage.button(home, "Calendar"))
    assert "Wednesday, 25 November" in stage.shown(answer.message)


async def test_a_draft_in_the_place_of_one_that_was_deleted_goes_out_all_the_same(stage: Any) -> None:
    first = await plan(stage, "moment", "25 Nov 9:00")
    await stage.press("Ines", Button("Cancel the plan", "updates.cancel_plan", first.public_id))
    await stage.press("Ines", Button("Delete", "updates.delete_draft", first.public_id))
    second = await plan(stage, "moment", "25 Nov 9:00")
    assert "Planned: Refunds need no supervisor" in await letters(
        stage, second, f"{second.public_id}.{second.revision}"
    )
    await stage.until(LONDON)
    assert (await stage.kept(second.public_id)).state is UpdateState.PUBLISHED


# --- each team's own time ---------------------------------------------------------------------------------------------


async def test_each_team_gets_it_in_its_own_morning(stage: Any) -> None:
    await day_shifts(stage)
    form = await preview(stage)
    chosen = await choose(stage, form, "mornings", "25 Nov")
    seen = stage.shown(chosen.form)
    assert "09:00 in Manila, 1 team: Wednesday, 25 November at 01:00 your time" in seen
    assert "09:00 in Bogota, 1 team: Wednesday, 25 November at 14:00 your time" in seen
    await stage.submit("Ines", chosen.form)
    known = await stage.kept(form.object_id)
    await stage.until(MANILA)
    assert set(await stage.states(known)) == {"harbor"}
    assert await expected(stage, known) == {"Hana": None, "Hugo": None}
    receipt = (await stage.redrawn(known, "update_receipt"))["Ines"]
    assert "1 of 3 channels so far, the next" in receipt
    await stage.until(LONDON)
    assert set(await stage.states(known)) == {"harbor", "care"}
    assert "2 of 3 channels so far, the next" in (await stage.redrawn(known, "update_receipt"))["Ines"]
    await stage.until(BOGOTA)
    assert set(await stage.states(known)) == {"harbor", "care", "lumen"}
    asked = await expected(stage, known)
    assert (asked["Hana"], asked["Ada"], asked["Luz"]) == (None, LONDON, BOGOTA)
    assert "so far" not in (await stage.redrawn(known, "update_receipt"))["Ines"]
    assert (await stage.kept(known.public_id)).published_at == MANILA


async def test_a_later_team_is_reminded_by_its_own_time(stage: Any) -> None:
    await day_shifts(stage)
    known = await plan(stage, "mornings", "25 Nov")
    # Luz was asked on Wednesday at nine: two hours into her next shift is Thursday, eleven; an hour before that is ten.
    await stage.until(BOGOTA + timedelta(days=1, minutes=59))
    assert "Luz" not in await stage.cards(known, "update.reminder", slot="")
    before = await reminded(stage, known)
    await stage.until(BOGOTA + timedelta(days=1, hours=1))
    after = await reminded(stage, known)
    assert "Luz" in after - before


async def reminded(stage: Any, known: Update) -> set[str]:
    async with stage.database.read() as session:
        rows = select(Person.name).join(Reminded, Reminded.person_id == Person.id).where(Reminded.update_id == known.id)
        return set(await session.scalars(rows))


async def test_how_far_partners_are_behind_is_not_told_where_each_side_has_its_own_time(stage: Any) -> None:
    await day_shifts(stage)
    known = await plan(stage, "mornings", "25 Nov")
    await stage.until(BOGOTA)
    for who in ("Ines", "Ada", "Bo", "Hana", "Hugo", "Luz", "Leo"):
        await stage.press(who, Button("Got it", "updates.got_it", f"{known.public_id}.1"))
    assert "Parity" not in (await stage.redrawn(known, "update_receipt"))["Ines"]


async def test_a_later_team_is_told_of_it_by_its_catch_up_and_no_other(stage: Any) -> None:
    await day_shifts(stage)
    known = await plan(stage, "mornings", "25 Nov")
    await stage.until(BOGOTA)
    async with stage.database.read() as session:
        people = {one.name: one.id for one in await session.scalars(select(Person))}
        since = LONDON + timedelta(hours=1)
        asked = [Since(people[name], since) for name in ("Ada", "Luz")]
        found = await changes(session, asked, stage.calendar.now())
    assert set(found) == {people["Luz"]}
    assert [one.update_id for one in found[people["Luz"]]] == [known.id]


async def test_a_channel_of_several_teams_gets_it_at_the_earliest_of_their_mornings(stage: Any) -> None:
    await day_shifts(stage)
    async with stage.database.write() as session:
        lumen = (await session.scalars(select(Team).where(Team.name == "Lumen"))).one()
        harbor = (await session.scalars(select(Channel).where(Channel.name == "harbor"))).one()
        session.add(ChannelTeam(channel_id=harbor.id, team_id=lumen.id))
    form = await preview(stage)
    chosen = await choose(stage, form, "mornings", "25 Nov")
    assert "1 team shares a channel with one whose turn is earlier" in stage.shown(chosen.form)
    await stage.submit("Ines", chosen.form)
    known = await stage.kept(form.object_id)
    await stage.until(MANILA)
    assert set(await stage.states(known)) == {"harbor"}
    assert set(await expected(stage, known)) == {"Hana", "Hugo", "Luz", "Leo"}


async def test_each_team_gets_it_at_the_start_of_its_next_shift(stage: Any) -> None:
    await day_shifts(stage)
    known = await plan(stage, "shifts")
    async with stage.database.read() as session:
        assert (await session.get_one(UpdatePlan, known.id)).next_at == datetime(2026, 11, 25, 1, tzinfo=UTC)
    await stage.until(MANILA)
    assert set(await stage.states(known)) == {"harbor"}


async def test_an_urgent_update_goes_to_everybody_at_once(stage: Any) -> None:
    form = await preview(stage, urgent=True)
    answer = await choose(stage, form, "mornings", "25 Nov")
    assert "An urgent update goes to everybody at once." in answer.errors.by_field["way"]


async def test_a_correction_between_two_mornings_is_what_the_later_ones_get(stage: Any) -> None:
    await day_shifts(stage)
    known = await plan(stage, "mornings", "25 Nov")
    await stage.until(MANILA)
    await stage.deliver()
    await stage.correct(known, changed="Up to €300.")
    await stage.deliver(operation=Operation.EDIT)
    await stage.until(BOGOTA)
    assert "Up to €300." in stage.shown((await stage.cards(known))["lumen"])


async def test_a_withdrawal_between_two_mornings_stops_the_later_ones(stage: Any) -> None:
    await day_shifts(stage)
    known = await plan(stage, "mornings", "25 Nov")
    await stage.until(MANILA)
    await stage.withdraw(known)
    assert {one.state for one in await stage.waiting_work("updates.go_out")} == {DueState.DONE, DueState.CANCELLED}
    await stage.until(BOGOTA)
    assert set(await stage.states(known)) == {"harbor"}
    assert "so far" not in (await stage.redrawn(known, "update_receipt"))["Ines"]


async def test_an_author_who_left_between_two_mornings_stops_the_rest_until_somebody_lets_it_go(stage: Any) -> None:
    await day_shifts(stage)
    known = await plan(stage, "mornings", "25 Nov")
    await stage.until(MANILA)
    async with stage.database.write() as session:
        ada = (await session.scalars(select(Person).where(Person.name == "Ada"))).one()
        session.add(Grant(person_id=ada.id, role=Role.ADMIN, side_id=None))
    await stage.change(Person, "Ines", state=PersonState.LEFT)
    await stage.until(BOGOTA)
    assert set(await stage.states(known)) == {"harbor"}
    told = await stage.cards(known, "update.planned", f"{known.public_id}.{known.revision}.stopped")
    assert "does not go out to 2 more channels" in stage.shown(told["Ada"])
    answer = await stage.press("Ada", stage.button(told["Ada"], "Publish to the other 2 now"))
    assert answer.message.summary == "Going out to 2 more channels."
    assert set(await stage.states(known)) == {"harbor", "care", "lumen"}
    again = await stage.press("Ada", stage.button(told["Ada"], "Publish to the other 2 now"))
    assert "Every channel has it" in again.message.summary


async def test_an_author_who_may_no_longer_publish_is_told_who_can_have_the_rest_go(stage: Any) -> None:
    await day_shifts(stage)
    known = await plan(stage, "mornings", "25 Nov")
    await stage.until(MANILA)
    rest = "Publish to the other 2 now"
    assert rest in (await stage.redrawn(known, "update_receipt"))["Ines"]
    async with stage.database.write() as session:
        ada = (await session.scalars(select(Person).where(Person.name == "Ada"))).one()
        session.add(Grant(person_id=ada.id, role=Role.ADMIN, side_id=None))
        for grant in await session.scalars(select(Grant).where(Grant.role == Role.AUTHOR)):
            await session.delete(grant)
    await stage.until(BOGOTA)
    told = await stage.cards(known, "update.planned", f"{known.public_id}.{known.revision}.stopped")
    assert "Ada may publish there, and has been asked" in stage.shown(told["Ines"])
    assert rest not in stage.shown(told["Ines"])
    assert rest not in (await stage.redrawn(known, "update_receipt"))["Ines"]
    assert "Ines, who planned it, may no longer publish there." in stage.shown(told["Ada"])
    assert (
        await stage.press("Ada", stage.button(told["Ada"], rest))
    ).message.summary == "Going out to 2 more channels."


async def test_after_days_of_outage_between_two_mornings_the_author_is_asked_about_the_rest(stage: Any) -> None:
    await day_shifts(stage)
    known = await plan(stage, "mornings", "25 Nov")
    await stage.until(MANILA)
    stage.calendar.instant = LONDON + timedelta(hours=13)
    await stage.tick()
    assert set(await stage.states(known)) == {"harbor"}
    told = (await stage.cards(known, "update.planned", f"{known.public_id}.{known.revision}.stopped"))["Ines"]
    assert "It was planned for Wednesday, 25 November at 09:00 your time" in stage.shown(told)
    answer = await stage.press("Ines", stage.button(told, "Publish to the other 2 now"))
    assert answer.message.summary == "Going out to 2 more channels."


async def test_the_rest_can_be_let_go_at_once_from_the_receipt(stage: Any) -> None:
    await day_shifts(stage)
    known = await plan(stage, "mornings", "25 Nov")
    await stage.until(MANILA)
    answer = await stage.press("Ines", Button("x", "updates.publish_rest", known.public_id))
    assert answer.message.summary == "Going out to 2 more channels."
    looks = [one.due_at for one in await stage.waiting_work("updates.look_after") if one.state is DueState.WAITING]
    assert looks == [MANILA], "those who are asked now are looked after from now on"
    assert set(await expected(stage, known)) == {"Ines", "Ada", "Bo", "Hana", "Hugo", "Luz", "Leo"}
    await stage.until(BOGOTA + timedelta(hours=1))
    async with stage.database.read() as session:
        cards = select(Copy).where(Copy.subject_kind == "update", Copy.target_kind == "channel")
        assert len((await session.scalars(cards)).all()) == 3
