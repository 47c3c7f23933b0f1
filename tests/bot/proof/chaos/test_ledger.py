"""The verdict says what a run shows, and the page and the JSON say the same."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.proof.chaos.arena import Event
from bot.proof.chaos.judge import Entry, Judgement, Wrong
from bot.proof.chaos.ledger import Ledger, doubts, result
from bot.proof.chaos.page import as_page
from bot.proof.chaos.rounds import Round
from bot.proof.chaos.scenario import Engine

FLAGGED = Entry("d-flagged", "teams", "19:a", "sent", True, "", 2, 2, False, None)
HELD = Judgement(100, 97, 1, 2, 0, 101, 2, 0, 5, (FLAGGED,), {})
BROKE = replace(
    HELD,
    wrong={Wrong.DOUBLED: 1},
    entries=(FLAGGED, Entry("d-doubled", "slack", "C1", "sent", False, "", 2, 2, True, Wrong.DOUBLED)),
)
NOTHING_SENT = Judgement(0, 0, 0, 0, 0, 0, 0, 0, 0, (), {})
ROUND = Round(
    scenario="kills",
    title="A bot killed <at random>",
    engine=Engine.SQLITE,
    seed=7,
    size=100,
    topology="50 Slack channels",
    seconds=12.0,
    kills=6,
    broken_calls=1,
    events=(Event(0.5, "killed mid post"),),
    judgement=HELD,
)


def ledger(*rounds: Round) -> Ledger:
    return Ledger(datetime(2026, 11, 22, 4, 0, tzinfo=UTC), 7, rounds)


def test_a_run_that_holds_says_what_it_was_about() -> None:
    held = ledger(ROUND, ROUND)
    assert held.ok
    assert held.verdict == (
        "It holds. 200 deliveries, 12 kills, 2 broken calls: nothing was lost, and nothing is there more than "
        "once where that can be looked up. 4 are told as unconfirmed, of these 4 there more than once."
    )


def test_a_run_that_does_not_hold_says_what_is_wrong_and_how_to_see_it_again() -> None:
    broke = ledger(ROUND, replace(ROUND, seed=8, judgement=BROKE))
    assert not broke.ok
    assert broke.verdict == (
        "It does not hold. 1 of 2 rounds did not hold. kills on SQLite: 1 there more than once, although it can be "
        "looked up. See it again with: instep chaos --only kills --seed 8 (it was on SQLite, at size 100)"
    )


def test_rhythms_beside_an_oracle_are_neither_deliveries_nor_requests() -> None:
    reckoned = replace(ROUND, scenario="calendar", size=160_000, kills=0, broken_calls=0, judgement=NOTHING_SENT)
    assert ledger(reckoned).verdict == (
        "It holds. About 160,000 rhythms of ten years beside an oracle: nothing lost, doubled or at a wrong time."
    )


def test_forged_requests_are_no_deliveries() -> None:
    refused = replace(ROUND, scenario="forgeries", size=2_000, kills=0, broken_calls=0, judgement=NOTHING_SENT)
    alone, beside = ledger(refused), ledger(ROUND, refused)
    assert alone.verdict == "It holds. 2,000 forged requests on each platform: none was let in."
    assert beside.detail.startswith("100 deliveries") and beside.detail.endswith("none was let in.")
    assert "<dt>deliveries</dt>" not in as_page(alone) and "stored 0 posts" not in as_page(alone)


def test_what_was_not_tried_is_said() -> None:
    left = replace(ledger(ROUND), not_tried=("kills on PostgreSQL",))
    assert left.ok
    assert left.headline == "Held as far as it was tried: 1 of 2"
    page = as_page(left)
    assert page.index("Not tried") > page.index("</dl>")
    assert "<li>kills on PostgreSQL</li>" in page
    assert "Not tried" not in as_page(ledger(ROUND))


def test_what_is_zero_is_left_out() -> None:
    told = replace(HELD, delivered=100, failed=0, unconfirmed=0, doubled=0, repeated=0, entries=())
    quiet = replace(ROUND, kills=0, broken_calls=0, judgement=told)
    assert result(quiet) == "kills on SQLite: 100 promised = 100 delivered; 12 s"
    assert ledger(quiet).verdict == (
        "It holds. 100 deliveries: nothing was lost, and nothing is there more than once where that can be looked up."
    )
    assert not re.search(
        r">0</b> (?:failed|unconfirmed)|more than one attempt|\b0 (?:kill|broken)", as_page(ledger(quiet))
    )


def test_a_failure_is_shown_with_its_cause() -> None:
    held = Entry("d-held", "slack", "C1", "held", False, "token_revoked", 1, 0, True, None)
    failed = replace(held, state="failed", cause="channel_archived")
    page = as_page(ledger(replace(ROUND, judgement=replace(HELD, entries=(FLAGGED, held, failed)))))
    for told in ("unconfirmed", "failed: token revoked", "failed: channel archived"):
        assert f"<td>{told}</td>" in page


@pytest.mark.parametrize(
    ("unconfirmed", "doubled", "absent", "told"),
    [
        (0, 0, 0, ""),
        (1, 0, 0, "1 is told as unconfirmed."),
        (3, 1, 0, "3 are told as unconfirmed, of these 1 there more than once."),
        (9, 2, 3, "9 are told as unconfirmed, of these 2 there more than once, 3 not there."),
    ],
)
def test_doubts_are_said_as_they_are(unconfirmed: int, doubled: int, absent: int, told: str) -> None:
    assert doubts(unconfirmed, doubled, absent) == told


def test_a_misfortune_that_did_not_come_about_shows_nothing() -> None:
    none = ledger(replace(ROUND, judgement=None, broken_off="expected kill 3 of 6 to happen; came exit code 0\nlog"))
    assert not none.ok
    assert "it broke off (expected kill 3 of 6 to happen; came exit code 0)" in none.verdict


def test_a_run_in_which_nothing_was_tried_is_not_said_to_have_failed() -> None:
    assert not ledger().ok
    assert ledger().verdict == "Nothing was tried. Nothing is shown."


def test_a_round_without_deliveries_tells_what_happened() -> None:
    none = replace(HELD, promised=0, delivered=0, failed=0, unconfirmed=0)
    assert result(replace(ROUND, judgement=none)).startswith("kills on SQLite: killed mid post; ")
    assert "promised</span>" not in as_page(ledger(replace(ROUND, judgement=none)))


def test_what_does_not_add_up_does_not_hold() -> None:
    assert not replace(HELD, delivered=96).ok


def test_the_json_has_the_totals_and_what_was_remarkable() -> None:
    (one,) = json.loads(ledger(replace(ROUND, judgement=BROKE)).as_json())["rounds"]
    assert one["promised"] == one["delivered"] + one["failed"] + one["unconfirmed"] == 100
    assert one["wrong"]["doubled"] == 1
    assert one["wrong"]["lost"] == 0
    assert [entry["delivery_id"] for entry in one["remarkable"]] == ["d-flagged", "d-doubled"]


@pytest.mark.parametrize("round", [ROUND, replace(ROUND, judgement=BROKE), replace(ROUND, judgement=None)])
def test_the_page_needs_nothing_from_outside_and_escapes(round: Round) -> None:
    page = as_page(ledger(round))
    assert "A bot killed &lt;at random&gt;" in page
    assert not re.search(r"(?:src|href)=|url\(|<script", page)


def test_the_page_shows_what_is_wrong_first() -> None:
    page = as_page(ledger(replace(ROUND, judgement=BROKE)))
    assert page.index("d-double") < page.index("d-flagge")
    assert "It does not hold" in page
