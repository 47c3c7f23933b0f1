"""Pace: when a lane may send what, as pure functions of an instant in monotonic seconds that the caller passes in.

Nothing here reads a clock, sleeps or waits. A lane is one installation of a platform, whose limits hold inside it.
"""

from bot.delivery.pace.backlog import Backlog, Slot, Work, interleaved
from bot.delivery.pace.lane import LanePace, Pause
from bot.delivery.pace.makespan import LanePlan, Plan, in_step, lane_bound, plan, plan_lane
from bot.delivery.pace.retry_after import LONGEST_WAIT, SHORTEST_WAIT, WAIT_UNSAID, retry_after_seconds
from bot.delivery.pace.rules import Bucket, MethodPace, PaceRules, Priority, Window, redraw_interval

__all__ = [
    "LONGEST_WAIT",
    "SHORTEST_WAIT",
    "WAIT_UNSAID",
    "Backlog",
    "Bucket",
    "LanePace",
    "LanePlan",
    "MethodPace",
    "PaceRules",
    "Pause",
    "Plan",
    "Priority",
    "Slot",
    "Window",
    "Work",
    "in_step",
    "interleaved",
    "lane_bound",
    "plan",
    "plan_lane",
    "redraw_interval",
    "retry_after_seconds",
]
