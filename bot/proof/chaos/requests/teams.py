"""Forged requests to `/api/messages`, each made from an activity that the stand-in really sent."""

import base64
import hashlib
import hmac
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from adapters.teams.limits import LIMITS
from adapters.teams.standin.tokens import Keys, Tokens
from bot.proof.chaos.requests.forgery import (
    DEEP,
    NOTHING,
    OVERSIZED,
    Forgery,
    Headers,
    Kind,
    chosen,
    compressed,
    cut,
    nothing_somewhere,
    other_method,
    strange_header,
    unreadable,
)

Json = dict[str, Any]

LONG = 10**8
"""Seconds by which a token is out of its time at most."""

NEEDED = ("type", "serviceUrl", "channelId", "from", "recipient", "conversation", "channelData")


@dataclass(frozen=True)
class TeamsForger:
    """Changes one activity after the other; the same dice give the same changes, but for the signatures' own times.

    `tokens` are the stand-in's, since the forger must know what is right in order to change one thing alone. `evil` is
    an address that nobody may connect to.
    """

    dice: random.Random
    tokens: Tokens
    app_id: str
    service_url: str
    evil: str
    stranger: Keys

    def forge(self, activity: Mapping[str, Any], now: int) -> Forgery:
        """One forgery of this activity; `now` in Unix seconds."""
        return chosen(self.dice, _Desk(self, json.dumps(activity).encode(), now).kinds())

    def garble(self, activity: Mapping[str, Any]) -> Forgery:
        """The activity under a right token, with one value in it that means nobody and nothing.

        It may do what is asked by whoever is left in it, so all that can be said of it is that nothing breaks.
        """
        garbled = json.loads(json.dumps(activity))
        where = nothing_somewhere(self.dice, garbled)
        body = json.dumps(garbled).encode()
        return Forgery(
            f"nothing at {where}", _bearing(self.tokens.inbound(self.app_id, self.service_url)), body, authentic=True
        )


@dataclass(frozen=True)
class _Desk:
    forger: TeamsForger
    body: bytes
    now: int

    def kinds(self) -> list[tuple[int, Kind]]:
        dice = self.dice
        return [
            (3, self._no_token),
            (4, self._changed_token),
            (4, self._wrong_algorithm),
            (3, self._wrong_header),
            (3, self._out_of_time),
            (4, self._wrong_claim),
            (3, self._another_key),
            (4, self._service_url),
            (3, self._elsewhere),
            (3, self._without),
            (2, self._twice),
            (3, self._unreadable_body),
            (1, self._oversized),
            (1, lambda: other_method(dice, self._right(), self.body)),
            (2, lambda: unreadable(dice, self._right(), self.body)),
            (1, lambda: strange_header(dice, _bearing("a.b.c"), self.body)),
            (3, self._replayed),
        ]

    @property
    def dice(self) -> random.Random:
        return self.forger.dice

    # --- tokens -------------------------------------------------------------------------------------------------------

    def _token(self, **changes: Any) -> str:
        return self.forger.tokens.inbound(self.forger.app_id, self.forger.service_url, **changes)

    def _right(self) -> Headers:
        return _bearing(self._token())

    def _with(self, how: str, token: str) -> Forgery:
        return Forgery(how, _bearing(token), self.body)

    def _claims(self) -> Json:
        claims: Json = jwt.decode(self._token(), options={"verify_signature": False})
        return claims

    # --- refused for the token ----------------------------------------------------------------------------------------

    def _no_token(self) -> Forgery:
        right = self._token()
        nearly = [right, f"Bearer{right}", f"Basic {right}", f"Bearer Bearer {right}", f"Bearer {right} {right}"]
        strange = self.dice.choice(
            [
                "",
                "Bearer",
                "Bearer ",
                "Basic YTpi",
                "Bearer x.y.z",
                "Bearer ..",
                f"Bearer {'a' * 9000}",
                "Bearer é.ü",
                *nearly,
            ]
        )
        return Forgery(f"Authorization {strange[:20]!r}", (("Authorization", strange),), self.body)

    def _changed_token(self) -> Forgery:
        head, claims, signature = self._token().split(".")
        how, token = self.dice.choice(
            [
                ("claims changed", f"{head}.{_segment(self._claims() | {'serviceurl': self.forger.evil})}.{signature}"),
                (
                    "header changed",
                    f"{_segment({'alg': 'RS256', 'kid': 'channel-1', 'typ': 'x'})}.{claims}.{signature}",
                ),
                ("signature changed", f"{head}.{claims}.{signature[:40]}{_other(signature[40])}{signature[41:]}"),
                ("without a signature", f"{head}.{claims}."),
                ("cut short", f"{head}.{claims}.{signature[:-8]}"),
                ("only two parts", f"{head}.{claims}"),
                ("five parts", f"{head}.{claims}.{signature}.{claims}.{signature}"),
                ("signature of another token", f"{head}.{claims}.{self._token(aud='x').split('.')[2]}"),
            ]
        )
        return self._with(f"token with {how}", token)

    def _wrong_algorithm(self) -> Forgery:
        """No signature at all, or one made with what everybody may know: the public key."""
        algorithm = self.dice.choice(["none", "None", "nOnE", "HS256", "HS512", "RS384", "PS256", "ES256", "", None, 7])
        public = self.forger.tokens.published()["keys"][-1]
        secret = self.dice.choice([_pem(public), json.dumps(public).encode(), public["n"].encode(), b""])
        message = f"{_segment({'alg': algorithm, 'kid': public['kid'], 'typ': 'JWT'})}.{_segment(self._claims())}"
        keyed = isinstance(algorithm, str) and algorithm.startswith("HS")
        digest = hashlib.sha512 if algorithm == "HS512" else hashlib.sha256
        signature = _encoded(hmac.new(secret, message.encode(), digest).digest()) if keyed else ""
        return self._with(f"algorithm {algorithm!r}", f"{message}.{signature}")

    def _wrong_header(self) -> Forgery:
        """A token that brings its own key, or names one that is none."""
        evil, own = f"{self.forger.evil}keys", self.forger.stranger
        headers: list[Json] = [
            {"kid": own.kid, "jku": evil},
            {"kid": "channel-1", "jku": evil, "x5u": evil},
            {"kid": "channel-1", "jwk": own.public()},
            {"kid": evil},
            {"kid": "../../../../dev/null"},
            {"kid": "' OR 1=1 --"},
            {"kid": ""},
            {"kid": ["channel-1"]},
            {"kid": None},
            {"kid": "a" * 5000},
            {"kid": "channel-1", "crit": ["exp"]},
            {"kid": "channel-1", "b64": False},
        ]
        header = self.dice.choice(headers)
        _, claims, signature = own.sign(self._claims()).split(".")
        return self._with(f"header {str(header)[:60]}", f"{_segment({'alg': 'RS256', **header})}.{claims}.{signature}")

    def _out_of_time(self) -> Forgery:
        away = self.dice.randint(LIMITS.clock_skew_seconds + 60, LONG)
        times: list[tuple[str, Json]] = [
            ("expired", {"nbf": self.now - 2 * LONG, "exp": self.now - away}),
            ("not valid yet", {"nbf": self.now + away, "exp": self.now + 2 * LONG}),
            ("without an end", {"exp": None}),
            ("without a beginning", {"nbf": None}),
            ("with words for times", {"exp": "tomorrow"}),
            ("with a list for a time", {"nbf": [self.now]}),
        ]
        how, changes = self.dice.choice(times)
        return self._with(f"token {how}", self._token(**changes))

    def _wrong_claim(self) -> Forgery:
        app = self.forger.app_id
        name, value = self.dice.choice(
            [("iss", one) for one in ("https://sts.windows.net/x/", "", None, "https://api.botframework.com/")]
            + [("aud", one) for one in ("another app", "", None, [app], [app, "x"], {"a": 1}, app.upper() + "0", 7)]
        )
        return self._with(f"{name} {value!r}", self._token(**{name: value}))

    def _another_key(self) -> Forgery:
        kid = self.dice.choice([None, "channel-1", self.forger.stranger.kid, "login-1"])
        return self._with(f"another key named {kid}", self._token(key=self.forger.stranger, kid=kid))

    def _service_url(self) -> Forgery:
        """In the token alone, or in both: that one must be no address of Teams is what counts then."""
        elsewhere = self.dice.choice(
            [
                "https://evil.example/",
                "http://169.254.169.254/latest/meta-data/",
                "https://smba.trafficmanager.net.evil.example/",
                "https://smba.trafficmanager.net@evil.example/",
                "https://evil-smba.trafficmanager.net/teams/",
                "http://smba.trafficmanager.net/teams/",
                "https://smba.trafficmanager.net:8443/teams/",
                "file:///etc/passwd",
                "https://[::1",
                "",
                None,
                7,
            ]
        )
        if self.dice.random() < 0.5:
            return self._with(f"service URL {elsewhere!r} in the token", self._token(serviceurl=elsewhere))
        body = json.dumps({**json.loads(self.body), "serviceUrl": elsewhere}).encode()
        return Forgery(f"service URL {elsewhere!r}", _bearing(self._token(serviceurl=elsewhere)), body)

    # --- refused for the body -----------------------------------------------------------------------------------------

    def _elsewhere(self) -> Forgery:
        """A right token with an activity of another channel or tenant, or for an address that is not the token's."""
        activity = json.loads(self.body)
        name, value = self.dice.choice(
            [
                ("channelId", "webchat"),
                ("channelId", "msteams "),
                ("channelId", "MSTEAMS"),
                ("serviceUrl", self.forger.evil),
                ("serviceUrl", self.forger.service_url.upper()),
                ("channelData", {"tenant": {"id": "00000000-0000-4000-8000-000000000000"}}),
                ("channelData", {"tenant": {"id": ["x"]}}),
                ("channelData", {"tenant": "x"}),
            ]
        )
        return Forgery(f"{name} {value!r}", self._right(), json.dumps({**activity, name: value}).encode())

    def _without(self) -> Forgery:
        activity, name = json.loads(self.body), self.dice.choice(NEEDED)
        value = self.dice.choice([one for one in NOTHING if not (name in ("type", "conversation") and _is_text(one))])
        if name == "type" and _is_text(value):
            value = None
        return Forgery(f"{name} is {str(value)[:20]!r}", self._right(), json.dumps({**activity, name: value}).encode())

    def _twice(self) -> Forgery:
        wrong = ("Authorization", self.dice.choice(["", "Bearer a.b.c", f"Bearer {self._token(aud='x')}"]))
        headers = (wrong, *self._right()) if self.dice.random() < 0.5 else (*self._right(), wrong)
        return Forgery("Authorization twice", headers, self.body)

    def _unreadable_body(self) -> Forgery:
        body = self.dice.choice(
            [
                cut(self.dice, self.body),
                b"",
                b"[]",
                b"null",
                b"NaN",
                b'{"type": NaN}',
                DEEP,
                b'{"a":' * 5000,
                self.dice.randbytes(300) + b"\xff",
                b'{"type": "message"}',
                b"{" + self.body,
                self.body + self.body,
                compressed(self.body),
            ]
        )
        return Forgery(f"body {body[:20]!r}", self._right(), body)

    def _oversized(self) -> Forgery:
        return Forgery("oversized", self._right(), self.body + b" " * OVERSIZED)

    # --- authentic ----------------------------------------------------------------------------------------------------

    def _replayed(self) -> Forgery:
        encoding = self.dice.choice(["utf-8", "utf-16", "nothing"])
        headers = (("Content-Type", f"application/json; charset={encoding}"), *self._right()[1:])
        return Forgery(f"replayed as {encoding}", headers, self.body, authentic=True)


def _bearing(token: str) -> Headers:
    return (("Content-Type", "application/json; charset=utf-8"), ("Authorization", f"Bearer {token}"))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _segment(value: Mapping[str, Any]) -> str:
    return _encoded(json.dumps(value).encode())


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _other(character: str) -> str:
    return "A" if character != "A" else "B"


def _pem(key: Mapping[str, Any]) -> bytes:
    public = jwt.PyJWK(dict(key)).key
    return bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
