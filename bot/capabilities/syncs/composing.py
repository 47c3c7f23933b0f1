"""What whoever writes a message of syncs is given to compose it anew with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.syncs.store.tables import Action, Meeting
from bot.capability import Offers
from bot.chat.message import Message
from bot.delivery.tables import Copy
from bot.storage.sessions import Session


@dataclass(frozen=True)
class Composing:
    """What a message is composed with: the present by the calendar clock, and what all capabilities offer."""

    now: datetime
    offers: Offers


OfMeeting = Callable[[Session, Meeting, Copy, Composing], Awaitable[Message | None]]
OfAction = Callable[[Session, Action, Copy, Composing], Awaitable[Message | None]]
