"""Whatever is forged or typed, no database is asked for what it cannot keep: it is answered, on both engines."""

import json
from copy import deepcopy
from uuid import uuid4

import pytest

from tests.contract.house import CARE, DESK, NEWS, SANDBOX, House
from tests.contract.test_tampering import altered_activities, altered_form
from tests.contract.test_ways_in import open_on_slack, open_on_teams, submit_on_slack

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNSTORABLE = ("a\0b.1", "\ud83d.\0", "\0")
"""Ids with NUL, which PostgreSQL keeps in no text, and with half an emoji, which nothing encodes."""

FAULTS = ("the reference ", "did not work")
"""Words of a fault of ours."""


async def test_ids_and_words_of_slack_that_no_database_keeps_are_answered_like_any_others(either_house: House) -> None:
    house = either_house
    (menu,) = await house.mention_on_slack("tala", CARE, "")
    await house.press_on_slack("tala", CARE, "Who am I?", menu)
    press = deepcopy(house.slack_here.courier.sent[-1].payload)
    await open_on_slack(house, "tala", SANDBOX, "link channel")
    await submit_on_slack(house, "tala", {"Teams in this channel": ["Lumenara day"]})
    form = deepcopy(house.slack_here.courier.sent[-1].payload)
    asked = len(house.slack_here.ledger.entries)
    for one in UNSTORABLE:
        for action in (*house.offers.presses, *house.offers.anonymous_presses):
            (pressed,) = press["actions"]
            await sent(house, {**press, "actions": [{**pressed, "action_id": action, "value": f"1::{one}"}]})
        for action in (*house.offers.submits, *house.offers.anonymous_submits):
            await sent(house, altered_form(form, action, one))
    for entry in house.slack_here.ledger.entries[asked:]:
        right(json.dumps([entry.text, entry.blocks, entry.view], default=str))
    for one in UNSTORABLE:
        (said,) = await house.mention_on_slack("tobias", NEWS, f"update find {one}")
        right(said.text)


async def sent(house: House, payload: dict[str, object]) -> None:
    """A payload under a request id and a trigger of its own, signed as Slack signs."""
    trigger = house.slack_here.desk.tickets.trigger(house.slack_user("tala"), house.world.own_workspace)
    answer = await house.slack_here.courier.send("interactive", {**payload, "trigger_id": trigger})
    assert answer.status and answer.status < 500, answer
    right(json.dumps(answer.body))


def right(shown: str) -> None:
    assert not [each for each in FAULTS if each in shown], shown[:1000]


async def test_ids_of_teams_that_no_database_keeps_are_answered_like_any_others(either_house: House) -> None:
    house = either_house
    dialog = await open_on_teams(house, "hana", DESK, "audiences", "New audience")
    opened = house.teams_here.courier.turns[-1].activity
    await house.teams_here.people.submit(dialog.id, {"Name": "Nights", "Teams": ["Harborline care – Harborline"]})
    submitted = house.teams_here.courier.turns[-1].activity
    for altered in altered_activities(house, opened, submitted, list(UNSTORABLE)):
        turn = await house.teams_here.courier.deliver(
            house.teams_here.world.registrations[house.world.teams_app], {**altered, "id": uuid4().hex}
        )
        assert turn.status < 500, (altered["value"], turn)
        right(json.dumps(turn.body))
