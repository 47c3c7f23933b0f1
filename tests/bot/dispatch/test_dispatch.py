"""Dispatch: who acts is recognised, the effect commits once, and only then comes the answer."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, text

from bot.capability import Capability, CommandOffer, Context, EventContext, Offers, PressOffer, SubmitOffer
from bot.chat.form import Form
from bot.chat.inbound import (
    AGAIN,
    NOTHING,
    Answer,
    ChannelChange,
    ChannelChanged,
    Command,
    FormSubmitted,
    HomeOpened,
    Identity,
    Inbound,
    InstallationChange,
    InstallationChanged,
    Origin,
    Place,
    PlaceKind,
    Press,
)
from bot.chat.message import Actions, Button, Message, say
from bot.chat.texts import Texts
from bot.clock import system_clocks
from bot.delivery.tables import InboxEntry
from bot.dispatch import Dispatch, Frame
from bot.people import directory, sides
from bot.people.access import Actor, FirstAdmins
from bot.people.directory import StrangerReason
from bot.people.model import AuditEntry, ChatIdentity, Grant, Person, Presence, Role
from bot.people.refusal import Refused
from bot.ports import (
    Address,
    ChannelFacts,
    Destination,
    Finding,
    Manners,
    MemberFacts,
    Rendered,
    StorageUnavailable,
    Unreachable,
)
from bot.ports import Cause as C
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database, WrittenMeanwhile

WHO = Identity("slack", "T1", "U1")
STRANGER = Identity("slack", "T9", "U9")
PLACE = Place("A1/T1", "C1", PlaceKind.CHANNEL)


class Platform:
    """A chat platform that knows some people and is never posted to."""

    name = "slack"

    def __init__(self, private: bool = True) -> None:
        self.manners = Manners("Slack", private, True, True, True, "/")
        self.asked: list[Identity] = []
        self.answers = True

    async def person(self, installation: str, who: Identity) -> MemberFacts | None:
        self.asked.append(who)
        if not self.answers:
            raise Unreachable(C.PERSON_UNREACHABLE)
        return MemberFacts(who, f"Name of {who.user_id}", locale="en")

    async def channel(self, installation: str, channel: str) -> ChannelFacts | None:
        return ChannelFacts(installation, channel, f"name-of-{channel}")

    def render(self, message: Message) -> Rendered:
        raise AssertionError

    async def post(self, to: Destination, message: Message, *, delivery_id: str, token: str = "") -> Address:
        raise AssertionError

    def message_id(self, address: Address) -> str:
        raise AssertionError

    async def edit(self, installation: str, address: Address, message: Message, *, token: str = "") -> None:
        raise AssertionError

    async def delete(self, installation: str, address: Address) -> None:
        raise AssertionError

    async def can_find(self, installation: str, *, direct: bool = False) -> bool:
        raise AssertionError

    async def find(
        self, installation: str, channel: str | Identity, delivery_ids: Sequence[str], oldest: datetime
    ) -> Mapping[str, Address]:
        raise AssertionError

    async def members(self, installation: str, channel: str) -> AsyncIterator[MemberFacts]:
        for nobody in ():
            yield nobody

    async def channels(self, installation: str) -> AsyncIterator[ChannelFacts]:
        for nothing in ():
            yield nothing

    async def show_home(self, installation: str, who: Identity, message: Message) -> None:
        raise AssertionError

    async def examine(self, installation: str) -> Sequence[Finding]:
        return ()

    async def close(self) -> None:
        return None


class Notes:
    """A capability for these tests: it writes audit rows, so that effects can be counted."""

    def __init__(self) -> None:
        self.new_homes: list[str] = []
        self.heard: list[Any] = []
        self.met_meanwhile: list[WrittenMeanwhile] = []

    def capability(self) -> Capability:
        return Capability(
            "notes",
            commands=(
                CommandOffer("menu", self.menu, reads=True),
                CommandOffer("note", self.note),
                CommandOffer("note list", self.listed, reads=True),
                CommandOffer("form", self.form, reads=True),
                CommandOffer("broken", self.broken),
                CommandOffer("refused", self.refused),
                CommandOffer("locked", self.note, may=lambda actor, t: t("Ask an admin.")),
            ),
            presses={"notes.add": PressOffer(self.pressed)},
            submits={"notes.add": SubmitOffer(self.submitted)},
            events=self.hear,
        )

    async def menu(self, context: Context, inbound: Command) -> Answer:
        return Answer(message=say("The menu."))

    async def note(self, context: Context, inbound: Command) -> Answer:
        await self.write(context, inbound.text)
        return Answer(message=say(f"Noted: {inbound.text}"))

    async def listed(self, context: Context, inbound: Command) -> Answer:
        return Answer(message=say(f"{context.actor.name}’s notes."))

    async def form(self, context: Context, inbound: Command) -> Answer:
        return Answer(form=Form("notes.add", "Add a note", ()))

    async def broken(self, context: Context, inbound: Command) -> Answer:
        await self.write(context, "half done")
        raise RuntimeError("our fault")

    async def refused(self, context: Context, inbound: Command) -> Answer:
        await self.write(context, "half done")
        raise Refused("That team is archived. Choose another one.")

    async def pressed(self, context: Context, inbound: Press) -> Answer:
        await self.write(context, inbound.object_id)
        return Answer(message=say("Pressed."))

    async def submitted(self, context: Context, inbound: FormSubmitted) -> Answer:
        await self.write(context, str(inbound.values))
        return NOTHING

    async def hear(self, context: EventContext, event: Inbound) -> None:
        self.heard.append((event, context.channel))
        if self.met_meanwhile:
            raise self.met_meanwhile.pop()

    async def write(self, context: Context, what: str) -> None:
        context.session.add(AuditEntry(at=context.now, actor=context.actor.name, action="note", detail={"what": what}))

    def frame(self) -> Frame:
        async def home(context: Context) -> Message:
            return say(f"Home of {context.actor.name}.")

        async def new_home(session: Any, outbox: Any, clocks: Any, platform: str, home: str) -> None:
            self.new_homes.append(home)

        def stranger(t: Texts, reason: StrangerReason) -> Message:
            return say(f"Not linked: {reason}")

        return Frame(home, stranger, new_home)


class Bench:
    """A dispatch over one database, and how the tests speak to it."""

    def __init__(self, database: Database, *, private: bool = True, admins: tuple[str, ...] = ("slack:U1",)) -> None:
        self.database = database
        self.platform = Platform(private)
        self.notes = Notes()
        self.woken = 0
        self.dispatch = Dispatch(
            database,
            {"slack": self.platform},
            Offers([self.notes.capability()]),
            system_clocks(),
            self.notes.frame(),
            FirstAdmins(admins),
        )
        self.requests = 0

    def origin(self, who: Identity = WHO, place: Place = PLACE, request: str = "") -> Origin:
        self.requests += 1
        return Origin("slack", request or f"r{self.requests}", who, place, datetime(2026, 11, 24, tzinfo=UTC))

    async def command(self, typed: str, **origin: Any) -> Answer:
        name, _, rest = typed.partition(" ")
        return await self.dispatch(Command(self.origin(**origin), name, rest))

    async def count(self, kind: type) -> int:
        async with self.database.read() as session:
            return await session.scalar(select(func.count()).select_from(kind)) or 0

    async def noted(self) -> list[str]:
        async with self.database.read() as session:
            rows = await session.scalars(select(AuditEntry).where(AuditEntry.action == "note"))
            return [row.detail["what"] for row in rows]


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)


async def test_the_first_to_act_is_looked_up_once_and_then_known(bench: Bench) -> None:
    assert (await bench.command("note list")).message == say("Name of U1’s notes.")
    await bench.command("note list")
    await bench.command("note again")
    assert bench.platform.asked == [WHO]
    assert await bench.count(Person) == 1


async def test_one_of_our_own_without_an_email_is_looked_up_while_the_settings_name_one(database: Database) -> None:
    bench = Bench(database, admins=("slack:U1", "ada@ours.example"))
    for _ in range(2):
        await bench.command("note this")
    assert bench.platform.asked == [WHO, WHO]


async def test_a_reading_command_leaves_no_inbox_row(bench: Bench) -> None:
    await bench.command("note list")
    assert await bench.count(InboxEntry) == 0
    await bench.command("note this")
    assert await bench.count(InboxEntry) == 1


async def test_a_repeated_request_changes_nothing_twice(bench: Bench) -> None:
    await bench.command("note once", request="same")
    assert await bench.command("note once", request="same") == NOTHING
    assert await bench.noted() == ["once"]


async def test_longest_words_win_and_the_rest_is_text(bench: Bench) -> None:
    await bench.command("note lists of things")
    await bench.command("instep note from the umbrella command")
    assert await bench.noted() == ["lists of things", "from the umbrella command"]


async def test_what_nobody_offers_opens_the_menu(bench: Bench) -> None:
    assert (await bench.command("")).message == say("The menu.")
    assert (await bench.command("wibble wobble")).message == say("The menu.")


async def test_a_button_of_an_older_release_is_answered_and_changes_nothing(bench: Bench) -> None:
    answer = await bench.dispatch(Press(bench.origin(), "notes.gone", "x"))
    assert answer.message
    assert "older version" in answer.message.summary
    assert await bench.noted() == []


async def test_a_refusal_is_said_and_nothing_is_run(bench: Bench) -> None:
    assert (await bench.command("locked x")).message == say("Ask an admin.")
    assert await bench.noted() == []


async def test_what_people_functions_refuse_is_said_and_rolled_back(bench: Bench) -> None:
    assert (await bench.command("refused")).message == say("That team is archived. Choose another one.")
    assert await bench.noted() == []
    assert await bench.count(InboxEntry) == 0


async def test_our_own_fault_is_told_with_a_reference_and_rolled_back(bench: Bench) -> None:
    answer = await bench.command("broken", request="again")
    assert answer.message
    assert "reference" in answer.message.summary
    assert await bench.noted() == []
    await bench.command("note after all", request="again")
    assert await bench.noted() == ["after all"]


async def test_people_of_an_unlinked_company_write_nothing_and_admins_hear_once(bench: Bench) -> None:
    await bench.command("note mine")
    for _ in range(2):
        answer = await bench.command("note theirs", who=STRANGER)
        assert answer.message == say("Not linked: unlinked")
    assert bench.notes.new_homes == ["T9"]
    assert await bench.noted() == ["mine"]
    assert await bench.count(Person) == 1


async def test_somebody_of_a_linked_partner_becomes_provisional_and_may_act(bench: Bench) -> None:
    await bench.command("note mine")
    async with bench.database.write() as session:
        now = datetime(2026, 11, 24, tzinfo=UTC)
        partner = await sides.add_partner(session, None, "Harborline", now)
        await sides.link_home(session, None, "slack", "T9", partner, Presence.SLACK_CONNECT, now)
    await bench.command("note theirs", who=STRANGER)
    assert await bench.noted() == ["mine", "theirs"]


async def test_what_worked_for_a_person_is_kept(bench: Bench) -> None:
    await bench.dispatch(Press(bench.origin(), "notes.add", "x"))
    await bench.dispatch(FormSubmitted(bench.origin(), "notes.add", "", {"note": "y"}))
    async with bench.database.read() as session:
        row = await session.scalar(select(ChatIdentity))
    assert row
    assert {way for way, fact in row.seen.items() if fact["worked"]} == {"button", "form"}


async def test_a_platform_that_does_not_answer_does_not_stop_a_known_person(bench: Bench) -> None:
    await bench.command("note before")
    bench.platform.answers = False
    await bench.command("note after")
    assert await bench.noted() == ["before", "after"]


async def test_home_is_composed_for_whoever_opens_it(bench: Bench) -> None:
    answer = await bench.dispatch(HomeOpened(bench.origin()))
    assert answer.home == say("Home of Name of U1.")


async def test_an_event_is_heard_once_with_what_the_platform_says_of_the_channel(bench: Bench) -> None:
    event = ChannelChanged(bench.origin(request="Ev1"), ChannelChange.ARCHIVED)
    assert await bench.dispatch(event) == NOTHING
    await bench.dispatch(event)
    assert bench.notes.heard == [(event, ChannelFacts("A1/T1", "C1", "name-of-C1"))]


async def test_an_event_about_what_somebody_else_has_just_written_is_heard_again(bench: Bench) -> None:
    bench.notes.met_meanwhile.append(WrittenMeanwhile("INSERT INTO channel", None, ValueError()))
    await bench.dispatch(ChannelChanged(bench.origin(request="Ev1"), ChannelChange.BOT_ADDED))
    assert len(bench.notes.heard) == 2
    assert await bench.count(InboxEntry) == 1


async def test_with_the_database_away_nothing_is_pretended(tmp_path: Any) -> None:
    async with Database(f"sqlite:///{tmp_path / 'no-folder' / 'instep.db'}", Keyring(["k" * 32])) as away:
        with pytest.raises(StorageUnavailable):
            await Bench(away).command("note lost")


async def test_whoever_completes_the_first_installation_may_administer(database: Database) -> None:
    bench = Bench(database, admins=())
    place = replace(PLACE, kind=PlaceKind.NOWHERE, channel="")
    await bench.dispatch(InstallationChanged(bench.origin(place=place), InstallationChange.INSTALLED))
    other = bench.origin(Identity("slack", "T9", "U2"), place)
    await bench.dispatch(InstallationChanged(other, InstallationChange.INSTALLED))
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Grant)) == 1
        actor = await directory.known(session, WHO)
    assert isinstance(actor, Actor)
    assert actor.may(Role.ADMIN)


@pytest.fixture
def public(database: Database) -> Bench:
    return Bench(database, private=False)


def only_button(message: Message | None) -> Button:
    assert message
    (button,) = [b for part in message.parts if isinstance(part, Actions) for b in part.buttons]
    assert isinstance(button, Button)
    return button


async def test_where_channels_know_no_private_answer_a_form_becomes_a_line_with_a_button(public: Bench) -> None:
    answer = await public.command("form")
    assert answer.form is None
    button = only_button(answer.message)
    assert (button.action, button.object_id, button.opens_form) == (AGAIN, "form", True)
    opened = await public.dispatch(Press(public.origin(), AGAIN, "form", wants_form=True))
    assert opened.form == Form("notes.add", "Add a note", ())


async def test_where_channels_know_no_private_answer_a_list_is_not_shown_to_all(public: Bench) -> None:
    answer = await public.command("note list")
    assert answer.message
    assert "notes" not in answer.message.summary
    opened = await public.dispatch(Press(public.origin(), AGAIN, "note list", wants_form=True))
    assert opened.message == say("Name of U1’s notes.")


@pytest.mark.parametrize("words", ["", "menu"])
async def test_where_nothing_was_asked_it_is_not_said_that_an_answer_is_ready(public: Bench, words: str) -> None:
    answer = await public.command(words)
    assert answer.message and answer.message.summary == "What would you like to do?"
    opened = await public.dispatch(
        Press(public.origin(), AGAIN, only_button(answer.message).object_id, wants_form=True)
    )
    assert opened.message == say("The menu.")


async def test_there_a_form_needs_a_button_in_a_direct_message_too(public: Bench) -> None:
    answer = await public.command("form", place=replace(PLACE, kind=PlaceKind.DIRECT))
    assert answer.form is None
    assert only_button(answer.message).opens_form


async def test_a_direct_message_is_answered_in_full_everywhere(public: Bench) -> None:
    direct = replace(PLACE, kind=PlaceKind.DIRECT)
    assert (await public.command("note list", place=direct)).message == say("Name of U1’s notes.")


async def test_two_first_requests_of_one_person_at_once_make_one_person(bench: Bench) -> None:
    await asyncio.gather(bench.command("note a"), bench.command("note b"))
    assert await bench.count(Person) == 1
    assert sorted(await bench.noted()) == ["a", "b"]


async def test_the_database_keeps_no_text_of_a_command(bench: Bench) -> None:
    await bench.command("note list of secrets-7f3a")
    async with bench.database.read() as session:
        kept = (await session.execute(text("SELECT platform, request_id FROM inbox"))).all()
    assert "secrets-7f3a" not in repr(kept)
