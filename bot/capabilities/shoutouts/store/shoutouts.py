"""Shoutouts as they are kept: drafts, and those that were posted with whom they name."""

from base64 import urlsafe_b64encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.shoutouts.kinds import ShoutoutState, Where
from bot.capabilities.shoutouts.store.tables import Cheer, CustomerStory, Note, Recipient, Shoutout
from bot.people.model import Person
from bot.storage.columns import PUBLIC_ID_BYTES, PUBLIC_ID_LENGTH, new_public_id
from bot.storage.locking import locked
from bot.storage.sessions import others_write


@dataclass(frozen=True)
class Thanked:
    """One who is to be thanked: a person in a team, or (without a person) a whole team."""

    side_id: int
    person_id: int | None = None
    team_id: int | None = None
    privately: bool = False


@dataclass(frozen=True)
class Written:
    """What somebody has typed, checked."""

    thanked: tuple[Thanked, ...] = ()
    story: str = ""
    quote: str = ""
    customer: str = ""
    value: str = ""
    ticket_url: str = ""
    goes_to: Where = Where.EVERYWHERE
    story_id: int | None = None


async def by_public_id(session: AsyncSession, public_id: str, *, lock: bool = False) -> Shoutout | None:
    """A shoutout by the id that buttons carry; with `lock` nobody else changes it meanwhile."""
    return await session.scalar(locked(select(Shoutout).where(Shoutout.public_id == public_id), lock))


async def save_draft(
    session: AsyncSession, public_id: str, giver_id: int, giver_side_id: int, written: Written, now: datetime
) -> Shoutout | None:
    """Keeps a draft under the id that its form was opened with; None if that is posted, somebody else's, or forged."""
    kept = await by_public_id(session, public_id, lock=True)
    if kept is None:
        if len(public_id) != PUBLIC_ID_LENGTH:
            return None
        kept = Shoutout(public_id=public_id, giver_id=giver_id, giver_side_id=giver_side_id, revision=0, saved_at=now)
        session.add(kept)
    elif kept.giver_id != giver_id or kept.state is not ShoutoutState.DRAFT:
        return None
    changed = (kept.story, kept.quote, kept.customer) != (written.story, written.quote, written.customer)
    kept.story, kept.quote, kept.customer = written.story, written.quote, written.customer
    kept.value, kept.ticket_url, kept.goes_to = written.value, written.ticket_url, written.goes_to
    kept.story_id = written.story_id or kept.story_id
    kept.shown = [] if changed else kept.shown
    kept.revision += 1
    kept.saved_at = now
    await session.flush()
    await name_anew(session, kept, written.thanked)
    return kept


async def name_anew(
    session: AsyncSession, kept: Shoutout, thanked: Sequence[Thanked], *instead_of: ColumnElement[bool]
) -> None:
    """Has it name these people, in this order, in place of some whom it named, or of all."""
    await session.execute(delete(Recipient).where(Recipient.shoutout_id == kept.id, *instead_of))
    session.add_all(
        Recipient(
            shoutout_id=kept.id,
            person_id=one.person_id,
            team_id=one.team_id,
            side_id=one.side_id,
            whole_team=one.person_id is None,
            privately=one.privately,
        )
        for one in thanked
    )
    await session.flush()


async def recipients_of(session: AsyncSession, shoutout_ids: Collection[int]) -> Mapping[int, Sequence[Recipient]]:
    """Whom shoutouts name, by shoutout, in the order in which they were named; who may see it is for the viewpoint."""
    rows = await session.scalars(
        select(Recipient).where(Recipient.shoutout_id.in_(sorted(shoutout_ids))).order_by(Recipient.id)
    )
    found: dict[int, list[Recipient]] = {one: [] for one in shoutout_ids}
    for row in rows:
        found[row.shoutout_id].append(row)
    return found


async def newest_draft(session: AsyncSession, giver_id: int, since: datetime) -> Shoutout | None:
    """What somebody had begun and not posted, if they saved it since then; a correction is none."""
    return await session.scalar(
        select(Shoutout)
        .where(
            Shoutout.giver_id == giver_id,
            Shoutout.state == ShoutoutState.DRAFT,
            Shoutout.corrects_id.is_(None),
            Shoutout.saved_at >= since,
        )
        .order_by(Shoutout.saved_at.desc(), Shoutout.id.desc())
        .limit(1)
    )


def successor_of(public_id: str) -> str:
    """The id of the draft in which what was withdrawn is gone on with: always the same one."""
    digest = sha256(public_id.encode()).digest()[:PUBLIC_ID_BYTES]
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


async def draft_of(session: AsyncSession, kept: Shoutout, now: datetime, public_id: str = "") -> Shoutout:
    """A new draft of the same giver that says the same and names the same people; under an id of its own if given."""
    draft = Shoutout(
        public_id=public_id or new_public_id(),
        giver_id=kept.giver_id,
        giver_side_id=kept.giver_side_id,
        story=kept.story,
        quote=kept.quote,
        customer=kept.customer,
        value=kept.value,
        ticket_url=kept.ticket_url,
        goes_to=kept.goes_to,
        saved_at=now,
    )
    session.add(draft)
    await session.flush()
    rows = (await recipients_of(session, [kept.id]))[kept.id]
    named = [Thanked(row.side_id, row.person_id, row.team_id) for row in rows if row.person_id or row.whole_team]
    await name_anew(session, draft, named)
    return draft


async def delete_draft(session: AsyncSession, kept: Shoutout) -> None:
    """Forgets a draft."""
    await session.delete(kept)
    await session.flush()


async def posted_since(session: AsyncSession, giver_id: int, since: datetime) -> int:
    """How many somebody has given since then, whatever became of them."""
    found = await session.scalar(select(func.count()).where(Shoutout.giver_id == giver_id, Shoutout.posted_at >= since))
    return found or 0


async def lock_giver(session: AsyncSession, giver_id: int) -> None:
    """Until this is over nobody else posts in their name; what refers to them meanwhile need not wait for it."""
    if others_write(session):
        await session.execute(select(Person.id).where(Person.id == giver_id).with_for_update(key_share=True))


async def thanked_since(
    session: AsyncSession, giver_id: int, person_ids: Collection[int], since: datetime
) -> Mapping[int, int]:
    """How often somebody has thanked each of these people since then; for telling the giver alone."""
    rows = await session.execute(
        select(Recipient.person_id, func.count())
        .join(Shoutout, Shoutout.id == Recipient.shoutout_id)
        .where(
            Shoutout.giver_id == giver_id,
            Shoutout.state == ShoutoutState.POSTED,
            Shoutout.posted_at >= since,
            Recipient.person_id.in_(sorted(person_ids)),
        )
        .group_by(Recipient.person_id)
    )
    return {person_id: count for person_id, count in rows if person_id is not None}


async def thanked_lately(session: AsyncSession, giver_id: int, since: datetime, most: int) -> Sequence[int]:
    """Whom somebody has thanked by name since then, the latest first; for offering them to the giver alone."""
    rows = await session.scalars(
        select(Recipient.person_id)
        .join(Shoutout, Shoutout.id == Recipient.shoutout_id)
        .where(
            Shoutout.giver_id == giver_id,
            Shoutout.state == ShoutoutState.POSTED,
            Shoutout.posted_at >= since,
            Recipient.person_id.is_not(None),
        )
        .group_by(Recipient.person_id)
        .order_by(func.max(Shoutout.posted_at).desc(), Recipient.person_id)
        .limit(most)
    )
    return [one for one in rows if one is not None]


async def cheers_of(session: AsyncSession, shoutout_ids: Collection[int]) -> Mapping[int, Sequence[int | None]]:
    """Who cheers shoutouts, by shoutout, the oldest cheer first (None: erased); who may see whose is for the viewpoint.

    Plain columns, since they may be many thousands.
    """
    rows = await session.execute(
        select(Cheer.shoutout_id, Cheer.person_id).where(Cheer.shoutout_id.in_(sorted(shoutout_ids))).order_by(Cheer.id)
    )
    found: dict[int, list[int | None]] = {one: [] for one in shoutout_ids}
    for shoutout_id, person_id in rows:
        found[shoutout_id].append(person_id)
    return found


async def notes_of(session: AsyncSession, shoutout_ids: Collection[int]) -> Mapping[int, Sequence[Note]]:
    """The notes that stand under shoutouts, by shoutout, the oldest first; who may see whose is for the viewpoint."""
    rows = await session.scalars(
        select(Note).where(Note.shoutout_id.in_(sorted(shoutout_ids)), Note.removed_at.is_(None)).order_by(Note.id)
    )
    found: dict[int, list[Note]] = {one: [] for one in shoutout_ids}
    for row in rows:
        found[row.shoutout_id].append(row)
    return found


async def names_erased(session: AsyncSession, kept: Shoutout) -> bool:
    """Whether anybody was erased whom a shoutout named in any way; it says neither whom nor as what."""
    thanked = exists().where(
        Recipient.shoutout_id == kept.id, Recipient.person_id.is_(None), Recipient.whole_team.is_(False)
    )
    others = [exists().where(one.shoutout_id == kept.id, one.person_id.is_(None)) for one in (Cheer, Note)]
    return kept.giver_id is None or bool(await session.scalar(select(or_(thanked, *others))))


async def story_of(session: AsyncSession, kept: Shoutout) -> CustomerStory | None:
    """The customer's praise that it was made of."""
    return await session.get(CustomerStory, kept.story_id) if kept.story_id is not None else None
