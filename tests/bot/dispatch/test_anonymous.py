"""Anonymous presses and forms: answered, and without a trace of whoever acted."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.capability import (
    AnonymousContext,
    AnonymousPressOffer,
    AnonymousSubmitOffer,
    Capability,
    Context,
    Offers,
    PressOffer,
    SubmitOffer,
)
from bot.chat.form import Form, FormButton, SearchField
from bot.chat.inbound import Answer, FormSubmitted, Identity, Origin, Place, PlaceKind, Press
from bot.chat.message import Button, Message, say
from bot.clock import system_clocks
from bot.delivery.outbox import Subject
from bot.delivery.tokens import tokens_of
from bot.dispatch import Dispatch, Frame
from bot.people import directory
from bot.people.access import FirstAdmins
from bot.people.model import AuditEntry
from bot.people.refusal import Refused
from bot.ports import Manners, MemberFacts, StorageUnavailable
from bot.storage.sessions import Database, WrittenMeanwhile
from tests.logs import logged
from tests.rows import all_rows, changed

WHO = Identity("slack", "T1HOME", "U77")
SUBJECT = Subject("pulse", 7)
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HERE = Place("A1/T1HOME", "D77", PlaceKind.DIRECT, "nora", "171717.5", "T1HOME", {"conversation": "D77"})
TRACES = (WHO.user_id, "T1HOME", "D77", "trigger-1", "nora", "171717.5")


class Platform:
    """Nobody is to ask it anything about anybody."""

    manners = Manners("Slack", True, True, True, True, "/")

    def __init__(self) -> None:
        self.asked = 0

    async def person(self, installation: str, who: Identity) -> MemberFacts:
        self.asked += 1
        return MemberFacts(who, "Nora Marlowe", locale="de")


class Pulse:
    """A question with an anonymous answer, kept as an audit row of nobody's."""

    def __init__(self) -> None:
        self.heard: list[tuple[AnonymousContext, Press | FormSubmitted]] = []
        self.fails: list[Exception] = []
        self.form = Form("pulse.more", "Tell more", ())

    def capability(self) -> Capability:
        return Capability(
            "pulse",
            presses={"pulse.named": PressOffer(self.named), "pulse.redraw": PressOffer(self.draw)},
            anonymous_presses={
                "pulse.answer": AnonymousPressOffer(self.answer),
                "pulse.open": AnonymousPressOffer(self.open, reads=True),
                "pulse.writes": AnonymousPressOffer(self.answer, reads=True),
            },
            anonymous_submits={"pulse.more": AnonymousSubmitOffer(self.more)},
        )

    async def named(self, context: Context, inbound: Press) -> Answer:
        return Answer(message=say(f"Hello {context.actor.name}."))

    async def draw(self, context: Context, inbound: Press) -> Answer:
        context.session.add(AuditEntry(at=AT, actor="", action="pulse", detail={"what": "drawn"}))
        shown = say("And you?", Button("Good", "pulse.answer", token=True))
        return Answer(**{inbound.object_id: shown})

    async def answer(self, context: AnonymousContext, inbound: Press) -> Answer:
        return await self.keep(context, inbound, inbound.object_id)

    async def more(self, context: AnonymousContext, inbound: FormSubmitted) -> Answer:
        return await self.keep(context, inbound, str(inbound.values["words"]))

    async def open(self, context: AnonymousContext, inbound: Press) -> Answer:
        self.heard.append((context, inbound))
        return Answer(form=self.form)

    async def keep(self, context: AnonymousContext, inbound: Press | FormSubmitted, what: str) -> Answer:
        self.heard.append((context, inbound))
        if not context.tokens.verify(SUBJECT, inbound.token):
            raise Refused(context.t("This button is not from here."))
        context.session.add(AuditEntry(at=AT, actor="", action="pulse", detail={"what": what}))
        await context.session.flush()
        if self.fails:
            raise self.fails.pop()
        return Answer(redraw=say(f"You said {what}."))


class Bench:
    """A dispatch with the question, and what it leaves in the database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.platform = Platform()
        self.pulse = Pulse()
        self.requests = 0
        self.offers = Offers([self.pulse.capability()])
        platforms: Any = {"slack": self.platform}
        self.dispatch = Dispatch(
            database, platforms, self.offers, system_clocks(), _frame(), FirstAdmins(("slack:U77",))
        )

    async def token(self) -> str:
        async with self.database.read() as session:
            return tokens_of(session).mint(SUBJECT)

    def origin(self) -> Origin:
        self.requests += 1
        return Origin("slack", f"press:trigger-1.{self.requests}", WHO, HERE, AT, "nora", "es")

    async def press(self, action: str = "pulse.answer", object_id: str = "4", token: str | None = None) -> Answer:
        carried = await self.token() if token is None else token
        copy = {"channel": "D77", "ts": "171717.5"}
        return await self.dispatch(Press(self.origin(), action, object_id, copy, carried))

    async def submit(self, words: str, token: str | None = None) -> Answer:
        carried = await self.token() if token is None else token
        return await self.dispatch(FormSubmitted(self.origin(), "pulse.more", "", {"words": words}, token=carried))

    async def answers(self) -> list[str]:
        async with self.database.read() as session:
            rows = await session.scalars(select(AuditEntry).where(AuditEntry.action == "pulse"))
            return [row.detail["what"] for row in rows]


def _frame() -> Frame:
    async def home(context: Context) -> Message:
        raise AssertionError

    async def new_home(*given: Any) -> None:
        raise AssertionError

    return Frame(home, lambda t, reason: say(f"Not linked: {reason}"), new_home)


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)


async def test_an_answer_is_kept_and_nothing_else_changes(bench: Bench) -> None:
    """Also of somebody who is known, whose rows a named press would touch."""
    assert (await bench.press("pulse.named", token="")).message == say("Hello Nora Marlowe.")
    asked, before = bench.platform.asked, await all_rows(bench.database)
    assert (await bench.press()).redraw == say("You said 4.")
    assert (await bench.submit("more sleep")).redraw == say("You said more sleep.")
    after = await all_rows(bench.database)
    assert changed(after, before) == ["audit"]
    assert len(after["audit"]) == len(before["audit"]) + 2
    assert bench.platform.asked == asked


async def test_whoever_nobody_has_met_stays_so(bench: Bench) -> None:
    before = await all_rows(bench.database)
    await bench.press("pulse.open")
    assert await all_rows(bench.database) == before
    await bench.press()
    assert await bench.answers() == ["4"]
    assert not bench.platform.asked


async def test_the_handler_is_told_nothing_of_who_where_or_which_copy(bench: Bench) -> None:
    await bench.press()
    await bench.submit("more")
    await bench.press("pulse.open")
    assert len(bench.pulse.heard) == 3
    for context, inbound in bench.pulse.heard:
        told = f"{inbound!r} {context!r}"
        assert not [one for one in TRACES if one in told], told
        assert (inbound.origin.platform, inbound.origin.place.kind) == ("slack", PlaceKind.DIRECT)
        assert context.t.locale == "es"


async def test_a_form_takes_the_token_of_the_press_along(bench: Bench) -> None:
    token = await bench.token()
    opened = (await bench.press("pulse.open", token=token)).form
    assert opened == replace(bench.pulse.form, token=token)


@pytest.mark.parametrize("part", [FormButton("Preview", "pulse.preview"), SearchField("who", "Who", "pulse.who")])
async def test_a_form_with_what_only_somebody_can_use_is_our_fault(bench: Bench, part: Any) -> None:
    bench.pulse.form = Form("pulse.more", "Tell more", (part,))
    answer = await bench.press("pulse.open")
    assert answer.message
    assert "reference" in answer.message.summary


@pytest.mark.parametrize("where", ["redraw", "message"])
async def test_whoever_is_known_is_shown_no_button_without_its_token(bench: Bench, where: str) -> None:
    answer = await bench.press("pulse.redraw", where, token="")
    assert answer.message
    assert "reference" in answer.message.summary
    assert answer.redraw is None
    assert await bench.answers() == []


async def test_what_is_not_from_here_is_refused(bench: Bench) -> None:
    token = await bench.token()
    async with bench.database.read() as session:
        foreign = tokens_of(session).mint(Subject("pulse", 8))
    for one in ("", token[:-1], token[::-1], foreign):
        assert (await bench.press(token=one)).message == say("This button is not from here.", locale="es")
        assert (await bench.submit("x", token=one)).message == say("This button is not from here.", locale="es")
    assert await bench.answers() == []


async def test_what_only_reads_cannot_write(bench: Bench) -> None:
    answer = await bench.press("pulse.writes")
    assert answer.message
    assert "reference" in answer.message.summary
    assert await bench.answers() == []


async def test_two_at_once_are_decided_one_after_the_other(bench: Bench) -> None:
    bench.pulse.fails += [WrittenMeanwhile("", None, Exception())] * 2
    assert (await bench.press()).redraw == say("You said 4.")
    assert await bench.answers() == ["4"]


async def test_our_own_fault_is_logged_without_a_word_of_the_request(bench: Bench) -> None:
    token = await bench.token()
    acts: list[Callable[[], Awaitable[Answer]]] = [
        lambda: bench.press(object_id="my-answer", token=token),
        lambda: bench.submit("my-answer", token=token),
    ]
    for act in acts:
        bench.pulse.fails.append(ValueError(f"{WHO} my-answer {token}"))
        with logged() as log:
            answer = await act()
        assert answer.message
        (reference,) = re.findall(r"reference (\w{8})", answer.message.summary)
        told = log.getvalue()
        assert reference in told
        assert "ValueError" in told
        assert "test_anonymous.py" in told
        assert not [one for one in (*TRACES, "my-answer", token) if one in told]
    assert await bench.answers() == []


async def test_a_database_that_is_away_is_said_by_the_platform(bench: Bench) -> None:
    bench.pulse.fails.append(StorageUnavailable())
    with pytest.raises(StorageUnavailable):
        await bench.press()


async def test_a_refusal_of_the_handler_is_said(bench: Bench) -> None:
    bench.pulse.fails.append(Refused("It has closed."))
    assert (await bench.press()).message == say("It has closed.", locale="es")
    assert await bench.answers() == []


async def test_other_presses_still_know_who_it_was(bench: Bench) -> None:
    await bench.press("pulse.named", token="")
    async with bench.database.read() as session:
        assert await directory.known(session, WHO)


def test_an_action_is_either_somebodys_or_nobodys() -> None:
    async def handler(*given: Any) -> Answer:
        raise AssertionError

    both: list[dict[str, Any]] = [
        {"presses": {"a.b": PressOffer(handler)}, "anonymous_presses": {"a.b": AnonymousPressOffer(handler)}},
        {"submits": {"a.b": SubmitOffer(handler)}, "anonymous_submits": {"a.b": AnonymousSubmitOffer(handler)}},
    ]
    for offered in both:
        with pytest.raises(ValueError, match=r"a\.b"):
            Offers([Capability("a", **offered)])
