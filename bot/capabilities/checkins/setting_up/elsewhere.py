"""A check-in that did not come through chat: the same checks, the same look before, the same check-in."""

from collections.abc import Sequence
from dataclasses import fields, replace

from bot.capabilities.checkins.running import deciding as runs
from bot.capabilities.checkins.setting_up.asked import CheckinChange, NewCheckin
from bot.capabilities.checkins.setting_up.checking import Asks, Settled, settled
from bot.capabilities.checkins.setting_up.flow import carried_out
from bot.capabilities.checkins.setting_up.outlook import Outlook, outlook_of
from bot.capabilities.checkins.setting_up.present import present_of
from bot.capabilities.checkins.setting_up.rules import least_threshold
from bot.capabilities.checkins.setting_up.seen import Seen, visible
from bot.capabilities.checkins.setting_up.typed import Typed
from bot.capabilities.checkins.setting_up.when import When
from bot.capability import Acting, Declined, Why
from bot.people import access
from bot.setting_up.elsewhere import Brought, Worded, brought, declining, differing_rulings, require_none, typed_over
from bot.storage.columns import new_public_id


async def new_checkin(acting: Acting, asked: NewCheckin) -> Outlook:
    """Sets a check-in up, and has it asked where it is to be now; raises Declined with the field to be mended."""
    if refusal := access.may_set_up_checkin(acting.actor, {}):
        raise Declined(refusal, Why.NOT_ALLOWED)
    worded = await _new(acting, asked)
    with declining(worded.wrong):
        wanted = await settled(acting, worded.typed)
        require_none(worded.wrong)
        found = await carried_out(acting, wanted, None, new_public_id())
    if wanted.when.now and not asked.dry_run:
        await runs.send_now(acting.session, acting.outbox, found.seen.checkin, acting.now, acting.offers.occasions)
    return found


async def changed_checkin(acting: Acting, present: Seen, asked: CheckinChange) -> Outlook:
    """Changes a check-in; raises Declined with the field that is to be mended."""
    worded = await _typed(acting, asked, await present_of(acting, present))
    with declining(worded.wrong):
        wanted = await settled(acting, worded.typed, present)
        require_none(worded.wrong)
        return await carried_out(acting, wanted, present, new_public_id())


async def bring(acting: Acting, asked: NewCheckin) -> Brought[Outlook]:
    """Sets a check-in up, or leaves one of the same name that is the same already; raises Declined."""

    async def differing(present: Seen) -> Sequence[str]:
        worded, before = await _new(acting, asked), await present_of(acting, present)
        typed = worded.typed
        if present.rhythm is None and typed.when in ("now", before.when):
            # It was asked when it was brought in.
            typed = replace(typed, when=before.when, at=before.at)
        with declining(worded.wrong):
            wanted = await settled(acting, typed, present)
            require_none(worded.wrong)
            return _differing(wanted, await settled(acting, before, present))

    several = acting.t("Several check-ins are called so. Rename them first.")
    known = await visible(acting)
    return await brought(acting, asked.name, known, several, lambda: new_checkin(acting, asked), differing, outlook_of)


def _differing(one: Settled, other: Settled) -> Sequence[str]:
    """The fields in which they differ, as whoever asks calls them."""
    plain = (each.name for each in fields(Settled) if each.name not in ("asks", "when"))
    found = [name for name in plain if getattr(one, name) != getattr(other, name)]
    return [*found, *_differing_asks(one.asks, other.asks), *_differing_times(one.when, other.when)]


def _differing_asks(one: Asks, other: Asks) -> list[str]:
    differs = {
        "teams": one.team_ids != other.team_ids,
        "audience": one.audience is not other.audience,
        "occasion": (one.occasion and one.occasion.id) != (other.occasion and other.occasion.id),
    }
    return [name for name, is_so in differs.items() if is_so]


def _differing_times(one: When, other: When) -> list[str]:
    if one.ruling is None or other.ruling is None:
        return [] if one == other else ["when"]
    return differing_rulings(one.ruling, other.ruling)


async def _new(acting: Acting, asked: NewCheckin) -> Worded[Typed]:
    usual = Typed.beginning(asked.template, await least_threshold(acting.session))
    return await _typed(acting, asked, usual)


async def _typed(acting: Acting, asked: CheckinChange, beginning: Typed) -> Worded[Typed]:
    return await typed_over(acting, asked, beginning, {"questions": _questions})


async def _questions(acting: Acting, lines: Sequence[str]) -> str:
    return "\n".join(" ".join(one.split()) for one in lines)
