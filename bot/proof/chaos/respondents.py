"""Whom check-ins ask under chaos: teams in zones around the world, a tenth of them by a button in their channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.capabilities.setup.rules import SWEEP
from bot.capabilities.setup.store import standing
from bot.due.work import put_down
from bot.people.model import ChannelTeam, ChatIdentity, Membership, Person, PersonState, Team
from bot.proof.chaos.arena import Arena
from bot.proof.chaos.topology import Place, some_at_once
from bot.proof.organisation import Platform
from bot.storage.columns import new_public_id

TEAM = 10
"""People in each team, the last of whom no direct message reaches."""

ZONES = (
    "Asia/Manila",
    "Europe/Warsaw",
    "America/New_York",
    "Asia/Kolkata",
    "Europe/London",
    "America/Los_Angeles",
)
"""The teams' zones in turn; a small organisation has the first few."""

TEAMS_PER_ZONE = 2

HOURS = "Mon-Sun 09:00-18:00"

NOT_BEFORE = timedelta(days=30)
"""When channels are read anew."""


@dataclass(frozen=True)
class Respondent:
    """Somebody of the team whose channel is `place`; `home` and `user` are their account, `app_id` the app there."""

    person_id: int
    team_id: int
    place: Place
    app_id: str
    home: str
    user: str
    by_button: bool


async def settle(arena: Arena, most_zones: int = len(ZONES)) -> Sequence[Respondent]:
    """A team for each channel, in the stand-ins and in the database; in so many zones, or fewer where there are few."""
    places = arena.topology.places
    wanted = [(place, number) for place in places for number in range(TEAM)]
    users = await some_at_once([_account(arena, place, number) for place, number in wanted])
    zones = ZONES[: max(1, min(most_zones, len(places) // TEAMS_PER_ZONE))]
    now = datetime.now(UTC)
    async with arena.database.write() as session:
        # Places are of either platform in turn; each zone has people of both.
        teams = {
            place: Team(
                side_id=arena.where(place)[1],
                name=f"Team {number + 1}",
                zone=zones[number // 2 % len(zones)],
                working_hours=HOURS,
            )
            for number, place in enumerate(places)
        }
        session.add_all(teams.values())
        people = [
            Person(
                public_id=new_public_id(),
                side_id=arena.where(place)[1],
                name=f"{place.name} {number + 1}",
                state=PersonState.ACTIVE,
                created_at=now,
            )
            for place, number in wanted
        ]
        session.add_all(people)
        await session.flush()
        for installation in await standing.installations(session):
            # Every bot would begin with it, now that the calendar jumps, and all other work would wait that long.
            await put_down(session, SWEEP, installation.id, now + NOT_BEFORE, slot="later")
        session.add_all(ChannelTeam(channel_id=arena.where(place)[0], team_id=team.id) for place, team in teams.items())
        found = []
        for person, (place, number), (home, user) in zip(people, wanted, users, strict=True):
            by_button = number == TEAM - 1
            session.add_all(
                [
                    Membership(team_id=teams[place].id, person_id=person.id, confirmed=True, since=now),
                    ChatIdentity(
                        person_id=person.id,
                        platform=place.platform,
                        home=home,
                        user_id=user,
                        installation_key="" if by_button else place.installation,
                    ),
                ]
            )
            app_id = arena.topology.app_of(place)
            found.append(Respondent(person.id, teams[place].id, place, app_id, home, user, by_button))
    return found


async def _account(arena: Arena, place: Place, number: int) -> tuple[str, str]:
    name = f"{place.name} {number + 1}"
    if place.platform is Platform.SLACK:
        home = next(one.team_id for one in arena.topology.workspaces if one.key == place.installation)
        user = await arena.slack.world("add_user", team=home, name=name)
        await arena.slack.act("join", user=user, channel=place.id)
        return home, str(user)
    registration = next(one for one in arena.topology.registrations if one.key == place.installation)
    made = await arena.teams.world("add_user", tenant=registration.home, name=name)
    assert place.address is not None, "channels on Teams have one"
    await arena.teams.world("add_member", where=place.address["team"], user=made["id"])
    return registration.home, str(made["id"])
