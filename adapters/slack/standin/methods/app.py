"""The Web API methods about the app itself: who am I, where am I, let me in."""

import base64
import binascii
from typing import Any

from adapters.slack.standin.call import Call, Method, Refusal

Json = dict[str, Any]


async def auth_test(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/auth.test"""
    world, bot = call.desk.world, call.bot
    workspace = world.workspace(bot.team_id)
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": world.user(bot.bot_user_id).name,
        "team_id": bot.team_id,
        "user_id": bot.bot_user_id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": False,
    }


async def bots_info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/bots.info, for our own bot."""
    if call.required("bot", "bot_not_found") != call.bot.bot_id:
        raise Refusal("bot_not_found")
    app = call.desk.world.app
    return {"bot": {"id": call.bot.bot_id, "app_id": app.id, "user_id": call.bot.bot_user_id, "name": app.name}}


async def team_info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/team.info; `team` may name one that shares a channel with the bot."""
    world, bot = call.desk.world, call.bot
    name = call.text("team", bot.team_id) or bot.team_id
    workspace = world.workspaces.get(name)
    together = any(
        bot.team_id in channel.teams and name in channel.teams and bot.bot_user_id in channel.members
        for channel in world.channels.values()
    )
    if workspace is None or (name != bot.team_id and not together):
        raise Refusal("team_not_found")
    return {"team": {"id": workspace.id, "name": workspace.name, "domain": workspace.domain, "email_domain": ""}}


async def oauth_access(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/oauth.v2.access, without token rotation."""
    world = call.desk.world
    client_id, client_secret = _client(call)
    if client_id != world.app.client_id:
        raise Refusal("invalid_client_id")
    if client_secret != world.app.client_secret:
        raise Refusal("bad_client_secret")
    code = call.desk.tickets.redeem_code(call.required("code", "invalid_code"), call.text("redirect_uri"))
    existing = world.installations.get(code.team)
    if existing is None:
        world.install_app(code.team, scopes=list(code.scopes))
    else:
        existing.active = True
        existing.scopes = frozenset(code.scopes)
    installed = world.installation(code.team)
    return {
        "app_id": world.app.id,
        "authed_user": {"id": code.user},
        "scope": ",".join(code.scopes),
        "token_type": "bot",
        "access_token": installed.token,
        "bot_user_id": installed.bot_user_id,
        "team": {"id": code.team, "name": world.workspace(code.team).name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _client(call: Call) -> tuple[str | None, str | None]:
    scheme, _, encoded = call.authorization.partition(" ")
    if scheme == "Basic":
        try:
            name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise Refusal("invalid_client_id") from None
        return name, secret
    return call.text("client_id"), call.text("client_secret")


METHODS = {
    "auth.test": Method(auth_test, takes_json=True),
    "bots.info": Method(bots_info, ("users:read",)),
    "team.info": Method(team_info, ("team:read",)),
    "oauth.v2.access": Method(oauth_access),
}
