"""What a hostile person would write, put into every text of an example."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any
from zlib import crc32

from bot.chat.form import (
    ChoiceField,
    Form,
    FormButton,
    MomentField,
    Option,
    PersonField,
    SearchField,
    SwitchField,
    TextField,
)
from bot.chat.message import (
    Body,
    Button,
    ChannelName,
    CodeBlock,
    Confirm,
    Fact,
    Headline,
    Link,
    LinkButton,
    Mention,
    Message,
    Plain,
    Progress,
    Quote,
)

HOSTILE = (
    "<script>pwned=1</script>",
    '<img src=x onerror="pwned=1">',
    "<!channel> <@U0000001>",
    "</at> **x** _y_ `z` ~w~",
    "&lt;b&gt; &amp; {{DATE(x)}}",
    "[a](javascript:pwned=1)",
    "<javascript:pwned=1|x>",
    "\u202etfel ot thgir",
    "W" * 60,
)
"""Markup of both platforms and of browsers, a change of direction that is never ended, and a word without an end."""

TEXTS: Mapping[type, tuple[str, ...]] = MappingProxyType(
    {
        Message: ("summary",),
        Plain: ("text",),
        Link: ("text",),
        Mention: ("name",),
        ChannelName: ("name",),
        CodeBlock: ("text",),
        Headline: ("text",),
        Body: ("label",),
        Quote: ("text", "by"),
        Fact: ("label",),
        Progress: ("label",),
        Button: ("label",),
        LinkButton: ("label",),
        Confirm: ("title", "text", "yes", "no"),
        Form: ("title", "submit", "close"),
        TextField: ("label", "placeholder", "hint"),
        ChoiceField: ("label", "placeholder", "hint"),
        PersonField: ("label", "hint"),
        SearchField: ("label", "placeholder", "hint"),
        MomentField: ("label", "hint"),
        SwitchField: ("label", "hint"),
        Option: ("label", "description"),
        FormButton: ("label",),
    }
)
"""By kind of part, the attributes that people read; everything else is an id or an address."""


def spoilt(shows: Message | Form) -> Message | Form:
    """The same with hostile text after each of its texts; always the same for the same text."""
    changed: Message | Form = _spoilt(shows)
    return changed


def _spoilt(part: Any) -> Any:
    if isinstance(part, tuple):
        return tuple(_spoilt(one) for one in part)
    if not is_dataclass(part) or isinstance(part, type):
        return part
    changed = {field.name: _spoilt(getattr(part, field.name)) for field in fields(part) if field.init}
    for name in TEXTS.get(type(part), ()):
        changed[name] = _worse(changed[name])
    if isinstance(part, TextField) and not part.is_url:
        changed["value"] = _worse(part.value)[: part.maximum]
    return replace(part, **changed)


def _worse(text: str) -> str:
    return f"{text} {HOSTILE[crc32(text.encode()) % len(HOSTILE)]}" if text else text
