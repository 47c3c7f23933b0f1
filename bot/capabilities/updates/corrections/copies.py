"""The copies of an update that must follow its correction or withdrawal, and the receipt that shows how they do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.capabilities.updates import store
from bot.capabilities.updates.composing import card_subject, receipt_for, receipt_subject
from bot.capabilities.updates.corrections.spread import Paces, seconds_for_edits
from bot.capabilities.updates.roundups import following as round_ups
from bot.capabilities.updates.store import Update, Way
from bot.capability import Acting, JobContext, Work
from bot.clock import Clocks
from bot.delivery.outbox import CARD, Outbox
from bot.delivery.pace import Priority
from bot.delivery.receipts import changes
from bot.delivery.tables import Copy, TargetKind
from bot.due.work import put_down
from bot.storage.sessions import Session

PROGRESS_JOB = "updates.progress"

SHOWN_EVERY = timedelta(minutes=1)
"""How often the author's receipt shows how far a change has come: one of the fifty edits that Slack takes a minute.

Redrawn counts take what pace is left over, which is none while a change is under way.
"""

SHOWN_AT_LEAST_EVERY = timedelta(hours=1)
"""How often it is looked at where nothing moves, such as while an installation is halted: each look that finds nothing
new comes after twice the time. What moves then is shown by redrawn counts, which have all the pace that is left."""

TOO_LATE = timedelta(hours=1)
"""After that a change has come to its end, and the receipt shows it anyway."""


@dataclass(frozen=True)
class Copies:
    """All copies of an update that follow it, and how each goes out."""

    all: Sequence[Copy]
    ways: Mapping[int, Way]

    @property
    def channels(self) -> int:
        return len(self.in_channels)

    @property
    def in_channels(self) -> list[Copy]:
        """The cards that are in their channels, or about to be."""
        cards = [copy for copy in self.all if copy.slot == CARD and copy.target_kind is TargetKind.CHANNEL]
        return [copy for copy in cards if self.ways[copy.id].arrives]

    def of(self, some: Sequence[Copy]) -> "Copies":
        """The same for some of them."""
        return Copies(some, self.ways)

    def seconds(self, paces: Paces) -> float:
        """How long changing them all takes, from when nothing else is under way."""
        ways = [way for copy in self.all if (way := self.ways[copy.id]).arrives]
        return seconds_for_edits(((way.lane_id, way.platform) for way in ways), paces)


async def copies_of(session: Session, outbox: Outbox, known: Update) -> Copies:
    """The copies that shall follow: none that was taken back."""
    standing = [copy for copy in await outbox.copies(card_subject(known)) if not copy.withdrawn]
    return Copies(standing, dict(await store.ways_of(session, known)))


async def follow(acting: Acting, known: Update, paces: Paces) -> None:
    """Has the author's receipt show the change at once, and then how far it has come."""
    await _show(acting.session, acting.outbox, known, acting.clocks, paces)
    await round_ups.follow(acting, known)
    await acting.outbox.mark_stale(card_subject(known))
    await acting.outbox.mark_stale(receipt_subject(known))
    await put_down(acting.session, PROGRESS_JOB, known.id, acting.now + SHOWN_EVERY, slot=_slot(known, 1))


def _slot(known: Update, number: int) -> str:
    return f"{known.state}.{known.version}.{number}"


async def _show(session: Session, outbox: Outbox, known: Update, clocks: Clocks, paces: Paces) -> None:
    now = clocks.calendar.now()
    shown = [
        (copy, await receipt_for(session, known, copy, now, paces))
        for copy in await outbox.copies(receipt_subject(known))
    ]
    await outbox.edit_all(shown, priority=Priority.ANSWER)


@dataclass(frozen=True)
class Progress:
    """The job that shows on the author's receipt how far a change has come, until it has come to its end."""

    paces: Paces

    async def show(self, job: JobContext, work: Work) -> None:
        async with job.write() as session:
            # Locked before the work is closed, as whoever changes it puts the same work down.
            known = await session.get(Update, work.owner_id, with_for_update=True)
            if not await job.done(session):
                return
            if known is None or not await store.is_kept(session, known):
                return
            number = int(work.slot.rpartition(".")[2])
            left = (await changes(session, card_subject(known))).pending
            if work.slot != _slot(known, number) or not left:
                return
            await _show(session, job.outbox(session), known, job.clocks, self.paces)
            wait = _next_look(work, left)
            later, data = job.clocks.calendar.now() + wait, {"left": left, "seconds": wait.total_seconds()}
            await put_down(session, PROGRESS_JOB, known.id, later, slot=_slot(known, number + 1), data=data)


def _next_look(work: Work, left: int) -> timedelta:
    """After what time to look again, with so many copies left; `work` says how many were left at the last look."""
    if left != work.data.get("left"):
        return SHOWN_EVERY
    return min(2 * timedelta(seconds=work.data["seconds"]), SHOWN_AT_LEAST_EVERY)
