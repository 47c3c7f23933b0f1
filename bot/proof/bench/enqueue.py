"""How long it takes to write ten thousand deliveries into the outbox, in one transaction."""

from bot.proof.bench.bars import Bar, Findings, Say
from bot.proof.bench.ground import Ground, Run
from bot.proof.bench.tasks import Task

CHANNELS = 10_000

RUNS = 3

TOPOLOGY = f"{CHANNELS} channels of one installation, one text; the writer and PostgreSQL in a process each"


async def measure(say: Say) -> Findings:
    """RUNS on each database, and after each one the driver alone with as many rows."""
    bars = []
    async with Ground() as ground:
        for engine in ground.engines:
            ours: list[Run] = []
            control: list[Run] = []
            for number in range(1, RUNS + 1):
                say(f"{CHANNELS} deliveries on {engine}, run {number} of {RUNS} …")
                for client, runs in (("plain", ours), ("rows", control)):
                    runs.append(await ground.run(Task(client, "", CHANNELS, 1, ground.database_url(engine))))
            bars.append(
                Bar(
                    f"{CHANNELS} deliveries written in one transaction on {engine}",
                    "ms",
                    1000.0,
                    tuple(run.sent.enqueued * 1000 for run in ours),
                    tuple(run.sent.enqueued * 1000 for run in control),
                    tuple(run.in_line for run in ours),
                )
            )
    return Findings(tuple(bars), TOPOLOGY)
