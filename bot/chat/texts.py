"""The message catalogue: every text that a chat user reads passes through `Texts`.

English is the source language; other locales are gettext catalogues under `bot/locales/`, read from their `.po` files,
so that there is nothing to compile or to forget compiling. What a catalogue does not have is said in English. Two
invented locales show what translation will do to a layout: `en_XA` writes everything accented and 40 % longer, `ar_XB`
right to left.
"""

import gettext
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from bot.chat import languages
from bot.chat.message import Inline, Moment, MomentStyle, Plain, Span

CATALOGUES = Path(__file__).resolve().parent.parent / "locales"
PSEUDO_LONG = "en_XA"
PSEUDO_RIGHT_TO_LEFT = "ar_XB"
_OPENERS, _ISOLATE, _END = "\u2066\u2067\u2068", "\u2068", "\u2069"
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = frozenset({"L"}), frozenset({"R", "AL"})
_ACCENTED = str.maketrans("aeiouyAEIOUYcnsCNS", "åéîöûýÅÉÎÖÛÝçñšÇÑŠ")


def translated() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    return tuple(sorted(one.stem for one in CATALOGUES.glob("*.po")))


def load() -> None:
    """Reads all catalogues now, so that nobody waits for one later."""
    for language in translated():
        _read(language)


@lru_cache(maxsize=64)
def _catalogue(locale: str) -> gettext.NullTranslations:
    found = languages.best(translated(), locale) if locale not in (PSEUDO_LONG, PSEUDO_RIGHT_TO_LEFT) else None
    return _read(found) if found else gettext.NullTranslations()


@lru_cache(maxsize=64)
def _read(language: str) -> gettext.GNUTranslations:
    compiled = BytesIO()
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache(maxsize=64)
def _babel(locale: str) -> Locale:
    known = {PSEUDO_LONG: "en", PSEUDO_RIGHT_TO_LEFT: "ar"}.get(locale, locale)
    try:
        return Locale.parse(known.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def _pseudo(template: str, locale: str) -> str:
    """Stretches the words of a template and leaves its `{fields}` alone."""
    pieces: list[str] = []
    depth = 0
    for character in template:
        depth += (character == "{") - (character == "}")
        pieces.append(character if depth or character == "}" else character.translate(_ACCENTED))
    text = "".join(pieces)
    if locale == PSEUDO_LONG:
        return f"⟦{text}{'·' * max(1, len(template) * 2 // 5)}⟧"
    return f"\u2067{text}\u2069"


def _apart(value: str, *, right_to_left: bool) -> str:
    """A value that a sentence takes in, with whatever runs against the sentence kept from pulling at its neighbours.

    A name that ends in Arabic would otherwise take the number after it to its own side (unicode.org/reports/tr9).
    """
    if value.isascii() and not right_to_left:
        return value
    against, depth = _LEFT_TO_RIGHT if right_to_left else _RIGHT_TO_LEFT, 0
    for character in value:
        depth += (character in _OPENERS) - (character == _END)
        if depth <= 0 and unicodedata.bidirectional(character) in against:
            return f"{_ISOLATE}{value}{_END}"
    return value


@dataclass(frozen=True)
class Texts:
    """Texts in one locale (`en`, `de`, `pt_BR`; anything unknown reads as English)."""

    locale: str = "en"

    def __call__(self, template: str, **values: object) -> str:
        """A sentence with its `{fields}` filled in; integers are written as the locale writes numbers."""
        return self._fill(_catalogue(self.locale).gettext(template), values)

    def n(self, one: str, many: str, n: int, **values: object) -> str:
        """A sentence that counts: `n` chooses the plural form and fills `{n}`."""
        return self._fill(_catalogue(self.locale).ngettext(one, many, n), {"n": n, **values})

    def _fill(self, template: str, values: dict[str, object]) -> str:
        if self.locale in (PSEUDO_LONG, PSEUDO_RIGHT_TO_LEFT):
            template = _pseudo(template, self.locale)
        return template.format(**{name: self._written(value) for name, value in values.items()})

    def _written(self, value: object) -> object:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return format_decimal(value, locale=_babel(self.locale))
        return self.apart(value) if isinstance(value, str) else value

    def apart(self, value: str) -> str:
        """What people wrote, as a part of these texts' lines: isolated where it runs against them."""
        return _apart(value, right_to_left=_babel(self.locale).text_direction == "rtl")

    def filled(self, template: str, **spans: Span) -> Inline:
        """A sentence with parts of a message in place of its `{fields}`."""
        marks = {name: f"\x00{name}\x00" for name in spans}
        pieces = self(template, **marks).split("\x00")
        return tuple(spans[piece] if place % 2 else Plain(piece) for place, piece in enumerate(pieces) if piece)

    def names(self, names: list[str] | tuple[str, ...]) -> str:
        """Names joined as the locale joins them: “A, B, and C”."""
        return format_list([self.apart(name) for name in names], locale=_babel(self.locale))

    def language(self, tag: str) -> str:
        """What a language is called; in English, as all sentences are that name one."""
        return languages.name(tag, languages.FIRST)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with so many decimals, rounded, as the locale writes it."""
        fraction = f".{'0' * decimals}" if decimals else ""
        return format_decimal(value, format=f"#,##0{fraction}", locale=_babel(self.locale))

    def percent(self, share: float) -> str:
        """A share (0 to 1) as a percentage without decimals."""
        return format_percent(share, locale=_babel(self.locale))

    def moment(
        self, at: datetime, zone: str, style: MomentStyle = MomentStyle.DATE_TIME, *, now: datetime | None = None
    ) -> str:
        """An aware instant in an IANA zone, as people say it: `Tue 24 Nov, 14:00`.

        Its year is said where it is another one than `now`, if that is given.
        """
        local = at.astimezone(ZoneInfo(zone))
        locale = _babel(self.locale)
        same = now is None or now.astimezone(ZoneInfo(zone)).year == local.year
        day = "EEE d MMM" if same else "EEE d MMM y"
        time = format_time(local, "HH:mm", locale=locale)
        match style:
            case MomentStyle.TIME:
                return time
            case MomentStyle.DATE:
                return format_date(local.date(), day, locale=locale)
            case MomentStyle.DATE_TIME:
                return f"{format_datetime(local, day, locale=locale)}, {time}"

    def day(self, day: date) -> str:
        """A day that may be months away, as people say it: `Thu 24 Dec 2026`."""
        return format_date(day, "EEE d MMM y", locale=_babel(self.locale))

    def near_day(self, day: date) -> str:
        """A day of these weeks, as moments say it: `Thu 24 Dec`."""
        return format_date(day, "EEE d MMM", locale=_babel(self.locale))

    def short_day(self, day: date) -> str:
        """A day of the last months, as briefly as it can be said: `12 Nov`."""
        return format_date(day, "d MMM", locale=_babel(self.locale))

    def weekday(self, day: date) -> str:
        """A day within the year, in full words: `Tuesday, 24 November`."""
        return format_date(day, "EEEE, d MMMM", locale=_babel(self.locale))

    def span(self, at: datetime, zone: str, style: MomentStyle = MomentStyle.DATE_TIME) -> Moment:
        """The same instant as a part of a message, shown in the reader's own zone where the platform can."""
        return Moment(at, style, zone, self.locale)

    def seconds(self, seconds: float) -> str:
        """A duration as people say it: `under 0.1 s`, `3.1 s`, `4 min`, `2 h`."""
        locale = _babel(self.locale)
        if seconds < 0.05:
            return self("under {n} s", n=format_decimal(0.1, locale=locale))
        if seconds < 60:
            return self("{n} s", n=format_decimal(round(seconds, 1), locale=locale))
        if seconds < 3600:
            return self("{n} min", n=round(seconds / 60))
        return self("{n} h", n=round(seconds / 3600, 1))
