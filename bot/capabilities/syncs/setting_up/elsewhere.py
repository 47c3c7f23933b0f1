"""A sync that did not come through chat: the same checks, the same look before, the same sync."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from bot.capabilities.syncs.kinds import Template
from bot.capabilities.syncs.setting_up.asked import NewSync, SyncChange
from bot.capabilities.syncs.setting_up.checking import Mistaken, NotAllowed, Settled, settled
from bot.capabilities.syncs.setting_up.flow import made, wrong_outlook
from bot.capabilities.syncs.setting_up.outlook import Outlook, outlook_of
from bot.capabilities.syncs.setting_up.present import present_of
from bot.capabilities.syncs.setting_up.seen import Seen, visible
from bot.capabilities.syncs.setting_up.typed import Typed
from bot.capabilities.syncs.store import setting_up as store
from bot.capability import Acting, Declined, Why
from bot.people import access, audiences
from bot.people.refusal import Refused
from bot.people.search import person_meant
from bot.people.teams import teams_called
from bot.storage.columns import new_public_id

_NAMED = ("teams", "audience", "facilitators", "dry_run")
"""Fields that stand for something else, or are none of the sync's."""

_CALLED = {"team_ids": "teams", "facilitator_ids": "facilitators", "ruling": "when"}
"""What whoever asks calls a field of a settled sync."""


@dataclass(frozen=True)
class Brought:
    """A sync of a file: as it is now, and whether it was there before."""

    outlook: Outlook
    new: bool


async def new_sync(acting: Acting, asked: NewSync) -> Outlook:
    """Sets a sync up; raises Declined with the field that is to be mended."""
    if refusal := access.may_set_up_sync(acting.actor, {}):
        raise Declined(refusal, Why.NOT_ALLOWED)
    typed = await _typed(acting, asked, Typed.beginning(Template(asked.template), acting.zone))
    return await _made(acting, await _settled(acting, typed, None), None)


async def changed_sync(acting: Acting, present: Seen, asked: SyncChange) -> Outlook:
    """Changes a sync; raises Declined with the field that is to be mended."""
    typed = await _typed(acting, asked, await present_of(acting, present))
    return await _made(acting, await _settled(acting, typed, present), present)


async def bring(acting: Acting, asked: NewSync) -> Brought:
    """Sets a sync up, or leaves one of the same name that is the same already; raises Declined."""
    known = [one for one in await visible(acting) if one.sync.name.casefold() == asked.name.casefold()]
    if not known:
        return Brought(await new_sync(acting, asked), new=True)
    [present, *others] = known
    if others:
        raise Declined(acting.t("Several syncs are called so. Rename them first."), Why.CONFLICT, "name")
    typed = await _typed(acting, asked, Typed.beginning(Template(asked.template), acting.zone))
    wanted = await _settled(acting, typed, present)
    differing = _differing(wanted, await _settled(acting, await present_of(acting, present), present))
    if differing:
        says = "“{name}” exists already, and is another there. Change it in chat, or take it out of the file."
        raise Declined(acting.t(says, name=present.sync.name), Why.CONFLICT, differing)
    return Brought(await outlook_of(acting, present), new=False)


def _differing(one: Settled, other: Settled) -> str:
    """The first field in which they differ; empty where they are the same."""
    if one.audience is not other.audience:
        return "audience"
    for field in fields(Settled):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if mine != theirs:
            return {"team_ids": "teams", "facilitator_ids": "facilitators", "ruling": "when"}.get(
                field.name, field.name
            )
    return ""


async def _settled(acting: Acting, typed: Typed, present: Seen | None) -> Settled:
    try:
        return await settled(acting, typed, present)
    except Mistaken as mistaken:
        why = Why.NOT_ALLOWED if isinstance(mistaken, NotAllowed) else Why.INVALID
        raise _declined(mistaken.by_field, why) from mistaken


async def _made(acting: Acting, wanted: Settled, present: Seen | None) -> Outlook:
    try:
        found = await outlook_of(acting, await made(acting, wanted, present, new_public_id()))
    except Mistaken as mistaken:
        raise _declined(mistaken.by_field) from mistaken
    if wrong := wrong_outlook(acting, found, present):
        raise _declined(wrong)
    return found


def _declined(by_field: dict[str, str], why: Why = Why.INVALID) -> Declined:
    field, says = next(iter(by_field.items()))
    return Declined(says, why, field)


async def _typed(acting: Acting, asked: SyncChange, beginning: Typed) -> Typed:
    """What is asked for, as it would be typed over what stands there."""
    known = {one.name for one in fields(Typed)}
    given: dict[str, Any] = {}
    for name in asked.model_fields_set - set(_NAMED):
        value = getattr(asked, name)
        if name in known and value is not None:
            given[name] = _written(value)
    if "name" in given:
        given["name"] = " ".join(given["name"].split())
    if asked.teams is not None:
        given["teams"] = _once([await _team(acting, one, at) for at, one in enumerate(asked.teams)])
    if asked.audience is not None:
        given["audience"] = await _audience(acting, asked.audience)
    if asked.facilitators is not None:
        given["facilitators"] = _once([await _person(acting, one, at) for at, one in enumerate(asked.facilitators)])
    return replace(beginning, **given)


def _once(ids: Sequence[str]) -> tuple[str, ...]:
    """The same without what was named again, perhaps by another word."""
    return tuple(dict.fromkeys(ids))


def _written(value: object) -> object:
    if isinstance(value, list):
        return tuple(dict.fromkeys(value))
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


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


def _the_one(found: Sequence[str], field: str, none: str, several: str) -> str:
    if len(found) != 1:
        raise Declined(several if found else none, field=field)
    return found[0]


async def _audience(acting: Acting, name: str) -> str:
    if not name:
        return ""
    listed = await audiences.all_audiences(acting.session, acting.actor.scope)
    found = [one.audience.public_id for one in listed if one.audience.name.casefold() == name.casefold()]
    t = acting.t
    return _the_one(
        found,
        "audience",
        t("There is no audience “{name}”.", name=name),
        t("Several audiences are called “{name}”. Choose one in chat.", name=name),
    )


async def _person(acting: Acting, words: str, at: int) -> str:
    try:
        person_id = await person_meant(acting.session, acting.actor.scope, words)
    except Refused as refused:
        raise Declined(str(refused), field=f"facilitators.{at}") from refused
    found = await store.people_of(acting.session, acting.actor.scope, [person_id])
    if person_id not in found:
        says = "{name} was not confirmed by their lead yet, so they cannot facilitate."
        raise Declined(acting.t(says, name=words), field=f"facilitators.{at}")
    return found[person_id].public_id
