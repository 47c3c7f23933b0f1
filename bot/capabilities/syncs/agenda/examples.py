"""Agendas with invented data, for the gallery and the contract tests."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.capabilities.syncs.agenda import messages, sections
from bot.capabilities.syncs.agenda.arriving import not_arrived
from bot.capabilities.syncs.agenda.card import pages
from bot.capabilities.syncs.agenda.facts import Absent, Facts, Item, Off, Place
from bot.capabilities.syncs.during.facts import Minutes, Said, Task
from bot.capabilities.syncs.kinds import Better, Held, MeetingState, Outcome, Raise, Section, Template
from bot.capabilities.syncs.naming import Named
from bot.capabilities.syncs.numbers import messages as numbers
from bot.capabilities.syncs.numbers.figures import Mean, Standing, Value
from bot.capabilities.syncs.numbers.messages import Known, Row
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capability import Example
from bot.chat.message import Body, Headline, Inline, ListBlock, Message, Paragraph, Part, Plain, Quote
from bot.chat.texts import Texts
from bot.delivery.receipts import Receipt, ReceiptLine
from bot.delivery.tables import Operation, State
from bot.people.model import Sharing
from bot.people.viewpoint import Figure, Viewpoint
from bot.ports import Cause

OURS, HARBORLINE, LUMENARA = 1, 2, 3
SIDES = {OURS: "Internal", HARBORLINE: "Harborline", LUMENARA: "Lumenara"}
INSIDE = Viewpoint(frozenset({OURS}), Sharing.NOTHING, OURS)
AT_HARBORLINE = Viewpoint(frozenset({HARBORLINE}), Sharing.NOTHING, OURS)

AT = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
POSTED = AT - timedelta(minutes=30)

INES = Named(1, "p1", "Ines Okafor", OURS, "Internal")
HANA = Named(2, "p2", "Hana Reyes", HARBORLINE, "Harborline")
LUZ = Named(3, "p3", "Luz Amarante", LUMENARA, "Lumenara")
BO = Named(4, "p4", "Bo Lindqvist", OURS, "Internal")

CARE = Place(INSIDE, (1,), "slack", "en", "Europe/London", ("Europe/London",))
HARBOR = Place(AT_HARBORLINE, (2,), "slack", "en", "Asia/Manila", ("Asia/Manila",))

SYNC = {"name": "Weekly sync", "held": Held.LIVE, "meeting_url": "https://meet.example/weekly"}
"""What a sync of examples has, but for its kind."""

WHOLE = Facts(
    minutes=Minutes("Weekly sync", "meeting-1", Template.WEEKLY, Held.LIVE, MeetingState.OPEN, AT, sides=SIDES),
    sections=tuple(one.value for one in Section),
    ends_at=AT + timedelta(minutes=45),
    zone="Europe/London",
    today=AT.date(),
    facilitator=HANA,
    following=BO,
    items=(
        Item(Raise.STUCK, "The refund form times out for orders before March.", HARBORLINE, HANA),
        Item(Raise.QUESTION, "May we offer the voucher a second time when a parcel is late twice?", LUMENARA, LUZ),
        Item(Raise.QUESTION, "Which of your macros save you the most time?", OURS, INES),
        Item(Raise.WELL, "Nobody waited longer than two minutes on Black Friday eve.", HARBORLINE, HANA),
    ),
    tasks=(
        Task("a1", "Write down how to check a wheelchair booking", OURS, OURS, BO, INES, date(2026, 11, 27)),
        Task("a2", "Send three calls to the calibration", HARBORLINE, OURS, HANA, INES, date(2026, 11, 20)),
        Task("a3", "Ask billing for the list of reasons", LUMENARA, LUMENARA, LUZ, LUZ),
    ),
    off=(Off("Night shift", LUMENARA, "Day of the Andes"),),
    absent=(Absent("Ada Fenn", OURS, 1),),
    teams={OURS: 1, HARBORLINE: 1, LUMENARA: 1},
    sides=SIDES,
)


def examples(t: Texts) -> Sequence[Example]:
    """All of them."""
    return list(_examples(t))


def _examples(t: Texts) -> Iterator[Example]:
    care, harbor = replace(CARE, locale=t.locale), replace(HARBOR, locale=t.locale)
    yield _first("sync-agenda", WHOLE, care, t, _told(t, own=False), "As internal people read it.")
    yield _first("sync-agenda-partner", WHOLE, harbor, t, _told(t, own=True), "As people of a partner read it.")
    begun = replace(WHOLE.minutes, here={OURS: Figure(3, 4), HARBORLINE: Figure(1, 2), LUMENARA: Figure(2, 2)})
    decided = Said(Outcome.DECISION, "Vouchers may be offered twice until the end of January.", OURS, INES)
    agreed = Task("a4", "Tell the night shift about vouchers", LUMENARA, OURS, LUZ, INES, date(2026, 12, 1))
    begun = replace(begun, written=(decided,), tasks=(agreed,))
    yield _first("sync-agenda-begun", replace(WHOLE, minutes=begun), care, t, (), "While people meet.")
    over = replace(begun, state=MeetingState.CLOSED, closed_by=HANA, closed_at=AT + timedelta(minutes=40))
    yield _first("sync-agenda-closed", replace(WHOLE, minutes=over), care, t, (), "When it is over.")
    empty = replace(WHOLE, items=(), tasks=(), off=(), absent=(), facilitator=None, following=None)
    yield _first("sync-agenda-empty", empty, harbor, t, (), "The first one, where nobody can facilitate.")
    moved = replace(empty, facilitator=HANA, moved_from=AT - timedelta(days=1))
    yield _first("sync-agenda-moved", moved, care, t, (), "Moved after its agenda was out.")
    skipped = replace(empty, minutes=replace(WHOLE.minutes, state=MeetingState.LEFT_OUT))
    ended = replace(skipped, ended=True)
    yield _first("sync-agenda-ended", ended, care, t, (), "Ended before it began.")
    yield _first("sync-agenda-left-out", skipped, care, t, (), "Skipped after its agenda was out.")
    written = replace(empty, minutes=replace(WHOLE.minutes, held=Held.WRITTEN), ends_at=AT + timedelta(hours=8))
    yield _first("sync-agenda-written", replace(written, items=WHOLE.items), harbor, t, (), "A written round.")
    demo = replace(
        WHOLE.minutes,
        sync="What is new in the help centre",
        template=Template.DEMO,
        coming={OURS: Figure(12, 0), HARBORLINE: Figure(4, 0)},
    )
    hosted = replace(empty, minutes=demo, sections=(), hosts=(INES, LUZ))
    yield _first("sync-invitation", hosted, care, t, (), "An event.")
    twice = replace(hosted, again_at=AT + timedelta(hours=12))
    yield _first("sync-invitation-twice", twice, care, t, (), "An event with a second time.")
    suits = replace(harbor, second=True)
    yield _first("sync-invitation-second", twice, suits, t, (), "Where the second time fits.")
    handover = replace(WHOLE.minutes, sync="Handover to the night", template=Template.HANDOVER)
    yield _first("sync-handover-agenda", replace(WHOLE, minutes=handover, sections=("raised",)), care, t, ())
    many = tuple(
        Item(Raise.STUCK, f"{number}. {WHOLE.items[0].text} It happened again to three customers today.", OURS, INES)
        for number in range(1, 61)
    )
    for number, page in enumerate(_pages(replace(WHOLE, items=many), care, t, ()), start=1):
        yield Example(f"sync-agenda-long-{number}", page, "Longer than a message may be: it goes on in the thread.")
    yield Example("sync-agenda-nothing-more", messages.over_already(t), "In a thread, needed no longer.")
    yield Example("sync-agenda-not-arrived", _not_arrived(t), "To whoever looks after the sync.")
    nowhere = not_arrived("Weekly sync", "meeting-1", Receipt(()), [], ["Care"], INSIDE, t)
    yield Example("sync-agenda-nowhere", nowhere, "Where no team has a channel.")


def _first(name: str, facts: Facts, place: Place, t: Texts, told: Sequence[Part], note: str = "") -> Example:
    return Example(name, _pages(facts, place, t, told)[0], note)


def _pages(facts: Facts, place: Place, t: Texts, told: Sequence[Part]) -> Sequence[Message]:
    """As it is composed, with `told` in the place of what others fill in."""
    found: list[Part] = list(told)
    own = {Section.RAISED: sections.raised, Section.ACTIONS: sections.tasks, Section.AWAY: sections.away}
    for section in messages.sections_in_order(facts):
        if section in own and facts.state is not MeetingState.LEFT_OUT:
            found += own[section](facts, place, t)
    minutes = facts.minutes
    sync = Sync(template=minutes.template, **{**SYNC, "held": minutes.held})
    meeting = Meeting(public_id=minutes.public_id, state=minutes.state, starts_at=AT, closed_at=minutes.closed_at)
    return pages(sync, meeting, facts, found, place, POSTED)


def _told(t: Texts, *, own: bool) -> Sequence[Part]:
    """What other capabilities and the imported figures say."""
    ours = () if own else (("Internal", _standing(4.4, 4.5, 4.6)),)
    theirs = ("Harborline", _standing(4.4, 4.6, 4.7))
    row = Row(Known("CSAT", "", Better.HIGHER, 1), Mean(4.58, 4.51, AT.date(), dated=False), (*ours, theirs))
    noted = "Harborline 9 of 14" if own else "Internal 18 of 20 · Harborline 9 of 14"
    updates: tuple[Inline, ...] = (
        (Plain("Refunds over €50 no longer need a supervisor", bold=True), Plain(f" · {t('Got it: {n}', n=noted)}")),
        (Plain("Parcels: the new carrier answers within an hour", bold=True),),
    )
    return (
        Headline(messages.heading(Section.NUMBERS, t), 2),
        *numbers.parts([row], t),
        Headline(messages.heading(Section.STORY, t), 2),
        Body((Paragraph((Plain("🌟 "), Plain("Bo Lindqvist", bold=True), Plain(" · Care"))),)),
        Quote("She stayed on the line until my mother's wheelchair was on its way."),
        Headline(messages.heading(Section.UPDATES, t), 2),
        Body((ListBlock(updates),)),
    )


def _standing(*values: float) -> Standing:
    days = [AT.date() - timedelta(days=7 * back) for back in range(len(values))]
    kept = [Value(OURS, 0, day, value, 100, POSTED) for day, value in zip(reversed(days), values, strict=True)]
    return Standing(kept[-1], kept[-2], dated=False, trend=tuple(kept))


def _not_arrived(t: Texts) -> Message:
    lines = (
        _line("care", OURS, State.SENT),
        _line("harborline-care", HARBORLINE, State.FAILED, Cause.CHANNEL_ARCHIVED),
        _line("lumenara-night", LUMENARA, State.SENT),
    )
    return not_arrived("Weekly sync", "meeting-1", Receipt(lines), [lines[1]], ["Weekend team"], INSIDE, t)


def _line(channel: str, side_id: int, state: State, cause: Cause | None = None) -> ReceiptLine:
    return ReceiptLine(
        delivery_id=channel,
        copy_public_id=channel,
        operation=Operation.POST,
        platform="slack",
        channel=channel,
        conversation=channel,
        side_id=side_id,
        state=state,
        unconfirmed=False,
        cause=cause,
        detail="",
        attempts=1,
        released_at=POSTED,
        sent_at=POSTED if state is State.SENT else None,
    )
