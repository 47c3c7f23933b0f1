"""Microsoft Teams as the domain sees it: the `ChatPlatform` port over the Bot Connector."""

import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from adapters.teams.calls import Calls
from adapters.teams.credentials import CachingCredentials, Registration
from adapters.teams.doctor import examine_login, examine_teams
from adapters.teams.gate import Rules
from adapters.teams.limits import LIMITS, Limits
from adapters.teams.registrations import PLATFORM, Registrations
from adapters.teams.render import mentions_people, render_activity, sizes
from bot.chat.inbound import Identity
from bot.chat.message import Message
from bot.ports import (
    Address,
    Addresses,
    Cause,
    ChannelFacts,
    Destination,
    Finding,
    Manners,
    MemberFacts,
    Rejected,
    Rendered,
    Unreachable,
)

RENDERED_KEPT = 64  # messages kept as they go over the wire: one goes to many channels
MET_KEPT = 20_000  # people whose last conversation is remembered, to look them up there
GUEST = "#EXT#"
GROUP_CHAT = "@thread.v2"


@dataclass(frozen=True)
class Reached:
    """Where a call goes: by which bot, at which address of the connector, in which tenant."""

    by: Registration
    url: str
    tenant: str


class TeamsPlatform:
    """Posts, edits, deletes, reads rosters.

    Addresses hold `conversation` and `service_url`, those of messages `activity` too.
    """

    name = PLATFORM
    manners = Manners(
        title="Microsoft Teams",
        private_in_channels=False,
        posts_can_be_found=False,
        home=False,
        direct_by_identity=True,
        command_prefix="@Instep ",
    )

    def __init__(
        self,
        registrations: Registrations,
        credentials: CachingCredentials,
        rules: Rules,
        addresses: Addresses,
        limits: Limits = LIMITS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.registrations = registrations
        self.rules = rules
        self.limits = limits
        self.calls = Calls(credentials, limits, clock)
        self.credentials = credentials
        self.addresses = addresses
        self._met: OrderedDict[tuple[str, Identity], str] = OrderedDict()
        self._rendered = lru_cache(RENDERED_KEPT)(
            lambda message, ring: render_activity(message, limits=limits, ring=ring)
        )

    # --- messages -------------------------------------------------------------------------------------------------

    def render(self, message: Message) -> Rendered:
        activity = render_activity(message, limits=self.limits)
        return Rendered(activity, sizes(activity, self.limits))

    async def post(self, to: Destination, message: Message, *, delivery_id: str, token: str = "") -> Address:
        activity = self._as_shown(message, token)
        try:
            return await self._post(to, activity)
        except Rejected as refused:
            # One mention of somebody who is not there refuses the whole message, and nothing was posted.
            if refused.cause is not Cause.INVALID_MESSAGE or not mentions_people(activity):
                raise
        return await self._post(to, self._as_shown(message, token, ring=False))

    def message_id(self, address: Address) -> str:
        return str(address["activity"])

    async def edit(self, installation: str, address: Address, message: Message, *, token: str = "") -> None:
        # People were rung by the post; an edit names them.
        activity = self._as_shown(message, token, ring=False)
        at = await self._reach(installation, address)
        await self.calls.update(at.by, at.url, str(address["conversation"]), str(address["activity"]), activity)

    def _as_shown(self, message: Message, token: str, *, ring: bool = True) -> dict[str, Any]:
        """The message on the wire, written once for all channels; what carries a token is nobody else's."""
        if token:
            return render_activity(message, limits=self.limits, token=token, ring=ring)
        return self._rendered(message, ring)

    async def delete(self, installation: str, address: Address) -> None:
        at = await self._reach(installation, address)
        await self.calls.delete(at.by, at.url, str(address["conversation"]), str(address["activity"]))

    async def can_find(self, installation: str, *, direct: bool = False) -> bool:
        return False

    async def find(
        self, installation: str, channel: str | Identity, delivery_ids: Sequence[str], oldest: datetime
    ) -> Mapping[str, Address]:
        """Finds nothing: without a Graph permission a bot cannot read what it has posted."""
        return {}

    async def show_home(self, installation: str, who: Identity, message: Message) -> None:
        """There is no page to draw on; the home is a message in the personal chat, when somebody asks for it."""
        raise Unreachable(Cause.OTHER, "Teams has no home page of a bot")

    async def _post(self, to: Destination, activity: Mapping[str, Any]) -> Address:
        if to.thread is not None:
            at = await self._reach(to.installation, to.thread)
            conversation = str(to.thread["conversation"])
            return _message(at, conversation, await self.calls.send(at.by, at.url, conversation, activity))
        if to.person is not None:
            return await self._post_to_person(to, to.person, activity)
        known = to.address or await self.addresses.get(PLATFORM, to.installation, to.channel)
        at = await self._reach(to.installation, known)
        if to.channel.endswith(GROUP_CHAT) or not to.channel.startswith("19:"):
            return _message(at, to.channel, await self.calls.send(at.by, at.url, to.channel, activity))
        made = await self.calls.start_thread(at.by, at.url, at.tenant, to.channel, activity)
        return _message(at, *made)

    async def _post_to_person(self, to: Destination, who: Identity, activity: Mapping[str, Any]) -> Address:
        known = to.address or await self.addresses.get(PLATFORM, to.installation, chat_name(who))
        at = await self._reach(to.installation, known)
        if known is not None:
            conversation = str(known["conversation"])
            try:
                return _message(
                    at, conversation, await self.calls.send(at.by, at.url, conversation, activity, direct=True)
                )
            except Unreachable as failure:
                if failure.cause is not Cause.CONVERSATION_UNKNOWN:
                    raise
                await self.addresses.forget(PLATFORM, to.installation, chat_name(who))
        conversation = await self.calls.open_chat(at.by, at.url, who.home, who.user_id)
        kept = {"conversation": conversation, "service_url": at.url}
        await self.addresses.put(PLATFORM, to.installation, chat_name(who), kept)
        return _message(at, conversation, await self.calls.send(at.by, at.url, conversation, activity, direct=True))

    async def _reach(self, installation: str, address: Address | None = None) -> Reached:
        by, tenant = self.registrations.of(installation)
        known = self.registrations.data(installation).get("service_url")
        for url in ((address or {}).get("service_url"), known):
            if isinstance(url, str) and self.rules.allow(url):
                return Reached(by, url, tenant)
        return Reached(by, self.limits.service_url, tenant)

    # --- people and channels --------------------------------------------------------------------------------------

    async def members(self, installation: str, channel: str) -> AsyncIterator[MemberFacts]:
        at = await self._reach(installation, await self.addresses.get(PLATFORM, installation, channel))
        token = ""
        while True:
            page, token = await self.calls.members(at.by, at.url, channel, token)
            for account in page:
                facts = _facts(account, at.tenant)
                if facts is not None:
                    self.meet(installation, facts.identity, channel)
                    yield facts
            if not token:
                return

    async def person(self, installation: str, who: Identity) -> MemberFacts | None:
        known = await self.addresses.get(PLATFORM, installation, chat_name(who))
        conversation = str(known["conversation"]) if known else self._met.get((installation, who))
        if conversation is None:
            return None
        at = await self._reach(installation, known)
        try:
            account = await self.calls.member(at.by, at.url, conversation, who.user_id, direct=True)
        except Unreachable:
            return None
        return _facts(account, at.tenant)

    async def channel(self, installation: str, channel: str) -> ChannelFacts | None:
        known = await self.addresses.get(PLATFORM, installation, channel)
        at = await self._reach(installation, known)
        team = str((known or {}).get("team") or "")
        try:
            if team:
                for one in await self.calls.channels(at.by, at.url, team):
                    if one["id"] == channel:
                        return await self._channel_facts(installation, at, one, team)
            # Not among them, or a chat: whoever may read its roster may post there.
            accounts, _ = await self.calls.members(at.by, at.url, channel, "")
        except Unreachable as failure:
            if known is None or failure.cause is Cause.CHANNEL_MISSING:
                return None
            return ChannelFacts(installation, channel, str(known.get("name") or ""), team=team, address=known)
        homes = _homes(accounts, at.tenant)
        name = str((known or {}).get("name") or "")
        return ChannelFacts(
            installation,
            channel,
            name,
            bot_is_member=True,
            can_post=True,
            shared=bool(homes),
            homes=homes,
            hosted_elsewhere=at.tenant != at.by.tenant and bool(at.by.tenant),
            team=team,
            address=known,
        )

    async def channels(self, installation: str) -> AsyncIterator[ChannelFacts]:
        at = await self._reach(installation)
        for team in self.registrations.data(installation).get("teams", {}):
            try:
                found = await self.calls.channels(at.by, at.url, team)
            except Unreachable:
                continue  # the app has left that team; its channels are what the next event or post says of them
            for one in found:
                yield await self._channel_facts(installation, at, one, team)

    async def _channel_facts(self, installation: str, at: Reached, one: Mapping[str, str], team: str) -> ChannelFacts:
        homes: tuple[str, ...] = ()
        if one["type"] == "shared":
            accounts, _ = await self.calls.members(at.by, at.url, one["id"], "")
            homes = _homes(accounts, at.tenant)
        return ChannelFacts(
            installation,
            one["id"],
            one["name"],
            private=one["type"] == "private",
            bot_is_member=True,
            can_post=True,
            shared=one["type"] == "shared",
            homes=homes,
            hosted_elsewhere=bool(at.by.tenant) and at.tenant != at.by.tenant,
            team=team,
            address={"conversation": one["id"], "service_url": at.url, "team": team, "name": one["name"]},
        )

    def meet(self, installation: str, who: Identity, conversation: str) -> None:
        """Remembers a conversation in which somebody can be looked up."""
        self._met[(installation, who)] = conversation
        self._met.move_to_end((installation, who))
        if len(self._met) > MET_KEPT:
            self._met.popitem(last=False)

    async def person_at(self, installation: str, service_url: str, conversation: str, address: str) -> Identity | None:
        """Whose address (`29:…`) or object id it is, by a conversation's roster; None for nobody in it.

        In a channel shared with another organisation a message does not tell whose tenant it is.
        """
        by, tenant = self.registrations.of(installation)
        try:
            account = await self.calls.member(by, service_url, conversation, address)
        except Unreachable:
            return None
        facts = _facts(account, tenant)
        return facts.identity if facts else None

    async def examine(self, installation: str) -> Sequence[Finding]:
        by, tenant = self.registrations.of(installation)
        at = await self._reach(installation)
        data = self.registrations.data(installation)
        return [
            await examine_login(self.credentials, by),
            *await examine_teams(self.calls, by, at.url, tenant, data),
        ]

    async def close(self) -> None:
        self.calls.close()
        self.credentials.close()


def chat_name(who: Identity) -> str:
    """Under which name the personal chat with somebody is kept."""
    return f"@{who.home}/{who.user_id}"


def _message(at: Reached, conversation: str, activity: str) -> Address:
    return {"conversation": conversation, "activity": activity, "service_url": at.url}


def _facts(account: Mapping[str, Any], tenant: str) -> MemberFacts | None:
    """A member of a roster; None for a bot, which has no object id."""
    id = account.get("aadObjectId")
    if not isinstance(id, str) or not id:
        return None
    return MemberFacts(
        Identity(PLATFORM, str(account.get("tenantId") or tenant), id),
        str(account.get("name") or ""),
        email=str(account.get("email") or ""),
        is_guest=GUEST in str(account.get("userPrincipalName") or ""),
    )


def _homes(accounts: Sequence[Mapping[str, Any]], tenant: str) -> tuple[str, ...]:
    return tuple(sorted({str(one["tenantId"]) for one in accounts if one.get("tenantId")} - {tenant}))
