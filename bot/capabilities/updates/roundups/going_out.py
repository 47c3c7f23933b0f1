"""The time of a planned round-up has come: what can goes out together, and its author is told of what cannot."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.updates import store
from bot.capabilities.updates.planning import letters
from bot.capabilities.updates.planning.arrange import back_to_draft
from bot.capabilities.updates.planning.going_out import checked
from bot.capabilities.updates.planning.heirs import heir_of, is_here
from bot.capabilities.updates.planning.messages import late_letter
from bot.capabilities.updates.planning.rules import LATE, WORTH_TELLING
from bot.capabilities.updates.publish import Paces, Release
from bot.capabilities.updates.reuse.messages import go_on_button
from bot.capabilities.updates.roundups import planned, sending
from bot.capabilities.updates.roundups.arrange import dissolve, letters_about, slot_of, title_of
from bot.capabilities.updates.roundups.forms import FEWEST
from bot.capabilities.updates.roundups.messages import round_up_button
from bot.capabilities.updates.roundups.planned import LeftOut
from bot.capabilities.updates.store import Update, UpdateState, planned_round_ups
from bot.capabilities.updates.store.planned_round_ups import PlannedRoundUp
from bot.capability import Acting, JobContext, Work
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.people import audit, directory


@dataclass(frozen=True)
class GoingOut:
    """The job; all of what it does commits together with its being done."""

    paces: Paces

    async def go_out(self, job: JobContext, work: Work) -> None:
        """Lets the updates of a round-up go, as far as each may still go out."""
        async with job.write() as session:
            # Locked before the work is closed, as whoever moves or cancels it does.
            row = await planned_round_ups.by_id(session, work.owner_id, lock=True)
            if not await job.done(session):
                return
            if row is None or work.slot != slot_of(row):
                return
            updates = await planned_round_ups.members_of(session, row, lock=True)
            actor = await directory.actor_of(session, row.author_id)
            acting = Acting(
                session, job.outbox(session), actor, Texts(actor.locale), job.clocks, job.platforms, job.offers
            )
            if not await is_here(session, row.author_id):
                await _pass_on(acting, row, _standing(updates))
            elif acting.now - row.at > LATE:
                await _ask_whether_still(acting, row, _standing(updates))
            else:
                await self._send(acting, row, updates)

    async def _send(self, acting: Acting, row: PlannedRoundUp, updates: Sequence[Update]) -> None:
        session, now = acting.session, acting.now
        releases: list[Release] = []
        left_out: list[LeftOut] = []
        for known in updates:
            title = await title_of(session, known)
            plan = await store.plan_of(session, known)
            if plan is None or known.state is not UpdateState.PLANNED:
                left_out.append(LeftOut("", title, acting.t("It is not planned any more.")))
                continue
            found = await checked(acting, known, plan)
            if isinstance(found, Release):
                plan.next_at, plan.left = None, {}
                releases.append(found)
                continue
            assert found is not None, "that its author is here was asked"
            left_out.append(LeftOut(known.public_id, title, found))
            await back_to_draft(session, known, now)
            await audit.record(
                session, acting.actor, "plan_held_up", "update", known.public_id, at=now, author_gone=False
            )
        titles = [await title_of(session, one.known) for one in releases]
        if releases:
            await sending.send(acting, releases, self.paces)
        await _tell_gone(acting, row, releases, titles, left_out)
        await planned_round_ups.end(session, row)


def _standing(updates: Sequence[Update]) -> list[Update]:
    return [one for one in updates if one.state is UpdateState.PLANNED]


async def _tell_gone(
    acting: Acting,
    row: PlannedRoundUp,
    releases: Sequence[Release],
    titles: Sequence[str],
    left_out: Sequence[LeftOut],
) -> None:
    """Its author's message says what became of it; a new one tells of what did not go, or went late."""
    session, outbox, now, about = acting.session, acting.outbox, acting.now, letters_about(row)
    paused = dict.fromkeys(
        left.side_name
        for one in releases
        for left in one.resolved.left_out
        if one.resolved.viewpoint_of(acting.actor.side_id).sees_side(left.side_id)
    )

    def gone(t: Texts, zone: str) -> Message:
        if not titles:
            return planned.drafts_again([one.title for one in left_out], t)
        return planned.gone_letter(titles, now, t, zone, tuple(paused))

    await letters.change(session, outbox, about, row.public_id, gone)
    if left_out:
        await letters.tell(
            session,
            outbox,
            about,
            row.author_id,
            f"{row.public_id}.left_out",
            lambda t, zone: planned.left_out_letter(left_out, len(titles), t),
        )
    if titles and now - row.at > WORTH_TELLING:
        await letters.tell(
            session,
            outbox,
            about,
            row.author_id,
            f"{row.public_id}.late",
            lambda t, zone: late_letter(planned.named(len(titles), t), row.at, now - row.at, t, zone),
        )


async def _ask_whether_still(acting: Acting, row: PlannedRoundUp, updates: Sequence[Update]) -> None:
    """It would go out so late that its author is asked: all of them are drafts again."""
    session = acting.session
    titles = await _dissolve(acting, row, updates, "plan_missed")
    await letters.tell(
        session,
        acting.outbox,
        letters_about(row),
        row.author_id,
        f"{row.public_id}.late",
        lambda t, zone: planned.too_late_letter(titles, row.at, t, zone),
    )


async def _pass_on(acting: Acting, row: PlannedRoundUp, updates: Sequence[Update]) -> None:
    """Its author has left: each of them is the draft of somebody who may publish it."""
    session, author = acting.session, acting.actor
    await _dissolve(acting, row, updates, "plan_held_up")
    heirs: dict[int, list[Update]] = {}
    for known in updates:
        heir = await heir_of(session, known, acting.now)
        if heir is not None:
            heirs.setdefault(heir, []).append(known)
    for heir, theirs in heirs.items():
        for known in theirs:
            known.owner_id = heir if known.owner_id == known.author_id else known.owner_id
            known.author_id = heir
        titles = [await title_of(session, one) for one in theirs]
        several, first = len(theirs) >= FEWEST, theirs[0].public_id

        def words(
            t: Texts, zone: str, titles: Sequence[str] = titles, several: bool = several, first: str = first
        ) -> Message:
            go_on = round_up_button(t) if several else go_on_button(first, t)
            return planned.inherited_letter(titles, author.name, go_on, t)

        await letters.tell(session, acting.outbox, letters_about(row), heir, f"{row.public_id}.held_up", words)


async def _dissolve(acting: Acting, row: PlannedRoundUp, updates: Sequence[Update], why: str) -> list[str]:
    """Nothing goes out; the author's message says so. Gives the titles."""
    session = acting.session
    titles = [await title_of(session, one) for one in updates]
    await letters.change(
        session,
        acting.outbox,
        letters_about(row),
        row.public_id,
        lambda t, zone: planned.drafts_again(titles, t),
    )
    for known in updates:
        await audit.record(session, acting.actor, why, "update", known.public_id, at=acting.now)
    await dissolve(acting, row, updates)
    return titles
