"""The Markdown of update texts: what it shows, and that hostile sources stay text and stay small."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.capabilities.updates import markdown
from bot.chat.message import Body, CodeBlock, Link, ListBlock, Message, Paragraph, Plain, to_json


def test_bold_italic_code_and_links_become_spans() -> None:
    assert markdown.read("Limit **50** *now*, `refund()`, [playbook](https://example.org/p)") == (
        Paragraph(
            (
                Plain("Limit "),
                Plain("50", bold=True),
                Plain(" "),
                Plain("now", italic=True),
                Plain(", "),
                Plain("refund()", code=True),
                Plain(", "),
                Link("playbook", "https://example.org/p"),
            )
        ),
    )


def test_lists_keep_their_order_and_inner_lists_are_set_off_by_a_dash() -> None:
    assert markdown.read("1. first\n2. second\n   - inside\n\n- a\n- b") == (
        ListBlock(((Plain("first"),), (Plain("second"),), (Plain("– "), Plain("inside"))), ordered=True),
        ListBlock(((Plain("a"),), (Plain("b"),))),
    )


def test_fenced_code_keeps_its_lines() -> None:
    assert markdown.read("```\na = *1*\n\nb\n```") == (CodeBlock("a = *1*\n\nb"),)


def test_each_line_break_begins_a_new_line() -> None:
    assert markdown.read("one\ntwo") == (Paragraph((Plain("one"),)), Paragraph((Plain("two"),)))


def test_a_bare_web_address_is_a_link_without_the_full_stop_after_it() -> None:
    assert markdown.read("See https://example.org/a?b=1.") == (
        Paragraph((Plain("See "), Link("https://example.org/a?b=1", "https://example.org/a?b=1"), Plain("."))),
    )


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<!channel> <@U123> <at>all</at> </at>",
        "# heading",
        "> quote",
        "| a | b |",
        "![picture](x",
        "&lt;b&gt;",
        "[x](javascript:alert(1))",
        "\u202egnp.exe",
        "👩‍👩‍👧‍👦 مرحبا 日本語",
    ],
)
def test_what_is_not_in_the_subset_stays_text_to_the_letter(source: str) -> None:
    assert markdown.read(source) == (Paragraph((Plain(source),)),)


@pytest.mark.parametrize(
    "source",
    [
        "*" * 12_000,
        "[" * 12_000,
        "[a](" * 119 + "(" * 10_000,
        "a**" * 4_000,
        "*a_ " * 3_000,
        "`a" * 6_000,
        "- " * 6_000 + "end",
        "1. " * 4_000 + "end",
        "- x\n" * 3_000,
        "x\n\n" * 4_000,
        "\n".join(" " * 2 * depth + "- a" for depth in range(150)),
        "```\n" * 3_000,
        "http://" * 1_700,
        "\\" * 40_000,
        "x" * 40_000,
    ],
)
def test_a_bomb_is_read_into_few_pieces(source: str) -> None:
    blocks = markdown.read(source)
    assert len(blocks) <= markdown.MOST_BLOCKS + 1
    assert len(to_json(Message("", (Body(blocks),)))) < 6 * markdown.LONGEST


def test_a_text_that_is_too_long_is_cut_visibly() -> None:
    assert markdown.as_text("x" * 40_000).endswith("x…")


@given(st.text(alphabet=st.sampled_from("ab1 \n*_`[]()-.>#<&\\!:/h"), max_size=300))
def test_no_letter_of_the_author_is_lost(source: str) -> None:
    kept = markdown.as_text(source) + "".join(
        span.url
        for block in markdown.read(source)
        for spans in ([block.spans] if isinstance(block, Paragraph) else getattr(block, "items", ()))
        for span in spans
        if isinstance(span, Link)
    )
    for letter in "ab":
        assert kept.count(letter) >= re.sub(r"```.*", "", source).count(letter)
