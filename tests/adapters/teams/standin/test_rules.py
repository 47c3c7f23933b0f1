"""The stand-in accepts the cards that Teams accepts, and none of these others."""

from typing import Any

import pytest

from adapters.teams.standin.rules import Refusal, check_card


def card(*body: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), **more}


TEXT = {"type": "TextBlock", "text": "Refunds changed"}
PICKER = {"type": "Input.ChoiceSet", "id": "who", "choices": []}
SEARCHED = {**PICKER, "style": "filtered", "choices.data": {"type": "Data.Query", "dataset": "shoutouts.people"}}
FALLBACK = {"type": "Action.Submit", "title": "Got it"}


@pytest.mark.parametrize(
    "right",
    [
        card(TEXT),
        card(TEXT, msteams={"width": "Full"}),
        card(TEXT, {"type": "ActionSet", "actions": [{"type": "Action.Execute", "verb": "a", "fallback": FALLBACK}]}),
        card(TEXT, refresh={"action": {"type": "Action.Execute", "verb": "v"}, "userIds": ["29:1"]}),
        card({**PICKER, "choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}}),
        card({**PICKER, "style": "filtered"}),
        card({**SEARCHED, "isMultiSelect": True}),
    ],
)
def test_a_right_card_is_accepted(right: dict[str, Any]) -> None:
    check_card(right)


@pytest.mark.parametrize(
    "wrong",
    [
        "a card",
        {"type": "AdaptiveCard", "body": [TEXT]},
        card(TEXT) | {"version": "1.6"},
        card({"type": "TextBlock"}),
        card({"type": "TextBlock", "text": "x", "colour": "red"}),
        card({"type": "Marquee", "text": "x"}),
        card({"type": "ColumnSet", "columns": [{"type": "Colum"}]}),
        card(TEXT, actions=[{"type": "Action.Execute", "title": "Got it", "verb": "a"}]),
        card(TEXT, actions=[{"type": "Action.OpenUrl", "title": "x", "url": "javascript:alert(1)"}]),
        card(TEXT, actions=[{"type": "Action.Submit", "title": str(one)} for one in range(7)]),
        card({"type": "Input.Text", "id": "a"}, {"type": "Input.Toggle", "id": "a", "title": "x"}),
        card(TEXT, refresh={"action": {"type": "Action.Execute"}, "userIds": [str(one) for one in range(61)]}),
        card(TEXT, msteams={"entities": [{"type": "mention", "text": "<at>B</at>", "mentioned": {"id": "1"}}]}),
        card(TEXT, msteams={"sound": "loud"}),
        card({**PICKER, "choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/everyone"}}),
        card({**PICKER, "style": "filtered", "isMultiSelect": True}),
        card({**PICKER, "choices.data": {"type": "Data.Query", "dataset": ""}}),
        card({**TEXT, "choices.data": SEARCHED["choices.data"]}),
    ],
)
def test_a_wrong_card_is_refused(wrong: object) -> None:
    with pytest.raises(Refusal) as caught:
        check_card(wrong)
    assert caught.value.status == 400
