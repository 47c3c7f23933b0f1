"""Sending a round-up: every channel gets its part of it in one transaction, or none does."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.capabilities.updates.facts import spoken
from bot.capabilities.updates.publish import Paces, Release, let_go, newly_shared, seconds_for
from bot.capabilities.updates.roundups.forms import FEWEST
from bot.capabilities.updates.roundups.messages import Line, round_up_card
from bot.capabilities.updates.settings import even_release
from bot.capabilities.updates.store.round_ups import ROUND_UP
from bot.capability import Acting
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Post, Subject, to_channel
from bot.people.audience import ResolvedChannel


def channels_of(releases: Sequence[Release]) -> tuple[ResolvedChannel, ...]:
    """All channels that get any of them, each once."""
    return tuple({one.channel_id: one for release in releases for one in release.resolved.channels}.values())


def together(releases: Sequence[Release]) -> tuple[ResolvedChannel, ...]:
    """The channels that get several, but for those where an admin must agree first: nothing is held up below another.

    The audiences of them may differ, so that nobody hears of what is not for their channel.
    """
    counts = Counter(one.channel_id for release in releases for one in release.resolved.channels)
    waiting = {channel_id for release in releases for channel_id in newly_shared(release.resolved)}
    return tuple(
        one for one in channels_of(releases) if counts[one.channel_id] >= FEWEST and one.channel_id not in waiting
    )


def above(releases: Sequence[Release], channel: ResolvedChannel) -> Message:
    """What stands above the cards in a channel."""
    return round_up_card(
        [_line(one, channel.locale) for one in releases if _reaches(one, channel)],
        Texts(channel.locale),
        channel.zone,
    )


def fullest(releases: Sequence[Release]) -> ResolvedChannel | None:
    """A channel that gets most of them, of those that get several."""
    return max(together(releases), key=lambda channel: sum(_reaches(one, channel) for one in releases), default=None)


def _reaches(release: Release, channel: ResolvedChannel) -> bool:
    return any(one.channel_id == channel.channel_id for one in release.resolved.channels)


def _line(release: Release, locale: str) -> Line:
    facts = spoken(release.facts, release.texts, release.known.locale, locale)
    return Line(facts.title, facts.effective_from)


def seconds_of(releases: Sequence[Release], paces: Paces) -> float:
    """How many seconds all of it takes, from when nothing else is under way."""
    posts = [one for release in releases for one in release.resolved.channels]
    return seconds_for([*together(releases), *posts], paces)


async def send(context: Acting, releases: Sequence[Release], paces: Paces) -> None:
    """The sending itself; each update is published as if it went by itself, but for where its cards stand."""
    session, outbox = context.session, context.outbox
    subject = Subject(ROUND_UP, releases[0].known.id)
    posts = [
        Post(
            to_channel(channel.channel_id),
            above(releases, channel),
            channel.side_id,
            tuple(sorted(channel.side_ids)),
            channel.locale,
        )
        for channel in together(releases)
    ]
    await outbox.publish(subject, posts, held=True)
    await outbox.release(subject, evenly=paces if await even_release(session) else None)
    under = {copy.target_id: copy.id for copy in await outbox.copies(subject)}
    for release in releases:
        await let_go(context, replace(release, under=under), paces)
