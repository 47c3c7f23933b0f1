"""The buttons of planned updates, wherever they stand."""

from bot.chat.message import Button, Tone
from bot.chat.texts import Texts

MOVE = "updates.move"
CANCEL = "updates.cancel_plan"
REST = "updates.publish_rest"
CALENDAR = "updates.calendar"


def move_button(public_id: str, t: Texts) -> Button:
    return Button(t("Move"), MOVE, public_id, opens_form=True)


def cancel_button(public_id: str, t: Texts) -> Button:
    """Cancelling loses nothing: the update is a draft again."""
    return Button(t("Cancel the plan"), CANCEL, public_id)


def rest_button(public_id: str, channels: int, t: Texts) -> Button:
    """Has the channels that are still to come get it at once."""
    label = t.n("Publish to the other {n} now", "Publish to the other {n} now", channels)
    return Button(label, REST, public_id, Tone.PRIMARY)


def calendar_button(t: Texts) -> Button:
    """What is planned in the next weeks, for whoever plans."""
    return Button(t("Calendar"), CALENDAR, opens_form=True)
