"""A catch-up follows what its reader has noted in a dialog, from which the message itself cannot be drawn anew."""

from bot.capabilities.updates.catching_up import marks
from bot.capabilities.updates.catching_up.at_start import SUBJECT_KIND, minute_of
from bot.capabilities.updates.catching_up.marks import Marked
from bot.capabilities.updates.catching_up.messages import CAUGHT, GOT_ALL
from bot.capabilities.updates.catching_up.on_demand import drawn_anew, updates_in
from bot.capabilities.updates.store import Update, catching_up
from bot.capabilities.updates.store.catching_up import MARK
from bot.capability import Context
from bot.chat.message import Actions, Button, Message, from_json
from bot.delivery.outbox import Subject
from bot.delivery.pace import Priority


async def redraw(context: Context, known: Update, said: str) -> None:
    """Has the catch-up of this shift, if this update is in it, show what is noted by now."""
    last = await catching_up.last_shift(context.session, context.actor.person_id)
    if last is None or last.started is None:
        return
    subject = Subject(SUBJECT_KIND, minute_of(last.started))
    for copy, stored in await catching_up.sent_to(context.session, context.actor, subject.kind, subject.id):
        marked = _marked(from_json(stored))
        if marked is not None and known.public_id[:MARK] in {one.beginning for one in marked.marks}:
            drawn = await drawn_anew(context, marked, await updates_in(context, marked), said)
            await context.outbox.edit(copy, drawn, priority=Priority.ANSWER)


def _marked(message: Message) -> Marked | None:
    """What a catch-up shows, by what its buttons carry of it; None once all of it is noted."""
    buttons = [one for part in message.parts if isinstance(part, Actions) for one in part.buttons]
    for button in buttons:
        if isinstance(button, Button) and button.action in (CAUGHT, GOT_ALL):
            return marks.read(button.object_id.partition(".")[2] if button.action == CAUGHT else button.object_id)
    return None
