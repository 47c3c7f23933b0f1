"""What people typed, without Slack's markup."""

import re

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
