"""The part of the story in which agents of all sides press *Got it*, each in the way that works for them."""

from dataclasses import replace

from bot.proof.hands import until
from bot.proof.reading import text_of
from bot.proof.scenes.plot import TITLE, Plot
from bot.proof.steps import Happened, Panel, expect


async def on_slack(plot: Plot) -> Happened:
    return await _note(plot, ("wren", "support-emea"), ("koharu", "support-apac"), ("odell", "support-night"))


async def in_connect(plot: Plot) -> Happened:
    told = await _note(plot, ("jomar", "lumenara-care"), ("bayani", "lumenara-care"))
    return replace(told, detail=f"{told.detail}; one of another workspace, one a guest")


async def on_teams(plot: Plot) -> Happened:
    told = await _note(plot, ("omar", "Care desk"), ("arjun", "Payments desk"), ("devika", "Leads of both houses"))
    return replace(told, detail=f"{told.detail}; by Action.Execute, one of them in a shared channel")


async def _note(plot: Plot, *who: tuple[str, str]) -> Happened:
    for key, channel in who:
        told = await plot.hands.press(key, channel, "Got it")
        expect("Noted at" in told, f"{key} to be told when it was noted", told)
        plot.noted.append(key)
    names = ", ".join(plot.name(key) for key, _ in who)
    return Happened(f"{names}: “{told}”")


async def in_words(plot: Plot) -> Happened:
    key, channel = "mayumi", "lumenara-care"
    card = (await plot.hands.cards(channel))[-1]
    await plot.hands.mention(key, channel, "got it", thread=card["ts"])

    async def look() -> bool:
        return any("Noted at" in one for one in await plot.hands.whispers(key))

    await until(look, f"{key} to be told when it was noted")
    plot.noted.append(key)
    return Happened(f"{plot.name(key)}, for whom buttons do not work, wrote “@Instep got it” under the card")


async def twice(plot: Plot) -> Happened:
    again = await plot.hands.press("wren", "support-emea", "Got it")
    expect("You noted this" in again, "“You noted this …” for the second press", again)
    await _note(plot, ("ines", "support-emea"))
    other = await plot.hands.press("ines", "Leads of both houses", "Got it")
    expect("You noted this" in other, "Ines to be known on Teams as the one who pressed on Slack", other)
    names = [one.person for one in (await plot.read()).acknowledgements]
    wanted = sorted(plot.name(key) for key in plot.noted)
    expect(sorted(names) == wanted, f"{len(wanted)} people counted once each", ", ".join(names))
    return Happened(f"“{again}”; and whoever is on both platforms counts once: {len(names)} in all")


async def at_home(plot: Plot) -> Happened:
    hands = plot.hands
    waits = await hands.open_home("caspar")
    expect(TITLE in text_of(waits), "the update on the Home of somebody who has not noted it", text_of(waits))
    done = await hands.open_home("koharu")
    expect(TITLE not in text_of(done), "no update on the Home of somebody who has", text_of(done))
    there = await hands.open_home("layla")
    expect(TITLE in text_of(there), "the update in the personal chat on Teams", text_of(there))
    return Happened(
        "the update, for whoever has not pressed yet, on Slack and on Teams", (Panel("Home", tuple(waits)),)
    )
