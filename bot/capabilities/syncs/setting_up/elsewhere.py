"""A sync that did not come through chat: the same checks, the same look before, the same sync."""

from collections.abc import Sequence
from dataclasses import fields

from bot.capabilities.syncs.kinds import Template
from bot.capabilities.syncs.setting_up.asked import NewSync, SyncChange
from bot.capabilities.syncs.setting_up.checking import Settled, settled
from bot.capabilities.syncs.setting_up.flow import carried_out
from bot.capabilities.syncs.setting_up.outlook import Outlook, outlook_of
from bot.capabilities.syncs.setting_up.present import present_of
from bot.capabilities.syncs.setting_up.seen import Seen, visible
from bot.capabilities.syncs.setting_up.typed import Typed
from bot.capabilities.syncs.store import setting_up as store
from bot.capability import Acting, Declined, Why
from bot.people import access
from bot.people.refusal import Refused
from bot.people.search import person_meant
from bot.setting_up.elsewhere import (
    Brought,
    Worded,
    brought,
    declining,
    differing_rulings,
    each_of,
    require_none,
    typed_over,
)
from bot.storage.columns import new_public_id

_CALLED = {"team_ids": "teams", "facilitator_ids": "facilitators"}
"""What whoever asks calls a field of a settled sync."""


async def new_sync(acting: Acting, asked: NewSync) -> Outlook:
    """Sets a sync up; raises Declined with the field that is to be mended."""
    if refusal := access.may_set_up_sync(acting.actor, {}):
        raise Declined(refusal, Why.NOT_ALLOWED)
    return await _carried_out(acting, await _new(acting, asked), None)


async def changed_sync(acting: Acting, present: Seen, asked: SyncChange) -> Outlook:
    """Changes a sync; raises Declined with the field that is to be mended."""
    return await _carried_out(acting, await _typed(acting, asked, await present_of(acting, present)), present)


async def bring(acting: Acting, asked: NewSync) -> Brought[Outlook]:
    """Sets a sync up, or leaves one of the same name that is the same already; raises Declined."""

    async def differing(present: Seen) -> Sequence[str]:
        worded = await _new(acting, asked)
        with declining(worded.wrong):
            wanted = await settled(acting, worded.typed, present)
            require_none(worded.wrong)
            return _differing(wanted, await settled(acting, await present_of(acting, present), present))

    several = acting.t("Several syncs are called so. Rename them first.")
    known = await visible(acting)
    return await brought(acting, asked.name, known, several, lambda: new_sync(acting, asked), differing, outlook_of)


def _differing(one: Settled, other: Settled) -> Sequence[str]:
    """The fields in which they differ, as whoever asks calls them."""
    names = [each.name for each in fields(Settled) if getattr(one, each.name) != getattr(other, each.name)]
    found = [_CALLED.get(name, name) for name in names if name != "ruling"]
    return [*found, *differing_rulings(one.ruling, other.ruling)]


async def _carried_out(acting: Acting, worded: Worded[Typed], present: Seen | None) -> Outlook:
    with declining(worded.wrong):
        wanted = await settled(acting, worded.typed, present)
        require_none(worded.wrong)
        return await carried_out(acting, wanted, present, new_public_id())


async def _new(acting: Acting, asked: NewSync) -> Worded[Typed]:
    return await _typed(acting, asked, Typed.beginning(Template(asked.template), acting.zone))


async def _typed(acting: Acting, asked: SyncChange, beginning: Typed) -> Worded[Typed]:
    return await typed_over(acting, asked, beginning, {"facilitators": _facilitators})


async def _facilitators(acting: Acting, named: Sequence[str]) -> tuple[str, ...]:
    return await each_of(acting, named, _person)


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
