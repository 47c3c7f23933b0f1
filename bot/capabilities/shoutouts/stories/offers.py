"""What is offered of customers' stories, for the capability to join to its own."""

from collections.abc import Mapping

from bot.capabilities.shoutouts.stories import deciding, messages, telling, who
from bot.capabilities.shoutouts.stories.rights import looks_after
from bot.capability import CommandOffer, JobOffer, PressOffer, SubmitOffer

COMMANDS = (
    CommandOffer(
        "shoutout stories",
        deciding.by_words,
        usage="shoutout stories",
        help="Decide on what customers said of your people",
        reads=True,
        may=looks_after,
    ),
)

PRESSES: Mapping[str, PressOffer] = {
    messages.STORIES: PressOffer(deciding.by_button, reads=True, may=looks_after),
    messages.TURN: PressOffer(deciding.turn, may=looks_after),
    messages.HAND_ON: PressOffer(deciding.pass_on, may=looks_after),
    messages.NOT_THIS: PressOffer(deciding.not_this, may=looks_after),
    messages.AFTER_ALL: PressOffer(deciding.after_all, may=looks_after),
    messages.WHO: PressOffer(who.ask, reads=True, may=looks_after),
    messages.REMEMBER: PressOffer(who.keep, may=looks_after),
    messages.SOMEBODY_ELSE: PressOffer(who.take_back, may=looks_after),
    messages.READ_ALL: PressOffer(deciding.read_all, reads=True, may=looks_after),
}

SUBMITS: Mapping[str, SubmitOffer] = {messages.CHOSEN: SubmitOffer(who.chosen, may=looks_after)}

JOBS: Mapping[str, JobOffer] = {
    telling.TELL: JobOffer(telling.tell_later, telling.TOO_LATE),
    telling.REMIND: JobOffer(telling.remind, telling.TOO_LATE),
}
