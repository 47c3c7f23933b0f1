"""The API at the wire: what is done once, what is refused, and in which shape."""

import asyncio
import io
import json
import logging
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
import structlog
from sqlalchemy import select

from bot.capabilities.updates.composing import RECEIPT
from bot.capabilities.updates.store import ExpectedReader, Update, UpdateState
from bot.delivery.tables import Copy, Delivery, State
from bot.logs import configure_logging
from bot.people import tokens
from bot.people.model import Grant, Person, PersonState, Role
from bot.people.requests import ApiRequest
from bot.people.tokens import PREFIX, ApiToken, Purpose
from bot.settings import Settings

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is decided before the database is asked."""


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a process logs at debug level in production."""
    root, hook = logging.getLogger(), sys.excepthook
    before = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging(Settings.model_validate({"instep_log_level": "debug"}), stream)
    yield stream
    root.handlers[:], level = before
    root.setLevel(level)
    sys.excepthook = hook
    logging.captureWarnings(False)
    structlog.reset_defaults()


async def error_of(response: Any, status: int) -> dict[str, str]:
    """What an answer says went wrong; it has the one shape of all of them."""
    said = await response.json()
    assert response.status == status, said
    assert set(said) == {"error"} and set(said["error"]) == {"code", "message", "field", "fields", "current"}
    assert said["error"]["message"].endswith(".")
    field = said["error"]["field"]
    assert next(iter(said["error"]["fields"].items()), ("", "")) == (field, said["error"]["message"] if field else "")
    return dict(said["error"])


async def test_a_program_publishes_as_its_person_does_in_chat(stage: Any, program: Any) -> None:
    response = await program.publishes(owner="slack/T1/U-Ada", tell_customers="We refund at once.")
    assert response.status == 201
    said = await response.json()
    assert said == {"id": said["id"], "state": "published", "channels": 3, "people": 7}
    known = await stage.kept(said["id"])
    assert set((await stage.states(known)).values()) == {State.WAITING}
    assert "Questions to Ada" in stage.shown((await stage.cards(known))["care"])
    assert await stage.count(ExpectedReader) == 7
    assert "Ines" in await stage.cards(known, RECEIPT)


async def test_its_state_and_receipt_can_be_asked_for(stage: Any, program: Any) -> None:
    public_id = (await (await program.publishes()).json())["id"]
    known = await stage.kept(public_id)
    await stage.deliver()
    await stage.press("Hana", stage.button((await stage.cards(known))["harbor"], "Got it"))
    said = await (await program.ask("GET", f"/updates/{public_id}")).json()
    assert (said["state"], said["title"], said["version"]) == ("published", "Refunds need no supervisor", 1)
    receipt = said["receipt"]
    assert (receipt["delivery"]["promised"], receipt["delivery"]["delivered"]) == (3, 3)
    assert {one["side"]: (one["noted"], one["expected"]) for one in receipt["sides"]} == {
        "Internal": (0, 3),
        "Harborline": (1, 2),
        "Lumenara": (0, 2),
    }
    assert {one["channel"] for one in receipt["channels"]} == {"care", "harbor", "lumen"}
    assert receipt["people"] == []


async def test_the_same_key_and_body_give_the_same_answer_and_do_nothing_twice(stage: Any, program: Any) -> None:
    first = await program.publishes("release-7", acknowledge_by="2026-11-24T15:00:00Z")
    stage.calendar.instant += timedelta(hours=3)  # by now it could not be published any more
    second = await program.publishes("release-7", acknowledge_by="2026-11-24T15:00:00+00:00")
    assert (first.status, await first.read()) == (second.status, await second.read()) == (201, await first.read())
    assert await stage.count(Update) == 1 and await stage.count(Delivery) == 4


async def test_the_same_key_with_another_body_is_a_conflict(stage: Any, program: Any) -> None:
    await program.publishes("release-7")
    said = await error_of(await program.publishes("release-7", title="Refunds need a supervisor"), 409)
    assert said["code"] == "key_reused" and said["field"] == "Idempotency-Key"
    assert await stage.count(Update) == 1


async def test_requests_of_the_same_key_at_once_are_one(stage: Any, program: Any) -> None:
    answers = await asyncio.gather(*(program.publishes("release-7") for _ in range(6)))
    assert {(one.status, await one.read()) for one in answers} == {(201, await answers[0].read())}
    assert await stage.count(Update) == 1 and await stage.count(Delivery) == 4


async def test_a_key_is_the_tokens_own(stage: Any, program: Any) -> None:
    await program.publishes("release-7")
    await program.has_token(name="another")
    assert (await program.publishes("release-7")).status == 201
    assert await stage.count(Update) == 2


async def test_what_was_refused_leaves_its_key_free(stage: Any, program: Any) -> None:
    await error_of(await program.publishes("release-7", audience="Nobody"), 422)
    assert await stage.count(ApiRequest) == 0 and await stage.count(Update) == 0
    assert (await program.publishes("release-7")).status == 201


async def spoilt(program: Any, how: str) -> str:
    """A token that was good, and is not any more."""
    stage, good = program.stage, program.token
    match how:
        case "none":
            return ""
        case "wrong":
            return PREFIX + "A" * 43
        case "cut short":
            return str(good[:-1])
        case "one more":
            return f"{good}A"
        case "somebody else's":
            return "xoxb-1-2-abc"
        case "in Basic's place":
            return good
        case "revoked":
            async with stage.database.write() as session:
                name = await session.scalar(select(ApiToken.name))
                await tokens.revoke(session, None, name, stage.clocks.machine.now())
            return good
        case "run out":
            return await program.has_token(until=stage.clocks.machine.now() - timedelta(seconds=1), name="short")
    raise AssertionError(how)


@pytest.mark.parametrize(
    "how", ["none", "wrong", "cut short", "one more", "somebody else's", "in Basic's place", "revoked", "run out"]
)
async def test_a_token_that_is_not_good_is_401(stage: Any, program: Any, how: str) -> None:
    program.token = await spoilt(program, how)
    headers = {"Authorization": f"Basic {program.token}"} if how == "in Basic's place" else {}
    response = await program.ask("POST", "/updates", json={"title": "x"}, headers=headers)
    said = await error_of(response, 401)
    assert said["code"] == "unauthorized" and response.headers["WWW-Authenticate"].startswith("Bearer")
    assert await stage.count(Update) == 0


async def test_a_token_of_another_purpose_is_403_and_may_still_do_its_own(stage: Any, program: Any) -> None:
    public_id = (await (await program.publishes()).json())["id"]
    await program.has_token(purpose=Purpose.RECEIPTS)
    assert (await error_of(await program.publishes(), 403))["code"] == "wrong_purpose"
    assert (await program.ask("GET", f"/updates/{public_id}")).status == 200


@pytest.mark.parametrize("person", ["Bo", "Hana"])
async def test_a_token_has_no_more_rights_than_its_person(stage: Any, program: Any, person: str) -> None:
    await program.has_token(person)
    said = await error_of(await program.publishes(), 403)
    assert said["code"] == "not_allowed" and "may not publish" in said["message"]
    assert await stage.count(Update) == 0


async def test_whoever_may_publish_may_not_ring_by_that(stage: Any, program: Any) -> None:
    async with stage.database.write() as session:
        bo = (await session.scalars(select(Person).where(Person.name == "Bo"))).one()
        session.add(Grant(person_id=bo.id, role=Role.AUTHOR, side_id=None))
    await program.has_token("Bo")
    assert (await error_of(await program.publishes(urgent=True), 403))["field"] == "urgent"
    assert (await program.publishes()).status == 201


async def test_a_token_of_somebody_who_left_does_nothing(stage: Any, program: Any) -> None:
    await stage.change(Person, "Ines", state=PersonState.LEFT)
    assert (await error_of(await program.publishes(), 403))["code"] == "person_gone"


async def test_a_partner_learns_nothing_of_audiences_and_updates_of_others(stage: Any, program: Any) -> None:
    public_id = (await (await program.publishes()).json())["id"]
    async with stage.database.write() as session:
        hana = (await session.scalars(select(Person).where(Person.name == "Hana"))).one()
        session.add(Grant(person_id=hana.id, role=Role.AUTHOR, side_id=hana.side_id))
    await program.has_token("Hana")
    there = await error_of(await program.publishes(audience="Everyone"), 422)
    missing = await error_of(await program.publishes(audience="Elsewhere"), 422)
    assert there["message"].replace("Everyone", "Elsewhere") == missing["message"]
    said = await (await program.ask("GET", f"/updates/{public_id}")).json()
    assert [one["side"] for one in said["receipt"]["sides"]] == ["Harborline"]
    assert not {"Lumenara", "Lumen", "lumen", "Care", "care"} & set(json.dumps(said).replace('"', " ").split())
    await program.has_token("Leo")
    here = await error_of(await program.ask("GET", f"/updates/{public_id}"), 404)
    assert here == await error_of(await program.ask("GET", "/updates/aGFyYm9ybGluZS0wMDAwMA"), 404)


@on_one_database
@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"title": " "}, "title", "one sentence"),
        ({"title": "x" * 151}, "title", "150 fit"),
        ({"changed": "x" * 2501}, "changed", "2,500 fit"),
        ({"colour": "red"}, "colour", "no such field"),
        ({"title": 7}, "title", "text"),
        ({"title": "a\0b"}, "title", "NUL"),
        ({"urgent": "yes"}, "urgent", "true or false"),
        ({"effective_from": "2026-11-24"}, "effective_from", "with its zone"),
        ({"effective_from": "2026-11-24T14:00:00"}, "effective_from", "with its zone"),
        ({"effective_from": 1764000000}, "effective_from", "with its zone"),
        ({"effective_from": "2026-02-30T14:00:00Z"}, "effective_from", "with its zone"),
        ({"effective_from": "0001-01-01T00:00:00+14:00"}, "effective_from", "a year from 2000"),
        ({"acknowledge_by": "2026-11-24T13:59:00Z"}, "acknowledge_by", "still to come"),
        ({"playbook": "javascript:alert(1)"}, "playbook", "https://"),
        ({"owner": "nobody@nowhere.example"}, "owner", "knows nobody"),
        ({"answerers": ["slack/T1/U-Ada", "nobody@nowhere.example"]}, "answerers", "knows nobody"),
        ({"answerers": "slack/T1/U-Ada"}, "answerers", "a list"),
        ({"answerers": ["a\0b"]}, "answerers.0", "NUL"),
        ({"remind_before": 20}, "remind_before", "0, 15, 30, 60, 120"),
        ({"remind_before": "30"}, "remind_before", "whole number"),
        ({"until_answered": "x" * 201}, "until_answered", "200 fit"),
        ({"check": ["Only a question"]}, "check", "Question 1: Write two to four answers"),
        ({"check": ["How much?\n- 50\n- 200\n> Up to 200."]}, "check", "Choose which answer is right"),
        ({"check": ["How much?\n+ 50\n+ 200\n> Up to 200."]}, "check", "Choose which answer is right"),
        ({"check": ["How much?\n- 50\n+ 200"]}, "check", "Copy the line"),
        ({"check": ["How much?\n- 50\n+ 200\n> Up to 200."] * 4}, "check", "up to 3 questions"),
        ({"check": ["Who?\n- maria.reyes@customer.example\n+ You\n> You."]}, "may_be_shared", "personal data"),
        ({"changed": "Ask maria.reyes@customer.example about it."}, "may_be_shared", "personal data"),
    ],
)
async def test_a_wrong_field_is_named(stage: Any, program: Any, fields: dict[str, Any], field: str, says: str) -> None:
    said = await error_of(await program.publishes(**fields), 422)
    assert said["field"] == field and says in said["message"]
    assert await stage.count(Update) == 0 and await stage.count(Copy) == 0


async def test_what_may_be_shared_goes_out(program: Any) -> None:
    text = "Ask maria.reyes@customer.example about it."
    assert (await program.publishes(changed=text, may_be_shared=True)).status == 201


@on_one_database
@pytest.mark.parametrize(
    ("options", "status", "code"),
    [
        ({"data": b"{", "headers": {"Content-Type": "application/json"}}, 400, "malformed"),
        ({"data": b"\xff", "headers": {"Content-Type": "application/json"}}, 400, "malformed"),
        ({"data": b"[" * 30000, "headers": {"Content-Type": "application/json"}}, 400, "malformed"),
        ({"data": b"[]", "headers": {"Content-Type": "application/json"}}, 422, "invalid"),
        ({"json": {}, "key": None}, 400, "key_missing"),
        ({"json": {}, "key": "x" * 201}, 400, "key_missing"),
        ({"json": {}, "key": "a b"}, 400, "key_missing"),
        ({"data": b"title=x", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 415, "media_type"),
        ({"json": {}, "headers": {"Content-Encoding": "gzip"}}, 415, "media_type"),
        ({"json": {"title": "x" * 70_000}}, 413, "too_large"),
    ],
)
async def test_a_request_that_cannot_be_read_is_refused(
    stage: Any, program: Any, options: dict[str, Any], status: int, code: str
) -> None:
    assert (await error_of(await program.ask("POST", "/updates", **options), status))["code"] == code
    assert await stage.count(Update) == 0


@on_one_database
async def test_a_body_that_does_not_say_its_length_is_cut_off(program: Any) -> None:
    async def pieces() -> Any:
        for _ in range(200):
            yield b"x" * 1000

    response = await program.ask("POST", "/updates", data=pieces(), headers={"Content-Type": "application/json"})
    assert (await error_of(response, 413))["code"] == "too_large"


@on_one_database
@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("DELETE", "/updates", 405)])
async def test_what_is_not_there_is_said_in_the_same_shape(program: Any, method: str, path: str, status: int) -> None:
    await error_of(await program.ask(method, path), status)


@pytest.mark.parametrize("public_id", ["%00", "a%00b", "%ff", "%2F", "%ED%A0%80", "x" * 5000, "%25", "'--", "٣"])
async def test_an_id_that_nothing_can_have_is_not_there(program: Any, public_id: str) -> None:
    for path in (f"/updates/{public_id}", f"/updates/{public_id}/receipt"):
        response = await program.ask("GET", path)
        assert (await error_of(response, 404))["code"] == "not_found"


async def test_a_token_that_asks_too_often_is_told_when_to_come_back(program: Any) -> None:
    answers = [await program.ask("GET", "/updates/nothing") for _ in range(63)]
    assert [one.status for one in answers[:60]] == [404] * 60
    await error_of(answers[-1], 429)
    assert int(answers[-1].headers["Retry-After"]) >= 1
    await program.has_token(name="another")
    assert (await program.ask("GET", "/updates/nothing")).status == 404


async def test_the_last_use_is_kept(stage: Any, program: Any) -> None:
    await program.ask("GET", "/updates/nothing")
    async with stage.database.read() as session:
        assert await session.scalar(select(ApiToken.last_used_at)) is None  # nothing was done by it
    await program.publishes()
    async with stage.database.read() as session:
        assert await session.scalar(select(ApiToken.last_used_at)) is not None


async def test_nothing_of_a_token_or_a_body_is_kept_or_logged(stage: Any, program: Any, log: io.StringIO) -> None:
    await program.publishes("release-7", changed="Quite a secret.")
    await error_of(await program.publishes(changed="Quite a secret.", title=""), 422)
    assert "Quite a secret" not in log.getvalue() and program.token not in log.getvalue()
    async with stage.database.read() as session:
        kept = [str(vars(row)) for table in (ApiToken, ApiRequest) for row in await session.scalars(select(table))]
    assert len(kept) == 2 and not any("secret" in row or program.token in row for row in kept)


@on_one_database
async def test_a_fault_of_ours_is_told_with_a_reference_and_without_what_was_sent(
    stage: Any, program: Any, log: io.StringIO
) -> None:
    stage.platforms["slack"].longest = None  # cannot be compared with
    said = await error_of(await program.publishes("release-7", changed="Quite a secret."), 500)
    reference = said["message"].removesuffix(".").split()[-1]
    assert reference in log.getvalue()
    assert "Quite a secret" not in log.getvalue() and program.token not in log.getvalue()
    stage.platforms["slack"].longest = 20_000
    assert (await program.publishes("release-7", changed="Quite a secret.")).status == 201


@on_one_database
async def test_the_description_is_what_is_served(stage: Any, program: Any) -> None:
    described = await (await program.http.get(f"{program.origin}/api/openapi.json")).json()
    assert described["openapi"].startswith("3.1.")
    offered = {(f"/api{one.path}", one.method.lower()) for one in stage.offers.endpoints()}
    assert {(path, method) for path, methods in described["paths"].items() for method in methods} == offered

    def check(path: str, method: str, status: int, said: Any) -> None:
        schema = described["paths"][path][method]["responses"][str(status)]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator.check_schema({**schema, "components": described["components"]})
        jsonschema.validate(said, {**schema, "components": described["components"]})

    published = await program.publishes()
    check("/api/updates", "post", 201, await published.json())
    public_id = (await published.json())["id"]
    check("/api/updates/{id}", "get", 200, await (await program.ask("GET", f"/updates/{public_id}")).json())
    for status, options in (
        (422, {"json": {}}),
        (400, {"json": {}, "key": None}),
        (415, {"data": b""}),
        (401, {"json": {}, "headers": {"Authorization": "Bearer no"}}),
    ):
        response = await program.ask("POST", "/updates", **options)
        assert response.status == status
        check("/api/updates", "post", status, await response.json())
    body = described["paths"]["/api/updates"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"title": "x"}, {**body, "components": described["components"]})


async def test_a_withdrawn_update_says_so(stage: Any, program: Any) -> None:
    public_id = (await (await program.publishes()).json())["id"]
    async with stage.database.write() as session:
        known = (await session.scalars(select(Update).where(Update.public_id == public_id))).one()
        known.state, known.withdrawn_at = UpdateState.WITHDRAWN, stage.calendar.now()
    said = await (await program.ask("GET", f"/updates/{public_id}")).json()
    assert said["state"] == "withdrawn" and said["withdrawn_at"]
