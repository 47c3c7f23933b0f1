"""Takes what is typed after `/shoutout` apart: who, what, which value."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.shoutouts.values import Value
from bot.chat.inbound import Mentioned, MentionedKind


@dataclass(frozen=True)
class Parsed:
    """What was typed. `unknown` are `@words` that mention nobody, `not_people` bots, channels and groups."""

    people: tuple[Mentioned, ...] = ()
    unknown: tuple[str, ...] = ()
    not_people: tuple[Mentioned, ...] = ()
    value: Value | None = None
    quote: str = ""
    story: str = ""


def parse(text: str, mentioned: Sequence[Mentioned], values: Sequence[Value]) -> Parsed:
    """People, value and story of what was typed."""
    rest = text
    for one in mentioned:
        rest = rest.replace(one.text, "", 1)
    words = rest.split()
    named = {value.key: value for value in values}
    value = next(
        (named[word[1:].casefold()] for word in words if word[:1] == "#" and word[1:].casefold() in named), None
    )
    return Parsed(
        people=tuple(one for one in mentioned if one.kind is MentionedKind.PERSON),
        unknown=tuple(word for word in words if word.startswith("@")),
        not_people=tuple(one for one in mentioned if one.kind is not MentionedKind.PERSON),
        value=value,
        story=" ".join(word for word in words if value is None or word[1:].casefold() != value.key),
    )
