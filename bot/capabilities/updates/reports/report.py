"""Reporting: a fault is said in two taps, compared with what is open already, and joined to it or given to somebody."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.updates import store as updates
from bot.capabilities.updates.acknowledge import is_here, may_read, unreadable
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.preview import CONFIRMED
from bot.capabilities.updates.questions.ask import under_card
from bot.capabilities.updates.reports import messages, views
from bot.capabilities.updates.reports.alike import MOST_SHOWN, Told, compared, may_join, open_ones
from bot.capabilities.updates.reports.forms import ANOTHER, LONGEST_REPORT, NO_UPDATE, report_form
from bot.capabilities.updates.reports.guarding import crossing_report
from bot.capabilities.updates.reports.holding import first_turn
from bot.capabilities.updates.reports.letters import Mail, report_subject
from bot.capabilities.updates.reports.parts import Line
from bot.capabilities.updates.rules import LONGEST_ADDRESS, as_text, too_long
from bot.capabilities.updates.store import Update, UpdateState
from bot.capabilities.updates.store import reports as store
from bot.capabilities.updates.store.report_tables import Customers, Report, Sighting
from bot.capability import Context
from bot.chat.form import FieldErrors, Form, Values
from bot.chat.inbound import Answer, Command, FormPressed, FormSubmitted, Press
from bot.chat.web_address import is_web_address
from bot.delivery.guard import Finding
from bot.storage.columns import new_public_id

OTHER_WORDS = ("report", "something's wrong", "something\u2019s wrong", "something is wrong")
"""What else may be typed in place of the command; telephones write the apostrophe in their own way."""


@dataclass(frozen=True)
class Said:
    """What somebody typed in the form. `same` is the report that they chose to join, if any were shown."""

    text: str = ""
    customers: Customers | None = Customers.ONE
    ticket_url: str = ""
    same: str = ""


def said(values: Values) -> Said:
    """What came in from the form."""
    typed = as_text(values.get("customers"))
    return Said(
        text=as_text(values.get("text")).strip(),
        customers=Customers(typed) if typed in set(Customers) else None,
        ticket_url=as_text(values.get("ticket")).strip(),
        same=as_text(values.get("same")),
    )


# --- opening ----------------------------------------------------------------------------------------------------------


async def report(context: Context, inbound: Press) -> Answer:
    """*Something's wrong* on a copy of an update, or in the menu about none: what is open already comes first."""
    known, refusal = await _topic(context, inbound.object_id)
    if refusal is not None:
        return refusal
    seen = (await open_ones(context, known)).seen
    newest = list({found.id: (found, one) for found, one in reversed(seen)}.values())[-MOST_SHOWN:]
    if not newest:
        return Answer(form=await _form(context, known, new_public_id(), Said()))
    lines = [await _line(context, found, one) for found, one in reversed(newest)]
    return Answer(
        message=messages.reported_already(
            lines[0].title, inbound.object_id, lines, context.t, context.zone, context.now
        )
    )


async def report_anew(context: Context, inbound: Press) -> Answer:
    """*Something else*: the form, whatever else is open."""
    known, refusal = await _topic(context, inbound.object_id)
    return refusal or Answer(form=await _form(context, known, new_public_id(), Said()))


async def report_after_reading(context: Context, inbound: FormPressed) -> Answer:
    """*Something's wrong* in the dialog that shows an update."""
    known, refusal = await _topic(context, inbound.object_id.partition(".")[0])
    return refusal or Answer(form=await _form(context, known, new_public_id(), Said()))


async def report_by_words(context: Context, inbound: Command) -> Answer:
    """“@Instep something's wrong …”: under a card about that update, elsewhere about none."""
    known = await under_card(context)
    known, refusal = await _topic(context, known.public_id if known else "")
    if refusal is not None:
        return refusal
    text = inbound.text.strip()[:LONGEST_REPORT]
    return Answer(form=await _form(context, known, new_public_id(), Said(text)))


# --- sending ----------------------------------------------------------------------------------------------------------


async def send(context: Context, inbound: FormSubmitted) -> Answer:
    """Takes a report, and joins it to the same one or gives it to somebody. The same form sent twice reports once."""
    session, actor, t = context.session, context.actor, context.t
    update_id, _, sighting_id = inbound.object_id.partition(".")
    update_id = "" if update_id == NO_UPDATE else update_id
    typed = said(inbound.values)
    await store.one_by_one(session, update_id)
    kept = await store.sighting_by_id(session, sighting_id)
    if kept is not None and kept.person_id == actor.person_id:
        return await _told(context, await session.get_one(Report, kept.report_id), kept)
    known, refusal = await _topic(context, update_id)
    if refusal is not None and known is not None and known.state is UpdateState.WITHDRAWN:
        note = t("The update was withdrawn meanwhile. Send this as a report of its own if it still holds.")
        return Answer(form=await _form(context, None, sighting_id, typed, note=note))
    if refusal is not None:
        return refusal
    if errors := _mistakes(context, typed):
        return Answer(errors=FieldErrors(errors))
    similar, hidden = compared(typed.text, await open_ones(context, known))
    if answered := await _unasked(context, inbound, known, sighting_id, typed, similar):
        return answered
    sighting = Sighting(
        public_id=sighting_id if kept is None and len(sighting_id) == len(new_public_id()) else new_public_id(),
        person_id=actor.person_id,
        side_id=actor.side_id,
        platform=context.origin.platform,
        text=typed.text,
        customers=typed.customers,
        ticket_url=typed.ticket_url,
        at=context.now,
    )
    if typed.same not in ("", ANOTHER):
        chosen = await store.report_by_id(session, typed.same, lock=True)
        about = known.id if known else None
        if (
            chosen is None
            or chosen.update_id != about
            or not chosen.is_open
            or not await may_join(context, chosen, known)
        ):
            note = t("That report was decided meanwhile. Send this one if it still holds.")
            return Answer(form=await _form(context, known, sighting_id, typed, note=note))
        return await _join(context, chosen, sighting)
    if hidden is not None and (same := await store.report_by_id(session, hidden.public_id, lock=True)) and same.is_open:
        return await _join(context, same, sighting, by_words=True)
    made = await store.open_report(session, known, context.now)
    await store.join(session, made, sighting)
    await Mail(session, context.outbox, context.now).hand(made, await first_turn(session, known, context.now))
    return await _told(context, made, sighting)


async def this_too(context: Context, inbound: Press) -> Answer:
    """*This one too*: one tap joins an open report."""
    session, actor, t = context.session, context.actor, context.t
    found = await store.report_by_id(session, inbound.object_id, lock=True)
    known = await views.topic_of(session, found) if found else None
    if found is None or not await may_join(context, found, known):
        return Answer(message=answer(t("This report is no longer there, so nothing was added."), t))
    if not found.is_open:
        viewpoint = (await views.wall_around(session, known)).viewpoint({actor.side_id})
        outcome = await views.outcome_for(session, found, viewpoint)
        return Answer(message=messages.decided_by_then(outcome, t))
    sighting = Sighting(
        public_id=new_public_id(),
        person_id=actor.person_id,
        side_id=actor.side_id,
        platform=context.origin.platform,
        at=context.now,
    )
    return await _join(context, found, sighting)


async def set_apart(context: Context, inbound: Press) -> Answer:
    """*Mine is another one*, where words alone have joined it."""
    session, t, now = context.session, context.t, context.now
    sighting = await store.sighting_by_id(session, inbound.object_id)
    joined = await store.lock_report_of(session, sighting) if sighting else None
    if sighting is None or joined is None or sighting.person_id != context.actor.person_id:
        return Answer(message=answer(t("This report is no longer there, so nothing was changed."), t))
    if not joined.is_open or len(await store.sightings_of(session, joined)) < 2:
        return await _told(context, joined, sighting)
    known = await views.topic_of(session, joined)
    mail = Mail(session, context.outbox, now)
    made = await store.set_apart(session, sighting, known, now)
    await mail.hand(made, await first_turn(session, known, now))
    await mail.redraw([joined])
    return await _told(context, made, sighting)


async def _join(context: Context, found: Report, sighting: Sighting, *, by_words: bool = False) -> Answer:
    is_new = await store.join(context.session, found, sighting)
    await context.outbox.mark_stale(report_subject(found))
    mine = await store.sighting_of(context.session, found, context.actor.person_id)
    assert mine is not None
    return await _told(context, found, mine, again=not is_new, apart=mine.public_id if by_words and is_new else "")


async def _told(context: Context, found: Report, mine: Sighting, *, again: bool = False, apart: str = "") -> Answer:
    """Who has it and by when, and how many others say the same."""
    t, now = context.t, context.now
    own = await views.own_report(context.session, found, mine, context.actor.person_id, t.locale, now)
    if own.outcome is not None:
        return Answer(message=messages.decided_by_then(own.outcome, t))
    alone = own.tally.people == 1
    if alone and not again:
        return Answer(message=messages.reported(own.standing, t, context.zone))
    return Answer(message=messages.joined_to(own, t, context.zone, now, apart=apart, again=again))


# --- the form ---------------------------------------------------------------------------------------------------------


async def _unasked(
    context: Context,
    inbound: FormSubmitted,
    known: Update | None,
    sighting_id: str,
    typed: Said,
    similar: Sequence[Told],
) -> Answer | None:
    """The form again, while it has not been asked yet whether it is the same, or may be shared; None if it was."""
    t = context.t
    findings = await crossing_report(context, known, typed.text, typed.ticket_url)
    confirmed = not findings or inbound.values.get(CONFIRMED) is True
    asked = not similar or bool(typed.same)
    if asked and confirmed:
        return None
    if asked and CONFIRMED in inbound.values:
        say = t("Switch this on if it may be shared, or take it out. Nothing was sent.")
        return Answer(errors=FieldErrors({CONFIRMED: say}))
    return Answer(form=await _form(context, known, sighting_id, typed, similar=similar, findings=findings))


async def _form(
    context: Context,
    known: Update | None,
    sighting_id: str,
    typed: Said,
    *,
    similar: Sequence[Told] = (),
    findings: Sequence[Finding] = (),
    note: str = "",
) -> Form:
    return report_form(
        await views.title_of(context.session, known, context.t.locale),
        context.t,
        object_id=f"{known.public_id if known else NO_UPDATE}.{sighting_id}",
        zone=context.zone,
        now=context.now,
        text=typed.text[:LONGEST_REPORT],
        customers=typed.customers or Customers.ONE,
        ticket_url=typed.ticket_url,
        similar=[await _line(context, found, one) for found, one in similar],
        chosen=typed.same,
        findings=findings,
        note=note,
    )


async def _line(context: Context, found: Report, one: Sighting) -> Line:
    return await views.line_for_reporter(context.session, found, one, context.actor.side_id, context.t.locale)


def _mistakes(context: Context, typed: Said) -> dict[str, str]:
    t = context.t
    found = {}
    if not typed.text:
        found["text"] = t("Write what customers say, or what you see yourself.")
    elif len(typed.text) > LONGEST_REPORT:
        found["text"] = too_long(len(typed.text), LONGEST_REPORT, t)
    if typed.customers is None:
        found["customers"] = t("Choose how many customers say so.")
    if typed.ticket_url and not is_web_address(typed.ticket_url, LONGEST_ADDRESS):
        found["ticket"] = t("Paste the whole address of the ticket, beginning with https://.")
    return found


async def _topic(context: Context, public_id: str) -> tuple[Update | None, Answer | None]:
    """The update that is meant (None: none), and why nothing can be reported about it."""
    if not public_id:
        return None, None
    t = context.t
    known = await updates.by_public_id(context.session, public_id)
    if known is None or known.unpublished:
        return None, Answer(message=answer(t("This update is no longer there, so nothing was reported."), t))
    if known.state is UpdateState.WITHDRAWN:
        return known, Answer(message=messages.withdrawn(t))
    if not await may_read(context, known) and not await is_here(context, known):
        return known, Answer(message=unreadable(context))
    return known, None
