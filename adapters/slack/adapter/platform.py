"""Slack behind the port `ChatPlatform`."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from adapters.slack.adapter.client import SlackClient
from adapters.slack.adapter.doctor import examine
from adapters.slack.adapter.facts import channel_facts, member_facts
from adapters.slack.adapter.people import People
from adapters.slack.adapter.workspaces import PLATFORM, Workspace, Workspaces
from adapters.slack.limits import LIMITS, Limits
from adapters.slack.manifest import OPTIONAL_BOT_SCOPES
from adapters.slack.render import render_home, render_message, rendered_sizes
from bot.chat.inbound import Identity
from bot.chat.message import Message
from bot.clock import MachineClock
from bot.ports import (
    Address,
    Addresses,
    Cause,
    ChannelFacts,
    Destination,
    Finding,
    Installations,
    Manners,
    MemberFacts,
    NotAllowed,
    Rendered,
    Unreachable,
)
from bot.settings import Settings

METADATA_TYPE = "instep_delivery"
RENDERED_KEPT = 64
"""Messages kept as they go over the wire: one goes to many channels."""
_SWEEP_PAGE = 1_000
_DIRECT_HISTORY = "im:history"
_HISTORY_PAGE = 200

Json = dict[str, Any]


class SlackPlatform:
    """Implements `ChatPlatform`. An address is `{"channel", "ts"}`; that of a direct conversation `{"channel"}`."""

    name = PLATFORM
    manners = Manners(
        title="Slack",
        private_in_channels=True,
        posts_can_be_found=True,
        home=True,
        direct_by_identity=True,
        command_prefix="/",
    )

    def __init__(
        self,
        settings: Settings,
        installations: Installations,
        addresses: Addresses,
        machine: MachineClock,
        limits: Limits = LIMITS,
    ) -> None:
        self.client = SlackClient(settings.slack_api_url, settings.instep_http_timeout_seconds)
        self.workspaces = Workspaces(installations)
        self.people = People(self.client, machine)
        self._settings = settings
        self._addresses = addresses
        self._limits = limits
        self._rendered = lru_cache(RENDERED_KEPT)(lambda message, home: render_message(message, home, limits=limits))

    async def start(self) -> None:
        """Recognise the workspace of `SLACK_BOT_TOKEN`, if one is set; raises `PlatformFailure`."""
        if self._settings.slack_bot_token:
            await self.register_token(self._settings.slack_bot_token.get_secret_value())

    async def register_token(self, token: str) -> Workspace:
        """Ask Slack whose token this is, and keep it as an installation; raises `PlatformFailure`."""
        who = await self.client.call("auth.test", token)
        bot = (await self.client.read("bots.info", token, bot=who["bot_id"]))["bot"]
        workspace = Workspace(
            app_id=bot["app_id"],
            team_id=who["team_id"],
            bot_user_id=who["user_id"],
            bot_id=who["bot_id"],
            token=token,
            scopes=granted_scopes(who.headers),
            name=who["team"],
            enterprise_id=who.get("enterprise_id") or "",
        )
        await self.workspaces.save(workspace)
        return workspace

    # --- messages -------------------------------------------------------------------------------------------------

    def render(self, message: Message) -> Rendered:
        payload = render_message(message, limits=self._limits)
        return Rendered(payload, rendered_sizes(payload, self._limits))

    async def post(self, to: Destination, message: Message, *, delivery_id: str, token: str = "") -> Address:
        workspace = await self._workspace(to.installation)
        channel = await self._conversation(to)
        if to.thread:
            await self._addresses.put(PLATFORM, workspace.key, _reply(delivery_id), {"ts": to.thread["ts"]})
        posted = await self._call(
            workspace,
            "chat.postMessage",
            to_person=to.person is not None,
            channel=channel,
            thread_ts=to.thread["ts"] if to.thread else None,
            metadata={"event_type": METADATA_TYPE, "event_payload": {"delivery_id": delivery_id}},
            **self._as_shown(message, workspace.team_id, token),
        )
        if to.thread:
            await self._addresses.forget(PLATFORM, workspace.key, _reply(delivery_id))
        if to.person is not None and channel != posted["channel"]:
            direct = {"channel": posted["channel"]}
            await self._addresses.put(PLATFORM, workspace.key, str(to.person), direct)
        return {"channel": posted["channel"], "ts": posted["ts"]}

    def message_id(self, address: Address) -> str:
        return str(address["ts"])

    async def edit(self, installation: str, address: Address, message: Message, *, token: str = "") -> None:
        workspace = await self._workspace(installation)
        shown = self._as_shown(message, workspace.team_id, token)
        await self._call(
            workspace,
            "chat.update",
            channel=address["channel"],
            ts=address["ts"],
            text=shown["text"],
            blocks=shown["blocks"],
        )

    def _as_shown(self, message: Message, home: str, token: str) -> Mapping[str, Any]:
        """The message on the wire, written once for all channels; what carries a token is nobody else's."""
        if token:
            return render_message(message, home, token, self._limits)
        return self._rendered(message, home)

    async def delete(self, installation: str, address: Address) -> None:
        workspace = await self._workspace(installation)
        await self._call(workspace, "chat.delete", channel=address["channel"], ts=address["ts"])

    async def can_find(self, installation: str, *, direct: bool = False) -> bool:
        workspace = await self._workspace(installation)
        return workspace.scopes.issuperset({_DIRECT_HISTORY} if direct else OPTIONAL_BOT_SCOPES)

    async def find(
        self, installation: str, channel: str | Identity, delivery_ids: Sequence[str], oldest: datetime
    ) -> Mapping[str, Address]:
        """A channel's history leaves out replies, so their threads, noted before the post, are read as well."""
        workspace = await self._workspace(installation)
        if not isinstance(channel, str):
            channel = await self._direct(workspace, channel)
        arguments = {"channel": channel, "oldest": f"{oldest.timestamp():.6f}", "limit": _HISTORY_PAGE}
        found = await self._found(workspace, "conversations.history", delivery_ids, **arguments)
        threads: dict[str, list[str]] = {}
        for name in delivery_ids:
            if name not in found and (noted := await self._addresses.get(PLATFORM, installation, _reply(name))):
                threads.setdefault(str(noted["ts"]), []).append(name)
        for thread, names in threads.items():
            replies = await self._found(workspace, "conversations.replies", names, ts=thread, **arguments)
            for name in replies:
                await self._addresses.forget(PLATFORM, installation, _reply(name))
            found |= replies
        return found

    async def _found(
        self, workspace: Workspace, method: str, delivery_ids: Sequence[str], **arguments: Any
    ) -> dict[str, Address]:
        wanted, found = set(delivery_ids), dict[str, Address]()
        async for page in self._pages(workspace, method, include_all_metadata=True, **arguments):
            for said in page["messages"]:
                metadata = said.get("metadata") or {}
                name = (metadata.get("event_payload") or {}).get("delivery_id")
                if metadata.get("event_type") == METADATA_TYPE and name in wanted:
                    found[name] = {"channel": arguments["channel"], "ts": said["ts"]}
            if len(found) == len(wanted):
                break
        return found

    async def show_home(self, installation: str, who: Identity, message: Message) -> None:
        workspace = await self._workspace(installation)
        view = render_home(message, workspace.team_id, self._limits)
        await self._call(workspace, "views.publish", user_id=who.user_id, view=view)

    # --- facts ----------------------------------------------------------------------------------------------------

    async def members(self, installation: str, channel: str) -> AsyncIterator[MemberFacts]:
        workspace = await self._workspace(installation)
        async for page in self._pages(workspace, "conversations.members", channel=channel, limit=_SWEEP_PAGE):
            for user in page["members"]:
                if known := await self.people.one(workspace, user, from_list=True):
                    yield member_facts(known, workspace)

    async def person(self, installation: str, who: Identity) -> MemberFacts | None:
        workspace = await self._workspace(installation)
        known = await self.people.one(workspace, who.user_id)
        return member_facts(known, workspace) if known else None

    async def channel(self, installation: str, channel: str) -> ChannelFacts | None:
        workspace = await self._workspace(installation)
        try:
            shown = await self._read(workspace, "conversations.info", channel=channel)
        except Unreachable as failure:
            if failure.cause is Cause.CHANNEL_MISSING:
                return None
            raise
        return channel_facts(shown["channel"], workspace)

    async def channels(self, installation: str) -> AsyncIterator[ChannelFacts]:
        workspace = await self._workspace(installation)
        async for page in self._pages(
            workspace, "conversations.list", types="public_channel,private_channel", limit=_SWEEP_PAGE
        ):
            for shown in page["channels"]:
                yield channel_facts(shown, workspace)

    async def examine(self, installation: str) -> Sequence[Finding]:
        return await examine(self.client, await self._workspace(installation))

    async def close(self) -> None:
        await self.client.close()

    # --- parts ----------------------------------------------------------------------------------------------------

    async def _conversation(self, to: Destination) -> str:
        """The channel to post to; a person stands for the direct message, which Slack opens at the first post."""
        if to.address:
            return str(to.address["channel"])
        if to.person is None:
            return to.channel
        kept = await self._addresses.get(PLATFORM, to.installation, str(to.person))
        return str(kept["channel"]) if kept else to.person.user_id

    async def _direct(self, workspace: Workspace, who: Identity) -> str:
        """The id of the direct messages with a person, by which alone their history can be read."""
        kept = await self._addresses.get(PLATFORM, workspace.key, str(who))
        if kept:
            return str(kept["channel"])
        opened = await self._call(workspace, "conversations.open", to_person=True, users=who.user_id)
        return str(opened["channel"]["id"])

    async def _workspace(self, installation: str) -> Workspace:
        workspace = await self.workspaces.get(installation)
        if workspace is None:
            raise NotAllowed(Cause.APP_REMOVED, "not installed")
        return workspace

    async def _call(self, workspace: Workspace, method: str, *, to_person: bool = False, **arguments: Any) -> Any:
        try:
            return await self.client.call(method, workspace.token, to_person=to_person, **arguments)
        except NotAllowed:
            # Another process may have stored a new token meanwhile; the next call reads it.
            self.workspaces.drop(workspace.key)
            raise

    async def _read(self, workspace: Workspace, method: str, **arguments: Any) -> Any:
        try:
            return await self.client.read(method, workspace.token, **arguments)
        except NotAllowed:
            self.workspaces.drop(workspace.key)
            raise

    async def _pages(self, workspace: Workspace, method: str, **arguments: Any) -> AsyncIterator[Any]:
        cursor: str | None = None
        while cursor != "":
            page = await self._read(workspace, method, cursor=cursor, **arguments)
            yield page
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""


def _reply(delivery_id: str) -> str:
    """The name under which the thread of a reply is noted while its post is under way."""
    return f"reply:{delivery_id}"


def granted_scopes(headers: Mapping[str, str]) -> frozenset[str]:
    """The scopes of a token, which Slack names in the header `X-OAuth-Scopes` of every answer."""
    named = {name.lower(): value for name, value in headers.items()}.get("x-oauth-scopes", "")
    return frozenset(scope.strip() for scope in named.split(",") if scope.strip())
