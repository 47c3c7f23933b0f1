"""What feedback offers."""

from datetime import datetime

from bot.capabilities.checkins.feedback import (
    answering,
    examples,
    forms,
    giving,
    letters,
    messages,
    overview,
    passing,
    prompting,
    round_messages,
    spared,
)
from bot.capabilities.checkins.feedback.rules import KEPT, WEEKS, may_give
from bot.capabilities.checkins.store import feedback_records
from bot.capabilities.checkins.subjects import FEEDBACK, ROUND
from bot.capability import Capability, CommandOffer, JobOffer, MenuItem, PressOffer, SearchOffer, SubmitOffer
from bot.storage.sessions import Session


def offers() -> Capability:
    """For the capability to join to its own."""
    return Capability(
        "checkins",
        commands=(
            CommandOffer(
                "feedback",
                giving.by_words,
                usage="feedback [@who what you saw, and what to try]",
                help="Write a line to one of your people, in private; alone it shows who has been without",
                slash=True,
            ),
            CommandOffer(
                "feedback mine",
                overview.mine,
                usage="feedback mine",
                help="See the feedback that you got",
                reads=True,
            ),
            CommandOffer(
                "feedback directly",
                passing.consent,
                usage="feedback directly",
                help="Let other companies' leads write to your people directly, for managers",
            ),
            CommandOffer(
                "feedback through leads",
                passing.consent,
                usage="feedback through leads",
                help="Have your own leads pass other companies' feedback on, for managers",
            ),
        ),
        presses={
            messages.WRITE: PressOffer(giving.write, reads=True, may=may_give),
            messages.TAKE_BACK: PressOffer(giving.take_back),
            messages.THANK: PressOffer(answering.thank),
            messages.SAY: PressOffer(answering.ask, reads=True),
            messages.SHOW: PressOffer(answering.show, reads=True),
            messages.PASS_ON: PressOffer(passing.pass_on),
            messages.KEEP_BACK: PressOffer(passing.ask_why),
            round_messages.NOT_NOW: PressOffer(prompting.leave_out),
            round_messages.STOP: PressOffer(prompting.be_quiet),
            round_messages.AGAIN: PressOffer(prompting.be_quiet),
        },
        submits={
            forms.KEEP: SubmitOffer(giving.keep, may=may_give),
            forms.KEEP_SAID: SubmitOffer(answering.keep),
            forms.KEEP_BACK_NOW: SubmitOffer(passing.keep_back),
        },
        searches={forms.PEOPLE: SearchOffer(giving.find)},
        menu=(MenuItem("Give feedback", messages.WRITE, order=41, opens_form=True, may=may_give),),
        home=passing.home,
        composers={FEEDBACK: letters.compose, ROUND: prompting.compose},
        spared={FEEDBACK: spared.of_feedback, ROUND: spared.of_rounds},
        jobs={
            letters.TELL: JobOffer(letters.NEWS.run, letters.TOO_LATE),
            letters.REMIND: JobOffer(passing.remind, passing.LATE),
            prompting.FEEDBACK: JobOffer(prompting.ask, prompting.TOO_LATE),
            prompting.TELL: JobOffer(prompting.ASKING.run, prompting.TOO_LATE_TO_TELL),
        },
        rhythms={prompting.FEEDBACK: prompting.RHYTHM},
        settings=(WEEKS,),
        examples=examples.examples,
        export_person=feedback_records.export_person,
        erase_person=feedback_records.take_out,
        merge_person=feedback_records.merge_person,
        retention=_retention,
        standing=prompting.begin,
    )


async def _retention(session: Session, now: datetime) -> int:
    return await feedback_records.forget(session, now - KEPT)
