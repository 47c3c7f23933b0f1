"""Who alters what a button or a form carries, so that it names what is others', changes nothing and learns nothing."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import time
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

import bot.migrations
from adapters.teams.render import KEY
from bot.capabilities.shoutouts.store import Shoutout
from bot.capabilities.syncs.kinds import MeetingState, Outcome, Part, Raise, SyncState
from bot.capabilities.syncs.store.syncs import SYNC
from bot.capabilities.syncs.store.tables import Action, Attendee, Meeting, Raised, Sync, SyncTeam, Written
from bot.capabilities.updates.store.tables import Update
from bot.clock import system_clocks
from bot.due.tables import Rhythm
from bot.people.model import Audience, Channel, Person, Side, Team
from tests.contract.house import CARE, DESK, HARBORLINE, NEWS, SANDBOX, House, Json, quiet
from tests.contract.test_ways_in import open_on_slack, open_on_teams, submit_on_slack

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIGURES, PLANS = "Quarterly figures of the wharf", "Plans for the winter"
"""The titles of an update and of a draft that are no attacker's business."""

THANKED = "Rowed the ledgers of the wharf across in person"
"""The story of a shoutout that was given privately."""

WHARF, STUCK = "Sync of the wharf", "The crane of the wharf stands still"
"""A sync of the organisation with itself, and what is said, decided and to be done in it."""

THEIRS = "The leads alone"
"""An audience of the organisation that no partner sees."""

LASTING = (
    *("side", "home_link", "team", "person", "membership", "role_grant", "organisation_setting"),
    *("audience", "audience_team", "audience_channel", "channel", "channel_team"),
    *("shoutout", "shoutout_recipient", "shoutout_cheer", "shoutout_note", "shoutout_objection"),
    *("product_update", "update_text", "update_template", "expected_reader", "acknowledgement"),
    *("sync", "sync_team", "sync_facilitator", "sync_meeting", "sync_attendee", "sync_raised", "sync_written"),
    *("sync_action", "sync_reply", "sync_metric", "sync_metric_value"),
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
        syncs = [
            await session.scalar(select(Sync.public_id).where(Sync.name == WHARF)),
            *await session.scalars(select(Meeting.public_id).order_by(Meeting.id).limit(1)),
            *await session.scalars(select(Action.public_id).where(Action.what == STUCK)),
        ]
    assert len(updates) == 2 and len(shoutouts) == 1 and len(syncs) == 3 and all(named)
    return [
        *updates,
        *shoutouts,
        *map(str, syncs),
        *map(str, named),
        channel,
        f"slack/{house.world.own_workspace}",
        house.slack_user("nora"),
    ]


async def prepare(house: House) -> None:
    """An update, a draft and a sync of the organisation for itself, and an audience for nobody else."""
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
    await meet(house)


async def meet(house: House) -> None:
    """A sync of the organisation with itself, and a meeting of it that goes on."""
    now = system_clocks().calendar.now()
    async with house.inside.write() as session:
        nora = (await session.scalars(select(Person).where(Person.name == "Nora Marlowe"))).one()
        team = (await session.scalars(select(Team).where(Team.name == "Product"))).one()
        sync = Sync(name=WHARF, state=SyncState.ACTIVE, side_id=team.side_id, author_id=nora.id, created_at=now)
        session.add(sync)
        await session.flush()
        session.add(SyncTeam(sync_id=sync.id, team_id=team.id))
        session.add(
            Rhythm(
                kind=SYNC,
                subject_id=sync.id,
                owner_id=nora.id,
                rule="FREQ=YEARLY",
                starts=now.date(),
                at=time(9),
                since=now,
                zone="UTC",
            )
        )
        meeting = Meeting(
            sync_id=sync.id,
            original_date=now.date(),
            starts_at=now,
            state=MeetingState.OPEN,
            told_of=now,
            agenda_at=now,
            facilitator_id=nora.id,
        )
        session.add(meeting)
        await session.flush()
        said = {"meeting_id": meeting.id, "person_id": nora.id, "side_id": team.side_id}
        session.add(Attendee(**said, team_id=team.id, part=Part.LEAD))
        session.add(Raised(**said, team_id=team.id, kind=Raise.STUCK, text=STUCK, at=now))
        session.add(Written(**said, kind=Outcome.DECISION, text=STUCK, at=now))
        session.add(
            Action(
                sync_id=sync.id,
                meeting_id=meeting.id,
                owner_id=nora.id,
                side_id=team.side_id,
                author_id=nora.id,
                author_side_id=team.side_id,
                what=STUCK,
                added_at=now,
            )
        )


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
    ids = (await foreign_ids(house))[: None if key == "tala" else 6]
    before, asked = await kept(house), len(house.slack_here.ledger.entries)
    for action, object_id in ((action, one) for action in every_press(house) for one in ids):
        (pressed,) = press["actions"]
        altered = {**pressed, "action_id": action, "value": f"1::{object_id}"}
        await answered_on_slack(house, {**press, "actions": [altered]})
    for action, object_id in ((action, one) for action in every_submit(house) for one in ids):
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
    found = [secret for secret in (FIGURES, PLANS, THANKED, WHARF, STUCK, THEIRS, partner) if secret in shown]
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
    ids = (await foreign_ids(house))[: None if key == "hana" else 6]
    before = await kept(house)
    for altered in altered_activities(house, opened, sent, ids):
        turn = await house.teams_here.courier.deliver(
            house.teams_here.world.registrations[house.world.teams_app], {**altered, "id": uuid4().hex}
        )
        assert turn.status < 500, (altered["value"], turn)
        shown = json.dumps(turn.body)
        assert not [
            secret for secret in (FIGURES, PLANS, THANKED, WHARF, STUCK, THEIRS, "Lumenara") if secret in shown
        ], (
            altered,
            shown,
        )
    await quiet(house)
    untouched(await kept(house), before)


def every_press(house: House) -> list[str]:
    return [*house.offers.presses, *house.offers.anonymous_presses, "command.again"]


def every_submit(house: House) -> list[str]:
    return [*house.offers.submits, *house.offers.anonymous_submits]


def altered_activities(house: House, opened: Any, sent: Any, ids: list[str]) -> Iterator[Json]:
    """Every button and form about everything that is others', and a real form with others' ids in its choices."""
    for one in ids:
        for action in every_press(house):
            activity = deepcopy(dict(opened))
            activity["value"]["data"][KEY] |= {"a": action, "o": one}
            yield activity
        for action in every_submit(house):
            activity = deepcopy(dict(sent))
            activity["value"]["data"][KEY] |= {"a": action, "o": one, "s": one}
            yield activity
        quoted = json.dumps(one)
        yield json.loads(re.sub(r'"[\w-]{22}"', lambda _, quoted=quoted: quoted, json.dumps(dict(sent))))
