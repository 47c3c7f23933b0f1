"""What is sent about a question: to whoever has it, to whoever asked, and under every card."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.capabilities.updates import store as updates
from bot.capabilities.updates.composing import card_subject, receipt_subject, wall_of
from bot.capabilities.updates.publish import newly_shared, within
from bot.capabilities.updates.questions import messages, views
from bot.capabilities.updates.questions.holding import Turn, holder_of
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.store import answerers as people
from bot.capabilities.updates.store import questions as store
from bot.capabilities.updates.store.question_tables import Question
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.budget import Budget
from bot.delivery.outbox import Outbox, Post, Subject, to_channel, to_person
from bot.delivery.pace import Priority
from bot.due.work import put_down
from bot.people import audience
from bot.people.channels import readers_of
from bot.people.reachability import Reach, reaches
from bot.ports import Cause
from bot.storage.sessions import Session
from schedules.calendar import current_shift

BEGINS_JOB = "updates.question_begins"
DUE_JOB = "updates.question_due"

ABOUT_ALL = "update_questions"
"""The kind of subject of messages that concern several questions about one update; its id is the update's."""

WAITING = "update_questions_waiting"
"""The kind of subject of the one message a shift to somebody for whom more questions wait; its id is the person's."""

MOST_CLOSED = 5
"""Questions that are repeated to an asker whose update was withdrawn; the others are counted."""


@dataclass(frozen=True)
class Mail:
    """What is needed to send about questions of one update: the transaction, the update, and the calendar's instant."""

    session: Session
    outbox: Outbox
    known: Update
    now: datetime

    # --- whoever has it -----------------------------------------------------------------------------------------------

    async def hand(self, question: Question, turn: Turn) -> None:
        """Gives a question to somebody: now, or once their shift begins; the receipt tells where that is nobody."""
        question.turn += 1
        question.desk = turn.desk
        question.holder_id = turn.holder.person_id if turn.holder else None
        question.begins_at, question.due_at = turn.begins_at, turn.due_at
        await self.session.flush()
        await self.outbox.mark_stale(receipt_subject(self.known))
        if turn.holder is not None and turn.begins_at <= self.now:
            await self.call(question)
        elif turn.holder is not None:
            await self._put_down(BEGINS_JOB, question, turn.begins_at)
        await self._put_down(DUE_JOB, question, turn.due_at)

    async def look_again(self, question: Question, at: datetime) -> None:
        """Has it looked at `at` whether whoever has a question is still there; it stays theirs till then."""
        await self._put_down(DUE_JOB, question, at, f"{question.turn}.{at.isoformat()}")

    async def _put_down(self, kind: str, question: Question, at: datetime, slot: str = "") -> None:
        slot = slot or str(question.turn)
        await put_down(self.session, kind, question.id, at, slot=slot, for_whom=question.public_id)

    async def call(self, question: Question) -> None:
        """Messages whoever has a question; above their messages of this shift one more says that others wait."""
        holder = await holder_of(self.session, question, self.now)
        if holder is None or holder.reach is None:
            return
        subject, slot = question_subject(question), f"{store.HOLDER}{question.turn}"
        shift = current_shift(holder.hours, self.now) if holder.hours else None
        began = shift.start if shift else self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        if not await Budget(self.session, self.now).allows(holder.person_id, began, subject, slot=slot):
            title = (await updates.text_of(self.session, self.known, holder.locale)).title
            more = messages.more_wait(title, Texts(holder.locale))
            waiting = Subject(WAITING, holder.person_id)
            await self._to_person(waiting, f"{began:%Y%m%d%H%M}", holder.reach, holder.side_id, more)
            return
        wall = await wall_of(self.session, self.known)
        viewpoint = wall.viewpoint({holder.side_id})
        line = await views.line_for(self.session, question, self.known, viewpoint, holder.locale, may_answer=True)
        message = messages.to_answer(line, Texts(holder.locale), holder.zone)
        await self._to_person(subject, slot, holder.reach, holder.side_id, message)

    async def take_from_holders(self, questions: Sequence[Question]) -> None:
        """Has the direct messages to those who had questions say what became of them; who has one now keeps theirs."""
        by_id = {question.id: question for question in questions}
        wall = await wall_of(self.session, self.known)
        changes = []
        for copy in await store.holder_copies(self.session, by_id):
            if copy.slot == f"{store.HOLDER}{by_id[copy.subject_id].turn}" and by_id[copy.subject_id].is_open:
                continue
            question, t, viewpoint = by_id[copy.subject_id], Texts(copy.locale), wall.viewpoint(copy.viewpoint)
            title = (await updates.text_of(self.session, self.known, copy.locale)).title
            if question.answer:
                what = messages.by_whom(await views.who(self.session, question.answered_by, viewpoint), t)
            elif question.holder_id is None or question.due_at is None:
                what = t("Closed: the update was withdrawn")
            else:
                name = (await views.who(self.session, question.holder_id, viewpoint)).name
                what = t("{name} has it now", name=name) if name else t("Handed over")
            message = messages.no_longer_yours(title, question.text, what, question.answer, t)
            changes.append((copy, message))
        await self.outbox.edit_all(changes, priority=Priority.ANSWER)

    # --- whoever asked ------------------------------------------------------------------------------------------------

    async def tell_moved(self, question: Question) -> None:
        """Tells the asker who has their question now."""
        asker = await self._asker(question)
        if asker is not None:
            t = Texts(asker.locale)
            title = (await updates.text_of(self.session, self.known, asker.locale)).title
            holding = await views.holding(self.session, question, await wall_of(self.session, self.known), self.now)
            message = messages.moved(title, question.text, holding, t, asker.zone)
            await self._to_asker(question, asker, f"moved.{question.turn}", message)

    async def tell_answer(self, question: Question) -> bool:
        """Brings the answer to whoever asked; False if they cannot be messaged."""
        asker = await self._asker(question)
        if asker is None:
            return False
        t = Texts(asker.locale)
        title = (await updates.text_of(self.session, self.known, asker.locale)).title
        viewpoint = (await wall_of(self.session, self.known)).viewpoint({asker.side_id})
        by = await views.who(self.session, question.answered_by, viewpoint)
        message = messages.answered(title, question.text, question.answer, by, t)
        await self._to_asker(question, asker, "asker", message)
        return True

    async def tell_closed(self, questions: Sequence[Question]) -> None:
        """Tells each asker, in one message, that the update of their questions was withdrawn."""
        by_asker: dict[int, list[Question]] = {}
        for question in questions:
            if question.asker_id is not None:
                by_asker.setdefault(question.asker_id, []).append(question)
        for theirs in by_asker.values():
            asker = await self._asker(theirs[0])
            if asker is None or asker.reach is None:
                continue
            title = (await updates.text_of(self.session, self.known, asker.locale)).title
            texts = [question.text for question in theirs[:MOST_CLOSED]]
            message = messages.closed(title, texts, len(theirs) - len(texts), Texts(asker.locale))
            subject, slot = Subject(ABOUT_ALL, self.known.id), f"closed.{theirs[0].public_id}"
            await self._to_person(subject, slot, asker.reach, asker.side_id, message)

    async def _asker(self, question: Question) -> people.Answerer | None:
        """Whoever asked, if they are still there and can be messaged; best where they asked."""
        if question.asker_id is None:
            return None
        found = (await people.answerers(self.session, [question.asker_id], self.now)).get(question.asker_id)
        ways = (await reaches(self.session, [question.asker_id])).get(question.asker_id, ())
        able = sorted((way for way in ways if way.takes_direct), key=lambda w: w.identity.platform != question.platform)
        return replace(found, reach=able[0]) if found and able else None

    async def _to_asker(self, question: Question, asker: people.Answerer, slot: str, message: Message) -> None:
        if asker.reach is not None:
            await self._to_person(question_subject(question), slot, asker.reach, asker.side_id, message)

    async def _to_person(self, subject: Subject, slot: str, reach: Reach, side_id: int, message: Message) -> None:
        post = Post(to_person(reach.identity_id), message, side_id, (side_id,), message.locale, slot)
        await self.outbox.publish(subject, [post], priority=Priority.ANSWER)

    # --- all --------------------------------------------------------------------------------------------------------

    async def tell_all(self, question: Question) -> int:
        """Posts the answer under the card in every channel at once; says in how many."""
        cards = await store.cards_to_answer_under(self.session, self.known)
        places = await readers_of(self.session, [card.target_id for card in cards])
        wall = await wall_of(self.session, self.known)
        slot = f"{store.ANSWER}{question.public_id}"
        posts = []
        for card in cards:
            viewpoint = wall.viewpoint({*card.viewpoint, *places[card.target_id].sides})
            by = await views.who(self.session, question.answered_by, viewpoint)
            message = messages.for_all(question.shown, question.answer, by, Texts(card.locale))
            posts.append(
                Post(
                    to_channel(card.target_id),
                    message,
                    card.side_id,
                    tuple(sorted(viewpoint.sides)),
                    card.locale,
                    slot,
                    card.id,
                )
            )
        subject = question_subject(question)
        await self.outbox.publish(subject, posts, held=True)
        shared = newly_shared(await audience.resolve(self.session, self.known.audience_id, self.now))
        if shared:
            await self.outbox.stop(within(await self.outbox.copies(subject, slot=slot), shared), Cause.SHARED_SINCE)
        await self.outbox.release(subject, slot=slot)
        await self.outbox.mark_stale(card_subject(self.known))
        return len(posts)


def question_subject(question: Question) -> Subject:
    return Subject(store.QUESTION, question.id)


async def close_questions(session: Session, outbox: Outbox, known: Update, now: datetime) -> int:
    """Closes the open questions about an update that is withdrawn, and tells their askers; says how many.

    Answers that are queued to go under its cards never do; of those that are there the card says what to think.
    """
    await outbox.withdraw_all([(copy, None) for copy in await store.answers_not_out(session, known)])
    closed = await store.close_questions(session, known)
    if closed:
        mail = Mail(session, outbox, known, now)
        await mail.take_from_holders(closed)
        await mail.tell_closed(closed)
    return len(closed)
