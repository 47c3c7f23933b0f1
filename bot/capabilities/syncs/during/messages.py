"""What is said to whoever acts in a meeting."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.capabilities.syncs.kinds import Held, Outcome
from bot.capabilities.syncs.store.tables import Sync
from bot.chat.message import Button, Message, MomentStyle, say
from bot.chat.texts import Texts

UNDO_ACTION = "syncs.undo_action"
UNDO_WRITTEN = "syncs.undo_written"


def here(at: datetime, now: datetime, t: Texts, zone: str) -> Message:
    """An attendee is there, or said so before."""
    if at == now:
        return say(t("Noted at {time}.", time=t.moment(at, zone, MomentStyle.TIME)), locale=t.locale)
    return say(t("You have been noted since {time}.", time=since(at, now, t, zone)), locale=t.locale)


def since(at: datetime, now: datetime, t: Texts, zone: str) -> str:
    """An instant before now: its time today, else with its day."""
    today = at.astimezone(ZoneInfo(zone)).date() == now.astimezone(ZoneInfo(zone)).date()
    return t.moment(at, zone, MomentStyle.TIME if today else MomentStyle.DATE_TIME)


def not_an_attendee(t: Texts) -> Message:
    return say(t("Noted. You are not among the attendees, so you are not counted."), locale=t.locale)


def not_by_being_there(sync: Sync, t: Texts, command: str) -> Message:
    """Somebody says that they are there, where that is not asked: in a round in writing, or a handover."""
    says = "“{sync}” is in writing, so nobody has to be there. Say what belongs to it with {command}."
    typed = f"{command} raise"
    if sync.held is not Held.WRITTEN:
        says, typed = (
            "“{sync}” is a handover: nobody is counted, and somebody takes it with {command}.",
            f"{command} take",
        )
    return say(t(says, sync=sync.name, command=typed), locale=t.locale)


def over(at: datetime | None, t: Texts, zone: str) -> Message:
    """Something was pressed after the meeting was closed."""
    if at is None:
        return say(t("This meeting is over, so nothing was changed."), locale=t.locale)
    text = t("This meeting was closed on {time}, so nothing was changed.", time=t.moment(at, zone))
    return say(text, locale=t.locale)


def kept(kind: Outcome, public_id: str, t: Texts, *, closed: bool, masked: bool = False) -> Message:
    """A decision or note stands."""
    where = t("It stands in the summary.") if closed else t("It stands on the agenda.")
    what = t("Decision kept.") if kind is Outcome.DECISION else t("Note kept.")
    return say(
        _noted(f"{what} {where}", t, masked=masked), Button(t("Take it back"), UNDO_WRITTEN, public_id), locale=t.locale
    )


def kept_before(t: Texts) -> Message:
    return say(t("This was kept already, so nothing was kept twice."), locale=t.locale)


def action_added(who: str, day: str, public_id: str, t: Texts, *, masked: bool = False) -> Message:
    """An action of somebody else's."""
    text = t("Added for {name}, until {day}. They are told.", name=who, day=day)
    return say(_noted(text, t, masked=masked), Button(t("Take it back"), UNDO_ACTION, public_id), locale=t.locale)


def own_action_added(day: str, public_id: str, t: Texts, *, reminded: bool, masked: bool = False) -> Message:
    """An action of whoever added it; `reminded` a day before, where that is still to come."""
    text = t("Added for you, until {day}.", day=day)
    if reminded:
        text = f"{text} {t('You are reminded a day before.')}"
    return say(_noted(text, t, masked=masked), Button(t("Take it back"), UNDO_ACTION, public_id), locale=t.locale)


def _noted(text: str, t: Texts, *, masked: bool) -> str:
    return " ".join([text, *([t("What looked like a customer's data is masked.")] if masked else [])])


def taken_back(t: Texts) -> Message:
    return say(t("Taken back. It stands nowhere any more."), locale=t.locale)


def not_taken_back(t: Texts) -> Message:
    text = t("Only whoever wrote it can take it back, and only as long as it stands. Nothing was changed.")
    return say(text, locale=t.locale)


def stands(closed_at: datetime, t: Texts, zone: str) -> Message:
    """A decision or note can be taken back no more."""
    text = t(
        "This stands: its meeting was closed on {time}, and it could be taken back until the next one began, for a "
        "month at most. Write down in the next one what holds instead. Nothing was changed.",
        time=t.moment(closed_at, zone),
    )
    return say(text, locale=t.locale)


def no_meeting(t: Texts) -> Message:
    """Something is to be written down, and nothing is on."""
    text = t(
        "None of your syncs is on now, and none was closed in the last day. Its agenda has these buttons when it is "
        "posted."
    )
    return say(text, locale=t.locale)
