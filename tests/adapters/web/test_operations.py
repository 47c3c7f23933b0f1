"""Health, readiness and figures, as an operator's tools see them."""

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.operations import Figure, Operations


async def well() -> None:
    return None


async def away() -> str:
    return "The database cannot be reached."


async def figures() -> list[Figure]:
    return [
        Figure("instep_deliveries", "Deliveries by state.", ("state",), {("sent",): 13, ("failed",): 1}),
        Figure("instep_inbound_requests", "Requests.", ("platform",), {("slack",): 7}, counter=True),
    ]


def client_of(operations: Operations) -> TestClient[web.Request, web.Application]:
    app = web.Application()
    app.add_routes(operations.routes())
    return TestClient(TestServer(app))


async def test_a_process_whose_loop_turns_is_alive_even_without_its_database() -> None:
    async with client_of(Operations({"database": away}, figures)) as client:
        assert (await client.get("/healthz")).status == 200


async def test_readiness_says_what_is_not_well() -> None:
    async with client_of(Operations({"database": away, "lanes": well}, figures)) as client:
        response = await client.get("/readyz")
        assert response.status == 503
        assert await response.json() == {"ready": False, "problems": {"database": "The database cannot be reached."}}


async def test_a_process_with_everything_at_hand_is_ready() -> None:
    async with client_of(Operations({"database": well}, figures)) as client:
        assert (await client.get("/readyz")).status == 200


async def test_figures_are_written_as_prometheus_reads_them() -> None:
    async with client_of(Operations({}, figures)) as client:
        response = await client.get("/metrics")
        lines = (await response.text()).splitlines()
    assert 'instep_deliveries{state="sent"} 13.0' in lines
    assert 'instep_inbound_requests_total{platform="slack"} 7.0' in lines
    assert "# TYPE instep_inbound_requests_total counter" in lines
