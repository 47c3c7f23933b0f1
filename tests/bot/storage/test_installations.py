"""Installations, addresses and one-time states, over both databases."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.ports import Addresses, Installation, Installations, OneTimeStates
from bot.storage.addresses import AddressStore
from bot.storage.errors import SealingError
from bot.storage.installations import InstallationStore
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database
from bot.storage.states import OneTimeStateStore

HARBORLINE = Installation(
    platform="slack",
    key="A1/-/T2",
    app_id="A1",
    home="T2",
    name="Harborline",
    data={"bot_user_id": "U9", "scopes": ["chat:write"]},
    secrets={"bot_token": "xoxb-" + "long" * 200, "refresh_token": "xoxe-1"},
)


@dataclass
class StoppedClock:
    """A machine clock that a test turns; PostgreSQL's own clock goes on beside it."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0


async def test_an_installation_comes_back_as_it_was_saved(database: Database) -> None:
    store: Installations = InstallationStore(database)
    assert await store.get("slack", HARBORLINE.key) is None

    await store.save(HARBORLINE)

    assert await store.get("slack", HARBORLINE.key) == HARBORLINE
    assert await store.all("slack") == [HARBORLINE]
    assert await store.all("teams") == []


async def test_secrets_are_sealed_one_by_one(database: Database) -> None:
    await InstallationStore(database).save(HARBORLINE)

    async with database.read() as session:
        stored = (await session.execute(text("SELECT name, value FROM installation_secret"))).all()
        plain = (await session.execute(text("SELECT * FROM installation"))).all()

    assert {name for name, _ in stored} == {"bot_token", "refresh_token"}
    kept = repr(stored) + repr(plain)
    assert not [secret for secret in HARBORLINE.secrets.values() if secret in kept]


async def test_saving_again_replaces_what_was_there(database: Database) -> None:
    store = InstallationStore(database)
    await store.save(HARBORLINE)
    renewed = Installation(
        platform="slack", key=HARBORLINE.key, app_id="A1", home="T2", name="New name", secrets={"bot_token": "xoxb-2"}
    )

    await store.save(renewed)

    assert await store.all("slack") == [renewed]


async def test_a_removed_installation_keeps_no_secret(database: Database) -> None:
    store = InstallationStore(database)
    await store.save(HARBORLINE)

    await store.deactivate("slack", HARBORLINE.key)
    await store.deactivate("slack", "A1/-/unknown")

    found = await store.get("slack", HARBORLINE.key)
    assert found is not None
    assert (found.active, dict(found.secrets)) == (False, {})


async def test_secrets_cannot_be_opened_with_another_key(database: Database) -> None:
    await InstallationStore(database).save(HARBORLINE)

    async with Database(database.url, Keyring(["another-key-that-is-long-enough-to-pass"])) as other:
        with pytest.raises(SealingError):
            await InstallationStore(other).get("slack", HARBORLINE.key)


async def test_an_address_is_kept_replaced_and_forgotten(database: Database) -> None:
    store: Addresses = AddressStore(database)
    await store.put("teams", "app/tenant", "19:a@thread", {"serviceUrl": "https://smba.example/"})
    await store.put("teams", "app/tenant", "19:a@thread", {"serviceUrl": "https://emea.example/"})
    await store.put("teams", "app/other", "19:a@thread", {"serviceUrl": "https://other.example/"})

    assert await store.get("teams", "app/tenant", "19:a@thread") == {"serviceUrl": "https://emea.example/"}

    await store.forget("teams", "app/tenant", "19:a@thread")
    assert await store.get("teams", "app/tenant", "19:a@thread") is None
    assert await store.get("teams", "app/other", "19:a@thread") is not None


async def test_an_address_that_did_not_change_takes_no_write_lock(database: Database) -> None:
    store = AddressStore(database)
    await store.put("teams", "app/tenant", "19:a@thread", {"a": 1})

    async with database.write():
        await store.put("teams", "app/tenant", "19:a@thread", {"a": 1})


async def test_a_state_works_once_and_for_its_purpose_only(database: Database) -> None:
    store: OneTimeStates = OneTimeStateStore(database, StoppedClock())
    value = await store.issue("slack-oauth", 600)

    assert not await store.consume("teams-consent", value)
    assert await store.consume("slack-oauth", value)
    assert not await store.consume("slack-oauth", value)
    assert not await store.consume("slack-oauth", "invented")


async def test_a_state_that_ran_out_is_refused_and_swept_out(database: Database) -> None:
    clock = StoppedClock()
    store = OneTimeStateStore(database, clock)
    stale = await store.issue("slack-oauth", -1)
    if not database.is_postgresql:
        clock.at += timedelta(seconds=1)

    assert not await store.consume("slack-oauth", stale)
    await store.issue("slack-oauth", -1)
    await store.issue("slack-oauth", 600)
    async with database.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM one_time_state")) == 1


async def test_the_database_holds_no_state_that_could_be_used(database: Database) -> None:
    value = await OneTimeStateStore(database, StoppedClock()).issue("slack-oauth", 600)

    async with database.read() as session:
        assert value not in repr((await session.execute(text("SELECT * FROM one_time_state"))).all())
