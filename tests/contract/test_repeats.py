"""What is delivered or pressed again changes nothing again, and what nobody sent changes nothing at all."""

import json
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from adapters.slack.gate import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign
from adapters.slack.limits import LIMITS as SLACK_LIMITS
from adapters.teams.limits import LIMITS as TEAMS_LIMITS
from adapters.teams.standin.tokens import Keys
from bot.proof.reading import slack_lines, text_of
from tests.contract.house import CARE, DESK, MENU_CARD, NEWS, QUAY, SANDBOX, WRONG, House, Json, seen, titles_on_teams

pytestmark = pytest.mark.asyncio(loop_scope="module")

AGAIN = 2
"""Deliveries after the first one: three in all."""

MUTATIONS = 200
"""Requests that nobody sent, on each platform."""

SEED = 20261124

Counts = dict[str, int]
Act = Callable[[], Awaitable[Any]]


async def quiet(house: House) -> Counts:
    """The rows of all tables, and what both platforms show, once nothing changes any more."""

    async def look() -> Counts | None:
        if await house.under_way():
            return None
        first = await counted(house)
        return first if not await house.under_way() and await counted(house) == first else None

    found: Counts = await seen(look, "everything to be sent")
    return found


async def counted(house: House) -> Counts:
    """Without what edits bring: counts on cards are redrawn when their time comes, whatever happens meanwhile."""
    posts = [one for one in house.slack_here.ledger.entries if one.operation == "post"]
    rows = await house.rows()
    return {
        **{name: count for name, count in rows.items() if name not in ("content", "delivery")},
        "posts meant": await house.posts_meant(),
        "posts on Slack": len(posts),
        "posts on Teams": len(house.teams_here.ledger.posts()),
    }


async def once(house: House, again: Act) -> None:
    """Nothing changes however often it comes again."""
    before = await quiet(house)
    for _ in range(AGAIN):
        await again()
    assert_unchanged(await quiet(house), before)


def assert_unchanged(after: Counts, before: Counts) -> None:
    assert after == before, {name: (before[name], after[name]) for name in before if before[name] != after[name]}


async def redelivered(house: House, number: int) -> None:
    """Everything that reached the bot from that request of Slack on comes again, as Slack repeats it."""
    sent = house.slack_here.courier.sent[number]
    repeats = house.slack_here.happenings.redeliver(number) if sent.kind == "events_api" else again(house, number)
    answer = await repeats
    assert answer.status == 200, answer


async def again(house: House, number: int) -> Any:
    return await house.slack_here.courier.replay(number)


# --- Slack ------------------------------------------------------------------------------------------------------------


async def test_an_update_is_published_and_noted_once_on_slack(either_house: House) -> None:
    house = either_house
    title = "Vouchers can be joined"
    await publish_on_slack(house, title)
    submitted = len(house.slack_here.courier.sent) - 1

    async def card() -> Any:
        shown = house.slack_here.messages(house.world.channel(CARE))
        return next((one for one in shown if title in str(one.blocks)), None)

    posted = await seen(card, "the card")
    await once(house, lambda: redelivered(house, submitted))

    where = house.world.channel(CARE)
    jomar = house.slack_user("jomar")

    async def press() -> None:
        assert (await house.slack_here.people.press(jomar, "Got it", where, posted.ts)).ok

    await press()
    pressed = len(house.slack_here.courier.sent) - 1
    await once(house, lambda: redelivered(house, pressed))
    before = await quiet(house)
    await press()
    await press()
    now = await quiet(house)
    assert now["acknowledgement"] == before["acknowledgement"] == 1
    told = [text_of(slack_lines(one.blocks)) for one in house.slack_here.inbox(jomar)][-2:]
    assert all("You noted this" in one for one in told), told

    assert (await house.slack_here.happenings.mention(house.slack_user("tala"), where, "got it", posted.ts)).ok
    mentioned = len(house.slack_here.courier.sent) - 1
    await once(house, lambda: redelivered(house, mentioned))
    assert (await quiet(house))["acknowledgement"] == 2


async def publish_on_slack(house: House, title: str) -> None:
    await house.hands.type_command("nora", NEWS, "/update")
    await house.hands.submit("nora", {"Title": title, "What changed": "Two at most.", "Audience": "All hands"})
    await house.hands.submit("nora", {})


async def test_an_update_is_published_once_however_often_its_button_is_clicked(either_house: House) -> None:
    house = either_house
    await house.hands.type_command("nora", NEWS, "/update")
    await house.hands.submit("nora", {"Title": "Gift wrap is free", "What changed": "Now.", "Audience": "All hands"})
    before = await quiet(house)
    opened = replace(house.slack_here.world.modals[house.slack_user("nora")][-1])
    for _ in range(3):
        house.slack_here.world.modals[house.slack_user("nora")] = [replace(opened)]
        await house.hands.submit("nora", {})
    after = await quiet(house)
    assert after["posts meant"] - before["posts meant"] == 4, "three cards and a receipt"
    cards = [
        one
        for name in (NEWS, CARE)
        for one in house.slack_here.messages(house.world.channel(name))
        if "Gift wrap is free" in str(one.blocks)
    ]
    assert len(cards) == 2


async def test_commands_and_forms_of_slack_count_once(either_house: House) -> None:
    house = either_house
    await house.hands.type_command("tobias", NEWS, "/instep", "link channel")
    number = len(house.slack_here.courier.sent) - 1
    await once(house, lambda: redelivered(house, number))

    await house.hands.type_command("tobias", NEWS, "/instep", "grant")
    await house.hands.submit("tobias", {"Who?": house.slack_user("nora"), "Which role?": "auditor"})
    number = len(house.slack_here.courier.sent) - 1
    await once(house, lambda: redelivered(house, number))

    house.put_away("tobias")
    await house.hands.type_command("tobias", NEWS, "/instep", "audiences")
    await house.slack_here.people.press(house.slack_user("tobias"), "New audience", house.world.channel(NEWS))
    opened = replace(house.slack_here.world.modals[house.slack_user("tobias")][-1])
    await house.hands.submit("tobias", {"Name": "Twice", "Teams": ["Product"]})
    number = len(house.slack_here.courier.sent) - 1
    await once(house, lambda: redelivered(house, number))
    before = await quiet(house)
    house.slack_here.world.modals[house.slack_user("tobias")] = [opened]
    second = await house.slack_here.people.submit(house.slack_user("tobias"), {"Name": "Twice", "Teams": ["Product"]})
    assert "already an audience" in " ".join(second.errors.values())
    assert (await quiet(house))["audience"] == before["audience"]


async def test_events_of_slack_count_once(either_house: House) -> None:
    house = either_house
    happenings, courier = house.slack_here.happenings, house.slack_here.courier
    where, jomar = house.world.channel(SANDBOX), house.slack_user("jomar")
    acts: list[Act] = [
        lambda: happenings.leave(jomar, where),
        lambda: happenings.join(jomar, where),
        lambda: happenings.rename(where, "renamed-sandbox"),
        lambda: happenings.archive(where),
        lambda: happenings.unarchive(where),
        lambda: happenings.join_workspace(house.world.own_workspace, "Newcomer"),
        lambda: happenings.change_user(house.slack_user("ines"), tz="Asia/Tokyo"),
        lambda: happenings.direct_message(house.slack_user("nora"), "got it"),
    ]
    for happen in acts:
        await happen()
        number = len(courier.sent) - 1
        await once(house, lambda number=number: redelivered(house, number))  # type: ignore[misc]


async def test_the_menu_card_is_posted_once_for_a_double_click(either_house: House) -> None:
    house = either_house
    where, ligaya = house.world.channel(CARE), house.slack_user("ligaya")
    (menu,) = await house.mention_on_slack("ligaya", CARE, "")
    for _ in range(2):
        await house.press_on_slack("ligaya", CARE, "Menu button here", menu)
    await quiet(house)
    cards = [one for one in house.slack_here.messages(where) if one.text.startswith(MENU_CARD)]
    assert len(cards) == 1
    told = [text_of(slack_lines(one.blocks)) for one in house.slack_here.inbox(ligaya)][-2:]
    assert not [one for one in told for wrong in WRONG if wrong in one], told


# --- Teams ------------------------------------------------------------------------------------------------------------


async def test_forms_and_presses_of_teams_count_once(either_house: House) -> None:
    house = either_house
    people, title = house.teams_here.people, "Labels are printed twice"
    await publish_on_slack(house, title)
    where = house.world.channel(DESK)

    async def card() -> Any:
        shown = house.teams_here.ledger.messages(where)
        return next((one for one in shown if title in str(one.card)), None)

    posted = await seen(card, "the card")
    before = await quiet(house)
    turn = await house.press_on_teams("omar", posted, "Got it")
    assert "Noted at" in turn.said
    await once(house, lambda: people.replay(turn.number))
    other = await house.press_on_teams("omar", posted, "Got it")
    assert "You noted this" in other.said, other
    assert (await quiet(house))["acknowledgement"] == before["acknowledgement"] + 1

    mentioned = await people.mention(house.teams_user("zara"), f"{where};messageid={posted.id}", "got it")
    await once(house, lambda: people.replay(mentioned.number))
    said = await people.say(house.teams_user("yasmin"), "got it")
    await once(house, lambda: people.replay(said.number))

    (line,) = await house.mention_on_teams("yasmin", QUAY, "link channel")
    opened = await house.press_on_teams("yasmin", line, titles_on_teams(line.card)[0])
    assert opened.dialog
    await once(house, lambda: people.replay(opened.number))
    linked = await people.submit(opened.dialog.id, {"Teams in this channel": ["Harborline care – Harborline"]})
    assert linked.well
    await once(house, lambda: people.replay(linked.number))


async def test_events_of_teams_count_once(either_house: House) -> None:
    house = either_house
    people, world = house.teams_here.people, house.teams_here.world
    made = world.add_user(house.world.teams_home, "Nadim Newcomer")
    where, quay = house.world.teams_team, house.world.channel(QUAY)
    world.rename_channel(quay, "Quay renamed")
    acts: list[Act] = [
        lambda: people.join(made.id, where),
        lambda: people.channel_event(house.teams_user("yasmin"), quay, "channelRenamed"),
        lambda: people.leave(made.id, where),
        lambda: people.install(house.teams_user("omar"), house.teams_user("omar")),
    ]
    for happen in acts:
        turn = await happen()
        assert turn and turn.well
        number = house.teams_here.courier.turns[-1].number
        await once(house, lambda number=number: people.replay(number))  # type: ignore[misc]


# --- what nobody sent -------------------------------------------------------------------------------------------------


async def test_what_slack_did_not_sign_is_refused_and_writes_nothing(either_house: House) -> None:
    house = either_house
    print(f"seed {SEED}")
    dice = random.Random(SEED)
    await house.hands.type_command("tobias", NEWS, "/instep", "link channel")
    originals = house.slack_here.courier.sent[-60:]
    secret = house.slack_here.world.app.signing_secret
    before = await quiet(house)
    for _ in range(MUTATIONS):
        sent = dice.choice(originals)
        name, headers, body = mutated_for_slack(dice, dict(sent.headers), sent.body, secret)
        answer = await house.slack_here.courier.send_raw(headers, body)
        assert answer.status in (400, 401, 413), (name, answer, body[:200])
    assert_unchanged(await quiet(house), before)


def mutated_for_slack(dice: random.Random, headers: Json, body: bytes, secret: str) -> tuple[str, Json, bytes]:
    """A request to `/slack/events` that Slack did not make, in one of the known ways, and which one."""
    now = int(time.time())

    def signed(timestamp: object, content: bytes = body, by: str = secret) -> Json:
        signature = sign(by, str(timestamp), content)
        return {**headers, TIMESTAMP_HEADER: str(timestamp), SIGNATURE_HEADER: signature}

    at = dice.randrange(len(body))
    match dice.randrange(13):
        case 0:
            return (
                "changed body",
                signed(now),
                body[:at] + bytes([body[at] ^ (1 << dice.randrange(7))]) + body[at + 1 :],
            )
        case 1:
            return "truncated body", signed(now), body[:at]
        case 2:
            return "stale", signed(now - dice.randint(400, 10**8)), body
        case 3:
            return "future", signed(now + dice.randint(400, 10**8)), body
        case 4:
            strange = dice.choice(["", "soon", "1e9", "-5", "９９", f"{now}.5", "9" * 40, "0x5f"])
            return f"timestamp {strange!r}", {**signed(now), TIMESTAMP_HEADER: strange}, body
        case 5:
            strange = dice.choice(["", "v0=", "v0=0", "v1=" + "0" * 64, "ünlesbar", sign(secret, str(now), body)[:-1]])
            return f"signature {strange!r}", {**signed(now), SIGNATURE_HEADER: strange}, body
        case 6:
            return "signed by somebody else", signed(now, by=f"{secret}x"), body
        case 7:
            header = dice.choice([TIMESTAMP_HEADER, SIGNATURE_HEADER])
            return f"without {header}", {name: kept for name, kept in signed(now).items() if name != header}, body
        case 8:
            large = body + b" " * SLACK_LIMITS.request_bytes
            return "oversized", signed(now, large), large
        case 9:
            return "signature of another body", signed(now, body[::-1]), body
        case 10:
            return "signature for another time", {**signed(now), TIMESTAMP_HEADER: str(now - 1)}, body
        case 11:
            return "empty", {**signed(now), SIGNATURE_HEADER: sign("", str(now), b"")}, b""
        case _:
            noise = dice.randbytes(dice.randint(1, 5000))
            return "noise", signed(now), noise


async def test_what_slack_signed_but_cannot_be_read_is_no_error_and_writes_nothing(either_house: House) -> None:
    """Cut short before it was signed: to have it repeated would not help."""
    house = either_house
    print(f"seed {SEED}")
    dice = random.Random(SEED)
    secret = house.slack_here.world.app.signing_secret
    before = await quiet(house)
    for _ in range(MUTATIONS // 4):
        sent = dice.choice(house.slack_here.courier.sent[-60:])
        body = sent.body[: dice.randrange(len(sent.body) - 40)]
        now = str(int(time.time()))
        headers = {**sent.headers, TIMESTAMP_HEADER: now, SIGNATURE_HEADER: sign(secret, now, body)}
        answer = await house.slack_here.courier.send_raw(headers, body)
        assert answer.status and answer.status < 500, (answer, body)
    assert_unchanged(await quiet(house), before)


async def test_what_teams_did_not_send_is_refused_and_writes_nothing(either_house: House) -> None:
    house = either_house
    print(f"seed {SEED}")
    dice = random.Random(SEED)
    stranger = Keys("channel-9")
    originals = [dict(turn.activity) for turn in house.teams_here.courier.turns[-60:]]
    endpoint = f"{house.base_url}/api/messages"
    before = await quiet(house)
    for _ in range(MUTATIONS):
        name, token, body = mutated_for_teams(dice, house, stranger, json.loads(json.dumps(dice.choice(originals))))
        headers = {"Authorization": token} if token else {}
        status, answer = await house.teams_here.courier.send(endpoint, body, headers, 5.0)
        assert status in (400, 401, 413), (name, status, answer)
    assert_unchanged(await quiet(house), before)


def mutated_for_teams(dice: random.Random, house: House, stranger: Keys, activity: Json) -> tuple[str, str, bytes]:
    """A request to `/api/messages` that Teams did not make, in one of the known ways, and which one."""
    tokens, app, url = house.teams_here.tokens, house.world.teams_app, house.teams_here.service_url
    now = int(time.time())
    body = json.dumps(activity).encode()

    def bearer(**changes: Any) -> str:
        return f"Bearer {tokens.inbound(app, url, **changes)}"

    right = bearer()
    match dice.randrange(12):
        case 0:
            strange = dice.choice(
                ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer x.y.z", f"Bearer {'a' * 9000}", right[7:]]
            )
            return f"token {strange[:20]!r}", strange, body
        case 1:
            at = dice.randrange(8, len(right) - 2)
            other = "A" if right[at] != "A" else "B"
            return "changed token", right[:at] + other + right[at + 1 :], body
        case 2:
            return "expired", bearer(nbf=now - 7200, exp=now - dice.randint(400, 3600)), body
        case 3:
            return "not valid yet", bearer(nbf=now + dice.randint(400, 3600), exp=now + 7200), body
        case 4:
            issuer = dice.choice(["https://sts.windows.net/x/", "", None])
            return f"issuer {issuer!r}", bearer(iss=issuer), body
        case 5:
            audience: Any = dice.choice(["another app", "", None, [app], {"a": 1}])
            return f"audience {audience!r}", bearer(aud=audience), body
        case 6:
            return "another key", bearer(key=stranger, kid=dice.choice([None, "channel-1", "channel-9"])), body
        case 7:
            elsewhere = dice.choice(["https://evil.example/", "http://169.254.169.254/", None, "", 7])
            return "service URL", bearer(serviceurl=elsewhere), body
        case 8:
            return "truncated", right, body[: dice.randrange(len(body) - 1)]
        case 9:
            return "oversized", right, body + b" " * TEAMS_LIMITS.inbound_bytes
        case 10:
            name = dice.choice(["type", "serviceUrl", "channelId", "from", "recipient", "conversation", "channelData"])
            wrong: Any = dice.choice([None, "", 0, [], {}, "elsewhere" if name not in ("type", "conversation") else ""])
            return f"{name} is {wrong!r}", right, json.dumps({**activity, name: wrong}).encode()
        case _:
            nonsense = dice.choice(
                [b"", b"[]", b"null", b"NaN", b"[" * 5000, dice.randbytes(300), b'{"type": "message"}']
            )
            return "nonsense", right, nonsense
