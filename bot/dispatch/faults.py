"""What is said where the fault is ours."""

from bot.chat.inbound import Answer
from bot.chat.message import say
from bot.chat.texts import Texts


def not_done(reference: str, t: Texts) -> Answer:
    """Tells whoever asked that it did not work, with a reference to the log that they can pass on."""
    return Answer(
        message=say(
            t(
                "That did not work, and nothing was changed. Try again; if it happens again, give your admin the "
                "reference {reference}.",
                reference=reference,
            ),
            locale=t.locale,
        )
    )
