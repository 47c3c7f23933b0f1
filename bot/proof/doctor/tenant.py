"""A test message in one Teams tenant: posted, edited, deleted; and what a refusal means."""

import secrets
from collections.abc import Mapping, Sequence

from bot.chat.message import Message, paragraph
from bot.chat.texts import Texts
from bot.delivery.causes import explain
from bot.ports import (
    Cause,
    ChannelFacts,
    ChatPlatform,
    Destination,
    Finding,
    Installation,
    PlatformFailure,
    Verdict,
)

PLATFORM = "teams"


async def try_tenant(
    tenant: str, installations: Sequence[Installation], platforms: Mapping[str, ChatPlatform]
) -> Sequence[Finding]:
    """Posts, edits and deletes one message in the first channel there that Instep is in."""
    platform = platforms.get(PLATFORM)
    if platform is None:
        return [Finding("Teams", Verdict.FAILED, "Teams is not on.", "Set the TEAMS_ settings.")]
    there = [each for each in installations if each.platform == PLATFORM and each.home == tenant and each.active]
    if not there:
        return [
            Finding(
                "Conversation",
                Verdict.FAILED,
                "Nothing has ever come from this tenant, so Instep knows no conversation there.",
                "Have its Teams admin upload the package (`instep manifest teams`), add Instep to a team there, allow"
                " the tenant in TEAMS_ALLOWED_TENANTS, and run this again.",
            )
        ]
    findings: list[Finding] = []
    for installation in there:
        findings += await _try(platform, installation)
    return findings


async def _try(platform: ChatPlatform, installation: Installation) -> Sequence[Finding]:
    findings: list[Finding] = []
    doing = "Finding a channel"
    try:
        channel = await _channel(platform, installation.key)
        if channel is None:
            return [
                Finding(
                    doing,
                    Verdict.FAILED,
                    "Instep is in no channel of this tenant.",
                    "Have an owner of a team there add Instep to the team, then run this again.",
                )
            ]
        name = f"#{channel.name or channel.channel}"
        doing = f"Posting in {name}"
        to = Destination(installation.key, channel.channel, address=channel.address)
        delivery_id = secrets.token_urlsafe(16)
        address = await platform.post(to, _test("Instep is being tried out here."), delivery_id=delivery_id)
        findings.append(Finding(doing, Verdict.OK, "The message was accepted."))
        doing = f"Editing in {name}"
        await platform.edit(installation.key, address, _test("Instep was tried out here. This message goes away."))
        findings.append(Finding(doing, Verdict.OK, "The edit was accepted."))
        doing = f"Deleting in {name}"
        await platform.delete(installation.key, address)
        findings.append(Finding(doing, Verdict.OK, "The message is gone again."))
    except PlatformFailure as failure:
        findings.append(explained(doing, failure))
    return findings


async def _channel(platform: ChatPlatform, installation: str) -> ChannelFacts | None:
    async for facts in platform.channels(installation):
        if facts.can_post and not facts.direct and not facts.archived:
            return facts
    return None


def explained(doing: str, failure: PlatformFailure) -> Finding:
    """What a refusal by the connector means for an operator, with the remedy."""
    status = failure.detail.partition(" ")[0]
    match failure.cause:
        case Cause.TOKEN_REVOKED:
            says = "The login host or the connector does not accept the bot's credentials there."
            remedy = (
                "If the tenant is another company's: the registration must allow other organisations (signInAudience"
                " AzureADMultipleOrgs), and their admin must have consented to it. Safest is a registration of"
                " their own, added with its own secret. Else check TEAMS_APP_PASSWORD, which may have expired."
            )
        case Cause.APP_REMOVED:
            says = "The app is not installed there any more, or an admin has blocked it."
            remedy = "Ask the tenant's Teams admin to allow it and to add it to the team again."
        case Cause.PERMISSION_MISSING:
            says = "The connector of this cloud does not serve the tenant."
            remedy = "Government clouds have hosts of their own: name them in TEAMS_SERVICE_HOSTS."
        case Cause.BOT_NOT_IN_CHANNEL:
            says = "Instep is not in that conversation."
            remedy = "Add the app to the team, and to each of its shared or private channels as well."
        case Cause.POSTING_RESTRICTED:
            says = "The tenant refuses posts by this bot."
            remedy = (
                "Ask its Teams admin whether app policies or the channel's moderation forbid bots to post. Across"
                " companies the registration must also allow other organisations."
            )
        case _:
            said = explain(failure.cause, Texts(), channel="the channel", detail=failure.detail)
            says, remedy = said.what, said.mend
    code = f" (HTTP {status})" if status.isdecimal() else ""
    return Finding(doing, Verdict.FAILED, f"{says.rstrip('.')}{code}.", remedy)


def _test(text: str) -> Message:
    return Message(text, (paragraph(text),))
