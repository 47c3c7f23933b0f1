"""Something that is set up, as somebody sees it."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from bot.capability import Context
from bot.chat.inbound import Command
from bot.chat.message import Message, say


class About(Protocol):
    """The row of what is set up."""

    @property
    def id(self) -> int: ...
    @property
    def public_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def audience_id(self) -> int | None: ...


class Seen(Protocol):
    """What it is about, and why it is not theirs to change; None if it is."""

    @property
    def about(self) -> About: ...
    @property
    def refusal(self) -> str | None: ...


There = TypeVar("There", bound=Seen)


def named(found: Sequence[There], words: str) -> tuple[There | None, Sequence[There]]:
    """The one that is called so, or that alone has these words in its name; and all that have them there."""
    wanted = " ".join(words.split()).casefold()
    fitting = [one for one in found if wanted in one.about.name.casefold()]
    exact = [one for one in fitting if one.about.name.casefold() == wanted] or fitting
    return exact[0] if len(exact) == 1 else None, fitting


def wholly_named(found: Sequence[There], command: Command) -> There | None:
    """The one whose name begins like a command's words: “new refund flow” of `/sync new refund flow`."""
    wanted = " ".join(f"{command.name.partition(' ')[2]} {command.text}".split()).casefold()
    return next((one for one in found if one.about.name.casefold() == wanted), None)


def none_named(context: Context, says: str, name: str, command: str) -> Message:
    """That nothing is called so, in a sentence with `{name}`; what can be typed instead, and what was perhaps meant."""
    t = context.t
    rest = t(
        "{command} shows all that you see, and {help} says what else can be typed.",
        command=context.command(command),
        help=context.command(f"{command} help"),
    )
    lines = [t(says, name=name[:80]), rest]
    if meant := context.offers.meant(name, context.actor, t, within=command):
        lines.append(t("Did you mean “{typed}”?", typed=context.command(meant)))
    return say(" ".join(lines), locale=t.locale)
