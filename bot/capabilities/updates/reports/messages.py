"""The words of reports: to whoever reports, to whoever decides, and what is told of the decision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from bot.capabilities.updates import markdown
from bot.capabilities.updates.messages import READ, REPORT, filled, joined
from bot.capabilities.updates.questions.messages import Holding, Who, cut
from bot.capabilities.updates.store.report_tables import Customers, ReportDesk, ReportState
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Headline,
    Inline,
    Link,
    Message,
    MomentStyle,
    Paragraph,
    Part,
    Quote,
    Tone,
    paragraph,
    plain,
    say,
)
from bot.chat.texts import Texts

REPORT_ANEW = "updates.report_anew"
THIS_TOO = "updates.report_this_too"
APART = "updates.report_apart"
REPORTS = "updates.reports"
MAKE_KNOWN = "updates.make_known_issue"
HANDLED = "updates.report_handled"
NO_FAULT = "updates.report_no_fault"

LONGEST_TITLE_SAID = 80
"""Characters of a title within a sentence."""

LONGEST_LISTED = 300
"""Characters of somebody's words in a list, so that a page of them fits into one message."""


NOBODY = Who()
"""Somebody whom a reader may not know."""


@dataclass(frozen=True)
class Tally:
    """How many have a report, as a reader may know it: `people` None where only their `own` side's may be told.

    `customers` is the least number of them, 0 where it may not be told.
    """

    people: int | None
    own: int
    sides: int
    since: datetime
    customers: int = 0


@dataclass(frozen=True)
class Words:
    """What one person said, and who they are, as a reader may know it."""

    text: str
    who: Who = NOBODY
    customers: Customers | None = None
    ticket_url: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a report. `issue` is the title of the known issue, `issue_id` what its *Read* carries.

    Both are empty for who may not read it.
    """

    state: ReportState
    by: Who = NOBODY
    sentence: str = ""
    issue: str = ""
    issue_id: str = ""


@dataclass(frozen=True)
class Line:
    """One report as a reader may see it; `title` is that of its update, `also` whom it goes on to.

    `now_with` is set where somebody else has it since.
    """

    public_id: str
    title: str
    words: tuple[Words, ...]
    more: int
    tally: Tally
    due: datetime | None = None
    also: tuple[ReportDesk, ...] = ()
    now_with: Who | None = None
    may_decide: bool = False
    may_publish: bool = False
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Standing:
    """Who has a report and whom it goes on to, as whoever reported it may know; `told`: they can be messaged."""

    holding: Holding | None
    also: tuple[ReportDesk, ...]
    told: bool


@dataclass(frozen=True)
class OwnReport:
    """What somebody reported themselves: their own words, how many have it, and what became of it."""

    title: str
    text: str
    tally: Tally
    standing: Standing
    outcome: Outcome | None = None


def _short(title: str) -> str:
    return cut(title, LONGEST_TITLE_SAID)


def headline(title: str, t: Texts) -> str:
    """What a report is called."""
    return t("Something's wrong with “{title}”", title=_short(title)) if title else t("Something's wrong")


def tally_line(tally: Tally, t: Texts, zone: str, now: datetime) -> Inline:
    """“9 agents · 2 sides · since 01:40”, as far as it may be told."""
    pieces: list[Inline] = []
    if tally.people is not None:
        pieces.append(plain(t.n("{n} agent", "{n} agents", tally.people)))
    elif tally.own:
        pieces.append(plain(t.n("{n} agent of your side", "{n} agents of your side", tally.own)))
    if tally.sides > 1:
        pieces.append(plain(t.n("{n} side", "{n} sides", tally.sides)))
    same_day = t.moment(tally.since, zone, MomentStyle.DATE) == t.moment(now, zone, MomentStyle.DATE)
    style = MomentStyle.TIME if same_day else MomentStyle.DATE_TIME
    pieces.append(filled(t, "since {moment}", moment=t.span(tally.since, zone, style)))
    if tally.customers > 1:
        pieces.append(plain(t("at least {n} customers", n=tally.customers)))
    return joined(pieces)


def customers_said(customers: Customers, t: Texts) -> str:
    """How many customers, as it is chosen and as it is read."""
    match customers:
        case Customers.ONE:
            return t("1 customer")
        case Customers.FEW:
            return t("2 to 5 customers")
        case Customers.SEVERAL:
            return t("6 to 20 customers")
        case Customers.MANY:
            return t("more than 20 customers")
        case _:
            assert_never(customers)


def _desk(desk: ReportDesk, t: Texts) -> str:
    match desk:
        case ReportDesk.OWNER:
            return t("the owner")
        case ReportDesk.LEAD:
            return t("the owner's lead")
        case ReportDesk.MANAGER:
            return t("a manager")
        case ReportDesk.ADMIN | ReportDesk.NOBODY:
            return t("an admin")
        case _:
            assert_never(desk)


# --- to whoever reports -----------------------------------------------------------------------------------------------


def who_decides(holding: Holding | None, t: Texts, zone: str) -> str:
    """Who has a report and by when they decide, in the reader's own time."""
    if holding is None:
        return t("Nobody who decides can be messaged just now. It waits and is tried again, and is listed for admins.")
    name, due = holding.who.name or t("The owner"), t.moment(holding.due, zone)
    if holding.begins is None:
        return t("{name} has it and is to decide by {due} your time.", name=name, due=due)
    begins = t.moment(holding.begins, zone)
    return t(
        "{name} gets it at work, {begins}, and is to decide by {due} your time.", name=name, begins=begins, due=due
    )


def _further(standing: Standing, t: Texts) -> str:
    said = []
    if standing.also:
        said.append(t("After that it also goes to {whom}.", whom=_in_turn(standing.also, t)))
    if standing.told:
        said.append(t("You are told what becomes of it."))
    else:
        said.append(t("You cannot be messaged directly: “update reports” shows you what becomes of it."))
    return " ".join(said)


def _in_turn(desks: Sequence[ReportDesk], t: Texts) -> str:
    first, *rest = [_desk(desk, t) for desk in desks]
    for one in rest:
        first = t("{first}, then to {next}", first=first, next=one)
    return first


def reported(standing: Standing, t: Texts, zone: str) -> Message:
    """The answer to whoever has just reported something."""
    text = t("Reported. {who}", who=who_decides(standing.holding, t, zone))
    return Message(text, (paragraph(text), Context(plain(_further(standing, t)))), t.locale)


def joined_to(own: OwnReport, t: Texts, zone: str, now: datetime, *, apart: str = "", again: bool = False) -> Message:
    """The answer to whoever joined a report; `apart` is their sighting where words alone have joined it."""
    head = t("You have reported this already.") if again else t("Joined with the same report.")
    text = f"{head} {who_decides(own.standing.holding, t, zone)}"
    parts: list[Part] = [paragraph(text), Context(tally_line(own.tally, t, zone, now))]
    parts.append(Context(plain(_further(own.standing, t))))
    if apart:
        parts.append(Actions((Button(t("Mine is another one"), APART, apart),)))
    return Message(text, tuple(parts), t.locale)


def reported_already(title: str, update_id: str, lines: Sequence[Line], t: Texts, zone: str, now: datetime) -> Message:
    """To whoever is about to report, what was reported already: one tap joins it."""
    summary = t("Reported already. Is it one of these?")
    parts: list[Part] = [Headline(headline(title, t)), paragraph(summary)]
    for line in lines:
        parts += [
            Quote(line.words[0].text),
            Context(tally_line(line.tally, t, zone, now)),
            Actions((Button(t("This one too"), THIS_TOO, line.public_id, Tone.PRIMARY),)),
        ]
    parts.append(Actions((Button(t("Something else"), REPORT_ANEW, update_id, opens_form=True),)))
    return Message(summary, tuple(parts), t.locale)


def withdrawn(t: Texts) -> Message:
    """To whoever reports about an update that no longer holds."""
    text = t("This update was withdrawn and no longer holds. If customers still say this, report it by itself.")
    return say(text, Button(t("Report something"), REPORT, "", opens_form=True), locale=t.locale)


def told(own: OwnReport, update_id: str, t: Texts, zone: str, now: datetime) -> Message:
    """To each who reported it, what became of it."""
    assert own.outcome is not None
    summary = t("{headline}: {outcome}", headline=headline(own.title, t), outcome=outcome_said(own.outcome, t))
    parts: list[Part] = [Headline(headline(own.title, t)), *_outcome(own.outcome, t)]
    if own.text:
        parts.append(Quote(cut(own.text, LONGEST_LISTED)))
    parts.append(Context(tally_line(own.tally, t, zone, now)))
    buttons = []
    if own.outcome.issue_id:
        buttons.append(Button(t("Read"), READ, own.outcome.issue_id, Tone.PRIMARY, opens_form=True))
    if own.outcome.state is not ReportState.KNOWN_ISSUE:
        about = "" if own.outcome.state is ReportState.CLOSED else update_id
        buttons.append(Button(t("It still happens"), REPORT, about, opens_form=True))
    if buttons:
        parts.append(Actions(tuple(buttons)))
    return Message(summary, tuple(parts), t.locale)


def outcome_said(outcome: Outcome, t: Texts) -> str:
    """What became of a report, in a few words."""
    match outcome.state:
        case ReportState.KNOWN_ISSUE:
            return t("now a known issue")
        case ReportState.HANDLED:
            return t("handled")
        case ReportState.NO_FAULT:
            return t("works as intended")
        case ReportState.CLOSED:
            return t("closed, because the update was withdrawn and no longer holds")
        case ReportState.OPEN:
            return t("open")
        case _:
            assert_never(outcome.state)


def _outcome(outcome: Outcome, t: Texts) -> list[Part]:
    said = outcome_said(outcome, t)
    parts: list[Part] = [Body((Paragraph(plain(f"{said[:1].upper()}{said[1:]}", bold=True)),))]
    if outcome.issue:
        parts.append(Body((Paragraph(plain(t("Known issue: {title}", title=_short(outcome.issue)))),)))
    if outcome.sentence:
        parts.append(Body(markdown.read(outcome.sentence)))
    if outcome.by.name:
        parts.append(Context(plain(t("Decided by {name}", name=outcome.by.name))))
    return parts


# --- to whoever decides -----------------------------------------------------------------------------------------------


def to_decide(line: Line, t: Texts, zone: str, now: datetime) -> Message:
    """The direct message to whoever has a report; edited in place while others join, and once it is decided."""
    title = headline(line.title, t)
    first = cut(line.words[0].text, LONGEST_TITLE_SAID) if line.words else ""
    parts: list[Part] = [Headline(title)]
    if line.outcome is not None:
        parts += [*_outcome(line.outcome, t), *_body(line, t, zone, now)]
        summary = t("{headline}: {outcome}", headline=title, outcome=outcome_said(line.outcome, t))
        return Message(summary, tuple(parts), t.locale)
    parts += [*_body(line, t, zone, now), *_deciding(line, t, zone)]
    return Message(f"{title}: {first}" if first else title, tuple(parts), t.locale)


def open_item(line: Line, t: Texts, zone: str, now: datetime) -> tuple[Part, ...]:
    """A report that waits for a decision, in a list or on a home, in the words of whoever was first."""
    line = replace(line, words=line.words[:1], more=line.more + len(line.words[1:]))
    head = Body((Paragraph(plain(headline(line.title, t), bold=True)),))
    return (head, *_body(line, t, zone, now), *_deciding(line, t, zone))


def _body(line: Line, t: Texts, zone: str, now: datetime) -> list[Part]:
    parts: list[Part] = [Context(tally_line(line.tally, t, zone, now))]
    for words in line.words:
        parts += [Quote(cut(words.text, LONGEST_LISTED)), Context(_source(words, t))]
    if line.more:
        parts.append(Context(plain(t.n("and {n} more", "and {n} more", line.more))))
    return parts


def _source(words: Words, t: Texts) -> Inline:
    found: list[Inline] = [plain(_from(words.who, t))]
    if words.customers is not None:
        found.append(plain(customers_said(words.customers, t)))
    if words.ticket_url:
        found.append((Link(t("Ticket ↗"), words.ticket_url),))
    return joined(found)


def _from(who: Who, t: Texts) -> str:
    if who.name and who.side:
        return t("From {name}, {side}", name=who.name, side=who.side)
    if who.name:
        return t("From {name}", name=who.name)
    return t("From {side}", side=who.side) if who.side else t("From another team")


def _deciding(line: Line, t: Texts, zone: str) -> list[Part]:
    """By when, what happens after that, and the three ways to decide."""
    said: list[Inline] = []
    if line.now_with is not None:
        said.append(plain(t("{name} has it now", name=line.now_with.name or t("Somebody else"))))
    if line.due is not None:
        said.append(filled(t, "decide by {moment}", moment=t.span(line.due, zone)))
        if line.also:
            said.append(plain(t("after that it also goes to {whom}", whom=_in_turn(line.also, t))))
    parts: list[Part] = [Context(joined(said))] if said else []
    if not line.may_decide:
        return parts
    known = Button(t("Make it a known issue"), MAKE_KNOWN, line.public_id, Tone.PRIMARY, opens_form=True)
    buttons = (
        *((known,) if line.may_publish else ()),
        Button(t("It is handled"), HANDLED, line.public_id, opens_form=True),
        Button(t("Not a fault"), NO_FAULT, line.public_id, opens_form=True),
    )
    return [*parts, Actions(buttons)]


def more_wait(t: Texts) -> Message:
    """Instead of yet another direct message to somebody who has several reports to decide already."""
    text = t("More reports of faults wait for your decision.")
    return say(text, Button(t("Show the reports"), REPORTS, "0", opens_form=True), locale=t.locale)


def decided_by_then(outcome: Outcome, t: Texts) -> Message:
    """To somebody who decided second."""
    text = t("This was decided already, so nothing was changed.")
    return Message(text, (paragraph(text), *_outcome(outcome, t)), t.locale)


def settled(state: ReportState, people: int | None, untold: bool, t: Texts) -> Message:
    """The answer to whoever decided."""
    said = t("Handled.") if state is ReportState.HANDLED else t("Not a fault.")
    who = t("Everybody who reported it is told.")
    if people is not None:
        who = t.n("The {n} agent who reported it is told.", "The {n} agents who reported it are told.", people)
    more = t("Who cannot be messaged finds it with “update reports”.") if untold else ""
    return say(" ".join(piece for piece in (said, who, more) if piece), locale=t.locale)


# --- lists ------------------------------------------------------------------------------------------------------------


def listing(
    lines: Sequence[Line],
    own: Sequence[OwnReport],
    total: int,
    pages: tuple[int, int],
    t: Texts,
    zone: str,
    now: datetime,
) -> Message:
    """The answer to “reports”: what is open for whoever asks, then what they reported themselves.

    `pages` are the page shown (from 0) and how many there are.
    """
    report = Button(t("Report something"), REPORT, "", opens_form=True)
    if not lines and not own:
        return say(t("No reports. Whoever hears of a fault presses Something's wrong."), report, locale=t.locale)
    summary = t.n("{n} open report", "{n} open reports", total) if lines else t("Your reports")
    parts: list[Part] = [Headline(summary)]
    for line in lines:
        parts += open_item(line, t, zone, now)
    page, count = pages
    turns = []
    if page > 0:
        turns.append(Button(t("Back"), REPORTS, str(page - 1), opens_form=True))
    if page + 1 < count:
        turns.append(Button(t("More reports"), REPORTS, str(page + 1), opens_form=True))
    if turns:
        parts += [Context(plain(t("Page {page} of {count}", page=page + 1, count=count))), Actions(tuple(turns))]
    if own:
        if lines:
            parts.append(Headline(t("You reported"), size=2))
        for mine in own:
            parts += _own_item(mine, t, zone, now)
    return Message(summary, tuple(parts), t.locale)


def _own_item(own: OwnReport, t: Texts, zone: str, now: datetime) -> list[Part]:
    parts: list[Part] = [Body((Paragraph(plain(headline(own.title, t), bold=True)),))]
    if own.text:
        parts.append(Quote(cut(own.text, LONGEST_LISTED)))
    parts.append(Context(tally_line(own.tally, t, zone, now)))
    if own.outcome is not None:
        return [*parts, *_outcome(own.outcome, t)]
    return [*parts, Context(plain(who_decides(own.standing.holding, t, zone)))]
