"""The story of one update, told over HTTP by the people in it: from the manager's form to its withdrawal."""

import time
from collections.abc import Set
from dataclasses import replace

from bot.proof.asking import ask_and_answer
from bot.proof.correcting import Changing
from bot.proof.evidence import Evidence, posts, read_evidence
from bot.proof.hands import lines_of, until
from bot.proof.marlowe import ARCHIVED, HARBORLINE, LUMENARA
from bot.proof.organisation import Kind, Place, Platform
from bot.proof.reading import text_of
from bot.proof.stage import Stage
from bot.proof.steps import Audience, Happened, Panel, Record, Scene, expect, tell
from bot.proof.world import World

TITLE = "Refunds over €50 no longer need a supervisor"
CHANGED = """Agents may refund up to **€200** on their own.

- Choose the reason *delivery* or *damage*
- Above €200, ask your lead as before"""
TELL = "You do not have to wait: I can refund this right away."

DELIVERED_WITHIN = 15.0
"""Seconds until every reachable channel shows the card, by the ledgers; the pace itself takes none."""

COUNTED_WITHIN = 30.0
"""Seconds until cards show new counts: what is left over of Slack's pace, see `redraw_interval`."""


class Story:
    """Tells itself on a stage: `await Story(stage).tell(audience)` gives the record, with each step that happened.

    The first step that fails ends it; those after it are recorded as not tried.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.evidence = Evidence()
        self._noted: list[str] = []
        self._published = False

    def scenes(self) -> list[Scene]:
        """All steps in their order."""
        return [
            Scene("Stand-ins for Slack and Teams start", self._stand_in),
            Scene("An organisation moves in", self._move_in),
            Scene("The bot starts", self._start),
            Scene("An admin links the companies", self._link),
            Scene("Teams and people are imported", self._import_people),
            Scene("The partner adds the app on Teams", self._install),
            Scene("Channels are linked to their teams", self._import_channels),
            Scene("A channel is archived", self._archive),
            Scene("The manager writes an update", self._write),
            Scene("The manager sees it first", self._preview),
            Scene("The manager publishes it", self._publish),
            Scene("Every reachable channel has it, once", self._deliver),
            Scene("Got it on Slack", self._note_on_slack),
            Scene("Got it in Slack Connect", self._note_in_connect),
            Scene("Got it on Teams", self._note_on_teams),
            Scene("Got it in words", self._note_in_words),
            Scene("Pressing twice counts once", self._note_twice),
            Scene("What waits at home", self._look_home),
            Scene("Cards count quietly", self._count),
            Scene("A partner sees its own figures alone", self._wall),
            Scene("The author's receipt tells the truth", self._receipt),
            Scene("The ledgers agree", self._judge),
            Scene("A partner's question is answered everywhere", self._ask),
            Scene("The author corrects it on every card", self._correct),
            Scene("The new text is noted anew", self._note_again),
            Scene("The author withdraws it everywhere", self._withdraw),
            Scene("The bot stops", self._stop),
        ]

    async def tell(self, audience: Audience) -> Record:
        """Play all scenes; what goes wrong is in the record, with what was expected and what came."""
        record = await tell(self.scenes(), audience)
        if self._published and not self.evidence.deliveries:
            self.evidence = await self._read()
        return record

    # --- the stage ----------------------------------------------------------------------------------------------------

    async def _stand_in(self) -> Happened:
        await self._stage.start_standins()
        return Happened(
            f"as strict as the originals: Slack at {self._stage.slack.origin}, Teams at {self._stage.teams.url}"
        )

    async def _move_in(self) -> Happened:
        await self._stage.build()
        organisation = self._stage.world.organisation
        partners = " and ".join(side.name for side in organisation.sides if not side.internal)
        zones = len({team.zone for team in organisation.teams})
        us = next(side.name for side in organisation.sides if side.internal)
        return Happened(
            f"{us} with {partners}: {len(organisation.people)} people, {len(organisation.places)} channels, "
            f"{zones} time zones"
        )

    async def _start(self) -> Happened:
        began = time.monotonic()
        await self._stage.start_bot()
        return Happened(f"ready in {time.monotonic() - began:.1f} s, on SQLite, with signatures and tokens checked")

    async def _link(self) -> Happened:
        linked = await self._stage.link_companies()
        return Happened(f"{linked} workspaces and tenants, each linked to its company")

    async def _import_people(self) -> Happened:
        await self._stage.import_people()
        organisation = self._world.organisation
        return Happened(
            f"{len(organisation.teams)} teams and {len(organisation.people)} people, from CSV files, "
            "beside the running bot"
        )

    async def _install(self) -> Happened:
        await self._stage.install_on_teams()
        return Happened("to a team, and to the channel that it shares with us")

    async def _import_channels(self) -> Happened:
        await self._stage.import_channels()
        return Happened(f"{len(self._places)} channels, from the bot's own export with one column filled in")

    async def _archive(self) -> Happened:
        await self._stage.slack.act("archive", channel=self._world.channel(ARCHIVED))
        return Happened(f"#{ARCHIVED} will not be reached")

    # --- the author ---------------------------------------------------------------------------------------------------

    async def _write(self) -> Happened:
        author, hands = self._author, self._stage.hands
        answer = await hands.type_command(author, "product-news", "/update")
        await hands.form_with(author, "What changed")
        await hands.press_in_form(author, "More")
        await hands.form_with(author, "Tell customers")
        return Happened(f"/update was answered in {answer['seconds'] * 1000:.0f} ms with the form")

    async def _preview(self) -> Happened:
        author, hands = self._author, self._stage.hands
        values = {
            "Title": TITLE,
            "What changed": CHANGED,
            "Audience": self._world.organisation.audience,
            "Tell customers": TELL,
            "Playbook link": "https://playbook.marlowe-and-finch.example/refunds",
        }
        await hands.submit(author, values)
        lines = await hands.form_with(author, TITLE)
        seen = text_of(lines)
        expect(f"#{ARCHIVED} is archived" in seen, f"a warning that #{ARCHIVED} is archived", seen)
        expect("1 channel would not get it" in seen, "no other channel to be warned of", seen)
        view = await self._world.slack.see("modal", self._world.user(author))
        button = view["submit"]["text"]
        expect(button == f"Publish to {len(self._places)} channels", f"{len(self._places)} channels", button)
        detail = f"the form warns of #{ARCHIVED} alone and offers “{button}”"
        return Happened(detail, (Panel("Before it goes out", tuple(lines)),))

    async def _publish(self) -> Happened:
        self._published = True
        await self._stage.hands.submit(self._author, {})
        form = await self._stage.hands.form(self._author)
        expect(not form or "Publish to" not in text_of(form), "the form to close", text_of(form))
        return Happened("with one press")

    async def _deliver(self) -> Happened:
        reachable = self._reachable

        async def look() -> bool:
            return {one.channel for one in await posts(self._world, of=TITLE)} >= reachable

        await until(look, f"{len(reachable)} channels to show it", DELIVERED_WITHIN)
        found = await posts(self._world, of=TITLE)
        channels = sorted(one.channel for one in found)
        expect(channels == sorted(reachable), "each reachable channel to have it once", ", ".join(channels))
        seconds = found[-1].at - found[0].at
        platforms = {self._world.organisation.place(one.channel).platform for one in found}
        expect(len(platforms) == len(Platform), "both platforms", ", ".join(platforms))
        detail = f"{len(found)} channels on Slack and Teams, first to last {seconds:.2f} s by the stand-ins' ledgers"
        return Happened(detail, await self._panels("lumenara-care", "Care desk"))

    # --- the agents ---------------------------------------------------------------------------------------------------

    async def _note_on_slack(self) -> Happened:
        return await self._note(("wren", "support-emea"), ("koharu", "support-apac"), ("odell", "support-night"))

    async def _note_in_connect(self) -> Happened:
        told = await self._note(("jomar", "lumenara-care"), ("bayani", "lumenara-care"))
        return replace(told, detail=f"{told.detail}; one of another workspace, one a guest")

    async def _note_on_teams(self) -> Happened:
        told = await self._note(("omar", "Care desk"), ("arjun", "Payments desk"), ("devika", "Leads of both houses"))
        return replace(told, detail=f"{told.detail}; by Action.Execute, one of them in a shared channel")

    async def _note(self, *who: tuple[str, str]) -> Happened:
        for key, channel in who:
            told = await self._stage.hands.press(key, channel, "Got it")
            expect("Noted at" in told, f"{key} to be told when it was noted", told)
            self._noted.append(key)
        names = ", ".join(self._world.organisation.person(key).name for key, _ in who)
        return Happened(f"{names}: “{told}”")

    async def _note_in_words(self) -> Happened:
        key, channel = "mayumi", "lumenara-care"
        card = (await self._stage.hands.cards(channel))[-1]
        await self._stage.hands.mention(key, channel, "got it", thread=card["ts"])

        async def look() -> bool:
            return any("Noted at" in one for one in await self._stage.hands.whispers(key))

        await until(look, f"{key} to be told when it was noted")
        self._noted.append(key)
        name = self._world.organisation.person(key).name
        return Happened(f"{name}, for whom buttons do not work, wrote “@Instep got it” under the card")

    async def _note_twice(self) -> Happened:
        hands = self._stage.hands
        again = await hands.press("wren", "support-emea", "Got it")
        expect("You noted this" in again, "“You noted this …” for the second press", again)
        await self._note(("ines", "support-emea"))
        other = await hands.press("ines", "Leads of both houses", "Got it")
        expect("You noted this" in other, "Ines to be known on Teams as the one who pressed on Slack", other)
        evidence = await self._read()
        names = [one.person for one in evidence.acknowledgements]
        wanted = sorted(self._world.organisation.person(key).name for key in self._noted)
        expect(sorted(names) == wanted, f"{len(wanted)} people counted once each", ", ".join(names))
        return Happened(f"“{again}”; and on both platforms one is still one: {len(names)} counted")

    async def _look_home(self) -> Happened:
        waits = await self._stage.hands.open_home("caspar")
        expect(TITLE in text_of(waits), "the update on the Home of somebody who has not noted it", text_of(waits))
        done = await self._stage.hands.open_home("koharu")
        expect(TITLE not in text_of(done), "no update on the Home of somebody who has", text_of(done))
        there = await self._stage.hands.open_home("layla")
        expect(TITLE in text_of(there), "the update in the personal chat on Teams", text_of(there))
        return Happened(
            "the update, for whoever has not pressed yet, on Slack and on Teams", (Panel("Home", tuple(waits)),)
        )

    # --- what came of it ----------------------------------------------------------------------------------------------

    async def _count(self) -> Happened:
        counts = {channel: self._wanted(channel) for channel in ("lumenara-care", "Care desk", "Payments desk")}

        async def look() -> bool:
            return all([count in text_of(await self._stage.hands.lines(channel)) for channel, count in counts.items()])

        async def came() -> str:
            last = [(await self._stage.hands.lines(channel))[-1].text for channel in counts]
            return "; ".join(f"{channel}: {line}" for channel, line in zip(counts, last, strict=True))

        wanted = " and ".join(f"“{count}” in {channel}" for channel, count in counts.items())
        await until(look, wanted, COUNTED_WITHIN, came=came)
        found = await posts(self._world, of=TITLE)
        expect(len(found) == len(self._places) - 1, "nothing new to be posted", f"{len(found)} posts")
        return Happened(
            "; ".join(f"{channel}: {count}" for channel, count in counts.items()) + ", by edits alone",
            await self._panels("lumenara-care", "Care desk"),
        )

    def _wanted(self, channel: str) -> str:
        """The count that a partner's card shows: of its own people."""
        people = self._world.organisation.people
        side = self._world.organisation.place(channel).side
        own = [one.key for one in people if one.side == side]
        return f"Got it: {len([key for key in self._noted if key in own])} of {len(own)}"

    async def _wall(self) -> Happened:
        organisation = self._world.organisation
        looked = 0
        for place in self._places:
            if place.side not in (LUMENARA, HARBORLINE) or place.name == ARCHIVED:
                continue
            other = LUMENARA if place.side == HARBORLINE else HARBORLINE
            foreign = {other, *(one.name for one in organisation.people if one.side == other)}
            for card in await self._stage.hands.cards(place.name):
                shown = f"{text_of(lines_of(card))} {card}"
                slips = [word for word in foreign if word in shown]
                expect(not slips, f"nothing of {other} in #{place.name}", ", ".join(slips))
                looked += 1
        return Happened(f"{looked} cards in partners' channels name nobody of the other partner, in text or in data")

    async def _receipt(self) -> Happened:
        total = len(self._places)
        wanted = f"Delivered to {total - 1} of {total} channels"

        async def look() -> list[str]:
            shown = [text_of(lines_of(one)) for one in await self._stage.hands.direct(self._author)]
            return [text for text in shown if TITLE in text and wanted in text]

        text = (await until(look, f"“{wanted}” in the author's direct messages", COUNTED_WITHIN))[-1]
        for part in (f"#{ARCHIVED} is archived", "unarchive it and press Try again", "first to last", "apart"):
            expect(part in text, f"“{part}” in the receipt", text)
        line = next(one for one in text.splitlines() if wanted in one)
        shown = [one for one in await self._stage.hands.direct(self._author) if TITLE in text_of(lines_of(one))]
        expect(len(shown) == 1, "one receipt that is edited", f"{len(shown)} messages")
        return Happened(f"“{line}”, with cause and remedy", (Panel("Receipt", tuple(lines_of(shown[0]))),))

    async def _judge(self) -> Happened:
        self.evidence = await self._read()
        promised = [one for one in self.evidence.deliveries if one.operation == "post"]
        sent = sorted(one.channel for one in promised if one.state == "sent")
        stored = sorted(one.channel for one in await posts(self._world, of=TITLE))
        expect(sent == stored, f"the receipt to name what the ledgers hold: {', '.join(stored)}", ", ".join(sent))
        failed = [(one.channel, one.cause) for one in promised if one.state == "failed"]
        expect(failed == [(ARCHIVED, "channel_archived")], f"#{ARCHIVED} to have failed, archived", str(failed))
        expect(len(promised) == len(self._places), f"{len(self._places)} promised", str(len(promised)))
        return Happened(
            f"promised {len(promised)} = delivered {len(sent)} + failed {len(failed)}; "
            f"{len(self.evidence.acknowledgements)} acknowledged"
        )

    async def _ask(self) -> Happened:
        return await ask_and_answer(self._stage, self._reachable)

    async def _correct(self) -> Happened:
        return await self._changing.correct()

    async def _note_again(self) -> Happened:
        return await self._changing.note_again()

    async def _withdraw(self) -> Happened:
        return await self._changing.withdraw()

    async def _stop(self) -> Happened:
        self._stage.bot.check()
        code = await self._stage.stop_bot()
        expect(code == 0, "the bot to stop with 0", f"{code}: {self._stage.bot.told()}")
        return Happened("gracefully, when asked")

    # --- parts --------------------------------------------------------------------------------------------------------

    @property
    def _world(self) -> World:
        return self._stage.world

    @property
    def _author(self) -> str:
        return self._world.organisation.author

    @property
    def _places(self) -> tuple[Place, ...]:
        return self._world.organisation.places

    @property
    def _reachable(self) -> Set[str]:
        return {place.name for place in self._places} - {ARCHIVED}

    @property
    def _changing(self) -> Changing:
        return Changing(self._stage, TITLE, CHANGED, self._reachable)

    async def _read(self) -> Evidence:
        async with self._stage.database() as database:
            return await read_evidence(database, self._world)

    async def _panels(self, *channels: str) -> tuple[Panel, ...]:
        panels = []
        for channel in channels:
            place = self._world.organisation.place(channel)
            where = "Slack Connect" if place.kind is Kind.CONNECT else place.platform.title()
            panels.append(Panel(f"{place.side} on {where}", tuple(await self._stage.hands.lines(channel))))
        return tuple(panels)
