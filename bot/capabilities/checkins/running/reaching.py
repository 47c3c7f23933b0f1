"""Whom a check-in reaches, and how: in a direct message, or by a button in a channel; and whom it does not."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from bot.capabilities.checkins.running.newcomers import WEEKS, newcomers
from bot.capabilities.checkins.store import people
from bot.capabilities.checkins.store.checkins import team_ids_of
from bot.capabilities.checkins.store.tables import Checkin
from bot.capability import OccasionOffer
from bot.mail import can_be_told
from bot.people import audience
from bot.people.audience import Reader, Resolved, ResolvedChannel
from bot.people.model import Audience
from bot.storage.sessions import Session

NO_OCCASIONS: Mapping[str, OccasionOffer] = MappingProxyType({})


class Hindrance(StrEnum):
    """Why somebody is not asked, as `Run.left_out` keeps it with a number and a team.

    `no_chat`: nobody knows a chat account of theirs. `no_channel`: no direct message reaches them, and no channel of
    their team can be posted to. `unconfirmed`: their lead has not confirmed them. `off`: not at work while it is open.
    """

    NO_CHAT = "no_chat"
    NO_CHANNEL = "no_channel"
    UNCONFIRMED = "unconfirmed"
    OFF = "off"


@dataclass(frozen=True)
class ByButton:
    """Somebody who is asked by the button in a channel."""

    reader: Reader
    channel: ResolvedChannel


@dataclass(frozen=True)
class Unreached:
    """Somebody who cannot be asked, and why."""

    reader: Reader
    why: Hindrance


@dataclass(frozen=True)
class Reach:
    """Everybody whom a check-in is for, each once; `silenced` have stopped or snoozed it."""

    resolved: Resolved
    direct: tuple[Reader, ...]
    by_button: tuple[ByButton, ...]
    unreached: tuple[Unreached, ...]
    unconfirmed: tuple[Reader, ...]
    silenced: tuple[Reader, ...]


async def reach_of(
    session: Session,
    checkin: Checkin,
    now: datetime,
    occasions: Mapping[str, OccasionOffer] = NO_OCCASIONS,
    day: date | None = None,
) -> Reach:
    """Whom a check-in of a day (None: of today) would reach at `now`.

    People of sides that are paused or leaving are not in it, nor whoever is in another of their first weeks.
    """
    resolved = await resolved_for(session, checkin, now, occasions)
    readers = resolved.readers
    if (week := WEEKS.get(checkin.template)) is not None:
        readers = await newcomers(session, readers, week, day or now.date())
    return sort(resolved, readers, await people.silenced(session, checkin.id, now))


async def resolved_for(
    session: Session, checkin: Checkin, now: datetime, occasions: Mapping[str, OccasionOffer] = NO_OCCASIONS
) -> Resolved:
    """Whom it is for at `now`: channels, people and sides; they share what the audience's sides have agreed to.

    After an occasion it is for whoever was part of it, in whichever team they are now.
    """
    if checkin.occasion and checkin.occasion_id is not None:
        offer = occasions.get(checkin.occasion)
        part = await offer.people(session, checkin.occasion_id) if offer is not None else ()
        readers = await audience.readers_called(session, part, now)
        resolved = await audience.resolve_teams(session, {one.team_id for one in readers})
        return replace(resolved, readers=readers)
    chosen = (await team_ids_of(session, [checkin.id]))[checkin.id]
    shared = await session.get(Audience, checkin.audience_id) if checkin.audience_id is not None else None
    return await audience.resolve_people(session, chosen, now, shared)


async def channels_of(session: Session, checkin: Checkin, team_ids: Collection[int]) -> Mapping[int, ResolvedChannel]:
    """The channels of a check-in's audience and of these teams that can be posted to, by inside id."""
    shared = await session.get(Audience, checkin.audience_id) if checkin.audience_id is not None else None
    resolved = await audience.resolve_teams(session, team_ids, shared)
    return {one.channel_id: one for one in resolved.channels if one.obstacle is None}


def sort(resolved: Resolved, readers: Sequence[Reader], silenced: Collection[int]) -> Reach:
    """Says of each reader how they are asked, or why not."""
    direct: list[Reader] = []
    by_button: list[ByButton] = []
    unreached: list[Unreached] = []
    unconfirmed: list[Reader] = []
    quiet: list[Reader] = []
    channel_for = channel_finder(resolved.channels)
    for reader in readers:
        if reader.provisional:
            unconfirmed.append(reader)
        elif reader.person_id in silenced:
            quiet.append(reader)
        elif can_be_told(reader):
            direct.append(reader)
        elif not reader.identities:
            unreached.append(Unreached(reader, Hindrance.NO_CHAT))
        elif (channel := channel_for(reader)) is not None:
            by_button.append(ByButton(reader, channel))
        else:
            unreached.append(Unreached(reader, Hindrance.NO_CHANNEL))
    return Reach(resolved, tuple(direct), tuple(by_button), tuple(unreached), tuple(unconfirmed), tuple(quiet))


def channel_finder(channels: Iterable[ResolvedChannel]) -> Callable[[Reader], ResolvedChannel | None]:
    """Finds a channel of somebody's team that can be posted to, on a platform that they are on."""
    of_team: dict[int, list[ResolvedChannel]] = {}
    for channel in channels:
        for team_id in channel.team_ids if channel.obstacle is None else ():
            of_team.setdefault(team_id, []).append(channel)

    def find(reader: Reader) -> ResolvedChannel | None:
        platforms = {one.identity.platform for one in reader.identities}
        return next((one for one in of_team.get(reader.team_id, ()) if one.platform in platforms), None)

    return find
