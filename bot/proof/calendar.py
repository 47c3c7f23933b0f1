"""A calendar that can be moved ahead while bots run: for demo and playground; `instep run` knows the machine's alone.

`python -m bot.proof.calendar FILE` runs a bot as `instep run` does, by the calendar that FILE keeps. It speaks to
stand-ins on this machine only. Signatures, tokens, leases and pace stay on the machine's own time.
"""

import asyncio
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import MachineClock, SystemClock
from bot.memory import loading
from bot.proof.harmless import refuse_real_platforms
from bot.settings import load_settings

TICK_SECONDS = 0.2
"""How often due work is looked for: whoever has moved the calendar waits for it."""

STANDINS_ONLY = "Time can be moved for stand-ins on this machine only"


class MovableCalendar:
    """Runs ahead of the machine by what a file says: every process that was given the file follows it at once."""

    def __init__(self, kept: Path, machine: MachineClock) -> None:
        self._kept = kept
        self._machine = machine

    @property
    def ahead(self) -> timedelta:
        """How far ahead it runs; not at all before it was first moved."""
        return timedelta(microseconds=int(self._kept.read_text())) if self._kept.exists() else timedelta()

    def now(self) -> datetime:
        return self._machine.now() + self.ahead

    def move_to(self, instant: datetime) -> None:
        """Makes it that instant everywhere; raises ValueError if that would turn the calendar back."""
        ahead = instant - self._machine.now()
        if ahead < self.ahead:
            raise ValueError("the calendar never goes back")
        # Replaced whole: nobody reads half a number.
        beside = self._kept.with_suffix(".next")
        beside.write_text(str(ahead // timedelta(microseconds=1)))
        beside.replace(self._kept)


def program(kept: Path) -> Sequence[str]:
    """What Python is to run for a bot by this calendar."""
    return ("-m", "bot.proof.calendar", str(kept))


def main() -> None:
    """Run the bot until it is told to stop; raises SettingsError if it could reach more than this machine."""
    # Whoever only moves a calendar need not wait until a whole bot is loaded.
    with loading():
        from bot.assemble import serve

    settings = load_settings()
    settings.check_start()
    refuse_real_platforms(settings, STANDINS_ONLY)
    asyncio.run(serve(settings, calendar=MovableCalendar(Path(sys.argv[1]), SystemClock()), tick=TICK_SECONDS))


if __name__ == "__main__":
    main()
