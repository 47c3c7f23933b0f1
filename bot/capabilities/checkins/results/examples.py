"""Results with invented data, for the gallery and the contract tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.capabilities.checkins.kinds import Ask, Mode
from bot.capabilities.checkins.protecting.nodes import Level
from bot.capabilities.checkins.questions import LONGEST_ANSWER, LONGEST_QUESTION, After, Question
from bot.capabilities.checkins.results.counting import Measure, Tally
from bot.capabilities.checkins.results.facts import PartResult, QuestionResult, Rate, Results
from bot.capabilities.checkins.results.messages import (
    Line,
    detail,
    export_offered,
    listed,
    no_address,
    refused,
    results,
)
from bot.capabilities.checkins.store.tables import LONGEST_NAME
from bot.capability import Example
from bot.chat.texts import Texts
from bot.people.personal_links import LIVES

CLOSED = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
ZONE = "Europe/London"
HOSTILE = "مرحبا & <!channel> *thanks* _all_ `x` =1+1 "

INFORMED = QuestionResult(
    place=1,
    question=Question(Ask.SMILEYS, "This week: did you have the information you needed?", alerts=(1, 2)),
    measure=Measure.AVERAGE,
    parts=(
        PartResult(
            Level.WHOLE,
            "",
            Tally(27, {5: 9, 4: 10, 3: 5, 2: 2, 1: 1}),
            Tally(25, {5: 6, 4: 10, 3: 6, 2: 3}),
            (3.6, 3.7, 3.8, 3.9),
        ),
        PartResult(
            Level.SIDE,
            "Internal",
            Tally(18, {5: 8, 4: 7, 3: 3}),
            Tally(17, {5: 6, 4: 8, 3: 3}),
            (3.8, 4.0, 4.2, 4.3),
        ),
        PartResult(Level.SIDE, "Harborline", Tally(9, {5: 1, 4: 3, 3: 2, 2: 2, 1: 1}), None, (3.4, 3.3, None, 3.1)),
        PartResult(Level.TEAM, "Care", Tally(10, {5: 5, 4: 5})),
    ),
    hidden=1,
    wrote=2,
    words=("The refund limits changed twice and we heard of it from a customer.", "All good, thank you."),
)
LACKED = QuestionResult(
    place=2,
    question=Question(Ask.SEVERAL_OF, "What was missing?", ("Prices", "Policy", "Who to ask"), After(1, (1, 2, 3))),
    measure=Measure.NONE,
    parts=(PartResult(Level.WHOLE, "", Tally(8, {0: 2, 1: 6, 2: 4})),),
    hidden=1,
)
SAID = QuestionResult(
    place=3, question=Question(Ask.TEXT, "What would help?"), measure=Measure.NONE, parts=(), words_hidden=True
)
PULSE = Results(
    key="a" * 22,
    name="Weekly pulse",
    mode=Mode.ANONYMOUS,
    threshold=5,
    closes_at=CLOSED,
    closed=True,
    rates=(
        Rate(Level.WHOLE, "", 27, 34),
        Rate(Level.SIDE, "Internal", 18, 20),
        Rate(Level.SIDE, "Harborline", 9, 14),
    ),
    rested=4,
    questions=(INFORMED, LACKED, SAID),
)


def examples(t: Texts) -> Sequence[Example]:
    """All of them."""
    nothing = replace(INFORMED, parts=(), wrote=0, words=())
    few = replace(PULSE, rates=(Rate(Level.WHOLE, "", 3, 34),), rested=0, questions=(nothing,))
    nobody = replace(PULSE, rates=(Rate(Level.WHOLE, "", 0, 0),), rested=0, questions=(replace(nothing, hidden=0),))
    many = replace(
        INFORMED,
        question=Question(Ask.ONE_OF, (HOSTILE * 9)[:LONGEST_QUESTION], tuple(f"{HOSTILE}{n}" for n in range(8))),
        measure=Measure.NONE,
        parts=tuple(PartResult(Level.SIDE, f"{HOSTILE}{n}", Tally(200, {0: 200})) for n in range(60)),
        wrote=20,
        words=tuple((f"{HOSTILE}{n} " * 40)[:LONGEST_ANSWER] for n in range(20)),
    )
    hostile = replace(
        PULSE,
        name=(HOSTILE * 3)[:LONGEST_NAME],
        rates=tuple(Rate(Level.SIDE, f"{HOSTILE}{n}", n, 200) for n in range(8)),
        questions=tuple(replace(many, place=place) for place in range(1, 6)),
    )
    enps = replace(
        INFORMED,
        question=Question(Ask.SCALE_10, "Would you recommend working here to a friend?"),
        measure=Measure.ENPS,
        parts=(
            PartResult(
                Level.WHOLE,
                "",
                Tally(20, {10: 6, 9: 5, 8: 4, 6: 3, 2: 2}),
                Tally(20, {10: 4, 8: 16}),
                (10.0, 20.0, 30.0),
            ),
        ),
        wrote=0,
        words=(),
        hidden=0,
    )
    drawn = replace(INFORMED, picture="https://instep.example/checkin-trend/abc.png")
    lines = [Line("a" * 22, "Weekly pulse", CLOSED, closed=True), Line("b" * 22, "Tools", CLOSED, closed=False)]
    return (
        Example("checkin-open", results(replace(PULSE, closed=False, questions=()), t, ZONE), "who takes part so far"),
        Example("checkin-results", results(PULSE, t, ZONE), "to the organiser, an internal manager"),
        Example("checkin-results-too-few", results(few, t, ZONE), "where fewer than five have answered"),
        Example("checkin-results-of-nobody", results(nobody, t, ZONE)),
        Example("checkin-results-hostile", results(hostile, t, ZONE)),
        Example(
            "checkin-results-picture",
            results(replace(PULSE, questions=(drawn,)), t, ZONE),
            "with the trend as a picture; a time that is not shown is a gap",
        ),
        Example("checkin-result", detail(PULSE, INFORMED, t, ZONE), "one question, side by side"),
        Example("checkin-result-several", detail(PULSE, LACKED, t, ZONE), "asked after some answers alone"),
        Example("checkin-result-words-hidden", detail(PULSE, SAID, t, ZONE), "fewer than five wrote something"),
        Example("checkin-result-enps", detail(PULSE, enps, t, ZONE)),
        Example("checkin-result-hostile", detail(hostile, many, t, ZONE)),
        Example("checkin-results-listed", listed(lines, t, ZONE)),
        Example("checkin-results-none", listed([], t, ZONE)),
        Example("checkin-results-refused", refused(t), "to whoever may not see them"),
        Example(
            "checkin-results-export", export_offered("Weekly pulse", "https://instep.example/download/x", LIVES, t)
        ),
        Example("checkin-results-no-address", no_address(t)),
    )
