"""Dispatch: whoever acts is recognised, what they ask is decided in one transaction, and only then answered.

Three steps. *Prepare* looks up on the platform whom we have not met, outside of any transaction and for a bounded time.
*Decide* is one transaction that awaits nothing but the database; the inbox row, the effects and the outbox commit
together. *Answer* is what this returns, after the commit. What only reads takes no write lock and leaves no inbox row.
"""

import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import assert_never

import structlog

from bot.capability import Context, Offers
from bot.chat.inbound import (
    NOTHING,
    Answer,
    ChannelChanged,
    Command,
    FormPressed,
    FormSubmitted,
    HomeOpened,
    Inbound,
    InstallationChanged,
    MembersChanged,
    Origin,
    PersonChanged,
    PlaceKind,
    Press,
    Shortcut,
    Sought,
    ThreadQuestion,
)
from bot.chat.message import Message, asks_for_token, say
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.inbox import first_time
from bot.delivery.outbox import Outbox, Wake, nobody
from bot.dispatch.anonymous import Anonymous
from bot.dispatch.crowd import Crowd
from bot.dispatch.faults import not_done
from bot.dispatch.fitting import fit
from bot.dispatch.hearing import Hearing
from bot.dispatch.looking_up import look_person_up
from bot.dispatch.overhearing import Overhearing
from bot.dispatch.plans import Asked, ComposeHome, Plan, asked_again, find_plan
from bot.dispatch.searching import Searching
from bot.people import directory
from bot.people.access import Actor, FirstAdmins
from bot.people.reachability import Way
from bot.people.refusal import Refused
from bot.ports import ChatPlatform, MemberFacts, StorageUnavailable
from bot.storage.repeating import repeated
from bot.storage.sessions import Database, Session

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Frame:
    """What surrounds all capabilities: the home, and what is said to people of a company that nobody linked."""

    compose_home: ComposeHome
    stranger_line: Callable[[Texts, directory.StrangerReason], Message]
    notify_new_home: Callable[[Session, Outbox, Clocks, str, str], Awaitable[None]]


class Dispatch:
    """`Receive` for all platforms: call it with what came in. Raises StorageUnavailable if nothing was saved."""

    def __init__(
        self,
        database: Database,
        platforms: Mapping[str, ChatPlatform],
        offers: Offers,
        clocks: Clocks,
        frame: Frame,
        first_admins: FirstAdmins = directory.NO_ADMINS,
        wake: Wake = nobody,
    ) -> None:
        self._database = database
        self._platforms = platforms
        self._offers = offers
        self._clocks = clocks
        self._frame = frame
        self._first_admins = first_admins
        self._wake = wake
        self._nobody = Anonymous(database, offers, clocks)
        self._searching = Searching(database, offers, self._context)
        self._crowd = Crowd(database, offers, clocks, self._context, first_admins)
        self._overhearing = Overhearing(database, platforms, offers, clocks, self._context)
        self._hearing = Hearing(database, platforms, offers, clocks, first_admins, wake)
        self.counted: Counter[tuple[str, str]] = Counter()
        """Requests taken, by platform and kind."""

    async def __call__(self, inbound: Inbound) -> Answer:
        self.counted[inbound.origin.platform, type(inbound).__name__] += 1
        match inbound:
            case ChannelChanged() | MembersChanged() | PersonChanged() | InstallationChanged():
                return await self._hearing.hear(inbound)
            case Press() | FormSubmitted() if offer := self._nobody.offer(inbound):
                return await self._nobody.decide(inbound, offer)
            case Command() | Press() | FormSubmitted() | FormPressed() | Shortcut() | HomeOpened():
                return await self._act(inbound)
            case Sought():
                return await self._searching.find(inbound)
            case ThreadQuestion():
                return await self._overhearing.offer(inbound)
            case _:
                assert_never(inbound)

    async def _act(self, inbound: Asked) -> Answer:
        asked = asked_again(inbound)
        wanted = find_plan(self._offers, asked, self._frame.compose_home)
        try:
            answer = await self._decide_together(asked) or await self._decide(asked, wanted)
        except StorageUnavailable:
            raise
        except Refused as refused:
            return Answer(message=say(str(refused)))
        except Exception:
            return _broken(asked)
        return fit(inbound, answer, wanted, self._platforms[inbound.origin.platform].manners)

    async def _decide_together(self, inbound: Asked) -> Answer | None:
        """The answer to what many ask at the same moment; None for what is decided alone."""
        if isinstance(inbound, Press) and (press := self._offers.presses.get(inbound.action)) and press.together:
            return await self._crowd.decide(inbound)
        return None

    async def _decide(self, inbound: Inbound, plan: Plan) -> Answer:
        origin = inbound.origin
        if plan.reads:
            async with self._database.read() as session:
                found = await directory.known(session, origin.who)
                if isinstance(found, Actor):
                    return await self._run(session, found, origin, plan)
        try:
            return await self._decide_writing(inbound, plan)
        except directory.NotLookedUp:
            facts = await look_person_up(self._platforms[origin.platform], origin)
        return await self._decide_writing(inbound, plan, facts, looked_up=True)

    async def _decide_writing(
        self, inbound: Inbound, plan: Plan, facts: MemberFacts | None = None, *, looked_up: bool = False
    ) -> Answer:
        # Somebody else may write the same first, such as the same new person's other request.
        return await repeated(lambda: self._decide_once(inbound, plan, facts, looked_up))

    async def _decide_once(self, inbound: Inbound, plan: Plan, facts: MemberFacts | None, looked_up: bool) -> Answer:
        origin = inbound.origin
        async with self._database.write() as session:
            if not plan.reads and not await self._first_time(session, origin):
                return NOTHING
            found = await directory.recognise(
                session,
                origin.who,
                facts,
                self._clocks.calendar.now(),
                installation=origin.place.installation,
                way=_way(inbound),
                first_admins=self._first_admins,
                looked_up=looked_up,
            )
            if not isinstance(found, Actor):
                if found.first_time:
                    await self._frame.notify_new_home(
                        session,
                        Outbox(session, self._clocks, self._wake),
                        self._clocks,
                        origin.platform,
                        origin.who.home,
                    )
                return Answer(message=self._frame.stranger_line(Texts(origin.locale or "en"), found.reason))
            return await self._run(session, found, origin, plan)

    async def _run(self, session: Session, actor: Actor, origin: Origin, plan: Plan) -> Answer:
        context = self._context(session, actor, origin)
        if plan.first is not None and (answer := await plan.first(context)) is not None:
            return answer
        if refusal := plan.may(actor, context.t):
            return Answer(message=say(self._with_what_was_meant(refusal, plan, actor, origin, context.t)))
        answer = await plan.run(context)
        if any(shown is not None and asks_for_token(shown) for shown in (answer.message, answer.redraw)):
            raise ValueError("the token of a message is known to whoever presses without a name alone")
        return answer

    def _context(self, session: Session, actor: Actor, origin: Origin) -> Context:
        return Context(
            session=session,
            outbox=Outbox(session, self._clocks, self._wake),
            actor=actor,
            origin=origin,
            manners=self._platforms[origin.platform].manners,
            t=Texts(actor.locale or origin.locale or "en"),
            clocks=self._clocks,
            offers=self._offers,
            platforms=self._platforms,
        )

    def _with_what_was_meant(self, refusal: str, plan: Plan, actor: Actor, origin: Origin, t: Texts) -> str:
        """A slip behind a command that somebody may not use may mean one that they may: “update fnd refund”."""
        meant = self._offers.meant(plan.rest, actor, t, within=plan.words) if plan.rest else ""
        if not meant:
            return refusal
        typed = self._offers.spelled(meant, self._platforms[origin.platform].manners)
        return f"{refusal} {t('Did you mean “{typed}”?', typed=typed)}"

    async def _first_time(self, session: Session, origin: Origin) -> bool:
        return await first_time(session, origin.platform, origin.request_id, self._clocks.machine.now())


def _way(inbound: Inbound) -> Way | None:
    """What this request has shown to work for the person who made it."""
    match inbound:
        case Press():
            return Way.BUTTON
        case FormSubmitted() | FormPressed():
            return Way.FORM
        case Command() if inbound.origin.place.kind is PlaceKind.DIRECT:
            return Way.DIRECT
    return None


def _broken(inbound: Inbound) -> Answer:
    """Our own fault: logged with a reference, and told to whoever asked, who can pass the reference on."""
    reference = secrets.token_hex(4)
    log.exception("request_failed", reference=reference, kind=type(inbound).__name__)
    return not_done(reference, Texts(inbound.origin.locale or "en"))
