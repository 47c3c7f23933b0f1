"""What the buttons and forms of a prompt are called, and what they carry.

Where nobody is to be known, the same is done by a name of its own: such a press comes without who pressed.
"""

from dataclasses import dataclass

ANSWER, VOTE = "checkins.answer", "checkins.vote"
"""One tap: `KEY.PLACE.VALUE`."""

CHANGE, CHANGE_VOTE = "checkins.change", "checkins.change_vote"
"""Draws the choices again: `KEY`."""

WRITE, WRITE_VOTE = "checkins.write", "checkins.write_vote"
"""Opens a form: `KEY.PLACE`, `KEY.word` or `KEY.all`."""

SKIP, SKIP_VOTE = "checkins.skip_question", "checkins.skip_question_vote"
"""Passes over a question that only a form answers: `KEY.PLACE`."""

KEEP, KEEP_VOTE = "checkins.keep", "checkins.keep_vote"
"""Sends that form off."""

OPEN_HERE, KEEP_HERE, CAST = "checkins.open_here", "checkins.keep_here", "checkins.cast"
"""Opens a form beside a channel, the home or a catch-up, and sends it off; `CAST` with the one anonymous answer."""

ANYTHING = "checkins.anything"
"""*Anything for me?*, where words were given without a name: `KEY`. See `bot.capabilities.checkins.following`."""

NOT_NOW = "checkins.not_now"
MORE = "checkins.more"
SNOOZE, STOP, UNDO, EXPLAIN, BACK = (
    "checkins.snooze",
    "checkins.stop",
    "checkins.undo",
    "checkins.explain",
    "checkins.back",
)
"""Buttons inside the form that `MORE` opens."""

BRING = "checkins.bring"
"""Has a prompt sent that the budget held back: `KEY`."""

WORD, ALL = "word", "all"
"""What a form asks for, where it is no single question."""


@dataclass(frozen=True)
class Tap:
    """What a one-tap button carries."""

    key: str
    place: int
    value: int


def tap(key: str, place: int, value: int) -> str:
    """What `read_tap` reads."""
    return f"{key}.{place}.{value}"


def read_tap(object_id: str) -> Tap | None:
    """What a button carries; None for what no button of ours does."""
    key, _, rest = object_id.partition(".")
    place, _, value = rest.partition(".")
    if not all(one.isascii() and one.isdigit() and len(one) <= LONGEST_NUMBER for one in (place, value)):
        return None
    return Tap(key, int(place), int(value))


LONGEST_NUMBER = 4
"""Digits of a place or value."""


def read_form(object_id: str) -> tuple[str, str]:
    """The key, and what the form asks for."""
    key, _, what = object_id.partition(".")
    return key, what
