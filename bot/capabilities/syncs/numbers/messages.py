"""What is said of figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bot.capabilities.syncs.kinds import Better
from bot.capabilities.syncs.numbers.figures import Mean, Standing
from bot.chat.message import Context, Fact, Facts, Headline, Inline, Message, Part, Picture, Plain, paragraph, plain
from bot.chat.texts import Texts
from bot.drawing import FEWEST_IN_A_TREND, MARKS, bars

TOGETHER = 20
"""Figures in one list."""

SPACE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Known:
    """What a metric is."""

    name: str
    unit: str
    better: Better
    decimals: int


@dataclass(frozen=True)
class Row:
    """A metric as one viewpoint sees it: the whole, and sides (or teams of one) by their names, in their order.

    `picture` is the address of their trend, where there is one.
    """

    metric: Known
    whole: Mean | None
    sides: tuple[tuple[str, Standing], ...]
    metric_id: int = 0
    picture: str = ""


def parts(rows: Sequence[Row], t: Texts) -> tuple[Part, ...]:
    """The figures with their changes, then the trends in words."""
    if not rows:
        return ()
    facts = [Fact(row.metric.name, _value(row, t)) for row in rows]
    shown = [Facts(tuple(facts[start : start + TOGETHER])) for start in range(0, len(facts), TOGETHER)]
    return (*shown, *(_trend(row, line, t) for row in rows if (line := trend_line(row, t))))


def listed(rows: Sequence[Row], since: date, t: Texts) -> Message:
    """All figures that somebody may see, for them alone."""
    title = t("Numbers")
    if not rows:
        text = t(
            "There are no figures of your side yet. Its managers bring them in with {command}, or a program does.",
            command="instep metrics import",
        )
        return Message(text, (Headline(title), paragraph(text)), t.locale)
    compared = any(
        (row.whole is not None and row.whole.before is not None) or any(one.before is not None for _, one in row.sides)
        for row in rows
    )
    against = (Context(plain(t("Changes are since {day}.", day=t.weekday(since)))),) if compared else ()
    return Message(title, (Headline(title), *parts(rows, t), *against), t.locale)


def trend_line(row: Row, t: Texts) -> str:
    """The last figures of each side as a row of bars, and in words; what is the same of all sides is said once."""
    drawn = [one for one in row.sides if len(one[1].trend) >= FEWEST_IN_A_TREND]
    if len(drawn) < 2 or len({(len(one.trend), one.trend[0].day) for _, one in drawn}) > 1:
        return " · ".join(_trends(row, drawn, t))
    values = drawn[0][1].trend
    return t.n(
        "{metric}, {n} figure since {day}: {sides}",
        "{metric}, {n} figures since {day}: {sides}",
        len(values),
        metric=row.metric.name,
        day=t.short_day(values[0].day),
        sides=" · ".join(_trends_alike(row, drawn, t)),
    )


def _trend(row: Row, line: str, t: Texts) -> Part:
    if not row.picture:
        return Context(plain(line))
    return Picture(row.picture, t("The trend of {metric}, as the words beside it say", metric=row.metric.name), line)


def trend_in_words(standing: Standing, metric: Known, t: Texts) -> str:
    """From where to where it went, over how many figures."""
    values = standing.trend
    return t.n(
        "{first} to {last} over {n} figure since {day}",
        "{first} to {last} over {n} figures since {day}",
        len(values),
        first=written(values[0].value, metric, t),
        last=written(values[-1].value, metric, t),
        day=t.short_day(values[0].day),
    )


def written(value: float, metric: Known, t: Texts) -> str:
    """A figure with its unit."""
    return f"{t.number(_rounded(value, metric), metric.decimals)}{SPACE + metric.unit if metric.unit else ''}"


def _rounded(value: float, metric: Known) -> float:
    """As people round it, halves up: 4.65 is 4.7, of which a computer's own number is a little off."""
    return float(Decimal(str(value)).quantize(Decimal(1).scaleb(-metric.decimals), ROUND_HALF_UP))


def _trends(row: Row, drawn: Sequence[tuple[str, Standing]], t: Texts) -> Iterator[str]:
    for side, (_, standing) in zip(_marked(row, drawn), drawn, strict=True):
        drawn_as, words = _bars(standing), trend_in_words(standing, row.metric, t)
        yield t("{metric}, {side}: {bars} {words}", metric=row.metric.name, side=side, bars=drawn_as, words=words)


def _trends_alike(row: Row, drawn: Sequence[tuple[str, Standing]], t: Texts) -> Iterator[str]:
    for side, (_, standing) in zip(_marked(row, drawn), drawn, strict=True):
        first, last = (written(standing.trend[at].value, row.metric, t) for at in (0, -1))
        yield t("{side} {bars} {first} to {last}", side=side, bars=_bars(standing), first=first, last=last)


def _marked(row: Row, drawn: Sequence[tuple[str, Standing]]) -> Iterator[str]:
    """The names of the sides, with the marks of their lines where there is a picture."""
    marks = dict(zip((name for name, one in drawn if not one.latest.team_id), MARKS, strict=False))
    for name, _ in drawn:
        yield f"{marks[name]} {name}" if row.picture and len(drawn) > 1 and name in marks else name


def _bars(standing: Standing) -> str:
    return bars([one.value for one in standing.trend])


def _value(row: Row, t: Texts) -> Inline:
    spans: list[Plain] = []
    if row.whole is not None:
        whole, before = row.whole, row.whole.before
        spans += [Plain(t("All together")), Plain(" ")]
        spans += _figure(whole.value, before, whole.day if whole.dated else None, row.metric, t)
    for name, one in row.sides:
        spans += [Plain(" · ")] if spans else []
        spans += [Plain(t.apart(name)), Plain(" ")]
        before = one.before.value if one.before is not None else None
        spans += _figure(one.latest.value, before, one.latest.day if one.dated else None, row.metric, t)
    return tuple(spans)


def _figure(value: float, before: float | None, day: date | None, metric: Known, t: Texts) -> Iterator[Plain]:
    yield Plain(written(value, metric, t), bold=True)
    if day is not None:
        yield Plain(" " + t("of {day}", day=t.short_day(day)))
    if before is not None:
        yield Plain(" " + _change(value, before, metric, t))


def _change(value: float, before: float, metric: Known, t: Texts) -> str:
    """By how much, as it is written, and whether that is better: an arrow alone says nothing of that."""
    change = _rounded(value, metric) - _rounded(before, metric)
    by = t.number(abs(change), metric.decimals)
    if by == t.number(0, metric.decimals):
        return t("as last time")
    if (change > 0) == (metric.better is Better.HIGHER):
        return t("▲ {by} better", by=by) if change > 0 else t("▼ {by} better", by=by)
    return t("▲ {by} worse", by=by) if change > 0 else t("▼ {by} worse", by=by)
