"""The part of the story in which a customer's words come in from a help desk, and a lead makes a shoutout of them."""

from dataclasses import replace
from datetime import timedelta

from bot.proof.hands import until
from bot.proof.reading import Line, text_of
from bot.proof.scenes.plot import Plot
from bot.proof.scenes.rota import shift_after
from bot.proof.scenes.thanking import ANOTHER_TEAM, TOLD_WITHIN, heard, nowhere, posted
from bot.proof.steps import Happened, Panel, expect
from bot.proof.thanks import read_thanks

PRAISED, LEAD, THERE = "arjun", "devika", "Payments desk"
"""An agent of a partner, their lead, and the channel of their team."""

ELSEWHERE = "lumenara-care"
"""A channel of another partner."""

MAIL = "noor@haddad.example"
SAID = "He found the money within the hour."
PRAISE = {
    "system": "zendesk",
    "external_id": "rating-35436",
    "text": f"{SAID} You may quote me: {MAIL}",
    "agent": {"alias": "Ari"},
    "customer": "Noor Haddad",
    "score": "5/5",
}
DID = "Traced a lost transfer through two banks, and told the customer after every step."

INTO_THE_DAY = timedelta(minutes=30)


async def praise(plot: Plot) -> Happened:
    """A program sends a customer's words; the lead of the agent named turns them into a shoutout in three presses."""
    hands, stage = plot.hands, plot.stage
    stage.calendar.move_to(shift_after(plot.organisation, LEAD, stage.calendar.now()).start + INTO_THE_DAY)
    token = await stage.make_token("survey tool", "stories", plot.organisation.person(plot.author).email)
    for key, wanted in (("monday", "taken"), ("tuesday", "known")):
        (came,) = (await stage.post_to_api("stories", token, key, PRAISE))["stories"]
        expect(came["state"] == wanted, f"it to be {wanted}", str(came))

    async def offered() -> list[str]:
        return [text for text in await hands.received(LEAD) if SAID in text]

    letters = await until(offered, f"{LEAD} to be offered it", TOLD_WITHIN)
    expect(len(letters) == 1 and plot.name(PRAISED) in letters[0], "one message that says who it was", str(letters))
    written = {"What they did": DID, "Value": "ownership"}
    post = f"Post in {len(plot.places)} channels"
    told = await hands.fill_in(LEAD, "", "Turn into a shoutout", (written, "See it first"), ({}, post))
    expect("They hear of it in their working hours" in told, f"{LEAD} to be told that it is posted", told)
    cards = await posted(plot, DID)
    for channel, (card,) in cards.items():
        expect(SAID in text_of(card), f"the customer's words in #{channel}", text_of(card))
    foreign = text_of(cards[ELSEWHERE][0])
    expect(ANOTHER_TEAM in foreign.lower() and plot.name(PRAISED) not in foreign, "no name beyond the wall", foreign)
    await heard(plot, PRAISED, DID)
    await nowhere(plot, MAIL)
    thanks = await read_thanks(plot.world, hands, DID)
    plot.evidence = replace(plot.evidence, thanks=(*plot.evidence.thanks, thanks))
    return Happened(
        f"a survey tool sends what a customer said of “Ari”, twice; {plot.name(LEAD)} is offered it once, on "
        f"Teams and makes it a shoutout in three presses: {len(cards)} channels, and {plot.name(PRAISED)} hears of it",
        (
            Panel(f"{plot.name(LEAD)} on Teams", tuple(Line(line) for line in letters[0].splitlines())),
            Panel(f"#{THERE}", tuple(cards[THERE][0])),
        ),
    )
