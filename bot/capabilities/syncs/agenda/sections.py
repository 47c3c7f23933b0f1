"""The sections of the agenda that syncs fill themselves: what was raised, what is still to be done, who is away."""

from collections.abc import Sequence

from bot.capabilities.syncs.agenda.facts import Absent, Facts, Item, Place
from bot.capabilities.syncs.during.standing import task_line
from bot.capabilities.syncs.kinds import MeetingState, Raise
from bot.capabilities.syncs.lines import on_one_line
from bot.capabilities.syncs.naming import mention
from bot.chat.message import Body, Context, Headline, Inline, ListBlock, Part, Plain, plain
from bot.chat.texts import Texts

MOST_ITEMS = 100
"""Raised items on an agenda: of each team its lead chose five at most."""

MOST_TASKS = 50

MOST_ABSENT = 10
"""People who are named as away; the others are counted."""


def raised(facts: Facts, place: Place, t: Texts) -> Sequence[Part]:
    """What everybody who reads the place may read, by kind, with who raised it."""
    lines: dict[Raise, list[Inline]] = {kind: [] for kind in (Raise.STUCK, Raise.QUESTION, Raise.WELL)}
    shown = [one for one in facts.items if _is_shown(one, place)]
    for one in shown[:MOST_ITEMS]:
        lines[one.kind].append(_item(one, facts, place, t))
    found: list[Part] = []
    for kind, label in _labels(t).items():
        if lines[kind]:
            found += [Headline(label, 2), Body((ListBlock(tuple(lines[kind])),))]
    if more := len(shown) - MOST_ITEMS:
        found += _and_more(more, t) if more > 0 else []
    if not found and facts.shape.raised and facts.state is not MeetingState.CLOSED:
        found.append(Headline(t("Raised"), 2))
        found.append(Context(plain(t("Nothing yet. What should the others know, or help with?"))))
    return found


def _labels(t: Texts) -> dict[Raise, str]:
    return {Raise.STUCK: t("Stuck"), Raise.QUESTION: t("Questions"), Raise.WELL: t("Went well")}


def _is_shown(one: Item, place: Place) -> bool:
    """Whose names may be read there is read; behind that, where figures are shared, a question without its asker."""
    if place.viewpoint.sees_names_of(one.side_id):
        return True
    return one.kind is Raise.QUESTION and place.viewpoint.sees_figures_of(one.side_id)


def _item(one: Item, facts: Facts, place: Place, t: Texts) -> Inline:
    text = Plain(on_one_line(one.names.hide(one.text, place.viewpoint)))
    who = mention(one.by, place.viewpoint, place.platform, t)
    if who is None:
        return (text,)
    side = "" if place.viewpoint.sides <= {one.side_id} else facts.sides.get(one.side_id, "")
    return (text, Plain(" · "), who, *((Plain(f" ({t.apart(side)})"),) if side else ()))


def tasks(facts: Facts, place: Place, t: Texts) -> Sequence[Part]:
    """What was agreed in earlier meetings and is still to be done, what is late first, with owner and day."""
    shown = sorted(
        (one for one in facts.tasks if one.shown_to(place.viewpoint)), key=lambda one: not one.late(facts.today)
    )
    if not shown:
        return ()
    late = sum(one.late(facts.today) for one in shown)
    title = t.n("{n} open action", "{n} open actions", len(shown))
    if late:
        title = t("{open}, {late} late", open=title, late=late)
    lines = [task_line(one, place.viewpoint, place.platform, t, facts.today) for one in shown[:MOST_TASKS]]
    more = len(shown) - MOST_TASKS
    return (Headline(title, 2), Body((ListBlock(tuple(lines)),)), *(_and_more(more, t) if more > 0 else ()))


def away(facts: Facts, place: Place, t: Texts) -> Sequence[Part]:
    """Teams that have a day off, by side where it is not the readers' own, and the readers' own people by name."""
    lines: list[Inline] = []
    for side_id in dict.fromkeys(one.side_id for one in facts.off):
        lines += _off(side_id, facts, place, t)
    own = [one for one in facts.absent if place.is_of(one.side_id) and one.team_id in place.team_ids]
    if own:
        lines.append(plain(_absent(own, t)))
    return (Headline(t("Away"), 2), Body((ListBlock(tuple(lines)),))) if lines else ()


def _off(side_id: int, facts: Facts, place: Place, t: Texts) -> Sequence[Inline]:
    if not place.viewpoint.sees_side(side_id):
        return ()
    teams = [one for one in facts.off if one.side_id == side_id]
    if place.is_of(side_id):
        return [plain(t("{team}: day off ({day})", team=one.team, day=one.day)) for one in teams]
    side, of = facts.sides.get(side_id, ""), facts.teams.get(side_id, 0)
    if len(teams) >= of:
        return [plain(t("{side}: day off", side=side))]
    return [plain(t("{side}: day off for {n} of {of} teams", side=side, n=len(teams), of=of))]


def _absent(people: Sequence[Absent], t: Texts) -> str:
    names = [one.name for one in people[:MOST_ABSENT]]
    if more := len(people) - len(names):
        names.append(t.n("{n} other", "{n} others", more))
    return t("Out of office: {names}", names=t.names(names))


def _and_more(more: int, t: Texts) -> list[Part]:
    return [Context(plain(t.n("and {n} more", "and {n} more", more)))]
