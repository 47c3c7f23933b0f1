"""Partners that pause, come back and go: what that means for their people. What waits to be sent is not for here."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people import access, audit
from bot.people.access import Actor
from bot.people.model import (
    ChatIdentity,
    DeskIdentity,
    Grant,
    Membership,
    Person,
    PersonState,
    Side,
    SideKind,
    SideState,
    Team,
)
from bot.people.refusal import Refused

ERASED_NAME = "–"
"""Stands where an erased person's name stood."""


async def pause(session: AsyncSession, actor: Actor | None, side: Side, now: datetime) -> None:
    """Nothing is delivered to a partner for a while and its people are not counted; raises Refused."""
    _require_partner(actor, side, SideState.ACTIVE)
    side.state = SideState.PAUSED
    await _record(session, actor, "pause_partner", side, now)


async def resume(session: AsyncSession, actor: Actor | None, side: Side, now: datetime) -> None:
    """A partner takes part again, also one that was about to leave; raises Refused."""
    _require_partner(actor, side, SideState.PAUSED, SideState.LEAVING)
    side.state, side.erase_on = SideState.ACTIVE, None
    await _record(session, actor, "resume_partner", side, now)


async def offboard(session: AsyncSession, actor: Actor | None, side: Side, erase_on: date, now: datetime) -> None:
    """A partner has left: its people are let in no more, lose their roles, and are erased on a day. Raises Refused."""
    _require_partner(actor, side, SideState.ACTIVE, SideState.PAUSED)
    side.state, side.erase_on = SideState.LEAVING, erase_on
    theirs = select(Person.id).where(Person.side_id == side.id)
    await session.execute(delete(Grant).where(Grant.person_id.in_(theirs) | (Grant.side_id == side.id)))
    await _record(session, actor, "offboard_partner", side, now)


async def to_erase(session: AsyncSession, side: Side) -> Sequence[int]:
    """The people of a partner that has left who are still known by name."""
    query = select(Person.id).where(Person.side_id == side.id, Person.state != PersonState.ERASED)
    return (await session.scalars(query.order_by(Person.id))).all()


async def finish(session: AsyncSession, side: Side, now: datetime) -> None:
    """A partner whose people are erased is gone; its name stays for totals, its teams are closed."""
    side.state, side.erase_on = SideState.GONE, None
    await session.execute(update(Team).where(Team.side_id == side.id).values(archived=True, lead_id=None))
    await _record(session, None, "erase_partner", side, now)


async def erase_person(session: AsyncSession, person_id: int, now: datetime) -> None:
    """Take a person's name, addresses, identities and rights out of the directory; what they did stays as a count."""
    person = await session.get_one(Person, person_id)
    for kind in (ChatIdentity, DeskIdentity, Grant):
        await session.execute(delete(kind).where(kind.person_id == person_id))
    open_now = Membership.until.is_(None)
    await session.execute(update(Membership).where(Membership.person_id == person_id, open_now).values(until=now))
    await session.execute(update(Team).where(Team.lead_id == person_id).values(lead_id=None))
    person.name, person.alias, person.email = ERASED_NAME, "", ""
    person.zone, person.locale, person.working_hours = "", "", ""
    person.away_until = None
    person.state = PersonState.ERASED
    person.left_at = person.left_at or now
    await session.flush()
    await audit.record(session, None, "erase_person", "person", person.public_id, at=now)


def _require_partner(actor: Actor | None, side: Side, *states: SideState) -> None:
    access.require(actor, access.may_manage_partners)
    if side.kind is not SideKind.PARTNER:
        raise Refused(f"{side.name} is the organisation itself and cannot be paused or offboarded.")
    if side.state not in states:
        raise Refused(f"{side.name} is {side.state} already, so nothing was changed.")


async def _record(session: AsyncSession, actor: Actor | None, action: str, side: Side, now: datetime) -> None:
    await session.flush()
    await audit.record(session, actor, action, "side", side.public_id, at=now)
