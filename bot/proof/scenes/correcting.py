"""The part of the story in which the author corrects the update, asks for a new *Got it*, and at last withdraws it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.proof.evidence import Edited, edits, posts
from bot.proof.hands import until
from bot.proof.organisation import Platform
from bot.proof.reading import Weight, text_of
from bot.proof.scenes.plot import CHANGED, TITLE, Plot
from bot.proof.steps import Happened, Panel, expect

CORRECTS_IN = "product-news"
ASK = "Ask everybody for a new Got it"
NOTE = "Limit raised from 200 to 300"
WAS, NOW = "€200", "€300"
REASON = "Finance has paused all changes to refunds"

NOTED_ON_SLACK, THERE = "koharu", "support-apac"
"""Somebody who had noted the first text on Slack, and where."""

NOTED_ON_TEAMS, THERE_TOO = "arjun", "Payments desk"
"""The same on Teams."""

OLD_ON_SLACK, OLD_ON_TEAMS = "caspar", "layla"
"""Two who opened their home before the correction and have not noted anything; the buttons there are old."""

OUTDATED = "This update has been corrected since"
GONE = "This update was withdrawn, so there is nothing to note"

CHANGED_WITHIN = 20.0
"""Seconds until every card is edited: at 50 edits a minute on Slack those in the demo take a few, behind the counts."""


@dataclass(frozen=True)
class Changing:
    """The two changes that the author makes to the published update."""

    plot: Plot

    async def correct(self) -> Happened:
        """The author raises the limit; every card says so in place, and those who had noted it are asked again."""
        author, hands = self.plot.author, self.plot.hands
        await hands.type_command(author, CORRECTS_IN, "/update", "mine")
        await hands.press_whisper(author, CORRECTS_IN, "Correct")
        await hands.form_with(author, ASK)
        typed = {"What changed in this correction": NOTE, "What changed": CHANGED.replace(WAS, NOW)}
        await hands.submit(author, {**typed, ASK: "Yes"})
        everybody = len(self.plot.organisation.people)
        await hands.form_with(author, f"{everybody} people are asked for a new Got it")
        self.plot.asked_at = self.plot.stage.calendar.now()
        await hands.submit(author, {})
        shown = await self._everywhere(NOTE)
        for channel, card in shown.items():
            text = text_of(card.lines)
            for part in ("Updated ", NOW, "[ Got it ]"):
                expect(part in text, f"“{part}” on the card in #{channel}", text)
            expect(WAS not in text, f"no {WAS} in #{channel} any more", text)
        await self._posted_once()
        return Happened(
            f"“{NOTE}” on {self._told(shown.values())}, edited in place", _panels(shown, CORRECTS_IN, THERE_TOO)
        )

    async def note_again(self) -> Happened:
        """An old button leads to the text as it is now; whoever had noted the old one is asked for the new one."""
        hands = self.plot.hands
        answers = {key: await hands.press_at_home(key, "Got it") for key in (OLD_ON_SLACK, OLD_ON_TEAMS)}
        for key, said in answers.items():
            expect(OUTDATED in said, f"{key} to be told that the old button is outdated", said)
        # On Teams a button answers with a line, so that the text itself is one press away.
        reads = {OLD_ON_SLACK: answers[OLD_ON_SLACK], OLD_ON_TEAMS: await hands.press_at_home(OLD_ON_TEAMS, "Read")}
        for key, read in reads.items():
            expect(NOW in read and WAS not in read, f"{key} to read {NOW}", read)
        for key, channel in ((NOTED_ON_SLACK, THERE), (NOTED_ON_TEAMS, THERE_TOO)):
            waits = text_of(await hands.open_home(key))
            expect(TITLE in waits, f"{key}, who had noted it, to be asked again", waits)
            told = await hands.press(key, channel, "Got it")
            expect("Noted at" in told, f"{key} to be told when the new text was noted", told)
        names = " and ".join(self.plot.name(key) for key in (NOTED_ON_SLACK, NOTED_ON_TEAMS))
        return Happened(f"{names} had noted the old text and note the new one; old buttons lead to it")

    async def withdraw(self) -> Happened:
        """The author withdraws it; every card says why and has no button, and an old button says that it is over."""
        author, hands = self.plot.author, self.plot.hands
        await hands.press_direct(author, "Withdraw")
        await hands.form_with(author, "this cannot be undone")
        await hands.submit(author, {"Why it no longer holds": REASON})
        shown = await self._everywhere(REASON)
        for channel, card in shown.items():
            text = text_of(card.lines)
            expect(f"Withdrawn: {REASON}" in text, f"the reason in #{channel}", text)
            buttons = [line.text for line in card.lines if line.weight is Weight.BUTTONS]
            expect(not buttons, f"no buttons in #{channel}", ", ".join(buttons))
        await self._posted_once()
        for key in (NOTED_ON_SLACK, NOTED_ON_TEAMS):
            told = await hands.press_at_home(key, "Got it")
            expect(GONE in told, f"{key} to be told that it was withdrawn", told)
        return Happened(
            f"the reason on {self._told(shown.values())}, without buttons; “{told}”",
            _panels(shown, CORRECTS_IN, THERE_TOO),
        )

    # --- parts --------------------------------------------------------------------------------------------------------

    async def _everywhere(self, words: str) -> Mapping[str, Edited]:
        """The newest edit in each channel that can be reached once it has these words, by the ledgers."""

        async def found() -> dict[str, Edited]:
            newest = {one.channel: one for one in await edits(self.plot.world, of=TITLE)}
            return {channel: one for channel, one in newest.items() if words in text_of(one.lines)}

        async def look() -> bool:
            return set(await found()) >= self.plot.reachable

        async def came() -> str:
            return f"only in {', '.join(sorted(await found())) or 'none'}"

        await until(look, f"“{words}” in {len(self.plot.reachable)} channels", CHANGED_WITHIN, came=came)
        changed = await found()
        expect(set(changed) == self.plot.reachable, "no other channel to be changed", ", ".join(sorted(changed)))
        return changed

    async def _posted_once(self) -> None:
        found = await posts(self.plot.world, of=f"Update: {TITLE}")
        expect(len(found) == len(self.plot.reachable), "nothing new to be posted", f"{len(found)} posts")

    def _told(self, shown: Collection[Edited]) -> str:
        """On how many cards, and within how many seconds."""
        platforms = {one.platform for one in shown}
        expect(len(platforms) == len(Platform), "both platforms", ", ".join(platforms))
        seconds = max(one.at for one in shown) - min(one.at for one in shown)
        return f"{len(shown)} cards on Slack and Teams within {seconds:.2f} s"


def _panels(shown: Mapping[str, Edited], *channels: str) -> tuple[Panel, ...]:
    return tuple(Panel(f"#{channel}", shown[channel].lines) for channel in channels)
