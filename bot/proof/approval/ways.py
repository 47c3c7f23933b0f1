"""What an administrator decides and does, for each way in which a partner is present on a platform."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from adapters.slack.manifest import permissions as slack_permissions
from adapters.teams.manifest import never as teams_never
from adapters.teams.manifest import permissions as teams_permissions
from bot.people.model import Presence
from bot.settings import Settings

SLACK_PACKAGE = "slack-manifest.yaml"
TEAMS_PACKAGE = "instep-teams.zip"

NOT_ADDRESSED = "No message that is neither written to Instep directly nor mentions it."

SLACK_NEVER = (
    NOT_ADDRESSED,
    "No files, canvases, calls, reactions, calendars or mail.",
    "No action in the name of a person: Instep has a bot token and no user token.",
    "No membership of a private channel unless somebody there invites it.",
)


@dataclass(frozen=True)
class Permission:
    """One thing granted, and why."""

    name: str
    why: str
    optional: bool


@dataclass(frozen=True)
class Way:
    """One way of being present.

    `decision` says what there is to decide, `steps` what the administrator does, `granted_by` who grants the
    permissions: the partner's own admin, or nobody on their side. `package` is the file to upload, or empty.
    """

    presence: Presence
    platform: str
    title: str
    decision: str
    steps: tuple[str, ...]
    removal: tuple[str, ...]
    permissions: tuple[Permission, ...]
    never: tuple[str, ...]
    package: str = ""

    @property
    def theirs_to_grant(self) -> bool:
        """Whether the partner's own administrator installs or uploads something."""
        return bool(self.package) or self.presence is Presence.OWN_WORKSPACE


def way_of(presence: Presence, settings: Settings, reading: bool = False) -> Way:
    """What applies to a partner that is present in this way; `reading` as in `Facts`."""
    slack = tuple(Permission(each.scope, each.why, each.optional) for each in slack_permissions(reading))
    teams = tuple(Permission(each.name, each.why, each.optional) for each in teams_permissions(reading))
    slack_never = tuple(each for each in SLACK_NEVER if not reading or each != NOT_ADDRESSED)
    never = tuple(teams_never(reading))
    match presence:
        case Presence.OWN_WORKSPACE:
            return Way(
                presence,
                "slack",
                "Your own Slack workspace",
                "Whether the app Instep may be installed in your workspace, with the permissions below.",
                tuple(_install_slack(settings)),
                ("Slack admin → Manage apps → Instep → Remove app. Its token ends at once.",),
                slack,
                slack_never,
                "" if settings.slack_client_id else SLACK_PACKAGE,
            )
        case Presence.SLACK_CONNECT:
            return Way(
                presence,
                "slack",
                "Channels shared through Slack Connect",
                "Whether your people may press the buttons of another company's app in channels you share with it."
                " Nothing is installed in your workspace, and you grant no permission; those below were granted by the"
                " company that hosts the app, in its own workspace.",
                (
                    "Check that your workspace lets members use apps of other companies in shared channels"
                    " (Slack admin → Slack Connect settings).",
                    "If you leave that off, people still read every message, and can answer “@Instep got it” in a"
                    " thread.",
                ),
                ("Disconnect the channel, or ask the other company to take Instep out of it.",),
                slack,
                (*slack_never, "No slash commands and no shortcuts for your people: Slack has none across companies."),
            )
        case Presence.OWN_TENANT:
            return Way(
                presence,
                "teams",
                "Your own Teams tenant",
                "Whether the app Instep may be used in your tenant, and by whom.",
                (
                    f"Teams admin center → Teams apps → Manage apps → Upload new app: {TEAMS_PACKAGE}.",
                    "Allow it for the people or teams that take part (app permission policy).",
                    "Have an owner of each team add Instep to the team; in private and shared channels it is added"
                    " once more.",
                    "If your tenant asks for consent to the bot's registration, grant it once.",
                ),
                ("Teams admin center → Manage apps → Instep → Block, or delete the app.",),
                teams,
                never,
                TEAMS_PACKAGE,
            )
        case Presence.GUESTS:
            return Way(
                presence,
                "teams" if settings.teams_on else "slack",
                "Your people as guests of the other company",
                "Nothing new: your people already have guest accounts there. Instep is an app of that company and sees"
                " what the company sees of its guests.",
                ("Tell the other company who of your people takes part; their lead confirms the list.",),
                ("Have the guest accounts removed, or tell the other company who leaves.",),
                teams if settings.teams_on else slack,
                never if settings.teams_on else slack_never,
            )
        case Presence.SHARED_BY_US:
            return Way(
                presence,
                "teams",
                "Teams channels that the other company shares with you",
                "Whether your people may take part in shared channels of that company (cross-tenant access, B2B direct"
                " connect). The app is installed on their side only.",
                ("Microsoft Entra → External Identities → Cross-tenant access settings: allow B2B direct connect.",),
                ("Leave the shared channel, or withdraw the cross-tenant access.",),
                teams,
                never,
            )
        case Presence.SHARED_BY_THEM:
            return Way(
                presence,
                "teams",
                "Teams channels that you share with the other company",
                "Whether the app Instep may be added to the team that hosts the shared channel. Only your side can do"
                " that.",
                (
                    f"Teams admin center → Teams apps → Manage apps → Upload new app: {TEAMS_PACKAGE}.",
                    "Add Instep to the team that hosts the channel, then to the shared channel.",
                ),
                ("Remove Instep from the team, or block it in the Teams admin center.",),
                teams,
                never,
                TEAMS_PACKAGE,
            )
        case _:
            assert_never(presence)


def _install_slack(settings: Settings) -> Sequence[str]:
    if settings.slack_client_id and settings.instep_base_url:
        return (
            f"Open {settings.instep_base_url}/slack/install in a browser, choose your workspace, read, approve.",
            "If your workspace approves apps first, Slack asks you to do so at this point.",
        )
    return (
        f"https://api.slack.com/apps → Create New App → From a manifest: {SLACK_PACKAGE}.",
        "Install it in your workspace, and hand the bot token and the signing secret to the operator over a safe way.",
    )
