"""Two at once on the same object: whoever comes second waits, and then sees what the first has done."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest
from sqlalchemy import select

from bot.capabilities.updates import store
from bot.capabilities.updates.approval.letters import APPROVAL_JOB
from bot.capabilities.updates.composing import card_subject, receipt_subject
from bot.capabilities.updates.corrections.copies import PROGRESS_JOB
from bot.capabilities.updates.messages import REPORT
from bot.capabilities.updates.planning.arrange import GO_OUT
from bot.capabilities.updates.publish import RING_JOB
from bot.capabilities.updates.reminders.looking import LOOK
from bot.capabilities.updates.store import Update, UpdateState
from bot.capabilities.updates.store import reports as report_store
from bot.capabilities.updates.store.report_tables import Report, ReportState, Sighting
from bot.chat.form import Form
from bot.chat.message import Button
from bot.delivery.outbox import Outbox
from bot.due import work as due
from bot.storage.sessions import Session
from tests.races import waits

TEXT = "The refund button is grey for gift cards."


async def draft(stage: Any, **values: Any) -> Form:
    """The preview of a draft of Ines."""
    form = (await stage.command("Ines", "update")).form
    preview: Form = (await stage.submit("Ines", form, **await stage.filled(**values))).form
    return preview


async def published_meanwhile(stage: Any, draft_id: str, other: Awaitable[Any]) -> Any:
    """What somebody is answered who is at it while another one publishes it."""
    async with stage.database.write() as session:
        known = await store.by_public_id(session, draft_id, lock=True)
        assert known is not None
        task = asyncio.ensure_future(other)
        await waits(stage.database, task)
        known.state, known.published_at = UpdateState.PUBLISHED, stage.calendar.now()
    return await task


async def title(stage: Any, draft_id: str) -> str:
    async with stage.database.read() as session:
        known = await store.by_public_id(session, draft_id)
        return await store.title_of(session, known, "en")


async def test_what_is_saved_while_another_publishes_it_does_not_change_what_was_published(stage: Any) -> None:
    preview = await draft(stage)
    form = (await stage.press("Ines", Button("Go on", "updates.go_on", preview.object_id))).form
    before = await stage.kept(preview.object_id)
    saving = stage.submit("Ines", form, **await stage.filled(title="Something quite different"))
    answer = await published_meanwhile(stage, preview.object_id, saving)
    assert await title(stage, preview.object_id) == "Refunds need no supervisor"
    assert (await stage.kept(preview.object_id)).revision == before.revision
    assert answer.form is None


@pytest.mark.parametrize("page", ["plan", "languages", "check"])
async def test_no_page_of_a_draft_changes_what_another_publishes_meanwhile(stage: Any, page: str) -> None:
    preview = await draft(stage)
    label, values = {
        "plan": ("Plan it", {"way": ("moment",), "when": "tomorrow 09:00", "zone": ("UTC",)}),
        "languages": ("Other languages", {"language": "es"}),
        "check": (
            "Knowledge check",
            {"question_1": "Up to what?", "answers_1": "200\n50", "right_1": ("1",), "line_1": ""},
        ),
    }[page]
    form = (await stage.press_in("Ines", preview, label)).form
    if page == "languages":
        form = (await stage.submit("Ines", form, **values)).form
        values = {"title": "Reembolsos", "changed": "Hasta 200."}
    before = await stage.kept(preview.object_id)
    answer = await published_meanwhile(stage, preview.object_id, stage.submit("Ines", form, **values))
    assert (await stage.kept(preview.object_id)).revision == before.revision
    assert answer.form is None


@pytest.mark.parametrize("kind", [RING_JOB, LOOK, GO_OUT, PROGRESS_JOB, APPROVAL_JOB])
async def test_what_is_due_waits_for_whoever_takes_it_back(stage: Any, kind: str) -> None:
    known = await stage.publish(urgent=True)
    async with stage.database.write() as session:
        await due.put_down(session, kind, known.id, stage.calendar.now(), slot="1.0")
    async with stage.database.write() as session:
        await store.by_public_id(session, known.public_id, lock=True)
        task = asyncio.ensure_future(stage.run_due(kind))
        await waits(stage.database, task)
        taken = await due.take_back(session, kind, known.id, reason="withdrawn")
    await task
    assert taken
    assert {one.state for one in await stage.waiting_work(kind)} == {"cancelled"}


# --- reports ----------------------------------------------------------------------------------------------------------


async def report_form(stage: Any, who: str, known: Update | None) -> Form:
    answer = await stage.press(who, Button("Something's wrong", REPORT, known.public_id if known else ""))
    if answer.form is None:
        answer = await stage.press(who, stage.button(answer.message, "Something else"))
    form: Form = answer.form
    return form


def said(**values: Any) -> dict[str, Any]:
    return {"text": TEXT, "customers": ("1",), "ticket": "", **values}


async def reported(stage: Any, who: str, known: Update | None) -> Report:
    """A new report of somebody about something else than what is open."""
    answer = await stage.submit(who, await report_form(stage, who, known), **said())
    if answer.form is not None:
        await stage.submit(who, answer.form, **said(same=("another",)))
    return (await reports(stage))[-1]


async def reports(stage: Any) -> list[Report]:
    async with stage.database.read() as session:
        return list(await session.scalars(select(Report).order_by(Report.id)))


async def sightings(stage: Any) -> list[tuple[int, int | None]]:
    async with stage.database.read() as session:
        return [(one.report_id, one.person_id) for one in await session.scalars(select(Sighting).order_by(Sighting.id))]


async def locked(session: Session, of: Report) -> Report:
    return await session.get_one(Report, of.id, with_for_update=True)


async def test_nobody_joins_by_words_what_is_decided_meanwhile(stage: Any) -> None:
    known = await stage.publish()
    of = await reported(stage, "Hana", known)
    form = await report_form(stage, "Luz", known)
    async with stage.database.write() as session:
        row = await locked(session, of)
        task = asyncio.ensure_future(stage.submit("Luz", form, **said()))
        await waits(stage.database, task)
        row.state, row.decided_at = ReportState.HANDLED, stage.calendar.now()
    answer = await task
    first, second = await reports(stage)
    assert (first.state, second.state) == (ReportState.HANDLED, ReportState.OPEN)
    assert [report for report, _ in await sightings(stage)] == [first.id, second.id]
    assert "Ines" in stage.shown(answer.message)


async def test_a_report_is_not_opened_about_what_is_withdrawn_meanwhile(stage: Any) -> None:
    known = await stage.publish()
    form = await report_form(stage, "Hana", known)
    async with stage.database.write() as session:
        row = await store.by_public_id(session, known.public_id, lock=True)
        task = asyncio.ensure_future(stage.submit("Hana", form, **said()))
        await waits(stage.database, task)
        row.state, row.withdrawn_at = UpdateState.WITHDRAWN, stage.calendar.now()
    answer = await task
    assert "withdrawn meanwhile" in stage.shown(answer.form)
    assert await reports(stage) == []


async def test_nobody_takes_theirs_out_of_what_is_decided_meanwhile(stage: Any) -> None:
    known = await stage.publish()
    of = await reported(stage, "Hana", known)
    joined = (await stage.submit("Luz", await report_form(stage, "Luz", known), **said())).message
    async with stage.database.write() as session:
        row = await locked(session, of)
        task = asyncio.ensure_future(stage.press("Luz", stage.button(joined, "Mine is another one")))
        await waits(stage.database, task)
        row.state, row.decided_at = ReportState.HANDLED, stage.calendar.now()
    await task
    assert len(await reports(stage)) == 1


async def test_taking_theirs_out_waits_for_whoever_withdraws_the_update(stage: Any) -> None:
    known = await stage.publish()
    await reported(stage, "Hana", known)
    joined = (await stage.submit("Luz", await report_form(stage, "Luz", known), **said())).message
    async with stage.database.write() as session:
        row = await store.by_public_id(session, known.public_id, lock=True)
        task = asyncio.ensure_future(stage.press("Luz", stage.button(joined, "Mine is another one")))
        await waits(stage.database, task)
        row.state, row.withdrawn_at = UpdateState.WITHDRAWN, stage.calendar.now()
        await report_store.close_about(session, row, stage.calendar.now())
    await task
    assert [one.state for one in await reports(stage)] == [ReportState.CLOSED]


# --- Got it -----------------------------------------------------------------------------------------------------------


async def test_whoever_has_the_last_question_right_waits_for_whoever_notes_it_meanwhile(stage: Any) -> None:
    preview = await draft(stage)
    page = (await stage.press_in("Ines", preview, "Knowledge check")).form
    asked = {"question_1": "Up to what?", "answers_1": "50\n200", "right_1": "2", "line_1": "Up to €200."}
    await stage.submit("Ines", (await stage.submit("Ines", page, **asked)).form, confirmed=True)
    known = await stage.kept(preview.object_id)
    question = (await stage.press("Hana", Button("Got it", "updates.got_it", f"{known.public_id}.1"))).form
    async with stage.database.write() as session:
        outbox = Outbox(session, stage.clocks)
        await outbox.mark_stale(card_subject(known))
        task = asyncio.ensure_future(stage.press_in("Hana", question, "200"))
        await waits(stage.database, task)
        await outbox.mark_stale(receipt_subject(known))
    assert "Noted at" in stage.shown((await task).form)


async def test_whoever_notes_a_whole_message_waits_for_another_who_does_in_another_order(stage: Any) -> None:
    first, second = await stage.publish(title="First"), await stage.publish(title="Second")
    said = (await stage.command("Hana", "catch me up")).message
    button = stage.button(said, "Got all")
    async with stage.database.write() as session:
        outbox = Outbox(session, stage.clocks)
        await outbox.mark_stale(card_subject(first))
        task = asyncio.ensure_future(stage.press("Hana", button))
        await waits(stage.database, task)
        await outbox.mark_stale(card_subject(second))
    assert (await task).redraw is not None


async def test_of_two_who_stop_each_other_the_one_that_the_database_gives_up_is_tried_again(stage: Any) -> None:
    known = await stage.publish()
    async with stage.database.write() as session:
        # In another order than everybody's.
        outbox = Outbox(session, stage.clocks)
        await outbox.mark_stale(receipt_subject(known))
        task = asyncio.ensure_future(stage.press("Hana", Button("Got it", "updates.got_it", f"{known.public_id}.1")))
        await waits(stage.database, task)
        await outbox.mark_stale(card_subject(known))
    assert (await task).message.summary == "Noted at 22:00"
