"""`instep checkins`: several from a file, all or none, and the same again changes nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import Result

from bot.capabilities.checkins.kinds import CheckinState
from bot.capabilities.checkins.store.tables import Checkin
from bot.cli import checkins
from bot.people.model import ChatIdentity, Grant, Person, Role
from bot.people.refusal import Refused
from bot.storage.sessions import Database, Session
from tests.bot.cli.conftest import inside_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

GROUPS = (checkins,)
FILE = """\
checkins:
  - name: Weekly pulse
    template: pulse
    teams: [Care]
    mode: named
  - name: Tools
    questions:
      - "one of: Which tool got in the way? | Desk | Telephone"
      - "if 1 is Desk: text: How?"
    teams: Care
    mode: named
    when: by hand
"""


@pytest.fixture
def run(bo: None, instep: Callable[..., Result], inside: Callable[[], Database]) -> Callable[..., str]:
    """Runs `instep checkins …`, with Bo as admin, whom a direct message reaches."""

    async def furnish(session: Session) -> None:
        person = (await session.scalars(select(Person))).one()
        session.add(Grant(person_id=person.id, role=Role.ADMIN, side_id=None))
        session.add(
            ChatIdentity(person_id=person.id, platform="slack", home="T1", user_id="U1", installation_key="A1/-/T1")
        )

    inside_of(inside, furnish)

    def run(*words: str) -> str:
        return instep("checkins", *words).output

    return run


async def kept(session: Session) -> list[Checkin]:
    return list(await session.scalars(select(Checkin).order_by(Checkin.name)))


def test_a_file_is_brought_in_once(run: Callable[..., str], inside: Callable[[], Database]) -> None:
    Path("checkins.yaml").write_text(FILE)
    assert "Nothing was set up: this was a dry run." in run("import", "checkins.yaml", "--dry-run")
    assert inside_of(inside, kept) == []
    first = run("import", "checkins.yaml")
    assert "Weekly pulse (new): every Friday at 10:00" in first
    assert "Tools (new): asked by hand" in first
    again = run("import", "checkins.yaml")
    assert "Weekly pulse (as before)" in again and "Tools (as before)" in again and "(new)" not in again
    assert [one.name for one in inside_of(inside, kept)] == ["Tools", "Weekly pulse"]
    other = FILE.replace("mode: named\n  - name", "at: 11:00\n    mode: confidential\n  - name").replace(
        "| Tele", "| A tele"
    )
    Path("checkins.yaml").write_text(other)
    with pytest.raises(Refused) as refused:
        run("import", "checkins.yaml")
    mistakes = [line.partition(":")[0] for line in str(refused.value).splitlines()[:-1]]
    assert mistakes == ["Line 5, field at", "Line 6, field mode", "Line 8, field questions"]


def test_one_is_listed_and_ended(run: Callable[..., str], inside: Callable[[], Database]) -> None:
    assert "No check-in yet" in run("list")
    Path("checkins.yaml").write_text(FILE)
    run("import", "checkins.yaml")
    ident = inside_of(inside, kept)[1].public_id
    assert f"Weekly pulse ({ident})" in run("list")
    assert "“Weekly pulse” has ended." in run("end", ident)
    assert [one.state for one in inside_of(inside, kept)] == [CheckinState.ACTIVE, CheckinState.ENDED]
    assert ident not in run("list")


def test_a_mistake_names_its_line_and_nothing_is_set_up(
    run: Callable[..., str], inside: Callable[[], Database]
) -> None:
    Path("checkins.yaml").write_text(FILE.replace("one of: Which", "one off: Which"))
    with pytest.raises(Refused, match="Line 7, field questions: Line 1: Begin the line with a kind"):
        run("import", "checkins.yaml")
    assert inside_of(inside, kept) == []


def test_what_is_not_open_or_not_there_cannot_be_withdrawn(
    run: Callable[..., str], inside: Callable[[], Database]
) -> None:
    with pytest.raises(Refused, match="There is no check-in nope"):
        run("withdraw", "nope")
    Path("checkins.yaml").write_text(FILE)
    run("import", "checkins.yaml")
    with pytest.raises(Refused, match="Nothing of it is open"):
        run("withdraw", inside_of(inside, kept)[0].public_id)
