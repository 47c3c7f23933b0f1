"""Writing an update: the form opens, grows, and keeps a draft."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.capabilities.updates import store
from bot.capabilities.updates.composing import side_names
from bot.capabilities.updates.forms import Choices, write_form
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.publish import Publishing, Release, refusal, release_of, too_long_for, unshowable
from bot.capabilities.updates.reuse.again import bring_along
from bot.capabilities.updates.reuse.beginning import NOTHING_BEGUN, Start, as_kept, started
from bot.capabilities.updates.reuse.keeping import keep, keep_apart
from bot.capabilities.updates.reuse.templates import unfilled
from bot.capabilities.updates.rules import LONGEST_TEXT, MOST_ANSWERERS, Typed, identity_in, mistakes, prefilled, typed
from bot.capabilities.updates.settings import default_audience
from bot.capabilities.updates.store import Draft, Update, UpdateState, answerers, questions
from bot.capability import Context
from bot.capability.slips import perhaps_meant
from bot.chat.form import FieldErrors, Form, Option, Show
from bot.chat.inbound import Answer, Command, FormPressed, FormSubmitted, Press, Shortcut
from bot.chat.message import paragraph
from bot.chat.nearest import MUCH_ALIKE, nearest
from bot.people import audiences, directory
from bot.people.access import Actor, may_publish
from bot.people.model import Audience, Role
from bot.people.reachability import reaches
from bot.storage.columns import new_public_id


async def write(context: Context, inbound: Command) -> Answer:
    """`/update`, with the title after it if one is in a hurry; a slip in another command is one too, and said so."""
    shown = await _open(context, prefilled(inbound.text))
    if shown.form is None or inbound.name != "update":
        return shown
    text = perhaps_meant(context, inbound.text, "update")
    if not text and nearest(inbound.text, ("publish",), MUCH_ALIKE):
        text = context.t("To publish, fill this in: the next page shows it first, and publishes it from there.")
    if not text:
        return shown
    return Answer(form=replace(shown.form, parts=(Show(paragraph(text)), *shown.form.parts)))


async def write_by_button(context: Context, inbound: Press) -> Answer:
    """The menu's *Write an update*."""
    return await _open(context, Typed())


async def write_about_message(context: Context, inbound: Shortcut) -> Answer:
    """The shortcut on a message, whose text becomes what changed; without a message, an empty form."""
    return await _open(context, Typed(changed=inbound.text.strip()[:LONGEST_TEXT]))


async def go_on(context: Context, inbound: Press) -> Answer:
    """Goes on with a draft where it was left: with what was typed since it was saved, as far as that is known."""
    known = await own_draft(context, inbound.object_id)
    begun = await store.beginning(context.session, context.actor, inbound.object_id)
    if begun is not None:
        taken = known is None and await store.by_public_id(context.session, begun.public_id) is not None
        draft_id = new_public_id() if taken else begun.public_id
        return Answer(form=await form_with(context, as_kept(begun.typed), draft_id, started(begun.start)))
    if known is None:
        return gone(context)
    return Answer(form=await draft_form(context, known))


async def show_more(context: Context, inbound: FormPressed) -> Answer:
    """*More*: the same form with all its fields, and with what is typed so far, which is kept."""
    choices, start = await choices_for(context), started(inbound.state)
    beginning = typed(inbound.values)
    await keep(context, inbound.object_id, start, beginning)
    form = write_form(
        beginning, choices, context.t, draft_id=inbound.object_id, zone=context.zone, expanded=True, start=start
    )
    return Answer(form=form)


async def change(context: Context, inbound: FormPressed) -> Answer:
    """*Change* in the preview: back to the form, with everything as it was typed."""
    known = await own_draft(context, inbound.object_id)
    if known is None:
        return gone(context)
    return Answer(form=await draft_form(context, known))


async def open_filled(context: Context, beginning: Typed, *, draft_id: str, tell_hint: str) -> Answer:
    """The whole form with what is known already, for a draft under an id that means something."""
    return await _open(context, beginning, draft_id, tell_hint)


async def _open(context: Context, beginning: Typed, draft_id: str = "", tell_hint: str = "") -> Answer:
    choices = await choices_for(context)
    t = context.t
    if not choices.audiences:
        return no_audience(context)
    if not beginning.audience and (chosen := await chosen_beforehand(context, choices)):
        beginning = replace(beginning, audience=chosen)
    form = write_form(
        beginning,
        choices,
        t,
        draft_id=draft_id or new_public_id(),
        zone=context.zone,
        expanded=bool(tell_hint),
        tell_hint=tell_hint,
    )
    return Answer(form=form)


def no_audience(context: Context) -> Answer:
    """Where there is nobody to write to yet."""
    text = context.t(
        "There is no audience yet that you may publish to. "
        "Leads link channels to teams with “link channel”; then “audiences” makes one."
    )
    return Answer(message=answer(text, context.t))


async def form_with(context: Context, beginning: Typed, draft_id: str, start: Start) -> Form:
    """The form with this in it; in full if it holds more than the short form shows."""
    return write_form(
        beginning,
        await choices_for(context),
        context.t,
        draft_id=draft_id,
        zone=context.zone,
        expanded=beginning.has_more,
        start=start,
    )


async def chosen_beforehand(context: Context, choices: Choices) -> str:
    """The audience that the organisation has set, or the only one there is."""
    if len(choices.audiences) == 1:
        return choices.audiences[0].value
    name = (await default_audience(context.session)).casefold()
    return next((option.value for option in choices.audiences if option.label.casefold() == name), "")


async def choices_for(context: Context) -> Choices:
    """The audiences that this author may address. The names of others might give a partner away."""
    actor = context.actor
    listed = await audiences.all_audiences(context.session, actor.scope)
    names = Counter(one.audience.name.casefold() for one in listed)
    of_sides = await side_names(context.session, {side for one in listed for side in one.side_ids})
    return Choices(
        audiences=tuple(
            Option(
                one.audience.public_id,
                one.audience.name
                if names[one.audience.name.casefold()] == 1
                else f"{one.audience.name} ({context.t.names([of_sides[side] for side in sorted(one.side_ids)])})",
            )
            for one in listed
            if one.side_ids and may_publish(actor, one.side_ids) is None
        ),
        may_ring=actor.may_somewhere(Role.URGENT),
    )


async def own_draft(context: Context, public_id: str, *, lock: bool = False) -> Update | None:
    """A draft of the person who acts; None for anything else."""
    known = await store.by_public_id(context.session, public_id, lock=lock)
    if known is None or known.author_id != context.actor.person_id or known.state is not UpdateState.DRAFT:
        return None
    return known


def gone(context: Context) -> Answer:
    t = context.t
    return Answer(message=answer(t("This draft is no longer there: it was published, planned or deleted."), t))


async def draft_form(context: Context, known: Update) -> Form:
    """The form with a draft in it."""
    return await form_with(context, await typed_of(context, known), known.public_id, NOTHING_BEGUN)


async def typed_of(context: Context, known: Update) -> Typed:
    """An update as its form holds it, with the people whom whoever acts may know."""
    words = await store.text_of(context.session, known, known.locale)
    audience = await context.session.get_one(Audience, known.audience_id)
    return Typed(
        title=words.title,
        changed=words.changed,
        audience=audience.public_id,
        tell_customers=words.tell_customers,
        effective_from=known.effective_from,
        urgent=known.urgent,
        owner=await _owner_value(context, known),
        playbook=known.playbook_url,
        acknowledge_by=known.acknowledge_by,
        remind_before=known.remind_before,
        answerers=await identities_here(context, await questions.answerers_named(context.session, known)),
        until_answered=await questions.until_answered(context.session, known),
    )


async def _owner_value(context: Context, known: Update) -> str:
    """The owner as the person field shows them."""
    if known.owner_id == context.actor.person_id:
        return ""
    return next(iter(await identities_here(context, [known.owner_id])), "")


async def identities_here(context: Context, person_ids: Sequence[int]) -> tuple[str, ...]:
    """People as a person field shows them: by an identity each of the platform on which the form is open.

    Without those whom whoever acts may not know: the draft may have come from somebody who may.
    """
    scope, sides = context.actor.scope, await answerers.sides_of(context.session, person_ids)
    person_ids = [one for one in person_ids if one in sides and scope.covers(sides[one])]
    found, here = await reaches(context.session, person_ids), context.origin.platform
    each = ([str(way.identity) for way in found.get(one, ()) if way.identity.platform == here] for one in person_ids)
    return tuple(mine[0] for mine in each if mine)


@dataclass(frozen=True)
class Writing:
    """Takes a form that was sent off, and goes on to the preview."""

    publishing: Publishing

    async def look_again(self, context: Context, inbound: FormPressed) -> Answer:
        """*Look again* in the preview, once somebody may have mended what stood in the way."""
        known = await own_draft(context, inbound.object_id)
        if known is None:
            return gone(context)
        return Answer(form=await self.publishing.preview(context, await release_of(context, known)))

    async def save(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Keeps the draft and shows it as it will go out; what is wrong is said at its field."""
        t = context.t
        form, start = typed(inbound.values), started(inbound.state)
        found = dict(mistakes(form, t, context.now))
        if "changed" not in found and (line := unfilled(form.changed, t)):
            found["changed"] = t("Fill in “{line}”, or take the line out.", line=line)
        audience_id = await _audience_id(context, form.audience)
        if "audience" not in found and audience_id is None:
            found["audience"] = t("You may not publish to this audience any more. Choose another one.")
        owner_id = await _owner_id(context, form.owner)
        if owner_id is None:
            found["owner"] = t("Instep does not know this person yet. Choose somebody who is in a team.")
        named = await answerer_ids(context, form.answerers)
        if len(named) < len(set(form.answerers)):
            found["answerers"] = t("Instep does not know all of these people yet. Choose people who are in a team.")
        elif len(named) > MOST_ANSWERERS:
            found["answerers"] = t("Choose up to {n} people.", n=MOST_ANSWERERS)
        if found or audience_id is None or owner_id is None:
            await keep(context, inbound.object_id, start, form)
            return Answer(errors=FieldErrors(found))
        draft = Draft(
            title=form.title,
            changed=form.changed,
            audience_id=audience_id,
            owner_id=owner_id,
            tell_customers=form.tell_customers,
            effective_from=form.effective_from,
            urgent=form.urgent,
            acknowledge_by=form.acknowledge_by,
            playbook_url=form.playbook,
            remind_before=form.remind_before,
        )
        session, author_id = context.session, context.actor.person_id
        language = await store.languages.language_of(session, context.actor)
        known = await store.save_draft(session, inbound.object_id, author_id, draft, language, context.now)
        if known is None:
            return await keep_apart(context, start, form)
        await store.forget_beginning(session, context.actor, known.public_id)
        await questions.keep_guidance(session, known, form.until_answered, named)
        await bring_along(context, start, known)
        release = await release_of(context, known)
        if found := _refusals(context, release):
            return Answer(errors=FieldErrors(found))
        return Answer(form=await self.publishing.preview(context, release))


def _refusals(context: Context, release: Release) -> dict[str, str]:
    """What only the whole update tells, at the field where it can be mended."""
    t = context.t
    if not release.resolved.channels:
        return {"audience": t("This audience has no channel yet. Choose another one, or link a channel to its team.")}
    if why := refusal(context, release.resolved, urgent=False):
        return {"audience": why}
    if release.known.urgent and (why := refusal(context, release.resolved, urgent=True)):
        return {"urgent": why}
    if title := unshowable(context, release):
        return {"changed": too_long_for(title, t)}
    return {}


async def _audience_id(context: Context, public_id: str) -> int | None:
    listed = await audiences.all_audiences(context.session, context.actor.scope)
    return next((one.audience.id for one in listed if one.audience.public_id == public_id), None)


async def _owner_id(context: Context, value: str) -> int | None:
    """Who answers questions: whoever was chosen, else the author; None for somebody whom the author may not know."""
    return await _person_id(context, value) if value else context.actor.person_id


async def answerer_ids(context: Context, values: Sequence[str]) -> list[int]:
    """Those of the people named to answer whom the author may know."""
    found = [await _person_id(context, value) for value in dict.fromkeys(values)]
    return [one for one in found if one is not None]


async def _person_id(context: Context, value: str) -> int | None:
    """Somebody chosen in a person field; None for somebody whom the author may not know."""
    identity = identity_in(value)
    found = await directory.known(context.session, identity) if identity else None
    if not isinstance(found, Actor) or not context.actor.scope.covers(found.side_id):
        return None
    return found.person_id
