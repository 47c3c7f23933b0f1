"""Has digests that are out follow what became of the stories in them: what is withdrawn stands in none."""

from datetime import date

from bot.capabilities.shoutouts.back.weekly import weekly
from bot.capabilities.shoutouts.release import recognition_audience
from bot.capabilities.shoutouts.store import DIGEST, Shoutout, digest
from bot.capabilities.shoutouts.weeks import weeks_telling_of
from bot.chat.message import Message, say
from bot.chat.texts import Texts
from bot.delivery.outbox import CARD, Outbox, Subject
from bot.delivery.tables import Copy, TargetKind
from bot.people import audience
from bot.people.channels import readers_of
from bot.people.model import Channel, ChatIdentity
from bot.people.viewpoint import Viewpoint
from bot.storage.sessions import Session


async def mark_digests(outbox: Outbox, kept: Shoutout) -> None:
    """Has the digests composed anew that may tell of a shoutout."""
    if kept.posted_at is None:
        return
    first, *more = [Subject(DIGEST, week.toordinal()) for week in weeks_telling_of(kept.posted_at)]
    await outbox.mark_stale(first, *more)


async def mark_week(outbox: Outbox, week: date) -> None:
    """Has the digests of a week composed anew once this is through.

    Whoever sends one begins with this: a second one waits, and so does whoever takes a story of it back meanwhile.
    """
    await outbox.mark_first(Subject(DIGEST, week.toordinal()))


async def compose(session: Session, subject: Subject, copy: Copy) -> Message | None:
    """A digest of what still stands, of the days that it told of; None where it shall stay as it is."""
    sent = await digest.sent_in(session, date.fromordinal(subject.id))
    theirs = [one.at for one in sent if (copy.side_id or 0) in one.sides]
    t = Texts(copy.locale)
    if not theirs:
        # Nobody knows any more of which days it told.
        return _over(t)
    at = theirs[0] if copy.slot == CARD else theirs[-1]
    recognition = await recognition_audience(session)
    found = await weekly(session, recognition.id if recognition else None, at, date.fromordinal(subject.id))
    resolved = await audience.resolve_teams(session, (), recognition)
    if copy.target_kind is TargetKind.CHANNEL:
        # Also one that the audience has no longer: what stands there is read there.
        channel = await session.get(Channel, copy.target_id)
        place = (await readers_of(session, [copy.target_id])).get(copy.target_id)
        if channel is None or place is None:
            return None
        sides = frozenset({*copy.viewpoint, *place.sides})
        viewpoint = Viewpoint(sides, resolved.sharing, resolved.internal, resolved.agreed)
        message = await found.digest(viewpoint, channel.platform, t, place.zone)
    else:
        identity = await session.get(ChatIdentity, copy.target_id)
        readers = await audience.readers_called(session, [identity.person_id] if identity else [], at)
        if identity is None or not readers:
            return _over(t)
        viewpoint, zone = resolved.viewpoint_of(readers[0].side_id), readers[0].zone
        message = await found.for_lead(identity.person_id, viewpoint, identity.platform, t, zone)
    return message or _over(t)


def _over(t: Texts) -> Message:
    return say(t("What this digest told of no longer stands."), locale=t.locale)
