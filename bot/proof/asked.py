"""What came of a check-in, as the bot's database has it: who was asked, who answered by side, and what is not shown."""

from dataclasses import dataclass

from bot.capabilities.checkins.kinds import RunState
from bot.capabilities.checkins.protecting.nodes import Level
from bot.capabilities.checkins.results.loading import results
from bot.capabilities.checkins.results.walls import eyes_of
from bot.capabilities.checkins.store.latest import asked_by_path, run_named
from bot.people import directory
from bot.storage.sessions import Database


@dataclass(frozen=True)
class SideAsked:
    """One side as the organiser sees it: people reached, people who answered at least one question, and their share."""

    side: str
    reached: int
    answered: int
    rate: float | None


@dataclass(frozen=True)
class QuestionAsked:
    """One question: which parts its organiser is shown, with how many answers, and how many parts are suppressed."""

    question: str
    shown: dict[str, int]
    suppressed: int


@dataclass(frozen=True)
class CheckinRun:
    """One run of a check-in. `prompts` counts people by how they were asked; a way that nobody took has no entry."""

    checkin: str
    mode: str
    threshold: int
    state: str
    prompts: dict[str, int]
    sides: tuple[SideAsked, ...]
    questions: tuple[QuestionAsked, ...]


async def read_run(database: Database, name: str) -> CheckinRun | None:
    """The newest run of a check-in of this name through its organiser's eyes; None where there is none."""
    async with database.read() as session:
        found = await run_named(session, name)
        if found is None:
            return None
        run, checkin = found
        assert checkin.author_id is not None, "nobody is erased in a story"
        prompts = {path.value: people for path, people in (await asked_by_path(session, run.id)).items()}
        eyes = await eyes_of(session, await directory.actor_of(session, checkin.author_id), run, checkin)
        assert eyes is not None, "its organiser sees it"
        came = await results(session, run, checkin, eyes)
    sides = tuple(
        SideAsked(one.title, one.reached, one.answered, one.answered / one.reached if one.reached else None)
        for one in came.rates
        if one.level is Level.SIDE
    )
    questions = tuple(
        QuestionAsked(one.question.text, {part.title or "all": part.tally.people for part in one.parts}, one.hidden)
        for one in came.questions
    )
    return CheckinRun(name, run.mode.value, run.threshold, run.state.value, prompts, sides, questions)


async def is_closed(database: Database, name: str) -> bool:
    """Whether the newest run of a check-in of this name is over."""
    async with database.read() as session:
        found = await run_named(session, name)
        return found is not None and found[0].state is RunState.CLOSED
