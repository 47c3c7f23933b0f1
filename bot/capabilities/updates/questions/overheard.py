"""Offering to ask what somebody wrote to others under an update, where Instep may read replies."""

from datetime import datetime

from bot.capabilities.updates import settings
from bot.capabilities.updates import store as updates
from bot.capabilities.updates.acknowledge import may_read
from bot.capabilities.updates.questions import messages
from bot.capabilities.updates.questions.ask import ask_button, refusal
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.store import question_offers as store
from bot.capability import Context
from bot.chat.inbound import Answer, Place, ThreadQuestion
from bot.people.access import Actor
from bot.ports import ChatPlatform
from bot.storage.sessions import Session


async def about(session: Session, platform: ChatPlatform, place: Place) -> int | None:
    """The update under whose card a thread stands."""
    for update_id, address in await store.cards_at(session, platform.name, place.installation, place.channel):
        if platform.message_id(address) == place.thread:
            return update_id
    return None


async def offer(context: Context, question: ThreadQuestion, update_id: int) -> Answer | None:
    """The question's words with a button, for whoever wrote it; None for those who answer, and for a second time."""
    session, actor, t = context.session, context.actor, context.t
    known = await session.get(Update, update_id)
    if known is None or actor.person_id in (known.owner_id, known.author_id):
        return None
    if not await settings.offer_questions(session) or await store.was_offered(session, update_id, actor.person_id):
        return None
    if await refusal(context, known) is not None or not await _may_ask_later(context, known):
        return None
    title = (await updates.text_of(session, known, t.locale)).title
    return Answer(message=messages.overheard(title, question.text, ask_button(known, question.text, t), t))


async def keep(session: Session, update_id: int, actor: Actor, platform: str, now: datetime) -> bool:
    """Notes that somebody was offered it, and nothing of what they wrote."""
    return await store.keep_offer(session, update_id, actor.person_id, platform, now)


async def _may_ask_later(context: Context, known: Update) -> bool:
    """Whether the button will work where it is shown: in somebody's own chat it does not tell where they wrote."""
    return context.manners.private_in_channels or await may_read(context, known)
