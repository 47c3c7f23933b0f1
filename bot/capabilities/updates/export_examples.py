"""What is said of exported receipts, with invented data."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.capabilities.updates.export_messages import File, Line, listed, no_address, offered
from bot.capability import Example
from bot.chat.texts import Texts
from bot.people.personal_links import LIVES

MONDAY = datetime(2026, 11, 23, 16, 20, tzinfo=UTC)
ZONE = "Asia/Manila"
TITLE = "Refunds over €50 no longer need a supervisor"
LONG_NAME = "Maximiliane-Theodora Featherstonehaugh-Oyelaran de la Cruz y Villanueva"
URL = f"https://instep.example/download/{'gAAAAABq' * 40}"


def examples(t: Texts) -> Sequence[Example]:
    """All of them."""
    files = [File("csv", False, URL), File("json", False, URL), File("csv", True, URL)]
    lines = [
        Line(MONDAY, TITLE, "Harborline", "Nora Marlowe", names=False),
        Line(MONDAY, "استرداد · 返金 <!channel> </at>", "Harborline", LONG_NAME, names=True),
        Line(MONDAY, "", "Harborline", "", names=True),
    ]
    return [
        Example("export, links", offered(TITLE, files[:2], LIVES, t)),
        Example(
            "export, with names", offered("استرداد · 返金 <!channel> </at>", files, LIVES, t), "to leads and auditors"
        ),
        Example("export, no address", no_address("aGFyYm9ybGluZS0wMDAwMA", t)),
        Example("exports, none", listed([], t, ZONE), "to admins of the side"),
        Example("exports, some", listed(lines * 5, t, ZONE), "to admins of the side"),
    ]
