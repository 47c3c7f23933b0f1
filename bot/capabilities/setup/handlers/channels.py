"""Channels: linking one to its teams, and undoing it."""

from dataclasses import dataclass

from bot.capabilities.setup.handlers.answers import one, sentence, several, shown, spelled, unless_refused, wrong
from bot.capabilities.setup.messages import channels as said
from bot.capabilities.setup.messages import companies, readings
from bot.capabilities.setup.rules import READ_MEMBERS, read_zone
from bot.capabilities.setup.store import organisation, people
from bot.capabilities.setup.store import places as stored
from bot.capability import Context
from bot.chat.channels import written
from bot.chat.form import Values
from bot.chat.inbound import Answer, ChannelChange, ChannelChanged, Command, FormSubmitted, PlaceKind, Press
from bot.due import work
from bot.people import access, channels, sides
from bot.people.access import Actor
from bot.people.model import Channel, Side, Team
from bot.people.refusal import Refused
from schedules.calendar import DaysOff, InvalidCalendar, read_working_hours


async def ask_link(context: Context, inbound: Command | Press) -> Answer:
    """Opens the form that links this channel to its teams."""
    channel = await _this_channel(context)
    if channel is None:
        return sentence(context, said.only_in_channels(context.t, spelled(context, "link channel", inbound)))
    if context.actor.side_id not in channel.seen_sides:
        channel.seen_sides = sorted({*channel.seen_sides, context.actor.side_id})
    teams = [
        choice
        for team, choice in await stored.team_choices(context.session, context.actor.scope)
        if access.may_link_channel(context.actor, team.id, team.side_id) is None
    ]
    choices = [
        choice
        for side, choice in await organisation.side_choices(context.session, context.actor.scope)
        if access.may_manage_people(context.actor, side.id) is None
    ]
    if not teams and not choices:
        return sentence(context, said.nothing_to_link(context.t))
    linked = {team.public_id for team in await stored.teams_of(context.session, context.actor.scope, channel.id)}
    return Answer(
        form=said.link_channel_form(
            context.t,
            channel.written,
            channel.public_id,
            teams,
            [team.public_id for team in teams if team.public_id in linked],
            choices,
            may_add_partner=access.may_manage_partners(context.actor) is None,
        )
    )


async def _this_channel(context: Context) -> Channel | None:
    """The channel in which something is asked, kept from now on; None elsewhere."""
    place, platform = context.origin.place, context.origin.platform
    if place.kind is not PlaceKind.CHANNEL:
        return None
    known = await channels.channel_at(context.session, platform, place.installation, place.channel)
    if known is not None:
        return known
    # Who reads it is not known before its members are read; until then nothing is delivered there.
    met = await channels.keep_change(context.session, ChannelChanged(context.origin, ChannelChange.BOT_ADDED))
    if met is not None and not met.name:
        met.name = place.channel
    return met


@dataclass(frozen=True)
class _NewTeam:
    """A new team as it was filled in, checked; `problems` by field."""

    team: Team | None
    problems: dict[str, str]


async def link(context: Context, inbound: FormSubmitted) -> Answer:
    """Links a channel to exactly the chosen teams, of those that one may link, and has its members read."""
    t, session = context.t, context.session
    channel = await stored.channel_chosen(session, context.actor.scope, inbound.object_id)
    if channel is None:
        return sentence(context, said.channel_gone(t))
    new = _new_team(inbound.values)
    if new.problems:
        return wrong(**new.problems)
    chosen = list(await stored.teams_chosen(session, context.actor.scope, several(inbound.values.get("teams"))))
    present = await stored.teams_of(session, context.actor.scope, channel.id)
    if new.team is None and not chosen and not present:
        return wrong(**{"teams" if "teams" in inbound.values else "name": said.team_needed(t)})

    async def change() -> Answer:
        if new.team is not None:
            side = await _side(context, inbound.values)
            taken = said.new_team_taken(t, new.team.name)
            await stored.add_team(session, context.actor, side, new.team, taken, context.now)
            chosen.append(new.team)
        wanted = {team.id for team in chosen}
        for team in present:
            if team.id not in wanted and _may_link(context.actor, team):
                await channels.unlink(session, context.actor, channel, team, context.now)
        for team in chosen:
            await channels.link(session, context.actor, channel, team, context.now)
        names = [team.name for team in await stored.teams_of(session, context.actor.scope, channel.id)]
        if not names:
            return sentence(context, said.channel_unlinked(t, channel.written))
        await read_soon(context, channel)
        return shown(said.channel_linked(t, channel.written, channel.public_id, names))

    return await unless_refused(context, "name" if new.team else "teams", change)


def _may_link(actor: Actor, team: Team) -> bool:
    return access.may_link_channel(actor, team.id, team.side_id) is None


def _new_team(values: Values) -> _NewTeam:
    name = one(values.get("name"))
    if not name:
        return _NewTeam(None, {})
    problems: dict[str, str] = {}
    zone, country, hours = (
        one(values.get("zone")) or "UTC",
        one(values.get("country")).upper(),
        one(values.get("hours")),
    )
    try:
        zone = read_zone(zone)
    except InvalidCalendar as wrong_zone:
        problems["zone"] = str(wrong_zone)
    try:
        DaysOff(country)
    except InvalidCalendar as wrong_country:
        problems["country"] = str(wrong_country)
    try:
        if hours and not problems:
            read_working_hours(hours, zone=zone, country=country)
    except InvalidCalendar as wrong_hours:
        problems["hours"] = str(wrong_hours)
    return _NewTeam(Team(name=name, zone=zone, country=country, working_hours=hours), problems)


async def _side(context: Context, values: Values) -> Side:
    chosen = one(values.get("side"))
    if chosen == companies.NEW_PARTNER:
        return await sides.add_partner(context.session, context.actor, one(values.get("partner")), context.now)
    side = await organisation.side_chosen(context.session, context.actor.scope, chosen)
    if side is None:
        raise Refused(companies.side_needed(context.t))
    return side


async def read_soon(context: Context, channel: Channel) -> None:
    """Has the members of a channel read at once, and whoever asked told what was found."""
    tell = await people.identity_id(context.session, context.actor.identity)
    await work.put_down(
        context.session,
        READ_MEMBERS,
        channel.id,
        context.now,
        slot=f"asked.{context.now.isoformat()}",
        data={"tell": tell, "person": context.actor.person_id, "tries": 0},
    )


async def read_again(context: Context, inbound: Press) -> Answer:
    """Has the members of a channel read once more."""
    channel = await stored.channel_chosen(context.session, context.actor.scope, inbound.object_id)
    if channel is None:
        return sentence(context, said.channel_gone(context.t))
    teams = await stored.teams_of(context.session, context.actor.scope, channel.id)
    if not any(_may_link(context.actor, team) for team in teams):
        return sentence(context, said.nothing_to_link(context.t))
    await read_soon(context, channel)
    return sentence(context, readings.reading_again(context.t, channel.written))


async def ask_unlink(context: Context, inbound: Command | Press) -> Answer:
    """Says to whom this channel is linked, with the button that undoes it."""
    place = context.origin.place
    if place.kind is not PlaceKind.CHANNEL:
        return sentence(context, said.only_in_channels(context.t, spelled(context, "unlink channel", inbound)))
    channel = await channels.channel_at(context.session, context.origin.platform, place.installation, place.channel)
    teams = await stored.teams_of(context.session, context.actor.scope, channel.id) if channel else []
    if channel is None or not teams:
        command = spelled(context, "link channel", inbound)
        return sentence(
            context,
            said.not_linked(
                context.t, channel.written if channel else written(context.origin.platform, place.name), command
            ),
        )
    return shown(said.ask_unlink(context.t, channel.written, channel.public_id, [team.name for team in teams]))


async def unlink(context: Context, inbound: Press) -> Answer:
    """Undoes all links of a channel that one may undo."""
    channel = await stored.channel_chosen(context.session, context.actor.scope, inbound.object_id)
    if channel is None:
        return sentence(context, said.channel_gone(context.t))
    teams = await stored.teams_of(context.session, context.actor.scope, channel.id)
    if not teams:
        command = spelled(context, "link channel", inbound)
        return sentence(context, said.not_linked(context.t, channel.written, command))
    for team in [team for team in teams if _may_link(context.actor, team)] or teams:
        await channels.unlink(context.session, context.actor, channel, team, context.now)
    return sentence(context, said.channel_unlinked(context.t, channel.written))


async def agree_sharing(context: Context, inbound: Press) -> Answer:
    """Agrees to the companies that share a channel now."""
    channel = await stored.channel_chosen(context.session, context.actor.scope, inbound.object_id)
    if channel is None:
        return sentence(context, said.channel_gone(context.t))
    await channels.agree_to_homes(context.session, context.actor, channel, context.now)
    return sentence(context, said.sharing_agreed(context.t, channel.written))
