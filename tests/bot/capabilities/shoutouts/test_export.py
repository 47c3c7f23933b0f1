"""Shoutouts taken out of chat: by managers and auditors of sides, as those may read them."""

import csv
import io
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import event, select

from adapters.web.downloads import Downloads
from bot.capabilities.shoutouts.back.side_sheet import Asked, sheet
from bot.capabilities.shoutouts.kinds import ShoutoutState, Where
from bot.capabilities.shoutouts.loading import facts_of, facts_of_many
from bot.capabilities.shoutouts.store import Note, Recipient, RecognitionChoice, Shoutout
from bot.capability import Acting, Declined
from bot.chat.message import Actions, LinkButton, Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox
from bot.people import audit, directory
from bot.people.access import EVERYTHING, Scope
from bot.people.model import Grant, Membership, Person, Role, Side, Team
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage

Rows = list[dict[str, str]]


pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def grant(stage: Stage, who: str, role: Role, side: str = "") -> None:
    async with stage.database.write() as session:
        person = (await session.scalars(select(Person.id).where(Person.name == who))).one()
        side_id = await session.scalar(select(Side.id).where(Side.name == side))
        session.add(Grant(person_id=person, role=role, side_id=side_id))


def link(message: Message | None) -> str:
    assert message is not None
    buttons = [one for part in message.parts if isinstance(part, Actions) for one in part.buttons]
    return next(one.url for one in buttons if isinstance(one, LinkButton))


async def fetched(stage: Stage, url: str) -> Rows:
    claim = stage.links.claim(url.rpartition("/")[2])
    assert claim is not None
    async with stage.database.write() as session:
        actor = await directory.actor_of(session, claim.person_id)
        assert actor is not None
        outbox = Outbox(session, stage.clocks)
        acting = Acting(session, outbox, actor, Texts(), stage.clocks, stage.platforms, stage.offers)
        document = await stage.offers.downloads[claim.what].fetch(acting, claim.about)
    return read(document.data)


def read(data: bytes) -> Rows:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


async def taken(stage: Stage, who: str) -> Rows:
    return await fetched(stage, link((await stage.command(who, "shoutout export")).message))


async def exported(stage: Stage) -> Mapping[str, str]:
    """The sides whose admins see that something was exported, with by whom."""
    async with stage.database.read() as session:
        names = {one.id: one.name for one in await session.scalars(select(Side))}
        return {names[one.side_id]: one.by for one in await audit.exports(session, EVERYTHING, at_most=100)}


async def test_a_manager_of_the_organisation_gets_everything_that_is_said_openly(stage: Stage) -> None:
    await grant(stage, "Ines", Role.MANAGER)
    kept = await stage.give(
        "Ines", "Ada", "Hana", story=f"=1+1 {STORY}", quote="She called.", customer="Noor", value="ownership"
    )
    await stage.press("Bo", stage.button((await stage.cards(kept))["care"], "👏 Cheer"))
    async with stage.database.write() as session:
        bo = (await session.scalars(select(Person).where(Person.name == "Bo"))).one()
        session.add(
            Note(shoutout_id=kept.id, person_id=bo.id, side_id=bo.side_id, text="Me too.", at=stage.calendar.now())
        )
    (row,) = await taken(stage, "Ines")
    assert row == {
        "given_at": "2026-11-24T14:00:00+00:00",
        "giver": "Ines",
        "giver_side": "Internal",
        "recipients": "Ada; Hana",
        "teams": "Care; Harbor",
        "sides": "Internal; Harborline",
        "value": "ownership",
        "story": f"'=1+1 {STORY}",
        "quote": "She called.",
        "customer": "Noor",
        "cheers": "1",
        "notes": "Bo: Me too.",
        "state": "posted",
    }
    assert await exported(stage) == {"Internal": "Ines", "Harborline": "Ines"}


async def test_a_partner_gets_its_own_peoples_alone_as_the_wall_leaves_them(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    await grant(stage, "Hana", Role.AUDITOR, "Harborline")
    await stage.give("Ines", "Hugo", "Luz", story=f"{STORY} With Luz of Lumenara.")
    await stage.give("Ines", "Ada")
    await stage.give("Ines", "Luz")
    (row,) = await taken(stage, "Hana")
    assert (row["recipients"], row["sides"], row["teams"]) == (
        "Hugo; an agent of another team",
        "Harborline",
        "Harbor",
    )
    assert not {"Luz", "Lumenara", "Lumen"} & {word for cell in row.values() for word in cell.replace(".", " ").split()}
    assert set(await exported(stage)) == {"Internal", "Harborline"}


async def test_a_right_in_another_company_opens_nothing_across_the_wall(stage: Stage) -> None:
    await grant(stage, "Hana", Role.MANAGER, "Lumenara")
    await stage.give("Ines", "Luz")
    answer = (await stage.command("Hana", "shoutout export")).message
    assert "You may not export shoutouts of any side." in stage.shown(answer)


async def test_private_thanks_are_only_counted(stage: Stage) -> None:
    await grant(stage, "Ines", Role.AUDITOR)
    async with stage.database.write() as session:
        hugo = (await session.scalars(select(Person.id).where(Person.name == "Hugo"))).one()
        session.add(RecognitionChoice(person_id=hugo, privately=True))
    await stage.give("Ines", "Hana", goes_to=(Where.PRIVATELY,))
    await stage.give("Ines", "Ada", "Hugo", story=f"{STORY} With Hugo.")
    row, last = await taken(stage, "Ines")
    assert row["recipients"] == "Ada" and "Hugo" not in row["story"]
    assert last["given_at"] == "1 shoutout that thanks people privately is not listed."
    assert not any(value for name, value in last.items() if name != "given_at")
    assert set(await exported(stage)) == {"Internal"}


async def test_what_was_withdrawn_is_there_without_names_and_words(stage: Stage) -> None:
    await grant(stage, "Ines", Role.MANAGER)
    kept = await stage.give("Ines", "Ada", quote="She called.")
    async with stage.database.write() as session:
        (await session.get_one(Shoutout, kept.id)).state = ShoutoutState.WITHDRAWN
    (row,) = await taken(stage, "Ines")
    assert (row["state"], row["sides"], row["cheers"]) == ("withdrawn", "Internal", "0")
    assert not any(row[name] for name in ("giver", "recipients", "teams", "story", "quote", "customer", "notes"))


async def test_only_managers_and_auditors_may_also_by_a_link_they_once_had(stage: Stage) -> None:
    assert "Only managers and auditors" in stage.shown((await stage.command("Ada", "shoutout export")).message)
    await grant(stage, "Ada", Role.MANAGER)
    url = link((await stage.command("Ada", "shoutout export")).message)
    async with stage.database.write() as session:
        ada = (await session.scalars(select(Person.id).where(Person.name == "Ada"))).one()
        await session.delete((await session.scalars(select(Grant).where(Grant.person_id == ada))).one())
    with pytest.raises(Declined, match="Only managers and auditors"):
        await fetched(stage, url)
    assert await exported(stage) == {}


async def test_the_newest_are_listed_and_the_last_line_says_that_there_are_older_ones(stage: Stage) -> None:
    first = await stage.give("Ines", "Ada", story=f"{STORY} One.")
    stage.calendar.instant = stage.calendar.instant.replace(hour=15)
    await stage.give("Ines", "Ada", story=f"{STORY} Two.")
    async with stage.database.write() as session:
        since = stage.calendar.now()
        asked = Asked(EVERYTHING, first.giver_side_id, most=1)
        cut = read(await sheet(session, asked, since, Texts()))
        recent = read(await sheet(session, Asked(EVERYTHING, first.giver_side_id, since), since, Texts()))
        nothing = read(await sheet(session, Asked(Scope(frozenset()), first.giver_side_id), since, Texts()))
    assert [row["story"][-4:] for row in cut[:-1]] == ["Two."]
    assert cut[-1]["given_at"] == "Only the newest 1 shoutout is listed; there are older ones."
    assert [row["story"][-4:] for row in recent] == ["Two."] and nothing == []
    assert set((await exported(stage)).values()) == {""}


async def test_many_are_read_with_as_many_questions_as_one(stage: Stage) -> None:
    await stage.decide("shoutouts.per_day", "20")
    for who in ("Ada", "Hana", "Luz", "Bo"):
        await stage.give("Ines", who)
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    async with stage.database.read() as session:
        kept = (await session.scalars(select(Shoutout).order_by(Shoutout.id))).all()
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        many = await facts_of_many(session, kept, stage.calendar.now())
        questions = len(asked)
        event.remove(engine, "before_cursor_execute", note)
    async with stage.database.read() as session:
        asked.clear()
        event.listen(engine, "before_cursor_execute", note)
        one = await facts_of(session, kept[0], stage.calendar.now())
        event.remove(engine, "before_cursor_execute", note)
    assert len(asked) <= 2 * questions
    assert many[kept[0].id] == one
    assert [many[each.id].recipients[0].name for each in kept] == ["Ada", "Hana", "Luz", "Bo"]


async def test_each_names_people_in_the_team_that_they_were_in_then(stage: Stage) -> None:
    for number in range(2):
        await stage.give("Ines", "Ada", story=f"{STORY} {number}.")
    async with stage.database.write() as session:
        care = (await session.scalars(select(Team).where(Team.name == "Care"))).one()
        night = Team(side_id=care.side_id, name="Night", zone="Europe/London")
        session.add(night)
        await session.flush()
        rows = (await session.scalars(select(Recipient).order_by(Recipient.id))).all()
        rows[1].team_id = night.id
        await session.flush()
        kept = (await session.scalars(select(Shoutout).order_by(Shoutout.id))).all()
        many = await facts_of_many(session, kept, stage.calendar.now())
        assert await session.scalar(select(Membership.id).where(Membership.team_id == night.id)) is None
    assert [many[one.id].recipients[0].team_name for one in kept] == ["Care", "Night"]
    assert [many[one.id].recipients[0].quiet for one in kept] == [False, True]


async def test_the_page_of_a_link_says_that_admins_see_who_took_it_only_where_they_do(stage: Stage) -> None:
    await grant(stage, "Ines", Role.MANAGER)
    await stage.give("Ada", "Ines")
    mine = (await stage.command("Ines", "shoutout mine")).message
    of_mine = link((await stage.press("Ines", stage.button(mine, "Export mine"))).message)
    of_sides = link((await stage.command("Ines", "shoutout export")).message)
    app = web.Application()
    app.add_routes(Downloads(stage.database, stage.offers, stage.clocks, stage.platforms, stage.links).routes())
    async with TestClient(TestServer(app)) as client:
        pages = [await (await client.get(urlsplit(one).path)).text() for one in (of_mine, of_sides)]
    assert all("This file is for Ines." in page for page in pages)
    assert ["will see who took it" in page for page in pages] == [False, True]
