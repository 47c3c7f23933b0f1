"""How many calls are under way when the loop has little time for people."""

from bot.clock import system_clocks
from bot.delivery.desk import FEWEST, Counters, Desk, Hooks, SenderOptions
from bot.delivery.scribe import Scribe


def desk_with(options: SenderOptions, database) -> Desk:
    return Desk(database, Scribe(database), system_clocks(), options, Hooks(), Counters())


def test_fewer_calls_are_begun_while_the_loop_is_late_and_all_again_when_it_is_not(database):
    desk = desk_with(SenderOptions(in_flight=100), database)
    assert desk.free == 100
    desk.ease(0.5)
    assert desk.free < 100
    for _ in range(50):
        desk.ease(0.5)
    assert desk.free == FEWEST
    desk.counters.in_flight = FEWEST
    assert desk.free == 0
    for _ in range(50):
        desk.ease(0.0)
    assert desk.free == 100 - FEWEST


def test_whoever_allows_few_calls_keeps_them_all(database):
    desk = desk_with(SenderOptions(in_flight=FEWEST - 1), database)
    for _ in range(50):
        desk.ease(0.5)
    assert desk.free == FEWEST - 1
