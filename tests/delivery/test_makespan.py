from collections import defaultdict
from collections.abc import Sequence
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pace import (
    Backlog,
    Bucket,
    LanePace,
    MethodPace,
    PaceRules,
    Pause,
    Priority,
    Window,
    Work,
    in_step,
    interleaved,
    lane_bound,
    plan,
    plan_lane,
)
from bot.ports import Limits

SLACK = PaceRules(
    buckets={"posts": Bucket(5, 20)},
    methods={"post": MethodPace("posts", in_channel=True), "edit": MethodPace(per_minute=50)},
    channel_windows=(Window(1, 1),),
)
TEAMS = PaceRules(
    buckets={"requests": Bucket(50, 1, kept_for_answers=5)},
    otherwise=MethodPace("requests", in_channel=True),
    channel_windows=(Window(7, 1), Window(8, 2), Window(60, 30), Window(1800, 3600)),
)


def posts(count: int, channels: int = 0, priority: Priority = Priority.PUBLISH) -> list[Work]:
    return [Work(number, "post", f"C{number % channels if channels else number}", priority) for number in range(count)]


def ids(works: Sequence[Work]) -> list[object]:
    return [work.id for work in works]


def drain(backlog: Backlog, now: float = 0.0) -> list[Work]:
    """Everything that may go at this very instant, each settled at once."""
    taken = []
    while (work := backlog.take(now)) is not None:
        taken.append(work)
        backlog.finish(work, now)
    return taken


# --- which goes next -------------------------------------------------------------------------------------------------


def test_urgent_work_goes_first_and_counts_last() -> None:
    backlog = Backlog(LanePace(SLACK))
    order = [Priority.COUNTS, Priority.REMIND, Priority.CORRECT, Priority.PUBLISH, Priority.ANSWER]
    for priority in order:
        backlog.add(Work(priority, "post", f"C{priority}", priority), 0.0)
    assert ids(drain(backlog)) == sorted(order)
    assert len(backlog) == 0
    assert backlog.wake_at(0.0) is None


def test_work_of_equal_urgency_goes_in_the_order_it_was_given_whatever_the_method() -> None:
    backlog = Backlog(LanePace(SLACK))
    works = [Work(n, ("post", "edit", "other")[n % 3], f"C{n}") for n in range(12)]
    for work in works:
        backlog.add(work, 0.0)
    assert drain(backlog) == works


def test_a_channel_keeps_its_order_and_waits_for_the_one_under_way() -> None:
    backlog = Backlog(LanePace(SLACK))
    for name in ("first", "second"):
        backlog.add(Work(name, "edit", "C1"), 0.0)
    first = backlog.take(0.0)
    assert first is not None
    assert first.id == "first"
    assert backlog.take(0.0) is None
    assert backlog.wake_at(0.0) is None
    backlog.finish(first, 3.0)
    assert ids(drain(backlog, 3.0)) == ["second"]


def test_an_answer_pulls_what_stands_before_it_in_its_channel() -> None:
    backlog = Backlog(LanePace(SLACK))
    backlog.add(Work("elsewhere", "edit", "C2", Priority.PUBLISH), 0.0)
    backlog.add(Work("count", "edit", "C1", Priority.COUNTS), 0.0)
    backlog.add(Work("answer", "edit", "C1", Priority.ANSWER), 0.0)
    assert ids(drain(backlog)) == ["count", "answer", "elsewhere"]


def test_refused_work_is_first_again() -> None:
    backlog = Backlog(LanePace(SLACK))
    for name in ("first", "second"):
        backlog.add(Work(name, "edit", "C1"), 0.0)
    first = backlog.take(0.0)
    assert first is not None
    backlog.add(Work("elsewhere", "edit", "C2"), 0.0)
    backlog.put_back(first, 0.0)
    assert len(backlog) == 3
    assert ids(drain(backlog)) == ["first", "second", "elsewhere"]


def test_urgent_work_does_not_overtake_what_is_under_way_in_its_channel() -> None:
    backlog = Backlog(LanePace(SLACK))
    backlog.add(Work("post", "edit", "C1"), 0.0)
    post = backlog.take(0.0)
    assert post is not None
    backlog.add(Work("answer", "edit", "C1", Priority.ANSWER), 0.0)
    assert backlog.take(0.0) is None
    backlog.finish(post, 0.0)
    assert ids(drain(backlog)) == ["answer"]


def test_work_is_judged_by_its_own_method_after_it_became_more_urgent() -> None:
    pace = LanePace(SLACK)
    backlog = Backlog(pace)
    backlog.add(Work("count", "edit", "C1", Priority.COUNTS), 0.0)
    backlog.add(Work("answer", "post", "C1", Priority.ANSWER), 0.0)
    count = backlog.take(0.0)
    assert count is not None
    pace.pause(Pause(Limits.METHOD, "post", 30.0))
    backlog.finish(count, 0.0)
    assert backlog.take(0.0) is None
    assert ids(drain(backlog, 30.0)) == ["answer"]


def test_a_paused_channel_or_method_holds_up_nothing_else() -> None:
    pace = LanePace(SLACK)
    backlog = Backlog(pace)
    for number in range(6):
        backlog.add(Work(number, "edit" if number % 2 else "post", f"C{number // 2}"), 0.0)
    assert backlog.wake_at(0.0) == 0.0
    pace.pause(Pause(Limits.METHOD, "post", 30.0))
    pace.pause(Pause(Limits.CONVERSATION, "C2", 10.0))
    assert drain(backlog) == []
    assert backlog.wake_at(0.0) == 30.0
    assert ids(drain(backlog, 30.0)) == [0, 1, 2, 3, 4, 5]
    backlog.add(Work("free", "edit", "C9"), 31.0)
    pace.pause(Pause(Limits.METHOD, "post", 60.0))
    backlog.add(Work("paused", "post", "C8"), 31.0)
    assert ids(drain(backlog, 31.0)) == ["free"]


def test_a_channel_paused_after_it_was_ready_goes_back_to_waiting() -> None:
    pace = LanePace(SLACK)
    backlog = Backlog(pace)
    works = [Work(number, "edit", f"C{number}") for number in range(3)]
    for work in works:
        backlog.add(work, 0.0)
    assert backlog.take(0.0) == works[0]
    pace.pause(Pause(Limits.CONVERSATION, "C1", 8.0))
    assert drain(backlog) == [works[2]]
    assert backlog.wake_at(0.0) == 8.0
    assert drain(backlog, 8.0) == [works[1]]


def test_counts_wait_until_the_minute_has_room_for_others_too() -> None:
    backlog = Backlog(LanePace(SLACK))
    for number in range(60):
        backlog.add(Work(number, "edit", f"C{number}", Priority.COUNTS), 0.0)
    assert len(drain(backlog)) == 40
    for number in range(10):
        backlog.add(Work(f"correct {number}", "edit", f"D{number}", Priority.CORRECT), 1.0)
    assert len(drain(backlog, 1.0)) == 10


def test_answers_pass_a_broadcast_that_uses_all_it_may() -> None:
    backlog = Backlog(LanePace(TEAMS))
    for work in posts(500):
        backlog.add(work, 0.0)
    now, answers = 0.0, 0
    while len(backlog):
        now = max(now, backlog.wake_at(now) or now)
        taken = backlog.take(now)
        if taken is None:
            continue
        backlog.finish(taken, now)
        if taken.priority is Priority.ANSWER:
            answers += 1
        elif isinstance(taken.id, int) and taken.id % 45 == 44:
            # About five a second, right when the broadcast has just used up its share.
            for number in range(5):
                backlog.add(Work(f"{taken.id}.{number}", "post", f"A{taken.id}.{number}", Priority.ANSWER), now)
    assert answers == 55
    assert now <= 500 / 45 + 0.3


# --- how long it takes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "most"), [(10, 1.0), (100, 1.10), (1_000, 1.05), (10_000, 1.05)])
@pytest.mark.parametrize(
    ("rules", "bound"), [(SLACK, lambda n: (n - 20) / 5), (TEAMS, lambda n: max((n - 1) / 50, (n - 6) / 45))]
)
def test_a_broadcast_takes_as_long_as_the_pace_asks(rules: PaceRules, bound: object, count: int, most: float) -> None:
    planned = plan_lane(rules, posts(count))
    assert planned.bound == pytest.approx(max(0.0, bound(count)))  # type: ignore[operator]
    assert planned.seconds <= planned.bound * most + 1e-6
    assert sorted(ids([work for work, _ in planned.sends])) == list(range(count))  # type: ignore[type-var]


@pytest.mark.parametrize("count", [100, 1_000, 10_000])
def test_mixed_lanes_take_no_longer_than_the_slowest_of_them(count: int) -> None:
    mixed = [
        Work(n, ("post", "post", "post", "edit")[n % 4], f"C{n % (count // 2)}", Priority(n % 4)) for n in range(count)
    ]
    planned = plan({"slack": (SLACK, mixed), "other": (SLACK, posts(count // 3)), "teams": (TEAMS, mixed)})
    assert planned.seconds <= planned.bound * (1.10 if count == 100 else 1.05)
    assert planned.bound == max(lane.bound for lane in planned.lanes.values())


def test_many_messages_to_one_channel_are_bound_by_its_windows() -> None:
    assert plan_lane(SLACK, posts(30, channels=1)).seconds == pytest.approx(29.0)
    assert lane_bound(SLACK, posts(30, channels=1)) == 29.0
    assert lane_bound(TEAMS, posts(61, channels=1)) == 30.0
    assert plan_lane(TEAMS, posts(61, channels=1)).seconds == pytest.approx(30.0, abs=0.5)
    edits = [Work(number, "edit", f"C{number}") for number in range(101)]
    assert lane_bound(SLACK, edits) == plan_lane(SLACK, edits).seconds == 120.0


def test_what_was_spent_before_and_a_pause_count() -> None:
    pace = LanePace(SLACK)
    for number in range(20):
        pace.sent("post", f"X{number}", Priority.PUBLISH, 50.0)
    assert plan_lane(SLACK, posts(10), pace=pace, now=50.0).seconds == pytest.approx(2.0)
    pace = LanePace(SLACK)
    pace.pause(Pause(Limits.LANE, "", 80.0))
    assert plan_lane(SLACK, posts(10), pace=pace, now=50.0).seconds == pytest.approx(30.0)


def test_nothing_takes_no_time() -> None:
    assert plan({}).seconds == plan({}).bound == 0.0
    assert plan_lane(SLACK, []).seconds == 0.0


def test_latency_does_not_slow_a_broadcast_to_different_channels() -> None:
    assert plan_lane(TEAMS, posts(1_000), latency=0.4).seconds <= 994 / 45 * 1.01
    slow = plan_lane(SLACK, [Work(n, "edit", "C1") for n in range(5)], latency=0.4)
    assert [at for _, at in slow.sends] == pytest.approx([0.0, 0.4, 0.8, 1.2, 1.6])


@settings(max_examples=60, deadline=None)
@given(
    rules=st.sampled_from([SLACK, TEAMS]),
    works=st.lists(
        st.tuples(st.sampled_from(["post", "edit"]), st.integers(0, 5), st.sampled_from(Priority)), max_size=120
    ).map(lambda some: [Work(n, method, f"C{c}", priority) for n, (method, c, priority) in enumerate(some)]),
    latency=st.sampled_from([0.0, 0.3]),
)
def test_everything_is_sent_once_in_order_per_channel_and_never_below_the_bound(
    rules: PaceRules, works: list[Work], latency: float
) -> None:
    planned = plan_lane(rules, works, latency=latency)
    assert sorted(work.id for work, _ in planned.sends) == list(range(len(works)))  # type: ignore[type-var]
    assert planned.seconds >= planned.bound - 1e-6
    by_channel: defaultdict[str, list[object]] = defaultdict(list)
    for work, _ in planned.sends:
        by_channel[work.channel].append(work.id)
    assert all(order == sorted(order) for order in by_channel.values())  # type: ignore[type-var]


# --- sides -----------------------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["internal", "Harborline", "Lumenara"]), min_size=1, max_size=200))
def test_no_side_is_served_first(sides: list[str]) -> None:
    order = interleaved(list(enumerate(sides)), side=lambda item: item[1])
    assert sorted(order) == list(enumerate(sides))
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, (number, side) in enumerate(order):
        places[side].append(place)
        assert side == sides[number]
    middles = [median(found) for found in places.values()]
    assert max(middles) - min(middles) <= 3
    for numbers in places.values():
        taken = [order[place][0] for place in numbers]
        assert taken == sorted(taken)


def test_sides_of_very_different_size_finish_together() -> None:
    works = interleaved(posts(1_000), side=lambda work: "small" if str(work.id).endswith("00") else "large")
    planned = plan_lane(SLACK, works)
    times = {at for work, at in planned.sends if str(work.id).endswith("00")}
    assert median(times) == pytest.approx(median(at for _, at in planned.sends), abs=1.0)


# --- even release ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [200, 1_000, 10_000])
def test_a_fast_lane_in_step_is_never_ahead_of_the_slow_one(count: int) -> None:
    leader = [at for _, at in plan_lane(SLACK, posts(count)).sends]
    follower = in_step(leader, count // 3)
    assert follower == sorted(follower)
    assert abs(median(follower) - median(leader)) <= 0.01 * leader[-1]
    assert follower[-1] <= leader[-1], "it takes no longer than the slowest lane alone"
    own = [at for _, at in plan_lane(TEAMS, posts(count // 3)).sends]
    assert all(mine <= given + 0.2 for mine, given in zip(own, follower, strict=True)), "its own pace allows it"


def test_a_single_post_goes_when_half_of_the_others_have_gone() -> None:
    assert in_step([0.0, 1.0, 2.0], 1) == [1.0]
    assert in_step([0.0], 3) == [0.0, 0.0, 0.0]
