"""The words of a sync's settings, for its form and for whoever looks at it."""

from collections.abc import Mapping

from bot.capabilities.syncs.kinds import Held, Section, Template
from bot.chat.texts import Texts

HOUR, DAY = 60, 24 * 60


def templates(t: Texts) -> Mapping[Template, str]:
    """What each kind of meeting is called."""
    return {
        Template.WEEKLY: t("Weekly sync"),
        Template.REVIEW: t("Cross-team review"),
        Template.CALIBRATION: t("Calibration"),
        Template.CULTURE: t("Monthly culture review"),
        Template.HUDDLE: t("Daily huddle of 10 minutes"),
        Template.HANDOVER: t("Shift handover"),
        Template.DEMO: t("Product demo"),
        Template.TRAINING: t("Training"),
        Template.CELEBRATION: t("Celebration"),
    }


def sections(t: Texts) -> Mapping[Section, str]:
    """What each section of the agenda is called."""
    return {
        Section.NUMBERS: t("Numbers"),
        Section.STORY: t("A customer's story"),
        Section.UPDATES: t("Updates since last time"),
        Section.RAISED: t("Questions and blockers"),
        Section.ACTIONS: t("Open actions"),
        Section.AWAY: t("Who is away"),
    }


def held(how: Held, minutes: int, t: Texts) -> str:
    """How it is held, and how long."""
    match how:
        case Held.LIVE:
            return t.n("People meet for {n} minute", "People meet for {n} minutes", minutes)
        case Held.WRITTEN:
            one = "People write, each in their own time, until {n} minute after it begins"
            return t.n(one, "People write, each in their own time, until {n} minutes after it begins", minutes)


def before(minutes: int, t: Texts) -> str:
    """So long before it, in the largest unit that fits."""
    if not minutes:
        return t("when it begins")
    if minutes % DAY == 0:
        return t.n("{n} day before", "{n} days before", minutes // DAY)
    if minutes % HOUR == 0:
        return t.n("{n} hour before", "{n} hours before", minutes // HOUR)
    return t.n("{n} minute before", "{n} minutes before", minutes)
