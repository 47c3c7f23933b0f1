"""An organisation of any number of channels over three sides and both platforms, for measuring."""

from collections.abc import Mapping

from bot.proof.organisation import Addressees, Kind, Organisation, Person, Place, Platform, Side, Team

US, CONNECT, TEAMS = "Marlowe & Finch", "Lumenara", "Harborline"
PEOPLE_PER_SIDE = 4


def crowd(*sizes: int) -> Organisation:
    """As many channels as the largest of `sizes`, half on each platform, and an audience named for each size.

    Of Slack's half, one part is internal and one in Slack Connect.
    """
    all_places = _places(max(sizes))
    kinds = (
        (US, Platform.SLACK, "own_workspace"),
        (CONNECT, Platform.SLACK, "slack_connect"),
        (TEAMS, Platform.TEAMS, "own_tenant"),
    )
    first = {side: next(place.name for place in all_places if place.side == side) for side, _, _ in kinds}
    return Organisation(
        sides=tuple(Side(name, platform, presence, name == US) for name, platform, presence in kinds),
        teams=tuple(
            # In no country: whoever is told something at work is told it on every day of the year.
            Team(_team(side), side, "Europe/London", "", "Mon-Sun 00:00-24:00", f"{side} 1", first[side])
            for side, _, _ in kinds
        ),
        people=tuple(
            Person(f"{side} {number}", f"{side} agent {number}", side, _team(side))
            for side, _, _ in kinds
            for number in range(1, PEOPLE_PER_SIDE + 1)
        ),
        places=all_places,
        audiences=tuple(Addressees(audience_of(size), tuple(place.name for place in _places(size))) for size in sizes),
        author=f"{US} 1",
        admin=f"{US} 2",
    )


def audience_of(size: int) -> str:
    """The audience of so many channels."""
    return f"{size} channels"


def by_platform(size: int) -> Mapping[Platform, int]:
    """How many of so many channels are on each platform."""
    return {Platform.SLACK: size - size // 2, Platform.TEAMS: size // 2}


def _places(size: int) -> tuple[Place, ...]:
    """The first so many channels; the same ones stand first whatever the size."""
    on_teams = size // 2
    ours = (size - on_teams + 1) // 2
    connect = size - on_teams - ours
    return (
        *_numbered(US, "care", Kind.PUBLIC, ours),
        *_numbered(CONNECT, "lumenara", Kind.CONNECT, connect),
        *_numbered(TEAMS, "desk", Kind.STANDARD, on_teams),
    )


def _numbered(side: str, name: str, kind: Kind, count: int) -> tuple[Place, ...]:
    return tuple(Place(f"{name}-{number:03}", side, kind, (_team(side),)) for number in range(1, count + 1))


def _team(side: str) -> str:
    return f"{side} agents"
