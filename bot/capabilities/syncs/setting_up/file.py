"""Several syncs as a file: a list in YAML; what is wrong is said with its line and field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import yaml
from pydantic import ValidationError

from bot.capabilities.syncs.setting_up.asked import NewSync
from bot.people.refusal import Refused

LARGEST = 256 * 1024
"""Bytes of a file: hundreds of syncs."""

MOST = 200
"""Syncs in one file."""

LONGEST_NUMBER = 8
"""Digits from which on a number is none that any field takes."""

_LISTS = ("teams", "facilitators", "sections")
_NUMBERS = ("minutes", "agents", "collect_before", "remind_before", "agenda_before")
_SWITCHES = ("any_counts",)
_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")
_KNOWN = tuple(name for name in NewSync.model_fields if name != "dry_run")


@dataclass(frozen=True)
class FiledSync:
    """A sync that a file asks for, and the line at which each of its fields stands."""

    asked: NewSync
    line: int
    lines: Mapping[str, int]

    def place(self, field: str) -> str:
        """Where a field stands, or should stand, for whoever mends it."""
        name = field.partition(".")[0]
        return _place(self.lines.get(name, self.line), name)


def read_syncs(data: bytes) -> Sequence[FiledSync]:
    """The syncs of a file, under `syncs:` or as a list alone; raises Refused with the line that is to be mended."""
    if len(data) > LARGEST:
        raise Refused(f"The file is larger than {LARGEST // 1024} kB. Bring the syncs in with several.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Refused(f"Line {line}: it is not UTF-8 there. Save the file as UTF-8. Nothing was done.") from None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        says = "this cannot be read as YAML. Put a text with a colon into quotes."
        raise Refused(f"Line {mark.line + 1 if mark else 1}: {says} Nothing was done.") from None
    except RecursionError:
        raise Refused("Line 1: lists stand in lists too deeply to be read. Nothing was done.") from None
    if isinstance(node, yaml.MappingNode) and [key.value for key, _ in node.value] == ["syncs"]:
        node = node.value[0][1]
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise Refused("Line 1: write a list of syncs, each beginning with `- name:`. Nothing was done.")
    if len(node.value) > MOST:
        raise Refused(f"Up to {MOST} syncs come in one file, and these are {len(node.value)}. Nothing was done.")
    found = [_sync(one) for one in node.value]
    lines: dict[str, int] = {}
    for one in found:
        first = lines.setdefault(one.asked.name.casefold(), one.line)
        if first != one.line:
            raise _refused(one.place("name"), f"“{one.asked.name}” stands in line {first} already.")
    return found


def _sync(node: yaml.Node) -> FiledSync:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise Refused(f"Line {line}: write each field of a sync as `name: value`. Nothing was done.")
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        at = key.start_mark.line + 1
        name = _text(key, f"Line {at}")
        if name not in _KNOWN:
            raise _refused(_place(at, name), f"There is no such field. Known are: {', '.join(_KNOWN)}.")
        if name in values:
            raise _refused(_place(at, name), "This field stands here twice.")
        lines[name] = at
        values[name] = _value(name, value, _place(at, name))
    try:
        return FiledSync(NewSync.model_validate(values), line, lines)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = str(first["loc"][0])
        if first["type"] == "missing":
            raise _refused(_place(line, field), "The field is missing.") from None
        raise _refused(_place(lines.get(field, line), field), f"{first['msg'].removesuffix('.')}.") from None


def _value(name: str, node: yaml.Node, place: str) -> object:
    """A value as its field wants it; texts stay texts, whatever YAML takes them for."""
    if name in _LISTS:
        if isinstance(node, yaml.SequenceNode):
            return [_text(one, place) for one in node.value]
        return [_text(node, place)]
    text = _text(node, place)
    if name in _SWITCHES:
        if text.lower() not in (*_YES, *_NO):
            raise _refused(place, "Write true or false.")
        return text.lower() in _YES
    if name in _NUMBERS:
        if not text.isascii() or not text.isdigit() or len(text) > LONGEST_NUMBER:
            raise _refused(place, "Write a whole number.")
        return int(text)
    return text


def _text(node: yaml.Node, place: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _refused(place, "Write one text, not a list.")
    return str(node.value)


def _place(line: int, field: str) -> str:
    return f"Line {line}, field {field}"


def _refused(place: str, says: str) -> Refused:
    return Refused(f"{place}: {says} Nothing was done.")
