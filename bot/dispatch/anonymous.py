"""What nobody in particular asks: decided without looking up who it is, and without a trace of them.

No row of the inbox, of a person or of how they were reached is read or written, and nothing of the request is logged.
The handler is told what was pressed or typed, and the token; not by whom, in which conversation, or on which copy.
"""

import secrets
import traceback
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace

import structlog

from bot.capability import AnonymousContext, Offers
from bot.chat.inbound import Answer, FormSubmitted, Identity, Origin, Place, Press
from bot.chat.message import say
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.tokens import Tokens
from bot.dispatch.faults import not_done
from bot.people.refusal import Refused
from bot.ports import StorageUnavailable
from bot.storage.repeating import repeated
from bot.storage.sessions import Database, Session

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Offered:
    """What is to be run, and whether it only reads."""

    run: Callable[[AnonymousContext], Awaitable[Answer]]
    reads: bool


class Anonymous:
    """Decides presses and forms that a capability offers as anonymous."""

    def __init__(self, database: Database, offers: Offers, clocks: Clocks) -> None:
        self._database = database
        self._offers = offers
        self._clocks = clocks
        self._tokens = Tokens(database.keyring)

    def offer(self, inbound: Press | FormSubmitted) -> Offered | None:
        """What answers this without knowing who asks; None for everything else."""
        origin = _unnamed(inbound.origin)
        match inbound:
            case Press() if press := self._offers.anonymous_presses.get(inbound.action):
                pressed = replace(inbound, origin=origin, message=None)
                return Offered(lambda context: press.handler(context, pressed), press.reads)
            case FormSubmitted() if submit := self._offers.anonymous_submits.get(inbound.action):
                sent = replace(inbound, origin=origin)
                return Offered(lambda context: submit.handler(context, sent), submit.reads)
        return None

    async def decide(self, inbound: Press | FormSubmitted, offered: Offered) -> Answer:
        """The answer, after the commit; raises StorageUnavailable if nothing was saved."""
        t = Texts(inbound.origin.locale or "en")
        try:
            answer = await self._decided(offered, t)
            return replace(answer, form=replace(answer.form, token=inbound.token)) if answer.form else answer
        except StorageUnavailable:
            raise
        except Refused as refused:
            return Answer(message=say(str(refused), locale=t.locale))
        except Exception as error:
            return _broken(error, inbound.action, t)

    async def _decided(self, offered: Offered, t: Texts) -> Answer:
        transaction = self._database.read if offered.reads else self._database.write
        # The same button twice at one moment: the second begins anew, and sees the first.
        return await repeated(lambda: self._run(transaction, offered, t))

    async def _run(
        self, transaction: Callable[[], AbstractAsyncContextManager[Session]], offered: Offered, t: Texts
    ) -> Answer:
        async with transaction() as session:
            return await offered.run(AnonymousContext(session, t, self._clocks, self._tokens))


def _unnamed(origin: Origin) -> Origin:
    """From which platform and kind of place it came, and no more than that: a tenant can be a small company."""
    place = Place("", "", origin.place.kind)
    return Origin(origin.platform, "", Identity(origin.platform, "", ""), place, origin.at, locale=origin.locale)


def _broken(error: Exception, action: str, t: Texts) -> Answer:
    """Our own fault: logged by where it happened alone, since the words of an error can hold what was answered."""
    reference = secrets.token_hex(4)
    where = [f"{one.filename}:{one.lineno}" for one in traceback.extract_tb(error.__traceback__)]
    log.error("anonymous_request_failed", reference=reference, action=action, why=type(error).__name__, where=where)
    return not_done(reference, t)
