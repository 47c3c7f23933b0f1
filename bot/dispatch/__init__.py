"""Dispatch: whoever acts is recognised, what they ask is decided in one transaction, and only then answered.

Three steps. *Prepare* looks up on the platform whom we have not met, outside of any transaction and for a bounded time.
*Decide* is one transaction that awaits nothing but the database; the inbox row, the effects and the outbox commit
together. *Answer* is what this returns, after the commit. What only reads takes no write lock and leaves no inbox row.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

import structlog

from bot.capability import Context, Event, EventContext, Offers, OverheardOffer, Refusal
from bot.chat.form import in_place
from bot.chat.inbound import (
    AGAIN,
    NOTHING,
    Answer,
    ChannelChanged,
    Command,
    FormPressed,
    FormSubmitted,
    HomeOpened,
    Identity,
    Inbound,
    InstallationChange,
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
from bot.chat.message import ACTION_LIMIT, Button, Message, Tone, asks_for_token, say
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.inbox import first_time
from bot.delivery.outbox import Outbox, nobody
from bot.dispatch.anonymous import Anonymous
from bot.dispatch.crowd import Crowd
from bot.dispatch.faults import not_done
from bot.dispatch.searching import Searching
from bot.people import directory
from bot.people.access import Actor, FirstAdmins
from bot.people.reachability import Way
from bot.people.refusal import Refused
from bot.ports import ChannelFacts, ChatPlatform, MemberFacts, PlatformFailure, StorageUnavailable
from bot.storage.sessions import Database, Session, WrittenMeanwhile

LOOK_UP_SECONDS = 1.5
"""Longest time that looking people up may take, out of the three seconds in which Slack wants an answer."""

LOOKED_UP_AT_ONCE = 20
"""People looked up for one event; a later reading of the channel's members finds the rest."""

OVERHEARD_AT_ONCE = 4
"""Questions to others that are looked at side by side: what comes beyond them waits for nobody, so it is let go."""

MENU = "menu"

log = structlog.get_logger(__name__)

Asked = Command | Press | FormSubmitted | FormPressed | Shortcut | HomeOpened

Run = Callable[[Context], Awaitable[Answer]]


@dataclass(frozen=True)
class Plan:
    """What will be run for one request, and what that needs: of a command its words, and what was typed after them."""

    run: Run
    reads: bool
    may: Refusal
    words: str = ""
    rest: str = ""


@dataclass(frozen=True)
class Frame:
    """What surrounds all capabilities: the home, and what is said to people of a company that nobody linked."""

    compose_home: Callable[[Context], Awaitable[Message]]
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
        wake: Callable[[], None] = nobody,
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
        self.counted: Counter[tuple[str, str]] = Counter()
        """Requests taken, by platform and kind."""
        self._overhearing = 0

    async def __call__(self, inbound: Inbound) -> Answer:
        self.counted[inbound.origin.platform, type(inbound).__name__] += 1
        match inbound:
            case ChannelChanged() | MembersChanged() | PersonChanged() | InstallationChanged():
                return await self._hear(inbound)
            case Press() | FormSubmitted() if offer := self._nobody.offer(inbound):
                return await self._nobody.decide(inbound, offer)
            case Command() | Press() | FormSubmitted() | FormPressed() | Shortcut() | HomeOpened():
                return await self._act(inbound)
            case Sought():
                return await self._searching.find(inbound)
            case ThreadQuestion():
                return await self._overhear(inbound)
            case _:
                assert_never(inbound)

    # --- people who act -----------------------------------------------------------------------------------------------

    async def _act(self, inbound: Asked) -> Answer:
        asked = self._asked_again(inbound)
        plan = self._plan(asked)
        try:
            answer = await self._decide_together(asked) or await self._decide(asked, plan)
        except StorageUnavailable:
            raise
        except Refused as refused:
            return Answer(message=say(str(refused)))
        except Exception:
            return _broken(asked)
        return self._fit(inbound, answer, plan)

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
            facts = await self._look_up(origin)
        return await self._decide_writing(inbound, plan, facts, looked_up=True)

    async def _decide_writing(
        self, inbound: Inbound, plan: Plan, facts: MemberFacts | None = None, *, looked_up: bool = False
    ) -> Answer:
        try:
            return await self._decide_once(inbound, plan, facts, looked_up)
        except WrittenMeanwhile:
            # Somebody else wrote the same first, such as the same new person's other request: now it can be seen.
            return await self._decide_once(inbound, plan, facts, looked_up)

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

    def _plan(self, inbound: Inbound) -> Plan:
        """Finds what is to be run; what nobody offers opens the menu, so that a typed word is never a dead end."""
        offers = self._offers
        match inbound:
            case Command():
                found = offers.command(f"{inbound.name} {inbound.text}".strip())
                if found is None:
                    return Plan(lambda context: self._other_words(context, inbound), True, _nobody_is_refused)
                command, rest = found
                asked = replace(inbound, name=command.words, text=rest)
                return Plan(
                    lambda context: command.handler(context, asked), command.reads, command.may, command.words, rest
                )
            case Press() if press := offers.presses.get(inbound.action):
                return Plan(lambda context: press.handler(context, inbound), press.reads, press.may)
            case FormSubmitted() if submit := offers.submits.get(inbound.action):
                return Plan(lambda context: submit.handler(context, inbound), submit.reads, submit.may)
            case FormPressed() if form_press := offers.form_presses.get(inbound.action):
                return Plan(lambda context: form_press.handler(context, inbound), form_press.reads, form_press.may)
            case Shortcut() if shortcut := offers.shortcuts.get(inbound.name):
                return Plan(lambda context: shortcut.handler(context, inbound), False, shortcut.may)
            case HomeOpened():
                return Plan(self._home, True, _nobody_is_refused)
        return Plan(_outdated, True, _nobody_is_refused)

    async def _other_words(self, context: Context, inbound: Command) -> Answer:
        """Words that are no command: what a capability makes of them, else the menu."""
        for capability in self._offers.capabilities:
            if capability.words and (answer := await capability.words(context, inbound)):
                return answer
        return await self._offers.commands[MENU].handler(context, inbound)

    async def _home(self, context: Context) -> Answer:
        return Answer(home=await self._frame.compose_home(context))

    def _asked_again(self, inbound: Asked) -> Asked:
        """The button of a one-line answer stands for the words that were typed."""
        if isinstance(inbound, Press) and inbound.action == AGAIN:
            name, _, text = inbound.object_id.partition(" ")
            return Command(inbound.origin, name, text)
        return inbound

    def _fit(self, inbound: Inbound, answer: Answer, plan: Plan) -> Answer:
        """Where a platform cannot answer privately in a channel, leaves one harmless line and a button.

        The line is one of ours or a form's title, never the answer's own words: those are for whoever asked, and a
        channel can hold several companies. Of what changed something, only the summary is said, which is written for
        that. Such a platform opens a form after a button alone, so typed words get that button in a direct message too,
        with what the form says first, since nobody else reads it there.
        """
        place = inbound.origin.place
        private = self._platforms[inbound.origin.platform].manners.private_in_channels
        shared = place.kind in (PlaceKind.CHANNEL, PlaceKind.GROUP)
        if private or not isinstance(inbound, Command) or (not shared and answer.form is None):
            return answer
        if answer.opens is not None and answer.form is not None and not shared:
            return Answer(message=in_place(answer.form, answer.opens))
        if answer.opens is not None and (shared or answer.form is not None):
            title = answer.form.title if answer.form else answer.message.summary if answer.message else ""
            return Answer(message=say(title, answer.opens))
        if answer.form is None and (answer.message is None or not plan.reads):
            return Answer(message=say(answer.message.summary)) if answer.message else answer
        t = Texts(inbound.origin.locale or "en")
        typed = f"{inbound.name} {inbound.text}".strip()[: ACTION_LIMIT - 8 - len(AGAIN)]
        if answer.form is not None:
            title = answer.form.title
        elif not typed or plan.words == MENU:
            title = t("What would you like to do?")
        else:
            title = t("Your answer is ready.")
        button = Button(t("Open"), AGAIN, typed, tone=Tone.PRIMARY, opens_form=True)
        return Answer(message=say(title, button, locale=t.locale))

    async def _look_up(self, origin: Origin) -> MemberFacts | None:
        """What the platform says of whoever acted; None if it does not say so in time, and then the name must do."""
        platform = self._platforms[origin.platform]
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                return await platform.person(origin.place.installation, origin.who)
        except (TimeoutError, PlatformFailure) as failure:
            log.info("person_not_looked_up", platform=origin.platform, why=type(failure).__name__)
            return None

    async def _first_time(self, session: Session, origin: Origin) -> bool:
        return await first_time(session, origin.platform, origin.request_id, self._clocks.machine.now())

    # --- what people say to others ------------------------------------------------------------------------------------

    async def _overhear(self, question: ThreadQuestion) -> Answer:
        """What nobody said to Instep. Nothing is lost with it, and nobody waits: whatever fails is the end of it."""
        if self._overhearing >= OVERHEARD_AT_ONCE:
            return NOTHING
        self._overhearing += 1
        try:
            for capability in self._offers.capabilities:
                if capability.overheard and (answer := await self._offered(capability.overheard, question)):
                    return answer
        except (StorageUnavailable, WrittenMeanwhile) as error:
            log.info("question_not_offered", platform=question.origin.platform, why=type(error).__name__)
        except Exception:
            log.exception("question_not_offered", platform=question.origin.platform)
        finally:
            self._overhearing -= 1
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

    # --- events of a platform -----------------------------------------------------------------------------------------

    async def _hear(self, event: Event) -> Answer:
        facts = await self._facts_of_people(event)
        channel = await self._facts_of_channel(event)
        try:
            await self._hear_writing(event, facts, channel)
        except WrittenMeanwhile:
            # Such as a sweep that has met the same new channel: now it can be seen.
            await self._hear_writing(event, facts, channel)
        return NOTHING

    async def _hear_writing(
        self, event: Event, facts: Mapping[Identity, MemberFacts], channel: ChannelFacts | None
    ) -> None:
        async with self._database.write() as session:
            if await self._first_time(session, event.origin):
                await self._welcome(session, event, facts)
                context = EventContext(
                    session, Outbox(session, self._clocks, self._wake), self._clocks, self._offers, facts, channel
                )
                for capability in self._offers.capabilities:
                    if capability.events:
                        await capability.events(context, event)

    async def _welcome(self, session: Session, event: Event, facts: Mapping[Identity, MemberFacts]) -> None:
        """Whoever completes the first installation may administer, where the settings name nobody."""
        if isinstance(event, InstallationChanged) and event.change is InstallationChange.INSTALLED:
            who = event.origin.who
            if who.user_id:
                now = self._clocks.calendar.now()
                await directory.welcome_installer(session, who, facts.get(who), now, self._first_admins)

    async def _facts_of_people(self, event: Event) -> Mapping[Identity, MemberFacts]:
        match event:
            case MembersChanged():
                people = event.joined[:LOOKED_UP_AT_ONCE]
            case PersonChanged():
                people = (event.origin.who,)
            case InstallationChanged(change=InstallationChange.INSTALLED) if event.origin.who.user_id:
                people = (event.origin.who,)
            case _:
                return {}
        found = await asyncio.gather(*(self._look_up(replace(event.origin, who=who)) for who in people))
        return {facts.identity: facts for facts in found if facts}

    async def _facts_of_channel(self, event: Event) -> ChannelFacts | None:
        if not isinstance(event, ChannelChanged | MembersChanged):
            return None
        place = event.origin.place
        channel = event.new_id if isinstance(event, ChannelChanged) and event.new_id else place.channel
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                return await self._platforms[event.origin.platform].channel(place.installation, channel)
        except (TimeoutError, PlatformFailure) as failure:
            log.info("channel_not_looked_up", platform=event.origin.platform, why=type(failure).__name__)
            return None


def _nobody_is_refused(actor: Actor, t: Texts) -> None:
    return None


async def _outdated(context: Context) -> Answer:
    """A button or form that this release does not know any more."""
    t = context.t
    return Answer(message=say(t("This button is from an older version, so nothing was changed. Please ask me again.")))


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
