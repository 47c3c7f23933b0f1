"""The judge believes the stand-ins, and forgives a receipt nothing that it does not say itself."""

import pytest

from bot.delivery.receipts import Receipt, ReceiptLine
from bot.delivery.tables import Operation, State
from bot.ports import Cause
from bot.proof.chaos.judge import Judgement, Promise, Seen, Wrong, judge

TEXT = "Refunds over €10 no longer need a supervisor"


def line(
    state: State, *, platform: str = "slack", unconfirmed: bool = False, cause: Cause | None = None
) -> ReceiptLine:
    return ReceiptLine(
        delivery_id="d1",
        copy_public_id="c1",
        operation=Operation.POST,
        platform=platform,
        channel="care-1",
        conversation="C1",
        side_id=1,
        state=state,
        unconfirmed=unconfirmed,
        cause=cause,
        detail="",
        attempts=1,
        released_at=None,
        sent_at=None,
    )


def judged(one: ReceiptLine, there: int, *, findable: bool = True, still_open: int = 0) -> Judgement:
    post = Seen("slack", "C1", TEXT, "d1") if one.platform == "slack" else Seen("teams", "C1", TEXT)
    places = frozenset({(one.platform, "C1")}) if findable else frozenset[tuple[str, str]]()
    return judge([Promise(TEXT, 1, Receipt((one,)), places)], [post] * there, still_open)


@pytest.mark.parametrize(
    ("one", "there", "findable", "wrong"),
    [
        (line(State.SENT), 1, True, None),
        (line(State.SENT), 0, True, Wrong.LOST),
        (line(State.SENT), 2, True, Wrong.DOUBLED),
        (line(State.SENT, unconfirmed=True), 2, True, Wrong.DOUBLED),
        (line(State.SENT), 2, False, Wrong.UNFLAGGED),
        (line(State.SENT, platform="teams"), 2, False, Wrong.UNFLAGGED),
        (line(State.SENT, platform="teams", unconfirmed=True), 2, False, None),
        (line(State.SENT, platform="teams", unconfirmed=True), 0, False, Wrong.LOST),
        (line(State.UNKNOWN, unconfirmed=True), 0, False, None),
        (line(State.UNKNOWN, unconfirmed=True), 1, False, None),
        (line(State.UNKNOWN), 1, True, Wrong.OPEN),
        (line(State.SENDING), 1, True, Wrong.OPEN),
        (line(State.WAITING), 0, True, Wrong.OPEN),
        (line(State.HELD), 0, True, Wrong.OPEN),
        (line(State.HELD, cause=Cause.TOKEN_REVOKED), 0, True, None),
        (line(State.HELD, cause=Cause.TOKEN_REVOKED), 1, True, Wrong.UNTRUE),
        (line(State.FAILED, cause=Cause.CHANNEL_ARCHIVED), 0, True, None),
        (line(State.FAILED, cause=Cause.CHANNEL_ARCHIVED), 1, True, Wrong.UNTRUE),
    ],
)
def test_a_receipt_is_held_against_what_is_there(
    one: ReceiptLine, there: int, findable: bool, wrong: Wrong | None
) -> None:
    judgement = judged(one, there, findable=findable)
    assert judgement.wrong == ({wrong: 1} if wrong else {})
    assert judgement.ok is (wrong is None)


def test_a_post_that_nobody_promised_is_wrong() -> None:
    strays = [Seen("slack", "C1", TEXT, "another"), Seen("teams", "C9", TEXT), Seen("teams", "C1", "Another text")]
    promise = Promise(TEXT, 1, Receipt((line(State.SENT),)), frozenset())
    assert judge([promise], [Seen("slack", "C1", TEXT, "d1"), *strays], 0).wrong == {Wrong.STRAY: 3}


def test_a_promise_that_no_receipt_knows_is_wrong() -> None:
    assert judge([Promise(TEXT, 2, Receipt(()), frozenset())], [], 0).wrong == {Wrong.MISSING: 2}


def test_work_that_the_sender_still_has_is_wrong_whatever_the_receipt_says() -> None:
    flagged = line(State.UNKNOWN, unconfirmed=True)
    assert judged(flagged, 1, still_open=1).wrong == {Wrong.OPEN: 1}


def test_a_failure_is_not_counted_among_the_unconfirmed_that_are_not_there() -> None:
    assert judged(line(State.FAILED, cause=Cause.CHANNEL_ARCHIVED), 0).absent == 0
    assert judged(line(State.UNKNOWN, unconfirmed=True), 0).absent == 1


def test_what_is_there_twice_and_said_to_be_is_counted() -> None:
    judgement = judged(line(State.SENT, platform="teams", unconfirmed=True), 2, findable=False)
    assert (judgement.ok, judgement.doubled, judgement.there, judgement.unconfirmed) == (True, 1, 2, 1)


def test_what_a_scenario_judged_itself_is_in_the_totals_and_must_add_up_as_well() -> None:
    lines = (line(State.SENT), line(State.SENT, platform="teams", unconfirmed=True))
    own = judged(line(State.SENT), 1)
    found = own.and_also(Receipt(lines), 3, 1)
    assert (found.promised, found.delivered, found.unconfirmed, found.there, found.doubled) == (3, 2, 1, 4, 1)
    assert found.ok
    assert not own.and_also(Receipt((line(State.WAITING),)), 1, 0).ok
