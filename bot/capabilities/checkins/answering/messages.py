"""What is said where an answer is not taken, and what *not now* says."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.capabilities.checkins.answering.facts import PromptFacts
from bot.chat.message import Message, MomentStyle, say
from bot.chat.texts import Texts


def not_asked(t: Texts) -> Message:
    """To somebody who is not asked, or no longer."""
    text = t("This check-in asks others this time, so nothing was kept. Nothing is needed from you.")
    return say(text, locale=t.locale)


def not_an_answer(t: Texts) -> Message:
    """Where a button carries what it cannot."""
    text = t("That is none of the answers to this question, so nothing was changed. Press a button of the message.")
    return say(text, locale=t.locale)


def not_recognised(t: Texts) -> Message:
    """Where an anonymous press does not come from a message of this check-in."""
    text = t("This button does not belong to a check-in that you were sent, so nothing was kept. Use your own message.")
    return say(text, locale=t.locale)


def only_tried(t: Texts) -> Message:
    """Where a message was only tried out."""
    return say(t("This is a try-out: the button works, and nothing was kept."), locale=t.locale)


def later(at: datetime, now: datetime, t: Texts, zone: str) -> Message:
    """*Not now*."""
    if at.astimezone(ZoneInfo(zone)).date() == now.astimezone(ZoneInfo(zone)).date():
        clock = t.moment(at, zone, MomentStyle.TIME)
        text = t("All right. I ask once more at {time}; until then you can answer above.", time=clock)
    else:
        text = t("All right. I ask once more on {time}; until then you can answer above.", time=t.moment(at, zone))
    return say(text, locale=t.locale)


def no_later(facts: PromptFacts, t: Texts, zone: str) -> Message:
    """*Not now*, where there is no time left in their hours to ask again."""
    text = t(
        "All right. It closes {time}, before I could ask again in your hours. Until then you can answer above.",
        time=t.moment(facts.closes_at, zone),
    )
    return say(text, locale=t.locale)


def later_before(facts: PromptFacts, t: Texts, zone: str) -> Message:
    """*Not now*, once more."""
    text = t(
        "I ask again only once, so I leave it at that. You can answer above until {time}.",
        time=t.moment(facts.closes_at, zone),
    )
    return say(text, locale=t.locale)


def nothing_to_put_off(t: Texts) -> Message:
    """*Not now*, where somebody has answered or it is over."""
    return say(t("Nothing waits for you here any more, so there is nothing to put off."), locale=t.locale)


def brought(t: Texts) -> Message:
    """Where a message was asked for that had been held back."""
    return say(t("Here it comes, in our chat."), locale=t.locale)


def there_already(t: Texts) -> Message:
    """Where it stands in their chat."""
    return say(t("It stands in our chat above. Answer it there."), locale=t.locale)


def erased(t: Texts) -> Message:
    """In the place of the messages of somebody who was erased."""
    return say(t("What stood here was erased."), locale=t.locale)
