"""What is said to whoever closes a meeting."""

from bot.capabilities.syncs.during.buttons import REOPEN
from bot.capabilities.syncs.during.facts import Minutes
from bot.capabilities.syncs.naming import name_of
from bot.chat.message import Button, Message, say
from bot.chat.texts import Texts
from bot.people.viewpoint import Viewpoint


def closed(channels: int | None, meeting_id: str, t: Texts) -> Message:
    """It is closed, and the summary is on its way; None: to how many channels is not said."""
    again = Button(t("Reopen"), REOPEN, meeting_id)
    if channels is None:
        text = t("Closed. The summary goes to all who take part. For a day, what is still added stands in it.")
        return say(text, again, locale=t.locale)
    if not channels:
        return say(t("Closed. The agenda says so."), again, locale=t.locale)
    text = t.n(
        "Closed. The summary goes to {n} channel. For a day, what is still added stands in it.",
        "Closed. The summary goes to {n} channels. For a day, what is still added stands in it.",
        channels,
    )
    return say(text, again, locale=t.locale)


def closed_before(minutes: Minutes, viewpoint: Viewpoint, t: Texts, zone: str) -> Message:
    """Somebody else was first."""
    at = t.moment(minutes.closed_at or minutes.starts_at, zone)
    again = Button(t("Reopen"), REOPEN, minutes.public_id)
    if name := name_of(minutes.closed_by, viewpoint):
        return say(t("{name} closed it on {time}. Nothing was changed.", name=name, time=at), again, locale=t.locale)
    return say(t("It was closed on {time}. Nothing was changed.", time=at), again, locale=t.locale)


def reopened(sync: str, t: Texts) -> Message:
    """It goes on."""
    text = t(
        "{sync} is open again, and its agenda follows. Close it when it is over: what came of it then stands under it.",
        sync=sync,
    )
    return say(text, locale=t.locale)


def not_reopened(t: Texts) -> Message:
    """It is open, or was closed too long ago."""
    text = t("Only what was closed in the last day can be opened again. Nothing was changed.")
    return say(text, locale=t.locale)


def not_yours_to_close(t: Texts) -> Message:
    text = t("Only the facilitator, the owner of this sync and managers can close it. Ask one of them.")
    return say(text, locale=t.locale)
