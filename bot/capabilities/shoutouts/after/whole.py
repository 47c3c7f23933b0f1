"""*More*: the whole story for whoever opens it, and what they may do with it."""

from dataclasses import replace

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.after.forms import (
    ASK_REPORT,
    ASK_TAKE_DOWN,
    ASK_WITHDRAW,
    CHOOSE_NOTE,
    CORRECT,
    remove_form,
    whole_form,
)
from bot.capabilities.shoutouts.after.messages import UNCHEER, nothing_to_remove
from bot.capabilities.shoutouts.after.rights import may_remove, may_take_down, standing
from bot.capabilities.shoutouts.back.coverage import leads_or_manages
from bot.capabilities.shoutouts.back.digest import is_of_this_week, is_story_by_now, now_settled
from bot.capabilities.shoutouts.back.digest_messages import is_chosen, is_settled, story_button
from bot.capabilities.shoutouts.facts import Facts
from bot.capabilities.shoutouts.loading import facts_of, wall_of
from bot.capabilities.shoutouts.store import Shoutout
from bot.capability import Context
from bot.chat.form import FormButton, Show
from bot.chat.inbound import Answer, FormPressed, Press
from bot.people.viewpoint import Viewpoint


async def more(context: Context, inbound: Press) -> Answer:
    """*More* on a card or in a direct message."""
    kept = await standing(context, inbound.object_id)
    if isinstance(kept, Answer):
        return kept
    facts, viewpoint = await as_read_by(context, kept)
    offered = [*await _story_of_the_week(context, kept, facts), *await _buttons(context, kept, facts)]
    return Answer(form=whole_form(facts, viewpoint, context.origin.platform, offered, context.t))


async def as_read_by(context: Context, kept: Shoutout) -> tuple[Facts, Viewpoint]:
    """It as whoever acts alone reads it: who is thanked privately is shown to themselves and their lead."""
    facts = await facts_of(context.session, kept, context.now)
    actor = context.actor
    rows = (await store.recipients_of(context.session, [kept.id]))[kept.id]
    led = {row.person_id for row in rows if row.team_id in actor.led_team_ids}
    mine = {actor.person_id, *led} if actor.person_id != kept.giver_id else {row.person_id for row in rows}
    shown = tuple(replace(one, privately=False) if one.person_id in mine else one for one in facts.recipients)
    viewpoint = (await wall_of(context.session, kept)).viewpoint({actor.side_id})
    return replace(facts, recipients=shown), viewpoint


async def choose_note(context: Context, inbound: FormPressed) -> Answer:
    """*Remove a note*: which one."""
    kept = await standing(context, inbound.object_id)
    if isinstance(kept, Answer):
        return kept
    facts, viewpoint = await as_read_by(context, kept)
    removable = await _removable(context, kept, facts)
    if not removable.notes:
        return Answer(message=nothing_to_remove(context.t))
    return Answer(form=remove_form(removable, viewpoint, context.t))


async def _removable(context: Context, kept: Shoutout, facts: Facts) -> Facts:
    notes = {one.public_id: one for one in (await store.notes_of(context.session, [kept.id]))[kept.id]}
    mine = [one for one in facts.notes if await may_remove(context, kept, notes[one.public_id])]
    return replace(facts, notes=tuple(mine))


async def _story_of_the_week(context: Context, kept: Shoutout, facts: Facts) -> list[FormButton | Show]:
    """For leads and managers: whether it is, and, but for whom it names, to make it so or to take that back.

    A partner's are told where that is no longer for them to decide.
    """
    if not facts.openly or not is_of_this_week(kept, context.now) or not leads_or_manages(context.actor):
        return []
    chosen = await is_story_by_now(context.session, kept, context.now)
    says: list[FormButton | Show] = [is_chosen(context.t)] if chosen else []
    names_me = any(one.person_id == context.actor.person_id for one in facts.recipients)
    if names_me:
        return says
    if await now_settled(context):
        return says or [is_settled(context.t)]
    return [*says, story_button(context.t, chosen=chosen)]


async def _buttons(context: Context, kept: Shoutout, facts: Facts) -> list[FormButton]:
    """What few need: its giver first, then leads, then everybody."""
    t, me, found = context.t, context.actor.person_id, []
    if me == kept.giver_id:
        found += [FormButton(t("Correct"), CORRECT), FormButton(t("Withdraw"), ASK_WITHDRAW)]
    if await store.cheered_at(context.session, kept, me) is not None:
        found.append(FormButton(t("Take my cheer back"), UNCHEER))
    removable = (await _removable(context, kept, facts)).notes
    if removable:
        own = all(one.by.person_id == me for one in removable)
        found.append(FormButton(t("Take my note back") if own else t("Remove a note"), CHOOSE_NOTE))
    if me != kept.giver_id:
        if await may_take_down(context, kept):
            found.append(FormButton(t("Take it down"), ASK_TAKE_DOWN))
        found.append(FormButton(t("Report it"), ASK_REPORT))
    return found
