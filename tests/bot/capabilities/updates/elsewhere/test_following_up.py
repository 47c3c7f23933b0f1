"""Corrections and withdrawals by programs: the same copies change as in chat, and nobody overwrites anybody."""

import asyncio
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
from sqlalchemy import select

from bot.capabilities.updates.store import Acknowledgement, CorrectionDraft, UpdateState, UpdateText, questions
from bot.capabilities.updates.store.question_tables import Question, QuestionState
from bot.chat.message import Button
from bot.delivery.tables import Operation
from bot.people.model import AuditEntry, Grant, Person, Role
from bot.people.requests import ApiRequest
from bot.people.tokens import Purpose
from tests.bot.capabilities.updates.elsewhere.test_api import error_of, on_one_database
from tests.stage import typed

NOTE = "Limit raised from 200 to 300"


async def published(stage: Any, program: Any, **fields: Any) -> Any:
    """An update that a program has published and that is in every channel."""
    said = await (await program.publishes(**fields)).json()
    await stage.deliver()
    return await stage.kept(said["id"])


async def corrects(program: Any, known: Any, key: str = "", **fields: Any) -> Any:
    body = {"version": 1, "note": NOTE, "changed": "Up to **€300**.", **fields}
    return await program.ask("PATCH", f"/updates/{known.public_id}", key, json=body)


async def withdraws(program: Any, known: Any, key: str = "", **fields: Any) -> Any:
    body = {"reason": "The old limit stays.", **fields}
    return await program.ask("POST", f"/updates/{known.public_id}/withdrawal", key, json=body)


# --- correcting -------------------------------------------------------------------------------------------------------


async def test_a_correction_changes_every_copy_and_leaves_what_it_does_not_name(stage: Any, program: Any) -> None:
    known = await published(stage, program, tell_customers="At once.", acknowledge_by="2026-11-25T15:00:00Z")
    await stage.press("Hana", stage.button((await stage.cards(known))["harbor"], "Got it"))
    response = await corrects(program, known)
    assert response.status == 200
    said = {"id": known.public_id, "state": "published", "version": 2, "channels": 3, "people": 0}
    assert await response.json() == said
    cards = await stage.cards(known)
    assert len(cards) == 3
    for card in cards.values():
        text = stage.shown(card)
        assert "Up to €300." in text and NOTE in text and "At once." in text
    now = await stage.kept(known.public_id)
    assert (now.version, now.asked, now.acknowledge_by) == (2, 1, known.acknowledge_by)
    assert await stage.count(Acknowledgement) == 1
    async with stage.database.read() as session:
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "correct_update"))).one()
        assert entry.detail == {"version": 2, "asked": False, "copies": 3}
    says = (await (await program.ask("GET", f"/updates/{known.public_id}")).json())["says"]
    assert (says["version"], says["note"], says["changed"]) == (2, NOTE, "Up to **€300**.")
    await stage.deliver(operation=Operation.EDIT)
    assert "Corrected in all 3 channels" in (await stage.redrawn(known, "update_receipt"))["Ines"]


async def test_who_has_noted_it_is_asked_again_only_if_the_program_says_so(stage: Any, program: Any) -> None:
    known = await published(stage, program)
    assert (await (await corrects(program, known, ask_again=True)).json())["people"] == 7
    assert (await stage.kept(known.public_id)).asked == 2
    assert await stage.waiting_work("updates.look_after")


async def test_a_time_is_taken_away_by_null_and_a_text_by_nothing(stage: Any, program: Any) -> None:
    known = await published(stage, program, tell_customers="At once.", acknowledge_by="2026-11-25T15:00:00Z")
    assert (await corrects(program, known, acknowledge_by=None, tell_customers="")).status == 200
    now = await stage.kept(known.public_id)
    assert now.acknowledge_by is None and now.effective_from == known.effective_from
    assert "At once." not in stage.shown((await stage.cards(known))["care"])


async def test_whoever_corrects_an_older_version_is_told_what_it_says_now(stage: Any, program: Any) -> None:
    known = await published(stage, program)
    await stage.correct(known, title="Refunds up to 250", note="Limit raised to 250")
    response = await corrects(program, known, "release-8")
    said = await error_of(response, 409)
    assert (said["code"], said["field"]) == ("conflict", "version") and "it is 2 by now" in said["message"]
    assert said["current"] == {
        "version": 2,
        "note": "Limit raised to 250",
        "title": "Refunds up to 250",
        "changed": "Up to €200.",
        "tell_customers": "",
        "effective_from": said["current"]["effective_from"],
        "acknowledge_by": None,
        "playbook": "",
        "until_answered": "",
        "remind_before": None,
        "language": "en",
        "languages": {},
    }
    assert (await stage.kept(known.public_id)).version == 2
    assert (await corrects(program, known, "release-8", version=2)).status == 200, (
        "what was refused leaves its key free"
    )
    text = stage.shown((await stage.cards(known))["care"])
    assert "Refunds up to 250" in text and "Up to €300." in text


async def test_of_two_programs_at_once_one_corrects_and_the_other_is_told(stage: Any, program: Any) -> None:
    known = await published(stage, program)
    answers = await asyncio.gather(*(corrects(program, known, f"key-{one}", note=f"By {one}.") for one in "abc"))
    assert sorted(one.status for one in answers) == [200, 409, 409]
    assert (await stage.kept(known.public_id)).version == 2


async def test_the_same_correction_again_has_the_same_answer_and_corrects_once(stage: Any, program: Any) -> None:
    known = await published(stage, program)
    answers = [await corrects(program, known, "release-8") for _ in range(2)]
    answers += await asyncio.gather(*(corrects(program, known, "release-8") for _ in range(3)))
    assert {(one.status, await one.read()) for one in answers} == {(200, await answers[0].read())}
    assert (await stage.kept(known.public_id)).version == 2 and await stage.count(UpdateText) == 2


async def test_null_and_nothing_are_not_the_same_request(stage: Any, program: Any) -> None:
    known = await published(stage, program, acknowledge_by="2026-11-25T15:00:00Z")
    await corrects(program, known, "release-8")
    said = await error_of(await corrects(program, known, "release-8", acknowledge_by=None), 409)
    assert said["code"] == "key_reused"


async def test_what_its_person_is_typing_in_chat_is_kept_and_set_against_it(stage: Any, program: Any) -> None:
    known = await published(stage, program)
    form = await stage.correct_form(known)
    preview = await stage.submit("Ines", form, **typed(form, note="Shorter.", title="Refunds"))
    await corrects(program, known)
    assert await stage.count(CorrectionDraft) == 1
    again = (await stage.submit("Ines", preview.form)).form
    assert "corrected this while you were writing" in stage.shown(again)
    assert next(part for part in again.parts if getattr(part, "name", "") == "title").value == "Refunds"
    assert next(part for part in again.parts if getattr(part, "name", "") == "changed").value == "Up to **€300**."


@on_one_database
@pytest.mark.parametrize(
    ("fields", "status", "field", "says"),
    [
        ({"note": " "}, 422, "note", "in a few words"),
        ({"note": "x" * 201}, 422, "note", "200 fit"),
        ({"title": ""}, 422, "title", "one sentence"),
        ({"version": 0}, 422, "version", "greater than"),
        ({"version": "1"}, 422, "version", "whole number"),
        ({"version": 10**30}, 422, "version", "less than"),
        ({"version": 7}, 409, "version", "it is 1 by now"),
        ({"audience": "Everyone"}, 422, "audience", "no such field"),
        ({"changed": "Up to €200."}, 422, "changed", "Nothing is different"),
        ({"acknowledge_by": "2026-11-24T13:00:00Z"}, 422, "acknowledge_by", "still to come"),
        ({"playbook": "javascript:alert(1)"}, 422, "playbook", "https://"),
        ({"changed": "Ask maria.reyes@customer.example."}, 422, "may_be_shared", "personal data"),
        ({"title": "a\0b"}, 422, "title", "NUL"),
    ],
)
async def test_a_wrong_field_of_a_correction_is_named(
    stage: Any, program: Any, fields: dict[str, Any], status: int, field: str, says: str
) -> None:
    known = await published(stage, program)
    said = await error_of(await corrects(program, known, **fields), status)
    assert said["field"] == field and says in said["message"]
    assert (await stage.kept(known.public_id)).version == 1 and await stage.count(ApiRequest) == 1


# --- withdrawing ------------------------------------------------------------------------------------------------------


async def test_a_withdrawal_is_said_by_every_copy_and_ends_what_was_asked(stage: Any, program: Any) -> None:
    known = await published(stage, program, urgent=True)
    asked = (await stage.press("Hana", Button("Ask", "updates.ask", known.public_id))).form
    await stage.submit("Hana", asked, text="Also by card?")
    answers = [await withdraws(program, known, "stop-1") for _ in range(2)]
    assert {(one.status, await one.text()) for one in answers} == {(201, await answers[0].text())}
    assert await answers[0].json() == {"id": known.public_id, "state": "withdrawn", "channels": 3}
    for card in (await stage.cards(known)).values():
        assert card.summary.startswith("Withdrawn: ") and "The old limit stays." in stage.shown(card)
    assert (await stage.kept(known.public_id)).state is UpdateState.WITHDRAWN
    async with stage.database.read() as session:
        assert [one.state for one in await session.scalars(select(Question))] == [QuestionState.CLOSED]
    stage.calendar.instant += timedelta(minutes=30)
    await stage.tick()
    assert await stage.cards(known, slot="ring") == {}


async def test_what_is_withdrawn_is_neither_withdrawn_again_nor_corrected(stage: Any, program: Any) -> None:
    known = await published(stage, program)
    await withdraws(program, known)
    for response in (await withdraws(program, known), await corrects(program, known)):
        said = await error_of(response, 409)
        assert said["code"] == "conflict" and "was withdrawn" in said["message"]
    assert (await (await program.ask("GET", f"/updates/{known.public_id}")).json())["state"] == "withdrawn"


@on_one_database
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 301}, "reason"),
        ({"reason": "Ask +49 30 901820."}, "may_be_shared"),
    ],
)
async def test_a_wrong_field_of_a_withdrawal_is_named(
    stage: Any, program: Any, fields: dict[str, Any], field: str
) -> None:
    known = await published(stage, program)
    assert (await error_of(await withdraws(program, known, **fields), 422))["field"] == field
    assert (await stage.kept(known.public_id)).state is UpdateState.PUBLISHED
    assert (await withdraws(program, known, reason="Ask +49 30 901820.", may_be_shared=True)).status == 201


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [corrects, withdraws])
async def test_only_who_may_in_chat_may_by_a_token_and_strangers_learn_nothing(
    stage: Any, program: Any, change: Any
) -> None:
    known = await published(stage, program)
    async with stage.database.write() as session:
        for name in ("Hana", "Bo"):
            person = (await session.scalars(select(Person).where(Person.name == name))).one()
            session.add(Grant(person_id=person.id, role=Role.AUTHOR, side_id=person.side_id))
    await program.has_token("Hana")
    assert (await error_of(await change(program, known), 403))["code"] == "not_allowed"
    await program.has_token("Leo")
    there = await error_of(await change(program, known), 404)
    known.public_id = "aGFyYm9ybGluZS0wMDAwMA"
    assert there == await error_of(await change(program, known), 404)
    await program.has_token("Ines", Purpose.RECEIPTS)
    assert (await error_of(await change(program, known), 403))["code"] == "wrong_purpose"
    assert await stage.count(UpdateText) == 1


async def test_a_draft_of_somebodys_own_is_no_update_yet(stage: Any, program: Any) -> None:
    form = (await stage.command("Ines", "update")).form
    await stage.submit("Ines", form, **await stage.filled())
    draft = await stage.kept(form.object_id)
    for change in (corrects, withdraws):
        await error_of(await change(program, draft), 404)


async def test_whoever_may_not_ring_asks_nobody_again_for_what_rings(stage: Any, program: Any) -> None:
    known = await published(stage, program, urgent=True)
    async with stage.database.write() as session:
        bo = (await session.scalars(select(Person).where(Person.name == "Bo"))).one()
        session.add(Grant(person_id=bo.id, role=Role.AUTHOR, side_id=None))
    await program.has_token("Bo")
    assert (await error_of(await corrects(program, known, ask_again=True), 403))["field"] == "ask_again"
    assert (await corrects(program, known)).status == 200


# --- what a program says of questions and reminders, and the description ----------------------------------------------


async def test_what_to_do_until_answered_who_answers_and_when_to_remind_can_be_said(stage: Any, program: Any) -> None:
    known = await published(
        stage,
        program,
        until_answered="Use the  old rule.",
        answerers=["slack/T1/U-Ada", "teams/lumen/U-Luz", "slack/T1/U-Ada"],
        remind_before=30,
    )
    assert known.remind_before == 30
    async with stage.database.read() as session:
        assert await questions.until_answered(session, known) == "Use the old rule."
        named = select(Person.name).where(Person.id.in_(await questions.answerers_named(session, known)))
        assert set(await session.scalars(named)) == {"Ada", "Luz"}
    asked = (await stage.press("Hana", Button("Ask", "updates.ask", known.public_id))).form
    assert "Use the old rule." in stage.shown(asked)
    await corrects(program, known)
    other = {"until_answered": "", "answerers": ["slack/T1/U-Bo"], "remind_before": None}
    assert (await corrects(program, known, version=2, **other)).status == 200
    async with stage.database.read() as session:
        assert await questions.until_answered(session, known) == ""
        named = select(Person.name).where(Person.id.in_(await questions.answerers_named(session, known)))
        assert set(await session.scalars(named)) == {"Bo"}
    assert (await stage.kept(known.public_id)).remind_before is None
    said = await error_of(await corrects(program, known, version=2, answerers=["nobody@nowhere.example"]), 422)
    assert said["field"] == "answerers"


async def test_a_knowledge_check_can_be_asked_and_removed(stage: Any, program: Any) -> None:
    check = ["Up to\nwhich amount?\n- Up to 50\n  + Up to 200\n-Any amount\n> Up to €200."]
    known = await published(stage, program, check=check)
    got_it = Button("Got it", "updates.got_it", f"{known.public_id}.1")
    form = (await stage.press("Hana", got_it)).form
    assert "Up to which amount?" in stage.shown(form)
    wrong = (await stage.press_in("Hana", form, "Any amount")).form
    assert "Up to 200" in stage.shown(wrong) and "Up to €200." in stage.shown(wrong)
    assert (await corrects(program, known, remove_check=True)).status == 200
    assert (await stage.press("Hana", got_it)).message.summary.startswith("Noted at")


@on_one_database
async def test_the_answers_are_as_they_are_described(stage: Any, program: Any) -> None:
    described = await (await program.http.get(f"{program.origin}/api/openapi.json")).json()
    known = await published(stage, program)

    def check(path: str, method: str, status: int, said: Any) -> None:
        schema = described["paths"][path][method]["responses"][str(status)]["content"]["application/json"]["schema"]
        jsonschema.validate(said, {**schema, "components": described["components"]})

    check("/api/updates/{id}", "patch", 409, await (await corrects(program, known, version=2)).json())
    check("/api/updates/{id}", "patch", 200, await (await corrects(program, known)).json())
    check("/api/updates/{id}", "get", 200, await (await program.ask("GET", f"/updates/{known.public_id}")).json())
    check("/api/updates/{id}/withdrawal", "post", 201, await (await withdraws(program, known)).json())
