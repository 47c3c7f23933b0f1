"""The words of reports: to whoever reports, to whoever decides, and what is told of the decision."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.capabilities.updates.messages import READ, REPORT, joined
from bot.capabilities.updates.questions.messages import Who, cut
from bot.capabilities.updates.reports.parts import (
    LONGEST_LISTED,
    LONGEST_TITLE_SAID,
    Line,
    Outcome,
    OwnReport,
    Standing,
    Words,
    customers_said,
    headline,
    in_turn,
    outcome_parts,
    outcome_said,
    tally_line,
    who_decides,
)
from bot.capabilities.updates.store.report_tables import ReportState
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Headline,
    Inline,
    Link,
    Message,
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


# --- to whoever reports -----------------------------------------------------------------------------------------------


def _further(standing: Standing, t: Texts) -> str:
    said = []
    if standing.also:
        said.append(t("After that it also goes to {whom}.", whom=in_turn(standing.also, t)))
    if standing.told:
        said.append(t("You are told what becomes of it."))
    else:
        said.append(t("You cannot be messaged directly: “update reports” shows you what becomes of it."))
    return " ".join(said)


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
    parts: list[Part] = [Headline(headline(own.title, t)), *outcome_parts(own.outcome, t)]
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


# --- to whoever decides -----------------------------------------------------------------------------------------------


def to_decide(line: Line, t: Texts, zone: str, now: datetime) -> Message:
    """The direct message to whoever has a report; edited in place while others join, and once it is decided."""
    title = headline(line.title, t)
    first = cut(line.words[0].text, LONGEST_TITLE_SAID) if line.words else ""
    parts: list[Part] = [Headline(title)]
    if line.outcome is not None:
        parts += [*outcome_parts(line.outcome, t), *_body(line, t, zone, now)]
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
        said.append(t.filled("Decide by {moment}", moment=t.span(line.due, zone)))
        if line.also:
            said.append(plain(t("After that it also goes to {whom}", whom=in_turn(line.also, t))))
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
    return Message(text, (paragraph(text), *outcome_parts(outcome, t)), t.locale)


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
        return [*parts, *outcome_parts(own.outcome, t)]
    return [*parts, Context(plain(who_decides(own.standing.holding, t, zone)))]
