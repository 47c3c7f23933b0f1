"""Writing a knowledge check: the page that the preview opens, and keeping it with the draft."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.updates import store
from bot.capabilities.updates.knowledge.forms import DROP_QUESTION, check_form
from bot.capabilities.updates.knowledge.rules import (
    MOST_QUESTIONS,
    TypedQuestion,
    as_typed,
    mistakes,
    question_of,
    typed,
)
from bot.capabilities.updates.publish import Publishing, release_of
from bot.capabilities.updates.store import Update, knowledge
from bot.capabilities.updates.store.knowledge import CheckQuestion
from bot.capabilities.updates.write import gone, own_draft
from bot.capability import Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormPressed, FormSubmitted


async def open_page(context: Context, inbound: FormPressed) -> Answer:
    """*Knowledge check* in the preview: the questions there are, or the first to be written."""
    known = await own_draft(context, inbound.object_id)
    if known is None:
        return gone(context)
    forms = [as_typed(one) for one in await knowledge.check_of(context.session, known)]
    return Answer(form=check_form(forms or [TypedQuestion()], context.t, draft_id=known.public_id))


async def add(context: Context, inbound: FormPressed) -> Answer:
    """*Add a question*: the same page with room for one more."""
    forms = (*typed(inbound.values, _count(inbound.state)), TypedQuestion())
    return Answer(form=check_form(forms[:MOST_QUESTIONS], context.t, draft_id=inbound.object_id))


@dataclass(frozen=True)
class CheckWriting:
    """What ends with the preview."""

    publishing: Publishing

    async def drop(self, context: Context, inbound: FormPressed) -> Answer:
        """*Remove question N*: the page without it; without its last question there is no check."""
        forms = list(typed(inbound.values, _count(inbound.state)))
        place = DROP_QUESTION.index(inbound.action)
        left = [one for at, one in enumerate(forms) if at != place]
        if left:
            return Answer(form=check_form(left, context.t, draft_id=inbound.object_id))
        return await self._keep(context, inbound.object_id, ())

    async def drop_all(self, context: Context, inbound: FormPressed) -> Answer:
        """*Remove all questions*: the preview without a check."""
        return await self._keep(context, inbound.object_id, ())

    async def save(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Keeps the questions with the draft; what is wrong is said at its field."""
        forms = typed(inbound.values, _count(inbound.state))
        check = [one for form in forms if (one := question_of(form)) is not None]
        if found := mistakes(forms, context.t):
            return Answer(errors=FieldErrors(found))
        return await self._keep(context, inbound.object_id, check)

    async def back(self, context: Context, inbound: FormPressed) -> Answer:
        """*Back* to the preview, as it was."""
        known = await own_draft(context, inbound.object_id)
        return gone(context) if known is None else await self._preview(context, known)

    async def _keep(self, context: Context, draft_id: str, check: Sequence[CheckQuestion]) -> Answer:
        await store.by_public_id(context.session, draft_id, lock=True)  # so that nothing is kept while it is published
        known = await own_draft(context, draft_id)
        if known is None:
            return gone(context)
        if tuple(check) != await knowledge.check_of(context.session, known):
            await knowledge.keep_check(context.session, known, check)
            known.revision += 1
            known.saved_at = context.now
            await context.session.flush()
        return await self._preview(context, known)

    async def _preview(self, context: Context, known: Update) -> Answer:
        return Answer(form=await self.publishing.preview(context, await release_of(context, known)))


def _count(state: str) -> int:
    """How many questions a form says it holds."""
    return int(state) if state in tuple(str(number) for number in range(1, MOST_QUESTIONS + 1)) else 1
