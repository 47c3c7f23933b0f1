"""What somebody has typed into the form of a shoutout, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.capabilities.shoutouts.kinds import Where
from bot.capabilities.shoutouts.values import Value
from bot.chat.form import Option, Values
from bot.chat.texts import Texts
from bot.people.folding import letter

SHORTEST_STORY = 20
LONGEST_STORY = 1500
LONGEST_QUOTE = 1000
LONGEST_CUSTOMER = 80
LONGEST_ADDRESS = 500

MOST_THANKED = 20
"""People and teams that one shoutout names; beyond that nobody feels meant, and a team's name says it better."""


@dataclass(frozen=True)
class Typed:
    """What stands in the form. `people` are those chosen (`p:ID`, `t:ID`), with how they are called."""

    people: tuple[Option, ...] = ()
    story: str = ""
    quote: str = ""
    customer: str = ""
    value: str = ""
    ticket: str = ""
    goes_to: Where = Where.EVERYWHERE


def typed(values: Values) -> Typed:
    """What a submitted form holds; people by their ids alone."""
    people = values.get("people")
    chosen = people if isinstance(people, tuple) else (people,) if isinstance(people, str) and people else ()
    where = _text(values, "goes_to")
    return Typed(
        people=tuple(Option(one, one) for one in dict.fromkeys(chosen)),
        story=_text(values, "story"),
        quote=_text(values, "quote"),
        customer=_text(values, "customer"),
        value=_text(values, "value"),
        ticket=_text(values, "ticket"),
        goes_to=Where(where) if where in tuple(Where) else Where.EVERYWHERE,
    )


def mistakes(typed: Typed, values: Sequence[Value], *, value_required: bool, t: Texts) -> Mapping[str, str]:
    """What has to be changed before it can be posted, by field."""
    found: dict[str, str] = {}
    if not typed.people:
        found["people"] = t("Say whom you thank.")
    elif len(typed.people) > MOST_THANKED:
        found["people"] = t("A shoutout names up to {n} people. Take some out, or choose their team.", n=MOST_THANKED)
    if sum(letter(character) != "" for character in typed.story) < SHORTEST_STORY:
        found["story"] = t("Tell what they did, in at least {n} characters.", n=SHORTEST_STORY)
    elif len(typed.story) > LONGEST_STORY:
        found["story"] = too_long(LONGEST_STORY, t)
    if len(typed.quote) > LONGEST_QUOTE:
        found["quote"] = too_long(LONGEST_QUOTE, t)
    if len(typed.customer) > LONGEST_CUSTOMER:
        found["customer"] = too_long(LONGEST_CUSTOMER, t)
    if typed.value and typed.value.casefold() not in {one.key for one in values}:
        found["value"] = t("This is none of the organisation's values any more. Choose another one.")
    elif value_required and not typed.value:
        found["value"] = t("Choose one of the values.")
    if typed.ticket and not _is_address(typed.ticket):
        found["ticket"] = t("Paste the whole address of the ticket, beginning with https://, or leave it empty.")
    return found


def too_long(most: int, t: Texts) -> str:
    """What is said of a text with more characters than that."""
    return t("Up to {n} characters fit. Shorten it.", n=most)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(text) <= LONGEST_ADDRESS


def _text(values: Values, name: str) -> str:
    value = values.get(name)
    if isinstance(value, tuple):
        value = value[0] if value else ""
    return value.strip() if isinstance(value, str) else ""
