"""How long it takes to find whom to thank among twenty thousand people, as somebody types."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bot.assemble import all_offers
from bot.capabilities.shoutouts.write.forms import PEOPLE
from bot.capability import Context
from bot.chat.inbound import Identity, Origin, Place, PlaceKind, Sought
from bot.chat.texts import Texts
from bot.clock import system_clocks
from bot.delivery.outbox import Outbox
from bot.people import directory, sides
from bot.people.access import Actor
from bot.people.model import DeskIdentity, Membership, Person, PersonState, Team
from bot.people.search import MOST
from bot.ports import Manners
from bot.proof.bench.bars import Bar, Findings, Say
from bot.proof.bench.databases import Look, fresh, on_both, slowest
from bot.storage.sessions import Database, Session

PARTNERS, TEAMS, IN_A_TEAM = 10, 40, 50
FOUND_AMONG = PARTNERS * TEAMS * IN_A_TEAM
EVERY_DESK = 2
"""One person in so many has an alias in a help desk."""

RUNS = 3
QUESTIONS = 200
SLOWEST = 150.0
"""Milliseconds that all but one in a hundred searches may take: less than there is between two keys."""

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

TOPOLOGY = (
    f"{FOUND_AMONG:,} people in {PARTNERS * TEAMS} teams of {PARTNERS} partners, half of them with an alias in a help "
    f"desk; {QUESTIONS} searches in a run, by an internal lead: a letter, beginnings, whole names, accents, e-mails, "
    "teams, nothing there, nothing typed; the control reads as many people by their ids"
)


async def measure(say: Say) -> Findings:
    """The 99th percentile on each database, and beside it that of reading as many people by their ids."""
    return await on_both(partial(_on, say), TOPOLOGY, "directory")


async def _on(say: Say, name: str, urls: Sequence[str], notes: list[str]) -> Sequence[Bar]:
    async with fresh(urls[0]) as database:
        say(f"{name}: writing {FOUND_AMONG:,} people …")
        chance = random.Random(11)
        actor, names = await fill(database, chance)
        ours, control = [], []
        for number in range(1, RUNS + 1):
            say(f"{name}: {QUESTIONS} searches, run {number} of {RUNS} …")
            asked = list(questions(chance, names, QUESTIONS))
            ours.append(await slowest(database, [finding(actor, words) for words in asked], 0.99))
            read = [_reading(number * QUESTIONS + at) for at in range(QUESTIONS)]
            control.append(await slowest(database, read, 0.99))
    called = f"finding whom to thank among {FOUND_AMONG:,} people, 99 of 100, {name}"
    return [Bar(called, "ms", SLOWEST, tuple(ours), tuple(control), (0.0,))]


def questions(chance: random.Random, names: Sequence[str], count: int) -> Iterator[str]:
    """What is typed."""
    for number in range(count):
        name = chance.choice(names)
        first, _, last = name.partition(" ")
        kinds = (first[:1], first[:3], name, last[:4], last[1:4], f"{first[:2]} {last[:2]}", "desk 1", "qqqq", "", last)
        yield kinds[number % len(kinds)]


def finding(actor: Actor, words: str) -> Look:
    """A search as dispatch has it done."""
    offers, clocks, platforms = all_offers(), system_clocks(), dict[str, Any]()
    who = Identity("slack", "T0BENCH", "U0BENCH")
    origin = Origin("slack", "bench", who, Place("A0/-/T0BENCH", "", PlaceKind.NOWHERE), MONDAY)
    manners = Manners("Slack", True, True, True, True, "/")

    async def look(session: Session) -> object:
        context = Context(
            session=session,
            outbox=Outbox(session, clocks),
            actor=actor,
            t=Texts("en"),
            clocks=clocks,
            platforms=platforms,
            offers=offers,
            origin=origin,
            manners=manners,
        )
        return await offers.searches[PEOPLE].handler(context, Sought(origin, PEOPLE, words))

    return look


def _reading(number: int) -> Look:
    async def look(session: Session) -> None:
        for one in range(MOST):
            await session.get_one(Person, (number * MOST + one) % FOUND_AMONG + 1)

    return look


async def fill(database: Database, chance: random.Random) -> tuple[Actor, Sequence[str]]:
    """Writes the people; gives an internal one who searches, and the names there are."""
    syllables = [first + second for first in "bdfgklmnprstvz" for second in "aeiouáéø"]
    names: list[str] = []
    async with database.write() as session:
        internal = await sides.make_internal_side(session, MONDAY)
        lead = Person(side_id=internal.id, name="Ines Calloway", state=PersonState.ACTIVE, created_at=MONDAY)
        session.add(lead)
        await session.flush()
        actor = await directory.actor_of(session, lead.id)
    for partner in range(PARTNERS):
        async with database.write() as session:
            side = await sides.add_partner(session, None, f"Partner {partner}", MONDAY)
            teams = [Team(side_id=side.id, name=f"Desk {partner * TEAMS + at}") for at in range(TEAMS)]
            session.add_all(teams)
            await session.flush()
            for team in teams:
                made = []
                for _ in range(IN_A_TEAM):
                    name = " ".join("".join(chance.choices(syllables, k=3)).title() for _ in range(2))
                    mail = f"a{len(names)}@partner{partner}.example"
                    names.append(name)
                    made.append(
                        Person(side_id=side.id, name=name, email=mail, state=PersonState.ACTIVE, created_at=MONDAY)
                    )
                session.add_all(made)
                await session.flush()
                session.add_all(Membership(team_id=team.id, person_id=one.id, since=MONDAY) for one in made)
                session.add_all(
                    DeskIdentity(person_id=one.id, system="desk", agent_id=str(one.id), alias=f"Agent {one.id}")
                    for one in made[::EVERY_DESK]
                )
    return actor, names
