"""An update as a file: YAML front matter, then what changed in Markdown; what is wrong is said with its line."""

from collections.abc import Mapping
from dataclasses import dataclass

import yaml
from frontmatter.default_handlers import YAMLHandler
from pydantic import ValidationError

from bot.capabilities.updates.elsewhere.asked import HOW, NewUpdate
from bot.people.refusal import Refused

LARGEST = 64 * 1024
"""Bytes of a file: several times the longest update."""

FIELDS = tuple(name for name in NewUpdate.model_fields if name not in ("changed", "may_be_shared"))
"""What the front matter may hold; the text is what changed, and what may be shared is for whoever publishes to say."""

_BOOLEAN = "tag:yaml.org,2002:bool"
_YES = ("true", "yes", "on")


@dataclass(frozen=True)
class UpdateFile:
    """What a file asks for, and the line at which each field stands."""

    asked: NewUpdate
    lines: Mapping[str, int]

    def place(self, field: str) -> str:
        """Where a field stands, or should stand, for whoever mends it."""
        return _place(self.lines.get(field, 1), field)


def read_file(data: bytes) -> UpdateFile:
    """Reads a file; raises Refused with the line and the field that is to be mended."""
    if len(data) > LARGEST:
        raise Refused(f"The file is larger than {LARGEST // 1024} kB, so it can be no update. Nothing was done.")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refused(f"Line {line}", "It is not UTF-8 there. Save the file as UTF-8.") from None
    head, begins, body = _split(text)
    values, lines = _fields(head, begins)
    filled = body.strip()
    lines["changed"] = (text[: text.rindex(filled)] if filled else f"{text.rstrip()}\n").count("\n") + 1
    try:
        return UpdateFile(NewUpdate.model_validate({**values, "changed": body}), lines)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = str(first["loc"][0])
        if first["type"] == "missing":
            known = ", ".join(FIELDS)
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


def _fields(head: str, begins: int) -> tuple[dict[str, object], dict[str, int]]:
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
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        name, line = str(key.value), begins + key.start_mark.line
        if name not in FIELDS:
            raise _refused(_place(line, name), f"There is no such field. Known are: {', '.join(FIELDS)}.")
        if name in values:
            raise _refused(_place(line, name), "This field stands here twice.")
        if not isinstance(value, yaml.ScalarNode):
            raise _refused(_place(line, name), "Write one text, not a list.")
        values[name], lines[name] = _value(name, value), line
    return values, lines


def _value(name: str, node: yaml.ScalarNode) -> object:
    text = str(node.value)
    if node.tag == _BOOLEAN and name == "urgent":
        return text.lower() in _YES
    if not text and NewUpdate.model_fields[name].default is None:
        return None
    return text


def _sentence(kind: str, says: str) -> str:
    match kind:
        case "bool_type":
            return "Write true or false."
        case "instant":
            return says
        case "none_required":
            return HOW
    return says


def _place(line: int, field: str) -> str:
    return f"Line {line}, field {field}"


def _refused(place: str, says: str) -> Refused:
    return Refused(f"{place}: {says} Nothing was done.")
