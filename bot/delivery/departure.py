"""One call's way from its slot to the wire: its requests leave at the pace, whatever held them up on the way."""

from dataclasses import dataclass

from bot.delivery.pace import LanePace, Work


@dataclass
class Departure:
    """A claimed call that is to leave at an instant of the monotonic clock.

    `gone`: its first request has left. `held`: its next one waits for its turn, and nothing that anybody sees has left.
    """

    work: Work
    at: float
    gone: bool = False
    held: bool = False

    def later(self, pace: LanePace, seconds: float) -> None:
        """Correct in the pace that it is to leave so much later."""
        self._corrected(pace, self.at + seconds, left=False)

    def waits(self, pace: LanePace, now: float) -> float:
        """Seconds until its next request may leave; any but the first is counted here."""
        if self.gone:
            return pace.another(self.work.method, self.work.priority, now)
        self.gone = True
        wait = pace.leaves_after(self.work.method, self.work.priority, now)
        self._corrected(pace, now + wait, left=True)
        return wait

    def answered(self, pace: LanePace, now: float) -> None:
        """Correct in the pace when the platform may have counted it."""
        pace.answered(self.work.method, self.at, now)

    def _corrected(self, pace: LanePace, at: float, *, left: bool) -> None:
        pace.departed(self.work.method, self.work.channel, self.at, at, left=left)
        self.at = at
