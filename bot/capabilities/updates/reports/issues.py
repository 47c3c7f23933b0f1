"""Known issues: a report becomes the draft of an update, and publishing it tells everybody who saw the fault."""

from bot.capabilities.updates.questions.messages import cut
from bot.capabilities.updates.reports import views
from bot.capabilities.updates.reports.decide import decidable
from bot.capabilities.updates.rules import LONGEST_TITLE, Typed
from bot.capabilities.updates.store import reports as store
from bot.capabilities.updates.write import draft_form, open_filled
from bot.capability import Context
from bot.chat.inbound import Answer, Press
from bot.people.model import Audience


async def make_known(context: Context, inbound: Press) -> Answer:
    """*Make it a known issue*: the form of an update with what customers say in it; one's own draft if begun before."""
    session, t = context.session, context.t
    found = await decidable(context, inbound.object_id)
    if isinstance(found, Answer):
        return found
    known = await views.topic_of(session, found)
    for draft in await store.drafts_for(session, found):
        if draft.author_id == context.actor.person_id:
            return Answer(form=await draft_form(context, draft))
    said = await store.first_words(session, found, at_most=1)
    first = " ".join(said[0].text.split()) if said else ""
    audience = await session.get_one(Audience, known.audience_id) if known else None
    beginning = Typed(
        title=cut(t("Known issue: {what}", what=first), LONGEST_TITLE),
        changed=said[0].text if said else "",
        audience=audience.public_id if audience else "",
    )
    hint = t("The workaround, in one to three lines that can be said aloud.")
    return await open_filled(context, beginning, draft_id=store.id_for_issue(found), tell_hint=hint)
