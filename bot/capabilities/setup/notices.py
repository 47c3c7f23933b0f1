"""What people are told without having asked: new companies, lost channels, removed installations, readings done."""

from collections.abc import Iterable
from datetime import datetime

from bot.capabilities.setup.messages import channels as said
from bot.capabilities.setup.messages import companies, health
from bot.capabilities.setup.store import organisation, people, standing
from bot.capabilities.setup.store import places as stored
from bot.capabilities.setup.store.people import Told
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.causes import explain
from bot.delivery.outbox import Outbox, Post, Subject, to_person
from bot.people import channels
from bot.people.access import EVERYTHING
from bot.people.channels import Obstacle
from bot.people.model import Channel
from bot.ports import Cause, MemberFacts
from bot.storage.sessions import Session

WORTH_TELLING = (
    Cause.CHANNEL_ARCHIVED,
    Cause.CHANNEL_MISSING,
    Cause.BOT_NOT_IN_CHANNEL,
    Cause.POSTING_RESTRICTED,
    Cause.SHARED_SINCE,
)
"""Obstacles that concern one channel; that an installation is gone is told once for all its channels."""


def post_to(told: Told, message: Message, slot: str) -> Post:
    """A direct message to somebody, once per slot."""
    return Post(to_person(told.identity_id), message, told.side_id, (told.side_id,), told.locale, slot=slot)


async def notify_new_home(session: Session, outbox: Outbox, clocks: Clocks, platform: str, home: str) -> None:
    """Tells the admins that people of an unlinked company came by; queued once per company and admin."""
    stranger = await organisation.stranger_id(session, platform, home)
    if stranger is None:
        return
    # SQLite gives a row's number to the next one after the row is gone, so the number alone would not be enough.
    slot = f"notice.{home}"
    posts = [
        post_to(admin, companies.new_company(Texts(admin.locale), platform.capitalize(), platform, home), slot)
        for admin in await people.admins_told(session)
    ]
    await outbox.publish(Subject("setup.stranger_home", stranger), posts)


async def notify_new_homes(session: Session, outbox: Outbox, clocks: Clocks, members: Iterable[MemberFacts]) -> None:
    """Tells the admins of the companies among these people that nobody has linked; guests tell nothing of theirs."""
    homes = {(each.identity.platform, each.identity.home) for each in members if not each.is_guest and not each.is_bot}
    for platform, home in sorted(homes):
        await notify_new_home(session, outbox, clocks, platform, home)


async def tell_if_obstructed(session: Session, outbox: Outbox, channel: Channel, now: datetime) -> None:
    """Tells who can mend it what stands in the way of a channel, if anything of its own does."""
    readers = (await channels.readers_of(session, [channel.id]))[channel.id]
    obstacle = channels.obstacle_of(channel, readers)
    if obstacle and obstacle.cause in WORTH_TELLING:
        await tell_obstacle(session, outbox, channel, obstacle, now)


async def tell_obstacle(session: Session, outbox: Outbox, channel: Channel, obstacle: Obstacle, now: datetime) -> None:
    """Tells the leads of a linked channel's teams (else the admins) what stands in its way; once a day and cause.

    That it is shared with another company is told the admins too, since only they can agree to it.
    """
    teams = await stored.teams_of(session, EVERYTHING, channel.id)
    told = {each.person_id: each for each in await people.leads_told(session, [team.id for team in teams])}
    if obstacle.cause is Cause.SHARED_SINCE:
        told |= {each.person_id: each for each in await people.admins_told(session)}
    posts = []
    for each in told.values():
        names = [team.name for team in teams if each.scope.covers(team.side_id)]
        if names:
            posts.append(post_to(each, _obstacle(each, channel, obstacle, names), f"{obstacle.cause}.{now:%Y%m%d}"))
    await outbox.publish(Subject("setup.channel", channel.id), posts)


def _obstacle(told: Told, channel: Channel, obstacle: Obstacle, teams: list[str]) -> Message:
    t = Texts(told.locale)
    if obstacle.cause is Cause.SHARED_SINCE:
        return said.channel_shared(t, channel.written, teams, channel.public_id)
    cause = explain(obstacle.cause, t, channel=channel.written)
    return said.channel_lost(t, channel.public_id, teams, cause.what, cause.mend)


async def tell_installation_lost(
    session: Session, outbox: Outbox, platform: str, key: str, cause: Cause, now: datetime
) -> None:
    """Tells the admins, through installations that still work, that one does not accept us any more."""
    installation = await standing.installation_at(session, platform, key)
    if installation is None:
        return
    linked = len(await stored.linked_channels(session, platform, key))
    posts = [
        post_to(
            admin,
            health.installation_lost(
                Texts(admin.locale), cause, platform.capitalize(), installation.name or installation.home, linked
            ),
            f"{cause}.{now:%Y%m%d}",
        )
        for admin in await people.admins_told(session, not_through=key)
    ]
    await outbox.publish(Subject("setup.installation", installation.id), posts)
