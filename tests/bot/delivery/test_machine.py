"""Runs the machine, which does whatever may happen in any order.

`MACHINE_EXAMPLES` in the environment makes the run longer, and different each time.
"""

import asyncio
import os

from hypothesis import Phase, settings
from hypothesis.stateful import (
    run_state_machine_as_test,
)
from sqlalchemy import func, select, text

from bot.delivery.pace import Priority
from bot.delivery.tables import Delivery, State
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database
from tests.bot.delivery.judged_machine import CHANNELS, OPTIONS
from tests.bot.delivery.machine import Machine
from tests.bot.delivery.simulated_process import (
    POSTGRESQL_CLOCK,
)

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "0"))
FEW_EXAMPLES = 12
"""Of forty steps each: about ten seconds of computing for either database."""

STEPS = 40


def test_whatever_happens_in_any_order_receipts_are_true(database_url: str) -> None:
    prepare(database_url)
    run_state_machine_as_test(
        lambda: Machine(database_url),
        settings=settings(
            max_examples=EXAMPLES or FEW_EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not EXAMPLES,
            database=None,
            print_blob=True,
            # To make the steps of a failure fewer would take many minutes.
            phases=[Phase.generate],
        ),
    )


def test_a_sender_whose_leases_cannot_be_kept_rests_until_they_can(database_url: str) -> None:
    """What may not begin so late in a lease is waited with; simulated time stands still for whoever does not rest."""
    prepare(database_url)
    machine = Machine(database_url)
    machine.begin(None, [])
    for _ in range(8):
        machine.publish(0, list(range(len(CHANNELS))), False, Priority.PUBLISH)
    machine.loop.pass_time(1)
    process = machine.alive(0)
    assert process is not None
    process.reads_only = True
    machine.loop.pass_time(OPTIONS.lease - 1.5)
    waits = machine.rows(select(func.count()).where(Delivery.state == State.WAITING))[0][0]
    assert waits, "there is nothing that it would have liked to send"
    process.reads_only = False
    machine.teardown()


def prepare(url: str) -> None:
    """Have PostgreSQL tell the simulated time to whoever asks for it."""

    async def work() -> None:
        async with Database(url, Keyring(["k"])) as database:
            if database.is_postgresql:
                async with database.write() as session:
                    for statement in POSTGRESQL_CLOCK:
                        await session.execute(text(statement))

    asyncio.run(work())
