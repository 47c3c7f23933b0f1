"""Who may publish to what an audience comes to, whoever it is that asks."""

from bot.chat.texts import Texts
from bot.people.access import Actor, may_publish, may_publish_urgent
from bot.people.audience import Resolved
from bot.people.viewpoint import STRANGERS


def read_by(resolved: Resolved) -> frozenset[int]:
    """The sides of the audience, and all others that read its channels."""
    return resolved.side_ids.union(*(channel.side_ids for channel in resolved.channels))


def sees_all_sides(side_id: int, resolved: Resolved) -> bool:
    """Whether somebody of a side may know of all who read the audience."""
    own = resolved.viewpoint_of(side_id)
    return all(own.sees_side(side) for side in read_by(resolved) - {STRANGERS})


def refusal_to_publish(actor: Actor, resolved: Resolved, t: Texts, *, urgent: bool) -> str | None:
    """Why somebody may not publish to this audience, in a sentence; None if they may."""
    if not sees_all_sides(actor.side_id, resolved):
        return t("This audience reaches sides that you may not see. Ask an internal author to publish it.")
    may = may_publish_urgent if urgent else may_publish
    return may(actor, resolved.side_ids)
