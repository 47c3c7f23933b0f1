"""A text from right to left keeps its direction on every platform, and takes no other text along."""

from collections.abc import Iterator
from typing import Any

import pytest

from adapters.slack.render import render_message
from adapters.slack.standin.blocks import BlockRules
from adapters.teams.render import render_activity
from adapters.teams.standin import rules
from bot.chat.direction import CLOSER, OPENER
from bot.chat.message import Body, Headline, Link, ListBlock, Message, Paragraph, Part, Plain, Quote, plain

MIXED = (Plain("Refund: "), Plain("حتى 200 €", bold=True), Plain("\nمن "), Link("Playbook", "https://a.example"))
"""Begins with a product's name, has a number, a line break and a link: its first letter would mislead."""

HOSTILE = "\u2069\u202e\u2067غير\n\u2069\u2069مغلق\u202c"

Json = dict[str, Any]


def lines(platform: str, *parts: Part, locale: str = "en") -> list[str]:
    """Every line that a client lays out by itself, its direction in front where the card gives one."""
    message = Message("s", parts, locale)
    if platform == "slack":
        blocks = render_message(message)["blocks"]
        assert BlockRules().of_message(blocks) == []
        return [line for block in blocks for text in _of_slack(block) for line in text.split("\n")]
    activity = render_activity(message)
    card = activity["attachments"][0]["content"]
    rules.check_activity(activity, {})
    return [line for text in _of_teams(card["body"], bool(card.get("rtl"))) for line in text.split("\n")]


def _of_slack(block: Json) -> Iterator[str]:
    if block["type"] == "header":
        yield block["text"]["text"]
    for part in block.get("elements", ()):
        sections = part["elements"] if part["type"] == "rich_text_list" else [part]
        yield from ("".join(one["text"] for one in section["elements"]) for section in sections)


def _of_teams(elements: list[Json], rtl: bool) -> Iterator[str]:
    for one in elements:
        if one["type"] == "Container":
            yield from _of_teams(one["items"], one.get("rtl", rtl))
        else:
            text = one.get("text") or "".join(run["text"] for run in one["inlines"])
            yield "\n".join(("← " if rtl else "") + line for line in text.split("\n"))


def right(platform: str, text: str) -> str:
    return f"{'← ' if platform == 'teams' else ''}{OPENER}{text}{CLOSER}"


both = pytest.mark.parametrize("platform", ["slack", "teams"])


@both
def test_a_text_from_right_to_left_stands_in_it_under_a_label_that_does_not(platform: str) -> None:
    body = Body((Paragraph(MIXED, rtl=True), ListBlock((MIXED[1:2],), rtl=True), Paragraph(plain("End."))), "What")
    assert lines(platform, body) == [
        "What",
        right(platform, "Refund: حتى 200 €"),
        right(platform, "من Playbook"),
        right(platform, "•  حتى 200 €" if platform == "teams" else "حتى 200 €"),
        "End.",
    ]


def test_slack_lays_out_each_direction_in_a_block_of_its_own() -> None:
    parts = (Body((Paragraph(plain("One.")), Paragraph(MIXED, rtl=True), Paragraph(plain("Three."))), "What"),)
    assert len(render_message(Message("s", parts))["blocks"]) == 3


@both
@pytest.mark.parametrize("size", [1, 2])
def test_a_title_and_a_quote_run_as_they_are_written(platform: str, size: Any) -> None:
    title = lines(platform, Headline("Refund حتى", size, rtl=True), Headline("Refund", size), Quote("مرحبا"))
    marks = ("“", "”") if platform == "teams" else ("", "")
    assert title == [right(platform, "Refund حتى"), "Refund", right(platform, "مرحبا".join(marks))]


@both
def test_a_long_title_from_right_to_left_is_cut_inside_its_marks(platform: str) -> None:
    title = lines(platform, Headline("م" * 400))[0]
    assert title.endswith(CLOSER)


@both
def test_unbalanced_marks_reach_no_other_text(platform: str) -> None:
    for part in (
        Body((Paragraph(plain(HOSTILE)),)),
        Body((Paragraph(plain(HOSTILE), rtl=True),)),
        Body((ListBlock((plain(HOSTILE),), rtl=True),)),
        Headline(HOSTILE, rtl=True),
        Quote(HOSTILE),
    ):
        shown = lines(platform, part, Headline("After"))
        assert shown[-1] == "After"
        for line in shown[:-1]:
            marked = [(one in "\u2066\u2067\u2068") - (one == "\u2069") for one in line]
            depths = [sum(marked[: place + 1]) for place in range(len(marked))]
            held = depths[depths.index(1) : -1]
            assert held and min(held) >= 1, "what is held ends with its line, not before"
            assert depths[-1] == 0
            assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e")


def test_a_card_from_right_to_left_turns_what_runs_the_other_way() -> None:
    body = Body((Paragraph(plain("From noon.")), Paragraph(MIXED, rtl=True)), "ماذا")
    assert lines("teams", body, locale="ar") == [
        "← ماذا",
        "From noon.",
        right("teams", "Refund: حتى 200 €"),
        right("teams", "من Playbook"),
    ]
