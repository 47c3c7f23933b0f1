"""The ways into a capability from chat: commands, buttons, forms, searches, shortcuts and what is overheard."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from bot.capability.acting import Context
from bot.chat.inbound import Answer, Command, FormPressed, FormSubmitted, Place, Press, Shortcut, Sought, ThreadQuestion
from bot.chat.texts import Texts
from bot.people.access import Actor
from bot.ports import ChatPlatform
from bot.storage.sessions import Session

Refusal = Callable[[Actor, Texts], str | None]
"""Why this person may not, in one sentence that says whom to ask; None if they may."""


def anyone(actor: Actor, t: Texts) -> str | None:
    """Everybody may."""
    return None


Inbound = TypeVar("Inbound", contravariant=True)


class Handler(Protocol[Inbound]):
    """Decides what comes of what came in, and gives the answer to whoever acted."""

    async def __call__(self, context: Context, inbound: Inbound) -> Answer: ...


class TogetherHandler(Protocol):
    """What many pressed at the same moment, all in one transaction; None for whom it is to be decided alone."""

    async def __call__(self, asked: Sequence[tuple[Context, Press]]) -> Sequence[Answer | None]: ...


@dataclass(frozen=True)
class SearchOffer:
    """What a `SearchField` of this source finds. It reads; its answer's `options` are shown in their order."""

    handler: Handler[Sought]
    may: Refusal = anyone


WordsOffer = Callable[[Context, Command], Awaitable[Answer | None]]
"""An answer to words that are no command, by where they were written; None where the menu says more. It only reads."""


@dataclass(frozen=True)
class CommandOffer:
    """Words that do something: after a slash, after `@Instep`, or alone in a direct message.

    `words` is what is typed (`update`, `got it`, `instep who am i`); the longest match wins and the rest is the text.
    `slash` is true for those that exist as slash commands of their own. `usage` and `help` are templates for `Texts`.
    `also` are further usages of the same words, each with what it does: a line of help of its own.
    `reads`: writes nothing, so it takes no write lock and no inbox row. `menu` puts it into the menu under that label.
    `named` answers first, also to whoever may not do it, where something is called by the words and all that follows.
    """

    words: str
    handler: Handler[Command]
    usage: str = ""
    help: str = ""
    also: tuple[tuple[str, str], ...] = ()
    slash: bool = False
    reads: bool = False
    may: Refusal = anyone
    named: WordsOffer | None = None


@dataclass(frozen=True)
class PressOffer:
    """A button on a message. Its name (`capability.verb`) is never reused once released.

    `together` is for a button that hundreds press within seconds: it changes nothing for whom it gives no answer.
    """

    handler: Handler[Press]
    reads: bool = False
    may: Refusal = anyone
    together: TogetherHandler | None = None


@dataclass(frozen=True)
class SubmitOffer:
    """A form sent off."""

    handler: Handler[FormSubmitted]
    reads: bool = False
    may: Refusal = anyone


@dataclass(frozen=True)
class FormPressOffer:
    """A button inside a form; redrawing a form reads."""

    handler: Handler[FormPressed]
    reads: bool = True
    may: Refusal = anyone


@dataclass(frozen=True)
class ShortcutOffer:
    """A shortcut (Slack) or message extension (Teams), by its name in the manifest."""

    handler: Handler[Shortcut]
    title: str
    on_message: bool = False
    may: Refusal = anyone


@dataclass(frozen=True)
class OverheardOffer:
    """What is made of questions that people write to others in a thread, where Instep may read them.

    `about` says by one read what the thread is about (an inside id); None ends it, before anybody is looked up.
    `answer` only reads, and gives None where there is nothing to offer. `keep` notes, in a transaction that may write,
    that this was offered; False if it was before, and then nothing is shown.
    """

    about: Callable[[Session, ChatPlatform, Place], Awaitable[int | None]]
    answer: Callable[[Context, ThreadQuestion, int], Awaitable[Answer | None]]
    keep: Callable[[Session, int, Actor, str, datetime], Awaitable[bool]]
