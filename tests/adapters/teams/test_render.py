"""Neutral messages become cards that Teams accepts, whatever people have written into them."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from adapters.teams.render import KEY, mentions_people, render_activity
from adapters.teams.render.text import Bounds, clean, cut, escape, safe_url
from adapters.teams.standin import rules
from bot.chat.message import (
    Actions,
    Alert,
    Body,
    Button,
    ChannelName,
    CodeBlock,
    Confirm,
    Context,
    Divider,
    Fact,
    Facts,
    Headline,
    Link,
    LinkButton,
    ListBlock,
    Mention,
    Message,
    Moment,
    Paragraph,
    Picture,
    Plain,
    Progress,
    Quote,
    Tone,
    paragraph,
    say,
)
from bot.ports import Rejected

AT = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
HOSTILE = [
    "<at>Bo Birch</at>",
    "</at><at>everyone</at>",
    "[win](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "<https://evil.example>",
    "**bold** _it_ ~~s~~ `c`",
    "# big\n- one\n1. two\n> three\n---",
    "{{DATE(2020-01-01T00:00:00Z,SHORT)}}",
    "&lt;at&gt;Bo&lt;/at&gt; &amp; &#42;",
    "\u202eevil\u202d \u2067x",
    "<script>alert(1)</script>",
    "\\[a\\](javascript:alert(1))",
    "a\x00b\ud83d c\r\nd",
    "👩‍👩‍👧‍👦" * 30,
    "مرحبا بالعالم",
    "<!channel> <@U123>",
    "${name} {name}",
    "| a | b |\n|---|---|\n| c | d |",
    "[ref]: https://evil.example",
]
JOINED = st.lists(st.sampled_from(HOSTILE), max_size=3).map("".join)
TEXT = st.sampled_from(HOSTILE) | st.text(max_size=60) | JOINED
IDS = st.sampled_from(["u1", "u2", ""])
URL = st.sampled_from(["https://ok.example/a(b)?c=[d]", "javascript:alert(1)", "http://[", "mailto:a@b.example", "x y"])
SPAN = (
    st.builds(Plain, TEXT, bold=st.booleans(), italic=st.booleans(), strike=st.booleans(), code=st.booleans())
    | st.builds(Link, TEXT, URL)
    | st.builds(Mention, TEXT, st.sampled_from(["teams", "slack"]), st.just("t"), IDS, st.booleans())
    | st.builds(ChannelName, TEXT)
    | st.builds(Moment, st.just(AT), zone=st.just("Asia/Manila"))
)
INLINE = st.lists(SPAN, max_size=4).map(tuple)
BLOCK = (
    st.builds(Paragraph, INLINE)
    | st.builds(ListBlock, st.lists(INLINE, max_size=3).map(tuple), st.booleans())
    | st.builds(CodeBlock, TEXT)
)
BUTTON = st.builds(
    Button,
    TEXT,
    st.just("updates.acknowledge"),
    st.just("0123456789abcdef"),
    st.sampled_from(Tone),
    st.booleans(),
    st.none() | st.builds(Confirm, TEXT, TEXT, TEXT),
) | st.builds(LinkButton, TEXT, URL)
PART = (
    st.builds(Headline, TEXT, st.sampled_from([1, 2]))
    | st.builds(Alert, INLINE, st.sampled_from(Tone))
    | st.builds(Body, st.lists(BLOCK, max_size=3).map(tuple), TEXT)
    | st.builds(Quote, TEXT, TEXT)
    | st.builds(Facts, st.lists(st.builds(Fact, TEXT, INLINE), max_size=3).map(tuple))
    | st.builds(Context, INLINE)
    | st.builds(Progress, st.integers(-1, 5), st.integers(0, 5), TEXT)
    | st.builds(Picture, URL, TEXT, TEXT)
    | st.just(Divider())
    | st.builds(Actions, st.lists(BUTTON, min_size=1, max_size=8).map(tuple))
)
MESSAGE = st.builds(Message, TEXT, st.lists(PART, max_size=5).map(tuple), st.sampled_from(["en", "ar_XB", "en_XA"]))
MARKDOWN = MarkdownIt("commonmark")


def texts(activity: dict[str, Any]) -> list[str]:
    card = activity["attachments"][0]["content"]
    found = [one["text"] for one in rules.walk(card) if one["type"] == "TextBlock"]
    facts = [fact for one in rules.walk(card) if one["type"] == "FactSet" for fact in one["facts"]]
    return found + [fact[key] for fact in facts for key in ("title", "value")]


def rung(message: Message) -> set[str]:
    spans: list[Any] = []

    def gather(value: Any) -> None:
        if isinstance(value, Mention):
            spans.append(value)
        elif isinstance(value, tuple):
            for one in value:
                gather(one)
        elif hasattr(value, "__dataclass_fields__"):
            for name in value.__dataclass_fields__:
                gather(getattr(value, name))

    gather(message)
    return {one.user_id for one in spans if one.platform == "teams" and not one.quiet and one.user_id}


def tokens(text: str) -> list[Any]:
    return [inner for block in MARKDOWN.parse(text) for inner in [block, *(block.children or [])]]


@settings(max_examples=80, deadline=None)
@given(MESSAGE)
@example(Message("s", (Body((Paragraph((Plain("<at>Bo</at> "), Mention("Bo", "teams", "t", "u1"))),)),)))
def test_no_text_becomes_markup_a_link_or_a_mention(message: Message) -> None:
    activity = render_activity(message)
    rules.check_activity(activity, {"u1": "u1", "u2": "u2"})
    json.dumps(activity, ensure_ascii=False).encode()
    entities = activity["attachments"][0]["content"]["msteams"].get("entities", [])
    assert {one["mentioned"]["id"] for one in entities} <= rung(message)
    marks = {one["text"] for one in entities}
    for text in texts(activity):
        bare = text
        for mark in marks:
            bare = bare.replace(mark, "")
        assert "<at" not in bare.lower()
        for token in tokens(bare):
            assert token.type not in ("html_inline", "html_block", "image", "heading_open", "list_item_open", "fence")
            assert token.type not in ("code_inline", "code_block", "blockquote_open", "hr")
            if token.type == "link_open":
                assert token.attrs["href"].startswith(("https://ok.example", "mailto:a@b.example"))
        for piece in bare.split("{{")[1:]:
            assert piece.startswith(("DATE(2026-11-24T14:00:00Z,SHORT)}}", "TIME(2026-11-24T14:00:00Z)}}"))


@settings(max_examples=80, deadline=None)
@given(TEXT)
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    bounds = Bounds(10_000)
    line = clean(text, bounds).replace("\n", " ").strip()
    read = "".join(
        token.content if token.type == "text" else " " if token.type in ("softbreak", "hardbreak") else ""
        for token in tokens(escape(line, bounds))
    )
    assert read.replace("\u200c", "") == line.replace("\u200c", "")


def test_a_message_of_forty_thousand_characters_is_cut_visibly_and_fits() -> None:
    activity = render_activity(Message("s", (paragraph("x" * 40_000), paragraph("kept"))))
    rules.check_activity(activity, {})
    runs = [run["text"] for part in activity["attachments"][0]["content"]["body"] for run in part["inlines"]]
    assert runs[0].endswith("x…")
    assert runs[1] == "kept"


def test_emoji_count_double_in_utf16_and_are_not_cut_apart() -> None:
    family = "👩‍👩‍👧‍👦"
    activity = render_activity(Message("s", (paragraph(family * 6_000),)))
    rules.check_activity(activity, {})
    (run,) = activity["attachments"][0]["content"]["body"][0]["inlines"]
    assert run["text"].removesuffix("…").replace(family, "") == ""
    assert cut("e\u0301" * 10, 6) == "e\u0301e\u0301…"


def test_what_cannot_be_made_to_fit_is_refused() -> None:
    with pytest.raises(Rejected):
        render_activity(Message("s", tuple(Headline("x" * 300) for _ in range(400))))


def test_a_dangerous_override_of_direction_ends_with_its_text() -> None:
    assert clean("\u202eevil", Bounds(99)) == "evil"
    assert clean("\u2067x\u2069", Bounds(99)) == "\u2067x\u2069"
    assert clean("\u2069\u2067x", Bounds(99)) == "\u2067x\u2069", "a closer of nothing does not count"


@pytest.mark.parametrize("text", ["{{DATE(2026-11-24T14:00:00Z,SHORT)}}", "{{TIME(2026-11-24T14:00:00Z)}}"])
def test_what_somebody_typed_is_no_function_of_the_card(text: str) -> None:
    card = json.dumps(render_activity(Message(text, (Body((Paragraph((Plain(text),)),)),))), ensure_ascii=False)
    assert text not in card
    assert text in card.replace("\u200c", "")


NO_LINKS = ["javascript:alert(1)", "data:text/html,x", "//evil.example", "http://[", "file:///etc", ""]


@pytest.mark.parametrize("url", NO_LINKS)
def test_an_address_of_another_kind_is_no_link(url: str) -> None:
    assert safe_url(url) is None


def card_of(message: Message, **how: Any) -> dict[str, Any]:
    card: dict[str, Any] = render_activity(message, **how)["attachments"][0]["content"]
    return card


def test_a_person_is_mentioned_and_a_quiet_one_is_named() -> None:
    ring = Mention("Bo <Birch>", "teams", "t", "u1")
    spans = (ring, Plain(" and "), Mention("Ada", "teams", "t", "u2", quiet=True))
    message = Message("s", (Body((Paragraph(spans),)),))
    card = card_of(message)
    assert card["body"][0]["text"] == "<at>Bo ‹Birch›</at> and Ada"
    assert card["msteams"]["entities"][0]["mentioned"] == {"id": "u1", "name": "Bo ‹Birch›"}
    assert mentions_people(render_activity(message))
    assert not mentions_people(render_activity(message, ring=False))
    named = Message("s", (Body((Paragraph((replace(ring, instead="Bo (Night)"),)),)),))
    assert "<at>Bo" in card_of(named)["body"][0]["text"]
    (run,) = card_of(named, ring=False)["body"][0]["inlines"]
    assert (run["text"], run["weight"]) == ("Bo (Night)", "Bolder")
    elsewhere = replace(ring, platform="slack", instead="Bo (Night)")
    beside = Message("s", (Body((Paragraph((ring, elsewhere)),)),))
    assert card_of(beside)["body"][0]["text"].endswith(r"**Bo \(Night\)**")


def test_two_people_of_one_name_are_two_mentions() -> None:
    spans = (Mention("Bo", "teams", "t", "u1"), Plain(", "), Mention("Bo", "teams", "t", "u2"))
    card = card_of(Message("s", (Body((Paragraph(spans),)),)))
    assert len({one["text"] for one in card["msteams"]["entities"]}) == 2


def test_buttons_are_executed_with_a_fallback_and_forms_are_fetched() -> None:
    buttons = (
        Button("Got it", "updates.acknowledge", "u1", tone=Tone.PRIMARY),
        Button("Ask a question", "updates.ask", "u1", opens_form=True),
        Button("Withdraw", "updates.withdraw", "u1", confirm=Confirm("Withdraw?", "It disappears.", "Withdraw")),
        Button("Answer", "checkins.answer", "c1", token=True),
        LinkButton("Playbook", "https://playbook.example"),
        LinkButton("Broken", "javascript:x"),
    )
    actions = card_of(say("x", *buttons), token="minted")["body"][1]["actions"]
    got, ask, withdraw, answer, playbook = actions
    assert (got["type"], got["verb"], got["data"][KEY]["o"]) == ("Action.Execute", "updates.acknowledge", "u1")
    assert got["fallback"]["type"] == "Action.Submit"
    assert "t" not in got["data"][KEY]
    assert ask["data"]["msteams"] == {"type": "task/fetch"}
    assert withdraw["data"][KEY]["c"]["yes"] == "Withdraw"
    assert answer["data"][KEY]["t"] == "minted~en"
    assert playbook["url"] == "https://playbook.example"


def test_more_buttons_than_fit_side_by_side_break_into_rows() -> None:
    card = card_of(say("x", *(Button(str(one), "a.b", str(one)) for one in range(8))))
    assert [len(part["actions"]) for part in card["body"][1:]] == [6, 2]


def test_an_instant_is_written_in_the_readers_zone_or_names_its_own() -> None:
    moment = Moment(AT, zone="Asia/Manila")
    card = card_of(Message("s", (Context((moment,)), Facts((Fact("From", (moment,)),)))))
    assert card["body"][0]["text"] == "{{DATE(2026-11-24T14:00:00Z,SHORT)}} {{TIME(2026-11-24T14:00:00Z)}}"
    assert card["body"][1]["facts"][0]["value"] == r"Tue 24 Nov, 22:00 \(Manila\)"


def test_language_and_direction_follow_the_locale() -> None:
    assert card_of(Message("s", (), "ar_XB"))["rtl"] is True
    assert card_of(Message("s", (), "de_AT"))["lang"] == "de"
