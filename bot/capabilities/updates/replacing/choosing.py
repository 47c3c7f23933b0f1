"""*Choose another channel* on a receipt: the update goes to another one of that side's teams under the same receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.capabilities.updates import store
from bot.capabilities.updates.composing import card_subject, cards_receipt, receipt_subject, wall_of
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.publish import Paces, Release, refusal, release_of, send
from bot.capabilities.updates.receipt import seen_lines
from bot.capabilities.updates.remedies import refusal_to_change
from bot.capabilities.updates.replacing.forms import Unreached, replace_form
from bot.capabilities.updates.rules import as_text
from bot.capabilities.updates.store import Update, UpdateState
from bot.capability import Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.delivery.outbox import CARD
from bot.delivery.receipts import ReceiptLine
from bot.people import audience, audit
from bot.people.audience import ResolvedChannel

MOST_AT_ONCE = 5
"""Channels on one page; choosing for those brings up the next."""


@dataclass(frozen=True)
class Choice:
    """A channel that was not reached, and those that it can be replaced with."""

    line: ReceiptLine
    others: Sequence[ResolvedChannel]


async def open_form(context: Context, inbound: Press) -> Answer:
    """The channels that were not reached, each with others of its side's teams that can be."""
    found = await _standing(context, inbound.object_id)
    if isinstance(found, Answer):
        return found
    known, release = found
    t, choices = context.t, await _choices(context, known, release)
    if not choices:
        text = t("Every channel has it, or is about to get it.")
        if (await cards_receipt(context.session, known))[0].failed:
            text = t(
                "No other channel of these teams can be reached. A lead can link one to the team with "
                "“link channel”; then it can be chosen here."
            )
        return Answer(message=answer(text, t))
    pages = [
        Unreached(
            one.line.copy_public_id, one.line.written, tuple((each.public_id, each.written) for each in one.others)
        )
        for one in choices
    ]
    return Answer(form=replace_form(pages, t, object_id=known.public_id))


@dataclass(frozen=True)
class Replacing:
    """What follows the page."""

    paces: Paces

    async def publish(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Publishes to the channels chosen, and gives up those that they stand for."""
        found = await _standing(context, inbound.object_id, lock=True)
        if isinstance(found, Answer):
            return found
        (known, release), t, outbox = found, context.t, context.outbox
        choices = {one.line.copy_public_id: one for one in await _choices(context, known, release)}
        if not choices:
            return Answer(message=answer(t("This was settled already."), t))
        chosen = _chosen(choices, {name: as_text(value) for name, value in inbound.values.items()})
        if not chosen:
            text = t("Choose a channel for at least one of them. Nothing was published.")
            return Answer(errors=FieldErrors(dict.fromkeys(list(choices)[:1], text)))
        if len({one.channel_id for one in chosen.values()}) < len(chosen):
            text = t("Choose a different channel for each of them. Nothing was published.")
            return Answer(errors=FieldErrors(dict.fromkeys(list(chosen)[1:], text)))
        figures = await store.readers_by_side(context.session, known, context.now)
        resolved = replace(release.resolved, channels=tuple(chosen.values()))
        await send(context, replace(release, resolved=resolved, readers=figures, cards={}), self.paces)
        copies = await outbox.copies(card_subject(known), slot=CARD)
        await outbox.withdraw_all([(copy, None) for copy in copies if copy.public_id in chosen])
        await outbox.mark_stale(receipt_subject(known))
        await audit.record(
            context.session,
            context.actor,
            "replace_channels",
            "update",
            known.public_id,
            at=context.now,
            channels=len(chosen),
        )
        text = t.n("Going out to {n} other channel.", "Going out to {n} other channels.", len(chosen))
        return Answer(message=answer(text, t))


def _chosen(choices: Mapping[str, Choice], values: Mapping[str, str]) -> Mapping[str, ResolvedChannel]:
    """The channels chosen that can be, by the copy that each stands for."""
    return {
        name: one
        for name, choice in choices.items()
        for one in choice.others
        if values.get(name) and one.public_id == values[name]
    }


async def _standing(context: Context, public_id: str, *, lock: bool = False) -> tuple[Update, Release] | Answer:
    """The update with what publishing it would do now, or why whoever acts cannot choose for it."""
    t = context.t
    known = await store.by_public_id(context.session, public_id, lock=lock)
    if known is None or known.state is not UpdateState.PUBLISHED:
        return Answer(message=answer(t("This update is no longer published, so nothing was sent."), t))
    release = await release_of(context, known)
    why = await refusal_to_change(context, known) or refusal(context, release.resolved, urgent=False)
    return Answer(message=answer(why, t)) if why else (known, release)


async def _choices(context: Context, known: Update, release: Release) -> Sequence[Choice]:
    """The channels that were not reached, as far as whoever acts may know, and for which there is another one."""
    session, resolved = context.session, release.resolved
    of_all, _ = await cards_receipt(session, known)
    viewpoint = (await wall_of(session, known)).viewpoint({context.actor.side_id})
    failed = [line for line in seen_lines(of_all, viewpoint).lines if line.failed]
    taken = {*await store.channels_of(session, known), *(one.channel_id for one in resolved.channels)}
    others = {
        side_id: await audience.further_channels(session, resolved, side_id, taken)
        for side_id in {line.side_id for line in failed}
        if side_id is not None
    }
    found = [Choice(line, others[line.side_id]) for line in failed if line.side_id and others[line.side_id]]
    return found[:MOST_AT_ONCE]
