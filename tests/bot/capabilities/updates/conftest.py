"""A stage for updates."""

from collections.abc import AsyncIterator
from typing import Any, ClassVar

import pytest
from sqlalchemy import select

from bot.capabilities import updates
from bot.capabilities.updates.store import Update
from bot.capability import Capability
from bot.chat.form import Form
from bot.chat.inbound import Answer
from bot.chat.message import Button
from bot.due.tables import DueWork
from bot.storage.sessions import Database
from tests import stage as stages
from tests.stage import furnish, typed


class Stage(stages.Stage):
    """With updates on it."""

    kind: ClassVar[str] = "update"

    def capabilities(self) -> list[Capability]:
        return [updates.capability(self.clocks, self.paces, self.links)]

    async def publish(self, who: str = "Ines", **values: Any) -> Update:
        """Writes, looks and publishes; returns what is kept."""
        form = (await self.command(who, "update")).form
        assert form is not None
        preview = await self.submit(who, form, **await self.filled(**values))
        assert preview.form is not None, preview
        answer = await self.submit(who, preview.form, confirmed=True)
        assert answer.message is not None, answer
        assert answer.message.summary.startswith("Going out"), answer
        return await self.kept(form.object_id)

    async def correct(self, known: Update, who: str = "Ines", *, ask: bool = False, **values: Any) -> Answer:
        """Corrects an update from the button on, and looks at it first; returns the answer to whoever did."""
        form = await self.correct_form(known, who)
        preview = await self.submit(who, form, **typed(form, **{"note": "Raised.", "ask": ask, **values}))
        assert preview.form is not None, preview
        return await self.submit(who, preview.form, confirmed=True)

    async def correct_form(self, known: Update, who: str = "Ines") -> Form:
        answer = await self.press(who, Button("Correct", "updates.correct", known.public_id))
        assert answer.form is not None, answer
        return answer.form

    async def withdraw(self, known: Update, reason: str = "The old limit stays.", who: str = "Ines") -> Answer:
        """Withdraws an update from the button on."""
        answer = await self.press(who, Button("Withdraw", "updates.withdraw", known.public_id))
        assert answer.form is not None, answer
        return await self.submit(who, answer.form, reason=reason, confirmed=True)

    async def filled(self, **values: Any) -> dict[str, Any]:
        typed = {"title": "Refunds need no supervisor", "changed": "Up to €200.", "audience": "Everyone", **values}
        return {**typed, "audience": (await self.audience(typed["audience"]),)}

    async def ring(self) -> int:
        """Runs what is due of ringing; says how many pieces of work that were."""
        return await self.run_due("updates.ring")

    async def kept(self, public_id: str) -> Update:
        async with self.database.read() as session:
            return (await session.scalars(select(Update).where(Update.public_id == public_id))).one()

    async def waiting_work(self, kind: str = "updates.ring") -> list[DueWork]:
        return await super().waiting_work(kind)


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Marlowe & Finch in #care on Slack, Harborline in a Slack Connect channel, Lumenara on Teams; Ines publishes."""
    stage = Stage(database)
    await furnish(stage)
    yield stage
