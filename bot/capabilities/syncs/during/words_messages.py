"""What is said where words alone do not say for which sync they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capability import Context
from bot.chat.message import Button, Message, say
from bot.chat.texts import Texts

MOST_OFFERED = 5
"""Buttons of one row on both platforms; whoever has more says the name."""

LONGEST_LABEL = 60


@dataclass(frozen=True)
class Choice:
    """Something that can be meant: a meeting by the name of its sync, or an action by what it is.

    `action` is what its button does, where that is not the same for all.
    """

    name: str
    key: str
    action: str = ""


def which(choices: Sequence[Choice], action: str, t: Texts, *, known: bool) -> Message:
    """Several can be meant, or (not `known`) none is called so."""
    text = t("Which one? Choose it, or write its name behind the words.")
    if not known:
        text = t("None is called like that. This is what there is:")
    buttons = [Button(_short(one.name), one.action or action, one.key) for one in choices[:MOST_OFFERED]]
    return say(text, *buttons, locale=t.locale)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1].rstrip()}…"


def none(text: str, t: Texts) -> Message:
    """There is nothing that could be meant."""
    return say(text, locale=t.locale)


def not_asked(context: Context) -> str:
    return context.t("You are asked for no agenda now, so nothing was changed.")


def no_handover(context: Context) -> str:
    return context.t("None of your handovers is on now. It can be taken once it is posted.")


def nothing_taken(context: Context) -> str:
    return context.t("You have taken no handover that is on, so nothing was changed.")


def nothing_prepared(context: Context) -> str:
    return context.t("None of your syncs is being prepared now. Who facilitates is chosen when people are asked.")


def no_invitation(context: Context) -> str:
    syncs = context.command("sync")
    return context.t("You are invited to nothing now. What is planned stands under {command}.", command=syncs)


def nothing_to_reopen(context: Context) -> str:
    return context.t("You closed or ended nothing in the last day that can be opened again.")
