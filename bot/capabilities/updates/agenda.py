"""*Since last time* on a sync's agenda: what was published to its readers, who has noted it, what is still asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.capabilities.updates import store
from bot.capabilities.updates.composing import wall_of
from bot.capabilities.updates.search_messages import OLDER
from bot.capabilities.updates.store import Readers
from bot.capabilities.updates.store.agenda import Published, published_between
from bot.capability import AgendaAsked
from bot.chat.message import Actions, Body, Button, Context, Inline, ListBlock, Part, Plain, plain
from bot.chat.texts import Texts
from bot.people.viewpoint import Figure
from bot.storage.sessions import Session

SECTION = "updates"

MOST = 5
"""Updates that are told one by one; the others are counted."""


@dataclass
class Recent:
    """What was published in a time, read once for all copies that are composed in one session."""

    published: Sequence[Published]
    readers: dict[int, Mapping[int, Readers]] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """An update as one copy tells of it: those who noted it by side, in the order of `sides`, and open questions."""

    title: str
    noted: tuple[tuple[str, Figure], ...]
    questions: int


async def updates(session: Session, asked: AgendaAsked) -> Sequence[Part]:
    """The section; nothing where nothing was published to those who read this copy."""
    known: dict[object, Recent] = session.info.setdefault(Recent, {})
    key = asked.since, asked.until
    if key not in known:
        known[key] = Recent(await published_between(session, asked.since, asked.until))
    recent = known[key]
    theirs = [one for one in recent.published if _concerns(one, asked)]
    lines = [await _line(session, recent, one, asked) for one in theirs[:MOST]]
    return parts(lines, len(theirs) - len(lines), asked.t)


def _concerns(one: Published, asked: AgendaAsked) -> bool:
    """Whether it was published to all who read the copy, and to a team of theirs."""
    sides = asked.viewpoint.sides
    return bool(sides) and sides <= one.sides and bool(one.teams & set(asked.team_ids))


async def _line(session: Session, recent: Recent, one: Published, asked: AgendaAsked) -> Line:
    known = one.update
    if known.id not in recent.readers:
        recent.readers[known.id] = await store.readers_by_side(session, known, asked.until)
    readers = recent.readers[known.id]
    wall = (await wall_of(session, known)).viewpoint(asked.viewpoint.sides)
    seen = [
        side
        for side in asked.resolved.sides
        if asked.viewpoint.sees_figures_of(side.side_id) and wall.sees_figures_of(side.side_id)
    ]
    noted = tuple(
        (side.name, Figure(readers[side.side_id].noted, readers[side.side_id].expected))
        for side in seen
        if side.side_id in readers and readers[side.side_id].expected
    )
    title = await store.title_of(session, known, asked.t.locale)
    return Line(title, noted, sum(one.questions.get(side.side_id, 0) for side in seen))


def parts(lines: Sequence[Line], more: int, t: Texts) -> Sequence[Part]:
    """What the section says."""
    if not lines:
        return ()
    found: list[Part] = [Body((ListBlock(tuple(_item(one, t) for one in lines)),))]
    if more:
        found.append(Context(plain(t.n("and {n} more", "and {n} more", more))))
    return (*found, Actions((Button(t("Read them"), OLDER, "0.", opens_form=True),)))


def _item(one: Line, t: Texts) -> Inline:
    pieces = [
        t("{side} {done} of {all}", side=side, done=figure.done, all=figure.expected) for side, figure in one.noted
    ]
    said = [t("Got it: {figures}", figures=" · ".join(pieces))] if pieces else []
    if one.questions:
        said.append(t.n("{n} question open", "{n} questions open", one.questions))
    return (Plain(t.apart(one.title), bold=True), *(Plain(f" · {each}") for each in said))
