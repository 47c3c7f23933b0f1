"""The watch counts how long a lane with work was without an owner, and nothing else."""

from dataclasses import replace

from bot.delivery.condition import LaneCondition
from bot.proof.chaos.watch import Watch

LANE = LaneCondition(
    platform="slack",
    installation="A1/-/T1",
    name="Chaos 1",
    owner="host:1:ab",
    owned=True,
    lease_until=None,
    epoch=1,
    halted="",
    open_work=3,
    waiting_since=None,
    pauses=(),
)
DESERTED = replace(LANE, owned=False)


def seen(*lanes: LaneCondition | None) -> Watch:
    """A watch that saw one lane so, a second apart; None: the database was away."""
    watch = Watch()
    for instant, lane in enumerate(lanes):
        watch.see(None if lane is None else [lane], float(instant))
    return watch


def test_a_lane_without_an_owner_counts_from_when_it_was_first_seen_so() -> None:
    assert seen(LANE, DESERTED, DESERTED, DESERTED, LANE, DESERTED).longest_without == 2


def test_what_nobody_owned_yet_or_has_no_work_or_is_halted_does_not_count() -> None:
    assert seen(DESERTED, DESERTED).longest_without == 0
    idle = replace(DESERTED, open_work=0)
    assert seen(LANE, idle, idle, DESERTED).longest_without == 0
    halted = replace(DESERTED, halted="token_revoked")
    assert seen(LANE, halted, halted).longest_without == 0


def test_the_time_without_a_database_does_not_count() -> None:
    assert seen(LANE, DESERTED, None, None, DESERTED).longest_without == 0


def test_lanes_that_were_passed_on_are_counted() -> None:
    assert seen(LANE, LANE).passed_on == 0
    assert seen(LANE, replace(LANE, owner="host:2:cd")).passed_on == 1
