"""A week of shoutouts, and the digest of it as each reader may see it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.capabilities.shoutouts import settings, store
from bot.capabilities.shoutouts.back import weekly_messages
from bot.capabilities.shoutouts.back.coverage import unnamed
from bot.capabilities.shoutouts.back.wall_messages import Story
from bot.capabilities.shoutouts.back.weekly_messages import Digest, LeadDigest
from bot.capabilities.shoutouts.facts import Facts
from bot.capabilities.shoutouts.loading import facts_of, facts_of_many, values_of
from bot.capabilities.shoutouts.naming import name_of
from bot.capabilities.shoutouts.store import Shoutout, digest
from bot.capabilities.shoutouts.store.digest import Told
from bot.capabilities.shoutouts.values import Value
from bot.capabilities.shoutouts.weeks import COVERS
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.people.access import EVERYTHING
from bot.people.sides import all_sides
from bot.people.viewpoint import Figure, Viewpoint, total
from bot.storage.sessions import Session

BEST = 3
"""Stories that the short digest tells."""

OF_TEAM = 5
"""Stories of their own people that a lead gets."""


@dataclass
class Weekly:
    """What was posted in the days before `until`, read once for all who get a digest of it."""

    session: Session
    until: datetime
    week: date
    audience_id: int | None
    told: Sequence[Told]
    first: Collection[int]
    chosen: Shoutout | None
    figures: Mapping[int, Figure]
    weeks: int
    values: Mapping[str, Value]
    sides: Mapping[int, str] = field(default_factory=dict)
    known: dict[int, Facts] = field(default_factory=dict)

    async def digest(self, viewpoint: Viewpoint, platform: str, t: Texts, zone: str) -> Message | None:
        """The short one, for all who read a place; None where there is nothing that they may all see."""
        seen = [one for one in self.told if self.sees(viewpoint, one)]
        if not seen:
            return None
        chosen = next((one for one in seen if self.chosen is not None and one.shoutout.id == self.chosen.id), None)
        best = [one for one in seen if one is not chosen][:BEST]
        values: dict[str, int] = {}
        for one in seen:
            values[one.shoutout.value] = values.get(one.shoutout.value, 0) + 1
        counted = [side for side in self.figures if viewpoint.sees_figures_of(side)]
        partly = len(counted) < len(self.figures)
        stories = await self._stories([*([chosen] if chosen else []), *best], viewpoint)
        found = Digest(
            count=len(seen),
            chosen=stories[0] if chosen else None,
            best=stories[1:] if chosen else stories,
            first=tuple(await self._first(seen, viewpoint, t)),
            values=values,
            covered=total(self.figures[side] for side in counted),
            weeks=self.weeks,
            covers=tuple(name for side, name in self.sides.items() if partly and side in counted),
        )
        return weekly_messages.digest(found, self.values, platform, t, zone)

    async def for_lead(self, lead_id: int, viewpoint: Viewpoint, platform: str, t: Texts, zone: str) -> Message | None:
        """The longer one for a lead alone: their people whom nobody has named, and their stories; None without."""
        missing = await unnamed(self.session, lead_id, self.until)
        teams = await digest.teams_led(self.session, lead_id)
        theirs = [one for one in self.told if one.teams & teams]
        if not missing.sorted.unnamed and not theirs:
            return None
        found = LeadDigest(
            count=len(theirs),
            stories=await self._stories(theirs[:OF_TEAM], viewpoint),
            missing=missing,
        )
        return weekly_messages.for_lead(found, platform, t, zone)

    def sees(self, viewpoint: Viewpoint, one: Told) -> bool:
        """Whether all who read a place may know everybody it names, and it was for them or concerns them."""
        if not all(viewpoint.sees_names_of(side) for side in one.sides):
            return False
        partners = viewpoint.sides - {viewpoint.internal}
        shared = one.shoutout.audience_id is not None and one.shoutout.audience_id == self.audience_id
        return shared or partners <= {*one.sides, one.shoutout.giver_side_id}

    def concerns(self, viewpoint: Viewpoint, one: Told) -> bool:
        """Whether somebody who is in no place of the audience may know of it: it is for their side, or about it."""
        theirs = viewpoint.sides - {viewpoint.internal}
        among = viewpoint.agreed is None or theirs <= viewpoint.agreed
        return self.sees(viewpoint, one) and (among or theirs <= {*one.sides, one.shoutout.giver_side_id})

    async def facts(self, kept: Shoutout) -> Facts:
        """One of these shoutouts, to be composed for a viewpoint."""
        if kept.id not in self.known:
            self.known[kept.id] = await facts_of(self.session, kept, self.until)
        return self.known[kept.id]

    async def _stories(self, told: Sequence[Told], viewpoint: Viewpoint) -> tuple[Story, ...]:
        fresh = [one.shoutout for one in told if one.shoutout.id not in self.known]
        if fresh:
            self.known |= await facts_of_many(self.session, fresh, self.until)
        return tuple(
            Story(self.known[kept.id], viewpoint, kept.posted_at or kept.saved_at)
            for kept in (one.shoutout for one in told)
        )

    async def _first(self, seen: Sequence[Told], viewpoint: Viewpoint, t: Texts) -> Sequence[str]:
        people = {person for one in seen for person in one.people} & set(self.first)
        named = await store.people_named(self.session, people, self.until)
        known = [(name, one.team_name) for one in named.values() if (name := name_of(one, viewpoint, t))]
        times = Counter(name for name, _ in known)
        return sorted(f"{name} ({team})" if times[name] > 1 and team else name for name, team in known)


async def weekly(session: Session, audience_id: int | None, until: datetime, week: date) -> Weekly:
    """The days before an instant, as the digest of a week (its Monday)."""
    told = await digest.posted_between(session, until - COVERS, until)
    people = {person for one in told for person in one.people}
    weeks = await settings.number(session, settings.WEEKS_WITHOUT)
    return Weekly(
        session=session,
        until=until,
        week=week,
        audience_id=audience_id,
        told=told,
        first=people - set(await digest.named_before(session, people, until - COVERS)),
        chosen=await digest.story_by_now(session, week, until - COVERS),
        figures=await digest.coverage_by_side(session, until - timedelta(weeks=weeks), until),
        weeks=weeks,
        values={one.key: one for one in await values_of(session)},
        sides={one.id: one.name for one in await all_sides(session, EVERYTHING)},
    )


async def choose_by_cheers(session: Session, found: Weekly) -> None:
    """Where nobody has chosen the story of a week it is the most cheered one; none where nobody cheered."""
    if found.chosen is None and found.told and found.told[0].cheers:
        found.chosen = found.told[0].shoutout
        await digest.choose_story(session, found.week, found.chosen.id, None, found.until)
