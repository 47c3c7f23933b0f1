"""Giving a shoutout, step by step: by words, button or shortcut; the form; the look before; posting."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.capabilities.shoutouts import settings, store
from bot.capabilities.shoutouts.back import walls
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.loading import values_of
from bot.capabilities.shoutouts.posting import impediment, post
from bot.capabilities.shoutouts.release import Release
from bot.capabilities.shoutouts.store import Shoutout, Thanked, Written
from bot.capabilities.shoutouts.values import LONGEST_VALUE
from bot.capabilities.shoutouts.write import finding
from bot.capabilities.shoutouts.write.finding import PERSON, TEAM, Labels
from bot.capabilities.shoutouts.write.forms import CHANGE, LOOK, SHOWN, preview_form, preview_message, shout_form
from bot.capabilities.shoutouts.write.looking import preview_of, release_as_posted
from bot.capabilities.shoutouts.write.nameable import scope_to_name
from bot.capabilities.shoutouts.write.parse import Parsed, parse
from bot.capabilities.shoutouts.write.typed import (
    LONGEST_ADDRESS,
    LONGEST_CUSTOMER,
    LONGEST_QUOTE,
    LONGEST_STORY,
    Typed,
    mistakes,
    typed,
)
from bot.capability import Context
from bot.chat.form import FieldErrors, Form, Option
from bot.chat.inbound import Answer, Command, FormPressed, FormSubmitted, Identity, Press, Shortcut
from bot.chat.message import Button, Tone, say
from bot.chat.texts import Texts
from bot.people.model import Person, Team
from bot.storage.columns import new_public_id

GIVE = "shoutouts.give"

BEGUN_WITHIN = timedelta(hours=24)
"""How long what somebody had begun comes back in the form."""


async def by_words(context: Context, inbound: Command) -> Answer:
    """`/shoutout`, and what follows it: a story is shown as it will be, anything less opens the form with it.

    Somebody's name alone shows the stories about them.
    """
    t = context.t
    if not inbound.text.strip():
        return await _begin(context)
    values = await values_of(context.session)
    parsed = parse(inbound.text, inbound.mentioned, values)
    people, says = await _people_meant(context, parsed)
    if len(people) == 1 and not says and parsed == Parsed(people=parsed.people):
        return await walls.of_chosen(context, people[0].value.removeprefix(PERSON))
    beginning = Typed(
        people=people, story=parsed.story, quote=parsed.quote, value=parsed.value.key if parsed.value else ""
    )
    required = await settings.is_on(context.session, settings.VALUE_REQUIRED)
    wrong = mistakes(beginning, values, value_required=required, t=t)
    if says or wrong:
        return await _unclear(context, beginning, (*says, *wrong.values()))
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
    return Answer(form=await _form(context, Typed(people=options), new_public_id()))


async def by_shortcut(context: Context, inbound: Shortcut) -> Answer:
    """The shortcut on a message, whose text becomes the story; without a message, an empty form.

    Whom it mentions and whoever wrote it are proposed.
    """
    story = inbound.text.strip()[:LONGEST_STORY]
    meant = [one.who for one in inbound.mentioned if one.who is not None]
    options = await _options(context, [*meant, *([inbound.author] if inbound.author else [])])
    people = tuple(one for one in options if one.value != f"{PERSON}{context.actor.public_id}")
    if not story:
        return await _begin(context)
    return Answer(form=await _form(context, Typed(people=people, story=story), new_public_id()))


async def anew(context: Context, inbound: FormPressed) -> Answer:
    """*Start anew*: an empty form, or what stands now to correct it; what had been begun is forgotten."""
    seen = await own_draft(context, inbound.object_id)
    corrected = await _corrected_by(context, seen) if seen else None
    if corrected is not None:
        # What stands is locked before its correction, as wherever both are.
        await store.by_public_id(context.session, corrected.public_id, lock=True)
    kept = await own_draft(context, inbound.object_id, lock=True)
    if kept is None:
        return Answer(form=await _form(context, Typed(), new_public_id()))
    await store.delete_draft(context.session, kept)
    if corrected is None:
        return Answer(form=await _form(context, Typed(), new_public_id()))
    return await go_on(context, await store.correction_of(context.session, corrected, context.now))


async def go_on(context: Context, draft: Shoutout, *, says: Sequence[str] = (), begun: bool = False) -> Answer:
    """The form with a draft."""
    corrected = await _corrected_by(context, draft)
    form = await _form(
        context,
        await typed_of(context, draft),
        draft.public_id,
        says=says,
        begun=begun,
        corrects=corrected.public_id if corrected else "",
    )
    return Answer(form=form)


async def _corrected_by(context: Context, draft: Shoutout) -> Shoutout | None:
    return await context.session.get(Shoutout, draft.corrects_id) if draft.corrects_id is not None else None


async def save(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps what was typed and shows it as it will be; sending the same form twice keeps it once."""
    beginning = typed(inbound.values)
    kept, errors = await keep(context, inbound.object_id, beginning)
    if kept is None:
        return Answer(errors=FieldErrors(errors)) if errors else gone(context)
    return Answer(form=preview_form(await preview_of(context, kept), context.t))


async def change(context: Context, inbound: FormPressed | Press) -> Answer:
    """*Change*: back to the form, with everything as it was typed."""
    kept = await own_draft(context, inbound.object_id)
    if kept is None:
        return gone(context)
    return await go_on(context, kept)


async def look(context: Context, inbound: Press) -> Answer:
    """The draft as it will be seen everywhere, in a form that posts it."""
    kept = await own_draft(context, inbound.object_id)
    if kept is None:
        return gone(context)
    return Answer(form=preview_form(await preview_of(context, kept), context.t))


async def discard(context: Context, inbound: Press) -> Answer:
    """*Discard*: the draft is forgotten."""
    kept = await own_draft(context, inbound.object_id, lock=True)
    if kept is None:
        return gone(context)
    await store.delete_draft(context.session, kept)
    return Answer(redraw=say(context.t("Discarded. Nothing was posted."), locale=context.t.locale))


async def post_form(context: Context, inbound: FormSubmitted) -> Answer:
    """*Post* below the look before: what was ticked as no customer's data is kept as it is."""
    kept = await own_draft(context, inbound.object_id, lock=True)
    if kept is None or kept.corrects_id is not None:
        return gone(context)
    if inbound.state != str(kept.revision):
        return Answer(form=preview_form(await preview_of(context, kept), context.t))
    kept.shown = ticked(inbound)
    text, _ = await _post(context, kept)
    return Answer(message=say(text, locale=context.t.locale))


def ticked(inbound: FormSubmitted) -> list[str]:
    """What is no customer's data, as whoever posts it says."""
    shown = inbound.values.get(SHOWN)
    return sorted(shown) if isinstance(shown, tuple) else [shown] if isinstance(shown, str) and shown else []


async def post_press(context: Context, inbound: Press) -> Answer:
    """*Post* below the message that shows it; pressing twice posts once."""
    public_id, _, revision = inbound.object_id.partition(".")
    kept = await own_draft(context, public_id, lock=True)
    if kept is None or kept.corrects_id is not None:
        return gone(context)
    if revision != str(kept.revision):
        return Answer(redraw=preview_message(await preview_of(context, kept), context.t))
    text, posted = await _post(context, kept)
    message = say(text, locale=context.t.locale)
    return Answer(redraw=message) if posted else Answer(message=message)


async def own_draft(context: Context, public_id: str, *, lock: bool = False) -> Shoutout | None:
    """A draft of the person who acts; None for anything else."""
    kept = await store.by_public_id(context.session, public_id, lock=lock)
    if kept is None or kept.giver_id != context.actor.person_id or kept.state is not ShoutoutState.DRAFT:
        return None
    return kept


def gone(context: Context) -> Answer:
    """There is no such draft of whoever acts."""
    t = context.t
    return Answer(
        message=say(t("This shoutout was posted or discarded already, so nothing was changed."), locale=t.locale)
    )


async def typed_of(context: Context, kept: Shoutout) -> Typed:
    """A draft as its form holds it."""
    rows = (await store.recipients_of(context.session, [kept.id]))[kept.id]
    people = await store.people_named(
        context.session, [row.person_id for row in rows if row.person_id is not None], context.now
    )
    teams = await store.teams_named(context.session, [row.team_id for row in rows if row.whole_team and row.team_id])
    labels = Labels(context.actor, context.t)
    options = []
    for row in rows:
        if row.whole_team and (team := teams.get(row.team_id or 0)):
            options.append(labels.team(team.public_id, team.name, team.side_name))
        elif person := people.get(row.person_id or 0):
            options.append(labels.person(person))
    return Typed(
        people=tuple(options),
        story=kept.story,
        quote=kept.quote,
        customer=kept.customer,
        value=kept.value,
        ticket=kept.ticket_url,
        goes_to=kept.goes_to,
    )


async def _begin(context: Context) -> Answer:
    begun = await store.newest_draft(context.session, context.actor.person_id, context.now - BEGUN_WITHIN)
    if begun is None:
        return Answer(form=await _form(context, Typed(), new_public_id()))
    return await go_on(context, begun, begun=True)


async def _form(
    context: Context,
    beginning: Typed,
    draft_id: str,
    *,
    says: Sequence[str] = (),
    begun: bool = False,
    corrects: str = "",
) -> Form:
    return shout_form(
        beginning,
        await values_of(context.session),
        context.t,
        draft_id=draft_id,
        says=says,
        begun=begun,
        value_required=await settings.is_on(context.session, settings.VALUE_REQUIRED),
        likely=await finding.suggested(context),
        corrects=corrects,
    )


async def _unclear(context: Context, beginning: Typed, says: Sequence[str]) -> Answer:
    """The form with what is known, and what is missing; it is kept, for where words open no form."""
    draft_id = new_public_id()
    await keep_begun(context, draft_id, beginning)
    button = Button(context.t("Open"), CHANGE, draft_id, Tone.PRIMARY, opens_form=True)
    return Answer(form=await _form(context, beginning, draft_id, says=says), opens=button)


async def _people_meant(context: Context, parsed: Parsed) -> tuple[tuple[Option, ...], tuple[str, ...]]:
    """The people whom typed words mention, and what is to be said of what they mention besides."""
    t = context.t
    options = await _options(context, [one.who for one in parsed.people if one.who is not None])
    known = await store.people_met(context.session, [one.who for one in parsed.people if one.who is not None])
    missing = [one.text for one in parsed.people if one.who is None or one.who not in known]
    says = []
    if unknown := [*missing, *parsed.unknown]:
        says.append(
            t(
                "Instep does not know {names}. Type the name below and choose who it is.",
                names=t.names([f"“{one}”" for one in unknown]),
            )
        )
    if parsed.not_people:
        names = t.names([f"“{one.text}”" for one in parsed.not_people])
        says.append(t("Channels, groups and apps cannot be thanked, so {names} was left out.", names=names))
    return options, tuple(says)


async def _options(context: Context, identities: Sequence[Identity]) -> tuple[Option, ...]:
    """These people as the form shows them, as far as whoever acts may know them."""
    scope = await scope_to_name(context)
    met = await store.people_met(context.session, identities)
    people = {person.id: person for one in identities if (person := met.get(one)) and scope.covers(person.side_id)}
    named = await store.people_named(context.session, people, context.now)
    labels = Labels(context.actor, context.t)
    return tuple(labels.person(one) for person_id in people if (one := named.get(person_id)))


async def keep(context: Context, draft_id: str, beginning: Typed) -> tuple[Shoutout | None, dict[str, str]]:
    """Keeps a draft of what was typed; None with what is wrong, by field, or with nothing where it was posted."""
    session, actor, t = context.session, context.actor, context.t
    values = await values_of(session)
    required = await settings.is_on(session, settings.VALUE_REQUIRED)
    errors = dict(mistakes(beginning, values, value_required=required, t=t))
    before = await store.named_before(session, draft_id)
    thanked, wrong = await _thanked(context, [one.value for one in beginning.people], before)
    if wrong and "people" not in errors:
        errors["people"] = wrong
    if errors:
        return None, errors
    written = Written(
        thanked=thanked,
        story=beginning.story,
        quote=beginning.quote,
        customer=beginning.customer,
        value=beginning.value,
        ticket_url=beginning.ticket,
        goes_to=beginning.goes_to,
    )
    return await store.save_draft(session, draft_id, actor.person_id, actor.side_id, written, context.now), {}


async def keep_begun(context: Context, draft_id: str, beginning: Typed) -> Shoutout | None:
    """Keeps a draft of what was typed so far, but for whom nobody can thank; None where it was posted."""
    actor = context.actor
    before = await store.named_before(context.session, draft_id)
    thanked, _ = await _thanked(context, [one.value for one in beginning.people], before)
    written = Written(
        thanked=thanked,
        story=beginning.story[:LONGEST_STORY],
        quote=beginning.quote[:LONGEST_QUOTE],
        customer=beginning.customer[:LONGEST_CUSTOMER],
        value=beginning.value[:LONGEST_VALUE],
        ticket_url=beginning.ticket[:LONGEST_ADDRESS],
        goes_to=beginning.goes_to,
    )
    return await store.save_draft(context.session, draft_id, actor.person_id, actor.side_id, written, context.now)


async def _thanked(
    context: Context, chosen: Sequence[str], before: Mapping[str, Thanked] | None = None
) -> tuple[tuple[Thanked, ...], str]:
    """Those who can be thanked of whoever was chosen, and what is wrong with the first of the others.

    Whom it named `before` (by public id) stays as they were.
    """
    session, t = context.session, context.t
    scope = await scope_to_name(context)
    people = await store.people_chosen(
        session, scope, [one.removeprefix(PERSON) for one in chosen if one.startswith(PERSON)]
    )
    teams = await store.teams_chosen(session, scope, [one.removeprefix(TEAM) for one in chosen if one.startswith(TEAM)])
    found: list[Thanked] = []
    wrong: list[str] = []
    for one in chosen:
        kind, public_id = one[:2], one[2:]
        if before and public_id in before:
            found.append(before[public_id])
        elif kind == PERSON and public_id in people:
            person: Person = people[public_id]
            if person.id == context.actor.person_id:
                wrong.append(t("Thanking oneself does not work. Take yourself out."))
            else:
                found.append(Thanked(person.side_id, person.id, await store.present_team(session, person.id)))
        elif kind == TEAM and public_id in teams:
            team: Team = teams[public_id]
            if await store.has_people(session, team.id):
                found.append(Thanked(team.side_id, None, team.id))
            else:
                wrong.append(t("Nobody is in {team} yet. Choose people instead.", team=team.name))
        else:
            wrong.append(t("Somebody whom you chose is no longer here. Take them out and choose again."))
    return tuple(found), wrong[0] if wrong else ""


async def _post(context: Context, kept: Shoutout) -> tuple[str, bool]:
    """What came of it, and whether it was posted."""
    release = await release_as_posted(context, kept)
    if why := await impediment(context, release):
        return why, False
    await post(context, release)
    return posted_line(release, context.t), True


def posted_line(release: Release, t: Texts) -> str:
    """What whoever posted it is told."""
    if not release.channels:
        return t("They hear of it in their working hours, and nobody else does but their lead.")
    return t.n(
        "Posted in {n} channel. They hear of it in their working hours.",
        "Posted in {n} channels. They hear of it in their working hours.",
        len(release.channels),
    )
