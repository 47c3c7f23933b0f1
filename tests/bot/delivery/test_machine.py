"""Runs the machine, which does whatever may happen in any order.

`MACHINE_EXAMPLES` in the environment makes the run longer, and different each time.
"""

import asyncio
import os

from hypothesis import Phase, settings
from hypothesis.stateful import (
    run_state_machine_as_test,
)
from sqlalchemy import text

from bot.storage.sealing import Keyring
from bot.storage.sessions import Database
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


def prepare(url: str) -> None:
    """Have PostgreSQL tell the simulated time to whoever asks for it."""

    async def work() -> None:
        async with Database(url, Keyring(["k"])) as database:
            if database.is_postgresql:
                async with database.write() as session:
                    for statement in POSTGRESQL_CLOCK:
                        await session.execute(text(statement))

    asyncio.run(work())
