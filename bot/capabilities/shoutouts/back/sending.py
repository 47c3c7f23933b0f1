"""Sends the digest: by hand after a look at it, or by itself when its time comes in a zone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.capabilities.shoutouts.back.following import mark_week
from bot.capabilities.shoutouts.back.leads import TO_LEADS, LeadsDigest
from bot.capabilities.shoutouts.back.planning import zone_of
from bot.capabilities.shoutouts.back.weekly import Weekly, choose_by_cheers, weekly
from bot.capabilities.shoutouts.release import recognition_audience
from bot.capabilities.shoutouts.store import DIGEST, digest
from bot.capabilities.shoutouts.weeks import COVERS, week_of
from bot.capability import JobContext, Work
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import CARD, Outbox, Post, Subject, to_channel
from bot.delivery.pace import Priority
from bot.people import audience, audit
from bot.people.access import Actor
from bot.people.audience import Reader, Resolved, ResolvedChannel
from bot.storage.sessions import Session

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


async def going(session: Session, now: datetime, where: Where, day: date | None = None) -> Going:
    """What would go out now, as the digest of `day`: where it goes out by itself the local one that it is due on."""
    recognition = await recognition_audience(session)
    found = await weekly(session, recognition.id if recognition else None, now, week_of(day or now))
    resolved = await audience.resolve_teams(session, (), recognition)
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


async def send(
    session: Session, outbox: Outbox, ready: Going, actor: Actor | None, now: datetime, *, again: int = 0
) -> None:
    """Writes it to the outbox: once for a week and channel, unless somebody sends it `again` (the how manieth time).

    Leads who are not at work get theirs when their day begins.
    """
    until, week = ready.found.until, ready.found.week
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
    await outbox.publish(subject, posts, priority=Priority.REMIND)
    composed = {reader.person_id: message for reader, message in ready.leads}
    about = LeadsDigest(week, until, slot, composed)
    await TO_LEADS.bring(session, outbox, about, sorted(composed), now, revision=slot, data=about.data)
    if posts or composed:
        count = len(posts) + len(composed)
        await audit.record(
            session, actor, digest.SENT, "digest", week.isoformat(), at=until, sides=ready.sides, channels=count
        )


async def send_due(job: JobContext, work: Work) -> None:
    """Sends the digest in one zone: the one of its original date, also where it was moved to another."""
    now = max(job.clocks.calendar.now(), work.due_at)
    async with job.write() as session:
        if not await job.done(session):
            return
        outbox = job.outbox(session)
        day, where = work.original_date, Where(zone=zone_of(work.for_whom))
        await mark_week(outbox, week_of(day))
        ready = await going(session, work.due_at, where, day)
        if ready.found.chosen is None:
            # Somebody may have chosen one since it was looked for.
            ready.found.chosen = await digest.story_held(session, ready.found.week, work.due_at - COVERS)
            await choose_by_cheers(session, ready.found)
            ready = await going(session, work.due_at, where, day)
        await send(session, outbox, ready, None, now)


def earlier(sent: Sequence[digest.Sent], sides: Collection[int]) -> digest.Sent | None:
    """The latest of these that went to one of these sides."""
    return next((one for one in reversed(sent) if one.sides & set(sides)), None)
