"""The personal-data guard: finds what identifies a customer in free text that is about to cross sides.

What is found, and by which rule:

- e-mail addresses: a local part of at most 64 characters and a domain with a dot; in links too, and with `%40`.
- payment cards: 14 to 19 digits in one block or in groups by space or dash, with a card network's prefix and length
  and a right check digit (Luhn).
- IBANs: a country's prefix, its length and right check digits, in any grouping.
- phone numbers: international ones (`+` or `00`) that are valid somewhere; national ones only for the given countries,
  if written like a phone number: with the leading 0, an area code in brackets, or in three groups or more.
- national ids with a shape of their own and check digits: Brazil (000.000.000-00), France (15 digits), India
  (0000 0000 0000), Italy, Spain, United States (000-00-0000, which has no check digit).

Not reported: prices, dates, times, ids that begin with `#` or letters (`ZD-884213`), digits in links. Left out on
purpose are plain eight- to eleven-digit national ids, whose check digits one order number in ten would pass, and IP
addresses, which look like versions.
"""

from bot.delivery.guard.addresses import find_emails, find_ibans, find_lettered_ids, find_links
from bot.delivery.guard.findings import MASK, Finding, Inspection, Kind, Span, merged
from bot.delivery.guard.folding import fold
from bot.delivery.guard.numbers import MOST_PHONE_CHECKS, find_numbers

__all__ = ["MASK", "MOST_PHONE_CHECKS", "Finding", "Inspection", "Kind", "inspect"]


def inspect(text: str, regions: tuple[str, ...] = ()) -> Inspection:
    """What in the text is personal data, and the text with it masked.

    `regions` are the ISO 3166 countries whose national phone numbers are looked for. Takes time linear in the length.
    """
    folded, places = fold(text)
    links = find_links(folded)
    spans: list[Span] = [*find_emails(folded)]
    spans += _outside(links, [*find_ibans(folded), *find_lettered_ids(folded), *find_numbers(folded, regions)])
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
