"""A partner's administrators get what applies to them, true to the manifests and to the retention in force."""

import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from adapters.slack.manifest import PERMISSIONS as SLACK_PERMISSIONS
from adapters.teams.manifest import NEVER
from adapters.teams.manifest import PERMISSIONS as TEAMS_PERMISSIONS
from bot.people.access import EVERYTHING
from bot.people.model import HomeLink, Presence, Side, SideKind
from bot.people.refusal import Refused
from bot.proof.approval import Facts, facts_of, write_kit
from bot.proof.approval.facts import Host
from bot.proof.approval.ways import way_of
from bot.settings import Settings
from bot.storage.sessions import Database

TODAY = date(2026, 11, 24)
SETTINGS = Settings(
    slack_bot_token="xoxb-1",  # type: ignore[arg-type]
    slack_signing_secret="signing",  # type: ignore[arg-type]
    teams_app_id="6f0d9a1e-3f64-4b0e-9d58-2a1f2f7c0b11",
    instep_base_url="https://instep.marlowe.example",
)


def facts(*presences: Presence, partner: str = "Harborline", settings: Settings = SETTINGS) -> Facts:
    return Facts(
        partner=partner,
        publisher="Marlowe & Finch",
        contact="ada@marlowe.example",
        on=TODAY,
        address="instep.marlowe.example",
        ways=tuple(way_of(each, settings) for each in presences),
        stored=(),
        hosts=(Host("slack.com", "Slack's Web API"),),
    )


async def partner(database: Database, name: str, *links: tuple[str, str, Presence]) -> None:
    async with database.write() as session:
        side = Side(name=name, kind=SideKind.PARTNER, created_at=datetime(2026, 1, 1, tzinfo=UTC))
        session.add(side)
        await session.flush()
        for platform, home, presence in links:
            session.add(HomeLink(platform=platform, home=home, side_id=side.id, presence=presence))


async def test_only_what_applies_to_this_partner_is_on_the_page(database: Database, tmp_path: Path) -> None:
    await partner(database, "Harborline", ("slack", "T0HARBOR", Presence.SLACK_CONNECT))
    await partner(database, "Lumenara", ("teams", "lumen", Presence.OWN_TENANT))
    async with database.read() as session:
        told = await facts_of(session, EVERYTHING, SETTINGS, "harborline", TODAY, publisher="Marlowe & Finch")
    written = {path.name for path in write_kit(told, SETTINGS, tmp_path)}
    assert written == {"index.html", "privacy.md", "privacy.html", "terms.md", "terms.html"}
    page = (tmp_path / "index.html").read_text()
    assert "Slack Connect" in page and "Teams admin center" not in page and "smba" not in page
    assert "Lumenara" not in page


async def test_a_tenant_of_its_own_gets_the_package_to_upload(database: Database, tmp_path: Path) -> None:
    await partner(database, "Lumenara", ("teams", "lumen", Presence.OWN_TENANT))
    async with database.read() as session:
        told = await facts_of(session, EVERYTHING, SETTINGS, "Lumenara", TODAY, publisher="Marlowe & Finch")
    write_kit(told, SETTINGS, tmp_path)
    with zipfile.ZipFile(tmp_path / "instep-teams.zip") as package:
        assert "manifest.json" in package.namelist()
    page = (tmp_path / "index.html").read_text()
    assert "smba.trafficmanager.net" in page and "login.microsoftonline.com" in page and "slack.com" not in page
    for kept in ("90 days", "25 hours", "400 days", "2 years", "30 days"):
        assert kept in page


async def test_a_partner_whose_presence_nobody_stated_is_asked_about(database: Database) -> None:
    await partner(database, "Harborline")
    async with database.read() as session:
        with pytest.raises(Refused, match="--presence"):
            await facts_of(session, EVERYTHING, SETTINGS, "Harborline", TODAY)
        told = await facts_of(
            session, EVERYTHING, SETTINGS, "Harborline", TODAY, presences=[Presence.OWN_TENANT, Presence.GUESTS]
        )
        assert {way.presence for way in told.ways} == {Presence.OWN_TENANT, Presence.GUESTS}
        with pytest.raises(Refused, match="no partner"):
            await facts_of(session, EVERYTHING, SETTINGS, "Nobody", TODAY)


@pytest.mark.parametrize("presence", Presence)
def test_every_permission_stands_there_with_its_reason(presence: Presence, tmp_path: Path) -> None:
    write_kit(facts(presence), SETTINGS, tmp_path)
    page = (tmp_path / "index.html").read_text()
    way = way_of(presence, SETTINGS)
    asked = [(each.scope, each.why) for each in SLACK_PERMISSIONS]
    if way.platform == "teams":
        asked = [(each.name, each.why) for each in TEAMS_PERMISSIONS]
        assert all(never in page for never in NEVER)
    for name, why in asked:
        assert name in page and why.replace("'", "&#39;") in page
    assert all(step.replace("'", "&#39;") in page for step in (*way.steps, *way.removal))
    assert way.package in ("", *(path.name for path in tmp_path.iterdir()))


@pytest.mark.parametrize("presence", [Presence.OWN_WORKSPACE, Presence.OWN_TENANT])
def test_reading_replies_stands_there_only_where_it_is_asked_for(presence: Presence, tmp_path: Path) -> None:
    for reading in (False, True):
        asked = replace(facts(presence), reading=reading, ways=(way_of(presence, SETTINGS, reading),))
        write_kit(asked, SETTINGS, tmp_path / str(reading))
        page = (tmp_path / str(reading) / "index.html").read_text()
        privacy = (tmp_path / str(reading) / "privacy.md").read_text()
        assert ("one optional permission" in page) is reading
        assert ("Instep reads only what is addressed to it" in page) is not reading
        assert ("looks for questions in the threads of updates" in privacy) is reading
        assert ("keeps and logs nothing of it" in page) is reading
        if presence is Presence.OWN_TENANT:
            with zipfile.ZipFile(tmp_path / str(reading) / "instep-teams.zip") as package:
                assert ("ChannelMessage.Read.Group" in package.read("manifest.json").decode()) is reading
        else:
            assert ("message.groups" in (tmp_path / str(reading) / "slack-manifest.yaml").read_text()) is reading


def test_the_page_fetches_nothing_and_a_name_is_only_a_name(tmp_path: Path) -> None:
    write_kit(facts(Presence.SLACK_CONNECT, partner="<script>alert(1)</script>"), SETTINGS, tmp_path)
    for page in tmp_path.glob("*.html"):
        text = page.read_text()
        assert "<script" not in text and "src=" not in text and "default-src 'none'" in text


def test_nothing_is_written_if_a_package_lacks_a_setting(tmp_path: Path) -> None:
    for presence, settings, missing in (
        (Presence.OWN_TENANT, Settings(instep_base_url="https://instep.marlowe.example"), "set TEAMS_APP_ID"),
        (Presence.OWN_WORKSPACE, Settings(), "set INSTEP_BASE_URL"),
    ):
        with pytest.raises(Refused, match=missing):
            write_kit(facts(presence), settings, tmp_path / "kit")
    assert not (tmp_path / "kit").exists()


def test_the_operator_hears_what_is_left_to_do() -> None:
    assert any("instep doctor --tenant" in each for each in facts(Presence.OWN_TENANT).left_to_do)
    assert not any("tenant" in each for each in facts(Presence.SLACK_CONNECT).left_to_do)


def test_a_workspace_installs_by_a_link_where_there_is_one() -> None:
    by_link = SETTINGS.model_copy(update={"slack_client_id": "id"})
    assert not way_of(Presence.OWN_WORKSPACE, by_link).package
    assert "https://instep.marlowe.example/slack/install" in way_of(Presence.OWN_WORKSPACE, by_link).steps[0]
    assert way_of(Presence.OWN_WORKSPACE, SETTINGS).package == "slack-manifest.yaml"
