"""Nothing that reaches anybody of one partner, in words or in data, says anything of another partner."""

import json
import random
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from adapters.slack.standin.world import CannotAct
from bot.assemble import all_offers
from bot.people.model import Role
from bot.proof.organisation import Addressees, Kind, Organisation, Person, Place, Platform, Side, Team
from tests import marks
from tests.contract.house import House, Said, seen, titles_on_teams

US = "Marlowe & Finch"
PARTNERS = ("Lumenara", "Quillon", "Pellworm")
"""Those that may be in Slack Connect; one more is on Teams."""

ON_TEAMS = "Harborline"
OURS = ("nora", "tobias", "ines")

COUNT = re.compile(r"(\d+) of (\d+)")


def generated(dice: random.Random) -> Organisation:
    """Two to four partners of different sizes, with names that occur once; one of them is on Teams."""
    partners = (*dice.sample(PARTNERS, dice.randint(1, len(PARTNERS))), ON_TEAMS)
    names = marks.names(dice)
    sizes = dice.sample(range(2, 9), len(partners))
    teams = [Team("Product", US, "Europe/London", "GB", "Mon-Sun 00:00-24:00", "nora", "product-news")]
    people = [Person(key, f"{key.title()} Marlowe", US, "Product", f"{key}@marlowe.example") for key in OURS]
    places = [Place("product-news", US, Kind.PUBLIC, ("Product",))]
    for partner, size in zip(partners, sizes, strict=True):
        keys = [f"{partner}{number}" for number in range(size)]
        team, where = f"{partner} {names.pop()}", f"{names.pop().lower()}-desk"
        people += [Person(key, f"{names.pop()} {names.pop()}", partner, team) for key in keys]
        teams.append(Team(team, partner, "Asia/Manila", "PH", "Mon-Sun 00:00-24:00", keys[0], where))
        kind = Kind.STANDARD if partner == ON_TEAMS else Kind.CONNECT
        places.append(Place(where, partner, kind, (team,), visitors=() if partner == ON_TEAMS else ("nora",)))
    return Organisation(
        sides=(
            Side(US, Platform.SLACK, "own_workspace", internal=True),
            *(
                Side(partner, Platform.TEAMS, "own_tenant")
                if partner == ON_TEAMS
                else Side(partner, Platform.SLACK, "slack_connect")
                for partner in partners
            ),
        ),
        teams=tuple(teams),
        people=tuple(people),
        places=tuple(places),
        audiences=(Addressees("All hands", tuple(place.name for place in places)),),
        author="nora",
        admin="tobias",
    )


@asynccontextmanager
async def moved_in(organisation: Organisation, folder: Path, template: Path) -> AsyncIterator[House]:
    path = folder / "instep.db"
    shutil.copy(template, path)
    async with House(organisation, database_url=f"sqlite:///{path}") as house:
        await house.prepare()
        yield house


# --- what happens ----------------------------------------------------------------------------------------------------


async def live(house: House, dice: random.Random) -> None:
    """An update that a partner's lead answers for, acknowledgements, and everybody trying everything."""
    organisation = house.world.organisation
    partners = [side.name for side in organisation.sides if not side.internal]
    for partner in partners:
        await house.give(f"{partner}0", Role.ADMIN, side=True)
    owner = next(partner for partner in partners if partner != ON_TEAMS)
    await publish(house, "Vouchers can be joined", owner=house.slack_user(f"{owner}0"))
    for partner in partners:
        keys = [person.key for person in organisation.people if person.side == partner]
        where = next(place.name for place in organisation.places if place.side == partner)
        for key in dice.sample(keys, dice.randint(1, len(keys))):
            await house.hands.press(key, where, "Got it")
    await publish(house, "Refunds are paid at once", owner="")
    await question(house, f"{ON_TEAMS}1", "Vouchers can be joined", "Answered by whoever owns it?")
    for partner, asked in zip(partners, ("Bottles?", "Carpets?", "Umbrellas?", "Sandwiches?"), strict=False):
        await question(house, f"{partner}1", "Refunds are paid at once", asked)
        await answered_for_all(house, asked, f"{asked[:-1]} as well.")
    for partner in partners:
        await question(house, f"{partner}1", "Refunds are paid at once", "Crates rattle.", *REPORTING)
    await decided(house, "Crates rattle.", "Reload the page.")
    await house.redraw_now()
    for partner in partners:
        where = next(place.name for place in organisation.places if place.side == partner)
        for key in (f"{partner}0", f"{partner}1"):
            await (ask_on_teams if partner == ON_TEAMS else ask_on_slack)(house, key, where)


async def publish(house: House, title: str, owner: str) -> None:
    await house.hands.type_command("nora", "product-news", "/update")
    await house.hands.press_in_form("nora", "More")
    values = {"Title": title, "What changed": "Two at most.", "Audience": "All hands"}
    await house.hands.submit("nora", values | ({"Owner": owner} if owner else {}))
    await house.hands.submit("nora", {})

    async def out() -> bool:
        cards = [await house.hands.cards(place.name) for place in house.world.organisation.places]
        return all(title in str(shown) for shown in cards)

    await seen(out, "the update in all channels")


ASKING = ("Ask a question", "Your question", "Ask")
REPORTING = ("Something's wrong", "What customers say", "Report")


async def question(
    house: House,
    key: str,
    title: str,
    asked: str,
    button: str = ASKING[0],
    field: str = ASKING[1],
    send: str = ASKING[2],
) -> None:
    """One of a partner asks, or reports, on the card with this title."""
    side = house.world.organisation.person(key).side
    where = next(place.name for place in house.world.organisation.places if place.side == side)
    cards = await house.hands.cards(where)
    card = next(one for one in cards if title in str(one) and button in str(one))
    if side == ON_TEAMS:
        user, conversation = house.teams_user(key), house.world.channel(where)
        opened = await house.teams_here.people.press(user, conversation, card["id"], button)
        assert opened.dialog
        sent = await house.teams_here.people.submit(opened.dialog.id, {field: asked}, button=send)
        assert sent.well
    else:
        user, conversation = house.slack_user(key), house.world.channel(where)
        house.put_away(key)
        assert (await house.slack_here.people.press(user, button, conversation, card["ts"])).ok
        await house.hands.submit(key, {field: asked})


MORE = "More questions wait for you"
"""What somebody is told who has had their messages of this shift."""


async def answered_for_all(house: House, asked: str, answer: str) -> None:
    """The author answers in all channels, and all have it."""
    nora = house.slack_user("nora")

    async def told() -> Any:
        letters = list(house.slack_here.direct_messages(nora))
        own = next((one for one in letters if asked in str(one.blocks)), None)
        return own or next((one for one in letters if MORE in str(one.blocks)), None)

    letter = await seen(told, "the question for its owner")
    house.put_away("nora")
    if MORE in str(letter.blocks):
        await house.hands.type_command("nora", "product-news", "/update", "questions")

        async def listed() -> bool:
            return asked in (await house.hands.whispers("nora"))[-1]

        await seen(listed, "the list of questions")
        await house.hands.press_whisper("nora", "product-news", "Answer")
    else:
        assert (await house.slack_here.people.press(nora, "Answer", letter.channel, letter.ts)).ok
    await house.hands.submit("nora", {"Your answer": answer, "Who hears it": "In all channels"})

    async def out() -> bool:
        cards = [await house.hands.cards(place.name) for place in house.world.organisation.places]
        return all(answer in str(shown) for shown in cards)

    await seen(out, "the answer in all channels")


async def decided(house: House, text: str, sentence: str) -> None:
    """The author says what became of a report, and everybody in it is told."""
    nora = house.slack_user("nora")

    async def told() -> Any:
        return next((one for one in house.slack_here.direct_messages(nora) if text in str(one.blocks)), None)

    letter = await seen(told, "the report for its owner")
    house.put_away("nora")
    assert (await house.slack_here.people.press(nora, "It is handled", letter.channel, letter.ts)).ok
    await house.hands.submit("nora", {"What was done": sentence})

    async def settled() -> bool:
        return sentence in str((await told()).blocks)

    await seen(settled, "the decision on its owner's message")


async def ask_on_slack(house: House, key: str, where: str) -> None:
    for words in ("", *sorted(all_offers().commands)):
        house.put_away(key)
        for said in await house.mention_on_slack(key, where, words):
            await press_all_on_slack(house, key, where, said)
    await house.slack_here.happenings.direct_message(
        house.slack_user(key), "update mine", team=house.world.own_workspace
    )


async def press_all_on_slack(house: House, key: str, where: str, said: Said) -> None:
    for number, button in enumerate(said.buttons):
        house.put_away(key)
        # An earlier press may have redrawn the answer without this button.
        with suppress(CannotAct) if number else nullcontext():
            await house.press_on_slack(key, where, button, said)


async def ask_on_teams(house: House, key: str, where: str) -> None:
    for words in ("", *sorted(all_offers().commands)):
        await house.say_on_teams(key, words)
        for line in await house.mention_on_teams(key, where, words):
            for button in titles_on_teams(line.card):
                turn = await house.press_on_teams(key, line, button)
                for title in titles_on_teams(turn.dialog.card) if turn.dialog else ():
                    if words == "":
                        again = await house.press_on_teams(key, line, button)
                        assert again.dialog
                        await house.teams_here.people.submit(again.dialog.id, button=title)


# --- what was received -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Received:
    """One thing that people of a side were shown, with where, as the JSON that came over the wire."""

    where: str
    content: str


def received(house: House, side: str) -> Iterator[Received]:
    """Everything that anybody of a partner was ever shown or sent."""
    accounts = {
        account.user
        for person in house.world.organisation.people
        if person.side == side
        for account in house.world.accounts[person.key]
    }
    slack, teams = house.slack_here, house.teams_here
    for entry in slack.ledger.entries:
        members = slack.world.channels[entry.channel].members if entry.channel else ()
        private = entry.operation in ("ephemeral", "open", "view_update", "push", "publish")
        if entry.user in accounts if private else accounts & set(members):
            yield Received(f"{entry.operation} on Slack", as_json(asdict(entry)))
    for kept in teams.ledger.entries:
        members = [one.id for one in teams.world.members(kept.message.conversation)]
        if accounts & set(members):
            yield Received(f"{kept.operation} on Teams", as_json([kept.message.card, kept.message.activity]))
    for turn in teams.courier.turns:
        if turn.activity["from"].get("aadObjectId") in accounts:
            yield Received("an answer on Teams", as_json([turn.body, turn.said]))


def as_json(value: Any) -> str:
    return json.dumps(value, default=str, ensure_ascii=False)


def told_of(house: House, side: str) -> set[str]:
    """Everything that would tell of a partner: its names and ids, and those of its people, teams and channels."""
    world, organisation = house.world, house.world.organisation
    people = [person for person in organisation.people if person.side == side]
    places = [place for place in organisation.places if place.side == side]
    return {
        side,
        *(word for person in people for word in person.name.split()),
        *(account.user for person in people for account in world.accounts[person.key]),
        *(home for (name, _), home in world.homes.items() if name == side),
        *(team.name.split()[-1] for team in organisation.teams if team.side == side),
        *(name for place in places for name in (place.name, world.channel(place.name))),
    }


@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
async def test_no_partner_is_told_of_another(
    seed: int, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> None:
    print(f"seed {seed}")
    dice = random.Random(seed)
    organisation = generated(dice)
    async with moved_in(organisation, tmp_path_factory.mktemp("walls"), sqlite_template) as house:
        await live(house, dice)
        partners = [side.name for side in organisation.sides if not side.internal]
        sizes = {side: len([one for one in organisation.people if one.side == side]) for side in (US, *partners)}
        for side in partners:
            shown = list(received(house, side))
            assert len(shown) > 1, f"{side} was shown nothing, so this proves nothing"
            for other in (partner for partner in partners if partner != side):
                told = marks.any_of(told_of(house, other))
                slips = [(found[0], one) for one in shown if (found := told.search(one.content))]
                assert not slips, f"seed {seed}: {side} is told of {other}: {slips[0]}"
            for one in shown:
                out_of = {int(count) for _, count in COUNT.findall(one.content)}
                assert out_of <= {sizes[side], sum(sizes.values())}, f"seed {seed}: {side} can tell others' size: {one}"
        await ask_after_others(house)


async def ask_after_others(house: House) -> None:
    """Whoever asks after somebody of another partner by name is answered as if that were nobody's name."""
    organisation, where = house.world.organisation, house.world.organisation.places[1]
    foreign = next(person for person in organisation.people if person.side == ON_TEAMS)
    for words in ("people", "grant lead", "revoke lead"):
        answers = []
        for name in (foreign.name, "Jabber Wocky"):
            (said,) = await house.mention_on_slack(f"{where.side}0", where.name, f"{words} {name}")
            answers.append(said.text.replace(name, "…"))
        assert answers[0] == answers[1], "the answer tells whether somebody is there"
