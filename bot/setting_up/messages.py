"""What is said alike of all that is set up: whose teams it is for, and the list of those that somebody sees."""

from collections.abc import Sequence

from bot.chat.message import Actions, Button, Context, Headline, Message, Part, paragraph, plain
from bot.chat.texts import Texts
from bot.people.audience import ResolvedTeam

RHYTHM = "rhythms.look"
"""Shows a rhythm with what can be decided of it, wherever that is offered."""

MOST_NAMED = 6
"""Teams, times and channels named in one line; the others are counted."""

MOST_LISTED = 12
"""Of them in one message; the others are found by their names."""


def some(names: Sequence[str], t: Texts) -> list[str]:
    """The first of these names, and how many more there are."""
    left = len(names) - MOST_NAMED
    return list(names) if left <= 0 else [*names[:MOST_NAMED], t.n("{n} more", "{n} more", left)]


def teams_named(teams: Sequence[ResolvedTeam], others: bool, t: Texts) -> str:
    """These teams, and that there are `others`, which whoever reads may not see."""
    names = some([one.name for one in teams], t)
    return t("{teams}, and teams of others", teams=", ".join(names)) if others else t.names(names)


def list_of(
    items: Sequence[Sequence[Part]],
    begin: Button | None,
    t: Texts,
    *,
    title: str,
    says: str,
    none: str,
    without: str,
    more: int,
    typed: str,
) -> Message:
    """Those that somebody sees, and how to begin one; `none` and `without` are said where there are none.

    `more` of them are found by name, as `typed`.
    """
    start = [Actions((begin,))] if begin is not None else []
    if not items:
        return Message(none, (paragraph(none), paragraph(without), *start), t.locale)
    parts: list[Part] = [Headline(title), *(part for item in items for part in item)]
    if more > 0:
        one_more, several = "{n} more is found by its name: {typed}.", "{n} more are found by name: {typed}."
        parts.append(Context(plain(t.n(one_more, several, more, typed=typed))))
    return Message(says, (*parts, *start), t.locale)
