"""What goes wrong under an address that is as good as a password tells nobody the address."""

from typing import Any, cast

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from adapters.web.secret_addresses import SecretAddresses
from bot.capability import Capability, Offers, SecretOffer
from bot.clock import system_clocks
from bot.ports import StorageUnavailable
from bot.storage.sessions import Database

SECRET = "s3cret-that-nobody-may-see"


@pytest.mark.parametrize(
    ("failure", "status"), [(ValueError(f"asked {SECRET}"), 500), (StorageUnavailable("away"), 503)]
)
async def test_a_failure_keeps_the_secret_out_of_the_log(failure: Exception, status: int) -> None:
    async def fails(session: Any, clocks: Any, secret: str) -> None:
        raise failure

    class Reading:
        def read(self) -> Any:
            return self

        async def __aenter__(self) -> None: ...

        async def __aexit__(self, *about: Any) -> None: ...

    offers = Offers([Capability("calendar", secrets=(SecretOffer("/calendar/{secret}.ics", r"[\w-]+", fails),))])
    app = web.Application()
    app.add_routes(SecretAddresses(cast(Database, Reading()), offers, system_clocks()).routes())
    async with TestServer(app) as server, ClientSession(server.make_url("/")) as http:
        with capture_logs() as logged:
            response = await http.get(f"/calendar/{SECRET}.ics")
        assert response.status == status
        assert SECRET not in str(logged) + await response.text()
