"""The people whom a file means: read at once, changed in memory line by line, and written at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.inbound import Identity
from bot.people import audit, grants, roster
from bot.people.access import EVERYTHING, Actor, Right
from bot.people.folding import folded, found_by
from bot.people.model import (
    AuditEntry,
    ChatIdentity,
    DeskIdentity,
    Grant,
    Membership,
    Person,
    PersonState,
    Role,
    Side,
)
from bot.people.refusal import Refused
from bot.people.tabular.bulk import insert_rows, slices, update_rows
from bot.people.tabular.lookup import Lookup, NotFound, identity_from
from bot.storage.columns import new_public_id

ADMIN: Right = (Role.ADMIN, None)

DeskId = tuple[str, str]
"""A help desk and an agent's id in it."""


@dataclass
class Stay:
    """What is known of a person in one team: `id` is the membership that is open now, `confirmed` whether it is."""

    id: int | None = None
    confirmed: bool = False
    confirmed_before: bool = False
    declined: bool = False


@dataclass
class DeskEntry:
    """A person in a help desk; `id` is None until it is stored."""

    owner: "Entry"
    alias: str
    id: int | None = None


@dataclass(eq=False)
class Entry:
    """A person as the database has them, and then as the file does; `id` is None until they are stored."""

    side_id: int
    name: str
    state: PersonState
    public_id: str = field(default_factory=new_public_id)
    alias: str = ""
    email: str = ""
    zone: str = ""
    locale: str = ""
    working_hours: str = ""
    left_at: datetime | None = None
    id: int | None = None
    stays: dict[int, Stay] = field(default_factory=dict)
    rights: dict[Right, int | None] = field(default_factory=dict)

    def values(self) -> dict[str, Any]:
        """The columns that an import may change."""
        return {column: getattr(self, column) for column in _CHANGEABLE}

    @property
    def found_by(self) -> str:
        """What they are looked for by."""
        return found_by(self.name, self.alias, self.email)


_CHANGEABLE = ("name", "alias", "email", "zone", "locale", "working_hours", "state", "left_at")


@dataclass(frozen=True)
class Meant:
    """By what a file says whom it means: ids of an export, chat identities, help-desk ids and e-mails."""

    public_ids: Collection[str] = ()
    identities: Collection[Identity] = ()
    desks: Collection[DeskId] = ()
    emails: Collection[str] = ()


@dataclass
class Register:
    """The people meant, found by what is unique about them, as it is after the lines so far; nobody erased is in it."""

    session: AsyncSession
    lookup: Lookup
    actor: Actor | None
    now: datetime
    admins: set[str]
    by_public_id: dict[str, Entry] = field(default_factory=dict)
    by_identity: dict[Identity, Entry] = field(default_factory=dict)
    by_desk: dict[DeskId, DeskEntry] = field(default_factory=dict)
    by_email: dict[tuple[int, str], Entry] = field(default_factory=dict)
    _stored: dict[Entry, Mapping[str, Any]] = field(default_factory=dict)
    _new: list[Entry] = field(default_factory=list)
    _changed: dict[Entry, None] = field(default_factory=dict)
    _new_identities: list[tuple[Entry, Identity]] = field(default_factory=list)
    _new_desks: dict[DeskId, DeskEntry] = field(default_factory=dict)
    _new_aliases: dict[int, str] = field(default_factory=dict)
    _joined: list[tuple[Entry, int, Stay]] = field(default_factory=list)
    _confirmed: list[int] = field(default_factory=list)
    _left: list[int] = field(default_factory=list)
    _granted: list[tuple[Entry, Right]] = field(default_factory=list)
    _revoked: list[int] = field(default_factory=list)
    _trail: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    async def load(
        cls, session: AsyncSession, lookup: Lookup, actor: Actor | None, meant: Meant, now: datetime
    ) -> Self:
        admins = {person.public_id for person in await grants.admins(session, EVERYTHING)}
        register = cls(session, lookup, actor, now, admins)
        await register._read(await _person_ids(session, meant))
        return register

    def find(
        self, side: Side, public_id: str, identities: Sequence[Identity], desks: Sequence[DeskId], email: str
    ) -> Entry | None:
        """The one person whom a line means; raises Refused if it means several, or one of another side."""
        named = [self.by_public_id.get(public_id), *map(self.by_identity.get, identities)]
        named += [desk.owner if (desk := self.by_desk.get(key)) else None for key in desks]
        named.append(self.by_email.get((side.id, email)))
        found = [entry for entry in dict.fromkeys(named) if entry is not None]
        if len(found) > 1:
            names = " and ".join(sorted(entry.name for entry in found if entry.side_id == side.id))
            raise Refused(
                f"This line names several people{f' ({names})' if names else ''}. Merge them in Instep first."
            )
        if found and found[0].side_id != side.id:
            raise Refused(f"One of the ids belongs to somebody who is not of {side.name}. Correct it.")
        return found[0] if found else None

    def lead(self, word: str, side: Side) -> Entry:
        """The person of that e-mail, or `platform:home/user`; taken up by that alone if there is nobody yet.

        Raises NotFound for somebody of another side, and for what is neither.
        """
        key = lead_key(word)
        entry = self.by_email.get((side.id, key)) if isinstance(key, str) else self.by_identity.get(key)
        if entry is None:
            entry = self.add(side, word, PersonState.ACTIVE)
            if isinstance(key, str):
                self.change(entry, email=key)
            else:
                self.identify(entry, key)
        elif entry.side_id != side.id:
            raise NotFound(f"“{word}” is not of {side.name}. A team's lead is of its own side.")
        elif entry.state is PersonState.LEFT:
            raise NotFound(f"“{word}” has left. Name somebody else.")
        return entry

    def add(self, side: Side, name: str, state: PersonState) -> Entry:
        """Take up somebody new."""
        entry = Entry(side.id, name, state)
        self._new.append(entry)
        return entry

    def change(self, entry: Entry, **values: Any) -> None:
        """Set some of the changeable columns."""
        self.by_email.pop((entry.side_id, entry.email), None)
        for column, value in values.items():
            setattr(entry, column, value)
        if entry.email:
            self.by_email[entry.side_id, entry.email] = entry
        self._note(entry)

    def identify(self, entry: Entry, identity: Identity) -> None:
        """Give a person a chat identity, if they do not have it."""
        if identity not in self.by_identity:
            self.by_identity[identity] = entry
            self._new_identities.append((entry, identity))

    def put_on_desk(self, entry: Entry, key: DeskId, alias: str) -> None:
        """Give a person a help-desk id, or the one they have another alias."""
        desk = self.by_desk.get(key)
        if desk is None:
            self.by_desk[key] = self._new_desks[key] = DeskEntry(entry, alias)
        elif desk.alias != alias:
            desk.alias = alias
            if desk.id is not None:
                self._new_aliases[desk.id] = alias

    def join(self, entry: Entry, team_id: int, *, confirmed: bool) -> None:
        """Put a person into a team of their own side, as `roster.enter` does."""
        stay = entry.stays.setdefault(team_id, Stay())
        if stay.id is not None:
            if confirmed and not stay.confirmed:
                stay.confirmed = True
                self._confirmed.append(stay.id)
            return
        known = roster.standing(confirmed=confirmed, confirmed_before=stay.confirmed_before, declined=stay.declined)
        if known is not None:
            self._joined.append((entry, team_id, Stay(confirmed=known)))

    def leave_all_but(self, entry: Entry, team_ids: Collection[int]) -> None:
        """End a person's being in any other team."""
        self._left += [stay.id for team_id, stay in entry.stays.items() if stay.id and team_id not in team_ids]

    def grant(self, entry: Entry, side: Side, right: Right) -> None:
        """Give a person a right that they do not have; `side` is their own. Raises Refused as `grants.grant` does."""
        grants.check_grant(self.actor, entry, side, *right)
        entry.rights[right] = None
        self._granted.append((entry, right))
        self.change(entry, state=PersonState.ACTIVE)
        self._record("grant", entry, right)

    def revoke(self, entry: Entry, right: Right) -> None:
        """Take a stored right from a person; raises Refused as `grants.revoke` does."""
        last_admin = right == ADMIN and not self.admins - {entry.public_id}
        grants.check_revoke(self.actor, entry, *right, last_admin=last_admin)
        key = entry.rights.pop(right)
        assert key is not None
        self._revoked.append(key)
        self._note(entry)
        self._record("revoke", entry, right)

    async def write(self) -> None:
        """Store all that was changed, in statements that take thousands of rows."""
        await self._write_people()
        await insert_rows(
            self.session,
            ChatIdentity,
            [self.lookup.identity_row(stored_id(entry), entry.side_id, each) for entry, each in self._new_identities],
        )
        await insert_rows(
            self.session,
            DeskIdentity,
            [
                {
                    "person_id": stored_id(desk.owner),
                    "system": system,
                    "agent_id": agent,
                    "alias": desk.alias,
                    "found_by": folded(desk.alias),
                }
                for (system, agent), desk in self._new_desks.items()
            ],
        )
        await update_rows(
            self.session,
            DeskIdentity,
            [{"id": key, "alias": alias, "found_by": folded(alias)} for key, alias in self._new_aliases.items()],
        )
        await update_rows(self.session, Membership, [{"id": key, "until": self.now} for key in self._left])
        await update_rows(self.session, Membership, [{"id": key, "confirmed": True} for key in self._confirmed])
        await insert_rows(
            self.session,
            Membership,
            [
                {
                    "team_id": team_id,
                    "person_id": stored_id(entry),
                    "confirmed": stay.confirmed,
                    "since": self.now,
                }
                for entry, team_id, stay in self._joined
            ],
        )
        for some in slices(self._revoked):
            await self.session.execute(delete(Grant).where(Grant.id.in_(some)))
        await insert_rows(
            self.session,
            Grant,
            [
                {"person_id": stored_id(entry), "role": role, "side_id": side_id}
                for entry, (role, side_id) in self._granted
            ],
        )
        await insert_rows(self.session, AuditEntry, self._trail)

    async def _write_people(self) -> None:
        # In the order of the lines, so that an e-mail which one line gives up can be another's further down.
        await update_rows(
            self.session,
            Person,
            [
                {"id": entry.id, **entry.values(), "found_by": entry.found_by}
                for entry in self._changed
                if entry.id is not None and entry.values() != self._stored[entry]
            ],
        )
        if self._new:
            by_public_id = {entry.public_id: entry for entry in self._new}
            rows = [
                {"public_id": key, "side_id": entry.side_id, "created_at": self.now, **entry.values()}
                | {"found_by": entry.found_by}
                for key, entry in by_public_id.items()
            ]
            made = await self.session.execute(insert(Person).returning(Person.public_id, Person.id), rows)
            for public_id, key in made:
                by_public_id[public_id].id = key

    def _note(self, entry: Entry) -> None:
        self._changed[entry] = None
        if entry.state is PersonState.ACTIVE and ADMIN in entry.rights:
            self.admins.add(entry.public_id)
        else:
            self.admins.discard(entry.public_id)

    def _record(self, action: str, entry: Entry, right: Right) -> None:
        role, side_id = right
        self._trail.append(
            audit.entry(self.actor, action, "person", entry.public_id, at=self.now, role=role, side_id=side_id)
        )

    async def _read(self, person_ids: Collection[int]) -> None:
        entries: dict[int, Entry] = {}
        for some in slices(person_ids):
            columns = (Person.id, Person.public_id, Person.side_id, *(getattr(Person, name) for name in _CHANGEABLE))
            query = select(*columns).where(Person.id.in_(some), Person.state != PersonState.ERASED)
            for row in await self.session.execute(query.order_by(Person.id)):
                entry = entries[row.id] = Entry(**row._mapping)
                self._stored[entry] = entry.values()
                self.by_public_id[entry.public_id] = entry
                if entry.email:
                    self.by_email[entry.side_id, entry.email] = entry
            await self._read_ids(some, entries)
            await self._read_teams_and_rights(some, entries)

    async def _read_ids(self, some: Sequence[int], entries: Mapping[int, Entry]) -> None:
        identities = select(
            ChatIdentity.person_id, ChatIdentity.platform, ChatIdentity.home, ChatIdentity.user_id
        ).where(ChatIdentity.person_id.in_(some))
        for person_id, *identity in await self.session.execute(identities):
            if person_id in entries:
                self.by_identity[Identity(*identity)] = entries[person_id]
        desks = select(
            DeskIdentity.id, DeskIdentity.person_id, DeskIdentity.system, DeskIdentity.agent_id, DeskIdentity.alias
        ).where(DeskIdentity.person_id.in_(some))
        for key, person_id, system, agent_id, alias in await self.session.execute(desks):
            if person_id in entries:
                self.by_desk[system, agent_id] = DeskEntry(entries[person_id], alias, key)

    async def _read_teams_and_rights(self, some: Sequence[int], entries: Mapping[int, Entry]) -> None:
        columns = (Membership.id, Membership.person_id, Membership.team_id, Membership.confirmed, Membership.declined)
        memberships = select(*columns, Membership.until).where(Membership.person_id.in_(some)).order_by(Membership.id)
        for row in await self.session.execute(memberships):
            if row.person_id not in entries:
                continue
            stay = entries[row.person_id].stays.setdefault(row.team_id, Stay())
            stay.confirmed_before = stay.confirmed_before or row.confirmed
            stay.declined = row.declined
            if row.until is None:
                stay.id, stay.confirmed = row.id, row.confirmed
        given = select(Grant.id, Grant.person_id, Grant.role, Grant.side_id).where(Grant.person_id.in_(some))
        for key, person_id, role, side_id in await self.session.execute(given):
            if person_id in entries:
                entries[person_id].rights[role, side_id] = key


def lead_key(word: str) -> Identity | str:
    """What a team's file calls a lead by: an e-mail, else an identity; raises NotFound for what is neither."""
    return word.lower() if "@" in word and ":" not in word else identity_from(word)


def stored_id(entry: Entry) -> int:
    """The key of somebody whom `Register.write` has stored."""
    assert entry.id is not None
    return entry.id


async def _person_ids(session: AsyncSession, meant: Meant) -> set[int]:
    """Everybody who may be meant, and some whose user or agent id is the same elsewhere."""
    found: set[int] = set()
    for public_ids in slices(meant.public_ids):
        found.update(await session.scalars(select(Person.id).where(Person.public_id.in_(public_ids))))
    for users in slices(identity.user_id for identity in meant.identities):
        found.update(await session.scalars(select(ChatIdentity.person_id).where(ChatIdentity.user_id.in_(users))))
    for agents in slices(agent for _, agent in meant.desks):
        found.update(await session.scalars(select(DeskIdentity.person_id).where(DeskIdentity.agent_id.in_(agents))))
    for emails in slices(email for email in meant.emails if email):
        found.update(await session.scalars(select(Person.id).where(Person.email.in_(emails))))
    return found
