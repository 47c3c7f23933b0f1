"""Forged requests to `/slack/events`, each made from one that the stand-in really sent."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from adapters.slack.gate import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign
from adapters.slack.limits import LIMITS
from bot.proof.chaos.requests.forgery import (
    DEEP,
    OVERSIZED,
    Forgery,
    Headers,
    Kind,
    chosen,
    compressed,
    cut,
    flipped,
    nothing_somewhere,
    other_method,
    strange_header,
    unreadable,
)

LONG_AGO = 10**8
"""Seconds by which a timestamp is wrong at most; at least it is beyond what the gate allows."""

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class SlackForger:
    """Changes one request after the other; the same dice give the same changes.

    `secret` is the signing secret, since the forger must know what is right in order to change one thing alone.
    """

    dice: random.Random
    secret: str

    def forge(self, sent: Mapping[str, str], body: bytes, now: int) -> Forgery:
        """One forgery of a request with these headers and this body; `now` in Unix seconds."""
        return chosen(self.dice, _Desk(self.dice, self.secret, _unsigned(sent), body, now).kinds())

    def garble(self, sent: Mapping[str, str], body: bytes, now: int) -> Forgery:
        """The request signed as Slack signs, with one value in its payload that means nobody and nothing.

        It may do what is asked by whoever is left in it, so all that can be said of it is that nothing breaks.
        """
        where, garbled = _with_nothing(self.dice, body)
        signed = _Desk(self.dice, self.secret, _unsigned(sent), garbled, now).signed()
        return Forgery(f"nothing at {where}", signed, garbled, authentic=True)


@dataclass(frozen=True)
class _Desk:
    dice: random.Random
    secret: str
    kept: Headers
    body: bytes
    now: int

    def kinds(self) -> list[tuple[int, Kind]]:
        return [
            (6, self._changed),
            (4, self._other_time),
            (4, self._strange_timestamp),
            (4, self._strange_signature),
            (3, self._signed_by_another),
            (3, self._unsigned),
            (4, self._twice),
            (2, self._ssl_check),
            (2, self._noise),
            (1, self._oversized),
            (1, lambda: Forgery("deep JSON", self.signed(b"{}"), DEEP)),
            (2, self._compressed),
            (2, lambda: other_method(self.dice, self.signed(), self.body)),
            (2, lambda: unreadable(self.dice, self.signed(), self.body)),
            (2, lambda: strange_header(self.dice, self._wrong(), self.body)),
            (3, self._replayed),
            (3, self._authentic_nonsense),
        ]

    # --- signing ------------------------------------------------------------------------------------------------------

    def signed(self, content: bytes | None = None, at: object = None, by: str | None = None) -> Headers:
        """The headers with a signature; without arguments it is right."""
        timestamp = str(self.now if at is None else at)
        signature = sign(self.secret if by is None else by, timestamp, self.body if content is None else content)
        return (*self.kept, (TIMESTAMP_HEADER, timestamp), (SIGNATURE_HEADER, signature))

    def _wrong(self, **changes: str) -> Headers:
        """The headers with a signature that does not match, or with whatever is given instead."""
        right = self.signed(b"")
        return tuple((name, changes.get(name.replace("-", "_"), value)) for name, value in right)

    # --- refused ------------------------------------------------------------------------------------------------------

    def _changed(self) -> Forgery:
        how, body = self.dice.choice(
            [
                ("a bit flipped", flipped(self.dice, self.body)),
                ("cut short", cut(self.dice, self.body)),
                ("something appended", self.body + b"&user_id=U1"),
                ("turned around", self.body[::-1] + b" "),
                ("in another encoding", self.body.decode().encode("utf-16")),
            ]
        )
        return Forgery(how, self.signed(), body)

    def _other_time(self) -> Forgery:
        away = self.dice.randint(LIMITS.signature_age + 60, LONG_AGO)
        at = self.now + self.dice.choice([away, -away])
        if self.dice.random() < 0.3:
            right = dict(self.signed())
            return Forgery(
                "signed for another second", (*self.kept, *_two(self.now - 1, right[SIGNATURE_HEADER])), self.body
            )
        return Forgery("long ago" if at < self.now else "in the future", self.signed(at=at), self.body)

    def _strange_timestamp(self) -> Forgery:
        now = str(self.now)
        strange = self.dice.choice(
            ["", "soon", "1e9", "-5", f"+{now}", f"{now}.5", f" {now} 0", "9" * 40, "0x5f", "９９", "٣", f"0{now}\x1f"]
        )
        signature = sign(self.secret, strange, self.body)
        return Forgery(f"timestamp {strange!r}", (*self.kept, *_two(strange, signature)), self.body)

    def _strange_signature(self) -> Forgery:
        right = dict(self.signed())[SIGNATURE_HEADER]
        strange = self.dice.choice(
            [
                "",
                "v0=",
                "v0=0",
                "v1=" + right[3:],
                right[3:],
                right[:-1],
                right.upper(),
                f"{right}0",
                "ünlesbar",
                "\x7f",
            ]
        )
        return Forgery(f"signature {strange!r}", (*self.kept, *_two(self.now, strange)), self.body)

    def _signed_by_another(self) -> Forgery:
        by = self.dice.choice(["", f"{self.secret}x", self.secret[:-1], self.secret[::-1] + "0", "0" * 32])
        return Forgery("signed by somebody else", self.signed(by=by), self.body)

    def _unsigned(self) -> Forgery:
        without = self.dice.choice([(TIMESTAMP_HEADER,), (SIGNATURE_HEADER,), (TIMESTAMP_HEADER, SIGNATURE_HEADER)])
        headers = tuple((name, value) for name, value in self.signed() if name not in without)
        return Forgery(f"without {' and '.join(without)}", headers, self.body)

    def _twice(self) -> Forgery:
        name, wrong = self.dice.choice(
            [
                (SIGNATURE_HEADER, "v0=" + "0" * 64),
                (TIMESTAMP_HEADER, str(self.now - LONG_AGO)),
                (TIMESTAMP_HEADER, "0"),
            ]
        )
        right = self.signed()
        headers = ((name, wrong), *right) if self.dice.random() < 0.5 else (*right, (name.lower(), wrong))
        return Forgery(f"{name} twice", headers, self.body)

    def _ssl_check(self) -> Forgery:
        body = self.dice.choice([b"ssl_check=1&token=x", b"ssl_check=1&" + self.body, self.body + b"&ssl_check=1"])
        headers = self.dice.choice([self.kept, self.signed(), (("Content-Type", FORM), *_two(self.now, "v0="))])
        return Forgery("ssl_check", headers, body)

    def _noise(self) -> Forgery:
        return Forgery("noise", self.signed(), self.dice.randbytes(self.dice.randint(1, 5000)))

    def _oversized(self) -> Forgery:
        body = self.body + b" " * OVERSIZED
        return Forgery("oversized", self.signed(body) if self.dice.random() < 0.5 else self.signed(), body)

    def _compressed(self) -> Forgery:
        body = compressed(self.body)
        return Forgery("signed as it was compressed", (*self.signed(body), ("Content-Encoding", "gzip")), body)

    # --- authentic: signed as Slack signs -----------------------------------------------------------------------------

    def _replayed(self) -> Forgery:
        charset = self.dice.choice(["", "; charset=utf-16", "; charset=utf-7", "; charset=nothing", "; boundary=x"])
        headers = tuple(
            (name, value + charset if name.lower() == "content-type" else value) for name, value in self.signed()
        )
        return Forgery(f"replayed{charset}", headers, self.body, authentic=True)

    def _authentic_nonsense(self) -> Forgery:
        noise = self.dice.choice(
            [
                cut(self.dice, self.body[: len(self.body) - 40]),
                b"",
                b"payload=",
                b"payload=%00",
                b"payload=" + DEEP,
                DEEP,
                b'{"a":' * 5000,
                b"ssl_check=1",
                self.dice.randbytes(500),
            ]
        )
        return Forgery("nonsense that is signed", self.signed(noise), noise, authentic=True)


def _unsigned(sent: Mapping[str, str]) -> Headers:
    return tuple((name, value) for name, value in sent.items() if name not in (TIMESTAMP_HEADER, SIGNATURE_HEADER))


def _two(timestamp: object, signature: str) -> Headers:
    return ((TIMESTAMP_HEADER, str(timestamp)), (SIGNATURE_HEADER, signature))


def _with_nothing(dice: random.Random, body: bytes) -> tuple[str, bytes]:
    if body.startswith(b"{"):
        payload = json.loads(body)
        return nothing_somewhere(dice, payload), json.dumps(payload).encode()
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    if "payload" in form:
        payload = json.loads(form["payload"])
        where = nothing_somewhere(dice, payload)
        return where, urlencode({"payload": json.dumps(payload)}).encode()
    where = dice.choice(sorted(form))
    form[where] = dice.choice(["", "\0", "0", "9" * 5000])
    return where, urlencode(form).encode()
