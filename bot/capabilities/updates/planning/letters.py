"""The direct messages to authors about what they have planned."""

from collections.abc import Callable

from bot.capabilities.updates.store import SUBJECT, Update
from bot.capability import Context
from bot.chat.inbound import Identity, Press
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox, Post, Subject, to_person
from bot.delivery.pace import Priority
from bot.people import directory
from bot.people.model import ChatIdentity
from bot.people.reachability import reaches
from bot.storage.sessions import Session

PLANNED = f"{SUBJECT}.planned"
"""The kind of subject that these messages are copies of; its id is the update's."""

Words = Callable[[Texts, str], Message]
"""Makes a message for whoever reads it, in their locale and time zone."""


def letters_of(known: Update) -> Subject:
    """Those about an update that goes out by itself."""
    return Subject(PLANNED, known.id)


async def tell(
    session: Session,
    outbox: Outbox,
    about: Subject,
    person_id: int,
    slot: str,
    words: Words,
    *,
    by: Identity | None = None,
) -> bool:
    """Messages somebody, under the identity they act under (`by`) or else the best; False if there is no way to."""
    ways = (await reaches(session, [person_id])).get(person_id, ())
    way = next((one for one in ways if (one.takes_direct if by is None else one.identity == by)), None)
    if way is None:
        return False
    reader = await directory.actor_of(session, person_id, way.identity)
    message = words(Texts(reader.locale), reader.zone)
    post = Post(to_person(way.identity_id), message, reader.side_id, (reader.side_id,), reader.locale, slot)
    await outbox.publish(about, [post], priority=Priority.ANSWER)
    return True


async def change(session: Session, outbox: Outbox, about: Subject, slot: str, words: Words) -> None:
    """Has what was told say something else, unless whoever was told is erased."""
    changed = []
    for copy in await outbox.copies(about, slot=slot):
        row = await session.get(ChatIdentity, copy.target_id)
        if row is None:
            continue
        reader = await directory.actor_of(session, row.person_id)
        changed.append((copy, words(Texts(copy.locale), reader.zone)))
    await outbox.edit_all(changed, priority=Priority.ANSWER)


async def was_pressed(context: Context, known: Update, slot: str, inbound: Press) -> bool:
    """Whether a button of that message was pressed, and not the same one elsewhere."""
    if inbound.message is None:
        return False
    platform, id_of = context.origin.platform, context.platforms[context.origin.platform].message_id
    for copy in await context.outbox.copies(letters_of(known), slot=slot):
        row = await context.session.get(ChatIdentity, copy.target_id)
        if copy.address is not None and row is not None and row.platform == platform:
            return id_of(copy.address) == id_of(inbound.message)
    return False
