"""The outbox, its lanes and the clock under whatever may happen in any order: the platform's own memory is the judge.

`MACHINE_EXAMPLES` in the environment makes the run longer, and different each time.
"""

import asyncio
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import structlog
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import exists, select, text, update

from bot.chat.message import from_json, say
from bot.clock import Clocks
from bot.delivery.outbox import Outbox, Post, Subject, to_channel
from bot.delivery.pace import Bucket, MethodPace, PaceRules, Priority, Window
from bot.delivery.receipts import receipt
from bot.delivery.sender import Hooks, Sender, SenderOptions
from bot.delivery.tables import OPEN, Content, Copy, Delivery, Lane, Operation, Pause, Policy, State
from bot.people.model import Channel, Side, SideKind
from bot.ports import Limits
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database
from tests.bot.delivery.scripted_platform import RETRY_AFTER, Reply, ScriptedPlatform, Truth, Word
from tests.bot.delivery.simulated_process import (
    POSTGRESQL_CLOCK,
    ProcessDatabase,
    SimulatedClock,
    SimulatedLoop,
    SimulatedProcess,
)

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "0"))
FEW_EXAMPLES = 12
"""Of forty steps each: about ten seconds of computing for either database."""

STEPS = 40

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
POINTS = ("before_claim", "after_claim", "mid_post", "after_answer", "mid_receipt", "during_recovery")
TABLES = ("delivery", "pause", "stale", "copy", "content", "lane", "channel", "side")

picks = st.integers(0, 11)
some = st.lists(st.integers(0, len(CHANNELS) - 1), min_size=1, max_size=5, unique=True)
replies = st.builds(
    Reply,
    st.sampled_from(list(Word)),
    st.sampled_from(list(RETRY_AFTER)),
    st.sampled_from([Limits.METHOD, Limits.METHOD, Limits.CONVERSATION, Limits.LANE]),
)
points = st.sampled_from(POINTS)
passings = st.integers(0, 2)
slots = st.integers(0, 1)


class Machine(RuleBasedStateMachine):
    """An author, an operator, a platform and up to two processes; what they do comes in any order."""

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

    def _wake(self) -> None:
        for process, task in self.running.items():
            if not task.done() and not process.dead and not process.frozen:
                self.senders[process].wake()

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

    # --- the beginning -----------------------------------------------------------------------------------------------

    @initialize(policy=st.sampled_from([None, *Policy]), script=st.lists(replies, min_size=5, max_size=15))
    def begin(self, policy: Policy | None, script: list[Reply]) -> None:
        """A process runs, every channel is promised two messages, and the platform has its moods."""

        async def fill() -> None:
            async with self.real.write() as session:
                for table in TABLES:
                    await session.execute(text(f"DELETE FROM {table}"))
                side = Side(name="marlowe", kind=SideKind.INTERNAL, created_at=self.clock.now())
                session.add(side)
                await session.flush()
                self.side = side.id
                for key, (platform, count) in LANES.items():
                    for number in range(count):
                        channel = Channel(
                            platform=platform,
                            installation_key=key,
                            external_id=f"C-{key}-{number}",
                            name=f"c-{key}-{number}",
                            bot_is_member=True,
                            can_post=True,
                        )
                        session.add(channel)
                        await session.flush()
                        self.channels.append(channel.id)
                    session.add(Lane(platform=platform, installation_key=key, policy=policy))

        self.loop.do(fill())
        for number, reply in enumerate(script):
            self.truth.script[CHANNELS[number % len(CHANNELS)]].append(reply)
        self.start(0, 0.0)
        for _ in range(2):
            self.publish(0, list(range(len(CHANNELS))), False, Priority.PUBLISH)

    # --- processes ---------------------------------------------------------------------------------------------------

    @rule(slot=slots, wrong_by=st.sampled_from([0.0, 0.0, 300.0, -300.0]))
    def start(self, slot: int, wrong_by: float) -> None:
        """A process starts in a free place; beside a SQLite file there is one place, and no other clock."""
        if self.alive(slot if self.shared else 0) is not None:
            return
        slot, wrong_by = (slot, wrong_by) if self.shared else (0, 0.0)
        process = SimulatedProcess(self.loop, self.real, wrong_by)
        platforms = {
            "slack": ScriptedPlatform("slack", True, self.truth, process),
            "teams": ScriptedPlatform("teams", False, self.truth, process),
        }
        hooks = Hooks(at=process.reaches)
        sender = Sender(process.database, platforms, RULES, process.clocks, OPTIONS, hooks)
        self.slots[slot], self.senders[process], self.stops[process] = process, sender, asyncio.Event()
        self.running[process] = self.loop.create_task(sender.run(self.stops[process]))
        self.loop.pass_time(0)

    @rule(slot=slots)
    def stop(self, slot: int) -> None:
        """A process is asked to stop, and is given the time for it."""
        if (process := self.alive(slot)) is None or process.frozen:
            return
        process.cut_off = False
        self.stops[process].set()
        self.loop.pass_time(3 * OPTIONS.timeout + 2)
        if not process.dead and not process.frozen:
            assert self.running[process].done(), "a process that was asked to stop goes on"
        process.dead = True

    @rule(slot=slots)
    def kill(self, slot: int) -> None:
        if process := self.alive(slot):
            process.thaw()
            process.dead = True

    @rule(slot=slots, point=points, passing=passings)
    def kill_at(self, slot: int, point: str, passing: int) -> None:
        if process := self.alive(slot):
            process.dies_at = (point, passing)

    @rule(slot=slots, point=points, passing=passings)
    def freeze_at(self, slot: int, point: str, passing: int) -> None:
        if process := self.alive(slot):
            process.freezes_at = (point, passing)

    @rule(slot=slots)
    def thaw(self, slot: int) -> None:
        if process := self.alive(slot):
            process.freezes_at = None
            process.thaw()
            self.loop.pass_time(0)

    @rule(slot=slots, away=st.booleans())
    def cut_off(self, slot: int, away: bool) -> None:
        if process := self.alive(slot):
            process.cut_off = away

    @precondition(lambda self: self.shared)
    @rule(slot=slots)
    def lose_an_answer(self, slot: int) -> None:
        """The next commit happens, and its answer is lost with the connection."""
        if process := self.alive(slot):
            process.answers_lost = 1

    @rule(seconds=st.sampled_from([0.06, 0.3, 1.0, 2.2]))
    def pass_a_moment(self, seconds: float) -> None:
        self.loop.pass_time(seconds)

    @rule(seconds=st.sampled_from([5.0, 9.0, 30.0]))
    def pass_time(self, seconds: float) -> None:
        self.loop.pass_time(seconds)

    # --- the platform ------------------------------------------------------------------------------------------------

    @rule(channel=st.sampled_from(CHANNELS), some_replies=st.lists(replies, min_size=1, max_size=4))
    def answer(self, channel: str, some_replies: list[Reply]) -> None:
        self.truth.script[channel].extend(some_replies)

    @rule(reply=replies)
    def answer_look_up(self, reply: Reply) -> None:
        if reply.word is not Word.GARBLED and reply.word is not Word.REJECTED:
            self.truth.script[f"find {FINDABLE}"].append(reply)

    @rule(key=st.sampled_from([FINDABLE, BLIND]), allowed=st.booleans())
    def allow_look_up(self, key: str, allowed: bool) -> None:
        if allowed:
            self.truth.blind.discard(key)
        else:
            self.truth.blind.add(key)
            self.ever_blind.add(key)

    @rule(key=st.sampled_from(list(LANES)))
    def revoke(self, key: str) -> None:
        self.truth.revoked.add(key)
        self.ever_blind.add(key)

    @rule(key=st.sampled_from(list(LANES)))
    def restore(self, key: str) -> None:
        self.truth.revoked.discard(key)
        self.author(lambda outbox: outbox.resume(LANES[key][0], key))

    @rule(channel=st.sampled_from(CHANNELS), archived=st.booleans())
    def archive(self, channel: str, archived: bool) -> None:
        (self.truth.archived.add if archived else self.truth.archived.discard)(channel)

    # --- the author --------------------------------------------------------------------------------------------------

    @rule(pick=st.integers(0, 3), channels=some, held=st.booleans(), priority=st.sampled_from(list(Priority)))
    def publish(self, pick: int, channels: list[int], held: bool, priority: Priority) -> None:
        """A further message on one of a few subjects."""
        subject = Subject("update", pick + 1)
        slot = f"card.{len(self.subjects)}"
        self.subjects.append((subject, slot))
        message = self.new_message()
        posts = [Post(to_channel(self.channels[one]), message, self.side, slot=slot) for one in channels]
        self.author(lambda outbox: outbox.publish(subject, posts, priority=priority, held=held))

    @precondition(lambda self: self.subjects)
    @rule(pick=picks)
    def reply(self, pick: int) -> None:
        subject, slot = self.subjects[pick % len(self.subjects)]
        if slot.startswith("answer"):
            return
        answer = f"answer.{len(self.subjects)}"
        self.subjects.append((subject, answer))
        message = self.new_message()

        async def write(outbox: Outbox) -> None:
            (copy, *_) = await outbox.copies(subject, slot=slot)
            await outbox.publish(
                subject, [Post(to_channel(copy.target_id), message, self.side, slot=answer, parent_id=copy.id)]
            )

        self.author(write)

    @precondition(lambda self: self.subjects)
    @rule(pick=picks)
    def release(self, pick: int) -> None:
        subject, slot = self.subjects[pick % len(self.subjects)]
        self.author(lambda outbox: outbox.release(subject, slot=slot))

    @precondition(lambda self: self.subjects)
    @rule(pick=picks)
    def hold(self, pick: int) -> None:
        subject, slot = self.subjects[pick % len(self.subjects)]
        self.author(lambda outbox: outbox.hold(subject, slot=slot))

    @precondition(lambda self: self.subjects)
    @rule(pick=picks)
    def cancel(self, pick: int) -> None:
        subject, slot = self.subjects[pick % len(self.subjects)]
        self.author(lambda outbox: outbox.cancel(subject, slot=slot))

    @precondition(lambda self: self.subjects)
    @rule(pick=picks, unconfirmed=st.booleans())
    def retry(self, pick: int, unconfirmed: bool) -> None:
        subject, slot = self.subjects[pick % len(self.subjects)]
        self.author(lambda outbox: outbox.retry(subject, slot=slot, unconfirmed=unconfirmed))

    @precondition(lambda self: self.subjects)
    @rule(pick=picks, priority=st.sampled_from([Priority.CORRECT, Priority.COUNTS]), most=st.integers(1, 5))
    def edit(self, pick: int, priority: Priority, most: int) -> None:
        subject, slot = self.subjects[pick % len(self.subjects)]
        message = self.new_message()

        async def write(outbox: Outbox) -> None:
            copies = await outbox.copies(subject, slot=slot)
            await outbox.edit_all([(copy, message) for copy in copies[:most]], priority=priority)

        self.author(write)

    @precondition(lambda self: self.subjects)
    @rule(pick=picks, removed=st.booleans(), most=st.integers(1, 2))
    def withdraw(self, pick: int, removed: bool, most: int) -> None:
        subject, slot = self.subjects[pick % len(self.subjects)]
        message = None if removed else self.new_message()

        async def write(outbox: Outbox) -> None:
            copies = await outbox.copies(subject, slot=slot)
            await outbox.withdraw_all([(copy, message) for copy in copies[:most]])

        self.author(write)

    @precondition(lambda self: self.subjects)
    @rule(pick=picks)
    def settle(self, pick: int) -> None:
        """The author looks into a channel, once nothing can be on its way there any more, and says what is there."""
        doubts = self.rows(
            select(Delivery.public_id, Delivery.sending_at)
            .where(Delivery.state == State.UNKNOWN, Delivery.finished_at.is_not(None))
            .order_by(Delivery.id)
        )
        doubts = [one for one in doubts if (self.clock.now() - one.sending_at).total_seconds() > OPTIONS.grace]
        if doubts:
            public_id = doubts[pick % len(doubts)].public_id
            there = self.truth.times(public_id) > 0
            if there:
                self.word_given.add(public_id)
            self.author(lambda outbox: outbox.settle(public_id, there))

    @rule(key=st.sampled_from(list(LANES)), policy=st.sampled_from(list(Policy)))
    def choose_policy(self, key: str, policy: Policy) -> None:
        async def write() -> None:
            async with self.database.write() as session:
                await session.execute(update(Lane).where(Lane.installation_key == key).values(policy=policy))

        self.loop.do(write())

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


def test_whatever_happens_in_any_order_receipts_are_true(database_url: str) -> None:
    prepare(database_url)
    run_state_machine_as_test(
        lambda: Machine(database_url),
        settings=settings(
            max_examples=EXAMPLES or FEW_EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not EXAMPLES,
            database=None,
            print_blob=True,
            # To make the steps of a failure fewer would take many minutes.
            phases=[Phase.generate],
        ),
    )


def prepare(url: str) -> None:
    """Have PostgreSQL tell the simulated time to whoever asks for it."""

    async def work() -> None:
        async with Database(url, Keyring(["k"])) as database:
            if database.is_postgresql:
                async with database.write() as session:
                    for statement in POSTGRESQL_CLOCK:
                        await session.execute(text(statement))

    asyncio.run(work())
