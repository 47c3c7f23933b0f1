"""The calendar beside an oracle that knows nothing of it: nothing lost, doubled, or at another wall-clock time."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from bot.proof.chaos.comparison import calendar, compare
from bot.proof.chaos.scan import Clock, Words, drawn, one_zone_per_rule
from schedules.calendar import Occurrence, Recurrence

RHYTHMS, SEED = 2_000, 20_261_122


def test_two_thousand_rhythms_of_ten_years_run_once_and_by_the_clock_under_every_rule_of_the_zones() -> None:
    rules = one_zone_per_rule()
    assert len(rules) > 60
    clocks = [Clock(name) for name in rules]
    found: Counter[str] = Counter()
    for number, words in enumerate(drawn(Random(SEED), RHYTHMS)):
        clock = clocks[number % len(clocks)]
        counted = compare(words, clock)
        assert not counted["lost"] + counted["doubled"] + counted["wrong time"], (
            words.rule,
            words,
            clock.name,
            counted,
        )
        found += counted
    assert found["right"] > 100 * RHYTHMS
    assert found["leapt"] > 20


LONDON = Words(date(2020, 1, 1), time(1, 30), frozenset({6}))


@pytest.mark.parametrize(
    ("zone", "day", "at", "shown"),
    [
        ("Europe/London", date(2026, 3, 29), time(1, 30), "2026-03-29 01:00"),
        ("Europe/London", date(2026, 10, 25), time(1, 30), "2026-10-25 00:30"),
        ("Europe/London", date(2026, 7, 1), time(9), "2026-07-01 08:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03 15:30"),
        ("Pacific/Chatham", date(2026, 4, 5), time(3, 15), "2026-04-04 13:30"),
        ("Asia/Amman", date(2022, 10, 28), time(1), "2022-10-27 22:00"),
    ],
)
def test_the_oracle_reads_what_the_clocks_showed(zone: str, day: date, at: time, shown: str) -> None:
    assert Clock(zone).when(day, at) == datetime.fromisoformat(shown).replace(tzinfo=UTC)


def test_the_comparison_sees_what_is_lost_doubled_or_at_another_time() -> None:
    clock = Clock("Europe/London")

    def forgetful(recurrence: Recurrence) -> list[Occurrence]:
        found = calendar(recurrence)
        assert found[1].instant
        late = Occurrence(found[1].original_date, found[1].instant + timedelta(hours=1))
        return [late, found[2], found[2], *found[3:]]

    counted = compare(LONDON, clock, forgetful)
    assert (counted["lost"], counted["doubled"], counted["wrong time"]) == (1, 1, 1)
    assert not compare(LONDON, clock)["wrong time"]
