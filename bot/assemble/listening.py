"""What the sender learns is kept, and told to whoever can mend it."""

from collections.abc import Awaitable, Callable

from bot.capabilities.setup import tell_installation_lost
from bot.clock import Clocks
from bot.delivery.desk import ChannelFact, Halted
from bot.delivery.outbox import Outbox
from bot.people import channels
from bot.storage.sessions import Database


def on_halted_lane(database: Database, clocks: Clocks) -> Callable[[Halted], Awaitable[None]]:
    """Admins hear, through installations that still work, that one does not accept us any more."""

    async def tell(halted: Halted) -> None:
        async with database.write() as session:
            outbox = Outbox(session, clocks)
            now = clocks.calendar.now()
            await tell_installation_lost(session, outbox, halted.platform, halted.installation, halted.cause, now)

    return tell


def on_channel_fact(database: Database, clocks: Clocks) -> Callable[[ChannelFact], Awaitable[None]]:
    """The next pre-flight knows what a refusal has told of a channel."""

    async def keep(fact: ChannelFact) -> None:
        async with database.write() as session:
            await channels.keep_refusal(session, fact.channel_id, fact.cause, clocks.calendar.now())

    return keep
