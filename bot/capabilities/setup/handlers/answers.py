"""How answers are made: in one sentence, from a refusal, and with commands spelled as this person types them."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TypeVar

from bot.capability import Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, Command, FormPressed, FormSubmitted, Press, Shortcut
from bot.chat.message import Message, say
from bot.people.refusal import Refused

Asked = Command | Press | FormSubmitted | FormPressed | Shortcut

MENTION = "@Instep"
"""How people without slash commands write to the bot."""

W = TypeVar("W", bound=StrEnum)


def sentence(context: Context, text: str) -> Answer:
    """An answer of one sentence."""
    return Answer(message=say(text, locale=context.t.locale))


def shown(message: Message) -> Answer:
    """An answer that is a message."""
    return Answer(message=message)


def wrong(**fields: str) -> Answer:
    """What is wrong in a form, by field; the form stays."""
    return Answer(errors=FieldErrors(fields))


async def unless_refused(context: Context, field: str, work: Callable[[], Awaitable[Answer]]) -> Answer:
    """Does the work of a form, or undoes it all and says why not at one of its fields, so that the form stays."""
    try:
        async with context.session.begin_nested():
            return await work()
    except Refused as refused:
        return wrong(**{field: str(refused)})


def spelled(context: Context, words: str, asked: Asked | None = None) -> str:
    """A command as this person types it here: `/update mine`, `/instep who am i`, or `@Instep who am i`.

    Whoever asked by mention is answered with mentions, and so is whoever comes from another workspace, however they
    asked: they have no slash commands.
    """
    origin = context.origin
    from_elsewhere = bool(origin.place.team) and origin.who.home != origin.place.team
    if from_elsewhere or (isinstance(asked, Command) and asked.by_mention):
        return f"{MENTION} {words}"
    offer = context.offers.commands.get(words.partition(" ")[0])
    if context.manners.command_prefix == "/" and not (offer and offer.slash):
        return f"{context.command('instep')} {words}"
    return context.command(words)


def one(value: object) -> str:
    """The one choice of a field, whether it came as a text or as the only one of several."""
    if isinstance(value, tuple):
        return str(value[0]) if value else ""
    return str(value or "").strip()


def several(value: object) -> tuple[str, ...]:
    """The choices of a field, whether one came as a text or several together."""
    if isinstance(value, tuple):
        return tuple(str(each) for each in value)
    return (str(value),) if value else ()


def word_of(words: type[W], value: object) -> W | None:
    """The word of an enumeration that a form sent; None for what none of our forms offers."""
    return next((word for word in words if word == value), None)
