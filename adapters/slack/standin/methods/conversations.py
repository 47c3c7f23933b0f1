"""The Web API methods about channels and direct messages."""

from typing import Any

from adapters.slack.standin import shapes
from adapters.slack.standin.call import Call, Method, Refusal
from adapters.slack.standin.world import Channel, Kind

Json = dict[str, Any]

_KINDS: dict[str, Kind] = {"public_channel": "public", "private_channel": "private", "im": "im"}
_READ: dict[Kind, str] = {"public": "channels:read", "private": "groups:read", "im": "im:read"}
_HISTORY: dict[Kind, str] = {"public": "channels:history", "private": "groups:history", "im": "im:history"}


async def info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.info"""
    channel = call.channel()
    call.need(_READ[channel.kind])
    return {"channel": shapes.channel(channel, call.bot, with_count=call.flag("include_num_members"))}


async def list_all(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.list"""
    return _listed(call, joined_only=False)


async def list_joined(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/users.conversations, without the argument `user`: the bot's own."""
    return _listed(call, joined_only=True)


async def members(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.members"""
    channel = call.channel()
    call.need(_READ[channel.kind])
    page, metadata = call.page(channel.members)
    return {"members": page, "response_metadata": metadata}


async def history(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.history: newest first, replies left out."""
    channel = call.channel()
    call.need(_HISTORY[channel.kind])
    if call.bot.bot_user_id not in channel.members:
        raise Refusal("not_in_channel")
    oldest, latest = float(call.text("oldest", "0") or 0), float(call.text("latest", "inf") or "inf")
    inclusive = call.flag("inclusive")

    def inside(ts: float) -> bool:
        return oldest <= ts <= latest if inclusive else oldest < ts < latest

    found = [
        said
        for said in reversed(channel.messages.values())
        if not said.deleted and said.thread_ts in (None, said.ts) and inside(float(said.ts))
    ]
    page, metadata = call.page(found, most=call.desk.limits.history_page_most)
    everything = call.flag("include_all_metadata")
    return {
        "messages": [shapes.message(call.desk.world.app, said, with_metadata=everything) for said in page],
        "has_more": bool(metadata["next_cursor"]),
        "pin_count": 0,
        "response_metadata": metadata,
    }


async def replies(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.replies: the parent, then its replies, oldest first."""
    channel = call.channel()
    call.need(_HISTORY[channel.kind])
    if call.bot.bot_user_id not in channel.members:
        raise Refusal("not_in_channel")
    parent = call.required("ts", "thread_not_found")
    if parent not in channel.messages:
        raise Refusal("thread_not_found")
    oldest = float(call.text("oldest", "0") or 0)
    found = [
        said
        for said in channel.messages.values()
        if not said.deleted and (said.ts == parent or (said.thread_ts == parent and float(said.ts) > oldest))
    ]
    page, metadata = call.page(found, most=call.desk.limits.page_most)
    everything = call.flag("include_all_metadata")
    return {
        "messages": [shapes.message(call.desk.world.app, said, with_metadata=everything) for said in page],
        "has_more": bool(metadata["next_cursor"]),
        "response_metadata": metadata,
    }


async def open_direct(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.open, for one person."""
    names = (call.text("users") or "").split(",")
    if names == [""]:
        raise Refusal("users_list_not_supplied")
    if len(names) > 1:
        raise Refusal("not_served", detail="conversations.open with several users")
    world, bot = call.desk.world, call.bot
    person = world.users.get(names[0])
    if person is None:
        raise Refusal("user_not_found")
    if person.deleted:
        raise Refusal("user_disabled")
    if person.is_bot:
        raise Refusal("cannot_dm_bot")
    if person.team_id != bot.team_id and not world.shares_channel(bot, person.id):
        raise Refusal("user_not_visible")
    return {"channel": {"id": world.direct_channel(bot, person).id}}


async def join(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.join"""
    channel = call.channel()
    if channel.kind != "public":
        raise Refusal("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refusal("is_archived")
    if call.bot.bot_user_id not in channel.members:
        channel.members.append(call.bot.bot_user_id)
    return {"channel": shapes.channel(channel, call.bot)}


def _listed(call: Call, *, joined_only: bool) -> Json:
    bot = call.bot
    kinds: set[Kind] = set()
    for name in (call.text("types", "public_channel") or "").split(","):
        if name.strip() not in _KINDS:
            raise Refusal("invalid_types")
        kind = _KINDS[name.strip()]
        call.need(_READ[kind])
        kinds.add(kind)

    def listed(channel: Channel) -> bool:
        member = bot.bot_user_id in channel.members
        return (
            bot.team_id in channel.teams
            and channel.kind in kinds
            and (member or (channel.kind == "public" and not joined_only))
            and not (call.flag("exclude_archived") and channel.archived)
        )

    found = [channel for channel in call.desk.world.channels.values() if listed(channel)]
    page, metadata = call.page(found)
    counted = not joined_only
    return {
        "channels": [shapes.channel(channel, bot, with_count=counted) for channel in page],
        "response_metadata": metadata,
    }


METHODS = {
    "conversations.info": Method(info),
    "conversations.list": Method(list_all),
    "conversations.members": Method(members),
    "conversations.history": Method(history),
    "conversations.replies": Method(replies),
    "conversations.open": Method(open_direct, ("im:write",), takes_json=True, unserved=("channel", "return_im")),
    "conversations.join": Method(join, ("channels:join",), takes_json=True),
    "users.conversations": Method(list_joined, unserved=("user",)),
}
