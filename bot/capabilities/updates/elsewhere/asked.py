"""What a file or a program says of an update, checked as far as that needs no database."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from bot.asked import AsWritten, Strict
from bot.capabilities.updates.corrections.rules import LONGEST_NOTE, LONGEST_REASON, MOST_VERSIONS
from bot.capabilities.updates.knowledge.rules import MOST_QUESTIONS
from bot.capabilities.updates.rules import (
    LONGEST_ADDRESS,
    LONGEST_GUIDANCE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_ANSWERERS,
    REMIND_BEFORE,
)

YEARS = range(2000, 2100)
"""What a date can mean: one outside is a slip, and not all platforms can show it."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)")

HOW = "Write a date and time with its zone, like 2026-11-24T14:00:00+01:00."


def instant(text: str) -> datetime:
    """The instant that ISO 8601 text with a zone means, in UTC; raises ValueError with what to write instead."""
    if not _INSTANT.fullmatch(text.strip()):
        raise ValueError(HOW)
    try:
        found = datetime.fromisoformat(text.strip().upper())
        if found.year in YEARS:
            return found.astimezone(UTC)
    except ValueError:
        raise ValueError(HOW) from None
    raise ValueError(f"Write a year from {YEARS.start} to {YEARS.stop - 1}.")


def _instant(value: Any) -> datetime:
    if not isinstance(value, str):
        raise PydanticCustomError("instant", HOW)
    try:
        return instant(value)
    except ValueError as error:
        raise PydanticCustomError("instant", str(error)) from None


def _choice_of_minutes(value: int) -> int:
    if str(value) not in REMIND_BEFORE:
        raise PydanticCustomError("minutes", f"Write one of {', '.join(REMIND_BEFORE)}.")
    return value


Minutes = Annotated[
    int, AfterValidator(_choice_of_minutes), Field(json_schema_extra={"enum": [*map(int, REMIND_BEFORE)]})
]
Instant = Annotated[AwareDatetime, BeforeValidator(_instant, json_schema_input_type=AwareDatetime)]


class Translation(Strict):
    """What an update says in a further language, under the same limits as the first text."""

    title: AsWritten
    changed: AsWritten
    tell_customers: AsWritten = ""
    note: AsWritten = Field(
        default="", description="Of a correction: what is different now. Empty: as in the first text."
    )


class NewTranslation(Translation):
    """What a new update says in a further language, with the questions of its check."""

    check: list[AsWritten] = Field(
        default=[],
        description="The questions of the check in this language: as many, with as many answers in the same order.",
    )


class NewUpdate(Strict):
    """An update to publish. What is left out stands as in the form: the owner is the author, and so on."""

    title: AsWritten = Field(description=f"The change as a sentence, at most {LONGEST_TITLE} characters.")
    changed: AsWritten = Field(description=f"What changed, in Markdown, at most {LONGEST_TEXT} characters.")
    audience: AsWritten = Field(description="The name of the audience.")
    tell_customers: AsWritten = Field(default="", description="What may be said aloud to a customer, in Markdown.")
    owner: AsWritten = Field(
        default="", description="Who answers questions: an e-mail, or platform/home/user id. Empty: the author."
    )
    effective_from: Instant | None = Field(default=None, description="Since when it holds. Empty: from now.")
    acknowledge_by: Instant | None = Field(
        default=None, description="By when *Got it* is wanted. Empty: each person's next shift."
    )
    publish_at: Instant | None = Field(
        default=None, description="When it goes out, within 180 days. Empty: now. Until then it can be moved in chat."
    )
    urgent: bool = Field(default=False, description="Also rings people on shift who have not noted it after a while.")
    playbook: AsWritten = Field(default="", description=f"An https address, at most {LONGEST_ADDRESS} characters.")
    until_answered: AsWritten = Field(
        default="", description=f"What to do until a question is answered, at most {LONGEST_GUIDANCE} characters."
    )
    answerers: list[AsWritten] = Field(
        default=[],
        description=f"Who answers questions while they are at work, each named as the owner; at most {MOST_ANSWERERS}.",
    )
    remind_before: Minutes | None = Field(
        default=None,
        description="Minutes before the deadline at which a reminder goes, 0 for none. Empty: as is set.",
    )
    check: list[AsWritten] = Field(
        default=[],
        description=f"Questions that *Got it* asks, at most {MOST_QUESTIONS}, each of several lines: the question, its "
        "answers with - before them, the right one with +, and with > the line of the update that says so.",
    )
    language: AsWritten = Field(
        default="", description="Which one title and text are in, like en. Empty: of your team."
    )
    languages: dict[AsWritten, NewTranslation] = Field(
        default={}, description="The same in further languages, by language, like pl, pt_BR or zh_Hant."
    )
    may_be_shared: bool = Field(
        default=False, description="What looks like personal data is no customer's, or may go to other companies."
    )


class Correction(Strict):
    """A correction of a published update. What is left out stays as it is."""

    version: int = Field(
        ge=1, le=MOST_VERSIONS, description="The version that this corrects; if there is a later one, nothing is done."
    )
    note: AsWritten = Field(description=f"What is different now, for every copy, at most {LONGEST_NOTE} characters.")
    title: AsWritten | None = Field(default=None, description=f"At most {LONGEST_TITLE} characters.")
    changed: AsWritten | None = Field(default=None, description=f"In Markdown, at most {LONGEST_TEXT} characters.")
    tell_customers: AsWritten | None = Field(default=None, description="Empty: nothing to say aloud any more.")
    effective_from: Instant | None = Field(default=None, description="Since when it holds.")
    acknowledge_by: Instant | None = Field(
        default=None, description="By when *Got it* is wanted. Null: each person's next shift."
    )
    playbook: AsWritten | None = Field(default=None, description="An https address. Empty: none any more.")
    until_answered: AsWritten | None = Field(
        default=None, description=f"At most {LONGEST_GUIDANCE} characters. Empty: nothing to do till then any more."
    )
    answerers: list[AsWritten] | None = Field(
        default=None, description=f"Who answers questions while they are at work, at most {MOST_ANSWERERS}."
    )
    remind_before: Minutes | None = Field(default=None, description="Null: as the organisation has set.")
    languages: dict[AsWritten, Translation | None] = Field(
        default={},
        description="The same in further languages; null takes one out. One that is left out is shown as not corrected "
        "yet, if the first text is corrected.",
    )
    ask_again: bool = Field(default=False, description="Whoever has noted it is asked for a new *Got it*.")
    remove_check: bool = Field(default=False, description="*Got it* asks nothing any more; what was answered is gone.")
    may_be_shared: bool = Field(
        default=False, description="What looks like personal data is no customer's, or may go to other companies."
    )


class Withdrawal(Strict):
    """Why an update no longer holds."""

    reason: AsWritten = Field(description=f"Stands on every copy, at most {LONGEST_REASON} characters.")
    may_be_shared: bool = Field(
        default=False, description="What looks like personal data is no customer's, or may go to other companies."
    )
