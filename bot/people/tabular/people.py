"""People as a CSV file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.inbound import Identity
from bot.people import audit
from bot.people.access import EVERYTHING, Actor, Scope
from bot.people.model import (
    HAVE_LEFT,
    ChatIdentity,
    DeskIdentity,
    Grant,
    Membership,
    Person,
    PersonState,
    Role,
    Side,
    Team,
)
from bot.people.refusal import Refused
from bot.people.tabular.bulk import slices
from bot.people.tabular.lookup import Lookup
from bot.people.tabular.register import DeskId, Entry, Meant, Register
from bot.people.tabular.rows import ORGANISATION, PersonRow, identities_in
from bot.people.tabular.sheet import Imported, Line, Problems, joined, parse_rows, parts, read_sheet, write_sheet

_PLAIN = {
    "name": "name",
    "email": "email",
    "alias": "alias",
    "locale": "locale",
    "zone": "time_zone",
    "working_hours": "working_hours",
}
"""Attributes of a person, and the columns from which they are taken as they are."""

Kept = TypeVar("Kept", Membership, ChatIdentity, DeskIdentity, Grant)

_COLUMNS = {"slack": "slack", "teams": "msteams"}
"""Platforms, and the columns of their identities."""


@dataclass(frozen=True)
class _Found:
    """What one line says, with everything in it found."""

    number: int
    row: PersonRow
    side: Side
    teams: Sequence[Team]
    identities: Sequence[Identity]
    desks: Mapping[DeskId, str]


async def import_people(
    session: AsyncSession, actor: Actor | None, data: bytes, now: datetime, *, new_sides: bool = False
) -> Imported:
    """Make or change the people that the file names. Raises ImportRefused.

    Whom a line means is told by their id from an export, a chat identity, a help-desk id or an e-mail, never by name.
    Teams and roles become exactly what the columns say if they are there; identities are added and never taken away.
    Who is imported counts as confirmed by a human, unless `confirmed` says no.
    """
    problems = Problems()
    sheet = read_sheet(data, PersonRow.columns(), PersonRow.required(), problems)
    lines = parse_rows(sheet, PersonRow, problems)
    lookup = await Lookup.load(session, actor.scope if actor else EVERYTHING)
    found = []
    for line in lines:
        side = None
        if "side" not in line.broken:
            side = await lookup.managed_side(line.row.side, actor, line.number, now, problems, new_sides=new_sides)
        if side is not None and (whole := _found(lookup, side, line, problems)) is not None:
            found.append(whole)
    register = await Register.load(session, lookup, actor, _meant(found), now)
    created = 0
    met: dict[Entry, int] = {}
    for each in found:
        try:
            entry = register.find(each.side, each.row.id, each.identities, tuple(each.desks), each.row.email)
            if entry is None:
                entry = register.add(each.side, each.row.name, _new_state(each.row))
                created += 1
            _fill(register, entry, each)
            if met.setdefault(entry, each.number) != each.number:
                raise Refused(f"This is the person of line {met[entry]} again. Leave one of them out.")
            _set_roles(register, entry, each)
        except Refused as problem:
            problems.add(each.number, "", str(problem))
    problems.check()
    await register.write()
    updated = len(found) - created
    await audit.record(session, actor, "import_people", "person", "", at=now, created=created, updated=updated)
    return Imported(created, updated)


async def export_people(session: AsyncSession, scope: Scope) -> bytes:
    """The people within scope who have not left."""
    lookup = await Lookup.load(session, scope)
    names = {side.id: side.name for side in lookup.sides}
    teams = {team.id: team for team in lookup.teams}
    people = (
        await session.scalars(
            select(Person)
            .where(scope.where(Person.side_id), Person.state.not_in(HAVE_LEFT), Person.side_id.in_(names))
            .order_by(Person.side_id, Person.name, Person.id)
        )
    ).all()
    memberships: dict[int, list[Membership]] = {}
    identities: dict[int, list[ChatIdentity]] = {}
    desks: dict[int, list[DeskIdentity]] = {}
    rights: dict[int, list[Grant]] = {}
    for some in slices(person.id for person in people):
        await _read_by_person(session, Membership, memberships, some, Membership.until.is_(None))
        await _read_by_person(session, ChatIdentity, identities, some)
        await _read_by_person(session, DeskIdentity, desks, some)
        await _read_by_person(session, Grant, rights, some)
    rows = [
        {
            **{column: getattr(person, attribute) for attribute, column in _PLAIN.items()},
            **{
                column: joined(
                    f"{row.home}/{row.user_id}" for row in identities.get(person.id, ()) if row.platform == platform
                )
                for platform, column in _COLUMNS.items()
            },
            "side": names[person.side_id],
            "teams": joined(
                teams[each.team_id].name for each in memberships.get(person.id, ()) if each.team_id in teams
            ),
            "roles": _roles(rights.get(person.id, ())),
            "desk": _desks(desks.get(person.id, ())),
            "confirmed": "yes" if _is_confirmed(person, memberships.get(person.id, ())) else "no",
            "id": person.public_id,
        }
        for person in people
    ]
    return write_sheet(PersonRow.columns(), rows)


async def _read_by_person(
    session: AsyncSession,
    kind: type[Kept],
    by_person: dict[int, list[Kept]],
    some: Sequence[int],
    *where: ColumnElement[bool],
) -> None:
    query = select(kind).where(kind.person_id.in_(some), *where).order_by(kind.id)
    for row in await session.scalars(query):
        by_person.setdefault(row.person_id, []).append(row)


def _is_confirmed(person: Person, memberships: Sequence[Membership]) -> bool:
    return person.state is PersonState.ACTIVE and all(each.confirmed for each in memberships)


def _found(lookup: Lookup, side: Side, line: Line[PersonRow], problems: Problems) -> _Found | None:
    """What the line names, if all of it is there; else None, and all that is not is noted."""
    number, row = line.number, line.row
    before = len(problems.found)
    teams = lookup.teams_in(parts(row.teams), side, number, problems)
    identities: list[Identity] = []
    try:
        identities += (identity for _, identity in identities_in(row, lookup.homes(side)))
    except ValueError as problem:
        problems.add(number, "slack or msteams", str(problem))
    if teams is None or len(problems.found) > before or line.broken:
        return None
    if not (row.id or row.email or identities or row.desk):
        problems.add(
            number, "", "Nothing says who this is. Fill in an e-mail, a slack or msteams identity, or a desk id."
        )
        return None
    return _Found(number, row, side, teams, identities, dict(map(_desk, parts(row.desk))))


def _desk(word: str) -> tuple[DeskId, str]:
    system, _, rest = word.partition("/")
    agent, _, alias = rest.partition("=")
    return (system.strip().lower(), agent.strip()), alias.strip()


def _meant(found: Sequence[_Found]) -> Meant:
    return Meant(
        public_ids=[each.row.id for each in found if each.row.id],
        identities=[identity for each in found for identity in each.identities],
        desks=[desk for each in found for desk in each.desks],
        emails=[each.row.email for each in found if each.row.email],
    )


def _new_state(row: PersonRow) -> PersonState:
    return PersonState.ACTIVE if row.confirmed == "yes" else PersonState.PROVISIONAL


def _fill(register: Register, entry: Entry, line: _Found) -> None:
    row, told = line.row, line.row.model_fields_set
    confirmed = row.confirmed == "yes"
    values: dict[str, Any] = {attribute: getattr(row, column) for attribute, column in _PLAIN.items() if column in told}
    if confirmed or entry.state is PersonState.LEFT:
        values |= {"state": _new_state(row), "left_at": None}
    register.change(entry, **values)
    for identity in line.identities:
        register.identify(entry, identity)
    for desk, alias in line.desks.items():
        register.put_on_desk(entry, desk, alias)
    if "teams" in told:
        register.leave_all_but(entry, {team.id for team in line.teams})
    for team in line.teams:
        register.join(entry, team.id, confirmed=confirmed)


def _set_roles(register: Register, entry: Entry, line: _Found) -> None:
    if "roles" not in line.row.model_fields_set:
        return
    wanted = {
        (Role(word.partition("@")[0]), None if word.endswith(f"@{ORGANISATION}") else line.side.id)
        for word in parts(line.row.roles)
    }
    present = entry.rights.keys()
    if entry.state is PersonState.PROVISIONAL and wanted:
        raise Refused("Somebody who is not confirmed can have no roles. Confirm them, or leave roles empty.")
    given, taken = sorted(wanted - present, key=str), sorted(present - wanted, key=str)
    for right in given:
        register.grant(entry, line.side, right)
    for right in taken:
        register.revoke(entry, right)


def _roles(rights: Sequence[Grant]) -> str:
    return joined(sorted(each.role if each.side_id else f"{each.role}@{ORGANISATION}" for each in rights))


def _desks(desks: Sequence[DeskIdentity]) -> str:
    return joined(f"{row.system}/{row.agent_id}{f'={row.alias}' if row.alias else ''}" for row in desks)
