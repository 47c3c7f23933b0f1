"""The part of the story in which a partner asks on Teams, and everybody hears the same answer."""

from bot.proof.evidence import posts
from bot.proof.hands import until
from bot.proof.organisation import Organisation, Platform
from bot.proof.scenes.plot import Plot
from bot.proof.steps import Happened, Panel, expect

ASKS, WHERE = "omar", "Care desk"
ANSWERS_IN = "product-news"
QUESTION = "Do gift cards count?"
SHOWN = "Do gift cards count as well?"
ANSWER = "Yes, up to the same **€200**."

HEARD_WITHIN = 15.0
"""Seconds until the answer stands under every card."""


async def ask_and_answer(plot: Plot) -> Happened:
    """Somebody of a partner asks on Teams, the author answers on Slack, and every reachable channel has it once."""
    hands, world, author, reachable = plot.hands, plot.world, plot.author, plot.reachable
    said = await hands.fill_in(ASKS, WHERE, "Ask a question", ({"Your question": QUESTION}, "Ask"))
    expect("Asked." in said, "the asker to be told who has it", said)
    await hands.type_command(author, ANSWERS_IN, "/update", "questions")
    await hands.press_whisper(author, ANSWERS_IN, "Answer")
    await hands.form_with(author, QUESTION)
    heard = {"Who hears it": "In all channels", "The question, as all will read it": SHOWN}
    await hands.submit(author, {"Your answer": ANSWER, **heard})

    async def everywhere() -> bool:
        return {one.channel for one in await posts(world, of=SHOWN)} >= reachable

    await until(everywhere, f"the answer in {len(reachable)} channels", HEARD_WITHIN)
    found = await posts(world, of=SHOWN)
    channels = sorted(one.channel for one in found)
    expect(channels == sorted(reachable), "each reachable channel to have it once", ", ".join(channels))
    asker = world.organisation.person(ASKS)
    for channel in channels:
        shown = str(await hands.cards(channel))
        foreign = _told_of(world.organisation, channel, asker.side)
        slips = [word for word in foreign if word in shown]
        expect(not slips, f"nothing of {asker.side} in #{channel}", ", ".join(slips))

    async def personally() -> list[str]:
        return [one for one in await hands.chat(ASKS) if QUESTION in one and "200" in one]

    await until(personally, "the answer in the personal chat of whoever asked", HEARD_WITHIN)
    seconds = found[-1].at - found[0].at
    platforms = {world.organisation.place(one.channel).platform for one in found}
    expect(len(platforms) == len(Platform), "both platforms", ", ".join(platforms))
    lines = tuple(await hands.lines(ANSWERS_IN))
    detail = f"asked on Teams, answered on Slack: under {len(found)} cards within {seconds:.2f} s, without who asked"
    return Happened(detail, (Panel("Under the card", lines),))


def _told_of(organisation: Organisation, channel: str, side: str) -> set[str]:
    """What would tell of the asker's side in a channel of another partner."""
    theirs = organisation.place(channel).side
    if theirs == side or next(one.internal for one in organisation.sides if one.name == theirs):
        return set()
    return {side, *(one.name for one in organisation.people if one.side == side)}
