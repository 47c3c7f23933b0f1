"""The invented organisation as the page needs it: who there is, where, and what the platforms' clients offer."""

from collections.abc import Mapping
from typing import Any

from adapters.slack.manifest import COMMANDS, SHORTCUTS
from adapters.teams.manifest import COMMANDS as TEAMS_COMMANDS
from adapters.teams.manifest.document import EXTENSIONS
from bot.proof.organisation import Kind, Organisation, Person, Place, Platform
from bot.proof.world import World

Json = Mapping[str, Any]


def describe(world: World) -> dict[str, Any]:
    """All that stays the same for as long as one organisation is played with."""
    organisation = world.organisation
    us = next(side.name for side in organisation.sides if side.internal)
    return {
        "organisation": {"name": us, "author": organisation.author, "admin": organisation.admin},
        "sides": [
            {"name": one.name, "internal": one.internal, "platform": str(one.platform)} for one in organisation.sides
        ],
        "teams": [
            {"name": one.name, "side": one.side, "zone": one.zone, "lead": one.lead, "hours": one.hours}
            for one in organisation.teams
        ],
        "people": [_person(world, one) for one in organisation.people],
        "channels": [_channel(world, one) for one in organisation.places],
        "homes": {home: name for (name, _), home in world.homes.items()},
        "apps": {
            "slack": {"bot_users": [world.bot_user], "bot_dm_name": "Instep"},
            "teams": {"app_id": world.teams_app, "bot": f"28:{world.teams_app}"},
        },
        "commands": [
            {"command": f"/{name}", "description": one.description, "hint": one.usage_hint, "platform": "slack"}
            for name, one in COMMANDS.items()
        ],
        "teams_commands": [{"title": title, "description": text} for title, text in TEAMS_COMMANDS.items()],
        "shortcuts": [{"callback_id": id, "name": one.name} for id, one in SHORTCUTS.items() if one.on_message],
        "global_shortcuts": [
            {"callback_id": id, "name": one.name, "description": one.description}
            for id, one in SHORTCUTS.items()
            if not one.on_message
        ],
        "extension": [{"id": id, "title": title, "context": list(context)} for id, title, context in EXTENSIONS],
    }


def _person(world: World, person: Person) -> Json:
    return {
        "key": person.key,
        "name": person.name,
        "side": person.side,
        "team": person.team,
        "role": _role(world.organisation, person.key),
        "guest": person.guest,
        "may_only_post": person.may_only_post,
        "accounts": [
            {"platform": str(one.platform), "home": one.home, "user": one.user} for one in world.accounts[person.key]
        ],
    }


def _role(organisation: Organisation, key: str) -> str:
    if key == organisation.admin:
        return "admin"
    if key == organisation.author:
        return "author"
    return "lead" if key in {team.lead for team in organisation.teams} else "agent"


def _channel(world: World, place: Place) -> Json:
    organisation = world.organisation
    there = organisation.members(place)
    if place.kind is Kind.STANDARD:
        there = tuple(one for one in organisation.people if one.side == place.side)
    return {
        "platform": str(place.platform),
        "id": world.channel(place.name),
        "name": place.name,
        "side": place.side,
        "kind": str(place.kind),
        "team": f"{place.side} agents" if place.platform is Platform.TEAMS else "",
        "members": [world.account(one.key, place.platform).user for one in there],
    }
