"""What a calendar shows of a sync: when it was of late, and when it will be, with all that was skipped or moved."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.capabilities.syncs import planning
from bot.capabilities.syncs.calendar.events import Entry
from bot.capabilities.syncs.kinds import EVENTS, SyncState
from bot.capabilities.syncs.second_time import second_time
from bot.capabilities.syncs.setting_up.words import before
from bot.capabilities.syncs.store.feeds import held
from bot.capabilities.syncs.store.syncs import rhythm_of
from bot.capabilities.syncs.store.tables import Sync
from bot.chat.texts import Texts
from bot.due.rhythms import Party, recurrence_of, upcoming
from bot.storage.sessions import Session

LOOKED_BACK = timedelta(days=30)
"""How long a meeting that is over stays in the calendar: the one that runs now is in it in any case."""

LOOKED_AHEAD = timedelta(days=366)
"""How far ahead what is skipped, moved or on a holiday is worked out; later ones stand where the rule has them."""

MOST = 500
"""Meetings ahead in one calendar: more than those of a year, if there is one each day."""


@dataclass(frozen=True)
class Reading:
    """For whom a calendar is written: the present by the calendar clock, in whose words, under which host."""

    now: datetime
    t: Texts
    host: str


async def entry_of(session: Session, sync: Sync, reading: Reading) -> Entry | None:
    """A sync as a calendar shows it; None for one that has no rhythm."""
    rhythm = await rhythm_of(session, sync)
    if rhythm is None:
        return None
    ended = rhythm.ended or sync.state is SyncState.ENDED
    last = (reading.now + LOOKED_AHEAD).date()
    found = await held(session, sync.id, reading.now - LOOKED_BACK, reading.now)
    if not ended:
        plan = await planning.plan(session, rhythm)
        ahead = await upcoming(session, rhythm, plan, reading.now, count=MOST, until=last)
        found |= {one.original_date: one.instant for one in ahead}
    again = {
        day: second
        for day, instant in found.items()
        if instant is not None and (second := second_time(instant, sync.again_at, rhythm.zone)) is not None
    }
    return Entry(
        uid=sync.public_id,
        host=reading.host,
        name=sync.name,
        description=_description(sync, reading.t),
        url=sync.meeting_url,
        minutes=sync.minutes,
        # What becomes of days off is in the occurrences: no calendar knows the teams' holidays.
        recurrence=recurrence_of(rhythm, Party(zone=rhythm.zone)),
        occurrences=found,
        last=last,
        sequence=sync.revision + rhythm.revision,
        changed_at=rhythm.since,
        ended=ended,
        again=again,
        again_name=reading.t("{name} (second time)", name=sync.name),
    )


def _description(sync: Sync, t: Texts) -> str:
    says = "The agenda comes to your team's channel {when}."
    if sync.template in EVENTS:
        says = "The invitation comes to your team's channel {when}."
    lines = [t(says, when=before(sync.agenda_before, t))]
    if sync.meeting_url:
        lines.append(t("Join: {url}", url=sync.meeting_url))
    return "\n".join(lines)
