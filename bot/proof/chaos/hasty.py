"""`python -m bot.proof.chaos.hasty FILE`: a bot by the calendar that FILE keeps, quick to take over from the dead.

It is the bot that operators run but for the lease, the grace and the timeout of its sender, as all bots under chaos.
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.assemble import serve
from bot.clock import SystemClock
from bot.delivery.sender import SenderOptions
from bot.proof.calendar import STANDINS_ONLY, MovableCalendar
from bot.proof.chaos.arena import GRACE, LEASE, TIMEOUT
from bot.proof.harmless import refuse_real_platforms
from bot.settings import load_settings


def program(kept: Path) -> Sequence[str]:
    """What Python is to run for such a bot."""
    return ("-m", "bot.proof.chaos.hasty", str(kept))


def main() -> None:
    """Run the bot until it is told to stop; raises SettingsError if it could reach more than this machine."""
    settings = load_settings()
    settings.check_start()
    refuse_real_platforms(settings, STANDINS_ONLY)
    options = SenderOptions(lease=LEASE, grace=GRACE, timeout=TIMEOUT)
    asyncio.run(serve(settings, options=options, calendar=MovableCalendar(Path(sys.argv[1]), SystemClock())))


if __name__ == "__main__":
    main()
