"""Who may look at the results of a run, and through which wall."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.protecting.nodes import Level, Node
from bot.capabilities.checkins.store import named, tallies
from bot.capabilities.checkins.store.named import Names
from bot.capabilities.checkins.store.tables import Checkin, Run
from bot.people import access, audiences, sides
from bot.people.access import EVERYTHING, Actor, Scope
from bot.people.model import Audience, Role, Sharing
from bot.people.viewpoint import Figure, Viewpoint
from bot.storage.sessions import Session

MOST_OF_THE_OTHERS = 0.8
"""Share of the answers beside a partner's own that one side may have: with more, the others' are nearly its own."""

NOBODYS = Scope(frozenset())


@dataclass(frozen=True)
class Eyes:
    """Somebody who looks at a run. `names_of` are the sides whose answers they see with names, where there are any.

    `led` are the groups (of any run of the check-in) whose answers they see with names as their lead; `leads_alone`:
    they see nothing else.
    """

    viewpoint: Viewpoint
    names_of: Scope = NOBODYS
    led: frozenset[int] = frozenset()
    leads_alone: bool = False

    @property
    def sees_all(self) -> bool:
        """Whether no wall stands before them: words that anybody wrote may be shown."""
        return self.viewpoint.sides == {self.viewpoint.internal} and not self.leads_alone

    def names(self, run: Run, actor: Actor) -> Names:
        """Whose answers of a run they see with names; nobody's of an anonymous one."""
        if run.mode is Mode.ANONYMOUS:
            return named.NOBODYS
        return Names(self.names_of, self.led, actor.scope)

    def free(self, run: Run, side_of: Mapping[int, int | None]) -> frozenset[int]:
        """The groups of a run whose answers they may see with names; none of an anonymous one."""
        if run.mode is Mode.ANONYMOUS:
            return frozenset()
        theirs = {group for group, side in side_of.items() if side is not None and self.names_of.covers(side)}
        return frozenset(theirs | (self.led & side_of.keys()))

    def sees(self, node: Node, by_group: Mapping[int, Figure], side_of: Mapping[int, int | None]) -> bool:
        """Whether figures of a part are theirs to see; of the whole, where no side can be computed from it."""
        if self.leads_alone:
            return node.groups <= self.led
        if node.name.level is not Level.WHOLE:
            found = {side_of.get(group) for group in node.groups}
            return all(side is not None and self.viewpoint.sees_figures_of(side) for side in found)
        figures: dict[int, Figure] = {}
        for group, figure in by_group.items():
            side = side_of.get(group)
            # Sides that are joined in one group count as one: nobody can tell them apart.
            key = side if side is not None else -group
            figures[key] = figures.get(key, Figure(0, 0)) + figure
        return self.viewpoint.sees_whole(figures) and self._well_mixed(figures)

    def _well_mixed(self, figures: Mapping[int, Figure]) -> bool:
        if self.sees_all or all(side > 0 and self.viewpoint.sees_figures_of(side) for side in figures):
            return True
        others = [figure.done for side, figure in figures.items() if side not in self.viewpoint.sides]
        return max(others, default=0) <= MOST_OF_THE_OTHERS * sum(others)


async def eyes_of(session: Session, actor: Actor, run: Run, checkin: Checkin) -> Eyes | None:
    """How somebody sees a run. None: not at all.

    Its organiser, as long as they could still ask those people; internal managers, and managers of a side that is
    asked; and leads what their own team said with names.
    """
    if actor.provisional:
        return None
    organises = await _organises(session, actor, run, checkin)
    led = await named.led_groups(session, checkin.id, actor)
    leads_alone = not organises and not await _manages(session, actor, run)
    if leads_alone and not led & (await tallies.sides_of_groups(session, [run.id])).keys():
        return None
    shared = await session.get(Audience, checkin.audience_id) if checkin.audience_id is not None else None
    internal = await sides.internal_side(session)
    viewpoint = Viewpoint(
        frozenset({actor.side_id}),
        shared.sharing if shared is not None else Sharing.NOTHING,
        internal.id if internal is not None else None,
        await audiences.sides_of(session, shared) if shared is not None else frozenset(),
    )
    if leads_alone:
        return Eyes(viewpoint, led=led, leads_alone=True)
    if organises:
        # A partner's people may ask others too, such as whoever acknowledged their update; names stay behind the wall.
        return Eyes(viewpoint, actor.scope, led)
    managed = [one.id for one in await sides.all_sides(session, EVERYTHING) if actor.may(Role.MANAGER, one.id)]
    return Eyes(viewpoint, Scope(frozenset(managed)), led)


async def _organises(session: Session, actor: Actor, run: Run, checkin: Checkin) -> bool:
    """Whether they set it up, and still may: whoever gave that role back keeps no results."""
    if checkin.author_id != actor.person_id:
        return False
    if actor.may(Role.MANAGER):
        return True
    # Whoever asks after an occasion asks people of any team.
    teams = {} if checkin.occasion else await tallies.teams_asked(session, run.id)
    return access.may_set_up_checkin(actor, teams) is None


async def _manages(session: Session, actor: Actor, run: Run) -> bool:
    """Whether they see it as a manager: internal ones all runs, a partner's those that ask their own side."""
    if actor.is_internal:
        return actor.may_somewhere(Role.MANAGER)
    return actor.may(Role.MANAGER, actor.side_id) and await tallies.asks_side(session, run.id, actor.side_id)
