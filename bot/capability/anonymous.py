"""What nobody in particular presses and sends off."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.capability.ways_in import Inbound
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.tokens import Tokens
from bot.storage.sessions import Session


@dataclass(frozen=True)
class AnonymousContext:
    """What a handler works with when it is not to be known who acts, within one transaction.

    There is no actor, and no outbox, whose rows say for whom they are: whatever is to be seen goes into the answer.
    `t` speaks the language of the message whose button was pressed. `tokens` tells a token that was minted for a
    subject from a forged one, by `tokens.verify(Subject(kind, id), inbound.token)`.
    """

    session: Session
    t: Texts
    clocks: Clocks
    tokens: Tokens

    @property
    def now(self) -> datetime:
        """The calendar clock's instant, UTC."""
        return self.clocks.calendar.now()


class AnonymousHandler(Protocol[Inbound]):
    """As a handler, of what nobody in particular did."""

    async def __call__(self, context: AnonymousContext, inbound: Inbound) -> Answer: ...


@dataclass(frozen=True)
class AnonymousPressOffer:
    """A button that nobody in particular presses: its message has `Button(token=True)`.

    Nobody is looked up, no row of the inbox or about a person is read or written, and no log line tells of it. What
    comes in is told without who did it, where exactly, and which copy was pressed; nothing keeps a second press of the
    same button away, so the handler makes the token count once. It verifies the token before it does anything, and
    keeps of it at most a digest.

    A form in the answer carries the token on to an `AnonymousSubmitOffer`; a `redraw` carries it in its own buttons. A
    button on the same message that is somebody's knows no token, so it can only answer beside the message.
    `reads`: writes nothing, such as to open a form or to say how anonymous an answer is.
    """

    handler: AnonymousHandler[Press]
    reads: bool = False


@dataclass(frozen=True)
class AnonymousSubmitOffer:
    """A form that nobody in particular sends off, with the token of the press that opened it.

    Everything said of `AnonymousPressOffer` holds; `redraw` is the message whose button opened the form. A form that
    was opened for somebody who is known can be answered this way too, if it is given a token of `tokens_of(session)`.
    """

    handler: AnonymousHandler[FormSubmitted]
    reads: bool = False
