"""How far a correction or withdrawal has come: in how many channels, what it still takes, and what stayed as it was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.chat.message import Body, Button, Inline, ListBlock, Paragraph, Part, Plain, Progress, plain
from bot.chat.texts import Texts
from bot.delivery.causes import explain
from bot.delivery.pace import PaceRules, Priority, Work, lane_bound
from bot.delivery.receipts import Receipt, ReceiptLine
from bot.delivery.tables import Operation
from bot.ports import Cause

CORRECT = "updates.correct"
WITHDRAW = "updates.withdraw"

MOST_LINES = 8
"""Channels that are named one by one; the others are counted."""

FOR_GOOD = (Cause.MESSAGE_MISSING, Cause.MESSAGE_NOT_OURS)
"""Causes after which trying again changes nothing: what somebody deleted is not posted anew."""

Paces = Mapping[str, PaceRules]
"""The limits of each platform, by its name."""


def seconds_for_edits(lanes: Iterable[tuple[int, str]], paces: Paces) -> float:
    """How many seconds editing one message for each of these lanes (with their platforms) will take, at the least."""
    works: dict[tuple[int, str], list[Work]] = {}
    for number, lane in enumerate(lanes):
        works.setdefault(lane, []).append(Work(number, Operation.EDIT, str(number), Priority.CORRECT))
    return max((lane_bound(paces.get(lane[1], PaceRules()), some) for lane, some in works.items()), default=0.0)


@dataclass(frozen=True)
class Spread:
    """What became of a change. `words` say what was changed, or why it was withdrawn.

    Without `paces` nothing is said of how long it will take.
    """

    words: str
    receipt: Receipt
    paces: Paces
    withdrawn: bool = False

    @property
    def seconds(self) -> float:
        """How long what is not changed yet will take."""
        waiting = [line for line in self.receipt.lines if not line.delivered and not line.failed]
        return seconds_for_edits(((line.lane_id, line.platform) for line in waiting), self.paces)

    @property
    def can_be_tried_again(self) -> bool:
        return any(line.failed and line.cause not in FOR_GOOD for line in self.receipt.lines)

    def of(self, lines: Sequence[ReceiptLine]) -> "Spread":
        """The same for some of its channels."""
        return replace(self, receipt=Receipt(tuple(lines)))


def spread_line(spread: Spread, t: Texts) -> str:
    """How far it has come, in one line."""
    receipt = spread.receipt
    figures = {"done": receipt.delivered, "n": receipt.promised}
    if spread.withdrawn:
        if not receipt.promised:
            return t("Withdrawn before any channel had it")
        if receipt.pending:
            return _and_more(t("Withdrawn in {done} of {n} channels", **figures), spread, t)
        if receipt.delivered == receipt.promised:
            return t.n("Withdrawn in {n} channel", "Withdrawn in all {n} channels", receipt.promised)
        return t("Withdrawn in {done} of {n} channels", **figures)
    if not receipt.promised:
        return t("Corrected before any channel had it")
    if receipt.pending:
        return _and_more(t("Corrected in {done} of {n} channels", **figures), spread, t)
    if receipt.delivered == receipt.promised:
        return t.n("Corrected in {n} channel", "Corrected in all {n} channels", receipt.promised)
    return t("Corrected in {done} of {n} channels", **figures)


def _and_more(line: str, spread: Spread, t: Texts) -> str:
    if not spread.paces:
        return line
    return t("{line}, about {time} more", line=line, time=t.seconds(max(1.0, round(spread.seconds))))


def spread_parts(spread: Spread, t: Texts) -> list[Part]:
    """The same with its words, and each channel that still shows something else, with cause and remedy."""
    head = (
        t("Withdrawn: {reason}", reason=spread.words) if spread.withdrawn else t("Corrected: {note}", note=spread.words)
    )
    parts: list[Part] = [Body((Paragraph(plain(head)),))]
    line = spread_line(spread, t)
    if spread.receipt.pending:
        parts.append(Progress(spread.receipt.delivered, spread.receipt.promised, line))
    else:
        parts.append(Body((Paragraph(plain(line, bold=True)),)))
    failed = [line for line in spread.receipt.lines if line.failed]
    if failed:
        label = t("Still to be seen there") if spread.withdrawn else t("Not corrected")
        parts.append(Body((ListBlock(named([why(line, t) for line in failed], t)),), label=label))
    return parts


def why(line: ReceiptLine, t: Texts) -> Inline:
    """The cause in plain words, and the remedy."""
    if line.cause is None:
        return plain(line.written)
    explained = explain(line.cause, t, channel=line.written, detail=line.detail)
    return (Plain(explained.what, bold=True), Plain(f" {explained.remedy}"))


def named(lines: Sequence[Inline], t: Texts) -> tuple[Inline, ...]:
    """The first lines, and how many more there are."""
    if len(lines) <= MOST_LINES:
        return tuple(lines)
    more = len(lines) - MOST_LINES
    return (*lines[:MOST_LINES], plain(t.n("and {n} more channel", "and {n} more channels", more)))


def correct_button(public_id: str, t: Texts) -> Button:
    return Button(t("Correct"), CORRECT, public_id, opens_form=True)


def withdraw_button(public_id: str, t: Texts) -> Button:
    """Plain, and never the first: the page that it opens says what it means, and asks."""
    return Button(t("Withdraw"), WITHDRAW, public_id, opens_form=True)
