"""Two at once on the same object: whoever comes second waits, and then sees what the first has done."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest
from sqlalchemy import text

from bot.capabilities.updates import store
from bot.capabilities.updates.approval.letters import APPROVAL_JOB
from bot.capabilities.updates.corrections.copies import PROGRESS_JOB
from bot.capabilities.updates.planning.arrange import GO_OUT
from bot.capabilities.updates.publish import RING_JOB
from bot.capabilities.updates.reminders.looking import LOOK
from bot.capabilities.updates.store import UpdateState
from bot.chat.form import Form
from bot.chat.message import Button
from bot.due import work as due


async def waits(stage: Any, task: asyncio.Task[Any]) -> None:
    """Until a task waits for a row that somebody has locked, or is over: SQLite has it wait from its start on."""
    waiting = text(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type='Lock'"
    )
    while stage.database.is_postgresql and not task.done():
        async with stage.database.read() as session:
            if await session.scalar(waiting):
                return


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
        await waits(stage, task)
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
        await waits(stage, task)
        taken = await due.take_back(session, kind, known.id, reason="withdrawn")
    await task
    assert taken
    assert {one.state for one in await stage.waiting_work(kind)} == {"cancelled"}
