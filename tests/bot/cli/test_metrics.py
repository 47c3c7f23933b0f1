"""`instep metrics`: a file of figures comes in as a whole or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from bot.cli import metrics
from bot.people.refusal import Refused
from bot.people.tabular.sheet import ImportRefused

Instep = Callable[..., Result]

GROUPS = (metrics,)
GOOD = (
    "metric,side,team,day,value,weight\n"
    "CSAT,internal,,2026-01-04,4.6,120\n"
    "CSAT,internal,Care,2026-01-04,4.65,60\n"
    "FCR,internal,,2026-01-04,71 %,\n"
)

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("bo"),
]


def test_a_file_comes_in_again_changes_nothing_and_a_changed_figure_says_so(instep: Instep) -> None:
    Path("week.csv").write_text(GOOD)
    dry = instep("metrics", "import", "week.csv", "--dry-run").output
    assert dry == (
        "Figures: 3 new.\n"
        "New metrics: CSAT, FCR. Say what they are with instep metrics define.\n"
        "Nothing was imported: this was a dry run.\n"
    )
    assert instep("metrics", "import", "week.csv").output == "".join(dry.splitlines(keepends=True)[:2])
    assert instep("metrics", "import", "week.csv").output == "Figures: 3 as before.\n"
    Path("week.csv").write_text(GOOD.replace("4.65", "4.7"))
    assert instep("metrics", "import", "week.csv").output == (
        "Figures: 1 replaced, 2 as before.\nCSAT of internal, Care on 2026-01-04: 4.7 instead of 4.65.\n"
    )
    assert instep("metrics", "list").output == (
        "CSAT, higher is better, 2 decimals: 2 figures, the last of 2026-01-04\n"
        "FCR in %, higher is better, 0 decimals: 1 figure, the last of 2026-01-04\n"
    )


def test_a_figure_is_said_in_full_and_none_is_less_than_nothing_by_nothing(instep: Instep) -> None:
    for value, says in (
        ("20260104", "new"),
        ("-0", ": 0 instead of 20260104."),
        ("999999999.5", "999999999.5 instead"),
    ):
        Path("week.csv").write_text(f"metric,side,day,value\nTickets,internal,2026-01-04,{value}\n")
        assert says in instep("metrics", "import", "week.csv").output


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("metric,side,date,value\n", "Line 1, column date: There is no such column"),
        ("metric,side,day\n", "Line 1, column value: This column is missing"),
        ("metric,side,day,value\nCSAT,internal,2026-01-04,4.6\ncsat,Internal,2026-01-04,4.7\n", "in line 2 already"),
        ("metric,side,day,value\nCSAT,internal,2026-01-04,high\n", "Line 2, column value: Write a number"),
        ("metric,side,day,value\nCSAT,internal,2026-01-04,nan\n", "Line 2, column value: Write a number"),
        ("metric,side,day,value\nCSAT,internal,4.1.2026,4.6\n", "Line 2, column day: Write a date"),
        ("metric,side,day,value\nCSAT,internal,2199-01-04,4.6\n", "Line 2, column day: This day is still to come"),
        ("metric,side,day,value\nCSAT,Nobody,2026-01-04,4.6\n", "Line 2, column side: There is no side “Nobody”"),
        ("metric,side,team,day,value\nCSAT,internal,X,2026-01-04,4\n", "Line 2, column team: internal has no team"),
        ("metric,side,day,value\nFCR,internal,2026-01-04,101%\n", "Line 2, column value: A percentage is from 0"),
        ("metric,side,day,value,weight\nFCR,internal,2026-01-04,1,many\n", "Line 2, column weight: Write a whole"),
        ("metric,side,day,value\n,internal,2026-01-04,1\n", "Line 2, column metric: A figure needs a name"),
        ("metric,side,day,value\n\u202e,internal,2026-01-04,1\n", "Line 2, column metric: A figure needs a name"),
    ],
)
def test_a_wrong_file_is_refused_with_line_and_column(instep: Instep, lines: str, says: str) -> None:
    Path("week.csv").write_text(lines)
    with pytest.raises(ImportRefused) as refused:
        instep("metrics", "import", "week.csv")
    assert says in str(refused.value)
    assert "no metrics" in instep("metrics", "list").output


def test_a_metric_is_defined_and_what_is_not_said_stays(instep: Instep) -> None:
    said = instep("metrics", "define", "Handling time", "--unit", "min", "--better", "lower").output
    assert said == "Handling time in min, lower is better, 1 decimal.\n"
    said = instep("metrics", "define", "handling  time", "--decimals", "2").output
    assert said == "Handling time in min, lower is better, 2 decimals.\n"
    assert instep("metrics", "define", "Handling time").output.endswith("2 decimals: as before.\n")
    with pytest.raises(Refused, match="neither higher nor lower"):
        instep("metrics", "define", "Handling time", "--better", "bigger")


def test_figures_are_deleted_by_side_and_day_and_the_metric_as_a_whole(instep: Instep) -> None:
    Path("week.csv").write_text(GOOD + "CSAT,internal,,2026-01-11,4.7,120\n")
    instep("metrics", "import", "week.csv")
    dry = instep("metrics", "delete", "csat", "--to", "2026-01-04", "--dry-run").output
    assert dry == "Would delete: 2 figures of CSAT.\nNothing was deleted: this was a dry run.\n"
    assert "CSAT, higher is better, 2 decimals: 3 figures" in instep("metrics", "list").output
    said = instep("metrics", "delete", "CSAT", "--side", "internal", "--from", "2026-01-05").output
    assert said == "Deleted: 1 figure of CSAT.\n"
    assert "2 figures, the last of 2026-01-04" in instep("metrics", "list").output
    said = instep("metrics", "delete", "CSAT").output
    assert said == "Deleted: 2 figures of CSAT, and the metric itself.\n"
    assert (
        instep("metrics", "list").output == "FCR in %, higher is better, 0 decimals: 1 figure, the last of 2026-01-04\n"
    )


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("Waiting",), "There is no metric “Waiting”"),
        (("CSAT", "--side", "Nobody"), "There is no side “Nobody”"),
        (("CSAT", "--from", "2026-01-04", "--to", "2026-01-03"), "2026-01-03 is before 2026-01-04"),
    ],
)
def test_what_is_not_there_is_not_deleted(instep: Instep, asked: tuple[str, ...], says: str) -> None:
    Path("week.csv").write_text(GOOD)
    instep("metrics", "import", "week.csv")
    with pytest.raises(Refused, match=says):
        instep("metrics", "delete", *asked)
    assert "2 figures" in instep("metrics", "list").output
