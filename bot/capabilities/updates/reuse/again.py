"""What belongs to an update beside its form comes along when it is used again, or kept as a template."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.capabilities.updates import store
from bot.capabilities.updates.acknowledge import may_read
from bot.capabilities.updates.remedies import refusal_to_change
from bot.capabilities.updates.reuse.beginning import Start
from bot.capabilities.updates.rights import refusal_to_publish
from bot.capabilities.updates.store import Update, UpdateState, knowledge, templates
from bot.capability import Context
from bot.people import audience


async def bring_languages(context: Context, source: Update, draft: Update) -> None:
    """The language that the source was written in, and its texts in others."""
    await store.languages.written_in(context.session, draft, source.locale)
    for locale, words in (await store.languages.texts_of(context.session, source)).items():
        if locale != source.locale:
            author_id = context.actor.person_id
            await store.languages.keep(context.session, draft, replace(words, note=""), author_id, context.now)


async def bring_check(context: Context, source: Update, draft: Update) -> None:
    """Its knowledge check, to whoever could see the right answers anyway."""
    if await _may_see_answers(context, source) and (questions := await knowledge.check_of(context.session, source)):
        await knowledge.keep_check(context.session, draft, questions)
        for locale, words in (await knowledge.further_of(context.session, source)).items():
            await knowledge.keep_further(context.session, draft, locale, words)


async def _may_see_answers(context: Context, source: Update) -> bool:
    if source.state is not UpdateState.TEMPLATE:
        return await refusal_to_change(context, source) is None
    resolved = await audience.resolve(context.session, source.audience_id, context.now)
    return refusal_to_publish(context.actor, resolved, context.t, urgent=False) is None


BELONGINGS: tuple[Callable[[Context, Update, Update], Awaitable[None]], ...] = (bring_languages, bring_check)
"""Each copies something that is kept with an update, and does not stand in its form, to what is made from it."""


async def bring_along(context: Context, start: Start, draft: Update) -> None:
    """What belongs to the update that a draft was made from comes along when it is saved for the first time."""
    if not start.source or draft.revision > 1:
        return
    source = await store.by_public_id(context.session, start.source)
    if source is None or not await _may_begin_from(context, source):
        return
    for copy in BELONGINGS:
        await copy(context, source, draft)


async def _may_begin_from(context: Context, source: Update) -> bool:
    if source.state is UpdateState.TEMPLATE:
        return await templates.template_content(context.session, context.actor, source.public_id) is not None
    return await may_read(context, source)
