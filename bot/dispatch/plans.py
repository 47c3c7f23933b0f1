"""What is to be run for a request, of all that capabilities offer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.capability import Context, Offers, Refusal
from bot.chat.asking_again import typed_again
from bot.chat.inbound import AGAIN, Answer, Command, FormPressed, FormSubmitted, HomeOpened, Press, Shortcut
from bot.chat.message import Message, say
from bot.chat.texts import Texts
from bot.people.access import Actor

MENU = "menu"

Asked = Command | Press | FormSubmitted | FormPressed | Shortcut | HomeOpened

Run = Callable[[Context], Awaitable[Answer]]

ComposeHome = Callable[[Context], Awaitable[Message]]


@dataclass(frozen=True)
class Plan:
    """What will be run for one request, and what that needs: of a command its words, and what was typed after them.

    `first` is asked before anything else, and what it answers is all that comes of the request.
    """

    run: Run
    reads: bool
    may: Refusal
    words: str = ""
    rest: str = ""
    first: Callable[[Context], Awaitable[Answer | None]] | None = None


def asked_again(inbound: Asked) -> Asked:
    """The button of a one-line answer stands for the words that were typed."""
    if isinstance(inbound, Press) and inbound.action == AGAIN:
        return typed_again(inbound)
    return inbound


def find_plan(offers: Offers, inbound: Asked, compose_home: ComposeHome) -> Plan:
    """Finds what is to be run; what nobody offers opens the menu, so that a typed word is never a dead end."""
    match inbound:
        case Command():
            found = offers.command(f"{inbound.name} {inbound.text}".strip())
            if found is None:
                return Plan(lambda context: _other_words(context, inbound), True, _nobody_is_refused)
            command, rest = found
            asked = replace(inbound, name=command.words, text=rest)
            named = command.named if rest else None
            return Plan(
                lambda context: command.handler(context, asked),
                command.reads,
                command.may,
                command.words,
                rest,
                (lambda context: named(context, asked)) if named else None,
            )
        case Press() if press := offers.presses.get(inbound.action):
            return Plan(lambda context: press.handler(context, inbound), press.reads, press.may)
        case FormSubmitted() if submit := offers.submits.get(inbound.action):
            return Plan(lambda context: submit.handler(context, inbound), submit.reads, submit.may)
        case FormPressed() if form_press := offers.form_presses.get(inbound.action):
            return Plan(lambda context: form_press.handler(context, inbound), form_press.reads, form_press.may)
        case Shortcut() if shortcut := offers.shortcuts.get(inbound.name):
            return Plan(lambda context: shortcut.handler(context, inbound), False, shortcut.may)
        case HomeOpened():
            return Plan(lambda context: _home(context, compose_home), True, _nobody_is_refused)
    return Plan(_outdated, True, _nobody_is_refused)


async def _other_words(context: Context, inbound: Command) -> Answer:
    """Words that are no command: what a capability makes of them, else the menu."""
    for capability in context.offers.capabilities:
        if capability.words and (answer := await capability.words(context, inbound)):
            return answer
    return await context.offers.commands[MENU].handler(context, inbound)


async def _home(context: Context, compose: ComposeHome) -> Answer:
    return Answer(home=await compose(context))


def _nobody_is_refused(actor: Actor, t: Texts) -> None:
    return None


async def _outdated(context: Context) -> Answer:
    """A button or form that this release does not know any more."""
    t = context.t
    return Answer(message=say(t("This button is from an older version, so nothing was changed. Please ask me again.")))
