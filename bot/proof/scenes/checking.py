"""The part of the story in which *Got it* asks a question first, and a wrong answer shows the right one."""

from bot.proof.evidence import acknowledged
from bot.proof.reading import text_of
from bot.proof.scenes.plot import Plot
from bot.proof.scenes.publishing import delivered, write_another
from bot.proof.steps import Happened, Panel, expect

ANOTHER = "Gift cards can be topped up online"
LINE = "Nothing changes in shops."
CHANGED = f"Customers choose *Top up* below the number of the card. {LINE}"

QUESTION, WRONG, RIGHT = "Where can a gift card be topped up?", "In shops as well", "Online alone"

NOTED_ON_SLACK, THERE = "minh", "support-apac"
"""Somebody who errs at first, and where."""

NOTED_ON_TEAMS, THERE_TOO = "omar", "Care desk"
"""Somebody who knows it."""


async def check_knowledge(plot: Plot) -> Happened:
    """Another update is published with a question; it counts for nobody before they have answered it right."""
    author, hands = plot.author, plot.hands
    await write_another(plot, ANOTHER, CHANGED)
    await hands.press_in_form(author, "Knowledge check")
    await hands.form_with(author, "Answers to question 1")
    typed = {
        "Question 1": QUESTION,
        "Answers to question 1": f"{WRONG}\n{RIGHT}",
        "Right answer to question 1": "Answer 2",
        "Line that says so, for question 1": LINE,
    }
    await hands.submit(author, typed)
    await hands.form_with(author, "Knowledge check: 1 question")
    await hands.submit(author, {})
    await delivered(plot, ANOTHER)
    for channel in (THERE, THERE_TOO):
        card = text_of(await hands.lines(channel))
        expect("Got it asks 1 question" in card, f"the card in #{channel} to say that it asks", card)
    await hands.walk(NOTED_ON_SLACK, THERE, ("Got it", QUESTION), (WRONG, f"Not “{WRONG}”"))
    shown = await hands.form(NOTED_ON_SLACK)
    expect(RIGHT in text_of(shown) and LINE in text_of(shown), "the right answer and the line for it", text_of(shown))
    expect(await _counted(plot) == 0, "nobody to be counted yet", f"{await _counted(plot)} counted")
    await hands.press_in_form(NOTED_ON_SLACK, "Ask me again")
    await hands.form_with(NOTED_ON_SLACK, QUESTION)
    await hands.press_in_form(NOTED_ON_SLACK, RIGHT)
    await hands.form_with(NOTED_ON_SLACK, "Noted at")
    await hands.walk(NOTED_ON_TEAMS, THERE_TOO, ("Got it", QUESTION), (RIGHT, "Noted at"))
    expect(await _counted(plot) == 2, "two people to be counted", f"{await _counted(plot)} counted")
    return Happened(
        f"“{QUESTION}” {plot.name(NOTED_ON_SLACK)} errs on Slack, reads the line that says so, and is asked again; "
        f"{plot.name(NOTED_ON_TEAMS)} knows it on Teams; both count, once they are right",
        (Panel("After a wrong answer", tuple(shown)),),
    )


async def _counted(plot: Plot) -> int:
    async with plot.stage.database() as database:
        return await acknowledged(database, plot.world, of=ANOTHER)
