"""The gallery beside the playground: its pages, made when somebody asks for them."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from bot.proof.wordings import WORDINGS

ADDRESSES = {wording: "gallery" if place == 0 else f"gallery-{wording}" for place, wording in enumerate(WORDINGS)}
"""What stands in the address bar, by wording."""


def gallery_pages(built: Path) -> Mapping[str, Callable[[], str]]:
    """What makes each page, by its address; `built` holds the page's own files."""
    return {address: partial(_made, wording, built) for wording, address in ADDRESSES.items()}


def _made(wording: str, built: Path) -> str:
    # Loaded when the gallery is asked for: nobody who opens the playground has to wait for it.
    from bot.assemble import all_offers
    from bot.proof.gallery import page

    return page(all_offers(), wording, built, addresses=ADDRESSES)
