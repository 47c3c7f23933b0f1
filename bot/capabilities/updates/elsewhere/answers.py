"""What programs are told of an update and its receipt."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from bot.asked import Answer
from bot.capabilities.updates.knowledge.rules import FEWEST_SHOWN


class Delivery(Answer):
    """What became of the posts: `promised = delivered + failed + unconfirmed` once nothing is pending."""

    promised: int
    delivered: int
    failed: int
    unconfirmed: int
    pending: int
    first_to_last_seconds: float | None
    sides_apart_seconds: float | None


class Side(Answer):
    """A side: its posts, and who of it was asked last to note the update and has."""

    side: str
    promised: int
    delivered: int
    failed: int
    unconfirmed: int
    pending: int
    expected: int
    noted: int
    provisional: int
    others: int


class Team(Answer):
    """A team: how many were asked with a version, and how many of them have noted it."""

    version: int
    side: str
    team: str
    expected: int
    noted: int
    provisional: int


class Version(Answer):
    """A version that asked for *Got it*, by side, and the median time in which it was noted since publication."""

    version: int
    side: str
    expected: int
    noted: int
    others: int
    median_seconds: float | None


class Check(Answer):
    """A question of the knowledge check of a version, by side: how many were wrong at first; never who."""

    version: int
    side: str
    question: int
    asks: str
    answered: int
    wrong_at_first: int | None = Field(
        description=f"None where fewer than {FEWEST_SHOWN} answered; one less than `answered` may mean all of them."
    )


class Channel(Answer):
    """A channel's post, with why it failed and what to do in plain words."""

    side: str
    channel: str
    platform: str
    state: str
    cause: str
    what: str
    remedy: str
    attempts: int
    released_at: datetime | None
    sent_at: datetime | None


class Person(Answer):
    """A person who was asked, for whoever may see the name."""

    version: int
    side: str
    team: str
    person: str
    provisional: bool
    noted_at: datetime | None


class Receipt(Answer):
    """The receipt as far as whoever asks may see it. `people` is empty unless names were asked for."""

    update: str
    title: str
    version: int
    published_at: datetime | None
    delivery: Delivery
    partners_behind_seconds: float | None = Field(
        description="Seconds between half of the internal people having noted it and half of the partners'."
    )
    sides: list[Side]
    teams: list[Team]
    versions: list[Version]
    checks: list[Check]
    channels: list[Channel]
    people: list[Person]


class Translation(Answer):
    """What an update says in a further language."""

    title: str
    changed: str
    tell_customers: str


class Says(Answer):
    """What an update says now, in the words of a correction, and what the last correction has changed."""

    version: int
    note: str
    title: str
    changed: str
    tell_customers: str
    effective_from: datetime | None
    acknowledge_by: datetime | None
    playbook: str
    until_answered: str
    remind_before: int | None
    language: str
    languages: dict[str, Translation] = Field(description="By language; what a correction has not reached is not here.")


class Update(Answer):
    """Where an update stands."""

    id: str
    state: Literal["published", "withdrawn"]
    title: str
    version: int
    published_at: datetime | None
    withdrawn_at: datetime | None
    says: Says | None = Field(description="Null once its texts are deleted, long after it was withdrawn.")
    receipt: Receipt


class Published(Answer):
    """An update that is going out, or will when its time comes."""

    id: str = Field(description="Ask for its receipt under this id, once it has gone out.")
    state: Literal["published", "planned"] = "published"
    channels: int = Field(description="So many channels get it.")
    people: int = Field(description="So many people are expected to note it.")


class Corrected(Answer):
    """An update whose copies are changing."""

    id: str
    state: Literal["published"] = "published"
    version: int = Field(description="What the next correction is based on.")
    channels: int = Field(description="So many channels change.")
    people: int = Field(description="So many are asked for a new *Got it*; 0 without `ask_again`.")


class Withdrawn(Answer):
    """An update whose copies are being struck out."""

    id: str
    state: Literal["withdrawn"] = "withdrawn"
    channels: int = Field(description="So many channels say so.")
