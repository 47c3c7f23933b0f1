"""The buttons of a meeting, on its agenda."""

from datetime import datetime, timedelta

from bot.capabilities.syncs.kinds import EVENTS, Held, MeetingState, Template
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.chat.message import Button, LinkButton, Tone
from bot.chat.texts import Texts

HERE = "syncs.here"
ADD_ACTION = "syncs.add_action"
DECIDE = "syncs.decide"
NOTE = "syncs.note"
CLOSE = "syncs.close"
REOPEN = "syncs.reopen"
TAKE = "syncs.take"
GIVE_BACK = "syncs.give_back"
FREE = "syncs.free"
COMING = "syncs.coming"
COMING_FIRST = "syncs.coming_first"
COMING_SECOND = "syncs.coming_second"
NOT_COMING = "syncs.not_coming"
ADD_RECORDING = "syncs.add_recording"

WRITTEN_AFTER = timedelta(hours=24)
"""How long after a meeting was closed something can still be added to what came of it."""


def still_written(meeting: Meeting, now: datetime) -> bool:
    """Whether decisions, notes and actions can be added: while it is open, and for a day after."""
    if meeting.state is MeetingState.CLOSED:
        return meeting.closed_at is not None and now < meeting.closed_at + WRITTEN_AFTER
    return meeting.state is MeetingState.OPEN


def takes_attendance(sync: Sync) -> bool:
    """Whether people say that they are there: where they meet, but for a handover, which somebody takes."""
    return sync.held is Held.LIVE and sync.template not in {*EVENTS, Template.HANDOVER}


def meeting_buttons(
    sync: Sync, meeting: Meeting, t: Texts, now: datetime, *, second: datetime | None = None
) -> tuple[Button | LinkButton, ...]:
    """What can be done with a meeting at `now`, by its template; nothing once it is over.

    `second` is the second time of an event.
    """
    key, is_open = meeting.public_id, meeting.state is MeetingState.OPEN
    join = (LinkButton(t("Join"), sync.meeting_url),) if sync.meeting_url and is_open else ()
    if sync.template in EVENTS:
        return (*_of_event(meeting, t, now, second), *join)
    if not still_written(meeting, now):
        return ()
    writing = (
        Button(t("Add action"), ADD_ACTION, key, opens_form=True),
        Button(t("Decision"), DECIDE, key, opens_form=True),
        Button(t("Note"), NOTE, key, opens_form=True),
    )
    if not is_open:
        return writing
    close = Button(t("Close"), CLOSE, key, opens_form=True)
    if sync.template is Template.HANDOVER:
        take = Button(t("I take it"), TAKE, key, Tone.PRIMARY)
        if meeting.taken_at is not None:
            # On Teams what an answer offers, to free it for somebody who has gone, has room in a dialog alone.
            take = Button(t("Give it back"), GIVE_BACK, key, opens_form=True)
        return (take, *writing, *join, close)
    here = (Button(t("I'm here"), HERE, key, Tone.PRIMARY),) if takes_attendance(sync) else ()
    return (*here, *writing, *join, close)


def _of_event(meeting: Meeting, t: Texts, now: datetime, second: datetime | None) -> tuple[Button, ...]:
    key = meeting.public_id
    # On Teams what an answer offers, the other of two times or the recording, has room in a dialog alone.
    wants = Button(t("Can't, send me the recording"), NOT_COMING, key, opens_form=bool(meeting.recording_url))
    record = Button(t("Add recording"), ADD_RECORDING, key, opens_form=True)
    match meeting.state:
        case MeetingState.OPEN if now < (second or meeting.starts_at):
            come = Button(t("Coming"), COMING, key, Tone.PRIMARY, opens_form=second is not None)
            return (come, wants) if now < meeting.starts_at else (come, wants, record)
        case MeetingState.OPEN | MeetingState.CLOSED:
            return (wants, record)
        case _:
            return ()
