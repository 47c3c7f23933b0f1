"""Who acts, and what a handler works with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.chat.inbound import Origin
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.outbox import Outbox
from bot.people.access import Actor
from bot.ports import ChatPlatform, Manners
from bot.storage.sessions import Session

if TYPE_CHECKING:
    from bot.capability.offers import Offers


@dataclass(frozen=True)
class Acting:
    """Somebody who acts, by whatever way they came, within one transaction: `session` and `outbox` belong to it."""

    session: Session
    outbox: Outbox
    actor: Actor
    t: Texts
    clocks: Clocks
    platforms: Mapping[str, ChatPlatform]
    offers: "Offers"

    @property
    def now(self) -> datetime:
        """The calendar clock's instant, UTC."""
        return self.clocks.calendar.now()

    @property
    def zone(self) -> str:
        """The IANA zone in which dates are said to the person who acted."""
        return self.actor.zone or "UTC"


@dataclass(frozen=True)
class Context(Acting):
    """What a handler works with when somebody acts in chat."""

    origin: Origin
    manners: Manners

    def command(self, name: str) -> str:
        """A command as this person types it here, with the name that the organisation gave it."""
        return self.offers.spelled(name, self.manners)
