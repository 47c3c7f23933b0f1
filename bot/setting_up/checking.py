"""What was typed is checked: what is wrong is noted by field, with what to do about it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.capability import Acting
from bot.chat.texts import Texts
from bot.people import audiences
from bot.people.access import EVERYTHING, Actor
from bot.people.model import Audience
from bot.people.teams import teams_chosen, teams_of
from bot.setting_up.seen import About, Seen
from bot.setting_up.typed import Typed

MOST_TEAMS = 100

MaySetUp = Callable[[Actor, Mapping[int, int], Collection[int]], str | None]
"""Why somebody may not set it up for these teams (side by team) and the sides of an audience; None if they may."""


class Mistaken(Exception):
    """What was typed cannot be: each field with what to do about it."""

    def __init__(self, by_field: Mapping[str, str]) -> None:
        super().__init__("; ".join(by_field.values()))
        self.by_field = dict(by_field)

    @property
    def in_form(self) -> Mapping[str, str]:
        """The same by the fields of a form, in which teams and the audience are chosen in one."""
        found = {name: says for name, says in self.by_field.items() if name != "audience"}
        of_whom = [self.by_field[name] for name in ("teams", "audience") if name in self.by_field]
        return {**found, **({"teams": " ".join(of_whom)} if of_whom else {})}


class NotAllowed(Mistaken):
    """It could be, but not by whoever acts."""


def whole_number(text: str, least: int, most: int) -> int | None:
    """A whole number within bounds; None for anything else."""
    if not text.isascii() or not text.isdigit() or len(text) > len(str(most)):
        return None
    return int(text) if least <= int(text) <= most else None


def wrong_name(
    typed: Typed, visible: Sequence[Seen], present: Seen | None, longest: int, t: Texts, unnamed: str, taken: str
) -> str:
    """What is wrong with its name, or nothing: there is none (`unnamed`), or another is called `{name}` (`taken`)."""
    if not typed.name:
        return unnamed
    if len(typed.name) > longest:
        return t("A name has up to {n} characters. Shorten it.", n=longest)
    others = [one.about for one in visible if present is None or one.about.id != present.about.id]
    same = next((one for one in others if one.name.casefold() == typed.name.casefold()), None)
    return t(taken, name=same.name) if same is not None else ""


@dataclass(frozen=True)
class Chosen:
    """For whom it is, by inside id; `refusal` is why whoever acts may not set it up for all of them."""

    team_ids: tuple[int, ...]
    audience: Audience | None
    refusal: str | None


async def for_whom(
    acting: Acting,
    typed: Typed,
    present: About | None,
    own: Collection[int],
    may: MaySetUp,
    wrong: dict[str, str],
    too_many: str,
) -> Chosen:
    """The teams and the audience that were chosen; what is wrong with them is noted, `too_many` of too many teams.

    `present` is what it changes, and `own` are its teams by inside id: for whom it is already is no question, and stays
    where whoever acts does not see it.
    """
    session, actor, t = acting.session, acting.actor, acting.t
    teams = await teams_chosen(session, actor.scope, typed.teams)
    if len(teams) < len(typed.teams):
        wrong["teams"] = t("One of these teams is no longer there. Take it out, or choose another one.")
    if len(typed.teams) > MOST_TEAMS:
        wrong["teams"] = too_many
    own_audience = present.audience_id if present else None
    listed = await audiences.all_audiences(session, actor.scope)
    audience = await _audience(acting, listed, typed.audience, own_audience)
    if len(typed.audience.split()) > 1:
        wrong["audience"] = t("One audience is possible. Take the others out, or choose their teams.")
    elif typed.audience and audience is None and listed:
        wrong["audience"] = t("This audience is no longer there. Choose another one.")
    elif typed.audience and audience is None:
        # Without any audience the form offers none.
        wrong.setdefault("teams", t("The audience that you had chosen is no longer there. Choose teams instead."))
    team_ids = tuple(sorted({*(one.team_id for one in teams), *await unseen(acting, own)}))
    added = {one.team_id: one.side_id for one in teams if one.team_id not in own}
    new = audience if audience is not None and audience.id != own_audience else None
    sides = await audiences.sides_of(session, new) if new is not None else frozenset[int]()
    may_stay = present is not None and not added and not sides
    return Chosen(team_ids, audience, None if may_stay else may(actor, added, sides))


async def unseen(acting: Acting, own: Collection[int]) -> set[int]:
    """Those of these teams that whoever acts does not see."""
    if acting.actor.scope == EVERYTHING:
        return set()
    seen = {one.team_id for one in await teams_of(acting.session, acting.actor.scope, own)}
    return set(own) - seen


async def _audience(
    acting: Acting, listed: Sequence[audiences.Listed], public_id: str, own_id: int | None
) -> Audience | None:
    """The audience chosen; its own stays for whoever does not see it."""
    if public_id:
        return next((one.audience for one in listed if one.audience.public_id == public_id), None)
    if own_id is None or any(one.audience.id == own_id for one in listed):
        return None
    return await acting.session.get(Audience, own_id)
