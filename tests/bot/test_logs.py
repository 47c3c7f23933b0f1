"""Logs: nothing secret and no message body in them, at debug level, in tracebacks and from libraries too."""

import asyncio
import io
import json
import logging
import sys
import time
import urllib.parse
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from aiohttp import web
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as some
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.logs import HIDDEN, Redactor
from bot.settings import Settings
from tests.logs import logged

SHAPED = {
    "bot token": "xoxb-123456789012-abcdefCANARY",
    "user token": "xoxp-123456789012-CANARY",
    "app token": "xapp-1-A0123-456-CANARY",
    "refresh token": "xoxe-1-CANARY",
    "rotated token": "xoxe.xoxp-1-CANARY",
    "token of our API": "instep_CANARY" + "x" * 37,
    "header": "Bearer CANARY.abc",
    "web token": "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJDQU5BUlkifQ.CANARYsignature",
    "response_url": "https://hooks.slack.com/actions/T012/345/CANARY",
    "response_url of a stand-in": "http://127.0.0.1:9000/commands/T012/345/CANARY",
    "database password": "postgresql://bot:CANARY@db.example/instep",
    "Fernet key": Fernet.generate_key().decode(),
    "sealed value": Fernet(Fernet.generate_key()).encrypt(b"hush").decode(),
    "OAuth code": "GET /slack/oauth_redirect?code=CANARY&state=CANARY",
    "form": "client_secret=CANARY&grant_type=client_credentials",
    "JSON": '{"access_token": "CANARY", "expires": 1}',
    "JSON in JSON": json.dumps({"body": '{"client_secret": "CANARY"}'}),
}
OUR_SECRETS = {
    "slack_signing_secret": 'signing-sécrèt "quoted" CANARY',
    "teams_app_password": "app~password/with+signs CANARY",
    "instep_secret_key": "newest-CANARY-key,older-CANARY-key",
    "database_url": "postgresql://bot:p%40ss-CANARY@db/instep",
}


@pytest.fixture(params=["production", "development"])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What is logged at debug level, in each mode in turn."""
    with logged(instep_mode=request.param, **OUR_SECRETS) as stream:
        yield stream


def say(secret: str) -> None:
    """Log a secret in every way there is."""
    ours = structlog.stdlib.get_logger("bot.test")
    ours.debug("event with %s", secret)
    ours.info("field", value=secret, nested={"list": [secret]})
    ours.info(secret)
    try:
        raise ValueError(secret)
    except ValueError:
        ours.exception("failed")
        logging.getLogger("slack_sdk.web").exception("failed with %r", {"token": secret})
        sys.excepthook(*sys.exc_info())
    logging.getLogger("adapters.slack").debug("plain %s", secret)


@pytest.mark.parametrize("kind", SHAPED)
def test_what_looks_like_a_secret_is_hidden_everywhere(kind: str, log: io.StringIO) -> None:
    say(SHAPED[kind])
    secret = SHAPED[kind] if kind in ("Fernet key", "sealed value") else "CANARY"
    assert secret not in log.getvalue() and log.getvalue().count(HIDDEN) >= 8


def test_a_line_that_cannot_be_written_is_named_without_its_values(log: io.StringIO, capsys: Any) -> None:
    record = logging.LogRecord("bot", logging.ERROR, "", 1, "wrong %d", ("CANARY",), None)
    (handler,) = (handler for handler in logging.getLogger().handlers if type(handler).__module__ == "bot.logs")
    handler.handle(record)
    assert capsys.readouterr().err == "A line of bot could not be logged: TypeError\n"


def test_the_secrets_in_the_settings_are_hidden_in_every_spelling(log: io.StringIO) -> None:
    settings = Settings.model_validate(OUR_SECRETS)
    for secret in settings.secret_values():
        say(secret)
        say(json.dumps({"body": secret}))
        say(urllib.parse.quote(secret, safe=""))
    assert "CANARY" not in log.getvalue()


def test_ordinary_words_stay_readable(log: io.StringIO) -> None:
    structlog.stdlib.get_logger("bot.delivery").info("delivered", channel="#harborline-care", seconds=3.1, count=14)
    structlog.stdlib.get_logger("bot").info("listening on http://127.0.0.1:8080/slack/events")
    assert HIDDEN not in log.getvalue()
    words = ("delivered", "#harborline-care", "3.1", "14", "http://127.0.0.1:8080/slack/events")
    assert all(word in log.getvalue() for word in words)


@pytest.mark.parametrize("text", ["a", "token", "token ", "http://", "a.", "bearer ", "x://a:", "eyJ", "xox", "token="])
def test_long_hostile_text_is_searched_in_a_moment(text: str) -> None:
    started = time.monotonic()
    Redactor(["a-known-secret", "aaaaaaaaab"])(text * 40_000)
    assert time.monotonic() - started < 2


@given(some.text(max_size=200))
def test_hiding_again_changes_nothing(text: str) -> None:
    redact = Redactor(["a-known-secret"])
    assert redact(redact(text)) == redact(text)


def test_a_line_in_production_is_one_json_object_whatever_it_holds(log: io.StringIO) -> None:
    hostile = 'x\n{"level": "critical"}\r'
    structlog.stdlib.get_logger("bot").info("said", text=hostile)
    first, *rest = log.getvalue().split("\n")
    if first.startswith("{"):
        assert rest == [""] and json.loads(first)["text"] == hostile
        assert {"event", "level", "logger", "timestamp"} <= json.loads(first).keys()
    else:
        assert rest == [""] and "said" in first


@pytest.mark.parametrize(
    "name",
    [
        "slack_bolt.AsyncApp",
        "slack_sdk",
        "botbuilder.core",
        "msal.application",
        "sqlalchemy.engine",
        "aiosqlite",
        "alembic",
    ],
)
def test_libraries_are_silent_below_a_warning(name: str, log: io.StringIO) -> None:
    logging.getLogger(name).info("body: CANARY")
    assert log.getvalue() == ""


def test_access_lines_are_not_written(log: io.StringIO) -> None:
    logging.getLogger("aiohttp.access").error("GET /slack/oauth_redirect?code=CANARY")
    assert log.getvalue() == ""


async def test_slacks_libraries_log_no_body_whether_all_is_well_or_not(log: io.StringIO) -> None:
    async def refuse(request: web.Request) -> web.Response:
        return web.json_response({"ok": False, "error": "channel_not_found", "echo": await request.text()})

    server = web.Application()
    server.router.add_post("/api/{method}", refuse)
    runner = web.AppRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        client = AsyncWebClient(token="xoxb-CANARY", base_url=f"http://127.0.0.1:{runner.addresses[0][1]}/api/")
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel="C1", text="CANARY")
        for logger in (None, logging.getLogger("adapters.slack")):
            app = AsyncApp(signing_secret="s", client=client, request_verification_enabled=False, logger=logger)
            body = {"command": "/x", "text": "CANARY", "team_id": "T1", "user_id": "U1", "token": "CANARY"}
            headers = {"content-type": ["application/x-www-form-urlencoded"]}
            await app.async_dispatch(AsyncBoltRequest(body=urllib.parse.urlencode(body), headers=headers))
            strict = AsyncApp(signing_secret="s", client=client, logger=logger)
            await strict.async_dispatch(AsyncBoltRequest(body=urllib.parse.urlencode(body), headers=headers))
    finally:
        await runner.cleanup()
    assert "CANARY" not in log.getvalue()


@pytest.mark.parametrize(
    "framing",
    [
        b"Transfer-Encoding: chunked\r\n\r\ntext=CANARY\r\n",
        b"X-CANARY: a\0b\r\n\r\n",
    ],
)
async def test_a_request_that_cannot_be_read_leaves_nothing_of_itself(log: io.StringIO, framing: bytes) -> None:
    async def read(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    server = web.Application()
    server.router.add_post("/", read)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        reader, writer = await asyncio.open_connection(*runner.addresses[0])
        writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + framing)
        assert b"400 Bad Request" in await reader.read()
        writer.close()
    finally:
        await runner.cleanup()
    assert "CANARY" not in log.getvalue()
    assert "Error handling request" in log.getvalue()
