"""What the scenes of a story share: the stage, the update that it is about, and who has noted it."""

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import datetime

from bot.proof.evidence import Evidence, read_evidence
from bot.proof.hands import Hands
from bot.proof.marlowe import ARCHIVED
from bot.proof.organisation import Kind, Organisation, Place
from bot.proof.stage import Stage
from bot.proof.steps import Panel
from bot.proof.world import World

TITLE = "Refunds over €50 no longer need a supervisor"
CHANGED = """Agents may refund up to **€200** on their own.

- Choose the reason *delivery* or *damage*
- Above €200, ask your lead as before"""
TELL = "You do not have to wait: I can refund this right away."


@dataclass
class Plot:
    """`noted` are those who have noted the first text of the update, by key, in their order.

    `asked_at` is when, by the calendar, the corrected text asked for a new *Got it*.
    """

    stage: Stage
    noted: list[str] = field(default_factory=list)
    published: bool = False
    asked_at: datetime | None = None
    evidence: Evidence = field(default_factory=Evidence)

    @property
    def world(self) -> World:
        return self.stage.world

    @property
    def hands(self) -> Hands:
        return self.stage.hands

    @property
    def organisation(self) -> Organisation:
        return self.world.organisation

    @property
    def author(self) -> str:
        return self.organisation.author

    @property
    def places(self) -> tuple[Place, ...]:
        return self.organisation.places

    @property
    def reachable(self) -> Set[str]:
        """The channels that are not archived."""
        return {place.name for place in self.places} - {ARCHIVED}

    def beyond_the_wall(self, channel: str) -> Set[str]:
        """What nobody may read in a partner's channel: the names of other partners, and of their people."""
        organisation = self.organisation
        side = organisation.side(organisation.place(channel).side)
        others = {one.name for one in organisation.sides if not one.internal and one != side}
        people = {one.name for one in organisation.people if one.side in others}
        return frozenset() if side.internal else others | people

    def name(self, key: str) -> str:
        return self.organisation.person(key).name

    async def read(self) -> Evidence:
        """What the bot itself says of the update."""
        async with self.stage.database() as database:
            return await read_evidence(database, self.world, of=TITLE)

    async def panels(self, *channels: str) -> tuple[Panel, ...]:
        """The newest cards of some channels."""
        panels = []
        for channel in channels:
            place = self.organisation.place(channel)
            where = "Slack Connect" if place.kind is Kind.CONNECT else place.platform.title()
            panels.append(Panel(f"{place.side} on {where}", tuple(await self.hands.lines(channel))))
        return tuple(panels)
