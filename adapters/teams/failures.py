"""What went wrong with a connector call, in the port's few words.

The codes are those of learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability, "Status codes
from bot conversational APIs". Unlike that page, any 5xx is an unknown outcome: 502 and 504 may have posted.
"""

import json
from collections.abc import Mapping

import requests
from botbuilder.schema import ErrorResponseException
from msrest.exceptions import ClientException, HttpOperationError
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from adapters.teams.credentials import LoginFailed
from bot.ports import (
    Cause,
    Limits,
    NotAllowed,
    NotSent,
    PlatformFailure,
    RateLimited,
    Rejected,
    Uncertain,
    Unreachable,
)

FORBIDDEN: Mapping[str, PlatformFailure] = {
    "ConversationBlockedByUser": Unreachable(Cause.PERSON_UNREACHABLE),
    "MessageWritesBlocked": Unreachable(Cause.PERSON_UNREACHABLE),
    "BotNotInConversationRoster": Unreachable(Cause.BOT_NOT_IN_CHANNEL),
    "BotDisabledByAdmin": NotAllowed(Cause.APP_REMOVED),
    "InvalidBotApiHost": NotAllowed(Cause.PERMISSION_MISSING),
    "NotEnoughPermissions": Unreachable(Cause.POSTING_RESTRICTED),
    "ForbiddenOperationException": Unreachable(Cause.PERSON_UNREACHABLE),
}
"""What each code of a 403 means; its order is the order in which codes are looked for."""


class Expired(Exception):
    """The connector refused the token: worth one attempt with a new one, since nothing happened."""


def failure_of(error: Exception, *, direct: bool) -> PlatformFailure | Expired:
    """The failure behind an exception of botframework, msrest or the login; `direct`: it was about one person."""
    if isinstance(error, LoginFailed):
        kind = NotAllowed if error.final else NotSent
        return kind(Cause.TOKEN_REVOKED if error.final else Cause.PLATFORM_UNAVAILABLE, str(error))
    if isinstance(error, ErrorResponseException | HttpOperationError):
        return _refusal(error.response, direct)
    if isinstance(error, TimeoutError):
        return Uncertain(Cause.TIMED_OUT)
    if isinstance(error, ClientException):
        return _connection(error.inner_exception or error)
    return Uncertain(Cause.OTHER, type(error).__name__)


def _connection(error: BaseException) -> PlatformFailure:
    """A request without an answer: certainly not sent if there never was a connection."""
    chain: list[object] = [error, *error.args]
    chain += [getattr(one, "reason", None) for one in list(chain)]
    if isinstance(error, requests.ConnectTimeout) or any(
        isinstance(one, NewConnectionError | NameResolutionError | ConnectTimeoutError) for one in chain
    ):
        return NotSent(Cause.PLATFORM_UNAVAILABLE, type(error).__name__)
    if isinstance(error, requests.exceptions.SSLError):
        return NotSent(Cause.PLATFORM_UNAVAILABLE, "TLS")
    if isinstance(error, requests.Timeout):
        return Uncertain(Cause.TIMED_OUT, type(error).__name__)
    return Uncertain(Cause.CONNECTION_LOST, type(error).__name__)


def _refusal(response: requests.Response, direct: bool) -> PlatformFailure | Expired:
    status = response.status_code
    code, message = _words(response)
    detail = f"{status} {code}".strip()
    if status == 401:
        return Expired(detail)
    if status == 429:
        return RateLimited(response.headers.get("Retry-After"), Limits.CONVERSATION, detail)
    if status == 412:
        return NotSent(Cause.PLATFORM_UNAVAILABLE, detail)
    if status == 413:
        return Rejected(Cause.TOO_LARGE, detail)
    if status == 403:
        return _forbidden(code, message, detail, direct)
    if status == 404:
        return Unreachable(_missing(code, direct), detail)
    if status == 408 or status >= 500:
        return Uncertain(Cause.PLATFORM_UNAVAILABLE, detail)
    return Rejected(Cause.INVALID_MESSAGE, detail)


def _forbidden(code: str, message: str, detail: str, direct: bool) -> PlatformFailure:
    for name, meant in FORBIDDEN.items():
        if name == code or name in message:
            about_a_person = meant.cause is Cause.PERSON_UNREACHABLE
            cause = Cause.POSTING_RESTRICTED if about_a_person and not direct else meant.cause
            return type(meant)(cause, f"403 {name}")
    return Unreachable(Cause.POSTING_RESTRICTED, detail)


def _missing(code: str, direct: bool) -> Cause:
    if code == "ActivityNotFoundInConversation":
        return Cause.MESSAGE_MISSING
    return Cause.CONVERSATION_UNKNOWN if direct else Cause.CHANNEL_MISSING


def _words(response: requests.Response) -> tuple[str, str]:
    """Error code and message of the answer, as far as it has any; sub-codes hide inside the message."""
    try:
        error = json.loads(response.content)["error"]
        return str(error.get("code") or "")[:80], str(error.get("message") or "")
    except (ValueError, LookupError, TypeError, AttributeError):
        return "", ""
