"""What following up offers."""

from datetime import datetime

from bot.capabilities.checkins.answering.actions import ANYTHING
from bot.capabilities.checkins.following import (
    alert_messages,
    alerting,
    back_messages,
    backing,
    doing,
    done_messages,
    examples,
    noting,
    page,
    page_messages,
    talk_messages,
    talking,
)
from bot.capabilities.checkins.following.rules import KEPT
from bot.capabilities.checkins.store import talks, written_back
from bot.capabilities.checkins.subjects import BACK, DONE, LOW, NOTE, TALK
from bot.capability import (
    AnonymousPressOffer,
    AnonymousSubmitOffer,
    Capability,
    JobOffer,
    PressOffer,
    SubmitOffer,
)
from bot.storage.sessions import Session


def offers() -> Capability:
    """For the capability to join to its own."""
    return Capability(
        "checkins",
        presses={
            page_messages.FOLLOW: PressOffer(page.show, reads=True),
            talking.BEGIN: PressOffer(talking.begin, reads=True),
            talking.SHOW: PressOffer(talking.show, reads=True),
            alert_messages.SHOW_LOW: PressOffer(alerting.show, reads=True),
            talk_messages.SAY: PressOffer(talking.answer, reads=True),
            back_messages.WRITE_BACK: PressOffer(backing.write_back, reads=True),
            back_messages.SHOW_NOTE: PressOffer(noting.show, reads=True),
            done_messages.TELL_DONE: PressOffer(doing.tell, reads=True),
            done_messages.CORRECT: PressOffer(doing.correct, reads=True),
            done_messages.WITHDRAW: PressOffer(doing.withdraw),
            done_messages.SHOW: PressOffer(doing.show, reads=True),
        },
        submits={
            talking.BEGUN: SubmitOffer(talking.begun),
            talk_messages.KEEP_SAID: SubmitOffer(talking.keep),
            back_messages.WROTE_BACK: SubmitOffer(backing.wrote_back),
            done_messages.TOLD_DONE: SubmitOffer(doing.told),
            done_messages.CORRECTED: SubmitOffer(doing.corrected),
        },
        anonymous_presses={ANYTHING: AnonymousPressOffer(backing.anything, reads=True)},
        anonymous_submits={back_messages.ANSWER_BACK: AnonymousSubmitOffer(backing.answer_back)},
        composers={
            TALK: talking.compose,
            LOW: alerting.compose,
            NOTE: noting.as_it_stands,
            BACK: noting.as_it_stands,
            DONE: doing.compose,
        },
        spared={
            TALK: talking.spared,
            LOW: alerting.spared,
            NOTE: noting.spared_notes,
            BACK: noting.spared_backs,
            DONE: doing.spared,
        },
        jobs={
            talking.TELL: JobOffer(talking.MAIL.run, talking.TOO_LATE),
            alerting.TELL: JobOffer(alerting.MAIL.run, alerting.TOO_LATE),
            noting.SPREAD: JobOffer(noting.tell_page, noting.TOO_LATE),
            noting.TELL: JobOffer(noting.NOTES.run, noting.TOO_LATE),
            noting.LOOK: JobOffer(noting.look, noting.TOO_LATE),
            noting.TELL_BACK: JobOffer(noting.BACKS.run, noting.TOO_LATE),
            doing.SPREAD: JobOffer(doing.tell_page, doing.TOO_LATE),
            doing.TELL: JobOffer(doing.MAIL.run, doing.TOO_LATE),
        },
        examples=examples.examples,
        export_person=talks.export_person,
        erase_person=talks.take_out,
        merge_person=talks.merge_person,
        retention=_retention,
    )


async def _retention(session: Session, now: datetime) -> int:
    return await talks.forget(session, now - KEPT) + await written_back.forget(session, now - KEPT)
