"""A stage for set-up: an invented organisation on two platforms, driven through dispatch and the ticker."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.setup import SETUP, compose_home, notify_new_home, stranger_line
from bot.capability import Capability, Offers
from bot.chat.form import ChoiceField, Form, Show
from bot.chat.inbound import Answer, Command, FormSubmitted, Identity, Inbound, Origin, Place, PlaceKind, Press
from bot.chat.message import Actions, Button, Message, from_json, to_json
from bot.clock import Clocks, SystemClock
from bot.delivery.tables import Content, Copy, TargetKind
from bot.dispatch import Dispatch, Frame
from bot.people import channels
from bot.people.model import (
    Channel,
    ChatIdentity,
    Grant,
    Membership,
    Person,
    PersonState,
    Role,
    Side,
    Team,
)
from bot.people.refusal import Refused
from bot.people.settings import SettingSpec
from bot.ports import ChannelFacts, Manners, MemberFacts, PlatformFailure
from bot.storage.sessions import Database
from schedules.runner import Ticker
from tests.organisation import INSTALLATIONS, install, three_sides

TUESDAY = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
HOMES = {"slack": "T1", "teams": "lumen"}


async def _colour(session: AsyncSession, name: str) -> str:
    if name and name.casefold() != "red":
        raise Refused(f"There is no colour “{name}”.")
    return name.casefold()


SETTINGS = Capability(
    "sample",
    settings=(
        SettingSpec(
            "sample.ring_after",
            int,
            10,
            "Minutes after which something rings.",
            least=1,
            most=60,
            label="Ring people after (minutes)",
        ),
        SettingSpec("sample.digest", bool, True, "Whether a digest is posted."),
        SettingSpec("sample.after_doubt", str, "again", "What happens after a doubt.", ("again", "ask")),
        SettingSpec("sample.colour", str, "", "Which colour it has.", known=_colour),
    ),
)


@dataclass
class Platform:
    """A chat platform with channels and their members, as it tells them when asked."""

    name: str
    manners: Manners
    channel_facts: dict[str, ChannelFacts] = field(default_factory=dict)
    in_channel: dict[str, list[MemberFacts]] = field(default_factory=dict)
    failing: list[PlatformFailure] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    """The channels whose members were asked for."""

    async def person(self, installation: str, who: Identity) -> MemberFacts | None:
        return MemberFacts(who, who.user_id, zone="Europe/London", locale="en")

    async def channel(self, installation: str, channel: str) -> ChannelFacts | None:
        return self.channel_facts.get(channel)

    async def members(self, installation: str, channel: str) -> AsyncIterator[MemberFacts]:
        self.read.append(channel)
        if self.failing:
            raise self.failing.pop(0)
        for member in self.in_channel.get(channel, []):
            yield member

    async def channels(self, installation: str) -> AsyncIterator[ChannelFacts]:
        if self.failing:
            raise self.failing.pop(0)
        for facts in self.channel_facts.values():
            yield facts


@dataclass
class Calendar:
    """The calendar clock, set by the tests."""

    instant: datetime = TUESDAY

    def now(self) -> datetime:
        return self.instant


@dataclass
class Stage:
    """Who there is, and short ways to act as them and to look at what came of it."""

    database: Database
    calendar: Calendar = field(default_factory=Calendar)
    people: dict[str, Identity] = field(default_factory=dict)
    requests: int = 0

    def __post_init__(self) -> None:
        self.clocks = Clocks(self.calendar, SystemClock())
        self.slack = Platform("slack", Manners("Slack", True, True, True, True, "/"))
        self.teams = Platform("teams", Manners("Microsoft Teams", False, False, False, False, "@Instep "))
        self.platforms: dict[str, Any] = {"slack": self.slack, "teams": self.teams}
        self.offers = Offers([SETUP, SETTINGS])
        frame = Frame(compose_home, stranger_line, notify_new_home)
        self.dispatch = Dispatch(self.database, self.platforms, self.offers, self.clocks, frame)
        self.ticker = Ticker(self.database, self.offers, self.platforms, self.clocks)

    # --- acting -------------------------------------------------------------------------------------------------------

    def origin(self, who: str | Identity, channel: str = "") -> Origin:
        self.requests += 1
        identity = self.people[who] if isinstance(who, str) else who
        installation = INSTALLATIONS[identity.platform]
        place = (
            Place(installation, f"C-{channel}", PlaceKind.CHANNEL, name=channel)
            if channel
            else Place(installation, f"D-{identity.user_id}", PlaceKind.DIRECT)
        )
        return Origin(identity.platform, f"r{self.requests}", identity, place, self.calendar.now())

    async def send(self, inbound: Inbound) -> Answer:
        return await self.dispatch(inbound)

    async def command(self, who: str | Identity, typed: str, channel: str = "", *, by_mention: bool = False) -> Answer:
        name, _, text = typed.partition(" ")
        return await self.send(Command(self.origin(who, channel), name, text, by_mention))

    async def press(self, who: str, button: Button, channel: str = "") -> Answer:
        return await self.send(Press(self.origin(who, channel), button.action, button.object_id))

    async def submit(self, who: str, form: Form | None, **values: Any) -> Answer:
        assert form is not None
        return await self.send(FormSubmitted(self.origin(who), form.action, form.object_id, values, form.state))

    async def tick(self) -> None:
        """Runs everything that is due, also what that makes due."""
        while await self.ticker.tick():
            pass

    def later(self, by: timedelta) -> None:
        self.calendar.instant += by

    # --- who there is -------------------------------------------------------------------------------------------------

    async def person(
        self, name: str, team: str = "", *rights: Role, side: str = "", platform: str = "slack", home: str = ""
    ) -> Identity:
        """Adds somebody, confirmed, under their first name."""
        async with self.database.write() as session:
            its_team = await session.scalar(select(Team).where(Team.name == team)) if team else None
            wanted = Side.id == its_team.side_id if its_team else Side.name == (side or "Internal")
            its_side = (await session.scalars(select(Side).where(wanted))).one()
            person = Person(side_id=its_side.id, name=name, state=PersonState.ACTIVE, created_at=TUESDAY)
            session.add(person)
            await session.flush()
            if its_team:
                session.add(Membership(team_id=its_team.id, person_id=person.id, confirmed=True, since=TUESDAY))
            session.add_all(Grant(person_id=person.id, role=role) for role in rights)
            identity = Identity(platform, home or HOMES[platform], f"U-{name}")
            session.add(
                ChatIdentity(
                    person_id=person.id,
                    platform=platform,
                    home=identity.home,
                    user_id=identity.user_id,
                    installation_key=INSTALLATIONS[platform],
                )
            )
        self.people[name] = identity
        return identity

    async def lead(self, team: str, name: str) -> None:
        async with self.database.write() as session:
            leads = (await session.scalars(select(Team).where(Team.name == team))).one()
            leads.lead_id = await session.scalar(select(Person.id).where(Person.name == name))

    def member(self, user_id: str, home: str = "T1", name: str = "", **more: Any) -> MemberFacts:
        platform = "teams" if home == "lumen" else "slack"
        return MemberFacts(Identity(platform, home, user_id), name or user_id, **more)

    def holds(self, channel: str, *members: MemberFacts, platform: str = "slack", **facts: Any) -> None:
        """Has the platform tell of a channel and who is in it."""
        known = {"bot_is_member": True, "can_post": True, **facts}
        told: Platform = self.platforms[platform]
        told.channel_facts[f"C-{channel}"] = ChannelFacts(INSTALLATIONS[platform], f"C-{channel}", channel, **known)
        told.in_channel[f"C-{channel}"] = list(members)

    async def linked(self, name: str, *teams: str, platform: str = "slack", homes: tuple[str, ...] = ()) -> None:
        """Links a channel to teams, as if that had been done long ago."""
        self.holds(name, platform=platform, shared=bool(homes), homes=homes)
        async with self.database.write() as session:
            facts = self.platforms[platform].channel_facts[f"C-{name}"]
            channel = await channels.keep_facts(session, platform, facts, TUESDAY)
            for team in await session.scalars(select(Team).where(Team.name.in_(teams)).order_by(Team.id)):
                await channels.link(session, None, channel, team, TUESDAY)

    # --- looking ------------------------------------------------------------------------------------------------------

    async def one(self, kind: type[Any], **wanted: Any) -> Any:
        async with self.database.read() as session:
            return (await session.scalars(select(kind).filter_by(**wanted))).one()

    async def all(self, kind: type[Any], **wanted: Any) -> Sequence[Any]:
        async with self.database.read() as session:
            return (await session.scalars(select(kind).filter_by(**wanted).order_by(*kind.__table__.primary_key))).all()

    async def count(self, kind: type[Any]) -> int:
        async with self.database.read() as session:
            return await session.scalar(select(func.count()).select_from(kind)) or 0

    async def told(self) -> list[tuple[str, Message]]:
        """The direct messages in the outbox: to whom, and what."""
        async with self.database.read() as session:
            rows = await session.execute(
                select(Person.name, Content.message)
                .select_from(Copy)
                .join(Content, Content.id == Copy.content_id)
                .join(ChatIdentity, ChatIdentity.id == Copy.target_id)
                .join(Person, Person.id == ChatIdentity.person_id)
                .where(Copy.target_kind == TargetKind.PERSON)
                .order_by(Copy.id)
            )
            return [(name, from_json(message)) for name, message in rows]

    async def teams_in(self, channel: str) -> set[str]:
        from bot.people.model import ChannelTeam

        async with self.database.read() as session:
            rows = await session.scalars(
                select(Team.name)
                .join(ChannelTeam, ChannelTeam.team_id == Team.id)
                .join(Channel, Channel.id == ChannelTeam.channel_id)
                .where(Channel.name == channel)
            )
            return set(rows)

    @staticmethod
    def buttons(message: Message | None) -> list[Button]:
        assert message is not None
        rows = [part.buttons for part in message.parts if isinstance(part, Actions)]
        return [button for row in rows for button in row if isinstance(button, Button)]

    def button(self, message: Message | None, label: str) -> Button:
        found = [button for button in self.buttons(message) if button.label == label]
        assert found, [button.label for button in self.buttons(message)]
        return found[0]

    @staticmethod
    def choices(form: Form | None, name: str) -> dict[str, str]:
        """The options of a field: label to value."""
        assert form is not None
        field = next(part for part in form.parts if isinstance(part, ChoiceField) and part.name == name)
        return {option.label: option.value for option in field.options}

    @staticmethod
    def text(shows: Message | Form | None) -> str:
        """All that is written on a message or form, as one text."""
        assert shows is not None
        if isinstance(shows, Message):
            return to_json(shows)
        return " ".join(repr(part.part if isinstance(part, Show) else part) for part in shows.parts)


@pytest.fixture
async def stage(database: Database) -> Stage:
    """Marlowe & Finch on Slack, Harborline in Slack Connect channels, Lumenara on Teams; Ada is the admin."""
    await install(database)
    async with database.write() as session:
        internal, harborline, lumenara = await three_sides(session, TUESDAY)
        session.add_all(
            [
                Team(side_id=internal.id, name="Care", zone="Europe/London"),
                Team(side_id=harborline.id, name="Harbor Care", zone="Asia/Manila"),
                Team(side_id=lumenara.id, name="Lumen Night", zone="America/Bogota"),
            ]
        )
    stage = Stage(database)
    await stage.person("Ada", "Care", Role.ADMIN)
    await stage.person("Ben", "Care")
    await stage.person("Hana", "Harbor Care", home="T2")
    await stage.person("Luz", "Lumen Night", platform="teams")
    await stage.lead("Harbor Care", "Hana")
    return stage
