"""The part of the story in which two agents are away for days, and hear on their first shift what changed meanwhile."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.proof.hands import until
from bot.proof.reading import Line
from bot.proof.scenes.checking import ANOTHER, NOTED_ON_SLACK, QUESTION, RIGHT
from bot.proof.scenes.plot import TITLE, Plot
from bot.proof.scenes.rota import hours, in_words, shift_after
from bot.proof.steps import Happened, Panel, expect
from schedules.calendar import current_shift

ON_SLACK, THERE = "ren", "support-apac"
"""Somebody who goes away, and where they say so."""

ON_TEAMS = "kabir"
"""The same in the personal chat on Teams."""

AT_WORK = "tui"
"""Somebody of the first one's team who stays and has not noted the other update when their next shift begins."""

SHIFTS_AWAY = 2

CATCH_UP = "to catch up on"

TOLD_WITHIN = 15.0
"""Seconds from the beginning of a shift until its message is there."""


@dataclass
class Returning:
    """`back` is when the first shift of each of the two begins after their days off, once they have said them."""

    plot: Plot
    back: dict[str, datetime] = field(default_factory=dict)

    async def leave(self) -> Happened:
        """Both say until which day they are away."""
        hands, both = self.plot.hands, (ON_SLACK, ON_TEAMS)
        day = self._later_day(self.plot.stage.calendar.now())
        for key in both:
            begins = datetime.combine(day, time(), ZoneInfo(hours(self.plot.organisation, key).zone))
            self.back[key] = shift_after(self.plot.organisation, key, begins - timedelta(minutes=1)).start
        await hands.type_command(ON_SLACK, THERE, "/instep", f"away until {day}")
        on_slack = (await hands.whispers(ON_SLACK))[-1]
        on_teams = await hands.say(ON_TEAMS, f"away until {day}")
        for key, said in zip(both, (on_slack, on_teams), strict=True):
            expect("You are away until" in said, f"{key} to be told until when", said)
        # What comes now comes after work.
        self.plot.stage.calendar.move_to(self._after_work())
        names = " on Slack and ".join(self.plot.name(key) for key in both)
        return Happened(f"{names} in the chat on Teams: “away until {day}”")

    def _later_day(self, now: datetime) -> date:
        """The day until which both miss SHIFTS_AWAY shifts at least, so that neither is back long before the other."""
        after = [shift_after(self.plot.organisation, key, now, SHIFTS_AWAY + 1).start for key in (ON_SLACK, ON_TEAMS)]
        return max(after).astimezone(ZoneInfo(hours(self.plot.organisation, ON_SLACK).zone)).date()

    async def begin_shift(self) -> Happened:
        """The next shift begins: whoever is there and has not noted the other update hears of it, and nobody else."""
        plot = self.plot
        before = {key: len(await self._catch_ups(key)) for key in (AT_WORK, NOTED_ON_SLACK, ON_SLACK)}
        begins = shift_after(plot.organisation, AT_WORK, plot.stage.calendar.now()).start
        plot.stage.calendar.move_to(begins)
        told = await self._told(AT_WORK, before[AT_WORK])
        for key in (NOTED_ON_SLACK, ON_SLACK):
            more = (await self._catch_ups(key))[before[key] :]
            expect(not more, f"no message to {key}", " ".join(more))
        return Happened(
            f"at {in_words(begins)} {plot.name(AT_WORK)} begins a shift and gets one message, "
            f"{plot.name(NOTED_ON_SLACK)} has noted it and gets none",
            (_panel(f"{plot.name(AT_WORK)} on Slack", told),),
        )

    async def come_back(self) -> Happened:
        """The days off are over: one message to each of the two, with what changed and still holds."""
        plot, hands = self.plot, self.plot.hands
        panels = []
        before = {key: len(await self._catch_ups(key)) for key in self.back}
        for key, begins in sorted(self.back.items(), key=lambda one: one[1]):
            plot.stage.calendar.move_to(max(begins, plot.stage.calendar.now()))
            told = await self._told(key, before[key])
            expect("Your last shift ended" in told, f"{key} to read since when", told)
            await hands.walk(key, "", ("Got it", QUESTION), (RIGHT, "Noted at"))
            panels.append(_panel(f"{plot.name(key)} on {plot.world.account(key).platform.title()}", told))
        names = " and ".join(plot.name(key) for key in self.back)
        return Happened(
            f"{names} get one message each at the start of their shift, {in_words(begins)} the later one: "
            "“1 update to catch up on”; what was withdrawn meanwhile is not in it",
            tuple(panels),
        )

    def _after_work(self) -> datetime:
        """When nobody whom this is about is at work any more."""
        organisation, now = self.plot.organisation, self.plot.stage.calendar.now()
        shifts = [current_shift(hours(organisation, key), now) for key in (AT_WORK, ON_SLACK, ON_TEAMS)]
        return max([now, *(shift.end for shift in shifts if shift)])

    async def _told(self, key: str, before: int) -> str:
        """The one catch-up that came to somebody after so many; it must be of the other update alone."""

        async def look() -> list[str]:
            return (await self._catch_ups(key))[before:]

        (told,) = await until(look, f"a catch-up for {key}", TOLD_WITHIN)
        assert isinstance(told, str)
        expect(f"1 update {CATCH_UP}" in told and ANOTHER in told, f"“{ANOTHER}” alone for {key}", told)
        expect(TITLE not in told, f"nothing for {key} of what was withdrawn", told)
        return told

    async def _catch_ups(self, key: str) -> list[str]:
        """Those that tell of the other update: what an earlier shift was told may still be on its way."""
        return [text for text in await self.plot.hands.received(key) if CATCH_UP in text and ANOTHER in text]


def _panel(title: str, text: str) -> Panel:
    return Panel(title, tuple(Line(line) for line in text.splitlines()))
