"""What messages about reports are made of: how many have one, who decides it, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.capabilities.updates import markdown
from bot.capabilities.updates.messages import joined
from bot.capabilities.updates.questions.messages import Holding, Who, cut
from bot.capabilities.updates.store.report_tables import Customers, ReportDesk, ReportState
from bot.chat.message import Body, Context, Inline, MomentStyle, Paragraph, Part, plain
from bot.chat.texts import Texts

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

    Both are empty for who may not read it. `over`: the known issue was withdrawn since.
    """

    state: ReportState
    by: Who = NOBODY
    sentence: str = ""
    issue: str = ""
    issue_id: str = ""
    over: bool = False


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


def short(title: str) -> str:
    """A title within a sentence."""
    return cut(title, LONGEST_TITLE_SAID)


def headline(title: str, t: Texts) -> str:
    """What a report is called."""
    return t("Something's wrong with “{title}”", title=short(title)) if title else t("Something's wrong")


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
    pieces.append(t.filled("since {moment}", moment=t.span(tally.since, zone, style)))
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


def in_turn(desks: Sequence[ReportDesk], t: Texts) -> str:
    """Whom a report goes on to, one after the other."""
    first, *rest = [_desk(desk, t) for desk in desks]
    for one in rest:
        first = t("{first}, then to {next}", first=first, next=one)
    return first


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


def outcome_parts(outcome: Outcome, t: Texts) -> list[Part]:
    """What became of a report, with what was said about it and by whom."""
    said = outcome_said(outcome, t)
    parts: list[Part] = [Body((Paragraph(plain(f"{said[:1].upper()}{said[1:]}", bold=True)),))]
    if outcome.issue:
        parts.append(Body((Paragraph(plain(short(outcome.issue))),)))
    if outcome.over:
        parts.append(Body((Paragraph(plain(t("It was withdrawn since and no longer holds."))),)))
    if outcome.sentence:
        parts.append(Body(markdown.read(outcome.sentence)))
    if outcome.by.name:
        parts.append(Context(plain(t("Decided by {name}", name=outcome.by.name))))
    return parts
