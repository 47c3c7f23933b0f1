"""The page on which an author chooses other channels for those that were not reached."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.form import ChoiceField, Form, Option, Show
from bot.chat.message import Context, plain
from bot.chat.texts import Texts

REPLACE = "updates.replace_channels"

MOST_OFFERED = 12
"""Channels to choose from for one, so that the page stays within what a dialog holds."""


@dataclass(frozen=True)
class Unreached:
    """A channel that was not reached, by the public id of its copy, with others by their public id and name."""

    copy_id: str
    name: str
    others: tuple[tuple[str, str], ...]


def replace_form(unreached: Sequence[Unreached], t: Texts, *, object_id: str) -> Form:
    """A choice for each channel; what is left empty stays as it is."""
    told = t("The update goes there now, with the same Got it, and is not tried again in the other one.")
    return Form(
        action=REPLACE,
        title=t("Choose another channel"),
        parts=(Show(Context(plain(told))), *(_choice(one, t) for one in unreached)),
        submit=t("Publish there"),
        object_id=object_id,
        locale=t.locale,
    )


def _choice(of: Unreached, t: Texts) -> ChoiceField:
    return ChoiceField(
        of.copy_id,
        t("Instead of {channel}", channel=of.name),
        tuple(Option(public_id, name) for public_id, name in of.others[:MOST_OFFERED]),
        required=False,
        placeholder=t("Leave it as it is"),
    )
