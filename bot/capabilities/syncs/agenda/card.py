"""The card of an agenda and what continues it: its head, what came of the meeting, the sections, the buttons."""

from collections.abc import Sequence
from datetime import datetime

from bot.capabilities.syncs.agenda import messages
from bot.capabilities.syncs.agenda.facts import Facts, Place
from bot.capabilities.syncs.agenda.pages import laid_out
from bot.capabilities.syncs.collecting.messages import RAISE
from bot.capabilities.syncs.collecting.runner_messages import FACILITATE
from bot.capabilities.syncs.collecting.taking_part import collects
from bot.capabilities.syncs.during.buttons import meeting_buttons
from bot.capabilities.syncs.during.standing import outcome_parts, standing_parts
from bot.capabilities.syncs.kinds import MeetingState
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.chat.message import Actions, Button, Message, Part
from bot.chat.texts import Texts


def pages(
    sync: Sync, meeting: Meeting, facts: Facts, sections: Sequence[Part], place: Place, now: datetime
) -> Sequence[Message]:
    """The messages for a place, the card first; `sections` are the sections with their headings."""
    t = Texts(place.locale)
    head, tail = messages.head(facts, place, t), _buttons(sync, meeting, facts, t, now)
    first, *more = laid_out([*_standing(facts, place, t), *sections], [*head, *tail, messages.goes_on(2, t)])
    if more:
        tail = [messages.goes_on(len(more) + 1, t), *tail]
    card = Message(messages.summary(facts, place, t), (*head, *first, *tail), t.locale)
    return (
        card,
        *(
            Message(messages.continuation(number, facts, place, t), tuple(page), t.locale)
            for number, page in enumerate(more, start=2)
        ),
    )


def _standing(facts: Facts, place: Place, t: Texts) -> Sequence[Part]:
    """What came of it so far."""
    if facts.state is MeetingState.LEFT_OUT:
        return ()
    minutes, viewpoint, platform = facts.minutes, place.viewpoint, place.platform
    standing = standing_parts(minutes, viewpoint, platform, t, place.zone, facts.today)
    if facts.state is MeetingState.CLOSED:
        return (*standing, *outcome_parts(minutes, viewpoint, platform, t, facts.today))
    return standing


def _buttons(sync: Sync, meeting: Meeting, facts: Facts, t: Texts, now: datetime) -> list[Part]:
    """What can be done with it: by its template, what anybody may add, and to lead through it where nobody does."""
    found = list(meeting_buttons(sync, meeting, t, now, second=facts.again_at))
    if facts.state is MeetingState.OPEN and collects(sync):
        found.append(Button(t("Raise something"), RAISE, meeting.public_id, opens_form=True))
    if facts.state is MeetingState.OPEN and facts.shape.facilitated and facts.facilitator is None:
        found.append(Button(t("I'll facilitate"), FACILITATE, meeting.public_id, opens_form=True))
    return [Actions(tuple(found))] if found else []
