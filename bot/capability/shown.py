"""What of a capability is shown elsewhere: in menus, on homes, in agendas, catch-ups, the gallery and the tour."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.capability.acting import Context
from bot.capability.ways_in import Refusal, anyone
from bot.chat.form import Form
from bot.chat.message import Button, Message, Part
from bot.chat.texts import Texts
from bot.delivery.budget import Spared
from bot.delivery.outbox import Subject
from bot.delivery.tables import Copy
from bot.people.audience import Reader, Resolved
from bot.people.viewpoint import Viewpoint
from bot.storage.sessions import Session

if TYPE_CHECKING:
    from bot.capability.offers import Offers


@dataclass(frozen=True)
class MenuItem:
    """One line of the menu that `@Instep` alone opens: a button. `order` sorts, small first."""

    label: str
    action: str
    order: int
    object_id: str = ""
    opens_form: bool = False
    may: Refusal = anyone


@dataclass(frozen=True)
class HomeItem:
    """Something on a person's home. `waiting` items need an act and stand above all others (five at most)."""

    parts: tuple[Part, ...]
    order: int
    waiting: bool = False


HomeOffer = Callable[[Context], Awaitable[Sequence[HomeItem]]]


@dataclass(frozen=True)
class Example:
    """A message or form with example data, for the gallery and the contract tests."""

    name: str
    shows: Message | Form
    note: str = ""


ExampleOffer = Callable[[Texts], Sequence[Example]]


@dataclass(frozen=True)
class AgendaAsked:
    """For which copy of a sync's agenda a section is composed: who reads it, and of which time it tells.

    `resolved` is whom the sync comes to, at `until`; `viewpoint` and `team_ids` are of the copy's channel (no team: a
    message to one person). Instants are shown in `zone`.
    """

    resolved: Resolved
    viewpoint: Viewpoint
    team_ids: tuple[int, ...]
    platform: str
    t: Texts
    zone: str
    since: datetime
    until: datetime


AgendaOffer = Callable[[Session, AgendaAsked], Awaitable[Sequence[Part]]]
"""What one section of a sync's agenda says to whom it is asked for, without its heading; nothing where it is empty."""


class TourGuide(StrEnum):
    """Who acts in a step of the tour: the author, or an agent of a partner in the partner's own Microsoft Teams."""

    AUTHOR = "author"
    PARTNER = "partner"


@dataclass(frozen=True)
class TourStep:
    """A step of the playground's tour: what it shows, what to do in which person's place, and whether it was done.

    `done` is asked of the database, with the instant at which the tour began. `direct`: in the direct messages with
    Instep, else in the channel of the person's team. `do` has the names of buttons between asterisks. `needs` is the id
    of an earlier step without which there is nothing to do it with.
    """

    id: str
    title: str
    text: str
    do: str
    who: TourGuide
    done: Callable[[Session, datetime], Awaitable[bool]]
    direct: bool = False
    needs: str = ""


TourOffer = Callable[[Texts], Sequence[TourStep]]


@dataclass(frozen=True)
class HeldBack:
    """A line in somebody's catch-up for a direct message that they were spared, with the button that opens it."""

    text: str
    button: Button


SparedOffer = Callable[[Session, Reader, Sequence[Spared], datetime], Awaitable[Sequence[HeldBack]]]
"""What somebody is told of direct messages about one kind of subject that the budget held back; what is over, not."""

Composer = Callable[[Session, Subject, Copy], Awaitable[Message | None]]
"""Composes a copy of a subject anew, with present figures, for the copy's own viewpoint and locale."""

JointComposer = Callable[["Offers"], Composer]
"""Makes a composer of what all capabilities offer, such as their sections of an agenda."""
