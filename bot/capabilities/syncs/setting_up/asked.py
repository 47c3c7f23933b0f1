"""What a program or a file says of a sync, and what it is told."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from bot.asked import Answer, Strict, Text, Word
from bot.capabilities.syncs.setting_up.rules import EARLIEST, LONGEST, LONGEST_LINK, MOST_AGENTS, SHORTEST
from bot.capabilities.syncs.store.tables import LONGEST_NAME

Kind = Literal["weekly", "review", "calibration", "culture", "huddle", "handover", "demo", "training", "celebration"]
SectionName = Literal["numbers", "story", "updates", "raised", "actions", "away"]
DayOff = Literal["next_working_day", "previous_working_day", "skip", "run"]


class SyncChange(Strict):
    """What of a sync is to be different; what is left out stays as it is."""

    name: Text | None = Field(default=None, description=f"At most {LONGEST_NAME} characters.")
    teams: list[Word] | None = Field(
        default=None, description="Who takes part: each team's name or id, or `Side / Team` where a name needs it."
    )
    audience: Word | None = Field(
        default=None, description="The name of an audience whose teams take part as well. Empty: none any more."
    )
    when: Text | None = Field(
        default=None, description="Like `every Tuesday`, `first Monday of the month from 4 January`, `… 10 times`."
    )
    at: Text | None = Field(default=None, description="Like `15:00`; several with commas take turns: `10:00, 17:00`.")
    again: Text | None = Field(
        default=None,
        description="The second time of an event, like `03:00`: the next one after the first. Empty: none any more.",
    )
    zone: Text | None = Field(default=None, description="An IANA time zone such as Europe/London.")
    held: Literal["live", "written"] | None = Field(default=None, description="Whether people meet or write.")
    link: Text | None = Field(
        default=None, description=f"An https address of at most {LONGEST_LINK} characters. Empty: none any more."
    )
    minutes: int | None = Field(default=None, description=f"How long it lasts, from {SHORTEST} to {LONGEST}.")
    sections: list[SectionName] | None = Field(default=None, description="What is on the agenda, in this order.")
    agents: int | None = Field(default=None, description=f"Agents of each team who attend in turn, 0 to {MOST_AGENTS}.")
    facilitators: list[Word] | None = Field(
        default=None,
        description="Who facilitates in turn: e-mails, ids, or platform/home/user id. None: the leads. Of an "
        "event: who hosts it.",
    )
    on_holiday: DayOff | None = Field(default=None, description="What becomes of it on days off.")
    any_counts: bool | None = Field(default=None, description="Whether one team's day off is enough.")
    collect_before: int | None = Field(
        default=None, description=f"Minutes before it at which people are asked, up to {EARLIEST}."
    )
    remind_before: int | None = Field(default=None, description="Minutes before it at which they are reminded.")
    agenda_before: int | None = Field(default=None, description="Minutes before it at which the agenda is posted.")
    dry_run: bool = Field(default=False, description="Say what would come of it, and change nothing.")


class NewSync(SyncChange):
    """A sync to set up. What is left out is as usual for its template; the time zone is that of the token's person."""

    name: Text = Field(description=f"At most {LONGEST_NAME} characters.")
    template: Kind = Field(default="weekly", description="What kind of meeting it is, with what is usual for it.")


class Local(Answer):
    """A date by the clock of a team."""

    team: str
    at: datetime = Field(description="With the offset of the team's time zone.")
    day_off: str = Field(description="What the team's day off is called; it will be missing. Empty for any other day.")
    outside_hours: bool
    second: bool = Field(description="Whether this is the second time of an event, which fits the team's hours.")


class Date(Answer):
    """One of the next dates; without `at` it is left out."""

    date: str = Field(description="The date that the rule gives.")
    at: datetime | None
    why: list[str] = Field(description="Why it is not where the rule has it.")
    teams: list[Local]


class ShownSync(Answer):
    """A sync as far as whoever asks may see it."""

    id: str = Field(description="Empty where it was only asked what would come of it.")
    name: str
    template: Kind
    held: Literal["live", "written"]
    teams: list[str]
    more_teams: bool = Field(description="Whether teams take part that whoever asks may not see.")
    facilitators: list[str]
    when: str
    at: str
    again: str = Field(description="The second time of an event; empty where it has none.")
    zone: str
    link: str
    minutes: int
    sections: list[SectionName]
    agents: int
    on_holiday: DayOff
    any_counts: bool
    collect_before: int
    remind_before: int
    agenda_before: int
    next: list[Date]
    warnings: list[str] = Field(description="What whoever set it up must know.")


class ShownSyncs(Answer):
    """The syncs that whoever asks may see."""

    syncs: list[ShownSync]


class EndedSync(Answer):
    """A sync that has ended."""

    id: str
    state: Literal["ended"] = "ended"
