"""The part of the story in which people of three companies are asked how it goes, and something comes of it."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from bot.proof.asked import CheckinRun, is_closed, read_run
from bot.proof.hands import lines_of, until
from bot.proof.marlowe import CARE, DAY, EMEA
from bot.proof.organisation import Platform
from bot.proof.reading import Line, text_of
from bot.proof.scenes.plot import Plot
from bot.proof.scenes.rota import in_words
from bot.proof.steps import Happened, Panel, Scene, expect
from bot.proof.weeks import due_after, nothing_is_due
from bot.storage.sessions import Database

NAME = "Week in step"
QUESTION = "Did you have the information you needed this week?"
TEAMS = (EMEA, DAY, CARE)
"""Of three companies: on Slack, in Slack Connect, and in Teams."""

FACES = {
    "ines": "😀",
    "wren": "🙂",
    "maxi": "🙂",
    "ruben": "😐",
    "solveig": "😀",
    "ligaya": "🙂",
    "jomar": "😐",
    "yasmin": "😀",
    "omar": "🙂",
    "layla": "🙁",
    "nabil": "🙂",
    "hana": "😀",
}
"""Who answers what: all of one company, two of the second, five of the third."""

WORDS = {"😀": "😀 Very good", "🙂": "🙂 Good", "😐": "😐 So-so", "🙁": "🙁 Bad"}
"""The same in a form, for those whom the bot cannot message."""

FEWEST = 5

SHOWN = ("ines", "yasmin")
"""Whose messages the story shows: on Slack, and on Teams."""

ONLY_HERE = "whom I cannot write to directly"
ONCE_ONLY = "one answer, which cannot be changed"
"""Words of the message in a channel, and of the form behind its button."""

OURS = "checkins."
TOLD_WITHIN = timedelta(days=7)
"""Of the calendar: whoever organised it is at work by then."""

DONE_WITHIN = 20.0
"""Seconds until what is due at an instant was done, on a busy machine."""


@dataclass
class Pulse:
    """`answered` are those who have answered, by key."""

    plot: Plot
    answered: set[str] = field(default_factory=set)

    def scenes(self) -> list[Scene]:
        """Its steps in their order."""
        return [
            Scene("Three companies are asked how it goes", self.ask),
            Scene("One tap, on both platforms, without a name", self.answer),
            Scene("What may be shown, and what may not", self.judge),
        ]

    async def ask(self) -> Happened:
        """The manager fills in one form, and sees whom it reaches before anybody is asked."""
        plot, hands, author = self.plot, self.plot.hands, self.plot.author
        where = next(place.name for place in plot.places if plot.organisation.person(author).team in place.teams)
        await hands.type_command(author, where, "/checkin", "new")
        await hands.form_with(author, "Who is asked")
        teams = [(await hands.search(author, "Who is asked", name))[0] for name in TEAMS]
        await hands.submit(
            author,
            {
                "Name": NAME,
                "Questions": f"smileys: {QUESTION}",
                "Who is asked": teams,
                "When": "now",
                "Open for": "5 days",
                "Who sees who said what": "Anonymous: nobody can see who said what",
                "Shown together": f"{FEWEST} people or more",
            },
        )
        lines = await hands.form_with(author, "What will happen")
        expect("get a message of their own" in text_of(lines), "whom it reaches", text_of(lines))
        await hands.submit(author, {})
        await hands.form_with(author, "It is on its way")
        await hands.close_form(author)
        return Happened(
            f"one question to {len(TEAMS)} teams of three companies, anonymous, shown of {FEWEST} people or more",
            (Panel("Before it is sent", tuple(lines)),),
        )

    async def answer(self) -> Happened:
        """Each is asked when at work, and answers with one tap; the calendar goes on until it closes."""
        plot = self.plot
        began = plot.stage.calendar.now()
        panels: list[Panel] = []
        async with plot.stage.database() as database:
            while True:
                await self._until_done(database)
                panels += await self._answer()
                if await is_closed(database, NAME):
                    break
                await self._go_on(database)
        missing = sorted(FACES.keys() - self.answered)
        expect(not missing, "everybody to have been asked while it was open", ", ".join(missing))
        hours = (plot.stage.calendar.now() - began).total_seconds() / 3600
        return Happened(
            f"{len(self.answered)} people answer in their own hours, over {hours:.0f} hours of the calendar",
            tuple(panels[:2]),
        )

    async def judge(self) -> Happened:
        """The organiser is shown each side that has enough answers, and nothing from which the others follow."""
        async with self.plot.stage.database() as database:
            run = await read_run(database, NAME)
        assert run is not None, "it was asked"
        self.plot.evidence = replace(self.plot.evidence, checkins=(run,))
        (question,) = run.questions
        few = [one.side for one in run.sides if one.answered < FEWEST]
        shown = [one for one in few if one in question.shown]
        expect(bool(few) and not shown, "nothing of sides with fewer answers than five", ", ".join(shown))
        hidden = sum(one.answered for one in run.sides if one.side not in question.shown)
        subtracted = "all" in question.shown and 0 < hidden < FEWEST
        expect(not subtracted, "no few answers to be left when what is shown is subtracted", str(question.shown))
        async with self.plot.stage.database() as database:
            latest = self.plot.stage.calendar.now() + TOLD_WITHIN
            while not (letter := await self._letter()):
                now = self.plot.stage.calendar.now()
                expect(now < latest, "the organiser to be told what came of it", f"nothing until {in_words(now)}")
                await self._go_on(database)
                await self._until_done(database)
        return Happened(self._in_words(run), (Panel("The organiser", tuple(Line(one) for one in letter.splitlines())),))

    # --- what happens -------------------------------------------------------------------------------------------------

    async def _until_done(self, database: Database) -> None:
        now = self.plot.stage.calendar.now()
        await until(partial(nothing_is_due, database, now, OURS), f"what is due at {in_words(now)}", DONE_WITHIN)

    async def _go_on(self, database: Database) -> None:
        """To the next thing that is due of check-ins; a few weeks on there has to be one."""
        due = await due_after(database, self.plot.stage.calendar.now(), OURS)
        assert due is not None, "leads are asked for feedback every week"
        with suppress(ValueError):  # it came by itself in these milliseconds
            self.plot.stage.calendar.move_to(due)

    async def _answer(self) -> list[Panel]:
        """Whoever was asked by now taps a face."""
        hands, panels = self.plot.hands, list[Panel]()
        for key, face in FACES.items():
            if key in self.answered:
                continue
            if not await self._is_asked(key):
                await self._answer_in_channel(key, face)
                continue
            self.answered.add(key)
            on_slack = self.plot.world.account(key).platform is Platform.SLACK
            await (hands.press_direct if on_slack else hands.press_received)(key, face)
            await until(partial(self._thanked, key), f"{key} to be thanked")
            if key in SHOWN:
                person = self.plot.organisation.person(key)
                shown = next(one for one in reversed(await hands.received(key)) if "Thank you" in one)
                panels.append(Panel(f"{person.name}, {person.side}", tuple(Line(one) for one in shown.splitlines())))
        return panels

    async def _answer_in_channel(self, key: str, face: str) -> None:
        """Whoever cannot be messaged answers in a form that the button in their team's channel opens for them."""
        hands, organisation = self.plot.hands, self.plot.organisation
        channel = next(one.name for one in self.plot.places if organisation.person(key).team in one.teams)
        if not any(ONLY_HERE in text_of(lines_of(one)) for one in await hands.cards(channel)):
            return
        self.answered.add(key)
        await hands.walk(key, channel, ("Answer", ONCE_ONLY))
        await hands.submit(key, {QUESTION: WORDS[face]})

    async def _is_asked(self, key: str) -> bool:
        return any(QUESTION in one for one in await self.plot.hands.received(key))

    async def _thanked(self, key: str) -> bool:
        return any("Thank you" in one and "Anonymous" in one for one in await self.plot.hands.received(key))

    async def _letter(self) -> str:
        found = [one for one in await self.plot.hands.received(self.plot.author) if f"{NAME}: results" in one]
        return found[-1] if found else ""

    @staticmethod
    def _in_words(run: CheckinRun) -> str:
        (question,) = run.questions
        rates = ", ".join(f"{one.answered} of {one.reached} of {one.side}" for one in run.sides)
        shown = ", ".join(question.shown) or "nothing"
        return f"{rates} answered; shown: {shown}; {question.suppressed} parts are suppressed"
