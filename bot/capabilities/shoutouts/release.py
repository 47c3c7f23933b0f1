"""Where a shoutout goes, and what stands there: one card in each channel, composed for whoever reads it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.capabilities.shoutouts import settings, store
from bot.capabilities.shoutouts.card import card
from bot.capabilities.shoutouts.facts import Facts
from bot.capabilities.shoutouts.kinds import Where
from bot.capabilities.shoutouts.loading import facts_of_many
from bot.capabilities.shoutouts.naming import seen
from bot.capabilities.shoutouts.store import REPORTED, SUBJECT, Objection, Recipient, Shoutout
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Post, Subject, to_channel
from bot.people import audience, audiences
from bot.people.access import EVERYTHING
from bot.people.audience import Resolved, ResolvedChannel
from bot.people.model import Audience
from bot.people.viewpoint import Viewpoint
from bot.storage.sessions import Session

NOTHING = "nothing"
"""The setting by which a channel gets nothing whose readers may not know who is thanked."""


def subject_of(kept: Shoutout) -> Subject:
    """What its messages are copies of."""
    return Subject(SUBJECT, kept.id)


def report_subject(objection: Objection) -> Subject:
    """What messages about a report are copies of."""
    return Subject(REPORTED, objection.id)


@dataclass(frozen=True)
class Release:
    """A shoutout with the channels that it goes to now.

    `walled` are channels left out since their readers may not know who is thanked, which the organisation decided.
    `audience_id` is the recognition audience, where it goes there; `rows` are those of whom it names.
    """

    kept: Shoutout
    facts: Facts
    resolved: Resolved
    channels: tuple[ResolvedChannel, ...]
    walled: tuple[ResolvedChannel, ...] = ()
    audience_id: int | None = None
    rows: tuple[Recipient, ...] = ()
    cards: dict[tuple[Viewpoint, str, str], Message] = field(default_factory=dict)

    @property
    def names_teams_alone(self) -> bool:
        """Whether it thanks nobody by name, so that nobody but leads is written to."""
        return all(row.person_id is None for row in self.rows)

    def card(self, channel: ResolvedChannel) -> Message:
        """The card for a channel, composed once for all who see the same."""
        return self._card(self.resolved.viewpoint(channel), channel)

    def card_before(self, channel: ResolvedChannel, side_id: int) -> Message:
        """The same as its giver sees it beforehand: of a person no more than both they and its readers may know."""
        viewpoint = self.resolved.viewpoint(channel)
        if side_id != viewpoint.internal:
            viewpoint = replace(viewpoint, sides=viewpoint.sides | {side_id})
        return self._card(viewpoint, channel)

    def _card(self, viewpoint: Viewpoint, channel: ResolvedChannel) -> Message:
        key = (viewpoint, channel.platform, channel.locale)
        if key not in self.cards:
            self.cards[key] = card(self.facts, viewpoint, channel.platform, Texts(channel.locale), ring=True)
        return self.cards[key]

    def each(self) -> Iterator[tuple[ResolvedChannel, Message]]:
        """Every channel with its card."""
        return ((channel, self.card(channel)) for channel in self.channels)

    def different(self) -> Iterator[tuple[str, Message]]:
        """Each card that differs from the others, with its platform."""
        for channel in self.channels:
            self.card(channel)
        return ((platform, message) for (_, platform, _), message in self.cards.items())

    def posts(self) -> list[Post]:
        return [
            Post(
                to_channel(channel.channel_id),
                message,
                channel.side_id,
                tuple(sorted(channel.side_ids)),
                channel.locale,
            )
            for channel, message in self.each()
        ]


async def recognition_audience(session: Session) -> Audience | None:
    """The audience in whose channels every shoutout appears; None without one, or where it is no longer there."""
    name = await settings.text(session, settings.AUDIENCE)
    return await audiences.audience_named(session, EVERYTHING, name) if name else None


async def release_of(session: Session, kept: Shoutout, now: datetime) -> Release:
    """Where it would go at `now`. Who is thanked privately is told alone, and takes it to no channel."""
    rows = await store.recipients_of(session, [kept.id])
    facts = (await facts_of_many(session, [kept], now, recipients=rows))[kept.id]
    recognition = await recognition_audience(session) if kept.goes_to is Where.EVERYWHERE else None
    audience_id = recognition.id if recognition else None
    recipients = tuple(rows[kept.id])
    private = {one.person_id for one in facts.recipients if one.privately and one.person_id is not None}
    openly = [row for row in recipients if row.person_id is None or row.person_id not in private]
    if kept.goes_to is Where.PRIVATELY or not facts.openly:
        resolved = await audience.resolve_teams(session, ())
        return Release(kept, facts, resolved, (), (), audience_id, recipients)
    teams = [row.team_id for row in openly if row.team_id is not None]
    resolved = await audience.resolve_teams(session, teams, recognition)
    channels = resolved.channels
    walled: tuple[ResolvedChannel, ...] = ()
    if await settings.text(session, settings.ACROSS_WALLS) == NOTHING:
        walled = tuple(
            one for one in channels if not all(seen(named, resolved.viewpoint(one)) for named in facts.openly)
        )
        channels = tuple(one for one in channels if one not in walled)
    return Release(kept, facts, resolved, channels, walled, audience_id, recipients)
