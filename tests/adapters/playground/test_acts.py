"""What a page's search comes to: the options as they came over the wire, or why there are none."""

from typing import Any

import pytest

from adapters.playground.acts import Unanswered, read_act
from adapters.slack import samples as slack_samples
from adapters.teams import samples as teams_samples


class Standin:
    """Answers an act as a stand-in over HTTP does."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        self.asked: list[tuple[str, dict[str, Any]]] = []

    async def act(self, verb: str, **arguments: Any) -> Any:
        self.asked.append((verb, arguments))
        return self.answer

    screen = act


async def test_what_is_found_on_slack_comes_back_as_options() -> None:
    asked = {"user": "U1", "view_id": "V1", "block_id": "people~1", "action_id": "search:a.b", "words": "tal"}
    slack: Any = Standin({"error": None, "number": 3, "errors": {}, "body": slack_samples.SUGGESTED})
    outcome = await read_act({"platform": "slack", "verb": "suggest", **asked}).play(slack, slack)
    assert outcome.as_json()["found"] == slack_samples.SUGGESTED["options"]
    assert slack.asked == [("suggest_options", asked)]


async def test_a_shortcut_that_is_used_where_one_writes_names_no_message() -> None:
    asked = {"user": "U1", "callback_id": "shoutout+anywhere"}
    slack: Any = Standin({"error": None, "number": 3, "errors": {}, "body": None})
    outcome = await read_act({"platform": "slack", "verb": "global_shortcut", **asked}).play(slack, slack)
    assert outcome.ok
    assert slack.asked == [("global_shortcut", asked)]


async def test_what_is_found_on_teams_comes_back_as_choices() -> None:
    asked = {"user": "u1", "dialog": "d", "input": "people", "words": "tal"}
    turn = {"status": 200, "problem": "", "dialog": None, "said": "", "number": 3, "body": teams_samples.FOUND}
    teams: Any = Standin(turn)
    outcome = await read_act({"platform": "teams", "verb": "search", **asked}).play(teams, teams)
    assert outcome.as_json()["found"] == teams_samples.FOUND["value"]["results"]
    away: Any = Standin(turn | {"status": 503, "body": None})
    with pytest.raises(Unanswered):
        await read_act({"platform": "teams", "verb": "search", **asked}).play(away, away)
