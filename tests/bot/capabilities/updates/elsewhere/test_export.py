"""*Export* in chat: files by links of one's own, for whoever may have them, and put down only when they are taken."""

import csv
import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from adapters.web.downloads import Downloads
from bot.capabilities import updates
from bot.chat.message import Actions, Button, LinkButton, Message
from bot.clock import SystemClock
from bot.people import audit, directory
from bot.people.access import EVERYTHING
from bot.people.model import Person, PersonState, Role, Side, SideState
from bot.people.personal_links import LIVES, PATH, Links
from bot.storage.sealing import Keyring
from tests.bot.capabilities.updates.elsewhere.test_proof import grant, leads, published
from tests.stage import Stage

ADDRESS = "https://instep.example"


@dataclass
class Browser:
    """Somebody who opens a link."""

    stage: Stage
    http: ClientSession
    origin: str

    async def opens(self, url: str) -> ClientResponse:
        return await self.http.get(url.replace(ADDRESS, self.origin))

    async def downloads(self, url: str) -> ClientResponse:
        return await self.http.post(url.replace(ADDRESS, self.origin))

    async def exported(self) -> list[tuple[str, bool]]:
        """What the trail says was exported: of which side, and whether with names."""
        async with self.stage.database.read() as session:
            names = {one.id: one.name for one in await session.scalars(select(Side))}
            found = await audit.exports(session, EVERYTHING, at_most=100)
            return [(names[one.side_id], one.names) for one in reversed(found)]


@pytest.fixture
async def browser(stage: Stage) -> AsyncIterator[Browser]:
    app = web.Application()
    app.add_routes(Downloads(stage.database, stage.offers, stage.clocks, stage.platforms, stage.links).routes())
    async with TestServer(app) as server, ClientSession() as http:
        yield Browser(stage, http, str(server.make_url("")).rstrip("/"))


async def offered(stage: Stage, who: str, known: Any) -> Message:
    answer = await stage.press(who, Button("Export", "updates.export", known.public_id))
    assert answer.message is not None
    return answer.message


def links(message: Message) -> dict[str, str]:
    """The addresses by the title of their button."""
    buttons = [one for part in message.parts if isinstance(part, Actions) for one in part.buttons]
    return {one.label: one.url for one in buttons if isinstance(one, LinkButton)}


async def test_an_author_takes_the_receipt_as_a_file_and_every_side_sees_it(stage: Stage, browser: Browser) -> None:
    known = await published(stage)
    receipt = (await stage.cards(known, "update_receipt"))["Ines"]
    answer = await stage.press("Ines", stage.button(receipt, "Export"))
    found = links(answer.message)
    assert list(found) == ["CSV", "JSON"] and "10 minutes" in stage.shown(answer.message)
    page = await browser.opens(found["CSV"])
    text = await page.text()
    assert page.status == 200 and "This file is for Ines." in text and "<form method" in text
    assert page.headers["Cache-Control"] == "no-store" and page.headers["Referrer-Policy"] == "no-referrer"
    assert "Refunds" not in text and await browser.exported() == [], "who only looks has taken nothing"
    file = await browser.downloads(found["CSV"])
    assert file.headers["Content-Disposition"] == f'attachment; filename="receipt-{known.public_id}.csv"'
    rows = list(csv.DictReader(io.StringIO((await file.read()).decode("utf-8-sig"))))
    assert [row["side"] for row in rows if row["record"] == "side"] == ["Internal", "Harborline", "Lumenara"]
    said = json.loads(await (await browser.downloads(found["JSON"])).text())
    assert said["title"] == "Refunds need no supervisor" and said["people"] == []
    assert await browser.exported() == 2 * [("Internal", False), ("Harborline", False), ("Lumenara", False)]
    await grant(stage, "Hana", Role.ADMIN, "Harborline")
    seen = stage.shown((await stage.command("Hana", "exports")).message)
    assert "Ines" in seen and "Harborline" in seen and "Lumenara" not in seen


async def test_names_are_offered_to_a_lead_and_to_an_auditor_of_that_very_side(stage: Stage, browser: Browser) -> None:
    known = await published(stage)
    await leads(stage, "Hana", "Harbor")
    found = links(await offered(stage, "Hana", known))
    assert list(found) == ["CSV", "JSON", "CSV with names"]
    text = (await (await browser.downloads(found["CSV with names"])).read()).decode()
    assert "Hugo" in text and not {"Ada", "Luz", "Lumenara"} & set(text.replace(",", " ").split())
    assert await browser.exported() == [("Harborline", True)]
    await grant(stage, "Ada", Role.AUDITOR, "Lumenara")
    with_names = links(await offered(stage, "Ada", known))["CSV with names"]
    text = (await (await browser.downloads(with_names)).read()).decode()
    assert "Leo" in text and "Hugo" not in text


async def test_whoever_may_not_see_a_receipt_gets_no_link(stage: Stage) -> None:
    known = await published(stage)
    for who in ("Bo", "Hugo", "Leo"):
        message = await offered(stage, who, known)
        assert links(message) == {} and "no update of that id that you may see" in message.summary
    assert links(await offered(stage, "Ines", await unknown(known))) == {}


async def unknown(known: Any) -> Any:
    known.public_id = "aGFyYm9ybGluZS0wMDAwMA"
    return known


async def test_rights_count_when_a_link_is_used(stage: Stage, browser: Browser) -> None:
    known = await published(stage)
    await leads(stage, "Hana", "Harbor")
    url = links(await offered(stage, "Hana", known))["CSV with names"]
    await leads(stage, "Hugo", "Harbor")
    refused = await browser.downloads(url)
    assert refused.status == 403 and "no update of that id that you may see" in await refused.text()
    url = links(await offered(stage, "Hugo", known))["CSV"]
    await stage.change(Person, "Hugo", state=PersonState.LEFT)
    for response in (await browser.opens(url), await browser.downloads(url)):
        assert response.status == 404 and "has run out" in await response.text()
    url = links(await offered(stage, "Ines", known))["CSV"]
    await stage.change(Side, "Internal", state=SideState.LEAVING)
    assert (await browser.downloads(url)).status == 404
    assert await browser.exported() == []


async def test_a_link_runs_out_and_cannot_be_altered_or_made_by_others(stage: Stage, browser: Browser) -> None:
    known = await published(stage)
    url = links(await offered(stage, "Ines", known))["CSV"]
    about = {"update": known.public_id, "form": "csv", "names": ""}
    async with stage.database.read() as session:
        ines = (await session.scalars(select(Person.id).where(Person.name == "Ines"))).one()
    late = Links(ADDRESS, Keyring(["a-key-for-tests-that-is-long-enough"]), Ago(LIVES))
    others = Links(ADDRESS, Keyring(["another-key-that-is-long-enough-too"]), stage.clocks.machine)
    forged = [
        late.to(ines, "updates.receipt", about),
        others.to(ines, "updates.receipt", about),
        stage.links.to(ines, "updates.nothing", about),
        f"{url[:-3]}AAA",
        f"{ADDRESS}{PATH}/x",
        f"{ADDRESS}{PATH}/%00%ff",
        f"{ADDRESS}{PATH}/{'A' * 5000}",
    ]
    for one in forged:
        for response in (await browser.opens(one), await browser.downloads(one)):
            assert response.status == 404 and "Ask for a new one in chat." in await response.text()
    assert known.public_id not in url and (await browser.downloads(url)).status == 200


class Ago(SystemClock):
    """A clock that is behind."""

    def __init__(self, behind: timedelta) -> None:
        self._behind = behind

    def now(self) -> Any:
        return super().now() - self._behind


async def test_a_hostile_name_is_text_on_the_page(stage: Stage, browser: Browser) -> None:
    known = await published(stage)
    async with stage.database.write() as session:
        ines = (await session.scalars(select(Person).where(Person.name == "Ines"))).one()
        ines.name = "<script>alert(1)</script>"
    text = await (await browser.opens(links(await offered(stage, "Ines", known))["CSV"])).text()
    assert "<script>" not in text and "&lt;script&gt;" in text


async def test_where_instep_has_no_address_the_command_is_named(stage: Stage) -> None:
    known = await published(stage)
    without = updates.export_links.Exporting(None).offer
    capability = stage.offers.presses["updates.export"]
    stage.offers.presses["updates.export"] = type(capability)(without, reads=True)
    message = await offered(stage, "Ines", known)
    assert links(message) == {} and f"instep updates receipt {known.public_id}" in message.summary


async def test_a_withdrawn_update_has_its_receipt_still(stage: Stage, browser: Browser) -> None:
    known = await published(stage)
    await stage.withdraw(known)
    receipt = await stage.redrawn(known, "update_receipt")
    assert "Export" in receipt["Ines"]
    assert (await browser.downloads(links(await offered(stage, "Ines", known))["JSON"])).status == 200


async def test_shoutouts_that_were_taken_stand_among_the_exports_also_those_of_the_operator(stage: Stage) -> None:
    await grant(stage, "Hana", Role.ADMIN, "Harborline")
    async with stage.database.write() as session:
        side_id = (await session.scalars(select(Side.id).where(Side.name == "Harborline"))).one()
        person_id = (await session.scalars(select(Person.id).where(Person.name == "Ines"))).one()
        for actor in (await directory.actor_of(session, person_id), None):
            action, now = audit.EXPORT_SHOUTOUTS, stage.calendar.now()
            await audit.record(session, actor, action, "shoutouts", "", at=now, side_id=side_id, names=True)
    seen = stage.shown((await stage.command("Hana", "exports")).message)
    assert "Ines exported shoutouts, Harborline, with names" in seen
    assert "whoever runs Instep exported shoutouts, Harborline, with names" in seen
