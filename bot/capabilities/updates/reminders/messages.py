"""The words of reminders: to one person, in a channel without naming anybody, to a lead, and on the receipt."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.capabilities.updates.knowledge.messages import asks_line
from bot.capabilities.updates.languages.messages import in_language
from bot.capabilities.updates.messages import READ, Facts, got_it_button, joined, noted_before
from bot.capabilities.updates.store.reminders import TeamShare
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Inline,
    ListBlock,
    Message,
    Paragraph,
    Part,
    paragraph,
    plain,
    say,
)
from bot.chat.texts import Texts
from bot.people.viewpoint import Viewpoint

REMIND = "updates.remind"

MOST_NAMES = 40
"""Names in one list; the others are counted."""

MOST_TEAMS = 8
"""Teams on a receipt; the others are counted."""


def _buttons(facts: Facts, t: Texts) -> Actions:
    return Actions((Button(t("Read"), READ, facts.object_id, opens_form=True), got_it_button(facts, t)))


def reminder(facts: Facts, deadline: datetime | None, t: Texts, zone: str) -> Message:
    """To somebody on shift who has not noted an update; `deadline` is their own."""
    lines: list[Inline] = [plain(t("Urgent"), bold=True)] if facts.urgent else []
    lines.append(t.filled("From {moment}", moment=t.span(facts.effective_from, zone)))
    if deadline is not None:
        lines.append(t.filled("Got it wanted by {moment}", moment=t.span(deadline, zone)))
    lines += in_language(facts, t)
    if facts.check:
        lines.append(plain(asks_line(facts.check, t)))
    summary = t("Not noted yet: {title}", title=facts.title)
    return Message(summary, (paragraph(summary), Context(joined(lines)), _buttons(facts, t)), t.locale)


def reminder_noted(facts: Facts, at: datetime, now: datetime, t: Texts, zone: str) -> Message:
    """The same message once they have noted it."""
    title = Body((Paragraph(plain(facts.title, bold=True)),))
    noted = Context(plain(noted_before(at, now, t, zone)))
    return Message(facts.title, (title, noted), t.locale)


def reminder_withdrawn(t: Texts) -> Message:
    """The same, or the line in a channel, once the update no longer holds."""
    return say(t("This update was withdrawn, so there is nothing to note. It no longer holds."), locale=t.locale)


def channel_reminder(facts: Facts, people: int | None, t: Texts) -> Message:
    """A reply under the card that names nobody; `people` None where how many may not be said here."""
    text = t("Some people here have not pressed Got it.")
    if people is not None:
        text = t.n("{n} person here has not pressed Got it.", "{n} people here have not pressed Got it.", people)
    return Message(text, (paragraph(text), _buttons(facts, t)), t.locale)


# --- to a lead --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TeamMissing:
    """The people of one team who are past their deadline, for their own lead; `lead_too` if the lead is one of them.

    `not_on_shift` and `in_time` count the others who have not noted it.
    """

    team: str
    names: tuple[str, ...]
    not_on_shift: int = 0
    in_time: int = 0
    lead_too: bool = False


def missing(facts: Facts, of: TeamMissing, t: Texts) -> Message:
    """Who of a team has not noted an update by their deadline."""
    people = len(of.names) + of.lead_too
    title = t.n(
        "{team}: {n} person has not noted “{title}”",
        "{team}: {n} people have not noted “{title}”",
        people,
        team=of.team,
        title=facts.title,
    )
    parts: list[Part] = [Body((Paragraph(plain(title, bold=True)),))]
    if of.names:
        shown = [plain(name) for name in of.names[:MOST_NAMES]]
        if more := len(of.names) - len(shown):
            shown.append(plain(t("and {n} more", n=more)))
        parts.append(Body((ListBlock(tuple(shown)),)))
    if apart := _apart(of, t):
        parts.append(Context(plain(apart)))
    parts.append(Context(plain(t("Their deadline has passed. Only you see these names."))))
    if of.lead_too:
        parts += [paragraph(t("You have not noted it either.")), _buttons(facts, t)]
    return Message(title, tuple(parts), t.locale)


def _apart(of: TeamMissing, t: Texts) -> str:
    said = []
    if of.not_on_shift:
        said.append(
            t.n("{n} person has not been on shift yet", "{n} people have not been on shift yet", of.not_on_shift)
        )
    if of.in_time:
        said.append(t.n("{n} person still has time", "{n} people still have time", of.in_time))
    return " · ".join(said)


# --- on the receipt ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Open:
    """Who has not noted an update, by side: past their deadline, not on shift since, and others who still have time.

    `teams` are those with somebody past the deadline.
    """

    missing: Mapping[int, int] = field(default_factory=dict)
    not_on_shift: Mapping[int, int] = field(default_factory=dict)
    in_time: Mapping[int, int] = field(default_factory=dict)
    teams: tuple[TeamShare, ...] = ()

    def to_remind(self, viewpoint: Viewpoint) -> int:
        """Whom reminding would reach if all of them were at work; nobody for who may not see all their figures.

        Nor may such a reader remind them: how many that reached would tell the same.
        """
        people = Counter(self.missing) + Counter(self.in_time)
        return people.total() if all(viewpoint.sees_figures_of(side) for side in people) else 0


NOTHING_OPEN = Open()


def open_parts(public_id: str, of: Open, sides: Mapping[int, str], viewpoint: Viewpoint, t: Texts) -> list[Part]:
    """What a receipt says of those who have not noted it, as far as its reader may know, and the button to remind."""
    lines = []
    if said := _by_side(of.missing, sides, viewpoint, t):
        lines.append(t("Missing after the deadline: {shares}", shares=said))
    if said := _by_side(of.not_on_shift, sides, viewpoint, t):
        lines.append(t("Not on shift yet: {shares}", shares=said))
    if said := _by_team([team for team in of.teams if viewpoint.sees_figures_of(team.side_id)], t):
        lines.append(t("Teams past their deadline: {shares}", shares=said))
    parts: list[Part] = [Context(plain(line)) for line in lines]
    if people := of.to_remind(viewpoint):
        label = t.n("Remind {n} person", "Remind {n} people", people)
        parts.append(Actions((Button(label, REMIND, public_id),)))
    return parts


def _by_side(of: Mapping[int, int], sides: Mapping[int, str], viewpoint: Viewpoint, t: Texts) -> str:
    return " · ".join(
        t("{side} {figure}", side=name, figure=of[side])
        for side, name in sides.items()
        if of.get(side) and viewpoint.sees_figures_of(side)
    )


def _by_team(teams: Sequence[TeamShare], t: Texts) -> str:
    shares = [
        t("{team}: {done} of {total}", team=team.name, done=team.noted, total=team.expected)
        for team in teams[:MOST_TEAMS]
    ]
    if more := len(teams) - len(shares):
        shares.append(t("and {n} more", n=more))
    return " · ".join(shares)


# --- by hand ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reached:
    """What one round of reminding came to, in people; `spared` wait for their catch-up, as their messages are used up.

    `channels` got a reply that names nobody, for `in_channels` people who cannot be messaged directly.
    """

    direct: int = 0
    spared: int = 0
    in_channels: int = 0
    channels: int = 0
    nowhere: int = 0

    @property
    def people(self) -> int:
        """Everybody for whom something was done."""
        return self.direct + self.spared + self.in_channels


def reached(of: Reached, off_shift: int, t: Texts) -> Message:
    """Says how many a reminder by hand has reached."""
    said = []
    if of.direct:
        said.append(t.n("Reminded {n} person directly.", "Reminded {n} people directly.", of.direct))
    if of.in_channels:
        said.append(
            t.n(
                "{n} person cannot be messaged and is reminded in the channel, without a name.",
                "{n} people cannot be messaged and are reminded in their channels, without names.",
                of.in_channels,
            )
        )
    if of.spared:
        said.append(
            t.n(
                "{n} person has had enough messages in this shift and finds it in the next catch-up.",
                "{n} people have had enough messages in this shift and find it in their next catch-up.",
                of.spared,
            )
        )
    if of.nowhere:
        said.append(t.n("{n} person cannot be reached.", "{n} people cannot be reached.", of.nowhere))
    if not said:
        said.append(t("Nobody who has not noted it is on shift now, so nobody was reminded."))
    if off_shift:
        said.append(
            t.n(
                "{n} person is not on shift and is left in peace.",
                "{n} people are not on shift and are left in peace.",
                off_shift,
            )
        )
    return say(" ".join(said), locale=t.locale)


def too_soon(last: datetime, again: datetime, t: Texts, zone: str) -> Message:
    """Somebody was reminded by hand less than four hours ago."""
    text = t(
        "Already reminded at {last}. It can be done again from {again}.",
        last=t.moment(last, zone),
        again=t.moment(again, zone),
    )
    return say(text, locale=t.locale)


def nobody_left(t: Texts) -> Message:
    """Everybody who is here has noted it."""
    return say(t("Everybody who is expected and not away has noted it. Nobody was reminded."), locale=t.locale)
