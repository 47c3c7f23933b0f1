"""Zendesk's satisfaction ratings as stories.

A webhook that a trigger or an automation calls sends whatever body its admin writes, with placeholders in it as plain
text (developer.zendesk.com/documentation/webhooks/anatomy-of-a-webhook-request). The body here has the fields of a
rating as Zendesk's own API shows them (developer.zendesk.com/api-reference/ticketing/ticket-management/
satisfaction_ratings: `score`, `comment`, `ticket_id`, `assignee_id`), filled from the placeholders `ticket.…` and
`satisfaction.…` (support.zendesk.com/hc/en-us/articles/4408886858138). The words of the placeholder
`satisfaction.current_rating` are in the customer's language, so the trigger's own condition says that it is good.
"""

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.asked import Text
from bot.capabilities.shoutouts.stories.asked import (
    LONGEST_ADDRESS,
    LONGEST_TEXT,
    AgentId,
    Customer,
    Id,
    Instant,
    Name,
    NewAgent,
    NewStory,
    Score,
    at_most,
    has_words,
    is_address,
)

SYSTEM = "zendesk"

LONGEST_TICKET = 40

TicketId = Annotated[Id, at_most(LONGEST_TICKET)]

GOOD = frozenset({"good", "good_with_comment"})
"""Scores of praise; the others are `bad`, `offered` and `unoffered`, with and without a comment."""

WITHOUT_SCHEME = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?([/?#]|$)")
"""What begins like the address of a host."""

QUOTES = "\"'“”„«»"


def _absent(value: object) -> object:
    """A placeholder without a value becomes empty text."""
    return None if value == "" else value


class ZendeskRating(BaseModel):
    """A satisfaction rating. What else stands in the body is passed over."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    ticket_id: TicketId = Field(description="{{ticket.id}}")
    score: Score = Field(description="good, bad, offered or unoffered; only good ones become stories.")
    comment: Text | None = Field(default="", description="{{satisfaction.current_comment}}")
    assignee_id: AgentId | None = Field(default="", description="{{ticket.assignee.id}}")
    assignee_email: Name | None = Field(default="", description="{{ticket.assignee.email}}")
    assignee_alias: Name | None = Field(default="", description="The agent's alias, where one is kept.")
    requester_name: Customer | None = Field(default="", description="{{ticket.requester.first_name}}")
    ticket_url: Text | None = Field(default="", description="{{ticket.link}}")
    rated_at: Annotated[Instant | None, BeforeValidator(_absent, json_schema_input_type=Instant | str | None)] = Field(
        default=None, description="{{ticket.updated_at_with_timestamp}}"
    )

    @property
    def external_id(self) -> str:
        """What a ticket's rating is known by: a ticket has one, which its customer may change."""
        return f"ticket-{self.ticket_id}"

    @property
    def address(self) -> str:
        """The ticket's; with https:// where it came without, since `ticket.url` is so. Empty where it is none."""
        written = self.ticket_url or ""
        whole = f"https://{written}" if WITHOUT_SCHEME.match(written) else written
        return whole if is_address(whole) and len(whole) <= LONGEST_ADDRESS else ""

    @property
    def note(self) -> str | None:
        """What became of the ticket's address, where that is not what was sent."""
        if self.address == (self.ticket_url or ""):
            return None
        if self.address:
            return "ticket_url came without https://, which was put before it."
        return "ticket_url is no web address, so the rating was taken without it. Send {{ticket.link}} there."

    def story(self) -> NewStory | None:
        """As a story; None for what is no praise in words."""
        words = (self.comment or "").strip(f"{QUOTES} \n\t")[:LONGEST_TEXT]
        if self.score.casefold() not in GOOD or not has_words(words):
            return None
        return NewStory(
            system=SYSTEM,
            external_id=self.external_id,
            text=words,
            agent=NewAgent(id=self.assignee_id or "", login=self.assignee_email or "", alias=self.assignee_alias or ""),
            customer=self.requester_name or "",
            score="good",
            ticket_url=self.address,
            said_at=self.rated_at,
        )
