"""What people say to others, beside whom something may be offered: only if it costs nobody else anything."""

from collections.abc import Callable, Mapping

import structlog

from bot.capability import Context, Offers, OverheardOffer
from bot.chat.inbound import NOTHING, Answer, Origin, ThreadQuestion
from bot.clock import Clocks
from bot.people import directory
from bot.people.access import Actor
from bot.ports import ChatPlatform, StorageUnavailable
from bot.storage.sessions import Database, Session, WrittenMeanwhile

AT_ONCE = 4
"""Questions to others that are looked at side by side: what comes beyond them waits for nobody, so it is let go."""

log = structlog.get_logger(__name__)


class Overhearing:
    """Offers something to whoever asked others."""

    def __init__(
        self,
        database: Database,
        platforms: Mapping[str, ChatPlatform],
        offers: Offers,
        clocks: Clocks,
        context: Callable[[Session, Actor, Origin], Context],
    ) -> None:
        self._database = database
        self._platforms = platforms
        self._offers = offers
        self._clocks = clocks
        self._context = context
        self._under_way = 0

    async def offer(self, question: ThreadQuestion) -> Answer:
        """What nobody said to Instep. Nothing is lost with it, and nobody waits: whatever fails is the end of it."""
        if self._under_way >= AT_ONCE:
            return NOTHING
        self._under_way += 1
        try:
            for capability in self._offers.capabilities:
                if capability.overheard and (answer := await self._offered(capability.overheard, question)):
                    return answer
        except (StorageUnavailable, WrittenMeanwhile) as error:
            log.info("question_not_offered", platform=question.origin.platform, why=type(error).__name__)
        except Exception:
            log.exception("question_not_offered", platform=question.origin.platform)
        finally:
            self._under_way -= 1
        return NOTHING

    async def _offered(self, offer: OverheardOffer, question: ThreadQuestion) -> Answer | None:
        """Reads first, and writes only once there is something to show: to people who are known, and to them alone."""
        origin = question.origin
        async with self._database.read() as session:
            about = await offer.about(session, self._platforms[origin.platform], origin.place)
            actor = await directory.known(session, origin.who) if about is not None else None
            if about is None or not isinstance(actor, Actor):
                return None
            answer = await offer.answer(self._context(session, actor, origin), question, about)
        if answer is None:
            return None
        async with self._database.write() as session:
            now = self._clocks.calendar.now()
            return answer if await offer.keep(session, about, actor, origin.platform, now) else None
