"""The author's receipt: one direct message that tells what was delivered where, why not, and who has noted it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.capabilities.updates.approval.messages import approved_by
from bot.capabilities.updates.corrections.spread import (
    MOST_LINES,
    Spread,
    correct_button,
    named,
    spread_line,
    spread_parts,
    why,
    withdraw_button,
)
from bot.capabilities.updates.export_messages import export_button
from bot.capabilities.updates.knowledge.messages import failing, remove_button
from bot.capabilities.updates.messages import share
from bot.capabilities.updates.planning.buttons import rest_button
from bot.capabilities.updates.planning.upcoming import Upcoming
from bot.capabilities.updates.reminders.messages import NOTHING_OPEN, Open, open_parts
from bot.capabilities.updates.reuse.messages import again_button, save_template_button
from bot.capabilities.updates.store import Readers
from bot.capabilities.updates.store.knowledge import AtFirst
from bot.chat.message import (
    Actions,
    Alert,
    Body,
    Button,
    Context,
    Headline,
    Inline,
    ListBlock,
    Message,
    Paragraph,
    Part,
    Plain,
    Progress,
    Tone,
    plain,
)
from bot.chat.texts import Texts
from bot.delivery.receipts import Receipt, ReceiptLine
from bot.delivery.tables import State
from bot.people.viewpoint import Viewpoint

RETRY = "updates.retry"
IS_THERE = "updates.is_there"
POST_AGAIN = "updates.post_again"
QUESTIONS = "updates.questions"
CHOOSE_CHANNEL = "updates.choose_channel"

MOST_QUESTIONS = 4
"""Unconfirmed posts that the author is asked about at once; answering one brings up the next."""


NOBODY_RUNG = Receipt(())


@dataclass(frozen=True)
class Going:
    """What a receipt is made of. `sides` names them in the order in which they are shown, the internal one first.

    `rung` are the direct messages of an urgent update; `unreached` counts by side who could not be sent one. `left` are
    those who have not noted it, `with_nobody` the questions that wait and that nobody could be messaged about. `behind`
    is how much later half of the partners' people had noted it than half of the internal ones.
    `spread` is how far its last correction, or its withdrawal, has come, `upcoming` what goes out later.
    `check` is how its knowledge check fares, if it `has_check`.
    `approver` approved it, of the side beside it. `replaced` are channels that another one stands in for.
    """

    public_id: str
    title: str
    receipt: Receipt
    readers: Mapping[int, Readers]
    sides: Mapping[int, str]
    rung: Receipt = NOBODY_RUNG
    unreached: Mapping[int, int] = field(default_factory=dict)
    left: Open = NOTHING_OPEN
    with_nobody: int = 0
    behind: timedelta | None = None
    spread: Spread | None = None
    can_be_changed: bool = True
    upcoming: Upcoming | None = None
    check: Sequence[AtFirst] = ()
    approver: tuple[str, int] | None = None
    has_check: bool = False
    replaced: Receipt = NOBODY_RUNG


def receipt_message(going: Going, viewpoint: Viewpoint, t: Texts) -> Message:
    """The receipt for an author of the side of `viewpoint`; what that side may not see is not in it."""
    seen = _seen(going, viewpoint)
    parts: list[Part] = [Headline(seen.title)]
    line = spread_line(seen.spread, t) if seen.spread else status_line(seen.receipt, t)
    if seen.spread:
        parts += spread_parts(seen.spread, t)
    if seen.upcoming:
        parts += _upcoming(seen, seen.upcoming, t)
    if seen.can_be_changed:
        parts += [*_delivered(seen, t), *_failures(seen, t), *_replaced(seen, t)]
    parts += _doubts(seen, t)
    parts += _ringing(seen, t)
    parts += _unasked(seen, t)
    if noted := _noted_by_side(seen, t):
        parts.append(Context(plain(noted)))
    if parity := _parity(seen, t):
        parts.append(Context(plain(parity)))
    parts += failing(seen.check, seen.sides, t)
    if seen.has_check and seen.can_be_changed:
        parts.append(Actions((remove_button(seen.public_id, t),)))
    if seen.approver:
        name, side_id = seen.approver
        by = approved_by(name if viewpoint.sees_names_of(side_id) else "", t)
        parts.append(Context(plain(by)))
    parts += open_parts(seen.public_id, seen.left, seen.sides, viewpoint, t)
    parts.append(Actions(_buttons(seen, t)))
    return Message(f"{seen.title}: {line}", tuple(parts), t.locale)


def _delivered(seen: Going, t: Texts) -> list[Part]:
    line = status_line(seen.receipt, t)
    if not seen.receipt.pending:
        return [Body((Paragraph(plain(line, bold=True)),))]
    by_side = _delivered_by_side(seen, t)
    under_way: Part = Progress(seen.receipt.delivered, seen.receipt.promised, line)
    return [under_way, *([Context(plain(by_side))] if by_side else [])]


def _upcoming(seen: Going, upcoming: Upcoming, t: Texts) -> list[Part]:
    """How many channels have it so far, and when the next ones do."""
    left = sum(upcoming.by_side.values())
    if not left:
        return []
    so_far, all_of_it = seen.receipt.promised, seen.receipt.promised + left
    said = plain(t("{done} of {total} channels so far. The others were stopped.", done=so_far, total=all_of_it))
    if upcoming.at is not None:
        count = Plain(t("{done} of {total} channels so far", done=so_far, total=all_of_it))
        said = t.filled("{count}, the next {moment}", count=count, moment=t.span(upcoming.at, upcoming.zone))
    return [Context(said), *([Actions((rest_button(seen.public_id, left, t),))] if upcoming.at_once else [])]


def _buttons(seen: Going, t: Texts) -> tuple[Button, ...]:
    """What the author can do about an update that stands, about channels that could not be changed, and its export."""
    again = seen.spread is not None and seen.spread.can_be_tried_again
    if again and seen.can_be_changed:
        # Its button stands beside the channels that were not reached, if there are any.
        again = not any(line.failed for line in seen.receipt.lines)
    retry = [Button(t("Try again"), RETRY, seen.public_id, Tone.PRIMARY)] if again else []
    save = save_template_button(seen.public_id, t)
    also = (export_button(seen.public_id, t), again_button(seen.public_id, t), save)
    if not seen.can_be_changed:
        return (*retry, *also)
    return (*retry, correct_button(seen.public_id, t), *also, withdraw_button(seen.public_id, t))


def status_line(receipt: Receipt, t: Texts) -> str:
    """Where a release stands, in one line."""
    if not receipt.promised:
        return t("No channel was to be reached")
    if receipt.pending:
        return t.n(
            "Going out: {done} of {n} channel",
            "Going out: {done} of {n} channels",
            receipt.promised,
            done=receipt.delivered,
        )
    if receipt.delivered == receipt.promised:
        head = t.n("Delivered to {n} channel", "Delivered to all {n} channels", receipt.promised)
    elif receipt.delivered:
        head = t.n(
            "Delivered to {done} of {n} channel",
            "Delivered to {done} of {n} channels",
            receipt.promised,
            done=receipt.delivered,
        )
    else:
        head = t.n("Not delivered to {n} channel", "Not delivered to any of {n} channels", receipt.promised)
    pieces = [head]
    if receipt.delivered > 1 and receipt.first_to_last is not None:
        pieces.append(t("first to last {seconds}", seconds=t.seconds(receipt.first_to_last)))
    if receipt.between_sides is not None:
        pieces.append(t("sides {seconds} apart", seconds=t.seconds(receipt.between_sides)))
    return ", ".join(pieces)


def seen_lines(receipt: Receipt, viewpoint: Viewpoint) -> Receipt:
    """A receipt without the channels of sides that this viewpoint may not see by themselves."""
    return Receipt(tuple(line for line in receipt.lines if _may_see(line, viewpoint)))


def _may_see(line: ReceiptLine, viewpoint: Viewpoint) -> bool:
    if line.side_id is None:
        return viewpoint.sides == {viewpoint.internal}
    return viewpoint.sees_figures_of(line.side_id)


def _seen(going: Going, viewpoint: Viewpoint) -> Going:
    return Going(
        public_id=going.public_id,
        title=going.title,
        receipt=seen_lines(going.receipt, viewpoint),
        readers={side: one for side, one in going.readers.items() if viewpoint.sees_figures_of(side)},
        sides={side: name for side, name in going.sides.items() if viewpoint.sees_figures_of(side)},
        rung=seen_lines(going.rung, viewpoint),
        unreached={side: count for side, count in going.unreached.items() if viewpoint.sees_figures_of(side)},
        left=going.left,
        with_nobody=going.with_nobody,
        behind=going.behind if all(viewpoint.sees_figures_of(side) for side in going.readers) else None,
        spread=going.spread.of(seen_lines(going.spread.receipt, viewpoint).lines) if going.spread else None,
        can_be_changed=going.can_be_changed,
        upcoming=going.upcoming.seen_from(viewpoint) if going.upcoming else None,
        check=going.check,
        approver=going.approver,
        has_check=going.has_check,
        replaced=seen_lines(going.replaced, viewpoint),
    )


def _parity(going: Going, t: Texts) -> str:
    """How far partners and internal people are apart, once half of both have noted it."""
    if going.behind is None:
        return ""
    time = t.seconds(abs(going.behind.total_seconds()))
    if going.behind >= timedelta():
        pieces = [t("Partners {time} behind internal (median)", time=time)]
    else:
        pieces = [t("Partners {time} ahead of internal (median)", time=time)]
    if going.receipt.between_sides is not None:
        pieces.append(t("{time} at delivery", time=t.seconds(going.receipt.between_sides)))
    return t("Parity: {pieces}", pieces=" · ".join(pieces))


def _delivered_by_side(going: Going, t: Texts) -> str:
    by_side = going.receipt.by_side()
    return " · ".join(
        t("{side} {done} of {total}", side=name, done=by_side[side].delivered, total=by_side[side].promised)
        for side, name in going.sides.items()
        if side in by_side
    )


def _noted_by_side(going: Going, t: Texts) -> str:
    shares = [
        t("{side} {figure}", side=name, figure=share(going.readers[side], t))
        for side, name in going.sides.items()
        if side in going.readers
    ]
    return t("Got it: {shares}", shares=" · ".join(shares)) if shares else ""


def _ringing(going: Going, t: Texts) -> list[Part]:
    """Whom an urgent update has rung, and how many of those on shift it could not."""
    rung, unreached = going.rung, sum(going.unreached.values()) + going.rung.failed
    said = []
    if rung.delivered:
        said.append(t.n("Rang {n} person on shift.", "Rang {n} people on shift.", rung.delivered))
    if unreached:
        said.append(
            t.n(
                "{n} person on shift could not be messaged directly, and has it in the channel only.",
                "{n} people on shift could not be messaged directly, and have it in their channels only.",
                unreached,
            )
        )
    return [Context(plain(" ".join(said)))] if said else []


def _unasked(going: Going, t: Texts) -> list[Part]:
    """Questions that nobody has, with the way to answer them."""
    if not going.with_nobody:
        return []
    text = t.n(
        "{n} question waits, and nobody who may answer it can be messaged. Answer it yourself.",
        "{n} questions wait, and nobody who may answer them can be messaged. Answer them yourself.",
        going.with_nobody,
    )
    show = Button(t("Show the questions"), QUESTIONS, "0", Tone.PRIMARY, opens_form=True)
    return [Alert(plain(text), Tone.DANGER), Actions((show,))]


def _failures(going: Going, t: Texts) -> list[Part]:
    failed = [line for line in going.receipt.lines if line.failed]
    if not failed:
        return []
    retry = Button(t("Try again"), RETRY, going.public_id, Tone.PRIMARY)
    another = Button(t("Choose another channel"), CHOOSE_CHANNEL, going.public_id, opens_form=True)
    return [
        Body((ListBlock(named([why(line, t) for line in failed], t)),), label=t("Not reached")),
        Actions((retry, another)),
    ]


def _replaced(going: Going, t: Texts) -> list[Part]:
    """The channels that another one has it in place of."""
    if not going.replaced.lines:
        return []
    shown = [line.written for line in going.replaced.lines[:MOST_LINES]]
    if more := len(going.replaced.lines) - len(shown):
        shown.append(t.n("{n} more", "{n} more", more))
    return [Context(plain(t("Not reached, and another channel has it instead: {channels}", channels=t.names(shown))))]


def _doubts(going: Going, t: Texts) -> list[Part]:
    """Posts of which nobody knows whether they are there, with the question for each that waits for an answer."""
    doubtful = [line for line in going.receipt.lines if line.doubtful]
    if not doubtful:
        return []
    parts: list[Part] = [Body((ListBlock(named([_doubt(line, t) for line in doubtful], t)),), label=t("Not certain"))]
    asked = [line for line in doubtful if line.state is State.UNKNOWN] if going.can_be_changed else []
    for line in asked[:MOST_QUESTIONS]:
        channel = line.written
        parts.append(
            Actions(
                (
                    Button(t("{channel} has it", channel=channel), IS_THERE, line.delivery_id),
                    Button(t("Post again to {channel}", channel=channel), POST_AGAIN, line.delivery_id),
                )
            )
        )
    return parts


def _doubt(line: ReceiptLine, t: Texts) -> Inline:
    if line.state is State.SENT:
        return plain(
            t(
                "{channel} was posted to again after a doubt and may have it twice. "
                "If it does, hide or delete the older one there.",
                channel=line.written,
            )
        )
    return why(line, t)
