"""How typed places and numbers are read."""

import pytest

from bot.capabilities.setup.rules import read_days, read_zone
from schedules.calendar import InvalidCalendar


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/London", "Europe/London"),
        ("europe/london", "Europe/London"),
        (" manila ", "Asia/Manila"),
        ("New York", "America/New_York"),
        ("São Paulo", None),
        ("Buenos Aires", "America/Buenos_Aires"),
        ("UTC", "UTC"),
        ("", None),
        ("../etc/passwd", None),
    ],
)
def test_a_zone_is_read_by_its_name_or_city(typed: str, zone: str | None) -> None:
    if zone is None:
        with pytest.raises(InvalidCalendar):
            read_zone(typed)
    else:
        assert read_zone(typed) == zone


@pytest.mark.parametrize("typed", ["", "soon", "-1", "3651", "1.5"])
def test_what_is_no_number_of_days_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"days|invalid literal"):
        read_days(typed)


def test_a_number_of_days_is_read() -> None:
    assert [read_days(typed) for typed in ("0", " 30 ", "3650")] == [0, 30, 3650]
