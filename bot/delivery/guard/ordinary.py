"""What numbers of a story usually are: dates, times, amounts, ranges, lists, versions and addresses of computers."""

import unicodedata
from itertools import pairwise

from bot.delivery.guard.groups import FIRST_SPACELESS, Number

# Currencies as people write them beside an amount: before or after it, and after it alone.
_CODES = """
EUR USD GBP CHF SEK NOK DKK ISK PLN CZK HUF RON BGN RUB UAH TRY INR PKR BDT PHP ARS CLP COP MXN BRL IDR MYR THB VND JPY
CNY RMB KRW HKD SGD AUD CAD NZD ZAR NGN KES EGP AED SAR ILS Rp Rs RM R kr Kr KR Kč zł lei eur usd
"""
_WORDS = """
euro euros dollar dollars pounds fr francs franken kronor kroner korun złotych zloty ft forint лв руб рублей грн lira tl
rupees rupiah lakh crore taka piso pesos reais baht đ đồng yen yuan nis rand naira shillings dirham dirhams riyal
million millionen millions millones milioni miljoner thousand tausend
"""
_BESIDE = frozenset(_CODES.split())
_AFTER = frozenset(_WORDS.split())
_GLUED = ("円", "元", "원", "万", "만", "บาท")
_LONGEST_WORD = max(map(len, _AFTER))


def is_ordinary(number: Number) -> bool:
    """Whether it is something else than the number of a person, a contract or a phone."""
    return is_date(number) or is_amount(number) or _is_range(number) or _is_address(number) or _is_count(number)


def is_date(number: Number) -> bool:
    """Whether it holds a date such as 24.11.2026, 24.11.-26.11.2026, 2026-11-24, 24/11/26 14-15 or 20261124."""
    groups, separators = number.groups, (*number.separators, "")
    if len(groups) < 3:
        return len(groups) == 1 and _is_compact_date(number.digits)
    if any(_are_date(*groups[first : first + 3]) for first in range(len(groups) - 2)):
        return True
    # With two digits of the year only where nothing else goes on in the same way.
    *first, last = groups[:3]
    same = separators[0] == separators[1] != separators[2] and separators[0] in ("/", ".", "-")
    return same and len(last) == 2 and _are_date(*first, f"20{last}")


def _are_date(*groups: str) -> bool:
    match tuple(len(group) for group in groups):
        case (1 | 2, 1 | 2, 4):
            day, month, year = (int(group) for group in groups)
        case (4, 1 | 2, 1 | 2):
            year, month, day = (int(group) for group in groups)
        case _:
            return False
    return 1900 <= year <= 2099 and 1 <= min(day, month) <= 12 and 1 <= max(day, month) <= 31


def _is_compact_date(digits: str) -> bool:
    """20261124, with or without hours, minutes and seconds, and 24112026."""
    if len(digits) == 8 and digits[0] in "0123" and _are_date(digits[:2], digits[2:4], digits[4:]):
        return True
    if len(digits) not in (8, 12, 14) or not _are_date(digits[:4], digits[4:6], digits[6:8]):
        return False
    hours, minutes, seconds = (int(digits[place : place + 2] or 0) for place in (8, 10, 12))
    return hours < 24 and minutes < 60 and seconds < 60


def is_amount(number: Number) -> bool:
    """Whether it is money, has decimals, or is written like a great number: 12 345 678, 1.250.000.000."""
    if number.decimal or _is_money(number):
        return True
    if number.separators == (".",) and (number.lengths[0] < 3 or number.digits[0] != "0"):
        return True
    if not is_in_thousands(number):
        return False
    return number.lengths[0] == 1 or len(number.digits) < 9 or number.digits.endswith("000")


def is_in_thousands(number: Number) -> bool:
    """Whether its groups are those of a great number."""
    first, *others = number.lengths
    return (
        first <= 3
        and set(others) == {3}
        and number.digits[0] != "0"
        and number.evenly
        and number.separators[0] in (" ", ".")
    )


def _is_money(number: Number) -> bool:
    after = number.text[number.end : number.end + _LONGEST_WORD + 2].lstrip()
    before = number.text[max(0, number.begins - 6) : number.begins].rstrip(" (.")
    if any(unicodedata.category(sign) == "Sc" for sign in before[-1:] + after[:1]) or after.startswith(_GLUED):
        return True
    follows, precedes = _first_word(after), _first_word(before[::-1])[::-1]
    return follows in _BESIDE or precedes in _BESIDE or follows.casefold() in _AFTER


def _first_word(text: str) -> str:
    for place, character in enumerate(text):
        if not character.isalpha() or character >= FIRST_SPACELESS:
            return text[:place]
    return text


def _is_range(number: Number) -> bool:
    """Whether it goes from one round number, year or time to the next: 10000-15000, 2024/2025, 0900-1730."""
    if len(number.groups) == 1 or max(number.lengths) > 5:
        return False
    values = [int(group) for group in number.groups]
    if set(number.lengths) == {4} and all(1900 <= value <= 2099 for value in values):
        return True
    if len(values) > 2:
        return number.digits[0] != "0" and all(value % 100 == 0 for value in values)
    begins, ends = values
    if number.digits[0] != "0" and begins % 10 == ends % 10 == 0:
        return True
    if number.lengths != (4, 4):
        return False
    counted_in_a_year = number.separators == (" ",) and 1900 <= begins <= 2099
    return counted_in_a_year or all(value < 2400 and value % 100 < 60 and value % 5 == 0 for value in values)


def _is_address(number: Number) -> bool:
    """Whether it is the address of a computer, 192.168.100.200, or a version, 1.20.300.4000."""
    if len(number.groups) < 4 or set(number.separators) != {"."} or number.digits[0] == "0":
        return False
    return number.lengths[0] == 1 or (len(number.groups) == 4 and all(int(group) < 256 for group in number.groups))


def _is_count(number: Number) -> bool:
    """Whether it goes up by the same step, as rooms and sizes do: 101 102 103, 38 40 42 44."""
    if len(number.groups) < 3 or max(number.lengths) > 4:
        return False
    values = [int(group) for group in number.groups]
    steps = {later - earlier for earlier, later in pairwise(values)}
    return steps == {1} or (len(values) > 3 and len(steps) == 1 and min(steps) > 0)
