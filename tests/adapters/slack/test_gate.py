"""The gate lets in what Slack signed just now, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from adapters.slack.gate import Accepted, Refused, judge, sign

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = 1_800_000_000.5
BODY = b"token=x&command=%2Fupdate"


def signed(body: bytes = BODY, at: str = "1800000000", secret: str = SECRET) -> dict[str, str]:
    return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": sign(secret, at, body)}


def test_a_request_signed_now_is_accepted() -> None:
    assert judge(signed(), BODY, SECRET, NOW) == Accepted(1_800_000_000)


def test_header_names_may_be_written_in_any_case() -> None:
    headers = {name.lower(): value for name, value in signed().items()}
    assert judge(headers, BODY, SECRET, NOW) == Accepted(1_800_000_000)


def test_the_oldest_accepted_request_is_three_hundred_seconds_old() -> None:
    assert isinstance(judge(signed(at="1799999701"), BODY, SECRET, NOW), Accepted)
    assert judge(signed(at="1799999700"), BODY, SECRET, NOW) == Refused(401, "timestamp is too old")


def test_a_timestamp_in_the_future_is_refused_beyond_what_clocks_differ() -> None:
    assert judge(signed(at="1800000002"), BODY, SECRET, NOW) == Accepted(1800000002)
    assert judge(signed(at="1800000003"), BODY, SECRET, NOW) == Refused(401, "timestamp is in the future")


@pytest.mark.parametrize(
    "at", ["abc", "", "-1800000000", "1800000000.0", "１８０００００００", "٣", " 1800000000", "9" * 400]
)
def test_a_timestamp_that_is_no_plain_number_is_refused(at: str) -> None:
    headers = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": "v0=00"}
    assert judge(headers, BODY, SECRET, NOW) == Refused(401, "timestamp is not a number")


@pytest.mark.parametrize("signature", ["", "v0=", "v0=é", "v0=\udcff", "v1=00", "v0=" + "0" * 64])
def test_a_wrong_signature_is_refused(signature: str) -> None:
    headers = {**signed(), "X-Slack-Signature": signature}
    assert judge(headers, BODY, SECRET, NOW) == Refused(401, "signature does not match")


@pytest.mark.parametrize("missing", ["X-Slack-Request-Timestamp", "X-Slack-Signature"])
def test_an_unsigned_request_is_refused(missing: str) -> None:
    headers = {name: value for name, value in signed().items() if name != missing}
    assert judge(headers, BODY, SECRET, NOW) == Refused(401, "not signed")


@pytest.mark.parametrize("name", ["X-Slack-Request-Timestamp", "X-Slack-Signature"])
def test_a_header_that_stands_there_twice_signs_nothing(name: str) -> None:
    right = CIMultiDict(signed())
    assert isinstance(judge(right, BODY, SECRET, NOW), Accepted)
    right.add(name, "0")
    assert judge(right, BODY, SECRET, NOW) == Refused(401, "not signed")


def test_an_unsigned_ssl_check_is_refused_like_anything_else() -> None:
    assert judge({}, b"ssl_check=1&token=x", SECRET, NOW) == Refused(401, "not signed")


def test_a_truncated_body_is_refused() -> None:
    assert judge(signed(), BODY[:-1], SECRET, NOW) == Refused(401, "signature does not match")


def test_an_oversized_body_is_refused_before_its_signature_is_computed() -> None:
    assert judge({}, b"x" * 1_000_001, SECRET, NOW) == Refused(400, "body too large")


@given(
    body=st.binary(max_size=200),
    at=st.text(max_size=14),
    signature=st.text(max_size=80),
)
def test_no_forged_request_is_accepted_and_none_raises(body: bytes, at: str, signature: str) -> None:
    verdict = judge({"X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature}, body, SECRET, NOW)
    assert isinstance(verdict, Refused)
