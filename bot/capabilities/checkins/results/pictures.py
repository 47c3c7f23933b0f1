"""Pictures of trends under addresses that nobody can guess.

An address holds, sealed, the figures that it draws: those that stood in the message with it, and nothing else. So a
picture shows no more than whoever got that message was shown, whatever becomes of a run, a threshold or a role later.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.capabilities.checkins.results import settings
from bot.capabilities.checkins.results.facts import QuestionResult, Results
from bot.capability import Document, Found
from bot.clock import Clocks
from bot.drawing import MOST_LINES, picture
from bot.people.personal_links import Links
from bot.storage.sessions import Session

PATH = "/checkin-trend"
PATTERN = r"[\w-]{40,800}"
PURPOSE = "checkin-trend-picture"

LASTS = timedelta(days=30)
"""How long it may be kept: an address never comes to show anything else."""


class Claim(BaseModel):
    """What an address says: the figures of each line, the oldest first; None is a gap."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lines: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True)
class Pictures:
    """Makes the addresses, and what they show; without links there are none."""

    links: Links | None

    async def illustrated(self, session: Session, found: Results) -> Results:
        """Results with pictures of their trends, where the organisation wants them and the platforms can see them."""
        if self.links is None or not self.links.is_public:
            return found
        if not found.questions or not await settings.draws_trends(session):
            return found
        return replace(found, questions=[self._with_picture(one, self.links) for one in found.questions])

    async def read(self, session: Session, clocks: Clocks, sealed: str) -> Found | None:
        """The picture of an address; None for one that is none of ours."""
        said = self.links.of_lasting(PURPOSE, sealed) if self.links is not None else None
        if said is None:
            return None
        try:
            claim = Claim.model_validate_json(said)
        except ValidationError:
            return None
        lines = [
            [None if value is None else (place, value) for place, value in enumerate(line)] for line in claim.lines
        ]
        return Found(Document("image/png", picture(lines), "trend.png"), LASTS, shared=True)

    @staticmethod
    def _with_picture(one: QuestionResult, links: Links) -> QuestionResult:
        claim = Claim(lines=tuple(part.trend for part in one.drawn()[:MOST_LINES]))
        if not claim.lines:
            return one
        return replace(one, picture=f"{links.base_url}{PATH}/{links.lasting(PURPOSE, claim.model_dump_json())}.png")
