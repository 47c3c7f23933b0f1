"""A stage for capabilities: an invented organisation on two platforms, driven through dispatch as people drive it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Protocol

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capability import Capability, CommandOffer, Context, JobContext, Offers, Work
from bot.chat.form import Form, FormButton, MomentField, Show, SwitchField, TextField
from bot.chat.inbound import (
    Answer,
    Command,
    FormPressed,
    FormSubmitted,
    Identity,
    Inbound,
    Origin,
    Place,
    PlaceKind,
    Press,
)
from bot.chat.message import Actions, Body, Button, Message, Part, from_json, say, to_json
from bot.clock import Clocks, SystemClock
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.pace import Bucket, MethodPace, PaceRules
from bot.delivery.tables import Content, Copy, Delivery, Operation, Stale, State
from bot.dispatch import Dispatch, Frame
from bot.due import work as due
from bot.due.opening import open_due
from bot.due.tables import DueState, DueWork, Rhythm
from bot.people import channels
from bot.people.model import (
    Audience,
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
from bot.people.personal_links import Links
from bot.ports import Address, Cause, ChannelFacts, Manners, MemberFacts, Rejected, Rendered
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database
from tests.organisation import INSTALLATIONS, install, three_sides

TUESDAY = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
NO_PLACE = Place("", "", PlaceKind.NOWHERE)


class Platform:
    """A chat platform that shows messages of a bounded size and knows where each message is."""

    def __init__(self, name: str, title: str, longest: int = 20_000) -> None:
        self.name = name
        self.manners = Manners(title, True, True, True, True, "/")
        self.longest = longest

    def render(self, message: Message) -> Rendered:
        if len(to_json(message)) > self.longest:
            raise Rejected(Cause.TOO_LARGE)
        return Rendered({})

    def message_id(self, address: Address) -> str:
        return str(address["message"])

    async def person(self, installation: str, who: Identity) -> MemberFacts | None:
        return MemberFacts(who, who.user_id, zone="Europe/London", locale="en")


@dataclass
class Calendar:
    """The calendar clock, set by the tests; `runs` makes it go on with every look, as a real one does."""

    instant: datetime = TUESDAY
    runs: timedelta = timedelta()

    def now(self) -> datetime:
        self.instant += self.runs
        return self.instant


class HasId(Protocol):
    """A row by whose key its copies are found."""

    id: int


@dataclass
class Stage:
    """Who there is, and short ways to act as them and to look at what came of it."""

    database: Database
    calendar: Calendar = field(default_factory=Calendar)
    requests: int = 0

    kind: ClassVar[str] = ""
    """The kind of subject that is meant where none is said."""

    def __post_init__(self) -> None:
        self.clocks = Clocks(self.calendar, SystemClock())
        self.platforms: dict[str, Any] = {
            "slack": Platform("slack", "Slack"),
            "teams": Platform("teams", "Microsoft Teams"),
        }
        pace = PaceRules({"posts": Bucket(1.0, 1)}, {"post": MethodPace("posts")})
        self.links = Links(
            "https://instep.example", Keyring(["a-key-for-tests-that-is-long-enough"]), self.clocks.machine
        )
        self.paces = {"slack": pace, "teams": pace}
        self.offers = Offers([*self.capabilities(), _menu()])
        self.dispatch = self.replica()
        self.people: dict[str, Identity] = {}

    def capabilities(self) -> list[Capability]:
        """What is on the stage."""
        raise NotImplementedError

    def replica(self) -> Dispatch:
        """Another process on the same database."""
        return Dispatch(self.database, self.platforms, self.offers, self.clocks, _frame())

    def restart(self) -> None:
        """The process is gone, and another one takes its place."""
        self.dispatch = self.replica()

    # --- acting -------------------------------------------------------------------------------------------------------

    def origin(self, who: str, place: Place = NO_PLACE, request: str = "") -> Origin:
        self.requests += 1
        identity = self.people[who]
        return Origin(identity.platform, request or f"r{self.requests}", identity, place, self.calendar.now())

    async def send(self, inbound: Inbound) -> Answer:
        return await self.dispatch(inbound)

    async def command(self, who: str, typed: str, place: Place = NO_PLACE) -> Answer:
        name, _, text = typed.partition(" ")
        return await self.send(Command(self.origin(who, place), name, text))

    async def press(self, who: str, button: Button, place: Place = NO_PLACE) -> Answer:
        return await self.send(Press(self.origin(who, place), button.action, button.object_id))

    async def submit(self, who: str, form: Form, **values: Any) -> Answer:
        return await self.send(FormSubmitted(self.origin(who), form.action, form.object_id, values, form.state))

    async def press_in(self, who: str, form: Form, label: str, **values: Any) -> Answer:
        button = next(part for part in form.parts if isinstance(part, FormButton) and part.label == label)
        return await self.send(
            FormPressed(self.origin(who), form.action, button.action, form.object_id, values, form.state)
        )

    async def audience(self, name: str) -> str:
        async with self.database.read() as session:
            return await session.scalar(select(Audience.public_id).where(Audience.name == name)) or "nothing"

    def place(self, channel: str, platform: str = "slack", thread: str = "") -> Place:
        return Place(INSTALLATIONS[platform], f"C-{channel}", PlaceKind.CHANNEL, thread=thread)

    async def tick(self) -> None:
        """Opens what recurs and is near, and runs everything that is due, also what that makes due."""
        async with self.database.write() as session:
            await open_due(session, self.offers.planners(), self.calendar.now())
        while await self.run_due(*self.offers.jobs):
            pass

    async def until(self, instant: datetime) -> None:
        """Lets the calendar run there, stopping wherever something is due."""
        while self.calendar.instant < instant:
            async with self.database.read() as session:
                due_at = await session.scalar(
                    select(func.min(DueWork.retry_at)).where(
                        DueWork.state == "waiting", DueWork.kind.in_(self.offers.jobs)
                    )
                )
                opens_at = await session.scalar(select(func.min(Rhythm.next_at)))
            soonest = min(one for one in (due_at, opens_at, instant) if one is not None)
            self.calendar.instant = min(max(soonest, self.calendar.instant), instant)
            await self.tick()

    async def run_due(self, *kinds: str) -> int:
        """Runs what is due of these kinds; says how many pieces of work that were."""
        async with self.database.read() as session:
            found = [one for one in await due.now_due(session, self.calendar.now()) if one.kind in kinds]
        for one in found:

            async def done(session: AsyncSession, key: int = one.id) -> bool:
                return await due.close(session, key, DueState.DONE, self.calendar.now())

            job = JobContext(
                write=self.database.write,
                read=self.database.read,
                clocks=self.clocks,
                platforms=self.platforms,
                offers=self.offers,
                done=done,
                outbox=lambda session: Outbox(session, self.clocks),
            )
            work = Work(one.kind, one.owner_id, one.slot, one.for_whom, one.due_at, one.data, one.original_date)
            await self.offers.jobs[one.kind].run(job, work)
        return len(found)

    async def deliver(
        self,
        failing: Mapping[str, Cause] | None = None,
        uncertain: Sequence[str] = (),
        *,
        operation: Operation = Operation.POST,
    ) -> None:
        """Pretends that the sender went over all posts (or edits) that wait; addresses are the channels' names."""
        failing = failing or {}
        async with self.database.write() as session:
            rows = await session.execute(
                select(Delivery, Copy, Channel.name)
                .join(Copy, Copy.id == Delivery.copy_id)
                .outerjoin(Channel, Channel.id == Copy.target_id)
                .where(Delivery.operation == operation, Delivery.state == State.WAITING)
            )
            for delivery, copy, name in rows:
                delivery.finished_at = self.calendar.now()
                if name in failing and copy.target_kind == "channel":
                    delivery.state, delivery.cause = State.FAILED, failing[name]
                elif name in uncertain and copy.target_kind == "channel":
                    delivery.state, delivery.cause = State.UNKNOWN, Cause.CONNECTION_LOST
                    delivery.unconfirmed = True
                else:
                    delivery.state, delivery.sent_at = State.SENT, self.calendar.now()
                    copy.present_revision = delivery.revision
                    copy.address = {"message": f"{name}-{copy.subject_id}"}

    @staticmethod
    def shown(shows: Message | Form | None) -> str:
        """Everything that can be read on a message or form, as one text."""
        return shown(shows)

    @staticmethod
    def button(message: Message | None, label: str) -> Button:
        assert message is not None
        buttons = [one for part in message.parts if isinstance(part, Actions) for one in part.buttons]
        return next(one for one in buttons if isinstance(one, Button) and one.label == label)

    # --- looking ------------------------------------------------------------------------------------------------------

    async def count(self, kind: type[Any]) -> int:
        async with self.database.read() as session:
            return len((await session.scalars(select(kind))).all())

    async def cards(self, known: HasId, kind: str = "", slot: str = "card") -> dict[str, Message]:
        """What was written to the outbox, by channel or person."""
        async with self.database.read() as session:
            rows = await session.execute(
                select(Copy.target_kind, Channel.name, Person.name, Content.message)
                .join(Content, Content.id == Copy.content_id)
                .outerjoin(Channel, Channel.id == Copy.target_id)
                .outerjoin(ChatIdentity, ChatIdentity.id == Copy.target_id)
                .outerjoin(Person, Person.id == ChatIdentity.person_id)
                .where(Copy.subject_kind == (kind or self.kind), Copy.subject_id == known.id, Copy.slot == slot)
            )
            return {
                channel if target == "channel" else person: from_json(message)
                for target, channel, person, message in rows
            }

    async def states(self, known: HasId) -> dict[str, State]:
        async with self.database.read() as session:
            rows = await session.execute(
                select(Channel.name, Delivery.state)
                .join(Copy, Copy.id == Delivery.copy_id)
                .join(Channel, Channel.id == Copy.target_id)
                .where(Copy.subject_kind == self.kind, Copy.subject_id == known.id, Copy.slot == "card")
            )
            return {name: state for name, state in rows}  # noqa: C416 - a row is not known to be a pair

    async def redrawn(self, known: HasId, kind: str = "", slot: str = "card") -> dict[str, str]:
        """The copies composed anew, as text, by channel or person."""
        found: dict[str, str] = {}
        async with self.database.read() as session:
            subject = Subject(kind or self.kind, known.id)
            for copy in await Outbox(session, self.clocks).copies(subject, slot=slot):
                message = await self.offers.composers[subject.kind](session, subject, copy)
                assert message is not None
                found[await _name(session, copy)] = shown(message)
        return found

    async def stale(self) -> set[str]:
        async with self.database.read() as session:
            return set(await session.scalars(select(Stale.subject_kind)))

    async def waiting_work(self, kind: str) -> list[DueWork]:
        async with self.database.read() as session:
            return list(await session.scalars(select(DueWork).where(DueWork.kind == kind).order_by(DueWork.id)))

    async def change(self, kind: type[Any], name: str, **values: Any) -> None:
        async with self.database.write() as session:
            await session.execute(update(kind).where(kind.name == name).values(**values))


async def _name(session: AsyncSession, copy: Copy) -> str:
    if copy.target_kind == "channel":
        return (await session.get_one(Channel, copy.target_id)).name
    identity = await session.get_one(ChatIdentity, copy.target_id)
    return (await session.get_one(Person, identity.person_id)).name


def typed(form: Form, **values: Any) -> dict[str, Any]:
    """What comes in of a form whose other fields are left as they are: a platform knows whole minutes alone."""
    filled = {part.name: part.value for part in form.parts if isinstance(part, TextField | MomentField | SwitchField)}
    whole = {
        name: value.replace(second=0, microsecond=0) if isinstance(value, datetime) else value
        for name, value in filled.items()
    }
    return {**whole, **values}


def parts_of(shows: Message | Form) -> list[Part]:
    if isinstance(shows, Message):
        return list(shows.parts)
    return [part.part for part in shows.parts if isinstance(part, Show)]


def shown(shows: Message | Form | None) -> str:
    assert shows is not None
    title = shows.summary if isinstance(shows, Message) else shows.title
    return "\n".join([title, *(line for part in parts_of(shows) for line in _lines(part))])


def _lines(value: Any) -> list[str]:
    match value:
        case str():
            return [value]
        case tuple() if value and all(hasattr(span, "kind") for span in value) and not _blocks(value):
            return ["".join(str(getattr(span, "text", "") or getattr(span, "name", "")) for span in value)]
        case tuple():
            return [line for item in value for line in _lines(item)]
        case Actions(buttons):
            return [button.label for button in buttons]
        case Body(blocks, label):
            return [label, *_lines(blocks)]
        case _ if hasattr(value, "__dataclass_fields__"):
            names = [name for name in value.__dataclass_fields__ if name not in ("kind", "tone", "size")]
            return [line for name in names for line in _lines(getattr(value, name))]
        case _:
            return []


def _blocks(value: tuple[Any, ...]) -> bool:
    return any(item.kind in ("paragraph", "list", "code") for item in value)


def _menu() -> Capability:
    async def menu(context: Context, inbound: Command) -> Answer:
        return Answer(message=say("The menu."))

    return Capability("menu", commands=(CommandOffer("menu", menu, reads=True),))


def _frame() -> Frame:
    async def home(context: Context) -> Message:
        parts: list[Part] = []
        for capability in context.offers.capabilities:
            if capability.home:
                parts += [part for item in await capability.home(context) for part in item.parts]
        return Message("Home", tuple(parts))

    async def new_home(*about: Any) -> None:
        return None

    return Frame(home, lambda t, reason: say("Your company is not linked."), new_home)


async def furnish(stage: Stage) -> None:
    """Marlowe & Finch in #care on Slack, Harborline in a Slack Connect channel, Lumenara on Teams; Ines publishes."""
    database = stage.database
    await install(database)
    async with database.write() as session:
        internal, harborline, lumenara = await three_sides(session, TUESDAY)
        await _team(session, stage, internal, "Care", "slack", "T1", ("Ines", "Ada", "Bo"), zone="Europe/London")
        await _team(
            session, stage, harborline, "Harbor", "slack", "T2", ("Hana", "Hugo"), zone="Asia/Manila", homes=("T2",)
        )
        await _team(session, stage, lumenara, "Lumen", "teams", "lumen", ("Luz", "Leo"), zone="America/Bogota")
        ines = (await session.scalars(select(Person).where(Person.name == "Ines"))).one()
        session.add_all(Grant(person_id=ines.id, role=role, side_id=None) for role in (Role.AUTHOR, Role.URGENT))


async def _team(
    session: AsyncSession,
    stage: Stage,
    side: Side,
    name: str,
    platform: str,
    home: str,
    people: Sequence[str],
    *,
    zone: str,
    homes: tuple[str, ...] = (),
) -> None:
    """A team at work round the clock, with its channel and people."""
    team = Team(side_id=side.id, name=name, zone=zone, working_hours="Mon-Sun 00:00-24:00")
    session.add(team)
    await session.flush()
    facts = ChannelFacts(
        INSTALLATIONS[platform],
        f"C-{name.lower()}",
        name.lower(),
        bot_is_member=True,
        can_post=True,
        shared=bool(homes),
        homes=homes,
    )
    channel = await channels.keep_facts(session, platform, facts, TUESDAY)
    await channels.link(session, None, channel, team, TUESDAY)
    for one in people:
        person = Person(side_id=side.id, name=one, zone=zone, state=PersonState.ACTIVE, created_at=TUESDAY)
        session.add(person)
        await session.flush()
        stage.people[one] = Identity(platform, home, f"U-{one}")
        session.add_all(
            [
                Membership(team_id=team.id, person_id=person.id, confirmed=True, since=TUESDAY),
                ChatIdentity(
                    person_id=person.id,
                    platform=platform,
                    home=home,
                    user_id=f"U-{one}",
                    installation_key=INSTALLATIONS[platform],
                ),
            ]
        )
    await session.flush()
