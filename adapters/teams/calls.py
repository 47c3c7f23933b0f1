"""The calls to the connector: each made once, on threads of their own, and failing in the port's words.

botbuilder's own way of posting builds a client for every message, fetches tokens on the event loop, repeats some calls
by itself, and waits up to 100 s; here one `ConnectorClient` per registration and service URL serves them all.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from botbuilder.schema import Activity, Attachment, ChannelAccount, ConversationParameters
from botframework.connector import ConnectorClient
from botframework.connector.teams import TeamsConnectorClient
from urllib3 import Retry

from adapters.teams.credentials import CachingCredentials, KeptCredentials, Registration
from adapters.teams.failures import Expired, failure_of
from adapters.teams.limits import LIMITS, Limits
from adapters.teams.reads import ReadPace
from bot.ports import MAY_LEAVE, TURN, Cause, NotAllowed, NotSent

T = TypeVar("T")
Json = dict[str, Any]
CLIENTS_KEPT = 64
SPARE_SECONDS = 2.0  # the thread gives up first; this only guards against a body that trickles


class Calls:
    """The connector as verbs. Service URLs must have passed the gate's rules before they come here."""

    def __init__(
        self,
        credentials: CachingCredentials,
        limits: Limits = LIMITS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._credentials = credentials
        self._limits = limits
        self._reads = ReadPace(limits, clock)
        self._threads = ThreadPoolExecutor(limits.threads, thread_name_prefix="teams-calls")
        self._clients: OrderedDict[tuple[type, Registration, str], Any] = OrderedDict()
        self._readings: dict[tuple[Registration, str, str], asyncio.Future[list[Json]]] = {}

    async def start_thread(
        self, by: Registration, url: str, tenant: str, channel: str, activity: Mapping[str, Any]
    ) -> tuple[str, str]:
        """A new thread in a channel; gives the ids of the conversation and of its first message."""
        data = {"channel": {"id": channel}, "tenant": {"id": tenant}}
        opened = ConversationParameters(is_group=True, channel_data=data, activity=_activity(activity))
        made = await self._connector(by, url, lambda client: client.conversations.create_conversation(opened))
        return str(made.id), str(made.activity_id)

    async def open_chat(self, by: Registration, url: str, tenant: str, user: str) -> str:
        """The personal chat with one user; the same one every time."""
        # The tenant goes into the channel data: botframework writes its own field in a form that Teams does not read.
        opened = ConversationParameters(members=[ChannelAccount(id=user)], channel_data={"tenant": {"id": tenant}})
        made = await self._connector(
            by, url, lambda client: client.conversations.create_conversation(opened), direct=True
        )
        return str(made.id)

    async def send(
        self, by: Registration, url: str, conversation: str, activity: Mapping[str, Any], *, direct: bool = False
    ) -> str:
        """A message to a chat or a thread; gives its id."""
        body = _activity(activity)
        made = await self._connector(
            by, url, lambda client: client.conversations.send_to_conversation(conversation, body), direct=direct
        )
        return str(made.id)

    async def update(self, by: Registration, url: str, conversation: str, id: str, activity: Mapping[str, Any]) -> None:
        """Another message in the place of one of ours."""
        body = _activity(activity)
        await self._connector(by, url, lambda client: client.conversations.update_activity(conversation, id, body))

    async def delete(self, by: Registration, url: str, conversation: str, id: str) -> None:
        """Deletes one of ours."""
        await self._connector(by, url, lambda client: client.conversations.delete_activity(conversation, id))

    async def members(self, by: Registration, url: str, conversation: str, token: str) -> tuple[list[Json], str]:
        """One page of the roster, and the token of the next; empty after the last."""
        page = await self._connector(
            by,
            url,
            lambda client: client.conversations.get_conversation_paged_members(
                conversation, page_size=self._limits.members_page, continuation_token=token or None
            ),
            roster=conversation,
        )
        return [_account(one) for one in page.members or []], page.continuation_token or ""

    async def member(self, by: Registration, url: str, conversation: str, id: str, *, direct: bool = False) -> Json:
        """One member of a conversation, by address or object id."""
        found = await self._connector(
            by, url, lambda client: client.conversations.get_conversation_member(conversation, id), direct=direct
        )
        return _account(found)

    async def team(self, by: Registration, url: str, team: str) -> Json:
        """A team's name and ids."""
        found = await self._teams(by, url, lambda client: client.teams.get_team_details(team), team)
        return {"id": found.id, "name": found.name, "group": found.aad_group_id}

    async def channels(self, by: Registration, url: str, team: str) -> list[Json]:
        """The channels of a team; its first one has no name.

        Whoever asks while they are being read gets the same answer: each reading waits for its turn, and Teams repeats
        the events to which it belongs.
        """
        key = (by, url, team)
        if (reading := self._readings.get(key)) is None:
            reading = self._readings[key] = asyncio.ensure_future(self._read_channels(by, url, team))
            reading.add_done_callback(lambda _: self._readings.pop(key, None))
        return await asyncio.shield(reading)

    async def _read_channels(self, by: Registration, url: str, team: str) -> list[Json]:
        found = await self._teams(by, url, lambda client: client.teams.get_teams_channels(team), team)
        return [
            {"id": one.id, "name": one.name or "General", "type": one.type or "standard"}
            for one in found.conversations or []
        ]

    def close(self) -> None:
        """Closes clients and threads; calls that are under way are left alone."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for client in self._clients.values():
            client.close()

    # --- inside ---------------------------------------------------------------------------------------------------

    async def _connector(
        self, by: Registration, url: str, work: Callable[[Any], T], *, direct: bool = False, roster: str = ""
    ) -> T:
        return await self._call(ConnectorClient, by, url, work, direct, roster)

    async def _teams(self, by: Registration, url: str, work: Callable[[Any], T], team: str) -> T:
        return await self._call(TeamsConnectorClient, by, url, work, False, team)

    async def _call(
        self, kind: type, by: Registration, url: str, work: Callable[[Any], T], direct: bool, roster: str
    ) -> T:
        """Makes one call; a token that was refused is replaced once, as the connector then has done nothing.

        A read of a roster waits for its turn first.
        """
        credentials = self._credentials.of(by)
        may_leave = MAY_LEAVE.get()

        def leave(client: Any) -> T:
            # A thread may have had to wait for its turn.
            if not may_leave():
                raise NotSent(Cause.TIMED_OUT, "too late to leave")
            return work(client)

        for last in (False, True):
            token = ""
            try:
                if isinstance(credentials, KeptCredentials):
                    await credentials.ready()
                    token = credentials.get_access_token()
                client = self._client(kind, by, url)
                if roster:
                    await self._reads.turn(by, roster)
                else:
                    await TURN.get()()
                    self._reads.made(by)
                async with asyncio.timeout(self._limits.call_seconds + SPARE_SECONDS):
                    return await asyncio.get_running_loop().run_in_executor(self._threads, leave, client)
            except (asyncio.CancelledError, NotSent):
                raise
            except Exception as error:
                failure = failure_of(error, direct=direct)
                if not isinstance(failure, Expired):
                    raise failure from error
                if last:
                    raise NotAllowed(Cause.TOKEN_REVOKED, str(failure)) from error
                if isinstance(credentials, KeptCredentials):
                    credentials.forget(token)
        raise AssertionError("unreachable")

    def _client(self, kind: type, by: Registration, url: str) -> Any:
        key = (kind, by, url)
        if key not in self._clients:
            client = kind(self._credentials.of(by), base_url=url)
            client.config.connection.timeout = self._limits.call_seconds
            client.config.retry_policy = _no_retry
            client.config.redirect_policy.allow = False
            client.config.enable_http_logger = False
            self._clients[key] = client
            if len(self._clients) > CLIENTS_KEPT:
                self._clients.popitem(last=False)[1].close()
        self._clients.move_to_end(key)
        return self._clients[key]


def _no_retry() -> Retry:
    """msrest asks for this once per session: nothing is repeated, and every status is handed to us."""
    return Retry(total=0, connect=0, read=0, redirect=0, status=0, status_forcelist=(), raise_on_status=False)


def _activity(activity: Mapping[str, Any]) -> Activity:
    attachments = [
        Attachment(content_type=one["contentType"], content=one["content"]) for one in activity.get("attachments", ())
    ]
    return Activity(
        type=activity["type"],
        summary=activity.get("summary"),
        text=activity.get("text"),
        attachments=attachments or None,
    )


def _account(account: Any) -> Json:
    """A member as JSON; Teams' own fields are among botframework's unknown ones."""
    more = account.additional_properties or {}
    return {
        **more,
        "id": account.id,
        "name": account.name,
        "aadObjectId": account.aad_object_id or more.get("objectId"),
    }
