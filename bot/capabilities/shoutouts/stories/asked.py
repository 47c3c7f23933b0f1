"""What a program says of customers' praise, checked as far as that needs no database, and what it is answered."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, RootModel, ValidationInfo
from pydantic_core import PydanticCustomError

from bot.asked import NOW, Answer, AsWritten, Strict, Text
from bot.people.folding import says_something

MOST_AT_ONCE = 100
"""Stories in one request."""

LONGEST_TEXT = 2000
LONGEST_ID = 200
LONGEST_AGENT = 128
LONGEST_SYSTEM = 40
LONGEST_CUSTOMER = 80
LONGEST_SCORE = 40
LONGEST_ADDRESS = 500

YEARS = range(2000, 2100)
"""What a date can mean: one outside is a slip."""

CLOCKS_DIFFER = timedelta(minutes=10)
"""How far ahead of ours the clock of another tool may be."""

HOW = "Write a date and time with its zone, like 2026-11-24T14:00:00+01:00."


def _filled(value: str) -> str:
    if not says_something(value):
        raise PydanticCustomError("text", "It is empty. Fill it in.")
    return value.strip()


def has_words(value: str) -> bool:
    """Whether it says something, also where it was written as web pages write it."""
    return says_something(unescape(value))


def _worded(value: str) -> str:
    if not has_words(value):
        raise PydanticCustomError("text", "It is empty. Fill it in.")
    return value.strip()


def at_most(most: int) -> AfterValidator:
    """Checks that no more characters are sent."""

    def check(value: str) -> str:
        if len(value) > most:
            raise PydanticCustomError("text", f"Up to {most} characters fit.")
        return value

    return AfterValidator(check)


def is_address(value: str) -> bool:
    """Whether it is a whole web address."""
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    return good and not any(character.isspace() for character in value)


def _address(value: str) -> str:
    if value and not is_address(value):
        raise PydanticCustomError("text", "Write a whole web address that begins with https://, or leave it empty.")
    return value


def _instant(value: Any) -> Any:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip().upper())
        except ValueError:
            raise PydanticCustomError("instant", HOW) from None
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise PydanticCustomError("instant", HOW)
    if value.year not in YEARS:
        raise PydanticCustomError("instant", f"Write a year from {YEARS.start} to {YEARS.stop - 1}.")
    return value.astimezone(UTC)


def _not_ahead(value: datetime, info: ValidationInfo) -> datetime:
    now = (info.context or {}).get(NOW)
    if now is not None and is_ahead(value, now):
        raise PydanticCustomError("instant", "This is still to come. Write when it was said.")
    return value


def is_ahead(said_at: datetime, now: datetime) -> bool:
    """Whether nobody can have said something then yet, as far as clocks agree."""
    return said_at - now > CLOCKS_DIFFER


def _one_or_several(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


def _id(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


System = Annotated[AsWritten, AfterValidator(_filled), AfterValidator(str.lower), at_most(LONGEST_SYSTEM)]
Id = Annotated[AsWritten, BeforeValidator(_id, json_schema_input_type=str | int), AfterValidator(_filled)]
ExternalId = Annotated[Id, at_most(LONGEST_ID)]
AgentId = Annotated[Text, BeforeValidator(_id, json_schema_input_type=str | int), at_most(LONGEST_AGENT)]
Words = Annotated[AsWritten, AfterValidator(_worded), at_most(LONGEST_TEXT)]
Name = Annotated[Text, at_most(LONGEST_ID)]
Customer = Annotated[Text, at_most(LONGEST_CUSTOMER)]
Score = Annotated[Text, at_most(LONGEST_SCORE)]
Address = Annotated[Text, at_most(LONGEST_ADDRESS), AfterValidator(_address)]
Instant = Annotated[AwareDatetime, BeforeValidator(_instant, json_schema_input_type=AwareDatetime)]
SaidAt = Annotated[Instant, AfterValidator(_not_ahead)]


class NewAgent(Strict):
    """Who is praised, as the tool calls them; a name alone is never enough."""

    id: AgentId = Field(default="", description="The tool's own id of the agent.")
    login: Name = Field(default="", description="What the agent logs in with there, often a mail address.")
    alias: Name = Field(default="", description="The name under which customers know the agent.")


class NewStory(Strict):
    """A customer's praise."""

    system: System = Field(description="The tool that it comes from, as in the roster's column desk: zendesk.")
    external_id: ExternalId = Field(
        description="Its id there. What your side sent before under the same id is not kept twice."
    )
    text: Words = Field(description=f"The customer's own words, at most {LONGEST_TEXT} characters.")
    agent: NewAgent = Field(default=NewAgent(), description="Who is praised.")
    customer: Customer = Field(default="", description="The customer's name, of which the first is kept.")
    score: Score = Field(default="", description="As the tool shows it, like 5/5.")
    ticket_url: Address = Field(default="", description="For the agent's lead.")
    said_at: SaidAt | None = Field(default=None, description="When the customer said it.")


class NewStories(
    RootModel[
        Annotated[
            list[NewStory],
            BeforeValidator(_one_or_several, json_schema_input_type=NewStory | list[NewStory]),
            Field(min_length=1, max_length=MOST_AT_ONCE),
        ]
    ]
):
    """One story, or a list of up to 100."""


class Taken(Answer):
    """What became of one story."""

    external_id: str
    state: Literal["taken", "known", "not_a_story"] = Field(
        description="Taken now, known from before, or no praise that would be kept."
    )
    id: str | None = Field(default=None, description="Instep's id of it; null where it is not kept.")
    person: str | None = Field(
        default=None, description="The id of the person it praises; null where a human has to say who it was."
    )


class TakenRating(Taken):
    """What became of a rating."""

    note: str | None = Field(default=None, description="What of it was mended or left out; null where nothing was.")


class TakenStories(Answer):
    """What became of each, in the order in which they were sent."""

    stories: Sequence[Taken]
