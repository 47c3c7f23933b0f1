"""The part of the story in which it is seen what came of the update: on cards, on the receipt, and in the ledgers."""

from bot.proof.evidence import posts
from bot.proof.hands import lines_of, until
from bot.proof.marlowe import ARCHIVED, HARBORLINE, LUMENARA
from bot.proof.reading import text_of
from bot.proof.scenes.plot import TITLE, Plot
from bot.proof.steps import Happened, Panel, expect

COUNTED_WITHIN = 30.0
"""Seconds until cards show new counts: what is left over of Slack's pace, see `redraw_interval`."""


async def counts(plot: Plot) -> Happened:
    wanted = {channel: _wanted(plot, channel) for channel in ("lumenara-care", "Care desk", "Payments desk")}

    async def look() -> bool:
        return all([count in text_of(await plot.hands.lines(channel)) for channel, count in wanted.items()])

    async def came() -> str:
        last = [(await plot.hands.lines(channel))[-1].text for channel in wanted]
        return "; ".join(f"{channel}: {line}" for channel, line in zip(wanted, last, strict=True))

    what = " and ".join(f"“{count}” in {channel}" for channel, count in wanted.items())
    await until(look, what, COUNTED_WITHIN, came=came)
    found = await posts(plot.world, of=TITLE)
    expect(len(found) == len(plot.places) - 1, "nothing new to be posted", f"{len(found)} posts")
    return Happened(
        "; ".join(f"{channel}: {count}" for channel, count in wanted.items()) + ", by edits alone",
        await plot.panels("lumenara-care", "Care desk"),
    )


def _wanted(plot: Plot, channel: str) -> str:
    """The count that a partner's card shows: of its own people."""
    side = plot.organisation.place(channel).side
    own = [one.key for one in plot.organisation.people if one.side == side]
    return f"Got it: {len([key for key in plot.noted if key in own])} of {len(own)}"


async def wall(plot: Plot) -> Happened:
    looked = 0
    for place in plot.places:
        if place.side not in (LUMENARA, HARBORLINE) or place.name == ARCHIVED:
            continue
        other = LUMENARA if place.side == HARBORLINE else HARBORLINE
        foreign = {other, *(one.name for one in plot.organisation.people if one.side == other)}
        for card in await plot.hands.cards(place.name):
            shown = f"{text_of(lines_of(card))} {card}"
            slips = [word for word in foreign if word in shown]
            expect(not slips, f"nothing of {other} in #{place.name}", ", ".join(slips))
            looked += 1
    return Happened(f"{looked} cards in partners' channels name nobody of the other partner, in text or in data")


async def receipt(plot: Plot) -> Happened:
    total = len(plot.places)
    wanted = f"Delivered to {total - 1} of {total} channels"

    async def look() -> list[str]:
        shown = [text_of(lines_of(one)) for one in await plot.hands.direct(plot.author)]
        return [text for text in shown if TITLE in text and wanted in text]

    text = (await until(look, f"“{wanted}” in the author's direct messages", COUNTED_WITHIN))[-1]
    for part in (f"#{ARCHIVED} is archived", "unarchive it and press Try again", "first to last", "apart"):
        expect(part in text, f"“{part}” in the receipt", text)
    line = next(one for one in text.splitlines() if wanted in one)
    shown = [one for one in await plot.hands.direct(plot.author) if TITLE in text_of(lines_of(one))]
    expect(len(shown) == 1, "one receipt that is edited", f"{len(shown)} messages")
    return Happened(f"“{line}”, with cause and remedy", (Panel("Receipt", tuple(lines_of(shown[0]))),))


async def ledgers(plot: Plot) -> Happened:
    plot.evidence = await plot.read()
    promised = [one for one in plot.evidence.deliveries if one.operation == "post"]
    sent = sorted(one.channel for one in promised if one.state == "sent")
    stored = sorted(one.channel for one in await posts(plot.world, of=TITLE))
    expect(sent == stored, f"the receipt to name what the ledgers hold: {', '.join(stored)}", ", ".join(sent))
    failed = [(one.channel, one.cause) for one in promised if one.state == "failed"]
    expect(failed == [(ARCHIVED, "channel_archived")], f"#{ARCHIVED} to have failed, archived", str(failed))
    expect(len(promised) == len(plot.places), f"{len(plot.places)} promised", str(len(promised)))
    return Happened(
        f"promised {len(promised)} = delivered {len(sent)} + failed {len(failed)}; "
        f"{len(plot.evidence.acknowledgements)} acknowledged"
    )
