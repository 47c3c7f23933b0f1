"""Correcting a shoutout: its giver changes what it says and whom it names, everywhere it stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.capabilities.shoutouts import store, telling
from bot.capabilities.shoutouts.after import messages
from bot.capabilities.shoutouts.after.rights import standing
from bot.capabilities.shoutouts.arriving import ARRIVED, LOOK_AFTER
from bot.capabilities.shoutouts.back.following import mark_digests
from bot.capabilities.shoutouts.composers import FOLLOWING, cards_of, kind_of_slot
from bot.capabilities.shoutouts.facts import Facts, Named
from bot.capabilities.shoutouts.kinds import Where
from bot.capabilities.shoutouts.loading import facts_of
from bot.capabilities.shoutouts.naming import left_out, names_of
from bot.capabilities.shoutouts.posting import impediment, send_cards
from bot.capabilities.shoutouts.release import Release, recognition_audience, release_of, subject_of
from bot.capabilities.shoutouts.spreading import redraw_everywhere
from bot.capabilities.shoutouts.store import Shoutout, Thanked
from bot.capabilities.shoutouts.write import drafts, flow
from bot.capabilities.shoutouts.write.forms import Preview, preview_form
from bot.capabilities.shoutouts.write.guarding import shown_before
from bot.capabilities.shoutouts.write.looking import preview_of, release_as_posted
from bot.capabilities.shoutouts.write.typed import typed
from bot.capability import Context
from bot.chat.form import FieldErrors, Form
from bot.chat.inbound import Answer, FormPressed, FormSubmitted
from bot.chat.message import Message, say
from bot.chat.texts import Texts
from bot.delivery.tables import Copy, TargetKind
from bot.due.work import put_down
from bot.people import audit, sides
from bot.people.audience import ResolvedChannel
from bot.people.model import ChatIdentity


async def begin(context: Context, inbound: FormPressed) -> Answer:
    """*Correct*: the form with what it says, or with the correction that was begun."""
    kept = await _own(context, inbound.object_id)
    if isinstance(kept, Answer):
        return kept
    begun = await store.correction_begun(context.session, kept) is not None
    draft = await store.correction_of(context.session, kept, context.now)
    return await flow.go_on(context, draft, begun=begun)


async def save(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps what was typed and shows it as it will be. If a correction was sent off meanwhile, both are shown."""
    kept = await _own(context, inbound.state)
    if isinstance(kept, Answer):
        return kept
    draft = await store.correction_of(context.session, kept, context.now)
    meanwhile = draft.public_id != inbound.object_id
    saved, errors = await drafts.keep(context, draft.public_id, typed(inbound.values))
    if saved is None:
        return Answer(errors=FieldErrors(errors)) if errors else drafts.gone(context)
    saved.shown = saved.shown or shown_before(saved, kept)
    if meanwhile:
        return await flow.go_on(context, saved, says=messages.corrected_meanwhile(kept.story, context.t))
    return Answer(form=await _look(context, kept, saved))


async def see_all(context: Context, inbound: FormPressed) -> Answer:
    """*See all*: the same look with everything, and with what was ticked in it."""
    draft = await drafts.own_draft(context, inbound.object_id)
    corrected = await context.session.get(Shoutout, draft.corrects_id) if draft and draft.corrects_id else None
    if draft is None or corrected is None:
        return drafts.gone(context)
    preview = replace(await _preview(context, corrected, draft), shown=tuple(flow.ticked(inbound)))
    return Answer(form=preview_form(preview, context.t, whole=True))


async def send_off(context: Context, inbound: FormSubmitted) -> Answer:
    """*Correct* below the look before: changes it everywhere, once."""
    draft = await drafts.own_draft(context, inbound.object_id)
    corrected = await context.session.get(Shoutout, draft.corrects_id) if draft and draft.corrects_id else None
    if corrected is None:
        return drafts.gone(context)
    # What stands is locked before its correction, as wherever both are.
    kept = await _own(context, corrected.public_id)
    if isinstance(kept, Answer):
        return kept
    draft = await drafts.own_draft(context, inbound.object_id, lock=True)
    if draft is None:
        return drafts.gone(context)
    if inbound.state != str(draft.revision):
        return Answer(form=await _look(context, kept, draft))
    draft.shown = flow.ticked(inbound)
    release = await release_as_posted(context, draft)
    if why := await impediment(context, release):
        return Answer(message=say(why, locale=context.t.locale))
    planned = await _planned(context, kept, release)
    if not planned.differs:
        await store.delete_draft(context.session, draft)
        return Answer(message=messages.nothing_corrected(context.t))
    return Answer(message=messages.corrected(await _correct(context, kept, draft, planned), context.t))


async def _own(context: Context, public_id: str) -> Shoutout | Answer:
    """What stands and whoever acts gave, locked; otherwise what they are told."""
    kept = await standing(context, public_id, lock=True)
    if isinstance(kept, Answer) or kept.giver_id == context.actor.person_id:
        return kept
    return Answer(message=messages.givers_alone(context.t))


async def _look(context: Context, kept: Shoutout, draft: Shoutout) -> Form:
    return preview_form(await _preview(context, kept, draft), context.t)


async def _preview(context: Context, kept: Shoutout, draft: Shoutout) -> Preview:
    """The correction as it will be seen, and how many channels it changes."""
    preview = await preview_of(context, draft)
    reach = await _reach(context, kept, preview.release, moves=(await _planned(context, kept, preview.release)).moves)
    says = (*preview.says, *messages.reaches(len(reach.joins), len(reach.leaves), context.t))
    return replace(preview, says=says, changes=reach.channels)


@dataclass(frozen=True)
class Planned:
    """What a correction changes: whom it thanks from now on, whether it goes elsewhere, whether anything differs.

    `said` holds the texts as they will stand.
    """

    said: Facts
    thanked: Sequence[Thanked]
    moves: bool
    differs: bool


async def _planned(context: Context, kept: Shoutout, release: Release) -> Planned:
    """What the correction that `release` is of changes in what stands."""
    draft = release.kept
    rows = await store.recipients_of(context.session, [kept.id, draft.id])
    alone = {one.person_id for one in release.facts.recipients if one.privately}
    thanked = [
        Thanked(
            row.side_id,
            row.person_id,
            row.team_id,
            privately=draft.goes_to is Where.PRIVATELY or (row.person_id is not None and row.person_id in alone),
        )
        for row in rows[draft.id]
    ]
    stood = [
        Thanked(row.side_id, row.person_id, row.team_id, privately=row.privately)
        for row in rows[kept.id]
        if row.person_id is not None or row.whole_team
    ]
    said = release.facts
    new = (said.story, said.quote, said.customer, draft.value, draft.ticket_url)
    moves = kept.goes_to is not draft.goes_to or set(thanked) != set(stood)
    same = new == (kept.story, kept.quote, kept.customer, kept.value, kept.ticket_url) and thanked == stood
    return Planned(said, thanked, moves, moves or not same)


@dataclass(frozen=True)
class Reach:
    """The channels that get it for the first time, and the cards that stay and that have nothing to do with it now."""

    joins: Sequence[ResolvedChannel]
    stays: Sequence[Copy]
    leaves: Sequence[Copy]

    @property
    def channels(self) -> int:
        return len(self.joins) + len(self.stays) + len(self.leaves)


async def _reach(context: Context, kept: Shoutout, release: Release, *, moves: bool) -> Reach:
    """Where it goes now. Where neither people nor place change it stays where it is, whatever was linked since."""
    cards = await cards_of(context.outbox, kept)
    if not moves:
        return Reach((), cards, ())
    wanted, there = {one.channel_id for one in release.channels}, {one.target_id for one in cards}
    return Reach(
        joins=[one for one in release.channels if one.channel_id not in there],
        stays=[one for one in cards if one.target_id in wanted],
        leaves=[one for one in cards if one.target_id not in wanted],
    )


async def _correct(context: Context, kept: Shoutout, draft: Shoutout, planned: Planned) -> int:
    """Changes what stands, and everything that shows it; says in how many channels."""
    session, outbox, now = context.session, context.outbox, context.now
    told_before = await telling.to_be_told(session, kept)
    before = (await facts_of(session, kept, now)).recipients
    named_before = {one.person_id for one in before}
    said = planned.said
    kept.story, kept.quote, kept.customer = said.story, said.quote, said.customer
    kept.value, kept.ticket_url, kept.goes_to = draft.value, draft.ticket_url, draft.goes_to
    kept.version, kept.corrected_at = kept.version + 1, now
    if planned.moves:
        recognition = await recognition_audience(session) if kept.goes_to is Where.EVERYWHERE else None
        kept.audience_id = recognition.id if recognition else None
    await store.name_instead(session, kept, planned.thanked)
    await store.delete_draft(session, draft)
    release = await release_of(session, kept, now)
    now_named = {one.whom for one in release.facts.recipients}
    if taken_out := [one for one in before if one.whom not in now_named]:
        await _take_out_of_notes(context, kept, taken_out)
        release = await release_of(session, kept, now)
    # Whom it rang before it rings no more.
    thanked = [replace(one, quiet=one.quiet or one.person_id in named_before) for one in release.facts.recipients]
    release = replace(release, facts=replace(release.facts, recipients=tuple(thanked)))
    reach = await _reach(context, kept, release, moves=planned.moves)
    if planned.moves:
        await _take_back(context, kept, reach)
    await redraw_everywhere(session, outbox, kept, context.clocks)
    await mark_digests(outbox, kept)
    await _send(context, release, reach)
    await telling.begin(session, outbox, kept, now, but=told_before)
    await audit.record(
        session, context.actor, "correct_shoutout", "shoutout", kept.public_id, at=now, channels=reach.channels
    )
    return reach.channels


async def _take_out_of_notes(context: Context, kept: Shoutout, people: Sequence[Named]) -> None:
    """Takes names out of notes of which it no longer says whose they are, and so who may read them."""
    internal = await sides.internal_side(context.session)
    words = {word for one in people for word in names_of(one)}
    for one in people:
        if internal is None or one.side_id != internal.id:
            words |= {one.team_name, one.side_name}
    for note in (await store.notes_of(context.session, [kept.id]))[kept.id]:
        note.text = left_out(note.text, words)
    await context.session.flush()


async def _take_back(context: Context, kept: Shoutout, reach: Reach) -> None:
    """Has the copies that have nothing to do with it any more say so, without names and story."""
    ends: list[tuple[Copy, Message | None]] = [(one, messages.left(Texts(one.locale))) for one in reach.leaves]
    concerned = await telling.to_be_told(context.session, kept)
    for one in await context.outbox.copies(subject_of(kept)):
        if one.target_kind is not TargetKind.PERSON or kind_of_slot(one.slot) not in FOLLOWING or one.withdrawn:
            continue
        identity = await context.session.get(ChatIdentity, one.target_id)
        if identity is None or identity.person_id not in concerned:
            t = Texts(one.locale)
            lead = kind_of_slot(one.slot) == telling.LEAD
            ends.append((one, messages.no_longer_yours(t) if lead else messages.no_longer_named(t)))
    await context.outbox.withdraw_all(ends)


async def _send(context: Context, release: Release, reach: Reach) -> None:
    """Cards for the channels that get it for the first time, or again."""
    joins = {one.channel_id for one in reach.joins}
    copies = await context.outbox.copies(subject_of(release.kept))
    before = {one.target_id for one in copies if one.target_kind is TargetKind.CHANNEL}
    posts = [
        replace(one, slot=telling.again(one.slot, release.kept)) if one.target.id in before else one
        for one in release.posts()
        if one.target.id in joins
    ]
    if posts:
        await send_cards(context.outbox, release, posts)
        slot = f"v{release.kept.version}"
        await put_down(context.session, ARRIVED, release.kept.id, context.now + LOOK_AFTER, slot=slot)
