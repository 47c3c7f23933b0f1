"""The words of a wall of stories: whose it is, each story with who gave it and when, and what helps where none is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.capabilities.shoutouts.card import cheer_line, readable, who_is_thanked
from bot.capabilities.shoutouts.facts import Facts, Whom
from bot.capabilities.shoutouts.naming import mention
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Divider,
    Headline,
    Inline,
    LinkButton,
    Message,
    Moment,
    MomentStyle,
    Paragraph,
    Part,
    Plain,
    Quote,
    Span,
    Tone,
    plain,
    say,
)
from bot.chat.texts import Texts
from bot.people.viewpoint import Viewpoint

WALL = "shoutouts.wall"
TURN = "shoutouts.turn_page"
MINE = "shoutouts.mine"
EXPORT_MINE = "shoutouts.export_mine"
EXPORT = "shoutouts.export"
GIVE = "shoutouts.give"
GIVE_TO = "shoutouts.give_to"

PAGE = 5
"""Stories on a page: what a phone shows without getting lost."""


@dataclass(frozen=True)
class Story:
    """One shoutout on a wall, as whoever looks may see it; `private` ones of `facts` are those shown to them.

    `with_team`: it is there for thanks to a whole team, of which whoever's wall it is was one.
    """

    facts: Facts
    viewpoint: Viewpoint
    at: datetime
    private: bool = False
    with_team: bool = False


@dataclass(frozen=True)
class Shown:
    """A page of a wall: `key` is what its buttons carry of whose it is, `before` and `total` how many there are."""

    title: str
    key: str
    stories: tuple[Story, ...]
    before: int
    total: int
    own: bool = False


def wall(shown: Shown, platform: str, t: Texts, zone: str) -> Message:
    """A page of stories, the newest first."""
    parts: list[Part] = [Headline(shown.title)]
    for number, one in enumerate(shown.stories):
        parts += [Divider()] if number else []
        parts += story(one, platform, t, zone)
    buttons = _leaf(shown, t)
    if shown.own:
        buttons.append(Button(t("Export mine"), EXPORT_MINE, opens_form=True))
    if buttons:
        parts.append(Actions(tuple(buttons)))
    return Message(shown.title, tuple(parts), t.locale)


def _leaf(shown: Shown, t: Texts) -> list[Button]:
    """To the newer and the older ones."""
    buttons = []
    if shown.before:
        newer = max(0, shown.before - PAGE)
        buttons.append(Button(t("Newer"), TURN, f"{shown.key}.{newer}"))
    after = shown.before + len(shown.stories)
    if after < shown.total:
        buttons.append(Button(t("Older"), TURN, f"{shown.key}.{after}"))
    return buttons


def story(one: Story, platform: str, t: Texts, zone: str) -> list[Part]:
    """Who is thanked, the customer's words, the story; value, giver and date below it."""
    facts, viewpoint = one.facts, one.viewpoint
    parts: list[Part] = [*who_is_thanked(facts, viewpoint, platform, t)]
    if facts.quote:
        parts.append(Quote(readable(facts.quote, facts, viewpoint), by=readable(facts.customer, facts, viewpoint)))
    parts.append(Body((Paragraph(plain(readable(facts.story, facts, viewpoint))),)))
    parts.append(Context(_below(one, platform, t, zone)))
    return parts


def _below(one: Story, platform: str, t: Texts, zone: str) -> Inline:
    facts, viewpoint = one.facts, one.viewpoint
    pieces: list[Inline] = [(Moment(one.at, MomentStyle.DATE, zone, t.locale),)]
    if facts.value is not None:
        pieces.append(plain(str(facts.value)))
    giver = mention(facts.giver, viewpoint, platform, t)
    if giver is not None:
        pieces.append((Plain(t("from ")), giver))
    elif facts.giver.name:
        pieces.append(plain(t("from a colleague of another company")))
    if cheers := cheer_line(facts, viewpoint, platform, t):
        pieces.append(cheers)
    if facts.notes:
        pieces.append(plain(t.n("{n} note", "{n} notes", len(facts.notes))))
    if one.with_team:
        pieces.append(plain(t("to the whole team")))
    if one.private:
        pieces.append(plain(t("private")))
    return dotted(pieces)


def dotted(pieces: Sequence[Inline]) -> Inline:
    """Short runs in one line, with a middle dot between them."""
    spans: list[Span] = []
    for piece in pieces:
        spans += [*([Plain(" · ")] if spans else []), *piece]
    return tuple(spans)


def seen_by(facts: Facts, known: Collection[Whom]) -> tuple[Facts, bool]:
    """The facts with those who are thanked privately shown to themselves and their lead alone, and whether any is.

    `known` are the reader themselves, and those of whose private thanks they know.
    """
    shown = tuple(replace(one, privately=False) if one.whom in known else one for one in facts.recipients)
    private = any(one.privately and not kept.privately for one, kept in zip(facts.recipients, shown, strict=True))
    return replace(facts, recipients=shown), private


# --- where there is none ----------------------------------------------------------------------------------------------


def none_of_mine(t: Texts) -> Message:
    """None names whoever looks, or none that stands."""
    text = t("No shoutout names you at present. The stories that do will stand here. Until then: who has helped you?")
    return say(text, _give(t), locale=t.locale)


def none_given(t: Texts) -> Message:
    """Whoever looks has given none, or none that stands."""
    text = t("There is no shoutout from you at present. Who has done something kind for a customer?")
    return say(text, _give(t), locale=t.locale)


def none_of(name: str, person_id: str, t: Texts) -> Message:
    """Somebody whom no shoutout names that whoever looks may see."""
    text = t("There is no shoutout for {name} that you can see. You could give the first one.", name=name)
    button = Button(t("Give a shoutout"), GIVE_TO, person_id, Tone.PRIMARY, opens_form=True) if person_id else _give(t)
    return say(text, button, locale=t.locale)


def no_more(t: Texts) -> Message:
    """A page beyond the last one."""
    return say(t("There are no older ones."), locale=t.locale)


def no_team(name: str, t: Texts) -> Message:
    """A team that is not there, or that whoever looks does not see; both read alike."""
    if not name:
        text = t("You are in no team yet. Write a team's name after it, as “shoutout team Care”.")
    else:
        text = t("There is no team “{name}” that you can see. Check its name and try again.", name=name)
    return say(text, locale=t.locale)


def several_teams(names: Sequence[tuple[str, str]], t: Texts) -> Message:
    """Several teams are meant: a button each, by what it carries."""
    buttons = tuple(Button(label, WALL, f"{key}.0", opens_form=True) for label, key in names)
    return say(t("Which team's stories?"), *buttons, locale=t.locale)


def export_offered(url: str, lives: timedelta, t: Texts) -> Message:
    """The link to one's own stories."""
    text = t.n(
        "This link is yours alone and works for {n} minute.",
        "This link is yours alone and works for {n} minutes.",
        int(lives.total_seconds() // 60),
    )
    return say(text, LinkButton(t("All shoutouts for you, as CSV"), url), locale=t.locale)


def no_address(t: Texts) -> Message:
    """Where nobody has said under which address Instep can be reached."""
    text = t("Instep has no address that a link could lead to. Whoever runs it can export what is kept about you.")
    return say(text, locale=t.locale)


def sides_offered(names: Sequence[str], url: str, lives: timedelta, t: Texts) -> Message:
    """The link to the shoutouts that name people of these sides, for whoever asked alone."""
    text = t.n(
        "This link is yours alone and works for {n} minute. Do not pass it on: whoever opens it gets the file in your "
        "name, and the admins of each side that is in it see that.",
        "This link is yours alone and works for {n} minutes. Do not pass it on: whoever opens it gets the file in your "
        "name, and the admins of each side that is in it see that.",
        int(lives.total_seconds() // 60),
    )
    what = t("Shoutouts that name people of {sides}", sides=t.names(list(names)))
    parts = (
        Headline(t("Export shoutouts")),
        Body((Paragraph(plain(what, bold=True)), Paragraph(plain(text)))),
        Actions((LinkButton(t("Shoutouts, as CSV"), url),)),
    )
    return Message(what, parts, t.locale)


def no_address_for_sides(t: Texts) -> Message:
    """The same of sides, where nobody has said under which address Instep can be reached."""
    text = t(
        "Instep has no address that a link could lead to. Whoever runs it can write the file with {command}.",
        command="instep shoutouts export",
    )
    return say(text, locale=t.locale)


def no_sides(t: Texts) -> Message:
    """Whoever has the right in none of the sides that there are, or that they may know."""
    return say(t("You may not export shoutouts of any side. Ask an admin for that right."), locale=t.locale)


def _give(t: Texts) -> Button:
    return Button(t("Give a shoutout"), GIVE, tone=Tone.PRIMARY, opens_form=True)


def home(count: int, t: Texts) -> tuple[Part, ...]:
    """On the home of whoever was named this month."""
    text = t.n("Shoutouts: {n} for you this month", "Shoutouts: {n} for you this month", count)
    button = Button(t("Read them"), MINE)
    return (Body((Paragraph(plain(f"🌟 {text}", bold=True)),)), Actions((button,)))
