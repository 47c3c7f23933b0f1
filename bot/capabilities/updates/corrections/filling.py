"""The form of a correction as one person left it, on top of what the update says now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.capabilities.updates import store
from bot.capabilities.updates.composing import wall_of
from bot.capabilities.updates.corrections import rules
from bot.capabilities.updates.corrections.forms import Meanwhile, correct_form
from bot.capabilities.updates.corrections.rules import Base, Correction
from bot.capabilities.updates.rules import MOST_ANSWERERS
from bot.capabilities.updates.store import CorrectionDraft, Said, Update, Words
from bot.capabilities.updates.write import answerer_ids, identities_here
from bot.capability import Context
from bot.chat.form import Form, Values
from bot.people import directory


async def present_form(context: Context, known: Update) -> Form:
    """The form as this person left it, on top of what it says now."""
    draft = await store.correction_draft(context.session, known, context.actor.person_id)
    now = await store.said(context.session, known)
    if draft is None:
        return await _with(context, known, now, Correction(now))
    return await on_top(context, known, await correction_in(context, known, draft), rules.read_base(draft.base))


async def correction_in(context: Context, known: Update, draft: CorrectionDraft) -> Correction:
    """The correction that a draft holds."""
    said = await store.said_in(context.session, draft)
    return Correction(said, draft.note, draft.asks, await texts_typed(context, known), draft.drops_check)


async def texts_typed(context: Context, known: Update) -> Mapping[str, Words]:
    """What whoever acts has typed in further languages, on the version that there is."""
    draft = await store.correction_draft(context.session, known, context.actor.person_id)
    return await store.languages.typed_on(context.session, draft, known.version) if draft else {}


async def _with(
    context: Context,
    known: Update,
    now: Said,
    correction: Correction,
    meanwhile: Meanwhile | None = None,
    *,
    expanded: bool = False,
) -> Form:
    """The form, with all its fields if some differ that are not shown else."""
    return correct_form(
        correction,
        context.t,
        update_id=known.public_id,
        base=rules.base_of(known.version, now),
        zone=context.zone,
        urgent=known.urgent,
        answerers=tuple(await _shown_here(context, correction.said.answerers)),
        expanded=expanded or rules.differs_behind(correction.said, now),
        has_check=bool(await store.knowledge.check_of(context.session, known)),
        meanwhile=meanwhile,
    )


async def _shown_here(context: Context, person_ids: Sequence[int]) -> Mapping[str, int]:
    """Those of the people whom whoever acts may know, by the identity under which a person field shows them."""
    found: dict[str, int] = {}
    for person_id in person_ids:
        who = await directory.actor_of(context.session, person_id)
        if context.actor.scope.covers(who.side_id):
            found.update(dict.fromkeys(await identities_here(context, [person_id]), person_id))
    return found


async def answerers_of(context: Context, values: Values, present: Said) -> tuple[tuple[int, ...], str | None]:
    """The people named to answer, and what is wrong with them; whom the form could not show stays named.

    Who is named at `present` is asked of the database, since whoever sends a form could name anybody in it.
    """
    t, chosen = context.t, rules.named(values)
    named = await answerer_ids(context, chosen)
    if len(named) < len(set(chosen)):
        return (), t("Instep does not know all of these people yet. Choose people who are in a team.")
    hidden = set(present.answerers) - set((await _shown_here(context, present.answerers)).values())
    together = tuple(sorted({*named, *hidden}))
    return together, t("Choose up to {n} people.", n=MOST_ANSWERERS) if len(together) > MOST_ANSWERERS else None


async def on_top(
    context: Context, known: Update, typed: Correction, base: Base | None, *, expanded: bool = False
) -> Form:
    """The form with what was typed on an earlier version, and what others have made of it since."""
    now = await store.said(context.session, known)
    if rules.is_present(base, known.version, now):
        return await _with(context, known, now, typed, expanded=expanded)
    began = await said_at(context, known, base)
    said, changed = rules.merged(typed.said, began, now)
    words = await store.words_of_version(context.session, known, known.version)
    who, note = await _name(context, known, words.by_id if words else None), words.note if words else ""
    if base is not None and base.version == known.version:
        who, note = "", context.t("what is asked and reminded")
    meanwhile = Meanwhile(who, note, now, changed)
    return await _with(context, known, now, replace(typed, said=said), meanwhile, expanded=expanded)


async def said_at(context: Context, known: Update, base: Base | None) -> Said:
    """What the update said when somebody began; nothing at all if that is not known, so that all they typed is kept."""
    words = await store.words_of_version(context.session, known, base.version) if base else None
    if base is None or words is None:
        return Said("", "", "", None, None, "")
    return Said(
        words.title,
        words.changed,
        words.tell_customers,
        base.effective_from,
        base.acknowledge_by,
        base.playbook_url,
        base.remind_before,
        base.until_answered,
        base.answerers,
    )


async def _name(context: Context, known: Update, person_id: int | None) -> str:
    """Who corrected it, as far as whoever acts may know."""
    if person_id is None:
        return ""
    who = await directory.actor_of(context.session, person_id)
    wall = await wall_of(context.session, known)
    return who.name if wall.viewpoint({context.actor.side_id}).sees_names_of(who.side_id) else ""
