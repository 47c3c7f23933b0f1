"""The part of the story in which an update is planned for each team's own morning, and goes out then."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.proof.evidence import posts
from bot.proof.hands import until
from bot.proof.organisation import Team
from bot.proof.scenes.plot import Plot
from bot.proof.scenes.publishing import write_another
from bot.proof.scenes.rota import in_words, team_hours
from bot.proof.steps import Happened, Panel, expect
from schedules.calendar import next_shift

PLANNED = "The price of express delivery changes on Monday"
CHANGED = "It is **€9** from then on. Orders until Sunday keep the old price."

MORNINGS = "In each team's own morning"

GONE_OUT_WITHIN = 15.0
"""Seconds from a team's morning until its channel has the update."""


async def plan_for_mornings(plot: Plot) -> Happened:
    """The author plans it for the next day; the clock moves from one team's morning to the next."""
    day = _tomorrow(plot)
    mornings = _mornings(plot, day)
    panel = await _plan(plot, day)
    there: set[str] = set()
    for moment in sorted(set(mornings.values())):
        plot.stage.calendar.move_to(moment)
        due = {channel for channel, at in mornings.items() if at <= moment}
        await until(partial(_have, plot, due), f"{len(due)} channels to have it", GONE_OUT_WITHIN)
        there = {one.channel for one in await posts(plot.world, of=PLANNED)}
        expect(there == due, f"{', '.join(sorted(due))} to have it at {in_words(moment)}", ", ".join(sorted(there)))
    found = await posts(plot.world, of=PLANNED)
    expect(len(found) == len(there), "each channel to have it once", f"{len(found)} posts")
    first, last = min(mornings.values()), max(mornings.values())
    return Happened(
        f"planned with one form; {len(there)} channels get it in {len(set(mornings.values()))} mornings, from "
        f"{in_words(first)} to {in_words(last)}, none before its team begins to work",
        (panel,),
    )


def _tomorrow(plot: Plot) -> date:
    """The day after today where the author is."""
    author = plot.organisation.person(plot.author)
    zone = next(team.zone for team in plot.organisation.teams if team.name == author.team)
    return plot.stage.calendar.now().astimezone(ZoneInfo(zone)).date() + timedelta(days=1)


def _mornings(plot: Plot, day: date) -> Mapping[str, datetime]:
    """When each channel that can be reached is to have it: in the earliest morning of its teams."""
    teams = {team.name: team for team in plot.organisation.teams}
    places = [place for place in plot.places if place.name in plot.reachable]
    return {place.name: min(_morning(teams[name], day) for name in place.teams) for place in places}


def _morning(team: Team, day: date) -> datetime:
    """When a team begins to work on that local day, or on the next one on which it works."""
    midnight = datetime.combine(day, time(), ZoneInfo(team.zone))
    shift = next_shift(team_hours(team), midnight - timedelta(minutes=1))
    assert shift is not None, "every team works every week"
    return shift.start


async def _plan(plot: Plot, day: date) -> Panel:
    """The author writes the update and plans it, with all that they see before the last press."""
    author, hands = plot.author, plot.hands
    await write_another(plot, PLANNED, CHANGED)
    await hands.press_in_form(author, "Plan it")
    await hands.form_with(author, "Goes out")
    await hands.submit(author, {"Goes out": MORNINGS, "When": f"{day}"})
    lines = await hands.form_with(author, f"{MORNINGS}:")
    await hands.submit(author, {})

    async def told() -> bool:
        return any(PLANNED in text and MORNINGS in text for text in await hands.received(author))

    await until(told, "the author to have a message with the plan")
    early = await posts(plot.world, of=PLANNED)
    expect(not early, "nothing to go out before", ", ".join(one.channel for one in early))
    return Panel("Before it is planned", tuple(lines))


async def _have(plot: Plot, channels: set[str]) -> bool:
    return {one.channel for one in await posts(plot.world, of=PLANNED)} >= channels
