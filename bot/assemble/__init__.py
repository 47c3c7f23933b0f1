"""The composition root: puts one process together, and serves."""

from bot.assemble.offers import all_offers
from bot.assemble.platforms import Edges, opened_platforms
from bot.assemble.process import serve

__all__ = ["Edges", "all_offers", "opened_platforms", "serve"]
