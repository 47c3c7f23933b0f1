"""The gallery: every message and form as it looks on every platform, drawn from what would go over the wire."""

from bot.proof.gallery.drawing import LOCALES, CannotBeDrawn, Drawn, draw_all
from bot.proof.gallery.page import build, write

__all__ = ["LOCALES", "CannotBeDrawn", "Drawn", "build", "draw_all", "write"]
