"""The playground in a browser, with the real bot behind it: the tour, and what people do beside it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from adapters.playground import Feed, Playground
from bot.proof import bundle
from bot.proof.hands import until
from bot.proof.marlowe import marlowe_and_finch
from bot.proof.playground.theatre import Theatre

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]

PATIENCE = 20_000
"""Milliseconds in which the page has to show something, on a busy machine."""

TITLE = "Refunds over €50 no longer need a supervisor"


@dataclass
class Screen:
    """One window: what its person does in it."""

    page: Page
    noises: list[str] = field(default_factory=list)

    @property
    def slack(self) -> Locator:
        return self.page.get_by_test_id("pane-slack")

    @property
    def teams(self) -> Locator:
        return self.page.get_by_test_id("pane-teams")

    @property
    def modal(self) -> Locator:
        return self.page.get_by_test_id("modal")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_test_id("dialog")

    async def step_is(self, title: str) -> None:
        await expect(self.page.get_by_test_id("tour").get_by_role("heading")).to_have_text(title, timeout=PATIENCE)

    async def be(self) -> None:
        await self.page.get_by_test_id("tour-be").click()

    async def type_in_slack(self, text: str) -> None:
        box = self.page.get_by_test_id("composer-slack")
        await box.focus()
        await box.press_sequentially(text)
        # What it offers to complete is not wanted.
        await box.press("Escape")
        await box.press("Enter")

    async def open_place(self, pane: Locator, name: str) -> None:
        await pane.get_by_test_id(f"place-{name}").click()

    async def press_last(self, pane: Locator, button: str) -> None:
        await pane.get_by_role("button", name=button, exact=True).last.click()

    async def choose(self, label: str, option: str) -> None:
        """An option of a menu in the modal."""
        await self.modal.get_by_role("combobox", name=label).click()
        await self.page.get_by_role("option", name=option).first.click()

    async def write_update(self, title: str = TITLE) -> None:
        """Fills in the form of an update, up to its preview."""
        await self.type_in_slack("/update")
        await self.modal.get_by_label("Title").fill(title)
        await self.modal.get_by_label("What changed").fill("Refunds up to **€200** are yours to give.")
        await self.choose("Audience", "Everyone")
        await self.modal.get_by_role("button", name="See it first").click()
        await expect(self.modal).to_contain_text("8 channels", timeout=PATIENCE)

    async def send(self, says: str = "") -> None:
        """Sends the form off, and closes what it answers if it is to say something."""
        await self.page.get_by_test_id("modal-submit").click()
        if says:
            await expect(self.modal).to_contain_text(says, timeout=PATIENCE)
            await self.close()

    async def close(self) -> None:
        await self.modal.get_by_role("button", name="Close").last.click()
        await expect(self.modal).to_have_count(0, timeout=PATIENCE)


@dataclass
class House:
    """The playground that runs, and a browser to open windows of it."""

    browser: Browser
    theatre: Theatre
    url: str
    open_windows: AsyncExitStack

    async def window(self, *, width: int = 1400, key: str = "") -> Screen:
        context = await self.browser.new_context(viewport={"width": width, "height": 900})
        self.open_windows.push_async_callback(context.close)
        screen = Screen(await context.new_page())
        screen.page.set_default_timeout(PATIENCE)
        screen.page.on("console", lambda said: screen.noises.append(said.text) if said.type == "error" else None)
        screen.page.on("pageerror", lambda error: screen.noises.append(str(error)))
        await screen.page.goto(self.url + (f"#as={key}" if key else ""))
        await expect(screen.page.get_by_test_id("pane-slack").or_(screen.teams).first).to_be_visible(timeout=PATIENCE)
        return screen


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house() -> AsyncIterator[House]:
    feed, told = Feed(), list[str]()
    theatre = Theatre(marlowe_and_finch(), feed, told=told.append)
    try:
        built = await asyncio.to_thread(bundle.ensure)
    except bundle.CannotBundle as reason:
        pytest.skip(str(reason))
    async with (
        async_playwright() as playwright,
        Playground(theatre, feed, built=built, port=0) as playground,
        AsyncExitStack() as windows,
    ):
        playwright.selectors.set_test_id_attribute("data-test")
        playing = asyncio.create_task(theatre.run())

        async def ready() -> bool:
            return "Ready." in told

        await until(ready, "the organisation to move in", 90)
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        windows.push_async_callback(browser.close)
        yield House(browser, theatre, playground.url, windows)
        playing.cancel()
        with suppress(asyncio.CancelledError):
            await playing


async def test_the_tour_goes_from_publishing_to_withdrawing_on_both_platforms(house: House) -> None:
    screen = await house.window()
    await screen.step_is("Tell everybody what changes")
    await screen.write_update()
    await screen.send("Going out to 8 channels")

    await screen.step_is("A partner's agent notes it")
    await screen.be()
    await screen.open_place(screen.teams, "Care desk")
    await screen.press_last(screen.teams, "Got it")

    await screen.step_is("They ask what it does not say")
    await screen.press_last(screen.teams, "Ask a question")
    await screen.dialog.get_by_label("Your question").fill("Do gift cards count?")
    await screen.press_last(screen.dialog, "Ask")
    await expect(screen.dialog).to_contain_text("Asked.")
    await screen.press_last(screen.dialog, "Close")

    await screen.step_is("Everybody hears the same answer")
    await screen.be()
    await screen.type_in_slack("/update questions")
    await screen.press_last(screen.slack, "Answer")
    await screen.modal.get_by_label("Your answer").fill("Yes, up to the same **€200**.")
    await screen.choose("Who hears it", "In all channels")
    await screen.send("Answered")

    await screen.step_is("Correct it everywhere")
    await screen.type_in_slack("/update mine")
    await screen.press_last(screen.slack, "Correct")
    await screen.modal.get_by_label("What changed in this correction").fill("Limit raised from 200 to 300")
    await screen.modal.get_by_label("What changed", exact=True).fill("Refunds up to **€300** are yours to give.")
    await screen.send()
    await expect(screen.modal).to_contain_text("As Internal will see it", timeout=PATIENCE)
    await screen.send("Correcting")

    await screen.step_is("Take it back")
    await screen.open_place(screen.slack, "Instep")
    await screen.press_last(screen.slack, "Withdraw")
    await screen.modal.get_by_role("textbox").first.fill("Finance has paused it")
    await screen.send()

    await screen.step_is("That was the tour")
    assert screen.noises == []
