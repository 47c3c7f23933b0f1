"""Who sees after an update whose author is no longer here when its time comes."""

from datetime import datetime

from bot.capabilities.updates.rules import may_write
from bot.capabilities.updates.store import Update, answerers
from bot.chat.texts import Texts
from bot.people import audiences, directory
from bot.people.access import may_publish
from bot.people.model import Audience, Person, PersonState, Role, Side, SideState
from bot.storage.sessions import Session


async def is_here(session: Session, person_id: int) -> bool:
    """Whether somebody takes part: neither they nor their side have left. Whoever is away is still here."""
    person = await session.get_one(Person, person_id)
    side = await session.get_one(Side, person.side_id)
    return person.state in (PersonState.ACTIVE, PersonState.PROVISIONAL) and side.state in (
        SideState.ACTIVE,
        SideState.PAUSED,
    )


async def may_let_go(session: Session, known: Update, person_id: int) -> bool:
    """Whether somebody may publish to the audience of an update now."""
    audience = await session.get(Audience, known.audience_id)
    side_ids = await audiences.sides_of(session, audience) if audience else frozenset()
    actor = await directory.actor_of(session, person_id)
    return may_write(actor, Texts(actor.locale)) is None and may_publish(actor, side_ids) is None


async def heir_of(session: Session, known: Update, now: datetime) -> int | None:
    """Its owner, else a lead of the author's, else a manager or admin: the first who can be told and may publish it."""
    author = await session.get_one(Person, known.author_id)
    line = [
        known.owner_id,
        *await answerers.leads_of(session, known.author_id),
        *await answerers.managers_for(session, author.side_id),
    ]
    found = await answerers.answerers(session, line, now)
    for person_id in dict.fromkeys(line):
        one = found.get(person_id)
        if one is None or person_id == known.author_id or not one.present or one.reach is None:
            continue
        if await may_let_go(session, known, person_id):
            return person_id
    return None


async def admin_for(session: Session, known: Update, now: datetime) -> int | None:
    """An admin who hears of what nobody may publish: of the author's side, else an internal one; None without any.

    Somebody who is away or cannot be messaged is better than nobody: it stands on their home.
    """
    author = await session.get_one(Person, known.author_id)
    line = [one for one in await answerers.with_role(session, Role.ADMIN, author.side_id) if one != author.id]
    found = await answerers.answerers(session, line, now)
    actors = await directory.actors_of(session, line)
    candidates = []
    for person_id in line:
        actor = actors[person_id]
        own = actor.side_id == author.side_id
        if (own or actor.is_internal) and not actor.provisional and await is_here(session, person_id):
            one = found[person_id]
            candidates.append((one.reach is None, not one.present, not own, person_id))
    return min(candidates, default=(None,))[-1]
