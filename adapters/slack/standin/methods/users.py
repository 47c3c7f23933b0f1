"""The Web API methods about people."""

from typing import Any

from adapters.slack.standin import shapes
from adapters.slack.standin.call import Call, Method, Refusal

Json = dict[str, Any]


async def info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/users.info"""
    person = call.user()
    return {"user": shapes.user(call.desk.world, person, call.bot, with_locale=call.flag("include_locale"))}


async def list_all(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/users.list: the workspace's own members, never externals."""
    world = call.desk.world
    own = [person for person in world.users.values() if person.team_id == call.bot.team_id]
    page, metadata = call.page(own, default=call.desk.limits.page_most)
    with_locale = call.flag("include_locale")
    return {
        "members": [shapes.user(world, person, call.bot, with_locale=with_locale) for person in page],
        "cache_ts": int(world.clock.unix()),
        "response_metadata": metadata,
    }


async def lookup_by_email(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/users.lookupByEmail"""
    wanted = call.required("email", "users_not_found").lower()
    for person in call.desk.world.users.values():
        if person.team_id == call.bot.team_id and not person.deleted and (person.email or "").lower() == wanted:
            return {"user": shapes.user(call.desk.world, person, call.bot)}
    raise Refusal("users_not_found")


METHODS = {
    "users.info": Method(info, ("users:read",)),
    "users.list": Method(list_all, ("users:read",)),
    "users.lookupByEmail": Method(lookup_by_email, ("users:read.email",)),
}
