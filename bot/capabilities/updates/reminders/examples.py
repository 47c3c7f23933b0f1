"""Reminders with invented data, for the gallery and the contract tests."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from bot.capabilities.updates.messages import Facts
from bot.capabilities.updates.reminders import messages
from bot.capabilities.updates.reminders.messages import Reached, TeamMissing
from bot.capability import Example
from bot.chat.texts import Texts

WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
THEN = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
ZONE = "Asia/Manila"
LONG_NAME = "Maximiliane-Theodora Featherstonehaugh-Oyelaran de la Cruz y Villanueva"


def examples(facts: Facts, every_script: Facts, t: Texts) -> Iterator[Example]:
    """All of them, about a usual update and one in every script."""
    urgent = replace(every_script, urgent=True)
    yield Example("reminder", messages.reminder(facts, THEN, t, ZONE))
    yield Example("reminder, urgent, no deadline", messages.reminder(urgent, None, t, ZONE))
    yield Example("reminder, noted", messages.reminder_noted(facts, WEDNESDAY, THEN, t, ZONE))
    yield Example("reminder, withdrawn", messages.reminder_withdrawn(t))
    yield Example("reminder in a channel, one", messages.channel_reminder(facts, 1, t), "a reply under the card")
    yield Example("reminder in a channel, some", messages.channel_reminder(facts, 3, t), "a reply under the card")
    yield Example("reminder in a channel of two partners", messages.channel_reminder(facts, None, t))
    names = ("Bo Achterberg", LONG_NAME, "中村 さくら", "محمد")
    for name, of in {
        "one": TeamMissing("Night shift", names[:1]),
        "some, and the lead": TeamMissing("Night shift", names, not_on_shift=1, in_time=2, lead_too=True),
        "200": TeamMissing("返金", names * 50, not_on_shift=12, in_time=1),
        "the lead alone": TeamMissing("Night shift", (), lead_too=True),
    }.items():
        yield Example(f"missing, {name}", messages.missing(every_script, of, t), "to the team's own lead")
    for name, reached, off_shift in (
        ("one", Reached(direct=1), 0),
        ("some", Reached(direct=6, spared=2, in_channels=3, channels=1, nowhere=1), 12),
        ("nobody", Reached(), 200),
    ):
        yield Example(f"reminded by hand, {name}", messages.reached(reached, off_shift, t))
    yield Example("reminded by hand, too soon", messages.too_soon(WEDNESDAY, THEN, t, ZONE))
    yield Example("reminded by hand, nobody left", messages.nobody_left(t))
