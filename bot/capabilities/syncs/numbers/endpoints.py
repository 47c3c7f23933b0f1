"""The address under which programs send figures."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from bot.asked import Answer, Strict, Text
from bot.capabilities.syncs.agenda.posting import follow_figures
from bot.capabilities.syncs.kinds import Better
from bot.capabilities.syncs.numbers.defining import LONGEST_NAME, LONGEST_UNIT, MOST_DECIMALS, Definition, spelled
from bot.capabilities.syncs.numbers.sheet import decimals_of
from bot.capabilities.syncs.numbers.taking import HEAVIEST, LARGEST, Figure, Taken, take
from bot.capability import Acting, Asked, Declined, EndpointOffer, Why, declined_import
from bot.people.model import Role
from bot.people.refusal import Refused
from bot.people.tabular.sheet import ImportRefused
from bot.people.tokens import Purpose

MOST_AT_ONCE = 500
"""Figures in one request, which fit its size."""

LONGEST_WORD = 120
"""Characters of a side's or team's name."""

MOST_DEFINED = 50
"""Definitions in one request."""


def _named(value: str) -> str:
    try:
        return spelled(value)
    except Refused as refused:
        raise PydanticCustomError("text", "{says}", {"says": str(refused)}) from None


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise PydanticCustomError("date", "Write a date like 2026-11-24.") from None


def _better(value: Any) -> Any:
    try:
        return Better(value) if isinstance(value, str) else value
    except ValueError:
        raise PydanticCustomError("better", "Write higher or lower.") from None


Name = Annotated[Text, AfterValidator(_named)]
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=date)]


class NewMetric(Strict):
    """What a figure is; what is left out stays as it is, or goes without saying."""

    name: Name = Field(max_length=LONGEST_NAME)
    unit: Text | None = Field(default=None, max_length=LONGEST_UNIT, description="Written after the number: %, min.")
    better: Annotated[Better, BeforeValidator(_better)] | None = Field(
        default=None, description="Whether a higher or a lower figure is the better one; higher if nobody says."
    )
    decimals: int | None = Field(default=None, ge=0, le=MOST_DECIMALS)


class NewFigure(Strict):
    """A figure of a side, or of one of its teams."""

    metric: Name = Field(max_length=LONGEST_NAME, description="Its name, like CSAT; one that is new is made.")
    side: Text = Field(min_length=1, max_length=LONGEST_WORD, description="`internal`, or a partner's name.")
    team: Text = Field(default="", max_length=LONGEST_WORD, description="A team of the side; none for the whole side.")
    day: Day = Field(description="The last day that the figure is of.")
    value: float = Field(ge=-LARGEST, le=LARGEST, allow_inf_nan=False)
    weight: int = Field(default=0, ge=0, le=HEAVIEST, description="How many cases it rests on; 0: nobody knows.")


class NewFigures(Strict):
    """Figures that hold from now on for their sides, teams and days; all others stay."""

    figures: Annotated[list[NewFigure], Field(min_length=1, max_length=MOST_AT_ONCE)]
    metrics: Annotated[list[NewMetric], Field(max_length=MOST_DEFINED)] = Field(default=[])
    dry_run: bool = Field(default=False, description="Say what would change, and change nothing.")


class ReplacedFigure(Answer):
    """A figure that was another before."""

    metric: str
    side: str
    team: str
    day: date
    before: float
    now: float


class TakenFigures(Answer):
    """What has changed, or with a dry run would."""

    new: int
    unchanged: int
    replaced: list[ReplacedFigure]


async def metrics(acting: Acting, asked: Asked) -> TakenFigures:
    """Takes figures in, of sides that whoever asks manages."""
    body = asked.body
    assert isinstance(body, NewFigures)
    if not acting.actor.may_somewhere(Role.MANAGER):
        raise Declined(acting.t("Only managers bring in figures. Make a token for one of them."), Why.NOT_ALLOWED)
    definitions = [Definition(one.name, one.unit, one.better, one.decimals) for one in body.metrics]
    try:
        taken = await take(
            acting.session, acting.actor, _figures(body.figures), definitions, acting.now, dry_run=body.dry_run
        )
    except ImportRefused as refused:
        raise declined_import(refused, "figures") from None
    except Refused as refused:
        raise Declined(str(refused), Why.NOT_ALLOWED, "metrics") from None
    if not body.dry_run and (taken.new or taken.replaced):
        await follow_figures(acting.session, acting.outbox)
    return _answer(taken)


def _figures(asked: Sequence[NewFigure]) -> Sequence[Figure]:
    return [
        Figure(number, one.metric, one.side, one.team, one.day, one.value, one.weight, _decimals(one.value))
        for number, one in enumerate(asked)
    ]


def _decimals(value: float) -> int:
    return decimals_of(f"{value:.{MOST_DECIMALS}f}".partition(".")[2])


def _answer(taken: Taken) -> TakenFigures:
    replaced = [
        ReplacedFigure(
            metric=one.metric.name, side=one.side, team=one.team, day=one.day, before=one.before, now=one.now
        )
        for one in taken.replaced
    ]
    return TakenFigures(new=taken.new, unchanged=taken.unchanged, replaced=replaced)


ENDPOINTS = (
    EndpointOffer(
        "POST",
        "/metrics",
        "Bring in figures for the agendas of syncs",
        frozenset({Purpose.METRICS}),
        metrics,
        TakenFigures,
        body=NewFigures,
    ),
)
