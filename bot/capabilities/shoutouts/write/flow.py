"""Giving a shoutout, step by step: the form, the look before, posting."""

from collections.abc import Sequence
from dataclasses import replace

from bot.capabilities.shoutouts import settings, store
from bot.capabilities.shoutouts.loading import values_of
from bot.capabilities.shoutouts.posting import impediment, post
from bot.capabilities.shoutouts.release import Release
from bot.capabilities.shoutouts.store import Shoutout
from bot.capabilities.shoutouts.write import finding, unknown
from bot.capabilities.shoutouts.write.drafts import gone, keep, own_draft, typed_of
from bot.capabilities.shoutouts.write.forms import EVERYWHERE, SHOWN, preview_form, preview_message, shout_form
from bot.capabilities.shoutouts.write.looking import preview_of, release_as_posted, unreached_line
from bot.capabilities.shoutouts.write.typed import Typed, mistakes, typed
from bot.capabilities.shoutouts.write.untold import reached, untold
from bot.capability import Context
from bot.capability.slips import no_story
from bot.chat.form import FieldErrors, Form
from bot.chat.inbound import Answer, FormPressed, FormSubmitted, Press
from bot.chat.message import say
from bot.chat.texts import Texts
from bot.people.viewpoint import Viewpoint
from bot.storage.columns import new_public_id


async def anew(context: Context, inbound: FormPressed) -> Answer:
    """*Start anew*: an empty form, or what stands now to correct it; what had been begun is forgotten."""
    seen = await own_draft(context, inbound.object_id)
    corrected = await _corrected_by(context, seen) if seen else None
    if corrected is not None:
        # What stands is locked before its correction, as wherever both are.
        await store.by_public_id(context.session, corrected.public_id, lock=True)
    kept = await own_draft(context, inbound.object_id, lock=True)
    if kept is None:
        return Answer(form=await form_of(context, Typed(), new_public_id()))
    await store.delete_draft(context.session, kept)
    if corrected is None:
        empty = await form_of(context, Typed(), new_public_id())
        return Answer(form=empty, settled=context.t("Discarded. Nothing was posted."))
    return await go_on(context, await store.correction_of(context.session, corrected, context.now))


async def go_on(context: Context, draft: Shoutout, *, says: Sequence[str] = (), begun: bool = False) -> Answer:
    """The form with a draft."""
    corrected = await _corrected_by(context, draft)
    form = await form_of(
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
    """*Change*: back to the form, with everything as it was typed; of typed words also what was said of them."""
    draft_id, names = unknown.read(inbound.object_id)
    kept = await own_draft(context, draft_id)
    if kept is None:
        return gone(context)
    beginning = await typed_of(context, kept)
    required = await settings.is_on(context.session, settings.VALUE_REQUIRED)
    wrong = mistakes(beginning, await values_of(context.session), value_required=required, t=context.t)
    left = unknown.left(names, wrong, chosen=bool(beginning.people), t=context.t)
    return await go_on(context, kept, says=left if names else (*perhaps_a_command(context, beginning), *left))


def perhaps_a_command(context: Context, beginning: Typed) -> Sequence[str]:
    """What is said first where typed words thank nobody, and were perhaps to be a command."""
    perhaps = "" if beginning.people else no_story(context, beginning.story, "shoutout")
    return (perhaps,) if perhaps else ()


async def look(context: Context, inbound: Press) -> Answer:
    """The draft as it will be seen everywhere, in a form that posts it."""
    draft_id, _, how = inbound.object_id.partition(".")
    kept = await own_draft(context, draft_id)
    if kept is None:
        return gone(context)
    return Answer(form=preview_form(await preview_of(context, kept), context.t, whole=how == EVERYWHERE))


async def see_all(context: Context, inbound: FormPressed) -> Answer:
    """*See all*: the same look with everything, and with what was ticked in it."""
    kept = await own_draft(context, inbound.object_id)
    if kept is None:
        return gone(context)
    preview = replace(await preview_of(context, kept), shown=tuple(ticked(inbound)))
    return Answer(form=preview_form(preview, context.t, whole=True))


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
    text, posted = await _post(context, kept)
    settled = context.t("Your shoutout went out.") if posted else ""
    return Answer(message=say(text, locale=context.t.locale), settled=settled)


def ticked(inbound: FormSubmitted | FormPressed) -> list[str]:
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


async def form_of(
    context: Context,
    beginning: Typed,
    draft_id: str,
    *,
    says: Sequence[str] = (),
    begun: bool = False,
    corrects: str = "",
) -> Form:
    """The form with what it begins with, as the organisation has set it up."""
    return shout_form(
        beginning,
        await values_of(context.session),
        context.t,
        draft_id=draft_id,
        says=says,
        begun=begun,
        value_required=await settings.is_on(context.session, settings.VALUE_REQUIRED),
        likely=(await finding.suggested(context))[: finding.HANDFUL],
        corrects=corrects,
    )


async def _post(context: Context, kept: Shoutout) -> tuple[str, bool]:
    """What came of it, and whether it was posted."""
    release = await release_as_posted(context, kept)
    if why := await impediment(context, release):
        return why, False
    await post(context, release)
    own, unmet = release.resolved.viewpoint_of(context.actor.side_id), await untold(context, release)
    return posted_line(release, own, context.t, unmet), True


def posted_line(release: Release, own: Viewpoint, t: Texts, unmet: Sequence[str] = ()) -> str:
    """What whoever posted it is told; `unmet` says who cannot be told directly."""
    if unmet and not reached(release):
        posted = t.n("Posted in {n} channel.", "Posted in {n} channels.", len(release.channels))
        posted = posted if release.channels else t("No channel gets it.")
        return " ".join(one for one in (posted, *unmet, unreached_line(release, own, t)) if one)
    if not release.channels and release.names_teams_alone:
        return t("Their lead is told in their working hours, and asked to pass it on. Nobody else is told.")
    if not release.channels:
        return " ".join([t("They hear of it in their working hours, and nobody else does but their lead."), *unmet])
    posted = t.n(
        "Posted in {n} channel. They hear of it in their working hours.",
        "Posted in {n} channels. They hear of it in their working hours.",
        len(release.channels),
    )
    return " ".join(one for one in (posted, *unmet, unreached_line(release, own, t)) if one)
