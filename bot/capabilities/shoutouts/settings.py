"""What the organisation decides about shoutouts."""

from bot.capabilities.shoutouts.values import read_values, write_values
from bot.people import audiences, settings
from bot.people.access import EVERYTHING
from bot.people.refusal import Refused
from bot.people.settings import SettingSpec
from bot.storage.sessions import Session


async def _known_audience(session: Session, name: str) -> str:
    if not name:
        return name
    found = await audiences.audience_named(session, EVERYTHING, name)
    if found is None:
        raise Refused(f"There is no audience called “{name}”. Make it first, or write the name of one that is there.")
    return found.name


async def _values(session: Session, text: str) -> str:
    return write_values(read_values(text))


AUDIENCE = SettingSpec(
    "shoutouts.audience",
    str,
    "",
    "Name of the audience in whose channels every shoutout appears, besides the channels of those it names. Empty: "
    "those channels alone.",
    known=_known_audience,
    label="Audience that sees every shoutout",
    matter="Giving",
)

VALUES = SettingSpec(
    "shoutouts.values",
    str,
    "ownership 🙌; kindness 💛; clarity 💡; teamwork 🤝",
    "The organisation's values, of which a shoutout can name one: a word each with an emoji, semicolons between them.",
    known=_values,
    label="Values that a shoutout can name",
    matter="Giving",
)

VALUE_REQUIRED = SettingSpec(
    "shoutouts.value_required",
    bool,
    False,
    "Whether each shoutout has to name one of the values.",
    label="Each shoutout names a value",
    matter="Giving",
)

PER_DAY = SettingSpec(
    "shoutouts.per_day",
    int,
    5,
    "Shoutouts that somebody can give in a day of their own time zone.",
    least=1,
    most=100,
    label="Shoutouts a person may give in a day",
    matter="Giving",
)

ACROSS_WALLS = SettingSpec(
    "shoutouts.across_walls",
    str,
    "unnamed",
    "What a channel gets whose readers may not know who is thanked: “unnamed”, the story of an agent of another team, "
    "or “nothing”.",
    choices=("unnamed", "nothing"),
    label="What readers get who may not know a name",
    matter="Names and customers' data",
)

PARTNERS_SEE_ALL = SettingSpec(
    "shoutouts.partners_see_all",
    bool,
    False,
    "Whether what a giver says is no personal data stands in partners' channels too; otherwise it is masked there.",
    label="Partners read what givers unmask",
    matter="Names and customers' data",
)

FIRST_NAMES = SettingSpec(
    "shoutouts.first_names",
    bool,
    True,
    "Whether only the first names of customers are kept with their words.",
    label="Customers by first name only",
    matter="Names and customers' data",
)

WEEKS_WITHOUT = SettingSpec(
    "shoutouts.weeks_without",
    int,
    4,
    "Weeks after which a lead is shown who of the team has not been named.",
    least=1,
    most=52,
    label="Weeks until a lead sees who is not named",
    matter="Looking back",
)

ALL = (
    AUDIENCE,
    VALUES,
    VALUE_REQUIRED,
    PER_DAY,
    ACROSS_WALLS,
    PARTNERS_SEE_ALL,
    FIRST_NAMES,
    WEEKS_WITHOUT,
)


async def text(session: Session, spec: SettingSpec) -> str:
    """A setting's text."""
    return str(await settings.read(session, spec))


async def number(session: Session, spec: SettingSpec) -> int:
    """A setting's number."""
    return int(await settings.read(session, spec))


async def is_on(session: Session, spec: SettingSpec) -> bool:
    """Whether a setting is on."""
    return bool(await settings.read(session, spec))
