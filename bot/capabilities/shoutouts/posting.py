"""Posting a shoutout: everything that this commits goes out, or nothing does."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.capabilities.shoutouts import settings, store, telling
from bot.capabilities.shoutouts.arriving import ARRIVED, LOOK_AFTER
from bot.capabilities.shoutouts.facts import Named
from bot.capabilities.shoutouts.kinds import ShoutoutState, Where
from bot.capabilities.shoutouts.release import Release, subject_of
from bot.capabilities.shoutouts.store import Shoutout
from bot.capabilities.shoutouts.stories import outcome
from bot.capabilities.shoutouts.write.finding import Labels
from bot.capability import Acting, JobContext, Work
from bot.delivery.outbox import Outbox, Post
from bot.delivery.pace import Priority
from bot.due.work import put_down
from bot.people import audit
from bot.ports import Cause, Rejected

FOLLOW = "shoutouts.follow"
"""The work of what follows once the cards are on their way."""


async def post(acting: Acting, release: Release) -> None:
    """Lets a draft go out as it would; `impediment` has said that nothing is in its way."""
    session, outbox, now, kept, facts = acting.session, acting.outbox, acting.now, release.kept, release.facts
    kept.story, kept.quote, kept.customer = facts.story, facts.quote, facts.customer
    kept.audience_id = release.audience_id
    private = {one.person_id for one in facts.recipients if one.privately}
    for row in release.rows:
        row.privately = kept.goes_to is Where.PRIVATELY or (row.person_id is not None and row.person_id in private)
    kept.state, kept.posted_at = ShoutoutState.POSTED, now
    await session.flush()
    await send_cards(outbox, release, release.posts())
    await outcome.turned(acting, kept)
    await put_down(session, FOLLOW, kept.id, now)
    await audit.record(
        session,
        acting.actor,
        "post_shoutout",
        "shoutout",
        kept.public_id,
        at=now,
        channels=len(release.channels),
        people=len(facts.recipients),
    )


async def follow(job: JobContext, work: Work) -> None:
    """Tells everybody whom a new shoutout concerns, if it stands, and sees to it that what does not arrive is noticed.

    In a transaction of its own: no card shall wait until all are found who are to be told.
    """
    now = job.clocks.calendar.now()
    async with job.write() as session:
        # It is locked before the work is done: whoever withdraws it has that first.
        kept = await session.get(Shoutout, work.owner_id, with_for_update=True)
        if await job.done(session) and kept is not None and kept.state is ShoutoutState.POSTED:
            await telling.begin(session, job.outbox(session), kept, now)
            await put_down(session, ARRIVED, kept.id, work.due_at + LOOK_AFTER)


async def send_cards(outbox: Outbox, release: Release, posts: Sequence[Post]) -> None:
    """Lets cards go out at one instant, but to channels that were shared with others since they were linked."""
    about = subject_of(release.kept)
    await outbox.publish(about, posts, priority=Priority.PUBLISH)
    shared = {
        channel.channel_id
        for channel in release.channels
        if channel.obstacle is not None and channel.obstacle.cause is Cause.SHARED_SINCE
    }
    if shared:
        copies = [copy for copy in await outbox.copies(about) if copy.target_id in shared]
        await outbox.stop(copies, Cause.SHARED_SINCE)


async def impediment(acting: Acting, release: Release) -> str | None:
    """Why this cannot go out as it is, in a sentence; None if it can."""
    session, t = acting.session, acting.t
    kept = release.kept
    nothing = t("nothing was corrected") if kept.corrects_id is not None else t("nothing was posted")
    if why := await outcome.hindrance(acting, kept):
        return why
    if why := await _absent(acting, release, nothing):
        return why
    if not release.facts.recipients:
        return t("Nobody is named any more, so {nothing}. Press Change and say whom you thank.", nothing=nothing)
    if any(row.person_id == acting.actor.person_id for row in release.rows):
        return t("Thanking oneself does not work. Press Change and take yourself out.")
    if await settings.is_on(session, settings.VALUE_REQUIRED) and not kept.value:
        return t("Each shoutout names a value here. Press Change and choose one.")
    # Two drafts that are posted at the same instant are counted one after the other.
    await store.lock_giver(session, acting.actor.person_id)
    if kept.corrects_id is None and (why := await all_given_today(acting)):
        return why
    if kept.goes_to is not Where.PRIVATELY and release.facts.openly and not release.channels:
        return t(
            "None of their teams has a channel that Instep can post to, so {nothing}. Choose “To them and their lead "
            "alone”, or ask their lead to link a channel.",
            nothing=nothing,
        )
    for name, message in release.different():
        platform = acting.platforms.get(name)
        try:
            if platform is not None:
                platform.render(message)
        except Rejected:
            return t("{platform} cannot show this. Shorten it.", platform=platform.manners.title if platform else "")
    return None


async def all_given_today(acting: Acting) -> str | None:
    """What a giver is told who has given as many as may be given in a day; None as long as one is left."""
    most = await settings.number(acting.session, settings.PER_DAY)
    if await store.posted_since(acting.session, acting.actor.person_id, start_of_day(acting)) < most:
        return None
    return acting.t.n(
        "You have given {n} shoutout today, as many as your organisation allows in a day. It is kept: post it "
        "tomorrow.",
        "You have given {n} shoutouts today, as many as your organisation allows in a day. It is kept: post it "
        "tomorrow.",
        most,
    )


async def _absent(acting: Acting, release: Release, nothing: str) -> str | None:
    """What is said of those who are named newly and are not here, or not for a while."""
    session, t, kept, rows = acting.session, acting.t, release.kept, release.rows
    known = (await store.named_before(session, kept.public_id)).values() if kept.corrects_id is not None else ()
    before = {(one.person_id, one.team_id if one.person_id is None else None) for one in known}
    chosen = {(one.person_id, one.team_id if one.person_id is None else None) for one in rows}
    named = [one for one in release.facts.recipients if one.whom in chosen - before]
    labels = Labels(acting.actor, t)

    def names(of: Sequence[Named]) -> str:
        return t.names([one.name if one.whole_team else labels.name(one) for one in of])

    if gone := [one for one in named if one.gone]:
        return t(
            "{names} is no longer here, so {nothing}. Press Change and take them out.",
            names=names(gone),
            nothing=nothing,
        )
    if paused := [one for one in named if one.paused]:
        return t(
            "{names} cannot be told of it while their company is paused, so {nothing}. Post it once the company is "
            "back, or press Change and take them out.",
            names=names(paused),
            nothing=nothing,
        )
    return None


def start_of_day(acting: Acting) -> datetime:
    """When today began where whoever acts is."""
    return acting.now.astimezone(ZoneInfo(acting.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
