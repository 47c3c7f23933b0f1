"""Slack's objects as the neutral facts that the domain keeps."""

from typing import Any

from adapters.slack.adapter.workspaces import PLATFORM, Workspace
from bot.chat.inbound import Identity
from bot.ports import ChannelFacts, MemberFacts

Json = dict[str, Any]


def identity_of(user: Json, workspace: Workspace) -> Identity:
    """A user's own workspace and id; Slack leaves `team_id` out only for users of the asking workspace."""
    return Identity(PLATFORM, str(user.get("team_id") or workspace.team_id), str(user["id"]))


def member_facts(user: Json, workspace: Workspace) -> MemberFacts:
    """A user object of `users.info`, `users.list` or an event."""
    profile = user.get("profile") or {}
    name = profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name") or ""
    return MemberFacts(
        identity=identity_of(user, workspace),
        name=str(name),
        email=str(profile.get("email") or ""),
        zone=str(user.get("tz") or ""),
        locale=str(user.get("locale") or "").replace("-", "_"),
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        deactivated=bool(user.get("deleted")),
    )


def channel_facts(channel: Json, workspace: Workspace) -> ChannelFacts:
    """A conversation object of `conversations.info` or `conversations.list`."""
    direct = bool(channel.get("is_im") or channel.get("is_mpim"))
    private = bool(channel.get("is_private"))
    archived = bool(channel.get("is_archived"))
    member = direct or bool(channel.get("is_member"))
    own = {workspace.team_id, workspace.enterprise_id}
    homes = {*(channel.get("shared_team_ids") or ()), *(channel.get("connected_team_ids") or ())} - own
    host = channel.get("conversation_host_id")
    shared = bool(channel.get("is_ext_shared"))
    return ChannelFacts(
        installation=workspace.key,
        channel=str(channel["id"]),
        name=str(channel.get("name") or ""),
        private=private or direct,
        archived=archived,
        bot_is_member=member,
        can_post=not archived and (member or (not private and "chat:write.public" in workspace.scopes)),
        shared=shared,
        homes=tuple(sorted(homes)) if shared else (),
        hosted_elsewhere=shared and bool(host) and host not in own,
        direct=direct,
        team=workspace.team_id,
    )
