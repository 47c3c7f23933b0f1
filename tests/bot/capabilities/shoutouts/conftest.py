"""A stage for shoutouts."""

from collections.abc import AsyncIterator
from typing import Any, ClassVar

import pytest
from sqlalchemy import select

from bot.capabilities import shoutouts
from bot.capabilities.shoutouts.kinds import Naming, Where
from bot.capabilities.shoutouts.posting import FOLLOW
from bot.capabilities.shoutouts.store import RecognitionChoice, Shoutout
from bot.capability import Acting, Capability
from bot.chat.inbound import Answer, Command, Mentioned, MentionedKind, Place
from bot.chat.message import Actions
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox
from bot.people import directory, settings
from bot.people.model import Person, Team
from bot.storage.sessions import Database
from tests import stage as stages
from tests.stage import NO_PLACE, furnish

STORY = "Stayed an hour past the end of the shift to get a wheelchair order through."


class Stage(stages.Stage):
    """With shoutouts on it."""

    kind: ClassVar[str] = "shoutout"

    def capabilities(self) -> list[Capability]:
        return [shoutouts.capability(self.clocks, self.links)]

    async def person(self, name: str) -> str:
        """Somebody as the form has them."""
        async with self.database.read() as session:
            return f"p:{(await session.scalars(select(Person.public_id).where(Person.name == name))).one()}"

    async def team(self, name: str) -> str:
        """A team as the form has it."""
        async with self.database.read() as session:
            return f"t:{(await session.scalars(select(Team.public_id).where(Team.name == name))).one()}"

    async def shout(self, who: str, text: str, *whom: str, place: Place = NO_PLACE) -> Answer:
        """`/shoutout` with native mentions of these people before the text."""
        mentioned = tuple(Mentioned(f"@{name}", MentionedKind.PERSON, self.people[name]) for name in whom)
        typed = " ".join([*(one.text for one in mentioned), text])
        return await self.send(Command(self.origin(who, place), "shoutout", typed, mentioned=mentioned))

    async def filled(self, *whom: str, **values: Any) -> dict[str, Any]:
        """What comes in of the form, filled in."""
        people = tuple([await self.person(name) for name in whom])
        return {"people": people, "story": STORY, "goes_to": (Where.EVERYWHERE,), **values}

    async def give(self, who: str, *whom: str, **values: Any) -> Shoutout:
        """Writes one in the form, looks at it, posts it, and has those told whom it concerns; returns what is kept."""
        form = (await self.command(who, "shoutout")).form
        assert form is not None
        preview = await self.submit(who, form, **await self.filled(*whom, **values))
        assert preview.form is not None, preview
        answer = await self.submit(who, preview.form)
        assert answer.message is not None, answer
        await self.run_due(FOLLOW)
        return await self.kept(form.object_id)

    async def exported(self, who: str) -> str:
        """The file behind *Export mine*."""
        mine = (await self.command(who, "shoutout mine")).message
        offered = (await self.press(who, self.button(mine, "Export mine"))).message
        assert offered is not None
        url = next(
            one.url
            for part in offered.parts
            if isinstance(part, Actions)
            for one in part.buttons
            if hasattr(one, "url")
        )
        return await self.fetched(url)

    async def fetched(self, url: str) -> str:
        """The file behind somebody's own link."""
        claim = self.links.claim(url.rpartition("/")[2])
        assert claim is not None
        async with self.database.write() as session:
            actor = await directory.actor_of(session, claim.person_id)
            assert actor is not None
            outbox = Outbox(session, self.clocks)
            acting = Acting(session, outbox, actor, Texts(), self.clocks, self.platforms, self.offers)
            document = await self.offers.downloads[claim.what].fetch(acting, claim.about)
        return document.data.decode("utf-8-sig")

    async def kept(self, public_id: str) -> Shoutout:
        async with self.database.read() as session:
            return (await session.scalars(select(Shoutout).where(Shoutout.public_id == public_id))).one()

    async def by_first_name(self, name: str, full: str) -> None:
        """Somebody is called so in full, and chose to be named to other companies by the first name alone."""
        async with self.database.write() as session:
            person = (await session.scalars(select(Person).where(Person.name == name))).one()
            person.name = full
            session.add(RecognitionChoice(person_id=person.id, naming=Naming.FIRST))

    async def decide(self, name: str, value: Any) -> None:
        """The organisation decides something."""
        async with self.database.write() as session:
            await settings.change(session, None, self.offers.settings, name, value, self.calendar.now())


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Marlowe & Finch in #care on Slack, Harborline in a Slack Connect channel, Lumenara on Teams."""
    stage = Stage(database)
    await furnish(stage)
    yield stage
