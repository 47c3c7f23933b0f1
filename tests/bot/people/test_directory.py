"""Who it is that acts."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.inbound import Identity
from bot.people import directory, sides
from bot.people.access import Actor, FirstAdmins
from bot.people.directory import Stranger, StrangerReason
from bot.people.model import (
    AuditEntry,
    ChatIdentity,
    HomeLink,
    Person,
    PersonState,
    Role,
    Side,
    SideKind,
    SideState,
    StrangerHome,
)
from bot.ports import Installation, MemberFacts
from bot.storage.installations import InstallationStore
from bot.storage.sessions import Database

NOW = datetime(2026, 11, 24, tzinfo=UTC)
FOUNDER = Identity("slack", "T1", "UFOUNDER")


async def count(session: AsyncSession, kind: type) -> int:
    return await session.scalar(select(func.count()).select_from(kind)) or 0


async def test_whoever_comes_from_a_linked_home_is_a_provisional_person_of_its_side(organisation: Any) -> None:
    actor = await organisation.recognise(organisation.slack("U1", "T2"), "Bo Reyes")

    assert isinstance(actor, Actor)
    assert (actor.name, actor.side_name, actor.provisional) == ("Bo Reyes", "Harborline", True)
    assert actor.identity == organisation.slack("U1", "T2")
    assert actor.zone == "Europe/London"
    assert await organisation.recognise(organisation.slack("U1", "T2"), "Another name") == actor


async def test_of_an_unlinked_home_only_the_home_is_kept_and_told_once(organisation: Any) -> None:
    first = await organisation.recognise(organisation.slack("U1", "T666"), "Eve", "eve@elsewhere.example")
    second = await organisation.recognise(organisation.slack("U2", "T666"), "Mallory")

    assert first == Stranger(organisation.slack("U1", "T666"), "T666", True)
    assert isinstance(second, Stranger)
    assert not second.first_time
    async with organisation.read() as session:
        assert (await count(session, Person), await count(session, ChatIdentity)) == (0, 0)
        assert [row.home for row in await session.scalars(select(StrangerHome))] == ["T666"]


async def test_linking_a_home_ends_its_strangeness(organisation: Any) -> None:
    await organisation.recognise(organisation.slack("U1", "T3"))
    async with organisation.write() as session:
        side = await session.get_one(Side, organisation.lumenara.id)
        await sides.link_home(session, None, "slack", "T3", side, "slack_connect", organisation.now)

    actor = await organisation.recognise(organisation.slack("U1", "T3"))
    assert isinstance(actor, Actor)
    assert actor.side_name == "Lumenara"
    async with organisation.read() as session:
        assert await count(session, StrangerHome) == 0


async def test_people_match_by_the_email_that_their_own_home_tells_and_never_by_name(organisation: Any) -> None:
    async with organisation.write() as session:
        bo = await organisation.person(session, "Bo Reyes", organisation.harbor, email="bo@harborline.example")

    same_name = await organisation.recognise(organisation.slack("U1", "T2"), "Bo Reyes")
    same_email = await organisation.recognise(organisation.slack("U2", "T2"), "B. R.", "Bo@Harborline.example")

    assert isinstance(same_name, Actor) and isinstance(same_email, Actor)
    assert same_name.person_id != bo.id
    assert same_email.person_id == bo.id


async def test_an_email_told_by_another_company_makes_nobody_one_of_us(organisation: Any) -> None:
    async with organisation.write() as session:
        boss = await organisation.person(session, "Ines", organisation.care, email="ines@marlowe.example")

    forged = await organisation.recognise(organisation.slack("U1", "T2"), "Ines", "ines@marlowe.example")

    assert isinstance(forged, Actor)
    assert (forged.person_id != boss.id, forged.side_name) == (True, "Harborline")


async def test_a_guest_is_known_only_from_the_confirmed_roster(organisation: Any) -> None:
    async with organisation.write() as session:
        lu = await organisation.person(session, "Lu", organisation.lumen, email="lu@lumenara.example")
        await organisation.person(
            session, "Mo", organisation.lumen, email="mo@lumenara.example", state=PersonState.PROVISIONAL
        )

    unknown = await organisation.recognise(organisation.slack("G1"), "Xi", guest=True)
    unconfirmed = await organisation.recognise(organisation.slack("G2"), "Mo", "mo@lumenara.example", guest=True)
    confirmed = await organisation.recognise(organisation.slack("G3"), "Lu", "lu@lumenara.example", guest=True)

    assert isinstance(unknown, Stranger) and unknown.reason is StrangerReason.GUEST
    assert isinstance(unconfirmed, Stranger) and unconfirmed.reason is StrangerReason.GUEST
    assert isinstance(confirmed, Actor)
    assert (confirmed.person_id, confirmed.side_name) == (lu.id, "Lumenara")
    async with organisation.read() as session:
        assert (await count(session, Person), await count(session, ChatIdentity)) == (2, 1)


async def test_without_the_platforms_word_nobody_new_counts_as_internal(organisation: Any) -> None:
    async with organisation.write() as session:
        ours = await directory.recognise(session, organisation.slack("U1"), None, organisation.now)
        partners = await directory.recognise(session, organisation.slack("U1", "T2"), None, organisation.now)

    assert isinstance(ours, Stranger) and ours.reason is StrangerReason.UNCHECKED
    assert isinstance(partners, Actor)


async def test_bots_and_those_who_left_are_strangers(organisation: Any) -> None:
    async with organisation.write() as session:
        gone = organisation.slack("U9")
        await organisation.person(session, "Gone", organisation.care, identity=gone, state=PersonState.LEFT)
        harborline = await session.get_one(Side, organisation.harborline.id)
        harborline.state = SideState.LEAVING

    reasons = []
    for identity, more in ((organisation.slack("B1"), {"bot": True}), (gone, {}), (organisation.slack("U1", "T2"), {})):
        found = await organisation.recognise(identity, **more)
        assert isinstance(found, Stranger)
        reasons.append(found.reason)
    assert reasons == [StrangerReason.NOT_A_PERSON, StrangerReason.LEFT, StrangerReason.LEFT]


async def test_looking_somebody_up_writes_nothing(organisation: Any) -> None:
    async with organisation.read() as session:
        assert await directory.known(session, organisation.slack("U1")) is None
    actor = await organisation.recognise(organisation.slack("U1"))
    async with organisation.read() as session:
        assert await directory.known(session, organisation.slack("U1")) == actor


async def test_an_actor_has_the_zone_teams_and_rights_of_the_person(organisation: Any) -> None:
    async with organisation.write() as session:
        bo = await organisation.person(session, "Bo", organisation.harbor)
        harbor = await session.merge(organisation.harbor)
        harbor.lead_id = bo.id
        actor = await organisation.actor(session, bo, (Role.MANAGER, organisation.harborline.id))

    assert (actor.zone, actor.locale) == ("Asia/Manila", "en")
    assert actor.team_ids == actor.led_team_ids == (organisation.harbor.id,)
    assert actor.roles == {(Role.MANAGER, organisation.harborline.id)}


# --- the first admin -------------------------------------------------------------------------------------------------


async def first(database: Database, identity: Identity, facts: MemberFacts | None, *named: str) -> Actor | Stranger:
    async with database.write() as session:
        admins = FirstAdmins(named)
        return await directory.recognise(session, identity, facts, NOW, first_admins=admins)


async def test_a_named_admin_founds_the_internal_side(database: Database) -> None:
    for entry in ("slack:UFOUNDER", "ufounder"):
        actor = await first(database, FOUNDER, MemberFacts(FOUNDER, "Ines"), entry)
        assert isinstance(actor, Actor)
        assert actor.may(Role.ADMIN) and not actor.provisional and actor.side_kind is SideKind.INTERNAL
    async with database.read() as session:
        assert [(row.platform, row.home) for row in await session.scalars(select(HomeLink))] == [("slack", "T1")]
        assert "first_admin" in list(await session.scalars(select(AuditEntry.action)))


async def test_a_named_email_counts_only_from_where_the_app_is_installed(database: Database) -> None:
    facts = MemberFacts(FOUNDER, "Ines", "ines@marlowe.example")
    assert isinstance(await first(database, FOUNDER, facts, "ines@marlowe.example"), Stranger)

    await InstallationStore(database).save(Installation("slack", "A1/-/T1", "A1", "T1"))
    actor = await first(database, FOUNDER, facts, "Ines@marlowe.example")
    assert isinstance(actor, Actor) and actor.may(Role.ADMIN)

    elsewhere = Identity("slack", "T666", "UEVE")
    forged = await first(
        database, elsewhere, MemberFacts(elsewhere, "Eve", "ines@marlowe.example"), "ines@marlowe.example"
    )
    assert isinstance(forged, Stranger)


async def test_a_named_admin_brings_a_second_platform(organisation: Any) -> None:
    identity = Identity("teams", "marlowe-tenant", "0a-aad")
    actor = await first(organisation.database, identity, MemberFacts(identity, "Ines"), "teams:0a-AAD")

    assert isinstance(actor, Actor) and actor.may(Role.ADMIN)


async def test_a_second_home_on_a_platform_is_not_taken_over_by_an_id(organisation: Any) -> None:
    elsewhere = organisation.slack("UFOUNDER", "T666")
    found = await first(organisation.database, elsewhere, MemberFacts(elsewhere, "Eve"), "UFOUNDER")

    assert isinstance(found, Stranger)


async def test_no_partner_becomes_first_admin_by_an_email(organisation: Any) -> None:
    identity = organisation.slack("U1", "T2")
    actor = await first(
        organisation.database, identity, MemberFacts(identity, "Eve", "ines@marlowe.example"), "ines@marlowe.example"
    )
    assert isinstance(actor, Actor)
    assert not actor.may(Role.ADMIN)


async def test_whoever_installs_first_is_admin_unless_somebody_is_named(database: Database) -> None:
    async with database.write() as session:
        refused = await directory.welcome_installer(
            session, FOUNDER, MemberFacts(FOUNDER, "Eve"), NOW, FirstAdmins(("ines@marlowe.example",))
        )
    assert isinstance(refused, Stranger)
    async with database.write() as session:
        actor = await directory.welcome_installer(session, FOUNDER, MemberFacts(FOUNDER, "Ines"), NOW)
    assert isinstance(actor, Actor) and actor.may(Role.ADMIN)
    second = Identity("slack", "T2", "U2")
    async with database.write() as session:
        later = await directory.welcome_installer(session, second, MemberFacts(second, "Eve"), NOW)
    assert isinstance(later, Stranger)
