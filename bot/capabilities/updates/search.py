"""Looking published updates up, within the walls of whoever looks."""

from dataclasses import replace

from bot.capabilities.updates import store
from bot.capabilities.updates.composing import facts_of
from bot.capabilities.updates.proof import sides_seen
from bot.capabilities.updates.remedies import refusal_to_change
from bot.capabilities.updates.rules import may_write
from bot.capabilities.updates.search_messages import (
    LONGEST_QUESTION,
    Found,
    find_form,
    found,
    no_older,
    nothing_found,
)
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.write import write
from bot.capability import Context
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.chat.message import Message
from bot.people.model import Role
from bot.storage.full_text import words_of

PAGE = 5
"""Updates that are shown at once."""

FURTHEST = 1000
"""Updates that can be leafed through; whoever needs more says what they look for."""


async def find(context: Context, inbound: Command) -> Answer:
    """`/update find refund`; without words, the form that asks for them."""
    if not inbound.text.strip():
        return Answer(form=find_form(context.t))
    return Answer(message=await _page(context, inbound.text, 0))


async def last(context: Context, inbound: Command) -> Answer:
    """`/update last`: the latest updates. More words are the title of a new one, for whoever may write."""
    if inbound.text and may_write(context.actor, context.t) is None:
        return await write(context, replace(inbound, text=f"Last {inbound.text}"))
    return Answer(message=await _page(context, "", 0))


async def ask(context: Context, inbound: Press) -> Answer:
    """The menu's *Find an update*."""
    return Answer(form=find_form(context.t))


async def search(context: Context, inbound: FormSubmitted) -> Answer:
    """The form, sent off."""
    words = inbound.values.get("words")
    return Answer(message=await _page(context, words if isinstance(words, str) else "", 0))


async def older(context: Context, inbound: Press) -> Answer:
    """The next ones of what was found."""
    after, _, words = inbound.object_id.partition(".")
    if not after.isdecimal() or len(after) > len(str(FURTHEST)):
        return Answer(message=no_older(context.t))
    return Answer(message=await _page(context, words, int(after)))


async def _page(context: Context, said: str, after: int) -> Message:
    said = " ".join(said.split())[:LONGEST_QUESTION].strip()
    wanted = words_of(said)
    if said and not wanted:
        return nothing_found(said, context.t)
    rows = await store.find(context.session, context.actor, wanted, after=min(after, FURTHEST), at_most=PAGE + 1)
    items = [await _found(context, known) for known in rows[:PAGE]]
    if not items:
        return no_older(context.t) if after else nothing_found(said, context.t)
    more = f"{after + PAGE}.{said}" if len(rows) > PAGE and after + PAGE <= FURTHEST else ""
    return found(items, said, more, context.t, context.zone)


async def _found(context: Context, known: Update) -> Found:
    """An update, with what whoever looks may do about it; most people may do neither, and are not asked about."""
    actor = context.actor
    writes = may_write(actor, context.t) is None
    sees = writes or bool(actor.led_team_ids) or actor.may_somewhere(Role.AUDITOR) or known.owner_id == actor.person_id
    return Found(
        await facts_of(context.session, known, context.t.locale, context.now),
        known.published_at or known.saved_at,
        correctable=writes and await refusal_to_change(context, known) is None,
        exportable=sees and bool(await sides_seen(context, known)),
        again=writes,
    )
