"""A turn: one activity of Teams, from the gate's record to the answer that goes back."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog

from adapters.teams import answers, inbound
from adapters.teams.adapter import TeamsPlatform, chat_name
from adapters.teams.gate import Admitted
from adapters.teams.inbound import Typed
from adapters.teams.lines import Lines
from adapters.teams.parts import part, words
from adapters.teams.registrations import PLATFORM
from adapters.teams.render import CLOSING, KEY, render_activity
from adapters.teams.senders import Senders
from bot.chat.inbound import (
    Answer,
    Command,
    FormSubmitted,
    InstallationChange,
    InstallationChanged,
    Origin,
    Place,
    PlaceKind,
    ThreadQuestion,
)
from bot.chat.message import Message, say
from bot.clock import MachineClock
from bot.ports import Destination, PlatformFailure, Receive, StorageUnavailable

log = structlog.get_logger(__name__)
Json = Mapping[str, Any]
PLACES_KEPT = 20_000
READ_WITHIN = 5.0
"""Seconds that a team's channels may take: Teams repeats an event that is not answered in 15."""
CLOSE = {"task": None}


@dataclass(frozen=True)
class Reply:
    """What is answered over HTTP: a status, and for an invoke its body."""

    status: int = 200
    body: Any = None


class Turns:
    """Reads activities, hands them to dispatch, and gives its answers back."""

    def __init__(self, platform: TeamsPlatform, receive: Receive, clock: MachineClock) -> None:
        self._platform = platform
        self._receive = receive
        self._clock = clock
        self._senders = Senders(platform, clock)
        self._noted: OrderedDict[tuple[str, str], Json] = OrderedDict()
        self._lines = Lines()

    async def take(self, admitted: Admitted) -> Reply:
        """One activity; what does not concern the bot is accepted and dropped."""
        activity = admitted.activity
        try:
            match activity["type"]:
                case "message" if inbound.is_talk(activity):
                    return await self._overheard(admitted)
                case "message":
                    return await self._message(admitted)
                case "invoke":
                    return await self._invoke(admitted)
                case "conversationUpdate" | "installationUpdate":
                    return await self._event(admitted)
                case _:
                    return Reply()
        except StorageUnavailable:
            return await self._not_saved(admitted)
        except PlatformFailure as failure:
            # The roster did not say who somebody is: nothing was decided, so it may come again.
            log.warning("teams_sender_unknown", why=str(failure))
            return await self._not_saved(admitted)

    # --- the kinds of activities ----------------------------------------------------------------------------------

    async def _message(self, admitted: Admitted) -> Reply:
        activity = admitted.activity
        origin = await self._senders.origin(admitted)
        if origin is None:
            return Reply()
        asked = inbound.read_message(activity, origin, await self._senders.mentioned(admitted))
        if asked is None:
            return Reply()
        await self._note(admitted, origin)
        answer = await self._receive(asked)
        shown = answer.message or answer.home
        if shown is None and answer.form is not None:
            shown = answers.unasked_form(answer.form)
        if isinstance(asked, Command):
            said = await self._say(admitted, shown) if shown is not None else ""
            if said and answer.opens is not None:
                self._lines.keep(origin, said)
            return Reply()
        # A button pressed in a client that knows no other way: nothing can be shown to its presser alone in a channel.
        if answer.redraw is not None and asked.message is not None:
            await self._redraw(origin, asked.message, answer.redraw, asked.token)
        if shown is not None and origin.place.kind is PlaceKind.DIRECT:
            await self._say(admitted, shown, asked.token)
        return Reply()

    async def _overheard(self, admitted: Admitted) -> Reply:
        """What was said to others. Most of it ends at its own words; whatever fails is the end of it too.

        A bot on Teams shows nothing in a channel to one person alone but in a developer preview
        (learn.microsoft.com/microsoftteams/platform/agents-in-teams/targeted-messages), and a line in the thread would
        be read by all: an offer goes to whoever asked, in their own chat with Instep.
        """
        text = inbound.question_in_thread(admitted.activity)
        if not text:
            return Reply()
        try:
            origin = await self._senders.origin(admitted)
            answer = await self._receive(ThreadQuestion(origin, text)) if origin else Answer()
            if origin is not None and answer.message is not None:
                chat = Destination(origin.place.installation, person=origin.who)
                await self._platform.post(chat, answer.message, delivery_id="")
        except (PlatformFailure, StorageUnavailable) as failure:
            log.info("teams_question_not_offered", why=type(failure).__name__)
        return Reply()

    async def _invoke(self, admitted: Admitted) -> Reply:
        activity = admitted.activity
        name = words(activity.get("name"))
        origin = await self._senders.origin(admitted)
        if origin is None:
            return Reply(400)
        await self._note(admitted, origin)
        value = activity.get("value")
        if name == inbound.EXECUTE:
            return await self._executed(admitted, origin, part(value, "action", "data"))
        if name in inbound.DIALOG_OPENS:
            return await self._opened(admitted, origin, part(value, "data"))
        if name in inbound.DIALOG_SENT or name in inbound.EXTENSION_SENT:
            return await self._sent(admitted, origin, part(value, "data"))
        if name == inbound.SEARCH:
            sought, most = inbound.read_search(origin, value)
            answer = await self._receive(sought)
            return Reply(200, answers.search_body(answer.options[:most]))
        if name in inbound.EXTENSION_OPENS:
            author = await self._senders.author_home(admitted)
            mentioned = await self._senders.mentioned(admitted)
            answer = await self._receive(inbound.read_shortcut(activity, origin, author, mentioned))
            return self._task(answer, origin, opens=True)
        return Reply(501)

    async def _executed(self, admitted: Admitted, origin: Origin, data: object) -> Reply:
        press = inbound.read_press(admitted.activity, origin, data)
        if press is None:
            return Reply(400)
        answer = await self._receive(press)
        if origin.place.kind is PlaceKind.DIRECT:
            # Here everybody who sees the message is the presser, so it changes for good, and an answer stays.
            if answer.redraw is not None and press.message is not None:
                await self._redraw(origin, press.message, answer.redraw, press.token)
            shown = answer.message or answer.home
            if shown is not None and not answers.is_one_line(shown):
                await self._say(admitted, shown, press.token)
        elif answer.redraw is None and answer.message is not None and not answers.is_one_line(answer.message):
            # A line would be all that its presser sees here: they get the rest in place of the card, they alone.
            answer = Answer(redraw=answer.message)
        return Reply(200, answers.action_body(answer, self._platform.limits, press.token))

    async def _opened(self, admitted: Admitted, origin: Origin, data: object) -> Reply:
        asked = part(data, KEY, "c")
        press = inbound.read_press(admitted.activity, origin, data, wants_form=True)
        if isinstance(asked, Mapping) and isinstance(data, Mapping):
            back = words(part(press.message if press is not None else None, "activity"))
            confirmed = {name: value for name, value in data[KEY].items() if name != "c"}
            confirmed |= {"m": back} if back else {}
            return Reply(200, answers.confirm_body(asked, {KEY: confirmed}, self._platform.limits))
        if press is None:
            return Reply(400)
        # In a channel the message is everybody's, so what is drawn anew stands in the presser's own dialog.
        own = press.message if origin.place.kind is PlaceKind.DIRECT else None
        answer = await self._brought_back(await self._receive(press), origin, own, press.token)
        back = words(part(own, "activity")) or self._lines.known(origin, part(press.message, "activity"))
        return self._task(answer, origin, back=back, token=press.token, opens=True)

    async def _brought_back(self, answer: Answer, origin: Origin, own: Mapping[str, Any] | None, token: str) -> Answer:
        """Draws anew the message whose button opened the dialog, for good; what is left to say stays in the dialog."""
        if answer.redraw is None or own is None:
            return answer
        await self._redraw(origin, dict(own), answer.redraw, token)
        return replace(answer, redraw=None)

    def _own(self, admitted: Admitted, origin: Origin, data: object) -> Json | None:
        """The message in somebody's own chat whose button opened the dialog that this was sent from."""
        back = words(part(data, KEY, "m"))
        direct = back and origin.place.kind is PlaceKind.DIRECT
        return inbound.address_of(admitted.activity, back) if direct else None

    async def _sent(self, admitted: Admitted, origin: Origin, data: object) -> Reply:
        if part(data, KEY, "k") == CLOSING:
            return Reply(200, CLOSE)
        press = inbound.read_press(admitted.activity, origin, data, wants_form=True)
        if press is not None:
            asked = part(data, KEY, "c")
            if isinstance(asked, Mapping):
                return await self._opened(admitted, origin, data)
            # A button that asked before it acts stands on a message, which is then drawn anew as if it had not asked.
            own = self._own(admitted, origin, data)
            answer = await self._brought_back(await self._receive(press), origin, own, press.token)
            return self._task(answer, origin, token=press.token)
        sent, typed = inbound.read_dialog(origin, data)
        if sent is None:
            return Reply(400)
        back = words(part(data, KEY, "m"))
        if isinstance(sent, FormSubmitted) and typed.empty:
            return self._task(Answer(errors=typed.empty), origin, typed, back=back)
        token = sent.token if isinstance(sent, FormSubmitted) else ""
        own = self._own(admitted, origin, data)
        answer = await self._brought_back(await self._receive(sent), origin, own, token)
        await self._settle(answer, admitted, origin, back)
        return self._task(answer, origin, typed, back=back, token=token)

    async def _settle(self, answer: Answer, admitted: Admitted, origin: Origin, back: str) -> None:
        """Has the message that answered typed words say what came of them; in full where nobody else reads it."""
        line = self._lines.known(origin, back)
        if answer.settled and line:
            direct = origin.place.kind is PlaceKind.DIRECT
            said = (answer.message if direct else None) or say(answer.settled, locale=origin.locale)
            await self._redraw(origin, inbound.address_of(admitted.activity, line), said, "")

    def _task(
        self,
        answer: Answer,
        origin: Origin,
        typed: Typed | None = None,
        *,
        back: str = "",
        token: str = "",
        opens: bool = False,
    ) -> Reply:
        body = answers.task_body(answer, typed, back, self._platform.limits, token)
        if body is None:
            body = answers.line_body(answers.done(origin.locale)) if opens else CLOSE
        return Reply(200, body)

    async def _event(self, admitted: Admitted) -> Reply:
        activity = admitted.activity
        origin = inbound.read_origin(activity, admitted.app_id, admitted.tenant, self._clock.now())
        if inbound.was_removed(activity):
            await self._forget(origin)
        else:
            await self._note(admitted, origin)
        members = await self._senders.members(admitted)
        event, whole_team = inbound.read_event(activity, origin, members)
        if event is None:
            return Reply()
        if whole_team:
            event = replace(event, also=await self._other_channels(origin.place))
        await self._receive(event)
        return Reply()

    async def _other_channels(self, place: Place) -> tuple[Place, ...]:
        """The other standard channels of a team, whose members and apps are those of the team."""
        kept_as = f"team/{place.team}"
        try:
            at, _ = self._platform.registrations.of(place.installation)
            async with asyncio.timeout(READ_WITHIN):
                url = words((place.address or {}).get("service_url"))
                found = await self._platform.calls.channels(at, url, place.team)
            channels = {one["id"]: one["name"] for one in found if one["type"] == "standard"}
            await self._platform.addresses.put(PLATFORM, place.installation, kept_as, {"channels": channels})
        except (TimeoutError, PlatformFailure):
            # The app has just left that team, or Teams is away or busy: the channels that were known last.
            known = await self._platform.addresses.get(PLATFORM, place.installation, kept_as)
            channels = dict((known or {}).get("channels") or {})
        return tuple(
            replace(
                place,
                channel=channel,
                name=name,
                address={**(place.address or {}), "conversation": channel, "name": name},
            )
            for channel, name in channels.items()
            if channel != place.channel
        )

    # --- what is kept ---------------------------------------------------------------------------------------------

    async def _note(self, admitted: Admitted, origin: Origin) -> None:
        """Keeps where this conversation is, and tells dispatch of a tenant that is new; writes only what changed.

        Not of what comes with a token: even a row about a conversation would tell that its person pressed, and when.
        """
        if inbound.has_token(admitted.activity):
            return
        place = origin.place
        url = words(admitted.activity.get("serviceUrl"))
        team = {"id": place.team, "name": words(part(admitted.activity, "channelData", "team", "name"))}
        new = await self._platform.registrations.note(
            admitted.app_id, admitted.tenant, url, team if place.team else None
        )
        if place.kind is PlaceKind.DIRECT:
            if origin.who.user_id:
                await self._keep(place.installation, chat_name(origin.who), dict(place.address or {}))
        else:
            await self._keep(place.installation, place.channel, dict(place.address or {}))
        if new:
            request = inbound.shortened(f"{origin.request_id}/installed")
            await self._receive(InstallationChanged(replace(origin, request_id=request), InstallationChange.INSTALLED))

    async def _keep(self, installation: str, name: str, address: Json) -> None:
        key = (installation, name)
        if self._noted.get(key) != address:
            await self._platform.addresses.put(PLATFORM, installation, name, address)
            self._noted[key] = address
            if len(self._noted) > PLACES_KEPT:
                self._noted.popitem(last=False)

    async def _forget(self, origin: Origin) -> None:
        place = origin.place
        name = chat_name(origin.who) if place.kind is PlaceKind.DIRECT else place.channel
        self._noted.pop((place.installation, name), None)
        if place.kind is PlaceKind.DIRECT:
            await self._platform.addresses.forget(PLATFORM, place.installation, name)
        elif place.channel == place.team:
            await self._platform.registrations.drop_team(place.installation, place.team)

    # --- answering ------------------------------------------------------------------------------------------------

    async def _say(self, admitted: Admitted, message: Message, token: str = "") -> str:
        """A message where the activity came from, and its id; what was decided stands even if this cannot be said."""
        activity = render_activity(message, limits=self._platform.limits, token=token, ring=False)
        by = self._platform.registrations.by_app_id(admitted.app_id)
        url, conversation = (
            words(admitted.activity.get("serviceUrl")),
            words(part(admitted.activity, "conversation", "id")),
        )
        try:
            return await self._platform.calls.send(by, url, conversation, activity)
        except PlatformFailure as failure:
            log.warning("teams_answer_not_shown", why=str(failure))
            return ""

    async def _redraw(self, origin: Origin, address: Json, message: Message, token: str) -> None:
        try:
            await self._platform.edit(origin.place.installation, address, message, token=token)
        except PlatformFailure as failure:
            log.warning("teams_message_not_redrawn", why=str(failure))

    async def _not_saved(self, admitted: Admitted) -> Reply:
        """Nothing was saved: people are told, and Teams is asked to bring events again."""
        activity = admitted.activity
        locale = words(activity.get("locale")).replace("-", "_")
        if activity["type"] != "invoke":
            return Reply(503)
        if words(activity.get("name")) == inbound.SEARCH:
            # Its client says that it could not search, which is true; an empty list would say that there is nobody.
            return Reply(503)
        if words(activity.get("name")) == inbound.EXECUTE:
            return Reply(200, answers.toast(answers.not_saved(locale)))
        return Reply(200, answers.line_body(answers.not_saved(locale)))
