"""Receipts: promised = delivered + failed + unconfirmed, and the seconds between."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.receipts import Receipt, ReceiptLine
from bot.delivery.tables import Delivery, Operation, State
from bot.ports import Cause

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def line(state: State, side: int = 1, seconds: float = 0, unconfirmed: bool = False, cause: Cause | None = None):
    return ReceiptLine(
        delivery_id="d",
        copy_public_id="c",
        operation=Operation.POST,
        platform="slack",
        channel="harborline-care",
        conversation="C1",
        side_id=side,
        state=state,
        unconfirmed=unconfirmed,
        cause=cause,
        detail="",
        attempts=1,
        released_at=NOON,
        sent_at=NOON + timedelta(seconds=seconds) if state is State.SENT else None,
    )


LINES = st.builds(
    line,
    st.sampled_from(State),
    st.integers(1, 3),
    st.floats(0, 60),
    st.booleans(),
    st.sampled_from([None, Cause.CHANNEL_ARCHIVED]),
)


@given(st.lists(LINES, max_size=12))
def test_every_line_counts_once(lines):
    receipt = Receipt(tuple(lines))
    parts = [receipt.delivered, receipt.failed, receipt.unconfirmed, receipt.pending]
    assert min(parts) >= 0
    assert sum(parts) == receipt.promised
    assert sum(part.promised for part in receipt.by_side().values()) == receipt.promised
    if not any(one.state in (State.WAITING, State.SENDING, State.UNKNOWN, State.HELD) for one in lines):
        assert receipt.pending == 0


def test_a_doubt_is_never_called_delivered():
    receipt = Receipt((line(State.SENT), line(State.SENT, unconfirmed=True), line(State.UNKNOWN, unconfirmed=True)))
    assert (receipt.delivered, receipt.unconfirmed, receipt.pending) == (1, 2, 0)


def test_what_was_stopped_for_a_cause_has_failed_until_somebody_acts():
    receipt = Receipt((line(State.HELD, cause=Cause.TOKEN_REVOKED), line(State.HELD)))
    assert (receipt.failed, receipt.pending) == (1, 1)


def test_the_seconds_between_first_and_last_and_between_the_sides():
    lines = [line(State.SENT, 1, at) for at in (0, 1, 2)] + [line(State.SENT, 2, at) for at in (1.5, 1.5, 3)]
    receipt = Receipt((*lines, line(State.FAILED, 3)))
    assert receipt.first_to_last == 3
    assert receipt.between_sides == 0.5


def test_without_deliveries_there_are_no_seconds():
    receipt = Receipt((line(State.FAILED),))
    assert receipt.first_to_last is None
    assert receipt.between_sides is None


async def test_a_receipt_names_channels_platforms_and_sides(desk):
    await desk.publish()
    await desk.set(
        Delivery, {"state": State.FAILED, "cause": "channel_archived"}, Delivery.conversation == "C-internal-0"
    )
    receipt = await desk.receipt()
    assert receipt.promised == 8
    first, last = receipt.lines[0], receipt.lines[-1]
    assert (first.channel, first.platform, first.cause) == ("internal-0", "slack", Cause.CHANNEL_ARCHIVED)
    assert (last.channel, last.platform, last.side_id) == ("lumenara-1", "teams", desk.sides["lumenara"])
    assert {side: part.promised for side, part in receipt.by_side().items()} == {
        desk.sides["internal"]: 4,
        desk.sides["harborline"]: 2,
        desk.sides["lumenara"]: 2,
    }
    assert (await desk.receipt(Operation.EDIT)).promised == 0
    assert (await desk.receipt(slot="card.2")).promised == 0
