"""What the organiser is told, with invented data, for the gallery and the contract tests."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.capabilities.checkins.protecting.grouping import Refusal
from bot.capabilities.checkins.running.messages import LeftOut, ReachFacts, reach
from bot.capabilities.checkins.running.preparing import NOBODY
from bot.capabilities.checkins.running.reaching import Hindrance
from bot.capabilities.checkins.store.tables import LONGEST_NAME
from bot.capability import Example
from bot.chat.texts import Texts

AT = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
ZONE = "Europe/London"
HOSTILE = ("مرحبا & <!channel> *thanks* _all_ `x` " * 3)[:LONGEST_NAME].strip()


def examples(t: Texts) -> Sequence[Example]:
    """All of them."""
    some = (
        LeftOut("Harbor", Hindrance.NO_CHAT, 1),
        LeftOut("Lumen", Hindrance.NO_CHANNEL, 4),
        LeftOut("", Hindrance.UNCONFIRMED, 2),
        LeftOut("Care", Hindrance.UNCONFIRMED, 1, own=True),
    )
    many = tuple(LeftOut(f"{HOSTILE} {number}", why, 200) for number in range(9) for why in Hindrance)
    few = ReachFacts("Weekly pulse", AT, 0, held=False, why=Refusal.TOO_FEW, threshold=5)
    close = ReachFacts("Weekly pulse", AT, 0, held=False, why=Refusal.TOO_CLOSE, threshold=5)
    nobody = ReachFacts("Weekly pulse", AT, 0, some, held=False, why=NOBODY)
    return (
        Example("checkin-reach", reach(ReachFacts("Weekly pulse", AT, 34, some), t, ZONE), "to the organiser"),
        Example("checkin-reach-of-all", reach(ReachFacts("Weekly pulse", AT, 34), t, ZONE), "where it was less before"),
        Example("checkin-reach-hostile", reach(ReachFacts(HOSTILE, AT, 1, many), t, ZONE)),
        Example("checkin-too-few", reach(few, t, ZONE), "an anonymous one of fewer people than its threshold"),
        Example("checkin-too-close", reach(close, t, ZONE), "an anonymous one after one person joined"),
        Example("checkin-for-nobody", reach(nobody, t, ZONE)),
    )
