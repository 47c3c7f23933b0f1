"""The part of the story in which time moves on, and those at work who have not noted it are reminded; they alone."""

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.people.audience import everybody
from bot.proof.evidence import posts_anywhere, reminders_promised
from bot.proof.hands import until
from bot.proof.organisation import Platform
from bot.proof.reading import Line
from bot.proof.scenes.correcting import NOTED_ON_SLACK, NOTED_ON_TEAMS
from bot.proof.scenes.plot import TITLE, Plot
from bot.proof.scenes.rota import by_team, hours, in_words, shift_after
from bot.proof.steps import Happened, Panel, expect
from schedules.calendar import acknowledge_by, on_shift, remind_at

BEFORE = timedelta(hours=1)
"""How long before their own deadline people are reminded, unless the organisation decides otherwise."""

IN_CONNECT = "jomar"
"""Somebody of another company, whose team is reminded as well as those of the two who have noted it."""

REMINDER = f"Not noted yet: {TITLE}"

MET_WITHIN = 30.0
"""Seconds until the members of all channels were read."""

REMINDED_WITHIN = 15.0
"""Seconds until everybody who is to be reminded was: the ticker looks once a second, and Slack's pace takes a few."""


@dataclass(frozen=True)
class Reminding:
    """The reminders of the corrected text, which two people have noted: one on each platform."""

    plot: Plot

    async def remind(self) -> Happened:
        """The clock moves to when three teams are reminded, one after the other; whoever has noted it is not."""
        noted = frozenset({NOTED_ON_SLACK, NOTED_ON_TEAMS})
        due = {moment: self._due(moment) - noted for moment in map(self._moment, (*noted, IN_CONNECT))}
        await until(partial(self._met, frozenset[str]().union(*due.values())), "the bot to have met them", MET_WITHIN)
        told: set[str] = set()
        for moment in sorted(due):
            self.plot.stage.calendar.move_to(moment)
            told |= due[moment]
            await self._reached(told)
        await self._judge(told)
        names = " and ".join(self.plot.name(key) for key in sorted(noted))
        return Happened(
            f"the clock moves to {in_words(moment)}; an hour before their own deadlines "
            f"{by_team(self.plot.organisation, told)} are told, once each; not {names}, who noted it, "
            "and nobody off shift",
            tuple([await self._panel(platform, told) for platform in Platform]),
        )

    def _moment(self, key: str) -> datetime:
        """When somebody's team is reminded: an hour before two hours into their first shift since it was asked."""
        return shift_after(self.plot.organisation, key, self._asked_at).start + BEFORE

    def _due(self, moment: datetime) -> frozenset[str]:
        """Who is reminded at an instant unless they have noted it."""
        found = set()
        for person in self.plot.organisation.people:
            theirs = hours(self.plot.organisation, person.key)
            deadline = acknowledge_by(theirs, self._asked_at)
            due = remind_at(theirs, self._asked_at, deadline, BEFORE) if deadline else None
            if deadline and due and due <= moment < deadline and on_shift(theirs, moment):
                found.add(person.key)
        return frozenset(found)

    async def _met(self, keys: Set[str]) -> bool:
        """Whether the bot has met them all: it reads the members of one channel after the other, and can then write."""
        names = {self.plot.name(key) for key in keys}
        async with self.plot.stage.database() as database, database.read() as session:
            readers = await everybody(session, self.plot.stage.calendar.now())
        met = {one.name for one in readers if one.identities and one.identities[0].takes_direct}
        return names <= met

    @property
    def _asked_at(self) -> datetime:
        assert self.plot.asked_at is not None, "the update was corrected before"
        return self.plot.asked_at

    async def _reached(self, told: Set[str]) -> None:
        """Wait until the ledgers have as many reminders as there are to be."""

        async def look() -> bool:
            return await posts_anywhere(self.plot.world, of=REMINDER) >= len(told)

        async def came() -> str:
            return f"{await posts_anywhere(self.plot.world, of=REMINDER)} messages"

        await until(look, f"{len(told)} people to be reminded", REMINDED_WITHIN, came=came)

    async def _judge(self, told: Set[str]) -> None:
        """Fails unless the platforms hold one message to each of these and no other, and the bot says the same."""
        got = Counter[str]()
        for person in self.plot.organisation.people:
            got[person.key] += sum(REMINDER in text for text in await self.plot.hands.received(person.key))
        expect(+got == Counter(told), f"one message to each of {', '.join(sorted(told))}", str(dict(+got)))
        async with self.plot.stage.database() as database:
            promised = await reminders_promised(database, self.plot.world, of=TITLE)
        expect(promised == len(told), f"the bot to know of {len(told)}", f"{promised} messages")
        platforms = {self.plot.world.account(key).platform for key in told}
        expect(len(platforms) == len(Platform), "both platforms", ", ".join(platforms))

    async def _panel(self, platform: Platform, told: Set[str]) -> Panel:
        """What one of them sees on a platform."""
        key = min(key for key in told if self.plot.world.account(key).platform is platform)
        text = next(text for text in await self.plot.hands.received(key) if REMINDER in text)
        return Panel(f"{self.plot.name(key)} on {platform.title()}", tuple(Line(line) for line in text.splitlines()))
