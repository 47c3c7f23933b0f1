"""Words that were typed, behind a button that asks the same again, where a form does not open by itself."""

from bot.chat.inbound import AGAIN, Command, Press
from bot.chat.message import ACTION_LIMIT, Button, Message, Tone, say
from bot.chat.texts import Texts

ROOM = ACTION_LIMIT - 8 - len(AGAIN)
"""Characters of the words that such a button carries."""


def button(typed: str, locale: str) -> Button:
    """Asks these words again, as many of them as there is room for."""
    return Button(Texts(locale)("Open"), AGAIN, typed[:ROOM], tone=Tone.PRIMARY, opens_form=True)


def opening(title: str, typed: str, locale: str) -> Message:
    """One line with that button, which says so where only the beginning of the words comes along."""
    t = Texts(locale)
    if len(typed) > ROOM:
        title = t("{title} It opens with the beginning of what you wrote: add the rest there.", title=_sentence(title))
    return say(title, button(typed, locale), locale=locale)


def typed_again(press: Press) -> Command:
    """What such a button stands for; words that fill it are taken for cut ones."""
    name, _, text = press.object_id.partition(" ")
    return Command(press.origin, name, text, cut=len(press.object_id) >= ROOM)


def _sentence(title: str) -> str:
    """A title that another sentence follows."""
    return title if title.endswith((".", "?", "!")) else f"{title}."
