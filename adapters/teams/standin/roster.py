"""What the connector tells a bot about members, teams and channels."""

import base64
from typing import Any

from adapters.teams.limits import LIMITS
from adapters.teams.standin import rules
from adapters.teams.standin.records import Kind, Place, Registration, Team, User
from adapters.teams.standin.world import World


def page(world: World, app: Registration, place: Place, size: str, token: str) -> dict[str, Any]:
    """One page of members; the size is clamped to 50 up to 500, as the original does."""
    try:
        clamped = min(max(int(size), 50), LIMITS.members_page)
        start = int(base64.urlsafe_b64decode(token) or b"0")
    except ValueError as error:
        raise rules.bad("pageSize or continuationToken is wrong.") from error
    everyone = world.members(place.conversation)
    found: dict[str, Any] = {"members": [account(world, app, one) for one in everyone[start : start + clamped]]}
    if start + clamped < len(everyone):
        found["continuationToken"] = base64.urlsafe_b64encode(str(start + clamped).encode()).decode()
    return found


def account(world: World, app: Registration, user: User) -> dict[str, Any]:
    """A member; many have no e-mail address."""
    given, _, surname = user.name.partition(" ")
    found = {
        "id": world.address(app.app_id, user.id),
        "objectId": user.id,
        "name": user.name,
        "givenName": given,
        "surname": surname,
        "userPrincipalName": user.upn,
        "tenantId": user.tenant,
        "userRole": "user",
    }
    return {**found, "email": user.email} if user.email else found


def team(world: World, one: Team) -> dict[str, Any]:
    """A team's facts."""
    return {
        "id": one.id,
        "name": one.name,
        "aadGroupId": one.group_id,
        "tenantId": one.tenant,
        "channelCount": sum(channel.team == one.id for channel in world.channels.values()),
        "memberCount": len(one.members),
    }


def channels(world: World, app: Registration, of: Team) -> dict[str, Any]:
    """A team's channels as far as the app is in them; the first one has no name, as in Teams."""
    seen = [
        {"id": one.id, "name": None if one.id == of.id else one.name, "type": one.kind}
        for one in world.channels.values()
        if one.team == of.id and not one.deleted and (one.kind is Kind.STANDARD or app.app_id in one.apps)
    ]
    return {"conversations": seen}
