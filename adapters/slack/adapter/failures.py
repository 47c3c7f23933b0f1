"""Slack's errors and the network's, as the failures that delivery decides by.

The error words are those of docs.slack.dev/reference/methods/chat.postMessage, chat.update, chat.postEphemeral and
conversations.open. What is in none of these tables is `Rejected(OTHER)` with Slack's word as the detail.
"""

from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

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

_UNREACHABLE: Mapping[str, Cause] = {
    "channel_not_found": Cause.CHANNEL_MISSING,
    "is_archived": Cause.CHANNEL_ARCHIVED,
    "is_inactive": Cause.CHANNEL_ARCHIVED,
    "not_in_channel": Cause.BOT_NOT_IN_CHANNEL,
    "restricted_action": Cause.POSTING_RESTRICTED,
    "cannot_reply_to_message": Cause.POSTING_RESTRICTED,
    "edit_window_closed": Cause.POSTING_RESTRICTED,
    "messages_tab_disabled": Cause.PERSON_UNREACHABLE,
    "user_not_in_channel": Cause.PERSON_UNREACHABLE,
    "user_not_found": Cause.PERSON_UNREACHABLE,
    "user_not_visible": Cause.PERSON_UNREACHABLE,
    "user_disabled": Cause.PERSON_UNREACHABLE,
    "cannot_dm_bot": Cause.PERSON_UNREACHABLE,
    "message_not_found": Cause.MESSAGE_MISSING,
    "thread_not_found": Cause.MESSAGE_MISSING,
    "cant_update_message": Cause.MESSAGE_NOT_OURS,
    "cant_delete_message": Cause.MESSAGE_NOT_OURS,
    "ekm_access_denied": Cause.BLOCKED_BY_POLICY,
}
_NOT_ALLOWED: Mapping[str, Cause] = {
    "account_inactive": Cause.APP_REMOVED,
    "team_access_not_granted": Cause.APP_REMOVED,
    "token_revoked": Cause.TOKEN_REVOKED,
    "token_expired": Cause.TOKEN_REVOKED,
    "invalid_auth": Cause.TOKEN_REVOKED,
    "not_authed": Cause.TOKEN_REVOKED,
    "missing_scope": Cause.PERMISSION_MISSING,
    "not_allowed_token_type": Cause.PERMISSION_MISSING,
    "access_denied": Cause.PERMISSION_MISSING,
    "two_factor_setup_required": Cause.PERMISSION_MISSING,
}
_TOO_LARGE = frozenset(
    {"msg_too_long", "msg_blocks_too_long", "metadata_too_large", "view_too_large", "too_many_attachments"}
)
_INVALID = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_arguments",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "no_text",
        "markdown_text_conflict",
    }
)
_LATER = frozenset(
    {"service_unavailable", "org_login_required", "team_added_to_org", "external_channel_migrating"}
)  # refused before anything happened
_PACE = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_IN_DOUBT = frozenset({"internal_error", "fatal_error", "request_timeout"})


class Redirected(aiohttp.ClientError):
    """Slack's address answered with a redirect, which is never followed."""


def failure_of(error: BaseException, *, to_person: bool = False) -> PlatformFailure:
    """The failure that stands for an exception of slack_sdk or aiohttp.

    `to_person`: a missing channel then means that the person cannot be written to.
    """
    if isinstance(error, SlackApiError):
        return _of_answer(error, to_person)
    if isinstance(error, aiohttp.ConnectionTimeoutError | aiohttp.ClientConnectorError):
        return NotSent(Cause.PLATFORM_UNAVAILABLE, type(error).__name__)
    if isinstance(error, TimeoutError):
        return Uncertain(Cause.TIMED_OUT, type(error).__name__)
    if isinstance(error, Redirected):
        return Uncertain(Cause.PLATFORM_UNAVAILABLE, "redirected")
    if isinstance(error, aiohttp.ClientError | OSError):
        return Uncertain(Cause.CONNECTION_LOST, type(error).__name__)
    if isinstance(error, SlackClientError | ValueError):
        return Uncertain(Cause.PLATFORM_UNAVAILABLE, "an answer that is no JSON")
    raise error


def _of_answer(error: SlackApiError, to_person: bool) -> PlatformFailure:
    response = error.response
    status = getattr(response, "status_code", 200)
    data = getattr(response, "data", response)
    word = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or word in _PACE:
        header = {name.lower(): value for name, value in response.headers.items()}.get("retry-after")
        return RateLimited(header, Limits.METHOD, word)
    if status == 412:
        return NotSent(Cause.PLATFORM_UNAVAILABLE, "http 412")
    if status >= 500 or status == 408 or word in _IN_DOUBT:
        return Uncertain(Cause.TIMED_OUT if status == 408 else Cause.PLATFORM_UNAVAILABLE, word or f"http {status}")
    return _of_word(word, to_person) if word else Rejected(Cause.OTHER, f"http {status}")


def _of_word(word: str, to_person: bool) -> PlatformFailure:
    if word == "channel_not_found" and to_person:
        return Unreachable(Cause.PERSON_UNREACHABLE, word)
    if word in _UNREACHABLE:
        return Unreachable(_UNREACHABLE[word], word)
    if word.startswith("restricted_action"):
        return Unreachable(Cause.POSTING_RESTRICTED, word)
    if word.startswith("slack_connect_") and word.endswith("_blocked"):
        return Unreachable(Cause.BLOCKED_BY_POLICY, word)
    if word in _NOT_ALLOWED:
        return NotAllowed(_NOT_ALLOWED[word], word)
    if word in _LATER:
        return NotSent(Cause.PLATFORM_UNAVAILABLE, word)
    if word in _TOO_LARGE:
        return Rejected(Cause.TOO_LARGE, word)
    return Rejected(Cause.INVALID_MESSAGE if word in _INVALID else Cause.OTHER, word)
