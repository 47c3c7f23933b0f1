"""What asking and answering offers."""

from bot.capabilities.updates.messages import ASK
from bot.capabilities.updates.questions import answer, ask, jobs, listing, overheard
from bot.capabilities.updates.questions.forms import SEND_ANSWER, SEND_ON, SEND_QUESTION
from bot.capabilities.updates.questions.letters import BEGINS_JOB, DUE_JOB
from bot.capabilities.updates.questions.messages import ANSWER, HAND_OVER
from bot.capabilities.updates.receipt import QUESTIONS
from bot.capability import (
    Capability,
    CommandOffer,
    FormPressOffer,
    JobOffer,
    MenuItem,
    OverheardOffer,
    PressOffer,
    SubmitOffer,
)


def offers() -> Capability:
    """For the capability to join to its own."""
    return Capability(
        "updates",
        commands=(
            CommandOffer(
                "update questions",
                listing.questions,
                usage="update questions [page]",
                help="Questions about your updates, and what you asked yourself",
                reads=True,
            ),
            CommandOffer("questions", listing.questions, reads=True),
            CommandOffer(
                "update ask",
                ask.ask_by_words,
                usage="update ask [question]",
                help="Ask about the update of this thread, or the newest one here",
                reads=True,
            ),
            CommandOffer("ask", ask.ask_by_words, reads=True),
        ),
        presses={
            ASK: PressOffer(ask.ask, reads=True),
            ANSWER: PressOffer(answer.open_answer, reads=True),
            HAND_OVER: PressOffer(answer.open_hand_over, reads=True),
            QUESTIONS: PressOffer(listing.show_page, reads=True),
        },
        submits={
            SEND_QUESTION: SubmitOffer(ask.send),
            SEND_ANSWER: SubmitOffer(answer.send_answer),
            SEND_ON: SubmitOffer(answer.send_on),
        },
        form_presses={
            ASK: FormPressOffer(ask.ask_after_reading),
        },
        menu=(MenuItem("Questions", QUESTIONS, order=40, object_id="0", opens_form=True),),
        jobs={
            BEGINS_JOB: JobOffer(jobs.begin, jobs.TOO_LATE),
            DUE_JOB: JobOffer(jobs.move_on, jobs.TOO_LATE),
        },
        words=ask.offer_to_ask,
        overheard=OverheardOffer(overheard.about, overheard.offer, overheard.keep),
    )
