"""Teams, people, channels and audiences as CSV files."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from bot.chat.inbound import Identity
from bot.people import grants, partners, roster
from bot.people.access import EVERYTHING, Scope
from bot.people.model import (
    Audience,
    Channel,
    ChatIdentity,
    DeskIdentity,
    Membership,
    Person,
    PersonState,
    Role,
    Sharing,
    Side,
    Team,
)
from bot.people.tabular.audiences import export_audiences, import_audiences
from bot.people.tabular.channels import export_channels, import_channels
from bot.people.tabular.people import export_people, import_people
from bot.people.tabular.sheet import Imported, ImportRefused, Problems, read_sheet, write_sheet
from bot.people.tabular.teams import export_teams, import_teams

TEAMS = """\
name,side,time_zone,country,region,locale,working_hours,lead,home_channel
Care,internal,Europe/London,GB,,en,Mon-Fri 09:00-17:00,ada@marlowe.example,slack:A1/-/T1:C-care
Harbor Night,Harborline,Asia/Manila,PH,,en,Mon-Sun 21:00-06:00,slack:T2/U7,
"""
PEOPLE = """\
name,side,teams,email,alias,slack,msteams,roles,locale,time_zone,desk,confirmed
Ada Brook,internal,Care,Ada@marlowe.example,,U1; T1/U2,,admin@organisation; author@organisation,en,Europe/London,,yes
Bo Reyes,Harborline,Harbor Night,,Sam,U7,,lead,,,zendesk/4711=Sam; zendesk/4712,
Cy,Harborline,Harbor Night,cy@harborline.example,,T1/G9,,,,,,no
"""
CHANNELS = """\
platform,installation,id,name,teams
slack,A1/-/T1,C-care,care,Care
slack,A1/-/T1,C-joint,joint,Internal/Care; Harborline/Harbor Night
"""
AUDIENCES = """\
name,sharing,teams,channels
Night,figures,Harborline/Harbor Night,slack:A1/-/T1:C-joint
Everyone,nothing,,
"""


async def put(organisation: Any, into: Callable[..., Any], text: str, **options: Any) -> Imported:
    async with organisation.write() as session:
        return await into(session, None, text.encode(), organisation.now, **options)


async def out(organisation: Any, of: Callable[..., Any], scope: Scope = EVERYTHING) -> bytes:
    async with organisation.read() as session:
        return await of(session, scope)


def cells(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


async def count(organisation: Any, *kinds: type) -> list[int]:
    async with organisation.read() as session:
        return [await session.scalar(select(func.count()).select_from(kind)) for kind in kinds]


async def fill(organisation: Any) -> None:
    for into, text in (
        (import_teams, TEAMS),
        (import_people, PEOPLE),
        (import_channels, CHANNELS),
        (import_audiences, AUDIENCES),
    ):
        await put(organisation, into, text)


async def test_four_files_make_an_organisation(organisation: Any) -> None:
    o = organisation
    await fill(o)
    async with o.read() as session:
        ada = await session.scalar(select(Person).where(Person.name == "Ada Brook"))
        bo = await session.scalar(select(Person).where(Person.name == "Bo Reyes"))
        cy = await session.scalar(select(Person).where(Person.name == "Cy"))
        care = await session.scalar(select(Team).where(Team.name == "Care"))
        night = await session.scalar(select(Team).where(Team.name == "Harbor Night"))
        channel = await session.scalar(select(Channel).where(Channel.external_id == "C-care"))

        assert (ada.email, ada.state, care.lead_id) == ("ada@marlowe.example", PersonState.ACTIVE, ada.id)
        assert care.home_channel_id == channel.id
        assert (care.zone, care.country, night.working_hours) == ("Europe/London", "GB", "Mon-Sun 21:00-06:00")
        assert await grants.rights_of(session, ada.id) == {(Role.ADMIN, None), (Role.AUTHOR, None)}
        assert await grants.rights_of(session, bo.id) == {(Role.LEAD, o.harborline.id)}
        assert (bo.alias, night.lead_id) == ("Sam", bo.id)
        assert cy.state is PersonState.PROVISIONAL
        guest = await session.scalar(select(ChatIdentity).where(ChatIdentity.user_id == "G9"))
        assert (guest.person_id, guest.guest, guest.installation_key) == (cy.id, True, "A1/-/T1")
        assert [(row.agent_id, row.alias) for row in await session.scalars(select(DeskIdentity))] == [
            ("4711", "Sam"),
            ("4712", ""),
        ]
        night_audience = await session.scalar(select(Audience).where(Audience.name == "Night"))
        assert night_audience.sharing is Sharing.FIGURES


async def test_what_goes_out_comes_in_again_unchanged(organisation: Any) -> None:
    await fill(organisation)
    for of, into in (
        (export_teams, import_teams),
        (export_people, import_people),
        (export_channels, import_channels),
        (export_audiences, import_audiences),
    ):
        before = await out(organisation, of)
        imported = await put(organisation, into, before.decode("utf-8-sig"))
        assert imported == Imported(0, len(cells(before)))
        assert await out(organisation, of) == before


async def test_a_fresh_database_takes_what_another_gave_out(organisation: Any) -> None:
    await fill(organisation)
    people = await out(organisation, export_people)
    async with organisation.write() as session:
        for person in await session.scalars(select(Person)):
            person.public_id = f"other{person.id}"
    assert await put(organisation, import_people, people.decode("utf-8-sig")) == Imported(0, 3)


WRONG = [
    (import_teams, "name,side\nA,Nowhere\n", "Line 2, column side: There is no side “Nowhere”"),
    (import_teams, "name,side,time_zone\nA,internal,Mars\n", "Line 2, column time_zone: “Mars” is not a time zone"),
    (import_teams, "name,side,country\nA,internal,XX\n", "column country: There is no holiday calendar"),
    (import_teams, "name,side,working_hours\nA,internal,nine\n", "column working_hours: “nine” is not understood"),
    (import_teams, "name,side,locale\nA,internal,xx_yy_zz\n", "column locale: “xx_yy_zz” is not a locale"),
    (import_teams, "name,side\n,internal\n", "Line 2, column name: It is empty"),
    (import_teams, "name,side\nA,internal\na,Internal\n", "Line 3, column name: “Internal/a” stands in line 2"),
    (import_teams, "name,side,lead\nA,internal,nobody\n", "column lead: “nobody” is neither an e-mail nor"),
    (import_teams, "name,side,home_channel\nA,internal,#x\n", "column home_channel: There is no channel “#x”"),
    (import_teams, "name\nA\n", "Line 1, column side: This column is missing"),
    (import_teams, "name,side,colour\n", "Line 1, column colour: There is no such column"),
    (import_teams, "name,side,name\n", "Line 1, column name: This column is there twice"),
    (import_teams, "", "The file: It is empty"),
    (import_teams, 'name,side\n"A,internal\n', "cannot be read as CSV"),
    (import_teams, "name,side\nA,internal,more\n", "Line 2: There are 3 cells, but only 2 columns"),
    (import_people, "name,side\nA,internal\n", "Line 2: Nothing says who this is"),
    (import_people, "name,side,email\nA,internal,a@b\n", "column email: “a@b” is not an e-mail"),
    (import_people, "name,side,email,teams\nA,internal,a@b.example,X\n", "column teams: There is no team “X”"),
    (import_people, "name,side,email,roles\nA,internal,a@b.example,king\n", "column roles: “king” is not a role"),
    (import_people, "name,side,desk\nA,internal,4711\n", "column desk: “4711” is not a help-desk id"),
    (import_people, "name,side,msteams\nA,internal,a1\n", "“a1” needs its workspace or tenant in front"),
    (import_people, "name,side,email,confirmed\nA,internal,a@b.example,perhaps\n", "either yes or no"),
    (
        import_people,
        "name,side,email,roles\nA,Harborline,a@b.example,admin@organisation\n",
        "rights within Harborline",
    ),
    (
        import_people,
        "name,side,email,slack\nA,internal,a@b.example,U1\nB,internal,a@b.example,U2\n",
        "Line 3: This is the person of line 2 again",
    ),
    (import_channels, "platform,installation,id\nslack,A9,C1\n", "column installation: Instep is not installed"),
    (
        import_channels,
        "platform,installation,id\nmsn,A9,C1\n",
        "column platform: “msn” is no platform. Write slack or teams.",
    ),
    (import_audiences, "name,sharing\nA,all\n", "column sharing: “all” is not known"),
    (import_audiences, "name,teams\nEveryone,Care\n", "column name: Everyone has all teams by itself"),
]
"""Files that cannot be taken in, and what is said of each."""


async def test_a_line_that_does_not_fit_is_named_and_nothing_is_imported(organisation: Any) -> None:
    before = await count(organisation, Team, Person, Channel, Audience, Side)
    for into, text, says in WRONG:
        with pytest.raises(ImportRefused) as refused:
            await put(organisation, into, text)
        assert says in str(refused.value)
        assert str(refused.value).endswith("Nothing was imported.")
    assert await count(organisation, Team, Person, Channel, Audience, Side) == before


async def test_good_lines_beside_a_broken_one_are_not_imported_either(organisation: Any) -> None:
    before = await count(organisation, Team, Person)
    with pytest.raises(ImportRefused) as refused:
        await put(organisation, import_teams, TEAMS + "X,Nowhere,Mars,,,,,,\nY,Nowhere,,,,,,,\n")
    assert [problem.line for problem in refused.value.problems] == [4, 4, 5]
    assert await count(organisation, Team, Person) == before


async def test_new_partners_are_made_only_where_that_is_said(organisation: Any) -> None:
    text = "name,side\nDesk,Brightwater\nNight,brightwater\n"
    with pytest.raises(ImportRefused, match="--new-sides"):
        await put(organisation, import_teams, text)
    await put(organisation, import_teams, text, new_sides=True)
    async with organisation.read() as session:
        assert await session.scalar(select(func.count()).where(Side.name == "Brightwater")) == 1


async def test_people_match_by_ids_and_emails_and_never_by_name(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        bo = await o.person(session, "Bo", o.harbor, identity=o.slack("U7", "T2"))
    text = "name,side,slack,email,teams\nRenamed,Harborline,T2/U7,bo@h.example,\nBo,Harborline,,other@h.example,\n"
    assert await put(o, import_people, text) == Imported(1, 1)
    async with o.read() as session:
        again = await session.get_one(Person, bo.id)
        assert (again.name, again.email) == ("Renamed", "bo@h.example")
        assert await roster.open_memberships(session, bo.id) == []


async def test_a_line_that_means_two_people_asks_for_a_merge(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        await o.person(session, "Bo", o.harbor, identity=o.slack("U7", "T2"))
        await o.person(session, "B. R.", o.harbor, email="bo@h.example")
    with pytest.raises(ImportRefused, match=r"several people \(B\. R\. and Bo\)"):
        await put(o, import_people, "name,side,slack,email\nBo,Harborline,T2/U7,bo@h.example\n")


async def test_what_a_gone_partner_leaves_behind_is_in_no_file(organisation: Any) -> None:
    o = organisation
    await fill(o)
    async with o.write() as session:
        side = await session.get_one(Side, o.harborline.id)
        await partners.offboard(session, None, side, o.now, days=0)
        await partners.erase_due(session, o.now.date(), o.now)
    for of in (export_teams, export_people, export_channels, export_audiences):
        assert b"Harbor" not in await out(o, of)


async def test_columns_that_are_not_there_leave_things_as_they_are(organisation: Any) -> None:
    await fill(organisation)
    await put(organisation, import_people, "name,side,email\nAda B.,internal,ada@marlowe.example\n")
    await put(organisation, import_teams, "name,side\nCare,internal\n")
    async with organisation.read() as session:
        ada = await session.scalar(select(Person).where(Person.email == "ada@marlowe.example"))
        care = await session.scalar(select(Team).where(Team.name == "Care"))
        assert (ada.name, ada.zone, care.zone, care.lead_id) == ("Ada B.", "Europe/London", "Europe/London", ada.id)
        assert await grants.rights_of(session, ada.id) == {(Role.ADMIN, None), (Role.AUTHOR, None)}
        assert await session.scalar(select(Membership.until).where(Membership.person_id == ada.id)) is None


async def test_a_partners_manager_reaches_nothing_beyond_their_side(organisation: Any) -> None:
    o = organisation
    await fill(o)
    async with o.write() as session:
        bo = await session.scalar(select(Person).where(Person.name == "Bo Reyes"))
        manager = await o.actor(session, bo, (Role.MANAGER, o.harborline.id))
    theirs = manager.scope
    assert {row["side"] for row in cells(await out(o, export_people, theirs))} == {"Harborline"}
    assert {row["side"] for row in cells(await out(o, export_teams, theirs))} == {"Harborline"}
    assert {row["name"] for row in cells(await out(o, export_audiences, theirs))} == set()
    for row in cells(await out(o, export_channels, theirs)):
        assert (row["name"], row["teams"]) == ("joint", "Harborline/Harbor Night")
    for into, text, says in (
        (import_people, "name,side,email\nX,Lumenara,x@l.example\n", "no side “Lumenara”"),
        (import_people, "name,side,email,roles\nX,Harborline,x@h.example,admin\n", "Only admins can grant"),
        (import_people, "name,side,slack\nX,Harborline,T1/U1\n", "somebody who is not of Harborline"),
        (import_teams, "name,side\nX,Lumenara\n", "no side “Lumenara”"),
        (import_teams, "name,side,home_channel\nX,Harborline,slack:A1/-/T1:C-care\n", "belongs to somebody else"),
        (import_channels, "platform,installation,id,teams\nslack,A1/-/T1,C-care,Harbor Night\n", "somebody else"),
        (import_audiences, "name,teams\nX,Lumen Night\n", "no team “Lumen Night”"),
    ):
        with pytest.raises(ImportRefused, match=says):
            async with o.write() as session:
                await into(session, manager, text.encode(), o.now)


def sheet_of(header: str, line: str, tag: str, lines: int) -> str:
    """A file in which `#` is the tag and each line's number, and `%` what every other line has."""
    return "\n".join(
        [header, *(line.replace("#", f"{tag}{each}").replace("%", "xy"[each % 2]) for each in range(lines))]
    )


async def statements(organisation: Any, into: Callable[..., Any], text: str) -> int:
    """How many statements an import takes."""
    taken: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        taken.append(statement)

    async with organisation.write() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        try:
            await into(session, None, text.encode(), organisation.now)
        finally:
            event.remove(engine, "before_cursor_execute", note)
    return len(taken)


MANY: list[tuple[Callable[..., Any], str, list[str]]] = [
    (
        import_people,
        "name,side,teams,email,slack,roles,desk,alias,time_zone",
        [
            "P#,internal,Care,p#@m.example,U#,lead,z/#=a,,UTC",
            "P#%,internal,,p#@m.example,U#; V#,author,z/#=b,%,UTC",
            "P#,internal,Care,q#@m.example,U#,,z/#,,UTC",
        ],
    ),
    (
        import_teams,
        "name,side,time_zone,lead,home_channel",
        [
            "N#,internal,UTC,l#@m.example,slack:A1/-/T1:D#",
            "N#,internal,Europe/London,slack:T1/L#,slack:A1/-/T1:E#",
            "N#,internal,UTC,,",
        ],
    ),
    (
        import_channels,
        "platform,installation,id,name,teams",
        ["slack,A1/-/T1,F#,f#,Care", "slack,A1/-/T1,F#,%,Harbor Care", "slack,A1/-/T1,F#,,"],
    ),
]
"""Files of lines that are all new, then those again with changes of several kinds."""


async def test_a_long_file_takes_no_more_statements_than_a_short_one(organisation: Any) -> None:
    for into, header, lines in MANY:
        for line in lines:
            short = await statements(organisation, into, sheet_of(header, line, "a", 10))
            long = await statements(organisation, into, sheet_of(header, line, "b", 500))
            assert long <= short, (into.__name__, line)


async def test_an_email_can_go_from_one_person_to_another_further_down(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        older = await o.person(session, "Older", email="old@m.example")
        newer = await o.person(session, "Newer", email="shared@m.example")
    text = (
        f"name,side,email,id\nNewer,internal,new@m.example,{newer.public_id}\n"
        f"Older,internal,shared@m.example,{older.public_id}\nThird,internal,old@m.example,\n"
    )
    assert await put(o, import_people, text) == Imported(1, 2)
    async with o.read() as session:
        emails = {person.name: person.email for person in await session.scalars(select(Person))}
    assert emails == {"Newer": "new@m.example", "Older": "shared@m.example", "Third": "old@m.example"}


async def test_a_file_can_hand_the_organisation_to_another_admin_and_never_to_nobody(organisation: Any) -> None:
    o = organisation
    await fill(o)
    header = "name,side,email,roles\n"
    ada = "Ada Brook,internal,ada@marlowe.example,\n"
    with pytest.raises(ImportRefused, match="Line 2: Ada Brook is the last admin"):
        await put(o, import_people, header + ada)
    await put(o, import_people, header + "Eve,internal,eve@marlowe.example,admin@organisation\n" + ada)
    async with o.read() as session:
        assert [person.name for person in await grants.admins(session, EVERYTHING)] == ["Eve"]


async def test_all_that_is_wrong_is_told_in_one_round_by_line(organisation: Any) -> None:
    for into, text, wrong in (
        (
            import_people,
            "name,side,email,teams,slack,time_zone\n"
            "A,internal,a,X; Y; Care,,Mars\nB,internal,b@m.example,Z,,\nC,Nowhere,c@m.example,,,Mars\n"
            "D,internal,,,,,more\n",
            [
                (2, "email"),
                (2, "time_zone"),
                (2, "teams"),
                (2, "teams"),
                (3, "teams"),
                (4, "time_zone"),
                (4, "side"),
                (5, ""),
            ],
        ),
        (
            import_teams,
            "name,side,time_zone,lead,home_channel\nA,internal,UTC,nobody,#x\n,internal,Mars,,#y\n",
            [(2, "lead"), (2, "home_channel"), (3, "name"), (3, "time_zone"), (3, "home_channel")],
        ),
        (
            import_channels,
            "platform,installation,id,teams\nslack,A9,C1,X; Y\nslack,A1/-/T1,,X\n",
            [(2, "teams"), (2, "teams"), (2, "installation"), (3, "id"), (3, "teams")],
        ),
        (
            import_audiences,
            "name,sharing,teams,channels\nA,all,X,#x\n",
            [(2, "sharing"), (2, "teams"), (2, "channels")],
        ),
    ):
        with pytest.raises(ImportRefused) as refused:
            await put(organisation, into, text)
        assert [(problem.line, problem.column) for problem in refused.value.problems] == wrong


# --- the files themselves --------------------------------------------------------------------------------------------


def test_marks_semicolons_and_tabs_of_spreadsheets_are_understood() -> None:
    for text in (
        "\ufeffname;side\r\nCare;internal\r\n",
        "name\tside\nCare\tinternal",
        "Name,Side\n\n,\nCare,internal\n",
    ):
        sheet = read_sheet(text.encode(), ("name", "side"), ("name",), Problems())
        assert [dict(row) for _, row in sheet.lines] == [{"name": "Care", "side": "internal"}]


def test_lines_are_numbered_as_an_editor_shows_them() -> None:
    sheet = read_sheet(b'name\n"a\nb"\n\nc\n', ("name",), ("name",), Problems())
    assert [(line, row["name"]) for line, row in sheet.lines] == [(3, "a\nb"), (5, "c")]


@pytest.mark.parametrize("data", ["né".encode("latin-1"), b"a\0b", b"x" * 10_000_001])
def test_what_is_no_csv_file_is_refused(data: bytes) -> None:
    with pytest.raises(ImportRefused, match="The file"):
        read_sheet(data, ("name",), (), Problems())


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.text("=+-@';,\" x\t\r\n"))))
@example([("", ";=cmd|'/c calc'!A0;")])
@example([("\n=1", " +1\t@x")])
def test_no_cell_is_a_formula_and_every_cell_comes_back(values: list[tuple[str, str]]) -> None:
    rows = [{"a": f"x{first}", "b": second} for first, second in values]
    data = write_sheet(("a", "b"), rows)
    for between in ",;\t":
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=between):
            assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row), (between, row)
    assert [dict(row) for _, row in read_sheet(data, ("a", "b"), (), Problems()).lines] == rows


def test_the_identity_of_a_row_may_leave_out_the_only_home_of_its_side() -> None:
    from bot.people.tabular.rows import PersonRow, identities_in

    row = PersonRow(name="Bo", side="Harborline", slack="U7; T9/U8", msteams="tenant/a1")
    assert [identity for _, identity in identities_in(row, {"slack": ("T2",)})] == [
        Identity("slack", "T2", "U7"),
        Identity("slack", "T9", "U8"),
        Identity("teams", "tenant", "a1"),
    ]
