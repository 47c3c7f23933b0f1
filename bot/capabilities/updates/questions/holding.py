"""Who has a question, from when on, and by when it is to be answered."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.capabilities.updates.settings import answer_within
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.store import answerers as people
from bot.capabilities.updates.store import questions as store
from bot.capabilities.updates.store.answerers import Answerer
from bot.capabilities.updates.store.question_tables import Desk, Question
from bot.storage.sessions import Session
from schedules.calendar import WorkingHours, current_shift, next_shift, shifts


@dataclass(frozen=True)
class Turn:
    """Whose turn it is to answer; nobody's where nobody can be messaged, and then it is tried again at `due_at`."""

    desk: Desk
    holder: Answerer | None
    begins_at: datetime
    due_at: datetime


def due_after(hours: WorkingHours | None, begins: datetime, working: timedelta) -> datetime:
    """When so much of somebody's working time has passed since `begins`; plain time where nobody knows their hours."""
    left = working
    for shift in shifts(hours, begins) if hours else ():
        start = max(shift.start, begins)
        if shift.end - start >= left:
            return start + left
        left -= shift.end - start
    return begins + working


def begins(hours: WorkingHours | None, now: datetime) -> datetime:
    """When somebody can turn to a question: now if they are at work or nobody knows, else when their shift begins."""
    if hours is None or current_shift(hours, now):
        return now
    shift = next_shift(hours, now)
    return shift.start if shift else now


def turn_of(desk: Desk, holder: Answerer | None, now: datetime, working: timedelta) -> Turn:
    """Somebody's turn, in their own hours."""
    hours = holder.hours if holder else None
    start = begins(hours, now)
    return Turn(desk, holder, start, due_after(hours, start, working))


async def first_turn(
    session: Session, known: Update, now: datetime, *, without: Collection[int], helpers: bool = True
) -> Turn:
    """Whose turn it is at first, `without` the asker.

    A helper at work, the one with the fewest questions; else the owner in their hours, else the author, else a manager.
    """
    working = await answer_within(session)
    if helpers:
        named = await people.answerers(session, await store.answerers_named(session, known), now)
        at_work = [one for one in _able(named.values(), without) if one.hours and current_shift(one.hours, now)]
        if at_work:
            held = await store.count_held_by(session, [one.person_id for one in at_work], now)
            chosen = min(at_work, key=lambda one: (held.get(one.person_id, 0), one.person_id))
            return turn_of(Desk.HELPER, chosen, now, working)
    line = [(Desk.OWNER, [known.owner_id]), (Desk.AUTHOR, [known.author_id])]
    return await _first_able(session, known, line, now, without, working) or turn_of(Desk.NOBODY, None, now, working)


async def next_turn(session: Session, known: Update, question: Question, now: datetime) -> Turn | None:
    """Whose turn it is when time is up: the lead of the owner's team, else the others in their order; None for nobody.

    Once only: what a lead does not answer stays with the lead.
    """
    without = {one for one in (question.asker_id, question.holder_id) if one is not None}
    working = await answer_within(session)
    line = [
        (Desk.LEAD, await people.leads_of(session, known.owner_id)),
        (Desk.OWNER, [known.owner_id]),
        (Desk.AUTHOR, [known.author_id]),
    ]
    return await _first_able(session, known, line, now, without, working)


async def _first_able(
    session: Session,
    known: Update,
    line: Sequence[tuple[Desk, Sequence[int]]],
    now: datetime,
    without: Collection[int],
    working: timedelta,
) -> Turn | None:
    owners = await people.answerers(session, [known.owner_id], now)
    managers = await people.managers_for(session, owners[known.owner_id].side_id)
    whole = [*line, (Desk.MANAGER, managers)]
    found = await people.answerers(session, [one for _, ids in whole for one in ids], now)
    for desk, ids in whole:
        if able := list(_able((found[one] for one in ids if one in found), without)):
            return min((turn_of(desk, one, now, working) for one in able), key=lambda turn: turn.begins_at)
    return None


def _able(among: Iterable[Answerer], without: Collection[int]) -> Iterable[Answerer]:
    return (one for one in among if one.present and one.reach and one.person_id not in without)


async def holder_of(session: Session, question: Question, now: datetime) -> Answerer | None:
    """Whoever has a question, as they are now."""
    if question.holder_id is None:
        return None
    found: Mapping[int, Answerer] = await people.answerers(session, [question.holder_id], now)
    return found.get(question.holder_id)
