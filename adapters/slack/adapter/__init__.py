"""Slack as a chat platform."""

from adapters.slack.adapter.client import SlackClient
from adapters.slack.adapter.platform import METADATA_TYPE, SlackPlatform, granted_scopes
from adapters.slack.adapter.workspaces import PLATFORM, Workspace, Workspaces, installation_key

__all__ = [
    "METADATA_TYPE",
    "PLATFORM",
    "SlackClient",
    "SlackPlatform",
    "Workspace",
    "Workspaces",
    "granted_scopes",
    "installation_key",
]
