"""The whole gallery in a browser at a phone's width: nothing sticks out, and nothing is fetched."""

from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from bot.assemble import all_offers
from bot.proof.gallery import LOCALES, write

CHROMIUM = Path("/usr/bin/chromium")
ARGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
STICKING_OUT = """() => [...document.querySelectorAll('.surface')]
    .filter(surface => surface.checkVisibility() && surface.scrollWidth > surface.clientWidth + 1)
    .map(surface => surface.closest('article').querySelector('h3').innerText)"""


@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs the system's Chromium")
async def test_every_drawing_fits_a_phone_and_nothing_is_fetched(tmp_path: Path) -> None:
    page_file = write(all_offers(), tmp_path)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGS))
        page = await browser.new_page(viewport={"width": 360, "height": 800}, color_scheme="dark")
        fetched: list[str] = []
        page.on("request", lambda request: fetched.append(request.url))
        await page.goto(page_file.as_uri())
        for locale in LOCALES:
            await page.locator(f"label:has(#locale-{locale})").click()
            assert await page.evaluate(STICKING_OUT) == [], locale
        assert await page.evaluate("document.documentElement.scrollWidth") == 360
        assert fetched == [page_file.as_uri()]
        await browser.close()
