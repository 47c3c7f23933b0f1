"""How everybody stands who has not noted an update, counted for its receipt."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.capabilities.updates.reminders.messages import NOTHING_OPEN, Open
from bot.capabilities.updates.reminders.rules import Standing, Wanted
from bot.capabilities.updates.store import Update, UpdateState, reminders
from bot.capabilities.updates.store.planning import asked_later
from bot.capabilities.updates.store.reminders import Asking, later_of
from bot.people.audience import Reader, Resolved
from bot.people.shifts import hours_of
from bot.storage.sessions import Session


def wanted_of(known: Update, asking: Asking) -> Wanted:
    """What the present version asks."""
    before = timedelta(minutes=asking.before) if asking.before else None
    return Wanted(asking.since, known.acknowledge_by, before)


async def as_asked(session: Session, known: Update, resolved: Resolved) -> Resolved:
    """An audience in which whoever was asked later than others counts as back since then."""
    since = await asked_later(session, known)
    return replace(resolved, readers=tuple(_as_asked(reader, since) for reader in resolved.readers))


def _as_asked(reader: Reader, since: Mapping[int, datetime]) -> Reader:
    if reader.person_id not in since:
        return reader
    return replace(reader, away_until=later_of(reader.away_until, since[reader.person_id]))


async def open_of(session: Session, known: Update, now: datetime) -> Open:
    """Who has not noted it, by side and standing; nothing for what asks nobody any more."""
    asking = await reminders.asking(session, known)
    if asking is None or known.state is not UpdateState.PUBLISHED:
        return NOTHING_OPEN
    wanted = wanted_of(known, asking)
    counts: dict[Standing, Counter[int]] = {standing: Counter() for standing in Standing}
    late: set[int] = set()
    for group in await reminders.open_groups(session, known, asking.since, now):
        hours = hours_of(group.working_hours, group.zone, group.country, group.region, group.own_days, group.rota)
        standing = wanted.standing(hours, now, group.back_since)
        counts[standing][group.side_id] += group.people
        if standing is Standing.MISSING:
            late.add(group.team_id)
    shares = await reminders.team_shares(session, known, now) if late else ()
    return Open(
        counts[Standing.MISSING],
        counts[Standing.NOT_ON_SHIFT],
        counts[Standing.IN_TIME],
        tuple(team for team in shares if team.team_id in late),
    )
