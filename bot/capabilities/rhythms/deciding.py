"""Deciding about a rhythm: a form, a look at the dates as they will be, and then the decision itself."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.capabilities.rhythms import forms, listing, messages, store, telling
from bot.capabilities.rhythms.messages import CHANGE, HAND_OVER, MOVE, PAUSE, SKIP, Listed
from bot.capability import Context, RhythmOffer
from bot.chat.form import FieldErrors, Form
from bot.chat.inbound import Answer, FormPressed, FormSubmitted, Identity, Press
from bot.chat.message import say
from bot.chat.storable import storable
from bot.due import deciding
from bot.due.crowding import crowded, crowded_line
from bot.due.deciding import FOR_GOOD, Ruling
from bot.due.tables import Rhythm, Whose
from bot.due.words import paused_line, rule_in_words
from bot.people import access, audit, directory
from bot.people.access import Actor
from bot.people.refusal import Refused
from schedules.calendar import (
    HolidayRule,
    InvalidCalendar,
    format_rule,
    format_times,
    read_rule,
    read_times,
    read_until,
    zone_named,
)
from schedules.calendar import UntilProblem as Problem

T = TypeVar("T")

Decision = dict[str, str]
"""What somebody decides, as it stands in a form's state: `what`, and what it needs."""


class Wrong(Exception):
    """What was typed cannot be: why, by field."""

    def __init__(self, by_field: Mapping[str, str]) -> None:
        super().__init__("; ".join(by_field.values()))
        self.by_field = by_field


async def ask(context: Context, inbound: Press) -> Answer:
    """Opens the form of one decision."""
    return await _form(context, inbound.object_id, inbound.action, {})


async def back(context: Context, inbound: FormPressed) -> Answer:
    """*Change* below the look: the form again, as it was."""
    decision = _read(inbound.state)
    values: dict[str, object] = dict(decision)
    if to := decision.get("to"):
        values["to"] = datetime.fromisoformat(to)
    return await _form(context, inbound.object_id, decision.get("what", ""), values)


async def _form(context: Context, public_id: str, what: str, values: Mapping[str, object]) -> Answer:
    rhythm = await deciding.rhythm_called(context.session, public_id, lock=False)
    if rhythm is None or rhythm.ended or what not in forms.ASKED:
        return listing.gone(context)
    await _require(context, rhythm)
    one = await listing.listed(context, rhythm)
    if what in (SKIP, MOVE) and not any(each.instant for each in one.coming):
        text = context.t("Nothing is to come that could be skipped or moved.")
        return Answer(message=say(text, locale=context.t.locale))
    return Answer(form=forms.ask(what, one, context.t, context.zone, values))


async def preview(context: Context, inbound: FormSubmitted) -> Answer:
    """Shows the next dates as they will be; nothing is changed yet."""
    rhythm = await deciding.rhythm_called(context.session, inbound.object_id)
    if rhythm is None or rhythm.ended:
        return listing.gone(context)
    await _require(context, rhythm)
    try:
        decision = await _decided(context, rhythm, inbound)
    except Wrong as wrong:
        return Answer(errors=FieldErrors(wrong.by_field))
    trial = await context.session.begin_nested()
    try:
        says = [await _apply(context, rhythm, decision)]
        if decision["what"] == CHANGE:
            plan = await _offer(context, rhythm).plan(context.session, rhythm)
            says.append(crowded_line(await crowded(context.session, rhythm, plan, context.now), context.t))
        one = await listing.listed(context, rhythm)
        if decision["what"] == MOVE and _meet(one):
            raise Refused(context.t("Another one is at that time already. Choose another time, or skip this one."))
        form: Form | None = forms.preview(
            decision["what"],
            one,
            [line for line in says if line],
            json.dumps(decision),
            context.t,
            context.zone,
        )
        error = None
    except Refused as refused:
        form, error = None, FieldErrors({_FIELD[decision["what"]]: str(refused)})
    finally:
        await trial.rollback()
    return Answer(form=form) if form else Answer(errors=error)


def _meet(one: Listed) -> bool:
    """Whether two of the dates that are shown fall on one instant for the same people."""
    taking_place = [(each.party.for_whom, each.instant) for each in one.coming if each.instant is not None]
    return len(set(taking_place)) < len(taking_place)


async def decide(context: Context, inbound: FormSubmitted) -> Answer:
    """Carries it out, and shows it with its next dates."""
    rhythm = await deciding.rhythm_called(context.session, inbound.object_id)
    decision = _read(inbound.state)
    if rhythm is None or rhythm.ended or decision.get("what") not in forms.ASKED:
        return listing.gone(context)
    await _require(context, rhythm)
    try:
        says = await _apply(context, rhythm, decision)
    except (KeyError, ValueError, OverflowError) as altered:
        raise Refused(context.t("This form is not as Instep sent it, so nothing was changed. Begin anew.")) from altered
    one = await _done(context, rhythm, decision["what"].partition(".")[2])
    # The message whose button opened the form says from now on what holds.
    return Answer(
        message=messages.shown(one, context.t, context.zone, says), redraw=messages.shown(one, context.t, context.zone)
    )


async def resume(context: Context, inbound: Press) -> Answer:
    """*Resume*."""
    rhythm = await deciding.rhythm_called(context.session, inbound.object_id)
    if rhythm is None or rhythm.ended:
        return listing.gone(context)
    await _require(context, rhythm)
    await deciding.resume(context.session, rhythm, _offer(context, rhythm).plan, context.now)
    one = await _done(context, rhythm, "resume")
    return Answer(redraw=messages.shown(one, context.t, context.zone, context.t("It goes on.")))


async def undo(context: Context, inbound: Press) -> Answer:
    """Takes back that one was skipped or moved."""
    public_id, _, day = inbound.object_id.partition(".")
    rhythm = await deciding.rhythm_called(context.session, public_id)
    if rhythm is None or rhythm.ended:
        return listing.gone(context)
    await _require(context, rhythm)
    on = _day(day)
    await deciding.undo(context.session, rhythm, on, _offer(context, rhythm).plan, context.now)
    one = await _done(context, rhythm, "undo")
    says = context.t("{day} stands again as it was.", day=context.t.weekday(on))
    return Answer(redraw=messages.shown(one, context.t, context.zone, says))


async def _done(context: Context, rhythm: Rhythm, what: str) -> Listed:
    """Has all follow that was decided; returns it as it is now."""
    if rhythm.owner_id is None:
        # Somebody must hear of what is missed.
        rhythm.owner_id = context.actor.person_id
        await context.session.flush()
    if (decided := _offer(context, rhythm).decided) is not None:
        await decided(context.session, context.outbox, rhythm)
    if what == "hand_over":
        by = context.actor.person_id
        await telling.tell_new_owner(context.session, context.outbox, context.offers, rhythm, by, context.now)
    await audit.record(context.session, context.actor, f"{what}_rhythm", "rhythm", rhythm.public_id, at=context.now)
    return await listing.listed(context, rhythm)


_FIELD = {SKIP: "day", MOVE: "to", PAUSE: "until", CHANGE: "rule", HAND_OVER: "person"}


def _offer(context: Context, rhythm: Rhythm) -> RhythmOffer:
    return context.offers.rhythms[rhythm.kind]


async def _require(context: Context, rhythm: Rhythm) -> None:
    """Raises Refused for whoever may not decide about it."""
    offer = context.offers.rhythms.get(rhythm.kind)
    if offer is None:
        raise Refused(context.t("This has ended, so nothing was changed."))
    sides = await offer.sides(context.session, rhythm)
    access.require(context.actor, access.may_decide_rhythm, sides, rhythm.owner_id)


def _read(state: str) -> Decision:
    """What a form's state says; nothing where somebody altered it."""
    try:
        found = storable(json.loads(state))
    except ValueError:
        return {}
    if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
        return {}
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("This occurrence is over or was left out already, so nothing was changed.") from None


# --- what was typed ---------------------------------------------------------------------------------------------------


async def _decided(context: Context, rhythm: Rhythm, inbound: FormSubmitted) -> Decision:
    """What a form says, checked; raises Wrong."""
    t, values, what = context.t, inbound.values, inbound.state
    match what:
        case "rhythms.skip":
            return {"what": what, "day": _one(values.get("day"))}
        case "rhythms.move":
            to = values.get("to")
            if not isinstance(to, datetime):
                raise Wrong({"to": t("Say a day and a time.")})
            try:
                deciding.require_near(to.date(), context.now)
            except Refused as refused:
                raise Wrong({"to": str(refused)}) from refused
            return {"what": what, "day": _one(values.get("day")), "to": to.isoformat()}
        case "rhythms.pause":
            return {"what": what, "until": _until(context, _one(values.get("until")))}
        case "rhythms.hand_over":
            return {"what": what, "person": (await _person(context, rhythm, _one(values.get("person")))).public_id}
        case "rhythms.change":
            return {"what": what, **_ruling(context, rhythm, inbound)}
    raise Refused(t("This has ended, so nothing was changed."))


def _until(context: Context, typed: str) -> str:
    """The local date until which it is paused, as text; empty for good."""
    if not typed:
        return ""
    read = read_until(typed, context.now, context.zone)
    if read is Problem.TOO_FAR:
        raise Wrong({"until": context.t("“{typed}” is more than two years ahead. Write an earlier day.", typed=typed)})
    day = None if isinstance(read, Problem) else read.astimezone(ZoneInfo(context.zone)).date()
    if day is None or day <= context.now.astimezone(ZoneInfo(context.zone)).date():
        says = "“{typed}” is not a day to come. Write for instance “4 January”, “next week” or “2 weeks”."
        raise Wrong({"until": context.t(says, typed=typed)})
    return day.isoformat()


async def _person(context: Context, rhythm: Rhythm, chosen: str) -> Actor:
    parts = chosen.split("/", 2)
    found = await directory.known(context.session, Identity(*parts)) if len(parts) == 3 else None
    if not isinstance(found, Actor) or not context.actor.scope.covers(found.side_id) or found.provisional:
        raise Wrong({"person": context.t("Instep does not know this person yet. Choose somebody else.")})
    if not await _sees_all(context, rhythm, found):
        raise Wrong({"person": _sees_too_little(context, found.name)})
    return found


async def _sees_all(context: Context, rhythm: Rhythm, actor: Actor) -> bool:
    """Whoever looks after it is shown the times and days off of everybody who takes part."""
    return actor.scope.covers_all(await _offer(context, rhythm).sides(context.session, rhythm))


def _sees_too_little(context: Context, name: str) -> str:
    return context.t("{name} may not see everybody who takes part. Choose somebody else.", name=name)


def _ruling(context: Context, rhythm: Rhythm, inbound: FormSubmitted) -> Decision:
    t, values = context.t, inbound.values
    today = context.now.astimezone(ZoneInfo(context.zone)).date()
    wrong: dict[str, str] = {}
    said = _read_field("rule", lambda: read_rule(_one(values.get("rule")), today), wrong)
    times = _read_field("at", lambda: read_times(_one(values.get("at"))), wrong)
    zone = _one(values.get("zone")) or rhythm.zone
    _read_field("zone", lambda: zone_named(zone), wrong)
    holiday = _one(values.get("on_holiday"))
    if holiday not in list(HolidayRule):
        wrong["on_holiday"] = t("Choose what happens on days off.")
    if said is None or times is None or wrong:
        raise Wrong(wrong)
    return {
        "rule": said.rule,
        "starts": said.starts.isoformat() if said.starts else "",
        "at": format_times(times),
        "zone": zone,
        "on_holiday": holiday,
        "any_counts": "yes" if values.get("any_counts") is True else "",
    }


def _read_field(field: str, read: Callable[[], T], wrong: dict[str, str]) -> T | None:
    """What stands in a field; None, and why in `wrong`, where it cannot be."""
    try:
        return read()
    except InvalidCalendar as problem:
        wrong[field] = str(problem)
        return None


def _one(value: object) -> str:
    return str(value[0] if isinstance(value, tuple) and value else value or "").strip()


# --- what is done -----------------------------------------------------------------------------------------------------


async def _apply(context: Context, rhythm: Rhythm, decision: Decision) -> str:
    """Carries a decision out and says what it does; raises Refused."""
    session, t, now = context.session, context.t, context.now
    planner, by = _offer(context, rhythm).plan, context.actor.person_id
    match decision["what"]:
        case "rhythms.skip":
            day = _day(decision.get("day", ""))
            await deciding.skip(session, rhythm, day, planner, by, now)
            return t("{day} is left out.", day=t.weekday(day))
        case "rhythms.move":
            day, to = _day(decision.get("day", "")), datetime.fromisoformat(decision["to"])
            zone = rhythm.zone if rhythm.whose is Whose.ALL else context.zone
            local = to.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            await deciding.move(session, rhythm, day, local, planner, by, now)
            return messages.moves(rhythm, day, to, t, zone)
        case "rhythms.pause":
            until = decision.get("until", "")
            await deciding.pause(session, rhythm, _day(until) if until else FOR_GOOD, planner, now)
            return paused_line(rhythm, t)
        case "rhythms.hand_over":
            taker = await store.person_called(session, context.actor.scope, decision.get("person", ""))
            if taker is None:
                raise Refused(t("Instep does not know this person yet. Choose somebody else."))
            known = await directory.actor_of(session, taker.id)
            if known is None or not await _sees_all(context, rhythm, known):
                raise Refused(_sees_too_little(context, taker.name))
            rhythm.owner_id = taker.id
            await session.flush()
            return t("{name} looks after it.", name=taker.name)
    starts = decision.get("starts", "")
    if read_rule(format_rule(decision["rule"]), now.date()).rule != decision["rule"]:
        raise ValueError("a rule that nobody can say")
    at, *turns = read_times(decision["at"])
    ruling = Ruling(
        decision["rule"],
        _day(starts) if starts else rhythm.starts,
        at,
        decision["zone"],
        rhythm.whose,
        HolidayRule(decision["on_holiday"]),
        bool(decision["any_counts"]),
        format_times(turns),
    )
    await deciding.change(session, rhythm, ruling, planner, now)
    return t("From now on: {rule}.", rule=rule_in_words(rhythm, t, _offer(context, rhythm).whose))
