"""Whoever reads the whole database, system columns and orders too, joins answers to people no better than chance.

He knows everything but what is in the memory of the process: who is asked, all rows with their places and ages, all
settings and keys. Each way to guess is tried over several runs, and may be right about as often as a blind one.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product
from string import ascii_lowercase
from typing import Any

from sqlalchemy import select, text

from bot.capabilities.checkins.answering import actions
from bot.capabilities.checkins.kinds import Ask, Mode
from bot.capabilities.checkins.questions import Question
from bot.capabilities.checkins.store.tables import Ballot, Group, Run
from bot.capabilities.checkins.subjects import group_subject
from bot.chat.inbound import FormSubmitted, Press
from bot.delivery.tables import Copy
from bot.delivery.tokens import Tokens
from bot.migrations import all_metadata
from bot.people.model import ChatIdentity, Person
from bot.storage.sessions import Database
from tests.bot.capabilities.checkins.conftest import Stage

IN_WORDS = (Question(Ask.TEXT, "What got in your way?"),)
AT = datetime(2026, 11, 25, 15, tzinfo=UTC)

ROUNDS = 4
"""Runs over which a way to guess is tried: it is right once in each by chance, whatever it is."""

LEAKS = 22
"""Right guesses of one way in all rounds that chance gives once in a thousand million; a leak gives ten in each."""

MOMENTS = {"all have answered": timedelta(), "some time later": timedelta(hours=2), "closed": timedelta(days=4)}
"""When the database is read, after the time of the check-in."""

OTHERS = ("Cleo", "Dai", "Eli", "Fay", "Gus", "Hal", "Ivo")
NEVER_ASKED = {"text", "value"}

Row = Mapping[str, Any]


@dataclass
class Seen:
    """What the attacker reads of one run: the rows of each person by table, and the ballots; `truth` by words."""

    people: dict[str, dict[str, list[Row]]]
    ballots: list[Row]
    truth: dict[str, str]


@dataclass
class Score:
    """How often each way to guess was right."""

    right: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def leaks(self) -> dict[str, float]:
        return {way: count for way, count in self.right.items() if count >= LEAKS}


# --- what is there to be read -----------------------------------------------------------------------------------------


async def rows_of(database: Database, name: str) -> list[Row]:
    table = all_metadata().tables[name]
    without = table.dialect_options["sqlite"]["with_rowid"] is False
    if database.is_postgresql:
        hidden = (
            "xmin::text::bigint AS sys_xmin, cmin::text::bigint AS sys_cmin, "
            "(ctid::text::point)[0] * 10000 + (ctid::text::point)[1] AS sys_ctid"
        )
    else:
        hidden = "" if without else f"{name}.rowid AS sys_rowid"
    async with database.read() as session:
        found = await session.execute(select(table, *([text(hidden)] if hidden else [])))
        # As they are stored: the order in which a table is read is a hint as well.
        return [{**one, "sys_place": place} for place, one in enumerate(found.mappings())]


async def linked(database: Database) -> dict[str, dict[str, list[Row]]]:
    """The rows of all tables that lead to a person, by name and table, however they name them."""
    async with database.read() as session:
        people = (await session.scalars(select(Person))).all()
        identities = (await session.scalars(select(ChatIdentity))).all()
        copies = (await session.execute(select(Copy.id, Copy.target_id).where(Copy.target_kind == "person"))).all()
    by_person = {one.id: one.name for one in people}
    by_identity = {one.id: by_person[one.person_id] for one in identities}
    by_copy = {copy_id: by_identity[target] for copy_id, target in copies if target in by_identity}
    written = {one.public_id: one.name for one in people} | {one.user_id: by_identity[one.id] for one in identities}
    found: dict[str, dict[str, list[Row]]] = {name: {} for name in by_person.values()}
    for name, table in all_metadata().tables.items():
        keys = {
            column.name: {"person": by_person, "chat_identity": by_identity, "copy": by_copy}[foreign.column.table.name]
            for column in table.columns
            for foreign in column.foreign_keys
            if foreign.column.table.name in ("person", "chat_identity", "copy")
        }
        if name == "person":
            keys["id"] = by_person
        if name == "copy":
            keys["id"] = by_copy
        for row in await rows_of(database, name):
            whose = {known[row[column]] for column, known in keys.items() if row[column] in known}
            whose |= {who for mark, who in written.items() if any(mark in str(value) for value in row.values())}
            if name == "due" and str(row["for_whom"]).isdigit():
                whose |= {by_person[int(row["for_whom"])]}
            for who in whose:
                found[who].setdefault(name, []).append(row)
    return found


# --- ways to guess ----------------------------------------------------------------------------------------------------


def columns(rows: Iterable[Row]) -> list[str]:
    return sorted({name for row in rows for name in row} - NEVER_ASKED)


def by_order(seen: Seen, score: Score) -> None:
    """The first who did anything gave the first answer, by any order of rows of theirs and any order of answers."""
    who = sorted(set(seen.truth.values()))
    answers: dict[str, list[str]] = {}
    for its in columns(seen.ballots):
        ordered = sorted(seen.ballots, key=lambda row: (key_of(row, its), row["voter"]))
        answers[its] = [seen.truth[row["text"]] for row in ordered]
        answers[f"{its} backwards"] = answers[its][::-1]
    for table in sorted({name for rows in seen.people.values() for name in rows}):
        theirs = {name: seen.people[name].get(table, []) for name in who}
        if not all(theirs.values()):
            continue
        for mine, which in product(columns(theirs[who[0]]), (0, -1)):
            people = sorted(who, key=lambda one: (key_of(theirs[one][which], mine), one))
            for its, gave in answers.items():
                right = sum(one == another for one, another in zip(people, gave, strict=True))
                score.right[f"{table}.{mine} ({which}) against {its}"] += right


def by_equals(seen: Seen, score: Score) -> None:
    """Whose row has a value in common with an answer gave it: any value of any row of theirs."""
    who = sorted(set(seen.truth.values()))
    gave = [seen.truth[row["text"]] for row in seen.ballots]
    answers = {its: [str(row[its]) for row in seen.ballots] for its in columns(seen.ballots)}
    for table in sorted({name for rows in seen.people.values() for name in rows}):
        for mine in columns(row for one in who for row in seen.people[one].get(table, [])):
            values = {one: {str(row.get(mine)) for row in seen.people[one].get(table, [])} for one in who}
            for its, of_answers in answers.items():
                for one in who:
                    alike = [by for by, value in zip(gave, of_answers, strict=True) if value in values[one]] or gave
                    score.right[f"{table}.{mine} equals {its}"] += alike.count(one) / len(alike)


def by_nearness(seen: Seen, score: Score) -> None:
    """Whose row was written just before or after an answer gave it."""
    who = sorted(set(seen.truth.values()))
    for table, age in product({name for rows in seen.people.values() for name in rows}, ("sys_xmin", "sys_rowid")):
        right = 0
        for one in who:
            ages = [row[age] for row in seen.people[one].get(table, []) if age in row]
            if ages and all(age in row for row in seen.ballots):
                order = random.sample(seen.ballots, len(seen.ballots))
                nearest = min(order, key=lambda row: min(abs(row[age] - mine) for mine in ages))
                right += seen.truth[nearest["text"]] == one
        score.right[f"{table} nearest by {age}"] += right


def key_of(row: Row, column: str) -> tuple[bool, Any]:
    value = row.get(column)
    return (value is None, value if isinstance(value, int | float | datetime) else str(value))


# --- the scenes -------------------------------------------------------------------------------------------------------


async def group_of(stage: Stage, run: Run) -> Group:
    (group,) = await stage.groups(run)
    return group


async def answers_directly(stage: Stage, group: Group, who: str, words: str) -> None:
    """Somebody writes it in the form of their prompt, whose token nobody else ever had."""
    token = Tokens(stage.database.keyring).mint(group_subject(group))
    opening = Press(stage.origin(who), actions.WRITE_VOTE, f"{group.public_id}.1", token=token, wants_form=True)
    form = (await stage.send(opening)).form
    assert form is not None
    done = await stage.send(
        FormSubmitted(stage.origin(who), form.action, form.object_id, {"q1": words}, form.state, token)
    )
    assert done.redraw is not None, done


async def answers_by_button(stage: Stage, group: Group, who: str, words: str) -> None:
    place = stage.place("care")
    form = (await stage.send(Press(stage.origin(who, place), actions.OPEN_HERE, group.public_id, wants_form=True))).form
    assert form is not None
    done = await stage.send(FormSubmitted(stage.origin(who), form.action, form.object_id, {"q1": words}, form.state))
    assert "Your answer is in" in stage.shown(done.message), done


async def reads(stage: Stage, run: Run, truth: Mapping[str, str]) -> Seen:
    """The whole database, as it is at this moment."""
    ballots = [row for row in await rows_of(stage.database, Ballot.__tablename__) if row["run_id"] == run.id]
    assert sorted(row["text"] for row in ballots) == sorted(truth)
    found = await linked(stage.database)
    asked = {
        who: {table: [row for row in rows if row.get("run_id", run.id) == run.id] for table, rows in of_one.items()}
        for who, of_one in found.items()
    }
    return Seen(asked, ballots, dict(truth))


async def people_of_care(stage: Stage) -> list[str]:
    await stage.join("Care", *OTHERS)
    return ["Ines", "Ada", "Bo", *OTHERS]


async def attacked(stage: Stage, *by_button: str) -> dict[str, float]:
    """Several weeks of answers, in an order that is drawn each time; the ways to guess that were right too often.

    The database is read when all have answered, again an hour later, and when it is closed.
    """
    everybody = await people_of_care(stage)
    await stage.out_of_reach(*by_button)
    checkin = await stage.set_up("Care", mode=Mode.ANONYMOUS, threshold=3, questions=IN_WORDS)
    scores = {moment: Score() for moment in MOMENTS}
    for week in range(ROUNDS):
        await stage.at(AT + timedelta(days=7 * week))
        await stage.deliver()
        run = await stage.run(checkin)
        group = await group_of(stage, run)
        order = random.sample(everybody, len(everybody))
        truth = {"".join(random.choices(ascii_lowercase, k=12)): one for one in order}
        for words, one in truth.items():
            stage.calendar.instant += timedelta(seconds=random.randint(1, 90))
            await (answers_by_button if one in by_button else answers_directly)(stage, group, one, words)
        for moment, later in MOMENTS.items():
            await stage.at(AT + timedelta(days=7 * week) + later)
            seen = await reads(stage, run, truth)
            for guess in (by_order, by_equals, by_nearness):
                guess(seen, scores[moment])
    return {f"{moment}: {way}": count for moment, score in scores.items() for way, count in score.leaks().items()}


async def test_prompts_of_ones_own(stage: Stage) -> None:
    assert await attacked(stage) == {}


async def test_the_button_in_a_channel(stage: Stage) -> None:
    assert await attacked(stage, "Ines", "Ada", "Bo", *OTHERS) == {}


async def test_who_answers_first_from_the_channel_is_hidden_by_those_who_have_prompts(stage: Stage) -> None:
    """Their row says that they took part, and has the age of that transaction: so must the answers of others."""
    everybody = await people_of_care(stage)
    await stage.out_of_reach("Ines")
    checkin = await stage.set_up("Care", mode=Mode.ANONYMOUS, threshold=3, questions=IN_WORDS)
    await stage.at(AT)
    run = await stage.run(checkin)
    group = await group_of(stage, run)
    truth = {f"{number:x} words": one for number, one in enumerate(everybody)}
    assert truth["0 words"] == "Ines"
    for words, one in truth.items():
        await (answers_by_button if one == "Ines" else answers_directly)(stage, group, one, words)
    seen = await reads(stage, run, truth)
    ages = {row.get("sys_xmin") for row in seen.ballots}
    assert len(ages) == 1, "each of them could be hers"


async def test_the_attacker_finds_what_can_be_found(stage: Stage) -> None:
    """Where answers stand in the order in which people are seen to have answered, each of them is found."""
    everybody = await people_of_care(stage)
    checkin = await stage.set_up("Care", threshold=3, questions=IN_WORDS)
    await stage.at(AT)
    run = await stage.run(checkin)
    order = random.sample(everybody, len(everybody))
    asked = await stage.asked(run)
    async with stage.database.write() as session:
        for number, one in enumerate(order):
            row = await session.merge(asked[one])
            row.answered_at = AT + timedelta(minutes=number)
            session.add(
                Ballot(run_id=run.id, place=1, voter=f"{number:03}", group_id=row.group_id, text=f"words of {one}")
            )
            await session.flush()
    seen = await reads(stage, run, {f"words of {one}": one for one in order})
    score = Score()
    by_order(seen, score)
    assert score.right["checkin_asked.answered_at (0) against voter"] == len(everybody)
