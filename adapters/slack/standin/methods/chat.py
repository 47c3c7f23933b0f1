"""The Web API methods that post, edit and delete messages."""

from typing import Any

from adapters.slack.standin import posting, shapes
from adapters.slack.standin.call import Call, Method, Refusal
from adapters.slack.standin.world import Channel

Json = dict[str, Any]

_FLAGS = ("unfurl_links", "unfurl_media", "link_names", "parse", "mrkdwn")
_UNSERVED = ("attachments", "markdown_text", "username", "icon_emoji", "icon_url", "reply_broadcast", "as_user")


def _content(call: Call) -> posting.Content:
    return posting.content(
        call.desk,
        call.args.get("text"),
        call.structure("blocks", "invalid_blocks_format"),
        call.structure("metadata", "invalid_metadata_format"),
        {name: call.args[name] for name in _FLAGS if call.args.get(name) is not None},
    )


def _destination(call: Call) -> Channel:
    """Where to post: a conversation, or a person, whose direct message with the bot is opened."""
    world, bot = call.desk.world, call.bot
    person = world.users.get(call.required("channel", "channel_not_found"))
    if person is None:
        channel = call.channel(must_be_open=True)
        if bot.bot_user_id not in channel.members and "chat:write.public" not in bot.scopes:
            raise Refusal("not_in_channel")
        return channel
    local = person.team_id == bot.team_id
    if person.is_bot or person.deleted or not (local or world.shares_channel(bot, person.id)):
        raise Refusal("channel_not_found")
    return world.direct_channel(bot, person)


async def post_message(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.postMessage"""
    channel = _destination(call)
    body = _content(call)
    said = posting.post(call.desk, call.bot, channel, body, call.method, call.text("thread_ts"))
    shown = shapes.message(call.desk.world.app, said, with_metadata=True)
    return {"channel": channel.id, "ts": said.ts, "message": shown}


async def update(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.update"""
    channel = call.channel()
    if channel.archived:
        raise Refusal("is_inactive")
    said = posting.own_message(channel, call.required("ts", "message_not_found"), call.bot, "cant_update_message")
    body = _content(call)
    if len(body.text) > call.desk.limits.text_update:
        raise Refusal("msg_too_long")
    posting.update(call.desk, call.bot, said, body, call.method)
    shown = shapes.message(call.desk.world.app, said, with_metadata=True)
    return {"channel": channel.id, "ts": said.ts, "text": said.text, "message": shown}


async def delete(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.delete"""
    channel = call.channel(must_be_open=True)
    said = posting.own_message(channel, call.required("ts", "message_not_found"), call.bot, "cant_delete_message")
    posting.delete(call.desk, call.bot, said, call.method)
    return {"channel": channel.id, "ts": said.ts}


async def post_ephemeral(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.postEphemeral"""
    channel = call.channel(must_be_open=True)
    user = call.required("user", "user_not_in_channel")
    if call.bot.bot_user_id not in channel.members:
        raise Refusal("not_in_channel")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    body = _content(call)
    shown = posting.whisper(call.desk, call.bot, channel.id, user, body, call.method, call.text("thread_ts"))
    return {"message_ts": shown.ts}


async def get_permalink(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.getPermalink"""
    channel = call.channel()
    ts = call.required("message_ts", "message_not_found")
    said = channel.messages.get(ts)
    if said is None or said.deleted:
        raise Refusal("message_not_found")
    domain = call.desk.world.workspace(call.bot.team_id).domain
    link = f"https://{domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",), takes_json=True, unserved=_UNSERVED),
    "chat.update": Method(update, ("chat:write",), takes_json=True, unserved=_UNSERVED),
    "chat.delete": Method(delete, ("chat:write",), takes_json=True, unserved=("as_user",)),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",), takes_json=True, unserved=_UNSERVED),
    "chat.getPermalink": Method(get_permalink),
}
