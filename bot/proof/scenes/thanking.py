"""The part of the story in which agents of two partners are thanked by name, and both sides of the house cheer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.chat.texts import Texts
from bot.proof.hands import until
from bot.proof.organisation import Platform
from bot.proof.reading import Line, text_of
from bot.proof.scenes.plot import Plot
from bot.proof.scenes.rota import hours, in_words, shift_after
from bot.proof.steps import Happened, Panel, Scene, expect
from bot.proof.thanks import cards_with, read_thanks
from schedules.calendar import on_shift

LEAD, WRITES_IN = "ines", "support-emea"
"""Who thanks, and where she types."""

ON_TEAMS, TYPED = "omar", "عمر"
"""An agent of a partner who is on Teams alone, and what finds him."""

IN_CONNECT, TYPED_TOO = "tala", "tala"
"""An agent of another partner, in Slack Connect."""

THERE, THERE_TOO = "Care desk", "lumenara-care"
"""The channels of their teams."""

OURS = "support-apac"
"""A channel of those who may read everybody's name."""

ANOTHER_TEAM = "an agent of another team"

NUMBER = "20 7946 0958"
WORDS = "Both stayed past the end of a shift until a wheelchair was on its way"
STORY = f"{WORDS}, and rang the driver on +44 {NUMBER}."
QUOTE = "My mother can leave the house again."

CHEERS_ON_SLACK, CHEERS_ON_TEAMS = "wren", "layla"
"""Somebody of ours, and somebody of a partner."""

ADDS, NOTE = "hana", "And the next shift knew of it already."

BRIEF, BRIEFLY_THANKED = "koharu", "minh"
IN_ONE_LINE = "rewrote the macro for returns so that nobody has to ask twice"

INTO_THE_DAY = timedelta(hours=3)
"""After the beginning of the lead's shift: Cairo is at work then, and Manila has gone home."""

POSTED_WITHIN = 15.0
"""Seconds until every channel that can be reached has the card."""

TOLD_WITHIN = 15.0
"""Seconds until somebody who is at work, or begins to be, has a direct message."""

COUNTED_WITHIN = 30.0
"""Seconds until cards show what followed: edits take what is left over of Slack's pace."""

Cards = Mapping[str, Sequence[Sequence[Line]]]


@dataclass(frozen=True)
class Thanking:
    """One shoutout from the form to what others add to it, and another in one line."""

    plot: Plot

    def scenes(self) -> list[Scene]:
        """Its steps in their order."""
        return [
            Scene("A lead thanks agents of two partners", self.give),
            Scene("They hear of it in their own hours", self.hear),
            Scene("All sides cheer, and one adds to the story", self.cheer),
            Scene("Somebody is thanked in one line", self.briefly),
        ]

    async def give(self) -> Happened:
        """The admin says where shoutouts appear; a lead finds two agents by typing, looks at it first, and posts."""
        plot, hands = self.plot, self.plot.hands
        plot.stage.calendar.move_to(self._moment())
        await plot.stage.show_shoutouts()
        await hands.type_command(LEAD, WRITES_IN, "/shoutout")
        await hands.form_with(LEAD, "What they did")
        chosen = [await self._found(TYPED, ON_TEAMS), await self._found(TYPED_TOO, IN_CONNECT)]
        told = {"What they did": STORY, "The customer's own words": QUOTE, "Who said it": "Marisol"}
        await hands.submit(LEAD, {"Who": chosen, **told, "Value": "ownership"})
        seen = await hands.form_with(LEAD, "1 piece of a customer's data is masked")
        expect(NUMBER not in text_of(seen), "the number to be masked before it goes out", text_of(seen))
        await hands.submit(LEAD, {})
        await hands.form_with(LEAD, "They hear of it in their working hours")
        cards = await posted(plot, WORDS)
        for channel in cards:
            self._judge(channel, text_of(cards[channel][0]))
        await nowhere(plot, NUMBER)
        return Happened(
            f"{plot.name(LEAD)} finds {plot.name(ON_TEAMS)} by typing; {len(cards)} channels have the card once, "
            f"with the telephone number masked, and each partner reads of its own agent and “{ANOTHER_TEAM}”",
            (
                Panel("Before it goes out", tuple(seen)),
                *(Panel(f"#{channel}", tuple(cards[channel][0])) for channel in (THERE, THERE_TOO)),
            ),
        )

    async def hear(self) -> Happened:
        """Whoever is at work is told at once, the others when their day begins; so are their leads."""
        plot, organisation = self.plot, self.plot.organisation
        leads = {team.name: team.lead for team in organisation.teams}
        at_once, later = [(key, leads[organisation.person(key).team]) for key in (ON_TEAMS, IN_CONNECT)]
        for key in at_once:
            await heard(plot, key, WORDS)
        early = [key for key in later if await has_heard(plot, key, WORDS)]
        expect(not early, "nobody to be told before their day begins", ", ".join(early))
        begins = shift_after(organisation, IN_CONNECT, plot.stage.calendar.now()).start
        plot.stage.calendar.move_to(begins)
        for key in later:
            await heard(plot, key, WORDS)
        thanks = await read_thanks(plot.world, plot.hands, WORDS)
        names = sorted(one.reader for one in thanks.people)
        wanted = sorted(plot.name(key) for key in (*at_once, *later))
        expect(names == wanted, f"one message to each of {', '.join(wanted)}", ", ".join(names))
        for one in thanks.people:
            foreign = {side.name for side in organisation.sides if not side.internal and side.name != one.side}
            slips = [word for word in {*foreign, *self._names_beyond(one.side)} if word in one.text]
            expect(not slips, f"nothing of another partner for {one.reader}", ", ".join(slips))
        return Happened(
            f"{plot.name(ON_TEAMS)} at once, {plot.name(IN_CONNECT)} at {in_words(begins)}, and the lead of each",
            tuple(
                Panel(f"{one.reader} on {one.platform.title()}", tuple(Line(line) for line in one.text.splitlines()))
                for one in thanks.people
                if one.reader in (plot.name(ON_TEAMS), plot.name(IN_CONNECT))
            ),
        )

    async def cheer(self) -> Happened:
        """Two cheer, one on each platform; a partner's agent adds a note; each card shows what its readers may see."""
        plot, hands = self.plot, self.plot.hands
        for key, channel in ((CHEERS_ON_SLACK, WRITES_IN), (CHEERS_ON_TEAMS, THERE)):
            said = await hands.press(key, channel, "👏 Cheer")
            expect("You cheered at" in said, f"{key} to be told that it counts", said)
        note = {"What you saw of it": NOTE}
        said = await hands.fill_in(ADDS, THERE, "Add to the story", (note, "Add it"))
        expect("It stands under the story everywhere" in said, f"{ADDS} to be told where it stands", said)
        first, second = plot.name(CHEERS_ON_SLACK), plot.name(CHEERS_ON_TEAMS)
        wanted = {OURS: (f"👏 {Texts().names([first, second])}", f"{plot.name(ADDS)}: {NOTE}")}
        wanted[THERE] = wanted[OURS]
        wanted[THERE_TOO] = (f"👏 {first}", f"Somebody of another team: {NOTE}")

        async def shown() -> Cards | None:
            cards = await cards_with(plot.world, hands, WORDS)
            noted = all(NOTE in text_of(one) for some in cards.values() for one in some)
            counted = all(line in text_of(cards[channel][0]) for channel in wanted for line in wanted[channel])
            return cards if noted and counted else None

        async def came() -> str:
            cards = await cards_with(plot.world, hands, WORDS)
            return "; ".join(text_of(cards[channel][0][-3:]) for channel in wanted)

        cards = await until(shown, "the note on every card, and the cheers", COUNTED_WITHIN, came=came)
        for channel, some in cards.items():
            expect(len(some) == 1, f"one card in #{channel}", str(len(some)))
            self._judge(channel, text_of(some[0]))
        thanks = await read_thanks(plot.world, hands, WORDS)
        plot.evidence = replace(plot.evidence, thanks=(*plot.evidence.thanks, thanks))
        return Happened(
            f"{first} on Slack and {second} on Teams; “{NOTE}” stands on {len(cards)} cards, by edits alone, and "
            "without who wrote it where another partner reads it",
            tuple(Panel(f"#{channel}", tuple(cards[channel][0])) for channel in (OURS, THERE_TOO)),
        )

    async def briefly(self) -> Happened:
        """People, story and value in one line; one press posts what is shown."""
        plot, hands = self.plot, self.plot.hands
        line = f"<@{plot.world.user(BRIEFLY_THANKED)}> {IN_ONE_LINE} #teamwork"
        await hands.type_command(BRIEF, OURS, "/shoutout", line)
        shown = (await hands.whispers(BRIEF))[-1]
        expect(IN_ONE_LINE in shown and "#teamwork" in shown, "the shoutout as it will be", shown)
        await hands.press_whisper(BRIEF, OURS, f"Post in {len(plot.places)} channels")
        cards = await posted(plot, IN_ONE_LINE)
        await heard(plot, BRIEFLY_THANKED, IN_ONE_LINE)
        thanks = await read_thanks(plot.world, hands, IN_ONE_LINE)
        plot.evidence = replace(plot.evidence, thanks=(*plot.evidence.thanks, thanks))
        return Happened(
            f"“/shoutout @{plot.name(BRIEFLY_THANKED)} {IN_ONE_LINE} #teamwork” and one press: {len(cards)} channels"
        )

    # --- parts --------------------------------------------------------------------------------------------------------

    def _moment(self) -> datetime:
        """The next time at which the lead and the one on Teams work, and the other one does not."""
        organisation, at = self.plot.organisation, self.plot.stage.calendar.now()
        while True:
            at = shift_after(organisation, LEAD, at).start
            moment = at + INTO_THE_DAY
            if on_shift(hours(organisation, ON_TEAMS), moment) and not on_shift(
                hours(organisation, IN_CONNECT), moment
            ):
                return moment

    async def _found(self, typed: str, key: str) -> str:
        """What the search field offers for somebody."""
        offered = await self.plot.hands.search(LEAD, "Who", typed)
        person = self.plot.organisation.person(key)
        wanted = f"{person.name} · {person.team}"
        expect(wanted in offered, f"“{wanted}” to be offered for “{typed}”", "; ".join(offered))
        return wanted

    def _judge(self, channel: str, card: str) -> None:
        """Fails unless a card names whom its readers may know, and of another partner nothing."""
        plot = self.plot
        beyond = plot.beyond_the_wall(channel)
        slips = [word for word in beyond if word in card]
        expect(not slips, f"nothing of another partner in #{channel}", ", ".join(slips))
        hidden = [key for key in (ON_TEAMS, IN_CONNECT) if plot.name(key) in beyond]
        expect((ANOTHER_TEAM in card) == bool(hidden), f"“{ANOTHER_TEAM}” in partners' channels alone", card)
        expect(NUMBER not in card, f"no telephone number in #{channel}", card)

    def _names_beyond(self, side: str) -> set[str]:
        organisation = self.plot.organisation
        internal = {one.name for one in organisation.sides if one.internal}
        return {one.name for one in organisation.people if one.side not in {side, *internal}}


async def posted(plot: Plot, words: str) -> Cards:
    """The cards once every channel that can be reached has one; fails if one has two, or another has any."""

    async def there() -> Cards | None:
        cards = await cards_with(plot.world, plot.hands, words)
        return cards if cards.keys() >= plot.reachable else None

    cards: Cards = await until(there, f"a card in {len(plot.reachable)} channels", POSTED_WITHIN)
    expect(cards.keys() == plot.reachable, "no other channel to have it", ", ".join(cards))
    twice = [channel for channel, some in cards.items() if len(some) > 1]
    expect(not twice, "each channel to have it once", ", ".join(twice))
    platforms = {plot.organisation.place(channel).platform for channel in cards}
    expect(len(platforms) == len(Platform), "both platforms", ", ".join(platforms))
    return cards


async def heard(plot: Plot, key: str, words: str) -> None:
    """Waits until somebody has a message of their own with these words."""
    await until(partial(has_heard, plot, key, words), f"{key} to be told of “{words}”", TOLD_WITHIN)


async def has_heard(plot: Plot, key: str, words: str) -> bool:
    """Whether they have one."""
    return any(words in text for text in await plot.hands.received(key))


async def nowhere(plot: Plot, secret: str) -> None:
    """Fails if this stands, or has ever stood, in a message of the bot's."""
    ledgers = (await plot.world.slack.ledger(), (await plot.world.teams.ledger())["entries"])
    written = [one for ledger in ledgers for one in ledger if one["operation"] in ("post", "update")]
    slips = [one["operation"] for one in written if secret in str(one)]
    expect(not slips, f"“{secret}” never to have stood in a message", ", ".join(slips))
