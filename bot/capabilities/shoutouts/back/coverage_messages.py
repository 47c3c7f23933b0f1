"""The words of coverage: names for the lead's eyes alone, figures for managers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.capabilities.shoutouts.back.wall_messages import GIVE_TO, dotted
from bot.capabilities.shoutouts.store.coverage import Crossing, Member, SideFigures
from bot.capabilities.shoutouts.values import Value
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Fact,
    Facts,
    Headline,
    Inline,
    Message,
    Moment,
    MomentStyle,
    Paragraph,
    Part,
    Plain,
    plain,
)
from bot.chat.texts import Texts

COVERAGE = "shoutouts.coverage"

PAGE = 10
"""People on a page, each with a button."""

MOST_APART = 10
"""Names in one of the lines of those who are shown apart."""


@dataclass(frozen=True)
class Sorted:
    """A lead's people by whether they are to be shown as not named; `people` are all of them."""

    unnamed: tuple[Member, ...]
    away: tuple[Member, ...]
    new: tuple[Member, ...]
    provisional: tuple[Member, ...]
    people: int

    @property
    def named(self) -> int:
        """How many of them somebody has named."""
        return self.people - sum(map(len, (self.unnamed, self.away, self.new, self.provisional)))


@dataclass(frozen=True)
class Unnamed:
    """The same, for so many weeks."""

    sorted: Sorted
    weeks: int


@dataclass(frozen=True)
class Figures:
    """How sides stand; `everything`: all sides of the organisation, not just some that somebody manages."""

    sides: tuple[SideFigures, ...]
    crossing: Crossing
    values: Mapping[str, Value]
    everything: bool = True


def coverage(found: Unnamed | None, figures: Figures | None, after: int, t: Texts, zone: str) -> Message:
    """What somebody sees who leads teams, manages sides, or both."""
    parts: list[Part] = []
    if found is not None:
        parts += people(found, after, t, zone)
    if figures is not None:
        parts += by_side(figures, t)
    return Message(t("Coverage: whom shoutouts name"), tuple(parts), t.locale)


def people(found: Unnamed, after: int, t: Texts, zone: str) -> list[Part]:
    """Whom nobody has named, each with a button to do so."""
    theirs = found.sorted
    if not theirs.people:
        return [Body((Paragraph(plain(t("Nobody is in your teams yet."))),))]
    parts: list[Part] = []
    if theirs.unnamed:
        parts.append(Headline(unnamed_title(found, t)))
        for one in theirs.unnamed[after : after + PAGE]:
            parts.append(Body((Paragraph(member_line(one, t, zone)),)))
            parts.append(Actions((Button(t("Give a shoutout"), GIVE_TO, one.public_id, opens_form=True),)))
        if (left := len(theirs.unnamed) - after - PAGE) > 0:
            label = t.n("Show {n} more", "Show {n} more", left)
            parts.append(Actions((Button(label, COVERAGE, str(after + PAGE), opens_form=True),)))
    else:
        text = _nobody_missed(theirs, found.weeks, t)
        parts.append(Body((Paragraph(plain(text, bold=True)),)))
    if not after:
        parts += apart(theirs, found.weeks, t)
    return parts


def _nobody_missed(theirs: Sorted, weeks: int, t: Texts) -> str:
    """Nobody was left out; where nobody could have been, that is no praise of the lead."""
    if theirs.named:
        return t.n(
            "Everybody in your teams who was there was named within the last 7 days.",
            "Everybody in your teams who was there was named within the last {n} weeks.",
            weeks,
        )
    return t.n(
        "Nobody to show yet. People of your teams whom nobody has named for a week are listed here.",
        "Nobody to show yet. People of your teams whom nobody has named for {n} weeks are listed here.",
        weeks,
    )


def unnamed_title(found: Unnamed, t: Texts) -> str:
    """How many nobody has named, and for how long."""
    weeks = t.n("{n} week", "{n} weeks", found.weeks)
    count = len(found.sorted.unnamed)
    return t.n("{n} person not named for {weeks}", "{n} people not named for {weeks}", count, weeks=weeks)


def member_line(one: Member, t: Texts, zone: str) -> Inline:
    """Somebody, with their team and when they were last named."""
    when: Inline = plain(t("not named yet"))
    if one.last is not None:
        when = (Plain(t("last named ")), Moment(one.last, MomentStyle.DATE, zone, t.locale))
    return dotted([(Plain(t.apart(one.name), bold=True),), plain(one.team), when])


def apart(theirs: Sorted, weeks: int, t: Texts) -> list[Part]:
    """Those who could not well be named: away, new, or not confirmed."""
    lines = []
    if theirs.away:
        lines.append(t("Away: {names}", names=_names(theirs.away, t)))
    if theirs.new:
        names = _names(theirs.new, t)
        lines.append(t.n("New since last week: {names}", "New in the last {n} weeks: {names}", weeks, names=names))
    if theirs.provisional:
        lines.append(t("Not confirmed yet: {names}", names=_names(theirs.provisional, t)))
    return [Context(plain(line)) for line in lines]


def _names(members: Sequence[Member], t: Texts) -> str:
    names = [one.name for one in members[:MOST_APART]]
    if left := len(members) - len(names):
        names.append(t.n("{n} other", "{n} others", left))
    return t.names(names)


def by_side(figures: Figures, t: Texts) -> list[Part]:
    """Shoutouts per head and by value, and how much crosses the sides; never who."""
    parts: list[Part] = [Headline(t("Shoutouts in the last 12 weeks"), 2)]
    if not any(one.named or one.whole_teams for one in figures.sides):
        parts.append(Body((Paragraph(plain(t("Nobody of these sides was named in a shoutout."))),)))
        return parts
    parts.append(Facts(tuple(Fact(one.name, plain(_side_line(one, t))) for one in figures.sides)))
    for one in figures.sides:
        if line := value_line(one.values, figures.values, t):
            title = t("{side}: {values}", side=one.name, values=line)
            parts.append(Context(plain(title if len(figures.sides) > 1 else line)))
    crossing = figures.crossing
    if crossing.given:
        text = t.n(
            "{across} of {n} shoutout named somebody of another side.",
            "{across} of {n} shoutouts named somebody of another side.",
            crossing.given,
            across=crossing.across,
        )
        if not figures.everything:
            text = t.n(
                "{across} of {n} shoutout that your side gave named somebody of another side.",
                "{across} of {n} shoutouts that your side gave named somebody of another side.",
                crossing.given,
                across=crossing.across,
            )
        parts.append(Body((Paragraph(plain(text)),)))
    return parts


def _side_line(one: SideFigures, t: Texts) -> str:
    pieces = []
    if one.people:
        pieces.append(t("{share} a head", share=round(one.named / one.people, 1)))
    named = t.n("named {n} time", "named {n} times", one.named)
    pieces.append(t.n("{named}, {n} person", "{named}, {n} people", one.people, named=named))
    if one.whole_teams:
        pieces.append(t.n("and {n} whole team", "and {n} whole teams", one.whole_teams))
    return " · ".join(pieces)


def value_line(counts: Mapping[str, int], known: Mapping[str, Value], t: Texts) -> str:
    """“#ownership 🙌 12 · #kindness 💛 8 · without a value 3”, the most first."""
    ordered = sorted(((value, count) for value, count in counts.items() if value), key=lambda one: (-one[1], one[0]))
    pieces = [
        t("{value} {n}", value=str(known.get(value.casefold(), Value(value))), n=count) for value, count in ordered
    ]
    if without := counts.get("", 0):
        pieces.append(t("without a value {n}", n=without))
    return " · ".join(pieces)
