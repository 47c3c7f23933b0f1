"""The words of what was exported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.updates.messages import filled
from bot.chat.message import Body, Headline, ListBlock, Message, Plain, say
from bot.chat.texts import Texts


@dataclass(frozen=True)
class Line:
    """One export of one side. `by` is empty for somebody whose name is not known here, `title` for what is deleted."""

    at: datetime
    title: str
    side: str
    by: str
    names: bool


def listed(lines: Sequence[Line], t: Texts, zone: str) -> Message:
    """The answer to “exports”, the newest first."""
    if not lines:
        return say(t("No receipt that your side is in has been exported."), locale=t.locale)
    title = t("Exported receipts")
    items = tuple(
        filled(
            t,
            "{moment}: {by} exported {title}, {side}, with names"
            if line.names
            else "{moment}: {by} exported {title}, {side}, without names",
            moment=t.span(line.at, zone),
            by=Plain(line.by or t("somebody of another company")),
            title=Plain(t("“{title}”", title=line.title) if line.title else t("an update that is deleted")),
            side=Plain(line.side, bold=True),
        )
        for line in lines
    )
    return Message(title, (Headline(title), Body((ListBlock(items),))), t.locale)
