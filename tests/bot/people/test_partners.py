"""Partners that come and go, people that are merged and erased."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.people import audience, directory, erasure, grants, merging, partners, roster, search, sides
from bot.people.access import EVERYTHING, Scope
from bot.people.directory import Stranger
from bot.people.model import (
    Audience,
    ChatIdentity,
    DeskIdentity,
    Grant,
    HomeLink,
    Membership,
    Person,
    PersonState,
    Presence,
    Role,
    Side,
    SideState,
    Team,
)
from bot.people.refusal import Refused
from bot.ports import Installation
from bot.storage.installations import InstallationStore


async def harborline(organisation: Any, session: Any) -> Side:
    return await partners.partner(session, EVERYTHING, " harborLINE ")


async def channels_of_everyone(organisation: Any) -> list[str]:
    async with organisation.read() as session:
        row = await session.scalar(select(Audience).where(Audience.everyone.is_(True)))
        found = await audience.resolve(session, row.id, organisation.now)
        return [channel.name for channel in found.channels]


async def test_a_preview_says_what_stops(organisation: Any) -> None:
    o = organisation
    await InstallationStore(o.database).save(Installation("slack", "A1/-/T2", "A1", "T2", secrets={"bot_token": "x"}))
    async with o.write() as session:
        await o.channel(session, "harbor", o.harbor, homes=("T2",))
        await o.channel(session, "care", o.care)
        await o.person(session, "Bo", o.harbor)
        await o.person(session, "Gone", o.harbor, state=PersonState.LEFT)
        found = await partners.preview(session, await harborline(o, session))
    assert (found.teams, found.channels, found.people) == (("Harbor Care",), ("#harbor",), 1)
    assert found.installations == (("slack", "A1/-/T2"),)


async def test_a_paused_partner_gets_nothing_until_it_is_resumed(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        await o.channel(session, "care", o.care)
        await o.channel(session, "harbor", o.harbor)
        await partners.pause(session, None, await harborline(o, session), o.now)
    assert await channels_of_everyone(o) == ["care"]
    async with o.write() as session:
        with pytest.raises(Refused, match="is paused already"):
            await partners.pause(session, None, await harborline(o, session), o.now)
        await partners.resume(session, None, await harborline(o, session), o.now)
    assert await channels_of_everyone(o) == ["care", "harbor"]


async def test_offboarding_makes_strangers_and_forgets_secrets(organisation: Any) -> None:
    o = organisation
    store = InstallationStore(o.database)
    await store.save(Installation("slack", "A1/-/T2", "A1", "T2", secrets={"bot_token": "x"}))
    async with o.write() as session:
        await o.person(session, "Bo", o.harbor, identity=o.slack("U7", "T2"))
        done = await partners.offboard(session, None, await harborline(o, session), o.now, days=10)
    assert done.erase_on == (o.now + timedelta(days=10)).date()
    assert done.installations == (("slack", "A1/-/T2"),)
    kept = await store.get("slack", "A1/-/T2")
    assert kept is not None and not kept.active and not kept.secrets
    for identity in (o.slack("U7", "T2"), o.slack("U8", "T2")):
        assert isinstance(await o.recognise(identity), Stranger)
    assert isinstance(await o.recognise(o.slack("U1")), directory.Actor)


async def test_only_admins_part_from_partners_and_nobody_from_the_organisation(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        bo = await o.person(session, "Bo", o.harbor)
        theirs = await o.actor(session, bo, (Role.ADMIN, o.harborline.id))
        with pytest.raises(Refused, match="Only admins"):
            await partners.pause(session, theirs, await harborline(o, session), o.now)
        with pytest.raises(Refused, match="own side"):
            await partners.pause(session, None, await session.get_one(Side, o.internal.id), o.now)
        with pytest.raises(Refused, match=r"no partner “Internal”\. Partners: Harborline, Lumenara"):
            await partners.partner(session, EVERYTHING, "Internal")
        with pytest.raises(Refused, match="fewer than 0"):
            await partners.offboard(session, None, await harborline(o, session), o.now, days=-1)


async def test_a_partner_is_handed_its_own_data_and_nobody_elses(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        await o.channel(session, "joint", o.care, o.harbor)
        await o.person(session, "Bo", o.harbor, email="bo@harborline.example")
        await o.person(session, "Lu Pharos", o.lumen)
        await o.person(session, "Ada Finch", o.care)
        data = await partners.hand_over(
            session, await harborline(o, session), {"acknowledgements": [{"update": "u1", "at": "2026-11-24"}]}
        )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert set(files) == {"teams.csv", "people.csv", "channels.csv", "acknowledgements.json"}
    assert "bo@harborline.example" in files["people.csv"]
    assert json.loads(files["acknowledgements.json"]) == [{"update": "u1", "at": "2026-11-24"}]
    everything = "".join(files.values())
    assert not any(word in everything for word in ("Lu Pharos", "Ada Finch", "Care;", "Internal"))


async def test_after_the_agreed_days_its_people_are_erased_and_counts_stay(organisation: Any) -> None:
    o = organisation
    erased: list[int] = []

    async def capability(session: Any, person_id: int) -> None:
        erased.append(person_id)

    async with o.write() as session:
        bo = await o.person(
            session, "Bo Reyes", o.harbor, identity=o.slack("U7REYES", "T2"), email="bo@harborline.example"
        )
        known_as = bo.public_id
        session.add(DeskIdentity(person_id=bo.id, system="zendesk", agent_id="#4711", alias="Sam of the desk"))
        side = await harborline(o, session)
        await partners.offboard(session, None, side, o.now, days=1)
        assert await partners.erase_due(session, o.now.date(), o.now) == []
        later = o.now + timedelta(days=1)
        assert await partners.erase_due(session, later.date(), later, [capability]) == [side.id]
        assert await partners.erase_due(session, later.date(), later, [capability]) == []
        assert erased == [bo.id]
        assert side.state is SideState.GONE
        assert [link.home for link in await session.scalars(select(HomeLink))] == ["T1", "lumen"]

        again = await sides.add_partner(session, None, "Harborline", later)
        await sides.link_home(session, None, "slack", "T2", again, Presence.SLACK_CONNECT, later)
    async with o.read() as session:
        for table in ("person", "chat_identity", "desk_identity", "audit"):
            stored = repr((await session.execute(text(f"SELECT * FROM {table}"))).all())
            assert not any(word in stored for word in ("Bo Reyes", "bo@", "U7REYES", "#4711", "Sam of"))
        assert len((await session.scalars(select(Membership))).all()) == 1
        row = await session.get_one(Person, bo.id)
        assert (row.state, row.public_id == known_as) == (PersonState.ERASED, False)


async def test_a_partner_of_the_longest_name_goes_and_frees_it(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        with pytest.raises(Refused, match="at most 120 characters, and this one has 121"):
            await sides.add_partner(session, None, "Ω" * 121, o.now)
        side = await sides.add_partner(session, None, "Ω" * 120, o.now)
        await partners.offboard(session, None, side, o.now, days=1)
        later = o.now + timedelta(days=1)
        assert await partners.erase_due(session, later.date(), later) == [side.id]
        assert len(side.name) == 120 and side.name.endswith(f"{side.id})")
        await sides.add_partner(session, None, "Ω" * 120, later)


async def test_erasing_somebody_leaves_no_trace_of_them_in_the_trail(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        ada = await o.person(session, "Ada", o.care, email="ada@marlowe.example")
        admin = await o.actor(session, ada, (Role.ADMIN, None))
        public_id = ada.public_id
        await sides.add_partner(session, admin, "Brightwater", o.now)
        await grants.grant(session, admin, ada, Role.AUTHOR, None, o.now)
        exported = await erasure.export_person(session, ada)
        assert exported["person"][0]["email"] == "ada@marlowe.example"
        assert exported["teams"][0]["team"] == "Care"
        await erasure.erase_person(session, None, ada, o.now)
        await erasure.erase_person(session, None, ada, o.now)
        trail = repr((await session.execute(text("SELECT actor, object_id FROM audit"))).all())
        assert public_id not in trail
        assert "person:erased" in trail
        assert await session.scalar(select(Grant)) is None


# --- merging ---------------------------------------------------------------------------------------------------------


async def test_two_records_of_one_person_become_one(organisation: Any) -> None:
    o = organisation
    moved: list[tuple[int, int]] = []

    async def move(session: Any, source: int, target: int) -> None:
        moved.append((source, target))

    async with o.write() as session:
        night = Team(side_id=o.internal.id, name="Night")
        session.add(night)
        await session.flush()
        keep = await o.person(session, "Ada", o.care, identity=o.slack("U1"))
        other = await o.person(session, "A. Brook", o.care, identity=o.slack("U2"), email="ada@marlowe.example")
        await roster.enter(session, other, night, o.now, confirmed=True)
        (await session.get_one(Team, o.care.id)).lead_id = other.id
        for person in (keep, other):
            await grants.grant(session, None, person, Role.AUTHOR, None, o.now)
        await grants.grant(session, None, other, Role.URGENT, None, o.now)

        await merging.merge(session, None, keep, other, o.now, [move])

        actor = await directory.actor_of(session, keep.id)
        assert actor.roles == {(Role.AUTHOR, None), (Role.URGENT, None)}
        assert set(actor.team_ids) == {o.care.id, night.id}
        assert actor.led_team_ids == (o.care.id,)
        assert (keep.name, keep.email) == ("Ada", "ada@marlowe.example")
        assert (other.state, other.name, other.email) == (PersonState.ERASED, "", "")
        assert moved == [(other.id, keep.id)]
        assert {row.person_id for row in await session.scalars(select(ChatIdentity))} == {keep.id}
        assert len(await roster.members_of(session, EVERYTHING, o.care.id, o.now)) == 1


async def test_nobody_is_merged_across_the_wall_or_without_the_right(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        ada, bo, ben = [
            await o.person(session, name, team) for name, team in (("Ada", o.care), ("Bo", o.harbor), ("Ben", o.care))
        ]
        agent = await o.actor(session, ben)
        for actor, first, second, says in (
            (None, ada, bo, "different sides"),
            (None, ada, ada, "same person"),
            (agent, ada, ben, "may not change"),
        ):
            with pytest.raises(Refused, match=says):
                await merging.merge(session, actor, first, second, o.now)


# --- search ----------------------------------------------------------------------------------------------------------


async def test_people_are_found_by_name_alias_and_email_within_scope(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        bo = await o.person(session, "Bo Reyes", o.harbor, email="b.reyes@harborline.example")
        session.add(DeskIdentity(person_id=bo.id, system="zendesk", agent_id="1", alias="Sam"))
        await o.person(session, "Émile Bo", o.lumen)
        await o.person(session, "Bo Gone", o.harbor, state=PersonState.LEFT)
        await session.flush()

        async def found(words: str, scope: Scope = EVERYTHING) -> list[str]:
            return [person.name for person in await search.find_people(session, scope, words)]

        assert await found("bo") == ["Bo Reyes", "Émile Bo"]
        assert await found("reyes BO") == ["Bo Reyes"]
        assert await found("Émile") == ["Émile Bo"]
        assert await found("sam") == await found("b.reyes@") == ["Bo Reyes"]
        assert await found("%") == []
        assert await found("bo", Scope(frozenset({o.lumenara.id}))) == ["Émile Bo"]
        assert await found("", Scope(frozenset({o.internal.id}))) == []
