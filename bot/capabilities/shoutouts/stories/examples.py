"""Every message and form of customers' stories, with invented data, for the gallery and the contract tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.capabilities.shoutouts.kinds import StoryState
from bot.capabilities.shoutouts.stories.asked import LONGEST_TEXT
from bot.capabilities.shoutouts.stories.facts import StoryFacts
from bot.capabilities.shoutouts.stories.messages import (
    chosen,
    done_parts,
    listed,
    not_yours,
    offer,
    remembered,
    story_erased,
    to_agent,
    unmatched_again,
    waiting_parts,
    who_form,
)
from bot.capability import Example
from bot.chat.message import Message
from bot.chat.texts import Texts

PRAISE = StoryFacts(
    public_id="s1",
    text="She stayed on the line until the wheelchair was booked. Thank you!",
    system="Zendesk",
    agent="Tala Maliwanag",
    called=("Sam", "4711"),
    desk_id="4711",
    customer="Noor",
    score="5/5",
    ticket_url="https://desk.example.com/tickets/208",
    said_at=datetime(2026, 11, 23, 16, 20, tzinfo=UTC),
)
UNKNOWN = replace(PRAISE, public_id="s2", agent="", customer="", score="", state=StoryState.UNMATCHED)
BROUGHT = replace(UNKNOWN, public_id="s4", brought_by="Harborline")
LONGEST = replace(
    UNKNOWN,
    public_id="s3",
    text=("مرحبا & <everyone> *thanks* " * 100)[:LONGEST_TEXT].strip(),
    called=("Maximiliane-Theodora Featherstonehaugh-Oyelaran " * 4,),
)


def examples(t: Texts) -> Sequence[Example]:
    """All of them."""
    decided = replace(PRAISE, decided_by="Ines Okafor")
    aside = replace(decided, state=StoryState.DECLINED)
    five = [replace(PRAISE, public_id=f"l{place}") for place in range(3)]
    home = Message(t("Home"), waiting_parts(3, t), t.locale)
    return (
        Example("story-for-the-lead", offer(PRAISE, t), "in the lead's direct messages"),
        Example("story-reminder", offer(PRAISE, t, reminds=True), "after 7 days"),
        Example("story-turned", offer(replace(decided, state=StoryState.TURNED), t)),
        Example("story-passed-on", offer(replace(decided, state=StoryState.PASSED_ON), t)),
        Example("story-set-aside", offer(aside, t)),
        Example("story-read-whole", offer(LONGEST, t), "behind Read it all"),
        Example("story-for-somebody-else", not_yours(t), "where it was offered before"),
        Example("story-for-the-agent", to_agent(decided, t, with_ticket=True), "to the agent alone"),
        Example("story-for-a-partners-agent", to_agent(decided, t, with_ticket=False)),
        Example("story-erased", story_erased(t), "where whom it praised was erased, and after 180 days"),
        Example("stories", listed([*five, UNKNOWN, LONGEST], 12, t, "UTC"), "/shoutout stories"),
        Example("stories-second-page", listed([BROUGHT, *[LONGEST] * 4], 12, t, "UTC", before=5)),
        Example("stories-one-set-aside", listed([PRAISE], 1, t, "UTC", done_parts(aside, t))),
        Example("stories-none", listed([], 0, t, "UTC")),
        Example("stories-said", listed([PRAISE], 1, t, "UTC", said=[PRAISE, replace(LONGEST, agent=PRAISE.agent)])),
        Example("stories-on-the-home", home),
        Example("story-who", who_form(UNKNOWN, t)),
        Example("story-who-hostile", who_form(LONGEST, t)),
        Example("story-matched", chosen(PRAISE, t, offers_to_remember=False)),
        Example("story-matched-to-remember", chosen(PRAISE, t, offers_to_remember=True)),
        Example("story-remembered", remembered(PRAISE, 2, t)),
        Example("story-unmatched-again", unmatched_again(UNKNOWN, PRAISE.agent, t)),
    )
