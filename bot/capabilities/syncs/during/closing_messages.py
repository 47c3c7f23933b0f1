"""What is said to whoever closes a meeting."""

from bot.capabilities.syncs.during.facts import Minutes
from bot.capabilities.syncs.naming import name_of
from bot.chat.message import Message, say
from bot.chat.texts import Texts
from bot.people.viewpoint import Viewpoint


def closed(channels: int | None, t: Texts) -> Message:
    """It is closed, and the summary is on its way; None: to how many channels is not said."""
    if channels is None:
        text = t("Closed. The summary goes to all who take part. For a day, what is still added stands in it.")
        return say(text, locale=t.locale)
    if not channels:
        return say(t("Closed. The agenda says so."), locale=t.locale)
    text = t.n(
        "Closed. The summary goes to {n} channel. For a day, what is still added stands in it.",
        "Closed. The summary goes to {n} channels. For a day, what is still added stands in it.",
        channels,
    )
    return say(text, locale=t.locale)


def closed_before(minutes: Minutes, viewpoint: Viewpoint, t: Texts, zone: str) -> Message:
    """Somebody else was first."""
    at = t.moment(minutes.closed_at or minutes.starts_at, zone)
    if name := name_of(minutes.closed_by, viewpoint):
        return say(t("{name} closed it on {time}. Nothing was changed.", name=name, time=at), locale=t.locale)
    return say(t("It was closed on {time}. Nothing was changed.", time=at), locale=t.locale)


def not_yours_to_close(t: Texts) -> Message:
    text = t("Only the facilitator, the owner of this sync and managers can close it. Ask one of them.")
    return say(text, locale=t.locale)
