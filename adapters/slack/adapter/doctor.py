"""What `instep doctor` says of one workspace."""

from collections.abc import Sequence

from adapters.slack.adapter.client import SlackClient
from adapters.slack.adapter.workspaces import Workspace
from adapters.slack.manifest import BOT_SCOPES, OPTIONAL_BOT_SCOPES
from bot.ports import Cause, Finding, NotAllowed, PlatformFailure, Verdict


async def examine(client: SlackClient, workspace: Workspace) -> Sequence[Finding]:
    """Check the token, whom it belongs to, and what it may do."""
    try:
        who = await client.call("auth.test", workspace.token)
    except PlatformFailure as failure:
        return (_unwell(workspace, failure),)
    about = f"Slack workspace {who['team']}"
    findings = [Finding(about, Verdict.OK, f"The bot token works; Instep is @{who['user']} there.")]
    if (who["team_id"], who["user_id"]) != (workspace.team_id, workspace.bot_user_id):
        findings.append(
            Finding(
                about,
                Verdict.FAILED,
                "The bot token belongs to another workspace or app than the one it was stored for.",
                "Install Instep again in this workspace.",
            )
        )
    named = {name.lower(): value for name, value in who.headers.items()}.get("x-oauth-scopes", "")
    held = {scope.strip() for scope in named.split(",")}
    if missing := [scope for scope in BOT_SCOPES if scope not in held]:
        findings.append(
            Finding(
                about,
                Verdict.FAILED,
                f"Permissions are missing: {', '.join(missing)}.",
                "Update the app with `instep manifest slack` and install it again in this workspace.",
            )
        )
    else:
        findings.append(Finding(about, Verdict.OK, "All required permissions are granted."))
    if unread := [scope for scope in OPTIONAL_BOT_SCOPES if scope not in held]:
        findings.append(
            Finding(
                about,
                Verdict.WARNING,
                f"History cannot be read ({', '.join(unread)}), so a post whose answer is lost is reported as"
                " unconfirmed instead of looked up.",
                "Grant the optional permissions if you want every doubtful post settled.",
            )
        )
    else:
        findings.append(
            Finding(
                about,
                Verdict.OK,
                "History can be read, so every doubtful post is looked up. Replies under updates arrive as well if the"
                " app was made with `instep manifest slack --reading`.",
            )
        )
    return findings


def _unwell(workspace: Workspace, failure: PlatformFailure) -> Finding:
    about = f"Slack workspace {workspace.name or workspace.team_id}"
    if isinstance(failure, NotAllowed):
        gone = failure.cause is Cause.APP_REMOVED
        says = "Instep was removed from this workspace." if gone else "Slack refuses the bot token."
        return Finding(about, Verdict.FAILED, f"{says} ({failure.detail})", "Install Instep again in this workspace.")
    return Finding(
        about,
        Verdict.FAILED,
        f"Slack cannot be asked: {failure.detail or failure.cause}.",
        "Check that this machine reaches the address in SLACK_API_URL, then try again.",
    )
