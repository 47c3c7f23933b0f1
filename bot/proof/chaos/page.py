"""The ledger as one page with everything in it: no script, and nothing that is fetched from anywhere."""

from jinja2 import Environment, PackageLoader

from bot.proof.chaos.judge import Judgement, Wrong
from bot.proof.chaos.ledger import Ledger, counted, doubts, failure, machine, mishaps, terms

LISTED = 12
"""Remarkable deliveries of a round that the page shows; wrong ones come first."""


def as_page(ledger: Ledger) -> str:
    """The page as HTML."""
    environment = Environment(
        loader=PackageLoader("bot.proof.chaos"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html").render(
        ledger=ledger,
        machine=machine(),
        counted=counted,
        doubts=doubts,
        mishaps=mishaps,
        terms=terms,
        failure=failure,
        checks=checks,
        most=LISTED,
        listed=lambda told: sorted(told.entries, key=lambda entry: entry.wrong is None)[:LISTED],
    )


def checks(told: Judgement) -> list[tuple[str, int]]:
    """What must be nothing, by name."""
    wrong = told.wrong
    return [
        ("lost", wrong.get(Wrong.LOST, 0) + wrong.get(Wrong.MISSING, 0)),
        ("doubled where it can be looked up", wrong.get(Wrong.DOUBLED, 0)),
        ("doubled elsewhere and not said", wrong.get(Wrong.UNFLAGGED, 0)),
        ("said not to be there, but there", wrong.get(Wrong.UNTRUE, 0)),
        ("there, but never promised", wrong.get(Wrong.STRAY, 0)),
        ("still open at the end", wrong.get(Wrong.OPEN, 0)),
    ]
