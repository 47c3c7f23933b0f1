"""`instep demo --terminal`: the story of one update, on stand-ins of both platforms and without any account."""

import asyncio
import json
import time
from pathlib import Path

from rich.console import Console

from bot.proof.evidence import Evidence
from bot.proof.marlowe import marlowe_and_finch
from bot.proof.processes import until_stopped
from bot.proof.screen import Lines, Terminal
from bot.proof.stage import Stage
from bot.proof.steps import Audience, Record
from bot.proof.story import Story


def run_demo(*, headless: bool, json_file: Path | None) -> bool:
    """Tell the story and write what came of it; whether every step really happened."""
    record, evidence = asyncio.run(until_stopped(_demo(headless=headless)))
    if json_file:
        json_file.write_text(_as_json(record, evidence))
    return record.ok


async def _demo(*, headless: bool) -> tuple[Record, Evidence]:
    console = Console(highlight=False, soft_wrap=headless)
    terminal = Terminal(console)
    audience: Audience = Lines(console) if headless else terminal
    if not headless:
        terminal.opens("Instep", "One product update, three companies, two chat platforms. Nothing here is real.")
    began = time.monotonic()
    try:
        async with Stage(marlowe_and_finch(), moves_time=True) as stage:
            story = Story(stage)
            record = await story.tell(audience)
    finally:
        terminal.breaks_off()
    if not headless:
        terminal.closes(_ending(record, time.monotonic() - began), ok=record.ok)
    return record, story.evidence


def _ending(record: Record, seconds: float) -> str:
    if not record.ok:
        failed = next(step for step in record.steps if not step.ok)
        return f"The demo ended at “{failed.name}” after {seconds:.0f} s."
    return (
        f"All {len(record.steps)} steps happened, over HTTP, in {seconds:.0f} s. "
        "Next: “Install it for real” in README.md."
    )


def _as_json(record: Record, evidence: Evidence) -> str:
    steps = [{"name": step.name, "ok": step.ok, "detail": step.detail} for step in record.steps]
    return json.dumps({"steps": steps, **evidence.as_json()}, ensure_ascii=False, indent=2) + "\n"
