"""What updates add to a person's home, and an author's list of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.capabilities.updates import messages, store
from bot.capabilities.updates.approval.listing import waiting_approvals
from bot.capabilities.updates.catching_up.messages import CATCH_UP
from bot.capabilities.updates.composing import cards_receipt, facts_of, spread_of, wall_of
from bot.capabilities.updates.corrections.spread import spread_line
from bot.capabilities.updates.messages import OwnUpdate, own_item, waiting_item
from bot.capabilities.updates.planning.buttons import calendar_button
from bot.capabilities.updates.questions.listing import waiting_questions
from bot.capabilities.updates.receipt import seen_lines, status_line
from bot.capabilities.updates.reports.listing import waiting_reports
from bot.capabilities.updates.reuse.listing import own_drafts
from bot.capabilities.updates.reuse.messages import GO_ON, again_button, save_template_button
from bot.capabilities.updates.reuse.shelf_messages import shelf_button
from bot.capabilities.updates.roundups.bundling import offers_any
from bot.capabilities.updates.roundups.forms import MOST
from bot.capabilities.updates.roundups.messages import round_up_button
from bot.capabilities.updates.roundups.planned import named, plan_buttons
from bot.capabilities.updates.rules import may_write
from bot.capabilities.updates.store import Update, UpdateState, planned_round_ups, planning
from bot.capabilities.updates.store.planned_round_ups import PlannedRoundUp
from bot.capabilities.updates.store.planning import PlanWay, UpdatePlan
from bot.capabilities.updates.write import write
from bot.capability import Context, HomeItem
from bot.chat.inbound import Answer, Command
from bot.chat.message import Actions, Button, Headline, Part, Tone

WRITE = "updates.write"

MOST_WAITING = 5
"""Waiting items that a home shows, over all capabilities."""

MOST_OWN = 3
MOST_LISTED = 10

WAITING_ORDER = 100
APPROVAL_ORDER = 80
QUESTION_ORDER = 90
REPORT_ORDER = 80
CATCH_UP_ORDER = 200
OWN_ORDER = 300


async def home(context: Context) -> Sequence[HomeItem]:
    """Approvals, reports, questions and updates that wait for whoever looks, each with its buttons; then their own."""
    session, t = context.session, context.t
    found = await store.waiting_for(session, context.actor.person_id, at_most=MOST_WAITING)
    items = [
        HomeItem(
            waiting_item(await facts_of(session, known, t.locale, context.now), t, context.zone),
            WAITING_ORDER,
            waiting=True,
        )
        for known in found
    ]
    to_approve, _ = await waiting_approvals(context, at_most=MOST_WAITING)
    items += [HomeItem(parts, APPROVAL_ORDER, waiting=True) for parts in to_approve]
    asked, _ = await waiting_questions(context, at_most=MOST_WAITING)
    items += [HomeItem(parts, QUESTION_ORDER, waiting=True) for parts in asked]
    reported = await waiting_reports(context, at_most=MOST_WAITING)
    items += [HomeItem(parts, REPORT_ORDER, waiting=True) for parts in reported]
    if items:
        items.append(HomeItem((Actions((Button(t("Catch me up"), CATCH_UP),)),), CATCH_UP_ORDER))
    if may_write(context.actor, t) is None and (own := await _own(context, at_most=MOST_OWN)):
        parts: list[Part] = [Headline(t("Your updates"), size=2)]
        for one in own:
            parts += own_item(one, t, context.zone, GO_ON)
        parts.append(Actions((calendar_button(t),)))
        items.append(HomeItem(tuple(parts), OWN_ORDER))
    return items


async def mine(context: Context, inbound: Command) -> Answer:
    """`/update mine`: drafts to go on with, and what became of what was published. More words are a title."""
    if inbound.text:
        return await write(context, replace(inbound, text=f"Mine {inbound.text}"))
    t = context.t
    another = Button(t("Write an update"), WRITE, tone=Tone.PRIMARY, opens_form=True)
    own = await _own(context, at_most=MOST_LISTED)
    also = (round_up_button(t),) if await offers_any(context) else ()
    return Answer(message=messages.own(own, t, context.zone, GO_ON, (another, *also, shelf_button(t))))


async def _round_ups(
    context: Context, plans: Sequence[tuple[Update, UpdatePlan]], together: Mapping[int, PlannedRoundUp]
) -> list[OwnUpdate]:
    """The author's planned round-ups, each as one."""
    t = context.t
    titles: dict[PlannedRoundUp, list[str]] = {}
    for known, _ in plans:
        if known.id in together:
            titles.setdefault(together[known.id], []).append(await store.title_of(context.session, known, t.locale))
    return [
        OwnUpdate(
            row.public_id, named(len(some), t), "planned", row.at, t.names(some), buttons=plan_buttons(row.public_id, t)
        )
        for row, some in titles.items()
    ]


async def _own(context: Context, *, at_most: int) -> Sequence[OwnUpdate]:
    session, actor, t = context.session, context.actor, context.t
    found = list(await own_drafts(context, at_most=at_most))
    own_plans = await planning.own_plans(session, actor.person_id, at_most=at_most * MOST)
    together = await planned_round_ups.round_ups_of(session, [known.id for known, _ in own_plans])
    found += await _round_ups(context, own_plans, together)
    for known, row in own_plans:
        if known.id in together:
            continue
        words = await store.text_of(session, known, t.locale)
        line = "" if row.way is PlanWay.MOMENT else t("from then on, each team at its own time")
        found.append(OwnUpdate(known.public_id, words.title, "planned", row.next_at or known.saved_at, line))
    for known in await store.written_by(session, actor.person_id, at_most=at_most):
        words = await store.text_of(session, known, t.locale)
        viewpoint = (await wall_of(session, known)).viewpoint({actor.side_id})
        spread = await spread_of(session, known, {})
        changed = spread_line(spread.of(seen_lines(spread.receipt, viewpoint).lines), t) if spread else ""
        if known.state is UpdateState.WITHDRAWN:
            at, again = known.withdrawn_at or known.saved_at, (again_button(known.public_id, t),)
            why = known.withdrawn_because
            found.append(OwnUpdate(known.public_id, words.title, "withdrawn", at, why, changed, again))
            continue
        seen = seen_lines((await cards_receipt(session, known))[0], viewpoint)
        at = known.published_at or known.saved_at
        reusing = (again_button(known.public_id, t), save_template_button(known.public_id, t))
        found.append(OwnUpdate(known.public_id, words.title, "published", at, status_line(seen, t), changed, reusing))
    return found[:at_most]
