"""Limits with one and with four processes on one PostgreSQL: they hold over all processes together."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.proof.bench.bars import Bar, Findings, Say, none_bar
from bot.proof.bench.broadcast import ARRIVES_WITHIN, Measured, broadcast, publish, rested
from bot.proof.bench.crowd import crowd
from bot.proof.bench.windows import windows_over
from bot.proof.evidence import posts, refusals
from bot.proof.hands import until
from bot.proof.postgresql import NotInstalled, PostgresqlServer
from bot.proof.stage import Stage

FEW, SIZE = 6, 100
RUNS = 3
PROCESSES = (1, 4)

TOPOLOGY = (
    "one Slack workspace and one Teams tenant, half of the channels each; PostgreSQL; one and then four bot "
    f"processes; {RUNS} releases to {SIZE} channels one by one, then as many to {FEW} channels without a pause between"
)


@dataclass(frozen=True)
class Watched:
    """What so many processes did: the broadcasts, and for each limit of a platform how many calls exceeded it."""

    processes: int
    runs: tuple[Measured, ...]
    over: Mapping[str, int]
    refused: Mapping[str, int]

    def bars(self) -> tuple[Bar, ...]:
        where = f"{self.processes} process{'es' if self.processes > 1 else ''} on PostgreSQL"
        in_line = tuple(one.share_in_line for one in self.runs)
        return (
            none_bar(f"calls over a limit in any window, {where}", sum(self.over.values()), in_line),
            none_bar(f"calls refused for their pace, {where}", sum(self.refused.values()), in_line),
            Bar(
                f"elapsed ÷ the least that the paces allow, {SIZE} channels, {where}",
                "×",
                1.10,
                tuple(one.ratio for one in self.runs),
                (),
                in_line,
                least=1.0,
            ),
        )

    def notes(self) -> tuple[str, ...]:
        where = f"with {self.processes} on PostgreSQL"
        over = tuple(f"over the limit {where}: {count} × {limit}" for limit, count in self.over.items())
        return (*over, *(f"refused for pace {where}: {count} × {method}" for method, count in self.refused.items()))


async def measure(say: Say) -> Findings:
    """The same broadcasts with each number of processes, each on a fresh database."""
    try:
        with PostgresqlServer() as server:
            watched = [await _watch(server.new_database(f"bench{count}"), count, say) for count in PROCESSES]
    except NotInstalled as error:
        return Findings((), TOPOLOGY, (str(error),))
    bars = tuple(bar for one in watched for bar in one.bars())
    return Findings(bars, TOPOLOGY, tuple(note for one in watched for note in one.notes()))


async def _watch(url: str, processes: int, say: Say) -> Watched:
    async with Stage(crowd(FEW, SIZE), database_url=url) as stage:
        await stage.prepare()
        for _ in range(processes - 1):
            await stage.start_another_bot()
        runs = []
        for number in range(1, RUNS + 1):
            say(f"{SIZE} channels with {processes} on PostgreSQL, run {number} of {RUNS} …")
            await rested(stage)
            runs.append(await broadcast(stage, SIZE, f"Bench of {SIZE}, run {number}"))
        await _in_a_row(stage)
        return Watched(processes, tuple(runs), await windows_over(stage.world), await refusals(stage.world))


async def _in_a_row(stage: Stage) -> None:
    """Releases to the same few channels, faster than a channel takes them."""
    title = f"Bench of {FEW} in a row"

    async def arrived() -> bool:
        return len(await posts(stage.world, of=title)) >= FEW * RUNS

    for _ in range(RUNS):
        await publish(stage, FEW, title)
    await until(arrived, f"{FEW} channels to have all of “{title}”", ARRIVES_WITHIN)
