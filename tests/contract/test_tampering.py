"""Who alters what a button or a form carries, so that it names what is others', changes nothing and learns nothing."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

import bot.migrations
from adapters.teams.render import KEY
from bot.capabilities.shoutouts.store import Shoutout
from bot.capabilities.updates.store.tables import Update
from bot.people.model import Audience, Channel, Person, Side, Team
from tests.contract.house import CARE, DESK, HARBORLINE, NEWS, SANDBOX, House, Json, quiet
from tests.contract.test_ways_in import open_on_slack, open_on_teams, submit_on_slack

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIGURES, PLANS = "Quarterly figures of the wharf", "Plans for the winter"
"""The titles of an update and of a draft that are no attacker's business."""

THANKED = "Rowed the ledgers of the wharf across in person"
"""The story of a shoutout that was given privately."""

THEIRS = "The leads alone"
"""An audience of the organisation that no partner sees."""

LASTING = (
    *("side", "home_link", "team", "person", "membership", "role_grant", "organisation_setting"),
    *("audience", "audience_team", "audience_channel", "channel", "channel_team"),
    *("shoutout", "shoutout_recipient", "shoutout_cheer", "shoutout_note", "shoutout_objection"),
    *("product_update", "update_text", "update_template", "expected_reader", "acknowledgement"),
)
"""The tables in which no row may come, change or go: what is whose, who may what, and what was said to whom."""

Rows = dict[str, set[str]]


async def kept(house: House) -> Rows:
    """All rows of the lasting tables, as text, but for partners' own channels, which they may link and read anew."""
    tables = bot.migrations.all_metadata().tables
    async with house.inside.read() as session:
        places = [house.world.channel(name) for name in (SANDBOX, CARE, DESK)]
        theirs = set(await session.scalars(select(Channel.id).where(Channel.external_id.in_(places))))
        named = {"channel": "id", "channel_team": "channel_id"}
        return {
            name: {
                str(tuple(row))
                for row in await session.execute(select(tables[name]))
                if name not in named or getattr(row, named[name]) not in theirs
            }
            for name in LASTING
        }


def untouched(after: Rows, before: Rows) -> None:
    assert after == before, {name: after[name] ^ before[name] for name in before if after[name] != before[name]}


async def foreign_ids(house: House) -> list[str]:
    """What is the organisation's own, one of each kind, by every id that leaves the process."""
    async with house.inside.read() as session:
        updates = list(await session.scalars(select(Update.public_id)))
        shoutouts = list(await session.scalars(select(Shoutout.public_id).where(Shoutout.story.startswith(THANKED))))
        named = [
            await session.scalar(select(kind.public_id).where(kind.name == name))
            for kind, name in ((Team, "Product"), (Person, "Nora Marlowe"), (Audience, THEIRS), (Side, "Internal"))
        ]
        channel = house.world.channel(NEWS)
        named.append(await session.scalar(select(Channel.public_id).where(Channel.external_id == channel)))
    assert len(updates) == 2 and len(shoutouts) == 1 and all(named)
    return [
        *updates,
        *shoutouts,
        *map(str, named),
        channel,
        f"slack/{house.world.own_workspace}",
        house.slack_user("nora"),
    ]


async def prepare(house: House) -> None:
    """An update and a draft of the organisation for itself, and an audience for nobody else."""
    async with house.inside.read() as session:
        if await session.scalar(select(Update.id).limit(1)):
            return
    (said,) = await house.mention_on_slack("tobias", NEWS, "audiences")
    await house.press_on_slack("tobias", NEWS, "New audience", said)
    await submit_on_slack(house, "tobias", {"Name": THEIRS, "Teams": ["Product"]})
    for title in (FIGURES, PLANS):
        house.put_away("nora")
        await house.hands.type_command("nora", NEWS, "/update")
        await house.hands.submit("nora", {"Title": title, "What changed": "Something.", "Audience": THEIRS})
        if title == FIGURES:
            await house.hands.submit("nora", {})
    house.put_away("nora")
    await house.hands.type_command("nora", NEWS, "/shoutout")
    found = await house.hands.search("nora", "Who", "Tobias")
    alone = {"Where it goes": "To them and their lead alone"}
    await house.hands.submit("nora", {"Who": found, "What they did": THANKED, **alone})
    await house.hands.submit("nora", {})
    await quiet(house)


# --- Slack ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["tala", "jomar"])
async def test_altered_buttons_and_forms_of_slack_change_nothing_of_others(house: House, key: str) -> None:
    """The admin of a partner, who may most within it, and one of its agents."""
    await prepare(house)
    (menu,) = await house.mention_on_slack(key, CARE, "")
    await house.press_on_slack(key, CARE, "Who am I?", menu)
    press = deepcopy(house.slack_here.courier.sent[-1].payload)
    await open_on_slack(house, "tala", SANDBOX, "link channel")
    await submit_on_slack(house, "tala", {"Teams in this channel": ["Lumenara day"]})
    form = deepcopy(house.slack_here.courier.sent[-1].payload)
    form["user"] = press["user"]
    ids = (await foreign_ids(house))[: None if key == "tala" else 5]
    before, asked = await kept(house), len(house.slack_here.ledger.entries)
    for action, object_id in ((action, one) for action in (*house.offers.presses, "command.again") for one in ids):
        (pressed,) = press["actions"]
        altered = {**pressed, "action_id": action, "value": f"1::{object_id}"}
        await answered_on_slack(house, {**press, "actions": [altered]})
    for action, object_id in ((action, one) for action in house.offers.submits for one in ids):
        await answered_on_slack(house, altered_form(form, action, object_id))
    for one in ids:
        await answered_on_slack(
            house, json.loads(re.sub(r'"value": "[\w-]{22}"', f'"value": "{one}"', json.dumps(form)))
        )
    await quiet(house)
    untouched(await kept(house), before)
    shown = [entry for entry in house.slack_here.ledger.entries[asked:] if entry.user == house.slack_user(key)]
    learns_nothing(json.dumps([[one.text, one.blocks, one.view] for one in shown], default=str))


async def answered_on_slack(house: House, payload: Json) -> None:
    """A payload under a request id and a trigger of its own, signed as Slack signs; it must not be our fault."""
    trigger = house.slack_here.desk.tickets.trigger(payload["user"]["id"], house.world.own_workspace)
    answer = await house.slack_here.courier.send("interactive", {**payload, "trigger_id": trigger})
    assert answer.status and answer.status < 500, (payload.get("actions"), answer)
    learns_nothing(json.dumps(answer.body))


def altered_form(form: Json, action: str, object_id: str) -> Json:
    """A form that says it is another one, about something of others, in whatever state."""
    state = json.loads(form["view"]["private_metadata"]) | {"a": action, "o": object_id, "s": object_id}
    return {**form, "view": {**form["view"], "private_metadata": json.dumps(state), "callback_id": action}}


def learns_nothing(shown: str, partner: str = HARBORLINE) -> None:
    found = [secret for secret in (FIGURES, PLANS, THANKED, THEIRS, partner) if secret in shown]
    assert not found, (found, shown[:2000])


# --- Teams ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["hana", "omar"])
async def test_altered_cards_and_dialogs_of_teams_change_nothing_of_others(house: House, key: str) -> None:
    await prepare(house)
    (line,) = await house.mention_on_teams(key, DESK, "who am i")
    await house.press_on_teams(key, line, "Open")
    opened = house.teams_here.courier.turns[-1].activity
    dialog = await open_on_teams(house, "hana", DESK, "audiences", "New audience")
    await house.teams_here.people.submit(dialog.id, {"Name": "Nights", "Teams": ["Harborline care – Harborline"]})
    sent = house.teams_here.courier.turns[-1].activity | {"from": opened["from"]}
    ids = (await foreign_ids(house))[: None if key == "hana" else 5]
    before = await kept(house)
    for altered in altered_activities(house, opened, sent, ids):
        turn = await house.teams_here.courier.deliver(
            house.teams_here.world.registrations[house.world.teams_app], {**altered, "id": uuid4().hex}
        )
        assert turn.status < 500, (altered["value"], turn)
        shown = json.dumps(turn.body)
        assert not [secret for secret in (FIGURES, PLANS, THANKED, THEIRS, "Lumenara") if secret in shown], (
            altered,
            shown,
        )
    await quiet(house)
    untouched(await kept(house), before)


def altered_activities(house: House, opened: Any, sent: Any, ids: list[str]) -> Iterator[Json]:
    """Every button and form about everything that is others', and a real form with others' ids in its choices."""
    for one in ids:
        for action in (*house.offers.presses, "command.again"):
            activity = deepcopy(dict(opened))
            activity["value"]["data"][KEY] |= {"a": action, "o": one}
            yield activity
        for action in house.offers.submits:
            activity = deepcopy(dict(sent))
            activity["value"]["data"][KEY] |= {"a": action, "o": one, "s": one}
            yield activity
        quoted = json.dumps(one)
        yield json.loads(re.sub(r'"[\w-]{22}"', lambda _, quoted=quoted: quoted, json.dumps(dict(sent))))
