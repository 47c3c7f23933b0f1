"""Adding a note under a story, everywhere it stands, and taking one away again."""

from collections.abc import Collection, Sequence
from hashlib import sha256

from bot.capabilities.shoutouts import settings, store
from bot.capabilities.shoutouts.after import messages
from bot.capabilities.shoutouts.after.forms import LONGEST_NOTE, SHORTEST_NOTE, note_form
from bot.capabilities.shoutouts.after.rights import may_remove, standing
from bot.capabilities.shoutouts.spreading import redraw_everywhere
from bot.capabilities.shoutouts.write.forms import SHOWN
from bot.capability import Context
from bot.chat.form import FieldErrors, Value
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.delivery.guard import MASK, Finding, inspect
from bot.people import audit
from bot.storage.columns import new_public_id

DIGEST = 16
"""Hex digits by which the text is told again of which the boxes were ticked."""


async def open_form(context: Context, inbound: Press) -> Answer:
    """*Add to the story* on a card."""
    kept = await standing(context, inbound.object_id)
    if isinstance(kept, Answer):
        return kept
    return Answer(form=note_form("", (), context.t, object_id=f"{kept.public_id}.{new_public_id()}"))


async def keep(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps a note and has every copy show it; a customer's data in it is shown masked first."""
    session, t = context.session, context.t
    public_id, _, note_id = inbound.object_id.partition(".")
    kept = await standing(context, public_id, lock=True)
    if isinstance(kept, Answer):
        return kept
    text = _typed(inbound.values.get("text"))
    if len(text) < SHORTEST_NOTE:
        return Answer(errors=FieldErrors({"text": t("Write a few words, at least {n} characters.", n=SHORTEST_NOTE)}))
    if len(text) > LONGEST_NOTE:
        return Answer(errors=FieldErrors({"text": t("Up to {n} characters fit. Shorten it.", n=LONGEST_NOTE)}))
    inspected = inspect(text)
    if inspected.findings and inbound.state != _digest(text):
        form = note_form(
            text,
            inspected.findings,
            t,
            object_id=inbound.object_id,
            state=_digest(text),
            preview=inspected.masked,
            partners_see_all=await settings.is_on(session, settings.PARTNERS_SEE_ALL),
        )
        return Answer(form=form)
    said = without(text, inspected.findings, _ticked(inbound.values.get(SHOWN)))
    actor = context.actor
    if not await store.add_note(session, kept, note_id, actor.person_id, actor.side_id, said, context.now):
        return Answer(message=messages.added_before(t))
    await redraw_everywhere(session, context.outbox, kept, context.clocks)
    return Answer(message=messages.added(t))


async def remove(context: Context, inbound: FormSubmitted) -> Answer:
    """Takes a note away everywhere: its author, the giver, or a lead."""
    kept = await standing(context, inbound.object_id, lock=True)
    if isinstance(kept, Answer):
        return kept
    chosen = inbound.values.get("note")
    note = await store.note_called(context.session, chosen) if isinstance(chosen, str) else None
    may = note is not None and note.shoutout_id == kept.id and await may_remove(context, kept, note)
    if note is None or not may or note.removed_at is not None:
        return Answer(message=messages.nothing_to_remove(context.t))
    note.removed_at = context.now
    await context.session.flush()
    await redraw_everywhere(context.session, context.outbox, kept, context.clocks)
    if note.person_id != context.actor.person_id:
        await audit.record(context.session, context.actor, "remove_note", "shoutout", kept.public_id, at=context.now)
    return Answer(message=messages.note_removed(context.t))


def without(text: str, findings: Sequence[Finding], shown: Collection[str]) -> str:
    """A text without what was found in it, but for findings (by their place) that were said to be none."""
    pieces, done = [], 0
    for place, finding in enumerate(findings):
        if str(place) not in shown:
            pieces += [text[done : finding.start], MASK]
            done = finding.end
    return "".join([*pieces, text[done:]])


def _typed(value: Value) -> str:
    return value.strip() if isinstance(value, str) else ""


def _ticked(value: Value) -> Collection[str]:
    return value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:DIGEST]
