"""Several check-ins as a file: a list in YAML; what is wrong is said with its line and field."""

from collections.abc import Sequence

from bot.capabilities.checkins.setting_up.asked import NewCheckin
from bot.filed import Filed, FileOf

FiledCheckin = Filed[NewCheckin]

_FILE = FileOf(
    NewCheckin,
    "check-in",
    "checkins",
    named=lambda asked: asked.name,
    lists=("teams", "questions"),
    numbers=("open_minutes", "threshold"),
    switches=("reminds",),
    leading=("template", "mode"),
)


def read_checkins(data: bytes) -> Sequence[FiledCheckin]:
    """The check-ins of a file, under `checkins:` or as a list alone; raises Refused where it is none."""
    return _FILE.read(data)
