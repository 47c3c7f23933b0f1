"""The words of a check-in's settings, for its form and for whoever looks at it."""

from collections.abc import Mapping

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.setting_up.templates import DAY, HOUR
from bot.chat.texts import Texts


def modes(t: Texts) -> Mapping[Mode, str]:
    """Who sees who said what."""
    return {
        Mode.ANONYMOUS: t("Anonymous: nobody can see who said what"),
        Mode.CONFIDENTIAL: t("Confidential: you and the managers of each side"),
        Mode.NAMED: t("With names: you, the managers of each side, and each team's lead"),
    }


def short_modes(t: Texts) -> Mapping[Mode, str]:
    """The same in a word or two."""
    return {
        Mode.ANONYMOUS: t("Anonymous"),
        Mode.CONFIDENTIAL: t("Confidential"),
        Mode.NAMED: t("With names"),
    }


def lasting(minutes: int, t: Texts) -> str:
    """So long, in the largest unit that fits."""
    if minutes % DAY == 0:
        return t.n("{n} day", "{n} days", minutes // DAY)
    if minutes % HOUR == 0:
        return t.n("{n} hour", "{n} hours", minutes // HOUR)
    return t.n("{n} minute", "{n} minutes", minutes)
