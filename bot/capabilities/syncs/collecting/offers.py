"""What collecting for an agenda offers."""

from bot.capabilities.syncs import spared
from bot.capabilities.syncs.collecting import (
    answering,
    choosing,
    choosing_messages,
    examples,
    forms,
    handing,
    home,
    messages,
    prompting,
    runner,
    runner_messages,
)
from bot.capabilities.syncs.planning import COLLECT, REMIND
from bot.capabilities.syncs.subjects import MEETING
from bot.capability import Capability, CommandOffer, JobOffer, MenuItem, PressOffer, SubmitOffer


def offers() -> Capability:
    """For the capability to join to its own."""
    return Capability(
        "syncs",
        commands=(
            CommandOffer(
                "sync raise",
                answering.by_words,
                usage="sync raise [name of the sync] what you want to talk about",
                help="Put something on the agenda of a sync that your team takes part in",
            ),
        ),
        presses={
            messages.ADD: PressOffer(answering.add, reads=True),
            messages.NOTHING: PressOffer(answering.nothing),
            messages.ADD_IN_ORDER: PressOffer(answering.add_in_order, reads=True),
            messages.NOTHING_IN_ORDER: PressOffer(answering.nothing_in_order),
            messages.RAISE: PressOffer(answering.raise_something, reads=True),
            choosing_messages.CHOOSE: PressOffer(choosing.ask, reads=True),
            runner_messages.FACILITATE: PressOffer(handing.volunteer),
            runner_messages.INSTEAD: PressOffer(handing.volunteer_instead),
            runner_messages.CANNOT: PressOffer(handing.cannot),
            runner_messages.SWAP: PressOffer(handing.ask_swap, reads=True),
            runner_messages.ORDER: PressOffer(handing.show, reads=True),
        },
        submits={
            forms.KEEP: SubmitOffer(answering.keep),
            forms.KEEP_IN_ORDER: SubmitOffer(answering.keep_in_order),
            forms.KEEP_RAISED: SubmitOffer(answering.keep_raised),
            choosing_messages.KEEP_CHOICE: SubmitOffer(choosing.keep),
            runner_messages.KEEP_SWAP: SubmitOffer(handing.swap),
        },
        menu=(MenuItem("Raise something for a sync", messages.RAISE, order=31, opens_form=True),),
        home=home.waiting,
        examples=examples.examples,
        spared={MEETING: spared.of_meetings},
        jobs={
            COLLECT: JobOffer(prompting.collect, prompting.TOO_LATE),
            REMIND: JobOffer(prompting.remind, prompting.TOO_LATE),
            prompting.ASKED: JobOffer(prompting.ASKING.run, prompting.TOO_LATE),
            prompting.REMINDED: JobOffer(prompting.REMINDING.run, prompting.TOO_LATE),
            prompting.LOOK: JobOffer(prompting.look, prompting.TOO_LATE),
            choosing.TELL: JobOffer(choosing.TO_LEAD.run, choosing.TOO_LATE),
            runner.TELL: JobOffer(runner.tell, runner.TOO_LATE),
            runner.TELL_UNLED: JobOffer(runner.tell_unled, runner.TOO_LATE),
        },
    )
