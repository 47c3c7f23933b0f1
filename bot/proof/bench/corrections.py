"""A correction of a thousand channels, simulated on pace and order, and changes of fewer through the whole bot."""

from bot.capabilities.updates.corrections.copies import SHOWN_EVERY
from bot.delivery.pace import LanePlan, Priority, Work, lane_bound, plan
from bot.delivery.tables import Operation
from bot.proof.bench import changing
from bot.proof.bench.bars import Bar, Findings, Say
from bot.proof.bench.broadcast import built_in_paces
from bot.proof.bench.crowd import by_platform
from bot.proof.bench.planned import LATENCIES, SIMULATED
from bot.proof.organisation import Platform

CHANNELS = 1_000

TOPOLOGY = (
    "1,000 channels, half of them in one Slack workspace and half in one Teams tenant, each edited once; the author's "
    "receipt in the same workspace is edited once a minute; simulated on pace and order, with answers after 0, 0.15 "
    f"and 0.4 s. {changing.SIZE} channels: {changing.AT_ONCE} bots at once, each with such a workspace and tenant; "
    "SQLite; real time, of which Slack's pace takes a minute"
)


async def measure(say: Say) -> Findings:
    """How long it takes beside the least that the paces allow for all these edits."""
    say(f"{CHANNELS:,} channels, simulated …")
    ratios = tuple(simulate(CHANNELS, latency) for latency in LATENCIES)
    name = f"an edit everywhere ÷ the least that the paces allow, {CHANNELS:,} channels, simulated"
    say(f"{changing.SIZE} channels are corrected and withdrawn, by {changing.AT_ONCE} bots at once …")
    return Findings((Bar(name, "×", 1.05, ratios, (), SIMULATED, least=1.0), *await changing.bars()), TOPOLOGY)


def simulate(channels: int, latency: float) -> float:
    """Elapsed ÷ least, over both platforms."""
    rules, counts = built_in_paces(), by_platform(channels)
    lanes = {
        str(platform): (
            rules[platform],
            [
                Work((platform, number), Operation.EDIT, str(number), Priority.CORRECT)
                for number in range(counts[platform])
            ],
        )
        for platform in Platform
    }
    pace, works = lanes[str(Platform.SLACK)]
    shown = 1 + int(lane_bound(pace, works) // SHOWN_EVERY.total_seconds())
    receipts = [Work(("receipt", number), Operation.EDIT, "author", Priority.ANSWER) for number in range(shown)]
    planned = plan({**lanes, str(Platform.SLACK): (pace, [*receipts, *works])}, latency)
    slowest: LanePlan = max(planned.lanes.values(), key=lambda lane: lane.seconds)
    return slowest.seconds / planned.bound
