"""Reads a shoutout with all that its messages are composed from."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.capabilities.shoutouts import settings, store
from bot.capabilities.shoutouts.facts import Added, Facts, Named
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store import NOBODY, Cheer, Note, Recipient, Shoutout
from bot.capabilities.shoutouts.values import Value, read_values
from bot.people import sides
from bot.people.model import Audience, Sharing
from bot.people.viewpoint import Viewpoint
from bot.storage.sessions import Session


@dataclass(frozen=True)
class Wall:
    """What the sides of the recognition audience share, and which side is the internal one."""

    sharing: Sharing
    internal: int | None

    def viewpoint(self, side_ids: Collection[int]) -> Viewpoint:
        return Viewpoint(frozenset(side_ids), self.sharing, self.internal)


async def wall_of(session: Session, kept: Shoutout) -> Wall:
    """The wall across which a shoutout is read; without an audience its sides share nothing."""
    audience = await session.get(Audience, kept.audience_id) if kept.audience_id is not None else None
    internal = await sides.internal_side(session)
    return Wall(audience.sharing if audience else Sharing.NOTHING, internal.id if internal else None)


async def values_of(session: Session) -> tuple[Value, ...]:
    """The organisation's values."""
    return read_values(await settings.text(session, settings.VALUES))


async def value_of(session: Session, kept: Shoutout) -> Value | None:
    """The value that it names, also one that the organisation no longer has."""
    if not kept.value:
        return None
    return next((one for one in await values_of(session) if one.key == kept.value.casefold()), Value(kept.value))


async def facts_of(session: Session, kept: Shoutout, now: datetime) -> Facts:
    """A shoutout as its messages are composed from at `now`."""
    recipients = (await store.recipients_of(session, [kept.id]))[kept.id]
    cheers = await store.cheers_of(session, kept.id)
    notes = await store.notes_of(session, kept.id)
    rows: list[Recipient | Cheer | Note] = [*recipients, *cheers, *notes]
    people = {one for one in (kept.giver_id, *(row.person_id for row in rows)) if one is not None}
    teams = {row.person_id: row.team_id for row in recipients if row.person_id is not None}
    known = await store.people_named(session, people, now, teams)
    whole = await store.teams_named(session, [row.team_id for row in recipients if row.whole_team and row.team_id])

    def person(person_id: int | None) -> Named:
        return known.get(person_id, NOBODY) if person_id is not None else NOBODY

    thanked = []
    for row in recipients:
        one = whole.get(row.team_id or 0) if row.whole_team else known.get(row.person_id or 0)
        if one is not None:
            wants = kept.state is ShoutoutState.DRAFT and one.privately
            thanked.append(replace(one, privately=row.privately or wants))
    return Facts(
        public_id=kept.public_id,
        giver=person(kept.giver_id),
        recipients=tuple(thanked),
        story=kept.story,
        quote=kept.quote,
        customer=kept.customer,
        value=await value_of(session, kept),
        ticket_url=kept.ticket_url,
        notes=tuple(Added(row.public_id, person(row.person_id), row.text) for row in notes),
        cheers=tuple(one for row in cheers if (one := person(row.person_id)) is not NOBODY),
        cheers_without_name=sum(person(row.person_id) is NOBODY for row in cheers),
        state=kept.state,
        ended_because=kept.ended_because,
        corrected=kept.version > 1 or kept.corrects_id is not None,
        partners_see_all=await settings.is_on(session, settings.PARTNERS_SEE_ALL),
    )
