"""What people do in Teams: write, mention, press, fill in, install; each act reaches the bot as Teams would send it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapters.teams.standin import dialogs
from adapters.teams.standin.activities import Activities, Json
from adapters.teams.standin.courier import TROUBLE, Courier, Turn
from adapters.teams.standin.dialogs import Dialog, NotPossible, Pointer, Reading
from adapters.teams.standin.ledger import Ledger, Message
from adapters.teams.standin.records import Place, Registration, User
from adapters.teams.standin.world import World


class People:
    """Acts by object id of the user; `app_id` may be left out where there is one bot."""

    def __init__(self, world: World, ledger: Ledger, courier: Courier, activities: Activities) -> None:
        self._world = world
        self._ledger = ledger
        self._courier = courier
        self._activities = activities
        self._dialogs: dict[str, Dialog] = {}
        self._found: dict[str, dict[str, dict[str, str]]] = {}

    # --- writing --------------------------------------------------------------------------------------------------

    async def say(self, user: str, text: str, *, app_id: str = "") -> Turn:
        """Writes to the bot in the personal chat; the app must be there for that user."""
        who, app = self._world.user(user), self._app(app_id)
        if not self._world.may_message(app.app_id, user):
            raise NotPossible(f"{who.name} does not have the app")
        place = self._world.place(self._world.personal_chat(app.app_id, user).id)
        activity = self._activities.message(app, who, place, text, addressed=False)
        self._write(who, place, activity["id"], text)
        return await self._courier.deliver(app, activity)

    async def open_home(self, user: str, *, app_id: str = "") -> Turn:
        """Asks for the home in the personal chat, which is where it is on Teams."""
        return await self.say(user, "home", app_id=app_id)

    async def mention(self, user: str, where: str, text: str, *, people: Sequence[str] = (), app_id: str = "") -> Turn:
        """Writes `@bot text` in a channel (a new thread), a thread (`id;messageid=…`) or a group chat.

        `@Name` of each of `people` in the text becomes a mention as well. Without the app there nothing is delivered.
        """
        who, app = self._world.user(user), self._app(app_id)
        place = self._at(user, where)
        if not self._world.has_app(app.app_id, place):
            raise NotPossible("the app is not there, so it cannot be mentioned")
        named = [self._world.user(one) for one in people]
        return await self._speak(who, app, place, text, addressed=True, people=named)

    async def talk(self, user: str, where: str, text: str, *, app_id: str = "") -> Turn | None:
        """Writes to others in a channel or a thread of it; a bot is told only where it may read there."""
        who, app, place = self._world.user(user), self._app(app_id), self._at(user, where)
        if not self._world.may_read(app.app_id, place):
            self._write(who, place, self._world.stamp(), text)
            return None
        return await self._speak(who, app, place, text, addressed=False)

    async def _speak(
        self, who: User, app: Registration, place: Place, text: str, *, addressed: bool, people: Sequence[User] = ()
    ) -> Turn:
        id = self._world.stamp()
        if place.channel is not None and not place.thread:
            place = replace(place, thread=id)
        activity = self._activities.message(app, who, place, text, addressed=addressed, people=people) | {"id": id}
        self._write(who, place, id, text)
        return await self._courier.deliver(app, activity)

    def write(self, user: str, where: str, text: str) -> Message:
        """Writes something that no bot is told of: a message in a channel or group chat without a mention."""
        who, place = self._world.user(user), self._at(user, where)
        return self._write(who, place, self._world.stamp(), text)

    def _write(self, who: User, place: Place, id: str, text: str) -> Message:
        thread = (place.thread or id) if place.channel is not None else ""
        message = Message(id, place.conversation, thread, "", who.id, text)
        self._ledger.write(message)
        return message

    # --- reading --------------------------------------------------------------------------------------------------

    def read(self, user: str, where: str) -> Sequence[Message]:
        """What a user sees in a channel, thread or chat that they belong to."""
        self._at(user, where)
        return self._ledger.messages(where, user=user)

    def chat(self, user: str, *, app_id: str = "") -> Sequence[Message]:
        """The personal chat of a user with the bot."""
        return self._ledger.messages(self._world.personal_chat(self._app(app_id).app_id, user).id, user=user)

    async def view(self, user: str, where: str, message: str) -> Message:
        """Looks at a message; a card that refreshes for this user asks the bot for their own view first."""
        seen, app, place = self._seen(user, where, message)
        refresh = (seen.card or {}).get("refresh") or {}
        names = refresh.get("userIds")
        mine = (user, self._world.address(app.app_id, user))
        if refresh and (names is None or any(one in mine for one in names)):
            await self._execute(self._world.user(user), app, place, seen, refresh["action"], {}, "automatic")
        return self._ledger.seen_by(seen, user)

    # --- cards ----------------------------------------------------------------------------------------------------

    async def press(
        self,
        user: str,
        where: str,
        message: str,
        button: str | Pointer,
        *,
        values: Mapping[str, object] | None = None,
        old_client: bool = False,
    ) -> Turn:
        """Presses the button with this title, or at this place, on a card, with its inputs filled in.

        An old client, which does not know Action.Execute, uses its fallback.
        """
        seen, app, place = self._seen(user, where, message)
        if seen.card is None:
            raise NotPossible("the message has no card")
        who = self._world.user(user)
        action = dialogs.find_action(seen.card, button, ("Action.Execute", "Action.Submit"))
        inputs = dialogs.fill_in(seen.card, values or {}, self._pickable(place))
        if action["type"] == "Action.Execute" and not old_client:
            return await self._execute(who, app, place, seen, action, inputs, "manual")
        if action["type"] == "Action.Execute":
            action = action["fallback"]
        data = {**_data(action), **inputs}
        teams = data.get("msteams")
        if isinstance(teams, dict) and teams.get("type") == "task/fetch":
            value = {"data": {"type": "task/fetch", **data}, "context": {"theme": "default"}}
            activity = self._activities.invoke(app, who, place, "task/fetch", value, reply_to=seen.id)
            return await self._dialog_turn(app, who, place, activity, "task", message=seen.id)
        if teams is not None:
            raise NotPossible("the stand-in does not serve that kind of Action.Submit")
        return await self._courier.deliver(app, self._activities.submitted(app, who, place, seen, data))

    async def _execute(
        self,
        who: User,
        app: Registration,
        place: Place,
        seen: Message,
        action: Mapping[str, Any],
        inputs: Mapping[str, str],
        trigger: str,
    ) -> Turn:
        value = {
            "action": {
                "type": "Action.Execute",
                "id": action.get("id", ""),
                "verb": action.get("verb", ""),
                "data": {**_data(action), **inputs},
            },
            "trigger": trigger,
        }
        activity = self._activities.invoke(app, who, place, "adaptiveCard/action", value, reply_to=seen.id)
        turn = await self._courier.deliver(app, activity)
        reading = dialogs.read_action(turn.body) if turn.status == 200 else Reading(said=TROUBLE)
        if reading.card is not None:
            self._ledger.show(seen, who.id, reading.card)
        return self._kept(
            replace(turn, said=reading.said or (TROUBLE if reading.problem else ""), problem=reading.problem)
        )

    # --- dialogs --------------------------------------------------------------------------------------------------

    async def open_extension(
        self, user: str, command: str, *, where: str = "", message: str = "", app_id: str = ""
    ) -> Turn:
        """Opens an action command of the message extension: from the compose box of `where`, or on a message there.

        Without `where` it is opened from the personal chat.
        """
        who, app = self._world.user(user), self._app(app_id)
        place = self._at(user, where) if where else self._world.place(self._world.personal_chat(app.app_id, user).id)
        if not self._world.may_message(app.app_id, user) and not self._world.has_app(app.app_id, place):
            raise NotPossible(f"{who.name} does not have the app")
        context = "message" if message else "compose"
        value: Json = {"commandId": command, "commandContext": context, "context": {"theme": "default"}}
        if message:
            opened = self._ledger.find(place.conversation, message)
            if opened is None:
                raise NotPossible("no such message")
            value["messagePayload"] = self._activities.payload(opened)
        activity = self._activities.invoke(app, who, place, "composeExtension/fetchTask", value)
        return await self._dialog_turn(app, who, place, activity, "extension", command=command, context=context)

    def dialog(self, id: str) -> Dialog:
        """An open dialog; raises NotPossible."""
        if id not in self._dialogs:
            raise NotPossible("that dialog is not open")
        return self._dialogs[id]

    def close(self, dialog: str) -> None:
        """Closes a dialog; the bot is not told."""
        self._forget(self.dialog(dialog).id)

    async def search(self, dialog: str, field: str, words: str) -> Turn:
        """Types into a list of an open dialog that is searched, by its id or label; `body` holds what is shown.

        Only what was found this way, or stands in the card, can be chosen then.
        """
        open_ = self.dialog(dialog)
        part = dialogs.searched_input(open_.card, field)
        app, who = self._world.registration(open_.app_id), self._world.user(open_.user)
        value = {
            "queryText": words,
            "queryOptions": {"skip": 0, "top": dialogs.SHOWN_AT_ONCE},
            "dataset": dialogs.dataset_of(part),
        }
        place = self._world.place(open_.conversation)
        activity = self._activities.invoke(app, who, place, "application/search", value, reply_to=open_.message)
        turn = await self._courier.deliver(app, activity)
        if turn.status != 200:
            return self._kept(replace(turn, said=TROUBLE))
        results, problem = dialogs.read_search(turn.body)
        found = self._found.setdefault(dialog, {}).setdefault(part["id"], {})
        found |= {one["title"]: one["value"] for one in results}
        return self._kept(replace(turn, said=TROUBLE if problem else "", problem=problem))

    async def submit(
        self, dialog: str, values: Mapping[str, object] | None = None, *, button: str | Pointer = ""
    ) -> Turn:
        """Fills in an open dialog by input id or label and presses a button, or its only one; then it is closed,
        unless the answer is another dialog."""
        open_ = self.dialog(dialog)
        app, who = self._world.registration(open_.app_id), self._world.user(open_.user)
        place = self._world.place(open_.conversation)
        action = dialogs.find_action(open_.card, button or dialogs.only_button(open_.card), ("Action.Submit",))
        typed: dict[str, str] = {}
        if dialogs.sends_inputs(action):
            typed = dialogs.fill_in(open_.card, values or {}, self._pickable(place), self._found.get(dialog))
        data = {**_data(action), **typed}
        value: Json = {"data": data, "context": {"theme": "default"}}
        name = "task/submit"
        if open_.kind == "extension":
            name = "composeExtension/submitAction"
            value |= {"commandId": open_.command, "commandContext": open_.context}
        activity = self._activities.invoke(app, who, place, name, value, reply_to=open_.message)
        turn = await self._dialog_turn(
            app, who, place, activity, open_.kind, command=open_.command, context=open_.context, message=open_.message
        )
        if turn.well:
            self._forget(dialog)
        return turn

    async def _dialog_turn(
        self,
        app: Registration,
        who: User,
        place: Place,
        activity: Json,
        kind: str,
        *,
        command: str = "",
        context: str = "",
        message: str = "",
    ) -> Turn:
        turn = await self._courier.deliver(app, activity)
        if turn.status != 200:
            return self._kept(replace(turn, said=TROUBLE))
        reading = dialogs.read_task(turn.body)
        opened = None
        if reading.card is not None:
            id = f"dialog-{turn.number}"
            where = activity["conversation"]["id"]
            opened = Dialog(id, app.app_id, who.id, where, kind, reading.title, reading.card, command, context, message)
            self._dialogs[id] = opened
        said = TROUBLE if reading.problem else reading.said
        return self._kept(replace(turn, said=said, dialog=opened, problem=reading.problem))

    async def react(self, user: str, where: str, message: str, kind: str, *, on: bool = True) -> Turn | None:
        """Leaves a reaction or takes it back; the bot is told of those to its messages, and of nothing that was so."""
        place = self._at(user, where)
        found = self._ledger.find(place.conversation, message)
        if found is None:
            raise NotPossible("no such message")
        if on == (user in found.reactions.get(kind, ())):
            return None
        self._ledger.react(found, kind, user, on=on)
        if not found.app_id:
            return None
        app, place = self._world.registration(found.app_id), replace(place, thread=found.thread)
        activity = self._activities.reacted(app, self._world.user(user), place, found, kind, on=on)
        return await self._courier.deliver(app, activity)

    async def take_back(self, user: str, message: Message) -> Turn | None:
        """Deletes what the user wrote; the bot is told of it in the personal chat."""
        place = self._at(user, message.conversation)
        self._ledger.take_back(message)
        if place.chat is None or not place.chat.personal:
            return None
        app = self._world.registration(next(iter(place.chat.apps)))
        return await self._courier.deliver(app, self._activities.deleted(app, self._world.user(user), place, message))

    # --- apps and rosters -----------------------------------------------------------------------------------------

    async def install(self, user: str, where: str, *, app_id: str = "") -> Turn:
        """Adds the app for oneself (`where` is the user), to a team, a private or shared channel or a group chat."""
        app, who = self._app(app_id), self._world.user(user)
        self._world.add_app(app.app_id, where)
        place = self._app_place(app, where)
        turn = await self._courier.deliver(app, self._activities.installed(app, who, place, "add"))
        added = [{"id": app.bot_id, "name": app.name}]
        await self._courier.deliver(app, self._activities.changed(app, who, place, "", added=added))
        return turn

    async def remove(self, user: str, where: str, *, app_id: str = "") -> Turn:
        """Removes the app again."""
        app, who = self._app(app_id), self._world.user(user)
        place = self._app_place(app, where)
        self._world.drop_app(app.app_id, where)
        return await self._courier.deliver(app, self._activities.installed(app, who, place, "remove"))

    def _app_place(self, app: Registration, where: str) -> Place:
        if where in self._world.users:
            return self._world.place(self._world.personal_chat(app.app_id, where).id)
        return self._world.place(where)

    async def join(self, user: str, where: str, *, app_id: str = "") -> Turn | None:
        """Joins a team, a private or shared channel or a group chat; a bot that is there learns of it."""
        self._world.add_member(where, user)
        return await self._roster_changed(user, where, "MemberAdded", app_id)

    async def leave(self, user: str, where: str, *, app_id: str = "") -> Turn | None:
        """Leaves it."""
        self._world.drop_member(where, user)
        return await self._roster_changed(user, where, "MemberRemoved", app_id)

    async def _roster_changed(self, user: str, where: str, event: str, app_id: str) -> Turn | None:
        app, who, place = self._app(app_id), self._world.user(user), self._world.place(where)
        if not self._world.has_app(app.app_id, place):
            return None
        kind = "team" if where in self._world.teams else "channel" if place.channel is not None else ""
        account = [self._activities.account(app, who)]
        added, removed = (account, []) if event == "MemberAdded" else ([], account)
        name = f"{kind}{event}" if kind else ""
        activity = self._activities.changed(app, who, place, name, added=added, removed=removed)
        return await self._courier.deliver(app, activity)

    async def channel_event(self, user: str, channel: str, event: str, *, app_id: str = "") -> Turn:
        """Tells the bot of `channelCreated`, `channelRenamed` or `channelDeleted`; the world must be changed first."""
        if event not in ("channelCreated", "channelRenamed", "channelDeleted"):
            raise ValueError(f"the stand-in does not serve {event}")
        app, who, about = self._app(app_id), self._world.user(user), self._world.channel(channel)
        place = self._world.place(about.team)
        return await self._courier.deliver(app, self._activities.changed(app, who, place, event, channel=about))

    async def replay(self, number: int) -> Turn:
        """Delivers a turn's activity once more, as Teams does after a time-out."""
        turn = self._courier.turns[number - 1]
        return await self._courier.deliver(self._world.registration(turn.app_id), turn.activity)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _app(self, app_id: str) -> Registration:
        if app_id:
            return self._world.registration(app_id)
        if len(self._world.registrations) != 1:
            raise NotPossible("say which bot is meant (app_id)")
        return next(iter(self._world.registrations.values()))

    def _at(self, user: str, where: str) -> Place:
        place = self._world.place(where)
        if self._world.user(user) not in self._world.members(place.conversation):
            raise NotPossible(f"{self._world.user(user).name} is not in that conversation")
        return place

    def _seen(self, user: str, where: str, message: str) -> tuple[Message, Registration, Place]:
        place = self._at(user, where)
        found = self._ledger.find(place.conversation, message)
        if found is None or not found.app_id:
            raise NotPossible("no such message of a bot")
        place = replace(place, thread=found.thread)
        return self._ledger.seen_by(found, user), self._world.registration(found.app_id), place

    def _pickable(self, place: Place) -> dict[str, str]:
        """Whom a people picker finds: the conversation's members, and in a personal chat the organisation."""
        if place.chat is not None and place.chat.personal:
            return {one.name: one.id for one in self._world.users.values() if one.tenant == place.tenant}
        return {one.name: one.id for one in self._world.members(place.conversation)}

    def _forget(self, dialog: str) -> None:
        self._dialogs.pop(dialog, None)
        self._found.pop(dialog, None)

    def _kept(self, turn: Turn) -> Turn:
        self._courier.turns[turn.number - 1] = turn
        return turn


def _data(action: Mapping[str, Any]) -> dict[str, Any]:
    data = action.get("data") or {}
    if not isinstance(data, dict):
        raise NotPossible("the stand-in serves actions whose data is an object")
    return data
