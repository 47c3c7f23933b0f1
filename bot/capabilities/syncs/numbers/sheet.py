"""Figures as a CSV file, taken in as a whole or not at all."""

import re
from datetime import date

from pydantic import BaseModel, ConfigDict

from bot.capabilities.syncs.numbers.defining import MOST_DECIMALS
from bot.capabilities.syncs.numbers.taking import Figure
from bot.people.tabular.sheet import Line, Problems, parse_rows, read_sheet

_NUMBER = re.compile(r"([+-]?\d{1,15}(?:\.(\d{1,15}))?)\s*(%?)", re.ASCII)
_WHOLE = re.compile(r"\d{1,15}", re.ASCII)


class FigureRow(BaseModel):
    """One line: which figure, of which side or team, for the days that end with `day`, resting on `weight` cases."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    metric: str
    side: str
    day: str
    value: str
    team: str = ""
    weight: str = ""


COLUMNS = ("metric", "side", "team", "day", "value", "weight")
REQUIRED = tuple(name for name, field in FigureRow.model_fields.items() if field.is_required())


def figures_in(data: bytes) -> tuple[list[Figure], Problems]:
    """The lines of a file, and what is wrong with them so far; raises ImportRefused for what is no such file."""
    problems = Problems()
    lines = parse_rows(read_sheet(data, COLUMNS, REQUIRED, problems), FigureRow, problems)
    return [_figure(line, problems) for line in lines], problems


def decimals_of(fraction: str) -> int:
    """How many decimals a figure is to be written with, by what stands behind its point."""
    return min(len(fraction.rstrip("0")), MOST_DECIMALS)


def _figure(line: Line[FigureRow], problems: Problems) -> Figure:
    row = line.row
    number = _NUMBER.fullmatch(row.value)
    if number is None:
        problems.add(line.number, "value", "Write a number like 4.6, with a point and no other signs than %.")
    return Figure(
        line.number,
        row.metric,
        row.side,
        row.team,
        _day(line, problems),
        float(number[1]) if number else None,
        _weight(line, problems),
        decimals_of(number[2] or "") if number else 0,
        percent=bool(number and number[3]),
    )


def _day(line: Line[FigureRow], problems: Problems) -> date | None:
    try:
        return date.fromisoformat(line.row.day)
    except ValueError:
        problems.add(line.number, "day", "Write a date like 2026-11-24.")
        return None


def _weight(line: Line[FigureRow], problems: Problems) -> int:
    if not line.row.weight:
        return 0
    if _WHOLE.fullmatch(line.row.weight) is None:
        problems.add(line.number, "weight", "Write a whole number: how many cases the figure rests on.")
        return 0
    return int(line.row.weight)
