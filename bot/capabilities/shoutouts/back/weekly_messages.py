"""The words of the weekly digest: the short one for everybody, and the longer one for a lead."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.capabilities.shoutouts.back.coverage_messages import COVERAGE, Unnamed, member_line, unnamed_title, value_line
from bot.capabilities.shoutouts.back.wall_messages import GIVE, Story, story
from bot.capabilities.shoutouts.card import cheer_line
from bot.capabilities.shoutouts.values import Value
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Headline,
    ListBlock,
    Message,
    Paragraph,
    Part,
    Tone,
    plain,
)
from bot.chat.texts import Texts
from bot.people.viewpoint import Figure

MOST_FIRST = 10
"""Names of people who were named for the first time."""

MOST_UNNAMED = 10
"""People whom nobody has named that stand in a lead's digest; the button shows all of them."""


@dataclass(frozen=True)
class Digest:
    """What the readers of a place may all see of a week; `covers` names the sides that are counted, if not all are."""

    count: int
    chosen: Story | None
    best: tuple[Story, ...]
    first: tuple[str, ...]
    values: Mapping[str, int]
    covered: Figure
    weeks: int
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeadDigest:
    """What a lead alone sees of it: the stories of their teams, and who of them was not named."""

    count: int
    stories: tuple[Story, ...]
    missing: Unnamed


def digest(found: Digest, values: Mapping[str, Value], platform: str, t: Texts, zone: str) -> Message:
    """The short one."""
    title = t.n("{n} shoutout in the last 7 days", "{n} shoutouts in the last 7 days", found.count)
    parts: list[Part] = [Headline(title)]
    if found.chosen is not None:
        parts += [Headline(t("Story of the week"), 2), *story(found.chosen, platform, t, zone)]
    if found.best:
        parts.append(Headline(_best_title(found, t), 2))
    for one in found.best:
        parts += story(one, platform, t, zone)
    if found.first:
        names = list(found.first[:MOST_FIRST])
        if left := len(found.first) - len(names):
            names.append(t.n("{n} other", "{n} others", left))
        line = t("Named for the first time: {names}", names=t.names(names))
        parts.append(Body((Paragraph(plain(line)),)))
    if any(found.values):
        parts.append(Context(plain(value_line(found.values, values, t))))
    if found.covered.expected:
        parts.append(Context(plain(covered_line(found.covered, found.weeks, t, found.covers))))
    parts.append(Actions((Button(t("Give a shoutout"), GIVE, tone=Tone.PRIMARY, opens_form=True),)))
    return Message(title, tuple(parts), t.locale)


def _best_title(found: Digest, t: Texts) -> str:
    several = len(found.best)
    if found.chosen is None:
        return t.n("The story", "Stories", several)
    if any(cheer_line(one.facts, one.viewpoint, "", t) for one in found.best):
        return t.n("One more story", "Stories that were cheered most", several)
    return t.n("One more story", "More stories", several)


def covered_line(covered: Figure, weeks: int, t: Texts, sides: tuple[str, ...] = ()) -> str:
    """How many people have been named, of how many, and of which sides where it is not all; nobody's name."""
    lately = t.n("the last 7 days", "the last {n} weeks", weeks)
    if sides:
        return t.n(
            "Named in {lately}: {done} of {n} person of {sides}",
            "Named in {lately}: {done} of {n} people of {sides}",
            covered.expected,
            done=covered.done,
            sides=t.names(sides),
            lately=lately,
        )
    return t.n(
        "Named in {lately}: {done} of {n} person",
        "Named in {lately}: {done} of {n} people",
        covered.expected,
        done=covered.done,
        lately=lately,
    )


def for_lead(found: LeadDigest, platform: str, t: Texts, zone: str) -> Message:
    """The longer one."""
    title = t.n(
        "{n} shoutout for your teams in the last 7 days",
        "{n} shoutouts for your teams in the last 7 days",
        found.count,
    )
    if not found.count:
        title = t("No shoutout for your teams in the last 7 days")
    parts: list[Part] = [Headline(title)]
    missing = found.missing.sorted.unnamed
    if missing:
        parts.append(Headline(unnamed_title(found.missing, t), 2))
        lines = tuple(member_line(one, t, zone) for one in missing[:MOST_UNNAMED])
        parts += [Body((ListBlock(lines),)), Actions((Button(t("Thank one of them"), COVERAGE),))]
    for one in found.stories:
        parts += story(one, platform, t, zone)
    return Message(title, tuple(parts), t.locale)
