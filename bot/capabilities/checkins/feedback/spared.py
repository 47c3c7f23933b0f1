"""Tells in the catch-up of messages about feedback that a person's budget held back."""

from collections.abc import Sequence
from datetime import datetime

from bot.capabilities.checkins.feedback import letters
from bot.capabilities.checkins.feedback.facts import piece_of
from bot.capabilities.checkins.feedback.messages import SHOW, WRITE, called
from bot.capabilities.checkins.feedback.prompting import round_of
from bot.capabilities.checkins.feedback.round_messages import in_catch_up as round_in_catch_up
from bot.capabilities.checkins.kinds import FeedbackState
from bot.capabilities.checkins.store import feedback as store
from bot.capabilities.checkins.store import feedback_rounds
from bot.capability import HeldBack
from bot.chat.message import Button
from bot.chat.texts import Texts
from bot.delivery.budget import Spared
from bot.people.audience import Reader
from bot.storage.sessions import Session


def in_catch_up(giver: str, t: Texts) -> str:
    """The line for whom feedback is."""
    return t("{name} has feedback for you.", name=giver)


async def of_feedback(
    session: Session, reader: Reader, held_back: Sequence[Spared], now: datetime
) -> Sequence[HeldBack]:
    """One line for each piece, however many messages about it were held back."""
    t, found = Texts(reader.locale), list[HeldBack]()
    for subject_id, slot in {one.subject.id: one.slot for one in held_back}.items():
        feedback = await store.numbered(session, subject_id)
        if feedback is None or feedback.state is FeedbackState.TAKEN_BACK:
            continue
        piece = await piece_of(session, feedback)
        if slot.startswith(letters.PASS):
            text = t("{name} wrote feedback for one of your people.", name=called(piece.giver, piece.person, t))
        elif feedback.giver_id == reader.person_id:
            text = t("There is news of your feedback for {name}.", name=called(piece.person, piece.giver, t))
        else:
            text = in_catch_up(called(piece.giver, piece.person, t), t)
        found.append(HeldBack(text, Button(t("Show"), SHOW, feedback.public_id)))
    return found


async def of_rounds(session: Session, reader: Reader, held_back: Sequence[Spared], now: datetime) -> Sequence[HeldBack]:
    """One line, however many weeks it was held back."""
    asked = await feedback_rounds.round_numbered(session, max(one.subject.id for one in held_back))
    if asked is None or asked.left_out:
        return []
    open_ones = [one for one in (await round_of(session, asked, now)).lines if not one.written]
    if not open_ones:
        return []
    t = Texts(reader.locale)
    button = Button(t("Write a line"), WRITE, open_ones[0].public_id, opens_form=True)
    return [HeldBack(round_in_catch_up(len(open_ones), t), button)]
