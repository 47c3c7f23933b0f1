"""One invented Slack: Marlowe & Finch, who run the app, and Harborline, who share a channel with them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.standin import SlackStandin


@dataclass
class Scene:
    """Ids and parts of the scene; `secret` is a private channel without the bot."""

    slack: SlackStandin
    client: AsyncWebClient
    team: str
    partner: str
    ana: str
    ben: str
    eve: str
    care: str
    shared: str
    secret: str
    bot: str


@asynccontextmanager
async def open_scene() -> AsyncIterator[Scene]:
    """The scene, for as long as the context lasts."""
    async with SlackStandin(pace_enforced=False) as slack:
        world = slack.world
        team, partner = world.add_workspace("Marlowe & Finch"), world.add_workspace("Harborline")
        installed = world.install_app(team)
        ana = world.add_user(team, "Ana Duarte", email="ana@marlowe.example", tz="Europe/Lisbon")
        ben = world.add_user(team, "Ben Osei")
        eve = world.add_user(partner, "Eve Lindqvist", email="eve@harborline.example")
        yield Scene(
            slack=slack,
            client=AsyncWebClient(installed["token"], base_url=slack.api_url, retry_handlers=[]),
            team=team,
            partner=partner,
            ana=ana,
            ben=ben,
            eve=eve,
            care=world.add_channel(team, "care", members=[ana, ben]),
            shared=world.add_channel(team, "harborline-care", members=[ana, eve], shared_with=[partner]),
            secret=world.add_channel(team, "leads", private=True, members=[ana], bot_in=False),
            bot=installed["bot_user_id"],
        )
