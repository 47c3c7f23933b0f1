"""Planning a round-up: from then on its updates go out together by themselves, until somebody moves or cancels that."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.capabilities.updates import store
from bot.capabilities.updates.approval.letters import end
from bot.capabilities.updates.planning import letters
from bot.capabilities.updates.planning.arrange import back_to_draft, mistakes, plan_with
from bot.capabilities.updates.planning.rules import Intent, Timetable
from bot.capabilities.updates.planning.words import Plan
from bot.capabilities.updates.publish import Release
from bot.capabilities.updates.roundups.forms import Entry
from bot.capabilities.updates.roundups.planned import planned_letter
from bot.capabilities.updates.store import SUBJECT, Update, UpdateState, planned_round_ups, planning
from bot.capabilities.updates.store.planned_round_ups import PlannedRoundUp
from bot.capability import Acting
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Subject
from bot.due.work import put_down, take_back
from bot.people import audit
from bot.storage.sessions import Session

GO_OUT_TOGETHER = "updates.round_up_goes_out"
"""The work of letting a round-up go out; its owner is the round-up, and what waits of it is taken back by its moves."""

PLANNED_ROUND_UP = f"{SUBJECT}.planned_round_up"
"""The kind of subject of the messages to authors about it; its id is the round-up's."""


def letters_about(row: PlannedRoundUp) -> Subject:
    return Subject(PLANNED_ROUND_UP, row.id)


def slot_of(row: PlannedRoundUp) -> str:
    """Of the work as it is planned now: inside ids come again, public ones do not."""
    return f"{row.public_id}.{row.revision}"


async def plan_of(session: Session, releases: Sequence[Release], intent: Intent) -> Plan:
    """The moment of all of them, with what it is in the teams of all audiences; one needs a channel at least."""
    tables = [(await plan_with(session, intent, one.resolved)).table for one in releases if one.resolved.channels]
    return Plan(
        intent,
        Timetable(
            {key: at for one in tables for key, at in one.channels.items()},
            {key: at for one in tables for key, at in one.teams.items()},
            {key: turn for one in tables for key, turn in one.turns.items()},
        ),
    )


async def mistake(context: Acting, releases: Sequence[Release], intent: Intent) -> str | None:
    """Why they cannot be planned for this moment, in a sentence."""
    plan, t = await plan_of(context.session, releases, intent), context.t
    for release in releases:
        for why in mistakes(release.known, plan, context.now, t, context.zone).values():
            if plan.table.first <= context.now:
                return why
            title = await store.title_of(context.session, release.known, t.locale)
            return t("“{title}”: {why}", title=title, why=why)
    return None


def as_it_will_be(release: Release, plan: Plan) -> Release:
    """The release as it will read when its time comes."""
    if release.known.effective_from is not None:
        return release
    return replace(release, facts=replace(release.facts, effective_from=plan.table.first), cards={})


async def plan_them(context: Acting, releases: Sequence[Release], intent: Intent, *, confirmed: bool) -> Plan:
    """Has drafts go out together when their time comes; `mistake` was asked first."""
    assert intent.at is not None
    session, author, by = context.session, context.actor.person_id, context.actor.identity
    known = [one.known for one in releases]
    row = await planned_round_ups.keep(session, author, known, intent.at, intent.zone, intent.clocks)
    for release in releases:
        await end(context, release.known)
        await _plan(context, release, intent, "plan_update")
        plan_row = await store.plan_of(session, release.known)
        assert plan_row is not None
        plan_row.confirmed = confirmed
    await put_down(session, GO_OUT_TOGETHER, row.id, intent.at, slot=slot_of(row))
    plan = await plan_of(session, releases, intent)
    words = await _letter(context, row, releases, plan)
    await letters.tell(session, context.outbox, letters_about(row), author, row.public_id, words, by=by)
    return plan


async def move_them(context: Acting, row: PlannedRoundUp, releases: Sequence[Release], intent: Intent) -> Plan:
    """Has a round-up go out at another moment; what goes out stays as it was previewed."""
    assert intent.at is not None
    session = context.session
    row.at, row.zone, row.clocks = intent.at, intent.zone, intent.clocks
    row.revision += 1
    for release in releases:
        await _plan(context, release, intent, "move_plan")
    await take_back(session, GO_OUT_TOGETHER, row.id, reason="moved")
    await put_down(session, GO_OUT_TOGETHER, row.id, intent.at, slot=slot_of(row))
    plan = await plan_of(session, releases, intent)
    words = await _letter(context, row, releases, plan)
    await letters.change(session, context.outbox, letters_about(row), row.public_id, words)
    return plan


async def _plan(context: Acting, release: Release, intent: Intent, what: str) -> None:
    session, known = context.session, release.known
    known.state = UpdateState.PLANNED
    known.revision += 1
    row = await planning.keep_plan(session, known, intent.way, intent.at, intent.day, intent.zone, intent.clocks)
    row.revision, row.next_at = known.revision, intent.at
    row.left = dict(Counter(str(one.side_id or 0) for one in release.resolved.channels))
    assert intent.at is not None
    await audit.record(
        session,
        context.actor,
        what,
        "update",
        known.public_id,
        at=context.now,
        way=intent.way,
        first=intent.at.isoformat(),
        channels=len(release.resolved.channels),
        round_up=True,
    )


async def _letter(context: Acting, row: PlannedRoundUp, releases: Sequence[Release], plan: Plan) -> letters.Words:
    entries = [
        Entry(await title_of(context.session, one.known), one.resolved.name, len(one.resolved.channels))
        for one in releases
    ]

    def words(t: Texts, zone: str) -> Message:
        return planned_letter(row.public_id, entries, plan, t, zone)

    return words


async def title_of(session: Session, known: Update) -> str:
    """An update's title as its author wrote it."""
    return await store.title_of(session, known, known.locale)


async def dissolve(context: Acting, row: PlannedRoundUp, updates: Sequence[Update]) -> None:
    """Its updates are drafts again, and nothing goes out together any more."""
    for known in updates:
        await back_to_draft(context.session, known, context.now)
    await take_back(context.session, GO_OUT_TOGETHER, row.id, reason="cancelled")
    await planned_round_ups.end(context.session, row)
