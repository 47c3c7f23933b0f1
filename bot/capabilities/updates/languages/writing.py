"""The author's page *Other languages* of a draft: choose one, write in it, take it out again."""

from dataclasses import dataclass

from bot.capabilities.updates import store
from bot.capabilities.updates.languages import rules
from bot.capabilities.updates.languages.forms import Page, choose_form, text_form
from bot.capabilities.updates.publish import Publishing, release_of, too_long_for, unshowable
from bot.capabilities.updates.store import Update, Words
from bot.capabilities.updates.write import gone, own_draft
from bot.capability import Context
from bot.chat import languages
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormPressed, FormSubmitted
from bot.people import audience


async def open_page(context: Context, inbound: FormPressed) -> Answer:
    """*Other languages* in the preview."""
    known = await own_draft(context, inbound.object_id)
    if known is None:
        return gone(context)
    resolved = await audience.resolve(context.session, known.audience_id, context.now)
    texts = await store.languages.texts_of(context.session, known)
    readings = rules.readings_of(resolved, context.actor.scope, texts, known.locale)
    return Answer(
        form=choose_form(await _page(context, known), rules.offered(resolved, known.locale), readings, context.t)
    )


async def _page(context: Context, known: Update) -> Page:
    texts = await store.languages.texts_of(context.session, known)
    return Page(known.public_id, known.locale, tuple(one for one in texts if one != known.locale))


@dataclass(frozen=True)
class Translating:
    """What the pages send off; they end in the preview."""

    publishing: Publishing

    async def choose(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Which language the first text is in, and in which one to go on; without one, back to the preview."""
        known, t = await own_draft(context, inbound.object_id, lock=True), context.t
        if known is None:
            return gone(context)
        written, chosen = (_language(inbound.values.get(name)) for name in ("written", "language"))
        if written and written != known.locale:
            if not await store.languages.written_in(context.session, known, written):
                text = t("There is a text in {language} already. Take that out first.", language=t.language(written))
                return Answer(errors=FieldErrors({"written": text}))
            known.revision += 1
        if not chosen:
            return await self._preview(context, known)
        if chosen == known.locale:
            text = t("That is the language of the first text. Choose another one.")
            return Answer(errors=FieldErrors({"language": text}))
        texts = await store.languages.texts_of(context.session, known)
        words = texts.get(chosen) or Words(chosen, "", "", "")
        return Answer(form=text_form(await _page(context, known), words, texts[known.locale], t))

    async def save(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Keeps a text; what is wrong is said at its field."""
        known, language = await own_draft(context, inbound.object_id, lock=True), _language(inbound.state)
        if known is None or not language or language == known.locale:
            return gone(context)
        words = rules.typed(inbound.values, language)
        if found := rules.mistakes(words, context.t, context.now):
            return Answer(errors=FieldErrors(found))
        await store.languages.keep(context.session, known, words, context.actor.person_id, context.now)
        known.revision += 1
        known.saved_at = context.now
        if title := unshowable(context, await release_of(context, known)):
            return Answer(errors=FieldErrors({"changed": too_long_for(title, context.t)}))
        return await self._preview(context, known)

    async def drop(self, context: Context, inbound: FormPressed) -> Answer:
        """Takes a language out again; who reads it sees the first text."""
        known = await own_draft(context, inbound.object_id, lock=True)
        if known is None:
            return gone(context)
        if await store.languages.take_out(context.session, known, inbound.state):
            known.revision += 1
        return await self._preview(context, known)

    async def _preview(self, context: Context, known: Update) -> Answer:
        return Answer(form=await self.publishing.preview(context, await release_of(context, known)))


def _language(value: object) -> str:
    """A language that can be chosen; empty for anything else."""
    return value if isinstance(value, str) and value in languages.LANGUAGES else ""
