"""Slack's ways in: requests over HTTP, Socket Mode, and the installation of workspaces by OAuth."""

from adapters.slack.install.edge import SlackEdge
from adapters.slack.install.oauth import InstallationKeeper, StateKeeper, build_oauth_flow

__all__ = ["InstallationKeeper", "SlackEdge", "StateKeeper", "build_oauth_flow"]
