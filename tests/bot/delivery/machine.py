"""The outbox, its lanes and the clock under whatever may happen in any order."""

import asyncio

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
)
from sqlalchemy import select, text, update

from bot.delivery.outbox import Outbox, Post, Subject, to_channel
from bot.delivery.pace import Priority
from bot.delivery.sender import Hooks, Sender
from bot.delivery.tables import Delivery, Lane, Policy, State
from bot.people.model import Channel, Side, SideKind
from bot.ports import Limits
from tests.bot.delivery.judged_machine import (
    BLIND,
    CHANNELS,
    FINDABLE,
    LANES,
    OPTIONS,
    RULES,
    TABLES,
    JudgedMachine,
)
from tests.bot.delivery.scripted_platform import RETRY_AFTER, Reply, ScriptedPlatform, Word
from tests.bot.delivery.simulated_process import (
    SimulatedProcess,
)

POINTS = ("before_claim", "mid_claim", "after_claim", "mid_post", "after_answer", "mid_receipt", "during_recovery")

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


class Machine(JudgedMachine):
    """An author, an operator, a platform and up to two processes; what they do comes in any order."""

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

    @precondition(lambda self: self.shared)
    @rule(slot=slots, channels=some)
    def stand_still_over_a_lease(self, slot: int, channels: list[int]) -> None:
        """A process is stopped with an answer in its hands, and goes on when its lanes have another owner."""
        if (process := self.alive(slot)) is None or process.frozen:
            return
        self.start(1 - slot, 0.0)
        process.freezes_at = ("after_answer", 0)
        self.publish(0, channels, False, Priority.ANSWER)
        self.loop.pass_time(2 * OPTIONS.lease)
        self.thaw(slot)

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
