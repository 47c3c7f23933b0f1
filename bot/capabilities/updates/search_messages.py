"""The words of looking updates up: the form, what was found, and what to do where nothing was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.updates.corrections.spread import correct_button
from bot.capabilities.updates.export_messages import export_button
from bot.capabilities.updates.languages.messages import in_language
from bot.capabilities.updates.messages import READ, Facts, joined
from bot.capabilities.updates.reuse.messages import again_button
from bot.chat.form import Form, TextField
from bot.chat.message import Actions, Body, Button, Context, Headline, Message, Paragraph, Part, plain, say
from bot.chat.texts import Texts

FIND = "updates.find"
SEARCH = "updates.search"
OLDER = "updates.older"

LONGEST_QUESTION = 100
"""Characters that are looked for: they stand on the button that goes on."""


@dataclass(frozen=True)
class Found:
    """One update that was found, and what whoever looks may do about it."""

    facts: Facts
    published_at: datetime
    correctable: bool = False
    exportable: bool = False
    again: bool = False


def find_form(t: Texts) -> Form:
    """What to look for."""
    field = TextField(
        "words",
        t("Words"),
        required=False,
        maximum=LONGEST_QUESTION,
        placeholder=t("refund supervisor"),
        hint=t("Beginnings are enough. Empty: the latest updates."),
    )
    return Form(SEARCH, t("Find an update"), (field,), submit=t("Find"), locale=t.locale)


def found(items: Sequence[Found], words: str, older: str, t: Texts, zone: str) -> Message:
    """What was found, the newest first; `older` is what the button that goes on carries, empty at the end."""
    title = t("Updates about “{words}”", words=words) if words else t("The latest updates")
    parts: list[Part] = [Headline(title)]
    for item in items:
        published = t.filled("Published {moment}", moment=t.span(item.published_at, zone))
        holds = t.filled("From {moment}", moment=t.span(item.facts.effective_from, zone))
        parts += [
            Body((Paragraph(plain(item.facts.title, bold=True)),)),
            Context(joined([holds, published, *in_language(item.facts, t)])),
            Actions(_buttons(item, t)),
        ]
    if older:
        parts.append(Actions((Button(t("Show older ones"), OLDER, older, opens_form=True),)))
    return Message(title, tuple(parts), t.locale)


def _buttons(item: Found, t: Texts) -> tuple[Button, ...]:
    public_id = item.facts.public_id
    return (
        Button(t("Read"), READ, item.facts.object_id, opens_form=True),
        *([correct_button(public_id, t)] if item.correctable else []),
        *([export_button(public_id, t)] if item.exportable else []),
        *([again_button(public_id, t)] if item.again else []),
    )


def nothing_found(words: str, t: Texts) -> Message:
    """Where nothing holds these words, or nothing was published yet."""
    if not words:
        return say(t("No update has been published to your side yet."), locale=t.locale)
    again = Button(t("Look for something else"), FIND, opens_form=True)
    text = t("No update that was published to your side holds “{words}”. Try fewer or shorter words.", words=words)
    return say(text, again, locale=t.locale)


def no_older(t: Texts) -> Message:
    return say(t("There are no older ones."), locale=t.locale)
