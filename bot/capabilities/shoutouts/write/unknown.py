"""Typed names that nobody has, or several: what is said of them, also in a form that is opened later."""

from collections.abc import Mapping, Sequence

from bot.capabilities.shoutouts.write.forms import CHANGE
from bot.chat.message import ACTION_LIMIT, Button, Tone
from bot.chat.texts import Texts

BETWEEN = "|"
"""Stands between names in a button; in none of them, since it parts no name that people or platforms write."""

ROOM = ACTION_LIMIT - 8 - len(CHANGE)
"""Characters that a button has for the draft and the names."""


def line(names: Sequence[str], t: Texts) -> str:
    """That nobody is known by them alone, and what to do."""
    return t.n(
        "Instep cannot tell who {names} is. Type a name in “Who” and choose who it is.",
        "Instep cannot tell who {names} are. Type each name in “Who” and choose who it is.",
        len(names),
        names=t.names([f"“{one}”" for one in names]),
    )


def left(names: Sequence[str], wrong: Mapping[str, str], *, chosen: bool, t: Texts) -> tuple[str, ...]:
    """What is to be said: of the names, and what else is wrong by field.

    Where nobody is `chosen`, that a name is unknown says what to do already.
    """
    others = [says for field, says in wrong.items() if not (names and field == "people" and not chosen)]
    return (*([line(names, t)] if names else []), *others)


def opening(draft_id: str, names: Sequence[str], t: Texts) -> Button:
    """Opens the draft, and has the form say these names again: as many as a button has room for."""
    held = draft_id
    for one in names:
        longer = f"{held}{BETWEEN if held != draft_id else '.'}{one}"
        if BETWEEN not in one and len(longer) <= ROOM:
            held = longer
    return Button(t("Open"), CHANGE, held, Tone.PRIMARY, opens_form=True)


def read(object_id: str) -> tuple[str, tuple[str, ...]]:
    """The draft that a button opens, and the names that it holds."""
    draft_id, _, names = object_id.partition(".")
    return draft_id, tuple(one for one in names.split(BETWEEN) if one)
