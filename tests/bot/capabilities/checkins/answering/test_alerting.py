"""A low answer with a name is told at once to whoever may see it; one without a name never is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from bot.capabilities.checkins.following import alerting
from bot.capabilities.checkins.following.talking import SHOW
from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.running.deciding import withdraw
from bot.capabilities.checkins.store.following_tables import Talk
from bot.capabilities.checkins.store.records import erase_person
from bot.capabilities.checkins.store.tables import Checkin, Group, Run
from bot.capabilities.checkins.subjects import LOW
from bot.chat.message import Button, Message
from bot.delivery.budget import Spared
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.tables import Stale
from bot.people import audience
from bot.people.model import Grant, Person, Role, Side, Team
from tests.bot.capabilities.checkins.answering.conftest import SMILEYS, OnIt, Stage
from tests.rows import all_rows, changed

ALERTING = replace(SMILEYS, alerts=(1, 2))


async def asks(stage: Stage, mode: Mode = Mode.NAMED, lead: str = "Bo") -> OnIt:
    """Everybody is asked; `lead` led Care when that was frozen, and does."""
    on = await stage.asks(ALERTING, mode=mode)
    async with stage.database.write() as session:
        person_id = await stage._id(session, lead)
        team_id = await session.scalar(select(Team.id).where(Team.name == "Care"))
        await session.execute(update(Team).where(Team.id == team_id).values(lead_id=person_id))
        leads = {"team_id": team_id, "lead_id": person_id} if mode is Mode.NAMED else {}
        await session.execute(update(Group).where(Group.id == on.group.id).values(asked=7, **leads))
    return on


async def told(stage: Stage, on: OnIt) -> dict[str, Message]:
    """The one message of each about low answers."""
    found: dict[str, Message] = {}
    for who in stage.people:
        row = await stage.row(on, who)
        found |= await stage.cards(on.run, LOW, f"low.{row.id}")
    return found


async def taps(stage: Stage, on: OnIt, who: str, value: int) -> None:
    await stage.tap(who, Button("", "checkins.answer", f"{on.key}.1.{value}"))


async def redrawn(stage: Stage, on: OnIt) -> dict[str, str]:
    """What stands in the messages about Ada, composed anew."""
    return await stage.redrawn(on.run, LOW, f"low.{(await stage.row(on, 'Ada')).id}")


@pytest.mark.parametrize(("mode", "readers"), [(Mode.NAMED, {"Ines", "Bo"}), (Mode.CONFIDENTIAL, {"Ines"})])
async def test_a_low_answer_is_told_at_once_to_those_who_may_see_it_and_can_be_followed_up(
    stage: Stage, mode: Mode, readers: set[str]
) -> None:
    on = await asks(stage, mode)
    assert "so that something can be done: 🙁 Bad and 😣 Very bad" in stage.shown(await stage.prompt(on, "Ada"))
    await taps(stage, on, "Hana", 5)
    assert await told(stage, on) == {}
    await taps(stage, on, "Ada", 1)
    letters = await told(stage, on)
    assert set(letters) == readers
    shown = stage.shown(letters["Ines"])
    assert "A low answer from Ada: Weekly pulse" in shown and "😣 Very bad" in shown
    button = stage.button(letters["Ines"], "Follow up")
    for who in ("Ines", "Bo", "Hugo", "Luz"):
        assert ((await stage.press(who, button)).form is not None) is (who in readers), who
    # What is not low is shown to nobody before the close.
    async with stage.database.read() as session:
        hana = await session.scalar(select(Person.public_id).where(Person.name == "Hana"))
    forged = Button("", button.action, f"{on.run.public_id}.1.{hana}")
    assert (await stage.press("Ines", forged)).form is None
    form = (await stage.press("Ines", button)).form
    assert form is not None
    assert "gets it at work" in stage.shown((await stage.fill("Ines", form, text="What happened?")).message)
    await taps(stage, on, "Ada", 5)
    async with stage.database.read() as session:
        show = Button("", SHOW, await session.scalar(select(Talk.public_id)) or "")
    for label, ends in (("changed since", False), ("😀", True)):
        if ends:
            await stage.ends(on)
        stands = stage.shown((await stage.press("Ines", show)).message)
        assert label in stands and ("😀" in stands) is ends


async def test_nobody_is_told_of_their_own(stage: Stage) -> None:
    on = await asks(stage)
    await taps(stage, on, "Ines", 1)
    assert set(await told(stage, on)) == {"Bo"}


async def test_it_is_told_once_and_follows_what_is_changed_and_taken_back(stage: Stage) -> None:
    on = await asks(stage)
    for value in (1, 1, 2):
        await taps(stage, on, "Ada", value)
    letters = await told(stage, on)
    assert set(letters) == {"Ines", "Bo"}
    stands = await redrawn(stage, on)
    assert all("🙁 Bad" in text for text in stands.values())
    await taps(stage, on, "Ada", 5)
    assert LOW in await stage.stale()
    stands = await redrawn(stage, on)
    assert all("Ada has changed this answer since" in text and "Follow up" not in text for text in stands.values())
    assert (await stage.press("Ines", stage.button(letters["Ines"], "Follow up"))).form is None
    await taps(stage, on, "Ada", 1)
    async with stage.database.write() as session:
        await session.execute(update(Team).where(Team.name == "Care").values(lead_id=None))
    stands = await redrawn(stage, on)
    assert "😣" in stands["Ines"] and "😣" not in stands["Bo"], "he leads them no more"
    async with stage.database.write() as session:
        run = await session.get_one(Run, on.run.id)
        await withdraw(session, Outbox(session, stage.clocks), run, stage.calendar.now())
    assert all("Ada" not in text for text in (await redrawn(stage, on)).values())


async def test_without_a_name_nobody_is_told_before_the_results(stage: Stage) -> None:
    on = await asks(stage, Mode.ANONYMOUS)
    asked = await stage.prompt(on, "Ada")
    assert "Told at once" not in stage.shown(asked)
    token = stage.token(on)
    before = await all_rows(stage.database)
    await stage.tap("Ada", stage.button(asked, "😣"), token)
    assert set(changed(before, await all_rows(stage.database))) == {"checkin_voter", "checkin_ballot"}
    assert await told(stage, on) == {}


async def test_managers_hear_of_it_where_nobody_looks_after_it_any_more(stage: Stage) -> None:
    on = await asks(stage, Mode.CONFIDENTIAL)
    async with stage.database.write() as session:
        await session.execute(update(Checkin).values(author_id=None))
        side_id = await session.scalar(select(Side.id).where(Side.name == "Harborline"))
        hugo, ada = await stage._id(session, "Hugo"), await stage._id(session, "Ada")
        session.add(Grant(person_id=hugo, role=Role.MANAGER, side_id=side_id))
        session.add(Grant(person_id=ada, role=Role.MANAGER, side_id=None))
    await taps(stage, on, "Hana", 1)
    assert set(await told(stage, on)) == {"Hugo"}
    await taps(stage, on, "Luz", 1)
    assert set(await told(stage, on)) == {"Hugo", "Ada"}


async def test_it_stands_in_the_catch_up_where_the_budget_held_it_back_and_of_the_erased_nowhere(stage: Stage) -> None:
    on = await asks(stage)
    await taps(stage, on, "Ada", 1)
    row, now = await stage.row(on, "Ada"), stage.calendar.now()
    held_back = [Spared(Subject(LOW, on.run.id), f"low.{row.id}", now)]
    async with stage.database.read() as session:
        for who, lines in (("Ines", ["A low answer from Ada: Weekly pulse"]), ("Hugo", [])):
            (reader,) = await audience.readers_called(session, [await stage._id(session, who)], now)
            found = await alerting.spared(session, reader, held_back, now)
            assert [one.text for one in found] == lines
            for one in found:
                assert one.button is not None
                assert "😣" in stage.shown((await stage.press("Ines", one.button)).message)
                assert "😣" not in stage.shown((await stage.press("Hugo", one.button)).message)
    async with stage.database.write() as session:
        await session.execute(delete(Stale))
        await erase_person(session, await stage._id(session, "Ada"))
    assert LOW in await stage.stale()
    stands = await stage.redrawn(on.run, LOW, f"low.{row.id}")
    assert len(stands) == 2 and all("Ada" not in text and "😣" not in text for text in stands.values())


async def test_whoever_is_not_at_work_is_told_when_their_day_begins_if_it_is_low_still(stage: Stage) -> None:
    on = await asks(stage)
    for who in ("Ines", "Bo"):
        await stage.works(who, "Mon-Sun 16:00-22:00")
    await taps(stage, on, "Ada", 1)
    await taps(stage, on, "Luz", 1)
    assert await told(stage, on) == {}
    await taps(stage, on, "Luz", 5)
    await stage.until(stage.calendar.instant + timedelta(hours=3))
    letters = await told(stage, on)
    assert set(letters) == {"Ines", "Bo"} and all("from Ada" in stage.shown(one) for one in letters.values())
