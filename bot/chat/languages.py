"""The languages that people read: what they are called, and which text is theirs.

A language is written like a locale without its country (`pl`), with it where that is another way of writing (`pt_BR`),
or with its script (`zh_Hant`). What a reader's locale is may be more exact (`pl_PL`, `en_GB`) or be none of these.
"""

from collections.abc import Iterable
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

LANGUAGES = (
    *("ar", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fil", "fr", "gu", "he"),
    *("hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "lt", "lv", "mk", "ml", "mn"),
    *("mr", "ms", "my", "nb", "ne", "nl", "pa", "pl", "pt", "pt_BR", "ro", "ru", "si", "sk", "sl", "sq", "sr"),
    *("sr_Latn", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "uz", "vi", "zh_Hans", "zh_Hant"),
)
"""What can be chosen; a form shows at most a hundred (docs.slack.dev/reference/block-kit/block-elements)."""

FIRST = "en"


@lru_cache(maxsize=512)
def _locale(tag: str) -> Locale | None:
    """What is known of a locale, or of its language alone; None for what is none."""
    tag = tag.replace("-", "_")
    for one in (tag, tag.partition("_")[0]):
        try:
            return Locale.parse(one)
        except (UnknownLocaleError, ValueError):
            continue
    return None


@lru_cache(maxsize=512)
def _key(tag: str) -> tuple[str, str]:
    """A language and its script: readers of the one cannot be expected to read the other."""
    found = _locale(tag)
    if found is None:
        return tag, ""
    language = "nb" if found.language in ("no", "nn") else found.language
    likely = get_global("likely_subtags").get(language, "").split("_")
    return language, found.script or (likely[1] if len(likely) > 1 else "")


def same(one: str, other: str) -> bool:
    """Whether who reads the one reads the other: `pt` and `pt_BR`, but not `zh_Hans` and `zh_Hant`."""
    return _key(one) == _key(other)


def best(available: Iterable[str], locale: str) -> str | None:
    """The one of the available languages that a reader with this locale reads best; None if they read none of them."""
    theirs = sorted((one for one in available if same(one, locale)), key=lambda one: (one != locale, len(one), one))
    return theirs[0] if theirs else None


def nearest(locale: str) -> str:
    """The language that can be chosen for a locale; English for one that cannot."""
    exact = locale.replace("-", "_")
    return exact if exact in LANGUAGES else best(LANGUAGES, locale) or FIRST


def from_right_to_left(tag: str) -> bool:
    """Whether a language is written from right to left."""
    found = _locale(tag)
    return found is not None and found.text_direction == "rtl"


@lru_cache(maxsize=512)
def name(tag: str, within: str = "") -> str:
    """What a language is called by those who read it, or by readers of another one."""
    found = _locale(tag)
    if found is None:
        return tag
    called = found.get_display_name(within or tag) or tag
    return called[:1].title() + called[1:]


def meant(text: str) -> str | None:
    """The language that somebody means: by what it is called there or in English, or by its sign; None for no other."""
    wanted = text.strip().casefold()
    for tag in LANGUAGES:
        if wanted in (
            name(tag).casefold(),
            name(tag, FIRST).casefold(),
            tag.casefold(),
            tag.casefold().replace("_", "-"),
        ):
            return tag
    return None
