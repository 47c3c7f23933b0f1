"""How long it takes to ask ten thousand people, and to work out the results of what a hundred thousand answered."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial
from itertools import repeat

from bot.capabilities.checkins.kinds import Ask, Mode, RunState
from bot.capabilities.checkins.protecting import nodes
from bot.capabilities.checkins.questions import Question, kept
from bot.capabilities.checkins.results.facts import Results
from bot.capabilities.checkins.results.loading import results
from bot.capabilities.checkins.results.walls import Eyes
from bot.capabilities.checkins.store import tallies
from bot.capabilities.checkins.store.tables import HASH_LENGTH, Asked, Ballot, Checkin, Group, Run, Voter
from bot.delivery.rows import insert_new
from bot.people import sides
from bot.people.model import Person, PersonState, Team
from bot.people.viewpoint import Viewpoint
from bot.proof.bench import prompts
from bot.proof.bench.bars import Bar, Findings, Say
from bot.proof.bench.databases import fresh, on_both, slowest
from bot.storage.sessions import Database, Session

RESPONSES = 100_000
AT_ONCE = 5_000
"""In one transaction."""

TEAMS = 100
PARTNERS = ("Harborline", "Lumenara", "Quillmark")
WROTE = 20
"""One in so many people writes something."""

QUESTIONS = (
    Question(Ask.SMILEYS, "Did you have the information you needed?"),
    Question(Ask.SCALE_10, "Would you recommend working here?"),
)

RUNS = 3
LOOKS = 20

MOST = 300.0
"""Milliseconds that all but one in twenty looks may take."""

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

TOPOLOGY = (
    f"{RESPONSES:,} people in {TEAMS} teams on {len(PARTNERS) + 1} sides answered {len(QUESTIONS)} questions without "
    f"their names, one in {WROTE} with words; they are counted, and an internal manager looks, {LOOKS} times in a run"
)


async def measure(say: Say) -> Findings:
    """The prompts; the 95th percentile on each database, and beside it that of counting alone who took part."""
    asked = await prompts.measure(say)
    found = await on_both(partial(_on, say), TOPOLOGY, "checkins")
    topology = f"{asked.topology}. Results: {found.topology}"
    return Findings((*asked.bars, *found.bars), topology, (*asked.notes, *found.notes))


async def _on(say: Say, name: str, urls: Sequence[str], notes: list[str]) -> Sequence[Bar]:
    async with fresh(urls[0]) as database:
        say(f"{name}: writing {RESPONSES:,} responses …")
        run_id, internal = await fill(database, RESPONSES)
        ours, control = [], []
        for number in range(1, RUNS + 1):
            say(f"{name}: {LOOKS} looks, run {number} of {RUNS} …")
            looks = repeat(lambda session: compute(session, run_id, internal), LOOKS)
            ours.append(await slowest(database, looks, 0.95, writes=True))
            counted = repeat(lambda session: _took_part(session, run_id), LOOKS)
            control.append(await slowest(database, counted, 0.95, writes=True))
    called = f"results of {RESPONSES:,} responses, 95 of 100, {name}"
    return [Bar(called, "ms", MOST, tuple(ours), tuple(control), (0.0,))]


async def compute(session: Session, run_id: int, internal: int) -> Results:
    """The same, counted anew as when it closes."""
    await tallies.keep(session, await session.get_one(Run, run_id))
    found = await look(session, run_id, internal)
    await session.rollback()
    return found


async def look(session: Session, run_id: int, internal: int) -> Results:
    """The results of a run as an internal manager sees them."""
    run = await session.get_one(Run, run_id)
    checkin = await session.get_one(Checkin, run.checkin_id)
    return await results(session, run, checkin, Eyes(Viewpoint(frozenset({internal}), internal=internal)))


async def _took_part(session: Session, run_id: int) -> object:
    return await tallies.taking_part(session, await session.get_one(Run, run_id))


async def fill(database: Database, people: int) -> tuple[int, int]:
    """Writes a run that so many answered; gives its inside id, and the internal side's."""
    chance = random.Random(8)
    async with database.write() as session:
        internal = await sides.make_internal_side(session, MONDAY)
        side_ids = [internal.id, *[(await sides.add_partner(session, None, one, MONDAY)).id for one in PARTNERS]]
        teams = [Team(side_id=side_ids[place % len(side_ids)], name=f"Team {place}") for place in range(TEAMS)]
        author = Person(side_id=internal.id, name="Ines", state=PersonState.ACTIVE, created_at=MONDAY)
        session.add_all([*teams, author])
        await session.flush()
        checkin = Checkin(
            name="Weekly pulse", mode=Mode.ANONYMOUS, side_id=internal.id, author_id=author.id, created_at=MONDAY
        )
        session.add(checkin)
        await session.flush()
        run = Run(
            checkin_id=checkin.id,
            original_date=date(2026, 11, 16),
            mode=Mode.ANONYMOUS,
            state=RunState.CLOSED,
            threshold=5,
            questions=kept(QUESTIONS),
            at=MONDAY,
            opens_at=MONDAY,
            closes_at=MONDAY,
        )
        session.add(run)
        await session.flush()
        groups = [Group(run_id=run.id, side_id=one.side_id, team_id=one.id, asked=people // TEAMS) for one in teams]
        session.add_all(groups)
        await session.flush()
        known = {place: nodes.Person(place, one.side_id, one.id) for place, one in enumerate(teams)}
        run.nodes = nodes.kept(nodes.nodes_of([[place] for place in known], known), [one.id for one in groups])
    for start in range(0, people, AT_ONCE):
        async with database.write() as session:
            placed = [(teams[one % TEAMS], groups[one % TEAMS]) for one in range(start, min(start + AT_ONCE, people))]
            shared = {"run_id": run.id, "asked_at": MONDAY}
            asked = [
                {**shared, "group_id": group.id, "team_id": team.id, "side_id": team.side_id} for team, group in placed
            ]
            await insert_new(session, Asked, asked)
            voters = [{"run_id": run.id, "voter": _voter(chance), "group_id": group.id} for _, group in placed]
            await insert_new(session, Voter, voters)
            ballots = [one for _, group in placed for one in _ballots(run.id, group.id, chance)]
            await insert_new(session, Ballot, ballots)
    return run.id, internal.id


def _ballots(run_id: int, group_id: int, chance: random.Random) -> Iterator[dict[str, object]]:
    for place, question in enumerate(QUESTIONS, 1):
        wrote = place == 1 and not chance.randrange(WROTE)
        yield {
            "run_id": run_id,
            "place": place,
            "voter": _voter(chance),
            "group_id": group_id,
            "value": chance.choice(question.values()),
            "text": "The refund limits changed twice this week." if wrote else "",
        }


def _voter(chance: random.Random) -> str:
    return f"{chance.getrandbits(HASH_LENGTH * 4):0{HASH_LENGTH}x}"
