"""What looking back shows, with invented data, for the gallery and the contract tests."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from bot.capabilities.shoutouts.after.forms import whole_form
from bot.capabilities.shoutouts.back import coverage_messages, digest_messages, wall_messages, weekly_messages
from bot.capabilities.shoutouts.back.coverage_messages import Figures, Sorted, Unnamed
from bot.capabilities.shoutouts.back.digest_messages import Earlier, Look
from bot.capabilities.shoutouts.back.wall_messages import Shown, Story
from bot.capabilities.shoutouts.back.weekly_messages import Digest, LeadDigest
from bot.capabilities.shoutouts.examples import (
    AT_HARBORLINE,
    CHEERED,
    CROWDED,
    EVERY_SCRIPT,
    INSIDE,
    LONG_NAME,
    VALUES,
    WHEELCHAIR,
)
from bot.capabilities.shoutouts.store.coverage import Crossing, Member, SideFigures
from bot.capability import Example
from bot.chat.form import Option
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.people.viewpoint import Figure

TUESDAY = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
ZONE = "Asia/Manila"
KNOWN = {one.key: one for one in VALUES}


def examples(t: Texts) -> Sequence[Example]:
    """All of them."""
    return [*_walls(t), *_coverage(t), *_digests(t)]


def _walls(t: Texts) -> Iterator[Example]:
    stories = tuple(Story(one, INSIDE, TUESDAY) for one in (CHEERED, WHEELCHAIR, EVERY_SCRIPT, WHEELCHAIR, CHEERED))
    mine = Shown(t.n("{n} shoutout for you", "{n} shoutouts for you", 12), "m:", stories, 5, 12, own=True)
    yield Example("shoutouts-mine", wall_messages.wall(mine, "slack", t, ZONE), "The second page.")
    crowded = tuple(Story(CROWDED, INSIDE, TUESDAY, private=True, with_team=True) for _ in range(wall_messages.PAGE))
    name = LONG_NAME.name
    title = t.n("{n} shoutout for {name}", "{n} shoutouts for {name}", 200, name=name)
    long = Shown(title, f"p:{WHEELCHAIR.public_id}", crowded, 0, 200)
    yield Example("shoutouts-of-somebody", wall_messages.wall(long, "slack", t, ZONE), "As long as it can be.")
    title = t.n("{n} shoutout for {name}", "{n} shoutouts for {name}", 1, name="عمر المرسى")
    walled = Shown(title, "p:x", (Story(EVERY_SCRIPT, AT_HARBORLINE, TUESDAY),), 0, 1)
    yield Example("shoutouts-walled", wall_messages.wall(walled, "teams", t, ZONE), "Across the wall.")
    link = "https://instep.example/download/abc"
    yield Example("shoutouts-export-mine", wall_messages.export_offered(link, timedelta(minutes=10), t))
    yield Example("shoutouts-export-no-address", wall_messages.no_address(t))
    names = ("Internal", "Harborline")
    yield Example("shoutouts-export", wall_messages.sides_offered(names, link, timedelta(minutes=10), t))
    yield Example("shoutouts-export-sides-no-address", wall_messages.no_address_for_sides(t))
    yield Example("shoutouts-export-no-sides", wall_messages.no_sides(t))
    yield Example("shoutouts-none-of-mine", wall_messages.none_of_mine(t))
    yield Example("shoutouts-none-given", wall_messages.none_given(t))
    yield Example("shoutouts-none-of-somebody", wall_messages.none_of("Ada Brandt", WHEELCHAIR.public_id, t))
    yield Example("shoutouts-no-team", wall_messages.no_team("Night", t))
    yield Example("shoutouts-which-team", wall_messages.several_teams([("Care", "t:a"), ("Night", "t:b")], t))
    yield Example("shoutouts-no-older", wall_messages.no_more(t))
    yield Example("shoutouts-at-home", Message(t("Home"), wall_messages.home(3, t), t.locale))


def _member(number: int, name: str, last: datetime | None) -> Member:
    return Member(number, f"person-{number}", name, "Night shift", False, None, TUESDAY - timedelta(weeks=30), last)


def _coverage(t: Texts) -> Iterator[Example]:
    some = tuple(
        _member(number, name, TUESDAY - timedelta(weeks=9 - number) if number else None)
        for number, name in enumerate(["Ada Brandt", LONG_NAME.name, "عمر المرسى"])
    )
    found = Unnamed(Sorted(some, some[:1], some[1:2], some[2:], 12), 4)
    values = {"ownership": 21, "kindness": 9, "": 4}
    sides = (SideFigures(1, "Internal", 20, 34, 1, values), SideFigures(2, "Harborline", 14, 18, 0, {"kindness": 18}))
    figures = Figures(sides, Crossing(14, 52), KNOWN)
    yield Example(
        "shoutouts-coverage", coverage_messages.coverage(found, figures, 0, t, ZONE), "To a lead who manages."
    )
    many = Unnamed(Sorted(some * 8, (), (), (), 24), 4)
    yield Example("shoutouts-coverage-many", coverage_messages.coverage(many, None, 0, t, ZONE), "The first page.")
    named = Unnamed(Sorted((), (), (), (), 12), 4)
    yield Example("shoutouts-coverage-all-named", coverage_messages.coverage(named, None, 0, t, ZONE))
    own = Figures(sides[1:], Crossing(0, 1), KNOWN, everything=False)
    yield Example("shoutouts-coverage-of-a-side", coverage_messages.coverage(None, own, 0, t, ZONE), "To its manager.")


def _digests(t: Texts) -> Iterator[Example]:
    names = ("Ada Brandt", "Tala Maliwanag", "عمر المرسى", LONG_NAME.name)
    crowded, cheered = Story(CROWDED, INSIDE, TUESDAY), Story(CHEERED, INSIDE, TUESDAY)
    full = Digest(31, crowded, (cheered, crowded, crowded), names * 4, {"ownership": 21, "": 4}, Figure(31, 34), 4)
    most = weekly_messages.digest(full, KNOWN, "slack", t, ZONE)
    yield Example("shoutouts-digest", most, "As long as it can be.")
    one = Digest(1, None, (Story(WHEELCHAIR, INSIDE, TUESDAY),), (), {"": 1}, Figure(1, 1), 1)
    short = weekly_messages.digest(one, KNOWN, "teams", t, ZONE)
    yield Example("shoutouts-digest-of-one", short)
    some = tuple(_member(number, name, None) for number, name in enumerate(names))
    missing = Unnamed(Sorted(some * 3, (), (), (), 12), 4)
    mine = weekly_messages.for_lead(LeadDigest(2, (cheered, crowded), missing), "slack", t, ZONE)
    yield Example("shoutouts-digest-for-lead", mine)
    empty = weekly_messages.for_lead(LeadDigest(0, (), missing), "slack", t, ZONE)
    yield Example("shoutouts-digest-for-lead-of-nobody-named", empty, "Nothing happened in the week.")
    options = tuple(Option(f"s{number}", f"{name}: {WHEELCHAIR.story}"[:70]) for number, name in enumerate(names))
    seen = (("Internal", 12, short), ("Harborline", 1, short))
    first = Look(seen, mine, 15, 4, None, options, "", "2026-11-23.0")
    yield Example("shoutouts-digest-look", digest_messages.look(first, t, ZONE))
    again = Look((("Internal", 12, most),), None, 12, 0, Earlier(TUESDAY, "Ines Okafor"), options, "s1", "w.1")
    yield Example("shoutouts-digest-again", digest_messages.look(again, t, ZONE), "It was sent this week.")
    make_it, take_back = [digest_messages.story_button(t, chosen=chosen) for chosen in (False, True)]
    whole = whole_form(CHEERED, INSIDE, "slack", [make_it], t)
    yield Example("shoutouts-choose-story", whole, "More, for leads and managers.")
    whole = whole_form(CHEERED, INSIDE, "slack", [digest_messages.is_chosen(t), take_back], t)
    yield Example("shoutouts-chosen-story", whole, "The same, where it is chosen already.")
    whole = whole_form(CHEERED, INSIDE, "slack", [digest_messages.is_settled(t)], t)
    yield Example("shoutouts-settled-story", whole, "The same, for a partner's lead, where another one is chosen.")
    yield Example("shoutouts-digest-nothing", digest_messages.nothing(t))
