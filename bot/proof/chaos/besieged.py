"""Check-ins under siege: everybody is asked in their own hours, while the bot is killed."""

import asyncio
import signal
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from math import ceil

from bot.capabilities.checkins.kinds import Ask, Mode, Path
from bot.capabilities.checkins.questions import Question, kept
from bot.capabilities.checkins.running.asking import PAGE
from bot.capabilities.checkins.running.preparing import When, freeze
from bot.capabilities.checkins.running.works import ASK
from bot.capabilities.checkins.store import runs
from bot.capabilities.checkins.store.tables import Asked, Checkin, CheckinTeam, Group, Run
from bot.capabilities.checkins.subjects import CHANNEL, PROMPT, group_subject
from bot.clock import system_clocks
from bot.delivery.outbox import Outbox
from bot.proof.calendar import MovableCalendar
from bot.proof.chaos.arena import LOOK_EVERY, Arena
from bot.proof.chaos.bots import Bot
from bot.proof.chaos.orders import Kill
from bot.proof.chaos.respondents import Respondent
from bot.proof.processes import free_port
from bot.proof.steps import expect, fail
from bot.proof.weeks import nothing_is_due
from schedules.calendar import zone_named

CHECKINS: Mapping[Mode, tuple[str, str]] = {
    Mode.ANONYMOUS: ("Pulse", "Did you have the information you needed?"),
    Mode.NAMED: ("Tools", "How well did your tools let you work?"),
}
"""Name and question of each; everybody is asked both, on a scale of five."""

THRESHOLD = 3
AT, ZONE = time(10), "Europe/London"
OPEN = timedelta(days=3)

IN_FLIGHT = 32
"""Calls under way in one bot at most: what is in doubt after a death."""

PAGES = (f"before_{ASK}", f"after_{ASK}")
"""Where it dies while a page of people is written."""

DIES_WITHIN = 300.0
"""Seconds."""


@dataclass
class Siege:
    """`prepare`, then `ask`; bots go by `calendar`, and serve at `port` if anybody is to speak to them."""

    arena: Arena
    calendar: MovableCalendar
    people: Sequence[Respondent]
    runs: dict[Mode, Run] = field(default_factory=dict)
    _instants: Sequence[datetime] = ()
    port: int = field(default_factory=free_port)

    # --- asking -------------------------------------------------------------------------------------------------------

    async def prepare(self, modes: Collection[Mode] = tuple(CHECKINS)) -> None:
        """Freezes them for ten in the morning of everybody's tomorrow, and promises a prompt to each."""
        day = (self.calendar.now() + timedelta(days=1)).date()
        when = When.of(day, datetime.combine(day, AT, zone_named(ZONE)).astimezone(UTC), ZONE)
        instants: set[datetime] = set()
        for mode in modes:
            name, question = CHECKINS[mode]
            async with self.arena.database.write() as session:
                checkin = Checkin(
                    name=name,
                    mode=mode,
                    threshold=THRESHOLD,
                    questions=kept([Question(Ask.SCALE_5, question)]),
                    side_id=self.arena.where(self.people[0].place)[1],
                    open_minutes=OPEN // timedelta(minutes=1),
                    reminds=False,
                    created_at=self.calendar.now(),
                )
                session.add(checkin)
                await session.flush()
                teams = {one.team_id for one in self.people}
                session.add_all(CheckinTeam(checkin_id=checkin.id, team_id=one) for one in sorted(teams))
                await session.flush()
                outbox = Outbox(session, system_clocks())
                self.runs[mode] = run = await freeze(session, outbox, checkin, when, self.calendar.now())
            async with self.arena.database.read() as session:
                asked = await runs.not_asked_yet(session, run.id)
                instants.update(await runs.asks_at(session, run.id))
                groups = {one: await session.get_one(Group, one) for one in {row.group_id for row in asked}}
            self._promise(f"{name}: {question}", asked, groups)
        self._instants = sorted(instants)
        self.arena.happened(
            f"{len(self.people):,} people in {len(instants)} zones are to be asked {len(modes)} check-ins"
        )

    async def asked_at(self, mode: Mode) -> Mapping[datetime, Sequence[Respondent]]:
        """Who is to be asked at each instant."""
        people = {one.person_id: one for one in self.people}
        found: dict[datetime, list[Respondent]] = {}
        async with self.arena.database.read() as session:
            for row in await runs.not_asked_yet(session, self.runs[mode].id):
                if row.ask_at is not None and row.person_id is not None:
                    found.setdefault(row.ask_at, []).append(people[row.person_id])
        return found

    def _promise(self, text: str, asked: Sequence[Asked], groups: Mapping[int, Group]) -> None:
        called = {row.person_id: row for row in asked}
        everybody = called.keys() == {one.person_id for one in self.people}
        expect(everybody and len(called) == len(asked), "everybody to be asked once", f"{len(asked)} of them")
        posts: Counter[tuple[int, str]] = Counter()
        channels = set()
        for one in self.people:
            row = called[one.person_id]
            expect((row.path is Path.CHANNEL) == one.by_button, "the way that reaches them", str(row.path))
            if not one.by_button:
                posts[row.group_id, PROMPT] += 1
            elif row.channel_id not in channels:
                channels.add(row.channel_id)
                posts[row.group_id, CHANNEL] += 1
        for (group_id, slot), count in posts.items():
            self.arena.promises.add(group_subject(groups[group_id]), text, count, slot=slot)

    async def ask(self, deaths: Sequence[Sequence[str]]) -> None:
        """Lets the calendar run from zone to zone; what no bot came to die of in one comes in the next."""
        left, zones = list(deaths), len(self._instants)
        self.arena.in_flight = max(4, min(IN_FLIGHT, self.arena.size // (6 * sum(map(len, deaths)))))
        for number, instant in enumerate(self._instants):
            self.calendar.move_to(instant)
            share = ceil(len(left) / (zones - number))
            # Pages are written first, and sent then.
            turn = sorted(left[:share], key=lambda one: one[0] not in PAGES)
            left = [one for one in turn if not await self._die_asking(one)] + left[share:]
            if not await self.is_quiet():
                async with self.arena.bot() as bot:
                    expect(await self._end_of(bot) is None, "a bot that lives", bot.told())
        expect(not left, "all kills to happen", f"without {left}")

    async def _die_asking(self, points: Sequence[str]) -> bool:
        """A death, and those that follow from it; False if all was done before the first came about."""
        for number, point in enumerate(points):
            waiting = [await self._to_ask(run) for run in self.runs.values()]
            if await self.is_quiet():
                return False
            if point in PAGES:
                pages = sum(ceil(one / PAGE) for one in waiting)
                kill = Kill(point, passes=self.arena.random.randint(1, max(1, pages // 2)))
            else:
                posts = sum(waiting) + (await self.arena.open_work() or 0)
                part = 0.0 if number else self.arena.random.random() / 2
                kill = Kill(point, answers=int(part * posts))
            async with self.arena.bot(kill) as bot:
                code = await self._end_of(bot)
                if code is None and not number:
                    return False
                expect(code == -signal.SIGKILL, f"a kill {point} to happen", f"exit code {code}\n{bot.told()}")
            self.arena.happened(f"killed {in_words(point)}, {await self.arena.open_work():,} prompts under way")
        return True

    async def _to_ask(self, run: Run) -> int:
        async with self.arena.database.read() as session:
            rows = await runs.due_to_ask(session, run.id, self.calendar.now(), len(self.people))
        return len(rows)

    async def _end_of(self, bot: Bot) -> int | None:
        """The exit code of a bot that has ended; None where all is done that is due, and it lives."""
        deadline = asyncio.get_running_loop().time() + DIES_WITHIN
        while bot.running and not await self.is_quiet():
            if asyncio.get_running_loop().time() > deadline:
                fail("all to be done that is due, or a kill", f"neither within {DIES_WITHIN:.0f} s\n{bot.told()}")
            await asyncio.sleep(LOOK_EVERY)
        return None if bot.running else await bot.ended()

    async def is_quiet(self) -> bool:
        """Whether everybody was asked who is to be by now, and all of it is sent."""
        done = await nothing_is_due(self.arena.database, self.calendar.now(), ASK)
        return done and await self.arena.open_work() == 0


def in_words(point: str) -> str:
    """A point as the page tells of it."""
    return point.replace("_", " ").replace("checkins.", "a page of check-ins: ")
