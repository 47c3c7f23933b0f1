"""What stands behind the page: one stage after the other, its clock, its bot, and what is broken on it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

import structlog

from adapters.playground import Feed, NotPossible, NotReady
from adapters.slack.standin import RemoteSlack
from adapters.teams.standin.remote import RemoteTeams
from bot.clock import SystemClock
from bot.ports import StorageUnavailable
from bot.proof.hands import LOOK_AGAIN
from bot.proof.organisation import Organisation
from bot.proof.playground.breaks import Breaks
from bot.proof.playground.description import describe
from bot.proof.playground.travel import after_clock_change, in_words, tomorrow
from bot.proof.processes import Process
from bot.proof.stage import Stage

if TYPE_CHECKING:
    from bot.proof.playground.books import Books

BotIs = Literal["up", "starting", "down"]

CATCHES_UP_IN = 8.0
"""Seconds for which the page waits at most until the bot has done what came due with a move of the clock."""

STILL = 20.0
"""Seconds for which the tour waits for anything to happen, before it waits again."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Step:
    """One step of moving in."""

    title: str
    verb: Callable[[], Awaitable[Any]]


@dataclass(frozen=True)
class Move:
    """A jump of the calendar: the machine's Unix time at which it was made, and by how many seconds it runs ahead
    since. The platforms stamp messages by the machine's time, and the page shows them by the calendar's."""

    at: float
    ahead: float


@dataclass
class _Playing:
    """A stage on which everything is ready."""

    stage: Stage
    breaks: Breaks
    books: "Books"
    moves: list[Move] = field(default_factory=list)


class Theatre:
    """The Backstage of the page: `run` plays until it is cancelled, and begins anew whenever `reset` asks for that."""

    def __init__(self, organisation: Organisation, feed: Feed, *, told: Callable[[str], None]) -> None:
        self._organisation = organisation
        self._feed = feed
        self._told = told
        self._zone = _zone(organisation)
        self._playing: _Playing | None = None
        self._steps: list[str] = []
        self._done = 0
        self._failed = ""
        self._bot: BotIs = "starting"
        self._again = asyncio.Event()
        self._chores: set[asyncio.Task[None]] = set()
        self._starting: asyncio.Task[None] | None = None
        self._killing = asyncio.Lock()

    async def run(self) -> None:
        """Play one stage after the other."""
        while True:
            self._again.clear()
            async with AsyncExitStack() as stack:
                try:
                    self._playing = await self._move_in(stack)
                except Exception as error:
                    log.exception("playground_not_ready")
                    reason = (str(error) or type(error).__name__).splitlines()[0]
                    self._failed = f"“{self._steps[self._done]}” did not work: {reason}"
                    self._told(f"{self._failed}\n{error}")
                else:
                    self._told("Ready.")
                self._feed.publish("world")
                await self._again.wait()
                self._playing, self._bot = None, "starting"
                self._feed.publish("world")

    # --- what the page asks -------------------------------------------------------------------------------------------

    def platforms(self) -> tuple[RemoteSlack, RemoteTeams]:
        stage = self._now_playing().stage
        return stage.slack, stage.teams

    async def world(self) -> dict[str, Any]:
        playing = self._now_playing()
        tour = await playing.books.tour()
        return {**describe(playing.stage.world), "tour": tour, "breaks": self._broken(playing)}

    async def now(self) -> dict[str, Any]:
        playing = self._playing
        if playing is None:
            return {
                "now": None,
                "zone": self._zone.key,
                "ahead_seconds": 0,
                "next_due": None,
                "bot": self._bot,
                "moves": [],
            }
        now = playing.stage.calendar.now()
        due = await playing.books.next_due(now)
        return {
            "now": now.isoformat(),
            "zone": self._zone.key,
            "ahead_seconds": playing.stage.calendar.ahead.total_seconds(),
            "next_due": due.isoformat() if due else None,
            "bot": self._bot,
            "moves": [asdict(one) for one in playing.moves],
        }

    async def deliveries(self) -> dict[str, Any]:
        playing = self._now_playing()
        return await playing.books.deliveries()

    async def move_time(self, to: str) -> dict[str, Any]:
        playing = self._now_playing()
        now = playing.stage.calendar.now()
        match to:
            case "tomorrow":
                instant = tomorrow(now, self._zone)
            case "due":
                due = await playing.books.next_due(now)
                if due is None:
                    raise NotPossible("nothing is due")
                instant = due
            case "clock_change":
                change = after_clock_change(now, self._zone)
                if change is None:
                    raise NotPossible(f"the clocks never change in {self._zone.key}")
                instant = change
            case _:
                raise NotPossible("there is no such time to go to")
        with suppress(ValueError):  # it came by itself in these milliseconds
            playing.stage.calendar.move_to(instant)
        machine = SystemClock().now().timestamp()
        playing.moves.append(Move(machine, playing.stage.calendar.ahead.total_seconds()))
        self._feed.publish("clock")
        await self._catch_up(playing)
        return {**await self.now(), "said": f"It is now {in_words(instant, self._zone)}."}

    async def _catch_up(self, playing: _Playing) -> None:
        """Waits a little while for the bot to do what is due by now: only then what is due next is known."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CATCHES_UP_IN):
                calendar, books = playing.stage.calendar, playing.books
                # What is waited for happens in another process.
                while self._bot == "up" and not await books.caught_up(calendar.now()):  # noqa: ASYNC110
                    await asyncio.sleep(LOOK_AGAIN)

    async def set_break(self, id: str, on: bool, channel: str) -> dict[str, Any]:
        playing = self._now_playing()
        if id == "kill":
            await self._set_killed(playing.stage, on)
        else:
            await playing.breaks.set(id, on, channel)
        self._feed.publish("breaks")
        return {"breaks": self._broken(playing)}

    async def tour(self, action: str, step: str) -> dict[str, Any]:
        playing = self._now_playing()
        playing.books.change_tour(action, step, playing.stage.calendar.now())
        self._feed.publish("tour")
        return {}

    async def reset(self) -> None:
        if self._playing is None and not self._failed:
            return  # it is starting over already
        self._failed, self._done = "", 0
        self._again.set()

    # --- moving in ----------------------------------------------------------------------------------------------------

    async def _move_in(self, stack: AsyncExitStack) -> _Playing:
        stage = await stack.enter_async_context(Stage(self._organisation, moves_time=True))
        stack.push_async_callback(self._end_chores)
        steps = _steps(stage)
        self._steps = [step.title for step in steps]
        for step in steps:
            self._feed.publish("world")
            await step.verb()
            self._done += 1
        await stage.slack.insist()
        self._set_bot("up")
        self._watch(stage.bot)
        database = await stack.enter_async_context(stage.database())
        await stack.enter_async_context(self._feed.following(slack=stage.slack.changes, teams=stage.teams.changes))
        books = _books()(database, stage.world, stage.calendar.now())
        playing = _Playing(stage, Breaks(stage), books)
        # Over before the database is closed.
        stack.push_async_callback(_end, asyncio.create_task(self._guide(playing)))
        return playing

    async def _guide(self, playing: _Playing) -> None:
        """Tells the page of each step of the tour that is done, whoever did it."""
        seen, known = self._feed.last, ""
        while not self._feed.closed:
            events = await self._feed.after(seen, STILL)
            if not events:
                continue
            seen = events[-1].number
            if not any(event.kind in ("delivery", "whisper", "modal") for event in events):
                continue
            try:
                done = str([step["done"] for step in await playing.books.tour()])
            except StorageUnavailable as error:
                log.warning("tour_not_read", why=str(error))  # with the next event it is tried again
                continue
            if done != known:
                known = done
                self._feed.publish("tour")

    def _now_playing(self) -> _Playing:
        if self._playing is None:
            raise self._not_ready()
        return self._playing

    def _not_ready(self) -> NotReady:
        steps = [
            {"title": title, "state": "done" if at < self._done else "doing" if at == self._done else "waiting"}
            for at, title in enumerate(self._steps)
        ]
        doing = next((step["title"] for step in steps if step["state"] == "doing"), "An organisation moves in")
        return NotReady(self._failed or f"{doing} …", steps, self._failed)

    def _broken(self, playing: _Playing) -> Sequence[Any]:
        return playing.breaks.listed(killed=self._bot == "down")

    # --- the bot ------------------------------------------------------------------------------------------------------

    async def _set_killed(self, stage: Stage, on: bool) -> None:
        async with self._killing:
            if on and self._bot != "down":
                self._set_bot("down")
                if self._starting is not None:
                    self._starting.cancel()
                    await asyncio.wait({self._starting})
                await stage.kill_bot()
            elif not on and self._bot == "down":
                self._set_bot("starting")
                self._starting = self._do(self._start_again(stage))

    async def _start_again(self, stage: Stage) -> None:
        try:
            await stage.start_bot_again()
        except Exception:
            log.exception("bot_not_started")
            await stage.kill_bot()
            self._set_bot("down")
        else:
            self._set_bot("up")
            self._watch(stage.bot)

    def _watch(self, bot: Process) -> None:
        self._do(self._see_it_end(bot))

    async def _see_it_end(self, bot: Process) -> None:
        await bot.ended()
        if self._bot == "up":
            self._set_bot("down")

    def _set_bot(self, state: BotIs) -> None:
        self._bot = state
        self._feed.publish("bot")
        self._feed.publish("breaks")

    def _do(self, chore: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)
        return task

    async def _end_chores(self) -> None:
        await _end(*self._chores)


async def _end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _steps(stage: Stage) -> Sequence[_Step]:
    return (
        _Step("Stand-ins for Slack and Teams start", stage.start_standins),
        _Step("An organisation moves in", stage.build),
        _Step("Instep starts", partial(_start_bot, stage)),
        _Step("An admin links the companies", stage.link_companies),
        _Step("Teams and people are imported", stage.import_people),
        _Step("The partner adds the app on Teams", stage.install_on_teams),
        _Step("Channels are linked to their teams", stage.import_channels),
        _Step("An admin says where shoutouts appear", stage.show_shoutouts),
    )


async def _start_bot(stage: Stage) -> None:
    """Waits for the bot to load, and loads meanwhile what this process needs of the same code."""
    loaded = asyncio.create_task(asyncio.to_thread(_books))
    await stage.start_bot()
    await loaded


def _books() -> "type[Books]":
    # The page and both platforms are there before all of the bot's code is loaded, which takes longest of all.
    from bot.proof.playground.books import Books

    return Books


def _zone(organisation: Organisation) -> ZoneInfo:
    """Where the author is: what the page calls tomorrow."""
    author = organisation.person(organisation.author)
    return ZoneInfo(next(team.zone for team in organisation.teams if team.name == author.team))
