"""What did not come through chat: the words of a program or a file, as somebody would type them into the form."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from bot.capability import Acting, Declined, Why
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


@contextmanager
def declining() -> Iterator[None]:
    """What cannot be is declined, with the first field that is to be mended."""
    try:
        yield
    except Mistaken as mistaken:
        field, says = next(iter(mistaken.by_field.items()))
        why = Why.NOT_ALLOWED if isinstance(mistaken, NotAllowed) else Why.INVALID
        raise Declined(says, why, field) from mistaken


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


async def typed_over(acting: Acting, asked: BaseModel, beginning: Words, reads: Mapping[str, Read]) -> Words:
    """What is asked for, as it would be typed over what stands there; `reads` are the fields of its own kind."""
    known = {"teams": _teams, "audience": _audience, **reads}
    given: dict[str, Any] = {}
    asks = [one.name for one in fields(beginning) if one.name in asked.model_fields_set]
    for name in asks:
        value = getattr(asked, name)
        if value is not None:
            given[name] = await known[name](acting, value) if name in known else _written(value)
    if "name" in given:
        given["name"] = " ".join(given["name"].split())
    return replace(beginning, **given)


def _written(value: object) -> object:
    if isinstance(value, list):
        return tuple(dict.fromkeys(value))
    return value if isinstance(value, bool) else str(value)


async def _teams(acting: Acting, named: Sequence[str]) -> tuple[str, ...]:
    found = [await _team(acting, one, at) for at, one in enumerate(named)]
    return tuple(dict.fromkeys(found))


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
    differing: Callable[[There], Awaitable[str]],
    outlook_of: Callable[[Acting, There], Awaitable[Comes]],
) -> Brought[Comes]:
    """Sets one up, or leaves the one of that name that is the same already; raises Declined.

    `several` is said where there are several of that name, `differing` names the first field in which one is another.
    """
    known = [one for one in visible if one.about.name.casefold() == name.casefold()]
    if not known:
        return Brought(await new(), new=True)
    [present, *others] = known
    if others:
        raise Declined(several, Why.CONFLICT, "name")
    if field := await differing(present):
        says = "“{name}” exists already, and is another there. Change it in chat, or take it out of the file."
        raise Declined(acting.t(says, name=present.about.name), Why.CONFLICT, field)
    return Brought(await outlook_of(acting, present), new=False)
