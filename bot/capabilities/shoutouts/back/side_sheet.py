"""*Export shoutouts*: the shoutouts that name people of some sides as a sheet, as one side may read them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.shoutouts.card import counted_cheers, nameless, readable
from bot.capabilities.shoutouts.customers import first_name
from bot.capabilities.shoutouts.facts import Facts, Named
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.loading import facts_of_many, walls_of
from bot.capabilities.shoutouts.naming import name_of
from bot.capabilities.shoutouts.store import exporting
from bot.capabilities.shoutouts.store.people import InTeam
from bot.chat.texts import Texts
from bot.people import audit
from bot.people.access import Actor, Scope
from bot.people.tabular.sheet import WrittenSheet, joined
from bot.people.viewpoint import Viewpoint
from bot.storage.sessions import Session

MOST = 20_000
"""Shoutouts in one file, the newest ones: years of them, and still a file that spreadsheets open."""

PAGE = 200
"""Shoutouts that are read and written at once: others get their turn between, and no more are held in memory."""

COLUMNS = (
    "given_at",
    "giver",
    "giver_side",
    "recipients",
    "teams",
    "sides",
    "value",
    "story",
    "quote",
    "customer",
    "cheers",
    "notes",
    "state",
)


@dataclass(frozen=True)
class Asked:
    """Whose file it is: the sides that it is of, the side that reads it, since when, and who takes it (None: operator).

    `most` is how many shoutouts it holds.
    """

    scope: Scope
    reader_side_id: int
    since: datetime | None = None
    actor: Actor | None = None
    most: int = MOST


async def sheet(session: Session, asked: Asked, now: datetime, t: Texts) -> bytes:
    """The file, put down for the admins of every side whose people or name are in it.

    Its last lines say how many thank people privately, and whether there are older ones.
    """
    file = WrittenSheet(COLUMNS)
    inside: set[int] = set()
    met: dict[InTeam, Named] = {}
    last: exporting.Line | None = None
    listed = 0
    while listed < asked.most:
        at_most = min(PAGE, asked.most - listed)
        page = await exporting.naming_sides(session, asked.scope, asked.since, at_most=at_most, after=last)
        if not page:
            break
        named = await exporting.named_in(session, page)
        facts = await facts_of_many(session, page, now, met=met, recipients=named)
        walls = await walls_of(session, page)
        read = [
            _Line(facts[kept.id], kept.posted_at, walls[kept.id].viewpoint({asked.reader_side_id}), t) for kept in page
        ]
        # Beside the event loop: thousands of texts are searched for names and customers' data.
        inside |= await asyncio.to_thread(_write, read, file)
        listed += len(page)
        last = page[-1]
    older = last is not None and await exporting.naming_sides(session, asked.scope, asked.since, at_most=1, after=last)
    private = await exporting.count_private(session, asked.scope, asked.since)
    if private:
        text = t.n(
            "{n} shoutout that thanks people privately is not listed.",
            "{n} shoutouts that thank people privately are not listed.",
            private,
        )
        file.add([{COLUMNS[0]: text}])
    if older:
        text = t.n(
            "Only the newest {n} shoutout is listed; there are older ones.",
            "Only the newest {n} shoutouts are listed; there are older ones.",
            asked.most,
        )
        file.add([{COLUMNS[0]: text}])
    for side_id in sorted(inside):
        await audit.record(
            session,
            asked.actor,
            audit.EXPORT_SHOUTOUTS,
            "shoutouts",
            "",
            at=now,
            side_id=side_id,
            names=True,
            rows=listed,
        )
    return await asyncio.to_thread(file.data)


def _write(read: Sequence["_Line"], file: WrittenSheet) -> set[int]:
    """Writes the cells of each line; gives the sides that stand in any."""
    file.add(line.cells() for line in read)
    return {side_id for line in read for side_id in line.sides}


@dataclass(frozen=True)
class _Line:
    facts: Facts
    at: datetime | None
    viewpoint: Viewpoint
    t: Texts

    @property
    def sides(self) -> set[int]:
        """The sides that stand in it."""
        return {one.side_id for one in self._seen}

    @property
    def _standing(self) -> bool:
        return self.facts.state is ShoutoutState.POSTED

    @property
    def _seen(self) -> list[Named]:
        by = [self.facts.giver, *(one.by for one in self.facts.notes if self._standing)]
        everybody = [*self.facts.openly, *(one for one in by if one.name)]
        return [one for one in everybody if self.viewpoint.sees_side(one.side_id)]

    def cells(self) -> dict[str, str]:
        """What was withdrawn or taken down is without its names and words, as it is everywhere."""
        facts, viewpoint, t = self.facts, self.viewpoint, self.t
        people = [one for one in facts.openly if viewpoint.sees_side(one.side_id)]
        counted, without = counted_cheers(facts, viewpoint)
        cells = {
            "given_at": self.at.isoformat(timespec="seconds") if self.at else "",
            "giver_side": facts.giver.side_name if viewpoint.sees_side(facts.giver.side_id) else "",
            "sides": joined(dict.fromkeys(one.side_name for one in people)),
            "value": facts.value.word if facts.value else "",
            "cheers": str(len(counted) + without),
            "state": facts.state,
        }
        if not self._standing:
            return cells
        named = [(one, name) for one in facts.openly if (name := name_of(one, viewpoint, t))]
        hidden = len(facts.openly) - len(named)
        more = [t.n("an agent of another team", "{n} agents of other teams", hidden)] if hidden else []
        return cells | {
            "giver": name_of(facts.giver, viewpoint, t),
            "recipients": joined([*(name for _, name in named), *more]),
            "teams": joined(dict.fromkeys(one.team_name for one, _ in named if one.team_name)),
            "story": readable(facts.story, facts, viewpoint),
            "quote": readable(facts.quote, facts, viewpoint),
            "customer": first_name(facts.customer),
            "notes": "\n".join(self._note(place) for place in range(len(facts.notes))),
        }

    def _note(self, place: int) -> str:
        note = self.facts.notes[place]
        by = name_of(note.by, self.viewpoint, self.t) or nameless(note.by, self.t)
        return f"{by}: {readable(note.text, self.facts, self.viewpoint)}"
