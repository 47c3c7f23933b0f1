"""The gate in front of Bolt: decides from the raw bytes alone whether Slack sent a request.

It runs before anything is parsed and touches no storage. Bolt's own check answers 500 to a timestamp that is no number
and to a signature outside ASCII, and lets timestamps lie in the future, so it is replaced by this one.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from adapters.slack.limits import LIMITS, Limits

SIGNATURE_HEADER = "X-Slack-Signature"
TIMESTAMP_HEADER = "X-Slack-Request-Timestamp"
_TIMESTAMP_DIGITS = 12  # seconds since 1970 have 10 digits until the year 2286


@dataclass(frozen=True, slots=True)
class Accepted:
    """Slack signed exactly these bytes; `timestamp` is when, in Unix seconds."""

    timestamp: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Not from Slack, or not now: the HTTP status to answer with, and the reason for the log."""

    status: Literal[400, 401]
    reason: str


def judge(
    headers: Mapping[str, str], body: bytes, secret: str, now: float, limits: Limits = LIMITS
) -> Accepted | Refused:
    """Decide over one request to `/slack/events`.

    `now` is the machine clock in Unix seconds. The scheme is Slack's v0: HMAC-SHA256 with the signing secret over
    `v0:<timestamp>:<raw body>` (docs.slack.dev/authentication/verifying-requests-from-slack). No kind of request is
    exempt, `ssl_check` neither.
    """
    if len(body) > limits.request_bytes:
        return Refused(400, "body too large")
    timestamp = _header(headers, TIMESTAMP_HEADER)
    signature = _header(headers, SIGNATURE_HEADER)
    if timestamp is None or signature is None:
        return Refused(401, "not signed")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _TIMESTAMP_DIGITS):
        return Refused(401, "timestamp is not a number")
    age = now - int(timestamp)
    if age > limits.signature_age:
        return Refused(401, "timestamp is too old")
    if age < -limits.signature_future:
        return Refused(401, "timestamp is in the future")
    # Bytes on both sides: compare_digest raises on a string outside ASCII.
    if not hmac.compare_digest(sign(secret, timestamp, body).encode(), signature.encode("utf-8", "surrogateescape")):
        return Refused(401, "signature does not match")
    return Accepted(int(timestamp))


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The value that Slack puts into `X-Slack-Signature` for these bytes at this time."""
    message = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def _header(headers: Mapping[str, str], name: str) -> str | None:
    """The header's one value; None without it, and with two, of which nobody could say which one counts."""
    found = [value for key, value in headers.items() if key.lower() == name.lower()]
    return found[0] if len(found) == 1 else None
