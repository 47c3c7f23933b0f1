"""What is asked for while somebody types: answered from what may be read, and never at the cost of what others do."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import structlog

from bot.capability import Context, Offers
from bot.chat.inbound import NOTHING, Answer, Identity, Origin, Sought
from bot.people import directory
from bot.people.access import Actor
from bot.people.refusal import Refused
from bot.ports import StorageUnavailable
from bot.storage.sessions import Database, Session

AT_ONCE = 4
"""Searches of all people that read side by side, so that connections are left for those who decide something."""

WAITING = 8
"""Searches of one person that wait for their turn: whoever types faster sees the last ones without what these find."""

LONGEST = 100
"""Characters of what was typed that are looked for."""

log = structlog.get_logger(__name__)


class Searching:
    """Answers `Sought`: one search of a person after the other, at most `AT_ONCE` altogether.

    Nobody is made known by a search, and it leaves no row. Who is not known, or may not, finds nothing.
    """

    def __init__(
        self, database: Database, offers: Offers, context: Callable[[Session, Actor, Origin], Context]
    ) -> None:
        self._database = database
        self._offers = offers
        self._context = context
        self._free = asyncio.Semaphore(AT_ONCE)
        self._turns: dict[Identity, asyncio.Lock] = {}
        self._waiting: Counter[Identity] = Counter()

    async def find(self, sought: Sought) -> Answer:
        """The options for what was typed so far; raises StorageUnavailable, since nobody found would be untrue."""
        who = sought.origin.who
        if self._waiting[who] > WAITING:
            return NOTHING
        self._waiting[who] += 1
        try:
            async with self._turns.setdefault(who, asyncio.Lock()), self._free:
                return await self._found(sought)
        except StorageUnavailable:
            raise
        except Refused:
            return NOTHING
        except Exception:
            log.exception("search_failed", source=sought.source)
            return NOTHING
        finally:
            self._waiting[who] -= 1
            if not self._waiting[who]:
                del self._waiting[who]
                self._turns.pop(who, None)

    async def _found(self, sought: Sought) -> Answer:
        offer = self._offers.searches.get(sought.source)
        if offer is None:
            return NOTHING
        words = " ".join(sought.words[:LONGEST].split())
        async with self._database.read() as session:
            actor = await directory.known(session, sought.origin.who)
            if not isinstance(actor, Actor):
                return NOTHING
            context = self._context(session, actor, sought.origin)
            if offer.may(actor, context.t) is not None:
                return NOTHING
            answer = await offer.handler(context, replace(sought, words=words))
        return Answer(options=answer.options)
