"""What the way out reaches without limits of pace, beside the libraries alone in the same run."""

from dataclasses import dataclass, replace

from bot.proof.bench.bars import Bar, Findings, Say
from bot.proof.bench.ground import Ground, Run
from bot.proof.bench.tasks import Task

RUNS = 3

IN_FLIGHT = 200
"""Calls at once: as many as the sender has under way."""

THREADS = 64
"""As many as the Teams adapter calls on."""

FAST, SLOW = 0, 150
"""Milliseconds after which the target answers."""

POSTS, TEAMS_POSTS = 6_000, 1_500

CONNECTOR = 1.0
"""Milliseconds of a processor that a `ConnectorClient` alone takes for a post, at the best."""

TEAMS_RATE, TEAMS_SLOW, TEAMS_SECONDS = 50.0, 400, 6
"""Posts a second that Teams takes from one bot in one tenant, at such answers in milliseconds, for so long."""

TOPOLOGY = (
    "the target, the client and PostgreSQL in a process each; one installation, one post for each of its channels; "
    f"medians of {RUNS}"
)


@dataclass(frozen=True)
class Pair:
    """Runs of ours, and after each one of a library alone."""

    ours: tuple[Run, ...]
    alone: tuple[Run, ...]

    def share(self, name: str, floor: float) -> Bar:
        """Our rate as a share of the library's."""
        shares = tuple(ours.rate / alone.rate for ours, alone in zip(self.ours, self.alone, strict=True))
        return Bar(name, "×", floor, shares, (), self._in_line(), at_least=True)

    def cpu(self, name: str, most: float) -> Bar:
        """Processor time for each delivery, beside the library's."""
        ours, alone = (tuple(run.cpu for run in runs) for runs in (self.ours, self.alone))
        return Bar(name, "ms", most, ours, alone, self._in_line(), least=CONNECTOR)

    def _in_line(self) -> tuple[float, ...]:
        return tuple(run.in_line for run in self.ours)


async def measure(say: Say) -> Findings:
    """RUNS of each kind, ours and the library's in turn."""
    bars: list[Bar] = []
    notes: list[str] = []
    async with Ground() as ground:
        if "postgresql" not in ground.engines:
            notes.append("PostgreSQL was not measured, since it is not packaged with this Python")

        async def pair(told: str, ours: Task, alone: Task, engine: str = "sqlite") -> Pair:
            runs: list[tuple[Run, Run]] = []
            for number in range(1, RUNS + 1):
                say(f"{told}, run {number} of {RUNS} …")
                with_database = replace(ours, database_url=ground.database_url(engine))
                runs.append((await ground.run(with_database), await ground.run(alone)))
            found = Pair(tuple(run for run, _ in runs), tuple(run for _, run in runs))
            notes.append(f"{told}: {_median(found.ours)}; alone {_median(found.alone)}")
            return found

        for engine in ground.engines:
            for delay, floor in ((FAST, 0.20 if engine == "sqlite" else 0.15), (SLOW, 0.75)):
                told = f"pipeline on {engine}, answers after {delay} ms"
                task = Task("plain", f"/{delay}/slack/post", POSTS, IN_FLIGHT)
                found = await pair(told, task, replace(task, client="aiohttp"), engine)
                bars.append(found.share(f"{told} ÷ aiohttp alone", floor))
        slack = Task("slack", f"/{SLOW}/slack/api/", POSTS, IN_FLIGHT)
        found = await pair("Slack", slack, replace(slack, client="slack_sdk"))
        bars.append(found.share(f"Slack, answers after {SLOW} ms ÷ slack_sdk alone", 0.7))
        teams = Task("teams", f"/{SLOW}/teams/", TEAMS_POSTS, IN_FLIGHT)
        found = await pair("Teams", teams, replace(teams, client="connector", in_flight=THREADS))
        bars.append(found.share(f"Teams, answers after {SLOW} ms ÷ ConnectorClient alone", 0.7))
        bars.append(found.cpu("processor time for a Teams delivery", 2.0))
        bars.append(await _held(ground, say))
    return Findings(tuple(bars), TOPOLOGY, tuple(notes))


async def _held(ground: Ground, say: Say) -> Bar:
    """Whether the rate that Teams allows is reached where its answers are slow."""
    runs = []
    for number in range(1, RUNS + 1):
        say(f"Teams at {TEAMS_RATE:.0f} a second, run {number} of {RUNS} …")
        count = int(TEAMS_RATE * TEAMS_SECONDS)
        task = Task("teams", f"/{TEAMS_SLOW}/teams/", count, IN_FLIGHT, ground.database_url("sqlite"), TEAMS_RATE)
        runs.append(await ground.run(task))
    rates = tuple(run.arriving for run in runs)
    return Bar(
        f"Teams posts a second, answers after {TEAMS_SLOW} ms", "/s", 0.98 * TEAMS_RATE, rates, (),
        tuple(run.in_line for run in runs), at_least=True,
    )  # fmt: skip


def _median(runs: tuple[Run, ...]) -> str:
    middle = sorted(runs, key=lambda run: run.rate)[len(runs) // 2]
    return f"{middle.rate:.0f}/s, {middle.cpu:.2f} ms of a processor each"
