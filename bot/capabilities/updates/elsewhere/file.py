"""An update or a correction as a file: YAML front matter, then Markdown; what is wrong is said with its line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

import yaml
from frontmatter.default_handlers import YAMLHandler
from pydantic import ValidationError

from bot.capabilities.updates.elsewhere.asked import HOW, Correction, NewUpdate
from bot.people.refusal import Refused

LARGEST = 64 * 1024
"""Bytes of a file: several times the longest update."""

LONGEST_NUMBER = 10
"""Digits from which on a number is none that any field takes."""

Asked = TypeVar("Asked", NewUpdate, Correction)

_BOOLEAN = "tag:yaml.org,2002:bool"
_YES = ("true", "yes", "on")
_LISTED = ("check",)
"""What is a list inside of a field with names."""


@dataclass(frozen=True)
class UpdateFile(Generic[Asked]):
    """What a file asks for, and the line at which each field stands."""

    asked: Asked
    lines: Mapping[str, int]

    def place(self, field: str) -> str:
        """Where a field stands, or should stand, for whoever mends it."""
        above = field.rpartition(".")[0]
        return _place(self.lines.get(field) or self.lines.get(above, 1), field)


def fields_of(kind: type[Asked]) -> Sequence[str]:
    """What the front matter may hold: the text is what changed, and what may be shared is for whoever acts to say."""
    return [name for name in kind.model_fields if name not in ("changed", "may_be_shared")]


def read_file(data: bytes, kind: type[Asked]) -> UpdateFile[Asked]:
    """Reads a file that asks for an update or a correction; of the latter the text may be empty, and then stays.

    Raises Refused with the line and the field that is to be mended.
    """
    if len(data) > LARGEST:
        raise Refused(f"The file is larger than {LARGEST // 1024} kB, so it can be no update. Nothing was done.")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refused(f"Line {line}", "It is not UTF-8 there. Save the file as UTF-8.") from None
    head, begins, body = _split(text)
    values, lines = _fields(head, begins, kind)
    filled = body.strip()
    if filled or kind.model_fields["changed"].is_required():
        values["changed"] = body
    lines["changed"] = (text[: text.rindex(filled)] if filled else f"{text.rstrip()}\n").count("\n") + 1
    try:
        return UpdateFile(kind.model_validate(values), lines)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        steps = [str(step) for step in first["loc"]]
        places = [".".join(steps[:length]) for length in range(len(steps), 0, -1)]
        field = next((one for one in places if one in lines), steps[0])
        if first["type"] == "missing" and len(steps) > 1:
            raise _refused(_place(lines.get(field, 1), field), f"The field {steps[-1]} is missing in it.") from None
        if first["type"] == "missing":
            known = ", ".join(fields_of(kind))
            raise _refused("Line 1", f"The field {field} is missing. The front matter may hold {known}.") from None
        raise _refused(_place(lines.get(field, 1), field), _sentence(first["type"], first["msg"])) from None


def _split(text: str) -> tuple[str, int, str]:
    """The front matter, the line at which that begins, and what stands below it."""
    handler = YAMLHandler()
    if not handler.detect(text):
        raise _refused("Line 1", "Begin the file with a line of ---, the fields, and another line of ---.")
    try:
        head, body = handler.split(text)
    except ValueError:
        raise _refused("Line 1", "The front matter has no end: write a line of --- below its last field.") from None
    return head, text.partition(head)[0].count("\n") + 1 if head else 2, body


def _fields(head: str, begins: int, kind: type[Asked]) -> tuple[dict[str, object], dict[str, int]]:
    """The fields by name, and the line of each in the file; `begins` is the line at which the front matter does.

    Texts stay texts, whatever YAML takes them for.
    """
    try:
        node = yaml.compose(head, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = begins + (mark.line if mark else 0)
        raise _refused(f"Line {line}", "This cannot be read as YAML. Put a text with a colon into quotes.") from None
    if node is None:
        return {}, {}
    if not isinstance(node, yaml.MappingNode):
        raise _refused("Line 2", "Write each field as `name: value`.")
    known = fields_of(kind)
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        name, line = str(key.value), begins + key.start_mark.line
        if name not in known:
            raise _refused(_place(line, name), f"There is no such field. Known are: {', '.join(known)}.")
        if name in values:
            raise _refused(_place(line, name), "This field stands here twice.")
        lines[name] = line
        wanted = kind.model_fields[name].annotation
        if dict in _types(wanted):
            values[name] = _by_name(value, name, begins, lines)
        else:
            values[name] = _value(wanted, value, _place(line, name))
    return values, lines


def _by_name(node: yaml.Node, field: str, begins: int, lines: dict[str, int], depth: int = 2) -> object:
    """Texts under names, so many names deep, with the line of each; an empty one is none, a few are lists."""
    if isinstance(node, yaml.SequenceNode) and field.rpartition(".")[2] in _LISTED:
        return [_text(one, _place(lines[field], field)) for one in node.value]
    if not isinstance(node, yaml.MappingNode) or not depth:
        return _text(node, _place(lines[field], field)) or None
    found: dict[str, object] = {}
    for key, value in node.value:
        name, inside = str(key.value), f"{field}.{key.value}"
        if name in found:
            raise _refused(_place(begins + key.start_mark.line, inside), "This field stands here twice.")
        lines[inside] = begins + key.start_mark.line
        found[name] = _by_name(value, inside, begins, lines, depth - 1)
    return found


def _value(wanted: object, node: yaml.Node, place: str) -> object:
    """A value as its field wants it; what is none of that is for the field to refuse."""
    types = _types(wanted)
    if list in types:
        return (
            [_text(one, place) for one in node.value] if isinstance(node, yaml.SequenceNode) else [_text(node, place)]
        )
    text = _text(node, place)
    if bool in types and node.tag == _BOOLEAN:
        return text.lower() in _YES
    if int in types and text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER:
        return int(text)
    return None if not text and str not in types else text


def _text(node: yaml.Node, place: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _refused(place, "Write one text, not a list.")
    return str(node.value)


def _types(wanted: Any) -> set[Any]:
    """The plain types that an annotation allows."""
    origin = get_origin(wanted)
    if origin is Annotated:
        return _types(get_args(wanted)[0])
    if origin in (Union, UnionType):
        return set().union(*(_types(one) for one in get_args(wanted)))
    return {origin or wanted}


def _sentence(kind: str, says: str) -> str:
    match kind:
        case "bool_type":
            return "Write true or false."
        case "dict_type" | "model_type":
            return "Write fields below it, each as `name: value`."
        case "int_type":
            return "Write a whole number."
        case "none_required":
            return HOW
    return f"{says.removesuffix('.')}."


def _place(line: int, field: str) -> str:
    return f"Line {line}, field {field}"


def _refused(place: str, says: str) -> Refused:
    return Refused(f"{place}: {says} Nothing was done.")
