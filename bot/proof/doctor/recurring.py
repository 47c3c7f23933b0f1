"""What recurs: whether it can be laid out."""

from collections.abc import Sequence

from bot.due.opening import troubled
from bot.ports import Finding, Verdict
from bot.storage.sessions import Database


async def examine_rhythms(database: Database) -> Sequence[Finding]:
    """One finding for each rhythm that stands still, or that there is none."""
    async with database.read() as session:
        found = await troubled(session)
        if not found:
            return [Finding("Rhythms", Verdict.OK, "Everything that recurs knows its next date.")]
        return [
            Finding(
                f"Rhythm {rhythm.kind} {rhythm.subject_id or ''}".strip(),
                Verdict.FAILED,
                f"It stands still since its next date could not be worked out: {rhythm.trouble.rstrip('.')}.",
                "Look at it with /instep rhythms and change its time or zone. It is tried again every 5 minutes.",
            )
            for rhythm in found
        ]
