"""Sends the digest: by hand after a look at it, or by itself when its time comes in a zone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.capabilities.shoutouts import settings
from bot.capabilities.shoutouts.back.following import mark_week
from bot.capabilities.shoutouts.back.planning import DAYS, plan
from bot.capabilities.shoutouts.back.weekly import Weekly, choose_by_cheers, weekly
from bot.capabilities.shoutouts.release import recognition_audience
from bot.capabilities.shoutouts.store import DIGEST, digest
from bot.capabilities.shoutouts.weeks import week_of
from bot.capability import JobContext, Work
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.budget import Budget
from bot.delivery.outbox import CARD, Outbox, Post, Subject, to_channel, to_person
from bot.delivery.pace import Priority
from bot.people import audience, audit
from bot.people.access import Actor
from bot.people.audience import Reader, Resolved, ResolvedChannel
from bot.storage.sessions import Session
from schedules.calendar import current_shift

TOO_LATE = timedelta(hours=24)
"""A digest that is later than that is left out: the next one follows."""


@dataclass(frozen=True)
class Where:
    """To whom a digest goes: the sides of channels and leads, and the zone that they are in (None: any)."""

    sides: frozenset[int] | None = None
    zone: str | None = None

    def takes(self, side_id: int | None, zones: Collection[str]) -> bool:
        in_sides = self.sides is None or side_id in self.sides
        return in_sides and (self.zone is None or self.zone in zones)


@dataclass(frozen=True)
class Going:
    """A digest with what goes where; nothing of it is written yet."""

    found: Weekly
    resolved: Resolved
    channels: tuple[tuple[ResolvedChannel, Message], ...]
    leads: tuple[tuple[Reader, Message], ...]

    @property
    def sides(self) -> list[int]:
        """The sides that get it."""
        theirs = {channel.side_id or 0 for channel, _ in self.channels}
        return sorted(theirs | {reader.side_id for reader, _ in self.leads})


async def going(session: Session, now: datetime, where: Where) -> Going:
    """What would go out now."""
    audience_id = await recognition_audience(session)
    found = await weekly(session, audience_id, now)
    resolved = await audience.resolve_teams(session, (), now, audience_id)
    channels = []
    for channel in resolved.channels:
        if channel.obstacle is not None or not where.takes(channel.side_id, [channel.zone]):
            continue
        message = await found.digest(resolved.viewpoint(channel), channel.platform, Texts(channel.locale), channel.zone)
        if message is not None:
            channels.append((channel, message))
    teams = await digest.leads(session)
    leads = []
    for reader in await audience.readers_called(session, teams, now):
        of = [zone for side_id, zone in teams[reader.person_id] if where.takes(side_id, [zone])]
        if not of or reader.away or not reader.identities or not reader.identities[0].takes_direct:
            continue
        platform = reader.identities[0].identity.platform
        viewpoint = resolved.viewpoint_of(reader.side_id)
        message = await found.for_lead(reader.person_id, viewpoint, platform, Texts(reader.locale), reader.zone)
        if message is not None:
            leads.append((reader, message))
    return Going(found, resolved, tuple(channels), tuple(leads))


async def send(session: Session, outbox: Outbox, ready: Going, actor: Actor | None, *, again: int = 0) -> None:
    """Writes it to the outbox: once for a week and channel, unless somebody sends it `again` (the how manieth time)."""
    now, week = ready.found.until, ready.found.week
    slot = f"{CARD}.{again + 1}" if again else CARD
    subject = Subject(DIGEST, week.toordinal())
    posts = [
        Post(
            to_channel(channel.channel_id),
            message,
            channel.side_id,
            tuple(sorted(channel.side_ids)),
            channel.locale,
            slot,
        )
        for channel, message in ready.channels
    ]
    told = {copy.target_id for copy in await outbox.copies(subject, slot=slot)}
    fresh = [one for one in ready.leads if one[0].identities[0].identity_id not in told]
    began = {reader.person_id: _began(reader, now) for reader, _ in fresh}
    allowed = await Budget(session, now).allowed(began, subject, slot=slot)
    posts += [
        Post(
            to_person(reader.identities[0].identity_id),
            message,
            reader.side_id,
            (reader.side_id,),
            reader.locale,
            slot,
        )
        for reader, message in fresh
        if reader.person_id in allowed
    ]
    await outbox.publish(subject, posts, priority=Priority.REMIND)
    if posts:
        await audit.record(
            session, actor, digest.SENT, "digest", week.isoformat(), at=now, sides=ready.sides, channels=len(posts)
        )


def _began(reader: Reader, now: datetime) -> datetime:
    shift = current_shift(reader.hours, now) if reader.hours is not None else None
    return shift.start if shift is not None else now


async def send_due(job: JobContext, work: Work) -> None:
    """Sends the digest in one zone, if it still goes out on that day; and puts the next one down."""
    now = max(job.clocks.calendar.now(), work.due_at)
    async with job.write() as session:
        if not await job.done(session):
            return
        outbox = job.outbox(session)
        await mark_week(outbox, week_of(work.due_at))
        await plan(session, now)
        day = await settings.text(session, settings.DIGEST_DAY)
        if day not in DAYS or DAYS.index(day) != date.fromisoformat(work.data["date"]).weekday():
            return
        ready = await going(session, work.due_at, Where(zone=work.slot))
        if ready.found.chosen is None:
            await choose_by_cheers(session, ready.found)
            ready = await going(session, work.due_at, Where(zone=work.slot))
        await send(session, outbox, ready, None)


def earlier(sent: Sequence[digest.Sent], sides: Collection[int]) -> digest.Sent | None:
    """The latest of these that went to one of these sides."""
    return next((one for one in reversed(sent) if one.sides & set(sides)), None)
