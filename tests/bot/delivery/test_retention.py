"""Words that nobody is shown any more are forgotten; what is shown, and every receipt, stays."""

from datetime import timedelta

from sqlalchemy import select

from bot.chat.message import say
from bot.delivery.receipts import receipt
from bot.delivery.retention import CONTENT_KEPT, forget_contents
from bot.delivery.tables import Content
from tests.bot.delivery.conftest import SUBJECT, Desk

LATER = CONTENT_KEPT + timedelta(days=1)


async def kept_words(desk: Desk) -> list[str]:
    async with desk.database.read() as session:
        return [message for message in await session.scalars(select(Content.message)) if message]


async def test_a_message_that_is_shown_keeps_its_words(desk: Desk) -> None:
    async with desk.outbox() as outbox:
        await outbox.publish(SUBJECT, desk.posts(say("Shown")))
    async with desk.database.write() as session:
        assert await forget_contents(session, desk.clocks.machine.now() + LATER) == 0
    assert len(await kept_words(desk)) == 1


async def test_a_withdrawn_message_loses_its_words_after_ninety_days_and_keeps_its_receipt(desk: Desk) -> None:
    async with desk.outbox() as outbox:
        await outbox.publish(SUBJECT, desk.posts(say("Withdrawn before it went out")))
        copies = await outbox.copies(SUBJECT)
        for copy in copies:
            await outbox.withdraw(copy, None)
    now = desk.clocks.machine.now()
    async with desk.database.write() as session:
        assert await forget_contents(session, now + CONTENT_KEPT - timedelta(days=1)) == 0
    async with desk.database.write() as session:
        assert await forget_contents(session, now + LATER) == 1
        assert len((await receipt(session, SUBJECT)).lines) == len(copies)
    assert await kept_words(desk) == []
