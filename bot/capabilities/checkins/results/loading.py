"""Works out the results of a run for one who looks: what is protected first, the same for everybody; then the wall.

Both hold: a part is shown where `protecting.showing` shows it and the viewpoint sees it. Nothing of what was answered
is shown before a run has closed: whoever looked before and after one more answer would have that answer.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import SystemRandom

from bot.capabilities.checkins.kinds import Mode, RunState
from bot.capabilities.checkins.protecting import nodes as parts
from bot.capabilities.checkins.protecting.nodes import Level, Name, Node
from bot.capabilities.checkins.protecting.showing import shown, text_parts
from bot.capabilities.checkins.questions import Question, read
from bot.capabilities.checkins.results.counting import Tally, measure_of, tally
from bot.capabilities.checkins.results.facts import PartResult, QuestionResult, Rate, Results
from bot.capabilities.checkins.results.walls import Eyes
from bot.capabilities.checkins.store import tallies
from bot.capabilities.checkins.store.tables import Checkin, Run
from bot.people import sides
from bot.people.access import EVERYTHING
from bot.people.viewpoint import Figure
from bot.storage.sessions import Session

TREND = 8
"""Runs in a trend, this one among them."""

Chosen = Mapping[int, Mapping[int, Mapping[int, int]]]
"""How many people chose what: by place, group and value."""

_ANY_ORDER = SystemRandom()


@dataclass(frozen=True)
class Counts:
    """A run with what was chosen in it, and which parts of each question are shown to whoever may see `free` groups."""

    run: Run
    nodes: tuple[Node, ...]
    questions: tuple[Question, ...]
    chosen: Chosen
    wrote: Mapping[int, Mapping[int, int]]
    free: frozenset[int] = frozenset()

    def answers(self, place: int) -> dict[int, int]:
        """How many people of each group answered a question."""
        return {group: sum(values.values()) for group, values in self.chosen.get(place, {}).items()}

    def shown(self) -> Mapping[int, frozenset[Name]]:
        """The parts that are shown, by place; a follow-up only where the question before it is."""
        found: dict[int, frozenset[Name]] = {}
        for place, question in enumerate(self.questions, 1):
            among = found[question.after.place] if question.after else None
            found[place] = self.decided(self.answers(place), among)
        return found

    def decided(self, answers: Mapping[int, int], among: Collection[Name] | None) -> frozenset[Name]:
        """The parts shown with so many answers by group.

        Whoever may see groups with names can subtract them: what is beside them must stand by itself.
        """
        beside = {group: people for group, people in answers.items() if group not in self.free}
        own = {
            node.name
            for node in self.nodes
            if any(answers.get(group) for group in node.groups) and not any(beside.get(group) for group in node.groups)
        }
        return shown(self.nodes, beside, self.run.threshold, among) | (own if self.free else frozenset())

    def tally(self, place: int, node: Node) -> Tally:
        """What was answered to a question in a part."""
        by_group = self.chosen.get(place, {})
        pairs = [pair for group in node.groups for pair in by_group.get(group, {}).items()]
        return tally(self.questions[place - 1], pairs)


async def results(session: Session, run: Run, checkin: Checkin, eyes: Eyes, *, words: bool = False) -> Results:
    """The results of a run through somebody's eyes; `words` with what people wrote."""
    nodes = parts.read(run.nodes)
    closed = run.state is RunState.CLOSED
    part = await (tallies.took_part if closed else tallies.taking_part)(session, run)
    figures = {group: Figure(one.answered, one.reached) for group, one in part.items()}
    side_of = await tallies.sides_of_groups(session, [run.id])
    titles = await _titles(session, nodes)
    rates = []
    for node in nodes:
        rate = sum((figures.get(group, Figure(0, 0)) for group in node.groups), Figure(0, 0))
        large_enough = run.mode is not Mode.ANONYMOUS or rate.expected >= run.threshold
        if large_enough and eyes.sees(node, figures, side_of):
            rates.append(Rate(node.name.level, titles[node.name], rate.done, rate.expected))
    return Results(
        key=run.public_id,
        name=checkin.name,
        mode=run.mode,
        threshold=run.threshold,
        closes_at=run.closes_at,
        closed=closed,
        rates=tuple(rates),
        rested=run.rested if eyes.sees_all else 0,
        questions=await _questions(session, run, checkin, eyes, titles, words=words) if closed else (),
    )


async def _questions(
    session: Session, run: Run, checkin: Checkin, eyes: Eyes, titles: Mapping[Name, str], *, words: bool
) -> Sequence[QuestionResult]:
    runs = [*await tallies.runs_before(session, run, at_most=TREND - 1), run]
    side_of = await tallies.sides_of_groups(session, [one.id for one in runs])
    *earlier, now = [_Seen(one, eyes, side_of) for one in await _counts(session, runs, eyes, side_of)]
    found = []
    for place, question in enumerate(now.counts.questions, 1):
        measure = measure_of(question, checkin.template)
        # The same words asked before, wherever they stood; the run before this one may not have asked them.
        same = [(one, at) for one in earlier if (at := one.place_of(question)) is not None]
        before = same[-1] if same and same[-1][0] is earlier[-1] else None
        results = []
        for node in now.nodes_of(place):
            was = before[0].tally(before[1], node.name) if before else None
            tally_now = now.counts.tally(place, node)
            told = [*(one.tally(at, node.name) for one, at in same), tally_now]
            trend = tuple(one.figure(measure) if one is not None else None for one in told)
            results.append(PartResult(node.name.level, titles[node.name], tally_now, was, trend))
        wrote = await _words(session, now, eyes, place, texts=words)
        found.append(
            QuestionResult(
                place,
                question,
                measure,
                tuple(results),
                hidden=now.hidden(place),
                wrote=wrote.people,
                words=wrote.texts,
                words_hidden=wrote.hidden,
            )
        )
    return found


class _Seen:
    """A run through somebody's eyes."""

    def __init__(self, counts: Counts, eyes: Eyes, side_of: Mapping[int, int | None]) -> None:
        self.counts = counts
        self.shown = counts.shown()
        self._visible: dict[int, list[Node]] = {}
        for place in range(1, len(counts.questions) + 1):
            answers = counts.answers(place)
            # Of an answer there is no such thing as nobody's or everybody's: half of a figure is neither.
            figures = {group: Figure(people, 2 * people) for group, people in answers.items()}
            self._visible[place] = [node for node in counts.nodes if eyes.sees(node, figures, side_of)]

    def nodes_of(self, place: int) -> list[Node]:
        """The parts that are shown of a question."""
        return [node for node in self._visible[place] if node.name in self.shown[place]]

    def hidden(self, place: int) -> int:
        """How many parts in which somebody answered are not shown."""
        answers = self.counts.answers(place)
        return sum(
            node.name not in self.shown[place] and any(answers.get(group) for group in node.groups)
            for node in self._visible[place]
        )

    def place_of(self, question: Question) -> int | None:
        """Where the same was asked."""
        asked = [one.fingerprint() for one in self.counts.questions]
        return asked.index(question.fingerprint()) + 1 if question.fingerprint() in asked else None

    def tally(self, place: int, name: Name) -> Tally | None:
        """What was answered in a part of that name, if it is shown."""
        return next((self.counts.tally(place, node) for node in self.nodes_of(place) if node.name == name), None)


async def _counts(session: Session, runs: Sequence[Run], eyes: Eyes, side_of: Mapping[int, int | None]) -> list[Counts]:
    chosen: dict[int, dict[int, dict[int, dict[int, int]]]] = {}
    wrote: dict[int, dict[int, dict[int, int]]] = {}
    for one in await tallies.counted(session, [run.id for run in runs]):
        if one.value == tallies.WROTE:
            wrote.setdefault(one.run_id, {}).setdefault(one.place, {})[one.group_id] = one.people
        else:
            by_group = chosen.setdefault(one.run_id, {}).setdefault(one.place, {})
            by_group.setdefault(one.group_id, {})[one.value] = one.people
    return [
        Counts(
            run,
            parts.read(run.nodes),
            read(run.questions),
            chosen.get(run.id, {}),
            wrote.get(run.id, {}),
            eyes.free(run, side_of),
        )
        for run in runs
    ]


@dataclass(frozen=True)
class _Words:
    """How many wrote something at a place that somebody may read, and what; `hidden`: some did, but too few."""

    people: int = 0
    texts: tuple[str, ...] = ()
    hidden: bool = False


async def _words(session: Session, now: _Seen, eyes: Eyes, place: int, *, texts: bool) -> _Words:
    """What was written at a place, of all, of the one side that somebody sees, or of the teams that they lead."""
    counts = now.counts
    by_group = counts.wrote.get(place, {})
    if eyes.leads_alone:
        return await _words_of(session, counts, place, counts.free, texts=texts)
    node = next((one for one in counts.nodes if _whose_words(one, eyes)), None)
    people = sum(by_group.get(group, 0) for group in node.groups) if node is not None else 0
    if node is None or not people:
        return _Words()
    after = counts.questions[place - 1].after
    among = text_parts(counts.nodes) & (now.shown[after.place] if after else text_parts(counts.nodes))
    if node.name not in counts.decided(by_group, among):
        return _Words(hidden=True)
    return await _words_of(session, counts, place, node.groups, texts=texts)


async def _words_of(session: Session, counts: Counts, place: int, groups: Collection[int], *, texts: bool) -> _Words:
    people = sum(counts.wrote.get(place, {}).get(group, 0) for group in groups)
    if not texts:
        return _Words(people)
    found = await tallies.words(session, counts.run, place, groups)
    _ANY_ORDER.shuffle(found)
    return _Words(people, tuple(found))


def _whose_words(node: Node, eyes: Eyes) -> bool:
    """Internal people read what all wrote; a partner's, what their own side did."""
    if eyes.sees_all:
        return node.name.level is Level.WHOLE
    return node.name.level is Level.SIDE and node.name.id in eyes.viewpoint.sides


async def _titles(session: Session, nodes: Sequence[Node]) -> Mapping[Name, str]:
    side_names = {side.id: side.name for side in await sides.all_sides(session, EVERYTHING)}
    team_names = await tallies.team_names(session, [one.name.id for one in nodes if one.name.level is Level.TEAM])
    return {
        one.name: {
            Level.WHOLE: "",
            Level.SIDE: side_names.get(one.name.id, ""),
            Level.TEAM: team_names.get(one.name.id, ""),
        }[one.name.level]
        for one in nodes
    }
