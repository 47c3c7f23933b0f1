"""What must hold of the outbox, its lanes and the clock whatever happened: the platform's own memory is the judge."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import structlog
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
)
from sqlalchemy import exists, select

from bot.chat.message import from_json, say
from bot.clock import Clocks
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.pace import Bucket, MethodPace, PaceRules, Window
from bot.delivery.receipts import receipt
from bot.delivery.sender import Sender, SenderOptions
from bot.delivery.tables import OPEN, Content, Copy, Delivery, Lane, Operation, Pause, State
from bot.ports import Limits
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database, Session, after_commit
from tests.bot.delivery.scripted_platform import Truth
from tests.bot.delivery.simulated_process import (
    ProcessDatabase,
    SimulatedClock,
    SimulatedLoop,
    SimulatedProcess,
)

OPTIONS = SenderOptions(lease=8.0, timeout=2.0, grace=4.0, poll=1.0, in_flight=20, at_once=8, window=6)
RULES = {
    "slack": PaceRules(
        {"posts": Bucket(5, 3)},
        {"post": MethodPace("posts", in_channel=True), "edit": MethodPace(per_minute=50)},
        channel_windows=(Window(1, 1.0),),
    ),
    "teams": PaceRules(
        {"all": Bucket(10, 2, kept_for_answers=2)},
        otherwise=MethodPace("all", in_channel=True),
        channel_windows=(Window(3, 2.0),),
    ),
}
QUIET_WITHIN = 300.0
"""Simulated seconds: the longest pause, the longest wait between attempts, a lease and the grace fit well into it."""

FINDABLE, BLIND, TEAMS = "A1/-/T1", "A1/-/T2", "app/tenant"
LANES = {FINDABLE: ("slack", 2), BLIND: ("slack", 1), TEAMS: ("teams", 2)}
CHANNELS = [f"C-{key}-{number}" for key, (_, count) in LANES.items() for number in range(count)]
TABLES = ("delivery", "pause", "stale", "copy", "content", "lane", "channel", "side")


class JudgedMachine(RuleBasedStateMachine):
    """What a run has made so far, what must hold at any moment of it, and what at its end."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.loop = SimulatedLoop()
        asyncio.set_event_loop(self.loop)
        self.real = Database(url, Keyring(["a-key-for-tests-that-is-long-enough-to-pass"]))
        self.database = ProcessDatabase(self.real, self.loop)
        self.clock = SimulatedClock(self.loop)
        self.truth = Truth(self.loop, blind={BLIND})
        self.ever_blind = {BLIND, TEAMS}
        self.slots: list[SimulatedProcess | None] = [None, None]
        self.senders: dict[SimulatedProcess, Sender] = {}
        self.stops: dict[SimulatedProcess, asyncio.Event] = {}
        self.running: dict[SimulatedProcess, asyncio.Task[None]] = {}
        self.channels: list[int] = []
        self.side = 0
        self.texts = 0
        self.subjects: list[tuple[Subject, str]] = []
        self.releases: defaultdict[str, list[float]] = defaultdict(list)
        self.word_given: set[str] = set()
        self.pauses: dict[tuple[int, str, str, datetime], float] = {}
        self.epochs: dict[int, int] = {}
        self.lines = structlog.testing.LogCapture()
        self.logging = structlog.get_config()["processors"]
        structlog.configure(processors=[self.lines])

    # --- doing -------------------------------------------------------------------------------------------------------

    def author(self, work: Callable[[Outbox], Any]) -> Any:
        """One transaction of the author; no two at the same instant."""
        self.loop.pass_time(0.001)

        async def write() -> Any:
            async with self.database.write() as session:
                outbox = Outbox(session, Clocks(self.clock, self.clock), self._wake)
                return await work(outbox)

        done = self.loop.do(write())
        self._note_releases()
        return done

    def _wake(self, session: Session) -> None:
        """Whoever goes on unharmed may claim in the author's transaction."""
        for process, task in self.running.items():
            if not task.done() and not process.dead and not process.frozen:
                sender = self.senders[process]
                harmed = process.cut_off or process.reads_only or process.dies_at or process.freezes_at
                if harmed:
                    after_commit(session, sender.wake)
                else:
                    sender.wake_after(session)

    def rows(self, statement: Any) -> Sequence[Any]:
        async def read() -> Sequence[Any]:
            async with self.database.read() as session:
                return (await session.execute(statement)).all()

        return self.loop.do(read())

    def _note_releases(self) -> None:
        released = select(Delivery.public_id, Delivery.released_at).where(Delivery.operation == Operation.POST)
        for public_id, at in self.rows(released):
            if at is not None and at.timestamp() not in self.releases[public_id][-1:]:
                self.releases[public_id].append(at.timestamp())

    def new_message(self) -> Any:
        self.texts += 1
        return say(f"Text {self.texts}")

    @property
    def shared(self) -> bool:
        return self.real.is_postgresql

    def alive(self, slot: int) -> SimulatedProcess | None:
        process = self.slots[slot]
        return process if process is not None and not process.dead else None

    # --- what always holds -------------------------------------------------------------------------------------------

    @invariant()
    def receipts_are_true(self) -> None:
        if not self.subjects:
            return
        posts = self.rows(
            select(
                Delivery.public_id, Delivery.state, Delivery.unconfirmed, Delivery.attempts, Delivery.conversation
            ).where(Delivery.operation == Operation.POST)
        )
        for row in posts:
            times = self.truth.times(row.public_id)
            said = f"{row.public_id} in {row.conversation} is {row.state}, and there {times} times"
            if row.public_id in self.word_given or row.unconfirmed or row.state in (State.SENDING, State.UNKNOWN):
                continue
            if row.state is State.SENT:
                assert times == 1, said
            else:
                assert times == 0, said

    @invariant()
    def owners_follow_one_another(self) -> None:
        for lane_id, epoch in self.rows(select(Lane.id, Lane.epoch)):
            assert epoch >= self.epochs.get(lane_id, 0)
            self.epochs[lane_id] = epoch
        for pause in self.rows(select(Pause.lane_id, Pause.scope, Pause.key, Pause.until)):
            self.pauses.setdefault(tuple(pause), self.loop.time())

    @invariant()
    def nothing_unexpected_is_logged(self) -> None:
        for line in self.lines.entries:
            if line.get("log_level") == "error" and line["event"] != "call_failed_unexpectedly":
                raise AssertionError(line)

    # --- the end -----------------------------------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            if self.channels:
                self.everything_ends_well()
        finally:
            self._close()
            structlog.configure(processors=self.logging)

    def _close(self) -> None:
        for process in self.running:
            process.dead = True
        while left := asyncio.all_tasks(self.loop):
            for task in left:
                task.cancel()
            self.loop.pass_time(60)
        self.loop.do(self.real.close())
        asyncio.set_event_loop(None)
        self.loop.close()

    def everything_ends_well(self) -> None:
        """All is well again: what can be done is done within bounds, and what was said of it is true."""
        self.truth.script.clear()
        self.truth.archived.clear()
        for key in list(LANES):
            self.restore(key)
        for process in self.running:
            process.cut_off, process.dies_at, process.freezes_at, process.answers_lost = False, None, None, 0
            if not process.dead:
                process.thaw()
        if not any(self.alive(slot) for slot in (0, 1)):
            self.start(0, 0.0)
        for subject, slot in self.subjects:
            self.author(lambda outbox, subject=subject, slot=slot: outbox.release(subject, slot=slot))
        self.becomes_quiet()
        for subject, slot in self.subjects:
            self.author(lambda outbox, subject=subject, slot=slot: outbox.retry(subject, slot=slot))
        self.becomes_quiet()
        self.receipts_are_true()
        self.receipts_add_up()
        self.nothing_is_lost_or_doubled()
        self.channels_show_the_newest()
        self.channels_keep_their_order()
        self.pauses_were_kept()
        self.nothing_unexpected_is_logged()

    def becomes_quiet(self) -> None:
        end = self.loop.time() + QUIET_WITHIN
        while self.rows(select(exists(Delivery.id).where(OPEN)))[0][0]:
            left = self.rows(select(Delivery.id, Delivery.operation, Delivery.state, Delivery.not_before).where(OPEN))
            assert self.loop.time() < end, f"still open: {left}"
            self.loop.pass_time(2)
            self.receipts_are_true()

    def receipts_add_up(self) -> None:
        async def read() -> None:
            async with self.database.read() as session:
                for subject, slot in self.subjects:
                    for operation in Operation:
                        said = await receipt(session, subject, slot=slot, operation=operation)
                        assert said.pending == 0, said

        self.loop.do(read())

    def nothing_is_lost_or_doubled(self) -> None:
        """Each post is there, was given up by its author, or is marked; where all can be looked up, none is marked."""
        posts = self.rows(
            select(Delivery, Copy.parent_id, Copy.withdrawn, Lane.installation_key)
            .join(Copy, Copy.id == Delivery.copy_id)
            .join(Lane, Lane.id == Delivery.lane_id)
            .where(Delivery.operation == Operation.POST)
        )
        for row, parent_id, withdrawn, key in posts:
            times = self.truth.times(row.public_id)
            # Neither a reply without what it answers nor what its author withdrew meanwhile is posted again.
            gone = row.state is State.FAILED and (parent_id is not None or withdrawn)
            ended = row.state in (State.SENT, State.CANCELLED) or row.unconfirmed or gone
            assert ended, f"{row.public_id} is {row.state} because of {row.cause} {row.detail}"
            if key not in self.ever_blind and parent_id is None and row.detail != "KeyError":
                assert times <= 1, f"{row.public_id} is there {times} times"

    def channels_show_the_newest(self) -> None:
        rows = self.rows(
            select(Copy, Content.message, Delivery.state, Delivery.unconfirmed)
            .join(Content, Content.id == Copy.content_id)
            .join(Delivery, (Delivery.copy_id == Copy.id) & (Delivery.operation == Operation.POST))
        )
        changes = defaultdict(list)
        for change in self.rows(
            select(Delivery.copy_id, Delivery.operation, Delivery.revision, Delivery.state).where(
                Delivery.operation != Operation.POST
            )
        ):
            changes[change.copy_id].append(change)
        for copy, message, state, _ in rows:
            if state is not State.SENT or copy.address is None:
                continue
            newest = max(changes[copy.id], key=lambda change: change.revision, default=None)
            place = copy.address["id"]
            if newest is not None and newest.state is not State.SENT:
                continue
            if newest is not None and newest.operation is Operation.DELETE:
                assert place in self.truth.deleted, f"copy {copy.id} was withdrawn and is still there"
                continue
            shown = self.truth.texts[place]
            assert shown == from_json(message).summary, f"copy {copy.id} shows {shown!r}, not its newest text"
            assert copy.present_revision == copy.wanted_revision

    def channels_keep_their_order(self) -> None:
        order = {
            row.public_id: (row.position, row.id)
            for row in self.rows(
                select(Delivery.public_id, Delivery.position, Delivery.id, Delivery.unconfirmed, Copy.parent_id)
                .join(Copy, Copy.id == Delivery.copy_id)
                .where(Delivery.operation == Operation.POST)
            )
            if row.parent_id is None and not row.unconfirmed and row.public_id not in self.word_given
        }

        def turn(public_id: str, at: float, which: Callable[..., float]) -> tuple[float, int, int]:
            begin = self.clock.now().timestamp() - self.loop.time()
            return (which(one for one in self.releases[public_id] if one <= begin + at + 0.01), *order[public_id])

        for channel in CHANNELS:
            kept = [one for one in self.truth.posts if one.channel == channel and one.delivery_id in order]
            for number, later in enumerate(kept):
                for earlier in kept[:number]:
                    if earlier.delivery_id != later.delivery_id:
                        # A sender that had queued what was held and released again may leave it its old place.
                        first = turn(earlier.delivery_id, earlier.at, min)
                        second = turn(later.delivery_id, later.at, max)
                        assert first < second, f"{later.delivery_id} was overtaken by {earlier.delivery_id}"

    def pauses_were_kept(self) -> None:
        for refusal in self.truth.refusals:
            for call in self.truth.calls:
                if call.process is refusal.call.process and refusal.at + 0.01 < call.at < refusal.until - 0.01:
                    assert not self._concerns(refusal.concerns, refusal.call.verb, refusal.call.channel, call) or (
                        call.installation != refusal.call.installation
                    ), f"{call} came during {refusal}"
        keys = dict(self.rows(select(Lane.id, Lane.installation_key)))
        begin = self.clock.now().timestamp() - self.loop.time()
        for (lane_id, scope, key, until), known in self.pauses.items():
            for call in self.truth.calls:
                if call.installation == keys[lane_id] and known + 0.01 < call.at < until.timestamp() - begin - 0.01:
                    assert not self._concerns(Limits(scope), key, key, call), f"{call} came before {until}"

    def _concerns(self, scope: Limits, verb: str, channel: str, call: Any) -> bool:
        match scope:
            case Limits.LANE:
                return call.verb != "find"
            case Limits.METHOD:
                return bool(call.verb == verb)
            case Limits.CONVERSATION:
                return bool(call.verb == "post" and call.channel == channel)
