"""What no platform sent is let in by no gate, and what was really sent counts once, whatever is done to it."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from adapters.teams.standin.tokens import Keys
from bot.proof.chaos.requests import Attack, Forgery, SlackForger, TeamsForger
from tests.contract.house import CARE, DESK, NEWS, Counts, House, quiet, unchanged

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORGERIES = 1_000
"""Requests on each platform and each database; two thousand on each platform in all."""

GARBLED = 150
"""Requests that the platform vouches for although somebody has been at their payload."""

SEED = 20261124


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def evil() -> AsyncIterator[tuple[str, list[object]]]:
    """An address that nobody may connect to, and who did."""
    visitors: list[object] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visitors.append(writer.get_extra_info("peername"))
        writer.close()

    server = await asyncio.start_server(note, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"http://{host}:{port}/", visitors


async def test_what_slack_did_not_send_is_refused_and_what_it_sent_counts_once(either_house: House) -> None:
    house = either_house
    seed = SEED + house.inside.is_postgresql
    print(f"seed {seed}")
    await happen_on_slack(house)
    originals = house.slack_here.courier.sent[-60:]
    dice = random.Random(seed)
    forger = SlackForger(dice, house.slack_here.world.app.signing_secret)

    def forged() -> Iterator[Forgery]:
        for _ in range(FORGERIES):
            sent = dice.choice(originals)
            yield forger.forge(sent.headers, sent.body, int(time.time()))

    before = await written(house)
    attack = Attack(f"{house.base_url}/slack/events")
    await attack.throw(forged())
    assert not attack.wrong, (seed, attack.wrong[:5])
    assert attack.sent == FORGERIES and attack.answers[401] > FORGERIES / 3
    unchanged(await written(house), before)


async def written(house: House) -> Counts:
    """The rows of all tables; what somebody only reads may be shown to them again."""
    return {name: count for name, count in (await quiet(house)).items() if not name.startswith("posts on")}


async def happen_on_slack(house: House) -> None:
    """Something of each kind: commands, presses, forms and events."""
    await house.hands.type_command("tobias", NEWS, "/instep", "settings")
    await house.hands.submit("tobias", {})
    (menu,) = await house.mention_on_slack("ligaya", CARE, "")
    await house.press_on_slack("ligaya", CARE, "Who am I?", menu)
    await house.slack_here.happenings.direct_message(house.slack_user("nora"), "who am i")
    await house.slack_here.happenings.rename(house.world.channel(NEWS), NEWS)


async def test_what_teams_did_not_send_is_refused_and_what_it_sent_counts_once(
    either_house: House, evil: tuple[str, list[object]]
) -> None:
    house, (address, visitors) = either_house, evil
    seed = SEED + house.inside.is_postgresql
    print(f"seed {seed}")
    await happen_on_teams(house)
    originals = [turn.activity for turn in house.teams_here.courier.turns[-60:]]
    dice = random.Random(seed)
    forger = teams_forger(house, dice, address)

    def forged() -> Iterator[Forgery]:
        for _ in range(FORGERIES):
            yield forger.forge(dice.choice(originals), int(time.time()))

    before = await written(house)
    attack = Attack(f"{house.base_url}/api/messages")
    await attack.throw(forged())
    assert not attack.wrong, (seed, attack.wrong[:5])
    assert attack.sent == FORGERIES and attack.answers[401] > FORGERIES / 3
    assert not visitors, "somebody followed an address that a forger had written"
    unchanged(await written(house), before)


async def happen_on_teams(house: House) -> None:
    """Something of each kind: mentions, presses, forms and events."""
    (line,) = await house.mention_on_teams("hana", DESK, "audiences")
    opened = await house.press_on_teams("hana", line, "Open")
    assert opened.dialog
    form = await house.teams_here.people.submit(opened.dialog.id, button="New audience")
    assert form.dialog
    values = {"Name": f"Shift {len(house.teams_here.courier.turns)}", "Teams": ["Harborline care – Harborline"]}
    await house.teams_here.people.submit(form.dialog.id, values)
    await house.say_on_teams("omar", "who am i")


async def test_garbled_requests_of_slack_and_teams_break_nothing(either_house: House) -> None:
    """A platform that changes its payloads, and a client that sends what no form holds, get an answer all the same."""
    house = either_house
    seed = SEED + house.inside.is_postgresql
    print(f"seed {seed}")
    await happen_on_slack(house)
    await happen_on_teams(house)
    dice = random.Random(seed)
    slack = SlackForger(dice, house.slack_here.world.app.signing_secret)
    sent, turns = house.slack_here.courier.sent[-60:], house.teams_here.courier.turns[-60:]
    forger = teams_forger(house, dice, "http://127.0.0.1:9/")
    now = int(time.time())
    picked = (dice.choice(sent) for _ in range(GARBLED))
    on_slack = Attack(f"{house.base_url}/slack/events")
    await on_slack.throw(slack.garble(one.headers, one.body, now) for one in picked)
    on_teams = Attack(f"{house.base_url}/api/messages")
    await on_teams.throw(forger.garble(dice.choice(turns).activity) for _ in range(GARBLED))
    assert not on_slack.wrong + on_teams.wrong, (seed, (on_slack.wrong + on_teams.wrong)[:5])
    await quiet(house)


def teams_forger(house: House, dice: random.Random, evil: str) -> TeamsForger:
    tokens, url = house.teams_here.tokens, house.teams_here.service_url
    return TeamsForger(dice, tokens, house.world.teams_app, url, evil, Keys("channel-9"))
