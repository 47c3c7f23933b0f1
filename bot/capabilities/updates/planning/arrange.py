"""Planning an update: from then on it goes out by itself, and its author has a message with which to change that."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta

from bot.capabilities.updates import store
from bot.capabilities.updates.planning import letters
from bot.capabilities.updates.planning.messages import planned_letter
from bot.capabilities.updates.planning.rules import Intent, Timetable, timetable
from bot.capabilities.updates.planning.words import Plan, at_your_time
from bot.capabilities.updates.settings import usual_hour
from bot.capabilities.updates.store import Update, UpdateState
from bot.capabilities.updates.store.planning import PlanWay, UpdatePlan
from bot.capability import Acting
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.due.work import put_down, take_back
from bot.people import audit
from bot.people.audience import Resolved
from bot.storage.sessions import Session

GO_OUT = "updates.go_out"
"""The work of letting an update go out when its time comes."""

LOOK_AGAIN = timedelta(days=1)
"""Working hours change: a plan is looked at no later than this after the last time."""


def intent_of(plan: UpdatePlan) -> Intent:
    return Intent(plan.way, plan.at, plan.day, plan.zone, plan.clocks)


async def plan_with(session: Session, intent: Intent, resolved: Resolved) -> Plan:
    """A plan with the timetable that its audience gives it now; it needs at least one channel."""
    return Plan(intent, timetable(intent, resolved, time(await usual_hour(session))))


def mistakes(known: Update, plan: Plan, now: datetime, t: Texts, zone: str) -> Mapping[str, str]:
    """Why an update cannot be planned so, by the field of the page at which it can be mended."""
    table, way = plan.table, plan.intent.way
    if known.urgent and way is not PlanWay.MOMENT:
        return {"way": t("An urgent update goes to everybody at once. Choose “At a time”.")}
    if table.first <= now:
        over = sum(at <= now for at in table.teams.values())
        if way is not PlanWay.MORNINGS or not over:
            return {"when": t("This is over. Write a time that is still to come.")}
        text = t.n(
            "The morning of that day is over for {n} team. Choose a later day.",
            "The morning of that day is over for {n} teams. Choose a later day.",
            over,
        )
        return {"when": text}
    if known.acknowledge_by is not None and known.acknowledge_by <= (last := max(table.channels.values())):
        text = t(
            "Got it is wanted by {wanted}, before it has gone out everywhere ({last}). "
            "Choose an earlier time, or change by when it is wanted.",
            wanted=at_your_time(known.acknowledge_by, t, zone),
            last=at_your_time(last, t, zone),
        )
        return {"when": text}
    return {}


async def plan_it(context: Acting, known: Update, row: UpdatePlan, plan: Plan, resolved: Resolved) -> None:
    """Has it go out when its time comes, in place of what was planned before; `mistakes` were asked first."""
    session, outbox = context.session, context.outbox
    moved = known.state is UpdateState.PLANNED
    known.state = UpdateState.PLANNED
    known.revision += 1
    row.revision = known.revision
    await take_back(session, GO_OUT, known.id, reason="moved")
    await keep_next(session, known, row, resolved, plan.table, context.now, (), 0)
    title = await store.title_of(session, known, known.locale)

    def letter(t: Texts, zone: str) -> Message:
        return planned_letter(known.public_id, title, plan, t, zone)

    if moved:
        await letters.change(session, outbox, letters.letters_of(known), row.letter, letter)
    else:
        row.letter = f"{known.public_id}.{known.revision}"
        author, by = known.author_id, context.actor.identity
        own = by if context.actor.person_id == author else None
        await letters.tell(session, outbox, letters.letters_of(known), author, row.letter, letter, by=own)
    await audit.record(
        session,
        context.actor,
        "move_plan" if moved else "plan_update",
        "update",
        known.public_id,
        at=context.now,
        way=row.way,
        first=plan.table.first.isoformat(),
        channels=len(plan.table.channels),
    )


async def keep_next(
    session: Session,
    known: Update,
    row: UpdatePlan,
    resolved: Resolved,
    table: Timetable,
    now: datetime,
    out: Collection[int],
    step: int,
) -> None:
    """Keeps what is still to come after the channels that are `out`, and when; has it looked at then.

    The inside ids of deleted drafts come again, their public ones do not: so the work of one is never that of another.
    """
    left = [one for one in resolved.channels if one.channel_id not in out]
    row.left = dict(Counter(str(one.side_id or 0) for one in left))
    row.next_at = table.following(now, out)
    if row.next_at is not None:
        at = min(row.next_at, now + LOOK_AGAIN)
        await put_down(session, GO_OUT, known.id, at, slot=f"{known.public_id}.{row.revision}.{step + 1}")


async def back_to_draft(session: Session, known: Update, now: datetime) -> None:
    """Nothing goes out by itself any more."""
    known.state = UpdateState.DRAFT
    known.revision += 1
    known.saved_at = now
    await take_back(session, GO_OUT, known.id, reason="cancelled")
    await store.drop_plan(session, known)
