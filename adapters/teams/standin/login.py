"""The login host and the keys document: what MSAL asks for, and what a bot's gate asks for."""

import json

from aiohttp import web

from adapters.teams.limits import LIMITS
from adapters.teams.standin.faults import Faults, Operation
from adapters.teams.standin.ledger import Ledger
from adapters.teams.standin.misfortune import Cut, suffer
from adapters.teams.standin.records import LEGACY_TENANT
from adapters.teams.standin.tokens import LOGIN, Tokens
from adapters.teams.standin.world import World

SCOPE = f"{LIMITS.token_audience}/.default"


class Login:
    """Client credentials for the connector, and nothing else."""

    def __init__(self, world: World, tokens: Tokens, faults: Faults, ledger: Ledger) -> None:
        self._world = world
        self._tokens = tokens
        self._faults = faults
        self._ledger = ledger

    def routes(self) -> list[web.RouteDef]:
        """What is served below `/login` and `/openid`."""
        return [
            web.get("/login/common/discovery/instance", self.instances),
            web.get("/login/{tenant}/v2.0/.well-known/openid-configuration", self.configuration),
            web.post("/login/{tenant}/oauth2/v2.0/token", self.token),
            web.get("/openid/v1/.well-known/openidconfiguration", self.metadata),
            web.get("/openid/v1/.well-known/keys", self.keys),
        ]

    async def instances(self, request: web.Request) -> web.Response:
        """Instance discovery: one host without aliases."""
        host = LOGIN.removeprefix("https://")
        return web.json_response(
            {
                "tenant_discovery_endpoint": f"{LOGIN}/common/v2.0/.well-known/openid-configuration",
                "api-version": "1.1",
                "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
            }
        )

    async def configuration(self, request: web.Request) -> web.Response:
        """A tenant's OpenID configuration; its endpoints have the real host's name, as clients insist on https."""
        tenant = self._tenant(request.match_info["tenant"])
        if tenant is None:
            return _oauth_error(400, "invalid_tenant", "AADSTS90002: Tenant not found.")
        base = f"{LOGIN}/{tenant}"
        return web.json_response(
            {
                "issuer": f"{base}/v2.0",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
                "jwks_uri": f"{base}/discovery/v2.0/keys",
            }
        )

    async def token(self, request: web.Request) -> web.Response:
        """The client credentials grant, refused in Entra's words."""
        form = await request.post()
        app_id = str(form.get("client_id", ""))
        fault = self._faults.take(Operation.TOKEN, "")
        try:
            answer = await suffer(request, fault, lambda: self._grant(request.match_info["tenant"], app_id, form))
        except Cut:
            self._ledger.note("token", app_id, "", 0)
            raise
        self._ledger.note("token", app_id, "", answer.status)
        return answer

    async def _grant(self, named: str, app_id: str, form: object) -> web.Response:
        assert hasattr(form, "get")
        tenant = self._tenant(named)
        if tenant is None:
            return _oauth_error(400, "invalid_request", "AADSTS90002: Tenant not found.")
        if form.get("grant_type") != "client_credentials":
            return _oauth_error(400, "unsupported_grant_type", "AADSTS70003: The stand-in serves client credentials.")
        app = self._world.registrations.get(app_id)
        if app is None or app.token_tenant != tenant:
            return _oauth_error(400, "unauthorized_client", "AADSTS700016: Application was not found in the directory.")
        if form.get("client_secret") != app.password:
            return _oauth_error(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.")
        if form.get("scope") != SCOPE:
            return _oauth_error(400, "invalid_scope", "AADSTS70011: The provided scope is not valid.")
        return web.json_response(self._tokens.issue(app, tenant))

    async def metadata(self, request: web.Request) -> web.Response:
        """Where the keys for messages to bots are."""

        async def answer() -> web.Response:
            keys = str(request.url.with_path("/openid/v1/.well-known/keys"))
            return web.json_response(
                {
                    "issuer": LIMITS.token_issuer,
                    "jwks_uri": keys,
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )

        self._ledger.note("openid", "", "", 200)
        return await suffer(request, self._faults.take(Operation.OPENID, ""), answer)

    async def keys(self, request: web.Request) -> web.Response:
        """The keys, with their endorsements."""
        return web.json_response(self._tokens.published())

    def _tenant(self, named: str) -> str | None:
        if named in ("botframework.com", LEGACY_TENANT):
            return LEGACY_TENANT
        return named if named in self._world.tenants else None


def _oauth_error(status: int, error: str, description: str) -> web.Response:
    body = json.dumps({"error": error, "error_description": description})
    return web.Response(status=status, text=body, content_type="application/json")
