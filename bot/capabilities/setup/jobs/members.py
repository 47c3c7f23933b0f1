"""Reading who is in a linked channel, and telling whoever asked for it what was found."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.capabilities.setup import notices
from bot.capabilities.setup.messages import readings
from bot.capabilities.setup.rules import READ_APART, READ_MEMBERS, TRIED_AGAIN_AFTER, TRIES
from bot.capabilities.setup.store import people
from bot.capabilities.setup.store import places as stored
from bot.capabilities.setup.store.people import Told
from bot.capabilities.setup.views import ReadingView
from bot.capability import JobContext, Work
from bot.chat.texts import Texts
from bot.delivery.causes import explain
from bot.delivery.outbox import Outbox, Subject
from bot.due import work as due
from bot.mail import bring_to_met
from bot.people import access, attendance, channels, directory
from bot.people.model import Channel, Team
from bot.ports import NotSent, PlatformFailure, RateLimited, Uncertain
from bot.storage.sessions import Session

PASSING = (RateLimited, NotSent, Uncertain)
"""Failures after which reading again soon is worth it."""


async def read_members(job: JobContext, work: Work) -> None:
    """Reads who is in a linked channel, keeps the roster with it, and tells whoever asked what was found."""
    async with job.read() as session:
        channel = await session.get(Channel, work.owner_id)
    platform = job.platforms.get(channel.platform) if channel else None
    if channel is None or platform is None:
        async with job.write() as session:
            await job.done(session)
        return
    try:
        facts = await platform.channel(channel.installation_key, channel.external_id)
        members = [member async for member in platform.members(channel.installation_key, channel.external_id)]
    except PlatformFailure as failure:
        await _not_read(job, work, failure)
        return
    now = job.clocks.calendar.now()
    async with job.write() as session:
        if not await job.done(session):
            return
        if facts is not None:
            await channels.keep_facts(session, channel.platform, facts, now)
        kept = await session.get_one(Channel, work.owner_id)
        reading = await attendance.read_channel(session, kept, members, now)
        if others := work.data.get("also"):
            await _read_already(session, kept, await stored.channels_by_id(session, others), now)
        outbox = job.outbox(session)
        await bring_to_met(session, now)
        await notices.notify_new_homes(session, outbox, job.clocks, members)
        if not work.data.get("daily"):
            await notices.tell_if_obstructed(session, outbox, kept, now)
        found = sum(not member.is_bot and not member.deactivated for member in members)
        view = ReadingView(found, reading.unplaced, reading.guests, reading.strangers)
        await _tell_read(session, outbox, work, kept, view, now)


async def read_quietly(session: Session, those: Iterable[Channel], now: datetime, *, why: str) -> None:
    """Has the members of these channels read soon, one after the other, without telling anybody; `why` is one word."""
    for number, channel in enumerate(those):
        await due.put_down(
            session,
            READ_MEMBERS,
            channel.id,
            now + READ_APART * number,
            slot=f"{why}.{now.isoformat()}",
            data={"tries": 0},
        )


async def read_alike(session: Session, those: Sequence[Channel], now: datetime, *, why: str) -> None:
    """The same for channels that have the same members: those that no team is linked to share one reading."""
    linked = await stored.linked_among(session, [channel.id for channel in those])
    await read_quietly(session, [channel for channel in those if channel.id in linked], now, why=why)
    alike = [channel.id for channel in those if channel.id not in linked]
    if alike:
        data = {"tries": 0, "also": alike[1:]}
        await due.put_down(session, READ_MEMBERS, alike[0], now, slot=f"{why}.{now.isoformat()}", data=data)


async def _read_already(session: Session, read: Channel, others: Sequence[Channel], now: datetime) -> None:
    """Gives channels with the members of one just read what was found there, unless a team was linked meanwhile.

    Who is met in a linked channel depends on its teams: its link has had it read on its own, and what was found in it
    is said of no other.
    """
    linked = await stored.linked_among(session, [read.id, *(channel.id for channel in others)])
    if read.id in linked:
        await read_alike(session, others, now, why="alike")
        return
    for channel in others:
        if channel.id not in linked:
            channel.seen_sides = list(read.seen_sides)


async def read_after_import(session: Session, now: datetime) -> None:
    """Has those channels read that an import has linked, or whose people it named: who is met there can be messaged."""
    await read_quietly(session, await stored.channels_to_read(session), now, why="imported")


async def read_strangers_again(session: Session, platform: str, now: datetime) -> None:
    """Has the channels read again in which people of no known company were met: by now it may be known whose."""
    await read_quietly(session, await stored.channels_with_strangers(session, platform), now, why="linked")


async def _tell_read(
    session: Session, outbox: Outbox, work: Work, channel: Channel, view: ReadingView, now: datetime
) -> None:
    """Tells whoever asked, and the leads of teams that have people to confirm; nobody if nobody asked."""
    asker = await _asker(session, work)
    if asker is None:
        return
    actor = await directory.actor_of(session, asker.person_id)
    told = {asker.person_id: asker}
    for team in await stored.teams_of(session, asker.scope, channel.id):
        if team.lead_id is not None and await people.to_confirm(session, asker.scope, team.id):
            told |= {each.person_id: each for each in await people.told(session, asker.scope, [team.lead_id])}
    posts = []
    for each in told.values():
        teams = await stored.teams_of(session, each.scope, channel.id)
        mine = [team for team in teams if _may_confirm(actor if each is asker else None, each, team)]
        views = await stored.teams(session, each.scope, now, [team.id for team in mine or teams])
        message = readings.members_read(Texts(each.locale), channel.written, view, views, may_confirm=bool(mine))
        posts.append(notices.post_to(each, message, f"members.{work.slot}"))
    await outbox.publish(Subject("setup.channel", channel.id), posts)


def _may_confirm(actor: access.Actor | None, told: Told, team: Team) -> bool:
    if actor is None:
        return team.lead_id == told.person_id
    return access.may_lead_team(actor, team.id, team.side_id) is None


async def _asker(session: Session, work: Work) -> Told | None:
    person = work.data.get("person")
    found = await people.told(session, access.EVERYTHING, [person]) if person is not None else []
    return found[0] if found else None


async def _not_read(job: JobContext, work: Work, failure: PlatformFailure) -> None:
    """Reads again in a while for a passing cause; else tells whoever asked why not and what to do."""
    now = job.clocks.calendar.now()
    tries = int(work.data.get("tries", 0)) + 1
    async with job.write() as session:
        if not await job.done(session):
            return
        if isinstance(failure, PASSING) and tries < TRIES:
            await due.put_down(
                session,
                READ_MEMBERS,
                work.owner_id,
                now + TRIED_AGAIN_AFTER * tries,
                slot=f"{work.slot.partition('+')[0]}+{tries}",
                data={**work.data, "tries": tries},
            )
            return
        asker = await _asker(session, work)
        if asker is None:
            return
        channel = await session.get_one(Channel, work.owner_id)
        t = Texts(asker.locale)
        said = explain(failure.cause, t, channel=channel.written, detail=failure.detail)
        message = readings.members_not_read(t, channel.written, said.what, said.remedy, channel.public_id)
        await job.outbox(session).publish(
            Subject("setup.channel", channel.id), [notices.post_to(asker, message, f"members.{work.slot}")]
        )
