"""What somebody sees in a drawn client and does there: places, messages and forms, and elements by their ids."""

import html
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from adapters.slack.standin import entry, shapes, wire
from adapters.slack.standin.blocks import interactive
from adapters.slack.standin.courier import Answer
from adapters.slack.standin.desk import Desk
from adapters.slack.standin.happenings import Happenings
from adapters.slack.standin.world import CannotAct, Channel, Ephemeral, Message, OpenView, User

if TYPE_CHECKING:
    from adapters.slack.standin.people import People, Surface

Json = dict[str, Any]
Wired = Mapping[str, Mapping[str, Any]]

_WIRED = re.compile(r"(&(?:amp|lt|gt);|<[@#][A-Z0-9]+(?:\|[^<>]*)?>)")
"""What stands in a text in the form in which it travels."""


class Screen:
    """Beside `People`, which finds things by their names: here they are found by ids, and values come as they travel.

    `CannotAct` when Slack's client would not offer the act; `NoSuchThing` for ids of nothing.
    """

    def __init__(self, desk: Desk, people: "People", happenings: Happenings) -> None:
        self._desk = desk
        self._world = desk.world
        self._people = people
        self._happenings = happenings

    # --- Seeing ---------------------------------------------------------------------------------------------------

    def seen(self, user: str) -> Json:
        """The places that somebody is in, the form on top of their screen, and their Home.

        The direct message with the app of their own workspace is opened by this, as Slack's client lists its apps.
        """
        person = self._world.user(user)
        installation = self._world.installations.get(person.team_id)
        if installation and installation.active:
            self._world.direct_channel(installation, person)
        stack = self._world.modals.get(user)
        home = self._world.homes.get((person.team_id, user))
        return {
            "channels": [self._place(one) for one in self._world.channels.values() if user in one.members],
            "modal": self._view(stack[-1]) if stack else None,
            "home": self._view(home) if home else None,
        }

    def look(self, user: str, channel: str, ts: list[str] | None = None) -> Json:
        """What somebody sees in a place: its messages, oldest first, and what they alone were told there.

        With `ts` only those; one that was deleted is absent.
        """
        person = self._world.user(user)
        place = self._member(person, channel)
        said = place.messages.values() if ts is None else [place.messages[one] for one in ts if one in place.messages]
        told = [one for one in self._world.inbox.get(user, []) if one.channel == channel]
        return {
            "messages": [self._message(one) for one in said if not one.deleted],
            "whispers": [self._whisper(one) for one in told if ts is None or one.ts in ts],
        }

    def behind(self, user: str, message: str, channel: str = "") -> Json:
        """What went over the wire for a message, whisper or view that somebody sees, and what of its limits it takes.

        `message` is a ts in `channel`, or the id of a view.
        """
        person, limits = self._world.user(user), self._desk.limits
        if channel:
            place = self._member(person, channel)
            told = [one for one in self._world.inbox.get(user, []) if (one.channel, one.ts) == (channel, message)]
            found: Message | Ephemeral = told[0] if told else self._world.message(place.id, message)
            metadata = found.metadata if isinstance(found, Message) else None
            measures = wire.message_measures(found.text, found.blocks, metadata, limits) if _by_app(found) else []
        else:
            measures = wire.view_measures(self._opened(person, message).view, limits)
        return {"requests": self._desk.wire.about(channel, message), "limits": measures}

    # --- Doing ----------------------------------------------------------------------------------------------------

    async def write(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Answer:
        """Write a text: `@Instep` and `@Name` of whom they see become mentions, and what is not in the wire's form yet
        is escaped.

        Where the bot is mentioned, and in the direct message with it, it is told.
        """
        person = self._world.user(user)
        place = self._member(person, channel)
        if place.archived:
            raise CannotAct(f"#{place.name} is archived")
        if not text.strip():
            raise CannotAct("there is nothing to send")
        if len(text) > self._desk.limits.text_cut:
            raise CannotAct(f"a message has at most {self._desk.limits.text_cut} characters")
        if thread_ts is not None and (thread_ts not in place.messages or place.messages[thread_ts].deleted):
            raise CannotAct("that thread is not there any more")
        if place.kind == "im":
            return await self._happenings.direct_message(user, self._typed(person, place, text), place.teams[0])
        written = self._typed(person, place, text)
        for installation in self._world.installations_in(place):
            if f"<@{installation.bot_user_id}>" in written:
                return await self._happenings.mentioned(installation, user, channel, written, thread_ts)
        self._world.say(channel, user, written, thread_ts)
        return Answer(error="not_subscribed")

    async def type_command(self, user: str, channel: str, command: str, text: str = "") -> Answer:
        """A slash command with what is typed behind it; mentions travel with the name
        (docs.slack.dev/interactivity/implementing-slash-commands, "Escaping users, channels, and links")."""
        person = self._world.user(user)
        place = self._member(person, channel)
        return await self._people.command(user, channel, command, self._typed(person, place, text, with_names=True))

    async def press_element(
        self,
        user: str,
        action_id: str,
        block_id: str,
        channel: str | None = None,
        ts: str | None = None,
        surface: "Surface" = "message",
        value: Json | None = None,
        values: Wired | None = None,
    ) -> Answer:
        """Press or choose an element; `value` is what it was set to, `values` what stands in the other fields.

        Both as they travel in `state.values`.
        """
        blocks = self._blocks(user, surface, channel, ts)
        at = entry.At(block_id, action_id)
        chosen = entry.given(_element(blocks, at), value)
        others = _given(blocks, values or {})
        others.pop(at, None)
        return await self._people.press(user, at, channel, ts, surface, chosen, others)

    async def suggest_options(self, user: str, view_id: str, block_id: str, action_id: str, words: str) -> Answer:
        """What the bot offers to somebody who types these words into a field of the form on top."""
        return await self._people.suggest(user, entry.At(block_id, action_id), words, view_id)

    async def submit_view(self, user: str, view_id: str, values: Wired) -> Answer:
        """Send the form on top off with these values, block id to action id to value."""
        stack = self._world.modals.get(user)
        if not stack or stack[-1].id != view_id:
            raise CannotAct("that form is not on top any more")
        return await self._people.submit(user, _given(stack[-1].view["blocks"], values), view_id)

    # --- Parts ----------------------------------------------------------------------------------------------------

    def _blocks(self, user: str, surface: "Surface", channel: str | None, ts: str | None) -> list[Json]:
        person = self._world.user(user)
        match surface:
            case "message":
                place = self._member(person, channel or "")
                told = [one for one in self._world.inbox.get(user, []) if (one.channel, one.ts) == (channel, ts)]
                if told:
                    return told[0].blocks
                return self._world.message(place.id, ts or "").blocks
            case "modal":
                stack = self._world.modals.get(user)
                opened = stack[-1] if stack else None
            case "home":
                opened = self._world.homes.get((person.team_id, user))
        if opened is None:
            raise CannotAct(f"{person.name} sees no {surface}")
        return list(opened.view["blocks"])

    def _typed(self, person: User, place: Channel, text: str, *, with_names: bool = False) -> str:
        """The text as Slack's client sends it: three characters escaped, names of whoever they see as mentions.

        Of two with the same name, the one who is in the channel is meant.
        Entities and mentions that stand in it already stay (docs.slack.dev/messaging/formatting-message-text).
        """
        here = [one for one in map(self._world.user, place.members) if not one.is_bot]
        names = {one.name: one.id for one in (*self._world.seen_by(person), *here)}
        for installation in self._world.installations_in(place):
            names.setdefault(self._world.app.name, installation.bot_user_id)
        marks = {html.escape(f"@{name}", quote=False): id for name, id in names.items()}
        parts = _WIRED.split(text)
        written = "".join(part if at % 2 else html.escape(part, quote=False) for at, part in enumerate(parts))
        if not marks:
            return written
        longest_first = sorted(marks, key=len, reverse=True)
        found = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")

        def mention(match: re.Match[str]) -> str:
            id = marks[match.group()]
            return f"<@{id}|{shapes.handle(self._world.user(id))}>" if with_names else f"<@{id}>"

        return found.sub(mention, written)

    def _place(self, place: Channel) -> Json:
        return {
            "id": place.id,
            "name": place.name,
            "kind": place.kind,
            "archived": place.archived,
            "external": place.is_ext_shared,
            "latest": next((ts for ts, said in reversed(place.messages.items()) if not said.deleted), ""),
        }

    def _message(self, said: Message) -> Json:
        return {
            "ts": said.ts,
            "user": said.user,
            "text": said.text,
            "blocks": said.blocks,
            "by_app": said.by_app,
            "thread_ts": said.thread_ts,
            "edited": said.edited,
            "revisions": said.revisions,
            "reactions": said.reactions,
        }

    def _whisper(self, told: Ephemeral) -> Json:
        return {"ts": told.ts, "text": told.text, "blocks": told.blocks, "thread_ts": told.thread_ts}

    def _view(self, opened: OpenView) -> Json:
        shown = shapes.view(self._world, opened)
        return shown | {"state": {"values": entry.values_in(opened.view["blocks"], opened.typed)}}

    def _opened(self, person: User, view_id: str) -> OpenView:
        home = self._world.homes.get((person.team_id, person.id))
        for opened in [*self._world.modals.get(person.id, []), *([home] if home else [])]:
            if opened.id == view_id:
                return opened
        raise CannotAct("that form is not open any more")

    def _member(self, person: User, channel: str) -> Channel:
        place = self._world.channel(channel)
        if person.id not in place.members:
            raise CannotAct(f"{person.name} is not in that channel")
        return place


def _by_app(found: Message | Ephemeral) -> bool:
    return isinstance(found, Ephemeral) or found.by_app


def _element(blocks: list[Json], at: entry.At) -> Json:
    for block, element in interactive(blocks):
        if entry.answers_to(at, block, element):
            return element
    raise CannotAct("that button is not there any more")


def _given(blocks: list[Json], values: Wired) -> dict[entry.At, Any]:
    places = [entry.At(block_id, action_id) for block_id, actions in values.items() for action_id in actions]
    return {at: entry.given(_element(blocks, at), values[at.block_id][at.action_id]) for at in places}
