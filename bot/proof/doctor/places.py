"""Installations and linked channels: whether messages would arrive."""

from collections.abc import Mapping, Sequence

from bot.chat.texts import Texts
from bot.delivery.causes import explain
from bot.people.access import EVERYTHING
from bot.people.channels import all_channels, obstacle_of, readers_of
from bot.ports import Cause, ChannelFacts, ChatPlatform, Finding, Installation, PlatformFailure, Verdict
from bot.storage.sessions import Database


async def examine_installations(
    installations: Sequence[Installation], platforms: Mapping[str, ChatPlatform], tokens: Mapping[str, str]
) -> Sequence[Finding]:
    """What each platform finds of each installation, and which platforms have none.

    `tokens` names, by platform, the setting whose token should have made an installation known.
    """
    findings: list[Finding] = []
    for name, platform in platforms.items():
        active = [each for each in installations if each.platform == name and each.active]
        if not active and name in tokens:
            findings.append(
                Finding(
                    platform.manners.title,
                    Verdict.FAILED,
                    f"It did not say whose {tokens[name]} this is: it refuses the token, or cannot be reached.",
                    "Copy the bot token anew from the app's page (OAuth & Permissions).",
                )
            )
        elif not active:
            findings.append(
                Finding(
                    platform.manners.title,
                    Verdict.WARNING,
                    "Instep is not installed anywhere on it yet.",
                    f"Write its app with `instep manifest {name}` and add it there.",
                )
            )
        for each in active:
            try:
                findings += await platform.examine(each.key)
            except PlatformFailure as failure:
                said = explain(failure.cause, Texts(), channel=each.name or each.key, detail=failure.detail)
                about = f"{platform.manners.title}, {each.name or each.key}"
                findings.append(Finding(about, Verdict.FAILED, said.what, said.mend))
    return findings


async def examine_channels(database: Database, ask: Mapping[str, ChatPlatform]) -> Sequence[Finding]:
    """Every linked channel that would not get a message, from stored facts; and from the platforms in `ask`."""
    async with database.read() as session:
        channels = await all_channels(session, EVERYTHING)
        readers = await readers_of(session, [channel.id for channel in channels])
    linked = [channel for channel in channels if readers[channel.id].team_ids]
    if not linked:
        says = "No channel is linked to a team yet."
        return [Finding("Channels", Verdict.WARNING, says, "In a channel, write “@Instep link channel”.")]
    findings = []
    for channel in linked:
        name = f"#{channel.name or channel.external_id}"
        obstacle = obstacle_of(channel, readers[channel.id])
        cause = obstacle.cause if obstacle else None
        detail = ""
        if platform := ask.get(channel.platform):
            try:
                cause = _seen(await platform.channel(channel.installation_key, channel.external_id)) or cause
            except PlatformFailure as failure:
                cause, detail = failure.cause, failure.detail
        if cause:
            said = explain(cause, Texts(), channel=name, detail=detail)
            about = f"{name} ({channel.platform.capitalize()})"
            findings.append(Finding(about, Verdict.FAILED, said.what, said.mend))
    well = len(linked) - len(findings)
    if well:
        said_all = f"{well} of {len(linked)} linked channels can be reached"
        findings.insert(0, Finding("Channels", Verdict.OK, f"{said_all}{'' if ask else ', by what is known'}."))
    return findings


def _seen(facts: ChannelFacts | None) -> Cause | None:
    if facts is None:
        return Cause.CHANNEL_MISSING
    if facts.archived:
        return Cause.CHANNEL_ARCHIVED
    if not facts.bot_is_member:
        return Cause.BOT_NOT_IN_CHANNEL
    return None if facts.can_post else Cause.POSTING_RESTRICTED
