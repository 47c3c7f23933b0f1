"""A small invented organisation with all kinds of people, on both stand-ins, around the whole bot in this process."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from sqlalchemy import func, select, update

import bot.assemble.process as assembled
import bot.migrations
from adapters.slack.standin import RemoteSlack, SlackStandin
from adapters.slack.standin.blocks import interactive
from adapters.slack.standin.world import Ephemeral
from adapters.teams.standin import TeamsStandin
from adapters.teams.standin.courier import Turn
from adapters.teams.standin.dialogs import Dialog
from adapters.teams.standin.ledger import Message as TeamsMessage
from adapters.teams.standin.remote import RemoteTeams
from bot.capability import Offers
from bot.chat.inbound import Identity
from bot.clock import system_clocks
from bot.delivery.sender import SenderOptions
from bot.delivery.tables import Delivery, Operation, Stale, State
from bot.due.tables import DueState, DueWork
from bot.people import directory, grants
from bot.people.access import Actor
from bot.people.model import Person as PersonRow
from bot.people.model import Role
from bot.proof.organisation import Addressees, Kind, Organisation, Person, Place, Platform, Side, Team
from bot.proof.reading import Weight, slack_lines, teams_lines, text_of
from bot.proof.stage import Stage
from bot.settings import Settings
from bot.storage.sessions import Database

Json = dict[str, Any]

US, LUMENARA, HARBORLINE, UMBRA = "Marlowe & Finch", "Lumenara", "Harborline", "Umbra Desk"

NEWS, CARE, SANDBOX, BAZAAR = "product-news", "lumenara-care", "lumenara-sandbox", "bazaar"
DESK, QUAY, BOTH = "Care desk", "Quay sandbox", "Leads of both houses"

AT_ANY_HOUR = "Mon-Sun 00:00-24:00"
"""Everybody's hours: what a test sees must not depend on when it runs."""

WITHIN = 8.0
"""Seconds that anything may take to be seen on a busy machine."""

FINISHED_WITHIN = 10.0
"""Seconds in which the bot stops."""

MENU = "What would you like to do?"
"""What the menu says, and nothing else."""

MENU_CARD = "Instep is here. Press the button for everything you can do."
"""What the card says that the command “button” posts for all to see."""

WRONG = ("the reference ", "older version", "did not work")
"""What no answer may say: words of an error of ours, and of a button that nobody handles."""


def organisation() -> Organisation:
    """One partner in Slack Connect with a guest, one in a Teams tenant with a guest, one of us in both places.

    The sandboxes are channels that are linked to nobody.
    """
    desk = ("yasmin", "omar", "hana", "zara")
    return Organisation(
        sides=(
            Side(US, Platform.SLACK, "own_workspace", internal=True),
            Side(LUMENARA, Platform.SLACK, "slack_connect"),
            Side(HARBORLINE, Platform.TEAMS, "own_tenant"),
        ),
        teams=(
            Team("Product", US, "Europe/London", "GB", AT_ANY_HOUR, "nora", NEWS),
            Team("Lumenara day", LUMENARA, "Asia/Manila", "PH", AT_ANY_HOUR, "ligaya", CARE),
            Team("Harborline care", HARBORLINE, "Africa/Cairo", "EG", AT_ANY_HOUR, "yasmin", DESK),
        ),
        people=(
            Person("nora", "Nora Marlowe", US, "Product", "nora@marlowe-and-finch.example"),
            Person("tobias", "Tobias Finch", US, "Product", "tobias@marlowe-and-finch.example"),
            Person("ines", "Ines Calloway", US, "Product", "ines@marlowe-and-finch.example", on_both=True),
            Person("ligaya", "Ligaya Santos", LUMENARA, "Lumenara day"),
            Person("jomar", "Jomar Bituin", LUMENARA, "Lumenara day"),
            Person("tala", "Tala Maliwanag", LUMENARA, "Lumenara day"),
            Person("bayani", "Bayani Sikat", LUMENARA, "Lumenara day", "bayani@lumenara.example", guest=True),
            Person("yasmin", "Yasmin Fanar", HARBORLINE, "Harborline care"),
            Person("omar", "Omar Marsa", HARBORLINE, "Harborline care"),
            Person("hana", "Hana Mina", HARBORLINE, "Harborline care"),
            Person("zara", "Zara Dockside", HARBORLINE, "Harborline care", guest=True),
        ),
        places=(
            Place(NEWS, US, Kind.PUBLIC, ("Product",)),
            Place(CARE, LUMENARA, Kind.CONNECT, ("Lumenara day",), visitors=("nora",)),
            Place(SANDBOX, LUMENARA, Kind.CONNECT, (), visitors=("nora", "ligaya", "jomar", "tala", "bayani")),
            Place(DESK, HARBORLINE, Kind.STANDARD, ("Harborline care",)),
            Place(QUAY, HARBORLINE, Kind.STANDARD, (), visitors=desk),
            Place(BOTH, HARBORLINE, Kind.SHARED, ("Harborline care", "Product"), visitors=("yasmin", "ines")),
        ),
        audiences=(Addressees("All hands", (NEWS, CARE, DESK)),),
        author="nora",
        admin="tobias",
    )


@dataclass(frozen=True)
class Said:
    """Something that one person was shown: its text, and the buttons in it by title."""

    text: str
    buttons: tuple[str, ...]
    raw: Json


class House(Stage):
    """The stage with everything in this process, so that tests see its inside: the ledgers, the offers, the rows."""

    slack_here: SlackStandin
    teams_here: TeamsStandin
    nix: str
    """The stranger's user id on Slack."""
    process: assembled.Process
    offers: Offers
    inside: Database

    async def start_standins(self) -> None:
        """Both stand-ins on free ports of this process, at whatever pace they are asked."""
        self.slack_here = await self._stack.enter_async_context(SlackStandin(pace_enforced=False))
        self.teams_here = await self._stack.enter_async_context(TeamsStandin())
        self.teams_here.pace.enabled = False
        self.slack = await self._stack.enter_async_context(RemoteSlack(self.slack_here.origin))
        self.teams = await self._stack.enter_async_context(RemoteTeams(self.teams_here.url))

    async def start_bot(self) -> None:
        """The bot in a task, as `instep run` assembles it."""
        await self.world.register_on_teams(f"{self.base_url}/api/messages")
        facts = {name.lower(): value for name, value in (await self._settings()).items()}
        settings = Settings(**facts)
        clocks = system_clocks()
        self.inside = await self._stack.enter_async_context(self.database())
        self.process = process = assembled.Process(settings, self.inside, clocks, SenderOptions())
        self.offers = process.offers
        stop = asyncio.Event()
        running = asyncio.create_task(process.run(stop))

        async def end() -> None:
            stop.set()
            async with asyncio.timeout(FINISHED_WITHIN):
                await running

        self._stack.push_async_callback(end)

        async def serves() -> bool:
            if running.done():
                await running
            return await self._ready_here()

        await seen(serves, "the bot to be ready")
        await self.slack.connect_bot(f"{self.base_url}/slack/events")
        await self.world.install_on_teams()

    async def _ready_here(self) -> bool:
        try:
            async with self._http.get(f"{self.base_url}/readyz") as response:
                return response.status == 200
        except (OSError, aiohttp.ClientError):
            return False

    async def invite_strangers(self) -> None:
        """A company that nobody has linked, in a channel of its own."""
        home = self.slack_here.world.add_workspace(UMBRA)
        user = self.slack_here.world.add_user(home, "Nix Penumbra")
        own = self.world.own_workspace
        self.world.channels[BAZAAR] = self.slack_here.world.add_channel(own, BAZAAR, members=[user], shared_with=[home])
        self.nix = user

    async def actor(self, key: str) -> Actor:
        """Somebody as the bot knows them."""
        account = self.world.account(key)
        async with self.inside.read() as session:
            found = await directory.known(session, Identity(account.platform, account.home, account.user))
        assert isinstance(found, Actor), f"{key} is not known: {found}"
        return found

    async def give(self, key: str, role: Role, side: bool) -> None:
        """The operator gives somebody a role, within their own side or for the whole organisation."""
        actor = await self.actor(key)
        async with self.inside.write() as session:
            person = await session.get_one(PersonRow, actor.person_id)
            await grants.grant(session, None, person, role, actor.side_id if side else None, datetime.now(UTC))

    # --- rows ---------------------------------------------------------------------------------------------------------

    async def rows(self) -> dict[str, int]:
        """How many rows each table holds."""
        tables = bot.migrations.all_metadata().tables
        async with self.inside.read() as session:
            return {
                name: (await session.execute(select(func.count()).select_from(table))).scalar_one()
                for name, table in sorted(tables.items())
            }

    async def under_way(self) -> int:
        """How many deliveries and pieces of due work are not done yet."""
        sending = select(func.count()).where(Delivery.state.in_((State.WAITING, State.SENDING)))
        due = select(func.count()).where(DueWork.state == DueState.WAITING, DueWork.retry_at <= datetime.now(UTC))
        async with self.inside.read() as session:
            return int(await session.scalar(sending) or 0) + int(await session.scalar(due) or 0)

    async def redraw_now(self) -> None:
        """Has all cards drawn with the present figures at once, and not when the pace would have it."""
        async with self.inside.write() as session:
            await session.execute(update(Stale).values(next_at=datetime.now(UTC) - timedelta(seconds=1)))
        self.process.redrawer.wake()

        async def drawn() -> bool:
            async with self.inside.read() as session:
                return not await session.scalar(select(func.count()).where(Stale.drawn < Stale.marks))

        await seen(drawn, "all cards to be drawn")

    async def due_now(self, kind: str) -> None:
        """Has all waiting work of a kind fall due, and waits until it is done."""
        waiting = (DueWork.kind == kind, DueWork.state == DueState.WAITING)
        async with self.inside.write() as session:
            past = datetime.now(UTC) - timedelta(seconds=1)
            await session.execute(update(DueWork).where(*waiting).values(due_at=past, retry_at=past))

        async def done() -> bool:
            async with self.inside.read() as session:
                return await session.scalar(select(DueWork.id).where(*waiting).limit(1)) is None

        await seen(done, f"all work of kind {kind}")

    async def posts_meant(self) -> int:
        """How many posts were ever meant to go out, however they fared."""
        async with self.inside.read() as session:
            return int(await session.scalar(select(func.count()).where(Delivery.operation == Operation.POST)) or 0)

    # --- Slack --------------------------------------------------------------------------------------------------------

    async def mention_on_slack(self, key: str, channel: str, text: str, thread: str | None = None) -> list[Said]:
        """`@Instep text`, in a thread or beside all: what this person alone is then shown in the channel."""
        user, where = self.slack_user(key), self.world.channel(channel)
        before = len(self.slack_here.inbox(user))
        answer = await self.slack_here.happenings.mention(user, where, text, thread)
        assert answer.ok, answer

        async def shown() -> Sequence[Ephemeral]:
            return self.slack_here.inbox(user)[before:]

        return [said_on_slack(one) for one in await seen(shown, f"an answer to “{text}” for {key}")]

    async def press_on_slack(self, key: str, channel: str, button: str, said: Said) -> None:
        """A button of an answer that this person alone sees."""
        user, where = self.slack_user(key), self.world.channel(channel)
        answer = await self.slack_here.people.press(user, button, where, said.raw["ts"])
        assert answer.ok, answer

    def slack_user(self, key: str) -> str:
        """Somebody's user id on Slack; a user id stands for itself."""
        return self.world.account(key, Platform.SLACK).user if key in self.world.accounts else key

    def modal(self, key: str) -> Json | None:
        """The view on top of somebody's screen."""
        return self.slack_here.modal(self.slack_user(key))

    def put_away(self, key: str) -> None:
        """Whatever is open on somebody's screen."""
        self.slack_here.world.modals.pop(self.slack_user(key), None)

    # --- Teams --------------------------------------------------------------------------------------------------------

    def teams_user(self, key: str) -> str:
        """Somebody's object id."""
        return self.world.account(key, Platform.TEAMS).user

    async def mention_on_teams(self, key: str, channel: str, text: str) -> list[TeamsMessage]:
        """`@Instep text`: what the bot then answers in its thread, for all to see."""
        where = self.world.channel(channel)
        before = {one.id for one in self.teams_here.ledger.messages(where)}
        turn = await self.teams_here.people.mention(self.teams_user(key), where, text)
        assert turn.well, turn
        answers = [one for one in self.teams_here.ledger.messages(where) if one.id not in before and one.app_id]
        return [one for one in answers if one.thread != one.id]

    async def say_on_teams(self, key: str, text: str) -> list[TeamsMessage]:
        """Words in the personal chat: what the bot answers there."""
        user = self.teams_user(key)
        before = {one.id for one in self.teams_here.people.chat(user)}
        turn = await self.teams_here.people.say(user, text)
        assert turn.well, turn
        return [one for one in self.teams_here.people.chat(user) if one.id not in before and one.app_id]

    async def press_on_teams(self, key: str, message: TeamsMessage, button: str) -> Turn:
        """A button on a message."""
        return await self.teams_here.people.press(self.teams_user(key), message.conversation, message.id, button)


async def seen(look: Callable[[], Awaitable[Any]], what: str, seconds: float = WITHIN) -> Any:
    """What `look` gives as soon as that is something."""
    try:
        async with asyncio.timeout(seconds):
            while not (found := await look()):  # noqa: ASYNC110 - the stand-ins wake nobody
                await asyncio.sleep(0.01)
            return found
    except TimeoutError:
        raise AssertionError(f"{what}: not within {seconds:.0f} s") from None


Counts = dict[str, int]


async def quiet(house: House) -> Counts:
    """The rows of all tables, and what both platforms show, once nothing changes any more."""

    async def look() -> Counts | None:
        if await house.under_way():
            return None
        first = await _counted(house)
        return first if not await house.under_way() and await _counted(house) == first else None

    found: Counts = await seen(look, "everything to be sent")
    return found


async def _counted(house: House) -> Counts:
    """Without what edits bring: counts on cards are redrawn when their time comes, whatever happens meanwhile."""
    posts = [one for one in house.slack_here.ledger.entries if one.operation == "post"]
    rows = await house.rows()
    return {
        **{name: count for name, count in rows.items() if name not in ("content", "delivery")},
        "posts meant": await house.posts_meant(),
        "posts on Slack": len(posts),
        "posts on Teams": len(house.teams_here.ledger.posts()),
    }


def unchanged(after: Counts, before: Counts) -> None:
    """No table has more or fewer rows than before."""
    assert after == before, {name: (before[name], after[name]) for name in before if before[name] != after[name]}


def said_on_slack(one: Ephemeral) -> Said:
    """An ephemeral as its reader sees it."""
    return Said(text_of(slack_lines(one.blocks)) or one.text, buttons_on_slack(one.blocks), {"ts": one.ts})


def buttons_on_slack(blocks: list[Json]) -> tuple[str, ...]:
    """The titles of all buttons in blocks that tell the bot something."""
    return tuple(
        element["text"]["text"]
        for _, element in interactive(blocks)
        if element["type"] == "button" and "url" not in element
    )


def text_on_teams(message: TeamsMessage) -> str:
    """A message as its readers see it, without what stands on its buttons."""
    lines = teams_lines(message.card) if message.card else []
    return message.text or text_of([line for line in lines if line.weight is not Weight.BUTTONS])


def dialog_text(dialog: Dialog) -> str:
    """A dialog as it is read, its title first."""
    return f"{dialog.title}\n{text_of(teams_lines(dialog.card))}"


def titles_on_teams(card: Any) -> tuple[str, ...]:
    """The titles of all buttons of a card that tell the bot something."""
    match card:
        case {"type": "Action.Submit" | "Action.Execute", **rest}:
            return (str(rest.get("title", "")),)
        case dict():
            return tuple(title for part in card.values() for title in titles_on_teams(part))
        case list() | tuple():
            return tuple(title for part in card for title in titles_on_teams(part))
    return ()
