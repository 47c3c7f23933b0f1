"""Takes figures in, all of a file or request or none: found, checked, kept once, and replaced where they changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.capabilities.syncs.numbers.defining import PERCENT, Definition, new_metric, spelled
from bot.capabilities.syncs.store.metrics import Key, brought, counted, metrics_by_word, teams_by_word
from bot.capabilities.syncs.store.tables import Metric, MetricValue
from bot.people import access, audit
from bot.people.access import EVERYTHING, Actor, Scope
from bot.people.model import SideKind
from bot.people.refusal import Refused
from bot.people.rotas.taking import managed_scope
from bot.people.sides import all_sides, unknown_side
from bot.people.tabular.sheet import ImportRefused, Problem, Problems
from bot.storage.sessions import Session

FARTHEST_EAST = timedelta(hours=14)
"""Ahead of UTC: a day that has begun nowhere yet is still to come."""

EARLIEST = date(2000, 1, 1)
"""A day before it is a slip."""

LARGEST = 1e9
"""The largest figure either way; what is larger is a slip as well."""

HEAVIEST = 1_000_000_000
"""Cases that a figure can rest on."""

MOST_LINES = 20_000
"""Figures in one file: whoever writes meanwhile waits for them."""


@dataclass(frozen=True)
class Figure:
    """One line of what somebody brings; what could not be read of it stands empty and is among the problems."""

    number: int
    metric: str
    side: str
    team: str
    day: date | None
    value: float | None
    weight: int = 0
    decimals: int = 1
    percent: bool = False


@dataclass(frozen=True)
class Replaced:
    """A figure that was another before."""

    metric: Metric
    side: str
    team: str
    day: date
    before: float
    now: float


@dataclass(frozen=True)
class Taken:
    """What an import did, or with a dry run would do."""

    new: int
    replaced: tuple[Replaced, ...]
    unchanged: int
    defined: tuple[str, ...]


@dataclass(frozen=True)
class _Found:
    """A line with what it means: side and team (0: the whole side) by inside id, the metric by its word."""

    figure: Figure
    word: str
    side_id: int
    team_id: int
    day: date
    value: float


async def take(
    session: Session,
    actor: Actor | None,
    figures: Sequence[Figure],
    definitions: Sequence[Definition],
    now: datetime,
    *,
    problems: Problems | None = None,
    dry_run: bool = False,
) -> Taken:
    """Have these be the figures of their sides, teams and days; the others stay as they are.

    Metrics that are not there yet are made, as `definitions` say them or else as they look. One that only others have
    figures of is treated as if it were not there, so that nobody learns of it; what it is stays as it is. Without an
    actor it is the operator. Raises ImportRefused with all that is wrong, added to `problems` if some was found before,
    and Refused for a definition that the actor may not change; then nothing is changed.
    """
    called = "number" if problems is None else "line"
    problems = problems or Problems()
    if len(figures) > MOST_LINES:
        raise ImportRefused([Problem(0, "", f"It has more than {MOST_LINES:,} figures. Split it.")])
    scope = managed_scope(actor)
    there = await metrics_by_word(session)
    metrics = await _seen(session, scope, there)
    made = _defined(actor, definitions, metrics)
    found = await _find(session, scope, figures, now, problems)
    _define_by_use(found, metrics, made)
    _check_percentages(found, metrics | made, problems)
    _refuse_twice(found, problems, called)
    problems.check()
    if actor is not None:
        for side_id in {one.side_id for one in found}:
            access.require(actor, access.may_bring_figures, side_id)
    known = await _known(session, scope, found, metrics)
    taken = _compared(found, metrics | made, metrics, known)
    if dry_run:
        return taken
    for definition in definitions:
        if (metric := metrics.get(definition.name.casefold())) is not None:
            definition.put_into(metric)
    session.add_all(metric for word, metric in made.items() if word not in there)
    await session.flush()
    _keep(session, found, made | there, known, now)
    await session.flush()
    await audit.record(
        session,
        actor,
        "import_metrics",
        "metric",
        "",
        at=now,
        new=taken.new,
        replaced=len(taken.replaced),
        unchanged=taken.unchanged,
    )
    return taken


async def _seen(session: Session, scope: Scope, there: dict[str, Metric]) -> dict[str, Metric]:
    """Those that somebody of this scope knows: all, or those of which their own sides have figures."""
    if scope == EVERYTHING:
        return there
    own = await counted(session, scope)
    return {word: metric for word, metric in there.items() if metric.id in own}


def _defined(
    actor: Actor | None, definitions: Sequence[Definition], metrics: Mapping[str, Metric]
) -> dict[str, Metric]:
    """The metrics that are new by their definitions; whoever changes one that is there must be allowed to."""
    made = {}
    for definition in definitions:
        metric = metrics.get(definition.name.casefold())
        if metric is None:
            made[definition.name.casefold()] = new_metric(definition)
        elif definition.changes(metric):
            access.require(actor, access.may_define_figures)
    return made


async def _find(
    session: Session, scope: Scope, figures: Sequence[Figure], now: datetime, problems: Problems
) -> list[_Found]:
    """The lines that mean something; what does not goes to `problems`."""
    known = await all_sides(session, scope)
    sides = {side.name.casefold(): side.id for side in known}
    if (internal := next((side for side in known if side.kind is SideKind.INTERNAL), None)) is not None:
        sides.setdefault(SideKind.INTERNAL, internal.id)
    teams = await teams_by_word(session, scope)
    tomorrow = (now + FARTHEST_EAST).date() + timedelta(days=1)
    found = []
    for one in figures:
        before = len(problems.found)
        word = _word(one, problems)
        side_id = sides.get(one.side.strip().casefold())
        team_id = 0
        if side_id is None:
            problems.add(one.number, "side", unknown_side(scope, one.side) if one.side else "It is empty. Fill it in.")
        elif one.team:
            team_id = teams.get((side_id, one.team.strip().casefold()), 0)
            if not team_id:
                problems.add(one.number, "team", f"{one.side} has no team “{one.team}”. Leave it out for the side.")
        if one.day is not None and not EARLIEST <= one.day < tomorrow:
            says = "This day is still to come." if one.day >= tomorrow else "This day is too long ago."
            problems.add(one.number, "day", f"{says} Write the last day that the figure is of.")
        if one.value is not None and abs(one.value) > LARGEST:
            problems.add(one.number, "value", f"A figure is at most {LARGEST:,.0f}.")
        if not 0 <= one.weight <= HEAVIEST:
            problems.add(one.number, "weight", f"Write how many cases it rests on, up to {HEAVIEST:,}, or nothing.")
        if len(problems.found) == before and side_id is not None and one.day is not None and one.value is not None:
            # No figure is -0.
            found.append(_Found(one, word, side_id, team_id, one.day, one.value or 0.0))
    return found


def _word(one: Figure, problems: Problems) -> str:
    try:
        return spelled(one.metric).casefold()
    except Refused as refused:
        problems.add(one.number, "metric", str(refused))
        return ""


def _define_by_use(found: Sequence[_Found], metrics: Mapping[str, Metric], made: dict[str, Metric]) -> None:
    """Metrics that nobody has defined are made as their figures are written."""
    undefined: dict[str, list[Figure]] = {}
    for one in found:
        if one.word not in metrics and one.word not in made:
            undefined.setdefault(one.word, []).append(one.figure)
    for word, figures in undefined.items():
        unit = PERCENT if any(one.percent for one in figures) else None
        definition = Definition(spelled(figures[0].metric), unit)
        made[word] = new_metric(definition, decimals=max(one.decimals for one in figures))


def _check_percentages(found: Sequence[_Found], metrics: Mapping[str, Metric], problems: Problems) -> None:
    for one in found:
        unit = metrics[one.word].unit
        if one.figure.percent and unit != PERCENT:
            says = f"{metrics[one.word].name} is no percentage here, so leave out the %."
            problems.add(one.figure.number, "value", says)
        elif unit == PERCENT and not 0 <= one.value <= 100:
            says = "A percentage is from 0 to 100. Give the figure another unit if it can be more."
            problems.add(one.figure.number, "value", says)


def _refuse_twice(found: Sequence[_Found], problems: Problems, called: str) -> None:
    seen: dict[tuple[str, int, int, date], int] = {}
    for one in found:
        first = seen.setdefault((one.word, one.side_id, one.team_id, one.day), one.figure.number)
        if first != one.figure.number:
            says = f"The same metric, side, team and day stand in {called} {first} already. Leave one of them out."
            problems.add(one.figure.number, "day", says)


async def _known(
    session: Session, scope: Scope, found: Sequence[_Found], metrics: Mapping[str, Metric]
) -> Mapping[Key, MetricValue]:
    ids = {metrics[one.word].id for one in found if one.word in metrics}
    if not ids:
        return {}
    days = [one.day for one in found]
    return await brought(session, scope, ids, min(days), max(days))


def _compared(
    found: Sequence[_Found],
    metrics: Mapping[str, Metric],
    old: Mapping[str, Metric],
    known: Mapping[Key, MetricValue],
) -> Taken:
    new, unchanged, replaced = 0, 0, []
    for one in found:
        row = known.get(_key(one, metrics)) if one.word in old else None
        if row is None:
            new += 1
        elif (row.value, row.weight) == (one.value, one.figure.weight):
            unchanged += 1
        else:
            side, team = one.figure.side.strip(), one.figure.team.strip()
            replaced.append(Replaced(metrics[one.word], side, team, one.day, row.value, one.value))
    return Taken(new, tuple(replaced), unchanged, tuple(sorted(metrics[word].name for word in metrics.keys() - old)))


def _keep(
    session: Session,
    found: Sequence[_Found],
    metrics: Mapping[str, Metric],
    known: Mapping[Key, MetricValue],
    now: datetime,
) -> None:
    """Writes what is new; a figure that is corrected counts as known since it first came."""
    for one in found:
        row = known.get(_key(one, metrics))
        if row is not None:
            row.value, row.weight = one.value, one.figure.weight
            continue
        session.add(
            MetricValue(
                metric_id=metrics[one.word].id,
                side_id=one.side_id,
                team_id=one.team_id,
                day=one.day,
                value=one.value,
                weight=one.figure.weight,
                brought_at=now,
            )
        )


def _key(one: _Found, metrics: Mapping[str, Metric]) -> Key:
    return metrics[one.word].id, one.side_id, one.team_id, one.day
