"""The personal-data guard: finds what identifies a customer in free text that is about to cross sides.

What is found, and by which rule:

- e-mail addresses: a local part of at most 64 characters and a domain with a dot; in links too, and with `%40`.
- payment cards: 14 to 19 digits in one block or in groups by one sign, with a card network's prefix and length and a
  right check digit (Luhn).
- bank accounts: IBANs with a country's prefix, its length and right check digits, in any grouping.
- phone numbers: international ones (`+`, `00` and the like), and national ones of a hundred countries at once, as a
  customer may be of any: written like a phone number (with the leading 0, an area code in brackets, in groups, eight
  digits in a row) and valid in one of them, or with a word such as "call" or "Handy" before seven digits or more.
- national ids with a shape of their own and check digits: Brazil (000.000.000-00), France (15 digits), India
  (0000 0000 0000), Italy, Spain, United States (000-00-0000, which has no check digit).
- long reference numbers: nine digits or more in a row, in even groups (1234-5678-9012), or in any after a word such as
  "contract" or "customer". Whoever has such a number in another system has the person.

Not reported: amounts, dates, times, ranges and lists, versions and addresses of computers; orders of up to eight digits
and ids that begin with `#` or letters (`ZD-884213`), which say nothing outside of the team's own tools; digits in
links. Shapes that would alarm on ordinary words are left out on purpose: seven digits without
a word for a phone, numbers spelled digit by digit, and codes of letters and digits such as passports.
"""

from bot.delivery.guard.addresses import find_emails, find_ibans, find_lettered_ids, find_links
from bot.delivery.guard.findings import MASK, Finding, Inspection, Kind, Span, merged
from bot.delivery.guard.folding import fold
from bot.delivery.guard.numbers import find_numbers
from bot.delivery.guard.phones import MOST_PHONE_CHECKS

__all__ = ["MASK", "MOST_PHONE_CHECKS", "Finding", "Inspection", "Kind", "inspect"]


def inspect(text: str) -> Inspection:
    """What in the text is personal data, and the text with it masked.

    Takes time linear in the length.
    """
    folded, places = fold(text)
    links = find_links(folded)
    spans: list[Span] = [*find_emails(folded)]
    spans += _outside(links, [*find_ibans(folded), *find_lettered_ids(folded), *find_numbers(folded)])
    findings = tuple(
        Finding(span.kind, places[span.start], places[span.end - 1] + 1, span.preview(folded)) for span in merged(spans)
    )
    return Inspection(findings, _mask(text, findings))


def _outside(links: list[tuple[int, int]], spans: list[Span]) -> list[Span]:
    """The spans that touch no link."""
    kept = []
    remaining = iter(links)
    link = next(remaining, None)
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        while link is not None and link[1] <= span.start:
            link = next(remaining, None)
        if link is None or span.end <= link[0]:
            kept.append(span)
    return kept


def _mask(text: str, findings: tuple[Finding, ...]) -> str:
    pieces = []
    done = 0
    for finding in findings:
        pieces += [text[done : finding.start], MASK]
        done = finding.end
    return "".join([*pieces, text[done:]])
