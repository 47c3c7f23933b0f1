"""Giving a knowledge check in the further languages of its draft."""

from dataclasses import dataclass

from bot.capabilities.updates import store
from bot.capabilities.updates.knowledge.forms import choose_language_form, language_form
from bot.capabilities.updates.knowledge.rules import mistakes_further, typed_further
from bot.capabilities.updates.publish import Publishing, release_of
from bot.capabilities.updates.rules import as_text
from bot.capabilities.updates.store import Update, knowledge
from bot.capabilities.updates.write import gone, own_draft
from bot.capability import Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormPressed, FormSubmitted


@dataclass(frozen=True)
class CheckTranslating:
    """The pages of one draft's check in further languages; they end in the preview."""

    publishing: Publishing

    async def open_page(self, context: Context, inbound: FormPressed) -> Answer:
        """*Check in other languages* in the preview: which one, where there are several."""
        known = await own_draft(context, inbound.object_id)
        if known is None:
            return gone(context)
        others = await _others(context, known)
        check = await knowledge.check_of(context.session, known)
        if not check or not others:
            return await self._preview(context, known)
        if len(others) == 1:
            return await _page(context, known, others[0])
        further = await knowledge.further_of(context.session, known)
        return Answer(form=choose_language_form(check, further, others, context.t, draft_id=known.public_id))

    async def choose(self, context: Context, inbound: FormSubmitted) -> Answer:
        """The page of the language that was chosen."""
        known = await own_draft(context, inbound.object_id)
        if known is None:
            return gone(context)
        chosen = as_text(inbound.values.get("language"))
        if chosen not in await _others(context, known):
            return await self._preview(context, known)
        return await _page(context, known, chosen)

    async def save(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Keeps the questions in one language; what is wrong is said at its field."""
        session = context.session
        known = await own_draft(context, inbound.object_id, lock=True)
        if known is None:
            return gone(context)
        language, check = inbound.state, await knowledge.check_of(session, known)
        if language not in await _others(context, known):
            return await self._preview(context, known)
        words = typed_further(inbound.values, check)
        if found := mistakes_further(words, check, context.t):
            return Answer(errors=FieldErrors(found))
        if words != (await knowledge.further_of(session, known)).get(language, {}):
            await knowledge.keep_further(session, known, language, words)
            known.revision += 1
            known.saved_at = context.now
            await session.flush()
        return await self._preview(context, known)

    async def _preview(self, context: Context, known: Update) -> Answer:
        return Answer(form=await self.publishing.preview(context, await release_of(context, known)))


async def _others(context: Context, known: Update) -> tuple[str, ...]:
    """The further languages that a draft has texts in."""
    return tuple(one for one in await store.languages.texts_of(context.session, known) if one != known.locale)


async def _page(context: Context, known: Update, language: str) -> Answer:
    check = await knowledge.check_of(context.session, known)
    words = (await knowledge.further_of(context.session, known)).get(language, {})
    return Answer(form=language_form(check, words, language, context.t, draft_id=known.public_id))
