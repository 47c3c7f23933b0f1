"""Asking another author to approve a draft, as its preview showed it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.updates import store
from bot.capabilities.updates.approval import gate, messages
from bot.capabilities.updates.approval.letters import name_for, remember, tell_asked
from bot.capabilities.updates.approval.rules import to_keep, whole_of
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.preview import CONFIRMED
from bot.capabilities.updates.publish import Publishing, Release, crossing, impediment, release_of
from bot.capabilities.updates.rules import identity_in
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.store import answerers as people
from bot.capabilities.updates.store.answerers import Answerer
from bot.capabilities.updates.write import gone, own_draft
from bot.capability import Context
from bot.chat.form import FieldErrors, Value
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.people import audit, directory
from bot.people.access import Actor


@dataclass(frozen=True)
class Asking:
    """The preview of a draft that another author must approve, and what follows it."""

    publishing: Publishing

    async def see(self, context: Context, inbound: Press) -> Answer:
        """The preview again, from a message about the request."""
        known = await own_draft(context, inbound.object_id)
        if known is None:
            return gone(context)
        return Answer(form=await self.publishing.preview(context, await release_of(context, known)))

    async def ask(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Asks those whom the author has named, else whoever is at work; says who that is."""
        t = context.t
        known = await own_draft(context, inbound.object_id, lock=True)
        if known is None:
            return gone(context)
        release = await release_of(context, known)
        if why := impediment(context, release):
            return Answer(message=answer(why, t))
        unseen = inbound.state != str(known.revision) or not await gate.waits(context.session, known, release.resolved)
        unconfirmed = crossing(context, release) and inbound.values.get(CONFIRMED) is not True
        if unseen or (unconfirmed and CONFIRMED not in inbound.values):
            return Answer(form=await self.publishing.preview(context, release))
        if unconfirmed:
            text = t("Switch this on if it may be shared, or press Change and take it out. Nobody was asked.")
            return Answer(errors=FieldErrors({CONFIRMED: text}))
        asked = await _whom(context, release, inbound.values.get("approvers"))
        if isinstance(asked, str):
            return Answer(errors=FieldErrors({"approvers": asked}))
        return await self._ask(context, known, asked, publishes=inbound.values.get("publishes") is not False)

    async def _ask(self, context: Context, known: Update, asked: Sequence[Answerer], *, publishes: bool) -> Answer:
        session = context.session
        before = to_keep(await whole_of(session, known))
        ids = [one.person_id for one in asked]
        row = await store.ask_approval(session, known, ids, before, context.now, publishes=publishes)
        await tell_asked(context, known, row, asked)
        await remember(context, known, row)
        await audit.record(
            session, context.actor, "ask_approval", "update", known.public_id, at=context.now, people=len(asked)
        )
        names = [await name_for(session, known, one.person_id, context.actor.side_id) for one in asked]
        named = [name for name in names if name]
        untold = len([one for one in asked if one.reach is None])
        return Answer(message=messages.asked(named, len(names) - len(named), untold, context.t))


async def _whom(context: Context, release: Release, named: Value) -> Sequence[Answerer] | str:
    """Those who are asked; or why it cannot be those, in a sentence."""
    t, known, resolved = context.t, release.known, release.resolved
    values = named if isinstance(named, tuple) else (named,) if isinstance(named, str) and named else ()
    if len(values) > gate.MOST_ASKED:
        return t("Choose up to {n} people.", n=gate.MOST_ASKED)
    if not values:
        found = await gate.approvers(
            context.session, await gate.writers_of(context.session, known), resolved, context.now
        )
        return found or t(
            "Nobody else may publish to {audience}, so nobody can approve this. Ask an admin to give another author "
            "the right, or to change updates.approval.",
            audience=resolved.name,
        )
    ids: list[int] = []
    for value in values:
        identity = identity_in(value)
        actor = await directory.known(context.session, identity) if identity else None
        if not isinstance(actor, Actor) or not context.actor.scope.covers(actor.side_id):
            return t("Instep does not know all of these people yet. Choose people who are in a team.")
        if await gate.refusal_to_approve(context.session, known, actor, resolved, t):
            return t(
                "{name} cannot approve this: only another author who may publish to {audience} can.",
                name=actor.name,
                audience=resolved.name,
            )
        ids.append(actor.person_id)
    found_by_id = await people.answerers(context.session, ids, context.now)
    if away := [one.name for one in found_by_id.values() if not one.present]:
        return t("{name} is away. Choose somebody else.", name=away[0])
    return list(found_by_id.values())
