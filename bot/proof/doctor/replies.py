"""Whether people's replies under updates reach Instep, which is optional and which no platform says outright."""

from collections.abc import Mapping, Sequence

from bot.capabilities.updates.store.question_offers import last_offers
from bot.ports import ChatPlatform, Finding, Verdict
from bot.storage.sessions import Database


async def examine_replies(database: Database, platforms: Mapping[str, ChatPlatform]) -> Sequence[Finding]:
    """For each platform the last sign that what people write to others arrives; without any, nothing is amiss."""
    async with database.read() as session:
        last = await last_offers(session)
    findings = []
    for name, platform in platforms.items():
        says = (
            "No reply that does not mention Instep has led to an offer yet. Reading them is an optional permission, for"
            f" whoever wants questions under updates noticed: `instep manifest {name} --reading`."
        )
        if at := last.get(name):
            says = (
                f"Replies that do not mention Instep arrive: a question was last offered to be asked on {at:%d %B %Y}."
            )
        findings.append(Finding(f"{platform.manners.title}, replies under updates", Verdict.OK, says))
    return findings
