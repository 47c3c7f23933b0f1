"""What can be pressed and sent off once a shoutout was posted."""

from collections.abc import Mapping

from bot.capabilities.shoutouts.after import adding, cheering, whole
from bot.capabilities.shoutouts.after.forms import CHOOSE_NOTE, KEEP_NOTE, REMOVE_NOTE
from bot.capabilities.shoutouts.after.messages import UNCHEER
from bot.capabilities.shoutouts.card import ADD, CHEER, MORE
from bot.capability import FormPressOffer, PressOffer, SubmitOffer


def presses() -> Mapping[str, PressOffer]:
    """Buttons on cards and messages."""
    return {
        CHEER: PressOffer(cheering.cheer, together=cheering.cheer_together),
        UNCHEER: PressOffer(cheering.take_back),
        ADD: PressOffer(adding.open_form, reads=True),
        MORE: PressOffer(whole.more, reads=True),
    }


def submits() -> Mapping[str, SubmitOffer]:
    """Forms."""
    return {
        KEEP_NOTE: SubmitOffer(adding.keep),
        REMOVE_NOTE: SubmitOffer(adding.remove),
    }


def form_presses() -> Mapping[str, FormPressOffer]:
    """Buttons in forms."""
    return {CHOOSE_NOTE: FormPressOffer(whole.choose_note)}
