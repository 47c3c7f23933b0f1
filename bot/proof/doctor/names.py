"""Names that nobody knows: settings that are not there, and commands that are renamed though there are none."""

import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from bot.assemble import all_offers
from bot.ports import Finding, Verdict
from bot.settings import Settings

OURS = ("INSTEP_", "SLACK_", "TEAMS_")
"""What our settings begin with in `.env`."""

_ASSIGNED = re.compile(r"^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*=", re.MULTILINE)


def examine_names(
    settings: Settings, environment: Mapping[str, str] = os.environ, env_file: Path = Path(".env")
) -> Iterator[Finding]:
    """A warning for each setting in the environment or in the file that is none, and for each command that is none."""
    known = [name.upper() for name in Settings.model_fields]
    # Other programs may have SLACK_ and TEAMS_ names of their own in the environment.
    named = {name.upper(): "the environment" for name in environment if name.upper().startswith("INSTEP_")}
    if env_file.is_file():
        text = env_file.read_text(encoding="utf-8", errors="replace")
        named |= {name.upper(): str(env_file) for name in _ASSIGNED.findall(text) if name.upper().startswith(OURS)}
    for name in sorted(named.keys() - set(known)):
        close = get_close_matches(name, known, n=1)
        yield Finding(
            "Settings",
            Verdict.WARNING,
            f"{name} in {named[name]} is no setting of Instep.",
            f"Did you mean {close[0]}?" if close else "Remove it; .env.example has all settings.",
        )
    commands = {"instep", *(words.split()[0] for words in all_offers().commands)}
    for own in sorted(settings.command_names.keys() - commands):
        yield Finding(
            "Settings",
            Verdict.WARNING,
            f"INSTEP_COMMAND_NAMES renames “{own}”, and there is no such command.",
            "Write the command's own name in front of the =, as in update=team-update.",
        )
