"""The address under which a workforce tool sends who works when."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from bot.asked import Answer, Strict, Text
from bot.capability import Acting, Asked, Declined, EndpointOffer, Why, declined_import
from bot.people.model import Role
from bot.people.rotas.instants import read_instant
from bot.people.rotas.tables import LONGEST_SOURCE
from bot.people.rotas.taking import Planned, take
from bot.people.tabular.sheet import ImportRefused, Problems
from bot.people.tokens import Purpose

MOST_AT_ONCE = 500
"""Shifts in one request, which fit its size."""

LONGEST_PERSON = 320
LONGEST_SIDE = 120


def _filled(value: str) -> str:
    if not value:
        raise PydanticCustomError("text", "It is empty. Fill it in.")
    return value


def _instant(value: Any) -> Any:
    try:
        return read_instant(value) if isinstance(value, str) else value
    except ValueError as problem:
        raise PydanticCustomError("instant", "{says}", {"says": str(problem)}) from None


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise PydanticCustomError("date", "Write a date like 2026-11-24.") from None


Instant = Annotated[datetime, BeforeValidator(_instant, json_schema_input_type=str)]
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=date)]


class NewShift(Strict):
    """Who works from when to when; without both times the person has no shift in all of the days."""

    person: Annotated[Text, AfterValidator(_filled)] = Field(
        max_length=LONGEST_PERSON,
        description="A help-desk id as in the roster's column desk (zendesk/4711), an e-mail, an id, or a name.",
    )
    side: Text = Field(default="", max_length=LONGEST_SIDE, description="The person's side, where a name needs it.")
    start: Instant | None = Field(
        default=None, description="With its offset or zone: 2026-11-24T09:00+08:00, 2026-11-24 09:00 Asia/Manila."
    )
    end: Instant | None = Field(default=None, description="The same; on the next day for a shift over midnight.")


class NewShifts(Strict):
    """All shifts of some people, from the first day to the last; what was known of them for these days is replaced."""

    shifts: Annotated[list[NewShift], Field(min_length=1, max_length=MOST_AT_ONCE)]
    source: Text = Field(default="API", max_length=LONGEST_SOURCE, description="What people are told it came from.")
    first_day: Day | None = Field(default=None, description="The day of the earliest shift, if it is not said.")
    last_day: Day | None = Field(default=None, description="The day of the latest shift, if it is not said.")
    dry_run: bool = Field(default=False, description="Say what would change, and change nothing.")


class TakenShifts(Answer):
    """What has changed, or with a dry run would."""

    first_day: date
    last_day: date
    people: int
    new: int
    changed: int
    gone: int
    unchanged: int


async def shifts(acting: Acting, asked: Asked) -> TakenShifts:
    """Takes shifts in, of people whom whoever asks manages."""
    body = asked.body
    assert isinstance(body, NewShifts)
    if not acting.actor.may_somewhere(Role.MANAGER):
        raise Declined(acting.t("Only managers bring in shifts. Make a token for one of them."), Why.NOT_ALLOWED)
    try:
        taken = await take(
            acting.session,
            acting.actor,
            _planned(body.shifts),
            body.source,
            acting.now,
            first=body.first_day,
            last=body.last_day,
            dry_run=body.dry_run,
        )
    except ImportRefused as refused:
        raise declined_import(refused, "shifts") from None
    return TakenShifts(
        first_day=taken.first,
        last_day=taken.last,
        people=taken.people,
        new=taken.new,
        changed=taken.changed,
        gone=taken.gone,
        unchanged=taken.unchanged,
    )


def _planned(asked: Sequence[NewShift]) -> Sequence[Planned]:
    problems = Problems()
    for number, one in enumerate(asked):
        if (one.start is None) != (one.end is None):
            missing = "end" if one.end is None else "start"
            problems.add(number, missing, "It is missing. Say both, or neither for a person without a shift.")
    problems.check()
    return [Planned(number, one.person, one.side, one.start, one.end) for number, one in enumerate(asked)]


ENDPOINTS = (
    EndpointOffer(
        "POST",
        "/shifts",
        "Bring in who works when",
        frozenset({Purpose.SHIFTS}),
        shifts,
        TakenShifts,
        body=NewShifts,
    ),
)
