"""The beginning: both stand-ins, an organisation on them, the bot, and the roster that it is given; and the end."""

import time

from bot.proof.marlowe import ARCHIVED
from bot.proof.scenes.plot import Plot
from bot.proof.steps import Happened, expect


async def stand_in(plot: Plot) -> Happened:
    await plot.stage.start_standins()
    return Happened(f"as strict as the originals: Slack at {plot.stage.slack.origin}, Teams at {plot.stage.teams.url}")


async def move_in(plot: Plot) -> Happened:
    await plot.stage.build()
    organisation = plot.organisation
    partners = " and ".join(side.name for side in organisation.sides if not side.internal)
    zones = len({team.zone for team in organisation.teams})
    us = next(side.name for side in organisation.sides if side.internal)
    return Happened(
        f"{us} with {partners}: {len(organisation.people)} people, {len(organisation.places)} channels, "
        f"{zones} time zones"
    )


async def start(plot: Plot) -> Happened:
    began = time.monotonic()
    await plot.stage.start_bot()
    return Happened(f"ready in {time.monotonic() - began:.1f} s, on SQLite, with signatures and tokens checked")


async def link(plot: Plot) -> Happened:
    linked = await plot.stage.link_companies()
    return Happened(f"{linked} workspaces and tenants, each linked to its company")


async def import_people(plot: Plot) -> Happened:
    await plot.stage.import_people()
    teams, people = len(plot.organisation.teams), len(plot.organisation.people)
    return Happened(f"{teams} teams and {people} people, from CSV files, beside the running bot")


async def install(plot: Plot) -> Happened:
    await plot.stage.install_on_teams()
    return Happened("to a team, and to the channel that it shares with us")


async def import_channels(plot: Plot) -> Happened:
    await plot.stage.import_channels()
    return Happened(f"{len(plot.places)} channels, from the bot's own export with one column filled in")


async def archive(plot: Plot) -> Happened:
    await plot.stage.slack.act("archive", channel=plot.world.channel(ARCHIVED))
    return Happened(f"#{ARCHIVED} will not be reached")


async def stop(plot: Plot) -> Happened:
    plot.stage.bot.check()
    code = await plot.stage.stop_bot()
    expect(code == 0, "the bot to stop with 0", f"{code}: {plot.stage.bot.told()}")
    return Happened("gracefully, when asked")
