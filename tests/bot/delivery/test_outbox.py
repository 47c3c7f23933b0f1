"""The outbox: what is written down, once, and in which order it may go."""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import event, func, select

from bot.chat.message import say
from bot.delivery.outbox import Post, Subject, to_channel, to_person
from bot.delivery.pace.rules import Priority
from bot.delivery.tables import Content, Copy, Delivery, Lane, Operation, Stale, State
from bot.people.model import ChatIdentity, Person

OLD = say("The limit is €40")
NEW = say("The limit is €50")
NEWEST = say("The limit is €60")
SUBJECT = Subject("update", 7)


async def test_publishing_twice_writes_once(desk):
    first = await desk.publish()
    again = await desk.publish()
    assert [copy.id for copy in again] == [copy.id for copy in first]
    assert len(await desk.deliveries()) == len(first) == 8
    async with desk.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Content)) == 1


async def test_copies_come_back_in_the_order_of_the_posts(desk):
    posts = desk.posts()[::-1]
    copies = await desk.publish(posts)
    assert [copy.target_id for copy in copies] == [post.target.id for post in posts]


async def test_one_text_is_stored_once_whatever_the_number_of_targets(desk):
    await desk.publish(desk.posts(OLD, "internal") + desk.posts(NEW, "harborline", "lumenara"))
    async with desk.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Content)) == 2


async def test_a_post_to_nowhere_is_refused_and_nothing_is_written(desk):
    with pytest.raises(LookupError, match="channel 999"):
        await desk.publish([Post(to_channel(999), OLD, None)])
    assert await desk.deliveries() == []


async def test_each_installation_is_a_lane_of_its_own(desk):
    await desk.publish()
    async with desk.database.read() as session:
        lanes = (await session.execute(select(Lane.platform, Lane.installation_key))).all()
    assert sorted(lanes) == [("slack", "A1/-/T1"), ("teams", "app/tenant")]


async def test_a_direct_message_goes_by_the_lane_of_the_identity(desk):
    async with desk.database.write() as session:
        person = Person(side_id=desk.sides["internal"], name="Ana", created_at=desk.clocks.machine.now())
        session.add(person)
        await session.flush()
        identity = ChatIdentity(
            person_id=person.id, platform="slack", home="T1", user_id="U1", installation_key="A1/-/T1"
        )
        session.add(identity)
    await desk.publish([Post(to_person(identity.id), OLD, desk.sides["internal"])])
    receipt = await desk.receipt()
    assert [(line.platform, line.channel) for line in receipt.lines] == [("slack", "Ana")]


async def test_held_posts_are_released_at_one_instant_with_the_sides_interleaved(desk):
    await desk.publish(held=True)
    assert {row.state for row in await desk.deliveries()} == {State.HELD}
    assert desk.woken == 0
    async with desk.outbox() as outbox:
        assert await outbox.release(SUBJECT) == 8
    rows = [row for row in await desk.deliveries() if not row.conversation.startswith("C-lumenara")]
    assert len({row.released_at for row in rows}) == 1
    order = [row.conversation.split("-")[1] for row in sorted(rows, key=lambda row: row.position)]
    assert order in (
        ["internal", "harborline", "internal", "internal", "harborline", "internal"],
        ["internal", "internal", "harborline", "internal", "internal", "harborline"],
    )
    assert desk.woken == 1


async def test_nobody_is_woken_for_what_was_rolled_back(desk):
    with pytest.raises(ZeroDivisionError):
        async with desk.outbox() as outbox:
            await outbox.publish(SUBJECT, desk.posts())
            raise ZeroDivisionError
    assert desk.woken == 0
    assert await desk.deliveries() == []


async def test_one_side_can_be_held_back_and_another_given_up(desk):
    await desk.publish()
    async with desk.outbox() as outbox:
        assert await outbox.hold(SUBJECT, side_id=desk.sides["harborline"]) == 2
        assert await outbox.cancel(None, side_id=desk.sides["lumenara"]) == 2
    states = Counter(row.state for row in await desk.deliveries())
    assert states == {State.WAITING: 4, State.HELD: 2, State.CANCELLED: 2}
    assert (await desk.receipt()).promised == 6


async def test_an_edit_of_what_has_not_been_posted_replaces_its_content(desk):
    (copy, *_) = await desk.publish(desk.posts(OLD, "internal"), held=True)
    async with desk.outbox() as outbox:
        assert await outbox.edit(copy, NEW)
    (row, *others) = await desk.deliveries()
    assert (row.operation, row.state, row.revision) == (Operation.POST, State.HELD, 2)
    assert {other.revision for other in others} == {1}
    assert row.content_id != others[0].content_id


async def test_an_edit_to_the_same_content_is_none(desk):
    (copy, *_) = await desk.publish(desk.posts(OLD, "internal"))
    async with desk.outbox() as outbox:
        assert not await outbox.edit(copy, say("The limit is €40"))


async def sent(desk, message=OLD):
    """The copies of a publication that went out."""
    copies = await desk.publish(desk.posts(message, "internal"))
    await desk.set(Delivery, {"state": State.SENT, "finished_at": desk.clocks.machine.now()})
    await desk.set(Copy, {"address": {"ts": "1"}, "present_revision": 1})
    return copies


async def test_edits_that_wait_become_one_with_the_newest_content_and_the_highest_priority(desk):
    (copy, *_) = await sent(desk)
    async with desk.outbox() as outbox:
        assert await outbox.edit(copy, NEW, priority=Priority.CORRECT)
    async with desk.outbox() as outbox:
        assert await outbox.edit(copy, NEWEST, priority=Priority.COUNTS)
    (edit,) = await desk.deliveries(Operation.EDIT)
    assert (edit.revision, edit.priority, edit.state) == (3, Priority.CORRECT, State.WAITING)
    async with desk.database.read() as session:
        assert "€60" in await session.scalar(select(Content.message).where(Content.id == edit.content_id))


async def test_an_edit_beside_one_under_way_waits_for_itself(desk):
    (copy, *_) = await sent(desk)
    async with desk.outbox() as outbox:
        await outbox.edit(copy, NEW)
    await desk.set(Delivery, {"state": State.SENDING}, Delivery.operation == Operation.EDIT)
    async with desk.outbox() as outbox:
        assert await outbox.edit(copy, NEWEST)
    assert [(row.revision, row.state) for row in await desk.deliveries(Operation.EDIT)] == [
        (2, State.SENDING),
        (3, State.WAITING),
    ]


async def test_of_the_receipts_of_counts_the_last_is_kept(desk):
    (copy, *_) = await sent(desk)
    for number in range(3):
        async with desk.outbox() as outbox:
            assert await outbox.edit(copy, say(f"Got it: {number}"), priority=Priority.COUNTS)
        await desk.set(
            Delivery,
            {"state": State.SENT, "finished_at": desk.clocks.machine.now()},
            Delivery.operation == Operation.EDIT,
        )
    assert [row.revision for row in await desk.deliveries(Operation.EDIT)] == [4]


async def test_a_withdrawn_copy_takes_no_more_edits(desk):
    (copy, *_) = await sent(desk)
    async with desk.outbox() as outbox:
        await outbox.edit(copy, NEW)
        assert await outbox.withdraw(copy, say("Withdrawn"))
        assert not await outbox.edit(copy, NEWEST)
        assert not await outbox.withdraw(copy, None)
    (edit,) = await desk.deliveries(Operation.EDIT)
    assert (edit.revision, edit.priority) == (3, Priority.PUBLISH)


async def test_withdrawing_what_has_not_been_posted_cancels_it(desk):
    (copy, *_) = await desk.publish(desk.posts(OLD, "internal"))
    async with desk.outbox() as outbox:
        assert await outbox.withdraw(copy)
        assert await outbox.retry(SUBJECT) == 0
    rows = await desk.deliveries()
    assert [row.state for row in rows] == [State.CANCELLED, *[State.WAITING] * 3]


async def test_withdrawing_without_a_last_message_deletes(desk):
    copies = await sent(desk)
    async with desk.outbox() as outbox:
        assert await outbox.withdraw_all([(copy, None) for copy in copies]) == 4
    assert len(await desk.deliveries(Operation.DELETE)) == 4


async def test_trying_again_takes_what_failed_with_the_newest_content(desk):
    (copy, *_) = await desk.publish(desk.posts(OLD, "internal"))
    await desk.set(Delivery, {"state": State.SENT, "finished_at": desk.clocks.machine.now()})
    failed = {"state": State.FAILED, "cause": "channel_archived"}
    await desk.set(Delivery, failed, Delivery.copy_id == copy.id)
    async with desk.outbox() as outbox:
        await outbox.edit(copy, NEW)
        assert await outbox.retry(SUBJECT) == 1
    (row, *_) = await desk.deliveries()
    assert (row.state, row.cause, row.revision, row.finished_at) == (State.WAITING, "", 2, None)


async def test_trying_again_opens_a_halted_lane(desk):
    await desk.publish(desk.posts(OLD, "internal"))
    await desk.set(Lane, {"halted": "token_revoked"})
    await desk.set(Delivery, {"state": State.HELD, "cause": "token_revoked"})
    async with desk.outbox() as outbox:
        assert await outbox.release(SUBJECT) == 0, "what was stopped is not released by the way"
        assert await outbox.retry(SUBJECT) == 4
    assert (await desk.lane()).halted == ""


async def test_a_repaired_installation_goes_on_with_what_it_stopped(desk):
    await desk.publish(desk.posts(OLD, "internal"))
    await desk.publish(desk.posts(OLD, "harborline"), subject=Subject("update", 8), held=True)
    await desk.set(Lane, {"halted": "token_revoked"})
    await desk.set(Delivery, {"state": State.HELD, "cause": "token_revoked"}, Delivery.state == State.WAITING)
    async with desk.outbox() as outbox:
        assert await outbox.resume("slack", "A1/-/T1") == 4
        assert await outbox.resume("slack", "A1/-/T1") == 0
        assert await outbox.resume("slack", "unheard-of") == 0
    assert Counter(row.state for row in await desk.deliveries()) == {State.WAITING: 4, State.HELD: 2}


@pytest.mark.parametrize(("there", "state"), [(True, State.SENT), (False, State.WAITING)])
async def test_the_author_settles_what_is_unconfirmed(desk, there, state):
    await desk.publish(desk.posts(OLD, "internal"))
    now = desk.clocks.machine.now()
    doubt = {"state": State.UNKNOWN, "unconfirmed": True, "finished_at": now, "sending_at": now}
    await desk.set(Delivery, doubt)
    (row, *_) = await desk.deliveries()
    async with desk.outbox() as outbox:
        assert await outbox.settle(row.public_id, sent=there)
        assert not await outbox.settle(row.public_id, sent=there)
    (row, *others) = await desk.deliveries()
    assert (row.state, row.unconfirmed) == (state, False)
    assert {other.state for other in others} == {State.UNKNOWN}


DOUBTED = {"unconfirmed": True, "attempts": 1}
"""A post that an earlier attempt may have brought, and that goes again since nothing can be looked up."""


async def test_what_may_be_there_stays_in_doubt_when_it_is_given_up(desk):
    (first, *_) = await desk.publish(desk.posts(OLD, "internal"))
    await desk.set(Delivery, DOUBTED)
    async with desk.outbox() as outbox:
        await outbox.withdraw(first)
        await outbox.cancel(SUBJECT)
    rows = await desk.deliveries(Operation.POST)
    assert {(row.state, row.unconfirmed) for row in rows} == {(State.UNKNOWN, True)}
    assert all(row.finished_at for row in rows)
    receipt = await desk.receipt()
    assert (receipt.promised, receipt.unconfirmed, receipt.pending) == (4, 4, 0)


async def test_what_may_be_there_waits_for_its_authors_word_instead_of_trying_again(desk):
    await desk.publish(desk.posts(OLD, "internal"))
    now = desk.clocks.machine.now()
    failed = {**DOUBTED, "state": State.FAILED, "cause": "channel_archived", "finished_at": now}
    await desk.set(Delivery, {**failed, "sending_at": now})
    async with desk.outbox() as outbox:
        assert await outbox.retry(SUBJECT) == 0
        assert await outbox.settle((await desk.deliveries())[0].public_id, sent=True)
        assert await outbox.settle((await desk.deliveries())[1].public_id, sent=False)
        assert await outbox.retry(SUBJECT, unconfirmed=True) == 2
    states = [(row.state, row.unconfirmed) for row in await desk.deliveries()]
    assert states == [(State.SENT, False), (State.WAITING, False), *[(State.WAITING, True)] * 2]


async def test_a_repaired_installation_goes_on_in_order_and_forgets_no_doubt(desk):
    for number in range(3):
        await desk.publish(desk.posts(say(f"Number {number}"), "internal"), subject=Subject("update", number + 1))
    before = [(row.id, row.released_at) for row in await desk.deliveries()]
    await desk.set(Lane, {"halted": "token_revoked"})
    await desk.set(Delivery, {**DOUBTED, "state": State.HELD, "cause": "token_revoked"})
    async with desk.outbox() as outbox:
        assert await outbox.resume("slack", "A1/-/T1") == 12
    rows = await desk.deliveries()
    assert [(row.id, row.released_at) for row in rows] == before
    assert {(row.state, row.unconfirmed) for row in rows} == {(State.WAITING, True)}


async def test_trying_one_subject_again_lets_everything_go_on_that_its_lane_had_stopped(desk):
    await desk.publish(desk.posts(OLD, "internal"))
    await desk.publish(desk.posts(OLD, "internal"), subject=Subject("update", 8))
    await desk.set(Lane, {"halted": "token_revoked"})
    await desk.set(Delivery, {"state": State.HELD, "cause": "token_revoked"})
    async with desk.outbox() as outbox:
        assert await outbox.retry(SUBJECT) == 4
    assert {row.state for row in await desk.deliveries()} == {State.WAITING}


async def test_marks_of_staleness_are_counted(desk):
    for _ in range(3):
        async with desk.outbox() as outbox:
            await outbox.mark_stale(SUBJECT)
    async with desk.database.read() as session:
        assert (await session.scalars(select(Stale.marks))).all() == [3]


async def test_a_hundred_times_the_posts_take_no_more_statements(desk):
    channels = await desk.add_side("marlowe", "slack", "A1/-/T2", 10_000)
    posts = [Post(to_channel(channel), OLD, desk.sides["marlowe"]) for channel in channels]
    taken = 0

    def count(*of):
        nonlocal taken
        taken += 1

    engine = desk.database._writer.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    needed = []
    for number, some in enumerate((posts[:100], posts)):
        taken = 0
        await desk.publish(some, subject=Subject("update", 9 + number), held=True)
        async with desk.outbox() as outbox:
            assert await outbox.release(Subject("update", 9 + number)) == len(some)
        needed.append(taken)
    event.remove(engine, "before_cursor_execute", count)
    few, many = needed
    assert many <= few, needed


async def test_two_corrections_at_once_both_count_and_the_later_one_wins(desk):
    (copy, *_) = await sent(desk)
    begun = asyncio.Event()

    async def correct(message, hold):
        async with desk.outbox() as outbox:
            done = await outbox.edit(copy, message)
            begun.set()
            await asyncio.sleep(hold)
            return done

    first = asyncio.create_task(correct(NEW, 0.2))
    await begun.wait()
    second = asyncio.create_task(correct(NEWEST, 0))
    assert await asyncio.gather(first, second) == [True, True]
    (edit,) = await desk.deliveries(Operation.EDIT)
    assert edit.revision == 3
    async with desk.database.read() as session:
        assert "€60" in await session.scalar(select(Content.message).where(Content.id == edit.content_id))
