"""The bounds of what follows answers, and who may begin it."""

import re
from dataclasses import dataclass
from datetime import timedelta

from bot.capabilities.checkins.kinds import RunState
from bot.capabilities.checkins.questions import Question, read
from bot.capabilities.checkins.results.walls import Eyes, eyes_of
from bot.capabilities.checkins.store.checkins import rhythm_of, run_called
from bot.capabilities.checkins.store.named import Names
from bot.capabilities.checkins.store.runs import UNFINISHED
from bot.capabilities.checkins.store.tables import Checkin, Run
from bot.chat.form import Value
from bot.chat.texts import Texts
from bot.people.access import Actor
from bot.people.model import Role
from bot.storage.sessions import Session

LONGEST = 800
"""Characters of one thing that is said or told."""

MOST_SAID = 30
"""Of one conversation without names."""

NOTED_EVERY = timedelta(days=3)
"""How often all people of a run are told at most that somebody was written back to."""

LOOKED_EVERY = timedelta(days=1)
LOOKED_FOR = timedelta(days=45)
"""How long after a run closed its organisers are told of answers."""

KEPT = timedelta(days=90)
"""How long conversations are kept after their run closed, as what people wrote in it is."""

_WEB = re.compile(r"://|\bwww\.|[^\W_]\.[^\W\d_]{2,}", re.IGNORECASE)
"""What a chat client may make a link of, too."""


@dataclass(frozen=True)
class Followed:
    """A run, and how whoever acts sees it. `organises`: they look after it, as do internal managers."""

    run: Run
    checkin: Checkin
    eyes: Eyes
    questions: tuple[Question, ...]
    organises: bool


async def followed(session: Session, actor: Actor, key: str, *, before_close: bool = False) -> Followed | None:
    """The run of this key that has closed, for somebody who may see its results; else None.

    `before_close` gives one that is open too, of which no answer may be shown but those that alert.
    """
    run = await run_called(session, key)
    if run is None or not (run.state is RunState.CLOSED or (before_close and run.state in UNFINISHED)):
        return None
    return await seen_by(session, actor, run)


async def seen_by(session: Session, actor: Actor, run: Run) -> Followed | None:
    """The same of a run that is known."""
    checkin = await session.get_one(Checkin, run.checkin_id)
    eyes = await eyes_of(session, actor, run, checkin)
    if eyes is None:
        return None
    rhythm = await rhythm_of(session, checkin)
    looks_after = {checkin.author_id, rhythm.owner_id if rhythm is not None else None}
    manages = actor.is_internal and actor.may_somewhere(Role.MANAGER)
    organises = not eyes.leads_alone and (actor.person_id in looks_after or manages)
    return Followed(run, checkin, eyes, read(run.questions), organises)


def names_seen(found: Followed, actor: Actor) -> Names:
    """Whose answers somebody may follow up with by name."""
    return found.eyes.names(found.run, actor)


def place_in(found: Followed, place: str) -> int | None:
    """The place of a question, as a button carries it; None for none."""
    return int(place) if place in {str(one) for one in range(1, len(found.questions) + 1)} else None


def typed(value: Value, t: Texts) -> tuple[str, str]:
    """What was typed, and what is wrong with it."""
    text = value.strip() if isinstance(value, str) else ""
    return text, "" if 1 <= len(text) <= LONGEST else t("Write between 1 and {n} characters.", n=LONGEST)


def typed_back(value: Value, t: Texts) -> tuple[str, str]:
    """The same of words back to nobody in particular: an address on the web would tell who opened it."""
    text, wrong = typed(value, t)
    if not wrong and _WEB.search(text):
        wrong = t(
            "Write it without web or e-mail addresses: whoever opened one could be known by it. "
            "Put a space after each full stop."
        )
    return text, wrong
