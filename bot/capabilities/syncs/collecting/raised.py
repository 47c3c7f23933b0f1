"""What stands on the agenda of what was raised, and who may read it with whose name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.capabilities.syncs.kinds import Raise
from bot.capabilities.syncs.naming import Named
from bot.capabilities.syncs.store import raised as store
from bot.capabilities.syncs.store.people import names_known, people_named
from bot.capabilities.syncs.store.tables import Meeting, Raised
from bot.people.viewpoint import Viewpoint
from bot.storage.sessions import Session

MOST = 5
"""Items of one team on an agenda; of more its lead chooses."""

Group = tuple[int, int | None]
"""Whose items are counted together: a side's and a team's, or those of its people in no team."""


@dataclass(frozen=True)
class RaisedLine:
    """An item as one viewpoint sees it; `by` is None where its readers may not know who, or they were erased."""

    raised: Raised
    text: str
    by: Named | None


async def raised_for(session: Session, meeting: Meeting) -> Sequence[Raised]:
    """What is on the agenda, in the order in which it was said.

    Of a team that raised more than `MOST`, what its lead chose, else what was said first.
    """
    found: list[Raised] = []
    for items in grouped(await store.raised_in(session, meeting.id)).values():
        found += chosen_of(items)
    return sorted(found, key=lambda one: (one.at, one.id))


def grouped(items: Sequence[Raised]) -> Mapping[Group, Sequence[Raised]]:
    """Items by team, in the order given."""
    groups: dict[Group, list[Raised]] = {}
    for one in items:
        groups.setdefault((one.side_id, one.team_id), []).append(one)
    return groups


def chosen_of(items: Sequence[Raised]) -> Sequence[Raised]:
    """Those of a team's items that are on the agenda: its lead's choice, and where there is room what came since."""
    if len(items) <= MOST:
        return items
    chosen = [one for one in items if one.chosen]
    undecided = [one for one in items if one.chosen is None]
    return [*chosen, *undecided[: max(0, MOST - len(chosen))]]


async def lines_for(session: Session, meeting: Meeting, viewpoint: Viewpoint) -> Sequence[RaisedLine]:
    """What a viewpoint sees of the agenda's items, with who raised them.

    Behind the wall, others' items are not there; where sides share something, their questions are, without the asker.
    """
    items = await raised_for(session, meeting)
    named = await people_named(session, [one.person_id for one in items])
    names = await names_known(session)
    found = []
    for one in items:
        if viewpoint.sees_names_of(one.side_id):
            found.append(RaisedLine(one, names.hide(one.text, viewpoint), named.get(one.person_id or 0)))
        elif one.kind is Raise.QUESTION and viewpoint.sees_figures_of(one.side_id):
            found.append(RaisedLine(one, names.hide(one.text, viewpoint), None))
    return found
