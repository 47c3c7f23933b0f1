"""Tells in the catch-up of what a person's budget of direct messages held back."""

from collections.abc import Sequence
from datetime import datetime

from bot.capabilities.shoutouts.after.spared import taken_down
from bot.capabilities.shoutouts.back.coverage_messages import COVERAGE
from bot.capabilities.shoutouts.card import MORE, readable
from bot.capabilities.shoutouts.composers import TAKEN_DOWN
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.loading import facts_of_many, walls_of
from bot.capabilities.shoutouts.store import Shoutout
from bot.capabilities.shoutouts.telling import led_of, message_for
from bot.capability import HeldBack
from bot.chat.message import Button
from bot.chat.texts import Texts
from bot.delivery.budget import Spared
from bot.people.audience import Reader
from bot.storage.sessions import Session

LONGEST = 120
"""Characters of the story that stand in the line; the button opens all of it."""


async def digest_held_back(
    session: Session, reader: Reader, spared: Sequence[Spared], now: datetime
) -> Sequence[HeldBack]:
    """A lead's digest that was held back: one line, whatever week it was of."""
    t = Texts(reader.locale)
    return [HeldBack(t("The digest of shoutouts for your teams"), Button(t("Whom nobody has named"), COVERAGE))]


async def held_back(session: Session, reader: Reader, spared: Sequence[Spared], now: datetime) -> Sequence[HeldBack]:
    """A line for each shoutout of which somebody, or the lead of somebody, was not told; those that still stand.

    And one for each of their own that a lead took down.
    """
    t = Texts(reader.locale)
    ended = [one for one in spared if one.slot == TAKEN_DOWN]
    told_of = dict.fromkeys(one.subject.id for one in spared if one not in ended)
    found = [await session.get(Shoutout, one) for one in told_of]
    standing = [kept for kept in found if kept is not None and kept.state is ShoutoutState.POSTED]
    facts, walls = await facts_of_many(session, standing, now), await walls_of(session, standing)
    lines = [*await taken_down(session, reader, ended, now)]
    for kept in standing:
        one, wall = facts[kept.id], walls[kept.id]
        led = await led_of(session, kept)
        message = message_for(one, wall, reader, led.get(reader.person_id, ()))
        if message is None:
            continue
        story = " ".join(readable(one.story, one, wall.viewpoint({reader.side_id})).split())
        short = story if len(story) <= LONGEST else f"{story[: LONGEST - 1].rstrip()}…"
        line = t("{what}: {story}", what=message.summary, story=short)
        lines.append(HeldBack(line, Button(t("Read it"), MORE, kept.public_id, opens_form=True)))
    return lines
