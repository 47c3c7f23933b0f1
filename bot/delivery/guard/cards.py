"""Payment cards and national ids made of digits, by their prefixes, lengths and check digits."""

from stdnum import luhn
from stdnum.br import cpf
from stdnum.fr import nir
from stdnum.in_ import aadhaar
from stdnum.us import ssn

from bot.delivery.guard.groups import MOST_DIGITS, Number

FEWEST_CARD_DIGITS = 14
"""Digits of the shortest cards in use, those of Diners Club."""

# Prefixes and lengths of the networks (ISO/IEC 7812; the networks' published ranges).
_NETWORKS: tuple[tuple[int, int, frozenset[int]], ...] = (
    (4, 4, frozenset({16, 19})),  # Visa
    (51, 55, frozenset({16})),  # Mastercard
    (2221, 2720, frozenset({16})),
    (34, 34, frozenset({15})),  # American Express
    (37, 37, frozenset({15})),
    (300, 305, frozenset({14, 16, 19})),  # Diners Club
    (3095, 3095, frozenset({14, 16, 19})),
    (36, 36, frozenset({14, 16, 19})),
    (38, 39, frozenset({14, 16, 19})),
    (3528, 3589, frozenset({16, 17, 18, 19})),  # JCB
    (6011, 6011, frozenset({16, 17, 18, 19})),  # Discover
    (644, 659, frozenset({16, 17, 18, 19})),
    (62, 62, frozenset({16, 17, 18, 19})),  # UnionPay
    (81, 82, frozenset({16, 17, 18, 19})),  # UnionPay, RuPay
    (50, 50, frozenset({16, 17, 18, 19})),  # Maestro
    (56, 58, frozenset({16, 17, 18, 19})),
    (60, 69, frozenset({16, 17, 18, 19})),
    (2200, 2204, frozenset({16, 17, 18, 19})),  # Mir
)


def is_card(number: Number) -> bool:
    """Whether it is in one block or in groups by one sign, with a network's prefix and length and right check digit."""
    digits = number.digits
    if not FEWEST_CARD_DIGITS <= len(digits) <= MOST_DIGITS:
        return False
    if not number.evenly or not set(number.separators) <= {" ", "-", ".", "/"}:
        return False
    if number.separators and number.lengths[0] not in (4, 6):
        return False
    return _has_a_network(digits) and luhn.is_valid(digits)


def _has_a_network(digits: str) -> bool:
    return any(
        low <= int(digits[: len(str(low))]) <= high and len(digits) in lengths for low, high, lengths in _NETWORKS
    )


def is_national_id(number: Number) -> bool:
    """Whether it has the shape and the check digits of a Brazilian, French, Indian or United States' id."""
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
