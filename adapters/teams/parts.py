"""Reading JSON that has passed the gate, but that a person may have made: wrong types read as absent."""

from collections.abc import Mapping
from typing import Any


def part(value: object, *path: str) -> Any:
    """What stands at a path of nested objects, or None."""
    for name in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def parts(value: object, *path: str) -> list[Any]:
    """The list at a path of nested objects, or an empty one."""
    found = part(value, *path)
    return found if isinstance(found, list) else []


def words(value: object) -> str:
    """A text, or an empty one."""
    return value if isinstance(value, str) else ""
