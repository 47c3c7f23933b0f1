"""A crowd: what many press at the same moment is decided together, in one transaction and for little more than one.

A press of what is offered for many waits until the transaction before is through; all that have come by then share the
next one. Whoever cannot be answered by it is answered alone, as if nobody else were there.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from bot.capability import Context, Offers
from bot.chat.inbound import Answer, Origin, Press
from bot.clock import Clocks
from bot.delivery.inbox import first_times, take_back
from bot.people import directory
from bot.people.access import Actor, FirstAdmins
from bot.people.reachability import Way
from bot.ports import StorageUnavailable
from bot.storage.sessions import Database, Session

AT_ONCE = 100
"""Presses in one transaction, for which others that write have to wait."""

GATHERED_FOR = 0.05
"""Seconds from one transaction to the next while presses come faster than they are decided; a person has three."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Waiting:
    """A press, and where its answer is awaited: None says that it is to be decided alone."""

    press: Press
    answer: "asyncio.Future[Answer | None]"


class Crowd:
    """`await crowd.decide(press)`, on the event loop that all presses come in by.

    `context` makes what a handler works with, of its session, of who acts and from where.
    """

    def __init__(
        self,
        database: Database,
        offers: Offers,
        clocks: Clocks,
        context: Callable[[Session, Actor, Origin], Context],
        first_admins: FirstAdmins,
    ) -> None:
        self._database = database
        self._offers = offers
        self._clocks = clocks
        self._context = context
        self._first_admins = first_admins
        self._waiting: list[_Waiting] = []
        self._at_work: asyncio.Task[None] | None = None

    async def decide(self, press: Press) -> Answer | None:
        """The answer; None for what is to be decided alone. Raises StorageUnavailable if nothing was saved."""
        waiting = _Waiting(press, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._at_work is None:
            self._at_work = asyncio.create_task(self._work())
        return await waiting.answer

    async def _work(self) -> None:
        try:
            while together := self._waiting[:AT_ONCE]:
                del self._waiting[: len(together)]
                await self._answer(together)
                if self._waiting:
                    await asyncio.sleep(GATHERED_FOR)
        finally:
            self._at_work = None

    async def _answer(self, together: Sequence[_Waiting]) -> None:
        answers: Mapping[int, Answer] = {}
        unavailable: StorageUnavailable | None = None
        try:
            answers = await self._decide([one.press for one in together])
        except StorageUnavailable as error:
            unavailable = error
        except Exception as error:
            # What is wrong with one of them is not to be everybody's trouble; alone it is found out, and told.
            log.warning("crowd_not_decided", presses=len(together), why=type(error).__name__)
        for number, one in enumerate(together):
            if one.answer.cancelled():
                continue
            if unavailable is not None:
                one.answer.set_exception(unavailable)
            else:
                one.answer.set_result(answers.get(number))

    async def _decide(self, presses: Sequence[Press]) -> Mapping[int, Answer]:
        """The answers by the number of the press; those that are to be decided alone have left nothing behind."""
        requests = [(one.origin.platform, one.origin.request_id) for one in presses]
        async with self._database.write() as session:
            new = await first_times(session, requests, self._clocks.machine.now())
            answers = await self._run(session, {number: presses[number] for number in new})
            await take_back(session, [requests[number] for number in new if number not in answers])
        return answers

    async def _run(self, session: Session, presses: Mapping[int, Press]) -> Mapping[int, Answer]:
        known = await directory.known_together(
            session,
            {one.origin.who: one.origin.place.installation for one in presses.values()},
            Way.BUTTON,
            self._clocks.calendar.now(),
            self._first_admins,
        )
        asked: defaultdict[str, dict[int, tuple[Context, Press]]] = defaultdict(dict)
        for number, press in presses.items():
            if actor := known.get(press.origin.who):
                context = self._context(session, actor, press.origin)
                if not self._offers.presses[press.action].may(actor, context.t):
                    asked[press.action][number] = context, press
        answers: dict[int, Answer] = {}
        for action, theirs in asked.items():
            together = self._offers.presses[action].together
            assert together is not None, "only what is offered for many comes here"
            given = await together(list(theirs.values()))
            answers |= {number: one for number, one in zip(theirs, given, strict=True) if one is not None}
        return answers
