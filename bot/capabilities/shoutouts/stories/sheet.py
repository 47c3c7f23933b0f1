"""Customers' stories as a CSV file, taken in as a whole or not at all."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from bot.asked import NOW
from bot.capabilities.shoutouts.stories.asked import (
    Address,
    AgentId,
    Customer,
    ExternalId,
    Name,
    NewAgent,
    NewStory,
    SaidAt,
    Score,
    System,
    Words,
)
from bot.people.tabular.sheet import Problems, parse_rows, read_sheet, refuse_repeats


class StoryRow(BaseModel):
    """One line: a story as `NewStory` has it, with whom it praises beside it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    system: System
    external_id: ExternalId
    text: Words
    agent_id: AgentId = ""
    login: Name = ""
    alias: Name = ""
    customer: Customer = ""
    score: Score = ""
    ticket_url: Address = ""
    said_at: Annotated[SaidAt | None, BeforeValidator(lambda value: value or None)] = None


COLUMNS = tuple(StoryRow.model_fields)
REQUIRED = tuple(name for name, field in StoryRow.model_fields.items() if field.is_required())


def stories_in(data: bytes, now: datetime) -> list[NewStory]:
    """The stories of a file; raises ImportRefused with the line and column of all that is wrong, by the present."""
    problems = Problems()
    lines = parse_rows(read_sheet(data, COLUMNS, REQUIRED, problems), StoryRow, problems, {NOW: now})
    refuse_repeats(lines, ("system", "external_id"), " ", problems)
    problems.check()
    return [
        NewStory(
            system=row.system,
            external_id=row.external_id,
            text=row.text,
            agent=NewAgent(id=row.agent_id, login=row.login, alias=row.alias),
            customer=row.customer,
            score=row.score,
            ticket_url=row.ticket_url,
            said_at=row.said_at,
        )
        for row in (line.row for line in lines)
    ]
