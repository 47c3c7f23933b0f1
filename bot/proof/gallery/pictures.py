"""Pictures of the gallery's pages: light and dark, on a desktop and on a phone, in pieces that a person can look at."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from bot.proof.gallery.page import FILES

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
"""Names of a browser that can take them."""

ARGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
"""It only ever loads the files that stand beside it."""

WIDTHS = (1300, 360)
"""Of the window, in pixels."""

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

TALLEST = 6000
"""Pixels of a picture before the next one begins; Chromium itself ends at 16,384."""

PLACES = """() => [...document.querySelectorAll('.capability')].map(capability => ({
    name: capability.dataset.test.replace('capability-', ''),
    top: capability.getBoundingClientRect().top + scrollY,
    bottoms: [...capability.querySelectorAll('.example')].map(each => each.getBoundingClientRect().bottom + scrollY),
}))"""
"""Where each capability begins and each of its examples ends, in pixels of the page."""


class NoBrowser(Exception):
    """No pictures can be taken here; the sentence says what to install."""


def chromium() -> str:
    """The browser's path; raises NoBrowser."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        raise NoBrowser("No pictures were taken: Chromium is missing (apt-get install chromium).")
    return found


def take_pictures(folder: Path) -> int:
    """Writes pictures of the pages in a folder to `pictures` in it, and says how many; raises NoBrowser."""
    browser_path = chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise NoBrowser("No pictures were taken: the Python package playwright is missing.") from None

    out = folder / "pictures"
    out.mkdir(exist_ok=True)
    for old in out.glob("*.png"):
        old.unlink()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(ARGS))
        for wording, name in FILES.items():
            page = browser.new_page()
            page.goto(f"{(folder / name).resolve().as_uri()}?whole")
            page.wait_for_selector("[data-drawn=all]", state="attached")
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": TALLEST})
                    for capability, number, top, bottom in _pieces(page.evaluate(PLACES)):
                        # A window of its own size and no full page, which would be drawn anew for each piece of it.
                        page.evaluate("top => scrollTo(0, top)", top)
                        above = page.evaluate("scrollY")
                        path = out / f"{capability}-{wording}-{theme}-{width}-{number:02}.png"
                        clip: Any = {"x": 0, "y": top - above, "width": width, "height": bottom - top}
                        page.screenshot(path=path, clip=clip)
            page.close()
        browser.close()
    return len(list(out.glob("*.png")))


def _pieces(capabilities: list[dict[str, Any]]) -> Iterator[tuple[str, int, float, float]]:
    """Whole examples as far as a picture reaches: the capability, the piece's number, where it begins and ends."""
    for capability in capabilities:
        begin, number = capability["top"], 1
        ends = capability["bottoms"]
        for place, end in enumerate(ends):
            if place + 1 == len(ends) or ends[place + 1] - begin > TALLEST:
                yield capability["name"], number, begin, end
                begin, number = end, number + 1
