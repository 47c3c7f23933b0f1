"""People as a CSV file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.inbound import Identity
from bot.people import access, audit, grants, roster, sides
from bot.people.access import EVERYTHING, Actor, Scope
from bot.people.model import ChatIdentity, DeskIdentity, Person, PersonState, Role, Side, Team
from bot.people.refusal import Refused
from bot.people.tabular.lookup import Lookup
from bot.people.tabular.rows import ORGANISATION, PersonRow, identities_in
from bot.people.tabular.sheet import Imported, Problems, joined, parse_rows, parts, read_sheet, write_sheet

_PLAIN = {
    "name": "name",
    "email": "email",
    "alias": "alias",
    "locale": "locale",
    "zone": "time_zone",
    "working_hours": "working_hours",
}
"""Attributes of a person, and the columns from which they are taken as they are."""

_COLUMNS = {"slack": "slack", "teams": "msteams"}
"""Platforms, and the columns of their identities."""


@dataclass(frozen=True)
class _Desk:
    system: str
    agent_id: str
    alias: str


@dataclass
class _Line:
    """What one line says, with everything in it found."""

    number: int
    row: PersonRow
    side: Side
    teams: list[Team]
    identities: list[Identity]
    desks: list[_Desk]


async def import_people(
    session: AsyncSession, actor: Actor | None, data: bytes, now: datetime, *, new_sides: bool = False
) -> Imported:
    """Make or change the people that the file names. Raises ImportRefused.

    Whom a line means is told by their id from an export, a chat identity, a help-desk id or an e-mail, never by name.
    Teams and roles become exactly what the columns say if they are there; identities are added and never taken away.
    Who is imported counts as confirmed by a human, unless `confirmed` says no.
    """
    problems = Problems()
    sheet = read_sheet(data, PersonRow.columns(), PersonRow.required())
    lookup = await Lookup.load(session, actor.scope if actor else EVERYTHING)
    linked = await sides.homes(session, lookup.scope)
    created = updated = 0
    met: dict[int, int] = {}
    for number, row in list(parse_rows(sheet, PersonRow, problems)):
        line = await _read(lookup, linked, actor, number, row, now, problems, new_sides=new_sides)
        if line is None:
            continue
        try:
            person = await _match(session, line)
            if person is None:
                person = Person(side_id=line.side.id, name=row.name, created_at=now)
                session.add(person)
                created += 1
            else:
                updated += 1
            await _fill(session, lookup, person, line, now)
            if met.setdefault(person.id, number) != number:
                raise Refused(f"This is the person of line {met[person.id]} again. Leave one of them out.")
            await _set_roles(session, actor, person, line, now)
        except Refused as problem:
            problems.add(number, "", str(problem))
    problems.check()
    await audit.record(session, actor, "import_people", "person", "", at=now, created=created, updated=updated)
    return Imported(created, updated)


async def export_people(session: AsyncSession, scope: Scope) -> bytes:
    """The people within scope who have not left."""
    lookup = await Lookup.load(session, scope)
    names = {side.id: side.name for side in lookup.sides}
    teams = {team.id: team for team in lookup.teams}
    people = await session.scalars(
        select(Person)
        .where(scope.where(Person.side_id), Person.state.not_in(roster.GONE), Person.side_id.in_(names))
        .order_by(Person.side_id, Person.name, Person.id)
    )
    rows = []
    for person in people.all():
        memberships = await roster.open_memberships(session, person.id)
        identities = await roster.identities_of(session, person.id)
        rows.append(
            {
                **{column: getattr(person, attribute) for attribute, column in _PLAIN.items()},
                **{
                    column: joined(f"{row.home}/{row.user_id}" for row in identities if row.platform == platform)
                    for platform, column in _COLUMNS.items()
                },
                "side": names[person.side_id],
                "teams": joined(teams[each.team_id].name for each in memberships if each.team_id in teams),
                "roles": await _roles(session, person),
                "desk": await _desks(session, person),
                "confirmed": "yes" if _is_confirmed(person, [each.confirmed for each in memberships]) else "no",
                "id": person.public_id,
            }
        )
    return write_sheet(PersonRow.columns(), rows)


def _is_confirmed(person: Person, memberships: Sequence[bool]) -> bool:
    return person.state is PersonState.ACTIVE and all(memberships)


async def _read(
    lookup: Lookup,
    linked: Sequence[sides.Home],
    actor: Actor | None,
    number: int,
    row: PersonRow,
    now: datetime,
    problems: Problems,
    *,
    new_sides: bool,
) -> _Line | None:
    column = "side"
    try:
        side = await lookup.side(row.side, actor, now, new_sides=new_sides)
        access.require(actor, access.may_manage_people, side.id)
        column = "teams"
        teams = [lookup.team(word, side) for word in parts(row.teams)]
        column = "slack or msteams"
        identities = [identity for _, identity in identities_in(row, lookup.homes(linked, side))]
    except (ValueError, Refused) as problem:
        problems.add(number, column, str(problem))
        return None
    if not (row.id or row.email or identities or row.desk):
        problems.add(
            number, "", "Nothing says who this is. Fill in an e-mail, a slack or msteams identity, or a desk id."
        )
        return None
    return _Line(number, row, side, teams, identities, [_desk(word) for word in parts(row.desk)])


def _desk(word: str) -> _Desk:
    system, _, rest = word.partition("/")
    agent, _, alias = rest.partition("=")
    return _Desk(system.strip().lower(), agent.strip(), alias.strip())


async def _match(session: AsyncSession, line: _Line) -> Person | None:
    """The one person whom the line means; raises Refused if it means several, or one of another side."""
    found: dict[int, Person] = {}
    queries = [select(Person).where(Person.public_id == line.row.id)] if line.row.id else []
    queries += [
        select(Person)
        .join(ChatIdentity, ChatIdentity.person_id == Person.id)
        .where(
            ChatIdentity.platform == identity.platform,
            ChatIdentity.home == identity.home,
            ChatIdentity.user_id == identity.user_id,
        )
        for identity in line.identities
    ]
    queries += [
        select(Person)
        .join(DeskIdentity, DeskIdentity.person_id == Person.id)
        .where(DeskIdentity.system == desk.system, DeskIdentity.agent_id == desk.agent_id)
        for desk in line.desks
    ]
    if line.row.email:
        queries.append(select(Person).where(Person.side_id == line.side.id, Person.email == line.row.email))
    for query in queries:
        person = await session.scalar(query)
        if person is not None and person.state is not PersonState.ERASED:
            found[person.id] = person
    if len(found) > 1:
        names = " and ".join(sorted(person.name for person in found.values() if person.side_id == line.side.id))
        raise Refused(f"This line names several people{f' ({names})' if names else ''}. Merge them in Instep first.")
    person = next(iter(found.values()), None)
    if person is not None and person.side_id != line.side.id:
        raise Refused(f"One of the ids belongs to somebody who is not of {line.side.name}. Correct it.")
    return person


async def _fill(session: AsyncSession, lookup: Lookup, person: Person, line: _Line, now: datetime) -> None:
    row, told = line.row, line.row.model_fields_set
    confirmed = row.confirmed == "yes"
    if person.id is None or confirmed or person.state is PersonState.LEFT:
        person.state = PersonState.ACTIVE if confirmed else PersonState.PROVISIONAL
        person.left_at = None
    for attribute, column in _PLAIN.items():
        if column in told:
            setattr(person, attribute, getattr(row, column))
    await session.flush()
    await _add_identities(session, lookup, person, line)
    if "teams" in told:
        wanted = {team.id for team in line.teams}
        for membership in await roster.open_memberships(session, person.id):
            if membership.team_id not in wanted:
                membership.until = now
    for team in line.teams:
        await roster.enter(session, person, team, now, confirmed=confirmed)
    await session.flush()


async def _add_identities(session: AsyncSession, lookup: Lookup, person: Person, line: _Line) -> None:
    own = {(row.platform, row.home, row.user_id) for row in await roster.identities_of(session, person.id)}
    for identity in line.identities:
        if (identity.platform, identity.home, identity.user_id) not in own:
            await lookup.add_identity(person, identity)
    for desk in line.desks:
        present = await session.scalar(
            select(DeskIdentity).where(DeskIdentity.system == desk.system, DeskIdentity.agent_id == desk.agent_id)
        )
        if present is None:
            session.add(DeskIdentity(person_id=person.id, system=desk.system, agent_id=desk.agent_id, alias=desk.alias))
        else:
            present.alias = desk.alias
    await session.flush()


async def _set_roles(session: AsyncSession, actor: Actor | None, person: Person, line: _Line, now: datetime) -> None:
    if "roles" not in line.row.model_fields_set:
        return
    wanted = {
        (Role(word.partition("@")[0]), None if word.endswith(f"@{ORGANISATION}") else line.side.id)
        for word in parts(line.row.roles)
    }
    present = await grants.rights_of(session, person.id)
    if person.state is PersonState.PROVISIONAL and wanted:
        raise Refused("Somebody who is not confirmed can have no roles. Confirm them, or leave roles empty.")
    for role, side_id in sorted(wanted - present, key=str):
        await grants.grant(session, actor, person, role, side_id, now)
    for role, side_id in sorted(present - wanted, key=str):
        await grants.revoke(session, actor, person, role, side_id, now)


async def _roles(session: AsyncSession, person: Person) -> str:
    rights = await grants.rights_of(session, person.id)
    return joined(sorted(role if side_id else f"{role}@{ORGANISATION}" for role, side_id in rights))


async def _desks(session: AsyncSession, person: Person) -> str:
    rows = await session.scalars(
        select(DeskIdentity).where(DeskIdentity.person_id == person.id).order_by(DeskIdentity.id)
    )
    return joined(f"{row.system}/{row.agent_id}{f'={row.alias}' if row.alias else ''}" for row in rows)
