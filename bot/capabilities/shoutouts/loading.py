"""Reads a shoutout with all that its messages are composed from."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from bot.capabilities.shoutouts import settings, store
from bot.capabilities.shoutouts.facts import Added, Facts, Named
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store import NOBODY, Note, Recipient, Shoutout, exporting
from bot.capabilities.shoutouts.store.people import InTeam
from bot.capabilities.shoutouts.values import Value, read_values
from bot.people import audiences, sides
from bot.people.model import Audience, Sharing
from bot.people.viewpoint import Wall
from bot.storage.sessions import Session

Kept = Shoutout | exporting.Line
"""A row, or what is told of it in a file."""

SLICE = 500
"""Shoutouts whose rows are read in one statement."""


async def wall_of(session: Session, kept: Shoutout) -> Wall:
    """The wall across which a shoutout is read; without an audience its sides share nothing."""
    return (await walls_of(session, [kept]))[kept.id]


async def walls_of(session: Session, shoutouts: Collection[Kept]) -> Mapping[int, Wall]:
    """The wall of each of them, by shoutout."""
    called = {one.audience_id for one in shoutouts if one.audience_id is not None}
    internal = await sides.internal_side(session)
    internal_id = internal.id if internal else None
    walls = {}
    for one in called:
        if (audience := await session.get(Audience, one)) is not None:
            walls[one] = Wall(audience.sharing, internal_id, await audiences.sides_of(session, audience))
    without = Wall(Sharing.NOTHING, internal_id)
    return {one.id: walls.get(one.audience_id or 0, without) for one in shoutouts}


async def values_of(session: Session) -> tuple[Value, ...]:
    """The organisation's values."""
    return read_values(await settings.text(session, settings.VALUES))


async def facts_of(session: Session, kept: Shoutout, now: datetime) -> Facts:
    """A shoutout as its messages are composed from at `now`."""
    return (await facts_of_many(session, [kept], now))[kept.id]


async def facts_of_many(
    session: Session,
    shoutouts: Collection[Kept],
    now: datetime,
    *,
    met: dict[InTeam, Named] | None = None,
    recipients: Mapping[int, Sequence[Recipient | exporting.Whom]] | None = None,
) -> Mapping[int, Facts]:
    """Shoutouts as their messages are composed from at `now`, by shoutout.

    It asks the database as often for one as for `SLICE` of them, whatever they name. `met` holds people who were read
    for others before and need not be read again, and takes up the new ones; `recipients` are the rows of those whom
    they name, where they were read before.
    """
    read: dict[int, _Read] = {}
    by_id = {one.id: one for one in shoutouts}
    ids = sorted(by_id)
    for start in range(0, len(ids), SLICE):
        few = ids[start : start + SLICE]
        thanked: Mapping[int, Sequence[Recipient | exporting.Whom]]
        thanked = await store.recipients_of(session, few) if recipients is None else recipients
        # Nobody has seen a draft.
        posted = [one for one in few if by_id[one].state is not ShoutoutState.DRAFT]
        cheers = await store.cheers_of(session, posted) if posted else {}
        notes = await store.notes_of(session, posted) if posted else {}
        read |= {one: _Read(thanked[one], cheers.get(one, ()), notes.get(one, ())) for one in few}
    named: set[InTeam] = set()
    whole: set[int] = set()
    for one in shoutouts:
        rows = read[one.id]
        named |= {rows.in_team(person_id) for person_id in (one.giver_id, *rows.people) if person_id is not None}
        whole |= {row.team_id for row in rows.recipients if row.whole_team and row.team_id is not None}
    people = {} if met is None else met
    people |= await store.people_in_teams(session, [one for one in named if one not in people], now)
    known = _Known(
        people,
        await store.teams_named(session, whole),
        {one.key: one for one in await values_of(session)},
        await settings.is_on(session, settings.PARTNERS_SEE_ALL),
    )
    found: dict[int, Facts] = {}
    for place, one in enumerate(shoutouts, start=1):
        found[one.id] = _facts(one, read[one.id], known)
        if place % SLICE == 0:
            # Others get their turn.
            await asyncio.sleep(0)
    return found


@dataclass(frozen=True)
class _Read:
    """The rows of one shoutout."""

    recipients: Sequence[Recipient | exporting.Whom]
    cheers: Sequence[int | None]
    notes: Sequence[Note]

    @cached_property
    def teams(self) -> Mapping[int, int | None]:
        return {row.person_id: row.team_id for row in self.recipients if row.person_id is not None}

    @property
    def people(self) -> Sequence[int | None]:
        return (*self.teams, *self.cheers, *(row.person_id for row in self.notes))

    def in_team(self, person_id: int) -> InTeam:
        return person_id, self.teams.get(person_id)


@dataclass(frozen=True)
class _Known:
    """What the rows of several shoutouts speak of."""

    people: Mapping[InTeam, Named]
    teams: Mapping[int, Named]
    values: Mapping[str, Value]
    partners_see_all: bool


def _facts(kept: Kept, rows: _Read, known: _Known) -> Facts:
    def person(person_id: int | None) -> Named:
        return known.people.get(rows.in_team(person_id), NOBODY) if person_id is not None else NOBODY

    thanked = []
    for row in rows.recipients:
        one = known.teams.get(row.team_id or 0) if row.whole_team else person(row.person_id)
        if one is not None and one is not NOBODY:
            wants = kept.state is ShoutoutState.DRAFT and one.privately
            thanked.append(replace(one, privately=row.privately or wants))
    cheering = [person(one) for one in rows.cheers]
    return Facts(
        public_id=kept.public_id,
        giver=person(kept.giver_id),
        recipients=tuple(thanked),
        story=kept.story,
        quote=kept.quote,
        customer=kept.customer,
        # One that the organisation no longer has stands as it was written.
        value=known.values.get(kept.value.casefold(), Value(kept.value)) if kept.value else None,
        ticket_url=kept.ticket_url,
        notes=tuple(Added(row.public_id, person(row.person_id), row.text) for row in rows.notes),
        cheers=tuple(one for one in cheering if one is not NOBODY),
        cheers_without_name=sum(one is NOBODY for one in cheering),
        state=kept.state,
        ended_because=kept.ended_because,
        corrected=kept.version > 1 or kept.corrects_id is not None,
        partners_see_all=known.partners_see_all,
    )
