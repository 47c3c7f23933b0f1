"""The part of the story in which a manager writes an update and publishes it to every side at once."""

from bot.proof.evidence import posts
from bot.proof.hands import until
from bot.proof.marlowe import ARCHIVED
from bot.proof.organisation import Platform
from bot.proof.reading import text_of
from bot.proof.scenes.plot import CHANGED, TELL, TITLE, Plot
from bot.proof.steps import Happened, Panel, expect

WRITES_IN = "product-news"

DELIVERED_WITHIN = 15.0
"""Seconds until every reachable channel shows the card, by the ledgers; the pace itself takes none."""


async def write(plot: Plot) -> Happened:
    author, hands = plot.author, plot.hands
    answer = await hands.type_command(author, WRITES_IN, "/update")
    await hands.form_with(author, "What changed")
    await hands.press_in_form(author, "More")
    await hands.form_with(author, "Tell customers")
    return Happened(f"/update was answered in {answer['seconds'] * 1000:.0f} ms with the form")


async def preview(plot: Plot) -> Happened:
    author, hands = plot.author, plot.hands
    values = {
        "Title": TITLE,
        "What changed": CHANGED,
        "Audience": plot.organisation.audience,
        "Tell customers": TELL,
        "Playbook link": "https://playbook.marlowe-and-finch.example/refunds",
    }
    await hands.submit(author, values)
    lines = await hands.form_with(author, TITLE)
    seen = text_of(lines)
    expect(f"#{ARCHIVED} is archived" in seen, f"a warning that #{ARCHIVED} is archived", seen)
    expect("1 channel would not get it" in seen, "no other channel to be warned of", seen)
    view = await plot.world.slack.see("modal", plot.world.user(author))
    button = view["submit"]["text"]
    expect(button == f"Publish to {len(plot.places)} channels", f"{len(plot.places)} channels", button)
    detail = f"the form warns of #{ARCHIVED} alone and offers “{button}”"
    return Happened(detail, (Panel("Before it goes out", tuple(lines)),))


async def publish(plot: Plot) -> Happened:
    plot.published = True
    await plot.hands.submit(plot.author, {})
    form = await plot.hands.form(plot.author)
    expect(not form or "Publish to" not in text_of(form), "the form to close", text_of(form))
    return Happened("with one press")


async def deliver(plot: Plot) -> Happened:
    count, seconds = await delivered(plot, TITLE)
    detail = f"{count} channels on Slack and Teams, first to last {seconds:.2f} s by the stand-ins' ledgers"
    return Happened(detail, await plot.panels("lumenara-care", "Care desk"))


async def delivered(plot: Plot, title: str) -> tuple[int, float]:
    """How many channels have it, each that can be reached once and on both platforms, and seconds first to last."""

    async def look() -> bool:
        return {one.channel for one in await posts(plot.world, of=title)} >= plot.reachable

    await until(look, f"{len(plot.reachable)} channels to show “{title}”", DELIVERED_WITHIN)
    found = await posts(plot.world, of=title)
    channels = sorted(one.channel for one in found)
    expect(channels == sorted(plot.reachable), "each reachable channel to have it once", ", ".join(channels))
    platforms = {one.platform for one in found}
    expect(len(platforms) == len(Platform), "both platforms", ", ".join(platforms))
    return len(found), found[-1].at - found[0].at


async def write_another(plot: Plot, title: str, changed: str) -> None:
    """The author writes one more update to everybody, up to the preview."""
    author, hands = plot.author, plot.hands
    await hands.type_command(author, WRITES_IN, "/update")
    await hands.form_with(author, "What changed")
    await hands.submit(author, {"Title": title, "What changed": changed, "Audience": plot.organisation.audience})
    await hands.form_with(author, title)
