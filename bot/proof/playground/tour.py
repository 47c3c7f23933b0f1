"""The tour: the steps that the capabilities offer, as things that one of the invented people can do on the page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.assemble.offers import all_offers
from bot.capability import TourGuide, TourStep
from bot.chat.texts import Texts
from bot.proof.organisation import Organisation, Platform
from bot.storage.sessions import Session

Json = Mapping[str, Any]


class Tour:
    """Where somebody is on it; `since` is the instant of the calendar at which they began."""

    def __init__(self, organisation: Organisation, since: datetime) -> None:
        self._organisation = organisation
        self._steps = [
            step for capability in all_offers().capabilities if capability.tour for step in capability.tour(Texts("en"))
        ]
        self.since = since

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
            "done": await step.done(session, self.since),
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
