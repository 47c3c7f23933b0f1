"""Parts are laid out over as many messages as it takes: none is cut, none is lost, each fits on both platforms."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.render.message import render_message, rendered_sizes
from adapters.teams.render.message import render_activity
from bot.capabilities.syncs.agenda.pages import LONGEST, MOST_PARTS, laid_out, length
from bot.chat.message import Body, Context, Headline, ListBlock, Message, Paragraph, Part, plain

MARKUP = "*_~`<&>[]()|\\é日本"


@st.composite
def contents(draw: st.DrawFn) -> list[Part]:
    """Sections with lists of what people wrote, each item with a number that occurs once."""
    number = 0
    parts: list[Part] = []
    for section in range(draw(st.integers(0, 6))):
        parts.append(Headline(f"Section {section}", 2))
        items = []
        for _ in range(draw(st.integers(1, 40))):
            number += 1
            filler = draw(st.sampled_from(("word ", MARKUP, "x", "🙂 ")))
            items.append(plain(f"#{number}# " + (filler * draw(st.integers(0, 500)))[:1000] + "§"))
        parts.append(Body((ListBlock(tuple(items)),), label=draw(st.sampled_from(("", "A label")))))
        if draw(st.booleans()):
            parts.append(Context(plain("below")))
    return parts


@settings(max_examples=25, deadline=None)
@given(contents())
def test_nothing_is_cut_or_lost_and_every_message_fits(parts: list[Part]) -> None:
    head: list[Part] = [Headline("A title"), Body((Paragraph(plain("When it is")),))]
    pages = laid_out(parts, head)
    pages[0] = [*head, *pages[0]]
    wanted = sum(
        len(block.items)
        for part in parts
        if isinstance(part, Body)
        for block in part.blocks
        if isinstance(block, ListBlock)
    )
    for number, page in enumerate(pages):
        assert sum(map(length, page)) <= LONGEST and len(page) <= MOST_PARTS
        assert not isinstance(page[-1], Headline) or not parts, f"a heading stands alone at the end of page {number}"
    written = [Message("A", tuple(page)) for page in pages]
    for render in (render_message, render_activity):
        whole = "".join(json.dumps(render(one), ensure_ascii=False) for one in written)
        assert whole.count("§") == wanted
        assert "…" not in whole
    for one in written:
        assert all(size.used <= size.allowed for size in rendered_sizes(render_message(one)))


def test_a_heading_goes_with_what_it_is_of() -> None:
    long: list[Part] = [Body((Paragraph(plain("word " * 450)),))] * 3
    first, second = laid_out([*long, Headline("Next", 2), Body((Paragraph(plain("word " * 450)),))])
    assert first == long and second[0] == Headline("Next", 2)


def test_what_goes_on_in_another_message_has_its_heading_there_too() -> None:
    heading, long = Headline("Questions", 2), Body((Paragraph(plain("word " * 450)),))
    first, second = laid_out([heading, *[long] * 5])
    assert first[0] == second[0] == heading
    assert [*first[1:], *second[1:]] == [long] * 5


def test_what_is_short_is_one_message() -> None:
    parts: list[Part] = [Headline("A", 2), Body((ListBlock((plain("one"), plain("two"))),))]
    assert laid_out(parts) == [parts]


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_is_one_empty_page(count: int) -> None:
    assert laid_out([], [Headline("A")] * count) == [[]]
