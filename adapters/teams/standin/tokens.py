"""The stand-in's own keys, and the tokens it issues to bots, checks on each call, and signs its messages with."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from adapters.teams.limits import LIMITS
from adapters.teams.standin.records import Registration

LOGIN = "https://login.microsoftonline.com"
Clock = Callable[[], float]


class NoToken(Exception):
    """A bearer token is missing or worth nothing; `code` says why in the platform's words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Keys:
    """One RSA key pair under a key id."""

    def __init__(self, name: str) -> None:
        self.kid = name
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def sign(self, claims: Mapping[str, Any], *, kid: str | None = None, algorithm: str = "RS256") -> str:
        """A signed token; `kid` and `algorithm` can be wrong on purpose."""
        key: Any = self._private if algorithm == "RS256" else None
        return jwt.encode(dict(claims), key, algorithm=algorithm, headers={"kid": kid or self.kid})

    def read(self, token: str, **checks: Any) -> dict[str, Any]:
        """The claims of a token of this key; raises jwt.InvalidTokenError."""
        claims: dict[str, Any] = jwt.decode(token, self._private.public_key(), algorithms=["RS256"], **checks)
        return claims

    def public(self) -> dict[str, Any]:
        """The public half as a JSON web key."""
        key: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._private.public_key()))
        return {**key, "kid": self.kid, "x5t": self.kid, "use": "sig"}


class Tokens:
    """Issues and checks. `seconds` is the life of an access token; `clock` gives seconds since 1970."""

    def __init__(self, *, seconds: int = 3599, clock: Clock = time.time) -> None:
        self.seconds = seconds
        self.endorsements: tuple[str, ...] = ("msteams",)
        self._clock = clock
        self._login = Keys("login-1")
        self._channel = [Keys("channel-1")]
        self._revoked: dict[str, float] = {}
        self._issued = 0

    # --- for what bots send -------------------------------------------------------------------------------------

    def issue(self, app: Registration, tenant: str) -> dict[str, Any]:
        """The token endpoint's answer for the connector's audience."""
        now = self._clock()
        self._issued += 1
        claims = {
            "aud": LIMITS.token_audience,
            "iss": f"https://sts.windows.net/{tenant}/",
            "iat": int(now),
            "nbf": int(now),
            "exp": int(now) + self.seconds,
            "appid": app.app_id,
            "tid": tenant,
            "uti": str(self._issued),
        }
        return {"token_type": "Bearer", "expires_in": self.seconds, "access_token": self._login.sign(claims)}

    def revoke(self, app_id: str) -> None:
        """Makes every token issued so far to this app worthless."""
        self._revoked[app_id] = self._issued

    def caller(self, authorization: str) -> tuple[str, str]:
        """App id and tenant of a connector call's bearer token; raises NoToken."""
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer" or not token:
            raise NoToken("AuthorizationMissing")
        try:
            claims = self._login.read(
                token, audience=LIMITS.token_audience, options={"require": ["exp", "nbf", "iss", "appid", "tid"]}
            )
        except jwt.ExpiredSignatureError as error:
            raise NoToken("TokenExpired") from error
        except jwt.InvalidTokenError as error:
            raise NoToken("TokenInvalid") from error
        if int(claims["uti"]) <= self._revoked.get(claims["appid"], 0):
            raise NoToken("TokenRevoked")
        return claims["appid"], claims["tid"]

    # --- for what people send -----------------------------------------------------------------------------------

    def inbound(self, app_id: str, service_url: str, **changes: Any) -> str:
        """The token of a message to a bot. `changes` replace claims (None removes one), to make wrong tokens.

        Two changes are not claims: `kid` names another key, `key` signs with another one.
        """
        now = int(self._clock())
        kid = changes.pop("kid", None)
        key: Keys = changes.pop("key", self._channel[-1])
        claims: dict[str, Any] = {
            "iss": LIMITS.token_issuer,
            "aud": app_id,
            "serviceurl": service_url,
            "nbf": now,
            "exp": now + 3600,
            **changes,
        }
        return key.sign({name: value for name, value in claims.items() if value is not None}, kid=kid)

    def rotate(self) -> None:
        """Signs messages with a new key from now on; the old one stays published."""
        self._channel.append(Keys(f"channel-{len(self._channel) + 1}"))

    def published(self) -> dict[str, Any]:
        """The keys document: public keys, each endorsed for the channel."""
        return {"keys": [{**one.public(), "endorsements": list(self.endorsements)} for one in self._channel]}
