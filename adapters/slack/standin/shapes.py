"""How things of the invented Slack look as JSON on the wire."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from adapters.slack.standin.world import App, Channel, Installation, Message, OpenView, User, World

Json = dict[str, Any]


def user(world: World, person: User, seen_by: Installation, *, with_locale: bool = False) -> Json:
    """A user object as this installation sees it: externals show no e-mail, no locale, and `is_stranger`."""
    external = person.team_id != seen_by.team_id
    offset = datetime.fromtimestamp(world.clock.unix(), UTC).astimezone(ZoneInfo(person.tz)).utcoffset()
    profile: Json = {
        "real_name": person.name,
        "real_name_normalized": person.name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "team": person.team_id,
    }
    if person.email and not external and "users:read.email" in seen_by.scopes:
        profile["email"] = person.email
    shape: Json = {
        "id": person.id,
        "team_id": person.team_id,
        "name": handle(person),
        "deleted": person.deleted,
        "real_name": person.name,
        "profile": profile,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": int(world.clock.unix()),
    }
    if external:
        shape["is_stranger"] = not world.shares_channel(seen_by, person.id)
    if not person.deleted:
        shape |= {
            "tz": person.tz,
            "tz_label": person.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": person.is_admin,
            "is_owner": False,
            "is_restricted": person.is_restricted,
            "is_ultra_restricted": person.is_ultra_restricted,
        }
        if with_locale and not external:
            shape["locale"] = person.locale
    return shape


def handle(person: User) -> str:
    """The old-style user name, such as `amelia.okafor`."""
    return person.name.lower().replace(" ", ".")


def channel(place: Channel, seen_by: Installation, *, with_count: bool = False) -> Json:
    """A conversation object as this installation sees it."""
    if place.kind == "im":
        person = next((member for member in place.members if member != seen_by.bot_user_id), "")
        return {"id": place.id, "is_im": True, "is_archived": place.archived, "user": person, "created": 0}
    private = place.kind == "private"
    shape: Json = {
        "id": place.id,
        "name": place.name,
        "name_normalized": place.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": private,
        "is_archived": place.archived,
        "is_general": False,
        "is_shared": place.is_ext_shared,
        "is_ext_shared": place.is_ext_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "is_member": seen_by.bot_user_id in place.members,
        "context_team_id": seen_by.team_id,
        "created": 0,
        "shared_team_ids": list(place.teams),
        "internal_team_ids": [],
        "conversation_host_id": place.teams[0],
        "connected_team_ids": [team for team in place.teams if team != seen_by.team_id],
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }
    if with_count:
        shape["num_members"] = len(place.members)
    return shape


def message(app: App, said: Message, *, with_metadata: bool = False) -> Json:
    """A message object. Without `with_metadata` only the type of its metadata shows, as in Slack's history."""
    shape: Json = {"type": "message", "user": said.user, "ts": said.ts, "text": said.text, "team": said.team}
    if said.by_app:
        shape |= {"bot_id": said.bot_id, "app_id": app.id}
    if said.blocks:
        shape["blocks"] = with_ids(said.blocks)
    if said.thread_ts:
        shape["thread_ts"] = said.thread_ts
    if said.edited:
        shape["edited"] = {"user": said.user, "ts": said.ts}
    if said.metadata:
        shape["metadata"] = said.metadata if with_metadata else {"event_type": said.metadata["event_type"]}
    return shape


def with_ids(blocks: list[Json]) -> list[Json]:
    """The blocks as Slack hands them back: every block has a `block_id`, every element an `action_id`."""
    named: list[Json] = []
    for index, block in enumerate(blocks):
        copy = {**block, "block_id": block.get("block_id") or f"b{index}"}
        for key in ("accessory", "element"):
            if isinstance(copy.get(key), dict):
                copy[key] = _with_action_id(copy[key], f"{index}.0")
        if copy["type"] == "actions":
            copy["elements"] = [_with_action_id(each, f"{index}.{n}") for n, each in enumerate(copy["elements"])]
        named.append(copy)
    return named


def _with_action_id(element: Json, number: str) -> Json:
    if element.get("type") == "image" or element.get("action_id"):
        return element
    return {**element, "action_id": f"a{number}"}


def view(world: World, opened: OpenView) -> Json:
    """A view object; `app_installed_team_id` names the workspace of the installation that opened it."""
    given = opened.view
    home = given["type"] == "home"
    installation = world.installation(opened.team)
    return {
        "id": opened.id,
        "team_id": world.user(opened.user).team_id,
        "type": given["type"],
        "title": given.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "submit": given.get("submit"),
        "close": given.get("close"),
        "blocks": given["blocks"],
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": given.get("callback_id", ""),
        "external_id": given.get("external_id", ""),
        "state": {"values": {} if home else opened.typed},
        "hash": opened.hash,
        "clear_on_close": given.get("clear_on_close", False),
        "notify_on_close": given.get("notify_on_close", False),
        "root_view_id": opened.root,
        "previous_view_id": opened.previous,
        "app_id": world.app.id,
        "app_installed_team_id": opened.team,
        "bot_id": installation.bot_id,
    }
