"""Whatever a message says becomes valid blocks in which nothing that people wrote is markup."""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.slack.limits import LIMITS
from adapters.slack.render import read_value, render_blocks, render_home, render_message, rendered_sizes
from adapters.slack.standin.blocks import BlockRules, mentions, texts
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
    MomentStyle,
    Paragraph,
    Part,
    Picture,
    Plain,
    Progress,
    Quote,
    Tone,
    plain,
    say,
)
from bot.chat.texts import PSEUDO_LONG, PSEUDO_RIGHT_TO_LEFT, Texts
from bot.ports import Cause, Rejected

RULES = BlockRules()
AT = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)

HOSTILE = (
    "<!channel>",
    "<!here|x>",
    "<@U0000001>",
    "<!subteam^S1>",
    "&lt;!everyone&gt;",
    "<https://evil.example|Payroll>",
    "*_~`*_~`",
    "```",
    "\u202eabc",
    "\u2067open",
    "\ud83d",
    "\x00\x07",
    "👩‍👩‍👧‍👦",
    "é" + "\u0301" * 20,
    "",
    " ",
    "\u200b",
    "\n\n",
    "x" * 40_000,
    "<!" * 5_000,
    "</at>",
    ":tada:",
    "@channel",
    "javascript:alert(1)",
    "https://a.example/?a=1&b=<2>",
)
hostile = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60)) | st.lists(
    st.sampled_from(HOSTILE[:-4]), max_size=4
).map("".join)
spans = st.lists(
    st.one_of(
        st.builds(Plain, hostile, bold=st.booleans(), code=st.booleans()),
        st.builds(Link, hostile, hostile),
        st.builds(Mention, hostile, platform=st.sampled_from(["", "teams", "slack"]), home=hostile, user_id=hostile),
        st.builds(ChannelName, hostile, platform=st.just("slack"), home=hostile, channel=hostile),
        st.builds(
            Moment, st.just(AT), st.sampled_from(MomentStyle), st.just("Asia/Manila"), st.sampled_from(["en", "ar"])
        ),
    ),
    max_size=4,
).map(tuple)
parts: st.SearchStrategy[Part] = st.one_of(
    st.builds(Headline, hostile, st.sampled_from([1, 2])),
    st.builds(Alert, spans, st.sampled_from(Tone)),
    st.builds(
        Body,
        st.lists(
            st.one_of(
                st.builds(Paragraph, spans),
                st.builds(ListBlock, st.lists(spans, max_size=3).map(tuple), st.booleans()),
                st.builds(CodeBlock, hostile),
            ),
            max_size=3,
        ).map(tuple),
        hostile,
    ),
    st.builds(Quote, hostile, hostile),
    st.builds(Facts, st.lists(st.builds(Fact, hostile, spans), max_size=3).map(tuple)),
    st.builds(Context, spans),
    st.builds(Progress, st.integers(-5, 300), st.integers(-5, 200), hostile),
    st.builds(Picture, hostile | st.just("https://instep.example/trend/a.png"), hostile, hostile),
    st.builds(Divider),
    st.builds(
        Actions,
        st.lists(
            st.one_of(
                st.builds(
                    Button,
                    hostile,
                    st.just("updates.acknowledge"),
                    st.just("k3:j/x"),
                    tone=st.sampled_from(Tone),
                    confirm=st.none() | st.builds(Confirm, hostile, hostile, hostile, hostile),
                ),
                st.builds(LinkButton, hostile, hostile),
            ),
            max_size=3,
        ).map(tuple),
    ),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(summary=hostile, body=st.lists(parts, max_size=6).map(tuple))
def test_hostile_text_becomes_valid_blocks_that_ring_nobody(summary: str, body: tuple[Part, ...]) -> None:
    payload = render_message(Message(summary, body), home="T0000001")
    assert RULES.of_message(payload["blocks"]) == []
    assert mentions(payload["text"], payload["blocks"]) == []
    assert 1 <= len(payload["text"]) <= LIMITS.text_update
    assert sum(len(text) for _, text in texts(payload["blocks"])) <= LIMITS.blocks_text
    json.dumps(payload).encode()
    assert RULES.of_view(render_home(Message(summary, body))) == []


def test_ten_thousand_hostile_strings_ring_nobody() -> None:
    chance = random.Random(20261122)
    pieces = [
        *HOSTILE[:15],
        *HOSTILE[20:],
        "&",
        "<",
        ">",
        "|",
        "@",
        "!",
        "#C1",
        "U1",
        "^",
        "*",
        "channel",
        "\u200d",
        "a",
    ]

    def nasty() -> str:
        return "".join(chance.choices(pieces, k=chance.randint(1, 8)))

    for _ in range(250):
        parts = [
            part
            for _ in range(5)
            for part in (
                Body((Paragraph((Plain(nasty()), Link(nasty(), nasty()))),), nasty()),
                Context((Plain(nasty(), italic=True), Mention(nasty(), "slack", "T2", nasty()))),
                Facts((Fact(nasty(), plain(nasty())),)),
            )
        ]
        payload = render_message(Message(nasty(), tuple(parts)), home="T1")
        assert RULES.of_message(payload["blocks"]) == []
        assert mentions(payload["text"], payload["blocks"]) == []


def test_every_hostile_string_stands_alone_in_every_part() -> None:
    for text in HOSTILE:
        everything: tuple[Part, ...] = (
            Headline(text),
            Headline(text, 2),
            Alert(plain(text)),
            Body((Paragraph(plain(text)), ListBlock((plain(text),)), CodeBlock(text)), text),
            Quote(text, text),
            Facts((Fact(text, plain(text)),)),
            Context(plain(text)),
            Context((Plain(text, bold=True), Link(text, "https://a.example"))),
            Progress(1, 2, text),
            Actions((Button(text, "a.b", confirm=Confirm(text, text, text, text)), LinkButton(text, text))),
        )
        payload = render_message(Message(text, everything))
        assert RULES.of_message(payload["blocks"]) == []
        assert mentions(payload["text"], payload["blocks"]) == []


def rich(payload: dict[str, Any]) -> list[dict[str, Any]]:
    return [element for block in payload["blocks"] for part in block["elements"] for element in part["elements"]]


def test_text_is_written_literally_in_rich_text() -> None:
    payload = render_message(say("use *stars* & <tags>"))
    assert rich(payload) == [{"type": "text", "text": "use *stars* & <tags>"}]
    assert payload["text"] == "use *stars* &amp; &lt;tags&gt;"


def test_no_code_comes_of_what_somebody_typed_into_a_small_line() -> None:
    line = Context((Plain("`rm` *x*"), Link("`y`", "https://instep.example")))
    (part,) = render_message(Message("s", (line,)))["blocks"][0]["elements"]
    assert part["type"] == "mrkdwn" and "`" not in part["text"]
    assert part["text"].replace("\u2060", "") == "ˋrmˋ *x*<https://instep.example|ˋyˋ>"


def test_what_is_cut_ends_in_an_ellipsis() -> None:
    (text,) = rich(render_message(say("x" * 40_000)))
    assert len(text["text"]) == LIMITS.rich_text
    assert text["text"].endswith("x…")


def test_what_follows_a_full_part_shows_that_it_is_missing() -> None:
    body = Body((Paragraph(plain("x" * 3_000)), Paragraph(plain("lost"))))
    assert [each["text"] for each in rich(render_message(Message("s", (body,))))] == ["x" * 3_000, "\n\n", "…"]


def test_thousands_of_spans_are_cut() -> None:
    body = Body((Paragraph(tuple(Plain("a", bold=bool(n % 2)) for n in range(5_000))),))
    elements = rich(render_message(Message("s", (body,))))
    assert len(elements) < 500
    assert elements[-1]["text"] == "…"


def test_long_parts_share_the_room_of_a_message() -> None:
    payload = render_message(Message("s", tuple(Body((Paragraph(plain("y" * 5_000)),)) for _ in range(8))))
    assert RULES.of_message(payload["blocks"]) == []
    assert sum(len(text) for _, text in texts(payload["blocks"])) <= LIMITS.blocks_text
    assert all(part["text"].endswith("…") for part in rich(payload))


def test_more_blocks_than_slack_shows_are_rejected() -> None:
    with pytest.raises(Rejected) as caught:
        render_message(Message("s", (Divider(),) * 51))
    assert caught.value.cause is Cause.TOO_LARGE


def test_people_and_channels_of_the_workspace_are_native_and_others_are_names() -> None:
    here = Mention("Ana", "slack", "T1", "U1")
    spans = (here, Mention("Ben", "slack", "T2", "U2"), Mention("Cleo", "slack", "T1", "U3", quiet=True))
    payload = render_message(Message("s", (Body((Paragraph(spans),)), Context(spans))), home="T1")
    assert [each.get("user_id", each.get("text")) for each in rich({"blocks": payload["blocks"][:1]})] == [
        "U1",
        "Ben",
        "Cleo",
    ]
    assert payload["blocks"][1]["elements"][0]["text"] == "<@U1>BenCleo"
    assert mentions(payload["text"], payload["blocks"]) == ["<@U1>", "<@U1>"]
    named = replace(spans[1], instead="Ben (Night)")
    (run,) = rich(render_message(Message("s", (Body((Paragraph((named,)),)),)), home="T1"))
    assert (run["text"], run["style"]) == ("Ben (Night)", {"bold": True})
    native = Message("s", (Body((Paragraph((replace(here, instead="Ana (Day)"),)),)),))
    assert rich(render_message(native, home="T1"))[0]["type"] == "user"
    channel = ChannelName("care", "slack", "T1", "C1")
    assert rich(render_message(Message("s", (Body((Paragraph((channel,)),)),)), home="T1"))[0]["type"] == "channel"


def test_a_moment_is_written_in_the_readers_zone_with_words_for_the_rest() -> None:
    payload = render_message(Message("s", (Body((Paragraph((Moment(AT, zone="Asia/Manila"),)),)),)))
    (date,) = rich(payload)
    assert date["timestamp"] == int(AT.timestamp())
    assert date["fallback"] == "Tue 24 Nov, 22:00 (Asia/Manila)"
    small = render_message(Message("s", (Context((Moment(AT, MomentStyle.TIME),)),)))
    assert small["blocks"][0]["elements"][0]["text"] == f"<!date^{int(AT.timestamp())}^{{time}}|14:00 (UTC)>"


def test_an_address_that_is_no_address_is_text() -> None:
    spans = (Link("Payroll", "javascript:alert(1)"), Link("mail", "mailto:a@b.example"))
    first, second = rich(render_message(Message("s", (Body((Paragraph(spans),)),))))
    assert first == {"type": "text", "text": "Payroll (javascript:alert(1))"}
    assert second == {"type": "link", "url": "mailto:a@b.example", "text": "mail"}
    blocks = render_message(Message("s", (Actions((LinkButton("Go", "ftp://x"),)),)))["blocks"]
    assert blocks == [{"type": "context", "elements": [{"type": "plain_text", "text": "Go: ftp://x", "emoji": False}]}]


def test_a_button_brings_back_action_object_and_token() -> None:
    buttons = (
        Button("Got it", "updates.acknowledge", "a:b c", tone=Tone.PRIMARY),
        Button("No", "updates.acknowledge", "2", tone=Tone.DANGER, confirm=Confirm("Sure?", "Really", "Yes")),
        Button("Vote", "checkins.vote", "3", token=True),
        LinkButton("Playbook", "https://a.example"),
    )
    (row,) = render_blocks((Actions(buttons),), "", "secret", 50, LIMITS)
    read = [read_value(each["action_id"], each.get("value", "")) for each in row["elements"]]
    assert [(each.action, each.object_id, each.token) for each in read if each] == [
        ("updates.acknowledge", "a:b c", ""),
        ("updates.acknowledge", "2", ""),
        ("checkins.vote", "3", "secret"),
    ]
    assert read[-1] is None
    assert [each.get("style") for each in row["elements"]] == ["primary", "danger", None, None]


def test_twenty_six_buttons_stand_in_two_rows() -> None:
    buttons = tuple(Button(str(n), "a.b", str(n)) for n in range(26))
    rows = render_message(Message("s", (Actions(buttons),)))["blocks"]
    assert [len(row["elements"]) for row in rows] == [25, 1]
    assert RULES.of_message(rows) == []


@pytest.mark.parametrize("locale", [PSEUDO_LONG, PSEUDO_RIGHT_TO_LEFT])
def test_the_invented_locales_stay_valid_when_cut(locale: str) -> None:
    t = Texts(locale)
    label = t("Publish to all the channels of every side in this very minute, as planned")
    payload = render_message(Message(label, (Headline(label * 4), Actions((Button(label, "a.b"),)))))
    assert RULES.of_message(payload["blocks"]) == []
    shown = payload["blocks"][0]["text"]["text"]
    assert shown.count("\u2067") == shown.count("\u2069")
    assert "…" in shown


def test_an_emoji_family_is_not_torn() -> None:
    family = "👩‍👩‍👧‍👦"
    (row,) = render_blocks((Actions((Button("x" * 72 + family, "a.b"),)),), "", "", 50, LIMITS)
    assert row["elements"][0]["text"]["text"] == "x" * 72 + "…"


def test_sizes_say_how_full_a_message_is() -> None:
    blocks, characters, words = rendered_sizes(render_message(say("Hello", LinkButton("Go", "https://a.example"))))
    assert (blocks.used, blocks.allowed) == (2, 50)
    assert (characters.used, words.used) == (7, 5)
