"""What the organisation decides about updates."""

from datetime import timedelta

from bot.capabilities.updates.reports import settings as reports
from bot.people import audiences, settings
from bot.people.access import EVERYTHING
from bot.people.refusal import Refused
from bot.people.settings import SettingSpec
from bot.storage.sessions import Session

RING_AFTER = SettingSpec(
    "updates.ring_after",
    int,
    10,
    "Minutes after which an urgent update rings people on shift who have not pressed Got it.",
    least=1,
    most=240,
    label="Minutes until an urgent update rings",
    matter="Ringing and reminding",
)


REMIND_BEFORE = SettingSpec(
    "updates.remind_before",
    int,
    60,
    "Minutes before their deadline at which people on shift who have not pressed Got it are reminded; 0 for never.",
    least=0,
    most=480,
    label="Minutes before the deadline to remind people",
    matter="Ringing and reminding",
)


async def _known_audience(session: Session, name: str) -> str:
    if not name:
        return name
    found = await audiences.audience_named(session, EVERYTHING, name)
    if found is None:
        raise Refused(f"There is no audience called “{name}”. Make it first, or write the name of one that is there.")
    return found.name


DEFAULT_AUDIENCE = SettingSpec(
    "updates.audience",
    str,
    "",
    "Name of the audience that a new update is addressed to unless its author chooses another one.",
    known=_known_audience,
    label="Audience of a new update",
    matter="Sending",
)

EVEN_RELEASE = SettingSpec(
    "updates.even_release",
    bool,
    False,
    "Whether the faster platform keeps step with the slower one, so that every side has the same share at any moment.",
    label="All sides get an update at the same pace",
    matter="Sending",
)

ANSWER_WITHIN = SettingSpec(
    "updates.answer_within",
    int,
    4,
    "Working hours after which an unanswered question goes to the lead of the owner's team.",
    least=1,
    most=80,
    label="Hours until a question goes to the lead",
    matter="Questions",
)

OFFER_QUESTIONS = SettingSpec(
    "updates.offer_questions",
    bool,
    True,
    "Whether somebody who asks others in the thread of an update is offered to have it asked, where the optional "
    "permission to read replies was given.",
    label="Offer to ask what is said in threads",
    matter="Questions",
)

USUAL_HOUR = SettingSpec(
    "updates.usual_hour",
    int,
    9,
    "Hour of the day at which teams get their planned updates of which nobody knows when they begin work.",
    least=0,
    most=23,
    label="Hour for teams whose working hours nobody knows",
    matter="Sending",
)

MOST_PER_WEEK = SettingSpec(
    "updates.most_per_week",
    int,
    5,
    "Updates that a team should get in a week at most; whoever plans more is warned. 0 for no limit.",
    least=0,
    most=100,
    label="Most updates for a team in a week",
    matter="Sending",
)

PARTNERS = "partners"
"""Stands for every audience that a partner reads."""


async def _known_audiences(session: Session, text: str) -> str:
    """The names as they are spelled, with semicolons between them; commas do where no name has one."""
    found: list[str] = []
    for part in (part.strip() for part in text.split(";")):
        whole = await audiences.audience_named(session, EVERYTHING, part)
        for name in [part] if whole else part.split(","):
            if name.strip().casefold() == PARTNERS:
                found.append(PARTNERS)
            elif name.strip():
                found.append(await _known_audience(session, name.strip()))
    return "; ".join(dict.fromkeys(found))


APPROVAL = SettingSpec(
    "updates.approval",
    str,
    "",
    "Audiences to which an update goes only once another author has approved it: their names, with semicolons between "
    "them, or “partners” for all that a partner reads. It holds for their channels and teams by any name. Empty: none.",
    known=_known_audiences,
    label="Audiences that need another author's approval",
    matter="Sending",
)

ALL = (
    DEFAULT_AUDIENCE,
    APPROVAL,
    EVEN_RELEASE,
    USUAL_HOUR,
    MOST_PER_WEEK,
    RING_AFTER,
    REMIND_BEFORE,
    ANSWER_WITHIN,
    OFFER_QUESTIONS,
    *reports.ALL,
)


async def ring_after(session: Session) -> int:
    """Minutes until an urgent update rings people."""
    value = await settings.read(session, RING_AFTER)
    assert isinstance(value, int)
    return value


async def remind_before(session: Session) -> int:
    """Minutes before a deadline at which people are reminded; 0 for never."""
    value = await settings.read(session, REMIND_BEFORE)
    assert isinstance(value, int)
    return value


async def offer_questions(session: Session) -> bool:
    """Whether what people ask others under an update is offered to be asked."""
    return bool(await settings.read(session, OFFER_QUESTIONS))


async def default_audience(session: Session) -> str:
    """The name of the audience that is chosen beforehand; empty for none."""
    return str(await settings.read(session, DEFAULT_AUDIENCE))


async def even_release(session: Session) -> bool:
    """Whether the faster lanes of a release keep step with the slowest one."""
    return bool(await settings.read(session, EVEN_RELEASE))


async def answer_within(session: Session) -> timedelta:
    """Working time in which a question is to be answered."""
    value = await settings.read(session, ANSWER_WITHIN)
    assert isinstance(value, int)
    return timedelta(hours=value)


async def usual_hour(session: Session) -> int:
    """The hour at which a team is told whose working hours nobody knows."""
    value = await settings.read(session, USUAL_HOUR)
    assert isinstance(value, int)
    return value


async def most_per_week(session: Session) -> int:
    """How many updates a team should get in a week at most; 0 for no limit."""
    value = await settings.read(session, MOST_PER_WEEK)
    assert isinstance(value, int)
    return value


async def approval_wanted(session: Session) -> frozenset[str]:
    """The names of the audiences that need an approval, in small letters, and `PARTNERS` for those of partners."""
    value = str(await settings.read(session, APPROVAL))
    return frozenset(name.strip().casefold() for name in value.split(";") if name.strip())
