"""The addresses under which programs set check-ins up, look at them, have them asked, take them back and end them."""

from collections.abc import Awaitable, Callable

from bot.capabilities.checkins.questions import read
from bot.capabilities.checkins.setting_up import asked as models
from bot.capabilities.checkins.setting_up import deciding
from bot.capabilities.checkins.setting_up.elsewhere import changed_checkin, new_checkin
from bot.capabilities.checkins.setting_up.foreseen import warnings
from bot.capabilities.checkins.setting_up.notation import write_questions
from bot.capabilities.checkins.setting_up.outlook import Outlook, outlook_of
from bot.capabilities.checkins.setting_up.seen import Seen, seen_called, visible
from bot.capabilities.checkins.setting_up.when import present_at, typed_when
from bot.capability import Acting, Asked, Declined, EndpointOffer, Why
from bot.chat.texts import Texts
from bot.people.refusal import Refused
from bot.people.tokens import Purpose
from bot.setting_up.elsewhere import asked_for, tried

CHECKINS = frozenset({Purpose.CHECKINS})


async def create(acting: Acting, asked: Asked) -> models.ShownCheckin:
    """Sets a check-in up."""
    assert isinstance(asked.body, models.NewCheckin)
    async with tried(acting, asked.body.dry_run):
        found = shown(await new_checkin(acting, asked.body), acting.t)
    return found.model_copy(update={"id": ""}) if asked.body.dry_run else found


async def every(acting: Acting, asked: Asked) -> models.ShownCheckins:
    """The check-ins that whoever asks may see."""
    found = [shown(await outlook_of(acting, one), acting.t) for one in await visible(acting)]
    return models.ShownCheckins(checkins=found)


async def one(acting: Acting, asked: Asked) -> models.ShownCheckin:
    """One of them."""
    return shown(await outlook_of(acting, await _known(acting, asked)), acting.t)


async def change(acting: Acting, asked: Asked) -> models.ShownCheckin:
    """Changes what is said of a check-in, and leaves the rest."""
    assert isinstance(asked.body, models.CheckinChange)
    present = await _known(acting, asked, change=True)
    async with tried(acting, asked.body.dry_run):
        return shown(await changed_checkin(acting, present, asked.body), acting.t)


async def send(acting: Acting, asked: Asked) -> models.DoneCheckin:
    """Has a check-in asked at once, beside its rhythm."""
    return await _done(acting, asked, deciding.send_now, "asked")


async def withdraw(acting: Acting, asked: Asked) -> models.DoneCheckin:
    """Takes back what is open; what was answered is deleted."""
    return await _done(acting, asked, deciding.withdraw, "withdrawn")


async def end(acting: Acting, asked: Asked) -> models.DoneCheckin:
    """Ends a check-in; results stay."""
    return await _done(acting, asked, deciding.end, "ended")


async def _done(
    acting: Acting, asked: Asked, decide: Callable[[Acting, Seen], Awaitable[str]], state: models.Became
) -> models.DoneCheckin:
    present = await _known(acting, asked, change=True)
    try:
        await decide(acting, present)
    except Refused as refused:
        raise Declined(str(refused), Why.CONFLICT) from refused
    return models.DoneCheckin(id=present.checkin.public_id, state=state)


async def _known(acting: Acting, asked: Asked, *, change: bool = False) -> Seen:
    found = await seen_called(acting, asked.path["id"], lock=change)
    return asked_for(found, acting.t("There is no check-in of this id that you may see."), change=change)


def shown(outlook: Outlook, t: Texts) -> models.ShownCheckin:
    """A check-in as programs are told of it."""
    seen, checkin = outlook.seen, outlook.seen.checkin
    return models.ShownCheckin(
        id=checkin.public_id,
        name=checkin.name,
        questions=write_questions(read(checkin.questions)).splitlines(),
        teams=[each.name for each in outlook.teams],
        more_teams=outlook.others,
        occasion=seen.occasion.title if seen.occasion is not None else "",
        when=typed_when(seen.rhythm),
        at=present_at(seen.rhythm, ""),
        open_minutes=checkin.open_minutes,
        mode=checkin.mode.value,
        threshold=checkin.threshold,
        reminds=checkin.reminds,
        next=[models.Coming(date=each.original_date.isoformat(), at=each.instant) for each in outlook.dates],
        reach=models.Reached(people=outlook.people, direct=outlook.direct, rested=outlook.rested),
        warnings=warnings(outlook, t) if seen.may_change else [],
    )


_ONE = models.ShownCheckin

ENDPOINTS = (
    EndpointOffer("POST", "/checkins", "Set up a check-in", CHECKINS, create, _ONE, body=models.NewCheckin, status=201),
    EndpointOffer(
        "GET", "/checkins", "All check-ins, with their next dates", CHECKINS, every, models.ShownCheckins, reads=True
    ),
    EndpointOffer("GET", "/checkins/{id}", "A check-in, with its next dates", CHECKINS, one, _ONE, reads=True),
    EndpointOffer("PATCH", "/checkins/{id}", "Change a check-in", CHECKINS, change, _ONE, body=models.CheckinChange),
    EndpointOffer("POST", "/checkins/{id}/send", "Have a check-in asked now", CHECKINS, send, models.DoneCheckin),
    EndpointOffer(
        "POST", "/checkins/{id}/withdraw", "Take back what is open of it", CHECKINS, withdraw, models.DoneCheckin
    ),
    EndpointOffer("POST", "/checkins/{id}/end", "End a check-in", CHECKINS, end, models.DoneCheckin),
)
