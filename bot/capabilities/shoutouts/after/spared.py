"""Tells in the catch-up of what the budget held back after shoutouts were posted."""

from collections.abc import Sequence
from datetime import datetime

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.after import messages, report_messages
from bot.capabilities.shoutouts.after.letters import OUTCOME, REPORT
from bot.capabilities.shoutouts.after.rights import may_decide
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.loading import facts_of, wall_of
from bot.capabilities.shoutouts.store import Objection, Shoutout
from bot.capability import HeldBack
from bot.chat.message import Button
from bot.chat.texts import Texts
from bot.delivery.budget import Spared
from bot.people import directory
from bot.people.audience import Reader
from bot.storage.sessions import Session


async def taken_down(session: Session, reader: Reader, spared: Sequence[Spared], now: datetime) -> Sequence[HeldBack]:
    """A line for each shoutout of theirs that a lead took down."""
    t = Texts(reader.locale)
    found = [await session.get(Shoutout, one.subject.id) for one in spared]
    lines = []
    for kept in found:
        if kept is None or kept.state is not ShoutoutState.TAKEN_DOWN or kept.giver_id != reader.person_id:
            continue
        viewpoint = (await wall_of(session, kept)).viewpoint({reader.side_id})
        line = messages.taken_down_line(await facts_of(session, kept, now), viewpoint, t)
        lines.append(HeldBack(line, messages.letter_button(kept.public_id, t)))
    return lines


async def reports_held_back(
    session: Session, reader: Reader, spared: Sequence[Spared], now: datetime
) -> Sequence[HeldBack]:
    """One line for all reports that still wait for who decides, and one for each of their own that was decided."""
    t = Texts(reader.locale)
    lines = []
    if any(one.slot == REPORT for one in spared) and may_decide(await directory.actor_of(session, reader.person_id)):
        waiting, _ = await store.open_for(session, reader.person_id)
        if waiting:
            lines.append(
                HeldBack(
                    report_messages.waiting_line(waiting, t), Button(t("See the reports"), report_messages.REPORTS)
                )
            )
    for one in spared:
        objection = await session.get(Objection, one.subject.id) if one.slot == OUTCOME else None
        if objection is None or objection.person_id != reader.person_id:
            continue
        kept = await session.get_one(Shoutout, objection.shoutout_id)
        text = t("You reported a shoutout: {what}", what=report_messages.outcome(kept.state, t))
        lines.append(HeldBack(text, messages.letter_button(kept.public_id, t)))
    return lines
