"""What becomes of a story, decided once: whoever comes second is told."""

from bot.capabilities.shoutouts.kinds import StoryState
from bot.capabilities.shoutouts.store import CustomerStory, Shoutout, story_of
from bot.capabilities.shoutouts.stories.rights import may_decide
from bot.capabilities.shoutouts.stories.telling import subject_of
from bot.capability import Acting
from bot.people import audit


async def decide(acting: Acting, story: CustomerStory, state: StoryState) -> None:
    """Keeps what whoever acts has decided; every message about it says so soon."""
    waits = state in (StoryState.OFFERED, StoryState.UNMATCHED)
    story.state = state
    story.decided_at = None if waits else acting.now
    story.decided_by_id = None if waits else acting.actor.person_id
    await acting.outbox.mark_stale(subject_of(story))
    await audit.record(
        acting.session,
        acting.actor,
        "decide_on_story",
        "story",
        story.public_id,
        at=acting.now,
        state=state,
    )


async def hindrance(acting: Acting, kept: Shoutout) -> str | None:
    """Why a shoutout cannot be made of its story any more, in a sentence; None if it can, or is made of none."""
    story = await _locked(acting, kept)
    if story is None:
        return None
    if story.state is StoryState.TURNED:
        return acting.t("Somebody has made a shoutout of this customer's words already, so nothing was posted.")
    if not await may_decide(acting.session, acting.actor, story):
        return acting.t("This customer's words are for the agent's lead to use now, so nothing was posted.")
    return None


async def turned(acting: Acting, kept: Shoutout) -> None:
    """A shoutout that was made of a story is out."""
    story = await _locked(acting, kept)
    if story is not None:
        await decide(acting, story, StoryState.TURNED)


async def _locked(acting: Acting, kept: Shoutout) -> CustomerStory | None:
    story = await story_of(acting.session, kept)
    if story is not None:
        await acting.session.refresh(story, with_for_update=True)
    return story
