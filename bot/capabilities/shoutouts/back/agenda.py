"""*Story* on a sync's agenda: that of the week, else the most cheered or newest one that all who read it may know."""

from collections.abc import Sequence
from datetime import timedelta

from bot.capabilities.shoutouts.back.wall_messages import Story, story
from bot.capabilities.shoutouts.back.weekly import Weekly
from bot.capabilities.shoutouts.card import MORE
from bot.capabilities.shoutouts.release import recognition_audience
from bot.capabilities.shoutouts.store import Shoutout, digest
from bot.capabilities.shoutouts.store.digest import Told
from bot.capabilities.shoutouts.weeks import week_of
from bot.capability import AgendaAsked
from bot.chat.message import Actions, Button, Part
from bot.people import audiences
from bot.people.model import Audience, Sharing
from bot.people.viewpoint import Viewpoint
from bot.storage.sessions import Session

SECTION = "story"

WEEK = timedelta(days=7)

_FROM_THE_LEAST = (Sharing.NOTHING, Sharing.FIGURES, Sharing.NAMES)


class Chosen:
    """Under which the stories of a time are kept in a session that composes several copies."""


async def story_section(session: Session, asked: AgendaAsked) -> Sequence[Part]:
    """The section; nothing where there is no story that all who read this copy may know."""
    known: dict[object, tuple[Weekly, Sequence[Shoutout]]] = session.info.setdefault(Chosen, {})
    key = asked.since, asked.until
    if key not in known:
        known[key] = await _stories(session, asked)
    found, chosen = known[key]
    viewpoint = await _viewpoint(session, found, asked)
    one = _best(found, [each.id for each in chosen], viewpoint)
    if one is None:
        return ()
    kept = one.shoutout
    facts = await found.facts(kept)
    shown = story(Story(facts, viewpoint, kept.posted_at or kept.saved_at), asked.platform, asked.t, asked.zone)
    return (*shown, Actions((Button(asked.t("Whole story"), MORE, kept.public_id, opens_form=True),)))


async def _stories(session: Session, asked: AgendaAsked) -> tuple[Weekly, Sequence[Shoutout]]:
    """What was posted in the time, or in the week before its end, and the stories of its weeks, the newest first."""
    recognition = await recognition_audience(session)
    since, until = min(asked.since, asked.until - WEEK), asked.until
    found = Weekly(
        session=session,
        until=until,
        week=week_of(until),
        audience_id=recognition.id if recognition else None,
        told=await digest.posted_between(session, since, until),
        first=(),
        chosen=None,
        figures={},
        weeks=0,
        values={},
    )
    chosen = []
    week = week_of(until)
    while week >= week_of(since):
        if (one := await digest.chosen_story(session, week)) is not None:
            chosen.append(one)
        week -= WEEK
    return found, chosen


def _best(found: Weekly, chosen: Sequence[int], viewpoint: Viewpoint) -> Told | None:
    """Of what all who read the copy may know: what was chosen last, else what was cheered most, else the newest."""
    seen = {one.shoutout.id: one for one in found.told if found.concerns(viewpoint, one)}
    of_the_week = next((seen[one] for one in chosen if one in seen), None)
    return of_the_week or next(iter(seen.values()), None)


async def _viewpoint(session: Session, found: Weekly, asked: AgendaAsked) -> Viewpoint:
    """Who reads the copy, with what both the sync's sides and those of the recognition audience share."""
    sharing, agreed = Sharing.NOTHING, asked.viewpoint.agreed
    if found.audience_id is not None:
        kept = await session.get_one(Audience, found.audience_id)
        sharing = min(kept.sharing, asked.viewpoint.sharing, key=_FROM_THE_LEAST.index)
        theirs = await audiences.sides_of(session, kept)
        agreed = theirs if agreed is None else agreed & theirs
    return Viewpoint(asked.viewpoint.sides, sharing, asked.viewpoint.internal, agreed)
