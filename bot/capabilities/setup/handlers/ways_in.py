"""The ways in: menu, help, home, and the card with a menu button."""

from datetime import datetime, timedelta
from itertools import islice

from bot.capabilities.setup.handlers import away
from bot.capabilities.setup.handlers.answers import Asked, sentence, shown, spelled
from bot.capabilities.setup.messages import channels as said
from bot.capabilities.setup.messages import companies, teams, ways_in
from bot.capabilities.setup.messages.ways_in import HelpGroup, HelpLine, Unknown
from bot.capabilities.setup.store import organisation
from bot.capabilities.setup.store import places as stored
from bot.capability import Capability, Context, HomeItem, MenuItem
from bot.chat.inbound import Answer, Command, PlaceKind, Press
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Post, Subject, to_channel
from bot.people import access, channels

MENU = "menu"

FIRST_STEPS = 3
"""Things proposed on an empty home."""

TEAMS_SHOWN = 6
"""Teams of one lead on their home; all of them stand in the list of teams."""

SAME_CLICK = timedelta(minutes=1)
"""Whoever asks for a card that came to a channel less than this ago means that one."""

AWAY_ORDER, CONFIRM_ORDER, COMPANY_ORDER, TEAM_ORDER = 10, 20, 30, 100
"""Where set-up's own items stand on the home: people before companies, and one's team below what is one's own."""


async def show_menu(context: Context, inbound: Command | Press) -> Answer:
    """Everything that this person may do, as buttons; after a remark on words that are no command."""
    t, actor = context.t, context.actor
    unknown = Unknown("", "")
    if isinstance(inbound, Command) and (typed := _unknown(inbound)):
        meant = context.offers.meant(typed, actor, t)
        unknown = Unknown(typed, spelled(context, meant, inbound) if meant else "", meant)
    return shown(ways_in.menu(t, actor.name, _items(context), spelled(context, "help", inbound), unknown))


def _unknown(inbound: Command) -> str:
    """What was typed that is no command; nothing where somebody asked for the menu."""
    typed = f"{inbound.name} {inbound.text}".strip()
    first, _, rest = typed.partition(" ")
    return rest.strip() if first == "instep" else "" if first == MENU else typed


async def show_help(context: Context, inbound: Command | Press) -> Answer:
    """The commands of this person on this platform; after a slash command those of its capability alone."""
    known = context.offers.capabilities
    about = inbound.text.strip().lower() if isinstance(inbound, Command) else ""
    asked = [one for one in known if any(offer.slash and offer.words == about for offer in one.commands)]
    groups = [_group(context, capability, inbound) for capability in asked or known]
    every = spelled(context, "help", inbound) if asked else ""
    return shown(ways_in.help_text(context.t, [group for group in groups if group.lines], every))


def _group(context: Context, capability: Capability, inbound: Asked) -> HelpGroup:
    t = context.t
    lines = []
    for offer in capability.commands:
        if offer.help and offer.may(context.actor, t) is None:
            spelling = spelled(context, offer.words, inbound)
            for usage, says in ((offer.usage, offer.help), *offer.also):
                typed = spelling
                if usage and spelling.endswith(offer.words):
                    typed = spelling.removesuffix(offer.words) + t(usage)
                lines.append(HelpLine(typed, t(says)))
    return HelpGroup(t(capability.heading), tuple(lines))


def _items(context: Context) -> list[MenuItem]:
    return [item for item in context.offers.menu() if item.may(context.actor, context.t) is None]


async def compose_home(context: Context) -> Message:
    """The home of whoever looks: what waits, what is theirs, their team, and a way to all the rest."""
    daily = (item for item in _items(context) if item.order < ways_in.SET_UP_FROM)
    return ways_in.home(context.t, await _home_items(context), list(islice(daily, FIRST_STEPS)))


async def show_home(context: Context, inbound: Command | Press) -> Answer:
    """The home as a message, where the platform has no page for it."""
    return shown(await compose_home(context))


async def show_waiting(context: Context, inbound: Press) -> Answer:
    """All that waits, where the home shows only the first of it."""
    return shown(ways_in.all_waiting(context.t, await _home_items(context)))


async def _home_items(context: Context) -> list[HomeItem]:
    offered = [capability.home for capability in context.offers.capabilities if capability.home]
    return [item for home in offered for item in await home(context)]


async def own_home_items(context: Context) -> list[HomeItem]:
    """What set-up itself puts on a home: people to confirm, companies to link, one's teams."""
    t, actor = context.t, context.actor
    items: list[HomeItem] = []
    if here := await away.home_parts(context):
        items.append(HomeItem(here, AWAY_ORDER))
    led = (
        await stored.teams(context.session, actor.scope, context.now, actor.led_team_ids) if actor.led_team_ids else []
    )
    for team in led[:TEAMS_SHOWN]:
        if team.provisional:
            items.append(HomeItem(teams.people_to_confirm(t, team), CONFIRM_ORDER, waiting=True))
        items.append(HomeItem(teams.my_team(t, team), TEAM_ORDER))
    if access.may_link_homes(actor) is None:
        for platform, home in await organisation.stranger_homes(context.session):
            message = companies.new_company(t, title_of(context, platform), platform, home)
            items.append(HomeItem(message.parts, COMPANY_ORDER, waiting=True))
    return items


def title_of(context: Context, platform: str) -> str:
    """A platform as people call it."""
    known = context.platforms.get(platform)
    return known.manners.title if known else platform


def _slot(at: datetime) -> str:
    return f"card.{at:%Y%m%d%H%M%S}"


async def post_menu_card(context: Context, inbound: Command | Press) -> Answer:
    """Puts a card with the menu button into this channel, for people who have no commands."""
    t, place = context.t, context.origin.place
    if place.kind is not PlaceKind.CHANNEL:
        return sentence(context, said.only_in_channels(t, spelled(context, "button", inbound)))
    channel = await channels.channel_at(context.session, context.origin.platform, place.installation, place.channel)
    if channel is None:
        return sentence(context, said.link_first(t, spelled(context, "link channel", inbound)))
    readers = (await channels.readers_of(context.session, [channel.id]))[channel.id]
    card = ways_in.menu_card(Texts(readers.locale))
    subject = Subject("setup.menu_card", channel.id)
    # One after the other, so that the second click of two finds the card of the first.
    await context.session.refresh(channel, with_for_update=True)
    slots = [copy.slot for copy in await context.outbox.copies(subject)]
    recently = _slot(context.now - SAME_CLICK)
    await context.outbox.publish(
        subject,
        [
            Post(
                to_channel(channel.id),
                card,
                min(readers.placed, default=None),
                tuple(sorted(readers.sides)),
                readers.locale,
                slot=next((slot for slot in slots if slot > recently), _slot(context.now)),
            )
        ],
    )
    return sentence(context, ways_in.menu_card_posted(t))
