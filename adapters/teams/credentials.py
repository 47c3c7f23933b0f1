"""The bot's access tokens: fetched by MSAL on threads of their own, kept, and renewed before they end."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import msal
import requests
from botframework.connector.auth import AppCredentials, MicrosoftAppCredentials, ServiceClientCredentialsFactory

from adapters.teams.limits import LIMITS, Limits

LOGIN = "https://login.microsoftonline.com"
LEGACY_TENANT = "botframework.com"
Clock = Callable[[], float]


@dataclass(frozen=True)
class Registration:
    """One bot of ours: app id, secret, its home tenant, and `SingleTenant` or `MultiTenant`."""

    app_id: str
    password: str = field(repr=False)
    tenant: str
    type: str = "SingleTenant"

    @property
    def token_tenant(self) -> str:
        """Whose token endpoint issues its tokens: always the home tenant's, unless it is an older multi-tenant bot."""
        return LEGACY_TENANT if self.type.lower() == "multitenant" else self.tenant


class LoginFailed(Exception):
    """No token was given. `final`: the login host refused the app id or secret; otherwise it could not answer."""

    def __init__(self, detail: str, *, final: bool) -> None:
        super().__init__(detail)
        self.final = final


class LoginHost:
    """MSAL's `http_client`: every request has a time limit, and may go to a stand-in of the login host.

    `url` replaces `https://login.microsoftonline.com`; it must be on loopback, as it receives the secret.
    """

    def __init__(self, url: str = "", *, seconds: float = LIMITS.call_seconds) -> None:
        if url and urlsplit(url).hostname not in ("127.0.0.1", "::1", "localhost"):
            raise ValueError("TEAMS_LOGIN_URL must be on loopback")
        self._url = url.rstrip("/")
        self._seconds = seconds
        self._session = requests.Session()
        self._session.trust_env = not url

    def get(self, url: str, params: Any = None, headers: Any = None, **rest: Any) -> requests.Response:
        """One GET."""
        return self._session.get(self._there(url), params=params, headers=headers, timeout=self._seconds)

    def post(
        self, url: str, params: Any = None, data: Any = None, headers: Any = None, **rest: Any
    ) -> requests.Response:
        """One POST."""
        return self._session.post(self._there(url), params=params, data=data, headers=headers, timeout=self._seconds)

    def close(self) -> None:
        """Closes its connections."""
        self._session.close()

    def _there(self, url: str) -> str:
        if not self._url:
            return url
        if not url.startswith(LOGIN + "/"):
            raise ValueError("with TEAMS_LOGIN_URL set, no other login host is asked")
        return self._url + url.removeprefix(LOGIN)


class KeptCredentials(MicrosoftAppCredentials):  # type: ignore[misc] # botframework has no types
    """Credentials whose token is in memory before botbuilder asks for it.

    `await ready()` first; then `signed_session` neither waits nor blocks. Without that, the token is fetched where it
    is asked for, which must then not be the event loop.
    """

    def __init__(
        self, registration: Registration, host: LoginHost, threads: ThreadPoolExecutor, limits: Limits, clock: Clock
    ) -> None:
        super().__init__(registration.app_id, registration.password, registration.token_tenant, limits.token_audience)
        self._host = host
        self._threads = threads
        self._renewal = limits.token_renewal_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._ends = 0.0
        self.app: Any = None

    async def ready(self) -> None:
        """Makes sure that a token is at hand; raises LoginFailed.

        One that ends within minutes is renewed on the way; if that fails it is still used while it lasts.
        """
        left = self._ends - self._clock()
        if left > self._renewal:
            return
        try:
            await asyncio.get_running_loop().run_in_executor(self._threads, self._renew)
        except LoginFailed:
            if self._ends <= self._clock():
                raise

    def forget(self, refused: str) -> None:
        """Drops the token that the connector refused, unless another call has already replaced it.

        MSAL's own way of forgetting asks the login host first, so a new MSAL application is made instead.
        """
        with self._lock:
            if self._token == refused:
                self._token, self._ends, self.app = "", 0.0, None

    def get_access_token(self, force_refresh: bool = False) -> str:
        """The token, fetched first if there is none; raises LoginFailed."""
        if force_refresh:
            self.forget(self._token)
        if not self._token or self._ends <= self._clock():
            self._renew()
        return self._token

    def _renew(self) -> None:
        with self._lock:
            if self._ends - self._clock() > self._renewal:
                return
            given = self._ask()
            if "access_token" not in given:
                final = given.get("error") in ("invalid_client", "unauthorized_client", "invalid_request")
                raise LoginFailed(str(given.get("error")), final=final)
            self._token = given["access_token"]
            self._ends = self._clock() + float(given["expires_in"])

    def _ask(self) -> dict[str, Any]:
        try:
            if self.app is None:
                self.app = msal.ConfidentialClientApplication(
                    client_id=self.microsoft_app_id,
                    client_credential=self.microsoft_app_password,
                    authority=self.oauth_endpoint,
                    http_client=self._host,
                )
            # MSAL hands out its own copy until five minutes before the end; ours is renewed no earlier than that.
            given: dict[str, Any] = self.app.acquire_token_for_client([f"{self.oauth_scope}/.default"])
        except (requests.RequestException, msal.exceptions.MsalError) as error:
            raise LoginFailed(type(error).__name__, final=False) from error
        except (ValueError, RuntimeError) as error:
            raise LoginFailed("the tenant's login configuration cannot be read", final=False) from error
        return given


class CachingCredentials(ServiceClientCredentialsFactory):  # type: ignore[misc] # botframework has no types
    """One `KeptCredentials` per registration, instead of a new MSAL application and two blocking calls per send."""

    def __init__(self, *, login_url: str = "", limits: Limits = LIMITS, clock: Clock = time.monotonic) -> None:
        self._host = LoginHost(login_url)
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="teams-login")
        self._limits = limits
        self._clock = clock
        self._kept: dict[Registration, KeptCredentials] = {}

    def of(self, registration: Registration) -> AppCredentials:
        """The credentials of a registration; without an app id, credentials that sign nothing."""
        if not registration.app_id:
            return MicrosoftAppCredentials.empty()
        if registration not in self._kept:
            self._kept[registration] = KeptCredentials(
                registration, self._host, self._threads, self._limits, self._clock
            )
        return self._kept[registration]

    async def warm(self, registration: Registration) -> None:
        """Fetches the first token, or renews one that ends soon; raises LoginFailed."""
        credentials = self.of(registration)
        if isinstance(credentials, KeptCredentials):
            await credentials.ready()

    async def is_valid_app_id(self, app_id: str) -> bool:
        """Whether a bot of ours has that app id."""
        return any(one.app_id == app_id for one in self._kept)

    async def is_authentication_disabled(self) -> bool:
        """Never by itself: the gate decides who may come in."""
        return False

    async def create_credentials(
        self, app_id: str, oauth_scope: str, login_endpoint: str, validate_authority: bool
    ) -> AppCredentials:
        """The kept credentials; raises PermissionError for an app id that is not ours."""
        for registration, credentials in self._kept.items():
            if registration.app_id == app_id:
                return credentials
        raise PermissionError("not an app id of ours")

    def close(self) -> None:
        """Closes connections and threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._host.close()
