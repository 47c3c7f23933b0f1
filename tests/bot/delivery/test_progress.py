"""Progress: a receipt that somebody watches is redrawn when one of its posts fares on, and no other."""

from sqlalchemy import select

from bot.delivery.outbox import Subject
from bot.delivery.progress import RECEIPT
from bot.delivery.tables import Stale
from bot.ports import Cause, NotAllowed
from tests.bot.delivery.conftest import SLACK, SUBJECT, sending, settled
from tests.bot.delivery.memory_platform import MemoryPlatform

WATCHED = Subject(f"{SUBJECT.kind}{RECEIPT}", SUBJECT.id)
OTHER = Subject(f"{SUBJECT.kind}{RECEIPT}", 99)


async def watch(desk):
    async with desk.outbox() as outbox:
        await outbox.mark_stale(WATCHED)
        await outbox.mark_stale(OTHER)


async def marks(desk, subject):
    async with desk.database.read() as session:
        return await session.scalar(
            select(Stale.marks).where(Stale.subject_kind == subject.kind, Stale.subject_id == subject.id)
        )


async def test_what_becomes_of_a_post_is_told_to_the_receipt_that_is_watched(desk):
    await watch(desk)
    async with sending(desk):
        await desk.publish()
        await settled(desk)
    assert await marks(desk, WATCHED) > 1
    assert await marks(desk, OTHER) == 1


async def test_nobody_watching_means_nothing_to_redraw(desk):
    async with sending(desk):
        await desk.publish()
        await settled(desk)
    assert await marks(desk, WATCHED) is None


async def test_a_halted_lane_and_its_return_are_told_too(desk):
    await watch(desk)
    slack = MemoryPlatform()
    slack.always["post"] = NotAllowed(Cause.TOKEN_REVOKED, "token_revoked")
    async with sending(desk, slack):
        await desk.publish(desk.posts(None, "internal"))
        await settled(desk)
    before = await marks(desk, WATCHED)
    assert before > 1
    async with desk.outbox() as outbox:
        await outbox.resume("slack", SLACK)
    assert await marks(desk, WATCHED) > before
