"""The part of the story in which a sync is set up once, and runs for weeks over a change of clocks and a holiday."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.proof.evidence import posts
from bot.proof.hands import lines_of, until
from bot.proof.marlowe import APAC, CARE, DAY, EMEA
from bot.proof.playground.travel import after_clock_change
from bot.proof.reading import Line, text_of
from bot.proof.scenes.plot import Plot
from bot.proof.scenes.rota import in_words, shift_after
from bot.proof.steps import Happened, Panel, expect
from bot.proof.weeks import due_after, nothing_is_due, read_runs
from schedules.calendar import DaysOff

SYNC = "Care in step"
TEAMS = {EMEA: "support-emea", APAC: "support-apac", DAY: "lumenara-care", CARE: "Care desk"}
"""Who takes part, and where each of them reads the agenda."""

ZONE, AT, WEEKS = ZoneInfo("Europe/London"), time(10), 4

LEAD_ON_SLACK, LEAD_ON_TEAMS, IN_CONNECT = "ines", "yasmin", "ligaya"
"""Leads of three companies: each is asked for the agenda where they work."""

STUCK = "Refunds over €50 wait a day for the warehouse"
TASK, DOES_IT = "Ask the warehouse for a same-day answer", "wren"

DONE_WITHIN = 20.0
"""Seconds until what is due at an instant was done, on a busy machine."""

_DAY = timedelta(days=1)


@dataclass
class Weeks:
    """`change` is when the clocks change; on `holiday` it would take place, and the team `off` has a day off."""

    plot: Plot
    change: date = date.min
    holiday: date = date.min
    off: str = ""
    answered: set[str] = field(default_factory=set)
    began: datetime | None = None

    async def set_up(self) -> Happened:
        """The manager fills in one form, and sees the next dates on everybody's clock before anything is set up."""
        plot, hands, author = self.plot, self.plot.hands, self.plot.author
        self._choose_days()
        self.began = datetime.combine(self.change - 14 * _DAY, time(12), ZONE).astimezone(UTC)
        plot.stage.calendar.move_to(self.began)
        where = next(place.name for place in plot.places if plot.organisation.person(author).team in place.teams)
        await hands.type_command(author, where, "/sync", "new")
        await hands.form_with(author, "Teams that take part")
        teams = [(await hands.search(author, "Teams that take part", name))[0] for name in TEAMS]
        await hands.submit(
            author,
            {
                "Name": SYNC,
                "Teams that take part": teams,
                "When": f"every {self.holiday:%A}",
                "Time": f"{AT:%H:%M}",
                "Time zone": ZONE.key,
                "One team's day off is enough": "Yes",
                "Meeting link": "https://meet.example/care-in-step",
            },
        )
        lines = await hands.form_with(author, "What will happen")
        shown = text_of(lines)
        expect(f"moved from {self.holiday:%A}, {self.holiday.day}" in shown, "the holiday to be named", shown)
        await hands.submit(author, {})
        await hands.form_with(author, "It is set up")
        await hands.close_form(author)
        return Happened(
            f"one form: every {self.holiday:%A} at {AT:%H:%M} London time, for four teams of three companies; "
            f"{self.off} is off on {self.holiday.day} {self.holiday:%b}, so it moves that week",
            (Panel("Before it is set up", tuple(lines)),),
        )

    async def run(self) -> Happened:
        """The calendar goes from one thing due to the next; in the first weeks people answer, agree and are done."""
        plot = self.plot
        wanted = self._wanted()
        async with plot.stage.database() as database:
            for week, starts in enumerate(wanted):
                await self._until(starts + timedelta(minutes=1))
                await until(partial(self._out, week + 1), f"the agenda of week {week + 1} in {len(TEAMS)} channels")
                await self._meet(week)
            await self._until(wanted[-1] + timedelta(days=1))
            runs = await read_runs(database, SYNC)
        plot.evidence = replace(plot.evidence, syncs=runs)
        came = [run.due for run in runs]
        expect(came == [one.isoformat() for one in wanted], "each week at 10:00 London time", str(came))
        early = [run.original_date for run in runs if run.actual is None or run.due is None or run.actual < run.due]
        expect(not early, "each to have begun when it was due", ", ".join(early))
        sides = {one.name: one.side for one in plot.organisation.people}
        turns = [f"{run.facilitator} of {sides.get(run.facilitator)}" for run in runs]
        alike = [one for one in pairwise(runs) if sides.get(one[0].facilitator) == sides.get(one[1].facilitator)]
        expect(not alike, "another side to facilitate each time", ", ".join(turns))
        hours = sorted({f"{one:%H:%M}" for one in wanted})
        return Happened(
            f"{len(wanted)} meetings, each once: at {' and '.join(hours)} UTC, since the clocks change on "
            f"{self.change.day} {self.change:%b}; the one of the holiday on {in_words(wanted[self._moved()])}. "
            f"{', '.join(turns)} facilitate in turn; “{TASK}” comes back until {plot.name(DOES_IT)} has done it",
            (await self._panel(TEAMS[EMEA]), await self._panel(TEAMS[CARE])),
        )

    # --- days ---------------------------------------------------------------------------------------------------------

    def _choose_days(self) -> None:
        """The next change of clocks in London, and a holiday of one of the teams in the weeks around it."""
        now = self.plot.stage.calendar.now()
        change = after_clock_change(now + 15 * _DAY, ZONE)
        assert change is not None, "the clocks of London change"
        self.change = change.date()
        days = [self.change + number * _DAY for number in range(-13, 15)]
        found = [
            (day, team)
            for day in days
            if day.weekday() < 4
            for team, off in self._days_off()
            if off.name_of(day) is not None
        ]
        expect(bool(found), "a holiday of one of the teams around the change of clocks", "none")
        self.holiday, self.off = found[0]

    def _days_off(self) -> list[tuple[str, DaysOff]]:
        return [(team.name, DaysOff(team.country)) for team in self.plot.organisation.teams if team.name in TEAMS]

    def _wanted(self) -> list[datetime]:
        """When it is to take place, worked out from days and the clock on the wall alone."""
        first = self.change - 13 * _DAY + self.holiday.weekday() * _DAY
        days = [self._working(first + number * 7 * _DAY) for number in range(WEEKS)]
        return [datetime.combine(day, AT, ZONE).astimezone(UTC) for day in days]

    def _working(self, day: date) -> date:
        """That day, or the next from Monday to Thursday, when all of them work, on which nobody is off."""
        while day.weekday() > 3 or any(off.name_of(day) for _, off in self._days_off()):
            day += _DAY
        return day

    def _moved(self) -> int:
        first = self.change - 13 * _DAY + self.holiday.weekday() * _DAY
        return (self.holiday - first).days // 7

    # --- what happens -------------------------------------------------------------------------------------------------

    async def _until(self, instant: datetime) -> None:
        """Goes from one piece of work of syncs to the next, and has people answer as they are asked."""
        plot = self.plot
        async with plot.stage.database() as database:
            while True:
                now = plot.stage.calendar.now()
                await until(partial(nothing_is_due, database, now), f"what is due at {in_words(now)}", DONE_WITHIN)
                await self._answer(now)
                due = await due_after(database, now)
                if due is None or due > instant:
                    return
                with suppress(ValueError):  # it came by itself in these milliseconds
                    plot.stage.calendar.move_to(due)

    async def _answer(self, now: datetime) -> None:
        """In the first week one lead says what is stuck, on Slack, and another that there is nothing, on Teams.

        Each is asked when their first shift begins after the sync was set up.
        """
        hands = self.plot.hands
        assert self.began is not None, "it was set up"
        for key in (LEAD_ON_SLACK, LEAD_ON_TEAMS):
            if key in self.answered or now < shift_after(self.plot.organisation, key, self.began).start:
                continue
            self.answered.add(key)
            await until(partial(self._asked, key), f"{key} to be asked for the agenda")
            if key == LEAD_ON_TEAMS:
                await hands.press_received(key, "Nothing this week")
                continue
            await hands.press_direct(key, "Add something")
            await hands.form_with(key, "What is stuck")
            await hands.submit(key, {"What is stuck": STUCK})

    async def _asked(self, key: str) -> bool:
        """Whoever facilitates is asked in their running order."""
        asks = (f"on the agenda of {SYNC}", f"You facilitate {SYNC}")
        return any(one in text for text in await self.plot.hands.received(key) for one in asks)

    async def _meet(self, week: int) -> None:
        """Leads of three companies are there. An action of the first week comes back until it is done."""
        hands, where = self.plot.hands, TEAMS[EMEA]
        for key, channel in ((LEAD_ON_SLACK, where), (IN_CONNECT, TEAMS[DAY]), (LEAD_ON_TEAMS, TEAMS[CARE])):
            await hands.press(key, channel, "I'm here")
        match week:
            case 0:
                expect(STUCK in await self._card(where), "what was raised on the agenda", await self._card(where))
                await hands.walk(LEAD_ON_SLACK, where, ("Add action", "Who does it"))
                found = await hands.search(LEAD_ON_SLACK, "Who does it", self.plot.name(DOES_IT))
                await hands.submit(LEAD_ON_SLACK, {"What": TASK, "Who does it": found[0]})
                await hands.walk(LEAD_ON_SLACK, where, ("Close", "Every channel gets one summary"))
                await hands.submit(LEAD_ON_SLACK, {})
                for channel in TEAMS.values():
                    await until(partial(self._says, channel, TASK), f"what came of it in #{channel}")
            case 1:
                expect(TASK in await self._card(where), "the action to come back", await self._card(where))
                await hands.press_direct(DOES_IT, "Done")
            case 2:
                expect(TASK not in await self._card(where), "the action not to come back", await self._card(where))

    async def _card(self, channel: str) -> str:
        """The newest agenda in a channel."""
        cards = [text_of(lines_of(one)) for one in await self.plot.hands.cards(channel)]
        return [text for text in cards if text.startswith(f"{SYNC} · ")][-1]

    async def _says(self, channel: str, words: str) -> bool:
        return any(words in text_of(lines_of(one)) for one in await self.plot.hands.cards(channel))

    async def _panel(self, channel: str) -> Panel:
        place = self.plot.organisation.place(channel)
        lines = tuple(Line(line) for line in (await self._card(channel)).splitlines())
        return Panel(f"{place.side} on {place.platform.title()}", lines)

    async def _out(self, times: int) -> bool:
        found = await posts(self.plot.world, of=f"{SYNC} · ")
        return all(sum(one.channel == channel for one in found) >= times for channel in TEAMS.values())
