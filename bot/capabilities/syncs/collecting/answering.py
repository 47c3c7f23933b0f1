"""What people say for an agenda: asked or on their own, changed, late, and taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.capabilities.syncs.agenda import posting
from bot.capabilities.syncs.collecting import choosing, forms, messages, runner
from bot.capabilities.syncs.collecting.facts import Phase, ask_facts, phase_of, readers_for, said_by
from bot.capabilities.syncs.collecting.forms import Filled, say_form
from bot.capabilities.syncs.collecting.taking_part import (
    Place,
    Target,
    meeting_for,
    place_of,
    syncs_of,
    target_of,
)
from bot.capabilities.syncs.kinds import Raise
from bot.capabilities.syncs.lines import name_first
from bot.capabilities.syncs.masking import SHOWN
from bot.capabilities.syncs.store import raised as store
from bot.capabilities.syncs.store.attending import attendee_of
from bot.capabilities.syncs.store.occurrences import follow_rhythm
from bot.capabilities.syncs.store.syncs import meeting_called, sync_called
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capabilities.syncs.subjects import meeting_subject
from bot.capability import Context
from bot.chat.form import FieldErrors, Form
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.delivery.guard import inspect
from bot.delivery.outbox import Outbox
from bot.storage.sessions import Session


@dataclass(frozen=True)
class Open:
    """A sync that somebody may say something for now, as whom, and for which meeting of it."""

    sync: Sync
    place: Place
    target: Target


class Said(StrEnum):
    """Where somebody says something: in their prompt, in their running order, or on their own."""

    PROMPT = "prompt"
    ORDER = "order"
    ALONE = "alone"


_KEEPS = {Said.PROMPT: forms.KEEP, Said.ORDER: forms.KEEP_IN_ORDER, Said.ALONE: forms.KEEP_RAISED}
"""What keeps the form in which they say it."""


# --- asked ------------------------------------------------------------------------------------------------------------


async def add(context: Context, inbound: Press) -> Answer:
    """*Add something*, or *Change*, in one's own messages."""
    return await _form_for(context, inbound.object_id, forms.KEEP)


async def add_in_order(context: Context, inbound: Press) -> Answer:
    """The same in a running order."""
    return await _form_for(context, inbound.object_id, forms.KEEP_IN_ORDER)


async def keep(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps what stood in the form that a prompt opened; that message itself says thanks."""
    return await _keep(context, inbound, Said.PROMPT)


async def keep_in_order(context: Context, inbound: FormSubmitted) -> Answer:
    """The same of a running order, which shows it."""
    return await _keep(context, inbound, Said.ORDER)


async def nothing(context: Context, inbound: Press) -> Answer:
    """*Nothing this week*, with one tap; whoever has said something meanwhile keeps it."""
    return await _nothing(context, inbound.object_id, Said.PROMPT)


async def nothing_in_order(context: Context, inbound: Press) -> Answer:
    """The same in a running order."""
    return await _nothing(context, inbound.object_id, Said.ORDER)


async def _nothing(context: Context, meeting_id: str, where: Said) -> Answer:
    meeting = await meeting_called(context.session, meeting_id, lock=True)
    row = await attendee_of(context.session, meeting.id, context.actor.person_id) if meeting is not None else None
    if meeting is None or row is None:
        return Answer(message=messages.not_asked(context.t))
    await follow_rhythm(context.session, meeting)
    sync = await context.session.get_one(Sync, meeting.sync_id)
    if row.answered_at is None and phase_of(sync, meeting) in (Phase.ASKED, Phase.OUT):
        row.answered_at, row.has_nothing = context.now, True
        await context.session.flush()
        await changed(context.outbox, meeting)
    if where is Said.ORDER:
        return Answer(redraw=await runner.shown_to(context, meeting))
    return Answer(
        redraw=messages.ask(await ask_facts(context.session, sync, meeting, context.actor), context.t, context.zone)
    )


# --- on one's own -----------------------------------------------------------------------------------------------------


async def raise_something(context: Context, inbound: Press | Command) -> Answer:
    """*Raise something*: on a card, in the menu, on the home; of one sync, or of any."""
    return await _form_for(context, inbound.object_id if isinstance(inbound, Press) else "", forms.KEEP_RAISED)


async def keep_raised(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps it and says so to them alone."""
    return await _keep(context, inbound, Said.ALONE)


async def by_words(context: Context, inbound: Command) -> Answer:
    """`sync raise [NAME] text`: noted at once where it is clear for which sync, else the form asks."""
    found = await syncs_of(context.session, context.actor)
    name, text = name_first(inbound.text.strip(), [one.name for one in found])
    said_for = next((one for one in found if one.name == name), None)
    if not found:
        return Answer(message=messages.no_sync(context.t))
    if said_for is None and len(found) == 1:
        said_for = found[0]
    said = {kind_of(text): text} if text else {}
    if said_for is None:
        t = context.t
        which = say_form(forms.KEEP_RAISED, "", Filled(said), None, t, syncs=found, title=t("For which sync?"))
        return Answer(form=which)
    opened = await _opened(context, said_for)
    if isinstance(opened, Answer):
        return opened
    if not said:
        return Answer(form=await _form(context, opened, forms.KEEP_RAISED))
    if inbound.cut:
        return await _once_more(context, opened, said, Said.ALONE)
    inspected = {kind: inspect(one).masked for kind, one in said.items()}
    return await _say(context, opened, said, inspected, Said.ALONE, adds=True)


def kind_of(text: str) -> Raise:
    """What words that were typed are."""
    return Raise.QUESTION if text.rstrip().endswith(("?", "؟", "？")) else Raise.STUCK


# --- parts ------------------------------------------------------------------------------------------------------------


async def changed(outbox: Outbox, meeting: Meeting) -> None:
    """Has everything follow that shows who answered what."""
    await outbox.mark_stale(meeting_subject(meeting))
    await posting.follow(outbox, meeting)


async def _form_for(context: Context, key: str, action: str) -> Answer:
    """The form for a sync, by the id of one of its meetings or its own; without one, for one of all theirs."""
    if not key:
        found = await syncs_of(context.session, context.actor)
        if not found:
            return Answer(message=messages.no_sync(context.t))
        if len(found) > 1:
            return Answer(form=say_form(action, "", Filled(), None, context.t, syncs=found))
        sync: Sync | None = found[0]
    else:
        sync = await _sync_for(context.session, key)
    opened = await _opened(context, sync)
    return opened if isinstance(opened, Answer) else Answer(form=await _form(context, opened, action))


async def _sync_for(session: Session, key: str) -> Sync | None:
    meeting = await meeting_called(session, key)
    return await session.get_one(Sync, meeting.sync_id) if meeting is not None else await sync_called(session, key)


async def _opened(context: Context, sync: Sync | None) -> Open | Answer:
    """What they may say something for; an answer that says why not."""
    place = await place_of(context.session, sync, context.actor) if sync is not None else None
    if sync is None or place is None:
        return Answer(message=messages.not_taking_part(context.t))
    target = await target_of(context.session, sync, context.now)
    if target is None:
        return Answer(message=messages.none_to_come(sync.name, context.t))
    return Open(sync, place, target)


async def _form(context: Context, opened: Open, action: str) -> Form:
    target = opened.target
    said = await said_by(context.session, target.meeting, context.actor.person_id)
    readers = await readers_for(context.session, opened.sync, opened.place.side_id)
    return say_form(action, _key(target), Filled(said), readers, context.t, name=_when(context, target))


async def _once_more(context: Context, opened: Open, said: Mapping[Raise, str], where: Said) -> Answer:
    """The form with all that they have said and what they would add to it, which is too long, or cut."""
    target, t = opened.target, context.t
    before = await said_by(context.session, target.meeting, context.actor.person_id)
    texts = {kind: _joined(before.get(kind, ""), said.get(kind, "")) for kind in Raise}
    readers = await readers_for(context.session, opened.sync, opened.place.side_id)
    title = t("Too long, shorten it") if forms.too_long(texts, t) else ""
    name = _when(context, target)
    again = say_form(_KEEPS[where], _key(target), Filled(texts), readers, t, name=name, title=title)
    return Answer(form=again)


async def _keep(context: Context, inbound: FormSubmitted, where: Said) -> Answer:
    public_id, _, day = inbound.object_id.partition(".")
    sync = await sync_called(context.session, public_id or forms.chosen(inbound.values.get(forms.SYNC)))
    opened = await _opened(context, sync)
    if isinstance(opened, Answer):
        return opened
    said = forms.typed(inbound.values)
    if errors := forms.too_long(said, context.t):
        return Answer(errors=FieldErrors(errors))
    known = await said_by(context.session, opened.target.meeting, context.actor.person_id)
    # A form of another day, or of any sync, did not show what stands there: it adds to that, and takes nothing away.
    adds = day != opened.target.original_date.isoformat()
    if not any(said.values()) and (adds or not known):
        return Answer(errors=FieldErrors({Raise.WELL.value: context.t("Write at least one of the three.")}))
    found = forms.found_in(said, {} if adds else known)
    if found and inbound.state != forms.digest_of(said):
        readers = await readers_for(context.session, opened.sync, opened.place.side_id)
        name = _when(context, opened.target)
        again = say_form(inbound.action, _again(inbound, opened), Filled(said, found), readers, context.t, name=name)
        return Answer(form=again)
    kept = forms.masked(said, found, inbound.values.get(SHOWN))
    return await _say(context, opened, said, kept, where, adds=adds)


def _again(inbound: FormSubmitted, opened: Open) -> str:
    """What the form is for when it is shown once more: the sync that was chosen, without a day as long as it adds."""
    return inbound.object_id or opened.sync.public_id


async def _say(
    context: Context, opened: Open, said: Mapping[Raise, str], kept: Mapping[Raise, str], where: Said, *, adds: bool
) -> Answer:
    """Keeps what was said as it is `kept`, without customers' data, has everything follow, and says so."""
    session, person_id = context.session, context.actor.person_id
    meeting = await meeting_for(session, opened.target)
    texts = dict(kept)
    if adds:
        before = await said_by(session, meeting, person_id)
        texts = {kind: _joined(before.get(kind, ""), text) for kind, text in kept.items() if text}
        if forms.too_long(texts, context.t):
            return await _once_more(context, opened, said, where)
    place = opened.place
    new = await store.say(session, meeting, person_id, place.side_id, place.team_id, texts, context.now)
    row = await attendee_of(session, meeting.id, person_id)
    if row is not None and (row.answered_at is None or new):
        row.answered_at = row.answered_at or context.now
        row.has_nothing = not await said_by(session, meeting, person_id)
        new = True
    await session.flush()
    if new:
        await choosing.offer(session, context.outbox, meeting, place.team_id, context.now)
        await changed(context.outbox, meeting)
    facts = replace(await ask_facts(session, opened.sync, meeting, context.actor), masked=dict(kept) != dict(said))
    if where is Said.ORDER:
        return Answer(redraw=await runner.shown_to(context, meeting))
    if where is Said.PROMPT and row is not None:
        return Answer(redraw=messages.ask(facts, context.t, context.zone))
    if adds and not new:
        return Answer(message=messages.said_before(facts, context.t))
    return Answer(message=messages.noted(facts, context.t, context.zone))


def _joined(before: str, text: str) -> str:
    """An item with a line more, unless it is there already."""
    return before if text in before.split("\n") or text == before else f"{before}\n{text}".strip()


def _key(target: Target) -> str:
    return f"{target.sync.public_id}.{target.original_date.isoformat()}"


def _when(context: Context, target: Target) -> str:
    return context.t("{name}, {time}", name=target.sync.name, time=context.t.moment(target.starts_at, context.zone))
