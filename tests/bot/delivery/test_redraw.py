"""Redrawing: figures on cards follow what happened, no more often than there is room for."""

import asyncio

import pytest
from sqlalchemy import select

from bot.chat.message import say
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.pace import PaceRules, Priority
from bot.delivery.redraw import Redrawer
from bot.delivery.tables import Copy, Delivery, Operation, Stale, State
from bot.storage.sessions import database_now
from tests.bot.delivery.conftest import SUBJECT, sending, settled, until

RULES = {"slack": PaceRules(), "teams": PaceRules(counts_per_copy=0.0)}


class Card:
    """A card that shows a count, and how often it was composed."""

    def __init__(self) -> None:
        self.count = 0
        self.composed = 0

    async def __call__(self, session, subject, copy):
        self.composed += 1
        return say(f"Got it: {self.count}") if copy.slot == "card" else None


@pytest.fixture
async def posted(desk):
    copies = await desk.publish(desk.posts(say("Got it: 0")))
    await desk.set(Delivery, {"state": State.SENT, "finished_at": desk.clocks.machine.now()})
    await desk.set(Copy, {"address": {"id": 1, "channel": "C"}, "present_revision": 1})
    return copies


async def mark(desk, subject=SUBJECT):
    async with desk.outbox() as outbox:
        await outbox.mark_stale(subject)


async def test_a_change_is_drawn_on_every_copy_with_what_pace_is_left(desk, posted):
    card = Card()
    redrawer = Redrawer(desk.database, {"update": card}, RULES, desk.clocks)
    await mark(desk)
    card.count = 1
    await redrawer.redraw_due()
    edits = await desk.deliveries(Operation.EDIT)
    assert len(edits) == 8
    assert {edit.priority for edit in edits} == {Priority.COUNTS}
    await redrawer.redraw_due()
    assert card.composed == 8, "nothing changed since"


async def test_two_redraws_keep_the_time_that_the_pace_asks_for(desk, posted):
    card = Card()
    redrawer = Redrawer(desk.database, {"update": card}, RULES, desk.clocks)
    for count in (1, 2):
        await mark(desk)
        card.count = count
        wait = await redrawer.redraw_due()
    assert card.composed == 8
    # Six copies on Slack at 1.5 s each.
    assert 8 < wait <= 9
    await desk.set(Stale, {"next_at": desk.clocks.machine.now()})
    await redrawer.redraw_due()
    assert card.composed == 16


async def test_a_change_while_it_is_drawn_is_drawn_next(desk, posted):
    card = Card()

    async def compose(session, subject, copy):
        if card.composed == 0:
            card.composed += 1
            await mark(desk)
        return say("Got it: 1")

    redrawer = Redrawer(desk.database, {"update": compose}, RULES, desk.clocks)
    await mark(desk)
    await redrawer.redraw_due()
    async with desk.database.read() as session:
        (stale,) = await session.scalars(select(Stale))
    assert (stale.marks, stale.drawn) == (2, 1)


async def test_of_two_redrawers_one_draws(desk, posted):
    cards = [Card(), Card()]
    for card in cards:
        card.count = 1
    await mark(desk)
    redrawers = [Redrawer(desk.database, {"update": card}, RULES, desk.clocks) for card in cards]
    await asyncio.gather(*(redrawer.redraw_due() for redrawer in redrawers))
    assert sorted(card.composed for card in cards) == [0, 8]


async def test_a_composer_that_fails_does_not_stop_the_others(desk, posted):
    other = Subject("shoutout", 1)
    await desk.publish(desk.posts(say("Cheers: 0"), "internal"), subject=other)
    card = Card()

    async def broken(session, subject, copy):
        raise ZeroDivisionError

    redrawer = Redrawer(desk.database, {"update": broken, "shoutout": card}, RULES, desk.clocks)
    await mark(desk)
    await mark(desk, other)
    await redrawer.redraw_due()
    assert card.composed == 4


async def test_withdrawn_copies_are_not_drawn(desk, posted):
    async with desk.outbox() as outbox:
        await outbox.withdraw_all([(copy, say("Withdrawn")) for copy in posted])
    card = Card()
    await mark(desk)
    await Redrawer(desk.database, {"update": card}, RULES, desk.clocks).redraw_due()
    assert card.composed == 0


async def test_two_hundred_changes_of_figures_wake_nobody(desk, posted):
    woken = 0

    def wake(session):
        nonlocal woken
        woken += 1

    for _ in range(200):
        async with desk.database.write() as session:
            await Outbox(session, desk.clocks, wake).mark_stale(SUBJECT)
    assert woken == 0, "a sender with two hundred clicks a second would do nothing but look"


async def test_a_click_is_seen_on_the_card_soon(desk):
    card = Card()
    async with sending(desk) as running:
        redrawer = Redrawer(desk.database, {"update": card}, RULES, desk.clocks, running.sender.wake_after)
        stop = asyncio.Event()
        drawing = asyncio.create_task(redrawer.run(stop))
        await desk.publish(desk.posts(say("Got it: 0")))
        await settled(desk)
        card.count = 1
        await mark(desk)
        redrawer.wake()

        async def shown():
            return running.slack.shown("C-internal-0") == ["Got it: 1"]

        await until(shown)
        stop.set()
        await asyncio.wait_for(drawing, 5)


async def test_a_redrawer_outlives_whatever_keeps_it_from_looking(desk, posted, monkeypatch):
    faults = [OSError(), RuntimeError()]

    async def kept_from_it(*args):
        if faults:
            redrawer.wake()
            raise faults.pop()
        return await database_now(*args)

    monkeypatch.setattr("bot.delivery.redraw.database_now", kept_from_it)
    card = Card()
    await mark(desk)
    redrawer = Redrawer(desk.database, {"update": card}, RULES, desk.clocks)
    stop = asyncio.Event()
    drawing = asyncio.create_task(redrawer.run(stop))

    async def drawn():
        return drawing.done() or card.composed == 8

    await until(drawn)
    stop.set()
    await asyncio.wait_for(drawing, 5)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_whoever_marks_first_and_changes_messages_then_does_not_wait_for_who_waits_for_them(desk, posted):
    card = Card()
    card.count = 1
    await mark(desk)
    async with desk.outbox() as outbox:
        await outbox.mark_stale(SUBJECT)
        async with asyncio.timeout(20):
            await Redrawer(desk.database, {"update": card}, RULES, desk.clocks).redraw_due()
        await outbox.edit_all([(copy, say("Corrected")) for copy in await outbox.copies(SUBJECT)])
    async with desk.database.read() as session:
        (stale,) = await session.scalars(select(Stale))
    assert (stale.marks, stale.drawn) == (2, 1)
