"""The names that people give to partners, teams and audiences: they stand in headings and choices."""

from bot.people.refusal import Refused

LONGEST_NAME = 120
"""Characters of such a name."""


def check_length(name: str) -> None:
    """Raises Refused for a name that is too long, whoever sends it: a form's own bound holds in its client alone."""
    if len(name.strip()) > LONGEST_NAME:
        raise Refused(
            f"A name has at most {LONGEST_NAME} characters, and this one has {len(name.strip())}. Shorten it."
        )
