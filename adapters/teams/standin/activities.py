"""What Teams sends to a bot, as JSON: the envelope of every activity and its kinds."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from adapters.teams.standin.ledger import Message
from adapters.teams.standin.records import Channel, Place, Registration, User
from adapters.teams.standin.world import World

Json = dict[str, Any]


class Activities:
    """Builds activities as one bot gets them; ids of users are those that the bot knows them by."""

    def __init__(self, world: World, service_url: str) -> None:
        self._world = world
        self._service_url = service_url

    def envelope(self, app: Registration, user: User, place: Place, kind: str) -> Json:
        """What every activity has."""
        now = datetime.now(UTC)
        return {
            "type": kind,
            "id": self._world.stamp(),
            "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "localTimestamp": now.astimezone(ZoneInfo(user.zone)).isoformat(timespec="milliseconds"),
            "localTimezone": user.zone,
            "locale": user.locale,
            "channelId": "msteams",
            "serviceUrl": self._service_url,
            "from": self.account(app, user),
            "recipient": {"id": app.bot_id, "name": app.name},
            "conversation": self._conversation(place),
            "channelData": self._channel_data(place),
            "entities": [{"type": "clientInfo", "locale": user.locale, "platform": "Web", "timezone": user.zone}],
        }

    def account(self, app: Registration, user: User) -> Json:
        """A user as `from` or as a member in an event."""
        return {"id": self._world.address(app.app_id, user.id), "name": user.name, "aadObjectId": user.id}

    def message(
        self, app: Registration, user: User, place: Place, text: str, *, addressed: bool, people: Sequence[User] = ()
    ) -> Json:
        """A message. `addressed`: the first `@bot` in it is a mention, or it begins with one.

        `@Name` of `people` become mentions too, each with an entity of its own.
        """
        made = self.envelope(app, user, place, "message")
        body = html.escape(text, quote=False)
        entities = []
        if addressed:
            mark, typed = _mark(app.name), _typed(app.name)
            body = body.replace(typed, mark, 1) if typed in body else f"{mark}&nbsp;{body}"
            entities.append(_entity(app.name, app.bot_id))
        named = {_typed(one.name): one for one in people}

        def mention(match: re.Match[str]) -> str:
            one = named[match.group()]
            entities.append(_entity(one.name, self._world.address(app.app_id, one.id)))
            return _mark(one.name)

        body = _any_of(named).sub(mention, body) if named else body
        made["text"] = body
        made["textFormat"] = "plain"
        made["attachments"] = [{"contentType": "text/html", "content": f"<div>{body}</div>"}]
        made["entities"] += entities
        return made

    def reacted(self, app: Registration, user: User, place: Place, message: Message, kind: str, *, on: bool) -> Json:
        """A reaction to one of the bot's messages was left, or taken back
        (bots/how-to/conversations/subscribe-to-conversation-events, "Message reaction events")."""
        made = self.envelope(app, user, place, "messageReaction") | {"replyToId": message.id}
        return {**made, "reactionsAdded" if on else "reactionsRemoved": [{"type": kind}]}

    def deleted(self, app: Registration, user: User, place: Place, message: Message) -> Json:
        """A message was deleted by who wrote it (bots/how-to/conversations/conversation-messages, "Delete")."""
        made = self.envelope(app, user, place, "messageDelete") | {"id": message.id}
        return {**made, "channelData": {**made["channelData"], "eventType": "softDeleteMessage"}}

    def submitted(
        self, app: Registration, user: User, place: Place, message: Message, value: Mapping[str, Any]
    ) -> Json:
        """A message without text that carries what an Action.Submit sends."""
        made = self.envelope(app, user, place, "message")
        return {**made, "value": dict(value), "replyToId": message.id}

    def invoke(
        self, app: Registration, user: User, place: Place, name: str, value: object, *, reply_to: str = ""
    ) -> Json:
        """A request that waits for an answer."""
        made = self.envelope(app, user, place, "invoke") | {"name": name, "value": value}
        return made | {"replyToId": reply_to} if reply_to else made

    def installed(self, app: Registration, user: User, place: Place, action: str) -> Json:
        """The app was added (`add`) or removed (`remove`)."""
        return self.envelope(app, user, place, "installationUpdate") | {"action": action}

    def changed(
        self,
        app: Registration,
        user: User,
        place: Place,
        event: str,
        *,
        added: Sequence[Mapping[str, Any]] = (),
        removed: Sequence[Mapping[str, Any]] = (),
        channel: Channel | None = None,
    ) -> Json:
        """A conversationUpdate with Teams' own event name in its channel data."""
        made = self.envelope(app, user, place, "conversationUpdate")
        if event:
            made["channelData"]["eventType"] = event
        if channel is not None:
            made["channelData"]["channel"] = self._channel(channel)
        if added:
            made["membersAdded"] = [dict(one) for one in added]
        if removed:
            made["membersRemoved"] = [dict(one) for one in removed]
        return made

    def payload(self, message: Message) -> Json:
        """A message as a message extension receives it when it is opened on one; there mentions are numbered."""
        author = self._world.users.get(message.author)
        who: Json = {"application": {"id": message.app_id, "displayName": message.author}}
        if author is not None:
            who = {"user": _aad_user(author)}
        named = {_typed(one.name): one for one in self._world.members(message.conversation)}
        mentions: list[Json] = []

        def mention(match: re.Match[str]) -> str:
            one, number = named[match.group()], len(mentions)
            mentions.append({"id": number, "mentionText": one.name, "mentioned": {"user": _aad_user(one)}})
            return f'<at id="{number}">{html.escape(one.name, quote=False)}</at>'

        body = html.escape(message.text, quote=False)
        body = _any_of(named).sub(mention, body) if named else body
        return {
            "id": message.id,
            "linkToMessage": f"https://teams.microsoft.com/l/message/{message.conversation}/{message.id}",
            "messageType": "message",
            "from": who,
            "body": {"contentType": "html", "content": f"<div>{body}</div>"},
            "attachments": [],
            "mentions": mentions,
        }

    def _conversation(self, place: Place) -> Json:
        id = f"{place.conversation};messageid={place.thread}" if place.thread else place.conversation
        if place.channel is not None:
            return {"id": id, "conversationType": "channel", "isGroup": True, "tenantId": place.tenant}
        assert place.chat is not None
        if place.chat.personal:
            return {"id": id, "conversationType": "personal", "tenantId": place.tenant}
        return {"id": id, "conversationType": "groupChat", "isGroup": True, "tenantId": place.tenant}

    def _channel_data(self, place: Place) -> Json:
        data: Json = {"tenant": {"id": place.tenant}}
        if place.channel is not None:
            team = self._world.team(place.channel.team)
            data |= {
                "teamsTeamId": team.id,
                "teamsChannelId": place.channel.id,
                "team": {"id": team.id, "name": team.name, "aadGroupId": team.group_id},
                "channel": self._channel(place.channel),
            }
        return data

    def _channel(self, channel: Channel) -> Json:
        return {"id": channel.id, "name": channel.name, "type": str(channel.kind)}


def _typed(name: str) -> str:
    return f"@{html.escape(name, quote=False)}"


def _mark(name: str) -> str:
    return f"<at>{html.escape(name, quote=False)}</at>"


def _entity(name: str, id: str) -> Json:
    return {"type": "mention", "text": _mark(name), "mentioned": {"id": id, "name": name}}


def _aad_user(user: User) -> Json:
    return {"id": user.id, "displayName": user.name, "userIdentityType": "aadUser"}


def _any_of(typed: Iterable[str]) -> re.Pattern[str]:
    """Finds each of these, the longest where one begins with another."""
    return re.compile("|".join(map(re.escape, sorted(typed, key=len, reverse=True))))
