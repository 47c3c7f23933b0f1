"""The button that stands in a channel, and that can be pinned there: for whoever has no commands in it."""

from bot.capabilities.shoutouts.write.beginning import GIVE
from bot.capability import Context
from bot.chat.inbound import Answer, Command, PlaceKind
from bot.chat.message import Actions, Button, Message, Tone, paragraph, say
from bot.chat.texts import Texts
from bot.delivery.outbox import Post, Subject, to_channel
from bot.delivery.pace import Priority
from bot.people.channels import channel_at, readers_of

STANDING = "shoutout.button"
"""The kind of subject that such messages are copies of; its id is the channel's."""


async def by_words(context: Context, inbound: Command) -> Answer:
    """`/shoutout button`: posts the button to the channel in which it is typed."""
    t, place, session = context.t, context.origin.place, context.session
    if place.kind is not PlaceKind.CHANNEL:
        return Answer(message=say(t("Type this in the channel where the button shall stand."), locale=t.locale))
    channel = await channel_at(session, context.origin.platform, place.installation, place.channel)
    readers = (await readers_of(session, [channel.id])).get(channel.id) if channel else None
    if channel is None or readers is None or not channel.bot_is_member:
        text = t("Instep is not in this channel yet. Invite it, then type this again.")
        return Answer(message=say(text, locale=t.locale))
    post = Post(
        to_channel(channel.id),
        standing(Texts(readers.locale)),
        context.actor.side_id,
        tuple(sorted(readers.sides)),
        readers.locale,
        slot=f"at.{int(context.now.timestamp())}",
    )
    await context.outbox.publish(Subject(STANDING, channel.id), [post], priority=Priority.ANSWER)
    return Answer(
        message=say(t("The button stands in this channel now. Pin it, so that it is found."), locale=t.locale)
    )


def standing(t: Texts) -> Message:
    """The message with the button."""
    text = t("Somebody did something kind for a customer? Say so by name.")
    button = Button(t("Give a shoutout"), GIVE, "", Tone.PRIMARY, opens_form=True)
    return Message(text, (paragraph(text), Actions((button,))), t.locale)
