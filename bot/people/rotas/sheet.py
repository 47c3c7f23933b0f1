"""Shifts as a CSV file, taken in as a whole or not at all."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from bot.people.rotas.instants import read_instant
from bot.people.rotas.taking import Planned
from bot.people.tabular.sheet import Line, Problems, parse_rows, read_sheet
from schedules.calendar import zone_named


def _wanted(value: str) -> str:
    if not value:
        raise ValueError("It is empty. Fill it in.")
    return value


def _zone(value: str) -> str:
    return zone_named(value).key if value else value


class ShiftRow(BaseModel):
    """One line: who works from when to when; `time_zone` holds for times that name none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: Annotated[str, AfterValidator(_wanted)]
    start: str
    end: str
    side: str = ""
    time_zone: Annotated[str, AfterValidator(_zone)] = ""


COLUMNS = tuple(ShiftRow.model_fields)
REQUIRED = tuple(name for name, field in ShiftRow.model_fields.items() if field.is_required())


def shifts_in(data: bytes) -> list[Planned]:
    """The lines of a file; raises ImportRefused with the line and column of all that is wrong."""
    problems = Problems()
    lines = parse_rows(read_sheet(data, COLUMNS, REQUIRED, problems), ShiftRow, problems)
    found = [
        Planned(
            line.number,
            line.row.person,
            line.row.side,
            _instant(line, "start", problems),
            _instant(line, "end", problems),
        )
        for line in lines
    ]
    for line in lines:
        if bool(line.row.start) != bool(line.row.end):
            column = "end" if line.row.start else "start"
            problems.add(line.number, column, "It is empty. Fill it in, or leave start and end empty for no shifts.")
    problems.check()
    return found


def _instant(line: Line[ShiftRow], column: str, problems: Problems) -> datetime | None:
    written: str = getattr(line.row, column)
    if not written or not line.broken.isdisjoint({column, "time_zone"}):
        return None
    try:
        return read_instant(written, line.row.time_zone)
    except ValueError as problem:
        problems.add(line.number, column, str(problem))
        return None
