"""`/shoutout stories`: a page of what waits, what was just decided, and the whole of what is long."""

import pytest

from bot.capabilities.shoutouts.stories.messages import LONGEST_LISTED, READ_ALL, STORIES
from bot.chat.message import Button, Message
from tests.bot.capabilities.shoutouts.stories.conftest import Desk, on_one_database

pytestmark = on_one_database


async def turn_to(desk: Desk, page: Message, label: str) -> Message:
    redraw = (await desk.press("Hana", desk.button(page, label))).redraw
    assert redraw is not None
    return redraw


def said(desk: Desk, page: Message) -> list[int]:
    """The numbers of the stories on a page."""
    return [int(line.removeprefix("Number ")) for line in desk.shown(page).splitlines() if line.startswith("Number ")]


async def test_where_nothing_waits_it_says_what_comes_here(desk: Desk) -> None:
    shown = desk.shown(await desk.listed("Hana"))
    assert "Nothing waits for your word. What customers say of your people" in shown
    assert "Newer" not in shown and "Older" not in shown


async def test_one_story_has_no_pages(desk: Desk) -> None:
    await desk.take(text="Number 1")
    page = await desk.listed("Hana")
    assert said(desk, page) == [1]
    assert "Newer" not in desk.shown(page) and "of 1" not in desk.shown(page)


async def test_many_are_leafed_through_and_a_decision_stays_on_its_page(desk: Desk) -> None:
    for number in range(11):
        await desk.take(f"r-{number}", text=f"Number {number}")
    first = await desk.listed("Hana")
    assert said(desk, first) == [0, 1, 2, 3, 4] and "1 to 5 of 11" in desk.shown(first)
    assert "Older" not in desk.shown(first)
    second = await turn_to(desk, first, "Newer")
    last = await turn_to(desk, second, "Newer")
    assert said(desk, second) == [5, 6, 7, 8, 9] and "6 to 10 of 11" in desk.shown(second)
    assert said(desk, last) == [10] and "11 of 11" in desk.shown(last) and "Newer" not in desk.shown(last)
    assert said(desk, await turn_to(desk, last, "Older")) == [5, 6, 7, 8, 9]
    decided = await turn_to(desk, second, "Not this one")
    assert said(desk, decided) == [6, 7, 8, 9, 10]
    assert "You set it aside. “Number 5”" in desk.shown(decided)
    assert said(desk, await turn_to(desk, decided, "Undo")) == [5, 6, 7, 8, 9]
    emptied = await turn_to(desk, last, "Not this one")
    assert said(desk, emptied) == [5, 6, 7, 8, 9] and "6 to 10 of 10" in desk.shown(emptied)


@pytest.mark.parametrize("place", ["999999", "-1", "x", "٣٣", "9" * 60])
async def test_a_place_that_is_not_there_shows_a_page_that_is(desk: Desk, place: str) -> None:
    await desk.take(text="Number 1")
    redraw = (await desk.press("Hana", Button("Newer", STORIES, place))).redraw
    assert redraw is not None and said(desk, redraw) == [1]


async def test_what_is_long_is_cut_in_the_list_and_can_be_read_whole(desk: Desk) -> None:
    words = ("kindness " * 200).strip()
    story = await desk.take(text=words)
    await desk.take("r-2", text="a" * LONGEST_LISTED)
    page = await desk.listed("Hana")
    assert words not in desk.shown(page) and "kindness …" in desk.shown(page)
    assert "a" * LONGEST_LISTED in desk.shown(page)
    assert desk.shown(page).count("Read it all") == 1
    button = desk.button(page, "Read it all")
    whole = (await desk.press("Hana", button)).message
    assert words in desk.shown(whole) and "Turn into a shoutout" in desk.shown(whole)
    for who in ("Luz", "Ada", "Hugo"):
        shown = desk.shown((await desk.press(who, Button("", READ_ALL, story.public_id))).message)
        assert "kindness" not in shown
