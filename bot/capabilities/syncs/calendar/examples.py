"""What is said of calendars, with invented data, for the gallery and the contract tests."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from bot.capabilities.syncs.calendar import messages
from bot.capabilities.syncs.calendar.messages import SHOWN, Offered, Subscription
from bot.capability import Example
from bot.chat.texts import Texts

TUESDAY = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
ZONE = "Asia/Manila"
LIVES = timedelta(minutes=10)
WEEKLY = Offered("5f2a", "Weekly sync", "https://instep.example/download/abc")
ONE = Subscription("a1", "Weekly sync", TUESDAY, None)
ALL = Subscription("b2", "", TUESDAY - timedelta(days=40), TUESDAY)
UNGUESSABLE = "Wm9vbS1pbi1vbi1ub3RoaW5nLWF0LWFsbC1oZXJlLTE"


def examples(t: Texts) -> Sequence[Example]:
    """All of them."""
    return list(_examples(t))


def _examples(t: Texts) -> Iterator[Example]:
    yield Example("sync-calendar", messages.of_one(WEEKLY, (), LIVES, t, ZONE), "Of one sync.")
    yield Example(
        "sync-calendar-kept", messages.of_one(WEEKLY, (ONE, ALL), LIVES, t, ZONE), "With addresses that work."
    )
    many = [Offered(f"{number}", f"Cross-team review with a long name, the {number}th", "x") for number in range(200)]
    yield Example("sync-calendar-many", messages.of_all(many, [ALL] * SHOWN, t, ZONE), "As long as it can be.")
    base = "https://instep.example/calendar"
    shown = messages.subscribed(ONE, f"{base}/{UNGUESSABLE}.ics", f"{base}/{UNGUESSABLE}", t)
    yield Example("sync-calendar-subscribed", shown, "Shown once.")
    yield Example("sync-calendar-too-many", messages.too_many([ONE, ALL], t, ZONE))
    yield Example("sync-calendar-revoked", messages.revoked([ALL], t, ZONE))
    yield Example("sync-calendar-revoked-before", messages.revoked([], t, ZONE, before=True))
    yield Example("sync-calendar-no-syncs", messages.no_syncs(t))
    yield Example("sync-calendar-not-found", messages.not_found("Daily huddle", t))
    yield Example("sync-calendar-gone", messages.gone(t))
    yield Example("sync-calendar-no-address", messages.no_address(t))
