"""A small vocabulary to say what a JSON value must look like, with Slack's way of naming what is wrong."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Check = Callable[[Any, str, list[str]], None]
"""Looks at a value found at a JSON pointer and appends what is wrong with it."""


def wrong(errors: list[str], pointer: str, message: str) -> None:
    """Append one complaint in the form of Slack's `response_metadata.messages`."""
    errors.append(f"[ERROR] {message} [json-pointer:{pointer}]")


def string(most: int, least: int = 0, pattern: str | None = None, *, blank: bool = False) -> Check:
    """A string of `least` to `most` characters, matching `pattern` as a whole; nothing but space only if `blank`."""
    expression = re.compile(pattern) if pattern else None

    def check(value: Any, pointer: str, errors: list[str]) -> None:
        if not isinstance(value, str):
            wrong(errors, pointer, "must provide a string")
        elif any("\ud800" <= character <= "\udfff" for character in value):
            wrong(errors, pointer, "invalid characters")
        elif len(value) < least or (least and not blank and not value.strip()):
            wrong(errors, pointer, f"must be more than {least - 1} characters")
        elif len(value) > most:
            wrong(errors, pointer, f"must be less than {most + 1} characters")
        elif expression and not expression.fullmatch(value):
            wrong(errors, pointer, "invalid format")

    return check


def boolean(value: Any, pointer: str, errors: list[str]) -> None:
    """true or false, nothing that merely resembles them."""
    if not isinstance(value, bool):
        wrong(errors, pointer, "must provide a boolean")


def integer(least: int, most: int) -> Check:
    """A whole number within bounds."""

    def check(value: Any, pointer: str, errors: list[str]) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            wrong(errors, pointer, "must provide an integer")
        elif not least <= value <= most:
            wrong(errors, pointer, f"must be between {least} and {most}")

    return check


def one_of(*allowed: str) -> Check:
    """One of these strings."""

    def check(value: Any, pointer: str, errors: list[str]) -> None:
        if value not in allowed:
            wrong(errors, pointer, f"must be one of: {', '.join(allowed)}")

    return check


def items(check_item: Check, most: int, least: int = 1) -> Check:
    """An array of `least` to `most` such items."""

    def check(value: Any, pointer: str, errors: list[str]) -> None:
        if not isinstance(value, list):
            wrong(errors, pointer, "must provide an array")
            return
        if len(value) < least:
            wrong(errors, pointer, f"no fewer than {least} items required")
        if len(value) > most:
            wrong(errors, pointer, f"no more than {most} items allowed [max_items={most}]")
        for index, item in enumerate(value):
            check_item(item, f"{pointer}/{index}", errors)

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these properties and no others; null counts as absent."""
    known = {**required, **(optional or {})}

    def check(value: Any, pointer: str, errors: list[str]) -> None:
        if not isinstance(value, dict):
            wrong(errors, pointer, "must provide an object")
            return
        for name in required:
            if value.get(name) is None:
                wrong(errors, pointer, f"missing required field: {name}")
        for name, part in value.items():
            if name not in known:
                wrong(errors, pointer, f"no more properties allowed: {name}")
            elif part is not None:
                known[name](part, f"{pointer}/{name}", errors)

    return check


def by_type(kinds: Mapping[str, Check], refusal: str) -> Check:
    """An object whose `type` chooses the check; any other type is refused with `refusal`."""

    def check(value: Any, pointer: str, errors: list[str]) -> None:
        if not isinstance(value, dict):
            wrong(errors, pointer, "must provide an object")
        elif not isinstance(value.get("type"), str) or value["type"] not in kinds:
            wrong(errors, pointer, f"{refusal}: {value.get('type')}")
        else:
            kinds[value["type"]](value, pointer, errors)

    return check


def every(*checks: Check) -> Check:
    """All of these checks."""

    def check(value: Any, pointer: str, errors: list[str]) -> None:
        for each in checks:
            each(value, pointer, errors)

    return check


def exactly_one(names: Sequence[str]) -> Check:
    """An object that has exactly one of these properties."""

    def check(value: Any, pointer: str, errors: list[str]) -> None:
        if isinstance(value, dict) and sum(value.get(name) is not None for name in names) != 1:
            wrong(errors, pointer, f"must provide exactly one of: {', '.join(names)}")

    return check


def at_least_one(names: Sequence[str]) -> Check:
    """An object that has at least one of these properties."""

    def check(value: Any, pointer: str, errors: list[str]) -> None:
        if isinstance(value, dict) and all(value.get(name) is None for name in names):
            wrong(errors, pointer, f"must provide at least one of: {', '.join(names)}")

    return check
