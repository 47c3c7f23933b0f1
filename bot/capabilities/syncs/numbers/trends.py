"""Pictures of trends under addresses that nobody can guess: each says which figures it shows, of which sides.

What it shows was in the message that it stands in, so whoever has the address learns nothing more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.capabilities.syncs.numbers.figures import TREND, Standing, Value, of_sides
from bot.capabilities.syncs.store import metrics
from bot.capability import Document, Found
from bot.clock import Clocks
from bot.drawing import FEWEST_IN_A_TREND, MOST_LINES, picture
from bot.people.access import Scope
from bot.people.personal_links import Links
from bot.storage.sessions import Session

PATH = "/trend"
PATTERN = r"[\w-]{40,800}"
PURPOSE = "trend-picture"

LASTS = timedelta(days=30)
"""How long it may be kept: when a figure is corrected, its picture has another address."""


class Claim(BaseModel):
    """What an address says; `was` is a fingerprint of the figures, so that others have another address."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    metric: int
    sides: tuple[int, ...]
    until: date
    was: str


@dataclass(frozen=True)
class Trends:
    """Makes the addresses, and what they show."""

    links: Links

    @property
    def is_public(self) -> bool:
        """Whether the platforms can fetch anything from here at all."""
        return self.links.is_public

    def address(self, metric_id: int, sides: Sequence[tuple[int, Standing]]) -> str:
        """Where the trend of these sides (by inside id) can be fetched; empty where there is none to be seen."""
        drawn = [(side, one) for side, one in sides if len(one.trend) >= FEWEST_IN_A_TREND][:MOST_LINES]
        if not drawn:
            return ""
        was = sha256(repr([[(value.day, value.value) for value in one.trend] for _, one in drawn]).encode())
        claim = Claim(
            metric=metric_id,
            sides=tuple(side for side, _ in drawn),
            until=max(one.latest.day for _, one in drawn),
            was=was.hexdigest()[:16],
        )
        return f"{self.links.base_url}{PATH}/{self.links.lasting(PURPOSE, claim.model_dump_json())}.png"

    async def read(self, session: Session, clocks: Clocks, sealed: str) -> Found | None:
        """The picture of an address; None for one that is none of ours, or of whose figures nothing is left."""
        said = self.links.of_lasting(PURPOSE, sealed)
        if said is None:
            return None
        try:
            claim = Claim.model_validate_json(said)
        except ValidationError:
            return None
        lines = await _lines(session, claim)
        if not lines:
            return None
        return Found(Document("image/png", picture(lines), "trend.png"), LASTS, shared=True)


async def _lines(session: Session, claim: Claim) -> list[list[tuple[int, float]]]:
    """The figures of each side that the picture is of, in the order of the claim."""
    scope = Scope(frozenset(claim.sides))
    long_ago = datetime(1970, 1, 1, tzinfo=UTC)
    rows = await metrics.latest(session, scope, claim.until, TREND, long_ago, long_ago.date())
    values = [
        Value(one.side_id, one.team_id, one.day, one.value, one.weight, one.brought_at)
        for one in rows
        if one.metric_id == claim.metric
    ]
    by_side: dict[int, list[Value]] = {}
    for one in of_sides(values):
        by_side.setdefault(one.side_id, []).append(one)
    return [[(one.day.toordinal(), one.value) for one in by_side[side]] for side in claim.sides if side in by_side]
