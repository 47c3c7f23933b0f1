"""`instep syncs`: several from a file, all or none, and the same again changes nothing."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select
from typer.testing import Result

from bot.capabilities.syncs.kinds import SyncState
from bot.capabilities.syncs.store.tables import Sync
from bot.cli import syncs
from bot.due.tables import Rhythm
from bot.people.model import Channel, ChannelTeam, Grant, Person, Role, Team
from bot.people.refusal import Refused
from bot.storage.sessions import Database, Session
from tests.bot.cli.conftest import inside_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

GROUPS = (syncs,)
FILE = """\
syncs:
  - name: Care weekly
    teams: [Care]
    when: every Tuesday
    at: 15:00
    zone: Europe/London
  - name: Morning huddle
    template: huddle
    teams: Care
    zone: Europe/London
"""

T = TypeVar("T")


@pytest.fixture
def run(bo: None, instep: Callable[..., Result], inside: Callable[[], Database]) -> Callable[..., str]:
    """Runs `instep syncs …`, with Bo as admin and a channel of Care's."""

    async def furnish(session: Session) -> None:
        person = (await session.scalars(select(Person))).one()
        team = (await session.scalars(select(Team))).one()
        session.add(Grant(person_id=person.id, role=Role.ADMIN, side_id=None))
        channel = Channel(
            platform="slack",
            installation_key="A1/-/T1",
            external_id="C1",
            name="care",
            bot_is_member=True,
            can_post=True,
        )
        session.add(channel)
        await session.flush()
        session.add(ChannelTeam(channel_id=channel.id, team_id=team.id))

    inside_of(inside, furnish)

    def run(*words: str) -> str:
        return instep("syncs", *words).output

    return run


async def kept(session: Session) -> list[Sync]:
    return list(await session.scalars(select(Sync).order_by(Sync.name)))


def test_a_file_is_brought_in_once(run: Callable[..., str], inside: Callable[[], Database]) -> None:
    Path("syncs.yaml").write_text(FILE)
    assert "Nothing was set up: this was a dry run." in run("import", "syncs.yaml", "--dry-run")
    assert inside_of(inside, kept) == []
    first = run("import", "syncs.yaml")
    assert "Care weekly (new): every Tuesday at 15:00 (Europe/London)" in first
    assert "Morning huddle (new): every working day at 10:00 (Europe/London)" in first
    again = run("import", "syncs.yaml")
    assert "Care weekly (as before)" in again and "(new)" not in again
    assert [one.minutes for one in inside_of(inside, kept)] == [45, 10]
    listed = run("list")
    ident = inside_of(inside, kept)[0].public_id
    assert f"Care weekly ({ident})" in listed
    assert "has ended" in run("end", ident)
    assert inside_of(inside, kept)[0].state is SyncState.ENDED
    with pytest.raises(Refused, match="There is no sync"):
        run("end", ident)


def test_the_second_time_of_an_event_and_a_pause_are_told(
    run: Callable[..., str], inside: Callable[[], Database]
) -> None:
    event = FILE.partition("  - name: Morning")[0].replace("at: 15:00", "at: 15:00\n    again: 03:00")
    Path("syncs.yaml").write_text(event.replace("when: every", "template: demo\n    when: every"))
    told = re.search(r"next (\S+) 15:00 and again (\S+) 03:00 Europe/London", run("import", "syncs.yaml"))
    assert told is not None and told[1] < told[2]

    async def pause(session: Session) -> None:
        (await session.scalars(select(Rhythm))).one().paused_until = date.max

    inside_of(inside, pause)
    listed = run("list")
    assert "nothing is to come" in listed and "Paused until somebody resumes it." in listed


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("at: 15:00", "at: 25:00", "Line 5, field at: There is no time 25:00."),
        ("teams: Care", "teams: Cure", "Line 9, field teams: There is no team “Cure”."),
        ("Europe/London\n  -", "Europe/Londres\n  -", "Line 6, field zone"),
        ("Morning huddle", "care weekly", "Line 7, field name: “care weekly” stands in line 2 already."),
        ("template: huddle", "minutes: ten", "Line 8, field minutes: Write a whole number. How long it lasts, from 5"),
        ("template: huddle", "colour: red", "Line 8, field colour: There is no such field."),
        ("template: huddle", "template: [a]", "Line 8, field template: Write one text"),
        (
            "template: huddle",
            "template: party",
            "Line 8, field template: “party” cannot stand here. Write one of: weekly,",
        ),
        ("template: huddle", "held: outside", "Line 8, field held: “outside” cannot stand here. Write one of: live, "),
        ("name: Morning huddle\n    template", "template", "Line 7, field name: The field is missing."),
        ("syncs:", "rhythms:", "Line 1: write a list of syncs"),
        ("[Care]", "[Care", "YAML"),
        ("[Care]", "[" * 2_000, "Line 1: lists stand in lists too deeply"),
        ("template", "? [a]\n    : b\n    template", "Line 8: Write one text, not a list."),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_nothing_is_kept(
    run: Callable[..., str], inside: Callable[[], Database], old: str, new: str, place: str
) -> None:
    Path("syncs.yaml").write_text(FILE.replace(old, new, 1))
    with pytest.raises(Refused) as refused:
        run("import", "syncs.yaml")
    assert place in str(refused.value)
    assert inside_of(inside, kept) == []


def test_all_that_is_wrong_in_a_file_is_told_at_once(run: Callable[..., str], inside: Callable[[], Database]) -> None:
    wrong = [("[Care]", "[Cure, Core, Care]"), ("15:00", "25:00"), ("teams: Care", "held: outside\n    teams: Cure")]
    text = FILE
    for old, new in wrong:
        text = text.replace(old, new, 1)
    Path("syncs.yaml").write_text(text.replace("    template: huddle\n", "    minutes: 1\n    agents: few\n"))
    with pytest.raises(Refused) as refused:
        run("import", "syncs.yaml")
    *mistakes, nothing = str(refused.value).splitlines()
    assert [line.partition(". ")[0] for line in mistakes] == [
        "Line 3, field teams: There is no team “Cure”",
        "Line 3, field teams: There is no team “Core”",
        "Line 5, field at: There is no time 25:00",
        "Line 9, field agents: Write a whole number",
        "Line 10, field held: “outside” cannot stand here",
    ]
    assert nothing == "Nothing was done."
    Path("syncs.yaml").write_text(FILE.replace("[Care]", "[Cure]").replace("template: huddle", "minutes: 1"))
    with pytest.raises(Refused, match=r"field teams: (?s:.*)field minutes: Write how long it lasts"):
        run("import", "syncs.yaml")
    assert inside_of(inside, kept) == []


def test_one_that_is_another_there_is_an_error_and_nothing_is_changed(
    run: Callable[..., str], inside: Callable[[], Database]
) -> None:
    Path("syncs.yaml").write_text(FILE.partition("  - name: Morning")[0])
    run("import", "syncs.yaml")
    Path("syncs.yaml").write_text(FILE.replace("every Tuesday", "every Friday").replace("15:00", "15:30"))
    with pytest.raises(Refused) as refused:
        run("import", "syncs.yaml")
    says = "“Care weekly” exists already, and is another there. Change it in chat, or take it out of the file."
    mistakes = str(refused.value).splitlines()[:-1]
    assert mistakes == [f"Line {line}, field {field}: {says}" for line, field in ((4, "when"), (5, "at"))]
    assert [one.name for one in inside_of(inside, kept)] == ["Care weekly"]
