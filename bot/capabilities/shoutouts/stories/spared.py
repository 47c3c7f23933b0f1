"""Tells in the catch-up of stories of which a lead got no message, since the budget held it back."""

from collections.abc import Sequence
from datetime import datetime

from bot.capabilities.shoutouts.kinds import StoryState
from bot.capabilities.shoutouts.store import CustomerStory
from bot.capabilities.shoutouts.stories.messages import STORIES
from bot.capabilities.shoutouts.stories.telling import PASSED
from bot.capability import HeldBack
from bot.chat.message import Button
from bot.chat.texts import Texts
from bot.delivery.budget import Spared
from bot.people.audience import Reader
from bot.storage.sessions import Session


async def held_back(session: Session, reader: Reader, spared: Sequence[Spared], now: datetime) -> Sequence[HeldBack]:
    """One line for all that still wait; what was passed on to an agent comes by itself on another day."""
    t = Texts(reader.locale)
    ids = {one.subject.id for one in spared if one.slot != PASSED}
    found = [await session.get(CustomerStory, one) for one in sorted(ids)]
    count = sum(one is not None and one.state is StoryState.OFFERED for one in found)
    if not count:
        return ()
    line = t.n(
        "{n} story from a customer waits for your word.", "{n} stories from customers wait for your word.", count
    )
    return (HeldBack(line, Button(t("See the stories"), STORIES)),)
