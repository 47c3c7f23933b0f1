"""The gallery: every message and form as it looks on every platform, drawn from what would go over the wire."""

from bot.proof.gallery.drawing import CannotBeDrawn, Drawn, draw_all
from bot.proof.gallery.page import page, write
from bot.proof.gallery.pictures import NoBrowser, take_pictures
from bot.proof.wordings import WORDINGS

__all__ = ["WORDINGS", "CannotBeDrawn", "Drawn", "NoBrowser", "draw_all", "page", "take_pictures", "write"]
