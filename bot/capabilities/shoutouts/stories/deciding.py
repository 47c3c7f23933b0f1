"""What leads and managers do with customers' stories: the list, and one press for each decision."""

from collections.abc import Sequence
from dataclasses import replace

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.kinds import StoryState
from bot.capabilities.shoutouts.store import CustomerStory, Thanked, Written
from bot.capabilities.shoutouts.store.stories import draft_of, said_by, story_called, undecided
from bot.capabilities.shoutouts.stories.facts import facts_of
from bot.capabilities.shoutouts.stories.messages import (
    IN_LIST,
    MOST_LISTED,
    done_parts,
    listed,
    offer,
    outcome_line,
    shortened,
    waiting_parts,
)
from bot.capabilities.shoutouts.stories.outcome import decide
from bot.capabilities.shoutouts.stories.rights import looks_after, may_decide, sorts_out
from bot.capabilities.shoutouts.stories.telling import PASSED, tell
from bot.capabilities.shoutouts.write import flow
from bot.capabilities.shoutouts.write.typed import LONGEST_QUOTE
from bot.capability import Context, HomeItem
from bot.chat.inbound import Answer, Command, Press
from bot.chat.message import Message, Part, say
from bot.people import audience
from bot.people.model import HAVE_LEFT, Person
from bot.storage.columns import new_public_id

HOME_ORDER = 95
"""On a home: after what others wait for, before one's own."""

LONGEST_PLACE = 6
"""Digits of a place in the list."""


async def by_words(context: Context, inbound: Command) -> Answer:
    """`/shoutout stories`."""
    return Answer(message=await _list(context))


async def by_button(context: Context, inbound: Press) -> Answer:
    """*See the stories*, on a home; *Older* and *Newer*, on the list."""
    if inbound.object_id:
        return Answer(redraw=await _list(context, before=_place(inbound.object_id)))
    return Answer(message=await _list(context))


async def read_all(context: Context, inbound: Press) -> Answer:
    """*Read it all*: one story of the list, with all of its words."""
    story = await own(context, inbound)
    if story is None:
        return _gone(context)
    return Answer(
        message=offer(await facts_of(context.session, story, context.actor.person_id), context.t, context.zone)
    )


async def home(context: Context) -> Sequence[HomeItem]:
    """How many stories wait for whoever looks."""
    if looks_after(context.actor, context.t):
        return ()
    _, count = await undecided(context.session, context.actor, unmatched=sorts_out(context.actor), at_most=1)
    return (HomeItem(waiting_parts(count, context.t), HOME_ORDER, waiting=True),) if count else ()


async def turn(context: Context, inbound: Press) -> Answer:
    """*Turn into a shoutout*: the form with the customer's words in it; the story itself is the lead's to write."""
    story = await own(context, inbound, lock=True)
    if story is None or story.person_id is None or story.side_id is None:
        return _gone(context)
    if story.state is not StoryState.OFFERED:
        # Where a button opens a form, that none opens has to be said.
        return replace(await _decided(context, inbound, story), message=await _no_form(context, story))
    if gone := await _left(context, story):
        return gone
    draft = await draft_of(context.session, story.id, context.actor.person_id)
    if draft is None:
        team_id = await store.present_team(context.session, story.person_id)
        written = Written(
            thanked=(Thanked(story.side_id, story.person_id, team_id),),
            quote=shortened(story.text, LONGEST_QUOTE),
            customer=story.customer,
            ticket_url=story.ticket_url,
            story_id=story.id,
        )
        actor = context.actor
        draft = await store.save_draft(
            context.session, new_public_id(), actor.person_id, actor.side_id, written, context.now
        )
        assert draft is not None, "an id that was made just now is nobody's"
    return await flow.go_on(context, draft)


async def pass_on(context: Context, inbound: Press) -> Answer:
    """*Pass on privately*: the agent gets the customer's words, and nobody else."""
    t = context.t
    story = await own(context, inbound, lock=True)
    if story is None or story.person_id is None:
        return _gone(context)
    if story.state is not StoryState.OFFERED:
        return await _decided(context, inbound, story)
    if gone := await _left(context, story):
        return gone
    readers = await audience.readers_called(context.session, [story.person_id], context.now)
    if not any(one.identities and one.identities[0].takes_direct for one in readers):
        name = (await context.session.get_one(Person, story.person_id)).name
        text = t("Instep cannot write to {agent} directly, so nothing was sent. Tell them yourself.", agent=name)
        return Answer(message=say(text, locale=t.locale))
    await decide(context, story, StoryState.PASSED_ON)
    await tell(context.session, context.outbox, story, PASSED, [story.person_id], context.now)
    return await _shown(context, inbound, story)


async def not_this(context: Context, inbound: Press) -> Answer:
    """*Not this one*: it is set aside, which can be undone."""
    story = await own(context, inbound, lock=True)
    if story is None:
        return _gone(context)
    if story.state not in (StoryState.OFFERED, StoryState.UNMATCHED):
        return await _decided(context, inbound, story)
    await decide(context, story, StoryState.DECLINED)
    return await _shown(context, inbound, story)


async def after_all(context: Context, inbound: Press) -> Answer:
    """*Undo*: it waits again, as before."""
    story = await own(context, inbound, lock=True)
    if story is None:
        return _gone(context)
    if story.state is not StoryState.DECLINED:
        return await _decided(context, inbound, story)
    await decide(context, story, StoryState.OFFERED if story.person_id is not None else StoryState.UNMATCHED)
    return await _shown(context, inbound, story, waits=True)


async def own(context: Context, inbound: Press, *, lock: bool = False) -> CustomerStory | None:
    """The story of a button, if it is for whoever presses it; None alike for one that is not kept."""
    story = await story_called(context.session, inbound.object_id.partition(IN_LIST)[0], lock=lock)
    if story is None or not story.text or not await may_decide(context.session, context.actor, story):
        return None
    return story


async def _list(context: Context, done: Sequence[Part] = (), before: int = 0) -> Message:
    """The page after so many stories, or the last one where there are fewer by now."""
    unmatched = sorts_out(context.actor)
    found, count = await undecided(
        context.session, context.actor, unmatched=unmatched, at_most=MOST_LISTED, after=before
    )
    if before and not found:
        before = max(0, count - 1) // MOST_LISTED * MOST_LISTED
        found, count = await undecided(
            context.session, context.actor, unmatched=unmatched, at_most=MOST_LISTED, after=before
        )
    facts = [await facts_of(context.session, one, context.actor.person_id) for one in found]
    chosen = await said_by(context.session, context.actor.person_id, at_most=MOST_LISTED) if unmatched else ()
    said = [await facts_of(context.session, one, context.actor.person_id) for one in chosen]
    return listed(facts, count, context.t, context.zone, done, before=before, said=() if before else said)


def _place(digits: str) -> int:
    """How many stories stand before a page; 0 where a button says nothing that could be."""
    return int(digits) if digits.isdecimal() and len(digits) <= LONGEST_PLACE else 0


async def _shown(context: Context, inbound: Press, story: CustomerStory, *, waits: bool = False) -> Answer:
    """Where it was pressed, what has become of it."""
    facts = await facts_of(context.session, story, context.actor.person_id)
    _, in_list, page = inbound.object_id.partition(IN_LIST)
    if in_list:
        done = () if waits else done_parts(facts, context.t, page)
        return Answer(redraw=await _list(context, done, _place(page)))
    return Answer(redraw=offer(facts, context.t, context.zone))


async def _decided(context: Context, inbound: Press, story: CustomerStory) -> Answer:
    """Somebody was first, or it waits already."""
    facts = await facts_of(context.session, story, context.actor.person_id)
    if not outcome_line(facts, context.t):
        return await _shown(context, inbound, story, waits=True)
    return await _shown(context, inbound, story)


async def _no_form(context: Context, story: CustomerStory) -> Message:
    """Why nothing can be made of a story any more."""
    became = outcome_line(await facts_of(context.session, story, context.actor.person_id), context.t)
    return say(context.t("{became} Nothing was changed.", became=became), locale=context.t.locale)


async def _left(context: Context, story: CustomerStory) -> Answer | None:
    """What is answered where the agent has left meanwhile."""
    person = await context.session.get_one(Person, story.person_id)
    if person.state not in HAVE_LEFT:
        return None
    t = context.t
    text = t("{agent} is no longer here, so nothing was done. Set the story aside.", agent=person.name)
    return Answer(message=say(text, locale=t.locale))


def _gone(context: Context) -> Answer:
    t = context.t
    return Answer(
        message=say(t("There is no such story that you may decide on. Nothing was changed."), locale=t.locale)
    )
