"""Decisions and notes: kept for all who take part, and taken back by whoever wrote them."""

from datetime import timedelta

from bot.capabilities.syncs.agenda.posting import follow
from bot.capabilities.syncs.during import messages
from bot.capabilities.syncs.during.beginning import new_key, open_called, read_key, writable
from bot.capabilities.syncs.during.closing import spread
from bot.capabilities.syncs.during.forms import LONGEST_TEXT, SHORTEST_TEXT, text_form
from bot.capabilities.syncs.during.guarding import NOTHING, masked, to_be_shown
from bot.capabilities.syncs.kinds import MeetingState, Outcome
from bot.capabilities.syncs.store import outcomes
from bot.capabilities.syncs.store.tables import Meeting
from bot.capability import Context
from bot.chat.form import FieldErrors, Value, Values
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.chat.texts import Texts
from bot.storage.columns import new_public_id

TAKEN_BACK_WITHIN = timedelta(days=31)
"""How long after a meeting was closed, where its sync does not come again before."""


async def decide(context: Context, inbound: Press | Command) -> Answer:
    """*Decision*, and `/sync decision …`."""
    return await _open(context, inbound, Outcome.DECISION)


async def note(context: Context, inbound: Press | Command) -> Answer:
    """*Note*, and `/sync note …`."""
    return await _open(context, inbound, Outcome.NOTE)


async def _open(context: Context, inbound: Press | Command, kind: Outcome) -> Answer:
    t = context.t
    if isinstance(inbound, Press):
        found = await writable(context, inbound.object_id)
        if isinstance(found, Answer):
            return found
        return Answer(form=text_form(kind, new_key(inbound.object_id), "", None, (), t))
    meetings, text = await open_called(context, inbound.text)
    if not meetings:
        return Answer(message=messages.no_meeting(t))
    if len(meetings) == 1 and not inbound.cut and not length_wrong(text, LONGEST_TEXT, t):
        # Kept at once: not everybody can open a form.
        found = await writable(context, meetings[0].value, lock=True)
        return found if isinstance(found, Answer) else await _kept(context, found.meeting, kind, new_public_id(), text)
    key = new_key(meetings[0].value if len(meetings) == 1 else "")
    return Answer(form=text_form(kind, key, text, None, meetings if len(meetings) > 1 else (), t))


async def keep_decision(context: Context, inbound: FormSubmitted) -> Answer:
    """The form of a decision sent off."""
    return await _keep(context, inbound, Outcome.DECISION)


async def keep_note(context: Context, inbound: FormSubmitted) -> Answer:
    """The form of a note sent off."""
    return await _keep(context, inbound, Outcome.NOTE)


async def _keep(context: Context, inbound: FormSubmitted, kind: Outcome) -> Answer:
    t = context.t
    meeting_id, key = read_key(inbound.object_id, inbound.values.get("meeting"))
    found = await writable(context, meeting_id, lock=True)
    if isinstance(found, Answer):
        return found
    text = typed(inbound.values.get("text"))
    if wrong := length_wrong(text, LONGEST_TEXT, t):
        return Answer(errors=FieldErrors({"text": wrong}))
    if (inspected := to_be_shown(text, inbound.state)) is not None:
        return Answer(form=text_form(kind, f"{meeting_id}.{key}", text, inspected, (), t))
    return await _kept(context, found.meeting, kind, key, text, inbound.values)


async def _kept(
    context: Context, meeting: Meeting, kind: Outcome, key: str, text: str, values: Values = NOTHING
) -> Answer:
    session, t, actor, kept = context.session, context.t, context.actor, masked(text, values)
    if not await outcomes.write(session, meeting, key, kind, kept, actor.person_id, actor.side_id, context.now):
        return Answer(message=messages.kept_before(t))
    await follow(context.outbox, meeting)
    await spread(session, context.outbox, meeting, context.now)
    return Answer(message=messages.kept(kind, key, t, closed=meeting.state is MeetingState.CLOSED, masked=kept != text))


async def take_back(context: Context, inbound: Press) -> Answer:
    """*Take it back* below the answer, by whoever wrote it, until those who read it have met again."""
    row = await outcomes.written_called(context.session, inbound.object_id)
    if row is None or row.removed_at is not None or row.person_id != context.actor.person_id:
        return Answer(redraw=messages.not_taken_back(context.t))
    meeting = await context.session.get_one(Meeting, row.meeting_id)
    if meeting.closed_at is not None and (
        context.now > meeting.closed_at + TAKEN_BACK_WITHIN
        or await outcomes.is_followed(context.session, meeting, context.now)
    ):
        return Answer(redraw=messages.stands(meeting.closed_at, context.t, context.zone))
    row.text, row.removed_at = "", context.now
    await context.session.flush()
    await follow(context.outbox, meeting)
    return Answer(redraw=messages.taken_back(context.t))


def typed(value: Value) -> str:
    """What stands in a field of text."""
    return value.strip() if isinstance(value, str) else ""


def length_wrong(text: str, longest: int, t: Texts) -> str:
    """What is wrong with a text's length, in a sentence; empty where nothing is."""
    if len(text) < SHORTEST_TEXT:
        return t("Write a few words, at least {n} characters.", n=SHORTEST_TEXT)
    if len(text) > longest:
        return t("Up to {n} characters fit. Shorten it.", n=longest)
    return ""
