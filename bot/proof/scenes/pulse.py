"""The part of the story in which people of three companies are asked how it goes, and something comes of it."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from types import MappingProxyType

from bot.capabilities.checkins.running.works import SHUFFLE
from bot.proof.asked import CheckinRun, is_closed, read_run
from bot.proof.hands import LOOK_AGAIN, lines_of, until
from bot.proof.marlowe import CARE, DAY, EMEA
from bot.proof.organisation import Platform
from bot.proof.reading import Line, text_of
from bot.proof.scenes.plot import Plot
from bot.proof.scenes.rota import in_words
from bot.proof.steps import Happened, Panel, Scene, expect
from bot.proof.weeks import due_after, nothing_is_due
from bot.storage.sessions import Database

FEWEST = 5


@dataclass(frozen=True)
class Asking:
    """A check-in of one question: to whom, and who answers what, by the words on the buttons."""

    name: str
    kind: str
    question: str
    teams: tuple[str, ...]
    mode: str
    answers: Mapping[str, str]


WEEK = Asking(
    "Week in step",
    "smileys",
    "Did you have the information you needed this week?",
    (EMEA, DAY, CARE),
    "Anonymous: nobody can see who said what",
    MappingProxyType(
        {
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
    ),
)
"""Of three companies: all of one answer, two of the second, five of the third."""

TOOLS = Asking(
    "Tools of the week",
    "1-5",
    "How well did your tools let you work?",
    (EMEA, CARE),
    "With names: you, the managers of each side, and each team's lead",
    MappingProxyType({"ines": "4", "wren": "2", "yasmin": "5"}),
)
"""With names, so that a low answer can be followed up with whoever gave it."""

WORDS = {"🙂": "🙂 Good", "😐": "😐 So-so"}
"""The same in a form, for those whom the bot cannot message."""

LOW, IN_CONTACT = "wren", ("ines", "yasmin")
"""Who answered low; and whose messages the story shows: on Slack, and on Teams."""

ASKED_BACK = "Which tool got in your way?"
ANSWERED = "The refund form forgets the order number."
DID = "From Monday on, every change of limits is told a day before it starts."

ONLY_HERE = "whom I cannot write to directly"
ONCE_ONLY = "one answer, which cannot be changed"
"""Words of the message in a channel, and of the form behind its button."""

OURS = "checkins."
TOLD_WITHIN = timedelta(days=7)
"""Of the calendar: whoever waits for something is at work by then."""

SOON = 15
"""Looks at what was sent, before the calendar is moved on for it."""

DONE_WITHIN = 20.0
"""Seconds until what is due at an instant was done, on a busy machine."""


@dataclass
class Pulse:
    """What people are asked, and what comes of it."""

    plot: Plot

    def scenes(self) -> list[Scene]:
        """Its steps in their order."""
        return [
            Scene("Three companies are asked how it goes", partial(self.ask, WEEK)),
            Scene("One tap, on both platforms, without a name", partial(self.answer, WEEK)),
            Scene("What may be shown, and what may not", self.judge),
            Scene("You said, we did", self.tell_what_was_done),
            Scene("A low score is followed up", self.follow_up),
        ]

    async def ask(self, asking: Asking) -> Happened:
        """The manager fills in one form, and sees whom it reaches before anybody is asked."""
        hands, author = self.plot.hands, self.plot.author
        await hands.type_command(author, self._where, "/checkin", "new")
        await hands.form_with(author, "Teams that are asked")
        teams = [(await hands.search(author, "Teams that are asked", name))[0] for name in asking.teams]
        await hands.submit(
            author,
            {
                "Name": asking.name,
                "Questions": f"{asking.kind}: {asking.question}",
                "Teams that are asked": teams,
                "When": "now",
                "Open for": "5 days",
                "Who sees who said what": asking.mode,
                "Shown together": f"{FEWEST} people or more",
            },
        )
        lines = await hands.form_with(author, "What will happen")
        expect("get a message of their own" in text_of(lines), "whom it reaches", text_of(lines))
        await hands.submit(author, {})
        await hands.form_with(author, "It is on its way")
        await hands.close_form(author)
        return Happened(
            f"“{asking.question}”, to {len(asking.teams)} teams; nothing is shown of fewer than {FEWEST} people",
            (Panel("Before it is sent", tuple(lines)),),
        )

    async def answer(self, asking: Asking) -> Happened:
        """Each is asked when at work, and answers with one tap; the calendar goes on until it closes."""
        plot = self.plot
        began, answered = plot.stage.calendar.now(), set[str]()
        async with plot.stage.database() as database:
            while True:
                await self._until_done(database)
                await self._answer(asking, answered)
                if await is_closed(database, asking.name):
                    break
                await self._go_on(database)
        missing = sorted(asking.answers.keys() - answered)
        expect(not missing, "everybody to have been asked while it was open", ", ".join(missing))
        hours = (plot.stage.calendar.now() - began).total_seconds() / 3600
        panels = [
            Panel(plot.name(key), await self._latest(key, "Thank you")) for key in IN_CONTACT if key in asking.answers
        ]
        said = f"{len(answered)} people answer in their own hours; it closes after {hours:.0f} hours of the calendar"
        return Happened(said, tuple(panels))

    async def judge(self) -> Happened:
        """The organiser is shown each side that has enough answers, and nothing from which the others follow."""
        async with self.plot.stage.database() as database:
            run = await read_run(database, WEEK.name)
        assert run is not None, "it was asked"
        self.plot.evidence = replace(self.plot.evidence, checkins=(run,))
        (question,) = run.questions
        few = [one.side for one in run.sides if one.answered < FEWEST]
        shown = [one for one in few if one in question.shown]
        expect(bool(few) and not shown, "nothing of sides with fewer answers than five", ", ".join(shown))
        hidden = sum(one.answered for one in run.sides if one.side not in question.shown)
        subtracted = "all" in question.shown and 0 < hidden < FEWEST
        expect(not subtracted, "no few answers to be left when what is shown is subtracted", str(question.shown))
        letter = await self._received(self.plot.author, f"Results: {WEEK.name}")
        return Happened(self._in_words(run), (Panel("The organiser", letter),))

    async def tell_what_was_done(self) -> Happened:
        """The organiser says what was done, and everybody who was asked hears of it in their own hours."""
        hands, author = self.plot.hands, self.plot.author
        await hands.type_command(author, self._where, "/checkin", f"results {WEEK.name}")
        for button in ("See results", "Say what you did"):
            await until(partial(self._whispered, button), f"“{button}” for the organiser alone")
            await hands.press_whisper(author, self._where, button)
        await hands.form_with(author, "We did")
        await hands.submit(author, {"We did": DID})
        panels = [Panel(self.plot.name(key), await self._received(key, DID)) for key in IN_CONTACT]
        return Happened(f"“{DID}” reaches whoever was asked, on both platforms", tuple(panels))

    async def follow_up(self) -> Happened:
        """With names, the organiser asks whoever answered low, in private, and is answered."""
        hands, author = self.plot.hands, self.plot.author
        await self.ask(TOOLS)
        await self.answer(TOOLS)
        await self._received(author, f"Results: {TOOLS.name}")
        name = self.plot.name(LOW)
        for button, shows in (("Look closer", TOOLS.question), ("Follow up", f"Write to {name}")):
            await hands.press_direct(author, button)
            await self._received(author, shows)
        await hands.press_direct(author, f"Write to {name}")
        await hands.form_with(author, f"Your words to {name}")
        await hands.submit(author, {f"Your words to {name}": ASKED_BACK})
        asked = await self._received(LOW, ASKED_BACK)
        await hands.press_direct(LOW, "Answer")
        label = f"Your words to {self.plot.name(author)}"
        await hands.form_with(LOW, label)
        await hands.submit(LOW, {label: ANSWERED})
        panels = (Panel(name, asked), Panel("The organiser", await self._received(author, ANSWERED)))
        async with self.plot.stage.database() as database:
            run = await read_run(database, TOOLS.name)
        assert run is not None, "it was asked"
        self.plot.evidence = replace(self.plot.evidence, checkins=(*self.plot.evidence.checkins, run))
        return Happened(f"{name} answered 2 of 5, is asked “{ASKED_BACK}”, and says: {ANSWERED}", panels)

    # --- what happens -------------------------------------------------------------------------------------------------

    @property
    def _where(self) -> str:
        team = self.plot.organisation.person(self.plot.author).team
        return next(place.name for place in self.plot.places if team in place.teams)

    async def _until_done(self, database: Database) -> None:
        now = self.plot.stage.calendar.now()
        await until(partial(nothing_is_due, database, now, OURS), f"what is due at {in_words(now)}", DONE_WITHIN)

    async def _go_on(self, database: Database) -> None:
        """To the next thing that people wait for in check-ins; a few weeks on there has to be one."""
        due = await due_after(database, self.plot.stage.calendar.now(), OURS, but=(SHUFFLE,))
        assert due is not None, "leads are asked for feedback every week"
        with suppress(ValueError):  # it came by itself in these milliseconds
            self.plot.stage.calendar.move_to(due)

    async def _received(self, key: str, words: str) -> tuple[Line, ...]:
        """The newest message to somebody alone that has these words, as soon as they are at work."""
        latest = self.plot.stage.calendar.now() + TOLD_WITHIN
        async with self.plot.stage.database() as database:
            while True:
                await self._until_done(database)
                # What is sent for it is under way now; only what waits for somebody's hours needs the calendar.
                if found := await self._soon(key, words):
                    return found
                now = self.plot.stage.calendar.now()
                expect(now < latest, f"{key} to be told “{words}”", f"nothing until {in_words(now)}")
                await self._go_on(database)

    async def _answer(self, asking: Asking, answered: set[str]) -> None:
        """Whoever was asked by now answers."""
        hands = self.plot.hands
        for key, button in asking.answers.items():
            if key in answered:
                continue
            if not any(asking.question in one for one in await hands.received(key)):
                await self._answer_in_channel(asking, key, button, answered)
                continue
            answered.add(key)
            on_slack = self.plot.world.account(key).platform is Platform.SLACK
            await (hands.press_direct if on_slack else hands.press_received)(key, button)
            await until(partial(self._thanked, asking, key), f"{key} to be thanked")

    async def _answer_in_channel(self, asking: Asking, key: str, button: str, answered: set[str]) -> None:
        """Whoever cannot be messaged answers in a form that the button in their team's channel opens for them."""
        hands, organisation = self.plot.hands, self.plot.organisation
        channel = next(one.name for one in self.plot.places if organisation.person(key).team in one.teams)
        shown = [text_of(lines_of(one)) for one in await hands.cards(channel)]
        if not any(ONLY_HERE in one and asking.question in one for one in shown):
            return
        answered.add(key)
        await hands.walk(key, channel, ("Answer", ONCE_ONLY))
        await hands.submit(key, {asking.question: WORDS[button]})

    async def _thanked(self, asking: Asking, key: str) -> bool:
        found = [one for one in await self.plot.hands.received(key) if asking.question in one]
        return bool(found) and "Thank you" in found[-1]

    async def _whispered(self, words: str) -> bool:
        return words in (await self.plot.hands.whispers(self.plot.author))[-1]

    async def _soon(self, key: str, words: str) -> tuple[Line, ...]:
        """The same if it comes within moments of real time; nothing otherwise."""
        for _ in range(SOON):
            if found := await self._latest(key, words):
                return found
            await asyncio.sleep(LOOK_AGAIN)
        return ()

    async def _latest(self, key: str, words: str) -> tuple[Line, ...]:
        found = [one for one in await self.plot.hands.received(key) if words in one]
        return tuple(Line(one) for one in found[-1].splitlines()) if found else ()

    @staticmethod
    def _in_words(run: CheckinRun) -> str:
        (question,) = run.questions
        rates = ", ".join(f"{one.answered} of {one.reached} of {one.side}" for one in run.sides)
        shown = ", ".join(question.shown) or "nothing"
        return f"{rates} answered; shown: {shown}; {question.suppressed} parts are suppressed"
