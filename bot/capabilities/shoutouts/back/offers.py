"""What looking back offers."""

from bot.capabilities.shoutouts.back import coverage, coverage_messages, wall_messages, walls
from bot.capabilities.shoutouts.write import flow
from bot.capability import CommandOffer, MenuItem, PressOffer


def commands() -> tuple[CommandOffer, ...]:
    """The words that look back."""
    return (
        CommandOffer("shoutout mine", walls.mine, usage="shoutout mine", help="Shoutouts that name you", reads=True),
        CommandOffer("shoutout given", walls.given, usage="shoutout given", help="Shoutouts that you gave", reads=True),
        CommandOffer(
            "shoutout team", walls.of_team, usage="shoutout team [name]", help="A team's shoutouts", reads=True
        ),
        CommandOffer(
            "shoutout coverage",
            coverage.show,
            usage="shoutout coverage",
            help="Whom nobody has named lately",
            reads=True,
            may=coverage.may_see,
        ),
    )


def presses() -> dict[str, PressOffer]:
    """Buttons on messages."""
    return {
        wall_messages.GIVE_TO: PressOffer(flow.give_to, reads=True),
        coverage_messages.COVERAGE: PressOffer(coverage.show, reads=True, may=coverage.may_see),
        wall_messages.MINE: PressOffer(walls.mine, reads=True),
        wall_messages.WALL: PressOffer(walls.leaf, reads=True),
    }


def menu() -> tuple[MenuItem, ...]:
    """Lines of the menu."""
    return (
        MenuItem("My shoutouts", wall_messages.MINE, order=16),
        MenuItem("Whom nobody has named lately", coverage_messages.COVERAGE, order=17, may=coverage.may_see),
    )
