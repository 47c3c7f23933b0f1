"""Finds and keeps feedback; each query is for somebody who wrote it, got it, passes it on, or leads who got it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.kinds import FeedbackState
from bot.capabilities.checkins.store.feedback_tables import (
    Feedback,
    FeedbackConsent,
    FeedbackQuiet,
    FeedbackReply,
    FeedbackRound,
)
from bot.capabilities.checkins.store.marking import mark
from bot.capabilities.checkins.subjects import FEEDBACK
from bot.people.access import Scope
from bot.people.merging import move_all, move_one_each
from bot.people.model import Grant, Membership, Person, PersonState, Role, Side, SideKind, Team
from bot.storage.columns import PUBLIC_ID_LENGTH
from bot.storage.locking import locked

HERE = (PersonState.ACTIVE, PersonState.PROVISIONAL)
COUNTED = (FeedbackState.SENT,)
"""What the person has had."""


@dataclass(frozen=True)
class Someone:
    """Somebody whom feedback names; `here`: they have neither left nor been erased."""

    person_id: int
    public_id: str
    name: str
    side_id: int
    side_name: str
    internal: bool
    here: bool
    provisional: bool


@dataclass(frozen=True)
class Member:
    """Somebody of a lead's teams: since when they are in it, and when they last had feedback (never: None)."""

    person_id: int
    public_id: str
    name: str
    team: str
    away_until: datetime | None
    since: datetime
    last: datetime | None


@dataclass(frozen=True)
class SideShare:
    """Of so many people of a side, how many had feedback since an instant."""

    side_id: int
    name: str
    people: int
    had: int


async def called(session: AsyncSession, public_id: str, *, lock: bool = False) -> Feedback | None:
    """One piece; locked where it is about to be changed."""
    return await session.scalar(locked(select(Feedback).where(Feedback.public_id == public_id), lock))


async def numbered(session: AsyncSession, feedback_id: int, *, lock: bool = False) -> Feedback | None:
    """One piece by its inside id."""
    return await session.scalar(locked(select(Feedback).where(Feedback.id == feedback_id), lock))


async def add(session: AsyncSession, feedback: Feedback) -> bool:
    """Keeps a piece under the id that its form was opened with; False if it is there already, or forged."""
    if len(feedback.public_id) != PUBLIC_ID_LENGTH or await called(session, feedback.public_id) is not None:
        return False
    session.add(feedback)
    await session.flush()
    return True


async def add_reply(session: AsyncSession, reply: FeedbackReply) -> bool:
    """Keeps what was said back; False if it is there already, or forged."""
    known = select(FeedbackReply.id).where(FeedbackReply.public_id == reply.public_id)
    if len(reply.public_id) != PUBLIC_ID_LENGTH or await session.scalar(known) is not None:
        return False
    session.add(reply)
    await session.flush()
    return True


async def drop_replies(session: AsyncSession, feedback_id: int) -> None:
    """What was said back goes with what it was said to."""
    await session.execute(delete(FeedbackReply).where(FeedbackReply.feedback_id == feedback_id))


async def replies_to(session: AsyncSession, feedback_id: int) -> Sequence[FeedbackReply]:
    """What was said back, in order."""
    rows = await session.scalars(
        select(FeedbackReply).where(FeedbackReply.feedback_id == feedback_id).order_by(FeedbackReply.id)
    )
    return rows.all()


async def reply_called(session: AsyncSession, reply_id: int) -> FeedbackReply | None:
    """One reply by its inside id."""
    return await session.get(FeedbackReply, reply_id)


async def people(session: AsyncSession, person_ids: Collection[int | None]) -> Mapping[int, Someone]:
    """These people by inside id; for somebody who wrote to them, was written to by them, or leads them."""
    wanted = sorted({one for one in person_ids if one is not None})
    rows = await session.execute(
        select(Person, Side).join(Side, Side.id == Person.side_id).where(Person.id.in_(wanted)).order_by(Person.id)
    )
    return {
        person.id: Someone(
            person.id,
            person.public_id,
            person.name,
            person.side_id,
            side.name,
            side.kind is SideKind.INTERNAL,
            person.state in HERE,
            person.state is PersonState.PROVISIONAL,
        )
        for person, side in rows
        if person.state is not PersonState.ERASED
    }


async def person_called(session: AsyncSession, public_id: str) -> Someone | None:
    """Somebody by the id that a form or button carries; whoever asks checks whether they may be written to."""
    person_id = await session.scalar(select(Person.id).where(Person.public_id == public_id))
    return (await people(session, [person_id])).get(person_id) if person_id is not None else None


async def members_led(session: AsyncSession, lead_id: int) -> Sequence[Member]:
    """The confirmed people of the teams that somebody leads, each once, without the lead; for that lead alone."""
    rows = await session.execute(
        select(Person, Team.name, Membership.since)
        .join(Membership, Membership.person_id == Person.id)
        .join(Team, Team.id == Membership.team_id)
        .where(
            Team.lead_id == lead_id,
            Team.archived.is_(False),
            Person.side_id == Team.side_id,
            Membership.until.is_(None),
            Membership.declined.is_(False),
            Membership.confirmed.is_(True),
            Person.id != lead_id,
            Person.state == PersonState.ACTIVE,
        )
        .order_by(Membership.since, Person.id)
    )
    found = {person.id: (person, team, since) for person, team, since in reversed(rows.all())}
    last = await last_had(session, list(found))
    return [
        Member(person.id, person.public_id, person.name, team, person.away_until, since, last.get(person.id))
        for person, team, since in found.values()
    ]


async def last_had(session: AsyncSession, person_ids: Collection[int]) -> Mapping[int, datetime]:
    """When these people last had feedback; those who never had any are absent."""
    rows = await session.execute(
        select(Feedback.person_id, func.max(Feedback.at))
        .where(Feedback.person_id.in_(sorted(person_ids)), Feedback.state.in_(COUNTED))
        .group_by(Feedback.person_id)
    )
    return {person_id: at for person_id, at in rows if person_id is not None}


async def given_since(session: AsyncSession, giver_id: int, person_ids: Collection[int], since: datetime) -> set[int]:
    """Those of these people to whom somebody wrote since then, whether it has reached them or not yet."""
    rows = await session.scalars(
        select(Feedback.person_id).where(
            Feedback.giver_id == giver_id,
            Feedback.person_id.in_(sorted(person_ids)),
            Feedback.at >= since,
            Feedback.state.in_((FeedbackState.SENT, FeedbackState.WAITING)),
        )
    )
    return {one for one in rows if one is not None}


async def by_side(session: AsyncSession, scope: Scope, since: datetime) -> Sequence[SideShare]:
    """How many of each side within scope had feedback since then, the internal side first; never what it said."""
    confirmed = select(Membership.person_id).where(Membership.until.is_(None), Membership.confirmed.is_(True))
    had = (
        select(Feedback.id)
        .where(Feedback.person_id == Person.id, Feedback.state.in_(COUNTED), Feedback.at >= since)
        .correlate(Person)
        .exists()
    )
    rows = await session.execute(
        select(Side.id, Side.name, Side.kind, func.count(Person.id), func.count(Person.id).filter(had))
        .join(Person, Person.side_id == Side.id)
        .where(scope.where(Side.id), Person.state == PersonState.ACTIVE, Person.id.in_(confirmed))
        .group_by(Side.id, Side.name, Side.kind)
        .order_by(Side.name, Side.id)
    )
    found = [(kind, SideShare(side_id, name, people, had)) for side_id, name, kind, people, had in rows]
    return [share for kind, share in sorted(found, key=lambda one: one[0] is not SideKind.INTERNAL)]


async def passers_of(session: AsyncSession, person: Someone) -> Sequence[int]:
    """Who passes feedback of another company on to somebody: the leads of their teams, else the side's managers."""
    leads = await session.scalars(
        select(Team.lead_id)
        .join(Membership, Membership.team_id == Team.id)
        .where(
            Membership.person_id == person.person_id,
            Membership.until.is_(None),
            Team.side_id == person.side_id,
            Team.archived.is_(False),
            Team.lead_id.is_not(None),
            Team.lead_id != person.person_id,
        )
        .order_by(Membership.since, Team.id)
    )
    found = [one for one in dict.fromkeys(leads) if one is not None]
    if found:
        return found[:1]
    managers = await session.scalars(
        select(Grant.person_id)
        .join(Person, Person.id == Grant.person_id)
        .where(
            Grant.role.in_((Role.MANAGER, Role.ADMIN)),
            Grant.side_id == person.side_id,
            Grant.person_id != person.person_id,
            Person.state == PersonState.ACTIVE,
        )
        .order_by(Grant.person_id)
    )
    return list(dict.fromkeys(managers))[:1]


async def takes_directly(session: AsyncSession, side_id: int) -> bool:
    """Whether a side lets other companies write to its people directly."""
    return await session.get(FeedbackConsent, side_id) is not None


async def consent(session: AsyncSession, side_id: int, by_id: int, now: datetime, *, given: bool) -> None:
    """Gives that consent, or takes it back."""
    known = await session.get(FeedbackConsent, side_id)
    if given and known is None:
        session.add(FeedbackConsent(side_id=side_id, by_id=by_id, at=now))
    elif not given and known is not None:
        await session.delete(known)
    await session.flush()


async def leads_in(session: AsyncSession, zone: str) -> Sequence[int]:
    """The leads of teams in a zone who have not asked for quiet; for work that no person asked for."""
    quiet = select(FeedbackQuiet.person_id)
    rows = await session.scalars(
        select(Team.lead_id)
        .join(Person, Person.id == Team.lead_id)
        .where(Team.zone == zone, Team.archived.is_(False), Person.state == PersonState.ACTIVE)
        .where(Team.lead_id.not_in(quiet))
        .order_by(Team.lead_id)
    )
    return [one for one in dict.fromkeys(rows) if one is not None]


async def led_teams(session: AsyncSession) -> Sequence[int]:
    """All teams that somebody leads, by inside id; for work that no person asked for."""
    rows = await session.scalars(select(Team.id).where(Team.lead_id.is_not(None), Team.archived.is_(False)))
    return rows.all()


async def quiet(session: AsyncSession, person_id: int, *, wanted: bool) -> None:
    """Has somebody not asked every week any more, or asked again."""
    known = await session.get(FeedbackQuiet, person_id)
    if wanted and known is None:
        session.add(FeedbackQuiet(person_id=person_id))
    elif not wanted and known is not None:
        await session.delete(known)
    await session.flush()


async def is_quiet(session: AsyncSession, person_id: int) -> bool:
    """Whether somebody asked not to be asked."""
    return await session.get(FeedbackQuiet, person_id) is not None


async def round_of(session: AsyncSession, lead_id: int, day: date) -> FeedbackRound | None:
    """Whom a lead was asked to write to on a day."""
    return await session.scalar(select(FeedbackRound).where(FeedbackRound.lead_id == lead_id, FeedbackRound.day == day))


async def round_numbered(session: AsyncSession, round_id: int, *, lock: bool = False) -> FeedbackRound | None:
    """A round by its inside id."""
    return await session.scalar(locked(select(FeedbackRound).where(FeedbackRound.id == round_id), lock))


async def round_called(session: AsyncSession, public_id: str) -> FeedbackRound | None:
    """A round by the id that its buttons carry, locked."""
    return await session.scalar(locked(select(FeedbackRound).where(FeedbackRound.public_id == public_id)))


async def rounds_asking_for(session: AsyncSession, lead_id: int, since: date) -> Sequence[FeedbackRound]:
    """The latest rounds of a lead."""
    rows = await session.scalars(
        select(FeedbackRound)
        .where(FeedbackRound.lead_id == lead_id, FeedbackRound.day >= since)
        .order_by(FeedbackRound.id)
    )
    return rows.all()


async def waiting_for(session: AsyncSession, through_id: int) -> Sequence[Feedback]:
    """What somebody has to pass on, the oldest first."""
    rows = await session.scalars(
        select(Feedback)
        .where(Feedback.through_id == through_id, Feedback.state == FeedbackState.WAITING)
        .order_by(Feedback.id)
    )
    return rows.all()


async def received(session: AsyncSession, person_id: int, most: int) -> Sequence[Feedback]:
    """The latest that somebody got; for that person alone."""
    rows = await session.scalars(
        select(Feedback)
        .where(Feedback.person_id == person_id, Feedback.state == FeedbackState.SENT)
        .order_by(Feedback.id.desc())
        .limit(most)
    )
    return rows.all()


async def forget(session: AsyncSession, before: datetime) -> int:
    """Deletes feedback from before an instant, with what was said back; says how many rows went."""
    old = select(Feedback.id).where(Feedback.at < before)
    gone = 0
    for statement in (
        delete(FeedbackReply).where(FeedbackReply.feedback_id.in_(old)),
        delete(Feedback).where(Feedback.at < before),
        delete(FeedbackRound).where(FeedbackRound.at < before),
    ):
        result = await session.execute(statement)
        gone += cast("CursorResult[Any]", result).rowcount
    return gone


async def take_out(session: AsyncSession, person_id: int) -> None:
    """Takes a person out: of what they got no word stays, of what they gave not who gave it."""
    mine = select(Feedback.id).where(or_(Feedback.person_id == person_id, Feedback.giver_id == person_id))
    passed = select(Feedback.id).where(Feedback.through_id == person_id)
    await mark(session, FEEDBACK, {*await session.scalars(mine), *await session.scalars(passed)})
    await session.execute(delete(FeedbackReply).where(FeedbackReply.feedback_id.in_(mine)))
    await session.execute(
        update(Feedback).where(Feedback.person_id == person_id).values(person_id=None, text="", reason="")
    )
    await session.execute(update(Feedback).where(Feedback.giver_id == person_id).values(giver_id=None))
    await session.execute(update(Feedback).where(Feedback.through_id == person_id).values(through_id=None))
    await session.execute(update(FeedbackConsent).where(FeedbackConsent.by_id == person_id).values(by_id=None))
    await session.execute(delete(FeedbackRound).where(FeedbackRound.lead_id == person_id))
    await session.execute(delete(FeedbackQuiet).where(FeedbackQuiet.person_id == person_id))
    await session.flush()


async def export_person(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What somebody (by inside id) was written, and wrote."""
    got = await session.scalars(
        select(Feedback)
        .where(Feedback.person_id == person_id, Feedback.state == FeedbackState.SENT)
        .order_by(Feedback.id)
    )
    gave = await session.scalars(select(Feedback).where(Feedback.giver_id == person_id).order_by(Feedback.id))
    said = await session.execute(
        select(FeedbackReply)
        .join(Feedback, Feedback.id == FeedbackReply.feedback_id)
        .where(
            or_(
                and_(Feedback.person_id == person_id, FeedbackReply.by_giver.is_(False)),
                and_(Feedback.giver_id == person_id, FeedbackReply.by_giver.is_(True)),
            )
        )
        .order_by(FeedbackReply.id)
    )
    return {
        "feedback_received": [{"text": one.text, "at": one.at.isoformat()} for one in got],
        "feedback_given": [{"text": one.text, "at": one.at.isoformat(), "state": one.state.value} for one in gave],
        "feedback_replies": [{"text": one.text, "at": one.at.isoformat()} for one in said.scalars()],
    }


async def merge_person(session: AsyncSession, source: int, target: int) -> None:
    """Has what is kept of one person (inside id) be another's."""
    for column in (Feedback.giver_id, Feedback.person_id, Feedback.through_id, FeedbackConsent.by_id):
        await move_all(session, column, source, target)
    await move_one_each(session, FeedbackRound.lead_id, source, target, FeedbackRound.day)
    await move_one_each(session, FeedbackQuiet.person_id, source, target)
