"""The tour: the steps that the capabilities offer, as things that one of the invented people can do on the page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from adapters.playground import NotPossible
from bot.assemble.offers import all_offers
from bot.capability import TourGuide, TourStep
from bot.chat.texts import Texts
from bot.proof.organisation import Organisation, Platform
from bot.storage.sessions import Session

Json = Mapping[str, Any]

OF_A_STEP = ("skip", "back")

TOUR_ACTIONS = ("start", "leave", "reset", *OF_A_STEP)
"""Leaving and coming back change nothing here: what was done stays done until the tour begins anew."""


class Tour:
    """Where somebody is on it; `since` is the instant of the calendar at which they began, `skipped` what they left
    out, by the steps' ids."""

    def __init__(self, organisation: Organisation, since: datetime) -> None:
        self._organisation = organisation
        self._steps = [
            step for capability in all_offers().capabilities if capability.tour for step in capability.tour(Texts("en"))
        ]
        self.since = since
        self.skipped: set[str] = set()

    def change(self, action: str, id: str, now: datetime) -> None:
        """Does one of `TOUR_ACTIONS`; `id` is the step to skip, or to take up again. Raises NotPossible."""
        if action not in TOUR_ACTIONS:
            raise NotPossible(f"a tour can be asked to {', '.join(TOUR_ACTIONS)}")
        if action in OF_A_STEP and id not in {step.id for step in self._steps}:
            raise NotPossible(f"the tour has no step that is called {id[:40]!r}")
        match action:
            case "reset":
                self.since = now
                self.skipped.clear()
            case "skip":
                self.skipped.add(id)
            case "back":
                self.skipped.discard(id)

    async def steps(self, session: Session) -> Sequence[Json]:
        """All of them in their order, for the page."""
        return [await self._step(session, step) for step in self._steps]

    async def _step(self, session: Session, step: TourStep) -> Json:
        key, platform = self._actor(step.who)
        person = self._organisation.person(key)
        home = next(team.home for team in self._organisation.teams if team.name == person.team)
        return {
            "id": step.id,
            "title": step.title,
            "text": step.text,
            "do": step.do,
            "as": key,
            "platform": str(platform),
            "where": "" if step.direct else home,
            "needs": step.needs,
            "done": await step.done(session, self.since),
            "skipped": step.id in self.skipped,
        }

    def _actor(self, who: TourGuide) -> tuple[str, Platform]:
        """Who does it, and where: an agent of a partner who is at home on Teams and leads nobody."""
        organisation = self._organisation
        if who is TourGuide.AUTHOR:
            return organisation.author, Platform.SLACK
        there = next(side for side in organisation.sides if side.platform is Platform.TEAMS and not side.internal)
        leads = {team.lead for team in organisation.teams}
        agents = (one for one in organisation.people if one.side == there.name and one.key not in leads)
        return next(one.key for one in agents if not one.guest), Platform.TEAMS
