"""Who may do what with a shoutout that was posted."""

from collections.abc import Collection

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.composers import kind_of_slot
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.release import subject_of
from bot.capabilities.shoutouts.store import Note, Shoutout
from bot.capability import Acting, Context
from bot.chat.inbound import Answer
from bot.chat.message import say
from bot.delivery.outbox import CARD
from bot.people.access import Actor, may_lead_team
from bot.people.channels import readers_of
from bot.people.model import Role


async def standing(context: Context, public_id: str, *, lock: bool = False) -> Shoutout | Answer:
    """A shoutout that stands and that whoever acts may read; otherwise what they are told."""
    kept = await store.by_public_id(context.session, public_id, lock=lock)
    if kept is not None and kept.state is ShoutoutState.POSTED and await may_read(context, kept):
        return kept
    if kept is not None and kept.state is not ShoutoutState.DRAFT and await may_read(context, kept):
        return gone(context)
    t = context.t
    return Answer(message=say(t("This shoutout is not for you to read, so nothing was changed."), locale=t.locale))


def gone(context: Context) -> Answer:
    """It was withdrawn, or taken down."""
    t = context.t
    return Answer(message=say(t("This shoutout no longer stands, so nothing was changed."), locale=t.locale))


async def may_read(context: Context, kept: Shoutout) -> bool:
    """Whether whoever acts has got it, leads somebody who is thanked, or can read a channel that has it."""
    actor = context.actor
    if actor.person_id == kept.giver_id or await store.thanked_in(context.session, kept, [actor.person_id]):
        return True
    rows = (await store.recipients_of(context.session, [kept.id]))[kept.id]
    if {row.team_id for row in rows} & set(actor.led_team_ids):
        return True
    if actor.side_id in await sides_reached(context, kept):
        return True
    return actor.is_internal and not actor.provisional and not all(row.privately for row in rows)


async def sides_reached(acting: Acting, kept: Shoutout) -> Collection[int]:
    """The sides that could read one of its cards when it was posted, or can now."""
    cards = [one for one in await acting.outbox.copies(subject_of(kept)) if kind_of_slot(one.slot) == CARD]
    now = await readers_of(acting.session, [copy.target_id for copy in cards])
    return {side for copy in cards for side in copy.viewpoint} | {side for one in now.values() for side in one.sides}


async def may_take_down(acting: Acting, kept: Shoutout) -> bool:
    """Whether whoever acts leads a team of the giver or of somebody who is thanked, manages their side, or is admin."""
    actor = acting.actor
    rows = (await store.recipients_of(acting.session, [kept.id]))[kept.id]
    places = {(row.team_id, row.side_id) for row in rows}
    places.add((await store.present_team(acting.session, kept.giver_id) if kept.giver_id else None, kept.giver_side_id))
    return any(
        may_lead_team(actor, team_id, side_id) is None if team_id is not None else actor.may(Role.LEAD, side_id)
        for team_id, side_id in places
    )


async def may_remove(acting: Acting, kept: Shoutout, note: Note) -> bool:
    """Whether whoever acts added this note, gave the shoutout, or may take it down."""
    person_id = acting.actor.person_id
    return person_id in (note.person_id, kept.giver_id) or await may_take_down(acting, kept)


def may_decide(actor: Actor) -> bool:
    """Whether reports come to whoever acts: the organisation's managers and admins."""
    return actor.is_internal and actor.may(Role.MANAGER, actor.side_id)
