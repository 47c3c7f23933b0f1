"""What came of a shoutout, by what the stand-ins hold: the card of every channel, and what each person received."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.proof.hands import Hands, lines_of
from bot.proof.organisation import Platform
from bot.proof.reading import Line, text_of
from bot.proof.world import World


@dataclass(frozen=True)
class Received:
    """A message as its readers see it now: `reader` is the name of a channel, or of the only person who has it."""

    platform: Platform
    side: str
    reader: str
    text: str


@dataclass(frozen=True)
class Thanks:
    """One shoutout, by words of its story: what stands in every channel, and what people received alone."""

    story: str
    channels: tuple[Received, ...] = ()
    people: tuple[Received, ...] = ()


async def read_thanks(world: World, hands: Hands, words: str) -> Thanks:
    """All messages that hold these words."""
    organisation = world.organisation
    channels = [
        Received(organisation.place(name).platform, organisation.place(name).side, name, text_of(lines))
        for name, cards in (await cards_with(world, hands, words)).items()
        for lines in cards
    ]
    people = [
        Received(account.platform, person.side, person.name, text)
        for person in organisation.people
        for account in world.accounts[person.key]
        for text in await hands.received(person.key, account.platform)
        if words in text
    ]
    return Thanks(words, tuple(channels), tuple(people))


async def cards_with(world: World, hands: Hands, words: str) -> Mapping[str, Sequence[Sequence[Line]]]:
    """The cards with these words, by channel; a channel without any is absent."""
    found = {name: [lines_of(one) for one in await hands.cards(name)] for name in world.channels}
    having = {name: [lines for lines in cards if words in text_of(lines)] for name, cards in found.items()}
    return {name: cards for name, cards in having.items() if cards}
