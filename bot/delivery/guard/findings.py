"""What the guard reports: kinds, places and masked previews, never the data itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MASK = "•••"
"""What stands for a finding in the masked text; the same for all, so that it tells nothing."""


class Kind(StrEnum):
    """What was found."""

    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"
    IBAN = "iban"
    NATIONAL_ID = "national_id"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data in a text, `text[start:end]`, and a preview by which its author knows which."""

    kind: Kind
    start: int
    end: int
    preview: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """All findings of a text in order, without overlaps, and the text with `MASK` in their places."""

    findings: tuple[Finding, ...]
    masked: str


@dataclass(frozen=True, slots=True)
class Span:
    """A finding's place in the folded text."""

    kind: Kind
    start: int
    end: int

    def preview(self, folded: str) -> str:
        """As little as lets the author find it: four digits of a card, two of others, a letter of an address."""
        found = folded[self.start : self.end]
        match self.kind:
            case Kind.EMAIL:
                return f"{found[0]}…@…"
            case Kind.CARD:
                return f"…{found[-4:]}"
            case Kind.IBAN:
                return f"{found[:2].upper()}…{found[-2:]}"
            case Kind.PHONE | Kind.NATIONAL_ID | Kind.REFERENCE:
                return f"…{found[-2:]}"


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, overlapping ones as one of the longer one's kind."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        last = result[-1] if result else None
        if last is None or last.end <= span.start:
            result.append(span)
        else:
            longer = max(last, span, key=lambda one: one.end - one.start)
            result[-1] = Span(longer.kind, last.start, max(last.end, span.end))
    return result
