"""`instep shoutouts export`: the operator's file of all sides."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import Result

from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store import Recipient, Shoutout
from bot.cli import shoutouts
from bot.people.audit import EXPORT_SHOUTOUTS, OPERATOR
from bot.people.model import AuditEntry, Person
from bot.people.refusal import Refused
from bot.storage.sessions import Database

GROUPS = (shoutouts,)
DAYS = (datetime(2026, 11, 2, 9, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC))

Instep = Callable[..., Result]
Inside = Callable[[], Database]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def given(bo: None, inside: Inside) -> None:
    """Bo of Care was thanked on two days."""

    async def write() -> None:
        async with inside() as database, database.write() as session:
            bo = (await session.scalars(select(Person).where(Person.name == "Bo"))).one()
            for day in DAYS:
                kept = Shoutout(
                    giver_side_id=bo.side_id,
                    state=ShoutoutState.POSTED,
                    story=f"Stayed late on day {day.day}.",
                    saved_at=day,
                    posted_at=day,
                )
                session.add(kept)
                await session.flush()
                session.add(Recipient(shoutout_id=kept.id, person_id=bo.id, side_id=bo.side_id))

    asyncio.run(write())


def trail(inside: Inside) -> list[tuple[str, int]]:
    async def look() -> list[tuple[str, int]]:
        async with inside() as database, database.read() as session:
            rows = await session.scalars(select(AuditEntry).where(AuditEntry.action == EXPORT_SHOUTOUTS))
            return [(row.actor, row.detail["rows"]) for row in rows]

    return asyncio.run(look())


@pytest.mark.usefixtures("given")
def test_all_go_to_the_terminal_and_some_to_a_file_and_the_trail_has_both(instep: Instep, inside: Inside) -> None:
    lines = instep("shoutouts", "export").output.splitlines()
    assert lines[0].startswith("given_at,giver,")
    assert ["day 3" in lines[1], "day 2" in lines[2], len(lines)] == [True, True, 3]
    said = instep("shoutouts", "export", "--since", "2026-11-03", "--out", "thanks.csv").output
    assert said == "Written to thanks.csv.\n"
    written = Path("thanks.csv").read_bytes()
    assert written.startswith("\ufeff".encode()) and b"day 3" in written and b"day 2" not in written
    assert trail(inside) == [(OPERATOR, 2), (OPERATOR, 1)]


def test_before_anybody_came_it_says_so(instep: Instep) -> None:
    with pytest.raises(Refused, match="Nobody is here yet"):
        instep("shoutouts", "export")


@pytest.mark.usefixtures("given")
def test_a_day_that_is_none_is_refused(instep: Instep) -> None:
    assert instep("shoutouts", "export", "--since", "yesterday").exit_code == 2
