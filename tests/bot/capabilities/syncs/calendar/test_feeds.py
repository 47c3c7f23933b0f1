"""Somebody has their syncs in their calendar: by a file, and under an address that can be taken back."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import recurring_ical_events
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from icalendar import Calendar
from sqlalchemy import delete, select, update

from adapters.web.downloads import Downloads
from adapters.web.secret_addresses import BURST, SecretAddresses
from bot.capabilities.syncs import planning
from bot.capabilities.syncs.calendar.messages import SUBSCRIBE
from bot.capabilities.syncs.store.syncs import meeting_on
from bot.capabilities.syncs.store.tables import Feed, Sync, SyncTeam
from bot.chat.message import Actions, Button, CodeBlock, LinkButton, Message
from bot.chat.plain_text import text_of
from bot.due import deciding
from bot.due.opening import open_due
from bot.due.rhythms import upcoming
from bot.due.tables import DueState, DueWork, Rhythm
from bot.people.model import Membership, Person, PersonState
from tests.bot.capabilities.syncs.conftest import Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def http(stage: Stage) -> AsyncIterator[ClientSession]:
    """Asks the process for what is fetched without a login."""
    app = web.Application()
    app.add_routes(SecretAddresses(stage.database, stage.offers, stage.clocks).routes())
    app.add_routes(Downloads(stage.database, stage.offers, stage.clocks, stage.platforms, stage.links).routes())
    async with TestServer(app) as server, ClientSession(server.make_url("/")) as http:
        yield http


def shown_address(message: Message | None) -> str:
    """The path of the address that somebody is shown once."""
    assert message is not None
    blocks = [block for part in message.parts for block in getattr(part, "blocks", ())]
    [code] = [block.text for block in blocks if isinstance(block, CodeBlock)]
    return code.removeprefix("https://instep.example")


def link(message: Message | None, label: str) -> str:
    assert message is not None
    buttons = [one for part in message.parts if isinstance(part, Actions) for one in part.buttons]
    [url] = [one.url for one in buttons if isinstance(one, LinkButton) and one.label == label]
    return url.removeprefix("https://instep.example")


async def subscribed(stage: Stage, who: str = "Hana", label: str = "Subscribe") -> str:
    answer = await stage.command(who, "sync calendar")
    answer = await stage.press(who, stage.button(answer.message, label))
    return shown_address(answer.message)


def instants(data: bytes, since: datetime, until: datetime) -> list[datetime]:
    found = recurring_ical_events.of(Calendar.from_ical(data)).between(since, until)
    return sorted(one["DTSTART"].dt.astimezone(UTC) for one in found)


async def test_a_calendar_follows_what_is_skipped_moved_and_off(stage: Stage, http: ClientSession) -> None:
    sync = await stage.set_up(at=time(10), rule="FREQ=WEEKLY;BYDAY=WE")
    path = await subscribed(stage)
    before = await (await http.get(path)).read()
    now = stage.calendar.instant
    async with stage.database.write() as session:
        rhythm = (await session.scalars(select(Rhythm))).one()
        first, second = date(2026, 12, 9), date(2026, 12, 16)
        await deciding.skip(session, rhythm, first, planning.plan, None, now)
        await deciding.move(session, rhythm, second, datetime(2026, 12, 17, 8, 30), planning.plan, None, now)
    after = await (await http.get(path)).read()
    async with stage.database.read() as session:
        rhythm = (await session.scalars(select(Rhythm))).one()
        ahead = await upcoming(session, rhythm, await planning.plan(session, rhythm), now, count=40)
    expected = [one.instant for one in ahead if one.instant is not None]
    assert instants(after, now, expected[-1] + timedelta(minutes=1)) == expected
    assert datetime(2026, 12, 17, 8, 30, tzinfo=UTC) in expected
    assert datetime(2026, 12, 9, 10, tzinfo=UTC) in instants(before, now, expected[-1])
    sequences = [{int(one["SEQUENCE"]) for one in Calendar.from_ical(data).walk("VEVENT")} for data in (before, after)]
    assert max(sequences[0]) < min(sequences[1])
    assert sync.public_id.encode() in after


async def test_the_meeting_that_runs_and_those_before_stay_in_the_calendar(stage: Stage, http: ClientSession) -> None:
    sync = await stage.set_up(at=time(10))
    path = await subscribed(stage)
    began = datetime(2026, 12, 2, 10, tzinfo=UTC)
    for starts_at in (began - timedelta(days=7), began):
        stage.calendar.instant = starts_at
        async with stage.database.write() as session:
            await open_due(session, stage.offers.planners(), starts_at)
            await meeting_on(session, sync, starts_at.date(), starts_at, starts_at)
            await session.execute(update(DueWork).where(DueWork.due_at <= starts_at).values(state=DueState.DONE))
    stage.calendar.instant = began + timedelta(minutes=5)
    found = instants(await (await http.get(path)).read(), began - timedelta(days=20), began + timedelta(days=8))
    assert found == [began - timedelta(days=7), began, began + timedelta(days=7)]


async def test_a_calendar_that_has_it_already_is_told_so(stage: Stage, http: ClientSession) -> None:
    await stage.set_up()
    path = await subscribed(stage)
    first = await http.get(path)
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert first.headers["Cache-Control"] == "private, max-age=900"
    again = await http.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")
    head = await http.head(path)
    assert (head.status, head.headers["ETag"], await head.read()) == (200, first.headers["ETag"], b"")
    on = await http.get(path.removesuffix(".ics"), allow_redirects=False)
    assert on.headers["Location"] == f"webcal://instep.example{path}"
    async with stage.database.read() as session:
        [feed] = await session.scalars(select(Feed))
        assert feed.last_used_at is not None
        assert path not in feed.hash


async def test_an_address_is_asked_so_often_and_no_more(stage: Stage, http: ClientSession) -> None:
    await stage.set_up()
    path = await subscribed(stage)
    statuses = [(await http.get(path)).status for _ in range(BURST + 1)]
    assert statuses == [200] * BURST + [429]
    assert (await http.get("/calendar/" + "a" * 43 + ".ics")).status == 404
    assert (await http.get("/calendar/short.ics")).status == 404


async def test_an_address_that_was_revoked_works_no_longer(stage: Stage, http: ClientSession) -> None:
    await stage.set_up()
    path = await subscribed(stage)
    answer = await stage.command("Hana", "sync calendar")
    revoke = stage.button(answer.message, "Revoke")
    by_another = await stage.press("Luz", revoke)
    assert "no longer already" in stage.shown(by_another.redraw)
    assert (await http.get(path)).status == 200
    other = await subscribed(stage)
    card = (await stage.press("Hana", revoke)).redraw
    assert "works no longer" in stage.shown(card) and "Addresses that work" in stage.shown(card)
    last = (await stage.press("Hana", stage.button(card, "Revoke"))).redraw
    assert "Addresses that work" not in stage.shown(last), "the card lists none that is gone"
    assert (await http.get(other)).status == 404
    assert (await http.get(path)).status == 404
    assert (await http.get(path.removesuffix(".ics"), allow_redirects=False)).status == 404


async def test_whoever_left_or_is_no_longer_in_the_team_reads_nothing(stage: Stage, http: ClientSession) -> None:
    await stage.set_up()
    one, every = await subscribed(stage), await subscribed(stage, label="Subscribe to all my syncs")
    async with stage.database.write() as session:
        hana = await session.scalar(select(Person.id).where(Person.name == "Hana"))
        memberships = update(Membership).where(Membership.person_id == hana)
        await session.execute(memberships.values(until=stage.calendar.instant))
    assert (await http.get(one)).status == 404
    assert b"VEVENT" not in await (await http.get(every)).read()
    async with stage.database.write() as session:
        await session.execute(update(Person).where(Person.name == "Hana").values(state=PersonState.LEFT))
    assert (await http.get(every)).status == 404


async def test_all_syncs_of_a_person_are_those_of_their_teams(stage: Stage, http: ClientSession) -> None:
    await stage.set_up("Care", "Harbor", name="Weekly sync")
    await stage.set_up("Care", "Lumen", name="Review of Lumenara")
    answer = await stage.command("Ines", "sync calendar")
    everything = await http.get(
        shown_address((await stage.press("Ines", stage.button(answer.message, "Subscribe to all my syncs"))).message)
    )
    assert (await everything.read()).count(b"BEGIN:VEVENT") == 2
    path = await subscribed(stage, label="Subscribe to all my syncs")
    assert b"Lumenara" not in await (await http.get(path)).read()
    refused = await stage.command("Hana", "sync calendar Review of Lumenara")
    unknown = await stage.command("Hana", "sync calendar Review of Nobody")
    assert stage.shown(refused.message).replace("Lumenara", "Nobody") == stage.shown(unknown.message)


async def test_a_file_is_fetched_by_a_link_of_ones_own(stage: Stage, http: ClientSession) -> None:
    await stage.set_up()
    answer = await stage.command("Hana", "sync calendar weekly SYNC")
    path = link(answer.message, "Download")
    page = await (await http.get(path)).text()
    assert "This file is for Hana." in page
    assert "will see who took it" not in page
    assert (await (await http.post(path)).read()).startswith(b"BEGIN:VCALENDAR")
    async with stage.database.write() as session:
        await session.execute(delete(SyncTeam))
    assert (await http.post(path)).status == 403


async def test_one_that_ended_is_cancelled_and_a_few_addresses_are_enough(stage: Stage, http: ClientSession) -> None:
    await stage.set_up()
    path = await subscribed(stage)
    for _ in range(9):
        await subscribed(stage, label="Subscribe to all my syncs")
    answer = await stage.command("Hana", "sync calendar")
    answer = await stage.press("Hana", stage.button(answer.message, "Subscribe"))
    assert "Revoke one" in stage.shown(answer.message)
    async with stage.database.write() as session:
        rhythm = (await session.scalars(select(Rhythm))).one()
        await deciding.end(session, rhythm, planning.plan, stage.calendar.instant)
        await session.execute(update(Sync).values(state="ended"))
    assert b"STATUS:CANCELLED" in await (await http.get(path)).read()


async def test_whose_team_is_in_nothing_is_told_so(stage: Stage) -> None:
    answer = await stage.command("Hana", "sync calendar")
    assert answer.message is not None
    assert "No sync has your team" in text_of(answer.message)


async def test_a_sync_that_is_not_theirs_gives_no_address(stage: Stage) -> None:
    sync = await stage.set_up("Care", "Lumen")
    for object_id in (sync.public_id, "nothing"):
        answer = await stage.press("Hana", Button("Subscribe", SUBSCRIBE, object_id))
        assert "not in it any more" in stage.shown(answer.message)
    assert await stage.count(Feed) == 0
