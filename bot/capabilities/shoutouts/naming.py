"""How people are named to whoever reads a place: by the wall, by what they chose, and by what their employer allows."""

import re
from collections.abc import Iterable, Sequence

from bot.capabilities.shoutouts.facts import Named
from bot.capabilities.shoutouts.kinds import Naming
from bot.chat.message import Inline, Mention, Plain, Span
from bot.chat.texts import Texts
from bot.people.viewpoint import Viewpoint

ORDER = tuple(Naming)
"""From the most that is told to the least."""

SHORTEST_NAME = 3
"""Letters of a word in a text that may be somebody's name."""

LEFT_OUT = "•••"
"""What stands for a name that others may not read."""


def strictest(chosen: Naming, allowed: Naming) -> Naming:
    """What a person chose and their employer allows, whichever tells less."""
    return max(chosen, allowed, key=ORDER.index)


def seen(one: Named, viewpoint: Viewpoint) -> bool:
    """Whether everybody who reads this place may know that it is them."""
    return viewpoint.sees_names_of(one.side_id)


def name_of(one: Named, viewpoint: Viewpoint, t: Texts) -> str:
    """The name as it stands there; empty where it may not be read, or where there is none any more."""
    if not one.name or not seen(one, viewpoint):
        return ""
    if one.whole_team:
        return t("everybody in {team}", team=one.name)
    if viewpoint.sides <= {one.side_id}:
        return one.name
    first = one.name.split()[0]
    return {Naming.FULL: one.name, Naming.FIRST: first, Naming.ALIAS: one.alias or first}[one.naming]


def mention(
    one: Named, viewpoint: Viewpoint, platform: str, t: Texts, *, ring: bool = False, with_team: bool = False
) -> Span | None:
    """Named natively where the platform knows them, else by name; None where they may not be named.

    `ring` rings those who are at work; `with_team` tells the team of whom the platform does not know. Whoever is named
    by less than their name is not mentioned, since that tells it.
    """
    name = name_of(one, viewpoint, t)
    if not name:
        return None
    known = next((who for who in one.identities if who.platform == platform), None)
    if known is not None and name == one.name and ring and not one.quiet:
        return Mention(name, known.platform, known.home, known.user_id)
    # Kept from turning the line around that it begins, where the name runs against it.
    apart = t.names([name])
    if known is None and with_team and one.team_name and not one.whole_team:
        return Plain(f"{apart} ({one.team_name})", bold=True)
    if known is None or name != one.name:
        return Plain(apart, bold=True)
    return Mention(apart, known.platform, known.home, known.user_id, quiet=True)


def named(
    people: Sequence[Named],
    viewpoint: Viewpoint,
    platform: str,
    t: Texts,
    *,
    ring: bool = False,
    with_team: bool = False,
) -> tuple[Inline, int]:
    """The people who may be named there, joined as sentences join them, and how many may not."""
    found = [mention(one, viewpoint, platform, t, ring=ring, with_team=with_team) for one in people]
    spans = [span for span in found if span is not None]
    hidden = len(people) - len(spans)
    return joined(spans, t, more=_hidden(hidden, t) if hidden else ""), hidden


def joined(spans: Sequence[Span], t: Texts, *, more: str = "") -> Inline:
    """“A, B and C” of spans, with `more` as the last of them."""
    marks = [f"\x00{place}\x00" for place in range(len(spans))]
    text = t.names([*marks, *([more] if more else [])])
    pieces = text.split("\x00")
    return tuple(spans[int(piece)] if place % 2 else Plain(piece) for place, piece in enumerate(pieces) if piece)


def _hidden(count: int, t: Texts) -> str:
    return t.n("an agent of another team", "{n} agents of other teams", count)


def without_names(text: str, people: Iterable[Named], viewpoint: Viewpoint, always: Iterable[Named] = ()) -> str:
    """A text with the names left out of people whom whoever reads it there may not know, and of those `always`."""
    words: set[str] = set()
    for one in always:
        words |= {one.name, one.alias, *one.name.split()}
    for one in people:
        if not seen(one, viewpoint):
            words |= {one.name, one.alias, one.side_name, one.team_name, *one.name.split()}
    hidden = sorted((word for word in words if len(word) >= SHORTEST_NAME), key=len, reverse=True)
    if not hidden:
        return text
    pattern = "|".join(re.escape(word) for word in hidden)
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", LEFT_OUT, text, flags=re.IGNORECASE)
