"""The block rules let in what Slack lets in, and nothing else."""

from typing import Any

import pytest

from adapters.slack.standin.blocks import BlockRules, mentions

Json = dict[str, Any]
RULES = BlockRules()


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str = "Hello") -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Got it"), "action_id": "ack", "value": "v", **more}


def option(text: str = "One", value: str = "1") -> Json:
    return {"text": plain(text), "value": value}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": [option()], **more}


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Title"), "element": element, **more}


TEXT_FIELD = {"type": "plain_text_input", "action_id": "t"}

ACCEPTED = {
    "section": section(),
    "section with fields": {"type": "section", "fields": [{"type": "mrkdwn", "text": "*a*"}]},
    "section with a button": {**section(), "accessory": button(style="primary")},
    "section at its longest": section("x" * 3000),
    "divider": {"type": "divider"},
    "rich text": {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": " ", "style": {"bold": True}},
                    {"type": "user", "user_id": "U1"},
                    {"type": "date", "timestamp": 1_800_000_000, "format": "{date_short}", "fallback": "Fri"},
                    {"type": "link", "url": "https://x.example", "text": "x"},
                ],
            },
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "a"}]}],
            },
        ],
    },
    "header": {"type": "header", "text": plain("x" * 150)},
    "context": {"type": "context", "elements": [{"type": "mrkdwn", "text": "a", "verbatim": True}]},
    "actions": actions(button(), select(), button(action_id="b")),
    "actions with 25 buttons": actions(*(button(action_id=f"b{n}") for n in range(25))),
    "overflow": actions({"type": "overflow", "action_id": "o", "options": [option()] * 5}),
    "image": {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "a chart"},
    "input": field(TEXT_FIELD, optional=True, hint=plain("short")),
    "select with an initial option": actions(select(initial_option=option())),
    "people select": field({"type": "multi_users_select", "action_id": "u", "initial_users": ["U1"]}),
    "date and time": actions({"type": "datetimepicker", "action_id": "d", "initial_date_time": 1_800_000_000}),
    "radio with mrkdwn": actions(
        {
            "type": "radio_buttons",
            "action_id": "r",
            "options": [{"text": {"type": "mrkdwn", "text": "*a*"}, "value": "1"}],
        }
    ),
}

REFUSED = {
    "rich text without parts": {"type": "rich_text", "elements": []},
    "an empty run of rich text": {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}],
    },
    "a mention in preformatted text": {
        "type": "rich_text",
        "elements": [{"type": "rich_text_preformatted", "elements": [{"type": "user", "user_id": "U1"}]}],
    },
    "rich text with an unknown part": {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "marquee", "text": "a"}]}],
    },
    "an unknown style": {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "a", "style": {"blink": True}}]}
        ],
    },
    "mrkdwn in a header": {"type": "header", "text": {"type": "mrkdwn", "text": "a"}},
    "header too long": {"type": "header", "text": plain("x" * 151)},
    "empty text": section(""),
    "blank text": section(" \n"),
    "text too long": section("x" * 3001),
    "section without text": {"type": "section"},
    "a string as text": {"type": "section", "text": "a"},
    "a lone surrogate": section("\ud83d"),
    "unknown block": {"type": "carousel2"},
    "unknown property": {**section(), "colour": "red"},
    "unknown property of a text": {"type": "section", "text": {"type": "mrkdwn", "text": "a", "emoji": True}},
    "unknown element": actions({"type": "slider", "action_id": "s"}),
    "no elements": actions(),
    "26 elements": actions(*(button(action_id=f"b{n}") for n in range(26))),
    "two equal action ids": actions(button(), button()),
    "a string as button text": actions(button(text="Got it")),
    "mrkdwn on a button": actions(button(text={"type": "mrkdwn", "text": "a"})),
    "button text too long": actions(button(text=plain("x" * 76))),
    "button value too long": actions(button(value="x" * 2001)),
    "button style": actions(button(style="green")),
    "option text too long": actions(select(options=[option("x" * 76)])),
    "option value too long": actions(select(options=[option(value="x" * 151)])),
    "option without value": actions(select(options=[{"text": plain("a")}])),
    "mrkdwn in a select": actions(select(options=[{"text": {"type": "mrkdwn", "text": "a"}, "value": "1"}])),
    "101 options": actions(select(options=[option(value=str(n)) for n in range(101)])),
    "no options": actions({"type": "static_select", "action_id": "s"}),
    "options and groups": actions(select(option_groups=[{"label": plain("g"), "options": [option()]}])),
    "an initial option that is not offered": actions(select(initial_option=option("Two", "2"))),
    "six overflow options": actions({"type": "overflow", "action_id": "o", "options": [option()] * 6}),
    "eleven checkboxes": actions({"type": "checkboxes", "action_id": "c", "options": [option()] * 11}),
    "a multi select among actions": actions({"type": "multi_users_select", "action_id": "u"}),
    "a text input among actions": actions(TEXT_FIELD),
    "a button as input": field(button()),
    "an input without label": {"type": "input", "element": TEXT_FIELD},
    "mrkdwn as label": field(TEXT_FIELD, label={"type": "mrkdwn", "text": "a"}),
    "placeholder too long": field({**TEXT_FIELD, "placeholder": plain("x" * 151)}),
    "an initial value above the length": field({**TEXT_FIELD, "max_length": 2, "initial_value": "abc"}),
    "max_length above 3000": field({**TEXT_FIELD, "max_length": 3001}),
    "a date in words": actions({"type": "datepicker", "action_id": "d", "initial_date": "tomorrow"}),
    "a time in words": actions({"type": "timepicker", "action_id": "d", "initial_time": "25:00"}),
    "a javascript link": actions(button(url="javascript:alert(1)")),
    "eleven context elements": {"type": "context", "elements": [plain("a")] * 11},
    "a button in context": {"type": "context", "elements": [button()]},
    "eleven fields": {"type": "section", "fields": [plain("a")] * 11},
    "field too long": {"type": "section", "fields": [plain("x" * 2001)]},
    "an image without words": {"type": "image", "image_url": "https://x.example/a.png"},
    "a block id too long": {**section(), "block_id": "x" * 256},
    "an action id too long": actions(button(action_id="x" * 256)),
    "a number as text": {"type": "section", "text": {"type": "mrkdwn", "text": 7}},
    "a confirmation too long": actions(
        button(confirm={"title": plain("a"), "text": plain("x" * 301), "confirm": plain("y"), "deny": plain("n")})
    ),
    "a confirmation without deny": actions(
        button(confirm={"title": plain("a"), "text": plain("x"), "confirm": plain("y")})
    ),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_right_block_is_accepted(name: str) -> None:
    assert RULES.of_message([ACCEPTED[name]]) == []


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_block_is_refused(name: str) -> None:
    assert RULES.of_message([REFUSED[name]])


def test_a_message_holds_fifty_blocks_and_no_more() -> None:
    assert RULES.of_message([section()] * 50) == []
    assert "max_items=50" in RULES.of_message([section()] * 51)[0]


def test_block_ids_are_unique_in_a_message() -> None:
    assert RULES.of_message([{**section(), "block_id": "a"}, {**section(), "block_id": "a"}])


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Update"), "submit": plain("Publish"), "blocks": list(blocks), **more}


def test_a_right_modal_is_accepted() -> None:
    assert RULES.of_view(modal(field(TEXT_FIELD), private_metadata="x" * 3000, notify_on_close=True)) == []


def test_a_home_is_accepted_without_buttons_of_its_own() -> None:
    assert RULES.of_view({"type": "home", "blocks": [section()] * 100}) == []
    assert RULES.of_view({"type": "home", "blocks": [section()], "submit": plain("a")})


@pytest.mark.parametrize(
    "wrong",
    [
        modal(section(), title=plain("x" * 25)),
        modal(section(), submit=plain("x" * 25)),
        modal(section(), private_metadata="x" * 3001),
        modal(section(), callback_id="x" * 256),
        modal(field(TEXT_FIELD), submit=None),
        modal(*[section()] * 101),
        modal(),
        modal(section(), colour="red"),
        modal(field({**TEXT_FIELD, "focus_on_load": True}), field({**TEXT_FIELD, "focus_on_load": True})),
        {"type": "workflow_step", "blocks": [section()]},
        {"type": "modal", "blocks": [section()]},
        "modal",
        None,
    ],
)
def test_a_wrong_view_is_refused(wrong: Any) -> None:
    assert RULES.of_view(wrong)


@pytest.mark.parametrize("wrong", [None, "x", {}, [None], [[]], ["x"], [{}], [{"type": 7}], [{"type": ["section"]}]])
def test_what_is_no_list_of_blocks_is_refused_without_an_exception(wrong: Any) -> None:
    assert RULES.of_message(wrong)


def test_live_mentions_are_found_in_text_and_mrkdwn_only() -> None:
    blocks = [section("hi <@U1> &lt;@U2&gt; <!date^1^{date}|x>"), {"type": "header", "text": plain("<!here>")}]
    rich = {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [{"type": "text", "text": "<!here>"}, {"type": "broadcast", "range": "here"}],
            }
        ],
    }
    assert mentions("<!channel> &lt;!here&gt;", [*blocks, rich]) == ["<!channel>", "<@U1>", "<!here>"]
