"""A check-in that did not come through chat: the same checks, the same look before, the same check-in."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from bot.capabilities.checkins.running import deciding as runs
from bot.capabilities.checkins.setting_up.asked import CheckinChange, NewCheckin
from bot.capabilities.checkins.setting_up.checking import Mistaken, NotAllowed, Settled, settled
from bot.capabilities.checkins.setting_up.flow import carried_out
from bot.capabilities.checkins.setting_up.outlook import Outlook, outlook_of
from bot.capabilities.checkins.setting_up.present import present_of
from bot.capabilities.checkins.setting_up.rules import least_threshold
from bot.capabilities.checkins.setting_up.seen import Seen, visible
from bot.capabilities.checkins.setting_up.typed import Typed
from bot.capability import Acting, Declined, Why
from bot.people import access, audiences
from bot.people.teams import teams_called
from bot.storage.columns import new_public_id

T = TypeVar("T")

_NAMED = ("teams", "audience", "questions", "dry_run")
"""Fields that stand for something else, or are none of the check-in's."""


@dataclass(frozen=True)
class Brought:
    """A check-in of a file: as it is now, and whether it was there before."""

    outlook: Outlook
    new: bool


async def new_checkin(acting: Acting, asked: NewCheckin) -> Outlook:
    """Sets a check-in up, and has it asked where it is to be now; raises Declined with the field to be mended."""
    if refusal := access.may_set_up_checkin(acting.actor, {}):
        raise Declined(refusal, Why.NOT_ALLOWED)
    wanted = await _settled(acting, await _new(acting, asked), None)
    found = await _made(acting, wanted, None)
    if wanted.when.now and not asked.dry_run:
        await runs.send_now(acting.session, acting.outbox, found.seen.checkin, acting.now, acting.offers.occasions)
    return found


async def changed_checkin(acting: Acting, present: Seen, asked: CheckinChange) -> Outlook:
    """Changes a check-in; raises Declined with the field that is to be mended."""
    typed = await _typed(acting, asked, await present_of(acting, present))
    return await _made(acting, await _settled(acting, typed, present), present)


async def bring(acting: Acting, asked: NewCheckin) -> Brought:
    """Sets a check-in up, or leaves one of the same name that is the same already; raises Declined."""
    known = [one for one in await visible(acting) if one.checkin.name.casefold() == asked.name.casefold()]
    if not known:
        return Brought(await new_checkin(acting, asked), new=True)
    [present, *others] = known
    if others:
        raise Declined(acting.t("Several check-ins are called so. Rename them first."), Why.CONFLICT, "name")
    typed = await _new(acting, asked)
    before = await present_of(acting, present)
    if present.rhythm is None and typed.when in ("now", before.when):
        # It was asked when it was brought in.
        typed = replace(typed, when=before.when, at=before.at)
    if differing := _differing(await _settled(acting, typed, present), await _settled(acting, before, present)):
        says = "“{name}” exists already, and is another there. Change it in chat, or take it out of the file."
        raise Declined(acting.t(says, name=present.checkin.name), Why.CONFLICT, differing)
    return Brought(await outlook_of(acting, present), new=False)


def _differing(one: Settled, other: Settled) -> str:
    """The first field in which they differ; empty where they are the same."""
    called = {"asks": "teams"}
    return next(
        (called.get(each.name, each.name) for each in fields(Settled) if _of(one, each.name) != _of(other, each.name)),
        "",
    )


def _of(one: Settled, name: str) -> object:
    value = getattr(one, name)
    if name != "asks":
        return value
    return value.team_ids, value.audience.id if value.audience else 0, value.occasion.id if value.occasion else 0


async def _new(acting: Acting, asked: NewCheckin) -> Typed:
    usual = Typed.beginning(asked.template, await least_threshold(acting.session))
    return await _typed(acting, asked, usual)


async def _settled(acting: Acting, typed: Typed, present: Seen | None) -> Settled:
    return await _declining(lambda: settled(acting, typed, present))


async def _made(acting: Acting, wanted: Settled, present: Seen | None) -> Outlook:
    return await _declining(lambda: carried_out(acting, wanted, present, new_public_id()))


async def _declining(work: Callable[[], Awaitable[T]]) -> T:
    try:
        return await work()
    except Mistaken as mistaken:
        field, says = next(iter(mistaken.by_field.items()))
        why = Why.NOT_ALLOWED if isinstance(mistaken, NotAllowed) else Why.INVALID
        raise Declined(says, why, field) from mistaken


async def _typed(acting: Acting, asked: CheckinChange, beginning: Typed) -> Typed:
    """What a program said, as somebody would type it into the form."""
    known = {one.name for one in fields(Typed)} - set(_NAMED)
    given: dict[str, Any] = {}
    for name in type(asked).model_fields:
        value = getattr(asked, name)
        if name in known and value is not None:
            given[name] = value if isinstance(value, bool) else str(value)
    if "name" in given:
        given["name"] = " ".join(given["name"].split())
    if asked.questions is not None:
        given["questions"] = "\n".join(" ".join(one.split()) for one in asked.questions)
    if asked.teams is not None:
        teams = [await _team(acting, one, at) for at, one in enumerate(asked.teams)]
        given["teams"] = tuple(dict.fromkeys(teams))
    if asked.audience is not None:
        given["audience"] = await _audience(acting, asked.audience)
    return replace(beginning, **given)


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
