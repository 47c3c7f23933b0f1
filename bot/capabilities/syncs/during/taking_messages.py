"""What is said about a shift handover: to whoever takes it, and to whom it falls where nobody does."""

from datetime import datetime

from bot.capabilities.syncs.during.buttons import FREE, TAKE
from bot.capabilities.syncs.during.messages import since
from bot.chat.message import Actions, Alert, Body, Button, Message, MomentStyle, Paragraph, Tone, plain, say
from bot.chat.texts import Texts


def taken(at: datetime, t: Texts, zone: str) -> Message:
    return say(
        t("You have taken it at {time}. The agenda says so.", time=t.moment(at, zone, MomentStyle.TIME)),
        locale=t.locale,
    )


def given_back(minutes: int | None, t: Texts) -> Message:
    """It is to be taken again; after `minutes` the leads hear of it, None before it begins."""
    text = t("You have given it back. The agenda says so, and anybody of its teams can take it.")
    return say(_and_leads(text, minutes, t), locale=t.locale)


def _and_leads(text: str, minutes: int | None, t: Texts) -> str:
    if minutes is None:
        return text
    leads = t.n(
        "If nobody has in {n} minute, its leads are told.", "If nobody has in {n} minutes, its leads are told.", minutes
    )
    return f"{text} {leads}"


def to_free(name: str, at: datetime, key: str, now: datetime, t: Texts, zone: str) -> Message:
    """Somebody who may free it is asked first; `name` of who has it is empty where it may not be read."""
    time = since(at, now, t, zone)
    who = t("It was taken at {time}.", time=time)
    if name:
        who = t("{name} has had it since {time}.", name=name, time=time)
    says = t("If they have gone, free it: then anybody of its teams can take it, and whoever has it now is told.")
    return say(f"{who} {says}", Button(t("Free it"), FREE, key), locale=t.locale)


def freed(name: str, minutes: int | None, t: Texts) -> Message:
    """It is to be taken again, to whoever freed it; `name` of who had it, where it may be read."""
    text = t("You have freed it, and whoever had it is told. The agenda says so, and anybody of its teams can take it.")
    if name:
        says = "You have freed it, and {name} is told. The agenda says so, and anybody of its teams can take it."
        text = t(says, name=name)
    return say(_and_leads(text, minutes, t), locale=t.locale)


def was_freed(sync: str, starts_at: datetime, meeting_id: str, t: Texts, zone: str) -> Message:
    """To whoever had it, and may be there still; without `meeting_id` it cannot be taken now."""
    take = (Button(t("I take it"), TAKE, meeting_id),) if meeting_id else ()
    return say(freed_line(sync, starts_at, t, zone), *take, locale=t.locale)


def freed_line(sync: str, starts_at: datetime, t: Texts, zone: str) -> str:
    """That it was given back for them."""
    says = (
        "The handover “{sync}” of {day}, which you had taken, was given back for you by a lead or by whoever looks "
        "after it, so that somebody else can take it."
    )
    return t(says, sync=sync, day=t.moment(starts_at, zone))


def not_taken(t: Texts) -> Message:
    return say(t("Nobody has taken it, so nothing was changed."), locale=t.locale)


def not_theirs(name: str, t: Texts) -> Message:
    """Whoever may not free it is told who can; `name` is empty where it may not be read."""
    who = t("Only {name}, who took it, their lead, and whoever looks after the sync can give it back.", name=name)
    text = who if name else t("Only whoever took it, their lead, and whoever looks after the sync can give it back.")
    return say(text, locale=t.locale)


def taken_before(at: datetime, name: str, now: datetime, t: Texts, zone: str, *, own: bool) -> Message:
    """Somebody has it already; `name` is empty where it may not be read."""
    time = since(at, now, t, zone)
    if own:
        return say(t("You have had it since {time}.", time=time), locale=t.locale)
    if name:
        return say(t("{name} has had it since {time}. Nothing was changed.", name=name, time=time), locale=t.locale)
    return say(t("It was taken at {time}. Nothing was changed.", time=time), locale=t.locale)


def not_confirmed(t: Texts) -> Message:
    text = t("Your lead has not confirmed yet that you are in the team, so you cannot take it. Ask a colleague.")
    return say(text, locale=t.locale)


def nobody(sync: str, meeting_id: str, starts_at: datetime, t: Texts, zone: str) -> Message:
    """To leads, then to managers."""
    text = t("Nobody has taken the handover “{sync}” yet", sync=sync)
    began = t("It began at {time}.", time=t.moment(starts_at, zone, MomentStyle.TIME))
    parts = (
        Alert(plain(text), Tone.URGENT),
        Body((Paragraph(plain(t("{began} Take it, or ask somebody of the next shift to.", began=began))),)),
        Actions((Button(t("I take it"), TAKE, meeting_id, Tone.PRIMARY),)),
    )
    return Message(text, parts, t.locale)


def settled(
    sync: str, starts_at: datetime, taken_at: datetime | None, name: str, t: Texts, zone: str, *, own: bool = False
) -> Message:
    """The same once it is over; `own`: whoever reads took it."""
    if taken_at is None:
        day = t.moment(starts_at, zone)
        text = t("The handover “{sync}” of {day} is over, and nobody took it.", sync=sync, day=day)
    else:
        time = t.moment(taken_at, zone, MomentStyle.TIME)
        if own:
            text = t("You took the handover “{sync}” at {time}.", sync=sync, time=time)
        elif name:
            text = t("{name} took the handover “{sync}” at {time}.", name=name, sync=sync, time=time)
        else:
            text = t("The handover “{sync}” was taken at {time}.", sync=sync, time=time)
    return Message(text, (Alert(plain(text), Tone.MUTED),), t.locale)
