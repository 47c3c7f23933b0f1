"""The gate in front of botbuilder: from the raw request alone, whether Teams sent it and what it holds.

It stands here because botbuilder answers 500 to most wrong tokens, fetches keys on the event loop without a time
limit, and lets everything in when the app id is empty.
"""

import asyncio
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import aiohttp
import jwt

from adapters.teams.limits import LIMITS, Limits
from bot.chat.storable import storable
from bot.clock import MachineClock
from bot.settings import is_loopback

CHANNEL = "msteams"
Json = dict[str, Any]


class Refused(Exception):
    """Not let in: the HTTP status to answer with, and the reason for the log, which holds nothing of the request."""

    def __init__(self, status: Literal[400, 401, 413], reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class Admitted:
    """An authentic activity, and the app id of ours that it was sent to (empty: unauthenticated, on this machine)."""

    app_id: str
    tenant: str
    activity: Json


@dataclass(frozen=True)
class Rules:
    """What may come in. `hosts`: exact names that a service URL may have, with https.

    `development`: service URLs on this machine are right too, with plain http; without any registration, so are
    activities from this machine without a token, of any tenant.
    """

    hosts: frozenset[str] = frozenset(LIMITS.service_hosts)
    metadata_url: str = LIMITS.openid_metadata_url
    development: bool = False

    def allow(self, service_url: str) -> bool:
        """Whether a token may be sent to that address."""
        try:
            parts = urlsplit(service_url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            return False
        if self.development and is_loopback(host):
            return True
        clean = not parts.username and not parts.query and not parts.fragment and port in (None, 443)
        return parts.scheme == "https" and host in self.hosts and clean


class Keys:
    """The platform's signing keys: fetched without blocking, kept a day, refreshed for an unknown key id.

    That refresh happens once an hour at most, however many strange tokens come. A failed fetch keeps the old keys.
    """

    def __init__(self, metadata_url: str, clock: MachineClock, limits: Limits = LIMITS) -> None:
        self._url = metadata_url
        self._clock = clock
        self._limits = limits
        self._lock = asyncio.Lock()
        self._keys: dict[str, tuple[jwt.PyJWK, frozenset[str]]] = {}
        self._fetched: float | None = None
        self._failed: float | None = None

    async def find(self, kid: str) -> tuple[jwt.PyJWK, frozenset[str]] | None:
        """The key and the channels it is endorsed for; None if the platform does not publish it."""
        if self._due(kid):
            async with self._lock:
                if self._due(kid):
                    await self._refresh()
        return self._keys.get(kid)

    def _due(self, kid: str) -> bool:
        now = self._clock.monotonic()
        if self._failed is not None and now - self._failed < self._limits.keys_retry_seconds:
            return False
        if self._fetched is None:
            return True
        age = now - self._fetched
        return age > self._limits.keys_kept_seconds or (
            kid not in self._keys and age > self._limits.keys_refresh_seconds
        )

    async def _refresh(self) -> None:
        timeout = aiohttp.ClientTimeout(total=self._limits.keys_timeout_seconds)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as session:
                metadata = await self._read(session, self._url)
                document = await self._read(session, str(metadata["jwks_uri"]))
            found = {one["kid"]: (jwt.PyJWK(one), frozenset(one.get("endorsements") or ())) for one in document["keys"]}
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, jwt.PyJWTError):
            self._failed = self._clock.monotonic()
            return  # the old keys serve on, and are asked for again soon
        self._keys, self._failed = found, None
        self._fetched = self._clock.monotonic()

    async def _read(self, session: aiohttp.ClientSession, url: str) -> Json:
        async with session.get(url, allow_redirects=False) as response:
            response.raise_for_status()
            read = await response.json(content_type=None)
        if not isinstance(read, dict):
            raise ValueError("not an object")
        return read


@dataclass
class Gate:
    """Judges one request after the other. `app_ids` and `tenants` say whose messages are wanted at the moment."""

    rules: Rules
    app_ids: Callable[[], Collection[str]]
    tenants: Callable[[], Collection[str]]
    clock: MachineClock
    limits: Limits = field(default=LIMITS)

    def __post_init__(self) -> None:
        self._keys = Keys(self.rules.metadata_url, self.clock, self.limits)

    async def admit(self, authorization: str, peer: str, body: bytes) -> Admitted:
        """Lets one activity in, or raises Refused.

        `authorization` is the header, `peer` the address the request came from. The order is size, token, content: who
        is not Teams learns nothing about what a right body would be.
        """
        if len(body) > self.limits.inbound_bytes:
            raise Refused(413, "body too large")
        app_ids = self.app_ids()
        if not app_ids:
            if not (self.rules.development and is_loopback(peer)):
                raise Refused(401, "no registration")
            activity = self._parse(body)
            self._check(activity["serviceUrl"])
            return Admitted("", _tenant(activity), activity)
        claims, endorsements = await self._authenticate(authorization, app_ids)
        activity = self._parse(body)
        if activity["channelId"] != CHANNEL or CHANNEL not in endorsements:
            raise Refused(401, "the key is not endorsed for this channel")
        if claims.get("serviceurl") != activity["serviceUrl"]:
            raise Refused(401, "service URL differs from the token's")
        self._check(activity["serviceUrl"])
        tenant = _tenant(activity)
        if tenant not in self.tenants():
            raise Refused(401, "tenant is not allowed")
        return Admitted(claims["aud"], tenant, activity)

    async def _authenticate(self, authorization: str, app_ids: Collection[str]) -> tuple[Json, frozenset[str]]:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refused(401, "no bearer token")
        try:
            header = jwt.get_unverified_header(token)
            kid = header.get("kid")
            if header.get("alg") != "RS256" or not isinstance(kid, str):
                raise Refused(401, "wrong kind of token")
            key = await self._keys.find(kid)
            if key is None:
                raise Refused(401, "unknown key")
            claims: Json = jwt.decode(
                token,
                key[0],
                algorithms=["RS256"],
                issuer=self.limits.token_issuer,
                options={
                    "require": ["exp", "nbf", "iss", "aud"],
                    "verify_aud": False,
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except (jwt.PyJWTError, ValueError) as error:
            raise Refused(401, f"token: {type(error).__name__}") from error
        self._check_times(claims)
        if not isinstance(claims["aud"], str) or claims["aud"] not in app_ids:
            raise Refused(401, "token is for somebody else")
        return claims, key[1]

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        now = self.clock.now().timestamp()
        begins, ends = claims["nbf"], claims["exp"]
        if not isinstance(begins, int | float) or not isinstance(ends, int | float):
            raise Refused(401, "token times are no numbers")
        if now > ends + self.limits.clock_skew_seconds:
            raise Refused(401, "token has expired")
        if now < begins - self.limits.clock_skew_seconds:
            raise Refused(401, "token is not valid yet")

    def _check(self, service_url: str) -> None:
        if not self.rules.allow(service_url):
            raise Refused(401, "service URL is not an allowed host")

    def _parse(self, body: bytes) -> Json:
        try:
            # Bytes are decoded here, since json would take UTF-16 and half emoji written as they are.
            activity = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
            _check_depth(activity, self.limits.inbound_depth)
        except (ValueError, RecursionError) as error:
            raise Refused(400, "body is not JSON that can be read") from error
        if not isinstance(activity, dict):
            raise Refused(400, "body is not an activity")
        if b"\\u0000" in body or b"\\ud" in body.lower():
            activity = {storable(name): storable(value) for name, value in activity.items()}
        for name in ("type", "serviceUrl", "channelId"):
            if not isinstance(activity.get(name), str) or not activity[name]:
                raise Refused(400, f"{name} is missing")
        for name in ("from", "recipient", "conversation"):
            part = activity.get(name)
            if not isinstance(part, dict) or not isinstance(part.get("id"), str) or not part["id"]:
                raise Refused(400, f"{name} is missing")
        return activity


def _tenant(activity: Json) -> str:
    data = activity.get("channelData")
    tenant = data.get("tenant") if isinstance(data, dict) else None
    id = tenant.get("id") if isinstance(tenant, dict) else None
    if not isinstance(id, str) or not id:
        raise Refused(400, "no tenant")
    return id


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _check_depth(value: object, allowed: int) -> None:
    level = [value]
    for _ in range(allowed):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return
    raise ValueError("nested too deeply")
