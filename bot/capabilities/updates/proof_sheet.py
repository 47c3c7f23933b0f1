"""The receipt as a sheet: one line for each side, team, version, question, channel and person, all of it in front."""

from collections.abc import Iterator
from datetime import datetime

from pydantic import BaseModel

from bot.capabilities.updates.elsewhere.answers import Receipt
from bot.people.tabular.sheet import write_sheet

MEDIA_TYPE = "text/csv; charset=utf-8"

COLUMNS = (
    "record",
    "version",
    "side",
    "team",
    "channel",
    "platform",
    "person",
    "state",
    "cause",
    "what",
    "remedy",
    "attempts",
    "released_at",
    "sent_at",
    "promised",
    "delivered",
    "failed",
    "unconfirmed",
    "pending",
    "first_to_last_seconds",
    "sides_apart_seconds",
    "expected",
    "noted",
    "provisional",
    "others",
    "median_seconds",
    "partners_behind_seconds",
    "noted_at",
    "question",
    "asks",
    "answered",
    "wrong_at_first",
)


def sheet_of(receipt: Receipt) -> bytes:
    """The receipt as CSV; instants in UTC, what a spreadsheet would take for a formula as text."""
    return write_sheet(COLUMNS, _lines(receipt))


def _lines(receipt: Receipt) -> Iterator[dict[str, str]]:
    whole = _cells("update", receipt.delivery)
    behind = receipt.partners_behind_seconds
    yield whole | {"version": str(receipt.version), "partners_behind_seconds": _cell(behind)}
    rows = (
        ("side", receipt.sides),
        ("team", receipt.teams),
        ("version", receipt.versions),
        ("question", receipt.checks),
        ("channel", receipt.channels),
        ("person", receipt.people),
    )
    for record, models in rows:
        for model in models:
            yield _cells(record, model)


def _cells(record: str, model: BaseModel) -> dict[str, str]:
    values = {name: _cell(getattr(model, name)) for name in type(model).model_fields}
    return {"record": record, **{column: values.get(column, "") for column in COLUMNS[1:]}}


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.isoformat()
    return str(value)
