"""A customer's story as it is shown to whoever decides on it."""

from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.shoutouts.kinds import StoryState
from bot.capabilities.shoutouts.store import CustomerStory
from bot.people.model import Person, Side, SideKind
from bot.storage.sessions import Session

TOOLS = {
    "helpscout": "Help Scout",
    "hubspot": "HubSpot",
    "livechat": "LiveChat",
    "servicenow": "ServiceNow",
    "surveymonkey": "SurveyMonkey",
    "zoho desk": "Zoho Desk",
}
"""How tools write themselves that have more than one capital letter."""


@dataclass(frozen=True)
class StoryFacts:
    """What its messages are composed from.

    `agent` is whom it praises, by name; empty where nobody knows. `called` is what the tool calls them, `desk_id` what
    of that can be remembered, `system` the tool as people know it, `decided_by` the name of whoever has decided on it,
    `decided_here` whether that is who reads this. `brought_by` is the partner whose tool it came from; empty for the
    organisation's own.
    """

    public_id: str
    text: str
    system: str
    agent: str = ""
    called: tuple[str, ...] = ()
    desk_id: str = ""
    customer: str = ""
    score: str = ""
    ticket_url: str = ""
    said_at: datetime | None = None
    state: StoryState = StoryState.OFFERED
    decided_by: str = ""
    decided_here: bool = False
    brought_by: str = ""


def tool_called(system: str) -> str:
    """What people call a tool that the roster has in small letters."""
    return TOOLS.get(system, f"{system[:1].upper()}{system[1:]}")


async def facts_of(session: Session, story: CustomerStory, reader_id: int) -> StoryFacts:
    """A story with the names that belong to it, for somebody who may decide on it, or gets it passed on."""
    agent = await session.get(Person, story.person_id) if story.person_id is not None else None
    decided_by = await session.get(Person, story.decided_by_id) if story.decided_by_id is not None else None
    brought_by = await session.get_one(Side, story.from_side_id)
    return StoryFacts(
        public_id=story.public_id,
        text=story.text,
        system=tool_called(story.system),
        agent=agent.name if agent else "",
        called=tuple(dict.fromkeys(word for word in (story.alias, story.agent_id, story.login) if word)),
        desk_id=story.agent_id or story.login,
        customer=story.customer,
        score=story.score,
        ticket_url=story.ticket_url,
        said_at=story.said_at,
        state=story.state,
        decided_by=decided_by.name if decided_by else "",
        decided_here=story.decided_by_id == reader_id,
        brought_by="" if brought_by.kind is SideKind.INTERNAL else brought_by.name,
    )
