"""What answering offers."""

from bot.capabilities.checkins.answering import (
    actions,
    anonymous,
    channel,
    examples,
    home,
    later,
    named,
    silence,
    spared,
)
from bot.capabilities.checkins.answering.composing import GroupComposer
from bot.capabilities.checkins.subjects import GROUP
from bot.capability import (
    AnonymousPressOffer,
    AnonymousSubmitOffer,
    Capability,
    FormPressOffer,
    JobOffer,
    PressOffer,
    SubmitOffer,
)
from bot.clock import Clocks


def offers(clocks: Clocks) -> Capability:
    """For the capability to join to its own."""
    return Capability(
        "checkins",
        presses={
            actions.ANSWER: PressOffer(named.answer),
            actions.SKIP: PressOffer(named.skip),
            actions.CHANGE: PressOffer(named.change, reads=True),
            actions.WRITE: PressOffer(named.write, reads=True),
            actions.OPEN_HERE: PressOffer(channel.open_here, reads=True),
            actions.NOT_NOW: PressOffer(later.not_now),
            actions.MORE: PressOffer(silence.more, reads=True),
            actions.BRING: PressOffer(spared.bring),
        },
        submits={
            actions.KEEP: SubmitOffer(named.keep),
            actions.KEEP_HERE: SubmitOffer(channel.keep_here),
            actions.CAST: SubmitOffer(channel.cast),
        },
        anonymous_presses={
            actions.VOTE: AnonymousPressOffer(anonymous.vote),
            actions.SKIP_VOTE: AnonymousPressOffer(anonymous.skip),
            actions.CHANGE_VOTE: AnonymousPressOffer(anonymous.change, reads=True),
            actions.WRITE_VOTE: AnonymousPressOffer(anonymous.write, reads=True),
        },
        anonymous_submits={actions.KEEP_VOTE: AnonymousSubmitOffer(anonymous.keep)},
        form_presses={
            actions.SNOOZE: FormPressOffer(silence.snooze, reads=False),
            actions.STOP: FormPressOffer(silence.stop, reads=False),
            actions.UNDO: FormPressOffer(silence.undo, reads=False),
            actions.EXPLAIN: FormPressOffer(silence.explain),
            actions.BACK: FormPressOffer(silence.back),
        },
        composers={GROUP: GroupComposer(clocks)},
        spared={GROUP: spared.of_groups},
        jobs={later.ASK_AGAIN: JobOffer(later.ASKING_AGAIN.run, later.TOO_LATE)},
        home=home.items,
        examples=examples.examples,
    )
