"""The addresses under which help desks and survey tools send what customers said."""

from collections.abc import Sequence

from bot.capabilities.shoutouts.stories.asked import NewStories, NewStory, Taken, TakenRating, TakenStories, is_ahead
from bot.capabilities.shoutouts.stories.rights import looks_after
from bot.capabilities.shoutouts.stories.taking import Kept, take
from bot.capabilities.shoutouts.stories.zendesk import ZendeskRating
from bot.capability import Acting, Asked, Declined, EndpointOffer, Why
from bot.people.model import Person
from bot.people.tokens import Purpose


async def stories(acting: Acting, asked: Asked) -> TakenStories:
    """Takes stories in; what is known already is left as it is."""
    assert isinstance(asked.body, NewStories)
    return TakenStories(stories=await _take(acting, asked.body.root))


async def zendesk(acting: Acting, asked: Asked) -> TakenRating:
    """Takes a rating of Zendesk's in, if it is praise in words; else nothing of it is kept."""
    assert isinstance(asked.body, ZendeskRating)
    story = asked.body.story()
    if story is None:
        _check(acting)
        return TakenRating(external_id=asked.body.external_id, state="not_a_story")
    notes = [asked.body.note] if asked.body.note else []
    if story.said_at is not None and is_ahead(story.said_at, acting.now):
        # Zendesk sends a rating once, so it is not lost for its time.
        story = story.model_copy(update={"said_at": None})
        notes.append("rated_at is still to come, so the rating was taken without it.")
    [taken] = await _take(acting, [story])
    return TakenRating(**taken.model_dump(), note=" ".join(notes) or None)


def _check(acting: Acting) -> None:
    if looks_after(acting.actor, acting.t):
        text = acting.t("Only leads and managers bring in customers' stories. Make a token for one of them.")
        raise Declined(text, Why.NOT_ALLOWED)


async def _take(acting: Acting, asked: Sequence[NewStory]) -> Sequence[Taken]:
    """With the people whom whoever asks may see, and nobody else's id."""
    _check(acting)
    actor = acting.actor
    kept = await take(acting.session, acting.outbox, actor.scope, actor.side_id, asked, acting.now)
    return [await _taken(acting, one) for one in kept]


async def _taken(acting: Acting, kept: Kept) -> Taken:
    story, scope = kept.story, acting.actor.scope
    theirs = story.side_id is not None and scope.covers(story.side_id)
    person = await acting.session.get(Person, story.person_id) if theirs and story.person_id is not None else None
    return Taken(
        external_id=story.external_id,
        state="taken" if kept.new else "known",
        id=story.public_id,
        person=person.public_id if person else None,
    )


ENDPOINTS = (
    EndpointOffer(
        "POST",
        "/stories",
        "Bring in what customers said",
        frozenset({Purpose.STORIES}),
        stories,
        TakenStories,
        body=NewStories,
    ),
    EndpointOffer(
        "POST",
        "/stories/zendesk",
        "Bring in a satisfaction rating of Zendesk's",
        frozenset({Purpose.STORIES}),
        zendesk,
        TakenRating,
        body=ZendeskRating,
        keyed=False,
    ),
)
