"""Tells the organiser of a run to whom it does not come, and why, as soon as that is known and has changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.capabilities.checkins.kinds import RunState
from bot.capabilities.checkins.running import messages
from bot.capabilities.checkins.running.reaching import Hindrance
from bot.capabilities.checkins.store import runs
from bot.capabilities.checkins.store.checkins import rhythm_of
from bot.capabilities.checkins.store.tables import Checkin, Run
from bot.capabilities.checkins.subjects import REACH, run_subject
from bot.capability import Work
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox
from bot.mail import Letter, Mail
from bot.people.access import EVERYTHING, Scope
from bot.people.audience import Reader, resolve_teams
from bot.people.model import Audience
from bot.storage.sessions import Session

TELL_REACH = "checkins.tell_reach"
"""The work of telling the organiser when their day begins."""

TOO_LATE = timedelta(days=7)

MENDABLE = (Hindrance.NO_CHAT, Hindrance.NO_CHANNEL, Hindrance.UNCONFIRMED)
"""What somebody can do something about."""


async def tell_of_reach(session: Session, outbox: Outbox, run: Run, now: datetime) -> None:
    """Tells whoever looks after the check-in, if it is not held, or where others are left out than the time before."""
    before = await runs.latest_before(session, run)
    if run.state is not RunState.NOT_HELD and _mendable(run) == (_mendable(before) if before else ()):
        return
    checkin = await session.get_one(Checkin, run.checkin_id)
    rhythm = await rhythm_of(session, checkin)
    organiser = (rhythm.owner_id if rhythm else None) or checkin.author_id
    if organiser is not None:
        await TO_ORGANISER.bring(session, outbox, run, [organiser], now)


async def _load(session: Session, work: Work, now: datetime) -> Run | None:
    run = await runs.run_locked(session, work.owner_id)
    return run if run is not None and run.state is not RunState.WITHDRAWN else None


async def _letters(
    session: Session, outbox: Outbox, run: Run, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    checkin = await session.get_one(Checkin, run.checkin_id)
    shared = await session.get(Audience, checkin.audience_id) if checkin.audience_id is not None else None
    resolved = await resolve_teams(session, {team for team, _, _ in _mendable(run)}, shared)
    teams = {one.team_id: one for one in resolved.teams}
    found = []
    for reader in readers:
        held = run.state is not RunState.NOT_HELD
        # A partner's people may ask others too, such as whoever acknowledged their update, but not count them.
        scope = EVERYTHING if reader.side_id == resolved.internal else Scope(frozenset({reader.side_id}))
        mendable = [(teams.get(team), why, people) for team, why, people in _mendable(run)]
        theirs = [one for one in mendable if scope == EVERYTHING or (one[0] and scope.covers(one[0].side_id))]
        if held and mendable and not theirs:
            continue
        left_out = tuple(
            messages.LeftOut(team.name, why, people, own=team.lead_id == reader.person_id)
            if team
            else messages.LeftOut("", why, people)
            for team, why, people in theirs
        )
        asked = await runs.people_asked(session, scope, run.id)
        facts = messages.ReachFacts(checkin.name, run.at, asked, left_out, held, run.why, run.threshold)
        found.append(Letter(reader, messages.reach(facts, Texts(reader.locale), reader.zone), REACH))
    return found


def _mendable(run: Run) -> tuple[tuple[int, Hindrance, int], ...]:
    found = [(one["team"], Hindrance(one["why"]), one["people"]) for one in run.left_out]
    return tuple(one for one in found if one[1] in MENDABLE)


TO_ORGANISER = Mail(TELL_REACH, run_subject, _load, _letters)
