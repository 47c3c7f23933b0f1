"""The page *Other languages* of a correction, so that no further text goes on saying what was corrected."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.capabilities.updates import store
from bot.capabilities.updates.corrections import rules
from bot.capabilities.updates.corrections.correct import Correcting
from bot.capabilities.updates.corrections.filling import correction_in
from bot.capabilities.updates.corrections.rights import correctable
from bot.capabilities.updates.languages import rules as of_languages
from bot.capabilities.updates.languages.forms import (
    CHOOSE_CORRECTED_LANGUAGE,
    DROP_CORRECTED_LANGUAGE,
    SAVE_CORRECTED_LANGUAGE,
    Page,
    choose_form,
    text_form,
)
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.store import CorrectionDraft, Update, Words
from bot.capability import Context
from bot.chat import languages
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormPressed, FormSubmitted
from bot.people import audience


@dataclass(frozen=True)
class Translating:
    """What the pages do; they end in the look at the correction, or at its form where something is missing there."""

    correcting: Correcting

    async def open_page(self, context: Context, inbound: FormPressed) -> Answer:
        """*Other languages*, in the form or in the look: what is typed so far is kept."""
        known = await correctable(context, inbound.object_id, lock=True)
        if isinstance(known, Answer):
            return known
        if "title" in inbound.values and (stale := await self.correcting.keep_typed(context, known, inbound)):
            return Answer(form=stale)
        draft = await store.correction_draft(context.session, known, context.actor.person_id)
        if draft is None:
            return _made(context)
        resolved = await audience.resolve(context.session, known.audience_id, context.now)
        texts = await _texts(context, known, draft)
        behind = {*await store.languages.left_behind(context.session, known), *await _present(context, known)}
        readings = of_languages.readings_of(resolved, context.actor.scope, texts, known.locale, behind - texts.keys())
        page = _page(known, texts)
        offered = of_languages.offered(resolved, known.locale)
        return Answer(form=choose_form(page, offered, readings, context.t))

    async def choose(self, context: Context, inbound: FormSubmitted) -> Answer:
        """The chosen one, with what was typed for it, else with what it says now; without one, on to the look."""
        known = await correctable(context, inbound.object_id)
        if isinstance(known, Answer):
            return known
        session = context.session
        draft = await store.correction_draft(session, known, context.actor.person_id)
        if draft is None:
            return _made(context)
        chosen = inbound.values.get("language")
        if not isinstance(chosen, str) or chosen not in languages.LANGUAGES or chosen == known.locale:
            return await self.correcting.look(context, known)
        texts = await _texts(context, known, draft)
        typed = (await store.languages.typed(session, draft)).get(chosen)
        before = await store.languages.newest(session, known, chosen)
        words = typed or before or Words(chosen, "", "", "")
        if typed is None:
            words = Words(chosen, words.title, words.changed, words.tell_customers)
        behind = chosen not in texts and bool(words.title)
        return Answer(form=text_form(_page(known, texts), words, texts[known.locale], context.t, behind=behind))

    async def save(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Keeps a text with the correction; what is wrong is said at its field."""
        words = of_languages.typed(inbound.values, inbound.state)
        if found := of_languages.mistakes(words, context.t, context.now):
            return Answer(errors=FieldErrors(found))
        return await self._keep(context, inbound.object_id, words)

    async def drop(self, context: Context, inbound: FormPressed) -> Answer:
        """The update will not be in this language any more."""
        return await self._keep(context, inbound.object_id, Words(inbound.state, "", "", ""))

    async def _keep(self, context: Context, public_id: str, words: Words) -> Answer:
        known = await correctable(context, public_id, lock=True)
        if isinstance(known, Answer):
            return known
        draft = await store.correction_draft(context.session, known, context.actor.person_id)
        if draft is None or words.locale not in languages.LANGUAGES or words.locale == known.locale:
            return _made(context)
        base = rules.read_base(draft.base)
        await store.languages.keep_typed(context.session, draft, words, base.version if base else 0)
        return await self.correcting.look(context, known)


async def _texts(context: Context, known: Update, draft: CorrectionDraft) -> Mapping[str, Words]:
    """What the update will say, by language, once this correction is made."""
    correction = await correction_in(context, known, draft)
    present = await store.languages.texts_of(context.session, known)
    said = await store.said(context.session, known)
    quiet = rules.is_quiet(correction, said, translated=correction.translates(present))
    return correction.after(present, known.locale, quiet=quiet)


def _page(known: Update, texts: Mapping[str, Words]) -> Page:
    return Page(
        known.public_id,
        known.locale,
        tuple(one for one in texts if one != known.locale),
        CHOOSE_CORRECTED_LANGUAGE,
        SAVE_CORRECTED_LANGUAGE,
        DROP_CORRECTED_LANGUAGE,
    )


async def _present(context: Context, known: Update) -> frozenset[str]:
    return frozenset(await store.languages.texts_of(context.session, known))


def _made(context: Context) -> Answer:
    t = context.t
    return Answer(message=answer(t("This correction was made already. The receipt shows how far it is."), t))
