"""Why something was not delivered, in plain words, and what to do about it."""

from dataclasses import dataclass
from typing import assert_never

from bot.chat.texts import Texts
from bot.ports import Cause


@dataclass(frozen=True)
class Explanation:
    """What happened, and what to do next: a sentence each.

    `remedy` speaks to whoever has the receipt with its buttons in front of them, `mend` to everybody else. `request` to
    whoever has *Try again* alone, and perhaps no say in the channel: it names who has.
    """

    what: str
    remedy: str
    elsewhere: str = ""
    ask: str = ""

    @property
    def mend(self) -> str:
        return self.elsewhere or self.remedy

    @property
    def request(self) -> str:
        return self.ask or self.remedy


def explain(cause: Cause, t: Texts, *, channel: str, app: str = "Instep", detail: str = "") -> Explanation:
    """The sentences for a cause; `channel` as it is called in chat (`#harborline-care`, or a person's name).

    `detail` is the platform's own word, which only a cause without words of its own shows.
    """
    named = {"channel": channel, "app": app, "detail": detail}
    match cause:
        case Cause.CHANNEL_MISSING:
            return Explanation(
                t("{channel} no longer exists, or {app} cannot see it.", **named),
                t("Choose another channel, or add {app} to it and press Try again.", **named),
                t("Add {app} to it, or link another channel to its team.", **named),
                t(
                    "Its team's lead can add {app} to it, or link another channel for what comes next. Once {app} is "
                    "in it, press Try again.",
                    **named,
                ),
            )
        case Cause.CHANNEL_ARCHIVED:
            return Explanation(
                t("{channel} is archived.", **named),
                t("Choose another channel, or unarchive it and press Try again.", **named),
                t("Unarchive it, or link another channel to its team.", **named),
                t(
                    "Its team's lead can have it unarchived, or link another channel for what comes next. Once it is "
                    "open, press Try again.",
                    **named,
                ),
            )
        case Cause.BOT_NOT_IN_CHANNEL:
            return Explanation(
                t("{app} is not in {channel}.", **named),
                t("Invite it there (on Slack with /invite @{app}), then press Try again.", **named),
                t("Invite it there (on Slack with /invite @{app}).", **named),
                t("Anybody in it can invite {app} (on Slack with /invite @{app}). Then press Try again.", **named),
            )
        case Cause.POSTING_RESTRICTED:
            return Explanation(
                t("Only some people may post in {channel}, and {app} is not one of them.", **named),
                t("Ask an owner of the channel to let {app} post, then press Try again.", **named),
                t("Ask an owner of the channel to let {app} post.", **named),
            )
        case Cause.PERSON_UNREACHABLE:
            return Explanation(
                t("{channel} cannot get direct messages from {app}.", **named),
                t("Tell them in a channel that they are in.", **named),
            )
        case Cause.CONVERSATION_UNKNOWN:
            return Explanation(
                t("{app} knows no conversation with {channel} yet.", **named),
                t("Have {app} added or written to there once, then press Try again.", **named),
                t("Have {app} added or written to there once.", **named),
            )
        case Cause.MESSAGE_MISSING:
            return Explanation(
                t("The message in {channel} is no longer there.", **named),
                t("Nothing to do, unless it should be posted again.", **named),
            )
        case Cause.MESSAGE_NOT_OURS:
            return Explanation(
                t("The message in {channel} can no longer be changed by {app}.", **named),
                t("Post a new one that corrects it.", **named),
            )
        case Cause.APP_REMOVED:
            return Explanation(
                t("{app} was removed from the workspace or tenant of {channel}.", **named),
                t("Have an admin there install {app} again, then press Try again.", **named),
                t("Have an admin there install {app} again.", **named),
            )
        case Cause.TOKEN_REVOKED:
            return Explanation(
                t("The access of {app} to the workspace or tenant of {channel} was revoked.", **named),
                t("Have an admin there install {app} again, then press Try again.", **named),
                t("Have an admin there install {app} again.", **named),
            )
        case Cause.PERMISSION_MISSING:
            return Explanation(
                t("{app} lacks a permission that it needs for {channel}.", **named),
                t("Have an admin there approve the permissions of {app}, then press Try again.", **named),
                t("Have an admin there approve the permissions of {app}.", **named),
            )
        case Cause.PLATFORM_UNAVAILABLE:
            return Explanation(
                t("The platform did not accept the message for {channel} for too long.", **named),
                t("Press Try again later.", **named),
                t("Try it again later.", **named),
            )
        case Cause.TIMED_OUT:
            return Explanation(
                t("No answer came in time, so it is not certain that {channel} has the message.", **named),
                t("Look into {channel}, then say whether it is there.", **named),
            )
        case Cause.CONNECTION_LOST:
            return Explanation(
                t("The connection broke, so it is not certain that {channel} has the message.", **named),
                t("Look into {channel}, then say whether it is there.", **named),
            )
        case Cause.TOO_LARGE:
            return Explanation(
                t("The message is too long for {channel}.", **named), t("Shorten it and publish it again.", **named)
            )
        case Cause.INVALID_MESSAGE:
            return Explanation(
                t("The platform of {channel} refused how the message is built.", **named),
                t("Tell whoever runs {app}: this is an error of ours.", **named),
            )
        case Cause.BLOCKED_BY_POLICY:
            return Explanation(
                t("A policy of the company that runs {channel} forbids the message.", **named),
                t("Ask its admin to allow {app}, then press Try again.", **named),
                t("Ask its admin to allow {app}.", **named),
            )
        case Cause.SHARED_SINCE:
            return Explanation(
                t("{channel} is shared with another company, and nobody has agreed to that yet.", **named),
                t(
                    "Check who reads it now. If they may read this, have an admin agree to it, then press Try again.",
                    **named,
                ),
                t("Check who reads it now. If they may read this, have an admin agree to it.", **named),
            )
        case Cause.OTHER:
            if detail:
                return Explanation(
                    t("The platform refused the message for {channel}: {detail}.", **named),
                    t("Tell whoever runs {app}.", **named),
                )
            return Explanation(
                t("The platform refused the message for {channel}.", **named), t("Tell whoever runs {app}.", **named)
            )
    assert_never(cause)
