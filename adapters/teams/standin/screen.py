"""What somebody sees in a drawn client and does there: places and messages, and buttons by where they stand."""

from collections.abc import Collection, Mapping
from typing import Any

from adapters.teams.standin import wire
from adapters.teams.standin.courier import Turn
from adapters.teams.standin.dialogs import NotPossible, Pointer
from adapters.teams.standin.ledger import Ledger, Message
from adapters.teams.standin.people import People
from adapters.teams.standin.records import Place, User
from adapters.teams.standin.world import World

Json = Mapping[str, Any]

REACTIONS = ("like", "heart", "laugh", "surprised", "sad", "angry")
"""bots/how-to/conversations/subscribe-to-conversation-events, "Message reaction events"."""


class Screen:
    """Beside `People`, which finds buttons by their titles: here they are named by a JSON pointer into the card.

    Raises NotPossible where Teams' client would not offer the act, Unknown for ids of nothing.
    """

    def __init__(self, world: World, ledger: Ledger, people: People, kept: wire.Wire) -> None:
        self._world = world
        self._ledger = ledger
        self._people = people
        self._wire = kept

    # --- seeing ---------------------------------------------------------------------------------------------------

    def seen(self, user: str) -> Json:
        """The teams with the channels that somebody is in, and their chats; the personal chat with each bot of their
        own organisation is always there."""
        who = self._world.user(user)
        for app in self._world.registrations.values():
            if app.tenant == who.tenant or self._world.may_message(app.app_id, user):
                self._world.personal_chat(app.app_id, user)
        teams = [{"id": one.id, "name": one.name, "channels": self._channels(one.id, who)} for one in self._teams(who)]
        chats = [
            {"id": one.id, "personal": one.personal, "name": self._name(one.apps, one.members - {user})}
            for one in self._world.chats.values()
            if user in one.members
        ]
        return {"teams": teams, "chats": chats}

    def look(self, user: str, conversation: str, ids: list[str] | None = None) -> Json:
        """What somebody sees in a channel or chat, oldest first; with `ids` only those, and what was deleted is
        absent."""
        place = self._at(user, conversation)
        if ids is None:
            return {"messages": [_shown(one) for one in self._ledger.messages(conversation, user=user)]}
        found = [one for id in ids if (one := self._ledger.find(place.conversation, id)) is not None]
        return {"messages": [_shown(self._ledger.seen_by(one, user)) for one in found]}

    def behind(self, user: str, conversation: str, message: str) -> Json:
        """What went over the wire for a message that somebody sees, and what of Teams' limits it takes."""
        seen = self._message(user, conversation, message)
        measures = wire.measures(seen) if seen.activity is not None else []
        return {"requests": self._wire.about(seen.conversation, message), "limits": measures}

    # --- doing ----------------------------------------------------------------------------------------------------

    async def write(self, user: str, conversation: str, text: str, thread: str = "") -> Turn | None:
        """Writes a text as it is typed: to the bot in the personal chat, and where it holds `@Instep`; else nobody is
        told. `@Name` of who is there becomes a mention as well."""
        place = self._at(user, conversation)
        if not text.strip():
            raise NotPossible("there is nothing to send")
        if place.channel is not None and place.channel.archived:
            raise NotPossible(f"{place.channel.name} is archived")
        if thread and self._ledger.find(place.conversation, thread) is None:
            raise NotPossible("that thread is not there any more")
        if place.chat is not None and place.chat.personal:
            return await self._people.say(user, text, app_id=next(iter(place.chat.apps)))
        where = f"{place.conversation};messageid={thread}" if thread else place.conversation
        for app in self._world.registrations.values():
            if f"@{app.name}" in text and self._world.has_app(app.app_id, place):
                members = self._world.members(place.conversation)
                named = [one.id for one in members if f"@{one.name}" in text]
                return await self._people.mention(user, where, text, people=named, app_id=app.app_id)
        self._people.write(user, where, text)
        return None

    async def press_action(
        self, user: str, conversation: str, message: str, action: str, inputs: Mapping[str, str] | None = None
    ) -> Turn:
        """Presses what stands at a JSON pointer in the card as this user sees it, such as `/body/1/actions/0`."""
        return await self._people.press(user, conversation, message, Pointer(action), values=inputs)

    async def submit_action(self, user: str, dialog: str, action: str, inputs: Mapping[str, str] | None = None) -> Turn:
        """The same in an open dialog of theirs."""
        self._own(user, dialog)
        return await self._people.submit(dialog, inputs, button=Pointer(action))

    async def search_choices(self, user: str, dialog: str, input: str, words: str) -> Turn:
        """Types into a list that is searched, in an open dialog of theirs."""
        self._own(user, dialog)
        return await self._people.search(dialog, input, words)

    def close(self, user: str, dialog: str) -> None:
        """Closes a dialog; the bot is not told."""
        self._own(user, dialog)
        self._people.close(dialog)

    async def react(self, user: str, conversation: str, message: str, kind: str, on: bool = True) -> Turn | None:
        """Leaves a reaction, or takes it back; a bot is told of those to its own messages."""
        if kind not in REACTIONS:
            raise NotPossible(f"there is no reaction {kind[:40]!r}; there are {', '.join(REACTIONS)}")
        self._message(user, conversation, message)
        return await self._people.react(user, conversation, message, kind, on=on)

    async def take_back(self, user: str, conversation: str, message: str) -> Turn | None:
        """Deletes a message of one's own; a bot is told in the personal chat with it."""
        found = self._message(user, conversation, message)
        place = self._at(user, conversation)
        if found.author != user or (place.channel is not None and place.channel.archived):
            raise NotPossible("only a message of one's own can be deleted")
        return await self._people.take_back(user, found)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _at(self, user: str, conversation: str) -> Place:
        who, place = self._world.user(user), self._world.place(conversation)
        if who not in self._world.members(place.conversation):
            raise NotPossible(f"{who.name} is not in that conversation")
        return place

    def _message(self, user: str, conversation: str, message: str) -> Message:
        found = self._ledger.find(self._at(user, conversation).conversation, message)
        if found is None:
            raise NotPossible("that message is not there any more")
        return self._ledger.seen_by(found, user)

    def _own(self, user: str, dialog: str) -> None:
        if self._people.dialog(dialog).user != user:
            raise NotPossible("that dialog is not open")

    def _teams(self, who: User) -> list[Any]:
        return [one for one in self._world.teams.values() if self._channels(one.id, who)]

    def _channels(self, team: str, who: User) -> list[Json]:
        return [
            {"id": one.id, "name": one.name, "kind": str(one.kind), "archived": one.archived}
            for one in self._world.channels.values()
            if one.team == team and not one.deleted and who in self._world.members(one.id)
        ]

    def _name(self, apps: Collection[str], others: Collection[str]) -> str:
        names = [self._world.registration(one).name for one in apps]
        return ", ".join(sorted([*names, *(self._world.user(one).name for one in others)]))


def _shown(message: Message) -> Json:
    return {
        "id": message.id,
        "thread": message.thread,
        "author": "" if message.app_id else message.author,
        "app": bool(message.app_id),
        "text": message.text,
        "summary": message.summary,
        "card": message.card,
        "edited": message.edited,
        "mentions": message.mentions,
        "reactions": message.reactions,
    }
