"""The trend of a figure: as a small picture, legible on light and on dark ground, and as a row of bars."""

import io
from collections.abc import Sequence
from itertools import groupby

from PIL import Image, ImageDraw

SIZE = 176
"""Pixels each way: twice the 88 of a picture beside words on Slack, for dense screens."""

MARGIN = 20
DRAWN_AT = 3
"""The picture is drawn so many times larger and made smaller, so that its lines are smooth."""

COLOURS = ("#2f81d6", "#d9730d", "#2e9e5b", "#a259c4")
"""Of the lines, in their order; each has a contrast of 3 to light and dark grounds (w3.org/TR/WCAG22, 1.4.11)."""

WIDTH = 7
LATEST = 9
"""Radius of the point that stands for the latest figure."""

FEWEST_IN_A_TREND = 3
"""With two there is only the change that is written anyway."""

MOST_LINES = 4
"""Lines in one picture: of more none can be followed."""

MARKS = ("🟦", "🟧", "🟩", "🟪")
"""The colours of the lines, in their order, for the words beside a picture."""

BARS = "▁▂▃▄▅▆▇█"

GAP = "·"
"""In place of a bar that is not known."""

Point = tuple[int, float]
"""A figure: where it stands along the line, such as the ordinal of its day, and its value."""


def bars(values: Sequence[float | None]) -> str:
    """A bar for each figure, the lowest of them at the bottom; None is a gap."""
    known = [one for one in values if one is not None]
    low, high = min(known), max(known)
    steps = len(BARS) - 1

    def bar(value: float) -> str:
        return BARS[round((value - low) / (high - low) * steps) if high > low else len(BARS) // 2]

    return "".join(GAP if one is None else bar(one) for one in values)


def picture(lines: Sequence[Sequence[Point | None]]) -> bytes:
    """A PNG with a line for each side, all on one scale; None breaks a line. The ground is whatever is behind it."""
    scaled = SIZE * DRAWN_AT
    image = Image.new("RGBA", (scaled, scaled), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    known = [point for line in lines for point in line if point is not None]
    places, values = [place for place, _ in known], [value for _, value in known]
    first, last, low, high = min(places), max(places), min(values), max(values)
    room = SIZE - 2 * MARGIN

    def at(point: Point) -> tuple[float, float]:
        along = (point[0] - first) / (last - first) if last > first else 0.5
        up = (point[1] - low) / (high - low) if high > low else 0.5
        return (MARGIN + along * room) * DRAWN_AT, (SIZE - MARGIN - up * room) * DRAWN_AT

    # The first is drawn last, over the others: it is the reader's own.
    for line, colour in reversed(list(zip(lines, _colours(len(lines)), strict=True))):
        for stretch in _stretches(line):
            points = [at(point) for point in stretch]
            draw.line(points, colour, WIDTH * DRAWN_AT, joint="curve")
            # What stands by itself is a point as wide as the line; the latest figure is a larger one.
            latest = stretch[-1] is line[-1]
            if latest or len(stretch) == 1:
                (x, y), radius = points[-1], (LATEST if latest else WIDTH / 2) * DRAWN_AT
                draw.ellipse((x - radius, y - radius, x + radius, y + radius), colour)
    out = io.BytesIO()
    image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _stretches(line: Sequence[Point | None]) -> list[list[Point]]:
    """The parts of a line between its gaps."""
    return [
        [point for point in some if point is not None]
        for known, some in groupby(line, key=lambda point: point is not None)
        if known
    ]


def _colours(count: int) -> list[str]:
    return [COLOURS[number % len(COLOURS)] for number in range(count)]
