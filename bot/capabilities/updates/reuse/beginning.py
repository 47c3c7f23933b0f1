"""How a form was begun, and what was typed in it that no draft holds yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.capabilities.updates.rules import (
    LONGEST_ADDRESS,
    LONGEST_GUIDANCE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_ANSWERERS,
    Typed,
)

LONGEST_ID = 100
"""Characters of what a field may name; a longer one names nothing that there is."""

_OFFERS = "|"
_TYPED = TypeAdapter(Typed)


OWN = "own"
"""Stands for the key of a template that a side has made itself; its public id is the start's source."""


@dataclass(frozen=True)
class Start:
    """What a form was begun from: a template (its key), another update or own template (its public id), or nothing."""

    template: str = ""
    source: str = ""

    @property
    def state(self) -> str:
        """As a form carries it."""
        return f"{self.template}:{self.source}" if self.template or self.source else ""


NOTHING_BEGUN = Start()


def started(state: str) -> Start:
    """What a form of ours has carried."""
    template, _, source = state.partition(_OFFERS)[0].partition(":")
    return Start(template[:LONGEST_ID], source[:LONGEST_ID])


def offering(start: Start, templates: Sequence[str]) -> str:
    """The same with the ids of own templates that a form offers, in the order of its buttons."""
    return f"{start.state}{_OFFERS}{','.join(templates)}" if templates else start.state


def offered(state: str) -> Sequence[str]:
    """The ids that a form of ours has offered."""
    return state.partition(_OFFERS)[2].split(",")


def says_anything(typed: Typed) -> bool:
    """Whether somebody would miss it."""
    return bool(typed.title or typed.changed or typed.tell_customers or typed.until_answered)


def over(typed: Typed, given: Typed) -> Typed:
    """What is given, with whatever somebody has typed themselves in its place."""
    empty = Typed()
    mine = {
        each.name: value for each in fields(Typed) if (value := getattr(typed, each.name)) != getattr(empty, each.name)
    }
    return replace(given, **mine)


def without(typed: Typed, given: Typed) -> Typed:
    """What somebody has typed themselves, of a form in which that was given."""
    left = {
        each.name: getattr(typed, each.name)
        for each in fields(Typed)
        if _plain(getattr(typed, each.name)) != _plain(getattr(given, each.name))
    }
    return replace(Typed(), **left)


def _plain(value: Any) -> Any:
    return value.split() if isinstance(value, str) else value


def to_keep(typed: Typed) -> dict[str, Any]:
    """As it is kept, within what the fields hold."""
    bounded = replace(
        typed,
        title=typed.title[:LONGEST_TITLE],
        changed=typed.changed[:LONGEST_TEXT],
        tell_customers=typed.tell_customers[:LONGEST_TEXT],
        playbook=typed.playbook[:LONGEST_ADDRESS],
        until_answered=typed.until_answered[:LONGEST_GUIDANCE],
        audience=typed.audience[:LONGEST_ID],
        owner=typed.owner[:LONGEST_ID],
        answerers=tuple(one[:LONGEST_ID] for one in typed.answerers[:MOST_ANSWERERS]),
    )
    kept: dict[str, Any] = _TYPED.dump_python(bounded, mode="json")
    return kept


def as_kept(kept: Mapping[str, Any]) -> Typed:
    """What was kept; an empty form if an older program has kept something else."""
    try:
        return _TYPED.validate_python(kept)
    except ValidationError:
        return Typed()
