"""What people typed, without Slack's markup, and whom they mentioned in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.chat.inbound import Mentioned, MentionedKind
from bot.ports import MemberFacts

NOBODY: Mapping[str, MemberFacts] = MappingProxyType({})
_MARKUP = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_EVERYBODY = ("here", "channel", "everyone")
_WRITTEN_OUT = ("mailto:", "tel:")
"""Slack makes links of these from what was typed; the label is what was typed."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text as its writer saw it, and the mentions in it, in their order."""

    text: str
    mentioned: tuple[Mentioned, ...] = ()


def read_words(text: str, people: Mapping[str, MemberFacts] = NOBODY) -> Words:
    """Links as addresses, people and channels by name, entities resolved.

    `people` is what is known of users, by id: events say of a mention its id alone, and commands an old user name
    (docs.slack.dev/interactivity/implementing-slash-commands, "Escaping users, channels, and links").
    """
    pieces: list[str] = []
    mentioned: list[Mentioned] = []
    end = 0
    for match in _MARKUP.finditer(text):
        pieces.append(_plain(text[end : match.start()]))
        end = match.end()
        sign, target, label = match.group(1), match.group(2), _plain(match.group(3) or "")
        one = _mention(sign, target, " ".join(label.split()), people)
        if one is not None:
            mentioned.append(one)
        pieces.append(one.text if one is not None else _link(sign, target, label))
    pieces.append(_plain(text[end:]))
    return Words("".join(pieces).strip(), tuple(mentioned))


def typed_words(text: str) -> str:
    """The text alone, with nobody known."""
    return read_words(text).text


def users_mentioned(text: str) -> Iterator[str]:
    """The ids of the users whom a text mentions."""
    return (match.group(2) for match in _MARKUP.finditer(text) if match.group(1) == "@" and match.group(2))


def without_mention(text: str, user: str) -> str:
    """The text without the first mention of this user."""
    return re.sub(rf"<@{re.escape(user)}(?:\|[^<>]*)?>", "", text, count=1)


def name_and_rest(words: str) -> tuple[str, str]:
    """The first word in small letters without a slash, and what follows it."""
    first, rest = ([*words.split(maxsplit=1), "", ""])[:2]
    return first.lower().removeprefix("/"), rest


def _mention(sign: str, target: str, label: str, people: Mapping[str, MemberFacts]) -> Mentioned | None:
    match sign:
        case "@":
            known = people.get(target)
            name = " ".join(_plain(known.name).split()) if known else ""
            text = f"@{name or label or target}"
            if known is None:
                return Mentioned(text, MentionedKind.PERSON)
            if known.is_bot:
                return Mentioned(text, MentionedKind.BOT)
            return Mentioned(text, MentionedKind.PERSON, known.identity)
        case "#":
            return Mentioned(f"#{label or target}", MentionedKind.CHANNEL)
        case "!":
            word, _, group = target.partition("^")
            if word in _EVERYBODY or word == "subteam":
                return Mentioned(f"@{(label or group or word).removeprefix('@')}", MentionedKind.GROUP)
    return None


def _link(sign: str, target: str, label: str) -> str:
    if sign:
        return label or f"@{target.partition('^')[0]}"
    if target.startswith(_WRITTEN_OUT):
        return label or target.partition(":")[2]
    return _plain(target)


def _plain(text: str) -> str:
    """Slack's three entities as characters."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("\xa0", " ")
