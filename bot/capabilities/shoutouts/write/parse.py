"""Takes what is typed after `/shoutout` apart: who, what, which value, and a customer's own words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.capabilities.shoutouts.values import Value
from bot.chat.inbound import Identity, Mentioned, MentionedKind

SHORTEST_QUOTE = 10
"""Characters; what is shorter in quotation marks is a word that somebody used, and no customer's praise."""

ANDS = [
    "and",
    "und",
    "et",
    "y",
    "e",
    "en",
    "og",
    "och",
    "i",
    "a",
    "ja",
    "ve",
    "at",
    "dan",
    "và",
    "и",
    "та",
    "و",
    "και",
    "と",
    "和",
]
"""“And” in many languages: between two names that lead a story it is no part of it."""

_BETWEEN = re.compile(rf"[\s,;&+/、，]*(?:(?:{'|'.join(ANDS)})\s+)?[\s,;&+/]*", re.IGNORECASE)
"""What stands between two names that lead a story, in whatever language: marks, and one word for “and”."""

_BEFORE = re.compile(r"(?:[\s,;:]|[-–—](?=\s))+")
_BEHIND = re.compile(r"(?:[\s,;:]|(?<=\s)[-–—])+\Z")
_ENDS = re.compile(r"[\s.!?…]*\Z")
_VALUE = re.compile(r"(?<!\S)#(\S+)")
_MARKS = '.,;:!?…)]}"”»“'
_AT = re.compile(r"(?<![\w.@])@\w(?:[\w.'’-]*\w)?")
_QUOTED = re.compile(
    "|".join(
        f"{opens}[^{opens}{closes}]*[{closes}]"
        for opens, closes in (
            ('"', '"'),
            ("“", "”"),
            ("„", "“”"),
            ("”", "”"),
            ("«", "»"),
            ("»", "«»"),
            ("‹", "›"),
            ("「", "」"),
            ("『", "』"),
        )
    )
)


@dataclass(frozen=True)
class Parsed:
    """What was typed. `unknown` are `@words` that mention nobody: who is meant by them is asked, never guessed.

    `not_people` are bots, groups, and those channels that stand where a name should; others belong to the story.
    """

    people: tuple[Mentioned, ...] = ()
    unknown: tuple[str, ...] = ()
    not_people: tuple[Mentioned, ...] = ()
    value: Value | None = None
    quote: str = ""
    story: str = ""


def parse(text: str, mentioned: Sequence[Mentioned], values: Sequence[Value]) -> Parsed:
    """People, value, a customer's words and story of what was typed.

    Names that lead the text, known or not, are taken out of the story; others are part of it. The first `#word` that is
    a value is taken out. A part in quotation marks becomes the customer's words where it leads the rest, or where it is
    the only one and ends it; elsewhere the sentence around it would fall apart.
    """
    named = {value.key: value for value in values}
    # A channel may have a value's name, and then Slack makes a mention of it.
    left = [one for one in mentioned if one.kind is not MentionedKind.CHANNEL or one.text[1:].casefold() not in named]
    meant = tuple(left)
    rest, led, quote, strangers = text.strip(), list[Mentioned](), "", list[str]()
    value: Value | None = None
    before = None
    while rest != before:
        before = rest
        rest = _take_names(rest, left, led, strangers)
        if not quote and (found := _QUOTED.match(rest)) and _long(found):
            quote, rest = _inside(found), _BEFORE.sub("", rest[found.end() :], count=1)
            del left[: len(_standing_in(quote, left))]
        if value is None and (word := _VALUE.match(rest)):
            value, rest = _without_value(rest, [word], named)
    if value is None:
        value, rest = _without_value(rest, _outside_quotes(rest), named)
    if not quote:
        quoted = list(_QUOTED.finditer(rest))
        if len(quoted) == 1 and _long(quoted[0]) and _ENDS.match(rest, quoted[0].end()):
            quote, rest = _inside(quoted[0]), _BEHIND.sub("", rest[: quoted[0].start()])
    if value is None:
        value, rest = _without_value(rest, _VALUE.finditer(rest), named)
    story = _tidy(rest)
    return Parsed(
        people=_once(one for one in meant if one.kind is MentionedKind.PERSON),
        unknown=tuple(dict.fromkeys([*strangers, *_AT.findall(_without(story, _standing_in(story, left)))])),
        not_people=_once(
            one
            for one in meant
            if one.kind is not MentionedKind.PERSON and (one.kind is not MentionedKind.CHANNEL or one in led)
        ),
        value=value,
        quote=quote,
        story=story,
    )


def no_value(text: str, values: Sequence[Value]) -> str:
    """The first `#word` of a text that is none of the values, where there are any; a number is no word."""
    known = {value.key for value in values}
    words = (found.group(1).rstrip(_MARKS) for found in _VALUE.finditer(text) if known)
    return next((word for word in words if word[:1].isalpha() and word.casefold() not in known), "")


def _take_names(rest: str, left: list[Mentioned], led: list[Mentioned], strangers: list[str]) -> str:
    """Moves the mentions that lead the rest from `left` to `led`, and `@words` among them to `strangers`."""
    end = 0
    while True:
        start = _end(_BETWEEN.match(rest, end)) if end else 0
        if left and rest.startswith(left[0].text, start):
            end = start + len(left[0].text)
            led.append(left.pop(0))
        elif word := _AT.match(rest, start):
            end = word.end()
            strangers.append(word.group())
        else:
            break
    return rest[_end(_BEFORE.match(rest, end)) or end :] if end else rest


def _without_value(rest: str, words: Iterable[re.Match[str]], named: Mapping[str, Value]) -> tuple[Value | None, str]:
    """The first of these words that is a value, and the rest without it."""
    for word in words:
        for typed in (word.group(1), word.group(1).rstrip(_MARKS)):
            if (value := named.get(typed.casefold())) is not None:
                head, tail = rest[: word.start()].rstrip(" \t\xa0"), rest[word.start() + 1 + len(typed) :]
                return value, head + tail if head else tail[_end(_BEFORE.match(tail)) :]
    return None, rest


def _outside_quotes(rest: str) -> list[re.Match[str]]:
    """The `#words` that stand in no quotation marks: one that closes the line leaves a quote before it the last."""
    quoted = [found.span() for found in _QUOTED.finditer(rest)]
    return [word for word in _VALUE.finditer(rest) if not any(start < word.start() < end for start, end in quoted)]


def _standing_in(text: str, mentioned: Sequence[Mentioned]) -> list[Mentioned]:
    """The first of these mentions, as long as they stand in the text in their order."""
    found: list[Mentioned] = []
    at = 0
    for one in mentioned:
        at = text.find(one.text, at)
        if at < 0:
            break
        found.append(one)
        at += len(one.text)
    return found


def _without(text: str, mentioned: Sequence[Mentioned]) -> str:
    pieces, end = [], 0
    for one in mentioned:
        start = text.index(one.text, end)
        pieces.append(text[end:start])
        end = start + len(one.text)
    return " ".join([*pieces, text[end:]])


def _once(mentioned: Iterable[Mentioned]) -> tuple[Mentioned, ...]:
    found: dict[Identity | str, Mentioned] = {}
    for one in mentioned:
        found.setdefault(one.who or one.text, one)
    return tuple(found.values())


def _inside(quoted: re.Match[str]) -> str:
    return _tidy(quoted.group()[1:-1])


def _long(quoted: re.Match[str]) -> bool:
    return len(_inside(quoted)) >= SHORTEST_QUOTE


def _end(found: re.Match[str] | None) -> int:
    return found.end() if found else 0


def _tidy(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
