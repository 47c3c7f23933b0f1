"""Even release: the faster platform keeps step with the slower, and nothing else waits for it."""

from datetime import timedelta
from statistics import median

from bot.chat.message import say
from bot.delivery.outbox import Post, Subject, to_channel
from bot.delivery.pace import Bucket, MethodPace, PaceRules, Priority
from bot.delivery.tables import Delivery, Lane, Operation, State
from tests.bot.delivery.conftest import SUBJECT, TEAMS, sending, settled, until

SLOW = PaceRules({"posts": Bucket(1.0, 1)}, {"post": MethodPace("posts")})
FAST = PaceRules({"all": Bucket(50.0, 1)}, otherwise=MethodPace("all"))
PACES = {"slack": SLOW, "teams": FAST}
OTHER = Subject("update", 8)
TEXT = say("The limit is €50")


async def release(desk, subject=SUBJECT, paces=PACES, **how):
    async with desk.outbox() as outbox:
        await outbox.publish(subject, desk.posts(**how), held=True)
        return await outbox.release(subject, evenly=paces)


async def waits(desk, subject=SUBJECT):
    """By conversation, the seconds after the release for which each post is kept back."""
    rows = [row for row in await desk.deliveries() if row.subject_id == subject.id]
    return {
        row.conversation: (row.not_before - row.released_at).total_seconds() if row.not_before else 0.0 for row in rows
    }


async def test_the_faster_platform_gets_the_instants_of_the_slower(desk):
    assert await release(desk) == 8
    kept = await waits(desk)
    assert [kept[f"C-lumenara-{n}"] for n in range(2)] == [1.0, 4.0], "six posts at one a second: 0 … 5"
    assert {kept[name] for name in kept if "lumenara" not in name} == {0.0}, "the slowest goes as fast as it may"


async def test_at_any_moment_every_side_has_had_the_same_share(desk):
    await desk.add_side("internal", "slack", "A1/-/T1", 46)
    await desk.add_side("lumenara", "teams", TEAMS, 18)
    await desk.add_side("harborline", "slack", "A1/-/T1", 8)
    await release(desk)
    kept = await waits(desk)
    on_teams = [kept[f"C-lumenara-{n}"] for n in range(20)]
    assert on_teams == sorted(on_teams)
    assert abs(median(on_teams) - 59 / 2) <= 0.05 * 59, "60 posts on Slack take 59 s"
    assert max(on_teams) <= 59


async def test_what_waits_in_the_slow_lane_already_counts(desk):
    await desk.publish(desk.posts(TEXT, "internal"), subject=OTHER)
    await release(desk)
    kept = await waits(desk)
    assert [kept[f"C-lumenara-{n}"] for n in range(2)] == [5.0, 8.0]


async def test_a_halted_lane_keeps_nobody_waiting(desk):
    await desk.publish(held=True)
    await desk.set(Lane, {"halted": "token_revoked"}, Lane.platform == "slack")
    async with desk.outbox() as outbox:
        await outbox.release(SUBJECT, evenly=PACES)
    assert set((await waits(desk)).values()) == {0.0}


async def test_without_it_everything_may_go_at_once(desk):
    await release(desk, paces=None)
    assert {row.not_before for row in await desk.deliveries()} == {None}


async def test_what_was_kept_back_and_is_released_anew_gets_new_instants(desk):
    await release(desk)
    async with desk.outbox() as outbox:
        assert await outbox.hold(SUBJECT) == 8
        assert await outbox.release(SUBJECT) == 8
    assert {row.not_before for row in await desk.deliveries()} == {None}


async def test_the_instants_are_kept_by_a_sender_that_starts_later(desk):
    await release(desk)
    now = desk.clocks.machine.now()
    kept_back = Delivery.not_before.is_not(None)
    await desk.set(Delivery, {"not_before": now + timedelta(hours=1)}, kept_back)
    for _ in range(2):
        async with sending(desk) as running:
            await until(lambda: sent(desk, 6))
        assert running.teams.posted == []
    await desk.set(Delivery, {"not_before": now - timedelta(hours=1)}, kept_back)
    async with sending(desk) as running:
        await settled(desk)
    assert [one.channel for one in running.teams.posted] == ["C-lumenara-0", "C-lumenara-1"]
    assert running.slack.posted == []


async def test_an_answer_and_a_later_post_do_not_wait_behind_it(desk):
    await release(desk)
    later = desk.clocks.machine.now() + timedelta(hours=1)
    await desk.set(Delivery, {"not_before": later}, Delivery.not_before.is_not(None))
    async with sending(desk) as running:
        target = to_channel(desk.channels["lumenara"][0])
        answer = Post(target, say("An answer"), desk.sides["lumenara"], slot="answer:1")
        await desk.publish([answer], priority=Priority.ANSWER)
        await desk.publish([Post(target, say("News"), desk.sides["lumenara"])], subject=OTHER)
        await until(lambda: sent(desk, 8))
        assert [one.text for one in running.teams.posted] == ["An answer", "News"]
    assert sum(row.state is State.WAITING for row in await desk.deliveries(Operation.POST)) == 2


async def test_a_tried_post_still_holds_its_channel(desk):
    """In contrast: what failed and is tried again later keeps its place."""
    await desk.publish(desk.posts(TEXT, "lumenara"))
    later = desk.clocks.machine.now() + timedelta(hours=1)
    await desk.set(Delivery, {"not_before": later, "attempts": 1}, Delivery.conversation == "C-lumenara-0")
    await desk.publish(desk.posts(say("News"), "lumenara"), subject=OTHER)
    async with sending(desk) as running:
        await until(lambda: sent(desk, 2))
    assert {one.channel for one in running.teams.posted} == {"C-lumenara-1"}


async def sent(desk, count):
    return sum(row.state is State.SENT for row in await desk.deliveries()) == count
