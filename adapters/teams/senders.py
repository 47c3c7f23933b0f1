"""Who stands behind an activity: the person and the tenant that is their own."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping

import structlog

from adapters.teams import inbound
from adapters.teams.adapter import TeamsPlatform
from adapters.teams.gate import Admitted
from adapters.teams.mentions import Mark, said, said_in_payload
from adapters.teams.parts import part, parts, words
from adapters.teams.registrations import PLATFORM, installation_key
from bot.chat.inbound import Identity, Mentioned, MentionedKind, Origin
from bot.clock import MachineClock
from bot.ports import PlatformFailure, Rejected

PEOPLE_KEPT = 20_000
LOOKED_UP_AT_ONCE = 20
MENTIONED_WITHIN = 2.0
"""Seconds that looking mentions up may take: an invoke has five, of which the decision needs the most."""

log = structlog.get_logger(__name__)


class Senders:
    """Names people by (tenant, object id), and asks the roster where the message does not tell the tenant."""

    def __init__(self, platform: TeamsPlatform, clock: MachineClock) -> None:
        self._platform = platform
        self._clock = clock
        self._people: OrderedDict[tuple[str, str], Identity] = OrderedDict()

    async def origin(self, admitted: Admitted) -> Origin | None:
        """Who did it; None for what a bot or a person without an account did. Raises PlatformFailure."""
        activity = admitted.activity
        if not words(part(activity, "from", "aadObjectId")):
            return None
        home: str | None = admitted.tenant
        if inbound.home_is_unsaid(activity):
            home = await self._home(admitted, words(part(activity, "from", "id")))
        if home is None:
            return None
        origin = inbound.read_origin(activity, admitted.app_id, home, self._clock.now())
        conversation = words(part(activity, "conversation", "id")).partition(";")[0]
        self._platform.meet(origin.place.installation, origin.who, conversation)
        return origin

    async def _home(self, admitted: Admitted, address: str) -> str | None:
        who = await self._person(admitted, address)
        return who.home if who else None

    async def _person(self, admitted: Admitted, address: str) -> Identity | None:
        """Somebody by the roster of the conversation, asked once for each address."""
        key = (admitted.app_id, address)
        if key not in self._people:
            conversation = words(part(admitted.activity, "conversation", "id")).partition(";")[0]
            installation = installation_key(admitted.app_id, admitted.tenant)
            url = words(admitted.activity.get("serviceUrl"))
            who = await self._platform.person_at(installation, url, conversation, address)
            if who is None:
                return None
            self._people[key] = who
            if len(self._people) > PEOPLE_KEPT:
                self._people.popitem(last=False)
        return self._people[key]

    async def mentioned(self, admitted: Admitted) -> tuple[Mentioned, ...]:
        """Whom a message mentions, or that on which an extension was opened.

        Whoever the roster does not tell in time is a person whom nobody knows.
        """
        payload = part(admitted.activity, "value", "messagePayload")
        marks = (said(admitted.activity) if payload is None else said_in_payload(payload)).marks
        found: dict[str, tuple[MentionedKind, Identity | None]] = {}

        async def ask(mark: Mark) -> None:
            found[mark.id] = await self._whose(admitted, mark)

        try:
            async with asyncio.timeout(MENTIONED_WITHIN), asyncio.TaskGroup() as asking:
                for mark in list({one.id: one for one in marks}.values())[:LOOKED_UP_AT_ONCE]:
                    asking.create_task(ask(mark))
        except TimeoutError:
            log.warning("teams_mentions_not_known_in_time", asked=len(marks), told=len(found))
        return tuple(Mentioned(one.text, *found.get(one.id, (one.kind, None))) for one in marks)

    async def _whose(self, admitted: Admitted, mark: Mark) -> tuple[MentionedKind, Identity | None]:
        if mark.kind is not MentionedKind.PERSON:
            return mark.kind, None
        if mark.object_id and not inbound.home_is_unsaid(admitted.activity):
            return mark.kind, Identity(PLATFORM, admitted.tenant, mark.object_id)
        try:
            who = await self._person(admitted, mark.id)
        except Rejected:
            who = None
        except PlatformFailure as failure:
            log.warning("teams_mention_not_known", why=str(failure))
            return mark.kind, None
        # What has no object id and is in no roster is a tag, a channel or a team.
        return mark.kind if who or mark.object_id else MentionedKind.GROUP, who

    async def author_home(self, admitted: Admitted) -> str:
        """The tenant of whoever wrote the message that an extension was opened on; empty if it is not known."""
        author = words(part(admitted.activity, "value", "messagePayload", "from", "user", "id"))
        if not author or not inbound.home_is_unsaid(admitted.activity):
            return admitted.tenant
        return await self._home(admitted, author) or ""

    async def members(self, admitted: Admitted) -> Mapping[str, Identity]:
        """Who joined or left, by `29:` id; whoever cannot be told is left out, and found by the next reading."""
        found: dict[str, Identity] = {}
        unsaid = inbound.home_is_unsaid(admitted.activity)
        for name in ("membersAdded", "membersRemoved"):
            for account in parts(admitted.activity, name)[: LOOKED_UP_AT_ONCE if unsaid else None]:
                address, id = words(part(account, "id")), words(part(account, "aadObjectId"))
                if not id:
                    continue
                home: str | None = words(part(account, "tenantId")) or admitted.tenant
                if unsaid and not words(part(account, "tenantId")):
                    home = await self._home(admitted, address)
                if home:
                    found[address] = Identity(PLATFORM, home, id)
        return found
