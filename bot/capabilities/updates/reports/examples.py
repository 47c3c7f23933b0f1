"""Every message and form of reports with invented data, for the gallery and the contract tests."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from bot.capabilities.updates import messages as updates
from bot.capabilities.updates.messages import Facts
from bot.capabilities.updates.questions.messages import Holding, Who
from bot.capabilities.updates.reports import messages
from bot.capabilities.updates.reports.forms import LONGEST_REPORT, LONGEST_SENTENCE, report_form, settle_form
from bot.capabilities.updates.reports.listing import PAGE
from bot.capabilities.updates.reports.parts import NOBODY, Line, Outcome, OwnReport, Standing, Tally, Words
from bot.capabilities.updates.store.report_tables import Customers, ReportDesk, ReportState, Seer
from bot.capability import Example
from bot.chat.texts import Texts
from bot.delivery.guard import inspect
from bot.people.model import Sharing
from bot.people.viewpoint import Viewpoint

NIGHT = datetime(2026, 11, 24, 1, 40, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 2, 10, tzinfo=UTC)
DUE = datetime(2026, 11, 24, 3, 10, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ZONE = "Asia/Manila"
TITLE = "Refunds over €50 no longer need a supervisor"
TEXT = "The refund button is grey for gift cards, and the customer waits at the till."
EVERY_SCRIPT = "زر الاسترداد لا يعمل. 返金ボタンが押せない。 👩‍👩‍👧‍👦 <!channel> </at> **"
TICKET = "https://tickets.example/884213"

INES, HANA = Who("Ines Okafor"), Who("Hana Mina", "Harborline")
ALONE = Tally(1, 1, 1, NIGHT, 1)
MANY = Tally(9, 4, 2, NIGHT, 14)
WALLED = Tally(None, 2, 2, NIGHT)
LEAD_THEN_ADMIN = (ReportDesk.LEAD, ReportDesk.ADMIN)

HELD = Standing(Holding(INES, DUE), LEAD_THEN_ADMIN, told=True)
WORDS = Words(TEXT, HANA, Customers.SEVERAL, TICKET)
LINE = Line("report", TITLE, (WORDS,), 0, ALONE, DUE, LEAD_THEN_ADMIN, may_decide=True, may_publish=True)
JOINED = replace(LINE, words=(WORDS, Words("Refunds hang.", INES), Words(EVERY_SCRIPT)), more=6, tally=MANY)
LONGEST = replace(
    JOINED,
    title="Refunds " * 18 + "now",
    words=(replace(WORDS, text="why " * (LONGEST_REPORT // 4)),) * 3,
    tally=replace(MANY, people=505, sides=3, customers=4200),
)
OUTCOMES = {
    "known issue": Outcome(ReportState.KNOWN_ISSUE, INES, "", "Known issue: gift cards cannot be refunded", "known.1"),
    "known issue elsewhere": Outcome(ReportState.KNOWN_ISSUE),
    "known issue, withdrawn since": Outcome(
        ReportState.KNOWN_ISSUE, INES, "", "Known issue: gift cards cannot be refunded", "known.1", over=True
    ),
    "handled": Outcome(ReportState.HANDLED, INES, "Switched back on at 02:05. **Reload** the page."),
    "no fault": Outcome(ReportState.NO_FAULT, NOBODY, "Gift cards are refunded at the till only."),
    "withdrawn": Outcome(ReportState.CLOSED),
}
OWN = OwnReport(TITLE, TEXT, MANY, HELD)


def examples(t: Texts) -> Iterator[Example]:
    """All of them, in one locale."""
    yield from _forms(t)
    yield from _reporting(t)
    yield from _deciding(t)
    yield from _lists(t)


def _forms(t: Texts) -> Iterator[Example]:
    found = inspect("Ask jane@customer.example about 4111 1111 1111 1111.").findings
    form = partial(report_form, t=t, object_id="update.report", zone=ZONE, now=NOW)
    yield Example("report, form", form(TITLE))
    yield Example("report, form, about no update", form(""))
    note = t("The update was withdrawn meanwhile. Send this as a report of its own if it still holds.")
    yield Example("report, form, withdrawn meanwhile", form("", text=TEXT, note=note))
    similar = (JOINED, replace(LINE, public_id="second", tally=WALLED), replace(LONGEST, public_id="third"))
    alike = form(TITLE, text=TEXT, customers=Customers.FEW, ticket_url=TICKET, similar=similar, findings=found)
    yield Example("report, form, reported already, with personal data", alike)
    yield Example("report, form, handled", settle_form(JOINED, ReportState.HANDLED, t))
    names = ("Hana", "Harborline")
    guarded = settle_form(LONGEST, ReportState.NO_FAULT, t, sentence=TEXT, findings=found, names=names)
    yield Example("report, form, no fault, with others' names and personal data", guarded)


def _reporting(t: Texts) -> Iterator[Example]:
    similar = (JOINED, replace(LINE, tally=WALLED), replace(LINE, words=(Words(EVERY_SCRIPT),)))
    yield Example("reports, already", messages.reported_already(TITLE, "update", similar, t, ZONE, NOW))
    yield Example("report, taken", messages.reported(HELD, t, ZONE))
    later = Standing(Holding(NOBODY, MORNING, DUE), (ReportDesk.MANAGER,), told=False)
    yield Example("report, taken out of hours, across a wall", messages.reported(later, t, ZONE))
    yield Example("report, taken and nobody there", messages.reported(Standing(None, (), told=True), t, ZONE))
    yield Example("report, joined", messages.joined_to(OWN, t, ZONE, NOW))
    walled = replace(OWN, tally=WALLED)
    yield Example("report, joined by its words", messages.joined_to(walled, t, ZONE, NOW, apart="sighting"))
    yield Example("report, again", messages.joined_to(OWN, t, ZONE, NOW, again=True))
    yield Example("report, update withdrawn", messages.withdrawn(t))
    for name, outcome in OUTCOMES.items():
        told = messages.told(replace(OWN, outcome=outcome), "update", t, ZONE, NOW)
        yield Example(f"report, told: {name}", told)
    hostile = replace(OWN, title="", text=EVERY_SCRIPT, tally=WALLED, outcome=OUTCOMES["handled"])
    yield Example("report, told: every script", messages.told(hostile, "", t, ZONE, NOW))


def _deciding(t: Texts) -> Iterator[Example]:
    cases = {
        "one": LINE,
        "joined": JOINED,
        "about no update": replace(LINE, title="", also=()),
        "longest": LONGEST,
        "across a wall": replace(JOINED, words=(Words(TEXT),), more=0, tally=WALLED),
        "with somebody else too": replace(JOINED, now_with=INES, also=(ReportDesk.MANAGER, ReportDesk.ADMIN)),
        "no right to publish": replace(JOINED, may_publish=False),
        **{name: replace(JOINED, outcome=outcome, may_decide=False) for name, outcome in OUTCOMES.items()},
    }
    for name, line in cases.items():
        yield Example(f"report, to decide: {name}", messages.to_decide(line, t, ZONE, NOW))
    yield Example("reports, more wait", messages.more_wait(t))
    yield Example("report, decided before", messages.decided_by_then(OUTCOMES["handled"], t))
    yield Example("report, settled", messages.settled(ReportState.HANDLED, 9, True, t))
    yield Example("report, settled across a wall", messages.settled(ReportState.NO_FAULT, None, False, t))
    longest = replace(OUTCOMES["handled"], sentence="so " * (LONGEST_SENTENCE // 3))
    yield Example(
        "report, to decide: longest sentence", messages.to_decide(replace(LONGEST, outcome=longest), t, ZONE, NOW)
    )


def _lists(t: Texts) -> Iterator[Example]:
    own = (OWN, replace(OWN, title="", outcome=OUTCOMES["handled"]), replace(OWN, text="", tally=WALLED))
    yield Example(
        "waiting, reports", updates.waiting((), 0, t, ZONE, reports=[messages.open_item(JOINED, t, ZONE, NOW)])
    )
    yield Example("reports, none", messages.listing((), (), 0, (0, 1), t, ZONE, NOW))
    yield Example("reports, own", messages.listing((), own, 0, (0, 1), t, ZONE, NOW))
    yield Example("reports, some", messages.listing((JOINED, LINE), own, 2, (0, 1), t, ZONE, NOW))
    longest = (LONGEST,) * PAGE
    yield Example("reports, a page of many", messages.listing(longest, own, 500, (1, 125), t, ZONE, NOW))


def cards(facts: Facts, internal: int, partners: tuple[int, int], t: Texts, zone: str) -> Iterator[Example]:
    """The card of a known issue, which credits those who saw it first, as several sides see it."""
    first, second = partners
    seers = (Seer("Hana Mina", first), Seer("Luz Andrade", second), Seer("Ada Byrne", internal))
    known = replace(facts, title="Known issue: gift cards cannot be refunded", seen_first=seers)
    for name, sides in {"internal": (internal,), "a partner": (first,), "two partners": partners}.items():
        viewpoint = Viewpoint(frozenset(sides), Sharing.NOTHING, internal)
        yield Example(f"card, known issue, {name}", updates.card(known, {}, viewpoint, t, zone))
