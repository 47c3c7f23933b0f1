"""The lanes: whether what is to be sent is being sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.chat.texts import Texts
from bot.clock import MachineClock
from bot.delivery.causes import explain
from bot.delivery.condition import LaneCondition, lane_conditions
from bot.ports import Cause, Finding, Verdict
from bot.storage.sessions import Database, database_now

LATE = timedelta(minutes=2)
"""Waiting longer than this without a pause means that something is stuck."""


async def examine_lanes(database: Database, machine: MachineClock) -> Sequence[Finding]:
    """One finding for each lane."""
    async with database.read() as session:
        now = await database_now(session, machine)
        lanes = await lane_conditions(session, now)
    if not lanes:
        return [Finding("Lanes", Verdict.OK, "Nothing has been sent yet.")]
    return [judge(lane, now) for lane in lanes]


def judge(lane: LaneCondition, now: datetime) -> Finding:
    """How one lane is, with what to do if it stands still."""
    about = f"{lane.platform.capitalize()}, {lane.name}"
    work = f"{lane.open_work} {'delivery waits' if lane.open_work == 1 else 'deliveries wait'}"
    oldest = f", the oldest for {_ago(now - lane.waiting_since)}" if lane.waiting_since else ""
    if lane.halted:
        said = explain(Cause(lane.halted), Texts(), channel=lane.name)
        return Finding(about, Verdict.FAILED, f"It is stopped: {said.what} {work}.", said.mend)
    if pauses := [pause for pause in lane.pauses if pause.scope == "lane"]:
        until = f"{pauses[-1].until:%H:%M:%S} UTC"
        return Finding(about, Verdict.WARNING, f"The platform asked for a pause until {until}; {work}.", "Wait.")
    if lane.open_work and not lane.owned:
        return Finding(
            about,
            Verdict.FAILED if lane.waiting_since and now - lane.waiting_since > LATE else Verdict.WARNING,
            f"{work}{oldest}, and no process is sending them.",
            "Start the bot with `instep run`.",
        )
    if lane.waiting_since and now - lane.waiting_since > LATE and not lane.pauses:
        return Finding(about, Verdict.WARNING, f"{work}{oldest}.", "See the log of the process that owns the lane.")
    who = f"{lane.owner} sends" if lane.owned else "idle"
    apart = f"; {len(lane.pauses)} paused for a while" if lane.pauses else ""
    return Finding(about, Verdict.OK, f"{work if lane.open_work else 'Nothing waits'}{oldest} ({who}{apart}).")


def _ago(span: timedelta) -> str:
    return Texts().seconds(max(0.0, span.total_seconds()))
