"""What stands in a form, as it was typed: from a form, a draft, a file or what is set up."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from bot.chat.form import Value, Values
from bot.chat.texts import Texts

AN_AUDIENCE = "audience:"
"""Stands before the id of an audience among the choices of teams, with which it is chosen in one field."""


@dataclass(frozen=True)
class Typed(ABC):
    """The fields of a form, each called as it is there: a text, several choices as a tuple, or yes and no.

    Teams and the audience by their public ids; `template` is what it began from.
    """

    name: str = ""
    template: str = ""
    teams: tuple[str, ...] = ()
    audience: str = ""
    when: str = ""
    at: str = ""

    @abstractmethod
    def with_usual(self) -> Self:
        """The same with what is usual for its template, whatever was chosen before; not what took work to write."""

    def says_of_usual(self, t: Texts) -> tuple[str, ...]:
        """What to know of that: what was not replaced."""
        return ()

    @abstractmethod
    def completed(self) -> Self:
        """The same with what is usual for its template where nothing stands."""

    def kept(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """What a draft keeps; what it does not know stays as in an empty form."""
        known = [one.name for one in fields(cls) if one.name in kept]
        found: dict[str, Any] = {
            name: tuple(kept[name]) if isinstance(kept[name], list) else kept[name] for name in known
        }
        return cls(**found)

    @classmethod
    def of_form(cls, values: Values, template: str = "") -> Self:
        """What a submitted form holds; a form of changes has no `template` of its own."""
        found: dict[str, Any] = {one.name: _typed(values.get(one.name), one.default) for one in fields(cls)}
        found["name"] = " ".join(found["name"].split())
        found["template"] = found["template"] or template or cls.template
        chosen = found["teams"]
        found["teams"] = tuple(one for one in chosen if not one.startswith(AN_AUDIENCE))
        # Of several audiences all are kept, so that it can be said that there is one too many.
        found["audience"] = " ".join(one.removeprefix(AN_AUDIENCE) for one in chosen if one.startswith(AN_AUDIENCE))
        return cls(**found)


def _typed(value: Value, empty: object) -> str | bool | tuple[str, ...]:
    """What one field holds, as the kind of thing that it is where it is empty."""
    if isinstance(empty, bool):
        return value is True
    several = value if isinstance(value, tuple) else (value,) if isinstance(value, str) and value else ()
    if isinstance(empty, tuple):
        return tuple(dict.fromkeys(several))
    return several[0].strip() if several else ""
