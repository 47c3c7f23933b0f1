"""`instep rhythms`: what recurs with its next dates and why then, and what the operator decides of it."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from typer.testing import Result

from bot.assemble import all_offers
from bot.capabilities.shoutouts.store import DIGEST
from bot.cli import rhythms
from bot.due import deciding
from bot.due.tables import Rhythm, Whose
from bot.people.model import AuditEntry
from bot.people.refusal import Refused
from bot.storage.sessions import Database
from schedules.calendar import HolidayRule

GROUPS = (rhythms,)

Run = Callable[..., Result]


@pytest.fixture
def digest(bo: None, inside: Callable[[], Database]) -> str:
    """The digest of shoutouts recurs daily but for holidays, for one team in London; its id."""

    async def begin() -> str:
        async with inside() as database, database.write() as session:
            now = datetime.now(UTC)
            rhythm = Rhythm(
                public_id="-nn_like-an-option",
                kind=DIGEST,
                rule="FREQ=WEEKLY;BYDAY=FR",
                starts=date(2026, 1, 1),
                at=time(15),
                whose=Whose.TEAM,
                on_holiday=HolidayRule.SKIP,
            )
            await deciding.begin(session, rhythm, all_offers().rhythms[DIGEST].plan, now)
            return rhythm.public_id

    return asyncio.run(begin())


def friday(weeks: int = 0) -> date:
    """A Friday after tomorrow."""
    day = datetime.now(UTC).date() + timedelta(days=2)
    return day + timedelta(days=(4 - day.weekday()) % 7, weeks=weeks)


def test_what_recurs_is_listed_with_five_dates_and_their_zone(instep: Run, digest: str) -> None:
    lines = instep("rhythms").output.splitlines()
    assert lines[0] == f"Digest of shoutouts ({digest}): every Friday at 15:00 of each team's own time"
    london = [line for line in lines if line.endswith("Europe/London")]
    assert len(london) == 5
    assert f"    {friday(1):%a %Y-%m-%d} 15:00 Europe/London" in london


def test_nothing_recurs_yet(instep: Run) -> None:
    assert instep("rhythms").output == "Nothing recurs yet: what does begins with the bot, instep run.\n"
    assert json.loads(instep("rhythms", "--json").output) == []


def test_programs_read_it_as_json(instep: Run, digest: str) -> None:
    (found,) = json.loads(instep("rhythms", "--json").output)
    assert (found["id"], found["rule"], found["at"], found["paused"]) == (
        digest,
        "FREQ=WEEKLY;BYDAY=FR",
        "15:00",
        False,
    )
    one = next(each for each in found["next"] if each["zone"] == "Europe/London" and each["date"] == str(friday(1)))
    assert datetime.fromisoformat(one["at"]) == datetime.fromisoformat(one["local"])
    assert one["local"].startswith(f"{friday(1)}T15:00")
    assert one["reasons"] == []


def test_the_operator_skips_moves_and_takes_back_and_it_is_noted(
    instep: Run, digest: str, inside: Callable[[], Database]
) -> None:
    day = str(friday(1))
    left_out = f"{friday(1):%a %Y-%m-%d}       Europe/London: left out by hand"
    assert left_out in instep("rhythms", "skip", digest, day).output
    said = instep("rhythms", "move", digest, str(friday(2)), f"{friday(2) + timedelta(days=1)}T09:30").output
    assert f"{friday(2) + timedelta(days=1):%a %Y-%m-%d} 09:30 Europe/London: moved by hand from Friday" in said
    assert left_out in said
    assert "left out" not in instep("rhythms", "undo", digest, day).output

    async def actions() -> list[str]:
        async with inside() as database, database.read() as session:
            rows = await session.scalars(select(AuditEntry.action).where(AuditEntry.object_id == digest))
            return sorted(rows)

    assert asyncio.run(actions()) == ["move_rhythm", "skip_rhythm", "undo_rhythm"]


def test_the_operator_pauses_and_resumes(instep: Run, digest: str) -> None:
    assert "Paused until somebody resumes it." in instep("rhythms", "pause", digest).output
    assert "Paused until somebody resumes it." in instep("rhythms").output
    assert "Paused" not in instep("rhythms", "resume", digest).output
    assert "Paused: it goes on from" in instep("rhythms", "pause", digest, "--until", str(friday(2))).output
    (found,) = json.loads(instep("rhythms", "--json").output)
    assert (found["paused"], found["goes_on_from"]) == (True, str(friday(2)))


def test_what_cannot_be_is_one_sentence(instep: Run, digest: str) -> None:
    with pytest.raises(Refused, match="Nothing recurs under nothing: instep rhythms shows the ids"):
        instep("rhythms", "skip", "nothing", str(friday(1)))
    none = friday(1) + timedelta(days=1)
    says = f"{none} is not one of its dates, so nothing was changed. The next are .*{friday()}, {friday(1)}"
    with pytest.raises(Refused, match=says):
        instep("rhythms", "skip", digest, str(none))
    with pytest.raises(Refused, match="over or was left out already"):
        instep("rhythms", "skip", digest, "2026-01-02")
    with pytest.raises(Refused, match="neither left out nor moved"):
        instep("rhythms", "undo", digest, str(friday(1)))
    with pytest.raises(Refused, match="--until takes a day to come, and 2026-01-02 is none"):
        instep("rhythms", "pause", digest, "--until", "2026-01-02")
    with pytest.raises(Refused, match="This is more than five years ahead"):
        instep("rhythms", "pause", digest, "--until", "5000-01-01")
    with pytest.raises(Refused, match="That time has passed"):
        instep("rhythms", "move", digest, str(friday(1)), "2026-01-02T09:00")
    assert instep("rhythms", "skip", digest, "soon").exit_code == 2


def test_the_operator_changes_what_they_say_and_the_rest_stays(instep: Run, digest: str) -> None:
    lines = instep("rhythms", "change", digest, "--when", "every Monday").output.splitlines()
    assert lines[0] == f"Digest of shoutouts ({digest}): every Monday at 15:00 of each team's own time"
    ahead = [line for line in lines[1:] if "moved by hand from Monday" not in line]
    assert len(ahead) >= 8
    assert all(line.strip().startswith("Mon ") for line in ahead)
    lines = instep("rhythms", "change", digest, "--at", "09:30", "--on-holiday", "run").output.splitlines()
    assert lines[0] == f"Digest of shoutouts ({digest}): every Monday at 09:30 of each team's own time"
    (found,) = json.loads(instep("rhythms", "--json").output)
    assert (found["rule"], found["at"], found["on_holiday"]) == ("FREQ=WEEKLY;BYDAY=MO", "09:30", "run")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ((), "Say what changes"),
        (("--when", "sometimes"), "Nothing was changed"),
        (("--at", "25:00"), "Nothing was changed"),
        (("--on-holiday", "maybe"), "--on-holiday is one of run, skip"),
        (("--zone", "Europe/London"), "so it has no zone"),
        (("--when", "every day"), "once a week at most"),
    ],
)
def test_what_cannot_be_changes_nothing(instep: Run, digest: str, asked: tuple[str, ...], says: str) -> None:
    with pytest.raises(Refused, match=says):
        instep("rhythms", "change", digest, *asked)
    (found,) = json.loads(instep("rhythms", "--json").output)
    assert (found["rule"], found["at"], found["on_holiday"]) == ("FREQ=WEEKLY;BYDAY=FR", "15:00", "skip")
