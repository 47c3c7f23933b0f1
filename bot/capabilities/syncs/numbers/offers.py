"""What is offered of figures, for the capability to join to its own."""

from bot.capabilities.syncs.kinds import Section
from bot.capabilities.syncs.numbers import endpoints, examples, forgetting, settings
from bot.capabilities.syncs.numbers.section import Numbers
from bot.capabilities.syncs.numbers.trends import PATH, PATTERN, Trends
from bot.capability import Capability, CommandOffer, SecretOffer
from bot.people.personal_links import Links


def offers(links: Links | None) -> Capability:
    """The section of the agenda, the command that shows all figures, the address for programs, and the pictures."""
    pictures = Trends(links) if links is not None else None
    numbers = Numbers(pictures)
    return Capability(
        name="syncs",
        commands=(
            CommandOffer(
                "sync numbers",
                numbers.by_words,
                usage="sync numbers",
                help="See the figures of your side, and what changed in a week",
                reads=True,
            ),
        ),
        agenda={Section.NUMBERS: numbers.section},
        endpoints=endpoints.ENDPOINTS,
        secrets=(SecretOffer(f"{PATH}/{{secret}}.png", PATTERN, pictures.read),) if pictures is not None else (),
        settings=settings.settings(links),
        examples=examples.examples,
        retention=forgetting.forget,
    )
