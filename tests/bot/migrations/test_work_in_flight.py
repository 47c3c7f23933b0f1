"""An upgrade with work in flight: what was open before is finished afterwards, once; nothing is forgotten."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

import bot.migrations
from bot.chat.message import say
from bot.clock import system_clocks
from bot.delivery.tables import Delivery, Lane, Pause, State
from bot.due.tables import DueWork
from bot.migrations.upgrade import current, head, upgrade
from bot.storage.errors import MigrationFailed
from bot.storage.sessions import Database
from tests.bot.delivery.conftest import QUICK, SLACK, SUBJECT, TEAMS, Desk, sending, settled, until
from tests.bot.delivery.memory_platform import MemoryPlatform, Posted

ADDS = """
op.add_column("delivery", sa.Column("witness", sa.String(40), nullable=False, server_default=""))
recreate = "always" if op.get_bind().dialect.name == "sqlite" else "never"
with op.batch_alter_table("copy", recreate=recreate) as copy:
    copy.add_column(sa.Column("pinned", sa.Boolean, nullable=False, server_default=sa.false()))
op.create_index("ix_delivery_witness", "delivery", ["witness"])
op.create_table("witness", sa.Column("id", sa.Integer, primary_key=True))
"""
"""What a release may do beside a running older one: add. SQLite moves the whole table for it."""

TAKES_AWAY = """
with op.batch_alter_table("delivery") as delivery:
    delivery.alter_column("detail", new_column_name="remark", existing_type=sa.String(200), existing_nullable=False)
"""
GIVES_BACK = """
with op.batch_alter_table("delivery") as delivery:
    delivery.alter_column("remark", new_column_name="detail", existing_type=sa.String(200), existing_nullable=False)
"""

Release = Callable[..., Path]


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """A later release: the steps of this one, and further ones with the given bodies."""

    def write(*bodies: str) -> Path:
        folder = tmp_path / f"release {len(bodies)}"
        shutil.copytree(Path(bot.migrations.__file__).parent / "versions", folder / "versions")
        before = head()
        for number, body in enumerate(bodies, start=1):
            lines = [
                "import sqlalchemy as sa",
                "from alembic import op",
                f"revision = 'next{number}'",
                f"down_revision = {before!r}",
                "def upgrade():",
                *(f"    {line}" for line in body.strip().splitlines()),
            ]
            (folder / "versions" / f"next{number}.py").write_text("\n".join(lines))
            before = f"next{number}"
        return folder

    return write


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database, system_clocks())
    await made.add_side("internal", "slack", SLACK, 8)
    await made.add_side("lumenara", "teams", TEAMS, 2)
    return made


async def left_in_flight(desk: Desk, slack: MemoryPlatform) -> None:
    """What a process leaves that was killed: posts under way or in doubt (every other one arrived), waiting, held."""
    await desk.publish(desk.posts(say("Under way"), "internal"))
    await desk.publish(desk.posts(say("Held back"), slot="held"), held=True)
    now = desk.clocks.machine.now()
    called = {"epoch": 1, "sending_at": now, "attempts": 1}
    rows = [row for row in await desk.deliveries() if row.slot == "card"]
    sending_ids, doubt_ids = [row.id for row in rows[:3]], [row.id for row in rows[3:6]]
    await desk.set(Delivery, {**called, "state": State.SENDING}, Delivery.id.in_(sending_ids))
    doubt = {**called, "state": State.UNKNOWN, "not_before": now, "cause": "timed_out"}
    await desk.set(Delivery, doubt, Delivery.id.in_(doubt_ids))
    await desk.set(Lane, {"owner": "killed", "epoch": 1, "lease_until": now + timedelta(seconds=0.3)})
    for row in rows[:6:2]:
        slack._posted.append(Posted(row.id, row.conversation, row.public_id, "Under way"))
        slack._texts[row.id] = "Under way"
    async with desk.database.write() as session:
        lane = (await desk.lane("slack")).id
        session.add(Pause(lane_id=lane, scope="method", key="post", until=now + timedelta(seconds=0.5)))
        session.add(
            DueWork(kind="reminder", owner_id=7, original_date=date(2027, 3, 1), slot="1", due_at=now, retry_at=now)
        )


async def kept(desk: Desk) -> tuple[object, ...]:
    """How much there is of what an upgrade might lose."""
    async with desk.database.read() as session:
        states = (await session.execute(select(Delivery.state, func.count()).group_by(Delivery.state))).all()
        counts = [await session.scalar(select(func.count()).select_from(table)) for table in (Pause, DueWork, Lane)]
    return (sorted((state.value, count) for state, count in states), counts)


async def finishes_once(desk: Desk, slack: MemoryPlatform, teams: MemoryPlatform) -> None:
    async with desk.outbox() as outbox:
        assert await outbox.release(SUBJECT, slot="held") == 10
    await settled(desk)
    for slot, promised in (("card", 8), ("held", 10)):
        receipt = await desk.receipt(slot=slot)
        assert (receipt.promised, receipt.delivered, receipt.pending) == (promised, promised, 0)
    posted = Counter(one.delivery_id for one in (*slack.posted, *teams.posted))
    assert len(posted) == 18 and set(posted.values()) == {1}


async def test_what_was_in_flight_before_an_upgrade_is_finished_once_after_it(desk: Desk, release: Release) -> None:
    slack, teams = MemoryPlatform("slack"), MemoryPlatform("teams", findable=False)
    await left_in_flight(desk, slack)
    before = await kept(desk)
    url = desk.database.url.render_as_string(hide_password=False)
    assert await upgrade(url, release(ADDS)) == (head(), "next1")
    assert await kept(desk) == before
    async with sending(desk, slack, teams):
        await finishes_once(desk, slack, teams)


async def test_an_upgrade_that_fails_leaves_work_in_flight_as_it_was_and_this_release_finishes_it(
    desk: Desk, release: Release
) -> None:
    slack, teams = MemoryPlatform("slack"), MemoryPlatform("teams", findable=False)
    await left_in_flight(desk, slack)
    before = await kept(desk)
    url = desk.database.url.render_as_string(hide_password=False)
    broken = ADDS + "\nop.execute(\"UPDATE delivery SET state = 'waiting'\")\nop.execute('SELECT * FROM nowhere')"
    with pytest.raises(MigrationFailed) as failed:
        await upgrade(url, release(broken))
    said = str(failed.value)
    assert "\n" not in said and f"from {head()} to next1 and is as it was before: " in said
    assert await current(url) == head()
    assert await kept(desk) == before
    async with sending(desk, slack, teams):
        await finishes_once(desk, slack, teams)


async def test_an_older_process_goes_on_beside_a_newer_one_while_tables_are_added_to(
    desk: Desk, release: Release
) -> None:
    if not desk.database.is_postgresql:
        pytest.skip("one runner alone may use a SQLite file")
    slack, teams = MemoryPlatform("slack"), MemoryPlatform("teams", findable=False)
    slack.latency = 0.02
    url = desk.database.url.render_as_string(hide_password=False)
    async with sending(desk, slack, teams):
        await desk.publish(desk.posts(say("Before"), slot="before"))
        await until(lambda: _posted(slack))
        assert await upgrade(url, release(ADDS)) == (head(), "next1")
        await desk.publish(desk.posts(say("After"), slot="after"))
        async with (
            Database(desk.database.url, desk.database.keyring) as newer,
            sending(replace(desk, database=newer, senders=[]), slack, teams),
        ):
            await desk.publish(desk.posts(say("Beside"), slot="beside"))
            await settled(desk)
    for slot in ("before", "after", "beside"):
        assert (await desk.receipt(slot=slot)).delivered == 10
    assert set(Counter(one.delivery_id for one in (*slack.posted, *teams.posted)).values()) == {1}


async def test_an_older_process_whose_columns_are_gone_writes_nothing_and_what_it_had_called_is_looked_up(
    desk: Desk, release: Release
) -> None:
    slack, teams = Unhurried("slack"), MemoryPlatform("teams", findable=False)
    url = desk.database.url.render_as_string(hide_password=False)
    await desk.publish(desk.posts(say("Once"), "internal"))
    async with sending(desk, slack, teams, options=replace(QUICK, lease=3.0, timeout=2.0)):
        await until(lambda: _called(slack))
        await upgrade(url, release(TAKES_AWAY))
        slack.may_answer.set()
        await until(lambda: _posted(slack, 8))
    async with desk.database.read() as session:
        states = set(await session.scalars(text("SELECT state FROM delivery")))
    assert states <= {"sending", "waiting"}, "nothing is called delivered, or failed, that it could not write down"
    await upgrade(url, release(TAKES_AWAY, GIVES_BACK))
    await desk.publish(desk.posts(say("Later"), "internal", slot="later"))
    async with sending(desk, slack, teams):
        await settled(desk)
    for slot in ("card", "later"):
        assert (await desk.receipt(slot=slot)).delivered == 8
    assert set(Counter(one.delivery_id for one in slack.posted).values()) == {1}


class Unhurried(MemoryPlatform):
    """Takes calls, and does what they ask once it may."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.may_answer = asyncio.Event()

    async def _before(self, verb: str, channel: str) -> None:
        await super()._before(verb, channel)
        await self.may_answer.wait()


async def _posted(platform: MemoryPlatform, count: int = 1) -> bool:
    return len(platform.posted) >= count


async def _called(platform: MemoryPlatform) -> bool:
    return len(platform.calls) >= 8
