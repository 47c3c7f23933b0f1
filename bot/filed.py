"""A list of things in a file of YAML, each of a model's fields; what is wrong is said with its line and field."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.people.refusal import Refused

LARGEST = 256 * 1024
"""Bytes of a file: hundreds of them."""

MOST = 200
"""Things in one file."""

LONGEST_NUMBER = 8
"""Digits from which on a number is none that any field takes."""

_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Filed(Generic[Model]):
    """What a file asks for, and the line at which each of its fields stands."""

    asked: Model
    line: int
    lines: Mapping[str, int]

    def place(self, name: str) -> str:
        """Where a field stands, or should stand, for whoever mends it."""
        own = name.partition(".")[0]
        return _place(self.lines.get(own, self.line), own)


@dataclass(frozen=True)
class FileOf(Generic[Model]):
    """How a file of many (`syncs`) of one (`sync`) is read: its fields that are lists, numbers, and yes or no.

    `named` says by what two of a file are the same.
    """

    model: type[Model]
    one: str
    many: str
    named: Callable[[Model], str]
    lists: Collection[str] = ()
    numbers: Collection[str] = ()
    switches: Collection[str] = ()
    hidden: Collection[str] = field(default=("dry_run",))

    def read(self, data: bytes) -> Sequence[Filed[Model]]:
        """Those of a file, under their name or as a list alone; raises Refused with the line that is to be mended."""
        node = _composed(data, self.many)
        if isinstance(node, yaml.MappingNode) and [key.value for key, _ in node.value] == [self.many]:
            node = node.value[0][1]
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            raise Refused(f"Line 1: write a list of {self.many}, each beginning with `- name:`. Nothing was done.")
        if len(node.value) > MOST:
            raise Refused(
                f"Up to {MOST} {self.many} come in one file, and these are {len(node.value)}. Nothing was done."
            )
        found = [self._one(each) for each in node.value]
        lines: dict[str, int] = {}
        for each in found:
            first = lines.setdefault(self.named(each.asked).casefold(), each.line)
            if first != each.line:
                raise _refused(each.place("name"), f"“{self.named(each.asked)}” stands in line {first} already.")
        return found

    @property
    def _known(self) -> tuple[str, ...]:
        return tuple(name for name in self.model.model_fields if name not in self.hidden)

    def _one(self, node: yaml.Node) -> Filed[Model]:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            raise Refused(f"Line {line}: write each field of a {self.one} as `name: value`. Nothing was done.")
        values: dict[str, object] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            at = key.start_mark.line + 1
            name = _text(key, f"Line {at}")
            if name not in self._known:
                raise _refused(_place(at, name), f"There is no such field. Known are: {', '.join(self._known)}.")
            if name in values:
                raise _refused(_place(at, name), "This field stands here twice.")
            lines[name] = at
            values[name] = self._value(name, value, _place(at, name))
        try:
            return Filed(self.model.model_validate(values), line, lines)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            name = str(first["loc"][0])
            if first["type"] == "missing":
                raise _refused(_place(line, name), "The field is missing.") from None
            raise _refused(_place(lines.get(name, line), name), f"{first['msg'].removesuffix('.')}.") from None

    def _value(self, name: str, node: yaml.Node, place: str) -> object:
        """A value as its field wants it; texts stay texts, whatever YAML takes them for."""
        if name in self.lists:
            if isinstance(node, yaml.SequenceNode):
                return [_text(one, place) for one in node.value]
            return [_text(node, place)]
        text = _text(node, place)
        if name in self.switches:
            if text.lower() not in (*_YES, *_NO):
                raise _refused(place, "Write true or false.")
            return text.lower() in _YES
        if name in self.numbers:
            if not text.isascii() or not text.isdigit() or len(text) > LONGEST_NUMBER:
                raise _refused(place, "Write a whole number.")
            return int(text)
        return text


def _composed(data: bytes, many: str) -> yaml.Node | None:
    if len(data) > LARGEST:
        raise Refused(f"The file is larger than {LARGEST // 1024} kB. Bring the {many} in with several.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Refused(f"Line {line}: it is not UTF-8 there. Save the file as UTF-8. Nothing was done.") from None
    try:
        found: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        says = "this cannot be read as YAML. Put a text with a colon into quotes."
        raise Refused(f"Line {mark.line + 1 if mark else 1}: {says} Nothing was done.") from None
    except RecursionError:
        raise Refused("Line 1: lists stand in lists too deeply to be read. Nothing was done.") from None
    return found


def _text(node: yaml.Node, place: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _refused(place, "Write one text, not a list.")
    return str(node.value)


def _place(line: int, name: str) -> str:
    return f"Line {line}, field {name}"


def _refused(place: str, says: str) -> Refused:
    return Refused(f"{place}: {says} Nothing was done.")
