"""The playground in a browser, with the real bot behind it: the tour, and what people do beside it."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, async_playwright, expect
from playwright.async_api import TimeoutError as NotInTime

import adapters.playground
from adapters.playground import Feed, Playground
from bot.proof import bundle
from bot.proof.marlowe import marlowe_and_finch
from bot.proof.playground.theatre import Theatre

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]

PATIENCE = 20_000
"""Milliseconds in which the page has to show something, on a busy machine."""

LINE = 40
"""Pixels that are less than two lines."""

MORNINGS = 4
"""Mornings until anybody is at work, over a weekend and a holiday."""

MOVES = 20
"""Moves of the clock to the day of a meeting in the week to come, and to its agenda."""

MOVING_IN = 90_000
"""Milliseconds in which a page that was opened first has to become usable."""

AXE = Path(adapters.playground.__file__).parent / "front" / "node_modules" / "axe-core" / "axe.min.js"

VIOLATIONS = """async () => (await axe.run()).violations.map(
    (one) => `${one.id}: ${one.help}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`)"""

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

    async def to_tomorrow(self) -> None:
        """Moves the clock ahead; what is due happens."""
        async with self.page.expect_response("**/api/time") as answered:
            await self.page.get_by_test_id("clock").click()
            await self.page.get_by_test_id("time-tomorrow").click()
        assert (await answered.value).ok

    async def until_posted(self, message: Locator) -> None:
        """Moves the clock to a Tuesday, and through what is due on it, until a message is there."""
        clock = self.page.get_by_test_id("clock")
        for _ in range(MOVES):
            with suppress(AssertionError):
                await expect(message).to_be_visible(timeout=PATIENCE / 20)
                return
            today = await clock.inner_text()
            async with self.page.expect_response("**/api/time") as answered:
                await clock.click()
                await self.page.get_by_test_id("time-due" if "Tue" in today else "time-tomorrow").click()
            assert (await answered.value).ok

    async def type_in_slack(self, text: str) -> None:
        box = self.page.get_by_test_id("composer-slack")
        await box.focus()
        await box.press_sequentially(text)
        # What it offers to complete is not wanted.
        await box.press("Escape")
        await box.press("Enter")

    async def type_in_teams(self, text: str) -> None:
        box = self.page.get_by_test_id("composer-teams")
        await box.focus()
        await box.press_sequentially(text)
        # What it offers to complete is not wanted.
        await box.press("Escape")
        await box.press("Enter")

    async def use_shortcut(self, typed: str, name: str) -> None:
        """What Slack offers in the message box besides commands; nothing that was typed stays there."""
        box = self.page.get_by_test_id("composer-slack")
        await box.press_sequentially(typed)
        await self.page.get_by_role("option", name=name).click()
        await expect(box).to_have_value("")

    async def open_place(self, pane: Locator, name: str) -> None:
        await pane.get_by_test_id(f"place-{name}").click()

    async def press_last(self, pane: Locator, button: str) -> None:
        await pane.get_by_role("button", name=button, exact=True).last.click()

    async def choose(self, label: str, option: str) -> None:
        """An option of a menu in the modal."""
        await self.modal.get_by_role("combobox", name=label).click()
        await self.page.get_by_role("option", name=option).first.click()

    async def find(self, label: str, words: str, option: str) -> None:
        """Types into a field of the modal that is searched, and chooses what is found."""
        await self.modal.get_by_role("combobox", name=label).press_sequentially(words)
        await self.page.get_by_role("option", name=option).click()
        await self.page.keyboard.press("Escape")

    async def write_update(self, title: str = TITLE) -> None:
        """Fills in the form of an update, up to its preview."""
        await self.type_in_slack("/update")
        await self.modal.get_by_label("Title").fill(title)
        await self.modal.get_by_label("What changed").fill("Refunds up to **€200** are yours to give.")
        await self.choose("Audience", "Everyone")
        await self.modal.get_by_role("button", name="See it first").click()
        await expect(self.modal).to_contain_text("8 channels", timeout=PATIENCE)

    async def violations(self) -> list[str]:
        """What axe-core finds wrong in what is shown."""
        found: list[str] = await self.page.evaluate(VIOLATIONS)
        return found

    async def breaks(self, what: str) -> None:
        """Breaks something, or mends it."""
        await self.page.get_by_test_id("breaks").click()
        await self.page.get_by_test_id(f"break-{what}").click()
        await self.page.keyboard.press("Escape")

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

    async def window(self, *, width: int = 1400, key: str = "", within: float = PATIENCE) -> Screen:
        """A window that can be used; fails after so many milliseconds."""
        context = await self.browser.new_context(viewport={"width": width, "height": 900})
        await context.add_init_script(path=AXE)
        self.open_windows.push_async_callback(context.close)
        screen = Screen(await context.new_page())
        screen.page.set_default_timeout(PATIENCE)
        screen.page.on("console", lambda said: screen.noises.append(said.text) if said.type == "error" else None)
        screen.page.on("pageerror", lambda error: screen.noises.append(str(error)))
        await screen.page.goto(self.url + (f"#as={key}" if key else ""))
        await expect(screen.page.get_by_test_id("pane-slack").or_(screen.teams).first).to_be_visible(timeout=within)
        return screen


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house() -> AsyncIterator[House]:
    feed = Feed()
    theatre = Theatre(marlowe_and_finch(), feed, told=print)
    try:
        built = await asyncio.to_thread(bundle.ensure)
    except bundle.CannotBundle as reason:
        pytest.skip(str(reason))
    async with (
        async_playwright() as playwright,
        Playground(theatre, feed, port=0) as playground,
        AsyncExitStack() as windows,
    ):
        playground.show(built)
        playwright.selectors.set_test_id_attribute("data-test")
        playing = asyncio.create_task(theatre.run())
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        windows.push_async_callback(browser.close)
        opened = House(browser, theatre, playground.url, windows)
        early = await opened.window(within=MOVING_IN)
        assert early.noises == [], "a page that is open while the organisation moves in becomes usable without an error"
        yield opened
        playing.cancel()
        with suppress(asyncio.CancelledError):
            await playing


async def test_the_tour_goes_from_publishing_to_a_check_in_on_both_platforms(house: House) -> None:
    screen = await house.window()
    await screen.step_is("Tell everybody what changes")
    tour = screen.page.get_by_test_id("tour")
    await expect(tour.get_by_text("See it first", exact=True)).to_be_visible()
    await expect(tour).not_to_contain_text("*")
    await expect(tour.get_by_role("button", name="Start again")).to_have_count(0)
    await screen.write_update()
    await screen.send("Going out to 8 channels")

    await screen.step_is("A partner's agent notes it")
    await expect(tour.get_by_role("button", name="Start again")).to_be_visible()
    await screen.be()
    await expect(screen.teams.get_by_role("heading", name="Care desk")).to_be_visible()
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
    await screen.send("Withdrawing")

    await screen.step_is("Thank somebody by name")
    await screen.open_place(screen.slack, "product-news")
    await screen.use_shortcut("/give", "Give a shoutout")
    await screen.find("Who", "tala", "Tala Maliwanag · Lumenara day")
    await screen.modal.get_by_label("What they did").fill("Tala stayed until the wheelchair was on its way.")
    await screen.modal.get_by_role("button", name="See it first").click()
    await expect(screen.modal).to_contain_text("As Harborline will see it", timeout=PATIENCE)
    await screen.send("Posted in 9 channels.")

    await screen.step_is("Cheer from the other side")
    await screen.be()
    await screen.open_place(screen.teams, "Care desk")
    card = screen.teams.get_by_test_id("message").filter(has_text="an agent of another team")
    await expect(card).to_contain_text("[name] stayed until the wheelchair was on its way.", timeout=PATIENCE)
    await card.get_by_role("button", name="👏 Cheer").click()

    await screen.step_is("Meet every week")
    await screen.be()
    await screen.type_in_slack("/sync new")
    await screen.modal.get_by_label("Name", exact=True).fill("Care in step")
    await screen.find("Teams that take part", "emea", "Support EMEA · Internal")
    await screen.find("Teams that take part", "care", "Harborline care · Harborline")
    await screen.modal.get_by_role("button", name="See it first").click()
    await expect(screen.modal).to_contain_text("The next dates, by each team's own clock", timeout=PATIENCE)
    await screen.send("It is set up")

    await screen.step_is("The other side raises something")
    await screen.be()
    await screen.open_place(screen.teams, "Care desk")
    await screen.type_in_teams("@Instep sync raise The new form asks for the order number twice")

    await screen.step_is("One agenda for everybody")
    agenda = screen.teams.get_by_test_id("message").filter(has_text="Facilitator").filter(has_text="Care in step")
    await screen.until_posted(agenda)
    await expect(agenda).to_contain_text("The new form asks for the order number twice", timeout=PATIENCE)
    steps = {step["id"]: step["done"] for step in (await house.theatre.world())["tour"]}
    assert not steps["syncs.agenda"], "what was posted was perhaps not seen"
    await agenda.get_by_role("button", name="Add action").click()
    await screen.dialog.get_by_label("What").fill("Ask for it once")
    await screen.dialog.get_by_role("combobox", name="Who does it").press_sequentially("ines")
    await screen.page.get_by_role("option", name="Ines Calloway").click()
    await screen.press_last(screen.dialog, "Add action")
    await expect(screen.dialog).to_contain_text("Added for Ines Calloway", timeout=PATIENCE)
    await screen.press_last(screen.dialog, "Close")

    await screen.step_is("Ask how it goes")
    await screen.be()
    await screen.type_in_slack("/checkin new")
    await screen.modal.get_by_label("Name", exact=True).fill("How was your week?")
    await screen.find("Teams that are asked", "emea", "Support EMEA · Internal")
    await screen.find("Teams that are asked", "care", "Harborline care · Harborline")
    await screen.modal.get_by_label("When").fill("now")
    await screen.modal.get_by_role("button", name="See it first").click()
    await expect(screen.modal).to_contain_text("get a message of their own", timeout=PATIENCE)
    await screen.send("It is on its way")

    await screen.step_is("One tap is an answer")
    await screen.be()
    await screen.open_place(screen.teams, "Instep")
    answer = screen.teams.get_by_role("button", name="🙂")
    for _ in range(MORNINGS):
        with suppress(NotInTime):
            await answer.last.click(timeout=PATIENCE / 4)
            break
        await screen.to_tomorrow()

    await screen.step_is("That was the tour")
    assert screen.noises == []


async def test_what_one_person_publishes_another_sees_without_reloading(house: House) -> None:
    nora, arjun = await house.window(key="nora"), await house.window(key="arjun")
    await arjun.open_place(arjun.teams, "Payments desk")
    await nora.write_update("Chargebacks go to Finance")
    await nora.send("Going out")
    card = arjun.teams.get_by_test_id("message").filter(has_text="Chargebacks go to Finance")
    await expect(card).to_have_count(1, timeout=PATIENCE)
    await card.get_by_role("button", name="Got it", exact=True).click()
    await expect(card).to_contain_text("Got it: 1 of 14", timeout=PATIENCE)
    assert nora.noises + arjun.noises == []


async def test_what_is_missing_in_a_form_is_said_at_its_field(house: House) -> None:
    screen = await house.window(key="nora")
    await screen.type_in_slack("/update")
    await screen.modal.get_by_label("Title").fill("Only a title")
    await screen.page.get_by_test_id("modal-submit").click()
    changed = screen.modal.get_by_label("What changed")
    await expect(changed).to_have_attribute("aria-invalid", "true")
    await expect(changed).to_be_focused()
    await expect(screen.modal.get_by_role("alert")).to_contain_text("need your attention")
    await screen.modal.get_by_role("button", name="Cancel").click()
    await expect(screen.modal).to_have_count(0, timeout=PATIENCE)


async def test_killed_in_the_middle_of_a_release_it_delivers_once_and_tells_the_truth(house: House) -> None:
    screen = await house.window(key="nora")
    await screen.breaks("slack_slow")
    await screen.write_update("Parcels are late")
    await screen.page.get_by_test_id("modal-submit").click()
    await expect(screen.modal).to_contain_text("Going out", timeout=PATIENCE)
    await screen.breaks("kill")
    await expect(screen.page.get_by_test_id("banner")).to_be_visible(timeout=PATIENCE)
    await screen.breaks("slack_slow")
    await screen.page.get_by_test_id("start-bot").click()
    await expect(screen.page.get_by_test_id("banner")).to_be_hidden(timeout=3 * PATIENCE)
    await screen.close()
    for place in ("product-news", "support-emea", "lumenara-care"):
        await screen.open_place(screen.slack, place)
        await expect(screen.slack.get_by_test_id("message").filter(has_text="Parcels are late")).to_have_count(
            1, timeout=3 * PATIENCE
        )
    await screen.open_place(screen.slack, "Instep")
    receipt = screen.slack.get_by_test_id("message").filter(has_text="Parcels are late").last
    await expect(receipt).to_contain_text("Delivered to", timeout=3 * PATIENCE)
    # What was under way on Teams may be there twice, which nobody can look up there; the receipt says so.
    doubted = re.findall(r"^(.+?) was posted to again after a doubt", await receipt.inner_text(), re.MULTILINE)
    assert set(doubted) <= {"Care desk", "Payments desk"}
    await expect(receipt).to_contain_text(f"to {8 - len(doubted)} of 8" if doubted else "to all 8 channels")


async def test_on_a_phone_there_is_one_platform_at_a_time_and_nothing_to_scroll_sideways(house: House) -> None:
    await house.theatre.tour("reset", "")
    screen = await house.window(width=360, key="nora")
    await screen.step_is("Tell everybody what changes")
    width = "document.documentElement.scrollWidth"
    assert await screen.page.evaluate(width) == 360
    await expect(screen.teams).to_be_hidden()
    await screen.page.get_by_test_id("tab-teams").click()
    await expect(screen.teams).to_be_visible()
    await expect(screen.slack).to_be_hidden()
    assert await screen.page.evaluate(width) == 360
    await screen.page.get_by_test_id("tab-slack").click()
    await screen.type_in_slack("/update")
    await expect(screen.modal).to_be_visible(timeout=PATIENCE)
    assert await screen.page.evaluate(width) == 360
    await screen.modal.get_by_role("button", name="Cancel").click()
    # Who has begun needs the room; the step itself stays in sight.
    folded = screen.page.get_by_test_id("tour-unfold")
    await expect(folded).to_contain_text("type /update")
    assert (await folded.bounding_box() or {})["height"] < LINE
    await folded.click()
    await screen.page.get_by_test_id("tour-skip").click()
    await screen.step_is("A partner's agent notes it")
    await expect(screen.page.get_by_test_id("tour")).to_contain_text("This needs what step 1 does")
    await screen.page.get_by_test_id("tour-back").click()
    await screen.step_is("Tell everybody what changes")


async def test_the_keyboard_alone_writes_an_update_as_far_as_its_preview(house: House) -> None:
    screen = await house.window(key="nora")
    keys = screen.page.keyboard

    async def on(hook: str) -> bool:
        return bool(await screen.page.evaluate("document.activeElement?.dataset?.test === " + repr(hook)))

    async def tab_to(hook: str, at_most: int = 60) -> None:
        for _ in range(at_most):
            if await on(hook):
                return
            await keys.press("Tab")
        raise AssertionError(f"no way to {hook} by Tab")

    await tab_to("composer-slack")
    await keys.type("/upd")
    await expect(screen.page.get_by_role("option", name="/update")).to_be_visible()
    await keys.press("Enter")
    await keys.press("Enter")
    await expect(screen.modal).to_be_visible(timeout=PATIENCE)
    await expect(screen.modal.get_by_label("Title")).to_be_focused()
    await keys.type("Written without a mouse")
    await keys.press("Tab")
    await keys.type("Nothing else changed.")
    await keys.press("Tab")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await tab_to("modal-submit")
    await keys.press("Enter")
    await expect(screen.modal).to_contain_text("8 channels", timeout=PATIENCE)
    await keys.press("Escape")
    await expect(screen.modal).to_have_count(0, timeout=PATIENCE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_an_accessibility_scan_finds_nothing_on_the_main_views(house: House, scheme: str) -> None:
    screen = await house.window(key="nora")
    await screen.page.emulate_media(color_scheme=scheme)
    assert await screen.violations() == []
    await screen.write_update(f"Scanned in {scheme} colours")
    await screen.send("Going out")
    await screen.open_place(screen.slack, "Instep")
    assert await screen.violations() == []
    await screen.open_place(screen.slack, "Home")
    await screen.open_place(screen.teams, "Care desk")
    await expect(screen.teams.get_by_test_id("message").filter(has_text=f"Scanned in {scheme}")).to_be_visible()
    assert await screen.violations() == []
    await screen.press_last(screen.teams, "Ask a question")
    await expect(screen.dialog).to_be_visible(timeout=PATIENCE)
    assert await screen.violations() == []
    await screen.page.keyboard.press("Escape")
    await screen.open_place(screen.slack, "product-news")
    await screen.type_in_slack("/update")
    await expect(screen.modal).to_be_visible(timeout=PATIENCE)
    assert await screen.violations() == []
    await screen.page.keyboard.press("Escape")
    await screen.page.get_by_test_id("behind").click()
    await expect(screen.page.get_by_test_id("behind-panel")).to_be_visible()
    assert await screen.violations() == []
