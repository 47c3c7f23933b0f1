"""Several syncs as a file: a list in YAML; what is wrong is said with its line and field."""

from collections.abc import Sequence

from bot.capabilities.syncs.setting_up.asked import NewSync
from bot.filed import Filed, FileOf

FiledSync = Filed[NewSync]

_FILE = FileOf(
    NewSync,
    "sync",
    "syncs",
    named=lambda asked: asked.name,
    lists=("teams", "facilitators", "sections"),
    numbers=("minutes", "agents", "collect_before", "remind_before", "agenda_before"),
    switches=("any_counts",),
    leading=("template", "held"),
)


def read_syncs(data: bytes) -> Sequence[FiledSync]:
    """The syncs of a file, under `syncs:` or as a list alone; raises Refused where it is none."""
    return _FILE.read(data)
