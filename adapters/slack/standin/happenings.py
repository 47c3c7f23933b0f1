"""What happens in a workspace and is told to the bot as an event: mentions, direct messages, joins, archiving, …"""

import re
from typing import Any

from adapters.slack.standin import shapes
from adapters.slack.standin.courier import Answer, Courier
from adapters.slack.standin.desk import Desk
from adapters.slack.standin.world import CannotAct, Channel, Installation

Json = dict[str, Any]

# docs.slack.dev/reference/events/message.channels and message.groups: the channel's type, the event, its scope.
_TOLD_OF = {
    "public": ("channel", "message.channels", "channels:history"),
    "private": ("group", "message.groups", "groups:history"),
}
_EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}")


class Happenings:
    """Each verb changes the world, then sends the event to the bot if the app is subscribed to it.

    The returned `Answer` is the bot's to that one delivery. Slack's own repetitions are asked for with `redeliver`,
    or come by themselves where the courier insists.
    """

    def __init__(self, desk: Desk, courier: Courier) -> None:
        self._desk = desk
        self._world = desk.world
        self._courier = courier

    async def mention(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Answer:
        """Write `@Instep text` in a channel that the bot is in; `{bot}` in the text marks where the mention goes."""
        place = self._world.channel(channel)
        self._must_be_in(user, place)
        installation = next(self._world.installations_in(place), None)
        if installation is None:
            raise CannotAct(f"the bot is not in {channel}")
        mark = f"<@{installation.bot_user_id}>"
        written = text.replace("{bot}", mark) if "{bot}" in text else f"{mark} {text}"
        return await self.mentioned(installation, user, channel, written, thread_ts)

    async def mentioned(
        self, installation: Installation, user: str, channel: str, written: str, thread_ts: str | None = None
    ) -> Answer:
        """Write a text, as it travels, that mentions the bot of this installation."""
        place = self._world.channel(channel)
        ts = self._world.say(channel, user, written, thread_ts)
        event = {
            "type": "app_mention",
            "user": user,
            "team": self._world.user(user).team_id,
            "user_team": self._world.user(user).team_id,
            "text": written,
            "ts": ts,
            "channel": channel,
            "event_ts": ts,
            **({"thread_ts": thread_ts} if thread_ts else {}),
        }
        answer = await self._tell(installation, event, place)
        await self._tell_of_message(installation, event, place)
        return answer

    async def write(self, user: str, channel: str, text: str, thread_ts: str | None = None, **more: Any) -> Answer:
        """Write in a channel to others. Only an app that may read there is told; `more` are fields of the event."""
        place = self._world.channel(channel)
        self._must_be_in(user, place)
        ts = self._world.say(channel, user, text, thread_ts)
        home = self._world.user(user).team_id
        event = {"user": user, "team": home, "user_team": home, "text": text, "ts": ts, "channel": channel}
        event |= {"event_ts": ts, **({"thread_ts": thread_ts} if thread_ts else {}), **more}
        return await self._tell_of_message(next(self._world.installations_in(place), None), event, place)

    async def direct_message(self, user: str, text: str, team: str | None = None) -> Answer:
        """Write to the bot in the direct message with it; `team` is the workspace of the bot, by default one's own."""
        person = self._world.user(user)
        installation = self._world.installation(team or person.team_id)
        if installation.team_id != person.team_id and not self._world.shares_channel(installation, user):
            raise CannotAct(f"{user} shares no channel with the bot")
        place = self._world.direct_channel(installation, person)
        ts = self._world.say(place.id, user, text)
        event = {
            "type": "message",
            "channel_type": "im",
            "user": user,
            "team": person.team_id,
            "user_team": person.team_id,
            "text": text,
            "ts": ts,
            "channel": place.id,
            "event_ts": ts,
        }
        return await self._tell(installation, event, place, name="message.im")

    async def react(self, user: str, channel: str, ts: str, name: str, on: bool = True) -> Answer:
        """Leave a reaction on a message, or take it back; `name` is the emoji's, without colons."""
        place, said = self._world.channel(channel), self._world.message(channel, ts)
        self._must_be_in(user, place)
        if place.archived or said.deleted:
            raise CannotAct("there is nothing to react to")
        if not _EMOJI.fullmatch(name):
            raise CannotAct(f"there is no emoji :{name[:40]}:")
        there = said.reactions.get(name, [])
        if on == (user in there):
            return Answer(error="not_subscribed")
        said.reactions[name] = [*there, user] if on else [one for one in there if one != user]
        if not said.reactions[name]:
            del said.reactions[name]
        self._world.changes.note("message", channel, ts, user)
        event = {
            "type": "reaction_added" if on else "reaction_removed",
            "user": user,
            "reaction": name,
            "item_user": said.user,
            "item": {"type": "message", "channel": channel, "ts": ts},
            "event_ts": self._world.new_ts(),
        }
        return await self._tell(next(self._world.installations_in(place), None), event, place)

    async def take_back(self, user: str, channel: str, ts: str) -> Answer:
        """Delete a message of one's own; the bot is told where it is told of messages."""
        place, said = self._world.channel(channel), self._world.message(channel, ts)
        if said.deleted or said.by_app or said.user != user or place.archived:
            raise CannotAct("only a message of one's own can be deleted")
        said.deleted = True
        self._world.changes.note("message", channel, ts, user)
        event = {
            "type": "message",
            "subtype": "message_deleted",
            "hidden": True,
            "channel": channel,
            "ts": self._world.new_ts(),
            "deleted_ts": ts,
            "previous_message": {"type": "message", "user": user, "text": said.text, "ts": ts},
        }
        event |= {"event_ts": event["ts"]}
        if place.kind == "im":
            installation = self._world.installation(place.teams[0])
            return await self._tell(installation, {**event, "channel_type": "im"}, place, name="message.im")
        return await self._tell_of_message(next(self._world.installations_in(place), None), event, place)

    async def open_home(self, user: str) -> Answer:
        """Open the app's Home tab."""
        person = self._world.user(user)
        installation = self._world.installations.get(person.team_id)
        if installation is None:
            raise CannotAct("only people of a workspace that has the app see its Home")
        place = self._world.direct_channel(installation, person)
        home = self._world.homes.get((person.team_id, user))
        event = {
            "type": "app_home_opened",
            "user": user,
            "channel": place.id,
            "tab": "home",
            "event_ts": self._world.new_ts(),
            **({"view": shapes.view(self._world, home)} if home else {}),
        }
        return await self._tell(installation, event)

    async def join(self, user: str, channel: str) -> Answer:
        """Somebody comes into a channel."""
        place = self._world.channel(channel)
        if user not in place.members:
            place.members.append(user)
        self._world.changes.note("place", channel, user=user)
        return await self._membership(
            "member_joined_channel", user, place, next(self._world.installations_in(place), None)
        )

    async def leave(self, user: str, channel: str) -> Answer:
        """Somebody goes out of a channel; the bot too can be removed this way."""
        place = self._world.channel(channel)
        installation = next(self._world.installations_in(place), None)
        place.members.remove(user)
        self._world.changes.note("place", channel, user=user)
        if installation and installation.bot_user_id == user:
            name = "channel_left" if place.kind == "public" else "group_left"
            event = {"type": name, "channel": channel, "event_ts": self._world.new_ts()}
            return await self._tell(installation, event, place)
        return await self._membership("member_left_channel", user, place, installation)

    async def join_workspace(self, team: str, name: str, **facts: Any) -> tuple[str, Answer]:
        """A new member in a workspace; returns their id and the answer."""
        installation = self._world.installation(team)
        user = self._world.add_user(team, name, **facts)
        return user, await self._tell(installation, {"type": "team_join", "user": self._shape(user, installation)})

    async def change_user(self, user: str, **facts: Any) -> Answer:
        """Change fields of a `User` (`deleted=True` deactivates); every workspace that knows the user is told."""
        self._world.set_user(user, **facts)
        person = self._world.user(user)
        answer = Answer(error="not_subscribed")
        for installation in list(self._world.installations.values()):
            if installation.active and self._world.knows(installation, person):
                event = {"type": "user_change", "user": self._shape(user, installation)}
                answer = await self._tell(installation, event)
        return answer

    async def archive(self, channel: str, user: str = "USLACKBOT") -> Answer:
        """Archive a channel."""
        self._world.set_channel(channel, archived=True)
        return await self._channel_event("archive", channel, {"channel": channel, "user": user})

    async def unarchive(self, channel: str, user: str = "USLACKBOT") -> Answer:
        """Bring an archived channel back."""
        self._world.set_channel(channel, archived=False)
        return await self._channel_event("unarchive", channel, {"channel": channel, "user": user})

    async def rename(self, channel: str, name: str) -> Answer:
        """Give a channel another name."""
        self._world.set_channel(channel, name=name)
        shape = {"id": channel, "name": name, "created": int(self._desk.clock.unix())}
        return await self._channel_event("rename", channel, {"channel": shape})

    async def delete_channel(self, channel: str) -> Answer:
        """Delete a channel for good."""
        place = self._world.channel(channel)
        installation = next(self._world.installations_in(place), None)
        del self._world.channels[channel]
        self._world.changes.note("place", channel)
        name = "channel_deleted" if place.kind == "public" else "group_deleted"
        return await self._tell(installation, {"type": name, "channel": channel, "event_ts": self._world.new_ts()})

    async def share(self, channel: str, team: str) -> Answer:
        """Share a channel with another workspace. A private channel's `G…` id changes first, and the bot is told."""
        place = self._world.channel(channel)
        installation = next(self._world.installations_in(place), None)
        if place.id.startswith("G"):
            await self._change_id(place, installation)
        place.teams.append(self._world.workspace(team).id)
        self._world.changes.note("place", place.id)
        event = {"type": "channel_shared", "connected_team_id": team, "channel": place.id}
        return await self._tell(installation, event | {"event_ts": self._world.new_ts()}, place)

    async def unshare(self, channel: str, team: str) -> Answer:
        """End the sharing of a channel with a workspace; its people lose the channel."""
        place = self._world.channel(channel)
        installation = next(self._world.installations_in(place), None)
        place.teams.remove(team)
        place.members[:] = [user for user in place.members if self._world.user(user).team_id in place.teams]
        self._world.changes.note("place", channel)
        event = {
            "type": "channel_unshared",
            "previously_connected_team_id": team,
            "channel": channel,
            "is_ext_shared": place.is_ext_shared,
            "event_ts": self._world.new_ts(),
        }
        return await self._tell(installation, event, place)

    async def uninstall(self, team: str) -> Answer:
        """Remove the app from a workspace: its token dies, and the bot is told twice."""
        installation = self._world.installation(team)
        installation.active = False
        tokens: Json = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [installation.bot_user_id]}}
        await self._tell(installation, tokens | {"event_ts": self._world.new_ts()})
        return await self._tell(installation, {"type": "app_uninstalled", "event_ts": self._world.new_ts()})

    async def event(self, team: str, event: Json) -> Answer:
        """Send any event of an app's subscription, as it is."""
        return await self._tell(self._world.installation(team), event)

    async def redeliver(self, number: int, attempt: int = 1, reason: str = "http_timeout") -> Answer:
        """Deliver an earlier event again, as Slack does after a failure: same `event_id`, signed anew."""
        return await self._courier.repeat(self._courier.sent[number].payload, attempt, reason)

    # --- Parts ----------------------------------------------------------------------------------------------------

    async def _membership(self, name: str, user: str, place: Channel, installation: Installation | None) -> Answer:
        event = {
            "type": name,
            "user": user,
            "channel": place.id,
            "channel_type": "C" if place.kind == "public" else "G",
            "team": self._world.user(user).team_id,
            "event_ts": self._world.new_ts(),
        }
        return await self._tell(installation, event, place)

    async def _tell_of_message(self, installation: Installation | None, event: Json, place: Channel) -> Answer:
        """Slack's `message` event, for whoever subscribed to it and holds the scope that it needs."""
        kind, name, scope = _TOLD_OF.get(place.kind, ("", "", ""))
        if installation is None or scope not in installation.scopes:
            return Answer(error="not_subscribed")
        return await self._tell(installation, {**event, "type": "message", "channel_type": kind}, place, name=name)

    async def _channel_event(self, verb: str, channel: str, facts: Json) -> Answer:
        place = self._world.channel(channel)
        prefix = "channel" if place.kind == "public" else "group"
        event = {"type": f"{prefix}_{verb}", **facts, "event_ts": self._world.new_ts()}
        return await self._tell(next(self._world.installations_in(place), None), event, place)

    async def _change_id(self, place: Channel, installation: Installation | None) -> None:
        old, place.id = place.id, self._world.new_id("C")
        for said in place.messages.values():
            said.channel = place.id
        del self._world.channels[old]
        self._world.channels[place.id] = place
        event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": place.id}
        await self._tell(installation, event | {"event_ts": self._world.new_ts()}, place)

    async def _tell(
        self, installation: Installation | None, event: Json, place: Channel | None = None, name: str | None = None
    ) -> Answer:
        if installation is None or (name or event["type"]) not in self._world.app.events:
            return Answer(error="not_subscribed")
        payload = {
            "token": self._world.app.verification_token,
            "team_id": installation.team_id,
            "context_team_id": installation.team_id,
            "context_enterprise_id": None,
            "api_app_id": self._world.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": self._world.new_id("Ev"),
            "event_time": int(self._desk.clock.unix()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": installation.team_id,
                    "user_id": installation.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": place.is_ext_shared if place else False,
        }
        return await self._courier.send("events_api", payload)

    def _shape(self, user: str, installation: Installation) -> Json:
        return shapes.user(self._world, self._world.user(user), installation, with_locale=True)

    def _must_be_in(self, user: str, place: Channel) -> None:
        if user not in place.members:
            raise CannotAct(f"{user} is not in {place.id}")
