"""`/feedback`: a lead sees who has been without, a manager how the companies stand, everybody what they got."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.capabilities.checkins.feedback import messages
from bot.capabilities.checkins.feedback.facts import pieces_of
from bot.capabilities.checkins.feedback.messages import WRITE, ago, listed
from bot.capabilities.checkins.feedback.rules import WEEKS, may_give
from bot.capabilities.checkins.store import feedback as store
from bot.capabilities.checkins.store import feedback_people
from bot.capabilities.checkins.store.feedback_people import Member, SideShare
from bot.capability import Context
from bot.chat.inbound import Answer, Command, Press
from bot.chat.message import Actions, Button, Headline, Message, Part, Tone, paragraph
from bot.chat.texts import Texts
from bot.people import settings, sides
from bot.people.access import EVERYTHING, Actor, Scope
from bot.people.model import Role

LATEST = 10
"""Pieces that somebody is shown of what they got."""

NAMED = 10
"""People whom a lead is shown by name; more are counted."""

BUTTONS = 4
"""Of those, the ones with a button to write to."""


@dataclass(frozen=True)
class Standing:
    """How a lead's people stand: those without feedback for so many weeks, the longest first, and how many others.

    `begun`: somebody has had some.
    """

    without: tuple[Member, ...]
    others: int
    weeks: int
    begun: bool


async def show(context: Context, inbound: Command | Press | None = None) -> Answer:
    """How it stands, for leads and managers; what somebody got, for everybody else."""
    actor, t, now = context.actor, context.t, context.now
    if may_give(actor, t):
        return await mine(context)
    value = await settings.read(context.session, WEEKS)
    weeks = value if isinstance(value, int) else 4
    members = await feedback_people.members_led(context.session, actor.person_id) if actor.led_team_ids else []
    standing = sort(members, now, weeks) if members else None
    scope = await _managed(context, actor)
    shares: tuple[SideShare, ...] = ()
    if scope.sides is None or scope.sides:
        shares = tuple(await feedback_people.by_side(context.session, scope, now - timedelta(weeks=weeks)))
    return Answer(message=overview(standing, shares, weeks, now, t))


async def mine(context: Context, inbound: Command | Press | None = None) -> Answer:
    """`/feedback mine`."""
    found = await store.received(context.session, context.actor.person_id, LATEST)
    return Answer(message=messages.mine(await pieces_of(context.session, found), context.t, context.zone))


def sort(members: Sequence[Member], now: datetime, weeks: int) -> Standing:
    """Those without feedback for so many weeks, the longest first; who is new counts from when they came."""
    before = now - timedelta(weeks=weeks)
    without = sorted(
        (one for one in members if (one.last or one.since) < before),
        key=lambda one: (one.last or one.since, one.name.casefold()),
    )
    return Standing(tuple(without), len(members) - len(without), weeks, any(one.last for one in members))


async def _managed(context: Context, actor: Actor) -> Scope:
    if actor.may(Role.MANAGER):
        return EVERYTHING
    known = await sides.all_sides(context.session, EVERYTHING)
    return Scope(frozenset(one.id for one in known if actor.may(Role.MANAGER, one.id)))


def overview(standing: Standing | None, shares: tuple[SideShare, ...], weeks: int, now: datetime, t: Texts) -> Message:
    """What `/feedback` shows; never what any feedback said."""
    title = t("Feedback")
    parts: list[Part] = [Headline(title)]
    buttons = [Button(t("Give feedback"), WRITE, "", Tone.PRIMARY, opens_form=True)]
    if standing is not None:
        parts += _standing(standing, now, t)
        buttons += [
            Button(t("Write to {name}", name=one.name), WRITE, one.public_id, opens_form=True)
            for one in standing.without[:BUTTONS]
        ]
    if shares:
        parts.append(Headline(t.n("Had feedback in the last week", "Had feedback in the last {n} weeks", weeks), 2))
        parts.append(
            listed(
                [t("{company}: {had} of {people}", company=one.name, had=one.had, people=one.people) for one in shares]
            )
        )
    if standing is None and not shares:
        parts.append(paragraph(t("Write a line to somebody you work with: what you saw, and what to try.")))
    parts.append(Actions(tuple(buttons)))
    return Message(title, tuple(parts), t.locale)


def _standing(standing: Standing, now: datetime, t: Texts) -> list[Part]:
    if not standing.without and not standing.begun:
        text = t.n(
            "Nobody in your team has had any yet. Whoever is without for a week stands here.",
            "Nobody in your team has had any yet. Whoever is without for {n} weeks stands here.",
            standing.weeks,
        )
        return [paragraph(text)]
    if not standing.without:
        text = t.n(
            "Nobody in your team has been without feedback for a week.",
            "Nobody in your team has been without feedback for {n} weeks.",
            standing.weeks,
        )
        return [paragraph(text)]
    lines = [
        t("{name}, {team}: {when}", name=one.name, team=one.team, when=ago(one.last, one.since, now, t))
        for one in standing.without[:NAMED]
    ]
    if (more := len(standing.without) - NAMED) > 0:
        lines.append(t.n("and {n} more", "and {n} more", more))
    heading = t.n("Without feedback for a week", "Without feedback for {n} weeks", standing.weeks)
    parts: list[Part] = [Headline(heading, 2), listed(lines)]
    if standing.others:
        parts.append(
            paragraph(t.n("{n} other had some, or is new.", "{n} others had some, or are new.", standing.others))
        )
    return parts
