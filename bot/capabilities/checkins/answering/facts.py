"""What a prompt is composed from; who reads it is no part of it, so that all of a group share one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.capabilities.checkins.kinds import Ask, Mode, RunState
from bot.capabilities.checkins.questions import Given, Question, applies, read
from bot.capabilities.checkins.store.tables import Checkin, Group, Run
from bot.people.model import HAVE_LEFT, Person, Side, SideKind, Team
from bot.storage.sessions import Session

TRY = "try"
"""The key of a prompt that is only tried out: its buttons belong to nobody's run, and keep nothing."""

BY_FORM = (Ask.TEXT, Ask.SEVERAL_OF)
"""What is answered in a form alone."""

FIRST = 1
"""The place of the question to which a word is added."""


class Phase(StrEnum):
    """How far a run is for whoever answers."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class PromptFacts:
    """A prompt. `key` is what its buttons carry, `given` is what was answered or passed over so far, by place.

    `organiser` and `side` (of whoever is asked) are empty where they are not to be named, or where nobody there calls
    it so. `led`: somebody sees it as the lead of `team`; `lead` is their name, if it is known. `masked`: something of
    what was written was taken out.
    """

    key: str
    name: str
    mode: Mode
    threshold: int
    asked: int
    questions: tuple[Question, ...]
    closes_at: datetime
    organiser: str = ""
    side: str = ""
    led: bool = False
    lead: str = ""
    team: str = ""
    phase: Phase = Phase.OPEN
    given: Mapping[int, Given] = field(default_factory=dict)
    masked: bool = False

    @property
    def anonymous(self) -> bool:
        """Whether answers are not to be joined to anybody."""
        return self.mode is Mode.ANONYMOUS

    @property
    def with_token(self) -> bool:
        """Whether its buttons are pressed by nobody in particular; what is only tried out has no token."""
        return self.anonymous and self.key != TRY

    @property
    def values(self) -> Mapping[int, int | None]:
        """What was chosen, by place."""
        return {place: one.value for place, one in self.given.items()}

    @property
    def takes_word(self) -> bool:
        """Whether a word can be added: where no question asks for words."""
        return all(one.ask is not Ask.TEXT for one in self.questions)

    def asks(self) -> Sequence[int]:
        """The places of the questions that are asked, after what was given so far."""
        return [place for place in range(1, len(self.questions) + 1) if applies(self.questions, place, self.values)]

    def next(self) -> int | None:
        """The place of the question that is asked next; None where everything is answered or passed over."""
        return next(iter(self._open()), None)

    def told(self) -> Sequence[tuple[int, Given]]:
        """The answers to what is asked, in order; a word alone is none to a question with choices."""
        return [(place, self.given[place]) for place in self.asks() if self._answered(place)]

    def passed(self) -> Sequence[int]:
        """The places of the questions that are asked and were passed over."""
        return [place for place in self.asks() if place in self.given and not self.given[place]]

    def can_pass(self, place: int) -> bool:
        """Whether a question can be passed over: it takes a form, and something else is said or still to be said."""
        others = any(self.given.values()) or self._open() != [place]
        unsaid = place in self._open() and place not in self.given
        return unsaid and self.questions[place - 1].ask in BY_FORM and others

    @property
    def word(self) -> str:
        """The word that was added."""
        return self.given.get(FIRST, Given()).text if self.takes_word else ""

    def _open(self) -> Sequence[int]:
        passed = self.passed()
        return [place for place in self.asks() if place not in passed and not self._answered(place)]

    def _answered(self, place: int) -> bool:
        given = self.given.get(place, Given())
        return bool(given.text) if self.questions[place - 1].ask is Ask.TEXT else given.value is not None


async def prompt_facts(session: Session, run: Run, group: Group, side_id: int | None, now: datetime) -> PromptFacts:
    """The prompt of a group of a run, for its people of a side (None: of any), before anything was answered."""
    checkin = await session.get_one(Checkin, run.checkin_id)
    side = await session.get(Side, side_id) if side_id is not None else None
    team = await session.get(Team, group.team_id) if group.team_id is not None else None
    # Whoever leads it no more sees nothing any more, nor does whoever has led it since.
    lead_id = group.lead_id if team is not None and team.lead_id == group.lead_id else None
    lead = await session.get(Person, lead_id) if lead_id not in (None, checkin.author_id) else None
    return PromptFacts(
        key=group.public_id,
        name=checkin.name,
        mode=run.mode,
        threshold=run.threshold,
        asked=group.asked,
        questions=read(run.questions),
        closes_at=run.closes_at,
        organiser=await _organiser(session, checkin, side_id if side_id is not None else group.side_id),
        side=side.name if side is not None and side.kind is not SideKind.INTERNAL else "",
        led=lead is not None,
        lead=lead.name if lead is not None else "",
        team=team.name if team is not None else "",
        phase=phase_of(run, now),
    )


def with_given(facts: PromptFacts, given: Mapping[int, Given], *, masked: bool = False) -> PromptFacts:
    """The same prompt once something was answered."""
    return replace(facts, given=given, masked=masked)


def phase_of(run: Run, now: datetime) -> Phase:
    """How far a run is; its time is over when it is, also before that was looked after."""
    if run.state is RunState.WITHDRAWN:
        return Phase.WITHDRAWN
    if run.state in (RunState.CLOSED, RunState.NOT_HELD) or now >= run.closes_at:
        return Phase.CLOSED
    return Phase.OPEN


async def _organiser(session: Session, checkin: Checkin, side_id: int | None) -> str:
    """Who looks after a check-in, where people of that side may know them."""
    author = await session.get(Person, checkin.author_id) if checkin.author_id is not None else None
    if author is None or author.state in HAVE_LEFT:
        return ""
    side = await session.get_one(Side, author.side_id)
    return author.name if side.kind is SideKind.INTERNAL or side.id == side_id else ""
