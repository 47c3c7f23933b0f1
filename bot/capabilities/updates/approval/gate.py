"""Whether an update needs another author's approval, and who may give it."""

from collections.abc import Collection
from datetime import datetime

from bot.capabilities.updates import store
from bot.capabilities.updates.questions.holding import begins
from bot.capabilities.updates.rights import read_by, refusal_to_publish
from bot.capabilities.updates.settings import PARTNERS, approval_wanted
from bot.capabilities.updates.store import Approval, ApprovalState, Update
from bot.capabilities.updates.store import answerers as people
from bot.capabilities.updates.store.answerers import Answerer
from bot.chat.texts import Texts
from bot.people import audience, directory
from bot.people.access import Actor
from bot.people.audience import Resolved
from bot.people.viewpoint import STRANGERS
from bot.storage.sessions import Session
from schedules.calendar import current_shift

MOST_ASKED = 5
"""People that are asked to approve one draft; among more, nobody would be the one who does."""

ASKED_OFF_SHIFT = 2
"""People that are asked where nobody is at work: those whose shift begins first."""


async def required(session: Session, resolved: Resolved) -> bool:
    """Whether what goes to this audience needs an approval at all, as the organisation has set it.

    What holds for an audience holds for its channels and teams, by whatever other audience they are reached.
    """
    wanted = await approval_wanted(session)
    if PARTNERS in wanted and read_by(resolved) - {resolved.internal, STRANGERS}:
        return True
    named = wanted - {PARTNERS}
    if not named or resolved.name.casefold() in named:
        return bool(named)
    return (await audience.extent_of(session, named)).meets(resolved)


async def required_to_correct(session: Session, known: Update, resolved: Resolved) -> bool:
    """Whether a correction needs an approval: for whom it reaches today, or for whom it has reached already."""
    if await required(session, resolved):
        return True
    wanted = await approval_wanted(session)
    if PARTNERS in wanted and await store.sides_reached(session, known) - {resolved.internal, STRANGERS}:
        return True
    extent = await audience.extent_of(session, wanted - {PARTNERS})
    return not extent.channel_ids.isdisjoint(await store.channels_of(session, known))


async def waits(session: Session, known: Update, resolved: Resolved) -> bool:
    """Whether a draft needs an approval that it has not got as it is now."""
    return await required(session, resolved) and not is_approved(known, await store.approval_of(session, known))


async def is_missing(session: Session, known: Update, resolved: Resolved) -> bool:
    """Whether what was planned needs an approval by now that nobody has given: audiences and settings change.

    What is planned can be moved and not changed, so that whatever was approved when it was planned still is.
    """
    row = await store.approval_of(session, known)
    return await required(session, resolved) and (row is None or row.state is not ApprovalState.APPROVED)


def is_approved(known: Update, row: Approval | None) -> bool:
    return row is not None and row.state is ApprovalState.APPROVED and row.revision == known.revision


async def writers_of(session: Session, known: Update) -> frozenset[int]:
    """Its author, and whoever wrote on it before."""
    return frozenset({known.author_id, *(one.from_id for one in await store.handovers_of(session, known))})


async def refusal_to_approve(session: Session, known: Update, actor: Actor, resolved: Resolved, t: Texts) -> str | None:
    """Why somebody may not approve a draft: its author and whoever wrote on it before, and who may not publish it."""
    return refusal_of_eyes(actor, await writers_of(session, known), resolved, t)


def refusal_of_eyes(actor: Actor, writers: Collection[int], resolved: Resolved, t: Texts) -> str | None:
    """Why somebody may not be the second pair of eyes on what these people wrote."""
    if actor.person_id in writers:
        return t("You wrote this, so another author has to approve it.")
    if refusal_to_publish(actor, resolved, t, urgent=False):
        return t("Only somebody who may publish to its audience can approve this. Ask an admin for the right.")
    return None


async def approvers(session: Session, writers: Collection[int], resolved: Resolved, now: datetime) -> list[Answerer]:
    """Whom to ask where the author names nobody: those at work, internal ones first, else whose shift begins first."""
    candidates = await people.answerers(session, await store.publishers(session, resolved.side_ids), now)
    present = [one for one in candidates.values() if one.present]

    def order(one: Answerer) -> tuple[bool, bool, bool, datetime, int]:
        internal = one.side_id == resolved.internal
        return not _at_work(one, now), one.reach is None, not internal, begins(one.hours, now), one.person_id

    actors = await directory.actors_of(session, [one.person_id for one in present])
    t = Texts()
    found = [
        one
        for one in sorted(present, key=order)
        if refusal_of_eyes(actors[one.person_id], writers, resolved, t) is None
    ]
    at_work = [one for one in found if _at_work(one, now)]
    return at_work[:MOST_ASKED] or found[:ASKED_OFF_SHIFT]


def _at_work(one: Answerer, now: datetime) -> bool:
    return one.hours is not None and current_shift(one.hours, now) is not None
