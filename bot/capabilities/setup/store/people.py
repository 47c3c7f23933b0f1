"""People as set-up shows them, and the identities under which they are told something."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.setup.views import PersonView, RoleView, SelfView
from bot.chat.inbound import Identity
from bot.people import grants
from bot.people.access import EVERYTHING, Actor, Scope
from bot.people.model import HAVE_LEFT, ChatIdentity, Membership, Person, PersonState, Side, SideKind, Team
from bot.people.reachability import reaches


@dataclass(frozen=True)
class Told:
    """Somebody who is told something by direct message, under the identity that most likely works."""

    person_id: int
    identity_id: int
    installation: str
    platform: str
    side_id: int
    locale: str
    scope: Scope


async def told(
    session: AsyncSession, scope: Scope, person_ids: Collection[int], *, not_through: str = ""
) -> Sequence[Told]:
    """How these people are told something; whoever has no chat identity that was met is absent.

    `not_through` is an installation that no longer works.
    """
    if not person_ids:
        return []
    query = select(Person).where(Person.id.in_(person_ids), scope.where(Person.side_id), Person.state.not_in(HAVE_LEFT))
    people = (await session.scalars(query.order_by(Person.id))).all()
    ways = await reaches(session, [person.id for person in people])
    internal = await session.scalar(select(Side.id).where(Side.kind == SideKind.INTERNAL).order_by(Side.id).limit(1))
    found = []
    for person in people:
        best = next(
            (
                reach
                for reach in ways.get(person.id, ())
                if reach.takes_direct and reach.installation not in ("", not_through)
            ),
            None,
        )
        if best:
            found.append(
                Told(
                    person.id,
                    best.identity_id,
                    best.installation,
                    best.identity.platform,
                    person.side_id,
                    person.locale or "en",
                    EVERYTHING if person.side_id == internal else Scope(frozenset({person.side_id})),
                )
            )
    return found


async def admins_told(session: AsyncSession, *, not_through: str = "") -> Sequence[Told]:
    """How the organisation's admins are told something."""
    admins = [admin.id for admin in await grants.admins(session, EVERYTHING)]
    return await told(session, EVERYTHING, admins, not_through=not_through)


async def leads_told(session: AsyncSession, team_ids: Collection[int]) -> Sequence[Told]:
    """How the leads of these teams are told something; the admins where no lead can be."""
    leads = await session.scalars(select(Team.lead_id).where(Team.id.in_(team_ids), Team.lead_id.is_not(None)))
    found = await told(session, EVERYTHING, {lead for lead in leads if lead is not None})
    return found or await admins_told(session)


async def identity_id(session: AsyncSession, identity: Identity | None) -> int | None:
    """The row of a chat identity that has acted; None if it acts under none."""
    if identity is None:
        return None
    return await session.scalar(
        select(ChatIdentity.id).where(
            ChatIdentity.platform == identity.platform,
            ChatIdentity.home == identity.home,
            ChatIdentity.user_id == identity.user_id,
        )
    )


async def person_of(session: AsyncSession, scope: Scope, identity: str) -> Person | None:
    """The person behind `platform/home/user_id`, as a form's field says it; None if unknown or out of scope."""
    parts = identity.split("/", 2)
    if len(parts) != 3:
        return None
    platform, home, user_id = parts
    return await session.scalar(
        select(Person)
        .join(ChatIdentity, ChatIdentity.person_id == Person.id)
        .where(ChatIdentity.platform == platform, ChatIdentity.home == home, ChatIdentity.user_id == user_id)
        .where(scope.where(Person.side_id))
    )


async def person_called(session: AsyncSession, scope: Scope, public_id: str) -> Person | None:
    """A person within scope by the id that buttons carry."""
    return await session.scalar(select(Person).where(Person.public_id == public_id, scope.where(Person.side_id)))


async def person_named(session: AsyncSession, scope: Scope, platform: str, word: str) -> Person | None:
    """The one person of that user id on the platform, e-mail or exact name within scope; None if it is not one."""
    wanted = word.strip().lower()
    mentioned = select(ChatIdentity.person_id).where(
        ChatIdentity.platform == platform, func.lower(ChatIdentity.user_id) == wanted
    )
    query = select(Person).where(scope.where(Person.side_id), Person.state.not_in(HAVE_LEFT))
    called = Person.id.in_(mentioned) | (Person.email == wanted) | (func.lower(Person.name) == wanted)
    found = (await session.scalars(query.where(called))).all()
    return found[0] if wanted and len(found) == 1 else None


LONGEST_ASKED_FOR = 320
"""Characters; no name and no e-mail address holds more, and SQLite refuses to look for very long ones."""


async def people(session: AsyncSession, scope: Scope, like: str = "") -> Sequence[PersonView]:
    """The people within scope by name; with `like` those whose name or e-mail contains it."""
    if len(like) > LONGEST_ASKED_FOR:
        return []
    query = (
        select(Person, Side.name)
        .join(Side, Side.id == Person.side_id)
        .where(scope.where(Person.side_id), Person.state.not_in(HAVE_LEFT))
        .order_by(func.lower(Person.name), Person.id)
    )
    if like:
        query = query.where(
            func.lower(Person.name).contains(like.lower(), autoescape=True)
            | Person.email.contains(like.lower(), autoescape=True)
        )
    rows = (await session.execute(query)).all()
    return await _views(session, [(person, side) for person, side in rows])


async def to_confirm(session: AsyncSession, scope: Scope, team_id: int) -> Sequence[tuple[int, PersonView]]:
    """The people of a team whom its lead has not confirmed yet, by name, each with the inside key."""
    rows = (
        await session.execute(
            select(Person, Side.name)
            .join(Side, Side.id == Person.side_id)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.team_id == team_id, Membership.until.is_(None))
            .where(Membership.confirmed.is_(False) | (Person.state == PersonState.PROVISIONAL))
            .where(scope.where(Person.side_id), Person.state.not_in(HAVE_LEFT))
            .order_by(func.lower(Person.name), Person.id)
        )
    ).all()
    views = await _views(session, [(person, side) for person, side in rows])
    return [(person.id, view) for (person, _), view in zip(rows, views, strict=True)]


async def _views(session: AsyncSession, rows: Sequence[tuple[Person, str]]) -> list[PersonView]:
    ids = [person.id for person, _ in rows]
    teams: dict[int, list[str]] = {}
    memberships = await session.execute(
        select(Membership.person_id, Team.name)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.person_id.in_(ids), Membership.until.is_(None), Team.archived.is_(False))
        .order_by(Team.name)
    )
    for person_id, name in memberships:
        teams.setdefault(person_id, []).append(name)
    return [
        PersonView(
            person.public_id,
            person.name,
            side,
            tuple(teams.get(person.id, ())),
            person.state is PersonState.PROVISIONAL,
        )
        for person, side in rows
    ]


async def self_view(session: AsyncSession, actor: Actor) -> SelfView:
    """What is known of whoever acts."""
    person = await session.get_one(Person, actor.person_id)
    concerned = Team.id.in_({*actor.team_ids, *actor.led_team_ids})
    teams = (await session.scalars(select(Team).where(concerned).order_by(Team.name))).all()
    mine = [team for team in teams if team.id in actor.team_ids]
    # Most have no role of one side.
    named = [side_id for _, side_id in actor.roles if side_id]
    sides = {side.id: side.name for side in await session.scalars(select(Side))} if named else {}
    ways = next(
        (
            reach.worked
            for reach in (await reaches(session, [person.id])).get(person.id, ())
            if reach.identity == actor.identity
        ),
        frozenset(),
    )
    return SelfView(
        name=actor.name,
        platform=actor.identity.platform if actor.identity else "",
        user_id=actor.identity.user_id if actor.identity else "",
        side=actor.side_name,
        provisional=actor.provisional,
        teams=tuple(team.name for team in mine),
        led=tuple(team.name for team in teams if team.id in actor.led_team_ids),
        roles=tuple(
            RoleView(role, sides.get(side_id, "") if side_id else "")
            for role, side_id in sorted(actor.roles, key=lambda right: (right[1] or 0, right[0]))
        ),
        zone=actor.zone,
        hours=person.working_hours or next((team.working_hours for team in mine), ""),
        ways=tuple(sorted(ways)),
    )
