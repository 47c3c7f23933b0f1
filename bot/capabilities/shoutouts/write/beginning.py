"""The ways into a shoutout: words, a button, a name, a message."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.capabilities.shoutouts import settings, store
from bot.capabilities.shoutouts.back import walls
from bot.capabilities.shoutouts.loading import values_of
from bot.capabilities.shoutouts.write import unknown
from bot.capabilities.shoutouts.write.called import by_whole_names
from bot.capabilities.shoutouts.write.drafts import keep, keep_begun
from bot.capabilities.shoutouts.write.finding import PERSON, Labels
from bot.capabilities.shoutouts.write.flow import form_of, go_on, perhaps_a_command
from bot.capabilities.shoutouts.write.forms import LOOK, preview_message
from bot.capabilities.shoutouts.write.looking import preview_of
from bot.capabilities.shoutouts.write.nameable import scope_to_name
from bot.capabilities.shoutouts.write.parse import Parsed, parse
from bot.capabilities.shoutouts.write.typed import LONGEST_STORY, Typed, mistakes, too_long
from bot.capability import Context
from bot.chat.form import LONGEST_HELD, Option
from bot.chat.inbound import Answer, Command, Identity, Press, Shortcut
from bot.chat.message import Button, Tone
from bot.storage.columns import new_public_id

GIVE = "shoutouts.give"

BEGUN_WITHIN = timedelta(hours=48)
"""How long what somebody had begun comes back in the form: past the whole of the next day, to which a limit refers."""


async def by_words(context: Context, inbound: Command) -> Answer:
    """`/shoutout`, and what follows it: a story is shown as it will be, anything less opens the form with it.

    Somebody's name alone shows the stories about them.
    """
    t = context.t
    if not inbound.text.strip():
        return await _begin(context)
    values = await values_of(context.session)
    mentioned, called = await by_whole_names(context, inbound.text, inbound.mentioned)
    parsed = parse(inbound.text, mentioned, values)
    people, missing, says = await _people_meant(context, parsed, called)
    if len(people) == 1 and not missing and not says and parsed == Parsed(people=parsed.people):
        return await walls.of_chosen(context, people[0].value.removeprefix(PERSON))
    beginning = Typed(
        people=people, story=parsed.story, quote=parsed.quote, value=parsed.value.key if parsed.value else ""
    )
    required = await settings.is_on(context.session, settings.VALUE_REQUIRED)
    wrong = mistakes(beginning, values, value_required=required, t=t)
    if missing or says or wrong:
        left = unknown.left(missing, wrong, chosen=bool(people), t=t)
        if not missing:
            left = (*perhaps_a_command(context, beginning), *left)
        return await _unclear(context, beginning, (*left, *says), missing)
    kept, errors = await keep(context, new_public_id(), beginning)
    if kept is None:
        return await _unclear(context, beginning, tuple(errors.values()))
    button = Button(t("See it first"), LOOK, kept.public_id, Tone.PRIMARY, opens_form=True)
    return Answer(message=preview_message(await preview_of(context, kept), t), opens=button)


async def by_button(context: Context, inbound: Press) -> Answer:
    """*Give a shoutout*, wherever it stands."""
    return await _begin(context)


async def give_to(context: Context, inbound: Press) -> Answer:
    """*Give a shoutout* beside somebody's name: the form with them in it."""
    people = await store.people_chosen(context.session, await scope_to_name(context), [inbound.object_id])
    named = await store.people_named(context.session, [one.id for one in people.values()], context.now)
    labels = Labels(context.actor, context.t)
    options = tuple(labels.person(one) for one in named.values())
    return Answer(form=await form_of(context, Typed(people=options), new_public_id()))


async def by_shortcut(context: Context, inbound: Shortcut) -> Answer:
    """The shortcut on a message, whose text becomes the story; without a message, an empty form.

    Whom it mentions and whoever wrote it are proposed.
    """
    story = inbound.text.strip()[:LONGEST_HELD]
    meant = [one.who for one in inbound.mentioned if one.who is not None]
    options = await _options(context, [*meant, *([inbound.author] if inbound.author else [])])
    people = tuple(one for one in options if one.value != f"{PERSON}{context.actor.public_id}")
    if not story:
        return await _begin(context)
    beginning = Typed(people=people, story=story)
    says = [too_long(LONGEST_STORY, context.t)] if len(story) > LONGEST_STORY else []
    return Answer(form=await form_of(context, beginning, new_public_id(), says=says))


async def _begin(context: Context) -> Answer:
    begun = await store.newest_draft(context.session, context.actor.person_id, context.now - BEGUN_WITHIN)
    if begun is None:
        return Answer(form=await form_of(context, Typed(), new_public_id()))
    return await go_on(context, begun, begun=True)


async def _unclear(context: Context, beginning: Typed, says: Sequence[str], missing: Sequence[str] = ()) -> Answer:
    """The form with what is known, and what is `missing`; it is kept, for where words open no form."""
    draft_id = new_public_id()
    await keep_begun(context, draft_id, beginning)
    button = unknown.opening(draft_id, missing, context.t)
    return Answer(form=await form_of(context, beginning, draft_id, says=says), opens=button)


async def _people_meant(
    context: Context, parsed: Parsed, called: Mapping[str, Option]
) -> tuple[tuple[Option, ...], tuple[str, ...], tuple[str, ...]]:
    """The people whom typed words mention, the names that tell of nobody, and what is said of what else they mention.

    `called` are those whom a whole name means.
    """
    t = context.t
    options = await _options(context, [one.who for one in parsed.people if one.who is not None])
    known = await store.people_met(context.session, [one.who for one in parsed.people if one.who is not None])
    missing = [one.text for one in parsed.people if one.who not in known and one.text not in called]
    options += tuple(called[one.text] for one in parsed.people if one.text in called)
    says = []
    if parsed.not_people:
        names = t.names([f"“{one.text}”" for one in parsed.not_people])
        says.append(t("Channels, groups and apps cannot be thanked, so {names} was left out.", names=names))
    return tuple(dict.fromkeys(options)), (*missing, *parsed.unknown), tuple(says)


async def _options(context: Context, identities: Sequence[Identity]) -> tuple[Option, ...]:
    """These people as the form shows them, as far as whoever acts may know them."""
    scope = await scope_to_name(context)
    met = await store.people_met(context.session, identities)
    people = {person.id: person for one in identities if (person := met.get(one)) and scope.covers(person.side_id)}
    named = await store.people_named(context.session, people, context.now)
    labels = Labels(context.actor, context.t)
    return tuple(labels.person(one) for person_id in people if (one := named.get(person_id)))
