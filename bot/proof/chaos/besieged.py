"""Two check-ins under siege: everybody is asked and answers, while the bot is killed; then answers are looked at."""

import asyncio
import signal
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from math import ceil

import aiohttp

from bot.capabilities.checkins.kinds import Ask, Mode, Path
from bot.capabilities.checkins.questions import Question, kept
from bot.capabilities.checkins.running.asking import PAGE
from bot.capabilities.checkins.running.preparing import When, freeze
from bot.capabilities.checkins.running.works import ASK
from bot.capabilities.checkins.store import latest, runs
from bot.capabilities.checkins.store.tables import Asked, Checkin, CheckinTeam, Group, Run
from bot.capabilities.checkins.subjects import CHANNEL, PROMPT, group_subject
from bot.clock import system_clocks
from bot.delivery.outbox import Outbox
from bot.proof.calendar import MovableCalendar
from bot.proof.chaos.answering import Answerers, Tap
from bot.proof.chaos.arena import LOOK_EVERY, Arena
from bot.proof.chaos.bots import Bot
from bot.proof.chaos.orders import Kill
from bot.proof.chaos.respondents import Respondent
from bot.proof.chaos.topology import some_at_once
from bot.proof.hands import LOOK_AGAIN, until
from bot.proof.organisation import Platform
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

ANSWERS = 2_000
"""Given at most, in both together; whoever is asked by a button in a channel is among those who do."""

AT_ONCE = 8
"""People who answer at the same time."""

IN_FLIGHT = 32
"""Calls under way in one bot at most: what is in doubt after a death."""

PAGES = (f"before_{ASK}", f"after_{ASK}")
"""Where it dies while a page of people is written."""

READY_WITHIN, DIES_WITHIN, ANSWERED_WITHIN, SETTLES_WITHIN = 30.0, 120.0, 300.0, 300.0
"""Seconds."""

Way = tuple[Mode, bool]
"""How somebody answers: in which mode, and whether by the button in a channel."""


@dataclass
class Siege:
    """`prepare`, `ask`, `answer` and `judge`, in this order."""

    arena: Arena
    calendar: MovableCalendar
    people: Sequence[Respondent]
    _runs: dict[Mode, Run] = field(default_factory=dict)
    _instants: Sequence[datetime] = ()
    _taps: dict[Way, deque[Tap]] = field(default_factory=dict)
    _given: list[tuple[Mode, Tap]] = field(default_factory=list)
    _port: int = field(default_factory=free_port)

    # --- asking -------------------------------------------------------------------------------------------------------

    async def prepare(self) -> None:
        """Freezes both for ten in the morning of everybody's tomorrow, and promises a prompt to each."""
        day = (self.calendar.now() + timedelta(days=1)).date()
        when = When.of(day, datetime.combine(day, AT, zone_named(ZONE)).astimezone(UTC), ZONE)
        instants: set[datetime] = set()
        for mode, (name, question) in CHECKINS.items():
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
                self._runs[mode] = run = await freeze(session, outbox, checkin, when, self.calendar.now())
            async with self.arena.database.read() as session:
                asked = await runs.not_asked_yet(session, run.id)
                instants.update(await runs.asks_at(session, run.id))
                groups = {one: await session.get_one(Group, one) for one in {row.group_id for row in asked}}
            self._promise(f"{name}: {question}", asked, groups)
        self._instants = sorted(instants)
        self.arena.happened(f"{len(self.people):,} people in {len(instants)} zones are to be asked two check-ins")

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
            if not await self._is_quiet():
                async with self.arena.bot() as bot:
                    expect(await self._end_of(bot) is None, "a bot that lives", bot.told())
        expect(not left, "all kills to happen", f"without {left}")

    async def _die_asking(self, points: Sequence[str]) -> bool:
        """A death, and those that follow from it; False if all was done before the first came about."""
        for number, point in enumerate(points):
            waiting = [await self._to_ask(run) for run in self._runs.values()]
            if await self._is_quiet():
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
            self.arena.happened(f"killed {_in_words(point)}, {await self.arena.open_work():,} prompts under way")
        return True

    async def _to_ask(self, run: Run) -> int:
        async with self.arena.database.read() as session:
            rows = await runs.due_to_ask(session, run.id, self.calendar.now(), len(self.people))
        return len(rows)

    async def _end_of(self, bot: Bot) -> int | None:
        """The exit code of a bot that has ended; None where all is done that is due, and it lives."""
        deadline = asyncio.get_running_loop().time() + DIES_WITHIN
        while bot.running and not await self._is_quiet():
            if asyncio.get_running_loop().time() > deadline:
                fail("all to be done that is due, or a kill", f"neither within {DIES_WITHIN:.0f} s\n{bot.told()}")
            await asyncio.sleep(LOOK_EVERY)
        return None if bot.running else await bot.ended()

    async def _is_quiet(self) -> bool:
        done = await nothing_is_due(self.arena.database, self.calendar.now(), ASK)
        return done and await self.arena.open_work() == 0

    # --- answering ----------------------------------------------------------------------------------------------------

    async def answer(self, deaths: Sequence[tuple[Way, str]]) -> None:
        """Some people answer both, each way for itself; who was told of no success tries again."""
        await self._meet()
        await self.arena.slack.connect_bot(f"http://127.0.0.1:{self._port}/slack/events")
        for registration in self.arena.topology.registrations:
            endpoint = f"http://127.0.0.1:{self._port}/api/messages"
            await self.arena.teams.world("point", app_id=registration.app_id, endpoint=endpoint)
        for number, (way, point) in enumerate(deaths):
            todo = self._taps[way]
            kill = Kill(point, passes=self.arena.random.randint(1, max(1, len(todo) // 3)))
            async with self.arena.bot(kill, port=self._port) as bot:
                await self._ready(bot)
                await self._tap(way[0], todo, bot)
                expect(not bot.running, f"kill {number + 1} among answers to happen", bot.told())
            self.arena.happened(f"killed {_in_words(point)}, {len(todo):,} still to answer that way")
        async with self.arena.bot(port=self._port) as bot:
            await self._ready(bot)
            for (mode, _), todo in self._taps.items():
                await self._tap(mode, todo, bot)
                expect(not todo, "everybody to be told that they have answered", f"{len(todo)} were not")
            await self.arena.settled(SETTLES_WITHIN)

    async def _meet(self) -> None:
        """Finds the messages of everybody, as they see them, and chooses who answers."""
        chosen = [one for one in self.people if one.by_button]
        others = [one for one in self.people if not one.by_button]
        most = min(ANSWERS, self.arena.size // 2) // len(CHECKINS)
        answer = {*chosen, *self.arena.random.sample(others, max(0, min(len(others), most - len(chosen))))}
        found = await some_at_once([self._messages(one) for one in self.people])
        for who, shown in zip(self.people, found, strict=True):
            if not who.by_button and shown:
                self.arena.promises.meets(who.place.platform, who.home, who.user, shown[0][0])
            for mode, (name, question) in CHECKINS.items() if who in answer else ():
                theirs = [one[:2] for one in shown if one[2].startswith(name)]
                if not theirs:
                    # What is in doubt may not be there; the receipt is judged for that.
                    continue
                where, message = theirs[-1]
                tap = Tap(who, question, self.arena.random.randint(1, 5), where, message)
                self._taps.setdefault((mode, who.by_button), deque()).append(tap)
                self._given.append((mode, tap))

    async def _messages(self, who: Respondent) -> list[tuple[str, str, str]]:
        """What stands before somebody: where, which message, and its words."""
        if who.place.platform is Platform.SLACK:
            if who.by_button:
                shown = (await self.arena.slack.see("channel", who.place.id))["messages"]
            else:
                shown = await self.arena.slack.see("direct", who.user)
            return [(one["channel"], one["ts"], one["text"]) for one in shown if one["by_app"]]
        if who.by_button:
            cards = await self.arena.teams.messages(who.place.id)
        else:
            cards = await self.arena.teams.people("chat", user=who.user, app_id=who.app_id)
        return [(one["conversation"], one["id"], one["summary"]) for one in cards if one["card"]]

    async def _ready(self, bot: Bot) -> None:
        async with aiohttp.ClientSession() as http:

            async def look() -> bool:
                expect(bot.running, "a bot that starts", bot.told())
                try:
                    async with http.get(f"http://127.0.0.1:{self._port}/readyz") as response:
                        return response.status == 200
                except aiohttp.ClientError:
                    return False

            await until(look, "the bot to be ready", READY_WITHIN)

    async def _tap(self, mode: Mode, todo: deque[Tap], bot: Bot) -> None:
        """Has them answer, some at once, until none is left or the bot is gone."""
        hands = Answerers(self.arena.slack, self.arena.teams)

        async def one_after_the_other() -> None:
            while todo and bot.running:
                tap = todo.popleft()
                if not await hands.answer(tap):
                    todo.append(tap)
                    await asyncio.sleep(LOOK_AGAIN)

        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWERED_WITHIN):
                await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))

    # --- judging ------------------------------------------------------------------------------------------------------

    async def judge(self) -> int:
        """Fails unless every answer is there once, with its value, in its group; says how many there are."""
        async with self.arena.database.read() as session:
            groups = await latest.groups_in(session, self._runs[Mode.ANONYMOUS].id)
            named = await latest.answers_of(session, self._runs[Mode.NAMED].id)
            ballots, voters = await latest.ballots_of(session, self._runs[Mode.ANONYMOUS].id)
            took_part = await latest.took_part_in(session, self._runs[Mode.ANONYMOUS].id)
        given = {mode: [tap for of, tap in self._given if of is mode] for mode in CHECKINS}
        wanted = sorted((tap.who.person_id, tap.value) for tap in given[Mode.NAMED])
        _same("answers with names", Counter(wanted), Counter(named))
        _same("votes", Counter((groups[t.who.person_id], t.value) for t in given[Mode.ANONYMOUS]), Counter(ballots))
        _same("voters", Counter(groups[t.who.person_id] for t in given[Mode.ANONYMOUS]), Counter(voters))
        by_button = {tap.who.person_id for tap in given[Mode.ANONYMOUS] if tap.who.by_button}
        _same("those who took part from a channel", Counter(by_button), Counter(took_part))
        return len(self._given)


def _same(what: str, wanted: Counter[object], found: Counter[object]) -> None:
    more, less = found - wanted, wanted - found
    expect(not more and not less, f"{what} as they were given", f"{more.total()} too many, {less.total()} missing")


def _in_words(point: str) -> str:
    return point.replace("_", " ").replace("checkins.", "a page of check-ins: ")
