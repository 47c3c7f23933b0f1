"""What can be done about a planned update until it goes out: move it, cancel it, or let the rest of it go."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.capabilities.updates import store
from bot.capabilities.updates.approval import gate
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.planning import letters
from bot.capabilities.updates.planning.arrange import back_to_draft, plan_it
from bot.capabilities.updates.planning.choosing import chosen_plan, keep_intent, page
from bot.capabilities.updates.planning.going_out import GoingOut, go_on_button
from bot.capabilities.updates.planning.messages import (
    Planned,
    cancelled_letter,
    planned_answer,
    planned_list,
    where_line,
)
from bot.capabilities.updates.planning.warnings import warnings
from bot.capabilities.updates.planning.words import at_your_time
from bot.capabilities.updates.publish import impediment, refusal, release_of
from bot.capabilities.updates.remedies import refusal_to_change
from bot.capabilities.updates.roundups.forms import MOST
from bot.capabilities.updates.roundups.planned import in_a_round_up, named, plan_buttons
from bot.capabilities.updates.store import Update, UpdateState, planning
from bot.capabilities.updates.store import planned_round_ups as round_ups
from bot.capabilities.updates.store.planned_round_ups import PlannedRoundUp
from bot.capabilities.updates.store.planning import PlanWay, UpdatePlan
from bot.capabilities.updates.write import write
from bot.capability import Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.chat.message import Button, Message, Tone
from bot.chat.texts import Texts
from bot.people import audience, audit
from bot.people.model import Audience

MOST_LISTED = 10

WRITE = "updates.write"
"""The button that begins a new update, as the author's list has it."""


async def _planned(context: Context, public_id: str, *, lock: bool = False) -> tuple[Update, UpdatePlan] | Answer:
    """A planned update with its plan, or why whoever acts cannot change it."""
    t = context.t
    known = await store.by_public_id(context.session, public_id, lock=lock)
    row = await store.plan_of(context.session, known) if known else None
    if known is None or row is None or known.state is not UpdateState.PLANNED:
        text = t("This is not planned any more: it has gone out, or its plan was cancelled. Nothing was changed.")
        return Answer(message=answer(text, t))
    if not is_own(context, known):
        resolved = await audience.resolve(context.session, known.audience_id, context.now)
        if why := refusal(context, resolved, urgent=known.urgent):
            return Answer(message=answer(why, t))
    if (together := (await round_ups.round_ups_of(context.session, [known.id])).get(known.id)) is not None:
        title = await store.title_of(context.session, known, t.locale)
        return Answer(message=in_a_round_up(together.public_id, title, t))
    return known, row


def is_own(context: Context, known: Update) -> bool:
    """Whether a plan is that of whoever acts: theirs to change, whatever they may publish by now."""
    return known.author_id == context.actor.person_id and not context.actor.provisional


async def open_move(context: Context, inbound: Press) -> Answer:
    """*Move*: the page on which another time is chosen."""
    found = await _planned(context, inbound.object_id)
    if isinstance(found, Answer):
        return found
    return Answer(form=await page(context, found[0], move=True))


async def move(context: Context, inbound: FormSubmitted) -> Answer:
    """Has it go out at another time; what goes out stays as it was previewed."""
    found = await _planned(context, inbound.object_id, lock=True)
    if isinstance(found, Answer):
        return found
    known, _ = found
    resolved = await audience.resolve(context.session, known.audience_id, context.now)
    plan = await chosen_plan(context, known, resolved, inbound.values)
    if isinstance(plan, FieldErrors):
        return Answer(errors=plan)
    row = await keep_intent(context, known, plan)
    await plan_it(context, known, row, plan, resolved)
    against = await warnings(context, [known], plan, [resolved])
    return Answer(message=planned_answer(plan, context.t, context.zone, against))


async def cancel(context: Context, inbound: Press) -> Answer:
    """*Cancel the plan*: it is a draft again, and its author may go on with it."""
    found = await _planned(context, inbound.object_id, lock=True)
    if isinstance(found, Answer):
        return found
    known, row = found
    session, now = context.session, context.now
    title = await store.title_of(session, known, known.locale)

    def words(t: Texts, zone: str) -> Message:
        return cancelled_letter(title, go_on_button(known, t), t)

    await letters.change(session, context.outbox, letters.letters_of(known), row.letter, words)
    pressed = await letters.was_pressed(context, known, row.letter, inbound)
    await audit.record(session, context.actor, "cancel_plan", "update", known.public_id, at=now)
    await back_to_draft(session, known, now)
    if known.author_id == context.actor.person_id:
        said = words(context.t, context.zone)
        return Answer(redraw=said) if pressed else Answer(message=said)
    text = context.t("“{title}” is not planned any more. It is a draft of its author again.", title=title)
    return Answer(message=answer(text, context.t))


@dataclass(frozen=True)
class Rest:
    """*Publish to the other 5 now*, for an update that goes out little by little."""

    going_out: GoingOut

    async def publish(self, context: Context, inbound: Press) -> Answer:
        """Has the channels that are still to come get it at once."""
        t = context.t
        known = await store.by_public_id(context.session, inbound.object_id, lock=True)
        row = await store.plan_of(context.session, known) if known else None
        if known is None or row is None or known.state is not UpdateState.PUBLISHED or not row.left:
            return Answer(message=answer(t("Every channel has it, or is about to get it."), t))
        release = await release_of(context, known)
        if why := await refusal_to_change(context, known) or impediment(context, release):
            return Answer(message=answer(why, t))
        if await gate.is_missing(context.session, known, release.resolved) and (
            why := await gate.refusal_to_approve(context.session, known, context.actor, release.resolved, t)
        ):
            return Answer(message=answer(why, t))
        channels = await self.going_out.publish_rest(context, known, row, release)
        text = t.n("Going out to {n} more channel.", "Going out to {n} more channels.", channels)
        await audit.record(
            context.session, context.actor, "publish_rest", "update", known.public_id, at=context.now, channels=channels
        )
        return Answer(message=answer(text, t))


async def planned(context: Context, inbound: Command) -> Answer:
    """`/update planned`: what is to go out, with *Move* and *Cancel the plan*. More words are a title."""
    if inbound.text:
        return await write(context, replace(inbound, text=f"Planned {inbound.text}"))
    found = await planning.planned(context.session, context.actor, at_most=MOST_LISTED * MOST + 1)
    together = await round_ups.round_ups_of(context.session, [known.id for known, _ in found])
    alone: dict[int, list[tuple[Update, UpdatePlan]]] = {}
    for known, row in found:
        with_others = together.get(known.id)
        alone.setdefault(known.id if with_others is None else -with_others.id, []).append((known, row))
    items = [
        await (_item(context, *some[0]) if key > 0 else _together(context, some, together[some[0][0].id]))
        for key, some in list(alone.items())[:MOST_LISTED]
    ]
    t = context.t
    another = Button(t("Write an update"), WRITE, tone=Tone.PRIMARY, opens_form=True)
    return Answer(message=planned_list(items, len(alone) > MOST_LISTED, another, t))


async def _item(context: Context, known: Update, row: UpdatePlan) -> Planned:
    t = context.t
    words = await store.text_of(context.session, known, t.locale)
    goes_to = await context.session.get_one(Audience, known.audience_id)
    return Planned(
        known.public_id,
        words.title,
        goes_to.name,
        when(row, t, context.zone),
        sum(row.left.values()),
        begun=known.state is UpdateState.PUBLISHED,
    )


async def _together(context: Context, some: Sequence[tuple[Update, UpdatePlan]], round_up: PlannedRoundUp) -> Planned:
    """Those updates of a round-up that whoever looks may know of."""
    t = context.t
    each = [await _item(context, known, row) for known, row in some]
    return Planned(
        round_up.public_id,
        named(len(each), t),
        "",
        each[0].head,
        0,
        together=tuple(f"{one.title} · {where_line(one.audience, one.channels, t)}" for one in each),
        buttons=plan_buttons(round_up.public_id, t),
    )


def when(row: UpdatePlan, t: Texts, zone: str) -> str:
    """When it goes out next, in one line."""
    assert row.next_at is not None, "what has gone out is not listed"
    at = at_your_time(row.next_at, t, zone)
    if row.way is PlanWay.MOMENT:
        return at
    return t("{moment}, each team at its own time", moment=at)
