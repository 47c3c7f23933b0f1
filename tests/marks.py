"""Names that occur once, so that whoever is told one of them can have it from nowhere else."""

import random
import re
from collections.abc import Collection

BEGINNINGS = (
    "Bra",
    "Cho",
    "Dwe",
    "Fli",
    "Gru",
    "Kny",
    "Plo",
    "Sky",
    "Thra",
    "Vo",
    "Wre",
    "Zy",
    "Jo",
    "Hu",
    "Spe",
    "Nau",
    "Qui",
    "Sta",
    "Twe",
    "Ya",
)
ENDINGS = ("bbin", "ckett", "ddle", "ffer", "ggan", "llow", "mmick", "nnet", "ppel", "rrick", "sset", "ttock")

OWN = frozenset({"Huddle"})
"""Of these those that Instep's own texts use, so that whoever reads one was told nothing."""


def names(dice: random.Random) -> list[str]:
    """All of them, in an order that the dice decide; none is the beginning of another."""
    found = [name for first in BEGINNINGS for last in ENDINGS if (name := f"{first}{last}") not in OWN]
    dice.shuffle(found)
    return found


def any_of(words: Collection[str]) -> re.Pattern[str]:
    """Finds any of these words where it stands by itself, whatever the case of its letters."""
    return re.compile("|".join(rf"\b{re.escape(word)}\b" for word in sorted(words)), re.IGNORECASE)
