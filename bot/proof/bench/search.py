"""How long it takes to find an update among twenty thousand, as a partner's agent looks."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.capabilities.updates import store
from bot.capabilities.updates.search import PAGE
from bot.capabilities.updates.store import Update, UpdateReach, UpdateSearch, UpdateState, UpdateText
from bot.people import audiences, directory, sides
from bot.people.access import Actor
from bot.people.model import Person, PersonState
from bot.proof.bench.bars import Bar, Findings, Say
from bot.proof.bench.databases import Look, fresh, on_both, slowest
from bot.storage.full_text import words_of
from bot.storage.sessions import Database, Session

UPDATES = 20_000
AT_ONCE = 2_000
"""In one transaction."""

VOCABULARY = 5_000
WORDS = 60
"""Words of an update, the first of the vocabulary far more often than the last."""

RUNS = 3
QUESTIONS = 200

MOST = 100.0
"""Milliseconds that all but one in twenty questions may take."""

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

TOPOLOGY = (
    f"{UPDATES:,} updates of {WORDS} words, every second one published to the partner who looks; {QUESTIONS} questions "
    "in a run: rare and common words, several, beginnings of two letters, nothing there, the latest, later pages"
)


class Vocabulary:
    """Invented words, and texts and questions made of them, the same ones each time."""

    def __init__(self) -> None:
        self._chance = random.Random(7)
        syllables = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]
        made = dict.fromkeys("".join(self._chance.choices(syllables, k=3)) for _ in range(VOCABULARY * 2))
        self._words = list(made)[:VOCABULARY]
        self._weights = [1 / (number + 1) for number in range(VOCABULARY)]

    def text(self) -> str:
        return " ".join(self._chance.choices(self._words, self._weights, k=WORDS))

    def questions(self, count: int) -> Iterator[tuple[str, int]]:
        """What is looked for, and after how many."""
        for number in range(count):
            rare, common = self._chance.choice(self._words[VOCABULARY // 2 :]), self._chance.choice(self._words[:20])
            kinds = (rare, common, f"{common} {rare}", common[:2], f"{common[:3]} {rare[:2]}", "qqq", "", common)
            yield kinds[number % len(kinds)], PAGE * 20 if number % len(kinds) == len(kinds) - 1 else 0


async def measure(say: Say) -> Findings:
    """The 95th percentile on each database, and beside it that of reading as many updates by their ids."""
    return await on_both(partial(_on, say), TOPOLOGY, "search")


async def _on(say: Say, name: str, urls: Sequence[str], notes: list[str]) -> Sequence[Bar]:
    async with fresh(urls[0]) as database:
        say(f"{name}: writing {UPDATES:,} updates …")
        vocabulary = Vocabulary()
        actor = await fill(database, vocabulary, UPDATES)
        ours, control = [], []
        for number in range(1, RUNS + 1):
            say(f"{name}: {QUESTIONS} questions, run {number} of {RUNS} …")
            asked = list(vocabulary.questions(QUESTIONS))
            ours.append(await slowest(database, [_finding(actor, words, after) for words, after in asked], 0.95))
            read = [_reading(number * QUESTIONS + one) for one in range(QUESTIONS)]
            control.append(await slowest(database, read, 0.95))
    called = f"finding among {UPDATES:,} updates, 95 of 100, {name}"
    return [Bar(called, "ms", MOST, tuple(ours), tuple(control), (0.0,))]


def _finding(actor: Actor, words: str, after: int) -> Look:
    return lambda session: store.find(session, actor, words_of(words), after=after, at_most=PAGE + 1)


def _reading(number: int) -> Look:
    async def look(session: Session) -> None:
        for one in range(PAGE + 1):
            await session.get_one(Update, (number * (PAGE + 1) + one) % UPDATES + 1)

    return look


async def fill(database: Database, vocabulary: Vocabulary, count: int) -> Actor:
    """Writes so many published updates; gives an agent of the partner that every second one reached."""
    async with database.write() as session:
        internal = await sides.make_internal_side(session, MONDAY)
        partner = await sides.add_partner(session, None, "Harborline", MONDAY)
        everyone = await audiences.everyone(session)
        author, agent = (
            Person(side_id=side.id, name=name, state=PersonState.ACTIVE, created_at=MONDAY)
            for side, name in ((internal, "Ines"), (partner, "Hana"))
        )
        session.add_all((author, agent))
        await session.flush()
        actor = await directory.actor_of(session, agent.id)
    for start in range(0, count, AT_ONCE):
        async with database.write() as session:
            numbers = range(start, min(start + AT_ONCE, count))
            made = [
                Update(
                    author_id=author.id,
                    owner_id=author.id,
                    audience_id=everyone.id,
                    state=UpdateState.PUBLISHED,
                    saved_at=MONDAY,
                    published_at=MONDAY + timedelta(minutes=number),
                )
                for number in numbers
            ]
            session.add_all(made)
            await session.flush()
            for number, one in zip(numbers, made, strict=True):
                text = vocabulary.text()
                words = " ".join(dict.fromkeys(words_of(text)))
                session.add(UpdateText(update_id=one.id, version=1, locale="en", title=text[:80], changed=text))
                session.add(UpdateSearch(update_id=one.id, published_at=one.published_at, words=words))
                reached = (internal, partner) if number % 2 else (internal,)
                session.add_all(UpdateReach(update_id=one.id, side_id=side.id) for side in reached)
    return actor
