"""What did not come through chat: the words of a program or a file, as somebody would type them into the form."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from bot.capability import Acting, Declined, Why
from bot.due.deciding import Ruling
from bot.people import audiences
from bot.people.teams import teams_called
from bot.setting_up.checking import Mistaken, NotAllowed
from bot.setting_up.seen import There
from bot.setting_up.typed import Typed

Words = TypeVar("Words", bound=Typed)
Comes = TypeVar("Comes")

Read = Callable[[Acting, Any], Awaitable[Any]]
"""What is asked for in a field, as it is typed; raises Declined."""


@dataclass(frozen=True)
class Brought(Generic[Comes]):
    """One of a file: as it is now, and whether it was there before."""

    outlook: Comes
    new: bool


@dataclass(frozen=True)
class Worded(Generic[Words]):
    """What is asked for, as it would be typed; `wrong` are fields of it that mean nothing, and stand as before."""

    typed: Words
    wrong: Mapping[str, str]


@contextmanager
def declining(wrong: Mapping[str, str] = MappingProxyType({})) -> Iterator[None]:
    """What cannot be is declined, with each field that is to be mended; `wrong` are those that are known already."""
    try:
        yield
    except Mistaken as mistaken:
        known = {name.partition(".")[0] for name in wrong}
        others = {name: says for name, says in mistaken.by_field.items() if name not in known}
        found = {**wrong, **others}
        field, says = next(iter(found.items()))
        why = Why.NOT_ALLOWED if isinstance(mistaken, NotAllowed) and not wrong else Why.INVALID
        raise Declined(says, why, field, by_field=found) from mistaken


def require_none(wrong: Mapping[str, str]) -> None:
    """Raises Mistaken where anything is wrong."""
    if wrong:
        raise Mistaken(wrong)


@asynccontextmanager
async def tried(acting: Acting, dry_run: bool) -> AsyncIterator[None]:
    """What is done within is undone, where it was only asked what would come of it."""
    trial = await acting.session.begin_nested()
    yield
    await (trial.rollback() if dry_run else trial.commit())


def asked_for(found: There | None, none: str, *, change: bool) -> There:
    """The one that is asked for; raises Declined for none, and for one that whoever asks may not change."""
    if found is None:
        raise Declined(none, Why.NOT_FOUND)
    if change and found.refusal is not None:
        raise Declined(found.refusal, Why.NOT_ALLOWED)
    return found


async def typed_over(acting: Acting, asked: BaseModel, beginning: Words, reads: Mapping[str, Read]) -> Worded[Words]:
    """What is asked for, as it would be typed over what stands there; `reads` are the fields of its own kind."""
    known = {"teams": _teams, "audience": _audience, **reads}
    given: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    asks = [one.name for one in fields(beginning) if one.name in asked.model_fields_set]
    for name in asks:
        value = getattr(asked, name)
        if value is None:
            continue
        try:
            given[name] = await known[name](acting, value) if name in known else _written(value)
        except Declined as declined:
            wrong |= declined.by_field
    if "name" in given:
        given["name"] = " ".join(given["name"].split())
    return Worded(replace(beginning, **given), wrong)


async def each_of(
    acting: Acting, named: Sequence[str], meant: Callable[[Acting, str, int], Awaitable[str]]
) -> tuple[str, ...]:
    """What each of several words means, each once; raises Declined with all that mean nothing."""
    found: list[str] = []
    wrong: dict[str, str] = {}
    for at, one in enumerate(named):
        try:
            found.append(await meant(acting, one, at))
        except Declined as declined:
            wrong |= declined.by_field
    if wrong:
        field, says = next(iter(wrong.items()))
        raise Declined(says, field=field, by_field=wrong)
    return tuple(dict.fromkeys(found))


def _written(value: object) -> object:
    if isinstance(value, list):
        return tuple(dict.fromkeys(value))
    return value if isinstance(value, bool) else str(value)


async def _teams(acting: Acting, named: Sequence[str]) -> tuple[str, ...]:
    return await each_of(acting, named, _team)


async def _team(acting: Acting, words: str, at: int) -> str:
    """The id of the team that is meant: by name, by id, or as `Side / Team`."""
    t, scope = acting.t, acting.actor.scope
    found = await teams_called(acting.session, scope, words)
    side, slash, name = words.partition("/")
    if not found and slash:
        named = await teams_called(acting.session, scope, name)
        found = [one for one in named if one.side_name.casefold() == side.strip().casefold()]
    return _the_one(
        [one.public_id for one in found],
        f"teams.{at}",
        t("There is no team “{name}”. Write its name as the roster has it, or `Side / Team`.", name=words),
        t("Several teams are called “{name}”. Write `Side / Team`.", name=words),
    )


async def _audience(acting: Acting, name: str) -> str:
    if not name:
        return ""
    t, listed = acting.t, await audiences.all_audiences(acting.session, acting.actor.scope)
    return _the_one(
        [one.audience.public_id for one in listed if one.audience.name.casefold() == name.casefold()],
        "audience",
        t("There is no audience “{name}”.", name=name),
        t("Several audiences are called “{name}”. Choose one in chat.", name=name),
    )


def differing_rulings(one: Ruling, other: Ruling) -> list[str]:
    """The fields, as whoever asks calls them, in which two are due otherwise."""
    called = {"rule": "when", "starts": "when", "turns": "at"}
    differing = (each.name for each in fields(Ruling) if getattr(one, each.name) != getattr(other, each.name))
    return list(dict.fromkeys(called.get(name, name) for name in differing))


def _the_one(found: Sequence[str], field: str, none: str, several: str) -> str:
    if len(found) != 1:
        raise Declined(several if found else none, field=field)
    return found[0]


async def brought(
    acting: Acting,
    name: str,
    visible: Sequence[There],
    several: str,
    new: Callable[[], Awaitable[Comes]],
    differing: Callable[[There], Awaitable[Sequence[str]]],
    outlook_of: Callable[[Acting, There], Awaitable[Comes]],
) -> Brought[Comes]:
    """Sets one up, or leaves the one of that name that is the same already; raises Declined.

    `several` is said where there are several of that name, `differing` names the fields in which one is another.
    """
    known = [one for one in visible if one.about.name.casefold() == name.casefold()]
    if not known:
        return Brought(await new(), new=True)
    [present, *others] = known
    if others:
        raise Declined(several, Why.CONFLICT, "name")
    if others_there := await differing(present):
        says = "“{name}” exists already, and is another there. Change it in chat, or take it out of the file."
        said = acting.t(says, name=present.about.name)
        raise Declined(said, Why.CONFLICT, others_there[0], by_field=dict.fromkeys(others_there, said))
    return Brought(await outlook_of(acting, present), new=False)
