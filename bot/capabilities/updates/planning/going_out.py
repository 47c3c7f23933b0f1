"""The time of a planned update has come: it is looked at again, and goes out, or its author is told why not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.capabilities.updates import store
from bot.capabilities.updates.approval import gate
from bot.capabilities.updates.composing import card_subject, receipt_subject
from bot.capabilities.updates.planning import letters
from bot.capabilities.updates.planning.arrange import GO_OUT, back_to_draft, intent_of, keep_next, plan_with
from bot.capabilities.updates.planning.heirs import admin_for, heir_of, is_here, may_let_go
from bot.capabilities.updates.planning.messages import (
    cancelled_letter,
    deadline_is_over,
    gone_letter,
    held_up_letter,
    inherited_letter,
    late_letter,
    nobody_approves,
    stopped_letter,
    to_be_approved_now,
    too_late,
    too_late_letter,
    unclaimed_letter,
    who_can,
)
from bot.capabilities.updates.planning.rules import LATE, URGENT_LATE, WORTH_TELLING
from bot.capabilities.updates.publish import Paces, Release, crossing, impediment, let_go, part_of, release_of, send
from bot.capabilities.updates.reminders import looking
from bot.capabilities.updates.rules import may_write
from bot.capabilities.updates.store import Update, UpdateState, planning
from bot.capabilities.updates.store.planning import UpdatePlan
from bot.capability import Acting, JobContext, Work
from bot.chat.message import Button, Message, Tone
from bot.chat.texts import Texts
from bot.due.work import bring_forward, take_back
from bot.people import audit, directory
from bot.people.model import Audience
from bot.people.refusal import Refused

GO_ON = "updates.go_on"
"""The button that opens a draft, as the author's home has it."""


def go_on_button(known: Update, t: Texts) -> Button:
    return Button(t("Go on writing"), GO_ON, known.public_id, Tone.PRIMARY, opens_form=True)


@dataclass(frozen=True)
class GoingOut:
    """The job; all of what it does commits together with its being done."""

    paces: Paces

    async def go_out(self, job: JobContext, work: Work) -> None:
        """Lets go what is due, and puts down when the rest is."""
        async with job.write() as session:
            # Locked before the work is closed, as whoever moves or cancels it does.
            known = await session.get(Update, work.owner_id, with_for_update=True)
            if not await job.done(session):
                return
            row = await planning.plan_of(session, known) if known else None
            if known is None or row is None:
                return
            step = int(work.slot.rpartition(".")[2])
            actor = await directory.actor_of(session, known.author_id)
            acting = Acting(
                session, job.outbox(session), actor, Texts(actor.locale), job.clocks, job.platforms, job.offers
            )
            if known.state is UpdateState.PLANNED:
                await self._begin(acting, known, row, step, work.due_at)
            elif known.state is UpdateState.PUBLISHED and row.next_at is not None:
                await self._go_on(acting, known, row, step, work.due_at)

    async def _begin(self, acting: Acting, known: Update, row: UpdatePlan, step: int, due_at: datetime) -> None:
        session, now = acting.session, acting.now
        release = await checked(acting, known, row)
        if not isinstance(release, Release):
            await _hold_up(acting, known, row, release)
            return
        plan = await plan_with(session, intent_of(row), release.resolved)
        table = plan.table
        if table.first > now:
            await keep_next(session, known, row, release.resolved, table, now, (), step)
            return
        # Not since the first time: hours may have changed so that it lies before anybody looked.
        planned = max(table.first, due_at)
        if now - planned > _bearable(known):
            await _ask_whether_still(acting, known, row, planned)
            return
        await let_go(acting, part_of(release, table.due(now), table.asked(now)), self.paces)
        await keep_next(session, known, row, release.resolved, table, now, table.due(now), step)
        await _tell_gone(acting, known, row, release, planned)

    async def _go_on(self, acting: Acting, known: Update, row: UpdatePlan, step: int, due_at: datetime) -> None:
        release = await checked(acting, known, row)
        if not isinstance(release, Release):
            await _stop(acting, known, row, release)
            return
        if await gate.is_missing(acting.session, known, release.resolved):
            why = to_be_approved_now(release.resolved.name, acting.t)
            writers = await gate.writers_of(acting.session, known)
            others = await gate.approvers(acting.session, writers, release.resolved, acting.now)
            await _stop(acting, known, row, why, [one.person_id for one in others])
            return
        plan = await plan_with(acting.session, intent_of(row), release.resolved)
        table, now = plan.table, acting.now
        before = set(await store.channels_of(acting.session, known))
        waiting = [table.channels[one] for one in table.due(now) - before]
        # Not since their own times: hours may have changed so that these lie before anybody looked.
        if waiting and now - (planned := max(min(waiting), due_at)) > _bearable(known):
            await _stop(acting, known, row, too_late(planned, acting.t, acting.zone))
            return
        out = await self._let_more_go(acting, known, release, table.due(now), table.asked(now))
        await keep_next(acting.session, known, row, release.resolved, table, now, out, step)

    async def _let_more_go(
        self, acting: Acting, known: Update, release: Release, due: Collection[int], teams: Collection[int]
    ) -> frozenset[int]:
        """Has further channels get it and their people asked; says which channels have it then."""
        session, outbox, now = acting.session, acting.outbox, acting.now
        before = frozenset(await store.channels_of(session, known))
        more = part_of(release, frozenset(due) - before, teams)
        await store.expect_more(session, known, more.resolved.readers, now)
        figures = await store.readers_by_side(session, known, now)
        await send(acting, replace(more, readers=figures), self.paces)
        await bring_forward(session, looking.LOOK, known.id, now)
        await outbox.mark_stale(card_subject(known))
        await outbox.mark_stale(receipt_subject(known))
        return before | frozenset(due)

    async def publish_rest(self, acting: Acting, known: Update, row: UpdatePlan, release: Release) -> int:
        """Lets everything go that is still to come; says to how many channels."""
        plan = await plan_with(acting.session, intent_of(row), release.resolved)
        before = await store.channels_of(acting.session, known)
        out = await self._let_more_go(acting, known, release, plan.table.channels.keys(), plan.table.teams.keys())
        row.next_at, row.left = None, {}
        await take_back(acting.session, GO_OUT, known.id, reason="published at once")
        return len(out) - len(set(before))


def _bearable(known: Update) -> timedelta:
    """How late an update still goes out unasked."""
    return URGENT_LATE if known.urgent else LATE


async def checked(acting: Acting, known: Update, row: UpdatePlan) -> Release | str | None:
    """What going out now would do; else why its author may not, or (None) that they are gone."""
    t = acting.t
    if not await is_here(acting.session, known.author_id):
        return None
    if why := may_write(acting.actor, t):
        return why
    try:
        release = await release_of(acting, known)
    except Refused as refused:
        return str(refused)
    if why := impediment(acting, release):
        return why
    if known.state is UpdateState.PLANNED and await gate.is_missing(acting.session, known, release.resolved):
        return t("Another author must approve by now what goes to {audience}.", audience=release.resolved.name)
    if known.acknowledge_by is not None and known.acknowledge_by <= acting.now:
        return deadline_is_over(known.acknowledge_by, t, acting.zone)
    if crossing(acting, release) and not row.confirmed:
        return t("What looks like personal data in it would reach other companies now. Say whether that may be.")
    return release


async def _hold_up(acting: Acting, known: Update, row: UpdatePlan, why: str | None) -> None:
    """It does not go out: a draft again, its author's or, if they are gone, somebody else's who may publish it."""
    session, outbox, author = acting.session, acting.outbox, acting.actor
    title = await store.title_of(session, known, known.locale)
    slot = f"{row.letter}.held_up"
    await _quiet(acting, known, row, title)
    await back_to_draft(session, known, acting.now)
    await audit.record(
        session, author, "plan_held_up", "update", known.public_id, at=acting.now, author_gone=why is None
    )
    if why is not None:
        await letters.tell(
            session,
            outbox,
            letters.letters_of(known),
            author.person_id,
            slot,
            lambda t, zone: held_up_letter(title, why, go_on_button(known, t), t),
        )
        return
    heir = await heir_of(session, known, acting.now)
    to = heir if heir is not None else await admin_for(session, known, acting.now)
    if to is None:
        return
    goes_to = await session.get_one(Audience, known.audience_id)
    known.owner_id = to if known.owner_id == known.author_id else known.owner_id
    known.author_id = to

    def words(t: Texts, zone: str) -> Message:
        if heir is None:
            return unclaimed_letter(title, author.name, goes_to.name, go_on_button(known, t), t)
        return inherited_letter(title, author.name, go_on_button(known, t), t)

    await letters.tell(session, outbox, letters.letters_of(known), to, slot, words)


async def _ask_whether_still(acting: Acting, known: Update, row: UpdatePlan, planned: datetime) -> None:
    session, outbox = acting.session, acting.outbox
    title = await store.title_of(session, known, known.locale)
    await _quiet(acting, known, row, title)
    await letters.tell(
        session,
        outbox,
        letters.letters_of(known),
        known.author_id,
        f"{row.letter}.late",
        lambda t, zone: too_late_letter(title, planned, go_on_button(known, t), t, zone),
    )
    await audit.record(session, acting.actor, "plan_missed", "update", known.public_id, at=acting.now)
    await back_to_draft(session, known, acting.now)


async def _quiet(acting: Acting, known: Update, row: UpdatePlan, title: str) -> None:
    """Takes the buttons off the author's message, which a newer one answers."""

    def words(t: Texts, zone: str) -> Message:
        return cancelled_letter(title, go_on_button(known, t), t)

    await letters.change(acting.session, acting.outbox, letters.letters_of(known), row.letter, words)


async def _tell_gone(acting: Acting, known: Update, row: UpdatePlan, release: Release, planned: datetime) -> None:
    session, outbox, now = acting.session, acting.outbox, acting.now
    title = await store.title_of(session, known, known.locale)
    own = release.resolved.viewpoint_of(acting.actor.side_id)
    paused = [one.side_name for one in release.resolved.left_out if own.sees_side(one.side_id)]
    left_out = tuple(dict.fromkeys(paused))

    def words(t: Texts, zone: str) -> Message:
        return gone_letter(title, now, t, zone, left_out)

    await letters.change(session, outbox, letters.letters_of(known), row.letter, words)
    if now - planned > WORTH_TELLING:
        await letters.tell(
            session,
            outbox,
            letters.letters_of(known),
            known.author_id,
            f"{row.letter}.late",
            lambda t, zone: late_letter(title, planned, now - planned, t, zone),
        )


async def _stop(
    acting: Acting, known: Update, row: UpdatePlan, why: str | None, approvers: Sequence[int] | None = None
) -> None:
    """The rest does not go out by itself; whoever may publish to those channels can have it go.

    That is the author, as long as they may; else somebody who sees after it for them, or `approvers`, where it needs an
    approval by now. The author is told whether somebody was asked.
    """
    session, now, author = acting.session, acting.now, acting.actor
    title = await store.title_of(session, known, known.locale)
    channels = sum(row.left.values())
    row.next_at = None
    await acting.outbox.mark_stale(receipt_subject(known))
    await audit.record(session, author, "plan_stopped", "update", known.public_id, at=now, channels=channels)
    theirs = why is not None and approvers is None and await may_let_go(session, known, author.person_id)
    others = approvers
    if others is None:
        others = [] if theirs else await _in_their_place(acting, known, gone=why is None)
    actors = await directory.actors_of(session, others)
    asked = [actors[one] for one in others]
    slot = f"{row.letter}.stopped"
    if why is not None:
        named = [one.name if one.is_internal or one.side_id == author.side_id else "" for one in asked]

        def to_author(t: Texts, zone: str) -> Message:
            can = None if theirs else who_can(named[0] if len(named) == 1 else "", t, anybody=bool(named))
            if approvers is not None and not asked:
                can = nobody_approves(t)
            return stopped_letter(known.public_id, title, why, channels, t, instead=can)

        await letters.tell(session, acting.outbox, letters.letters_of(known), author.person_id, slot, to_author)

    def to_asked(t: Texts, zone: str) -> Message:
        if why is None:
            reason = t("{who}, who planned it, is no longer here.", who=author.name)
        elif approvers is None:
            reason = t("{who}, who planned it, may no longer publish there.", who=author.name)
        else:
            reason = why
        return stopped_letter(known.public_id, title, reason, channels, t)

    for one in asked:
        await letters.tell(session, acting.outbox, letters.letters_of(known), one.person_id, slot, to_asked)


async def _in_their_place(acting: Acting, known: Update, *, gone: bool) -> list[int]:
    """Who sees after the rest for an author who may not; an admin, where the author is gone and nobody may."""
    found = await heir_of(acting.session, known, acting.now)
    if found is None and gone:
        found = await admin_for(acting.session, known, acting.now)
    return [] if found is None else [found]
