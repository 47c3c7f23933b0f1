"""A list of things in a file of YAML, each of a model's fields; what is wrong is said with its line and field."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.people.refusal import Refused

LARGEST = 256 * 1024
"""Bytes of a file: hundreds of them."""

MOST = 200
"""Things in one file."""

LONGEST_NUMBER = 8
"""Digits from which on a number is none that any field takes."""

LONGEST_QUOTE = 60
"""Characters of a value that are told again."""

_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Filed(Generic[Model]):
    """What a file asks for, and the line at which each of its fields stands.

    `wrong` is what cannot be read, by field (the empty one: all of it). `asked` is what is left without these fields;
    None where that would say something else.
    """

    asked: Model | None
    line: int
    lines: Mapping[str, int]
    wrong: Mapping[str, str]

    def mistakes(self, others: Mapping[str, str]) -> list[str]:
        """All that is wrong with it, in the order of its lines, `others` found later among it; with where it stands."""
        known = {_root(name) for name in self.wrong}
        found = {**self.wrong, **{name: says for name, says in others.items() if _root(name) not in known}}
        placed = sorted((self.lines.get(_root(name), self.line), name, says) for name, says in found.items())
        return [f"{_place(line, _root(name))}: {says}" for line, name, says in placed]


@dataclass(frozen=True)
class FileOf(Generic[Model]):
    """How a file of many (`syncs`) of one (`sync`) is read: its fields that are lists, numbers, and yes or no.

    `named` says by what two of a file are the same, `leading` are fields on which hangs what the others may be.
    """

    model: type[Model]
    one: str
    many: str
    named: Callable[[Model], str]
    lists: Collection[str] = ()
    numbers: Collection[str] = ()
    switches: Collection[str] = ()
    leading: Collection[str] = ()
    hidden: Collection[str] = field(default=("dry_run",))

    def read(self, data: bytes) -> Sequence[Filed[Model]]:
        """Those of a file, under their name or as a list alone, with what is wrong with each.

        Raises Refused with the line that is to be mended where it is no such list.
        """
        node = _composed(data, self.many)
        if isinstance(node, yaml.MappingNode) and [key.value for key, _ in node.value] == [self.many]:
            node = node.value[0][1]
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            raise Refused(f"Line 1: write a list of {self.many}, each beginning with `- name:`. Nothing was done.")
        if len(node.value) > MOST:
            raise Refused(
                f"Up to {MOST} {self.many} come in one file, and these are {len(node.value)}. Nothing was done."
            )
        lines: dict[str, int] = {}
        return [self._told_apart(self._one(each), lines) for each in node.value]

    def _told_apart(self, found: Filed[Model], lines: dict[str, int]) -> Filed[Model]:
        """The same, with what is wrong where another one of its name stands before it."""
        if found.asked is None:
            return found
        name = self.named(found.asked)
        first = lines.setdefault(name.casefold(), found.line)
        if first == found.line:
            return found
        return replace(found, wrong={**found.wrong, "name": f"“{name}” stands in line {first} already."})

    @property
    def _known(self) -> tuple[str, ...]:
        return tuple(name for name in self.model.model_fields if name not in self.hidden)

    def _one(self, node: yaml.Node) -> Filed[Model]:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            return Filed(None, line, {}, {"": f"Write each field of a {self.one} as `name: value`."})
        values: dict[str, object] = {}
        lines: dict[str, int] = {}
        wrong: dict[str, str] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            known, again = name in self._known, name in lines
            lines.setdefault(name, key.start_mark.line + 1)
            if not name:
                wrong[name] = "Write one text, not a list."
            elif not known:
                wrong[name] = f"There is no such field. Known are: {', '.join(self._known)}."
            elif again:
                wrong[name] = "This field stands here twice."
            else:
                try:
                    values[name] = self._value(name, value)
                except ValueError as problem:
                    wrong[name] = str(problem)
        return Filed(self._asked(values, wrong), line, lines, wrong)

    def _asked(self, values: Mapping[str, object], wrong: dict[str, str]) -> Model | None:
        """What is asked for in the fields that can be read; the others are noted."""
        right = {name: value for name, value in values.items() if name not in wrong}
        try:
            found = self.model.model_validate(right)
        except ValidationError as error:
            told = error.errors(include_url=False)
            for each in reversed(told):
                wrong.setdefault(str(each["loc"][0]), _says(each))
            if any(str(each["loc"][0]) not in right for each in told):
                return None
            return self._asked(values, wrong)
        return None if any(name in wrong for name in ("", *self.leading)) else found

    def _value(self, name: str, node: yaml.Node) -> object:
        """A value as its field wants it; texts stay texts, whatever YAML takes them for. Raises ValueError."""
        if name in self.lists and isinstance(node, yaml.SequenceNode):
            return [_text(one) for one in node.value]
        text = _text(node)
        if name in self.lists:
            return [text]
        if name in self.switches:
            if text.lower() not in (*_YES, *_NO):
                raise ValueError("Write true or false.")
            return text.lower() in _YES
        if name in self.numbers:
            if not text.isascii() or not text.isdigit() or len(text) > LONGEST_NUMBER:
                raise ValueError(f"Write a whole number. {self.model.model_fields[name].description or ''}".strip())
            return int(text)
        return text


def _says(error: ErrorDetails) -> str:
    """What is wrong with a value, and what may stand there."""
    context = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return "The field is missing."
        case "literal_error":
            may = ", ".join(re.findall(r"'([^']*)'", str(context["expected"])))
            return f"“{str(error['input'])[:LONGEST_QUOTE]}” cannot stand here. Write one of: {may}."
        case "string_too_long":
            return f"Up to {context['max_length']} characters fit. Shorten it."
    return f"{error['msg'].removesuffix('.')}."


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


def _text(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError("Write one text, not a list.")
    return str(node.value)


def _root(name: str) -> str:
    """The field of which this is a part."""
    return name.partition(".")[0]


def _place(line: int, name: str) -> str:
    return f"Line {line}, field {name}" if name else f"Line {line}"
