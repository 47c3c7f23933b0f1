"""What happens with shoutouts in such an organisation, and everything that anybody is shown or can ask for."""

import json
import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select

from bot.capabilities.shoutouts.card import ADD, CHEER, MORE
from bot.capabilities.shoutouts.kinds import Naming, Where
from bot.capabilities.shoutouts.stories.asked import NewStory
from bot.capabilities.shoutouts.stories.taking import take
from bot.capabilities.shoutouts.write.adding import TEAMS
from bot.capabilities.shoutouts.write.forms import PEOPLE
from bot.chat.form import Form, FormButton
from bot.chat.inbound import Answer, Command, HomeOpened, Inbound, Mentioned, MentionedKind, Sought
from bot.chat.message import Actions, Button, LinkButton, Message, from_json
from bot.delivery.budget import Budget
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.tables import Content, Copy, TargetKind
from bot.people import audience
from bot.people.access import EVERYTHING
from bot.people.model import Channel, ChatIdentity, DeskIdentity, Person
from tests.bot.capabilities.shoutouts.conftest import Stage
from tests.bot.capabilities.shoutouts.walls.company import (
    AUDITS,
    LEADS,
    MANAGES,
    SHY,
    UNREACHED,
    US,
    WORKS,
    Company,
    Member,
)
from tests.stage import NO_PLACE

PHONE = "+44 20 7946 0018"

CHOOSING = ("search", "form", "coverage", "choices")
"""Ways to ask on which somebody who is thanked privately may stand: they are there to be chosen, and to be named."""


@dataclass(frozen=True)
class Shown:
    """Something that somebody was shown, or (`channel`) all who read a channel; `on` says on which way."""

    on: str
    text: str
    reader: str = ""
    channel: str = ""


@dataclass
class Told:
    """A shoutout with the word that only it has, and whom it thanks (`teams` as a whole)."""

    public_id: str
    mark: str
    giver: Member
    people: tuple[Member, ...]
    teams: tuple[str, ...]
    goes_to: Where
    before: tuple[Member, ...] = ()

    @property
    def openly(self) -> Sequence[Member]:
        """Those it names, or named before it was corrected, where others read it."""
        return [one for one in (*self.people, *self.before) if one.what != SHY and self.goes_to is not Where.PRIVATELY]


@dataclass
class Heard(Stage):
    """Keeps whatever anybody is answered."""

    shown_so_far: list[Shown] = field(default_factory=list)
    asking: str = ""

    async def send(self, inbound: Inbound) -> Answer:
        answer = await super().send(inbound)
        who = next(name for name, identity in self.people.items() if identity == inbound.origin.who)
        self.shown_so_far.append(Shown(self.asking or type(inbound).__name__, as_json(answer), who))
        return answer

    async def keep_copies(self, *, anew: bool) -> None:
        """Keeps what stands in the outbox, or each copy as it would be composed now."""
        async with self.database.read() as session:
            rows = await session.execute(
                select(Copy, Channel.name, Person.name, Content.message)
                .join(Content, Content.id == Copy.content_id)
                .outerjoin(Channel, (Channel.id == Copy.target_id) & (Copy.target_kind == TargetKind.CHANNEL))
                .outerjoin(ChatIdentity, (ChatIdentity.id == Copy.target_id) & (Copy.target_kind == TargetKind.PERSON))
                .outerjoin(Person, Person.id == ChatIdentity.person_id)
            )
            for copy, channel, person, message in rows.all():
                composer = self.offers.composers.get(copy.subject_kind) if anew else None
                subject = Subject(copy.subject_kind, copy.subject_id)
                stands = await composer(session, subject, copy) if composer else None
                on = f"{copy.subject_kind} {copy.slot}{' anew' if stands else ''}"
                self.shown_so_far.append(Shown(on, as_json(stands or from_json(message)), person or "", channel or ""))

    async def keep_spared(self) -> None:
        """Keeps what the catch-up of each would say."""
        async with self.database.read() as session:
            people = {one.id: one.name for one in await session.scalars(select(Person))}
            spared = await Budget(session, self.calendar.now()).spared_to(list(people))
            for reader in await audience.readers_called(session, list(spared), self.calendar.now()):
                for one in spared[reader.person_id]:
                    lines = await self.offers.spared[one.subject.kind](session, reader, [one], self.calendar.now())
                    self.shown_so_far += [Shown("catch-up", as_json(line), reader.name) for line in lines]


def as_json(shown: Any) -> str:
    return json.dumps(asdict(shown), default=str, ensure_ascii=False)


@dataclass
class Life:
    """What happens; `told` are the shoutouts that were posted."""

    stage: Heard
    company: Company
    dice: random.Random
    told: list[Told] = field(default_factory=list)
    praised: dict[str, Member] = field(default_factory=dict)
    reported: set[str] = field(default_factory=set)

    async def happen(self) -> None:
        """Stories are told, cheered, added to, corrected and taken back; the digest goes out; everybody asks."""
        ours = [one for one in self.company.people if one.side == US and one.what in (LEADS, MANAGES, WORKS)]
        for giver in self.dice.sample(ours, 5):
            await self.give(giver)
        for side in self.company.partners:
            of_side = [one for one in self.company.people if one.side == side and one.what in (LEADS, MANAGES, WORKS)]
            for giver in self.dice.sample(of_side, 2):
                await self.give(giver)
        await self.customers_write()
        for told in self.told:
            for one in self.dice.sample(self.present, 4):
                await self.press(one, CHEER, told.public_id)
            for one in self.dice.sample(self.present, 2):
                await self.add(one, told)
        await self.stage.keep_copies(anew=False)
        await self.changes_mind()
        await self.decide()
        await self.stage.tick()
        await self.send_digest()
        await self.stage.keep_copies(anew=False)
        await self.stage.keep_copies(anew=True)
        await self.stage.keep_spared()
        for one in self.askers():
            await self.ask(one)

    @property
    def present(self) -> Sequence[Member]:
        """Those who do something; who is shy is only thanked, so that their name is nowhere else."""
        return [one for one in self.company.people if one.what not in (UNREACHED, SHY)]

    def askers(self) -> Iterator[Member]:
        """Some of each team: one who has rights, and one who has none."""
        for crew in self.company.crews:
            with_rights = [one for one in crew.people if one.what in (LEADS, MANAGES, AUDITS)]
            yield from (self.dice.choice(with_rights), self.dice.choice([crew.called(WORKS), crew.called(SHY)]))

    # --- giving -------------------------------------------------------------------------------------------------------

    def names(self, giver: Member, members: Sequence[Member], crews: Sequence[str]) -> str:
        """People and teams by any of the words that whoever writes may know."""
        said = []
        for one in members:
            naming = Naming.FULL if giver.side in (US, one.side) else self.company.naming_of(one)
            first, last = one.key.split()
            known = {
                Naming.FULL: (one.key, first, last, one.team, one.side),
                Naming.FIRST: (first,),
                Naming.ALIAS: (one.alias or first,),
            }[naming]
            said.append(self.dice.choice(known))
            if naming is Naming.FULL and one.alias:
                said.append(self.dice.choice((one.alias, *one.alias.split())))
        return ", ".join([*said, *crews]) or "somebody"

    async def give(self, giver: Member) -> None:
        """One shoutout to one to three people or whole teams whom the giver may know."""
        knows = [one for one in self.company.people if self.company.knows(giver.side, one.side) and one != giver]
        people = tuple(self.dice.sample(knows, self.dice.randint(1, 3)))
        crews = tuple({one.name for one in self.company.crews if self.company.knows(giver.side, one.side)})
        teams = tuple(self.dice.sample(sorted(crews), self.dice.choice((0, 0, 1, 2)))) if crews else ()
        goes_to = self.dice.choice((Where.EVERYWHERE, Where.EVERYWHERE, Where.EVERYWHERE, Where.TEAMS, Where.PRIVATELY))
        mark = f"Tale{len(self.told):03}"
        story = f"{mark}: {self.names(giver, people, teams)} stayed an hour past the end for an order."
        with_phone = giver.side == US and self.dice.random() < 0.5
        values = {
            "people": await self.chosen(people, teams),
            "story": f"{story} Rang {PHONE}." if with_phone else story,
            "quote": f"They are great: {self.names(giver, people, ())}!",
            "customer": "Marta",
            "value": "ownership",
            "ticket": f"https://desk.example/{giver.side.split()[0]}/{mark}",
            "goes_to": (goes_to,),
        }
        form = (await self.on("form", self.stage.command(giver.key, "shoutout"))).form
        assert form is not None
        look = await self.stage.submit(giver.key, form, **values)
        assert look.form is not None, look
        await self.stage.submit(giver.key, look.form, shown=("story:0",) if with_phone else ())
        if (await self.stage.kept(form.object_id)).posted_at is not None:
            self.told.append(Told(form.object_id, mark, giver, people, teams, goes_to))

    async def chosen(self, people: Sequence[Member], teams: Sequence[str]) -> tuple[str, ...]:
        return (*(f"p:{one.ids[0]}" for one in people), *[await self.stage.team(one) for one in teams])

    async def press(self, who: Member, action: str, object_id: str) -> Answer:
        return await self.stage.press(who.key, Button("", action, object_id))

    async def add(self, who: Member, told: Told) -> None:
        form = (await self.press(who, ADD, told.public_id)).form
        if form is not None:
            known = [one for one in told.openly if self.company.knows(who.side, one.side)]
            await self.stage.submit(who.key, form, text=f"Seen it: {self.names(who, known, ())} did it.")

    # --- and what becomes of it ---------------------------------------------------------------------------------------

    async def changes_mind(self) -> None:
        """Somebody is named by less from now on, and what is out follows."""
        one = self.dice.choice([one for one in self.present if one.what == WORKS])
        form = (await self.stage.command(one.key, "shoutout settings")).form
        assert form is not None
        await self.stage.submit(one.key, form, privately=False, naming=(one.naming,))

    async def decide(self) -> None:
        """One is corrected, one withdrawn, one reported, one taken down, one is the story of the week."""
        corrected, withdrawn, reported, ended = self.dice.sample(self.told, 4)
        manager = next(one for one in self.present if one.side == US and one.what == MANAGES)
        await self.correct(corrected)
        if (form := await self.through_more(withdrawn.giver, withdrawn, "Withdraw")) is not None:
            await self.stage.submit(withdrawn.giver.key, form)
        for one in self.dice.sample(self.present, 4):
            if (form := await self.through_more(one, reported, "Report it")) is not None:
                self.reported.add(reported.mark)
                await self.stage.submit(one.key, form, text="It was not like that.")
        if (form := await self.through_more(manager, ended, "Take it down")) is not None:
            await self.stage.submit(manager.key, form, reason="It was not like that.")
        for told in self.dice.sample(self.told, 3):
            await self.through_more(manager, told, "Story of the week")

    async def through_more(self, who: Member, told: Told, label: str) -> Form | None:
        """What a button of *More* opens, where it is there."""
        form = (await self.press(who, MORE, told.public_id)).form
        if form is None or not any(isinstance(one, FormButton) and one.label == label for one in form.parts):
            return None
        return (await self.on("form", self.stage.press_in(who.key, form, label))).form

    async def correct(self, told: Told) -> None:
        form = await self.through_more(told.giver, told, "Correct")
        assert form is not None
        people = told.people[1:] or told.people
        values = {
            "people": await self.chosen(people, told.teams),
            "story": f"{told.mark}: rather {self.names(told.giver, people, told.teams)} stayed on for the order.",
            "customer": "Marta",
            "goes_to": (told.goes_to,),
        }
        look = (await self.stage.submit(told.giver.key, form, **values)).form
        assert look is not None
        await self.stage.submit(told.giver.key, look)
        told.before, told.people = told.people, people

    async def customers_write(self) -> None:
        """Customers praise people of each side by the names that they know."""
        for number, crew in enumerate(self.company.crews):
            one = self.dice.choice([each for each in crew.people if each.what != SHY])
            mark = f"Praise{number:03}"
            async with self.stage.database.write() as session:
                person = (await session.scalars(select(Person).where(Person.name == one.key))).one()
                session.add(DeskIdentity(person_id=person.id, system="desk", agent_id=mark, alias=""))
                asked = {"system": "desk", "external_id": mark, "agent": {"id": mark}, "text": f"{mark}: {one.key}!"}
                outbox = Outbox(session, self.stage.clocks)
                story = NewStory.model_validate(asked)
                await take(session, outbox, EVERYTHING, person.side_id, [story], self.stage.calendar.now())
            self.praised[mark] = one

    async def send_digest(self) -> None:
        manager = next(one for one in self.present if one.side == US and one.what == MANAGES)
        look = (await self.stage.command(manager.key, "shoutout digest")).form
        if look is not None:
            await self.stage.submit(manager.key, look)

    # --- asking -------------------------------------------------------------------------------------------------------

    async def ask(self, who: Member) -> None:
        """Everything that somebody can ask for."""
        stage = self.stage
        for words in ("mine", "given", "team", "digest", "stories", "reports"):
            await self.leaf(who, (await stage.command(who.key, f"shoutout {words}")).message)
        for words, on in (("coverage", "coverage"), ("settings", "choices"), ("", "form")):
            await self.on(on, stage.command(who.key, f"shoutout {words}".strip()))
        await stage.send(HomeOpened(stage.origin(who.key)))
        place = stage.place(self.company.crew_of(who).channel, self.company.crew_of(who).platform)
        await stage.command(who.key, "shoutout button", place)
        for one in self.dice.sample([each for each in self.company.people if each.what != UNREACHED], 3):
            met = Mentioned("@you", MentionedKind.PERSON, stage.people[one.key])
            asked = Command(stage.origin(who.key, NO_PLACE), "shoutout", "@you", mentioned=(met,))
            await self.leaf(who, (await self.on("form", stage.send(asked))).message, "form")
        for told in self.dice.sample(self.told, 4):
            await self.press(who, MORE, told.public_id)
        for one in self.dice.sample(self.company.people, 3):
            for words in self.dice.sample(one.words, 1):
                await self.on("search", stage.send(Sought(stage.origin(who.key), PEOPLE, words)))
        for source in (PEOPLE, TEAMS):
            await self.on("search", stage.send(Sought(stage.origin(who.key), source, "")))
        await self.files(who)

    async def on(self, way: str, asking: Any) -> Answer:
        self.stage.asking = way
        answer: Answer = await asking
        self.stage.asking = ""
        return answer

    async def leaf(self, who: Member, message: Message | None, on: str = "") -> None:
        """Through all pages of a wall."""
        while message is not None and (older := next(iter(labelled(message, {"Older"})), None)):
            message = (await self.on(on, self.stage.press(who.key, older))).redraw

    async def files(self, who: Member) -> None:
        """What somebody can take out of chat."""
        mine = (await self.stage.command(who.key, "shoutout mine")).message
        if mine is not None and labelled(mine, {"Export mine"}):
            self.stage.shown_so_far.append(Shown("file", await self.stage.exported(who.key), who.key))
        offered = (await self.stage.command(who.key, "shoutout export")).message
        if offered is not None and any(links(offered)):
            self.stage.shown_so_far.append(Shown("file", await self.stage.fetched(next(links(offered))), who.key))


def labelled(message: Message, labels: Collection[str]) -> list[Button]:
    parts = [part for part in message.parts if isinstance(part, Actions)]
    return [one for part in parts for one in part.buttons if isinstance(one, Button) and one.label in labels]


def links(message: Message) -> Iterator[str]:
    for part in message.parts:
        if isinstance(part, Actions):
            yield from (one.url for one in part.buttons if isinstance(one, LinkButton))
