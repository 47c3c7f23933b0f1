"""The hands of those who are asked: one tap on their message, or the form behind the button in their channel."""

from dataclasses import dataclass, field
from typing import Any

from adapters.slack.standin import RemoteSlack, StandinRefused
from adapters.teams.standin import NotPossible
from adapters.teams.standin.remote import RemoteTeams
from bot.proof.chaos.respondents import Respondent
from bot.proof.organisation import Platform

ANSWER = "Answer"
"""The button in a channel, and the one that sends its form off."""


@dataclass
class Tap:
    """Somebody who answers one question; `message` is the one that asks them. It is done once they were told so."""

    who: Respondent
    question: str
    value: int
    where: str
    message: str
    dialog: str = field(default="", init=False)

    @property
    def on_slack(self) -> bool:
        return self.who.place.platform is Platform.SLACK

    @property
    def choice(self) -> str:
        """As it stands in a form."""
        return f"{self.value} of 5"


class Answerers:
    """Taps on both stand-ins; each act says whether the platform's client was told that all is well."""

    def __init__(self, slack: RemoteSlack, teams: RemoteTeams) -> None:
        self._slack = slack
        self._teams = teams

    async def answer(self, tap: Tap) -> bool:
        """Tries once; False where the person saw an error, so that they have to try again."""
        act = self._in_channel if tap.who.by_button else self._directly
        try:
            return await act(tap)
        except (StandinRefused, NotPossible):
            # The message shows no such button any more: what they answered stands there instead.
            return not tap.who.by_button and await self._is_thanked(tap)

    async def _directly(self, tap: Tap) -> bool:
        if tap.on_slack:
            return _well(
                await self._slack.act(
                    "press", user=tap.who.user, button=str(tap.value), channel=tap.where, ts=tap.message
                )
            )
        turn = await self._teams.people(
            "press", user=tap.who.user, where=tap.where, message=tap.message, button=str(tap.value)
        )
        return _went_well(turn)

    async def _in_channel(self, tap: Tap) -> bool:
        return await (self._in_channel_on_slack(tap) if tap.on_slack else self._in_channel_on_teams(tap))

    async def _in_channel_on_slack(self, tap: Tap) -> bool:
        user = tap.who.user
        if await self._form(user) is False:
            await self._slack.act("close", user=user)
        if await self._form(user) is None:
            pressed = await self._slack.act("press", user=user, button=ANSWER, channel=tap.where, ts=tap.message)
            if not _well(pressed) or not await self._form(user):
                return _well(pressed) and await self._form(user) is False
        return _well(await self._slack.act("submit", user=user, values={tap.question: tap.choice}))

    async def _form(self, user: str) -> bool | None:
        """Whether what is on top of somebody's screen can be sent off; None where nothing is."""
        view = await self._slack.see("modal", user)
        return "submit" in view if view else None

    async def _in_channel_on_teams(self, tap: Tap) -> bool:
        if not tap.dialog:
            turn = await self._teams.people(
                "press", user=tap.who.user, where=tap.where, message=tap.message, button=ANSWER
            )
            if not _went_well(turn) or not turn["dialog"]:
                return False
            tap.dialog = turn["dialog"]["id"]
        turn = await self._teams.people("submit", dialog=tap.dialog, values={tap.question: tap.choice}, button=ANSWER)
        return _went_well(turn)

    async def _is_thanked(self, tap: Tap) -> bool:
        return "Thank you" in str(await self._message(tap))

    async def _message(self, tap: Tap) -> Any:
        if tap.on_slack:
            shown = await self._slack.see("direct", tap.who.user)
            return next(one for one in shown if one["ts"] == tap.message)
        shown = await self._teams.messages(tap.where, tap.who.user)
        return next(one for one in shown if one["id"] == tap.message)


def _well(answer: Any) -> bool:
    return not answer["error"] and not answer["errors"]


def _went_well(turn: Any) -> bool:
    return bool(200 <= turn["status"] < 300 and not turn["problem"])
