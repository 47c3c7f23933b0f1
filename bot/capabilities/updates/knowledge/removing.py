"""Taking the check off an update that is published, without correcting what it says."""

from dataclasses import dataclass

from bot.capabilities.updates import store
from bot.capabilities.updates.corrections.making import make
from bot.capabilities.updates.corrections.planned import plan
from bot.capabilities.updates.corrections.rights import correctable
from bot.capabilities.updates.corrections.rules import Correction
from bot.capabilities.updates.corrections.spread import Paces
from bot.capabilities.updates.knowledge.messages import no_check, removed
from bot.capability import Context
from bot.chat.inbound import Answer, Press


@dataclass(frozen=True)
class Removing:
    """The button that removes it, once that was confirmed."""

    paces: Paces

    async def remove(self, context: Context, inbound: Press) -> Answer:
        """*Got it* counts without it from now on, and the copies say so; who has noted it stays noted."""
        known = await correctable(context, inbound.object_id, lock=True)
        if isinstance(known, Answer):
            return known
        if not await store.knowledge.check_of(context.session, known):
            return Answer(message=no_check(context.t))
        said = await store.said(context.session, known)
        planned = await plan(context, known, Correction(said, drops_check=True))
        await make(context, planned, self.paces)
        return Answer(message=removed(planned.changing.channels, planned.changing.seconds(self.paces), context.t))
