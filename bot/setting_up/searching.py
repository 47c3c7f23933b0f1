"""Finding teams and audiences for whom something is set up, and how those chosen are called."""

from collections.abc import Collection, Sequence
from typing import Protocol

from bot.capability import Acting, Context
from bot.chat.form import Option
from bot.chat.inbound import Answer, Sought
from bot.people import audiences, search
from bot.people.access import Actor, could_choose
from bot.people.search import MOST
from bot.people.teams import all_teams, teams_chosen
from bot.setting_up.checking import unseen
from bot.setting_up.forms import Whom
from bot.setting_up.typed import AN_AUDIENCE, Typed

HANDFUL = 10
"""Choices offered without typing."""

MOST_LOOKED_THROUGH = 500
"""Teams that words mean, of which those that may be chosen are offered."""

MOST_AUDIENCES = 90
"""Audiences that are offered where nothing can be searched; everywhere else they are found by typing."""


class OfASide(Protocol):
    """A team or somebody, with the name of their side."""

    @property
    def public_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def side_name(self) -> str: ...


def option(one: OfASide) -> Option:
    """How it is called where several companies have one of that name."""
    return Option(one.public_id, f"{one.name} · {one.side_name}")


async def find_teams(context: Context, inbound: Sought) -> Answer:
    """The teams and audiences that these words mean, as far as they may choose them; for no words the first ones."""
    words = inbound.words.strip()
    known = await audiences.all_audiences(context.session, context.actor.scope)
    listed = _options(_to_choose(known, context.actor), context, words)
    if not words:
        return Answer(options=(*listed[:HANDFUL], *await _first_teams(context, MOST)))
    found = await search.find_teams(context.session, context.actor.scope, words, MOST_LOOKED_THROUGH)
    theirs = [one for one in found if could_choose(context.actor, {one.team_id: one.side_id})]
    return Answer(options=(*listed[:HANDFUL], *(option(one) for one in theirs[:MOST])))


async def whom_of(acting: Acting, typed: Typed, own: Collection[int], own_audience_id: int | None) -> Whom:
    """For whom it can be, as far as whoever acts may see and choose them; `own` are the teams of one that is there."""
    session, scope = acting.session, acting.actor.scope
    teams = await teams_chosen(session, scope, typed.teams)
    listed = await audiences.all_audiences(session, scope)
    hidden = own_audience_id is not None and all(one.audience.id != own_audience_id for one in listed)
    chosen = [one for one in listed if one.audience.public_id in typed.audience.split()]
    offered = _to_choose(listed, acting.actor)
    return Whom(
        (*(option(one) for one in teams), *_options(chosen, acting)),
        (*await _first_teams(acting, HANDFUL), *_options(offered, acting)[:MOST_AUDIENCES]),
        audiences=bool(offered or chosen),
        others=hidden or bool(await unseen(acting, own)),
    )


def _options(listed: Sequence[audiences.Listed], acting: Acting, words: str = "") -> tuple[Option, ...]:
    """Those that have these words in their names, told from teams."""
    return tuple(
        Option(f"{AN_AUDIENCE}{one.audience.public_id}", acting.t("{name} · audience", name=one.audience.name))
        for one in listed
        if words.casefold() in one.audience.name.casefold()
    )


async def _first_teams(acting: Acting, most: int) -> tuple[Option, ...]:
    known = await all_teams(acting.session, acting.actor.scope)
    return tuple(option(one) for one in known if could_choose(acting.actor, {one.team_id: one.side_id}))[:most]


def _to_choose(listed: Sequence[audiences.Listed], actor: Actor) -> list[audiences.Listed]:
    """The audiences for whom they may set something up."""
    return [one for one in listed if could_choose(actor, {}, one.side_ids)]
