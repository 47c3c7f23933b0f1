"""Shoutouts to a few channels through the whole bot, from the giver's press to the last channel, beside a control."""

import asyncio

from bot.proof.bench.bare import Bare
from bot.proof.bench.bars import Bar, Findings, Say
from bot.proof.bench.broadcast import Measured, release, rest_seconds, rested
from bot.proof.bench.crowd import CONNECT, TEAMS, crowd
from bot.proof.stage import Stage

CHANNELS = 20
"""Over three sides on both platforms."""

RUNS = 5
"""As many as somebody may give in a day; each takes little."""

NOTICE = "houtout"
"""Stands in each card's notification line: “Shoutout for …”, or “A shoutout” where nobody may be named."""

STORY = "Stayed on until the customer's order was on its way, run {number}."

TOPOLOGY = (
    "one Slack workspace and one Teams tenant, half of the channels each; agents of two partners are named; SQLite; "
    "one bot process; real time"
)


async def measure(say: Say) -> Findings:
    """RUNS shoutouts, and after each the control."""
    ours, control = [], []
    async with Stage(crowd(CHANNELS)) as stage:
        say(f"Starting stand-ins and the bot, with {CHANNELS} channels over three sides …")
        await stage.prepare()
        await stage.show_shoutouts()
        async with Bare(stage.world, CHANNELS) as bare:
            await rested(stage)
            for number in range(1, RUNS + 1):
                say(f"{CHANNELS} channels, run {number} of {RUNS} …")
                await asyncio.sleep(rest_seconds())
                await _write(stage, number)
                ours.append(await release(stage, CHANNELS, NOTICE))
                await asyncio.sleep(rest_seconds())
                title = f"Control, run {number}"
                control.append(await bare.broadcast(CHANNELS, title, f"{stage.base_url}/slack/events"))
    return Findings((within_the_pace(ours, control),), TOPOLOGY)


def within_the_pace(ours: list[Measured], control: list[Measured]) -> Bar:
    """It stands everywhere in what the paces force, and little more."""
    return Bar(
        f"a shoutout, elapsed ÷ the least that the paces allow, {CHANNELS} channels",
        "×",
        1.25,
        tuple(one.ratio for one in ours),
        tuple(one.ratio for one in control),
        tuple(one.share_in_line for one in ours),
        least=1.0,
    )


async def _write(stage: Stage, number: int) -> None:
    """A shoutout for an agent of each partner, up to the preview whose last press posts it."""
    hands, organisation = stage.hands, stage.world.organisation
    author = organisation.author
    await hands.type_command(author, organisation.places[0].name, "/shoutout")
    await hands.form_with(author, "What they did")
    found = [(await hands.search(author, "Who", f"{side} agent 2"))[0] for side in (CONNECT, TEAMS)]
    await hands.submit(author, {"Who": found, "What they did": STORY.format(number=number)})
    await hands.form_with(author, f"run {number}")
