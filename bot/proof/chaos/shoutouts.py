"""The bot is killed at random moments while shoutouts go to 20 channels, and while digests go out."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from bot.capabilities.shoutouts.store import DIGEST, SUBJECT, Shoutout
from bot.capabilities.shoutouts.telling import LEAD, PERSONAL
from bot.capabilities.shoutouts.weeks import week_of
from bot.clock import SystemClock
from bot.delivery.condition import lane_conditions
from bot.delivery.outbox import CARD, Subject
from bot.delivery.receipts import Receipt, receipt
from bot.due.work import now_due
from bot.people.audience import everybody
from bot.proof.bench.crowd import CONNECT, TEAMS, US, crowd
from bot.proof.chaos.arena import Arena
from bot.proof.chaos.hasty import program
from bot.proof.chaos.scenario import Scenario
from bot.proof.hands import lines_of, until
from bot.proof.organisation import Platform
from bot.proof.processes import Process, own_environment
from bot.proof.reading import text_of
from bot.proof.stage import Stage
from bot.proof.steps import Unexpected, expect
from bot.storage.sessions import database_now

CHANNELS = 20

PER_TURN = 70
"""Deliveries of a turn, about: a shoutout for partners' people, one for our own, and the digest of that week."""

MET_WITHIN, QUIET_WITHIN = 120.0, 90.0
"""Seconds: until the bot has met everybody, and until all is done after a kill."""

SOON = timedelta(seconds=35)
"""Work that is put off after a failure is due by then."""

LOOKED_BY = timedelta(minutes=3)
"""By then the bot has looked whether a shoutout arrived, and has told its giver if not."""

NEXT_WEEK = timedelta(days=7, minutes=1)

ODDS = ((0.0, 0.08), (0.05, 0.4), (0.3, 2.0))
"""Seconds from the press until the kill: before it is answered, while the cards leave, and while people are told."""

KILLED_AGAIN = 0.5
"""How often it is killed once more while it recovers, within so many seconds."""

AGAIN_WITHIN = 2.5

MOST_KEPT = 10_000
"""Drafts and shoutouts that are looked through for one."""

DIGEST_SAYS = "in the last 7 days"

DOUBT_SAYS = "it may be there; nobody can tell from here"

Shown = Mapping[str, Sequence[str]]
"""The texts that stand in each channel, and that each person has got, by name."""


class Hasty(Stage):
    """The stage with a bot that takes over from the dead quickly."""

    async def _launch(self, port: int) -> Process:
        environment = own_environment() | await self._settings() | {"INSTEP_PORT": str(port)}
        bot = Process(program(self._kept), log=self._log_of(port), environment=environment)
        return await self._stack.enter_async_context(bot)


@dataclass(frozen=True)
class _Thanks:
    """Who thanks whom in a shoutout, and everybody who is to hear of it in person."""

    whom: Sequence[str]
    hear: frozenset[str]


OURS = _Thanks([f"{US} agent 3"], frozenset({f"{US} agent 3"}))
PARTNERS = _Thanks(
    [f"{CONNECT} agent 2", f"{TEAMS} agent 2"],
    frozenset(f"{side} agent {number}" for side in (CONNECT, TEAMS) for number in (1, 2)),
)
"""The first agent of a side leads its team; of ours that is the giver."""


@dataclass(frozen=True)
class _Post:
    """Something that one press sends: who presses, what it is, and the words by which it is known where it arrives."""

    who: str
    what: str
    mark: str
    hear: frozenset[str] = frozenset()


async def play(arena: Arena) -> None:
    """Turns of two shoutouts and a digest, each struck; what arrived is counted after each."""
    async with arena.another_database() as url, Hasty(crowd(CHANNELS), database_url=url, moves_time=True) as stage:
        await stage.prepare()
        await stage.show_shoutouts()
        siege = _Siege(arena, stage, arena.random)
        await until(siege.met, "everybody to be met", MET_WITHIN)
        await siege.allow_many()
        turns = max(1, arena.size // PER_TURN)
        for number in range(turns):
            for name, thanks in (("partners", PARTNERS), ("ours", OURS)):
                await siege.strike(await siege.shoutout(f"run {number} for {name}.", thanks))
            await siege.strike(await siege.digest())
            stage.calendar.move_to(stage.calendar.now() + NEXT_WEEK)
        code = await stage.stop_bot()
        expect(code == 0, "the bot to have borne it", f"exit code {code}\n{stage.bot.told()}")
    arena.happened(
        f"shoutouts: {2 * turns}, digests: {turns}, each in {CHANNELS} channels and told to all who were to hear"
    )


@dataclass(frozen=True)
class _Siege:
    arena: Arena
    stage: Stage
    random: Random

    async def met(self) -> bool:
        async with self.stage.database() as database, database.read() as session:
            readers = await everybody(session, self.stage.calendar.now())
        known = sum(bool(one.identities) and one.identities[0].takes_direct for one in readers)
        return known == len(self.stage.world.organisation.people)

    async def allow_many(self) -> None:
        """More shoutouts a day than a giver has otherwise."""
        organisation = self.stage.world.organisation
        text = "settings shoutouts.per_day 50"
        await self.stage.hands.type_command(organisation.admin, organisation.places[0].name, "/instep", text)

    async def shoutout(self, mark: str, thanks: _Thanks) -> _Post:
        """Writes one and looks at it: one press is left."""
        hands, organisation = self.stage.hands, self.stage.world.organisation
        author = organisation.author
        await hands.type_command(author, organisation.places[0].name, "/shoutout")
        await hands.form_with(author, "What they did")
        found = [(await hands.search(author, "Who", one))[0] for one in thanks.whom]
        await hands.submit(author, {"Who": found, "What they did": f"Stayed on until the order was on its way, {mark}"})
        await hands.form_with(author, mark)
        return _Post(author, "a shoutout", mark, thanks.hear)

    async def digest(self) -> _Post:
        """Looks at the digest of the week: one press is left."""
        hands, organisation = self.stage.hands, self.stage.world.organisation
        await hands.type_command(organisation.admin, organisation.places[0].name, "/shoutout", "digest")
        await hands.form_with(organisation.admin, "will see it")
        return _Post(organisation.admin, "the digest", DIGEST_SAYS)

    async def strike(self, post: _Post) -> None:
        """Presses, kills the bot meanwhile, starts it again, and counts what came of it once all is quiet."""
        before = await self._shown()
        pressing = asyncio.create_task(self._press(post))
        after = self.random.uniform(*self.random.choice(ODDS))
        await asyncio.sleep(after)
        await self._kill()
        taken = await pressing
        await self.stage.start_bot_again()
        if self.random.random() < KILLED_AGAIN:
            await asyncio.sleep(self.random.uniform(0, AGAIN_WITHIN))
            await self._kill()
            await self.stage.start_bot_again()
        # Whoever was not answered presses again, as people do.
        for _ in range(2):
            taken = taken or await self._press(post)
        await until(self._quiet, f"{post.what} to be settled", QUIET_WITHIN)
        self.stage.calendar.move_to(self.stage.calendar.now() + LOOKED_BY)
        await until(self._quiet, f"{post.what} to be looked after", QUIET_WITHIN)
        doubled = await self._judge(post, before, await self._shown())
        self.arena.happened(
            f"{post.what}, killed {after:.2f} s after the press: everywhere"
            + (f"; there twice and said so, on Teams: {doubled}" if doubled else "")
        )

    async def _press(self, post: _Post) -> bool:
        with suppress(Unexpected):
            await self.stage.hands.submit(post.who, {})
            return True
        return False

    async def _kill(self) -> None:
        await self.stage.kill_bot()
        self.arena.kills += 1

    async def _judge(self, post: _Post, before: Shown, after: Shown) -> int:
        """Fails unless it is everywhere once, or more often where the receipt says that nobody can tell.

        Counts the channels where it is so.
        """
        counts = {name: sum(post.mark in text for text in texts[len(before[name]) :]) for name, texts in after.items()}
        world, doubled, arrived = self.stage.world, 0, 0
        whole, channels = await self._whole(post), {*world.channels.values()}
        # Leads get a digest in the same slot.
        found = Receipt(tuple(line for line in whole.lines if line.conversation in channels))
        in_doubt = [line for line in whole.lines if line.platform == Platform.TEAMS and line.doubtful]
        doubtful, unsure = {line.conversation for line in in_doubt}, {line.channel for line in in_doubt}
        for name in world.channels:
            there = counts.pop(name)
            flagged = world.channel(name) in doubtful
            expect(there == 1 or (there > 1 and flagged), f"{post.what} once in {name}", f"{there} times")
            doubled += there > 1
            arrived += there
        for name, there in counts.items():
            # A digest tells its leads more, in their own words.
            if post.hear:
                once = there == (name in post.hear)
                more = there > 1 and name in post.hear and name in unsure
                expect(once or more, f"{post.what} to be told to whom it concerns once", f"{name}: {there}")
        if post.hear and any(line.doubtful for line in found.lines):
            texts = await self.stage.hands.received(post.who)
            expect(any(DOUBT_SAYS in text for text in texts), "its giver to be told of the doubt", "nothing of it")
        expect(found.promised == len(world.channels), "a receipt of every channel", f"{found.promised} lines")
        self.arena.promises.counts(found, arrived, doubled)
        return doubled

    async def _whole(self, post: _Post) -> Receipt:
        """What is known of it in channels and of the people who are told."""
        async with self.stage.database() as database, database.read() as session:
            if not post.hear:
                week = week_of(self.stage.calendar.now())
                return await receipt(session, Subject(DIGEST, week.toordinal()))
            key = 1
            while (kept := await session.get(Shoutout, key)) is None or post.mark not in kept.story:
                key += 1
                expect(key < MOST_KEPT, f"{post.what} to be kept", "none of it")
            found = [await receipt(session, Subject(SUBJECT, key), slot=slot) for slot in (CARD, PERSONAL, LEAD)]
            return Receipt(tuple(line for one in found for line in one.lines))

    async def _quiet(self) -> bool:
        now = self.stage.calendar.now()
        async with self.stage.database() as database, database.read() as session:
            lanes = await lane_conditions(session, await database_now(session, SystemClock()))
            due = await now_due(session, now + SOON)
        return not any(lane.open_work for lane in lanes) and not any(one.kind.startswith(SUBJECT) for one in due)

    async def _shown(self) -> Shown:
        hands, world = self.stage.hands, self.stage.world
        found: dict[str, Sequence[str]] = {
            name: [text_of(lines_of(one)) for one in await hands.cards(name)] for name in world.channels
        }
        return found | {one.name: await hands.received(one.key) for one in world.organisation.people}


SCENARIO = Scenario(
    "shoutouts",
    "The bot killed at random moments while shoutouts go to 20 channels and digests go out",
    play,
    full=10 * PER_TURN,
    least=PER_TURN,
)
