"""Anonymous answers on the wire: they arrive with the token of their message, and leave no trace of whoever gave them.

The question is a capability of this test's own, so that what holds here holds for every one that asks this way.
"""

from collections.abc import AsyncIterator, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import select, update

import bot.assemble.process as assembled
from adapters.slack.standin.blocks import interactive
from adapters.slack.standin.world import Message as SlackMessage
from adapters.teams.render import KEY
from adapters.teams.standin.ledger import Message as TeamsMessage
from bot.capability import AnonymousContext, AnonymousPressOffer, AnonymousSubmitOffer, Capability, Offers
from bot.chat.form import Form, TextField
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.chat.message import Actions, Button, Confirm, Message, paragraph, say
from bot.clock import system_clocks
from bot.delivery.outbox import Outbox, Post, Subject, to_person
from bot.delivery.tokens import tokens_of
from bot.people.model import AuditEntry, ChatIdentity
from bot.people.refusal import Refused
from bot.storage.addresses import AddressRow
from tests.contract.conftest import furnish, url_of
from tests.contract.house import House, Json, organisation, quiet, seen
from tests.logs import logged
from tests.rows import Rows, all_rows, changed

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = Subject("pulse", 1)
ASKED, HOW = "How was your week?", "Nobody can see who said what."
GOOD, OPEN, ASK_HOW, BACK, YES, CANCEL = "Good", "Tell more", "How anonymous is this?", "Take it back", "Yes", "Cancel"
OURS = "audit"
"""Where this question's answers are kept, as rows of nobody's."""
BEATS = ("lane",)
"""Tables that the process keeps writing by itself."""


class Pulse:
    """One question, whose answers are rows that say nothing but what was said."""

    def __init__(self) -> None:
        self.heard: list[tuple[AnonymousContext, Press | FormSubmitted]] = []

    def capability(self) -> Capability:
        return Capability(
            "pulse",
            anonymous_presses={
                "pulse.answer": AnonymousPressOffer(self.answer),
                "pulse.back": AnonymousPressOffer(self.answer),
                "pulse.open": AnonymousPressOffer(self.open, reads=True),
                "pulse.how": AnonymousPressOffer(self.how, reads=True),
            },
            anonymous_submits={"pulse.more": AnonymousSubmitOffer(self.more)},
        )

    def question(self, said: str = "") -> Message:
        buttons = (
            Button(GOOD, "pulse.answer", "q1.good", token=True),
            Button(OPEN, "pulse.open", "q1", token=True, opens_form=True),
            Button(ASK_HOW, "pulse.how", "q1", token=True, opens_form=True),
            Button(BACK, "pulse.back", "q1.back", token=True, confirm=Confirm("Take it back?", "It goes.", YES)),
        )
        parts = (paragraph(ASKED), *([paragraph(f"You said: {said}")] if said else []), Actions(buttons))
        return Message(ASKED, parts, "es")

    async def answer(self, context: AnonymousContext, inbound: Press) -> Answer:
        return await self.keep(context, inbound, inbound.object_id)

    async def more(self, context: AnonymousContext, inbound: FormSubmitted) -> Answer:
        good = Button(GOOD, "pulse.answer", "q1.good", token=True)
        thanks = say("Thank you. You can still say this:", good, locale=context.t.locale)
        return replace(await self.keep(context, inbound, str(inbound.values["words"])), message=thanks)

    async def open(self, context: AnonymousContext, inbound: Press) -> Answer:
        self.heard.append((context, inbound))
        fields = (TextField("words", "In your words"),)
        return Answer(form=Form("pulse.more", ASKED, fields, state="q1", locale=context.t.locale))

    async def how(self, context: AnonymousContext, inbound: Press) -> Answer:
        self.heard.append((context, inbound))
        return Answer(message=say(HOW))

    async def keep(self, context: AnonymousContext, inbound: Press | FormSubmitted, said: str) -> Answer:
        self.heard.append((context, inbound))
        if not context.tokens.verify(QUESTION, inbound.token):
            raise Refused("Not from here.")
        context.session.add(AuditEntry(at=datetime(2026, 11, 24, tzinfo=UTC), actor="", action="pulse", detail=said))
        return Answer(redraw=self.question(said))


class Asking(House):
    """The house with the question in it."""

    pulse: Pulse

    async def ask(self, *keys: str) -> None:
        """Sends the question to these people, in a direct message each."""
        ids = [await self.identity(key) for key in keys]
        async with self.inside.write() as session:
            outbox = Outbox(session, system_clocks(), self.process.wake)
            await outbox.publish(QUESTION, [Post(to_person(id), self.pulse.question(), None) for id in ids])
        await quiet(self)

    async def identity(self, key: str) -> int:
        account = self.world.account(key)
        async with self.inside.write() as session:
            chosen = (ChatIdentity.platform == account.platform, ChatIdentity.user_id == account.user)
            id = await session.scalar(select(ChatIdentity.id).where(*chosen))
            assert id, key
            return id

    def on_slack(self, key: str) -> SlackMessage:
        *_, found = [one for one in self.slack_here.direct_messages(self.slack_user(key)) if ASKED in str(one.blocks)]
        return found

    def on_teams(self, key: str) -> TeamsMessage:
        *_, found = [one for one in self.teams_here.people.chat(self.teams_user(key)) if ASKED in str(one.card)]
        return found

    async def answers(self) -> list[Any]:
        async with self.inside.read() as session:
            rows = await session.scalars(select(AuditEntry).where(AuditEntry.action == "pulse").order_by(AuditEntry.id))
            return [row.detail for row in rows]

    async def all(self) -> Rows:
        return {name: rows for name, rows in (await all_rows(self.inside)).items() if name not in BEATS}


def tokens_on_slack(blocks: list[Json]) -> set[str]:
    return {element["value"].split(":")[1].partition("~")[0] for _, element in interactive(blocks)}


def tokens_on_teams(card: Any) -> set[str]:
    return {carried.partition("~")[0] for carried in _carried(card)}


def _carried(card: Any) -> Iterator[str]:
    match card:
        case {"v": _, "k": "press", "t": str(carried)}:
            yield carried
        case dict():
            for part in card.values():
                yield from _carried(part)
        case list() | tuple():
            for part in card:
                yield from _carried(part)


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["sqlite", "postgresql"])
async def asking(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Asking]:
    """The house, on each engine in turn, in which the question was asked of two people on each platform."""
    url = url_of(request, sqlite_template, tmp_path_factory)
    pulse, usual = Pulse(), assembled.all_offers

    def with_the_question(*given: Any) -> Offers:
        offers = usual(*given)
        return Offers([*offers.capabilities, pulse.capability()], offers.names)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembled, "all_offers", with_the_question)
        async with Asking(organisation(), database_url=url) as house:
            house.pulse = pulse
            await furnish(house)
            await house.ask("tala", "jomar", "yasmin", "omar")
            # What falls due meanwhile writes rows that are no press's, so it waits.
            async with house.process.ticker._busy, house.process.ticker._busy_at_leisure:
                yield house


async def told_nothing_of(house: Asking, key: str, log: str) -> None:
    """The handler and the log know of nobody."""
    account = house.world.account(key)
    context, inbound = house.pulse.heard[-1]
    for who in (account.user, account.home):
        assert who not in f"{context!r} {inbound!r}"
        assert who not in log
    assert inbound.token not in log
    assert context.t.locale == "es"


async def test_every_message_has_a_token_of_its_own_that_no_table_keeps(asking: Asking) -> None:
    found = [
        *(tokens_on_slack(asking.on_slack(key).blocks) for key in ("tala", "jomar")),
        *(tokens_on_teams(asking.on_teams(key).card) for key in ("yasmin", "omar")),
    ]
    assert [len(one) for one in found] == [1, 1, 1, 1]
    tokens = set().union(*found)
    assert len(tokens) == 4
    async with asking.inside.read() as session:
        assert all(tokens_of(session).verify(QUESTION, token) for token in tokens)
    kept = str(await all_rows(asking.inside))
    assert ASKED in kept
    assert not [token for token in tokens if token in kept]


async def test_a_press_on_slack_leaves_an_answer_and_no_trace(asking: Asking) -> None:
    user, message = asking.slack_user("tala"), asking.on_slack("tala")
    (token,) = tokens_on_slack(message.blocks)
    before, answers = await asking.all(), len(await asking.answers())
    with logged() as log:
        for press, now in ((GOOD, "q1.good"), (GOOD, "q1.good")):
            answer = await asking.slack_here.people.press(user, press, message.channel, message.ts)
            assert answer.ok, answer
            await seen(lambda now=now: said_on_slack(asking, "tala", now), "the question drawn anew")
    assert tokens_on_slack(asking.on_slack("tala").blocks) == {token}
    assert asking.pulse.heard[-1][1].token == token
    assert (await asking.answers())[answers:] == ["q1.good", "q1.good"]
    assert changed(await asking.all(), before) == [OURS]
    await told_nothing_of(asking, "tala", log.getvalue())


async def said_on_slack(house: Asking, key: str, words: str) -> bool:
    return f"You said: {words}" in str(house.on_slack(key).blocks)


async def test_a_form_on_slack_brings_the_token_back_and_draws_the_question_anew(asking: Asking) -> None:
    user, message = asking.slack_user("jomar"), asking.on_slack("jomar")
    (token,) = tokens_on_slack(message.blocks)
    before, answers = await asking.all(), len(await asking.answers())
    with logged() as log:
        opened = await asking.slack_here.people.press(user, OPEN, message.channel, message.ts)
        assert opened.ok, opened
        assert await asking.all() == before
        sent = await asking.slack_here.people.submit(user, {"In your words": "more sleep"})
        assert sent.ok, sent
        await seen(lambda: said_on_slack(asking, "jomar", "more sleep"), "the question drawn anew")
        in_modal = await asking.slack_here.people.press(user, GOOD, surface="modal")
        assert in_modal.ok, in_modal
    assert asking.pulse.heard[-1][1].token == token
    assert tokens_on_slack((asking.modal("jomar") or {})["blocks"]) == {token}
    asking.put_away("jomar")
    _, inbound = asking.pulse.heard[-2]
    assert isinstance(inbound, FormSubmitted)
    assert (inbound.token, inbound.state) == (token, "q1")
    assert tokens_on_slack(asking.on_slack("jomar").blocks) == {token}
    assert (await asking.answers())[answers:] == ["more sleep", "q1.good"]
    assert changed(await asking.all(), before) == [OURS]
    await told_nothing_of(asking, "jomar", log.getvalue())


async def test_what_is_asked_about_it_on_slack_changes_nothing(asking: Asking) -> None:
    user, message = asking.slack_user("tala"), asking.on_slack("tala")
    before = await asking.all()
    answer = await asking.slack_here.people.press(user, ASK_HOW, message.channel, message.ts)
    assert answer.ok, answer

    async def shown() -> bool:
        return any(HOW in str(one.blocks) for one in asking.slack_here.direct_messages(user))

    await seen(shown, "how anonymous it is")
    assert await asking.all() == before


async def test_a_token_that_was_altered_is_refused_on_slack(asking: Asking) -> None:
    user, message = asking.slack_user("tala"), asking.on_slack("tala")
    await asking.slack_here.people.press(user, GOOD, message.channel, message.ts)
    payload = deepcopy(asking.slack_here.courier.sent[-1].payload)
    (pressed,) = payload["actions"]
    (token,) = tokens_on_slack(message.blocks)
    before = await asking.all()
    async with asking.inside.read() as session:
        foreign = tokens_of(session).mint(Subject("pulse", 2))
    for one in ("", token[:-1], token[::-1], foreign, f"{token}A"):
        altered = {**payload, "actions": [{**pressed, "value": f"1:{one}~es:q1.good"}]}
        answer = await asking.slack_here.courier.send("interactive", altered)
        assert answer.ok, answer
        assert asking.pulse.heard[-1][1].token == one
    assert await asking.all() == before


@pytest.mark.parametrize("old_client", [False, True])
async def test_a_press_on_teams_leaves_an_answer_and_no_trace(asking: Asking, old_client: bool) -> None:
    user, message = asking.teams_user("yasmin"), asking.on_teams("yasmin")
    (token,) = tokens_on_teams(message.card)
    await moved_house(asking, "yasmin")
    before, answers = await asking.all(), len(await asking.answers())
    with logged() as log:
        turn = await asking.teams_here.people.press(user, message.conversation, message.id, GOOD, old_client=old_client)
        assert turn.well, turn
    drawn = asking.on_teams("yasmin")
    assert drawn.id == message.id
    assert "You said: q1.good" in str(drawn.card)
    assert tokens_on_teams(drawn.card) == {token}
    assert asking.pulse.heard[-1][1].token == token
    assert (await asking.answers())[answers:] == ["q1.good"]
    assert changed(await asking.all(), before) == [OURS]
    await told_nothing_of(asking, "yasmin", log.getvalue())


async def moved_house(house: Asking, key: str) -> None:
    """Where their chat is has changed since, which any other press would note."""
    name = f"@{house.world.account(key).home}/{house.teams_user(key)}"
    async with house.inside.write() as session:
        moved = await session.execute(
            update(AddressRow).where(AddressRow.name == name).values(address={"conversation": "a:before"})
        )
        assert moved.rowcount == 1  # type: ignore[attr-defined]


async def test_a_form_on_teams_brings_the_token_back_and_draws_the_question_anew(asking: Asking) -> None:
    people, user, message = asking.teams_here.people, asking.teams_user("omar"), asking.on_teams("omar")
    (token,) = tokens_on_teams(message.card)
    await moved_house(asking, "omar")
    before, answers = await asking.all(), len(await asking.answers())
    with logged() as log:
        opened = await people.press(user, message.conversation, message.id, OPEN)
        assert opened.dialog, opened
        await people.submit(opened.dialog.id, button=CANCEL)
        opened = await people.press(user, message.conversation, message.id, OPEN)
        assert opened.dialog, opened
        assert await asking.all() == before
        sent = await people.submit(opened.dialog.id, {"In your words": "more sleep"}, button="Save")
        assert sent.dialog, sent
        assert tokens_on_teams(sent.dialog.card) == {token}
        in_dialog = await people.submit(sent.dialog.id, button=GOOD)
        assert in_dialog.dialog, in_dialog
        assert tokens_on_teams(in_dialog.dialog.card) == {token}
    assert asking.pulse.heard[-1][1].token == token
    drawn = asking.on_teams("omar")
    assert drawn.id == message.id
    assert "You said: more sleep" in str(drawn.card)
    assert tokens_on_teams(drawn.card) == {token}
    _, inbound = asking.pulse.heard[-2]
    assert isinstance(inbound, FormSubmitted)
    assert (inbound.token, inbound.state) == (token, "q1")
    assert (await asking.answers())[answers:] == ["more sleep", "q1.good"]
    assert changed(await asking.all(), before) == [OURS]
    await told_nothing_of(asking, "omar", log.getvalue())


async def test_what_teams_asks_about_first_draws_the_prompt_anew_with_the_same_token(asking: Asking) -> None:
    people, user, message = asking.teams_here.people, asking.teams_user("yasmin"), asking.on_teams("yasmin")
    (token,) = tokens_on_teams(message.card)
    await moved_house(asking, "yasmin")
    before, answers = await asking.all(), len(await asking.answers())
    for leave in (True, False):
        asked = await people.press(user, message.conversation, message.id, BACK)
        assert asked.dialog, asked
        turn = await people.submit(asked.dialog.id, button="Keep it" if leave else YES)
        assert turn.well, turn
    drawn = asking.on_teams("yasmin")
    assert drawn.id == message.id
    assert str(drawn.card) != str(message.card), "the prompt itself shows what holds"
    assert tokens_on_teams(drawn.card) == {token}
    assert asking.pulse.heard[-1][1].token == token
    assert (await asking.answers())[answers:] == ["q1.back"]
    assert changed(await asking.all(), before) == [OURS]


async def test_a_token_that_was_altered_is_refused_on_teams(asking: Asking) -> None:
    people, user, message = asking.teams_here.people, asking.teams_user("yasmin"), asking.on_teams("yasmin")
    (token,) = tokens_on_teams(message.card)
    await people.press(user, message.conversation, message.id, GOOD)
    courier = asking.teams_here.courier
    before, activity = await asking.all(), deepcopy(dict(courier.turns[-1].activity))
    registration = asking.teams_here.world.registrations[asking.world.teams_app]
    for one in ("", token[:-1], token[::-1], f"{token}A"):
        activity["value"]["action"]["data"][KEY]["t"] = f"{one}~es"
        turn = await courier.deliver(registration, {**activity, "id": uuid4().hex})
        assert turn.well, turn
        assert asking.pulse.heard[-1][1].token == one
    assert await asking.all() == before
