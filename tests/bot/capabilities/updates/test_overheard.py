"""A question that somebody writes to others under an update: offered to be asked, once, to them alone, never kept."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

import bot.migrations
from bot.capabilities.updates import settings as updates
from bot.capabilities.updates import store
from bot.capabilities.updates.questions import overheard
from bot.capabilities.updates.store.question_offers import last_offers
from bot.capabilities.updates.store.question_tables import Question, QuestionOffer
from bot.capability import Capability, Offers, OverheardOffer
from bot.chat.inbound import NOTHING, Answer, Identity, Place, ThreadQuestion
from bot.dispatch import Dispatch
from bot.dispatch.overhearing import AT_ONCE
from bot.people import settings
from bot.people.model import Audience, AudienceTeam, Person, Team
from bot.ports import StorageUnavailable
from bot.storage.sessions import Database

TEXT = "Does this hold for gift cards too?"


@dataclass
class Statements:
    """What reached the database: the look-ups of connections that only read, and whatever others did."""

    reads: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)


@contextmanager
def counted(database: Database) -> Iterator[Statements]:
    seen = Statements()

    def read(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith("SELECT"):
            seen.reads.append(statement)

    def written(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.writes.append(statement)

    listeners = ((database._reader.sync_engine, read), (database._writer.sync_engine, written))
    for engine, listener in listeners:
        event.listen(engine, "before_cursor_execute", listener)
    try:
        yield seen
    finally:
        for engine, listener in listeners:
            event.remove(engine, "before_cursor_execute", listener)


async def say(stage: Any, who: str, place: Place, text: str = TEXT) -> Answer:
    answer: Answer = await stage.send(ThreadQuestion(stage.origin(who, place), text))
    return answer


async def under_card(stage: Any, **values: Any) -> tuple[store.Update, Place]:
    """An update that is there, and the thread of its card in #care."""
    known = await stage.publish(**values)
    await stage.deliver()
    return known, stage.place("care", thread=f"care-{known.id}")


async def everything(stage: Any) -> str:
    """All that the database holds, as text."""
    async with stage.database.read() as session:
        tables = bot.migrations.all_metadata().tables.values()
        return "\n".join([str((await session.execute(select(table))).all()) for table in tables])


async def test_its_writer_is_offered_to_ask_it_and_nothing_of_it_is_kept_until_they_do(stage: Any) -> None:
    _, thread = await under_card(stage)
    offered = (await say(stage, "Ada", thread)).message
    assert offered.summary == "Shall I ask this about “Refunds need no supervisor”?"
    assert TEXT in stage.shown(offered)
    assert TEXT not in await everything(stage)
    form = (await stage.press("Ada", stage.button(offered, "Ask a question"), thread)).form
    assert next(part for part in form.parts if getattr(part, "name", "") == "text").value == TEXT
    assert TEXT not in await everything(stage)
    await stage.submit("Ada", form, text=TEXT)
    async with stage.database.read() as session:
        assert [one.text for one in await session.scalars(select(Question))] == [TEXT]


async def test_it_is_offered_once_to_each_person_and_for_each_update(stage: Any) -> None:
    _, thread = await under_card(stage)
    assert (await say(stage, "Ada", thread)).message is not None
    with counted(stage.database) as seen:
        assert await say(stage, "Ada", thread) == NOTHING
        assert await say(stage, "Ada", thread, "And what of vouchers?") == NOTHING
    assert seen.writes == []
    assert (await say(stage, "Bo", thread)).message is not None
    stage.calendar.instant += timedelta(minutes=1)
    _, another = await under_card(stage, title="Another")
    assert (await say(stage, "Ada", another)).message is not None


async def test_elsewhere_it_costs_one_read_and_no_write(stage: Any) -> None:
    await under_card(stage)
    for place in (stage.place("care", thread="1795.1"), stage.place("nowhere", thread="1795.1")):
        before = await everything(stage)
        with counted(stage.database) as seen:
            assert await say(stage, "Ada", place) == NOTHING
        assert seen.writes == []
        assert len(seen.reads) == 1, seen.reads
        assert await everything(stage) == before


async def test_strangers_and_people_who_were_never_met_are_offered_nothing_and_nothing_is_kept_of_them(
    stage: Any,
) -> None:
    _, thread = await under_card(stage)
    stage.people |= {"Nix": Identity("slack", "T9", "U-nix"), "New": Identity("slack", "T1", "U-new")}
    before = await everything(stage)
    for who in ("Nix", "New"):
        assert await say(stage, who, thread) == NOTHING
    assert await everything(stage) == before


async def test_where_it_is_shown_in_a_chat_it_needs_an_update_that_was_published_to_them(stage: Any) -> None:
    async with stage.database.write() as session:
        audience = Audience(name="Care alone", everyone=False)
        session.add(audience)
        await session.flush()
        care = (await session.scalars(select(Team).where(Team.name == "Care"))).one()
        session.add(AudienceTeam(audience_id=audience.id, team_id=care.id))
    _, thread = await under_card(stage, audience="Care alone")
    slack = stage.platforms["slack"]
    slack.manners = replace(slack.manners, private_in_channels=False)
    assert await say(stage, "Hana", thread) == NOTHING
    assert (await say(stage, "Ada", thread)).message is not None
    slack.manners = replace(slack.manners, private_in_channels=True)
    assert (await say(stage, "Hana", thread)).message is not None, "its card stands where they wrote"


async def test_who_answers_is_not_asked_and_what_was_withdrawn_not_asked_about(stage: Any) -> None:
    known, thread = await under_card(stage)
    assert await say(stage, "Ines", thread) == NOTHING
    await stage.withdraw(known)
    assert await say(stage, "Ada", thread) == NOTHING


async def test_an_admin_can_turn_it_off(stage: Any) -> None:
    _, thread = await under_card(stage)
    registry, now = {spec.name: spec for spec in updates.ALL}, stage.calendar.now()
    async with stage.database.write() as session:
        await settings.change(session, None, registry, "updates.offer_questions", "no", now)
    assert await say(stage, "Ada", thread) == NOTHING
    assert await stage.count(QuestionOffer) == 0


async def test_of_two_at_once_one_is_offered(stage: Any) -> None:
    _, thread = await under_card(stage)
    answers = await asyncio.gather(say(stage, "Ada", thread), say(stage, "Ada", thread, "And what of vouchers?"))
    assert sorted(one.message is not None for one in answers) == [False, True]


async def test_what_comes_beyond_a_few_at_once_is_let_go(stage: Any) -> None:
    place = stage.place("care", thread="1795.1")
    with counted(stage.database) as seen:
        await asyncio.gather(*(say(stage, "Ada", place) for _ in range(3 * AT_ONCE)))
    assert len(seen.reads) == AT_ONCE
    with counted(stage.database) as seen:
        await say(stage, "Ada", place)
    assert len(seen.reads) == 1


@pytest.mark.parametrize("failure", [StorageUnavailable(), RuntimeError("a fault of ours")])
async def test_a_failure_is_the_end_of_it(stage: Any, failure: Exception) -> None:
    async def fails(*about: Any) -> int | None:
        raise failure

    broken = Capability("broken", overheard=OverheardOffer(fails, overheard.offer, overheard.keep))
    dispatch = Dispatch(stage.database, stage.platforms, Offers([broken]), stage.clocks, stage.dispatch._frame)
    assert await dispatch(ThreadQuestion(stage.origin("Ada", stage.place("care", thread="1")), TEXT)) == NOTHING


async def test_what_is_kept_of_an_offer_is_told_erased_and_forgotten(stage: Any) -> None:
    known, thread = await under_card(stage)
    for who in ("Ada", "Bo"):
        await say(stage, who, thread)
    now = stage.calendar.now()
    async with stage.database.write() as session:
        assert await last_offers(session) == {"slack": now}
        ids = {one.name: one.id for one in await session.scalars(select(Person))}
        told = (await store.export_person(session, ids["Ada"]))["questions_offered"]
        assert told == [{"update": known.public_id, "offered_at": now.isoformat()}]
        await store.erase_person(session, ids["Ada"])
    assert await stage.count(QuestionOffer) == 1
    async with stage.database.write() as session:
        gone = {"state": store.UpdateState.WITHDRAWN, "withdrawn_at": now}
        await session.execute(update(store.Update).values(**gone))
        await store.delete_expired(session, now + timedelta(days=91))
    assert await stage.count(QuestionOffer) == 0


def test_no_line_of_a_log_can_hold_it() -> None:
    place = Place("A1/-/T1", "C-care", "channel", thread="1")  # type: ignore[arg-type]
    assert TEXT not in repr(ThreadQuestion(place, TEXT))  # type: ignore[arg-type]
