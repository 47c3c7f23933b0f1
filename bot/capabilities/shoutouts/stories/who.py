"""*Choose who it was*: a human says whom a story praises that matches nobody, once or for the next time too."""

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.kinds import StoryState
from bot.capabilities.shoutouts.store import CustomerStory
from bot.capabilities.shoutouts.store.brought import is_known_at_desk, remember
from bot.capabilities.shoutouts.store.stories import alike, story_called
from bot.capabilities.shoutouts.stories.deciding import own
from bot.capabilities.shoutouts.stories.facts import facts_of
from bot.capabilities.shoutouts.stories.messages import chosen as told
from bot.capabilities.shoutouts.stories.messages import remembered, unmatched_again, who_form
from bot.capabilities.shoutouts.stories.rights import sorts_out
from bot.capabilities.shoutouts.stories.telling import bring, subject_of
from bot.capabilities.shoutouts.write.finding import PERSON
from bot.capabilities.shoutouts.write.nameable import scope_to_name
from bot.capability import Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.chat.message import say
from bot.people import audit
from bot.people.model import HAVE_LEFT, Person, Side, SideKind


async def ask(context: Context, inbound: Press) -> Answer:
    """Opens the form."""
    story = await own(context, inbound)
    if story is None or story.state is not StoryState.UNMATCHED:
        return _settled(context)
    return Answer(form=who_form(await facts_of(context.session, story, context.actor.person_id), context.t))


async def chosen(context: Context, inbound: FormSubmitted) -> Answer:
    """Has the story go to the lead of whoever was chosen, and offers to remember who that is."""
    t = context.t
    story = await story_called(context.session, inbound.object_id, lock=True)
    if story is None or story.state is not StoryState.UNMATCHED or not sorts_out(context.actor):
        return _settled(context)
    value = inbound.values.get("person")
    choice = value[0] if isinstance(value, tuple) and value else value
    if not isinstance(choice, str) or not choice.startswith(PERSON):
        return Answer(errors=FieldErrors({"person": t("Choose one person: a customer's words go to their lead.")}))
    public_id = choice.removeprefix(PERSON)
    people = await store.people_chosen(context.session, await scope_to_name(context), [public_id])
    if public_id not in people:
        return Answer(errors=FieldErrors({"person": t("They are no longer here. Choose somebody else.")}))
    person = people[public_id]
    if hindrance := await _walled(context, story, person):
        return Answer(errors=FieldErrors({"person": hindrance}))
    await _is(context, story, person)
    story.matched_by_id = context.actor.person_id
    offers = bool(story.agent_id or story.login) and not await is_known_at_desk(
        context.session, story.system, story.agent_id or story.login
    )
    return Answer(
        message=told(await facts_of(context.session, story, context.actor.person_id), t, offers_to_remember=offers)
    )


async def keep(context: Context, inbound: Press) -> Answer:
    """*Remember for next time*: into the roster with it, and what has waited for the same agent goes along."""
    story = await story_called(context.session, inbound.object_id, lock=True)
    desk_id = (story.agent_id or story.login) if story else ""
    if story is None or story.person_id is None or not desk_id or not sorts_out(context.actor):
        return _settled(context)
    person = await context.session.get_one(Person, story.person_id)
    if person.state in HAVE_LEFT:
        return _settled(context)
    further: list[CustomerStory] = []
    if not await is_known_at_desk(context.session, story.system, desk_id):
        await remember(context.session, person.id, story.system, desk_id, story.alias)
        await audit.record(
            context.session, context.actor, "remember_desk_identity", "person", person.public_id, at=context.now
        )
        further = list(await alike(context.session, story.from_side_id, story.system, desk_id))
        for one in further:
            await _is(context, one, person)
    return Answer(
        redraw=remembered(await facts_of(context.session, story, context.actor.person_id), len(further), context.t)
    )


async def take_back(context: Context, inbound: Press) -> Answer:
    """*It was somebody else*: for whoever said who it was, as long as nobody has decided on it."""
    story = await story_called(context.session, inbound.object_id, lock=True)
    actor = context.actor
    if story is None or story.state is not StoryState.OFFERED or not sorts_out(actor):
        return _settled(context)
    if story.person_id is None or story.matched_by_id != actor.person_id:
        return _settled(context)
    agent = (await context.session.get_one(Person, story.person_id)).name
    story.state = StoryState.UNMATCHED
    story.person_id = story.side_id = story.lead_id = story.matched_by_id = None
    await context.session.flush()
    await context.outbox.mark_stale(subject_of(story))
    await audit.record(context.session, actor, "unmatch_story", "story", story.public_id, at=context.now)
    return Answer(
        redraw=unmatched_again(await facts_of(context.session, story, context.actor.person_id), agent, context.t)
    )


async def _walled(context: Context, story: CustomerStory, person: Person) -> str:
    """Why what a partner brought in cannot praise somebody of another partner; empty where it can."""
    brought_by = await context.session.get_one(Side, story.from_side_id)
    side = await context.session.get_one(Side, person.side_id)
    if SideKind.INTERNAL in (brought_by.kind, side.kind) or side.id == brought_by.id:
        return ""
    return context.t(
        "{partner} brought this in, so it can praise {partner}'s people or your own alone. Choose one of them.",
        partner=brought_by.name,
    )


async def _is(context: Context, story: CustomerStory, person: Person) -> None:
    story.person_id, story.side_id, story.state = person.id, person.side_id, StoryState.OFFERED
    await context.session.flush()
    await bring(context.session, context.outbox, [story], context.now)
    await context.outbox.mark_stale(subject_of(story))
    await audit.record(
        context.session, context.actor, "match_story", "story", story.public_id, at=context.now, side_id=person.side_id
    )


def _settled(context: Context) -> Answer:
    t = context.t
    text = t("Somebody has settled that already, or it is not for you to say. Nothing was changed.")
    return Answer(message=say(text, locale=t.locale))
