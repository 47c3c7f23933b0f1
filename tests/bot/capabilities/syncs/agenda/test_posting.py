"""The agenda goes out once, to every channel at one instant, each composed for its readers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.capabilities.syncs.agenda.arriving import ARRIVED
from bot.capabilities.syncs.agenda.posting import GROW, follow
from bot.capabilities.syncs.kinds import MeetingState, Raise, Template
from bot.capabilities.syncs.planning import AGENDA
from bot.capabilities.syncs.store.tables import Meeting, Raised, Sync
from bot.chat.message import Actions, Button, Message
from bot.delivery.outbox import Outbox
from bot.delivery.tables import Copy, State
from bot.due import deciding
from bot.due.tables import Rhythm
from bot.people.model import ChannelTeam, Person, Team
from bot.ports import Cause
from bot.storage.sessions import Session
from tests.bot.capabilities.syncs.conftest import Stage
from tests.kills import everything, killed_between_any_two_steps
from tests.races import at_once
from tests.stage import shown

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MEETS = datetime(2026, 11, 25, 15, tzinfo=UTC)
POSTED = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)

EVERYWHERE = {"care", "harbor", "lumen"}


async def posted(stage: Stage, **about: Any) -> tuple[Sync, Meeting]:
    """A sync whose agenda is out."""
    sync = await stage.set_up(**about)
    await stage.at(POSTED)
    return sync, await stage.meeting(sync)


async def raise_it(stage: Stage, meeting: Meeting, who: str, text: str, kind: Raise = Raise.STUCK) -> None:
    """Somebody raised something, and what is posted follows."""
    async with stage.database.write() as session:
        person = (await session.scalars(select(Person).where(Person.name == who))).one()
        found = await session.get_one(Meeting, meeting.id)
        about = {"meeting_id": meeting.id, "person_id": person.id, "side_id": person.side_id}
        session.add(Raised(**about, kind=kind, text=text, at=stage.calendar.now()))
        await session.flush()
        await follow(Outbox(session, stage.clocks), found)


async def unlink(session: Session, team: Team) -> None:
    """A team has no channel any more."""
    team.home_channel_id = None
    await session.execute(delete(ChannelTeam).where(ChannelTeam.team_id == team.id))


async def slots(stage: Stage, meeting: Meeting) -> dict[str, list[str]]:
    """The messages of the agenda by channel, each reply under its card."""
    found: dict[str, list[str]] = {}
    for number in range(1, 30):
        slot = "card" if number == 1 else f"card.{number}"
        for channel in await stage.cards(meeting, slot=slot):
            found.setdefault(channel, []).append(slot)
    return found


def labels(message: Message) -> list[str]:
    return [button.label for part in message.parts if isinstance(part, Actions) for button in part.buttons]


def button(message: Message, label: str) -> Button:
    found = [each for part in message.parts if isinstance(part, Actions) for each in part.buttons]
    return next(each for each in found if isinstance(each, Button) and each.label == label)


@on_one_database
async def test_it_goes_to_every_channel_half_an_hour_before(stage: Stage) -> None:
    _, meeting = await posted(stage)
    assert (meeting.state, meeting.agenda_at, meeting.starts_at) == (MeetingState.OPEN, POSTED, MEETS)
    assert await stage.states(meeting) == dict.fromkeys(EVERYWHERE, State.WAITING)


@on_one_database
async def test_each_channel_reads_its_own_time_and_that_of_the_sync(stage: Stage) -> None:
    _, meeting = await posted(stage)
    cards = await stage.cards(meeting)
    assert "Weekly sync · Wed 25 Nov\n\n15:00 London · 45 minutes" in shown(cards["care"])
    assert "15:00 London · 23:00 Manila · 45 minutes" in shown(cards["harbor"])
    assert "10:00 Bogota · 15:00 London · 45 minutes" in shown(cards["lumen"])


@on_one_database
async def test_another_day_elsewhere_is_said(stage: Stage) -> None:
    stage.calendar.instant = datetime(2026, 11, 24, 22, tzinfo=UTC)
    sync = await stage.set_up(at=datetime(2026, 1, 1, 20).time())
    await stage.at(datetime(2026, 11, 25, 20, tzinfo=UTC))
    cards = await stage.cards(await stage.meeting(sync))
    assert "Weekly sync · Thu 26 Nov\n\n20:00 London on Wed 25 Nov · 04:00 Manila" in shown(cards["harbor"])


@on_one_database
async def test_whoever_facilitates_is_named_with_their_side_and_who_is_next(stage: Stage) -> None:
    _, meeting = await posted(stage, facilitators=("Hana", "Ada"))
    cards = await stage.cards(meeting)
    assert "Facilitator: Hana (Harborline) · next Ada\n" in shown(cards["care"])
    assert "Facilitator: Hana (Harborline) · next Ada (Internal)" in shown(cards["harbor"])
    assert "Facilitator: a colleague of another company · next Ada (Internal)" in shown(cards["lumen"])
    assert "I'll facilitate" not in labels(cards["care"])


@on_one_database
async def test_nobody_is_next_after_themselves(stage: Stage) -> None:
    _, meeting = await posted(stage, facilitators=("Hana",))
    assert "Facilitator: Hana (Harborline)\n" in shown((await stage.cards(meeting))["care"])


@on_one_database
async def test_where_nobody_can_facilitate_anybody_may(stage: Stage) -> None:
    _, meeting = await posted(stage)
    card = (await stage.cards(meeting))["care"]
    assert "Nobody facilitates yet" in shown(card)
    assert labels(card)[-2:] == ["Raise something", "I'll facilitate"]


@on_one_database
async def test_nothing_is_raised_where_that_is_not_on_the_agenda(stage: Stage) -> None:
    _, meeting = await posted(stage, sections=["actions"])
    assert "Raise something" not in labels((await stage.cards(meeting))["care"])


@on_one_database
async def test_nobody_is_asked_for_more_once_it_is_over(stage: Stage) -> None:
    _, meeting = await posted(stage)
    assert "What should the others know" in shown((await stage.cards(meeting))["care"])
    async with stage.database.write() as session:
        (await session.get_one(Meeting, meeting.id)).state = MeetingState.CLOSED
    assert "What should the others know" not in (await stage.redrawn(meeting))["care"]


@on_one_database
async def test_an_event_is_an_invitation(stage: Stage) -> None:
    _, meeting = await posted(stage, template=Template.DEMO, sections=[], meeting_url="https://meet.example/demo")
    card = (await stage.cards(meeting))["lumen"]
    assert labels(card) == ["Coming", "Can't, send me the recording", "Join"]
    assert card.summary == "Weekly sync · Wed 25 Nov: you are invited"
    assert "acilitat" not in shown(card)


@on_one_database
async def test_what_is_raised_late_stands_on_the_agenda_that_is_out(stage: Stage) -> None:
    _, meeting = await posted(stage)
    await raise_it(stage, meeting, "Hana", "The export takes an hour.")
    found = await stage.redrawn(meeting)
    assert "The export takes an hour. · Hana (Harborline)" in found["care"]
    assert "The export takes an hour. · Hana" in found["harbor"]
    assert "The export" not in found["lumen"]


@on_one_database
async def test_what_is_too_long_goes_on_in_the_thread_and_nothing_is_lost(stage: Stage) -> None:
    _, meeting = await posted(stage)
    texts = [f"Item {number}: " + "again and again " * 40 for number in range(60)]
    for place, text in enumerate(texts):
        await raise_it(stage, meeting, ("Ada", "Bo", "Ines")[place % 3], text)
    async with stage.database.write() as session:
        # As if each were of a team of its own, so that nobody has to choose.
        for row in await session.scalars(select(Raised)):
            row.chosen = True
    assert set((await slots(stage, meeting))["care"]) == {"card"}
    await stage.tick()
    there = await slots(stage, meeting)
    assert there["care"][:2] == ["card", "card.2"] and len(there["care"]) > 3
    whole = ""
    for slot in there["care"]:
        whole += (await stage.redrawn(meeting, slot=slot))["care"]
    assert [text for text in texts if text.strip() not in whole] == []
    assert "more messages in the thread" in whole
    async with stage.database.read() as session:
        parents = {
            one.slot: one.parent_id for one in await session.scalars(select(Copy).where(Copy.slot.startswith("card.")))
        }
    assert parents and all(parents.values())


@on_one_database
async def test_a_continuation_that_is_needed_no_longer_says_so(stage: Stage) -> None:
    _, meeting = await posted(stage)
    for number in range(40):
        await raise_it(stage, meeting, "Ada", f"Item {number}: " + "again and again " * 40)
    async with stage.database.write() as session:
        for row in await session.scalars(select(Raised)):
            row.chosen = True
    await stage.tick()
    async with stage.database.write() as session:
        for row in await session.scalars(select(Raised)):
            row.removed_at = stage.calendar.now()
    assert "All of the agenda stands" in (await stage.redrawn(meeting, slot="card.2"))["care"]


@on_one_database
async def test_one_that_is_skipped_or_moved_after_its_agenda_is_out_says_so_on_it(stage: Stage) -> None:
    sync, meeting = await posted(stage)
    async with stage.database.write() as session:
        rhythm = (await session.scalars(select(Rhythm))).one()
        offer = stage.offers.rhythms[rhythm.kind]
        assert offer.decided is not None
        await deciding.move(
            session, rhythm, meeting.original_date, datetime(2026, 11, 25, 17), offer.plan, None, stage.calendar.now()
        )
        await offer.decided(session, Outbox(session, stage.clocks), rhythm)
    found = await stage.redrawn(meeting)
    assert "Moved: it was to be Wed 25 Nov, 23:00." in found["harbor"]
    assert "17:00 London" in found["care"]
    assert "sync_meeting" in await stage.stale()
    async with stage.database.write() as session:
        rhythm = (await session.scalars(select(Rhythm))).one()
        await deciding.skip(session, rhythm, meeting.original_date, offer.plan, None, stage.calendar.now())
        await offer.decided(session, Outbox(session, stage.clocks), rhythm)
    found = await stage.redrawn(meeting)
    assert "Left out: it does not take place this time." in found["care"]
    assert "I'm here" not in found["care"]
    assert (await stage.meeting(sync)).state is MeetingState.LEFT_OUT


@on_one_database
async def test_what_did_not_arrive_is_told_to_the_owner_who_can_try_again(stage: Stage) -> None:
    _, meeting = await posted(stage, owner="Ines")
    await stage.deliver({"lumen": Cause.CHANNEL_ARCHIVED})
    await stage.ahead(minutes=3)
    told = (await stage.cards(meeting, slot="not_arrived"))["Ines"]
    assert "The agenda of Weekly sync is in 2 of 3 channels" in shown(told)
    assert "lumen is archived. Its team's lead can have it unarchived" in shown(told)
    answer = await stage.press("Ines", button(told, "Try again"))
    assert "Trying again" in shown(answer.message)
    assert (await stage.states(meeting))["lumen"] is State.WAITING


@on_one_database
async def test_a_team_without_a_channel_is_told_to_the_owner(stage: Stage) -> None:
    async with stage.database.write() as session:
        for team in (await session.scalars(select(Team).where(Team.name != "Care"))).all():
            await unlink(session, team)
    _, meeting = await posted(stage, owner="Ines")
    await stage.deliver()
    await stage.ahead(minutes=3)
    told = shown((await stage.cards(meeting, slot="not_arrived"))["Ines"])
    assert "is in 1 of 1 channel" in told
    assert "Harbor has no channel." in told and "Lumen has no channel." in told


@on_one_database
async def test_one_that_reaches_no_channel_is_told_to_its_owner(stage: Stage) -> None:
    async with stage.database.write() as session:
        for team in (await session.scalars(select(Team))).all():
            await unlink(session, team)
    _, meeting = await posted(stage, owner="Ines")
    await stage.ahead(minutes=3)
    told = shown((await stage.cards(meeting, slot="not_arrived"))["Ines"])
    assert "was posted nowhere: no team has a channel" in told


@on_one_database
async def test_where_all_have_it_nobody_is_told_anything(stage: Stage) -> None:
    _, meeting = await posted(stage, owner="Ines")
    await stage.deliver()
    await stage.ahead(minutes=3)
    assert await stage.cards(meeting, slot="not_arrived") == {}


# --- killed, and twice ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [AGENDA, GROW, ARRIVED])
async def test_killed_between_any_two_steps_it_is_there_once(stage: Stage, kind: str) -> None:
    sync = await stage.set_up(owner="Ines", facilitators=("Hana", "Ada"))
    await stage.at(POSTED - timedelta(minutes=1))
    if kind != AGENDA:
        await stage.at(POSTED)
        meeting = await stage.meeting(sync)
        await stage.deliver({"lumen": Cause.CHANNEL_ARCHIVED})
        for number in range(20):
            await raise_it(stage, meeting, "Ada", f"Item {number}: " + "again and again " * 60)
        async with stage.database.write() as session:
            for row in await session.scalars(select(Raised)):
                row.chosen = True
    stage.calendar.instant = POSTED + timedelta(minutes=2)
    _, killed = await killed_between_any_two_steps(stage.database, lambda: stage.run_due(kind), stage.restart)
    assert killed >= 2
    after = await everything(stage.database)
    assert await stage.run_due(kind) == 0
    assert await everything(stage.database) == after
    meeting = await stage.meeting(sync)
    assert set(await stage.cards(meeting)) == EVERYWHERE
    expected = {AGENDA: 0, GROW: 1, ARRIVED: 0}[kind]
    assert len(await stage.cards(meeting, slot="card.2")) >= expected
    assert set(await stage.cards(meeting, slot="not_arrived")) == ({"Ines"} if kind == ARRIVED else set())


async def test_two_replicas_post_it_once(stage: Stage) -> None:
    sync = await stage.set_up()
    await stage.at(POSTED - timedelta(minutes=1))
    stage.calendar.instant = POSTED
    meeting = await stage.meeting(sync)

    async def hold(session: Any) -> None:
        await session.get(Meeting, meeting.id, with_for_update=True)

    await at_once(stage.database, hold, lambda: stage.run_due(AGENDA), lambda: stage.run_due(AGENDA))
    assert set(await stage.cards(meeting)) == EVERYWHERE
    assert len(await stage.waiting_work(GROW)) == 1
