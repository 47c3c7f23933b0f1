"""Cards, phone numbers and national ids among the groups of digits of a text.

The digits are read once, as groups. From each group at most `MOST_GROUPS` neighbours are joined and tried, the longest
first, so that the effort grows with the number of groups and not faster.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from stdnum import luhn
from stdnum.br import cpf
from stdnum.fr import nir
from stdnum.in_ import aadhaar
from stdnum.us import ssn

from bot.delivery.guard.findings import Kind, Span

MOST_GROUPS = 8
"""Groups in one number: a French id has seven, a phone number with country code and pairs seven at the most."""
MOST_DIGITS = 19
"""Digits in one number: the longest payment card (ISO/IEC 7812-1)."""
FEWEST_DIGITS = 7
"""Digits in one number: the shortest national phone number with its area code."""
MOST_PHONE_CHECKS = 2_000
"""Checks of phone numbers in one text; beyond, what merely looks like one counts as one."""

GROUP = re.compile(r"\d++", re.ASCII)
_SEPARATOR = re.compile(r"[ ().\-/]{1,3}")
_MONEY = ("EUR", "USD", "GBP", "CHF", "PHP", "INR", "SEK", "NOK", "DKK", "PLN", "JPY", "KR")

# Prefixes and lengths of the networks (ISO/IEC 7812; the networks' published ranges).
_NETWORKS: tuple[tuple[int, int, frozenset[int]], ...] = (
    (4, 4, frozenset({16, 19})),
    (51, 55, frozenset({16})),
    (2221, 2720, frozenset({16})),
    (34, 34, frozenset({15})),
    (37, 37, frozenset({15})),
    (300, 305, frozenset({14})),
    (36, 36, frozenset({14})),
    (38, 39, frozenset({14})),
    (3528, 3589, frozenset({16, 17, 18, 19})),
    (6011, 6011, frozenset({16, 17, 18, 19})),
    (644, 659, frozenset({16, 17, 18, 19})),
    (62, 62, frozenset({16, 17, 18, 19})),
)


@dataclass(frozen=True, slots=True)
class _Number:
    """Neighbouring groups of digits, and what stands between and around them."""

    text: str
    start: int
    end: int
    groups: tuple[str, ...]
    separators: tuple[str, ...]

    @property
    def digits(self) -> str:
        return "".join(self.groups)

    @property
    def lengths(self) -> tuple[int, ...]:
        return tuple(len(group) for group in self.groups)

    @property
    def before(self) -> str:
        return self.text[max(0, self.start - 2) : self.start]

    @property
    def named(self) -> bool:
        """Whether it is the number of something: #12345, ZD-884213."""
        return self.before.endswith("#") or (self.before[-1:] == "-" and self.before[:1].isalpha())

    @property
    def cut_out(self) -> bool:
        """Whether it is a part of something longer, such as a version, a decimal or a date."""
        after = self.text[self.end : self.end + 2]
        return (self.before[:1].isdigit() and self.before[-1:] in (".", ",", "/", "-")) or (
            after[:1] in (".", "/", "-") and after[1:].isdigit()
        )


class _PhoneChecks:
    """How many times the phone library may still be asked."""

    def __init__(self) -> None:
        self.left = MOST_PHONE_CHECKS

    def is_phone(self, text: str, region: str | None) -> bool:
        if self.left == 0:
            return True
        self.left -= 1
        try:
            return phonenumbers.is_valid_number(phonenumbers.parse(text, region))
        except phonenumbers.NumberParseException:
            return False


def find_numbers(text: str, regions: tuple[str, ...]) -> Iterator[Span]:
    """Cards, phone numbers and national ids that are made of digits."""
    groups = [found.span() for found in GROUP.finditer(text)]
    checks = _PhoneChecks()
    first = 0
    while first < len(groups):
        for number in _numbers_from(text, groups, first):
            span = _judge(number, regions, checks)
            if span is not None:
                yield span
                first += len(number.groups)
                break
        else:
            first += 1


def _numbers_from(text: str, groups: list[tuple[int, int]], first: int) -> list[_Number]:
    """What begins with that group, longest first; nothing where it is the tail of a word."""
    start = groups[first][0]
    if text[start - 1 : start].isalnum() or text[start - 1 : start] == "_":
        return []
    found: list[_Number] = []
    pieces: list[str] = []
    separators: list[str] = []
    digits = 0
    for begin, end in groups[first : first + MOST_GROUPS]:
        if pieces:
            separator = text[groups[first + len(pieces) - 1][1] : begin]
            if len(separator) > 3 or _SEPARATOR.fullmatch(separator) is None:
                break
            separators.append(separator)
        digits += end - begin
        if digits > MOST_DIGITS:
            break
        pieces.append(text[begin:end])
        if digits >= FEWEST_DIGITS and not (text[end : end + 1].isalnum() or text[end : end + 1] == "_"):
            found.append(_Number(text, start, end, tuple(pieces), tuple(separators)))
    return found[::-1]


def _judge(number: _Number, regions: tuple[str, ...], checks: _PhoneChecks) -> Span | None:
    if _is_card(number):
        return Span(Kind.CARD, number.start, number.end)
    if number.named:
        return None
    if _is_national_id(number):
        return Span(Kind.NATIONAL_ID, number.start, number.end)
    plus = number.before.rstrip("(").endswith("+")
    start = number.start - len(number.before) + number.before.find("+") if plus else number.start
    if _is_international(number, start, checks) or (not plus and _is_national(number, regions, checks)):
        return Span(Kind.PHONE, start, number.end)
    return None


def _is_card(number: _Number) -> bool:
    digits = number.digits
    if len(digits) < 14 or not set(number.separators) <= {" ", "-"} or len(set(number.separators)) > 1:
        return False
    if number.separators and number.lengths[0] != 4:
        return False
    known = any(
        low <= int(digits[: len(str(low))]) <= high and len(digits) in lengths for low, high, lengths in _NETWORKS
    )
    return known and luhn.is_valid(digits)


def _is_national_id(number: _Number) -> bool:
    match number.lengths, number.separators:
        case (3, 2, 4), ("-", "-"):
            return bool(ssn.is_valid("-".join(number.groups)))
        case (3, 3, 3, 2), (".", ".", "-"):
            return bool(cpf.is_valid(number.digits))
        case (4, 4, 4), (" ", " ") | ("-", "-"):
            return bool(aadhaar.is_valid(number.digits))
        case ((15,), ()) | ((1, 2, 2, 2, 3, 3, 2), _) | ((13, 2), _):
            return bool(nir.is_valid(number.digits))
        case _:
            return False


def _is_international(number: _Number, start: int, checks: _PhoneChecks) -> bool:
    written = number.text[start : number.end]
    if start == number.start:
        if not number.digits.startswith("00"):
            return False
        written = "+" + written[2:]
    return 8 <= len(number.digits.lstrip("0")) <= 15 and checks.is_phone(written, None)


def _is_national(number: _Number, regions: tuple[str, ...], checks: _PhoneChecks) -> bool:
    digits = number.digits
    if not FEWEST_DIGITS <= len(digits) <= 13 or number.cut_out or _is_date(number) or _is_money(number):
        return False
    bracket = number.before.endswith("(")
    if not (bracket or (digits[0] == "0" and len(digits) >= 9) or len(number.groups) >= 3):
        return False
    written = number.text[number.start - bracket : number.end]
    return any(
        (digits[0] == "0" or phonenumbers.ndd_prefix_for_region(region, True) != "0")
        and checks.is_phone(written, region)
        for region in regions
    )


def _is_date(number: _Number) -> bool:
    """Whether it begins like 24.11.2026 or 2026-11-24."""
    match number.lengths[:3]:
        case (1 | 2, 1 | 2, 4):
            day, month, year = (int(group) for group in number.groups[:3])
        case (4, 1 | 2, 1 | 2):
            year, month, day = (int(group) for group in number.groups[:3])
        case _:
            return False
    return 1900 <= year <= 2099 and 1 <= min(day, month) <= 12 and max(day, month) <= 31


def _is_money(number: _Number) -> bool:
    follows = number.text[number.end : number.end + 4].lstrip()
    beside = number.before.rstrip()[-1:] + follows[:1]
    return any(unicodedata.category(sign) == "Sc" for sign in beside) or follows.upper().startswith(_MONEY)
