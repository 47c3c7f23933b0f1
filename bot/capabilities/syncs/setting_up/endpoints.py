"""The addresses under which programs set syncs up, look at them, change and end them."""

from typing import cast, get_args
from zoneinfo import ZoneInfo

from bot.capabilities.syncs.setting_up import asked as models
from bot.capabilities.syncs.setting_up import making
from bot.capabilities.syncs.setting_up.elsewhere import changed_sync, new_sync
from bot.capabilities.syncs.setting_up.foreseen import warnings
from bot.capabilities.syncs.setting_up.outlook import Date, Outlook, outlook_of
from bot.capabilities.syncs.setting_up.seen import Seen, seen_called, visible
from bot.capability import Acting, Asked, EndpointOffer
from bot.chat.texts import Texts
from bot.due.words import reasons, typed_rule, typed_times
from bot.people.tokens import Purpose
from bot.setting_up.elsewhere import asked_for, tried
from schedules.calendar import format_times

SYNCS = frozenset({Purpose.SYNCS})


async def create(acting: Acting, asked: Asked) -> models.ShownSync:
    """Sets a sync up."""
    assert isinstance(asked.body, models.NewSync)
    async with tried(acting, asked.body.dry_run):
        found = shown(await new_sync(acting, asked.body), acting.t)
    return found.model_copy(update={"id": ""}) if asked.body.dry_run else found


async def every(acting: Acting, asked: Asked) -> models.ShownSyncs:
    """The syncs that whoever asks may see."""
    found = [shown(await outlook_of(acting, one), acting.t) for one in await visible(acting)]
    return models.ShownSyncs(syncs=found)


async def one(acting: Acting, asked: Asked) -> models.ShownSync:
    """One of them."""
    return shown(await outlook_of(acting, await _known(acting, asked)), acting.t)


async def change(acting: Acting, asked: Asked) -> models.ShownSync:
    """Changes what is said of a sync, and leaves the rest."""
    assert isinstance(asked.body, models.SyncChange)
    present = await _known(acting, asked, change=True)
    async with tried(acting, asked.body.dry_run):
        return shown(await changed_sync(acting, present, asked.body), acting.t)


async def end(acting: Acting, asked: Asked) -> models.EndedSync:
    """Ends a sync; what was stays."""
    present = await _known(acting, asked, change=True)
    await making.end(acting, present.sync, acting.actor.person_id)
    return models.EndedSync(id=present.sync.public_id)


async def _known(acting: Acting, asked: Asked, *, change: bool = False) -> Seen:
    found = await seen_called(acting, asked.path["id"], lock=change)
    return asked_for(found, acting.t("There is no sync of this id that you may see."), change=change)


def shown(outlook: Outlook, t: Texts) -> models.ShownSync:
    """A sync as programs are told of it."""
    sync, rhythm = outlook.seen.sync, outlook.seen.rhythm
    known = get_args(models.SectionName)
    return models.ShownSync(
        id=sync.public_id,
        name=sync.name,
        template=sync.template.value,
        held=sync.held.value,
        teams=[one.name for one in outlook.teams],
        more_teams=outlook.others,
        facilitators=[one.name for one in outlook.facilitators],
        when=typed_rule(rhythm),
        at=typed_times(rhythm),
        again=format_times([sync.again_at]) if sync.again_at is not None else "",
        zone=rhythm.zone,
        link=sync.meeting_url,
        minutes=sync.minutes,
        sections=[cast(models.SectionName, one) for one in sync.sections if one in known],
        agents=sync.agents_per_team,
        on_holiday=rhythm.on_holiday.value,
        any_counts=rhythm.any_counts,
        collect_before=sync.collect_before,
        remind_before=sync.remind_before,
        agenda_before=sync.agenda_before,
        next=[_date(each, t) for each in outlook.dates],
        warnings=warnings(outlook, t) if outlook.seen.may_change else [],
    )


def _date(one: Date, t: Texts) -> models.Date:
    return models.Date(
        date=one.coming.original_date.isoformat(),
        at=one.coming.instant,
        why=reasons(one.coming, t),
        teams=[
            models.Local(
                team=local.team.name,
                at=local.at.astimezone(ZoneInfo(local.zone)),
                day_off=local.off,
                outside_hours=local.outside,
                second=local.second,
            )
            for local in one.locals
        ],
    )


ENDPOINTS = (
    EndpointOffer("POST", "/syncs", "Set up a sync", SYNCS, create, models.ShownSync, body=models.NewSync, status=201),
    EndpointOffer("GET", "/syncs", "All syncs, with their next dates", SYNCS, every, models.ShownSyncs, reads=True),
    EndpointOffer(
        "GET",
        "/syncs/{id}",
        "A sync, with its next dates",
        SYNCS,
        one,
        models.ShownSync,
        reads=True,
    ),
    EndpointOffer("PATCH", "/syncs/{id}", "Change a sync", SYNCS, change, models.ShownSync, body=models.SyncChange),
    EndpointOffer("POST", "/syncs/{id}/end", "End a sync", SYNCS, end, models.EndedSync),
)
