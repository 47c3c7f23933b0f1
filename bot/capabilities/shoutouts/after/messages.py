"""What is said after a shoutout was posted, to whoever acts and to whom it concerns."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat.message import Button, Message, MomentStyle, say
from bot.chat.texts import Texts

UNCHEER = "shoutouts.uncheer"


def cheered(at: datetime, public_id: str, t: Texts, zone: str) -> Message:
    """The presser's cheer counts."""
    text = t("You cheered at {time}.", time=t.moment(at, zone, MomentStyle.TIME))
    return say(text, _take_back(public_id, t), locale=t.locale)


def cheered_before(at: datetime, now: datetime, public_id: str, t: Texts, zone: str) -> Message:
    """It counted before."""
    today = at.astimezone(ZoneInfo(zone)).date() == now.astimezone(ZoneInfo(zone)).date()
    since = t.moment(at, zone, MomentStyle.TIME if today else MomentStyle.DATE_TIME)
    return say(t("Your cheer counts since {time}.", time=since), _take_back(public_id, t), locale=t.locale)


def _take_back(public_id: str, t: Texts) -> Button:
    return Button(t("Take it back"), UNCHEER, public_id)


def cheer_taken_back(t: Texts) -> Message:
    return say(t("Your cheer is taken back."), locale=t.locale)


def no_cheer(t: Texts) -> Message:
    return say(t("You had not cheered, so nothing was changed."), locale=t.locale)


def own_shoutout(t: Texts) -> Message:
    """A giver cheers what they gave."""
    return say(t("It is your own shoutout: your thanks count already, and cheers come from others."), locale=t.locale)


def about_you(t: Texts) -> Message:
    """Somebody cheers themselves."""
    return say(t("This shoutout is about you, so the cheers come from others. Enjoy it."), locale=t.locale)


def added(t: Texts) -> Message:
    return say(t("Added. It stands under the story everywhere."), locale=t.locale)


def added_before(t: Texts) -> Message:
    return say(t("This note was added already, so nothing was added twice."), locale=t.locale)


def note_removed(t: Texts) -> Message:
    return say(t("The note is gone everywhere."), locale=t.locale)


def nothing_to_remove(t: Texts) -> Message:
    return say(t("This note is gone already, or is not yours to remove."), locale=t.locale)
