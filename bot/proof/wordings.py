"""In which texts the gallery draws every example."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.chat.texts import PSEUDO_LONG, PSEUDO_RIGHT_TO_LEFT

HOSTILE = "hostile"
"""English, with what a hostile person would write in every text."""

WORDINGS: Mapping[str, str] = MappingProxyType(
    {"en": "English", PSEUDO_LONG: "40 % longer", PSEUDO_RIGHT_TO_LEFT: "Right to left", HOSTILE: "Hostile"}
)
"""Most of them locales, and what each is called."""
