"""Prompts to ten thousand people in their own hours, through a whole bot in real time, beside a control."""

import asyncio
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.capabilities.checkins.kinds import Mode
from bot.delivery.pace import Priority, Work, lane_bound
from bot.proof.bench.bare import Bare
from bot.proof.bench.bars import Bar, Findings, Say, none_bar
from bot.proof.bench.broadcast import ARRIVES_WITHIN, Measured, built_in_paces, rest_seconds
from bot.proof.bench.crowd import crowd
from bot.proof.chaos.arena import LOOK_EVERY, Arena
from bot.proof.chaos.besieged import CHECKINS, Siege
from bot.proof.chaos.bots import Bot, Hosts
from bot.proof.chaos.respondents import TEAM, Respondent, settle
from bot.proof.organisation import Platform
from bot.proof.processes import stood_in_line
from bot.proof.steps import expect
from bot.proof.world import World

PEOPLE, HOURS, WORKSPACES = 10_000, 3, 5

CONTROL = 2 * (PEOPLE // 2 // WORKSPACES // HOURS)
"""Posts of the control beside each hour: as many on Slack as one workspace gets prompts then, as many on Teams."""

TOO_MANY = 429

TOPOLOGY = (
    f"{PEOPLE:,} people in {WORKSPACES} Slack workspaces and two Teams tenants, in {HOURS} zones of equal size, are "
    f"asked at ten in the morning by their own clock, one in {TEAM} by a button in their team's channel; SQLite; one "
    f"bot process, which looks for due work every 0.2 s; the control posts {CONTROL} messages beside each hour; real "
    "time"
)


@dataclass(frozen=True)
class Hour:
    """What one zone showed, in seconds: from the instant at which its prompts were due until the last had arrived."""

    elapsed: float
    bound: float
    in_line: float
    control: Measured

    @property
    def ratio(self) -> float:
        """How much longer it took than the paces force."""
        return self.elapsed / self.bound


async def measure(say: Say, people: int = PEOPLE) -> Findings:
    """Each zone in turn, and whether anything was refused for its pace."""
    hours: list[Hour] = []
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="instep-")))
        say(f"Making {people:,} people in {HOURS} zones …")
        arena = await stack.enter_async_context(
            Arena(
                Hosts(stack, folder),
                folder,
                f"sqlite:///{folder / 'instep.db'}",
                people,
                seed=8,
                channels=people // TEAM,
                workspaces=WORKSPACES,
                paced=True,
            )
        )
        siege = Siege(arena, arena.movable_calendar(), await settle(arena, HOURS))
        await siege.prepare([Mode.ANONYMOUS])
        asked = await siege.asked_at(Mode.ANONYMOUS)
        beside = 2 * (people // 2 // WORKSPACES // HOURS)
        bare = await stack.enter_async_context(Bare(World(crowd(4), arena.slack, arena.teams), beside))
        async with arena.bot(port=siege.port) as bot:
            await bot.ready(siege.port)
            for number, (instant, there) in enumerate(sorted(asked.items()), 1):
                say(f"{len(there):,} people of zone {number} of {len(asked)} …")
                await asyncio.sleep(rest_seconds())
                seen, control = await asyncio.gather(
                    _hour(siege, bot, instant, there), bare.post(beside, f"Control of hour {number}")
                )
                hours.append(Hour(*seen, control))
        refused = await _refused(arena)
    in_line = tuple(one.in_line for one in hours)
    bars = (
        Bar(
            f"{people:,} prompts in people's own hours, elapsed ÷ the least that the paces allow",
            "×",
            1.05,
            tuple(one.ratio for one in hours),
            tuple(one.control.ratio for one in hours),
            in_line,
            least=1.0,
        ),
        none_bar(f"calls refused for their pace, {people:,} prompts", refused.total(), in_line),
    )
    notes = tuple(f"refused for pace: {count} × {method}" for method, count in refused.items())
    return Findings(bars, TOPOLOGY, notes)


async def _hour(siege: Siege, bot: Bot, instant: datetime, people: Sequence[Respondent]) -> tuple[float, float, float]:
    """Elapsed, the least that the paces allow, and the share for which the bot stood in line."""
    bound, expected = _least(people)
    began, stood = time.monotonic(), stood_in_line(bot.pid)
    siege.calendar.move_to(instant)
    await asyncio.sleep(bound)
    while not await siege.is_quiet():
        expect(time.monotonic() < began + bound + ARRIVES_WITHIN, "everybody to be asked", "some who still wait")
        await asyncio.sleep(LOOK_EVERY)
    stood = stood_in_line(bot.pid) - stood
    arrived = await _arrivals(siege.arena, began)
    expect(len(arrived) == expected, f"{expected} prompts", str(len(arrived)))
    elapsed = max(arrived.values()) - began
    return elapsed, bound, stood / elapsed


def _least(people: Sequence[Respondent]) -> tuple[float, int]:
    """The least seconds that the paces allow for their prompts, and how many those are."""
    works: Mapping[tuple[str, str], set[str]] = defaultdict(set)
    opened: Mapping[tuple[str, str], set[str]] = defaultdict(set)
    for one in people:
        # Whoever is asked by a button shares the one message in the channel.
        to = one.place.id if one.by_button else one.user
        works[one.place.platform, one.place.installation].add(to)
        if one.place.platform == Platform.TEAMS and not one.by_button:
            # Nobody was written to before: on Teams a request of its own opens the chat.
            opened[one.place.platform, one.place.installation].add(f"open {to}")
    rules = {str(platform): rule for platform, rule in built_in_paces().items()}
    bound = max(
        lane_bound(rules[where[0]], [Work(to, "post", to, Priority.REMIND) for to in sorted(there | opened[where])])
        for where, there in works.items()
    )
    return bound, sum(map(len, works.values()))


async def _arrivals(arena: Arena, since: float) -> Mapping[str, float]:
    """When each conversation had its prompt; the first, where a doubt was sent again."""
    name, _ = CHECKINS[Mode.ANONYMOUS]
    slack = [
        (str(one["channel"]), one["monotonic"])
        for one in await arena.slack.ledger()
        if one["operation"] == "post" and (one["text"] or "").startswith(name)
    ]
    teams = [
        (str(one["message"]["conversation"]), one["tick"])
        for one in (await arena.teams.ledger())["entries"]
        if one["operation"] == "post" and one["message"]["summary"].startswith(name)
    ]
    return {where: at for where, at in sorted(slack + teams, key=lambda one: -one[1]) if at >= since}


async def _refused(arena: Arena) -> Counter[str]:
    homes = {one.team_id for one in arena.topology.workspaces}
    apps = {one.app_id for one in arena.topology.registrations}
    slack = [one for one in await arena.slack.calls() if one["http"] == TOO_MANY and one["team"] in homes]
    calls = (await arena.teams.ledger())["calls"]
    teams = [one for one in calls if one["status"] == TOO_MANY and one["app_id"] in apps]
    return Counter([*(f"slack {one['method']}" for one in slack), *(f"teams {one['operation']}" for one in teams)])
