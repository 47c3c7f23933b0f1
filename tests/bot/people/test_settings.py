"""The organisation's settings."""

from typing import Any

import pytest
from sqlalchemy import event, select

from bot.people import settings
from bot.people.model import AuditEntry, OrganisationSetting, Role
from bot.people.refusal import Refused
from bot.people.settings import SettingSpec

RING_AFTER = SettingSpec("updates.ring_after", int, 10, "Minutes before people are rung.", least=1, most=60)
SHOW_NAMES = SettingSpec("people.show_names", bool, False, "Whether names are shown.")
DOUBT = SettingSpec("delivery.doubt", str, "repeat", "What happens in doubt.", ("repeat", "never", "ask"))
REGISTRY = {spec.name: spec for spec in (RING_AFTER, SHOW_NAMES, DOUBT)}


async def test_what_nobody_decided_has_its_default(organisation: Any) -> None:
    async with organisation.read() as session:
        assert await settings.read(session, RING_AFTER) == 10
        assert await settings.read_all(session, REGISTRY) == {
            "updates.ring_after": 10,
            "people.show_names": False,
            "delivery.doubt": "repeat",
        }


async def test_however_many_a_press_asks_for_they_are_read_once(organisation: Any) -> None:
    asked: list[str] = []
    async with organisation.read() as session:
        connection = await session.connection()
        event.listen(connection.sync_connection, "before_cursor_execute", lambda *args: asked.append(args[2]))
        for spec in (*REGISTRY.values(), *REGISTRY.values()):
            await settings.read(session, spec)
    assert len(asked) == 1


async def test_a_change_is_typed_kept_and_audited(organisation: Any) -> None:
    async with organisation.write() as session:
        ines = await organisation.person(session, "Ines", organisation.care)
        admin = await organisation.actor(session, ines, (Role.ADMIN, None))
        assert await settings.change(session, admin, REGISTRY, "updates.ring_after", " 20 ", organisation.now) == 20
        assert await settings.change(session, admin, REGISTRY, "people.show_names", "Yes", organisation.now) is True
        assert await settings.read(session, RING_AFTER) == 20
    async with organisation.read() as session:
        assert await settings.read(session, RING_AFTER) == 20
        trail = list(await session.scalars(select(AuditEntry).where(AuditEntry.action == "change_setting")))
    assert [entry.detail for entry in trail] == [{"before": 10, "after": 20}, {"before": False, "after": True}]
    assert trail[0].actor_id == ines.id


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("updates.ring_after", "soon", "a whole number, like 10"),
        ("updates.ring_after", "0", "at least 1"),
        ("updates.ring_after", "61", "at most 60"),
        ("people.show_names", "maybe", "either yes or no"),
        ("delivery.doubt", "always", "one of repeat, never, ask"),
        ("delivery.unknown", "1", "no setting “delivery.unknown”"),
    ],
)
async def test_what_a_setting_cannot_be_is_refused(organisation: Any, name: str, text: str, says: str) -> None:
    async with organisation.write() as session:
        with pytest.raises(Refused, match=says):
            await settings.change(session, None, REGISTRY, name, text, organisation.now)
        assert await session.scalar(select(OrganisationSetting)) is None


async def test_only_admins_change_settings(organisation: Any) -> None:
    async with organisation.write() as session:
        ada = await organisation.person(session, "Ada", organisation.care)
        manager = await organisation.actor(session, ada, (Role.MANAGER, None))
        with pytest.raises(Refused, match="Ask an admin"):
            await settings.change(session, manager, REGISTRY, "delivery.doubt", "ask", organisation.now)


async def test_a_stored_value_that_no_longer_fits_gives_way_to_the_default(organisation: Any) -> None:
    async with organisation.write() as session:
        for spec, value in ((DOUBT, "gone"), (RING_AFTER, "ten"), (SHOW_NAMES, 1)):
            session.add(OrganisationSetting(name=spec.name, value=value, changed_at=organisation.now))
        await session.flush()
        assert await settings.read_all(session, REGISTRY) == {spec.name: spec.default for spec in REGISTRY.values()}
