"""Neutral messages and forms as Adaptive Cards 1.5."""

from adapters.teams.render.buttons import CLOSING, KEY, Carrier, carried, closing
from adapters.teams.render.form import choices, dialog, left_empty, read_values, render_form, unpack, with_chosen
from adapters.teams.render.message import CARD, mentions_people, render_activity, render_card, sizes
from adapters.teams.render.text import Bounds

__all__ = [
    "CARD",
    "CLOSING",
    "KEY",
    "Bounds",
    "Carrier",
    "carried",
    "choices",
    "closing",
    "dialog",
    "left_empty",
    "mentions_people",
    "read_values",
    "render_activity",
    "render_card",
    "render_form",
    "sizes",
    "unpack",
    "with_chosen",
]
