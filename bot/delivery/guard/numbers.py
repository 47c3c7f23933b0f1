"""Cards, phone numbers, national ids and reference numbers among the groups of digits of a text.

The digits are read once, as groups. From each group at most `MOST_GROUPS` neighbours are joined and tried, the longest
first, so that the effort grows with the number of groups and not faster.
"""

from collections.abc import Iterator, Sequence

from bot.delivery.guard.cards import FEWEST_CARD_DIGITS, is_card, is_national_id
from bot.delivery.guard.findings import Kind, Span
from bot.delivery.guard.groups import FEWEST_DIGITS, GROUP, Number, numbers_from
from bot.delivery.guard.ordinary import is_amount, is_in_thousands, is_ordinary
from bot.delivery.guard.phones import PhoneChecks, is_international, is_national, is_said_to_be_one
from bot.delivery.guard.references import is_called_one, is_reference

_INNER = frozenset("-/.")


def find_numbers(text: str) -> Iterator[Span]:
    """All that is made of digits. Cards come first: what stands beside them is never read with them."""
    groups = [found.span() for found in GROUP.finditer(text)]
    checks = PhoneChecks()
    between: list[tuple[int, int]] = []
    place = 0
    while place < len(groups):
        beginning = numbers_from(text, groups, place, FEWEST_CARD_DIGITS)
        card = next((number for number in beginning if is_card(number)), None)
        if card is None:
            between.append(groups[place])
            place += 1
            continue
        yield from _others(text, between, checks)
        yield Span(Kind.CARD, card.start, card.end)
        between = []
        place += len(card.groups)
    yield from _others(text, between, checks)


def _others(text: str, groups: list[tuple[int, int]], checks: PhoneChecks) -> Iterator[Span]:
    """All that is no card."""
    place = 0
    while place < len(groups):
        numbers = numbers_from(text, groups, place, FEWEST_DIGITS)
        if numbers and numbers[0].named:
            place += _named(numbers[0])
            continue
        judged = _judge(numbers, checks)
        if judged is None:
            place += _in_thousands(numbers)
            continue
        kind, number = judged
        yield Span(kind, number.begins, number.end)
        place += len(number.groups)


def _named(number: Number) -> int:
    """How many groups belong to what has a name: all three of RMA-020-7946-0018."""
    inner = 0
    while inner < len(number.separators) and number.separators[inner] in _INNER:
        inner += 1
    return inner + 1


def _in_thousands(numbers: Sequence[Number]) -> int:
    """How many groups belong to an amount, so that its end is not read alone; 1 if it is none."""
    return next((len(number.groups) for number in numbers if is_in_thousands(number) and is_amount(number)), 1)


def _judge(numbers: Sequence[Number], checks: PhoneChecks) -> tuple[Kind, Number] | None:
    """What of that which begins at one place is personal: the longest that is sure, or the longest said to be."""
    for number in numbers:
        if is_national_id(number):
            return Kind.NATIONAL_ID, number
    personal = [number for number in numbers if not is_ordinary(number)]
    for number in personal:
        if is_called_one(number):
            return Kind.REFERENCE, number
        if is_international(number, checks) or is_national(number, checks):
            return Kind.PHONE, number
        if is_reference(number):
            return Kind.REFERENCE, number
    said = next((number for number in personal if is_said_to_be_one(number)), None)
    return (Kind.PHONE, said) if said is not None else None
