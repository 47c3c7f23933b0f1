"""What is said about coming to an event, and about its recording."""

from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.syncs.during.buttons import COMING, COMING_FIRST, COMING_SECOND, NOT_COMING
from bot.capabilities.syncs.store.tables import Sync
from bot.chat.message import Actions, Body, Button, LinkButton, Message, Paragraph, plain, say
from bot.chat.texts import Texts


def coming(meeting_id: str, starts_at: datetime, sync: Sync, t: Texts, zone: str, *, beside: bool) -> Message:
    """To the only time; `beside` the invitation, which has the button to think again."""
    text = t("You are coming: {sync}, {time}.", sync=sync.name, time=t.moment(starts_at, zone))
    again = () if beside else (Button(t("Can't, send me the recording"), NOT_COMING, meeting_id),)
    return say(text, *again, locale=t.locale)


@dataclass(frozen=True)
class Times:
    """The two times of an event; `first_begun`: only the second can still be chosen."""

    first: datetime
    second: datetime
    first_begun: bool


def coming_to(meeting_id: str, sync: str, times: Times, t: Texts, zone: str, *, again: bool) -> Message:
    """To one of two times; the other one can be chosen as long as it is to come."""
    first, second = t.moment(times.first, zone), t.moment(times.second, zone)
    if again:
        text = t("You are coming: {sync}, {time}, which is its second time.", sync=sync, time=second)
        other = () if times.first_begun else (Button(t("Rather {time}", time=first), COMING_FIRST, meeting_id),)
    else:
        text = t("You are coming: {sync}, {time}.", sync=sync, time=first)
        other = (Button(t("Rather {time}", time=second), COMING_SECOND, meeting_id),)
    return say(text, *other, Button(t("Can't, send me the recording"), NOT_COMING, meeting_id), locale=t.locale)


def not_coming(meeting_id: str, t: Texts, *, can_come: bool) -> Message:
    """The recording comes when it is there; until it begins they can think again."""
    text = t("You get the recording when it is there, in your working hours.")
    again = (Button(t("Coming after all"), COMING, meeting_id),) if can_come else ()
    return say(text, *again, locale=t.locale)


def recording(sync: str, url: str, t: Texts) -> Message:
    """To somebody who asked for it."""
    text = t("The recording of {sync} is there", sync=sync)
    parts = (Body((Paragraph(plain(text)),)), Actions((LinkButton(t("Watch it"), url),)))
    return Message(text, parts, t.locale)


def recording_sent(people: int, t: Texts) -> Message:
    if not people:
        return say(t("Kept. Whoever asks for it from now on gets it at once."), locale=t.locale)
    text = t.n(
        "Kept. {n} person gets it in their working hours; whoever asks from now on gets it at once.",
        "Kept. {n} people get it in their working hours; whoever asks from now on gets it at once.",
        people,
    )
    return say(text, locale=t.locale)


def not_yours_to_record(t: Texts) -> Message:
    text = t("Only whoever hosts this event, its owner and managers can add the recording. Send it to one of them.")
    return say(text, locale=t.locale)


def not_begun(starts_at: datetime, t: Texts, zone: str) -> Message:
    text = t("This begins on {time}. Add the recording after it.", time=t.moment(starts_at, zone))
    return say(text, locale=t.locale)


def no_event(t: Texts) -> Message:
    return say(t("Nobody needs to say that they come to this meeting, so nothing was changed."), locale=t.locale)
