"""Tokens come from MSAL over the stand-in's login host, off the event loop, once."""

import asyncio

import pytest

from adapters.teams.credentials import CachingCredentials, KeptCredentials, LoginFailed, LoginHost, Registration
from adapters.teams.standin import Fault, Reach, faults


def token_calls(scene) -> list[int]:
    return [one.status for one in scene.teams.ledger.calls if one.operation == "token"]


async def test_one_token_serves_every_call(scene, credentials) -> None:
    await asyncio.gather(*(credentials.warm(scene.registration) for _ in range(20)))
    first = credentials.of(scene.registration).get_access_token()
    assert credentials.of(scene.registration).get_access_token() == first
    assert token_calls(scene) == [200]


async def test_fetching_a_slow_token_does_not_hold_the_loop(scene, credentials) -> None:
    scene.teams.faults.add(faults.slow(0.3, operation="token"))
    ticks = 0
    fetching = asyncio.create_task(credentials.warm(scene.registration))
    while not fetching.done():
        await asyncio.sleep(0.01)
        ticks += 1
    assert ticks > 10


async def test_a_forgotten_token_is_fetched_anew(scene, credentials) -> None:
    await credentials.warm(scene.registration)
    kept = credentials.of(scene.registration)
    assert isinstance(kept, KeptCredentials)
    old = kept.get_access_token()
    kept.forget(old)
    await kept.ready()
    kept.forget(old)
    assert kept.get_access_token() != old
    assert token_calls(scene) == [200, 200]


async def test_a_wrong_secret_is_final_and_a_failing_login_host_is_not(scene, credentials) -> None:
    wrong = Registration(scene.registration.app_id, "not the secret", scene.tenant.id)
    with pytest.raises(LoginFailed) as refused:
        await credentials.warm(wrong)
    assert refused.value.final
    scene.teams.faults.add(Fault("token", status=503))
    with pytest.raises(LoginFailed) as failing:
        await credentials.warm(scene.registration)
    assert not failing.value.final


async def test_an_unreachable_login_host_is_not_final(unused_port_url: str = "http://127.0.0.1:9") -> None:
    credentials = CachingCredentials(login_url=unused_port_url)
    with pytest.raises(LoginFailed) as caught:
        await credentials.warm(Registration("app", "secret", "tenant"))
    assert not caught.value.final
    credentials.close()


async def test_a_token_that_ends_soon_is_renewed_and_still_used_if_that_fails(scene, credentials) -> None:
    scene.teams.tokens.seconds = 200
    await credentials.warm(scene.registration)
    kept = credentials.of(scene.registration)
    before = kept.get_access_token()
    await credentials.warm(scene.registration)
    assert kept.get_access_token() != before
    still = kept.get_access_token()
    scene.teams.faults.add(Fault("token", status=503))
    await credentials.warm(scene.registration)
    assert kept.get_access_token() == still


async def test_an_older_multi_tenant_bot_asks_the_bot_framework_tenant(scene, credentials) -> None:
    app = scene.teams.world.add_registration(scene.tenant.id, "http://127.0.0.1:9/", reach=Reach.LEGACY)
    await credentials.warm(Registration(app.app_id, app.password, scene.tenant.id, "MultiTenant"))
    with pytest.raises(LoginFailed):
        await credentials.warm(Registration(app.app_id, app.password, scene.tenant.id, "SingleTenant"))


def test_the_login_host_can_only_be_replaced_on_this_machine() -> None:
    with pytest.raises(ValueError, match="loopback"):
        LoginHost("https://login.example.com")
