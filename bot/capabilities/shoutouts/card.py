"""The messages of a shoutout: the card in a channel, and what whoever is thanked and their lead get."""

from collections.abc import Sequence

from bot.capabilities.shoutouts.facts import Added, Facts, Named
from bot.capabilities.shoutouts.kinds import ENDED, ShoutoutState
from bot.capabilities.shoutouts.naming import joined, mention, name_of, named, seen, without_names
from bot.chat.message import (
    Actions,
    Alert,
    Body,
    Button,
    Context,
    Inline,
    Link,
    Message,
    Paragraph,
    Part,
    Plain,
    Quote,
    Tone,
    plain,
)
from bot.chat.texts import Texts
from bot.delivery.guard import inspect
from bot.people.viewpoint import Viewpoint

CHEER = "shoutouts.cheer"
ADD = "shoutouts.add"
MORE = "shoutouts.more"

NAMED_CHEERS = 2
"""Cheers that are told by name."""

MOST_UNTOLD = 3
"""People who cannot be told directly that are called by name, one more where that leaves no others."""

SHOWN_NOTES = 5
"""Notes that stand on a card; whoever wants the others opens the whole story."""


def card(facts: Facts, viewpoint: Viewpoint, platform: str, t: Texts, *, ring: bool = False) -> Message:
    """A shoutout in a channel that the sides of `viewpoint` read; `ring` where it is new to those who are named."""
    if facts.state in ENDED:
        return ended(facts, t)
    parts = [*who_is_thanked(facts, viewpoint, platform, t, ring=ring), *content(facts, viewpoint, platform, t)]
    parts.append(Actions(buttons(facts, t)))
    if line := cheer_line(facts, viewpoint, platform, t):
        parts.append(Context(line))
    return Message(summary(facts, viewpoint, t), tuple(parts), t.locale)


def ended(facts: Facts, t: Texts) -> Message:
    """What is left in a channel of one that is over: neither names nor story."""
    match facts.state:
        case ShoutoutState.WITHDRAWN:
            text = t("This shoutout was withdrawn by whoever gave it.")
        case ShoutoutState.TAKEN_DOWN:
            text = t("This shoutout was taken down.")
        case _:
            text = t("This shoutout was erased, and what it told is no longer kept.")
    return muted(text, t)


def muted(text: str, t: Texts) -> Message:
    """One quiet line in the place of what is over."""
    return Message(text, (Alert(plain(text), Tone.MUTED),), t.locale)


def titled(text: str) -> Body:
    """The first line of a letter."""
    return Body((Paragraph(plain(text, bold=True)),))


def who_is_thanked(
    facts: Facts, viewpoint: Viewpoint, platform: str, t: Texts, *, ring: bool = False
) -> Sequence[Part]:
    """The first line of a story; none where nobody is named openly."""
    who = heading(facts, viewpoint, platform, t, ring=ring)
    return [Body((Paragraph((Plain("🌟 "), *who)),))] if who else []


def summary(facts: Facts, viewpoint: Viewpoint, t: Texts) -> str:
    """The notification line."""
    names = [name for one in facts.openly if (name := name_of(one, viewpoint, t))]
    if len(names) == len(facts.openly) and names:
        return t("Shoutout for {names}", names=t.names(names))
    return t("A shoutout")


def heading(facts: Facts, viewpoint: Viewpoint, platform: str, t: Texts, *, ring: bool = False) -> Inline:
    """Who is thanked, with their team where all are of one, else with that of each whom nothing rings."""
    teams = {(_side(one, viewpoint), one.team_name) for one in facts.openly if not one.whole_team}
    several = len(teams) != 1 or any(one.whole_team for one in facts.openly)
    who, hidden = named(facts.openly, viewpoint, platform, t, ring=ring, with_team=several)
    if hidden or several:
        return who
    side, team = teams.pop()
    # A team that is called after its company says both.
    where = ", ".join(word for word in ("" if team.casefold().startswith(side.casefold()) else side, team) if word)
    return (*who, Plain(f" · {where}")) if where else who


def _side(one: Named, viewpoint: Viewpoint) -> str:
    """Whose somebody is, where that is not plain to whoever reads it: among themselves nobody says it."""
    return "" if one.side_id == viewpoint.internal or viewpoint.sides <= {one.side_id} else one.side_name


def content(facts: Facts, viewpoint: Viewpoint, platform: str, t: Texts) -> list[Part]:
    """The customer's words, the story, the value, who gave it, and what was added."""
    parts: list[Part] = []
    if facts.corrected:
        parts.append(Context(plain(t("Corrected"))))
    if facts.quote:
        parts.append(Quote(readable(facts.quote, facts, viewpoint), by=readable(facts.customer, facts, viewpoint)))
    parts.append(Body((Paragraph(plain(readable(facts.story, facts, viewpoint))),)))
    parts.append(Context(_source(facts, viewpoint, platform, t)))
    shown = facts.notes[:SHOWN_NOTES]
    parts += [Context(note_line(one, facts, viewpoint, platform, t)) for one in shown]
    if left := len(facts.notes) - len(shown):
        parts.append(Context(plain(t.n("and {n} more note", "and {n} more notes", left))))
    return parts


def readable(text: str, facts: Facts, viewpoint: Viewpoint) -> str:
    """A text as whoever reads it there may read it: without customers' data, and without names they may not know."""
    partners_read_it = not viewpoint.sides <= {viewpoint.internal}
    if partners_read_it and not facts.partners_see_all:
        text = inspect(text).masked
    return without_names(text, everybody_in(facts), viewpoint, always=facts.secret)


def everybody_in(facts: Facts) -> Sequence[Named]:
    """All whom it names in any way, also those who are thanked privately."""
    return (facts.giver, *facts.recipients, *(one.by for one in facts.notes))


def _source(facts: Facts, viewpoint: Viewpoint, platform: str, t: Texts) -> Inline:
    giver = mention(facts.giver, viewpoint, platform, t)
    pieces: list[Inline] = []
    if facts.value is not None:
        pieces.append(plain(str(facts.value)))
    if giver is not None:
        pieces.append((Plain(t("from ")), giver))
    elif facts.giver.name:
        pieces.append(plain(t("from a colleague of another company")))
    # An address tells whose help desk it is.
    if facts.ticket_url and all(seen(one, viewpoint) for one in (facts.giver, *facts.openly)):
        pieces.append((Link(t("Ticket ↗"), facts.ticket_url),))
    line: list[Inline] = []
    for place, piece in enumerate(pieces):
        line += [plain(" · "), piece] if place else [piece]
    return tuple(span for piece in line for span in piece)


def note_line(one: Added, facts: Facts, viewpoint: Viewpoint, platform: str, t: Texts) -> Inline:
    """What somebody added, with who."""
    by = mention(one.by, viewpoint, platform, t) or Plain(nameless(one.by, t))
    return (by, Plain(f": {readable(one.text, facts, viewpoint)}"))


def nameless(one: Named, t: Texts) -> str:
    """Whoever added a note, where they may not be named, or were erased since."""
    return t("Somebody of another team") if one.name else t("Somebody")


def cheer_line(facts: Facts, viewpoint: Viewpoint, platform: str, t: Texts) -> Inline:
    """“Two names and 12 others”, of the sides whose figures may be read there; empty without any."""
    counted, without = counted_cheers(facts, viewpoint)
    first = [one for one in counted if seen(one, viewpoint)][:NAMED_CHEERS]
    spans = [span for one in first if (span := mention(one, viewpoint, platform, t)) is not None]
    others = len(counted) - len(spans) + without
    if not counted and not without:
        return ()
    if not spans:
        return plain(t.n("👏 {n} cheer", "👏 {n} cheers", others))
    more = t.n("{n} other", "{n} others", others) if others else ""
    return (Plain("👏 "), *joined(spans, t, more=more))


def counted_cheers(facts: Facts, viewpoint: Viewpoint) -> tuple[Sequence[Named], int]:
    """The cheers of the sides whose figures may be read there, and how many besides are of people erased since."""
    counted = [
        one for one in facts.cheers if viewpoint.sees_figures_of(one.side_id) or one.side_id == viewpoint.internal
    ]
    return counted, facts.cheers_without_name if len(counted) == len(facts.cheers) else 0


def buttons(facts: Facts, t: Texts) -> tuple[Button, ...]:
    """On every copy; *More* has what few need: correct, withdraw, report, take down."""
    return (
        Button(t("👏 Cheer"), CHEER, facts.public_id, Tone.PRIMARY),
        Button(t("Add to the story"), ADD, facts.public_id, opens_form=True),
        Button(t("More"), MORE, facts.public_id, opens_form=True),
    )


def to_recipient(facts: Facts, viewpoint: Viewpoint, platform: str, t: Texts) -> Message:
    """To somebody who is thanked, for their eyes."""
    giver = name_of(facts.giver, viewpoint, t) or t("A colleague")
    text = t("{giver} gave you a shoutout", giver=giver)
    parts: list[Part] = [titled(f"🌟 {text}"), *content(facts, viewpoint, platform, t)]
    if not facts.openly:
        alone = t("Only you and your lead see this.")
        several = t("This stands in no channel: only whom it thanks and their leads see it.")
        parts.append(Context(plain(alone if len(facts.recipients) == 1 else several)))
    parts.append(Actions(buttons(facts, t)[1:]))
    return Message(text, tuple(parts), t.locale)


def to_lead(facts: Facts, yours: Sequence[Named], viewpoint: Viewpoint, platform: str, t: Texts) -> Message:
    """To the lead of some who are thanked."""
    people = [name_of(one, viewpoint, t) or one.name for one in yours if not one.whole_team]
    if people:
        text = t("{names} of your team got a shoutout", names=t.names(people))
    else:
        text = t("Your team {team} got a shoutout", team=t.names([one.name for one in yours]))
    parts: list[Part] = [titled(f"🌟 {text}"), *content(facts, viewpoint, platform, t)]
    if all(one.privately for one in yours):
        text = t("Given privately: only they and you see this.")
        if any(one.whole_team for one in yours):
            text = t("Given privately, and you alone are told of it: please pass it on to the team.")
        parts.append(Context(plain(text)))
    if untold := [name_of(one, viewpoint, t) or one.name for one in yours if not one.reached]:
        parts.append(Body((Paragraph(plain(untold_line(untold, t))),)))
    parts.append(Actions(buttons(facts, t)[0 if facts.openly else 1 :]))
    return Message(text, tuple(parts), t.locale)


def untold_line(names: Sequence[str], t: Texts) -> str:
    """Asks a lead to pass it on to those who cannot be told directly."""
    return t.n(
        "{names} could not be told directly. Please pass it on.",
        "{names} could not be told directly. Please pass it on to them.",
        len(names),
        names=t.names(first_of(names, t)),
    )


def first_of(names: Sequence[str], t: Texts) -> list[str]:
    """As many of them as one sentence takes, and how many others there are."""
    others = len(names) - MOST_UNTOLD
    if others < 2:
        return [*names]
    return [*names[:MOST_UNTOLD], t.n("{n} other", "{n} others", others)]
