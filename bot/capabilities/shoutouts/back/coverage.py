"""Coverage instead of a race: a lead sees whom nobody has named lately, a manager how the sides stand."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.capabilities.shoutouts import settings
from bot.capabilities.shoutouts.back import coverage_messages
from bot.capabilities.shoutouts.back.coverage_messages import Figures, Sorted, Unnamed
from bot.capabilities.shoutouts.loading import values_of
from bot.capabilities.shoutouts.store import coverage
from bot.capabilities.shoutouts.store.coverage import Member
from bot.capability import Context
from bot.chat.inbound import Answer, Command, Press
from bot.chat.texts import Texts
from bot.people import sides
from bot.people.access import EVERYTHING, Actor, Scope
from bot.people.model import Role
from bot.storage.sessions import Session

LOOKS_BACK = timedelta(weeks=12)
"""What the figures by side are of."""


def may_see(actor: Actor, t: Texts) -> str | None:
    """Coverage is for leads and managers."""
    if leads_or_manages(actor):
        return None
    return t("Only leads and managers see whom nobody has named lately. Ask your lead.")


def leads_or_manages(actor: Actor) -> bool:
    """Whether somebody leads a team, or manages a side or the organisation."""
    return not actor.provisional and (bool(actor.led_team_ids) or actor.may_somewhere(Role.MANAGER))


def managed(actor: Actor, side_ids: Sequence[int]) -> Scope:
    """The sides of which somebody may see the figures."""
    if actor.may(Role.MANAGER):
        return EVERYTHING
    return Scope(frozenset(side_id for side_id in side_ids if actor.may(Role.MANAGER, side_id)))


async def show(context: Context, inbound: Command | Press) -> Answer:
    """`/shoutout coverage`, and its next page."""
    session, actor = context.session, context.actor
    wanted = inbound.object_id if isinstance(inbound, Press) else ""
    after = int(wanted) if wanted.isdecimal() and len(wanted) < 5 else 0
    found = await unnamed(session, actor.person_id, context.now) if actor.led_team_ids else None
    scope = managed(actor, [one.id for one in await sides.all_sides(session, EVERYTHING)])
    figures = None
    if (scope.sides is None or scope.sides) and not after:
        since = context.now - LOOKS_BACK
        figures = Figures(
            tuple(await coverage.by_side(session, scope, since)),
            await coverage.crossing(session, scope, since),
            {one.key: one for one in await values_of(session)},
            everything=scope.sides is None,
        )
    return Answer(message=coverage_messages.coverage(found, figures, after, context.t, context.zone))


def sort(members: Sequence[Member], now: datetime, weeks: int) -> Sorted:
    """Whoever was not named for so many weeks, the longest first; away, new and provisional people apart."""
    before = now - timedelta(weeks=weeks)
    without = [one for one in members if one.last is None or one.last < before]
    provisional = [one for one in without if one.provisional]
    away = [one for one in without if not one.provisional and one.away_until is not None and one.away_until > now]
    new = [one for one in without if one not in (*provisional, *away) and one.since >= before]
    rest = [one for one in without if one not in (*provisional, *away, *new)]
    # Whoever was longest without it comes first; who was never named counts from when they came.
    rest.sort(key=lambda one: (one.without_since, one.name.casefold()))
    return Sorted(tuple(rest), tuple(away), tuple(new), tuple(provisional), len(members))


async def unnamed(session: Session, lead_id: int, now: datetime) -> Unnamed:
    """A lead's people whom nobody has named for as many weeks as the organisation says; for that lead alone."""
    weeks = await settings.number(session, settings.WEEKS_WITHOUT)
    return Unnamed(sort(await coverage.members_led(session, lead_id), now, weeks), weeks)
