"""The instants of a rota as workforce tools write them: with an offset, or local in a zone that is named."""

import re
from datetime import UTC, datetime, timedelta

from schedules.calendar import InvalidCalendar, instant_of, zone_named

YEARS = range(2000, 2100)
"""What a date can mean: one outside is a slip."""

LONGEST_SHIFT = timedelta(hours=24)
"""A longer one is two, or a mistyped date."""

HOW = "Write a date and time with its zone, like 2026-11-24T09:00+08:00 or 2026-11-24 09:00 Asia/Manila."

_ZONED = re.compile(r"(?P<local>\S+(?:[ T]\d\S*)?)\s*(?:\[(?P<bracketed>[^\]]+)\]|\s(?P<named>[A-Za-z]\S*))")


def read_instant(text: str, zone: str = "") -> datetime:
    """The UTC instant that is written; `zone` holds where the text names none. Raises ValueError with a sentence."""
    text = text.strip()
    zoned = _ZONED.fullmatch(text)
    if zoned is not None:
        text, zone = zoned["local"], zoned["bracketed"] or zoned["named"]
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(HOW) from None
    if read.year not in YEARS or len(text) < len("2026-11-24T09:00"):
        raise ValueError(HOW if read.year in YEARS else f"Write a year from {YEARS.start} to {YEARS.stop - 1}.")
    if read.utcoffset() is not None:
        return read.astimezone(UTC)
    if not zone:
        raise ValueError(HOW)
    try:
        return instant_of(read, zone_named(zone))
    except InvalidCalendar as problem:
        raise ValueError(str(problem)) from None
