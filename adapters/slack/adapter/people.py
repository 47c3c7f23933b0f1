"""What Slack says of users, asked as seldom as its limits demand."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from adapters.slack.adapter.client import SlackClient
from adapters.slack.adapter.facts import member_facts
from adapters.slack.adapter.workspaces import Workspace
from bot.clock import MachineClock
from bot.ports import Cause, MemberFacts, PlatformFailure, Unreachable

# Long enough for one reading of all channels, short enough for a name changed in the morning.
FRESH_SECONDS = 300.0
_PAGE = 1_000
# Out of the three seconds of a request: what is left serves the decision and the answer.
_KNOWN_WITHIN = 1.0
_KNOWN_AT_ONCE = 40

log = structlog.get_logger(__name__)

Json = dict[str, Any]


class People:
    """User objects by workspace and id, remembered for five minutes.

    `users.info` may be called 100 times a minute, so the members of channels are read from `users.list` at once; only
    people of other workspaces, who are not in that list, are asked for one by one.
    """

    def __init__(self, client: SlackClient, machine: MachineClock) -> None:
        self._client = client
        self._machine = machine
        self._users: dict[tuple[str, str], tuple[float, Json]] = {}
        self._listed: dict[str, float] = {}

    async def one(self, workspace: Workspace, user: str, *, from_list: bool = False) -> Json | None:
        """The user object; None if the workspace does not know the user. `from_list` reads the whole list first."""
        if from_list and self._listed.get(workspace.key, 0.0) <= self._machine.monotonic():
            await self._read_list(workspace)
        kept = self._users.get((workspace.key, user))
        if kept and kept[0] > self._machine.monotonic():
            return kept[1]
        try:
            answer = await self._client.read("users.info", workspace.token, user=user, include_locale=True)
        except Unreachable as failure:
            if failure.cause is Cause.PERSON_UNREACHABLE:
                return None
            raise
        self._keep(workspace, answer["user"])
        return dict(answer["user"])

    async def known(self, workspace: Workspace, users: Sequence[str]) -> Mapping[str, MemberFacts]:
        """What Slack says of the users that a request names, by id; whoever it does not tell of in time is absent."""
        found: dict[str, MemberFacts] = {}

        async def ask(user: str) -> None:
            try:
                if shown := await self.one(workspace, user):
                    found[user] = member_facts(shown, workspace)
            except PlatformFailure as failure:
                log.warning("slack_user_not_known", why=str(failure) or type(failure).__name__)

        try:
            async with asyncio.timeout(_KNOWN_WITHIN), asyncio.TaskGroup() as asking:
                for user in users[:_KNOWN_AT_ONCE]:
                    asking.create_task(ask(user))
        except TimeoutError:
            log.warning("slack_users_not_known_in_time", asked=len(users), told=len(found))
        return found

    def forget(self, workspace: Workspace, user: str) -> None:
        """Ask anew next time."""
        self._users.pop((workspace.key, user), None)

    async def _read_list(self, workspace: Workspace) -> None:
        cursor: str | None = None
        while cursor != "":
            page = await self._client.read(
                "users.list", workspace.token, limit=_PAGE, cursor=cursor, include_locale=True
            )
            for user in page["members"]:
                self._keep(workspace, user)
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        self._listed[workspace.key] = self._machine.monotonic() + FRESH_SECONDS

    def _keep(self, workspace: Workspace, user: Json) -> None:
        now = self._machine.monotonic()
        if len(self._users) > 50_000:
            self._users = {key: kept for key, kept in self._users.items() if kept[0] > now}
        self._users[workspace.key, user["id"]] = (now + FRESH_SECONDS, user)
