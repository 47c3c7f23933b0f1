"""A request that no platform made, and the changes that any HTTP request can suffer."""

import gzip
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Headers = tuple[tuple[str, str], ...]

DEEP = b"[" * 100_000
"""JSON that no parser should follow to its end."""

OVERSIZED = 5_000_000
"""Bytes of a body that nobody needs."""

NOTHING: tuple[Any, ...] = (None, 0, -1, 1.5, True, "", "\0", "\ud800", [], {}, [[]], {"id": {}}, "9" * 5000)
"""What means nobody and nothing wherever it is put."""

METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "post", "BREW")

BODY_UNREADABLE = (
    (("Content-Length", "7"), ("Content-Length", "9000")),
    (("Content-Length", "-1"),),
    (("Content-Length", "seven"),),
    (("Content-Length", "99999999999999999999"),),
    (("Transfer-Encoding", "chunked"),),
    (("Transfer-Encoding", "chunked"), ("Content-Length", "7")),
    (("Transfer-Encoding", "gzip, chunked, identity"),),
    (("Content-Encoding", "gzip"), ("Content-Length", "{length}")),
    (("Content-Encoding", "deflate"), ("Content-Length", "{length}")),
)
"""Framings and encodings that the bytes after them do not have."""


@dataclass(frozen=True, slots=True)
class Forgery:
    """One request, and `how` it came about.

    `authentic`: the platform's own key vouches for these very bytes, as in a replay. Such a request may be answered
    but must change nothing; every other one must be refused. `framed`: the length of the body is in `headers` already.
    """

    how: str
    headers: Headers
    body: bytes
    method: str = "POST"
    authentic: bool = False
    framed: bool = False


Kind = Callable[[], Forgery]


def chosen(dice: random.Random, kinds: Sequence[tuple[int, Kind]]) -> Forgery:
    """One forgery of a kind drawn by weight."""
    (kind,) = dice.choices([kind for _, kind in kinds], [weight for weight, _ in kinds])
    return kind()


def flipped(dice: random.Random, body: bytes) -> bytes:
    """The bytes with one bit changed."""
    at = dice.randrange(len(body))
    return body[:at] + bytes([body[at] ^ (1 << dice.randrange(8))]) + body[at + 1 :]


def cut(dice: random.Random, body: bytes) -> bytes:
    """The bytes without their end."""
    return body[: dice.randrange(len(body))]


def other_method(dice: random.Random, headers: Headers, body: bytes) -> Forgery:
    """Everything right but the method."""
    method = dice.choice(METHODS)
    return Forgery(f"method {method}", headers, body, method=method)


def unreadable(dice: random.Random, headers: Headers, body: bytes) -> Forgery:
    """Everything right but the framing or the encoding."""
    framing = dice.choice(BODY_UNREADABLE)
    written = tuple((name, value.replace("{length}", str(len(body)))) for name, value in framing)
    return Forgery(f"framed as {framing}", headers + written, body, framed=True)


def strange_header(dice: random.Random, headers: Headers, body: bytes) -> Forgery:
    """Everything right but a header that HTTP does not know."""
    name, value = dice.choice(
        [("X-Long", "a" * 70_000), ("X-Null", "a\0b"), ("X Space", "a"), ("", "a"), ("X-Line", "a\rb"), ("Host", "")]
    )
    return Forgery(f"header {name!r}", ((name, value), *headers), body)


def compressed(body: bytes) -> bytes:
    """The bytes as gzip makes them."""
    return gzip.compress(body, mtime=0)


def nothing_somewhere(dice: random.Random, payload: Any) -> str:
    """Put one of NOTHING somewhere into JSON that has something in it; gives where."""
    path: list[str] = []
    while True:
        key = dice.choice(sorted(payload) if isinstance(payload, dict) else range(len(payload)))
        path.append(str(key))
        inner = payload[key]
        if not (isinstance(inner, dict | list) and inner) or dice.random() < 0.2:
            payload[key] = dice.choice(NOTHING)
            return ".".join(path)
        payload = inner
