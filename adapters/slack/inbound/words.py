"""What people typed, without Slack's markup."""

import re
from typing import Any

_MARKUP = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def typed_words(text: str) -> str:
    """The text as its writer saw it: links as addresses, people and channels by name, entities resolved."""

    def shown(match: re.Match[str]) -> str:
        sign, target, label = match.groups()
        match sign:
            case "@" | "#":
                return f"{sign}{label or target}"
            case "!":
                return label or f"@{target.partition('^')[0]}"
            case _:
                return target

    return unescape(_MARKUP.sub(shown, text)).replace("\xa0", " ").strip()


def without_mention(text: str, user: str) -> str:
    """The text without the first mention of this user."""
    return re.sub(rf"<@{re.escape(user)}(?:\|[^<>]*)?>", "", text, count=1)


def unescape(text: str) -> str:
    """Slack's three entities as characters."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def name_and_rest(words: str) -> tuple[str, str]:
    """The first word in small letters without a slash, and what follows it."""
    first, _, rest = words.partition(" ") if " " in words else words.partition("\n")
    return first.lower().removeprefix("/"), rest.strip()


def storable(value: Any) -> Any:
    """The same JSON without NUL and half emoji, which no database stores and no encoder writes."""
    match value:
        case str():
            whole = value.replace("\0", "\N{REPLACEMENT CHARACTER}")
            return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case dict():
            return {storable(name): storable(one) for name, one in value.items()}
        case list():
            return [storable(one) for one in value]
    return value
