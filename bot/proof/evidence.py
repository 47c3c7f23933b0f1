"""What the bot itself says it did, read from its database, and what the stand-ins' ledgers say was done."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.capabilities.updates.composing import card_subject
from bot.capabilities.updates.reminders.rounds import reminder_subject
from bot.capabilities.updates.store import Update, readers_by_side, title_of, written_by
from bot.capabilities.updates.store import export_person as updates_of
from bot.chat.inbound import Identity
from bot.clock import system_clocks
from bot.delivery.outbox import Outbox
from bot.delivery.receipts import receipt
from bot.delivery.tables import Operation
from bot.people import directory
from bot.people.access import EVERYTHING, Actor
from bot.people.sides import all_sides
from bot.proof.asked import CheckinRun
from bot.proof.organisation import Platform
from bot.proof.reading import Line, slack_lines, teams_lines
from bot.proof.thanks import Thanks
from bot.proof.weeks import SyncRun
from bot.proof.world import Account, Json, World
from bot.storage.sessions import Database, Session


@dataclass(frozen=True)
class Delivered:
    """One line of the bot's receipt. Instants are ISO 8601 in UTC."""

    subject: str
    operation: str
    platform: str
    side: str
    channel: str
    state: str
    attempts: int
    released_at: str | None
    sent_at: str | None
    cause: str | None


@dataclass(frozen=True)
class Acknowledged:
    """One person's *Got it*, as the bot has counted it."""

    person: str
    side: str
    platform: str
    at: str


@dataclass(frozen=True)
class Evidence:
    """What became of one update, of the shoutouts that were given, of each occurrence of a sync, and of check-ins."""

    deliveries: tuple[Delivered, ...] = ()
    acknowledgements: tuple[Acknowledged, ...] = ()
    thanks: tuple[Thanks, ...] = ()
    syncs: tuple[SyncRun, ...] = ()
    checkins: tuple[CheckinRun, ...] = ()

    def as_json(self) -> dict[str, list[dict[str, Any]]]:
        return {
            "deliveries": [asdict(one) for one in self.deliveries],
            "acknowledgements": [asdict(one) for one in self.acknowledgements],
            "shoutouts": [asdict(one) for one in self.thanks],
            "syncs": [asdict(one) for one in self.syncs],
            "checkins": [asdict(one) for one in self.checkins],
        }


MOST = 100
"""Updates among which one is looked for by its title."""


async def read_evidence(database: Database, world: World, *, of: str) -> Evidence:
    """The receipt of the author's update of that title, posts and edits, and who acknowledged it; empty without one."""
    async with database.read() as session:
        known = await _update(session, world, of)
        if known is None:
            return Evidence()
        names = {side.id: side.name for side in await all_sides(session, EVERYTHING)}
        return Evidence(await _deliveries(session, known, names), await _acknowledgements(session, known, world))


async def reminders_promised(database: Database, world: World, *, of: str) -> int:
    """How many reminders of that update the bot has ever meant to post, to people or in channels."""
    async with database.read() as session:
        known = await _update(session, world, of)
        return len(await Outbox(session, system_clocks()).copies(reminder_subject(known))) if known else 0


async def acknowledged(database: Database, world: World, *, of: str) -> int:
    """How many have noted the author's update of that title, as the bot has counted them."""
    async with database.read() as session:
        known = await _update(session, world, of)
        if known is None:
            return 0
        sides = await readers_by_side(session, known, system_clocks().calendar.now())
        return sum(side.noted for side in sides.values())


async def _update(session: Session, world: World, title: str) -> Update | None:
    author = await _actor(session, world.account(world.organisation.author))
    found = await written_by(session, author.person_id, at_most=MOST) if author else ()
    return next(iter([known for known in found if await title_of(session, known, known.locale) == title]), None)


async def _deliveries(session: Session, update: Update, names: Mapping[int, str]) -> tuple[Delivered, ...]:
    lines = [
        line
        for operation in (Operation.POST, Operation.EDIT)
        for line in (await receipt(session, card_subject(update), operation=operation)).lines
    ]
    return tuple(
        Delivered(
            subject=f"update:{update.public_id}",
            operation=str(line.operation),
            platform=line.platform,
            side=names.get(line.side_id, "") if line.side_id is not None else "",
            channel=line.channel,
            state=str(line.state),
            attempts=line.attempts,
            released_at=_iso(line.released_at),
            sent_at=_iso(line.sent_at),
            cause=str(line.cause) if line.cause else None,
        )
        for line in lines
    )


async def _acknowledgements(session: Session, update: Update, world: World) -> tuple[Acknowledged, ...]:
    found = []
    for key in world.accounts:
        actor = await _actor(session, world.account(key))
        if actor is None:
            continue
        noted = (await updates_of(session, actor.person_id))["updates_noted"]
        found += [
            Acknowledged(actor.name, actor.side_name, str(one["platform"]), str(one["at"]))
            for one in noted
            if one["update"] == update.public_id
        ]
    return tuple(sorted(found, key=lambda one: one.at))


async def _actor(session: Session, account: Account) -> Actor | None:
    found = await directory.known(session, Identity(account.platform, account.home, account.user))
    return found if isinstance(found, Actor) else None


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


# --- the judge --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Posted:
    """One post that a stand-in has stored; `at` in monotonic seconds, which both stand-ins count alike."""

    platform: Platform
    channel: str
    at: float


async def posts(world: World, *, of: str, names: Mapping[str, str] | None = None) -> list[Posted]:
    """Every post in a channel, by either ledger, whose notification line holds `of`, the earliest first.

    `names` are the channels looked at, by id; those of the world's organisation unless others are given.
    """
    named = names if names is not None else {channel: name for name, channel in world.channels.items()}
    slack = [
        Posted(Platform.SLACK, named[one["channel"]], one["monotonic"])
        for one in await world.slack.ledger()
        if one["operation"] == "post" and one["channel"] in named and of in (one["text"] or "")
    ]
    teams = [
        Posted(Platform.TEAMS, named[_where(one)], one["tick"])
        for one in (await world.teams.ledger())["entries"]
        if one["operation"] == "post" and _where(one) in named and of in one["message"]["summary"]
    ]
    return sorted(slack + teams, key=lambda one: one.at)


async def posts_anywhere(world: World, *, of: str) -> int:
    """How many posts, direct messages and replies among them, have `of` in their notification line, by both ledgers."""
    slack = [one for one in await world.slack.ledger() if one["operation"] == "post" and of in (one["text"] or "")]
    entries = (await world.teams.ledger())["entries"]
    teams = [one for one in entries if one["operation"] == "post" and of in one["message"]["summary"]]
    return len(slack) + len(teams)


@dataclass(frozen=True)
class Edited:
    """One edit that a stand-in has stored, with what the message shows since; `at` as in `Posted`."""

    platform: Platform
    channel: str
    at: float
    lines: tuple[Line, ...]


async def edits(world: World, *, of: str) -> list[Edited]:
    """Every edit in a channel, by either ledger, whose notification line holds `of`, the earliest first."""
    named = {channel: name for name, channel in world.channels.items()}
    slack = [
        Edited(Platform.SLACK, named[one["channel"]], one["monotonic"], tuple(slack_lines(one["blocks"])))
        for one in await world.slack.ledger()
        if one["operation"] == "update" and one["channel"] in named and of in (one["text"] or "")
    ]
    teams = [
        Edited(Platform.TEAMS, named[_where(one)], one["tick"], tuple(teams_lines(one["message"]["card"])))
        for one in (await world.teams.ledger())["entries"]
        if one["operation"] == "update" and _where(one) in named and of in one["message"]["summary"]
    ]
    return sorted(slack + teams, key=lambda one: one.at)


def _where(entry: Json) -> str:
    return str(entry["message"]["conversation"])


async def refusals(world: World) -> Mapping[str, int]:
    """How many of the bot's calls the stand-ins have refused for pace, by method."""
    slack = [
        one["method"] for one in await world.slack.calls() if one["http"] == 429 and one["team"] == world.own_workspace
    ]
    calls = (await world.teams.ledger())["calls"]
    teams = [one["operation"] for one in calls if one["status"] == 429 and one["app_id"] == world.teams_app]
    return Counter([*(f"slack {method}" for method in slack), *(f"teams {operation}" for operation in teams)])


async def posted_between(world: World, since: float, until: float) -> Mapping[Platform, int]:
    """How many posts of any kind, direct messages among them, each platform stored between two monotonic instants.

    Of the bot's own workspace and tenant: whoever else posts there has paces of their own. What answers a press
    through its response url has none.
    """
    return await _done_between(world, "post", since, until)


async def edits_between(world: World, since: float, until: float) -> Mapping[Platform, int]:
    """The same for edits."""
    return await _done_between(world, "update", since, until)


async def _done_between(world: World, operation: str, since: float, until: float) -> Mapping[Platform, int]:
    slack = [
        one["monotonic"]
        for one in await world.slack.ledger()
        if one["operation"] == operation and one["team"] == world.own_workspace and one["via"] != "response_url"
    ]
    teams = [
        one["tick"]
        for one in (await world.teams.ledger())["entries"]
        if one["operation"] == operation and one["tenant"] == world.teams_home
    ]
    times = {Platform.SLACK: slack, Platform.TEAMS: teams}
    return {platform: sum(since <= at <= until for at in found) for platform, found in times.items()}
