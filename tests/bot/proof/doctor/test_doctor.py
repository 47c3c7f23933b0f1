"""The doctor finds what is wrong, says what to do, and sends nothing unless it is told to."""

import asyncio
import io
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from adapters.slack.standin import SlackStandin
from adapters.teams.standin import TeamsStandin
from adapters.teams.standin.faults import refused
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.store.question_offers import keep_offer
from bot.clock import SystemClock
from bot.delivery.condition import LaneCondition, LanePause
from bot.delivery.tables import Lane
from bot.due.tables import Rhythm
from bot.people.channels import keep_facts
from bot.people.model import Audience, ChannelTeam, Person, PersonState, Side, SideKind, Team
from bot.ports import Cause, ChannelFacts, Finding, Installation, NotAllowed, Unreachable, Verdict
from bot.proof.doctor import Examination, examine, show
from bot.proof.doctor.clock import judge as judge_clock
from bot.proof.doctor.names import examine_names
from bot.proof.doctor.process import examine_settings
from bot.proof.doctor.sending import judge as judge_lane
from bot.proof.doctor.tenant import explained
from bot.settings import Settings
from bot.storage.installations import InstallationStore
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database

KEY = "a-key-for-tests-that-is-long-enough-to-pass"
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


@dataclass
class Clinic:
    """Both stand-ins with Instep installed, a database, and the settings that lead to them."""

    slack: SlackStandin
    teams: TeamsStandin
    settings: Settings
    database: Database
    workspace: str
    tenant: str
    care: str

    async def examine(self, **options: object) -> Examination:
        return await examine(self.settings, SystemClock(), **options)  # type: ignore[arg-type]

    async def link(self, **facts: object) -> None:
        """Links a team to the Slack channel, of which these facts are known."""
        known = ChannelFacts(**{**vars(self._care()), **facts})  # type: ignore[arg-type]
        async with self.database.write() as session:
            channel = await keep_facts(session, "slack", known, NOW)
            side = Side(name="Internal", kind=SideKind.INTERNAL, created_at=NOW)
            session.add(side)
            await session.flush()
            team = Team(side_id=side.id, name="Care")
            session.add(team)
            await session.flush()
            session.add(ChannelTeam(channel_id=channel.id, team_id=team.id))

    def _care(self) -> ChannelFacts:
        key = f"{self.slack.world.app.id}/-/{self.workspace}"
        return ChannelFacts(key, self.care, "care", bot_is_member=True, can_post=True)


@asynccontextmanager
async def opened(database_url: str) -> AsyncIterator[Clinic]:
    async with SlackStandin() as slack, TeamsStandin() as teams, Database(database_url, Keyring([KEY])) as database:
        workspace = slack.world.add_workspace("Marlowe & Finch")
        installed = slack.world.install_app(workspace)
        tenant = teams.world.add_tenant("Lumenara")
        app = teams.world.add_registration(tenant.id, "http://127.0.0.1:9/api/messages")
        team = teams.world.add_team(tenant.id, "Care")
        teams.world.add_channel(team.id, "refunds")
        teams.world.add_app(app.app_id, team.id)
        settings = Settings(
            instep_mode="development",  # type: ignore[arg-type]
            slack_bot_token=installed["token"],
            slack_signing_secret="signing",  # type: ignore[arg-type]
            slack_api_url=slack.api_url,
            teams_app_id=app.app_id,
            teams_app_password=app.password,  # type: ignore[arg-type]
            teams_tenant_id=tenant.id,
            teams_login_url=teams.login_url,
            instep_secret_key=KEY,  # type: ignore[arg-type]
            instep_admins=("ada@marlowe.example",),
            database_url=database_url,  # type: ignore[arg-type]
        )
        data = {"service_url": teams.service_url, "teams": {team.id: "Care"}}
        key = f"{app.app_id}/{tenant.id}"
        await InstallationStore(database).save(Installation("teams", key, app.app_id, tenant.id, "Lumenara", data=data))
        care = slack.world.add_channel(workspace, "care")
        yield Clinic(slack, teams, settings, database, workspace, tenant.id, care)


@pytest.fixture
async def clinic(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Clinic]:
    """On SQLite, where an examination has most to look at."""
    shutil.copy(sqlite_template, tmp_path / "instep.db")
    async with opened(f"sqlite:///{tmp_path / 'instep.db'}") as clinic:
        yield clinic


@pytest.fixture
async def either_clinic(database_url: str) -> AsyncIterator[Clinic]:
    """On each engine in turn."""
    async with opened(database_url) as clinic:
        yield clinic


def found(examination: Examination, title: str) -> dict[str, Finding]:
    (group,) = (group for group in examination.groups if group.title == title)
    return {finding.about: finding for finding in group.findings}


def failed(examination: Examination) -> list[str]:
    return [
        finding.says for group in examination.groups for finding in group.findings if finding.verdict is Verdict.FAILED
    ]


async def test_a_sound_installation_passes_and_nothing_was_sent(either_clinic: Clinic) -> None:
    clinic = either_clinic
    await clinic.link()
    examination = await clinic.examine(live=True)
    assert failed(examination) == [] and examination.well
    assert [group.title for group in examination.groups] == [
        "Settings",
        "Database",
        "Clock",
        "Secrets",
        "Lanes",
        "Rhythms",
        "Installations",
        "Channels",
        "Replies",
    ]
    assert found(examination, "Channels")["Channels"].says == "1 of 1 linked channels can be reached."
    told = found(examination, "Replies")["Slack, replies under updates"]
    assert told.verdict is Verdict.OK and "`instep manifest slack --reading`" in told.says
    assert not clinic.slack.ledger.entries and not clinic.teams.ledger.posts()


async def test_replies_that_arrive_are_told_by_what_was_last_offered(clinic: Clinic) -> None:
    async with clinic.database.write() as session:
        side = Side(name="Internal", kind=SideKind.INTERNAL, created_at=NOW)
        audience = Audience(name="Nights", everyone=False)
        session.add_all([side, audience])
        await session.flush()
        ada = Person(side_id=side.id, name="Ada", state=PersonState.ACTIVE, created_at=NOW)
        session.add(ada)
        await session.flush()
        known = Update(
            public_id="known", author_id=ada.id, owner_id=ada.id, audience_id=audience.id, locale="en", saved_at=NOW
        )
        session.add(known)
        await session.flush()
        assert await keep_offer(session, known.id, ada.id, "slack", NOW)
    told = found(await clinic.examine(), "Replies")
    assert told["Slack, replies under updates"].says.endswith("last offered to be asked on 24 November 2026.")
    assert "No reply" in told["Microsoft Teams, replies under updates"].says


async def test_the_finding_of_a_revoked_token_comes_with_its_remedy(clinic: Clinic) -> None:
    await clinic.examine()
    clinic.slack.world.set_token_active(clinic.workspace, False)
    examination = await clinic.examine()
    (finding,) = (one for name, one in found(examination, "Installations").items() if name.startswith("Slack"))
    assert finding.verdict is Verdict.FAILED and "Install Instep again" in finding.remedy
    assert not examination.well


async def test_a_token_that_was_never_accepted_is_no_missing_installation(clinic: Clinic) -> None:
    clinic.slack.world.set_token_active(clinic.workspace, False)
    finding = found(await clinic.examine(), "Installations")["Slack"]
    assert finding.verdict is Verdict.FAILED and "SLACK_BOT_TOKEN" in finding.says


@pytest.mark.parametrize(
    ("known", "says"),
    [
        ({"archived": True}, "#care is archived."),
        ({"bot_is_member": False}, "Instep is not in #care."),
        ({"shared": True, "homes": ("T0HARBOR",)}, "#care is shared with another company"),
    ],
)
async def test_what_is_known_of_a_channel_is_enough_to_warn(
    clinic: Clinic, known: dict[str, object], says: str
) -> None:
    await clinic.examine()
    await clinic.link(**known)
    assert found(await clinic.examine(), "Channels")["#care (Slack)"].says.startswith(says)


async def test_a_look_at_the_platform_finds_what_no_event_told(clinic: Clinic) -> None:
    await clinic.examine()
    await clinic.link()
    clinic.slack.world.set_channel(clinic.care, archived=True)
    assert (await clinic.examine()).well
    assert failed(await clinic.examine(live=True)) == ["#care is archived."]


async def test_secrets_sealed_with_a_lost_key_are_found(clinic: Clinic) -> None:
    await clinic.examine()
    other = clinic.settings.model_copy(update={"instep_secret_key": None})
    examination = await examine(other, SystemClock())
    assert any("cannot be opened" in says for says in failed(examination))
    assert found(examination, "Installations")["Installations"].verdict is Verdict.WARNING


async def test_an_older_database_is_said_to_need_the_upgrade(empty_database_url: str) -> None:
    settings = Settings(instep_mode="development", database_url=empty_database_url)  # type: ignore[arg-type]
    examination = await examine(settings, SystemClock())
    (finding,) = (one for one in examination.groups[-1].findings)
    assert finding.verdict is Verdict.FAILED and "instep db upgrade" in finding.remedy


def test_where_there_is_no_database_yet_it_is_said_and_none_is_made(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'new.db'}")  # type: ignore[arg-type]
    (finding,) = asyncio.run(examine(settings, SystemClock())).groups[-1].findings
    assert finding.verdict is Verdict.FAILED
    assert finding.says == f"There is no database yet: {tmp_path / 'new.db'} does not exist."
    assert "instep db upgrade" in finding.remedy
    assert list(tmp_path.iterdir()) == []


async def test_a_database_out_of_reach_ends_the_examination() -> None:
    settings = Settings(database_url="sqlite:////nowhere/at/all.db")  # type: ignore[arg-type]
    assert [group.title for group in (await examine(settings, SystemClock())).groups] == ["Settings", "Database"]


async def test_a_test_message_is_posted_edited_and_deleted_again(clinic: Clinic) -> None:
    there = found(await clinic.examine(tenant=clinic.tenant), f"Tenant {clinic.tenant}")
    assert [finding.verdict for finding in there.values()] == [Verdict.OK] * 3, there
    assert [entry.operation for entry in clinic.teams.ledger.entries] == ["post", "update", "delete"]


@pytest.mark.parametrize(
    ("status", "code", "remedy"),
    [
        (403, "BotNotInConversationRoster", "shared or private channels"),
        (403, "", "allow other organisations"),
        (403, "BotDisabledByAdmin", "Teams admin"),
        (403, "InvalidBotApiHost", "TEAMS_SERVICE_HOSTS"),
    ],
)
async def test_a_refusal_by_the_tenant_is_explained(clinic: Clinic, status: int, code: str, remedy: str) -> None:
    clinic.teams.faults.add(refused(status, code))
    (finding,) = found(await clinic.examine(tenant=clinic.tenant), f"Tenant {clinic.tenant}").values()
    assert finding.verdict is Verdict.FAILED and remedy in finding.remedy
    assert not clinic.teams.ledger.posts()


async def test_a_tenant_that_nothing_came_from_is_told_how_to_begin(clinic: Clinic) -> None:
    examination = await clinic.examine(tenant="00000000-0000-0000-0000-000000000000")
    (finding,) = examination.groups[-1].findings
    assert finding.verdict is Verdict.FAILED and "instep manifest teams" in finding.remedy


def test_a_token_that_a_foreign_tenant_refuses_points_to_the_registration() -> None:
    finding = explained("Posting", NotAllowed(Cause.TOKEN_REVOKED, "401 Unauthorized"))
    assert "(HTTP 401)" in finding.says and "signInAudience" in finding.remedy


def test_an_unforeseen_refusal_is_told_in_its_own_words() -> None:
    finding = explained("Posting", Unreachable(Cause.CHANNEL_MISSING, "404"))
    assert "no longer exists" in finding.says


def test_each_problem_of_the_settings_is_a_finding_with_its_remedy() -> None:
    findings = list(examine_settings(Settings(slack_client_id="id", instep_base_url="http://127.0.0.1:8080")))
    assert [one.says for one in findings if one.verdict is Verdict.FAILED] == [
        "Slack is on, but SLACK_SIGNING_SECRET (for HTTP) or SLACK_APP_TOKEN (for Socket Mode) is missing.",
        "SLACK_CLIENT_ID is set, but SLACK_CLIENT_SECRET is missing.",
        "INSTEP_SECRET_KEY is missing.",
        "Nobody but this machine can reach http://127.0.0.1:8080.",
    ]


@pytest.mark.parametrize("registered", [True, False])
def test_teams_is_said_to_be_unauthenticated_only_where_it_is(registered: bool) -> None:
    teams = {"teams_app_id": "app", "teams_app_password": "word", "teams_tenant_id": "home"} if registered else {}
    settings = Settings(instep_mode="development", **teams)
    (mode,) = [one for one in examine_settings(settings) if one.about == "Mode"]
    assert mode.says == settings.danger
    assert ("Teams activities are not authenticated" in mode.says) is not registered
    assert "nothing here is protected" in mode.says


@pytest.mark.parametrize(
    ("seconds", "verdict", "word"),
    [(1, Verdict.OK, "agree"), (-5, Verdict.WARNING, "5 s behind Slack"), (90, Verdict.FAILED, "90 s ahead of Slack")],
)
def test_a_clock_that_goes_wrong_is_noticed(seconds: int, verdict: Verdict, word: str) -> None:
    finding = judge_clock("Slack", NOW, NOW + timedelta(seconds=seconds))
    assert finding.verdict is verdict and word in finding.says


def lane(**facts: object) -> LaneCondition:
    usual: dict[str, object] = {
        "platform": "slack",
        "installation": "A1/-/T1",
        "name": "Marlowe & Finch",
        "owner": "host-1",
        "owned": True,
        "lease_until": NOW,
        "epoch": 3,
        "halted": "",
        "open_work": 0,
        "waiting_since": None,
        "pauses": (),
    }
    return LaneCondition(**{**usual, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "verdict", "word"),
    [
        ({}, Verdict.OK, "Nothing waits (host-1 sends)."),
        ({"open_work": 1, "waiting_since": NOW}, Verdict.OK, "1 delivery waits"),
        ({"halted": "token_revoked", "open_work": 2}, Verdict.FAILED, "2 deliveries wait"),
        ({"open_work": 2, "owned": False, "waiting_since": NOW}, Verdict.WARNING, "no process is sending"),
        (
            {"open_work": 2, "owned": False, "waiting_since": NOW - timedelta(minutes=9)},
            Verdict.FAILED,
            "the oldest for 9 min",
        ),
        ({"pauses": (LanePause("lane", "", NOW),), "open_work": 5}, Verdict.WARNING, "until 14:00:00 UTC"),
        ({"open_work": 5, "waiting_since": NOW - timedelta(minutes=9)}, Verdict.WARNING, "the oldest for 9 min"),
    ],
)
def test_a_lane_that_stands_still_is_noticed(facts: dict[str, object], verdict: Verdict, word: str) -> None:
    finding = judge_lane(lane(**facts), NOW)
    assert finding.verdict is verdict and word in finding.says, finding


async def test_lanes_are_read_as_they_are(either_clinic: Clinic) -> None:
    clinic = either_clinic
    async with clinic.database.write() as session:
        session.add(Lane(platform="slack", installation_key="A1/-/T1", halted="app_removed"))
    examination = await clinic.examine()
    assert found(examination, "Lanes")["Slack, A1/-/T1"].verdict is Verdict.FAILED


async def test_what_recurs_and_stands_still_is_found(clinic: Clinic) -> None:
    assert found(await clinic.examine(), "Rhythms")["Rhythms"].verdict is Verdict.OK
    async with clinic.database.write() as session:
        rule = {"rule": "FREQ=DAILY", "starts": date(2026, 11, 24), "at": time(10)}
        known = {"kind": "shoutouts.digest", "since": datetime(2026, 11, 24, tzinfo=UTC), **rule}
        session.add(Rhythm(zone="Mars/North", trouble="“Mars/North” is not a time zone.", **known))
    finding = found(await clinic.examine(), "Rhythms")["Rhythm shoutouts.digest"]
    assert finding.verdict is Verdict.FAILED
    assert finding.says.endswith("worked out: “Mars/North” is not a time zone.")


async def test_the_report_has_a_sign_and_a_remedy_for_each(clinic: Clinic) -> None:
    examination = await clinic.examine()
    console = Console(width=100, record=True, file=io.StringIO())
    show(examination, console)
    text = console.export_text()
    assert "✓ Tables" in text and "! Mode" in text and "→ Set INSTEP_MODE=production" in text
    written = json.loads(examination.as_json())
    assert written["well"] is True and written["groups"][0]["title"] == "Settings"


def test_a_misspelled_setting_is_found_in_the_file_and_in_the_environment(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# INSTEP_OLD=1\nSLACK_SIGNIN_SECRET=x\nOTHER=1\nINSTEP_PORT=1\n")
    found = list(examine_names(Settings(), {"INSTEP_FLY": "", "SLACK_THEIRS": ""}, tmp_path / ".env"))
    assert [finding.says.partition(" in ")[0] for finding in found] == ["INSTEP_FLY", "SLACK_SIGNIN_SECRET"]
    assert found[1].remedy == "Did you mean SLACK_SIGNING_SECRET?"


def test_a_renamed_command_that_is_not_there_is_found(tmp_path: Path) -> None:
    settings = Settings(instep_command_names=("update=news", "updat=news-2", "instep=in-step"))
    (found,) = examine_names(settings, {}, tmp_path / ".env")
    assert "“updat”" in found.says
