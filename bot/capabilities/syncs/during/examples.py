"""Every message and form of meetings and actions, with invented data, for the gallery and the contract tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.capabilities.syncs.during import (
    action_messages,
    closing_messages,
    coming_messages,
    messages,
    taking_messages,
    words_messages,
)
from bot.capabilities.syncs.during.buttons import TAKE, meeting_buttons
from bot.capabilities.syncs.during.facts import Minutes, Said, Task
from bot.capabilities.syncs.during.forms import (
    LONGEST_TEXT,
    LONGEST_WHAT,
    Typed,
    action_form,
    close_form,
    day_form,
    drop_form,
    hand_over_form,
    recording_form,
    text_form,
)
from bot.capabilities.syncs.during.standing import standing_parts
from bot.capabilities.syncs.during.summary import MINUTES, missed, summary
from bot.capabilities.syncs.during.words_messages import Choice
from bot.capabilities.syncs.kinds import ActionState, Held, MeetingState, Outcome, Raise, Template
from bot.capabilities.syncs.naming import Named
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capability import Example
from bot.chat.form import Option
from bot.chat.message import Actions, Button, Message, say
from bot.chat.texts import Texts
from bot.delivery.guard import inspect
from bot.people.model import Sharing
from bot.people.viewpoint import Figure, Viewpoint

INTERNAL, HARBORLINE, LUMENARA = 1, 2, 3
STARTS = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)
NOW = STARTS + timedelta(minutes=50)

INES = Named(1, "i", "Ines Okafor", INTERNAL, "Marlowe & Finch")
TALA = Named(2, "t", "Tala Maliwanag", HARBORLINE, "Harborline")
LUZ = Named(3, "l", "Luz Arango", LUMENARA, "Lumenara")

REFUNDS = Task(
    "a1",
    "Ask finance for the refund limit in pesos",
    INTERNAL,
    HARBORLINE,
    INES,
    TALA,
    date(2026, 12, 2),
    sync="Weekly sync",
)
MACRO = Task(
    "a2", "Rewrite the macro for late parcels", HARBORLINE, INTERNAL, TALA, INES, date(2026, 11, 18), sync="Weekly sync"
)
ROSTER = Task("a3", "Send the December rota", LUMENARA, LUMENARA, LUZ, LUZ, date(2026, 12, 1), sync="Weekly sync")
LONGEST = replace(MACRO, public_id="a4", what=("مرحبا & <everyone> *thanks* " * 20)[:LONGEST_WHAT].strip())
DONE = replace(REFUNDS, state=ActionState.DONE, ended_by=INES)
DROPPED = replace(REFUNDS, state=ActionState.DROPPED, ended_by=INES, ended_because="Finance has published it meanwhile")

OPEN = Minutes(
    sync="Weekly sync",
    public_id="m1",
    template=Template.WEEKLY,
    held=Held.LIVE,
    state=MeetingState.OPEN,
    starts_at=STARTS,
    written=(
        Said(Outcome.DECISION, "Refunds up to €50 need no supervisor from Monday on.", INTERNAL, INES),
        Said(Outcome.NOTE, "The courier's tracking page is slow on Mondays.", HARBORLINE, TALA),
        Said(Outcome.NOTE, "Two new agents begin in Bogota.", LUMENARA, LUZ),
    ),
    tasks=(REFUNDS, MACRO, ROSTER),
    raised=(
        Said(Raise.QUESTION, "Do vouchers count as refunds?", HARBORLINE, TALA, public_id="r1"),
        Said(Raise.STUCK, "Chats drop when the desk reloads.", INTERNAL, INES, public_id="r2"),
    ),
    here={INTERNAL: Figure(4, 5), HARBORLINE: Figure(2, 3), LUMENARA: Figure(1, 2)},
    sides={INTERNAL: "Internal", HARBORLINE: "Harborline", LUMENARA: "Lumenara"},
)
CLOSED = replace(OPEN, state=MeetingState.CLOSED, closed_by=INES, closed_at=NOW)
EMPTY = replace(CLOSED, written=(), tasks=(), raised=(), here={})
FULL = replace(
    CLOSED,
    written=tuple(Said(Outcome.DECISION, "Long & <decided> " * 60, INTERNAL, INES) for _ in range(30)),
    tasks=(LONGEST,) * 30,
)
EVENT = replace(
    EMPTY,
    template=Template.DEMO,
    sync="Product demo",
    state=MeetingState.OPEN,
    closed_at=None,
    coming={INTERNAL: Figure(12, 0), HARBORLINE: Figure(4, 0)},
    coming_again={INTERNAL: Figure(1, 0), HARBORLINE: Figure(4, 0)},
)

INSIDE = Viewpoint(frozenset({INTERNAL}), Sharing.NOTHING, INTERNAL)
OUTSIDE = Viewpoint(frozenset({INTERNAL, HARBORLINE}), Sharing.NOTHING, INTERNAL, frozenset())


def examples(t: Texts) -> Sequence[Example]:
    """All of them."""
    people = (Option("t", "Tala Maliwanag · Harborline"), Option("i", "Ines Okafor · Marlowe & Finch"))
    meetings = (Option("m1", "Weekly sync · Wed 25 Nov, 15:00"), Option("m2", "Culture review · Wed 25 Nov, 10:00"))
    said = "Call Noor back on +44 20 7946 0018"
    times = coming_messages.Times(STARTS, STARTS + timedelta(hours=12), first_begun=False)
    filled = Typed(said, people[:1], STARTS + timedelta(days=7), inspect(said))
    return (
        Example("meeting-buttons", _buttons(Template.WEEKLY, t), "on the agenda"),
        Example("handover-buttons", _buttons(Template.HANDOVER, t)),
        Example("handover-buttons-taken", _buttons(Template.HANDOVER, t, taken=STARTS)),
        Example("event-buttons", _buttons(Template.DEMO, t)),
        Example("event-buttons-after-it", _buttons(Template.DEMO, t, after=True)),
        Example("meeting-so-far", _so_far(OPEN, INSIDE, t), "on the agenda, to internal people"),
        Example("meeting-so-far-at-a-partner", _so_far(OPEN, OUTSIDE, t), "where Harborline reads it too"),
        Example("event-so-far", _so_far(EVENT, INSIDE, t)),
        Example("sync-summary", summary(CLOSED, INSIDE, "slack", t, "Europe/London", NOW)[0]),
        Example("sync-summary-at-a-partner", summary(CLOSED, OUTSIDE, "slack", t, "Asia/Manila", NOW)[0]),
        Example("sync-summary-empty", summary(EMPTY, INSIDE, "slack", t, "Europe/London", NOW)[0]),
        Example("sync-summary-hostile", summary(FULL, INSIDE, "slack", t, "Europe/London", NOW)[0]),
        Example(
            "sync-spared",
            say(t("Weekly sync was closed"), Button(t("See what came of it"), MINUTES, "m1")),
            "in a catch-up",
        ),
        Example("sync-missed", missed(CLOSED, INSIDE, "slack", t, "Europe/London", NOW), "to who was not there"),
        Example("sync-here", messages.here(STARTS, STARTS, t, "UTC")),
        Example("sync-here-as-a-guest", messages.not_an_attendee(t)),
        Example(
            "sync-here-in-writing",
            messages.not_by_being_there(Sync(name="Weekly sync", held=Held.WRITTEN), t, "/sync"),
        ),
        Example(
            "sync-here-at-a-handover",
            messages.not_by_being_there(Sync(name="Night handover", held=Held.LIVE), t, "/sync"),
        ),
        Example("sync-over", messages.over(NOW, t, "UTC")),
        Example("sync-stands", messages.stands(NOW, t, "UTC"), "to who takes a decision back too late"),
        Example("sync-no-meeting", messages.no_meeting(t)),
        Example("sync-decision-kept", messages.kept(Outcome.DECISION, "w1", t, closed=False)),
        Example("sync-action-added", messages.action_added("Tala Maliwanag", "Wed 2 Dec", "a1", t)),
        Example("sync-action-form", action_form("m1.k", Typed(until=STARTS), people, (), t, "Europe/London")),
        Example("sync-action-form-masked", action_form("m1.k", filled, people, (), t, "Europe/London")),
        Example("sync-action-form-which", action_form(".k", Typed("Ask finance"), (), meetings, t, "UTC")),
        Example("sync-decision-form", text_form(Outcome.DECISION, "m1.k", "", None, (), t)),
        Example("sync-note-form", text_form(Outcome.NOTE, "m1.k", said * 20, inspect(said), meetings, t)),
        Example("sync-note-form-longest", text_form(Outcome.NOTE, "m1.k", "x" * LONGEST_TEXT, None, (), t)),
        Example("sync-close", close_form(OPEN, INSIDE, t)),
        Example("sync-close-empty", close_form(replace(EMPTY, state=MeetingState.OPEN), INSIDE, t)),
        Example("sync-closed", closing_messages.closed(3, "m1", t)),
        Example("sync-closed-before", closing_messages.closed_before(CLOSED, INSIDE, t, "UTC")),
        Example("sync-reopened", closing_messages.reopened("Weekly sync", t)),
        Example("sync-not-reopened", closing_messages.not_reopened(t)),
        Example("sync-which", words_messages.which(_meant(), TAKE, t, known=True), "several can be meant"),
        Example("sync-which-unknown", words_messages.which(_meant(), TAKE, t, known=False)),
        *_of_actions(people, t),
        Example("handover-taken", taking_messages.taken(STARTS, t, "UTC")),
        Example("handover-taken-before", taking_messages.taken_before(STARTS, "Luz", NOW, t, "UTC", own=False)),
        Example("handover-given-back", taking_messages.given_back(15, t)),
        Example("handover-not-taken", taking_messages.not_taken(t)),
        Example("handover-not-theirs", taking_messages.not_theirs("Luz Arango", t)),
        Example("handover-to-free", taking_messages.to_free("Luz Arango", STARTS, "m1.0", NOW, t, "UTC")),
        Example("handover-freed", taking_messages.freed("Luz Arango", 15, t)),
        Example("handover-was-freed", taking_messages.was_freed("Night handover", STARTS, "m1", t, "UTC")),
        Example("handover-nobody", taking_messages.nobody("Night handover", "m1", STARTS, t, "UTC"), "to the leads"),
        Example("handover-settled", taking_messages.settled("Night handover", STARTS, NOW, "Luz", t, "UTC")),
        Example(
            "event-coming", coming_messages.coming("m1", STARTS, Sync(name="Product demo"), t, "UTC", beside=False)
        ),
        Example("event-coming-first", coming_messages.coming_to("m1", "Demo", times, t, "Asia/Manila", again=False)),
        Example("event-coming-second", coming_messages.coming_to("m1", "Demo", times, t, "Asia/Manila", again=True)),
        Example("event-not-coming", coming_messages.not_coming("m1", t, can_come=True)),
        Example("event-recording-form", recording_form("m1", "", 4, t)),
        Example("event-recording", coming_messages.recording("Product demo", "https://videos.example.com/demo", t)),
        Example("event-recording-sent", coming_messages.recording_sent(4, t)),
    )


def _meant() -> Sequence[Choice]:
    return [Choice(f"Handover {number} of all the night shifts of the house", f"m{number}") for number in range(8)]


def _of_actions(people: tuple[Option, ...], t: Texts) -> Sequence[Example]:
    def told(task: Task, title: str, *, own: bool = True) -> Message:
        return action_messages.letter(task, title, INSIDE, t, TODAY, own=own, present=True)

    listing = action_messages.listing([LONGEST, MACRO, *[REFUNDS] * 10], INSIDE, t, TODAY, team=False, leads=True)
    return (
        Example("action-yours", told(REFUNDS, action_messages.yours("Tala Maliwanag", t))),
        Example("action-fell-to-you", told(MACRO, action_messages.yours("", t, falls_to_lead=True))),
        Example("action-soon", told(REFUNDS, action_messages.soon("", t, own=True))),
        Example("action-late", told(MACRO, action_messages.late("", t, own=True))),
        Example("action-late-while-away", told(MACRO, action_messages.late("Tala", t, own=False), own=False)),
        Example("action-changed", told(DROPPED, action_messages.changed(t))),
        Example("action-done", action_messages.done(DONE, t)),
        Example("action-dropped", action_messages.dropped("a1", t)),
        Example("action-open-again", action_messages.open_again(REFUNDS, t)),
        Example("action-handed-over", action_messages.handed_over("Tala Maliwanag", t)),
        Example("action-ended-before", action_messages.not_open(DONE, INSIDE, t)),
        Example("action-hand-over", hand_over_form("a1", REFUNDS.what, people, "s1", t)),
        Example("action-another-day", told(replace(REFUNDS, moved=1), action_messages.moved("", t, own=True))),
        Example("action-day-changed", action_messages.day_changed("Fri 4 Dec", t, told=True)),
        Example("action-day", day_form("a1", REFUNDS.what, STARTS, t, "Europe/London")),
        Example("action-drop", drop_form("a1", REFUNDS.what, t)),
        Example("actions", listing, "/sync actions"),
        Example("actions-of-the-team", action_messages.listing([MACRO], INSIDE, t, TODAY, team=True, leads=True)),
        Example("actions-none", action_messages.listing([], INSIDE, t, TODAY, team=False, leads=False)),
    )


def _buttons(template: Template, t: Texts, *, after: bool = False, taken: datetime | None = None) -> Message:
    sync = Sync(name="Weekly sync", template=template, held=Held.LIVE, meeting_url="https://meet.example.com/weekly")
    meeting = Meeting(public_id="m1", state=MeetingState.OPEN, starts_at=STARTS, taken_at=taken)
    now = NOW if after else STARTS - timedelta(minutes=5)
    return Message(sync.name, (Actions(meeting_buttons(sync, meeting, t, now)),), t.locale)


def _so_far(minutes: Minutes, viewpoint: Viewpoint, t: Texts) -> Message:
    parts = standing_parts(minutes, viewpoint, "slack", t, "Europe/London", TODAY)
    return Message(minutes.sync, tuple(parts), t.locale)
