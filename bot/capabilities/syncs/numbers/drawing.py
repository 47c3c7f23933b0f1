"""The trend of a figure as a small picture, legible on light and on dark ground."""

import io
from collections.abc import Sequence

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

Point = tuple[int, float]
"""A figure: the ordinal of its day, and its value."""


def picture(lines: Sequence[Sequence[Point]]) -> bytes:
    """A PNG with a line for each side, all on one scale; the ground is whatever is behind it."""
    scaled = SIZE * DRAWN_AT
    image = Image.new("RGBA", (scaled, scaled), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    days = [day for line in lines for day, _ in line]
    values = [value for line in lines for _, value in line]
    first, last, low, high = min(days), max(days), min(values), max(values)
    room = SIZE - 2 * MARGIN

    def at(point: Point) -> tuple[float, float]:
        along = (point[0] - first) / (last - first) if last > first else 0.5
        up = (point[1] - low) / (high - low) if high > low else 0.5
        return (MARGIN + along * room) * DRAWN_AT, (SIZE - MARGIN - up * room) * DRAWN_AT

    # The first is drawn last, over the others: it is the reader's own.
    for line, colour in reversed(list(zip(lines, _colours(len(lines)), strict=True))):
        points = [at(point) for point in line]
        draw.line(points, colour, WIDTH * DRAWN_AT, joint="curve")
        x, y = points[-1]
        radius = LATEST * DRAWN_AT
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), colour)
    out = io.BytesIO()
    image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _colours(count: int) -> list[str]:
    return [COLOURS[number % len(COLOURS)] for number in range(count)]
