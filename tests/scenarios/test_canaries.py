"""Secrets and message texts of every kind, through a bot in which everything fails, at debug level: none comes out."""

import asyncio
import re
import sys
import time
from collections.abc import AsyncIterator, Iterator
from itertools import product
from random import Random
from typing import Any

import aiohttp
import pytest

from adapters.slack.standin import RemoteSlack, SlackStandin
from adapters.teams.standin import Fault, TeamsStandin
from adapters.teams.standin.records import Registration
from adapters.teams.standin.remote import RemoteTeams
from adapters.teams.standin.tokens import Keys, Tokens
from bot.proof.chaos.requests import Forgery, SlackForger, TeamsForger, knock
from bot.proof.processes import Process, own_environment
from bot.proof.stage import Stage
from tests.contract.house import CARE, DESK, NEWS, House, organisation, seen
from tests.databases import PostgresqlServer

PASSWORD = "PA55-of-the-database-CANARY"
TEXT = "W0RDS-that-only-readers-may-see"
"""In everything that anybody types."""

LOOKED_FOR = 6
"""Characters from which on something is a secret and no word."""


class Remembering(Tokens):
    """Keeps every token that it hands out or signs a message with."""

    def __init__(self) -> None:
        super().__init__()
        self.handed_out: set[str] = set()

    def issue(self, app: Registration, tenant: str) -> dict[str, Any]:
        answer = super().issue(app, tenant)
        self.handed_out.add(answer["access_token"])
        return answer

    def inbound(self, app_id: str, service_url: str, **changes: Any) -> str:
        token = super().inbound(app_id, service_url, **changes)
        self.handed_out.add(token)
        return token


class Watched(House):
    """The stand-ins in this process, where all that they hand out can be seen, and the real bot in another."""

    tokens: Remembering

    async def start_standins(self) -> None:
        self.tokens = Remembering()
        self.slack_here = await self._stack.enter_async_context(SlackStandin(pace_enforced=False))
        self.teams_here = await self._stack.enter_async_context(TeamsStandin(tokens=self.tokens))
        self.teams_here.pace.enabled = False
        self.slack = await self._stack.enter_async_context(RemoteSlack(self.slack_here.origin))
        self.teams = await self._stack.enter_async_context(RemoteTeams(self.teams_here.url))

    async def start_bot(self) -> None:
        await Stage.start_bot(self)

    async def _settings(self) -> dict[str, str]:
        app = self.slack_here.world.app
        more = {
            "SLACK_CLIENT_ID": app.client_id,
            "SLACK_CLIENT_SECRET": app.client_secret,
            "INSTEP_BASE_URL": self.base_url,
            "INSTEP_LOG_LEVEL": "debug",
            "INSTEP_HTTP_TIMEOUT_SECONDS": "1",
        }
        return {**await super()._settings(), **more}

    async def environment(self, **more: str) -> dict[str, str]:
        return own_environment() | await self._settings() | more

    async def command(self, *words: str, **more: str) -> str:
        """What a short command writes, beside the running bot."""
        environment = await self.environment(**more)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.cli", *words),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=environment,
            cwd=self.folder,
        )
        written, _ = await process.communicate()
        return written.decode()

    def secrets(self) -> dict[str, str]:
        """Every secret that there is, by what it is."""
        app, sent = self.slack_here.world.app, self.slack_here.courier.sent
        found = {
            "signing secret": app.signing_secret,
            "client secret": app.client_secret,
            "app token": app.app_token,
            "INSTEP_SECRET_KEY": self._key,
            "database password": PASSWORD,
            "Teams password": self.world_password,
        }
        found |= {f"bot token of {home}": one.token for home, one in self.slack_here.world.installations.items()}
        found |= {f"Bot JWT {number}": token for number, token in enumerate(self.tokens.handed_out)}
        urls = {str(one.payload.get("response_url") or "") for one in sent}
        found |= {f"response_url {number}": url.rpartition("/")[2] for number, url in enumerate(urls)}
        return {name: value for name, value in found.items() if len(value) >= LOOKED_FOR}

    @property
    def world_password(self) -> str:
        return self.teams_here.world.registrations[self.world.teams_app].password


@pytest.fixture
async def house(postgresql_server: PostgresqlServer, postgresql_template: str) -> AsyncIterator[Watched]:
    """On PostgreSQL, which has a password and tells much in its errors."""
    name = postgresql_server.copied_database(postgresql_template)
    url = postgresql_server.url(name).replace("instep@", f"instep:{PASSWORD}@")
    assert PASSWORD in url
    async with Watched(organisation(), database_url=url) as watched:
        await watched.prepare()
        yield watched


async def test_nothing_secret_and_no_message_comes_out_of_a_bot_in_which_everything_fails(
    house: Watched, postgresql_server: PostgresqlServer
) -> None:
    outputs: dict[str, str] = {}
    outputs["forged requests"] = await forge(house)
    await publish(house, "All is well")
    await thank(house, "All is well")
    await add_and_report(house, "tala")
    await platforms_fail(house)
    oauth = await install_and_fail(house)
    outputs["OAuth pages"] = oauth.pop("pages")
    await the_database_refuses(house)
    for page in ("/metrics", "/readyz", "/healthz", "/nowhere"):
        async with house._http.get(f"{house.base_url}{page}") as response:
            outputs[page] = await response.text()
    outputs["doctor"] = await house.command("doctor", "--live")
    outputs["settings"] = await house.command("settings", "list")
    for kind in ("people", "channels"):
        outputs[f"{kind} export"] = await house.command(kind, "export")
    await house.stop_bot()
    outputs |= await never_starts(house)
    outputs["log"] = house.bot_log.read_text()

    for what in ("request_failed", "Traceback", "slack_request_refused", "teams_request_refused"):
        assert what in outputs["log"], f"“{what}” did not happen, so this proves nothing"
    # Tokens of one second are the same.
    assert len(house.tokens.handed_out) > 2
    stored = await all_rows(house)
    for name, secret in (house.secrets() | oauth).items():
        shown = re.compile(re.escape(secret))
        where = [place for place, text in (outputs | stored).items() if shown.search(text)]
        assert not where, f"{name} is shown in {where}: {excerpt(shown, (outputs | stored)[where[0]])}"
    told = re.compile(TEXT)
    outside = [place for place, text in outputs.items() if told.search(text)]
    assert not outside, f"what people wrote is shown in {outside}: {excerpt(told, outputs[outside[0]])}"
    receipts = [table for table in stored if table not in HOLDS_TEXTS and told.search(stored[table])]
    assert not receipts, f"what people wrote is stored in {receipts}"


HOLDS_TEXTS = (
    *("content", "product_update", "update_text", "stale"),
    *("shoutout", "shoutout_note", "shoutout_objection"),
)
"""Where messages are kept on purpose."""


def excerpt(shown: re.Pattern[str], text: str) -> str:
    found = shown.search(text)
    assert found
    return text[max(0, found.start() - 300) : found.end() + 100]


# --- what goes wrong --------------------------------------------------------------------------------------------------


async def forge(house: Watched) -> str:
    """Refused and garbled requests, each with a text in it; gives all that was answered."""
    await house.slack_here.happenings.direct_message(house.slack_user("nora"), f"update {TEXT}")
    await house.mention_on_teams("yasmin", DESK, f"got it {TEXT}")
    dice, now = Random(20261124), int(time.time())
    slack = SlackForger(dice, house.slack_here.world.app.signing_secret)
    evil = "http://127.0.0.1:9/"
    url = house.teams_here.service_url
    teams = TeamsForger(dice, house.tokens, house.world.teams_app, url, evil, Keys("channel-9"))
    (*_, sent), (*_, turn) = house.slack_here.courier.sent, house.teams_here.courier.turns

    def forged() -> Iterator[tuple[str, Forgery]]:
        for _ in range(40):
            yield "/slack/events", slack.forge(sent.headers, sent.body, now)
            yield "/slack/events", slack.garble(sent.headers, sent.body, now)
            yield "/api/messages", teams.forge(turn.activity, now)
            yield "/api/messages", teams.garble(turn.activity)

    # Without what the parser of HTTP tells a forger of their own request.
    return "\n".join([(await knock(f"{house.base_url}{path}", one)).text for path, one in forged() if not one.framed])


async def publish(house: Watched, title: str) -> None:
    await house.hands.type_command("nora", NEWS, "/update", TEXT)
    values = {"Title": f"{title} {TEXT}", "What changed": f"{TEXT}.", "Audience": "All hands"}
    await house.hands.submit("nora", values)
    await house.hands.submit("nora", {})


async def thank(house: Watched, words: str) -> None:
    """A shoutout, as far as its giver comes with it."""
    slack, nora = house.slack_here, house.slack_user("nora")
    house.put_away("nora")
    await slack.people.command(nora, house.world.channel(NEWS), "/shoutout")
    if house.modal("nora"):
        await slack.people.suggest(nora, "Who", "Jomar")
        told = {"What they did": f"{words} {TEXT}, and stayed for the whole of it", "The customer's own words": TEXT}
        await slack.people.submit(nora, {"Who": ["Jomar Bituin · Lumenara day"], **told})
        if (house.modal("nora") or {}).get("submit"):
            await slack.people.submit(nora)


async def add_and_report(house: Watched, who: str) -> None:
    """A note under the newest shoutout, and a report of it."""
    people, user, where = house.slack_here.people, house.slack_user(who), house.world.channel(CARE)

    async def thanked() -> bool:
        return any("Cheer" in str(one.blocks) for one in house.slack_here.messages(where))

    await seen(thanked, "the shoutout")
    await people.press(user, "Add to the story", where)
    await people.submit(user, {"What you saw of it": f"{TEXT} as well"})
    house.put_away(who)
    await people.press(user, "More", where)
    if "Report it" in str(house.modal(who)):
        await people.press(user, "Report it", surface="modal")
        await people.submit(user, {"What is wrong with it": f"{TEXT} is too much"})


async def platforms_fail(house: Watched) -> None:
    """Each way in which a platform can fail, while an update goes out, is noted and asked for."""
    slack, teams = house.slack_here, house.teams_here
    nora, where = house.slack_user("nora"), house.world.channel(NEWS)
    for kind, how in (
        ("status", {"status": 500}),
        ("error", {"error": "internal_error"}),
        ("drop", {}),
        ("rate_limited", {}),
        ("error", {"error": "invalid_auth", "method": "views.open"}),
        ("status", {"status": 500, "method": "response_url", "times": 3}),
        ("drop", {"method": "users.info", "times": 3}),
    ):
        slack.add_fault(kind, **how)
    for operation, how in product(("post", "members"), ({"status": 502}, {"drop": True}, {"status": 403})):
        teams.faults.add(Fault(operation, **how))
    await slack.people.command(nora, where, "/update", TEXT)
    await publish(house, "Nothing goes well")
    await thank(house, "Nothing goes well")
    cards = [one for one in slack.messages(house.world.channel(CARE)) if "Got it" in str(one.blocks)]
    for one in cards:
        await slack.people.press(house.slack_user("jomar"), "Got it", house.world.channel(CARE), one.ts)
    teams.tokens.revoke(house.world.teams_app)
    for status in (500, 401, 400):
        teams.faults.add(Fault("token", status=status))
    await teams.people.mention(house.teams_user("omar"), house.world.channel(DESK), f"got it {TEXT}")
    await publish(house, "Tokens are refused")
    await slack.happenings.mention(house.slack_user("ligaya"), house.world.channel(CARE), f"people {TEXT}")


async def install_and_fail(house: Watched) -> dict[str, str]:
    """OAuth that is forged, refused, broken and done; gives codes and states, and the pages that were shown."""
    slack, pages, secrets = house.slack_here, [], {}
    nix = slack.world.add_user(slack.world.add_workspace("Umbra Desk"), "Nix Penumbra")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
        for number, fault in enumerate(
            (("error", {"error": "invalid_code"}), ("status", {"status": 500}), ("drop", {}), None)
        ):
            async with browser.get(f"{house.base_url}/slack/install", allow_redirects=False) as asked:
                cookie = asked.headers["Set-Cookie"].partition(";")[0]
                address = slack.people.authorize(nix, asked.headers["Location"])
            code, state = re.search(r"code=([^&]+)&state=(.+)", address).groups()  # type: ignore[union-attr]
            secrets |= {f"OAuth code {number}": code, f"OAuth state {number}": state}
            if fault:
                slack.add_fault(fault[0], method="oauth.v2.access", **fault[1])
            for headers in ({}, {"Cookie": "slack-app-oauth-state=forged"}, {"Cookie": cookie}, {"Cookie": cookie}):
                async with browser.get(address, headers=headers) as shown:
                    pages.append(f"{shown.status} {await shown.text()}")
    assert any(page.startswith("200") for page in pages), pages
    return {"pages": "\n".join(pages), **secrets}


async def the_database_refuses(house: Watched) -> None:
    """A rule that no text fulfils: PostgreSQL names the whole row when it refuses it."""
    async with house.database() as database, database.write() as session:
        connection = await session.connection()
        for table, column in (("update_text", "title"), ("shoutout", "story"), ("shoutout_note", "text")):
            await connection.exec_driver_sql(f"ALTER TABLE {table} ADD CHECK (length({column}) < 0) NOT VALID")
    slack, nora = house.slack_here, house.slack_user("nora")
    await house.hands.type_command("nora", NEWS, "/update", TEXT)
    values = {"Title": f"Refused {TEXT}", "What changed": f"{TEXT}.", "Audience": "All hands"}
    await slack.people.submit(nora, values)
    await thank(house, "Refused")
    await add_and_report(house, "ligaya")

    async def logged() -> bool:
        return house.bot_log.read_text().count("request_failed") >= 3

    await seen(logged, "the failed requests in the log")


async def never_starts(house: Watched) -> dict[str, str]:
    """What is written by bots and commands that cannot begin."""
    host = "127.0.0.1:9"
    wrong = {
        "no such host": f"postgresql://instep:{PASSWORD}@{host}/instep",
        "no such kind": f"mysql://instep:{PASSWORD}@{host}/instep",
        "no address": f"postgresql:/instep:{PASSWORD}@{host}:port/instep",
    }
    found = {}
    for name, url in wrong.items():
        log = house.folder / f"{name}.log"
        process = Process(["-m", "bot.cli", "run"], log=log, environment=await house.environment(DATABASE_URL=url))
        async with process:
            assert await process.wait() != 0, name
        found[name] = log.read_text()
    found["doctor without a database"] = await house.command("doctor", DATABASE_URL=wrong["no such host"])
    log = house.folder / "token.log"
    environment = await house.environment(SLACK_BOT_TOKEN="xoxb-000000000000-CANARY", SLACK_APP_TOKEN="")
    async with Process(["-m", "bot.cli", "run"], log=log, environment=environment) as process:
        assert await process.wait() != 0
    found["a refused token"] = log.read_text()
    assert "CANARY" not in found["a refused token"]
    return found


async def all_rows(house: Watched) -> dict[str, str]:
    """Everything that is stored, by table, as text."""
    async with house.database() as database, database.read() as session:
        connection = await session.connection()
        asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        tables = [name for (name,) in await connection.exec_driver_sql(asked)]
        rows = {}
        for table in tables:
            found = await connection.exec_driver_sql(f'SELECT t::text FROM "{table}" t')
            rows[table] = "\n".join(row for (row,) in found)
        return rows
