"""E-mail addresses, IBANs and national ids that have letters, each in one pass over the folded text."""

import re
from collections.abc import Iterator
from functools import lru_cache

from stdnum import iban, numdb
from stdnum.es import dni, nie
from stdnum.it import codicefiscale

from bot.delivery.guard.findings import Kind, Span
from bot.delivery.guard.groups import FIRST_SPACELESS, joins

LONGEST_LOCAL_PART = 64
"""Characters before the @ (RFC 5321, 4.5.3.1.1)."""
LONGEST_IBAN = 34
"""Characters (ISO 13616)."""

# Possessive or bounded repeats only: nothing is tried twice.
LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]++", re.IGNORECASE)
MAIL_DOMAIN = re.compile(
    r"(?<=[\w+'-])(?:@|%40)(?:[^\W_](?:[\w-]{0,62})\.){1,8}"
    # A domain in Latin letters ends where words of a script without spaces go on.
    r"(?:xn--[a-z0-9-]{2,59}|[a-z]{2,24}(?![a-z0-9_])|[^\W\d_]{2,24}(?!\w))",
    re.IGNORECASE,
)
IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ -]?[A-Za-z0-9])", re.ASCII)
LETTERED_ID = re.compile(
    r"(?<![\w-])(?:(?P<italy>[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z])|(?P<spain>(?:[XYZ]-?\d{7}|\d{8})-?[A-Z]))(?![\w-])",
    re.ASCII | re.IGNORECASE,
)

_LOCAL = re.compile(r"[\w.+%'=-]")
_FILES = ("png", "jpg", "jpeg", "gif", "svg", "webp", "pdf")


def find_links(text: str) -> list[tuple[int, int]]:
    """Where the web links are."""
    return [found.span() for found in LINK.finditer(text)]


def find_emails(text: str) -> Iterator[Span]:
    """E-mail addresses, found by what follows the @ and read backwards from it."""
    for found in MAIL_DOMAIN.finditer(text):
        # A picture in two sizes, logo@2x.png, is no address.
        if found[0].lower().endswith(_FILES):
            continue
        start = found.start()
        earliest = max(0, start - LONGEST_LOCAL_PART)
        latin = False
        while start > earliest and _LOCAL.match(text[start - 1]) and not (latin and text[start - 1] >= FIRST_SPACELESS):
            start -= 1
            latin |= text[start].isalpha() and text[start] < FIRST_SPACELESS
        # In a link the local part begins after the last "=".
        start += text[start : found.start()].rfind("=") + 1
        if start < found.start():
            yield Span(Kind.EMAIL, start, found.end())


def find_ibans(text: str) -> Iterator[Span]:
    """IBANs, of exactly their country's length and with right check digits."""
    for found in IBAN_START.finditer(text):
        length = _iban_length(found[0][:2].upper())
        end = _end_of(text, found.start(), length) if length else None
        if end is not None and iban.is_valid(text[found.start() : end], check_country=False):
            yield Span(Kind.IBAN, found.start(), end)


def find_lettered_ids(text: str) -> Iterator[Span]:
    """Italian and Spanish ids with right check letters."""
    for found in LETTERED_ID.finditer(text):
        if any(country.is_valid(found[0]) for country in ((codicefiscale,) if found["italy"] else (dni, nie))):
            yield Span(Kind.NATIONAL_ID, *found.span())


@lru_cache(maxsize=1024)
def _iban_length(country: str) -> int:
    """Characters of that country's IBANs, 0 if it has none."""
    facts = dict(numdb.get("iban").info(country)[0][1])
    return 4 + sum(int(part) for part in re.findall(r"\d+", facts["bban"])) if "bban" in facts else 0


def _end_of(text: str, start: int, length: int) -> int | None:
    """Where so many letters and digits end, with single spaces or dashes between them; None if they are fewer."""
    place = start
    for number in range(length):
        if number and text[place : place + 1] in (" ", "-"):
            place += 1
        character = text[place : place + 1]
        if not (character.isascii() and character.isalnum()):
            return None
        place += 1
    follows = text[place : place + 1]
    return None if joins(follows) else place
