"""The picture of a trend, and the row of bars that says the same in words."""

import io

import pytest
from PIL import Image, ImageColor

from bot.drawing import COLOURS, SIZE, bars, picture


@pytest.mark.parametrize("lines", [1, 4])
def test_lines_stand_out_from_light_and_dark_ground(lines: int) -> None:
    drawn = Image.open(io.BytesIO(picture([[(1, 4.0), (8, 4.0 + line), (15, 4.2)] for line in range(lines)])))
    assert drawn.getpixel((0, 0)) == (0, 0, 0, 0)

    def light(colour: str) -> float:
        parts = [one / 255 for one in ImageColor.getrgb(colour)[:3]]
        linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colour in COLOURS:
        for ground in ("#ffffff", "#1a1d21", "#292929"):
            low, high = sorted((light(colour), light(ground)))
            assert (high + 0.05) / (low + 0.05) >= 3


def test_what_is_not_known_is_a_gap_in_the_line_and_among_the_bars() -> None:
    whole, broken = ([(place, 1.0) for place in range(9)] for _ in range(2))
    drawn = [Image.open(io.BytesIO(picture([[*line]]))) for line in (whole, [*broken[:3], None, *broken[4:]])]
    at_the_gap = (SIZE // 2 - SIZE // 11, SIZE // 2)
    assert [one.getpixel(at_the_gap) != (0, 0, 0, 0) for one in drawn] == [True, False]
    assert bars([2.0, None, 4.0]) == "▁·█" and bars([3.0, 3.0]) == "▅▅"


def test_what_stands_between_two_gaps_is_seen() -> None:
    lone = Image.open(io.BytesIO(picture([[(0, 1.0), None, (2, 1.0), None, (4, 1.0)]])))
    assert lone.getpixel((SIZE // 2, SIZE // 2)) != (0, 0, 0, 0)
    assert lone.getpixel((SIZE // 3, SIZE // 2)) == (0, 0, 0, 0)
