"""Every drawing of the gallery in a browser: it is there, it fits a phone, and what people wrote stays text."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bot.assemble import all_offers
from bot.capability import Capability, Example, Offers
from bot.chat.message import Divider, Headline, Message, paragraph
from bot.proof.gallery import WORDINGS, CannotBeDrawn, NoBrowser, write
from bot.proof.gallery.page import FILES
from bot.proof.gallery.pictures import ARGS, chromium
from bot.proof.playground.gallery import gallery_pages

FOUND = """() => {
    const drawings = [...document.querySelectorAll('[data-test=drawing]')];
    const place = part => part.closest('[data-test=example]').id + ' ' + part.closest('.side').ariaLabel;
    const shown = part => part.checkVisibility() && !part.closest('.unseen');
    const parts = drawings.flatMap(drawing => [...drawing.querySelectorAll('*')].filter(shown));
    const right = new Map(drawings.map(drawing => [drawing, drawing.getBoundingClientRect().right]));
    const clips = part => ['hidden', 'clip'].includes(getComputedStyle(part).overflowX);
    const isField = part => ['INPUT', 'TEXTAREA', 'SELECT', 'OPTION'].includes(part.tagName);
    return {
        undrawn: [...document.querySelectorAll('[data-test=undrawn]')].map(each => place(each) + each.innerText),
        empty: drawings.filter(each => each.querySelector('.blocks, .ac-adaptiveCard')?.innerText.trim() === '')
            .map(place),
        clipped: parts.filter(each => !isField(each) && clips(each)
            && (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1)).map(place),
        out: parts.filter(each => each.getBoundingClientRect().right
            > right.get(each.closest('[data-test=drawing]')) + 1).map(place),
        width: document.documentElement.scrollWidth,
        made: document.querySelectorAll('main :is(script, img, iframe, object, embed, form, style, svg)').length,
        links: [...document.querySelectorAll('main a')].map(each => each.href)
            .filter(each => !/^(https?:|mailto:|file:)/.test(each)),
        ran: typeof pwned !== 'undefined',
    };
}"""

WHOLE = {"undrawn": [], "empty": [], "clipped": [], "out": [], "width": 360, "made": 0, "links": [], "ran": False}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    try:
        path = chromium()
    except NoBrowser as reason:
        pytest.skip(str(reason))
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(ARGS))
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def written(page_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(all_offers(), tmp_path_factory.mktemp("gallery"), page_files).parent


def opened(browser: Browser, file: Path) -> tuple[Page, list[str]]:
    tab = browser.new_page(viewport={"width": 360, "height": 800}, color_scheme="dark")
    told: list[str] = []
    tab.on("request", lambda request: told.append(request.url))
    tab.on("pageerror", lambda error: told.append(str(error)))
    tab.goto(f"{file.as_uri()}?whole")
    tab.wait_for_selector("[data-drawn=all]", state="attached")
    return tab, told


@pytest.mark.parametrize("wording", WORDINGS)
def test_every_drawing_is_whole_and_fits_its_window(browser: Browser, written: Path, wording: str) -> None:
    tab, told = opened(browser, written / FILES[wording])
    found: dict[str, Any] = tab.evaluate(FOUND)
    assert found == WHOLE
    assert tab.locator("[data-test=drawing]").count() > 500
    tab.emulate_media(color_scheme="light")
    tab.set_viewport_size({"width": 1300, "height": 800})
    assert tab.evaluate(FOUND) == {**WHOLE, "width": 1300}
    beside = {(written / name).as_uri() for name in ("gallery.js", "gallery.css", "favicon.svg")}
    assert set(told) <= {*beside, f"{(written / FILES[wording]).as_uri()}?whole"}
    if wording == "hostile":
        for platform in ("slack", "teams"):
            # Marks without a width keep a platform from reading markup; a person does not see them.
            read = re.sub("[\u200b-\u200d\u2060]", "", "\n".join(tab.locator(f".pane-{platform}").all_inner_texts()))
            for text in ("<script>pwned=1</script>", "<!channel> <@U0000001>", "**x** _y_ `z` ~w~", "&lt;b&gt; &amp;"):
                assert text in read, (platform, text)
    tab.close()


@pytest.mark.parametrize(
    ("was", "now", "finding"),
    [
        ('"type":"divider"', '"type":"marquee"', "undrawn"),
        ('"type":"AdaptiveCard"', '"type":"Poster"', "undrawn"),
        ('"body":[', '"body":[{"type":"Marquee"},', "undrawn"),
        ('"body":[', '"body":[],"was":[', "empty"),
    ],
)
def test_what_cannot_be_drawn_is_found(
    browser: Browser, page_files: Path, tmp_path: Path, was: str, now: str, finding: str
) -> None:
    parts = (Headline("Refunds"), Divider(), paragraph("Approve refunds up to 40 EUR yourselves."))
    example = Example("refunds", Message("Refunds", parts))
    file = write(Offers([Capability("samples", examples=lambda t: (example,))]), tmp_path, page_files)
    page = file.read_text("utf-8")
    assert was in page
    file.write_text(page.replace(was, now), encoding="utf-8")
    tab, _ = opened(browser, file)
    found = tab.evaluate(FOUND)
    assert [name for name in WHOLE if found[name] != WHOLE[name]] == [finding]
    tab.close()


def test_two_examples_of_one_name_are_refused(page_files: Path, tmp_path: Path) -> None:
    twin = Example("twin", Message("Twice", (Headline("Hello"),)))
    with pytest.raises(CannotBeDrawn, match="same name"):
        write(Offers([Capability("samples", examples=lambda t: (twin, twin))]), tmp_path, page_files)
    assert not list(tmp_path.iterdir())


def test_the_playground_has_a_page_for_every_wording_and_each_leads_to_the_others(page_files: Path) -> None:
    pages = gallery_pages(page_files)
    assert set(pages) == {"gallery", "gallery-en_XA", "gallery-ar_XB", "gallery-hostile"}
    made = pages["gallery-hostile"]()
    assert all(f'"href":"{address}"' in made for address in pages)
