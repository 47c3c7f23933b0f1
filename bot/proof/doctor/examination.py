"""One examination: what is looked at, in which order, and what is left out once something before it failed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from bot.assemble import opened_platforms
from bot.clock import MachineClock
from bot.ports import ChatPlatform, Finding, Verdict
from bot.proof.doctor.clock import examine_clock
from bot.proof.doctor.names import examine_names
from bot.proof.doctor.places import examine_channels, examine_installations
from bot.proof.doctor.process import examine_settings
from bot.proof.doctor.recurring import examine_rhythms
from bot.proof.doctor.replies import examine_replies
from bot.proof.doctor.sending import examine_lanes
from bot.proof.doctor.storage import examine_database, examine_release, examine_secrets
from bot.proof.doctor.tenant import try_tenant
from bot.settings import Settings
from bot.storage.errors import StorageError
from bot.storage.installations import InstallationStore
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database


@dataclass(frozen=True)
class Group:
    """Findings about one matter."""

    title: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Examination:
    """Everything that was found."""

    groups: tuple[Group, ...]

    @property
    def well(self) -> bool:
        """Whether nothing failed; warnings are no failures."""
        return not self.count(Verdict.FAILED)

    def count(self, verdict: Verdict) -> int:
        """How many findings ended like this."""
        return sum(finding.verdict is verdict for group in self.groups for finding in group.findings)

    def as_json(self) -> str:
        """The findings for a program, group by group."""
        groups = [{"title": group.title, "findings": [asdict(one) for one in group.findings]} for group in self.groups]
        return json.dumps({"well": self.well, "groups": groups}, indent=2, ensure_ascii=False)


async def examine(settings: Settings, machine: MachineClock, *, tenant: str = "", live: bool = False) -> Examination:
    """Looks at everything; with `live` also at each channel, with `tenant` also by one test message there."""
    groups = [Group("Settings", (*examine_settings(settings), *examine_names(settings)))]
    release = tuple(await examine_release(settings))
    if any(finding.verdict is Verdict.FAILED for finding in release):
        return Examination((*groups, Group("Database", release)))
    async with Database(settings.database_url.get_secret_value(), Keyring(settings.secret_keys)) as database:
        try:
            groups += await _examine_inside(settings, database, machine, release, tenant=tenant, live=live)
        except StorageError as error:
            says, _, remedy = str(error).partition(": ")
            groups.append(Group("Database", (*release, Finding("Database", Verdict.FAILED, f"{says}.", remedy))))
    return Examination(tuple(groups))


async def _examine_inside(
    settings: Settings,
    database: Database,
    machine: MachineClock,
    release: tuple[Finding, ...],
    *,
    tenant: str,
    live: bool,
) -> list[Group]:
    secrets = tuple(await examine_secrets(settings, database))
    groups = [
        Group("Database", (*release, *await examine_database(database))),
        Group("Clock", tuple(await examine_clock(settings, database, machine))),
        Group("Secrets", secrets),
        Group("Lanes", tuple(await examine_lanes(database, machine))),
        Group("Rhythms", tuple(await examine_rhythms(database))),
    ]
    if any(finding.verdict is Verdict.FAILED for finding in secrets) or settings.problems():
        skipped = "The platforms are not asked until the settings and the secrets are right."
        return [*groups, Group("Installations", (Finding("Installations", Verdict.WARNING, skipped),))]
    async with opened_platforms(settings, database, machine) as platforms:
        tokens = {"slack": "SLACK_BOT_TOKEN"} if settings.slack_bot_token else {}
        groups += await _examine_platforms(database, platforms, tokens, tenant=tenant, live=live)
    return groups


async def _examine_platforms(
    database: Database, platforms: Mapping[str, ChatPlatform], tokens: Mapping[str, str], *, tenant: str, live: bool
) -> list[Group]:
    store = InstallationStore(database)
    installations = [each for name in platforms for each in await store.all(name)]
    groups = [
        Group("Installations", tuple(await examine_installations(installations, platforms, tokens))),
        Group("Channels", tuple(await examine_channels(database, platforms if live else {}))),
        Group("Replies", tuple(await examine_replies(database, platforms))),
    ]
    if tenant:
        groups.append(Group(f"Tenant {tenant}", tuple(await try_tenant(tenant, installations, platforms))))
    return groups
