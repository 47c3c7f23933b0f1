"""From identities to persons: who it is that acts."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, literal, null, select, union_all
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.inbound import Identity
from bot.people import founding, reachability, sides
from bot.people.access import Actor, FirstAdmins, Right
from bot.people.model import (
    HAVE_LEFT,
    ChatIdentity,
    Grant,
    Membership,
    Person,
    PersonState,
    Role,
    Side,
    SideKind,
    SideState,
    Team,
)
from bot.people.reachability import Way
from bot.ports import MemberFacts
from bot.storage.columns import UtcDateTime

NO_ADMINS = FirstAdmins()

_BELONGS, _LEADS, _MAY = 1, 2, 3
"""What a row says of a person: a team that they belong to, one that they lead, or a role of theirs."""


class StrangerReason(StrEnum):
    """Why somebody is not known.

    `unlinked`: no admin has said to which side their home belongs. `guest`: they are a guest there and in nobody's
    confirmed roster. `unchecked`: the platform did not say in time whether they are a guest. `left`: they, or their
    side, no longer take part. `not_a_person`: a bot, or a deactivated account.
    """

    UNLINKED = "unlinked"
    GUEST = "guest"
    UNCHECKED = "unchecked"
    LEFT = "left"
    NOT_A_PERSON = "not_a_person"


@dataclass(frozen=True)
class Stranger:
    """Somebody who is not known; nothing was written about them.

    `first_time` is true once for each unlinked home: the admins are to hear of it.
    """

    identity: Identity
    home: str
    first_time: bool
    reason: StrangerReason = StrangerReason.UNLINKED


class NotLookedUp(Exception):
    """Nobody has asked the platform about this person yet, and what it says would count."""


LONGEST_NAME = 200
"""Characters of a name that the table of people holds; Entra alone allows 256."""


async def known(session: AsyncSession, identity: Identity) -> Actor | Stranger | None:
    """Who this is, without writing; None for an identity not met before, which `recognise` takes up."""
    found = await _met(session, identity)
    return None if found is None else await _actor_or_stranger(session, *found)


async def recognise(
    session: AsyncSession,
    identity: Identity,
    facts: MemberFacts | None,
    now: datetime,
    *,
    installation: str = "",
    way: Way | None = None,
    first_admins: FirstAdmins = NO_ADMINS,
    looked_up: bool = True,
) -> Actor | Stranger:
    """Who this is, taking up whom we did not know; in a transaction that may write.

    An unknown identity of a linked home becomes a provisional person of that side, or joins the person whose platform
    tells the same e-mail. Somebody of an unlinked home stays a stranger. `facts` are the platform's, fetched before;
    `installation` is where they were seen and where a direct message would go out, `way` how they act, which is kept
    of whoever takes part. Raises NotLookedUp if the facts would count and nobody has `looked_up` yet.
    """
    found = await _met(session, identity)
    if not looked_up and (found is None or _may_be_named(first_admins, *found)):
        raise NotLookedUp
    if found is None:
        taken_up = await _take_up(session, identity, facts, now, first_admins)
        if isinstance(taken_up, Stranger):
            return taken_up
        person = await session.get_one(Person, taken_up.person_id)
        found = taken_up, person, await session.get_one(Side, person.side_id)
    row, _, _ = found
    if installation and row.installation_key != installation:
        row.installation_key = installation
    await founding.make_first_admin(session, row, facts, now, first_admins)
    if way and _why_not(*found) is None:
        reachability.keep_worked(row, way, now)
    await session.flush()
    return await _actor_or_stranger(session, *found)


async def known_together(
    session: AsyncSession,
    seen: Mapping[Identity, str],
    way: Way,
    now: datetime,
    first_admins: FirstAdmins = NO_ADMINS,
) -> Mapping[Identity, Actor]:
    """Those of many who take part and of whom nothing else is to be changed; the others are for `recognise`.

    `seen` says through which installation each of them acts, `way` how.
    """
    by_home: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for identity in seen:
        by_home[identity.platform, identity.home].append(identity.user_id)
    found: list[tuple[Identity, ChatIdentity, Person, Side]] = []
    for (platform, home), users in by_home.items():
        of_home = (ChatIdentity.platform == platform, ChatIdentity.home == home, ChatIdentity.user_id.in_(users))
        for row, person, side in await session.execute(_who(*of_home)):
            identity = Identity(platform, home, row.user_id)
            same = seen[identity] in ("", row.installation_key)
            if same and _why_not(row, person, side) is None and not _may_be_first_admin(first_admins, row, person):
                found.append((identity, row, person, side))
    for _, row, _, _ in found:
        reachability.keep_worked(row, way, now)
    await session.flush()
    standing = await _standings(session, [person.id for _, _, person, _ in found])
    return {identity: _actor_of(person, side, identity, standing[person.id]) for identity, _, person, side in found}


async def welcome_installer(
    session: AsyncSession,
    identity: Identity,
    facts: MemberFacts | None,
    now: datetime,
    first_admins: FirstAdmins = NO_ADMINS,
) -> Actor | Stranger:
    """Whoever completed the first installation becomes the first admin, where the settings name none.

    Their home becomes the internal side's. Does nothing more than `recognise` once there is an admin.
    """
    if not first_admins.named and await founding.is_vacant(session):
        first_admins = FirstAdmins((f"{identity.platform}:{identity.user_id}",))
    return await recognise(session, identity, facts, now, first_admins=first_admins)


async def takes_part(session: AsyncSession, person_id: int) -> bool:
    """Whether a person is still there, and their side too."""
    found = select(Person.id).join(Side, Side.id == Person.side_id)
    found = found.where(
        Person.id == person_id,
        Person.state.not_in(HAVE_LEFT),
        Side.state.not_in([SideState.LEAVING, SideState.GONE]),
    )
    return await session.scalar(found) is not None


async def actor_of(session: AsyncSession, person_id: int, identity: Identity | None = None) -> Actor:
    """A person as one who acts, for work done in their name later."""
    query = select(Person, Side).join(Side, Side.id == Person.side_id).where(Person.id == person_id)
    person, side = (await session.execute(query)).one()
    return await _actor(session, person, side, identity)


async def actors_of(session: AsyncSession, person_ids: Collection[int]) -> Mapping[int, Actor]:
    """The same of several people at once."""
    wanted = sorted(set(person_ids))
    query = select(Person, Side).join(Side, Side.id == Person.side_id).where(Person.id.in_(wanted))
    standing = await _standings(session, wanted)
    found = await session.execute(query.order_by(Person.id))
    return {person.id: _actor_of(person, side, None, standing[person.id]) for person, side in found}


async def _actor(session: AsyncSession, person: Person, side: Side, identity: Identity | None) -> Actor:
    return _actor_of(person, side, identity, (await _standings(session, [person.id]))[person.id])


@dataclass
class _Standing:
    """The teams somebody is in, as (since, id, zone, locale), those they lead, and their roles."""

    teams: list[tuple[datetime, int, str, str]] = field(default_factory=list)
    leads: list[int] = field(default_factory=list)
    roles: list[Right] = field(default_factory=list)


def _actor_of(person: Person, side: Side, identity: Identity | None, standing: _Standing) -> Actor:
    # The longest one first.
    teams = sorted(standing.teams)
    return Actor(
        person_id=person.id,
        public_id=person.public_id,
        name=person.name,
        side_id=side.id,
        side_name=side.name,
        side_kind=side.kind,
        provisional=person.state is PersonState.PROVISIONAL,
        zone=person.zone or next((zone for _, _, zone, _ in teams), "UTC"),
        locale=person.locale or next((locale for _, _, _, locale in teams), "en"),
        roles=frozenset(standing.roles),
        identity=identity,
        team_ids=tuple(key for _, key, _, _ in teams),
        led_team_ids=tuple(sorted(standing.leads)),
    )


async def _standings(session: AsyncSession, person_ids: Sequence[int]) -> Mapping[int, _Standing]:
    """How each of them stands, asked at once, since it is asked with everything that anybody does."""
    never, no_word = cast(null(), UtcDateTime), cast(null(), Text)
    belongs = (
        select(literal(_BELONGS), Membership.person_id, Membership.since, Team.id, Team.zone, Team.locale)
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.person_id.in_(person_ids), Membership.until.is_(None), Team.archived.is_(False))
    )
    leads = select(literal(_LEADS), Team.lead_id, never, Team.id, no_word, no_word).where(
        Team.lead_id.in_(person_ids), Team.archived.is_(False)
    )
    granted = select(literal(_MAY), Grant.person_id, never, Grant.side_id, cast(Grant.role, Text), no_word).where(
        Grant.person_id.in_(person_ids)
    )
    rows: Sequence[Any] = (await session.execute(union_all(belongs, leads, granted))).all()
    standings = {person_id: _Standing() for person_id in person_ids}
    for what, person_id, since, key, word, locale in rows:
        theirs = standings[person_id]
        if what == _BELONGS:
            theirs.teams.append((since, key, word, locale))
        elif what == _LEADS:
            theirs.leads.append(key)
        else:
            theirs.roles.append((Role(word), key))
    return standings


async def person_told(
    session: AsyncSession, identity: Identity, facts: MemberFacts, side: Side | None, now: datetime, *, guest: bool
) -> ChatIdentity | None:
    """Attach an identity to the person whose e-mail the platform tells; None if there is no such person.

    An e-mail counts only from the person's own side's home, or for a guest from the confirmed roster: whoever runs
    another workspace can write any e-mail into it.
    """
    if not facts.email:
        return None
    query = select(Person).where(Person.email == facts.email.strip().lower())
    if guest:
        query = query.where(Person.state == PersonState.ACTIVE)
    else:
        query = query.where(Person.side_id == (side.id if side else None), Person.state != PersonState.ERASED)
    found = (await session.scalars(query)).all()
    if len(found) != 1:
        return None
    person = found[0]
    return await _attach(session, identity, person, guest=guest)


async def new_person(
    session: AsyncSession,
    identity: Identity,
    facts: MemberFacts | None,
    side: Side,
    now: datetime,
    *,
    guest: bool = False,
) -> ChatIdentity:
    """A provisional person of a side with this identity; the same again if somebody took them up meanwhile."""
    email = facts.email.strip().lower() if facts else ""
    taken = select(Person.id).where(Person.side_id == side.id, Person.email == email)
    if email and await session.scalar(taken) is not None:
        email = ""
    try:
        async with session.begin_nested():
            person = Person(
                side_id=side.id,
                name=_storable(facts.name if facts else "") or identity.user_id,
                email=email,
                zone=facts.zone if facts else "",
                locale=facts.locale if facts else "",
                state=PersonState.PROVISIONAL,
                created_at=now,
            )
            session.add(person)
            await session.flush()
            return await _attach(session, identity, person, guest=guest)
    except IntegrityError:
        row = await _identity_row(session, identity)
        if row is None:
            raise
        return row


async def _identity_row(session: AsyncSession, identity: Identity) -> ChatIdentity | None:
    return await session.scalar(select(ChatIdentity).where(*_is(identity)))


def _is(identity: Identity) -> tuple[ColumnElement[bool], ...]:
    return (
        ChatIdentity.platform == identity.platform,
        ChatIdentity.home == identity.home,
        ChatIdentity.user_id == identity.user_id,
    )


async def _attach(session: AsyncSession, identity: Identity, person: Person, *, guest: bool) -> ChatIdentity:
    row = ChatIdentity(
        person_id=person.id, platform=identity.platform, home=identity.home, user_id=identity.user_id, guest=guest
    )
    session.add(row)
    await session.flush()
    return row


async def _met(session: AsyncSession, identity: Identity) -> tuple[ChatIdentity, Person, Side] | None:
    found = (await session.execute(_who(*_is(identity)))).one_or_none()
    return None if found is None else (found[0], found[1], found[2])


def _who(*chosen: ColumnElement[bool]) -> Select[ChatIdentity, Person, Side]:
    query = select(ChatIdentity, Person, Side).join(Person, Person.id == ChatIdentity.person_id)
    return query.join(Side, Side.id == Person.side_id).where(*chosen)


async def _actor_or_stranger(session: AsyncSession, row: ChatIdentity, person: Person, side: Side) -> Actor | Stranger:
    identity = Identity(row.platform, row.home, row.user_id)
    if reason := _why_not(row, person, side):
        return Stranger(identity, row.home, False, reason)
    return await _actor(session, person, side, identity)


def _why_not(row: ChatIdentity, person: Person, side: Side) -> StrangerReason | None:
    """Why somebody whom we have met is not known all the same."""
    if person.state in HAVE_LEFT or side.state in (SideState.LEAVING, SideState.GONE):
        return StrangerReason.LEFT
    if row.guest and person.state is PersonState.PROVISIONAL:
        return StrangerReason.GUEST
    return None


def _may_be_named(first_admins: FirstAdmins, row: ChatIdentity, person: Person, side: Side) -> bool:
    """Whether the platform may tell an e-mail of one of our own that the settings name."""
    return first_admins.by_email and side.kind is SideKind.INTERNAL and not row.guest and not person.email


def _may_be_first_admin(first_admins: FirstAdmins, row: ChatIdentity, person: Person) -> bool:
    """Whether the settings name somebody, or may do so by an e-mail that we do not know."""
    named = first_admins.names(Identity(row.platform, row.home, row.user_id), person.email)
    return named or (first_admins.by_email and not person.email)


async def _take_up(
    session: AsyncSession, identity: Identity, facts: MemberFacts | None, now: datetime, first_admins: FirstAdmins
) -> ChatIdentity | Stranger:
    if facts is not None and (facts.is_bot or facts.deactivated):
        return Stranger(identity, identity.home, False, StrangerReason.NOT_A_PERSON)
    side = await sides.side_of_home(session, identity.platform, identity.home)
    if facts is not None and facts.is_guest:
        row = await person_told(session, identity, facts, side, now, guest=True)
        return row or Stranger(identity, identity.home, False, StrangerReason.GUEST)
    if side is None:
        if not await founding.founds(session, identity, facts, first_admins):
            first_time = await sides.note_stranger(session, identity.platform, identity.home, now)
            return Stranger(identity, identity.home, first_time)
        side = await founding.link_founder(session, identity, now)
    if side.state in (SideState.LEAVING, SideState.GONE):
        return Stranger(identity, identity.home, False, StrangerReason.LEFT)
    if facts is None and side.kind is SideKind.INTERNAL and not first_admins.names(identity, ""):
        # They may be a partner's guest in our workspace, who must not be taken for one of our own.
        return Stranger(identity, identity.home, False, StrangerReason.UNCHECKED)
    row = await person_told(session, identity, facts, side, now, guest=False) if facts else None
    return row or await new_person(session, identity, facts, side, now)


def _storable(name: str) -> str:
    """A name as a platform tells it, without what no database keeps and cut to what the column holds."""
    return name.replace("\0", "").encode("utf-8", "replace").decode()[:LONGEST_NAME]
