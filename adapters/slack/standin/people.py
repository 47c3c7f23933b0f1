"""What people do in Slack's client: commands, buttons, forms, shortcuts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal
from urllib.parse import parse_qs, urlencode, urlsplit

from adapters.slack.standin import entry, posting, shapes
from adapters.slack.standin.blocks import interactive
from adapters.slack.standin.call import Refusal
from adapters.slack.standin.courier import Answer, Courier
from adapters.slack.standin.desk import Desk
from adapters.slack.standin.elements import suggestions
from adapters.slack.standin.methods import views
from adapters.slack.standin.world import CannotAct, Ephemeral, Installation, Message, OpenView, User

Json = dict[str, Any]
Surface = Literal["message", "modal", "home"]
Entered = Mapping[str, Any] | Mapping[entry.At, Any]


class People:
    """Acts by user id. Each returns the bot's `Answer`; `CannotAct` when Slack's client would not offer the act."""

    def __init__(self, desk: Desk, courier: Courier, origin: str) -> None:
        self._desk = desk
        self._world = desk.world
        self._courier = courier
        self._origin = origin

    async def command(self, user: str, channel: str, command: str, text: str = "", in_thread: bool = False) -> Answer:
        """Type a slash command. What the acknowledgement says is shown to the user."""
        person, place = self._person(user), self._world.channel(channel)
        installation = self._own_installation(person)
        if in_thread:
            raise CannotAct("slash commands do not work in threads")
        if command not in self._world.app.commands:
            raise CannotAct(f"the app has no command {command}")
        self._must_be_in(person, channel)
        payload = {
            "token": self._world.app.verification_token,
            "team_id": person.team_id,
            "team_domain": self._world.workspace(person.team_id).domain,
            "channel_id": channel,
            "channel_name": "directmessage" if place.kind == "im" else place.name,
            "user_id": user,
            "user_name": shapes.handle(person),
            "command": command,
            "text": text,
            "api_app_id": self._world.app.id,
            "is_enterprise_install": "false",
            "response_url": self._response_url(person, installation, channel),
            "trigger_id": self._desk.tickets.trigger(user, installation.team_id),
        }
        answer = await self._courier.send("slash_commands", payload)
        return await self._show_acknowledgement(answer, installation, channel, user)

    async def press(
        self,
        user: str,
        button: entry.Name,
        channel: str | None = None,
        ts: str | None = None,
        surface: Surface = "message",
        value: Any = None,
        values: Entered | None = None,
    ) -> Answer:
        """Press a button, by its label or action id; or choose `value` in a menu, by its placeholder or action id.

        On a message: in `channel`, the message or ephemeral `ts`, or the newest that has the button. In a modal: the
        topmost. On Home: that of the user's own workspace. `values` are what stands in other fields there.
        """
        person = self._person(user)
        match surface:
            case "message":
                payload = self._press_in_message(person, button, channel or "", ts, value, values)
                return await self._courier.send("interactive", payload)
            case "modal":
                opened = self._top(user)
            case "home":
                self._own_installation(person)
                found = self._world.homes.get((person.team_id, user))
                if found is None:
                    raise CannotAct(f"{user} has no Home yet")
                opened = found
        entry.fill(opened.view["blocks"], opened.typed, values or {}, opened.found)
        block, element = _find(opened.view["blocks"], button)
        if entry.is_field(element):
            opened.typed.setdefault(block["block_id"], {})[element["action_id"]] = entry.filled(element, value)
        payload = {
            **self._interaction("block_actions", person, opened.team),
            "container": {"type": "view", "view_id": opened.id},
            "trigger_id": self._desk.tickets.trigger(user, opened.team, view=opened.id),
            "view": self._view(opened),
            "actions": [self._action(block, element, value)],
        }
        return await self._courier.send("interactive", payload)

    def presses(self, users: Sequence[str], button: str, channel: str) -> list[Json]:
        """What each of these would send by pressing a button on the newest message that has it, for a sender of many.

        The bot may answer each of them as if it had been sent from here.
        """
        return [self._press_in_message(self._person(user), button, channel, None) for user in users]

    async def submit(self, user: str, values: Entered | None = None, view_id: str | None = None) -> Answer:
        """Fill in the topmost modal by labels, placeholders, action or block ids, and submit it."""
        person, opened = self._person(user), self._top(user)
        if view_id not in (None, opened.id):
            raise CannotAct(f"{view_id} is not on top of {user}'s screen")
        if opened.view["type"] != "modal" or not opened.view.get("submit"):
            raise CannotAct("this modal has no submit button")
        refused = entry.fill(opened.view["blocks"], opened.typed, values or {}, opened.found)
        if refused:
            return Answer(error="client_refused", errors=refused)
        payload = {
            **self._interaction("view_submission", person, person.team_id),
            "trigger_id": self._desk.tickets.trigger(user, opened.team, view=opened.id),
            "view": self._view(opened),
            "response_urls": [],
        }
        answer = await self._courier.send("interactive", payload)
        return await self._follow(answer, user, opened)

    async def suggest(self, user: str, field: entry.Name, words: str, view_id: str | None = None) -> Answer:
        """Type into a field of the topmost modal whose options are searched; `body` is what the person then sees.

        Only what was found this way, or chosen before, can be chosen in `submit` and `press`.
        """
        person, opened = self._person(user), self._top(user)
        if view_id not in (None, opened.id):
            raise CannotAct(f"{view_id} is not on top of {user}'s screen")
        block, element = _find(opened.view["blocks"], field)
        if element["type"] not in entry.SEARCHED:
            raise CannotAct(f"nothing is searched in a {element['type']}")
        if len(words) < entry.least_typed(element):
            raise CannotAct(f"Slack asks from {entry.least_typed(element)} characters on")
        payload = {
            **self._interaction("block_suggestion", person, person.team_id),
            "container": {"type": "view", "view_id": opened.id},
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "value": words,
            "view": self._view(opened),
        }
        answer = await self._courier.send("interactive", payload)
        if answer.error:
            return answer
        errors: list[str] = []
        suggestions(self._desk.limits)(answer.body, "", errors)
        if errors:
            return replace(answer, error="invalid_answer", body={"refused": "invalid_options", "messages": errors})
        groups = answer.body.get("option_groups") or [answer.body]
        kept = opened.found.setdefault((block["block_id"], element["action_id"]), [])
        kept += [one for group in groups for one in group["options"] if one not in kept]
        return answer

    async def close(self, user: str) -> Answer:
        """Close the topmost modal; the bot is told only if the view asks for it."""
        person, opened = self._person(user), self._top(user)
        self._world.modals[user].pop()
        self._world.changes.note("modal", message=opened.id, user=user)
        if not opened.view.get("notify_on_close"):
            return Answer()
        payload = {
            **self._interaction("view_closed", person, person.team_id),
            "view": self._view(opened),
            "is_cleared": False,
        }
        return await self._courier.send("interactive", payload)

    async def shortcut(self, user: str, callback_id: str, channel: str, ts: str) -> Answer:
        """Use a message shortcut on a message."""
        person = self._person(user)
        installation = self._own_installation(person)
        if callback_id not in self._world.app.shortcuts:
            raise CannotAct(f"the app has no shortcut {callback_id}")
        self._must_be_in(person, channel)
        said = self._world.message(channel, ts)
        payload = {
            **self._interaction("message_action", person, installation.team_id),
            "action_ts": self._world.new_ts(),
            "callback_id": callback_id,
            "channel": {"id": channel, "name": self._world.channel(channel).name},
            "message_ts": ts,
            "message": shapes.message(self._world.app, said),
            "response_url": self._response_url(person, installation, channel, ts=ts),
            "trigger_id": self._desk.tickets.trigger(user, installation.team_id),
        }
        return await self._courier.send("interactive", payload)

    async def global_shortcut(self, user: str, callback_id: str) -> Answer:
        """Use a shortcut from the message box or the search; it tells of no channel and brings no `response_url`
        (docs.slack.dev/interactivity/implementing-shortcuts)."""
        person = self._person(user)
        installation = self._own_installation(person)
        if callback_id not in self._world.app.global_shortcuts:
            raise CannotAct(f"the app has no shortcut {callback_id}")
        payload = {
            **self._interaction("shortcut", person, installation.team_id),
            "action_ts": self._world.new_ts(),
            "callback_id": callback_id,
            "trigger_id": self._desk.tickets.trigger(user, installation.team_id),
        }
        return await self._courier.send("interactive", payload)

    def authorize(self, user: str, url: str) -> str:
        """Agree to the page at `url` that installs the app; returns the address that Slack redirects to."""
        person = self._person(user)
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        if query.get("client_id") != self._world.app.client_id or "redirect_uri" not in query:
            raise CannotAct("this address does not ask for our app")
        scopes = tuple(query.get("scope", "").split(","))
        unknown = set(scopes) - self._world.app.scopes
        if unknown:
            raise CannotAct(f"the app's manifest does not have {', '.join(sorted(unknown))}")
        code = self._desk.tickets.code(person.team_id, user, scopes, query["redirect_uri"])
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query.get('state', '')})}"

    # --- Parts ----------------------------------------------------------------------------------------------------

    def _press_in_message(
        self,
        person: User,
        button: entry.Name,
        channel: str,
        ts: str | None,
        value: Any = None,
        values: Entered | None = None,
    ) -> Json:
        self._must_be_in(person, channel)
        place = self._world.channel(channel)
        if place.archived:
            raise CannotAct(f"{channel} is archived")
        if person.may_only_post and place.kind != "im":
            raise CannotAct(f"{person.name} may only post here, and uses no app")
        said = self._seen(person, channel, button, ts)
        block, element = _find(said.blocks, button)
        typed: dict[str, dict[str, Json]] = {}
        entry.fill(said.blocks, typed, values or {})
        ephemeral = isinstance(said, Ephemeral)
        team = said.team
        container = {
            "type": "message",
            "message_ts": said.ts,
            "channel_id": channel,
            "is_ephemeral": ephemeral,
            **({"thread_ts": said.thread_ts} if said.thread_ts else {}),
        }
        return {
            **self._interaction("block_actions", person, team),
            "container": container,
            "trigger_id": self._desk.tickets.trigger(person.id, team),
            "channel": {"id": channel, "name": "directmessage" if place.kind == "im" else place.name},
            **({} if isinstance(said, Ephemeral) else {"message": shapes.message(self._world.app, said)}),
            "state": {"values": entry.values_in(said.blocks, typed, chosen=element, value=value)},
            "response_url": self._response_url(
                person,
                self._world.installation(team),
                channel,
                ts=said.ts,
                thread_ts=said.thread_ts,
                ephemeral=ephemeral,
            ),
            "actions": [self._action(block, element, value)],
        }

    def _seen(self, person: User, channel: str, button: entry.Name, ts: str | None) -> Message | Ephemeral:
        shown: list[Message | Ephemeral] = [
            said for said in self._world.channel(channel).messages.values() if said.by_app and not said.deleted
        ]
        shown += [each for each in self._world.inbox.get(person.id, []) if each.channel == channel]
        for said in sorted(shown, key=lambda each: each.ts, reverse=True):
            if ts is None and _has(said.blocks, button):
                return said
            if said.ts == ts:
                return said
        raise CannotAct(f"{person.id} sees no “{button}” in {channel}" + (f" at {ts}" if ts else ""))

    def _action(self, block: Json, element: Json, value: Any) -> Json:
        action: Json = {
            "type": element["type"],
            "block_id": block["block_id"],
            "action_id": element["action_id"],
            "action_ts": self._world.new_ts(),
        }
        if element["type"] == "button":
            return action | {name: element[name] for name in ("text", "value", "style", "url") if name in element}
        return action | entry.filled(element, value)

    def _view(self, opened: OpenView) -> Json:
        return {
            **shapes.view(self._world, opened),
            "state": {"values": entry.values_in(opened.view["blocks"], opened.typed)},
        }

    async def _follow(self, answer: Answer, user: str, opened: OpenView) -> Answer:
        if answer.error:
            return answer
        stack, body = self._world.modals[user], answer.body or {}
        action = body.get("response_action") if isinstance(body, dict) else "?"
        try:
            match action:
                case None:
                    stack.remove(opened)
                    self._world.changes.note("modal", message=opened.id, user=user)
                case "clear":
                    stack.clear()
                    self._world.changes.note("modal", message=opened.id, user=user)
                case "update":
                    views.replace(self._desk, opened, views.checked(self._desk, body.get("view"), "modal"))
                case "push":
                    view = views.checked(self._desk, body.get("view"), "modal")
                    views.show(self._desk, user, opened.team, view, above=opened)
                case "errors":
                    inputs = {block["block_id"] for block in opened.view["blocks"] if block["type"] == "input"}
                    if not body.get("errors") or not set(body["errors"]) <= inputs:
                        raise Refusal("invalid_errors")
                    return replace(answer, errors=dict(body["errors"]))
                case _:
                    raise Refusal("invalid_response_action")
        except Refusal as refusal:
            return replace(answer, error="invalid_answer", body={"refused": refusal.error, **refusal.more})
        await self._desk.ledger.announce()
        return answer

    async def _show_acknowledgement(
        self, answer: Answer, installation: Installation, channel: str, user: str
    ) -> Answer:
        if answer.error or not answer.body:
            return answer
        body = answer.body if isinstance(answer.body, dict) else {"text": str(answer.body)}
        try:
            content = posting.content(self._desk, body.get("text"), body.get("blocks"))
            if body.get("response_type") == "in_channel":
                posting.post(self._desk, installation, self._world.channel(channel), content, "ack")
            else:
                posting.whisper(self._desk, installation, channel, user, content, "ack")
        except Refusal as refusal:
            return replace(answer, error="invalid_answer", body={"refused": refusal.error, **refusal.more})
        await self._desk.ledger.announce()
        return answer

    def _interaction(self, kind: str, person: User, team: str) -> Json:
        workspace = self._world.workspace(team)
        return {
            "type": kind,
            "team": {"id": team, "domain": workspace.domain},
            "user": {
                "id": person.id,
                "username": shapes.handle(person),
                "name": shapes.handle(person),
                "team_id": person.team_id,
            },
            "api_app_id": self._world.app.id,
            "token": self._world.app.verification_token,
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _response_url(self, person: User, installation: Installation, channel: str, **more: Any) -> str:
        return self._desk.tickets.response_url(self._origin, person.id, installation.team_id, channel, **more)

    def _person(self, user: str) -> User:
        person = self._world.user(user)
        if person.deleted:
            raise CannotAct(f"{user} is deactivated")
        return person

    def _own_installation(self, person: User) -> Installation:
        installation = self._world.installations.get(person.team_id)
        if installation is None or not installation.active:
            raise CannotAct("only people of a workspace that has the app are offered this")
        return installation

    def _must_be_in(self, person: User, channel: str) -> None:
        if person.id not in self._world.channel(channel).members:
            raise CannotAct(f"{person.id} is not in {channel}")

    def _top(self, user: str) -> OpenView:
        stack = self._world.modals.get(user)
        if not stack:
            raise CannotAct(f"{user} has no modal open")
        return stack[-1]


def _has(blocks: list[Json], button: entry.Name) -> bool:
    return any(_goes_by(button, block, element) for block, element in interactive(blocks))


def _find(blocks: list[Json], button: entry.Name) -> tuple[Json, Json]:
    for block, element in interactive(blocks):
        if _goes_by(button, block, element):
            return block, element
    raise CannotAct(f"there is no “{button}” here")


def _goes_by(name: entry.Name, block: Json, element: Json) -> bool:
    if element["type"] == "button" and isinstance(name, str):
        return name in (element["text"]["text"], element["action_id"])
    return entry.answers_to(name, block, element)
