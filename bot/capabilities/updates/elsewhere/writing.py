"""What an update says now, as the file that corrects it."""

import yaml
from yaml.representer import BaseRepresenter

from bot.capabilities.updates.elsewhere.answers import Says

_HEAD = (
    "# Change what is to change, say in note what is different now, then: instep updates correct {id} FILE\n"
    "# What is left out stays as it is.\n"
)
_FURTHER = (
    "# In other languages it says this. One that is corrected as well goes along without the # before its lines;\n"
    "# one that is not is shown as not corrected yet.\n"
)


_FOLDED = frozenset("\r\x85\u2028\u2029")
"""Ends of lines that YAML reads as another one, or as a space, unless they are escaped."""


def _text(dumper: BaseRepresenter, text: str) -> yaml.ScalarNode:
    style = '"' if _FOLDED.intersection(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as they are read."""

    yaml_representers = {**yaml.SafeDumper.yaml_representers, str: _text}  # noqa: RUF012 - as its base class has it


def file_of(public_id: str, says: Says) -> str:
    """YAML front matter, then what changed in Markdown; with the version that a correction from it is based on."""
    fields = {
        "version": says.version,
        "note": "",
        "title": says.title,
        "tell_customers": says.tell_customers,
        "effective_from": says.effective_from.isoformat() if says.effective_from else "",
        "acknowledge_by": says.acknowledge_by.isoformat() if says.acknowledge_by else "",
        "playbook": says.playbook,
        "until_answered": says.until_answered,
        "remind_before": says.remind_before,
    }
    head = _yaml({name: value for name, value in fields.items() if value not in ("", None) or name == "note"})
    further = {
        language: {name: text for name, text in one.model_dump().items() if text}
        for language, one in says.languages.items()
    }
    if further:
        head += _FURTHER + "".join(f"# {line}\n" for line in _yaml({"languages": further}).splitlines())
    return f"---\n{_HEAD.format(id=public_id)}{head}---\n{says.changed}\n"


def _yaml(values: object) -> str:
    return yaml.dump(values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
