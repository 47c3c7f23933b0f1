"""Long reference numbers: nine digits or more in a row or in even groups, such as those of customers and contracts."""

from bot.delivery.guard.groups import Number
from bot.delivery.guard.words import Sort, sort_of

FEWEST_DIGITS = 9
"""Digits in a reference number: fewer are those of orders and amounts, and of too many things to tell whose."""


def is_called_one(number: Number) -> bool:
    """Whether the words before it say that it is a contract's or a customer's, and it begins like no phone's."""
    if (
        len(number.digits) < FEWEST_DIGITS
        or number.cut_out
        or number.plus
        or number.digits[0] == "0"
        or number.before.endswith("(")
    ):
        return False
    return sort_of(number) is Sort.CONTRACT


def is_reference(number: Number) -> bool:
    """Whether it is one block, or grouped like a reference."""
    if len(number.digits) < FEWEST_DIGITS or number.plus:
        return False
    return len(number.groups) == 1 or (not number.cut_out and _is_evenly_grouped(number))


def _is_evenly_grouped(number: Number) -> bool:
    if not number.evenly or number.separators[0] not in (" ", "-", "/", "."):
        return False
    first, *inner, last = number.lengths
    if min(first, *inner, last) > 1 and max(number.lengths) >= 6:
        return True
    return first >= 3 and set(inner) <= {first} and last <= first + 1
