"""The judge: what the receipts say, laid beside what the stand-ins have stored.

The stand-ins are the receiving end: a post counts if they accepted it, whatever the bot knows of it. A receipt may say
that something is unconfirmed; it may never say something else than what is there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.delivery.receipts import Receipt, ReceiptLine
from bot.delivery.tables import State


class Wrong(StrEnum):
    """How a receipt can be untrue, in words for whoever reads the verdict."""

    MISSING = "promised, but the receipt does not know it"
    LOST = "said to be delivered, but not there"
    DOUBLED = "there more than once, although it can be looked up"
    UNFLAGGED = "there more than once, and the receipt does not say that it may be"
    UNTRUE = "said not to be there, but there"
    OPEN = "still under way at the end"
    STRAY = "there, but nobody promised it"


@dataclass(frozen=True)
class Seen:
    """A post that a stand-in has stored. `delivery_id` is empty where the platform keeps none: on Teams."""

    platform: str
    conversation: str
    text: str
    delivery_id: str = ""


@dataclass(frozen=True)
class Entry:
    """One promise: what its receipt says, and how often it is there."""

    delivery_id: str
    platform: str
    conversation: str
    state: str
    unconfirmed: bool
    cause: str
    attempts: int
    there: int
    findable: bool
    wrong: Wrong | None

    @property
    def told(self) -> str:
        """What the receipt says, in the words of the totals; of a failure with its cause."""
        if self.unconfirmed:
            return "unconfirmed"
        if self.state == State.SENT:
            return "delivered"
        cause = self.cause.replace("_", " ")
        if self.state == State.FAILED or (self.state == State.HELD and cause):
            return f"failed: {cause}" if cause else "failed"
        return self.state

    @property
    def remarkable(self) -> bool:
        """Anything but delivered and there, once."""
        return self.wrong is not None or self.there != 1 or self.unconfirmed or self.state != State.SENT


@dataclass(frozen=True)
class Promise:
    """One broadcast: its text, its receipt, how many deliveries were promised, and which conversations can be searched.

    `findable` holds (platform, conversation).
    """

    text: str
    promised: int
    receipt: Receipt
    findable: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Judgement:
    """The totals of the receipts, every remarkable entry, and all that is wrong."""

    promised: int
    delivered: int
    failed: int
    unconfirmed: int
    pending: int
    there: int
    doubled: int
    """Unconfirmed promises that are there more than once, where nothing can be looked up."""
    absent: int
    """Unconfirmed promises that are not there."""
    repeated: int
    """Promises that took more than one attempt."""
    entries: tuple[Entry, ...]
    wrong: Mapping[Wrong, int]

    @property
    def ok(self) -> bool:
        """Nothing was lost, nothing doubled, nothing untold; promised = delivered + failed + unconfirmed."""
        return not self.wrong and self.promised == self.delivered + self.failed + self.unconfirmed

    def and_also(self, receipt: Receipt, there: int, doubled: int) -> "Judgement":
        """With the totals of something that was found to be as its receipt says."""
        return replace(
            self,
            promised=self.promised + receipt.promised,
            delivered=self.delivered + receipt.delivered,
            failed=self.failed + receipt.failed,
            unconfirmed=self.unconfirmed + receipt.unconfirmed,
            pending=self.pending + receipt.pending,
            there=self.there + there,
            doubled=self.doubled + doubled,
            repeated=self.repeated + sum(line.attempts > 1 for line in receipt.lines),
        )


def judge(promises: Sequence[Promise], seen: Iterable[Seen], still_open: int) -> Judgement:
    """Lay receipts beside what is there; `still_open` is how many deliveries the sender has work with."""
    by_id: Counter[str] = Counter()
    by_place: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    there = 0
    for post in seen:
        there += 1
        if post.delivery_id:
            by_id[post.delivery_id] += 1
        else:
            by_place[post.platform, post.conversation][post.text] += 1
    entries: list[Entry] = []
    wrong: Counter[Wrong] = Counter()
    for promise in promises:
        for line in promise.receipt.lines:
            place = (line.platform, line.conversation)
            count = by_id.pop(line.delivery_id, 0) + by_place[place].pop(promise.text, 0)
            entry = _entry(line, count, place in promise.findable)
            entries.append(entry)
            if entry.wrong is not None:
                wrong[entry.wrong] += 1
        if missing := promise.promised - promise.receipt.promised:
            wrong[Wrong.MISSING] += abs(missing)
    if strays := by_id.total() + sum(texts.total() for texts in by_place.values()):
        wrong[Wrong.STRAY] += strays
    if still_open > wrong[Wrong.OPEN]:
        wrong[Wrong.OPEN] = still_open
    receipts = [promise.receipt for promise in promises]
    return Judgement(
        promised=sum(promise.promised for promise in promises),
        delivered=sum(receipt.delivered for receipt in receipts),
        failed=sum(receipt.failed for receipt in receipts),
        unconfirmed=sum(receipt.unconfirmed for receipt in receipts),
        pending=sum(receipt.pending for receipt in receipts),
        there=there,
        doubled=sum(entry.there > 1 and entry.wrong is None for entry in entries),
        absent=sum(entry.there == 0 and entry.unconfirmed and entry.wrong is None for entry in entries),
        repeated=sum(entry.attempts > 1 for entry in entries),
        entries=tuple(entry for entry in entries if entry.remarkable),
        wrong={how: count for how, count in wrong.items() if count},
    )


def _entry(line: ReceiptLine, there: int, findable: bool) -> Entry:
    return Entry(
        delivery_id=line.delivery_id,
        platform=line.platform,
        conversation=line.conversation,
        state=line.state,
        unconfirmed=line.unconfirmed,
        cause=str(line.cause or ""),
        attempts=line.attempts,
        there=there,
        findable=findable,
        wrong=_wrong(line, there, findable),
    )


def _wrong(line: ReceiptLine, there: int, findable: bool) -> Wrong | None:
    if there > 1 and findable:
        return Wrong.DOUBLED
    if there > 1 and not line.doubtful:
        return Wrong.UNFLAGGED
    if not (line.delivered or line.failed or line.doubtful or line.state is State.CANCELLED):
        return Wrong.OPEN
    if line.state is State.SENT and not there:
        return Wrong.LOST
    if there and (line.failed or line.state is State.CANCELLED):
        return Wrong.UNTRUE
    return None
