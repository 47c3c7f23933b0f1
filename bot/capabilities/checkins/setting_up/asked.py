"""What a program or a file says of a check-in, and what it is told."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from bot.asked import Answer, Strict, Text, Word
from bot.capabilities.checkins.questions import MOST
from bot.capabilities.checkins.setting_up.rules import HIGHEST_THRESHOLD, LONGEST_OPEN, SHORTEST_OPEN
from bot.capabilities.checkins.store.tables import LONGEST_NAME

Began = Literal[
    "pulse",
    "information",
    "understood",
    "tooling",
    "onboarding_1",
    "onboarding_2",
    "onboarding_4",
    "enps",
    "partnership",
    "after_sync",
    "own",
]
Sees = Literal["named", "confidential", "anonymous"]
Became = Literal["asked", "withdrawn", "ended"]


class CheckinChange(Strict):
    """What of a check-in is to be different from its next time on; what is left out stays as it is."""

    name: Text | None = Field(default=None, description=f"At most {LONGEST_NAME} characters.")
    questions: list[Text] | None = Field(
        default=None,
        description=f"1 to {MOST} lines such as `smileys: How was your week?`, `if 1 is 1-2: text: Why?`, "
        "`one of: Which? | A | B`; a line such as `es: …` says the one before it in another language, and "
        "`smileys, alert 1-2: …` has these answers told at once where they have names.",
    )
    teams: list[Word] | None = Field(
        default=None, description="Who is asked: each team's name or id, or `Side / Team` where a name needs it."
    )
    audience: Word | None = Field(
        default=None, description="The name of an audience whose teams are asked as well. Empty: none any more."
    )
    occasion: Word | None = Field(
        default=None, description="In place of teams, whoever was part of it: `updates.acknowledged/ID`. Empty: none."
    )
    when: Text | None = Field(
        default=None, description="`now`, `by hand`, a day like `on 2027-01-15`, or a rhythm like `every Friday`."
    )
    at: Text | None = Field(default=None, description="Like `10:00`, by each person's own clock.")
    open_minutes: int | None = Field(
        default=None, description=f"How long it can be answered, from {SHORTEST_OPEN} to {LONGEST_OPEN} minutes."
    )
    mode: Sees | None = Field(default=None, description="Who sees who said what.")
    threshold: int | None = Field(
        default=None, description=f"How many must have answered before anything is shown, up to {HIGHEST_THRESHOLD}."
    )
    reminds: bool | None = Field(default=None, description="Whether people are reminded once.")
    dry_run: bool = Field(default=False, description="Say what would come of it, and change nothing.")


class NewCheckin(CheckinChange):
    """A check-in to set up. What is left out is as usual for its template; days are those of the token's person."""

    name: Text = Field(description=f"At most {LONGEST_NAME} characters.")
    template: Began = Field(default="own", description="What it begins from, with what is usual for it.")


class Coming(Answer):
    """One of the next dates; without `at` it is left out."""

    date: str = Field(description="The date that the rule gives.")
    at: datetime | None


class Reached(Answer):
    """How many people it reaches the next time, as far as whoever asks may see them."""

    people: int
    direct: int = Field(description="In a message of their own; the others by a button in a channel.")
    rested: int = Field(description="Not asked this time, so that nobody can be worked out.")


class ShownCheckin(Answer):
    """A check-in as far as whoever asks may see it."""

    id: str = Field(description="Empty where it was only asked what would come of it.")
    name: str
    questions: list[str]
    teams: list[str]
    more_teams: bool = Field(description="Whether teams are asked that whoever asks may not see.")
    occasion: str = Field(description="What people were part of, if they are asked for that.")
    when: str
    at: str
    open_minutes: int
    mode: Sees
    threshold: int
    reminds: bool
    next: list[Coming]
    reach: Reached
    warnings: list[str] = Field(description="What whoever set it up must know.")


class ShownCheckins(Answer):
    """The check-ins that whoever asks may see."""

    checkins: list[ShownCheckin]


class DoneCheckin(Answer):
    """What became of a check-in."""

    id: str
    state: Became
