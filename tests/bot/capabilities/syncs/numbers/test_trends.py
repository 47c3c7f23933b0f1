"""The trend of figures as a picture, where the organisation wants it and the platforms can fetch it."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from PIL import Image

from adapters.web.secret_addresses import SecretAddresses
from bot.capabilities.syncs.numbers.settings import PICTURES
from bot.capabilities.syncs.numbers.taking import Figure, take
from bot.capabilities.syncs.numbers.trends import PURPOSE, Claim
from bot.chat.message import Context, Picture
from bot.drawing import SIZE
from bot.people.model import Side
from tests.bot.capabilities.syncs.conftest import Stage
from tests.bot.capabilities.syncs.numbers.conftest import rows

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BASE = "https://instep.example"


@pytest.fixture
async def http(stage: Stage) -> AsyncIterator[ClientSession]:
    """Fetches what the platforms fetch; every side has four figures."""
    await bring(stage, 4.1)
    app = web.Application()
    app.add_routes(SecretAddresses(stage.database, stage.offers, stage.clocks).routes())
    async with TestServer(app) as server, ClientSession(server.make_url("/")) as http:
        yield http


async def bring(stage: Stage, first: float) -> None:
    figures = [
        Figure(number, "CSAT", side, "", date(2026, 11, 17 + number), first + number / 10, 100)
        for side in ("internal", "Harborline", "Lumenara")
        for number in range(4)
    ]
    async with stage.database.write() as session:
        await take(session, None, figures, (), NOW)


async def pictures(stage: Stage, who: str) -> list[Picture]:
    message = (await stage.command(who, "sync numbers")).message
    assert message is not None
    return [one for one in message.parts if isinstance(one, Picture)]


def said(stage: Stage, one: Picture) -> Claim:
    sealed = one.url.removeprefix(f"{BASE}/trend/").removesuffix(".png")
    return Claim.model_validate_json(stage.links.of_lasting(PURPOSE, sealed) or "")


async def test_a_picture_is_fetched_without_a_login_and_kept(stage: Stage, http: ClientSession) -> None:
    await stage.decide(PICTURES.name, "on")
    [one] = await pictures(stage, "Hana")
    assert "Harborline" in one.text
    assert one.alt
    response = await http.get(one.url.removeprefix(BASE))
    assert (response.status, response.headers["Content-Type"]) == (200, "image/png")
    assert response.headers["Cache-Control"] == "public, max-age=2592000"
    assert Image.open(io.BytesIO(await response.read())).size == (SIZE, SIZE)
    for path in (one.url.removeprefix(BASE)[:-5] + "x.png", "/trend/" + "a" * 60 + ".png"):
        assert (await http.get(path)).status == 404


@pytest.mark.usefixtures("http")
async def test_the_address_stays_until_a_figure_changes_and_names_no_side_but_ones_own(stage: Stage) -> None:
    await stage.decide(PICTURES.name, "on")
    first, again = (await pictures(stage, "Hana"))[0], (await pictures(stage, "Hana"))[0]
    assert first == again
    sides = {one.name: one.id for one in await rows(stage, Side)}
    assert said(stage, first).sides == (sides["Harborline"],)
    assert len(said(stage, (await pictures(stage, "Ines"))[0]).sides) == 3
    await bring(stage, 4.2)
    assert (await pictures(stage, "Hana"))[0].url != first.url


@pytest.mark.usefixtures("http")
async def test_without_being_asked_for_the_trend_stands_in_words_alone(stage: Stage) -> None:
    assert await pictures(stage, "Hana") == []
    message = (await stage.command("Hana", "sync numbers")).message
    assert message is not None
    assert any(isinstance(one, Context) and "▁" in str(one.spans) for one in message.parts)
