"""Tells in the catch-up of prompts that a person's budget held back, and has them sent when they are asked for."""

from collections.abc import Sequence
from datetime import datetime

from bot.capabilities.checkins.answering import messages
from bot.capabilities.checkins.answering.channel_messages import cast_before
from bot.capabilities.checkins.answering.facts import Phase, phase_of, prompt_facts
from bot.capabilities.checkins.answering.home_messages import spared_button, spared_line
from bot.capabilities.checkins.answering.named import mine
from bot.capabilities.checkins.answering.prompt import prompt
from bot.capabilities.checkins.kinds import Path
from bot.capabilities.checkins.store.answers import copies_of
from bot.capabilities.checkins.store.asked import asked_of
from bot.capabilities.checkins.store.silences import silence_of
from bot.capabilities.checkins.store.tables import Group, Run
from bot.capabilities.checkins.subjects import PROMPT, group_subject
from bot.capability import Context, HeldBack
from bot.chat.inbound import Answer, Press
from bot.chat.texts import Texts
from bot.delivery.budget import Spared
from bot.delivery.outbox import Post, to_person
from bot.delivery.pace import Priority
from bot.people import audience
from bot.people.audience import Reader
from bot.storage.sessions import Session


async def of_groups(session: Session, reader: Reader, held_back: Sequence[Spared], now: datetime) -> Sequence[HeldBack]:
    """One line for each run, however many messages of it were held back."""
    found: list[HeldBack] = []
    for group_id in dict.fromkeys(one.subject.id for one in held_back):
        group = await session.get(Group, group_id)
        row = await asked_of(session, group.run_id, reader.person_id) if group is not None else None
        if group is None or row is None or row.answered_at is not None:
            continue
        run = await session.get_one(Run, group.run_id)
        silent = await silence_of(session, run.checkin_id, reader.person_id, now)
        if phase_of(run, now) is Phase.OPEN and not silent:
            facts, t = await prompt_facts(session, run, group, row.side_id, now), Texts(reader.locale)
            found.append(HeldBack(spared_line(facts, t, reader.zone), spared_button(facts, t)))
    return found


async def bring(context: Context, inbound: Press) -> Answer:
    """Has somebody's prompt sent now; there is one of it alone, so that there is one token."""
    found = await mine(context, inbound.object_id, writes=True)
    if found is None:
        return Answer(message=messages.not_asked(context.t))
    if found.facts.phase is not Phase.OPEN:
        return Answer(message=prompt(found.facts, context.t, context.zone))
    if found.facts.anonymous and found.row.path is not Path.DIRECT:
        # Their one answer comes from a channel; a token beside it would be a second one.
        refusal = cast_before if found.row.took_part else messages.not_an_answer
        return Answer(message=refusal(context.t))
    readers = await audience.readers_called(context.session, [context.actor.person_id], context.now)
    ways = [one for reader in readers for one in reader.identities if one.takes_direct]
    copies = await copies_of(context.session, found.group.id, context.actor.person_id)
    if not ways or any(one.slot == PROMPT for one in copies):
        return Answer(message=messages.there_already(context.t))
    t = Texts(readers[0].locale)
    message = prompt(found.facts, t, readers[0].zone)
    side_id = found.row.side_id
    post = Post(to_person(ways[0].identity_id), message, side_id, (side_id,), t.locale, PROMPT)
    await context.outbox.publish(group_subject(found.group), [post], priority=Priority.ANSWER)
    return Answer(message=messages.brought(context.t))
