"""CSV files as spreadsheets write and read them, and problems that name line and column."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from bot.people.refusal import Refused

LARGEST = 10_000_000
"""Bytes of a file that is read at most: far above any roster, and small enough to hold in memory."""

_SIGN = r"(?=[\s\"]*[=+\-@']|[\t\r])"
"""Before what a spreadsheet takes for a formula (owasp.org, CSV injection), or what we would take for a quoted one."""

_BETWEEN = r"([;\t\r\n](?:[^\S\t\r\n]|\")*)"
"""Where a spreadsheet that expects `;` or tabs between cells begins one in the middle of ours."""

_BEGINS, _BEGINS_WITHIN = re.compile(rf"\A{_SIGN}"), re.compile(rf"{_BETWEEN}(?=[=+\-@'])")
_QUOTED, _QUOTED_WITHIN = re.compile(rf"\A'{_SIGN}"), re.compile(rf"{_BETWEEN}'(?=[=+\-@'])")

_DELIMITERS = (",", ";", "\t")

Row = TypeVar("Row", bound=BaseModel)


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell, or in a line or the whole file, and what to do."""

    line: int
    column: str
    says: str

    def __str__(self) -> str:
        where = f"Line {self.line}" if self.line else "The file"
        return f"{where}, column {self.column}: {self.says}" if self.column else f"{where}: {self.says}"


class ImportRefused(Refused):
    """Nothing was imported; `problems` are all that was found, a sentence each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join([*map(str, problems), "Nothing was imported."]))
        self.problems = tuple(problems)


@dataclass
class Problems:
    """Collects what is wrong, so that all of it is told at once."""

    found: list[Problem] = field(default_factory=list)

    def add(self, line: int, column: str, says: str) -> None:
        self.found.append(Problem(line, column, says))

    def check(self) -> None:
        """Raise ImportRefused if anything was found, in the order of the lines."""
        if self.found:
            raise ImportRefused(sorted(self.found, key=lambda problem: problem.line))


@dataclass(frozen=True)
class Imported:
    """How many rows were new, and how many were there already and now are as the file says."""

    created: int
    updated: int


@dataclass(frozen=True)
class Sheet:
    """The lines of a file: the columns it has, and each line's number and cells."""

    columns: frozenset[str]
    lines: tuple[tuple[int, Mapping[str, str]], ...]


@dataclass(frozen=True)
class Line(Generic[Row]):
    """One line of a file; `broken` are columns whose cells are not understood, and stand empty in `row`."""

    number: int
    row: Row
    broken: frozenset[str] = frozenset()


def read_sheet(data: bytes, columns: Sequence[str], required: Sequence[str], problems: Problems) -> Sheet:
    """The lines of a CSV file in UTF-8, with `,`, `;` or tabs between cells; empty lines are passed over.

    A line that cannot be read goes to `problems`. Raises ImportRefused for what is no such file, for a column that is
    not known, and for one that is missing.
    """
    text = _text(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines: list[tuple[int, Mapping[str, str]]] = []
    header: list[str] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = [cell.strip().lower().replace(" ", "_") for cell in cells]
                _check_header(header, columns, required, problems)
                problems.check()
            elif len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
                problems.add(reader.line_num, "", f"There are {len(cells)} cells, but only {len(header)} columns.")
            else:
                lines.append((reader.line_num, dict(zip(header, map(_unquoted, cells), strict=False))))
    except csv.Error as error:
        problems.add(reader.line_num, "", f"This line cannot be read as CSV ({error}). Check its quotation marks.")
    if not header:
        problems.add(0, "", f"It is empty. The first line names the columns: {', '.join(columns)}.")
        problems.check()
    return Sheet(frozenset(header), tuple(lines))


class WrittenSheet:
    """A CSV file in UTF-8 with a byte order mark, which spreadsheets need, and no cell that they take for a formula.

    It is written piece by piece, so that of thousands of rows no more than some are held besides.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns
        self._out = io.StringIO(newline="")
        self._writer = csv.DictWriter(self._out, columns, lineterminator="\r\n")
        self._writer.writeheader()

    def add(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Writes these under the others."""
        for row in rows:
            self._writer.writerow({name: _quoted(row.get(name, "")) for name in self._columns})

    def data(self) -> bytes:
        """The file as it is so far."""
        return self._out.getvalue().encode("utf-8-sig")


def write_sheet(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Such a file of these rows."""
    sheet = WrittenSheet(columns)
    sheet.add(rows)
    return sheet.data()


def parse_rows(
    sheet: Sheet, model: type[Row], problems: Problems, context: Mapping[str, Any] | None = None
) -> list[Line[Row]]:
    """Each line as a row of the model; what does not fit goes to `problems`, one for each cell.

    `context` is what the model is checked by besides, such as the present.

    The rest of such a line is there as it was written, so that what it names can be looked up in the same round.
    """
    lines = []
    for number, cells in sheet.lines:
        written = {name: value.strip() for name, value in cells.items()}
        try:
            lines.append(Line(number, model.model_validate(written, context=context)))
        except ValidationError as error:
            broken: dict[str, Any] = {}
            for found in error.errors(include_input=False, include_url=False):
                column = str(found["loc"][0])
                broken[column] = ""
                problems.add(number, column, _sentence(str(found["msg"])))
            lines.append(Line(number, model.model_construct(**{**written, **broken}), frozenset(broken)))
    return lines


def parts(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several, with `;` between them."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def joined(values: Iterable[str]) -> str:
    """Several values as one cell."""
    return "; ".join(values)


def refuse_repeats(lines: Iterable[Line[Row]], columns: Sequence[str], between: str, problems: Problems) -> None:
    """Note, at the last of the columns, each line that says the same in all of them as an earlier one."""
    seen: dict[str, int] = {}
    for line in lines:
        if line.broken.isdisjoint(columns):
            key = between.join(getattr(line.row, column) for column in columns)
            first = seen.setdefault(key.casefold(), line.number)
            if first != line.number:
                problems.add(
                    line.number, columns[-1], f"“{key}” stands in line {first} already. Leave one of them out."
                )


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise ImportRefused([Problem(0, "", f"It is larger than {LARGEST // 1_000_000} MB. Split it.")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImportRefused([Problem(0, "", "It is not UTF-8. Save it as “CSV UTF-8”.")]) from None
    if "\0" in text:
        raise ImportRefused([Problem(0, "", "It is not a text file. Save it as “CSV UTF-8”.")])
    return text


def _delimiter(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=header.count)


def _check_header(header: list[str], columns: Sequence[str], required: Sequence[str], problems: Problems) -> None:
    for name in header:
        if name not in columns:
            problems.add(1, name, f"There is no such column. Use {', '.join(columns)}.")
    for name in sorted({name for name in header if header.count(name) > 1}):
        problems.add(1, name, "This column is there twice. Leave one out.")
    for name in required:
        if name not in header:
            problems.add(1, name, "This column is missing. Add it to the first line.")


def _quoted(value: str) -> str:
    return _BEGINS.sub("'", _BEGINS_WITHIN.sub(r"\1'", value))


def _unquoted(value: str) -> str:
    return _QUOTED_WITHIN.sub(r"\1", _QUOTED.sub("", value))


def _sentence(message: str) -> str:
    reason = message.removeprefix("Value error, ")
    reason = reason[:1].upper() + reason[1:]
    return reason if reason.endswith((".", "!", "?")) else f"{reason}."
