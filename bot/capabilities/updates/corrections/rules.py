"""What makes a correction: what is checked, and how what two authors typed at once comes together."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.capabilities.updates import rules
from bot.capabilities.updates.rules import Typed
from bot.capabilities.updates.store import Said
from bot.chat.form import Values
from bot.chat.texts import Texts

LONGEST_NOTE = 200
"""Characters of what a correction has changed: one line on a card."""

LONGEST_REASON = 300
"""Characters of why an update was withdrawn."""


@dataclass(frozen=True)
class Base:
    """Which version somebody began to correct, with what is not kept of a version: its times and its link."""

    version: int
    effective_from: datetime | None
    acknowledge_by: datetime | None
    playbook_url: str


_BASE = TypeAdapter(Base)


def base_of(version: int, now: Said) -> str:
    """The base as a form carries it."""
    return _BASE.dump_json(Base(version, now.effective_from, now.acknowledge_by, now.playbook_url)).decode()


def read_base(state: str) -> Base | None:
    """The base that a form carried; None for what no form of ours carries."""
    try:
        return _BASE.validate_json(state)
    except ValidationError:
        return None


@dataclass(frozen=True)
class Correction:
    """What stands in the form."""

    said: Said
    note: str = ""
    asks: bool = False


def typed(values: Values, base: Said) -> Correction:
    """What came in from the form. A field of a form knows whole minutes: a time that was left alone is kept exactly."""
    form = rules.typed(values)
    note = values.get("note")
    return Correction(
        Said(
            form.title,
            form.changed,
            form.tell_customers,
            _unless_same_minute(form.effective_from, base.effective_from),
            _unless_same_minute(form.acknowledge_by, base.acknowledge_by),
            form.playbook,
        ),
        " ".join(note.split()) if isinstance(note, str) else "",
        values.get("ask") is True,
    )


def _unless_same_minute(at: datetime | None, before: datetime | None) -> datetime | None:
    if at is None or before is None:
        return at
    return before if _minute(at) == _minute(before) else at


def _minute(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def mistakes(correction: Correction, before: Said, t: Texts, now: datetime) -> Mapping[str, str]:
    """What is wrong with what was typed, by field; `before` is what the update says now."""
    said = correction.said
    form = Typed(
        title=said.title,
        changed=said.changed,
        audience="stays",
        tell_customers=said.tell_customers,
        playbook=said.playbook_url,
        acknowledge_by=said.acknowledge_by,
    )
    found = dict(rules.mistakes(form, t, now))
    if said.acknowledge_by == before.acknowledge_by and not correction.asks:
        found.pop("acknowledge_by", None)
    if said.effective_from is None:
        found["effective_from"] = t("Choose when it takes effect.")
    if not correction.note:
        found["note"] = t("Say in a few words what is different now.")
    elif len(correction.note) > LONGEST_NOTE:
        found["note"] = rules.too_long(len(correction.note), LONGEST_NOTE, t)
    if not found and same(said, before) and not correction.asks:
        found["changed"] = t("Nothing is different yet. Change something, or ask everybody for a new Got it.")
    return found


def same(one: Said, other: Said) -> bool:
    """Whether both say the same, however a platform writes the ends of lines."""
    return all(_plain(getattr(one, field.name)) == _plain(getattr(other, field.name)) for field in fields(Said))


def merged(mine: Said, base: Said, theirs: Said) -> tuple[Said, tuple[str, ...]]:
    """What I typed on `base`, on top of what it says since (`theirs`); and the fields that they have changed.

    A field that I left alone is theirs; what I typed is kept.
    """
    values: dict[str, Any] = {}
    changed: list[str] = []
    for field in fields(Said):
        was, is_now, own = (getattr(one, field.name) for one in (base, theirs, mine))
        values[field.name] = is_now if _plain(own) == _plain(was) else own
        if _plain(is_now) != _plain(was):
            changed.append(field.name)
    return Said(**values), tuple(changed)


def _plain(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def reason_mistake(reason: str, t: Texts) -> str | None:
    """What is wrong with why an update is withdrawn."""
    if not reason:
        return t("Say in a few words why it no longer holds.")
    if len(reason) > LONGEST_REASON:
        return rules.too_long(len(reason), LONGEST_REASON, t)
    return None
