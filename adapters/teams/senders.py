"""Who stands behind an activity: the person and the tenant that is their own."""

from collections import OrderedDict
from collections.abc import Mapping

from adapters.teams import inbound
from adapters.teams.adapter import TeamsPlatform
from adapters.teams.gate import Admitted
from adapters.teams.inbound import part, words
from adapters.teams.registrations import PLATFORM, installation_key
from bot.chat.inbound import Identity, Origin
from bot.clock import MachineClock

HOMES_KEPT = 20_000
LOOKED_UP_AT_ONCE = 20


class Senders:
    """Names people by (tenant, object id), and asks the roster where the message does not tell the tenant."""

    def __init__(self, platform: TeamsPlatform, clock: MachineClock) -> None:
        self._platform = platform
        self._clock = clock
        self._homes: OrderedDict[tuple[str, str], str] = OrderedDict()

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
        """Somebody's own tenant by the roster, asked once for each address."""
        key = (admitted.app_id, address)
        if key not in self._homes:
            conversation = words(part(admitted.activity, "conversation", "id")).partition(";")[0]
            installation = installation_key(admitted.app_id, admitted.tenant)
            url = words(admitted.activity.get("serviceUrl"))
            home = await self._platform.home_of(installation, url, conversation, address)
            if home is None:
                return None
            self._homes[key] = home
            if len(self._homes) > HOMES_KEPT:
                self._homes.popitem(last=False)
        return self._homes[key]

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
            accounts = admitted.activity.get(name)
            for account in (accounts if isinstance(accounts, list) else [])[: LOOKED_UP_AT_ONCE if unsaid else None]:
                address, id = words(part(account, "id")), words(part(account, "aadObjectId"))
                if not id:
                    continue
                home: str | None = words(part(account, "tenantId")) or admitted.tenant
                if unsaid and not words(part(account, "tenantId")):
                    home = await self._home(admitted, address)
                if home:
                    found[address] = Identity(PLATFORM, home, id)
        return found
