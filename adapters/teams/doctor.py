"""What `instep doctor` says of a Teams installation."""

from collections.abc import Mapping
from typing import Any

from adapters.teams.calls import Calls
from adapters.teams.credentials import CachingCredentials, LoginFailed, Registration
from bot.ports import Finding, PlatformFailure, Verdict


async def examine_login(credentials: CachingCredentials, by: Registration) -> Finding:
    """Whether the login host gives the bot a token."""
    try:
        await credentials.warm(by)
    except LoginFailed as failure:
        remedy = (
            "Check TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID, and that the secret has not expired."
            if failure.final
            else "Check that this machine reaches login.microsoftonline.com, and try again."
        )
        return Finding("Teams login", Verdict.FAILED, f"No token was given ({failure}).", remedy)
    return Finding("Teams login", Verdict.OK, "The login host gives Instep a token.")


async def examine_teams(
    calls: Calls, by: Registration, url: str, tenant: str, data: Mapping[str, Any]
) -> list[Finding]:
    """Whether each team that the bot was added to still takes it; `data` is what is kept of the installation."""
    if not data.get("service_url"):
        says = f"Nothing has come from tenant {tenant} yet."
        return [Finding("Teams tenant", Verdict.WARNING, says, "Add the app to a team there, or write to it.")]
    return [await _examine_team(calls, by, url, team, name) for team, name in data.get("teams", {}).items()]


async def _examine_team(calls: Calls, by: Registration, url: str, team: str, name: str) -> Finding:
    try:
        found = await calls.channels(by, url, team)
    except PlatformFailure as failure:
        remedy = "Ask an owner of that team to add the app again."
        return Finding(f"Team {name or team}", Verdict.FAILED, f"It refuses: {failure}.", remedy)
    return Finding(f"Team {name or team}", Verdict.OK, f"Instep sees {len(found)} channels.")
