"""The bot is killed while thousands of people are asked in their own hours, and again while they answer."""

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.running.works import ASK
from bot.proof.chaos.arena import Arena
from bot.proof.chaos.besieged import Siege
from bot.proof.chaos.poll import Poll
from bot.proof.chaos.respondents import settle
from bot.proof.chaos.scenario import Scenario

FULL_KILLS, LEAST_KILLS = 20, 6

ASKING = (
    (f"before_{ASK}",),
    ("after_answer",),
    (f"after_{ASK}",),
    ("mid_post", "during_recovery"),
    ("before_claim",),
    ("mid_claim",),
    ("after_claim",),
    ("mid_receipt",),
)
"""Where it dies while people are asked, one after the other and then again; recovery is only after a doubt."""

PATHS = ((Mode.ANONYMOUS, False), (Mode.NAMED, False), (Mode.ANONYMOUS, True))
"""The ways of answering during which it dies: in which mode, and whether by the button in a channel."""

ANSWERING = ("after_request", "before_request")
"""Where it dies on each of them: between the answer and its confirmation, and in large rounds before the commit too."""


async def play(arena: Arena) -> None:
    """Two check-ins of everybody, asked zone by zone, and answered; what came of the answers is judged here."""
    kills = max(LEAST_KILLS, round(FULL_KILLS * arena.size / SCENARIO.full))
    siege = Siege(arena, arena.movable_calendar(), await settle(arena))
    await siege.prepare()
    answering = [(path, point) for point in ANSWERING for path in PATHS][: max(len(PATHS), kills // 3)]
    await siege.ask(deaths(kills - len(answering)))
    poll = Poll(siege)
    await poll.answer(answering)
    arena.happened(f"{await poll.judge():,} answers, each kept once and as it was given")


def deaths(count: int) -> list[tuple[str, ...]]:
    """So many, or one more: those that belong together stay together."""
    found: list[tuple[str, ...]] = []
    while sum(map(len, found)) < count:
        found.append(ASKING[len(found) % len(ASKING)])
    return found


SCENARIO = Scenario(
    "checkins",
    "The bot killed again and again while people are asked in their own hours, and while they answer",
    play,
    least=100,
    per_channel=20,
)
