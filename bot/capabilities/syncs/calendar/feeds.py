"""Addresses that calendars ask again and again: one sync, or all of a person's, as they are allowed at that moment."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit, urlunsplit

from bot.capabilities.syncs.calendar.events import calendar_of
from bot.capabilities.syncs.calendar.occurring import Reading, entry_of
from bot.capabilities.syncs.kinds import SyncState
from bot.capabilities.syncs.planning import teams_taking_part
from bot.capabilities.syncs.store.actions import syncs_of_teams
from bot.capabilities.syncs.store.feeds import feed_hashed
from bot.capabilities.syncs.store.syncs import rhythm_of
from bot.capabilities.syncs.store.tables import Feed, Sync
from bot.capability import Document, Elsewhere, Found
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.people import directory
from bot.people.access import Actor
from bot.storage.sessions import Session

PATH = "/calendar"

SECRET_BYTES = 32
"""Of randomness in an address: a plain hash is enough for what nobody can guess."""

PATTERN = r"[\w-]{43}"

LASTS = timedelta(minutes=15)
"""How long a calendar may keep what it was given."""

USE_NOTED_EVERY = timedelta(hours=1)
"""How exactly the last use is kept."""

CALENDAR = "text/calendar; charset=utf-8"


def new_secret() -> str:
    """The part of an address that nobody can guess; it is shown once, and only its hash is kept."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def address(base_url: str, secret: str) -> str:
    """What is given to a calendar."""
    return f"{base_url}{PATH}/{secret}.ics"


def opening(base_url: str, secret: str) -> str:
    """What a person presses: it has the calendar of their device open the address. Chat shows no other kind of link."""
    return f"{base_url}{PATH}/{secret}"


async def takes_part(session: Session, actor: Actor, sync: Sync) -> bool:
    """Whether somebody is in a team that takes part, leads one, or owns the rhythm."""
    teams = await teams_taking_part(session, sync)
    if not {*actor.team_ids, *actor.led_team_ids}.isdisjoint(teams):
        return True
    rhythm = await rhythm_of(session, sync)
    return rhythm is not None and rhythm.owner_id == actor.person_id and not actor.provisional


async def syncs_of(session: Session, actor: Actor) -> Sequence[Sync]:
    """The active syncs in which a team of somebody takes part, by name."""
    teams = {*actor.team_ids, *actor.led_team_ids}
    found = await syncs_of_teams(session, teams)
    return [one for one in found if not teams.isdisjoint(await teams_taking_part(session, one))]


async def file_of(session: Session, title: str, syncs: Sequence[Sync], reading: Reading) -> Document:
    """Some syncs as a calendar file."""
    entries = [entry for one in syncs if (entry := await entry_of(session, one, reading)) is not None]
    return Document(CALENDAR, calendar_of(title, entries), "syncs.ics")


@dataclass(frozen=True)
class Feeds:
    """Answers calendars, under the address that people reach Instep by."""

    base_url: str

    async def read(self, session: Session, clocks: Clocks, secret: str) -> Found | None:
        """What stands under an address now; None if it was revoked, or whose it is does not take part any more."""
        feed = await feed_hashed(session, hashed(secret))
        if feed is None or not await directory.takes_part(session, feed.person_id):
            return None
        actor = await directory.actor_of(session, feed.person_id)
        t = Texts(actor.locale or "en")
        syncs = await self._syncs(session, feed, actor)
        if syncs is None:
            return None
        title = t("Instep: my syncs") if feed.sync_id is None else syncs[0].name
        document = await file_of(session, title, syncs, Reading(clocks.calendar.now(), t, self.host))
        return Found(document, LASTS, noted=_is_to_be_noted(feed, clocks.machine.now()))

    async def open(self, session: Session, clocks: Clocks, secret: str) -> Elsewhere | None:
        """Has the calendar of a person's device subscribe."""
        feed = await feed_hashed(session, hashed(secret))
        if feed is None or not await directory.takes_part(session, feed.person_id):
            return None
        parts = urlsplit(address(self.base_url, secret))
        return Elsewhere(urlunsplit(parts._replace(scheme="webcal")))

    @property
    def host(self) -> str:
        """Of whom ids in calendars are: they stay the same for as long as the address does."""
        return urlsplit(self.base_url).hostname or "instep"

    async def _syncs(self, session: Session, feed: Feed, actor: Actor) -> Sequence[Sync] | None:
        if feed.sync_id is None:
            return await syncs_of(session, actor)
        sync = await session.get_one(Sync, feed.sync_id)
        known = sync.state in (SyncState.ACTIVE, SyncState.ENDED)
        return [sync] if known and await takes_part(session, actor, sync) else None


def _is_to_be_noted(feed: Feed, now: datetime) -> bool:
    return feed.last_used_at is None or now - feed.last_used_at >= USE_NOTED_EVERY
