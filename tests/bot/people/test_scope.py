"""Every query on people or content says for which sides it asks."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import bot.people
from bot.people.access import Actor, Scope

BY_ID_OR_FOR_THE_SYSTEM = {
    "audience.resolving.resolve": "decides who receives; what may be shown of it is the viewpoint's",
    "audience.readers.anybody_called": "the same as of readers_called",
    "audience.readers.readers_called": "people whom the caller names; what each is told is composed for them",
    "audience.resolving.resolve_people": "decides who receives; what may be shown of it is the viewpoint's",
    "audience.resolving.resolve_teams": "decides who receives; what may be shown of it is the viewpoint's",
    "audience.resolving.team_ids": "decides who receives; what may be shown of it is the viewpoint's",
    "audience.resolving.extent_of": "decides who receives; what may be shown of it is the viewpoint's",
    "audience.readers.readers_in": "decides who receives; what may be shown of it is the viewpoint's",
    "audience.readers.everybody": "whose shift begins; what each is told is their own",
    "audience.resolving.further_channels": "what is offered to whoever may publish to that very audience",
    "audiences.everyone": "one row that is no secret",
    "audiences.sides_of": "the answer is what access asks about",
    "calendars.person_calendars": "when work is due for whom; shows nobody",
    "calendars.person_hours": "one person, as themselves",
    "calendars.team_calendars": "when work is due for whom; what may be shown of it is the viewpoint's",
    "channels.channel_at": "the channel in which somebody stands",
    "channels.keep_change": "stores what a platform says",
    "channels.keep_facts": "stores what a platform says",
    "channels.keep_refusal": "stores what a platform says",
    "channels.keep_sweep": "stores what a platform says",
    "channels.readers_of": "the answer is the viewpoint itself",
    "channels.readers_of_known": "the same, of channels that were read already",
    "days_off.forget_before": "retention",
    "days_off.known_days": "when work is due for whom; what may be shown of it is for its reader",
    "directory.actor_of": "a person as themselves",
    "directory.actors_of": "people as themselves",
    "directory.known": "who it is that asks",
    "directory.known_together": "the same of many",
    "directory.takes_part": "one person, as themselves",
    "directory.new_person": "takes up who comes by",
    "directory.person_told": "takes up who comes by",
    "directory.recognise": "who it is that asks",
    "directory.welcome_installer": "who it is that asks",
    "attendance.people_joined": "stores what a platform says",
    "attendance.people_left": "stores what a platform says",
    "attendance.person_changed": "stores what a platform says",
    "attendance.read_channel": "stores what a platform says",
    "audit.forget_before": "retention",
    "erasure.export_person": "one person, whom access has allowed",
    "founding.founds": "who it is that asks",
    "founding.has_internal_home": "the side that all know",
    "founding.is_vacant": "whether there is an admin yet",
    "founding.link_founder": "the side that all know",
    "founding.make_first_admin": "who it is that asks",
    "grants.rights_of": "one person, whom access has allowed",
    "merging.move_all": "one person, whom access has allowed",
    "merging.move_one_each": "one person, whom access has allowed",
    "merging.record": "one person, whom access has allowed",
    "partners.erase_due": "retention",
    "partners.hand_over": "one side, whom access has allowed",
    "partners.people_of": "one side, whom access has allowed",
    "partners.preview": "one side, whom access has allowed",
    "reachability.reaches": "people whom the caller has within scope already",
    "requests.begin": "what a token itself has asked",
    "requests.finish": "what a token itself has asked",
    "requests.forget_before": "retention",
    "roster.come_back": "one person, of whom a platform speaks",
    "roster.enter": "one person and team, whom access has allowed",
    "roster.identities_of": "one person, whom access has allowed",
    "roster.leave_unasked": "one person, of whom a platform speaks",
    "roster.open_memberships": "one person, whom access has allowed",
    "rotas.keeping.erase_shifts": "one person, whom access has allowed",
    "rotas.keeping.export_shifts": "one person, whom access has allowed",
    "rotas.keeping.forget_before": "retention",
    "rotas.keeping.move_shifts": "one person, whom access has allowed",
    "rotas.keeping.said_until": "one person, as themselves",
    "rotas.keeping.say": "one person, as themselves",
    "rotas.keeping.sources": "one person, as themselves",
    "rotas.keeping.take_back": "one person, as themselves",
    "rotas.reading.rota_of": "people whom the caller has within scope already",
    "rotas.reading.rotas": "people whom the caller has within scope already",
    "settings.read": "nobody's content",
    "settings.read_all": "nobody's content",
    "sides.internal_side": "the side that all know",
    "sides.make_internal_side": "the side that all know",
    "sides.note_stranger": "stores that a home came by",
    "sides.side_of_home": "who it is that asks",
    "tabular.bulk.flush_alike": "writes what an import has decided",
    "tabular.bulk.insert_new": "writes what an import has decided",
    "tabular.bulk.insert_rows": "writes what an import has decided",
    "tabular.bulk.update_rows": "writes what an import has decided",
    "tokens.holder": "who it is that asks",
    "tokens.note_use": "who it is that asks",
    "tokens.use_is_noted": "who it is that asks",
}
"""Those that take neither scope nor actor, each with the reason. A new one does not get in here by itself."""


def queries() -> Iterator[tuple[str, Any]]:
    """Every public function of `bot.people` that is given a session."""
    for found in pkgutil.walk_packages(bot.people.__path__, "bot.people."):
        module = importlib.import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.iscoroutinefunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                parameters = inspect.signature(function).parameters
                if "session" in parameters:
                    yield f"{found.name.removeprefix('bot.people.')}.{name}", parameters


@pytest.mark.parametrize(("name", "parameters"), list(queries()))
def test_a_query_takes_the_sides_for_which_it_asks(name: str, parameters: Any) -> None:
    scoped = any(parameter.annotation is Scope for parameter in parameters.values())
    by_somebody = any(parameter.annotation in (Actor, Actor | None) for parameter in parameters.values())
    assert scoped or by_somebody or name in BY_ID_OR_FOR_THE_SYSTEM, f"{name} takes neither a Scope nor an Actor"


def test_no_exception_is_kept_that_is_not_needed() -> None:
    assert set(BY_ID_OR_FOR_THE_SYSTEM) <= {name for name, _ in queries()}
