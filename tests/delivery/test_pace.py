import json
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pace import (
    LONGEST_WAIT,
    SHORTEST_WAIT,
    WAIT_UNSAID,
    Bucket,
    LanePace,
    MethodPace,
    PaceRules,
    Pause,
    Priority,
    Window,
    redraw_interval,
    retry_after_seconds,
)
from bot.ports import Limits

POST, UPDATE, INFO = "chat.postMessage", "chat.update", "conversations.info"
SLACK = PaceRules(
    buckets={"posts": Bucket(5, 20)},
    methods={
        POST: MethodPace("posts", in_channel=True),
        UPDATE: MethodPace(per_minute=50),
        "chat.delete": MethodPace(per_minute=50),
    },
    otherwise=MethodPace(per_minute=100),
    channel_windows=(Window(1, 1),),
)
SEND, EDIT, READ = "send", "edit", "members"
TEAMS = PaceRules(
    buckets={"requests": Bucket(50, 1, kept_for_answers=5)},
    methods={SEND: MethodPace("requests", in_channel=True), EDIT: MethodPace("requests", in_channel=True)},
    otherwise=MethodPace("requests"),
    channel_windows=(Window(7, 1), Window(8, 2), Window(60, 30), Window(1800, 3600)),
)
TINY = 1e-6


def most_in(times: Iterable[float], seconds: float) -> int:
    """The most instants in any half-open stretch of that many seconds."""
    ordered = sorted(times)
    most = first = 0
    for last, at in enumerate(ordered):
        while at - ordered[first] >= seconds - TINY:
            first += 1
        most = max(most, last - first + 1)
    return most


def send_as_early_as_allowed(
    pace: LanePace,
    method: str,
    count: int,
    channel: str = "",
    start: float = 0.0,
    priority: Priority = Priority.PUBLISH,
) -> list[float]:
    times = []
    now = start
    for number in range(count):
        where = channel or f"channel {number}"
        now = pace.ready_at(method, where, priority, now)
        pace.sent(method, where, priority, now)
        times.append(now)
    return times


def test_a_burst_goes_at_once_and_the_rest_at_the_rate() -> None:
    times = send_as_early_as_allowed(LanePace(SLACK), POST, 25)
    assert times[:20] == pytest.approx([0.0] * 20)
    assert times[20:] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])


def test_a_rest_brings_the_burst_back_and_no_more() -> None:
    pace = LanePace(SLACK)
    send_as_early_as_allowed(pace, POST, 40)
    assert send_as_early_as_allowed(pace, POST, 21, start=1000) == pytest.approx([1000.0] * 20 + [1000.2])


def test_one_channel_gets_one_message_a_second() -> None:
    assert send_as_early_as_allowed(LanePace(SLACK), POST, 4, "C1") == pytest.approx([0, 1, 2, 3])


def test_a_conversation_keeps_all_four_windows() -> None:
    times = send_as_early_as_allowed(LanePace(TEAMS), SEND, 150, "19:x")
    for window in TEAMS.channel_windows:
        assert most_in(times, window.seconds) <= window.most
    assert times[7] == pytest.approx(1.0)
    assert times[8] == pytest.approx(2.0)
    assert times[60] == pytest.approx(30.0)


def test_edits_and_posts_of_a_slack_workspace_do_not_share_a_limit() -> None:
    pace = LanePace(SLACK)
    times = send_as_early_as_allowed(pace, UPDATE, 51)
    assert times[49] == 0.0
    assert times[50] == 60.0
    assert pace.ready_at(POST, "C1", Priority.PUBLISH, 1.0) == 1.0
    assert pace.ready_at("chat.delete", "C1", Priority.PUBLISH, 1.0) == 1.0


def test_a_tenth_of_the_teams_requests_is_kept_for_answers() -> None:
    pace = LanePace(TEAMS)
    bulk = send_as_early_as_allowed(pace, SEND, 456)
    assert bulk[-1] == pytest.approx(450 / 45)
    now = bulk[-1]
    # The lane as a whole has a token 1/50 s after the last send; all but answers wait for 1/45 s.
    assert pace.ready_at(SEND, "answer", Priority.ANSWER, now) <= now + 1 / 50 + TINY
    assert pace.ready_at(SEND, "other", Priority.PUBLISH, now) == pytest.approx(now + 1 / 45)


def test_calls_that_were_held_up_together_leave_one_after_the_other_where_no_burst_is_allowed() -> None:
    pace = LanePace(replace(TEAMS, margin=0.05))
    waits = [pace.leaves_after(SEND, Priority.ANSWER, 1.0) for _ in range(150)]
    assert waits[:50] == pytest.approx([number / 50 for number in range(50)])
    # No stretch of a second and the margin sees more than 50.
    assert min(later - sooner for sooner, later in zip(waits, waits[50:], strict=False)) >= 1.05 - TINY
    assert waits[149] == pytest.approx(2 * 1.05 + 49 / 50)
    assert pace.leaves_after(SEND, Priority.ANSWER, 9.0) == 0.0
    # Of every second a tenth is kept for answers.
    bulk = [pace.leaves_after(SEND, Priority.REMIND, 20.0) for _ in range(136)]
    assert bulk[44:46] == pytest.approx([44 / 50, 1.0])
    assert bulk[-1] == pytest.approx(3.0)
    assert [LanePace(SLACK).leaves_after(POST, Priority.ANSWER, 1.0) for _ in range(2)] == [0.0, 0.0]


def test_a_burst_that_leaves_late_finds_no_more_room_than_one_in_time() -> None:
    for noted, late in ((0.0, 0.5), (0.0, 30.0), (1.5, 0.5)):
        pace = LanePace(SLACK)
        before = send_as_early_as_allowed(pace, POST, 15, start=-1.0)
        burst = send_as_early_as_allowed(pace, POST, 12 if noted else 10, start=noted)
        for number, at in enumerate(burst):
            pace.departed(POST, f"channel {number}", at, at + late)
        left = [*before, *(at + late for at in burst)]
        left += send_as_early_as_allowed(pace, POST, 30, start=left[-1])
        for first, at in enumerate(left):
            for place, later in enumerate(left[first:], 1):
                assert place <= 20 + 5 * (later - at) + TINY, (noted, late, at, later)


def test_a_burst_may_be_counted_as_late_as_its_first_post_is_answered() -> None:
    pace = LanePace(SLACK)
    burst = send_as_early_as_allowed(pace, POST, 20)
    for number, at in enumerate(burst):
        pace.departed(POST, f"channel {number}", at, at)
    for answered in (0.3, 0.31, 0.4):
        pace.answered(POST, 0.0, answered)
    assert pace.ready_at(POST, "C1", Priority.PUBLISH, burst[-1]) == pytest.approx(0.4 + 0.2)
    # Once a bucket is empty, its posts find room at the rate, however long an answer takes.
    steady = send_as_early_as_allowed(pace, POST, 5, start=burst[-1])
    for number, at in enumerate(steady):
        pace.departed(POST, f"channel {number}", at, at)
    pace.answered(POST, steady[-1], steady[-1] + 0.3)
    assert pace.ready_at(POST, "C1", Priority.PUBLISH, steady[-1]) == pytest.approx(steady[-1] + 0.2)


def test_a_burst_that_never_left_slows_nothing_for_long() -> None:
    pace = LanePace(SLACK)
    send_as_early_as_allowed(pace, POST, 20)
    (at,) = send_as_early_as_allowed(pace, POST, 1, "C1", start=30.0)
    pace.departed(POST, "C1", at, at)
    assert send_as_early_as_allowed(pace, POST, 19, start=30.0) == pytest.approx([30.0] * 19)


def test_counts_leave_a_part_of_a_minute_and_of_a_burst() -> None:
    edits = send_as_early_as_allowed(LanePace(SLACK), UPDATE, 41, priority=Priority.COUNTS)
    assert edits[39:] == [0.0, 60.0]
    pace = LanePace(SLACK)
    send_as_early_as_allowed(pace, UPDATE, 40, priority=Priority.COUNTS)
    assert send_as_early_as_allowed(pace, UPDATE, 10, priority=Priority.CORRECT) == [0.0] * 10
    posts = send_as_early_as_allowed(LanePace(SLACK), POST, 17, priority=Priority.COUNTS)
    assert posts[15:] == pytest.approx([0.0, 0.2])


def test_counts_are_redrawn_less_often_the_more_copies_there_are() -> None:
    assert redraw_interval(SLACK, 1) == 5.0
    assert redraw_interval(SLACK, 400) == 600.0


def test_a_margin_widens_every_window() -> None:
    rules = PaceRules(methods={POST: MethodPace(in_channel=True)}, channel_windows=(Window(1, 1),), margin=0.25)
    assert send_as_early_as_allowed(LanePace(rules), POST, 3, "C1") == [0.0, 1.25, 2.5]


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("concerns", "key", "stopped", "free"),
    [
        (Limits.METHOD, POST, [(POST, "C1"), (POST, "C2")], [(UPDATE, "C1"), (INFO, "C1")]),
        (Limits.CONVERSATION, "C1", [(POST, "C1"), (UPDATE, "C1")], [(POST, "C2"), (UPDATE, "C2")]),
        (Limits.LANE, "", [(POST, "C1"), (POST, "C2"), (UPDATE, "C1"), (INFO, "")], []),
    ],
)
def test_a_pause_stops_its_scope_only(
    concerns: Limits, key: str, stopped: list[tuple[str, str]], free: list[tuple[str, str]]
) -> None:
    pace = LanePace(SLACK)
    pause = pace.refused(POST, "C1", concerns, 30, 100.0)
    assert pause == Pause(concerns, key, 130.0)
    assert pace.pauses(100.0) == (pause,)
    assert pace.pauses(130.0) == ()
    assert all(pace.ready_at(*what, Priority.ANSWER, 100.0) == 130.0 for what in stopped)
    assert all(pace.ready_at(*what, Priority.COUNTS, 100.0) == 100.0 for what in free)


def test_a_paused_method_does_not_stop_others_that_share_its_bucket() -> None:
    pace = LanePace(TEAMS)
    pace.refused(SEND, "19:x", Limits.METHOD, 30, 0.0)
    assert pace.ready_at(EDIT, "19:x", Priority.PUBLISH, 0.0) == 0.0
    assert send_as_early_as_allowed(pace, EDIT, 10)[-1] < 0.5


def test_a_pause_ends_without_a_burst_at_half_the_pace_which_then_recovers() -> None:
    pace = LanePace(SLACK)
    send_as_early_as_allowed(pace, POST, 20)
    pace.refused(POST, "C1", Limits.METHOD, 10, 0.0)
    times = send_as_early_as_allowed(pace, POST, 600, start=0.0)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert times[0] == 10.0
    assert gaps[0] == pytest.approx(0.4)
    assert all(later <= earlier + TINY for earlier, later in pairwise(gaps))
    assert gaps[-1] == pytest.approx(0.2)
    first_at_full_pace = next(at for at, gap in zip(times, gaps, strict=False) if gap == pytest.approx(0.2))
    assert first_at_full_pace - 10.0 == pytest.approx(60.0, abs=1.0)


def test_refusals_under_way_together_halve_once_and_a_later_one_halves_again() -> None:
    pace = LanePace(SLACK)
    for _ in range(8):
        pace.refused(POST, "C1", Limits.METHOD, 10, 0.0)
    pace.refused(POST, "C1", Limits.METHOD, 10, 10.0)
    times = send_as_early_as_allowed(pace, POST, 2, start=10.0)
    assert times == pytest.approx([20.0, 20.8])


def test_a_pace_never_falls_to_nothing() -> None:
    pace = LanePace(SLACK)
    now = 0.0
    for _ in range(50):
        now = pace.refused(POST, "C1", Limits.METHOD, 1, now).until
    times = send_as_early_as_allowed(pace, POST, 2, start=now)
    assert times[1] - times[0] <= 16 / 5 + TINY


def test_a_refused_conversation_gets_half_its_windows() -> None:
    pace = LanePace(TEAMS)
    pace.refused(SEND, "19:x", Limits.CONVERSATION, 5, 0.0)
    assert most_in(send_as_early_as_allowed(pace, SEND, 20, "19:x", start=5.0)[:6], 1) <= 3
    other = send_as_early_as_allowed(pace, SEND, 7, "19:y", start=20.0)
    assert other[-1] - other[0] < 0.5


def test_the_longer_of_two_pauses_holds() -> None:
    pace = LanePace(SLACK)
    pace.pause(Pause(Limits.METHOD, POST, 50.0))
    pace.pause(Pause(Limits.METHOD, POST, 20.0))
    assert pace.ready_at(POST, "C1", Priority.PUBLISH, 0.0) == 50.0
    assert pace.refused(POST, "C1", Limits.METHOD, 1, 0.0).until == 50.0


NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, WAIT_UNSAID),
        ("", WAIT_UNSAID),
        ("30", 30.0),
        (" 2 ", 2.0),
        ("1.5", 1.5),
        ("0", SHORTEST_WAIT),
        ("-5", WAIT_UNSAID),
        ("1000000000", LONGEST_WAIT),
        ("9" * 5000, LONGEST_WAIT),
        ("inf", LONGEST_WAIT),
        ("nan", WAIT_UNSAID),
        ("soon", WAIT_UNSAID),
        ("\x00", WAIT_UNSAID),
        ("Tue, 24 Nov 2026 14:00:42 GMT", 42.0),
        ("Tue, 24 Nov 2026 14:00:42 -0000", 42.0),
        ("Tue, 24 Nov 2026 13:00:00 GMT", SHORTEST_WAIT),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT),
        ("Tue, 99 Nov 2026 14:00:42 GMT", WAIT_UNSAID),
    ],
)
def test_a_waiting_time_is_always_sane(header: str | None, seconds: float) -> None:
    assert retry_after_seconds(header, NOW) == seconds


@given(st.text())
def test_no_header_makes_the_waiting_time_absurd(header: str) -> None:
    assert SHORTEST_WAIT <= retry_after_seconds(header, NOW) <= LONGEST_WAIT


@settings(max_examples=150, deadline=None)
@given(
    rate=st.one_of(st.integers(1, 60).map(float), st.floats(0.1, 60)),
    margin=st.floats(0, 0.2),
    gaps=st.lists(st.one_of(st.just(0.0), st.floats(0, 0.05), st.floats(0, 5)), max_size=250),
    kept=st.floats(0, 0.5),
    answers=st.sets(st.integers(0, 249)),
)
def test_whatever_held_calls_up_no_stretch_sees_more_of_them_leave_than_the_rate(
    rate: float, margin: float, gaps: list[float], kept: float, answers: set[int]
) -> None:
    rules = PaceRules({"requests": Bucket(rate, 1, kept * rate)}, {SEND: MethodPace("requests")}, margin=margin)
    pace, now, left = LanePace(rules), 5.0, list[float]()
    for number, gap in enumerate(gaps):
        now += gap
        priority = Priority.ANSWER if number in answers else Priority.REMIND
        left.append(now + pace.leaves_after(SEND, priority, now))
    assert left == sorted(left)
    for seconds in (1.0, 10.0, 60.0):
        assert most_in(left, seconds) <= max(1, math.ceil(seconds * rate))
    # As platforms count arrivals: some come together that left apart.
    if rate.is_integer():
        assert most_in(left, 1 + margin) <= rate


# --- in general ------------------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["slow", "send", "send", "send", "refused"]),
        st.sampled_from([POST, UPDATE, INFO, SEND, EDIT, READ]),
        st.integers(0, 3),
        st.sampled_from(Priority),
        st.floats(0, 40),
        st.sampled_from(Limits),
    ),
    max_size=300,
)


@settings(max_examples=150, deadline=None)
@given(rules=st.sampled_from([SLACK, TEAMS]), steps=STEPS, greedy=st.booleans(), stored=st.integers(0, 300))
def test_no_limit_is_ever_exceeded_and_no_pause_broken(
    rules: PaceRules,
    steps: list[tuple[str, str, int, Priority, float, Limits]],
    greedy: bool,
    stored: int,
) -> None:
    pace = LanePace(rules)
    now = 5.0
    everything: list[tuple[float, str, str, Priority]] = []
    pauses: list[tuple[float, Pause]] = []
    for number, (kind, method, place, priority, seconds, concerns) in enumerate(steps):
        channel = f"channel {place}"
        if number == stored:
            kept = json.loads(json.dumps(pace.dump(now)))
            in_force = pace.pauses(now)
            pace = LanePace.load(rules, kept, now, 0.0)
            for pause in in_force:
                pace.pause(pause)
        if kind == "slow" and not greedy:
            now += seconds
        elif kind == "refused":
            pauses.append((now, pace.refused(method, channel, concerns, seconds, now)))
        else:
            now = pace.ready_at(method, channel, priority, now)
            pace.sent(method, channel, priority, now)
            everything.append((now, method, channel, priority))
    by_bucket, bulk, by_method, by_channel = (defaultdict[str, list[float]](list) for _ in range(4))
    for at, method, channel, priority in everything:
        limits = rules.of(method)
        by_method[method].append(at)
        by_bucket[limits.bucket].append(at)
        if priority is not Priority.ANSWER:
            bulk[limits.bucket].append(at)
        if limits.in_channel:
            by_channel[channel].append(at)
        for start, pause in pauses:
            concerned = {Limits.LANE: "", Limits.METHOD: method, Limits.CONVERSATION: channel}[pause.scope]
            assert pause.key != concerned or not start < at < pause.until - TINY
    for name, bucket in rules.buckets.items():
        for seconds in (0.1, 1.0, 10.0, 60.0):
            assert most_in(by_bucket[name], seconds) <= bucket.burst + seconds * bucket.rate + TINY
            left = bucket.rate - bucket.kept_for_answers
            assert most_in(bulk[name], seconds) <= bucket.burst + bucket.kept_for_answers + seconds * left + TINY
    for method, times in by_method.items():
        most = rules.of(method).per_minute
        assert most is None or most_in(times, 60) <= most
    for times in by_channel.values():
        assert all(most_in(times, window.seconds) <= window.most for window in rules.channel_windows)


def test_a_stored_pace_ages_by_the_time_it_was_away() -> None:
    pace = LanePace(SLACK)
    send_as_early_as_allowed(pace, POST, 25, start=7.0)
    send_as_early_as_allowed(pace, UPDATE, 50, start=8.0)
    pace.refused(UPDATE, "C1", Limits.METHOD, 0, 8.0)
    kept = json.loads(json.dumps(pace.dump(8.0)))
    there = LanePace.load(SLACK, kept, 1_000_000.0, 30.0)
    assert there.ready_at(UPDATE, "C9", Priority.PUBLISH, 1_000_000.0) == pytest.approx(1_000_030.0)
    assert there.ready_at(POST, "C9", Priority.PUBLISH, 1_000_000.0) == 1_000_000.0
    at_once = LanePace.load(SLACK, json.loads(json.dumps(pace.dump(8.0))), 50.0, 0.0)
    assert at_once.ready_at(POST, "channel 24", Priority.PUBLISH, 50.0) == pytest.approx(51.0)
    assert at_once.ready_at(POST, "C9", Priority.PUBLISH, 50.0) == pytest.approx(50.2)
    back_in_time = LanePace.load(SLACK, kept, 1_000_000.0, -3600.0)
    assert back_in_time.ready_at(UPDATE, "C9", Priority.PUBLISH, 1_000_000.0) == pytest.approx(1_000_060.0)
    fresh = LanePace.load(SLACK, {}, 5.0, 0.0)
    assert fresh.ready_at(POST, "C1", Priority.COUNTS, 5.0) == 5.0


def test_what_no_longer_limits_anything_is_forgotten() -> None:
    pace = LanePace(SLACK)
    send_as_early_as_allowed(pace, POST, 30)
    send_as_early_as_allowed(pace, UPDATE, 30)
    pace.refused(INFO, "", Limits.METHOD, 1, 100.0)
    kept = pace.dump(100_000.0)
    assert (kept["minutes"], kept["channels"], kept["slow"]) == ({}, {}, [])


@pytest.mark.parametrize(
    "make",
    [
        lambda: Window(0, 1),
        lambda: Window(1, 0),
        lambda: Bucket(5, 0),
        lambda: Bucket(5, 1, kept_for_answers=5),
        lambda: PaceRules(methods={POST: MethodPace("nowhere")}),
    ],
)
def test_rules_that_allow_nothing_are_refused(make: object) -> None:
    with pytest.raises(ValueError, match=r"at least|no bucket"):
        make()  # type: ignore[operator]
