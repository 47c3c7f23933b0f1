"""Answers under siege: some of those who were asked answer, while the bot is killed; then what is kept is looked at."""

import asyncio
from collections import Counter, deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.store import latest
from bot.proof.chaos.answering import Answerers, Tap
from bot.proof.chaos.besieged import CHECKINS, Siege, in_words
from bot.proof.chaos.bots import Bot
from bot.proof.chaos.orders import Kill
from bot.proof.chaos.respondents import Respondent
from bot.proof.chaos.topology import some_at_once
from bot.proof.hands import LOOK_AGAIN
from bot.proof.organisation import Platform
from bot.proof.steps import expect

ANSWERS = 2_000
"""Given at most, in both together; whoever is asked by a button in a channel is among those who do."""

AT_ONCE = 8
"""People who answer at the same time."""

ANSWERED_WITHIN, SETTLES_WITHIN = 300.0, 300.0
"""Seconds."""

Way = tuple[Mode, bool]
"""How somebody answers: in which mode, and whether by the button in a channel."""


@dataclass
class Poll:
    """`answer`, then `judge`, once everybody in `siege` was asked."""

    siege: Siege
    _taps: dict[Way, deque[Tap]] = field(default_factory=dict)
    _given: list[tuple[Mode, Tap]] = field(default_factory=list)

    async def answer(self, deaths: Sequence[tuple[Way, str]]) -> None:
        """Some people answer both, each way for itself; who was told of no success tries again."""
        await self._meet()
        await self.siege.arena.slack.connect_bot(f"http://127.0.0.1:{self.siege.port}/slack/events")
        for registration in self.siege.arena.topology.registrations:
            endpoint = f"http://127.0.0.1:{self.siege.port}/api/messages"
            await self.siege.arena.teams.world("point", app_id=registration.app_id, endpoint=endpoint)
        for number, (way, point) in enumerate(deaths):
            todo = self._taps[way]
            kill = Kill(point, passes=self.siege.arena.random.randint(1, max(1, len(todo) // 3)))
            async with self.siege.arena.bot(kill, port=self.siege.port) as bot:
                await bot.ready(self.siege.port)
                await self._tap(way[0], todo, bot)
                expect(not bot.running, f"kill {number + 1} among answers to happen", bot.told())
            self.siege.arena.happened(f"killed {in_words(point)}, {len(todo):,} still to answer that way")
        async with self.siege.arena.bot(port=self.siege.port) as bot:
            await bot.ready(self.siege.port)
            for (mode, _), todo in self._taps.items():
                await self._tap(mode, todo, bot)
                expect(not todo, "everybody to be told that they have answered", f"{len(todo)} were not")
            await self.siege.arena.settled(SETTLES_WITHIN)

    async def _meet(self) -> None:
        """Finds the messages of everybody, as they see them, and chooses who answers."""
        chosen = [one for one in self.siege.people if one.by_button]
        others = [one for one in self.siege.people if not one.by_button]
        most = min(ANSWERS, self.siege.arena.size // 2) // len(CHECKINS)
        answer = {*chosen, *self.siege.arena.random.sample(others, max(0, min(len(others), most - len(chosen))))}
        found = await some_at_once([self._messages(one) for one in self.siege.people])
        for who, shown in zip(self.siege.people, found, strict=True):
            if not who.by_button and shown:
                self.siege.arena.promises.meets(who.place.platform, who.home, who.user, shown[0][0])
            for mode, (name, question) in CHECKINS.items() if who in answer else ():
                theirs = [one[:2] for one in shown if one[2].startswith(name)]
                if not theirs:
                    # What is in doubt may not be there; the receipt is judged for that.
                    continue
                where, message = theirs[-1]
                tap = Tap(who, question, self.siege.arena.random.randint(1, 5), where, message)
                self._taps.setdefault((mode, who.by_button), deque()).append(tap)
                self._given.append((mode, tap))

    async def _messages(self, who: Respondent) -> list[tuple[str, str, str]]:
        """What stands before somebody: where, which message, and its words."""
        if who.place.platform is Platform.SLACK:
            if who.by_button:
                shown = (await self.siege.arena.slack.see("channel", who.place.id))["messages"]
            else:
                shown = await self.siege.arena.slack.see("direct", who.user)
            return [(one["channel"], one["ts"], one["text"]) for one in shown if one["by_app"]]
        if who.by_button:
            cards = await self.siege.arena.teams.messages(who.place.id)
        else:
            cards = await self.siege.arena.teams.people("chat", user=who.user, app_id=who.app_id)
        return [(one["conversation"], one["id"], one["summary"]) for one in cards if one["card"]]

    async def _tap(self, mode: Mode, todo: deque[Tap], bot: Bot) -> None:
        """Has them answer, some at once, until none is left or the bot is gone."""
        hands = Answerers(self.siege.arena.slack, self.siege.arena.teams)

        async def one_after_the_other() -> None:
            while todo and bot.running:
                tap = todo.popleft()
                if not await hands.answer(tap):
                    todo.append(tap)
                    await asyncio.sleep(LOOK_AGAIN)

        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWERED_WITHIN):
                await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))

    async def judge(self) -> int:
        """Fails unless every answer is there once, with its value, in its group; says how many there are."""
        async with self.siege.arena.database.read() as session:
            groups = await latest.groups_in(session, self.siege.runs[Mode.ANONYMOUS].id)
            named = await latest.answers_of(session, self.siege.runs[Mode.NAMED].id)
            ballots, voters = await latest.ballots_of(session, self.siege.runs[Mode.ANONYMOUS].id)
            took_part = await latest.took_part_in(session, self.siege.runs[Mode.ANONYMOUS].id)
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
