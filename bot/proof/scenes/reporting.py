"""The part of the story in which agents of two sides report the same fault, and it becomes a known issue everywhere."""

from datetime import datetime, timedelta
from functools import partial

from bot.chat.texts import Texts
from bot.proof.hands import lines_of, until
from bot.proof.reading import Line, text_of
from bot.proof.scenes.plot import Plot
from bot.proof.scenes.publishing import delivered
from bot.proof.scenes.rota import shift_after
from bot.proof.steps import Happened, Panel, expect

WRONG, SAYS = "Something's wrong", "What customers say"
TEXT = "The top-up button stays grey on phones."
ISSUE = f"Known issue: {TEXT}"
WORKAROUND = "Please use a computer for now."

FIRST, THERE = "omar", "Care desk"
"""Who reports it first, on Teams."""

SECOND, THERE_TOO = "jomar", "lumenara-care"
"""Who reports it as well, in Slack Connect."""

OURS = "support-emea"

HEARD_WITHIN = 15.0
"""Seconds until whoever reported it hears what became of it."""


async def report_and_tell(plot: Plot) -> Happened:
    """Two reports are joined for the owner, who makes them an update; each side sees its own credited."""
    hands, author = plot.hands, plot.author
    # A report goes to whoever is at work.
    plot.stage.calendar.move_to(_at_work(plot))
    said = await hands.fill_in(FIRST, THERE, WRONG, ({SAYS: TEXT, "How many customers": "2 to 5 customers"}, "Report"))
    expect("has it and is to decide by" in said, "the first to be told who has it, and by when", said)
    await hands.walk(SECOND, THERE_TOO, (WRONG, SAYS))
    await hands.submit(SECOND, {SAYS: TEXT})
    joined = text_of(await hands.form_with(SECOND, "Joined with the same report."))
    foreign = [plot.name(FIRST), plot.organisation.person(FIRST).side]
    expect(not any(one in joined for one in foreign), "the second to hear nothing of the other partner", joined)

    async def counted() -> list[list[Line]]:
        letters = [lines_of(one) for one in await hands.direct(author)]
        return [one for one in letters if TEXT in text_of(one) and "2 agents · 2 sides" in text_of(one)]

    letter = (await until(counted, "one report of 2 agents of 2 sides for the owner", HEARD_WITHIN))[0]
    await hands.press_direct(author, "Make it a known issue")
    await hands.form_with(author, "Tell customers")
    await hands.submit(author, {"Tell customers": WORKAROUND})
    await hands.form_with(author, ISSUE)
    await hands.submit(author, {})
    count, _ = await delivered(plot, ISSUE)
    await _credited(plot)
    for key in (FIRST, SECOND):
        await until(partial(_heard, plot, key), f"word for {key}", HEARD_WITHIN)
    return Happened(
        f"{plot.name(FIRST)} on Teams and {plot.name(SECOND)} in Slack Connect say the same: one report for the owner, "
        f"one press, and {count} channels have it as a known issue that credits each to their own side",
        (Panel("For the owner", tuple(letter)), *await plot.panels(THERE, THERE_TOO)),
    )


def _at_work(plot: Plot) -> datetime:
    """Soon after the owner's next shift has begun."""
    return shift_after(plot.organisation, plot.author, plot.stage.calendar.now()).start + timedelta(minutes=5)


async def _credited(plot: Plot) -> None:
    """Fails unless the card names its own side's first reporter, and of the other partner's nobody."""
    first, second, names = plot.name(FIRST), plot.name(SECOND), Texts().names
    wanted = {
        OURS: f"First seen by {names([first, second])}",
        THERE: f"First seen by {names([first, 'another team'])}",
        THERE_TOO: f"First seen by {names([second, 'another team'])}",
    }
    for channel, words in wanted.items():
        card = text_of(await plot.hands.lines(channel))
        expect(words in card, f"“{words}” in #{channel}", card)


async def _heard(plot: Plot, key: str) -> bool:
    return any("Now a known issue" in text for text in await plot.hands.received(key))
