"""Thousands of requests that no platform sent, thrown at `instep run`: none is let in, and nothing is written."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import bot.migrations
from adapters.slack.standin import RemoteSlack, SlackStandin
from adapters.teams.standin import TeamsStandin
from adapters.teams.standin.remote import RemoteTeams
from adapters.teams.standin.tokens import Keys
from bot.due.work import now_due
from bot.proof.chaos.arena import Arena
from bot.proof.chaos.requests import Attack, Forgery, SlackForger, TeamsForger
from bot.proof.chaos.scenario import Engine, Scenario
from bot.proof.hands import until
from bot.proof.organisation import Addressees, Kind, Organisation, Person, Place, Platform, Side, Team
from bot.proof.stage import Stage
from bot.proof.steps import expect

US, PARTNER, NEWS, DESK = "Marlowe & Finch", "Harborline", "product-news", "Care desk"

QUIET_FOR, QUIET_WITHIN = 1.5, 30.0
"""Seconds for which no table may change before the attack and after it, and in which that must come about."""

TOLD = 5
"""Wrong answers that are told one by one."""

ORGANISATION = Organisation(
    sides=(
        Side(US, Platform.SLACK, "own_workspace", internal=True),
        Side(PARTNER, Platform.TEAMS, "own_tenant"),
    ),
    teams=(
        Team("Product", US, "Europe/London", "GB", "Mon-Fri 09:00-17:30", "nora", NEWS),
        Team("Care", PARTNER, "Africa/Cairo", "EG", "Sun-Thu 09:00-17:00", "yasmin", DESK),
    ),
    people=(
        Person("nora", "Nora Marlowe", US, "Product", "nora@marlowe-and-finch.example"),
        Person("tobias", "Tobias Finch", US, "Product", "tobias@marlowe-and-finch.example"),
        Person("yasmin", "Yasmin Fanar", PARTNER, "Care"),
    ),
    places=(
        Place(NEWS, US, Kind.PUBLIC, ("Product",)),
        Place(DESK, PARTNER, Kind.STANDARD, ("Care",)),
    ),
    audiences=(Addressees("All hands", (NEWS, DESK)),),
    author="nora",
    admin="tobias",
)


class Besieged(Stage):
    """The stand-ins in this process, where what they sent and sign with can be seen, and the real bot in another."""

    slack_here: SlackStandin
    teams_here: TeamsStandin

    async def start_standins(self) -> None:
        self.slack_here = await self._stack.enter_async_context(SlackStandin(pace_enforced=False))
        self.teams_here = await self._stack.enter_async_context(TeamsStandin())
        self.teams_here.pace.enabled = False
        self.slack = await self._stack.enter_async_context(RemoteSlack(self.slack_here.origin))
        self.teams = await self._stack.enter_async_context(RemoteTeams(self.teams_here.url))

    async def work(self) -> None:
        """Something of each kind is really sent, for forgers to begin with."""
        await self.prepare()
        await self.hands.type_command("tobias", NEWS, "/instep", "settings")
        await self.slack_here.happenings.mention(self.world.user("nora"), self.world.channel(NEWS), "who am i")
        await self.slack_here.happenings.rename(self.world.channel(NEWS), NEWS)
        await self.teams_here.people.mention(self.world.user("yasmin"), self.world.channel(DESK), "audiences")
        await self.teams_here.people.say(self.world.user("yasmin"), "who am i")

    async def rows(self) -> dict[str, int]:
        """How many rows each table holds, once that stays so and no work is due."""
        found: dict[str, int] = {}

        async def at_rest() -> bool:
            nonlocal found
            before, found = found, await self._counted()
            resting = before == found and not found["work that is due"]
            if not resting:
                await asyncio.sleep(QUIET_FOR)
            return resting

        await until(at_rest, "the bot to come to rest", QUIET_WITHIN)
        return found

    async def _counted(self) -> dict[str, int]:
        async with self.database() as database, database.read() as session:
            connection = await session.connection()
            found: dict[str, int] = {}
            for name in sorted(bot.migrations.all_metadata().tables):
                counted = await connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - our tables
                found[name] = counted.scalar_one()
            return found | {"work that is due": len(await now_due(session, datetime.now(UTC)))}


class Nowhere:
    """An address that nobody may connect to, and how many did."""

    def __init__(self) -> None:
        self.url = ""
        self.visitors = 0

    async def open(self, stack: AsyncExitStack) -> None:
        server = await stack.enter_async_context(await asyncio.start_server(self._note, "127.0.0.1", 0))
        host, port = server.sockets[0].getsockname()
        self.url = f"http://{host}:{port}/"

    async def _note(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visitors += 1
        writer.close()


async def play(arena: Arena) -> None:
    """So many forgeries of what each platform really sent, and the rows before and after."""
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(Besieged(ORGANISATION))
        nowhere = Nowhere()
        await nowhere.open(stack)
        await stage.work()
        before = await stage.rows()
        for platform, path, forged in (
            ("Slack", "/slack/events", _on_slack(arena, stage)),
            ("Teams", "/api/messages", _on_teams(arena, stage, nowhere.url)),
        ):
            attack = Attack(f"{stage.base_url}{path}")
            await attack.throw(forged)
            shown = "; ".join(attack.wrong[:TOLD])
            expect(not attack.wrong, f"every forgery on {platform} to be refused", f"{len(attack.wrong)}: {shown}")
            arena.happened(f"{attack.sent:,} forged requests on {platform}: {_told(attack.answers)}; none was let in")
        expect(not nowhere.visitors, "no address of a forger to be called", f"{nowhere.visitors} calls")
        after = await stage.rows()
        changed = {name: after[name] - count for name, count in before.items() if after[name] != count}
        expect(not changed, "nothing to be written", f"more or fewer rows: {changed}")
        code = await stage.stop_bot()
        expect(code == 0, "the bot to have borne it", f"exit code {code}\n{stage.bot.told()}")
    arena.happened("nothing was written")


def _on_slack(arena: Arena, stage: Besieged) -> Iterator[Forgery]:
    forger = SlackForger(arena.random, stage.slack_here.world.app.signing_secret)
    originals = list(stage.slack_here.courier.sent)
    for _ in range(arena.size):
        sent = arena.random.choice(originals)
        yield forger.forge(sent.headers, sent.body, int(time.time()))


def _on_teams(arena: Arena, stage: Besieged, evil: str) -> Iterator[Forgery]:
    here = stage.teams_here
    stranger = Keys("channel-9")
    forger = TeamsForger(arena.random, here.tokens, stage.world.teams_app, here.service_url, evil, stranger)
    originals = [turn.activity for turn in here.courier.turns]
    for _ in range(arena.size):
        yield forger.forge(arena.random.choice(originals), int(time.time()))


def _told(answers: Counter[int]) -> str:
    """ "401 × 180, 400 × 12, cut off × 8"."""
    return ", ".join(f"{status or 'cut off'} × {count:,}" for status, count in answers.most_common())


SCENARIO = Scenario(
    "forgeries",
    "Forged requests on both platforms",
    play,
    engines=(Engine.SQLITE,),
)
