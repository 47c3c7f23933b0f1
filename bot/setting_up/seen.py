"""Something that is set up, as somebody sees it."""

from collections.abc import Sequence
from typing import Protocol, TypeVar


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
