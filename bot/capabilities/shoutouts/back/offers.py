"""What looking back offers."""

from bot.capabilities.shoutouts.back import wall_messages, walls
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
    )


def presses() -> dict[str, PressOffer]:
    """Buttons on messages."""
    return {
        wall_messages.GIVE_TO: PressOffer(flow.give_to, reads=True),
        wall_messages.MINE: PressOffer(walls.mine, reads=True),
        wall_messages.WALL: PressOffer(walls.leaf, reads=True),
    }


def menu() -> tuple[MenuItem, ...]:
    """Lines of the menu."""
    return (MenuItem("My shoutouts", wall_messages.MINE, order=16),)
