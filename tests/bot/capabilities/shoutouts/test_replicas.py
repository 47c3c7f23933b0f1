"""Two replicas, and several people at the same instant: what each asks counts once, and nobody waits for ever."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.arriving import ARRIVED
from bot.capabilities.shoutouts.back.digest_messages import story_button
from bot.capabilities.shoutouts.card import ADD, CHEER, MORE
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.posting import FOLLOW
from bot.capabilities.shoutouts.store import DIGEST, Cheer, Shoutout, StoryOfTheWeek
from bot.capabilities.shoutouts.store.digest import choose_story, chosen_story
from bot.capabilities.shoutouts.telling import TELL
from bot.capabilities.shoutouts.weeks import week_of
from bot.chat.form import FormButton
from bot.chat.inbound import Answer, FormPressed, FormSubmitted, Identity, Press
from bot.chat.message import Button
from bot.chat.texts import Texts
from bot.delivery.budget import Budget
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.redraw import Redrawer
from bot.delivery.tables import BudgetSpent, Copy, Delivery, Operation, Stale
from bot.due import work as due
from bot.people.model import AuditEntry, ChatIdentity, Membership, Person, PersonState, Role, Team
from bot.storage.sessions import Session
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage
from tests.bot.capabilities.shoutouts.test_coverage import grant, lead
from tests.bot.capabilities.shoutouts.test_digest import a_week, digests
from tests.bot.capabilities.shoutouts.test_kills import BETTER, in_whole, look, pressed, sent, shown_form
from tests.races import at_once, waits
from tests.stage import INSTALLATIONS, TUESDAY

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

BROKEN = "give your admin the reference"

Asked = Press | FormSubmitted | FormPressed


def row_of(public_id: str) -> Callable[[Session], Awaitable[Any]]:
    """Locks a shoutout."""
    return lambda session: store.by_public_id(session, public_id, lock=True)


async def over_two(stage: Stage, public_id: str, *asked: Asked) -> list[str]:
    """What people are told who ask at the same instant about a shoutout, each of another replica."""
    replicas = [stage.replica() for _ in asked]
    acts = [lambda replica=replica, one=one: replica(one) for replica, one in zip(replicas, asked, strict=True)]
    told = [read(stage, answer) for answer in await at_once(stage.database, row_of(public_id), *acts)]
    assert not [one for one in told if BROKEN in one]
    return told


def read(stage: Stage, answer: Answer) -> str:
    return stage.shown(answer.message or answer.redraw or answer.form)


async def redraw(stage: Stage) -> None:
    """Copies follow what was marked, whenever they were redrawn last."""
    async with stage.database.write() as session:
        await session.execute(update(Stale).values(next_at=TUESDAY - timedelta(days=30)))
    await Redrawer(stage.database, stage.offers.composers, stage.paces, stage.clocks).redraw_due()


async def deliveries(stage: Stage, kept: Shoutout, operation: Operation) -> int:
    async with stage.database.read() as session:
        about = Delivery.subject_kind == "shoutout", Delivery.subject_id == kept.id
        return len((await session.scalars(select(Delivery.id).where(*about, Delivery.operation == operation))).all())


# --- giving -----------------------------------------------------------------------------------------------------------


async def test_the_same_draft_posted_on_both_at_once_goes_out_once(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    preview = await look(stage, "Hana", "Luz")
    told = await over_two(stage, preview.object_id, sent(stage, "Ines", preview), sent(stage, "Ines", preview))
    assert "Posted in 3 channels" in told[0]
    assert "posted or discarded already" in told[1]
    kept = await stage.kept(preview.object_id)
    assert set(await stage.cards(kept)) == {"care", "harbor", "lumen"}
    await asyncio.gather(*(stage.run_due(FOLLOW) for _ in range(2)))
    assert await deliveries(stage, kept, Operation.POST) == 5
    async with stage.database.read() as session:
        entries = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "post_shoutout"))).all()
    assert len(entries) == 1


async def test_the_same_form_sent_off_on_both_at_once_is_one_draft(stage: Stage) -> None:
    form = (await stage.command("Ines", "shoutout")).form
    filled = await stage.filled("Luz")
    asked = [sent(stage, "Ines", form, **filled) for _ in range(2)]
    answers = await asyncio.gather(*(stage.replica()(one) for one in asked))
    assert all(STORY in read(stage, one) for one in answers)
    assert await stage.count(Shoutout) == 1


async def test_what_is_posted_at_the_instant_in_which_it_is_begun_anew_stays_posted(stage: Stage) -> None:
    preview = await look(stage, "Luz")
    begun = shown_form(await stage.command("Ines", "shoutout"))
    button = next(part for part in begun.parts if isinstance(part, FormButton) and part.label == "Start anew")
    anew = FormPressed(stage.origin("Ines"), begun.action, button.action, begun.object_id, {}, begun.state)
    told = await over_two(stage, preview.object_id, sent(stage, "Ines", preview), anew)
    assert "Posted in 1 channel" in told[0]
    kept = await stage.kept(preview.object_id)
    assert kept.state is ShoutoutState.POSTED
    assert STORY in (await stage.redrawn(kept))["lumen"]


async def test_of_two_drafts_that_one_giver_posts_at_once_no_more_go_out_than_a_day_allows(stage: Stage) -> None:
    await stage.decide("shoutouts.per_day", "1")
    # That she was here today is noted with the first press; later ones write nothing of her.
    await stage.press("Ines", stage.button((await stage.shout("Ines", STORY, "Leo")).message, "Discard"))
    shown = [(await stage.shout("Ines", STORY, whom)).message for whom in ("Luz", "Hana")]
    asked = [pressed(stage, "Ines", stage.button(one, "Post in 1 channel")) for one in shown]

    async def hold(session: Session) -> None:
        # Both have counted what she gave before either is through.
        await session.execute(text("lock table due in exclusive mode"))

    acts = [lambda replica=stage.replica(), one=one: replica(one) for one in asked]
    told = [read(stage, answer) for answer in await at_once(stage.database, hold, *acts)]
    assert "Posted in 1 channel" in told[0]
    assert "as many as your organisation allows in a day" in told[1]
    kept = [await stage.kept(one.object_id.partition(".")[0]) for one in asked]
    assert [one.state for one in kept] == [ShoutoutState.POSTED, ShoutoutState.DRAFT]


# --- afterwards -------------------------------------------------------------------------------------------------------


async def crowd(stage: Stage, number: int) -> list[str]:
    """So many more people of Lumenara."""
    names = [f"Agent {one}" for one in range(number)]
    async with stage.database.write() as session:
        team = (await session.scalars(select(Team).where(Team.name == "Lumen"))).one()
        people = [
            Person(side_id=team.side_id, name=one, zone=team.zone, state=PersonState.ACTIVE, created_at=TUESDAY)
            for one in names
        ]
        session.add_all(people)
        await session.flush()
        for one in people:
            session.add(Membership(team_id=team.id, person_id=one.id, confirmed=True, since=TUESDAY))
            stage.people[one.name] = Identity("teams", "lumen", f"U-{one.name}")
            session.add(
                ChatIdentity(
                    person_id=one.id,
                    platform="teams",
                    home="lumen",
                    user_id=f"U-{one.name}",
                    installation_key=INSTALLATIONS["teams"],
                )
            )
    return names


async def test_fifty_who_cheer_at_once_on_both_are_each_counted_once_in_one_edit(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    await stage.deliver()
    people, button = await crowd(stage, 50), Button("", CHEER, kept.public_id)
    replicas = (stage.replica(), stage.replica())
    presses = [replica(pressed(stage, one, button)) for one in people for replica in replicas]
    told = [read(stage, answer) for answer in await asyncio.gather(*presses)]
    assert sum("You cheered at" in one for one in told) == 50
    assert sum("Your cheer has counted since" in one for one in told) == 50
    assert await stage.count(Cheer) == 50
    await redraw(stage)
    assert "and 48 others" in stage.shown((await stage.cards(kept))["lumen"])
    assert await deliveries(stage, kept, Operation.EDIT) == 1, "of the one card"


@pytest.mark.parametrize("first", ["withdraw", "correct"])
async def test_a_withdrawal_beside_a_correction_is_the_last_word(stage: Stage, first: str) -> None:
    kept = await stage.give("Ines", "Luz")
    await stage.deliver()
    form = await in_whole(stage, "Ines", kept, "Correct")
    preview = await stage.send(sent(stage, "Ines", form, **await stage.filled("Hana", story=BETTER)))
    asked = {
        "withdraw": sent(stage, "Ines", await in_whole(stage, "Ines", kept, "Withdraw")),
        "correct": sent(stage, "Ines", preview.form),
    }
    told = await over_two(stage, kept.public_id, asked.pop(first), *asked.values())
    assert (await stage.kept(kept.public_id)).state is ShoutoutState.WITHDRAWN
    assert ("no longer stands" in told[1]) is (first == "withdraw")
    await redraw(stage)
    for card in (await stage.cards(kept)).values():
        assert STORY not in stage.shown(card)


@pytest.mark.parametrize("first", ["end", "cheer"])
async def test_taking_down_beside_a_cheer_leaves_nothing_standing(stage: Stage, first: str) -> None:
    await lead(stage, "Lumen", "Leo")
    kept = await stage.give("Ines", "Luz")
    await stage.deliver()
    asked = {
        "end": sent(stage, "Leo", await in_whole(stage, "Leo", kept, "Take it down"), reason="As the customer asked."),
        "cheer": pressed(stage, (await crowd(stage, 1))[0], Button("", CHEER, kept.public_id)),
    }
    await over_two(stage, kept.public_id, asked.pop(first), *asked.values())
    await redraw(stage)
    assert (await stage.kept(kept.public_id)).state is ShoutoutState.TAKEN_DOWN
    assert "This shoutout was taken down." in stage.shown((await stage.cards(kept))["lumen"])
    assert STORY not in stage.shown((await stage.cards(kept))["lumen"])


async def test_a_cheer_taken_back_while_a_note_is_written_is_not_counted_for_ever(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    await stage.deliver()
    cheered = await stage.press("Leo", Button("", CHEER, kept.public_id))
    await redraw(stage)
    form = (await stage.press("Ada", Button("", ADD, kept.public_id))).form
    async with stage.database.write() as session:
        await session.execute(select(Copy.id).with_for_update())
        noting = asyncio.ensure_future(stage.send(sent(stage, "Ada", form, text="And she wrote down how.")))
        await waits(stage.database, noting)
        await stage.press("Leo", stage.button(cheered.message, "Take it back"))
        drawing = asyncio.ensure_future(redraw(stage))
        await waits(stage.database, drawing, among=2)
    await asyncio.gather(noting, drawing)
    await redraw(stage)
    card = stage.shown((await stage.cards(kept))["lumen"])
    assert "And she wrote down how." in card
    assert "Leo" not in card


async def test_two_who_go_on_with_the_same_have_one_draft(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    done = await stage.send(sent(stage, "Ines", await in_whole(stage, "Ines", kept, "Withdraw")))
    button = stage.button(done.message, "Go on with it")
    told = await over_two(stage, kept.public_id, *(pressed(stage, "Ines", button) for _ in range(2)))
    assert len(told) == 2
    assert await stage.count(Shoutout) == 2


# --- what is due ------------------------------------------------------------------------------------------------------


async def test_what_both_find_due_is_done_once(stage: Stage) -> None:
    await stage.change(Team, "Lumen", working_hours="Mon-Sun 10:00-20:00")
    kept = await stage.give("Ines", "Luz")
    (waiting,) = await stage.waiting_work(TELL)
    stage.calendar.instant = waiting.due_at
    await at_once(stage.database, row_of(kept.public_id), *[lambda: stage.run_due(TELL)] * 2)
    assert set(await stage.cards(kept, slot="personal")) == {"Luz"}
    async with stage.database.read() as session:
        assert (await session.scalars(select(BudgetSpent.messages))).all() == [1]


@pytest.mark.parametrize("kind", [TELL, ARRIVED])
async def test_what_is_due_waits_for_whoever_takes_it_back(stage: Stage, kind: str) -> None:
    await stage.change(Team, "Lumen", working_hours="Mon-Sun 10:00-20:00")
    kept = await stage.give("Ines", "Luz")
    (waiting,) = await stage.waiting_work(kind)
    stage.calendar.instant = waiting.due_at

    async def withdrawn(session: Session) -> None:
        await row_of(kept.public_id)(session)
        task = asyncio.ensure_future(stage.run_due(kind))
        await waits(stage.database, task)
        assert await due.take_back(session, kind, kept.id, reason="withdrawn")
        running.append(task)

    running: list[asyncio.Task[int]] = []
    await at_once(stage.database, withdrawn)
    await asyncio.gather(*running)
    assert [one.state for one in await stage.waiting_work(kind)] == ["cancelled"]


async def test_a_digest_that_two_send_at_once_goes_out_once(stage: Stage) -> None:
    first, second = await a_week(stage)
    week = week_of(stage.calendar.now())
    async with stage.database.write() as session:
        await choose_story(session, week, first.id, None, TUESDAY)
    await grant(stage, "Ines", Role.MANAGER, None)
    form = (await stage.command("Bo", "shoutout digest")).form

    async def hold(session: Session) -> None:
        await session.get(StoryOfTheWeek, week, with_for_update=True)

    asked = [sent(stage, who, form, story=(second.public_id,)) for who in ("Bo", "Ines")]
    replicas = [stage.replica() for _ in asked]
    acts = [lambda replica=replica, one=one: replica(one) for replica, one in zip(replicas, asked, strict=True)]
    told = [read(stage, answer) for answer in await at_once(stage.database, hold, *acts)]
    assert "goes to 3 channels" in told[0]
    assert "Send it again?" in told[1]
    assert set(await digests(stage)) == {"care", "harbor", "lumen"}


async def test_of_two_who_choose_the_story_of_the_week_at_once_the_second_sees_what_the_first_did(stage: Stage) -> None:
    first, second = await a_week(stage)
    week = week_of(stage.calendar.now())
    async with stage.database.write() as session:
        await choose_story(session, week, first.id, None, TUESDAY)
    await lead(stage, "Lumen", "Luz")
    asked = []
    for who, kept in (("Bo", second), ("Luz", first)):
        more = (await stage.press(who, Button("", MORE, kept.public_id))).form
        assert more is not None
        button = story_button(Texts(), chosen=False)
        asked.append(FormPressed(stage.origin(who), more.action, button.action, more.object_id, {}, more.state))

    async def hold(session: Session) -> None:
        await session.get(StoryOfTheWeek, week, with_for_update=True)

    acts = [lambda replica=stage.replica(), one=one: replica(one) for one in asked]
    told = [read(stage, answer) for answer in await at_once(stage.database, hold, *acts)]
    assert "the story of the week now" in told[0]
    assert "chosen already" in told[1]
    async with stage.database.read() as session:
        chosen = await chosen_story(session, week)
    assert chosen is not None
    assert chosen.id == second.id


async def test_a_story_that_is_withdrawn_while_the_digest_goes_out_does_not_stay_in_it(stage: Stage) -> None:
    _, second = await a_week(stage)
    await lead(stage, "Care", "Ines")
    form = (await stage.command("Bo", "shoutout digest")).form
    ask = await in_whole(stage, "Ines", second, "Withdraw")
    started = stage.calendar.now().replace(hour=0, minute=0)

    async def hold(session: Session) -> None:
        ines = (await session.scalars(select(Person.id).where(Person.name == "Ines"))).one()
        await Budget(session, TUESDAY).allowed({ines: started}, Subject("something", 1))

    async def withdraw() -> Answer:
        answer = await stage.replica()(sent(stage, "Ines", ask))
        await redraw(stage)
        return answer

    await at_once(stage.database, hold, lambda: stage.send(sent(stage, "Bo", form)), withdraw)
    await redraw(stage)
    for message in (await digests(stage)).values():
        assert "For both." not in stage.shown(message)
    async with stage.database.read() as session:
        copies = await Outbox(session, stage.clocks).copies(Subject(DIGEST, week_of(stage.calendar.now()).toordinal()))
    assert len(copies) == 4
