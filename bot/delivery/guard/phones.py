"""Phone numbers: international ones, and national ones of a hundred countries at once."""

from functools import cache

import phonenumbers
from phonenumbers import PhoneMetadata

from bot.delivery.guard.groups import Number
from bot.delivery.guard.words import Sort, sort_of

MOST_PHONE_CHECKS = 2_000
"""Checks of phone numbers in one text; beyond, what merely looks like one counts as one."""
MOST_PHONE_DIGITS = 15
"""Digits with the country code (E.164)."""
_COUNTRIES = """
US GB DE FR ES IT PT NL BE LU CH AT IE DK NO SE FI IS EE LV LT PL CZ SK HU RO BG GR HR SI RS BA MK AL MD UA BY RU KZ GE
AM AZ TR CY MT IL LB JO SA AE QA KW BH OM IQ IR EG MA DZ TN LY NG GH KE TZ UG ET ZA ZW SN CI CM IN PK BD LK NP CN HK TW
JP KR SG MY ID PH TH VN KH MM AU NZ MX BR AR CL CO PE VE EC BO PY UY CR PA GT SV HN NI DO
"""
COUNTRIES = tuple(_COUNTRIES.split())
"""Those whose national formats are looked for (ISO 3166); US stands for all whose calling code is 1."""

_ZERO_LEFT_OUT = ("AR", "AU", "BR", "CN", "IN")
"""Where 0 is dialled at home before some numbers, but not written with the others."""
_ABROAD = ("00", "011", "0011", "010")
"""What people dial for "+" in most countries, North America, Australia and Japan."""


class PhoneChecks:
    """How many times the phone library may still be asked."""

    def __init__(self) -> None:
        self.left = MOST_PHONE_CHECKS

    def is_phone(self, text: str, region: str | None) -> bool:
        """Whether it is a number that somebody may have."""
        if self.left == 0:
            return True
        self.left -= 1
        try:
            return phonenumbers.is_valid_number(phonenumbers.parse(text, region))
        except phonenumbers.NumberParseException:
            return False


def is_international(number: Number, checks: PhoneChecks) -> bool:
    """Whether it begins with a plus, or what is dialled for it, and is valid somewhere."""
    if not 8 <= len(number.digits.lstrip("0")) <= MOST_PHONE_DIGITS + 1:
        return False
    if number.plus:
        return checks.is_phone(f"+{number.text[number.start : number.end]}", None)
    if number.digits[0] != "0":
        return False
    return any(
        checks.is_phone(f"+{number.digits.removeprefix(dialled)}", None)
        for dialled in _ABROAD
        if number.digits.startswith(dialled) and len(number.digits) > len(dialled) + 8
    )


def is_national(number: Number, checks: PhoneChecks) -> bool:
    """Whether it is written like a phone number and valid in one of the countries."""
    if number.plus or number.cut_out or not _is_written_like_one(number):
        return False
    return any(
        checks.is_phone(number.digits, region) for region in _regions(len(number.digits), number.digits[0] == "0")
    )


def is_said_to_be_one(number: Number) -> bool:
    """Whether a plus, 00 or the words before it make a phone number of what is valid nowhere."""
    digits = len(number.digits)
    if digits > MOST_PHONE_DIGITS + 2 or number.cut_out:
        return False
    return (
        (number.plus and digits >= 9) or (number.digits[:2] == "00" and digits >= 11) or sort_of(number) is Sort.PHONE
    )


def _is_written_like_one(number: Number) -> bool:
    digits, lengths = len(number.digits), number.lengths
    if 1 in number.lengths[2:] or digits > MOST_PHONE_DIGITS + 1:
        return False
    leading = number.digits[0] == "0" or number.before.endswith("(")
    if len(lengths) == 1:
        return digits >= 9 or (digits == 8 and sort_of(number) is not Sort.ORDER)
    if digits < 9 and (not number.evenly or sort_of(number) is Sort.ORDER):
        return leading and digits == 8 and number.before.endswith("(")
    if digits < 8:
        return False
    if leading:
        return True
    if len(lengths) == 2:
        return number.separators[0] in (" ", "-", "/", " - ") and (
            lengths == (4, 4) or (digits >= 9 and max(lengths) >= 5)
        )
    return number.evenly or max(lengths) > 2


@cache
def _regions(digits: int, from_zero: bool) -> tuple[str, ...]:
    """The countries some of whose numbers are written with so many digits, and with 0 in front or without."""
    return tuple(
        region
        for region in COUNTRIES
        if digits in _lengths(region) and (from_zero or not _is_dialled_from_zero(region) or region in _ZERO_LEFT_OUT)
    )


def _is_dialled_from_zero(region: str) -> bool:
    return phonenumbers.ndd_prefix_for_region(region, True) == "0"


@cache
def _lengths(region: str) -> frozenset[int]:
    """How many digits its numbers have as they are dialled at home."""
    known = PhoneMetadata.metadata_for_region(region)
    if known is None or known.general_desc is None:
        raise LookupError(f"The phone library does not know {region}.")
    trunk = phonenumbers.ndd_prefix_for_region(region, True) or ""
    # In some countries the way is dialled too: a carrier's code in Brazil, 15 in Argentina.
    more = (0, len(trunk), *((2, 3, 4) if known.national_prefix_transform_rule else ()))
    return frozenset(length + one for length in known.general_desc.possible_length for one in more)
