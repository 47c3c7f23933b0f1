"""Tokens: minted at the post, recognised without a row, and kept nowhere."""

import re
import string

import pytest

from bot.chat.message import ACTION_LIMIT, Button, say
from bot.chat.tokens import TOKEN_CHARACTERS, read, written
from bot.delivery.outbox import Post, Subject, to_channel, to_person
from bot.delivery.tables import Operation
from bot.delivery.tokens import Tokens, tokens_of
from bot.people.model import ChatIdentity, Person
from bot.ports import Cause, Uncertain
from bot.storage.columns import new_public_id
from bot.storage.sealing import Keyring
from tests.bot.delivery.conftest import SUBJECT, Desk, sending, settled
from tests.logs import logged
from tests.rows import all_rows

OLD_KEY, NEW_KEY = "k" * 32, "n" * 32
ASKED = say("How was your week?", Button("Good", "pulse.answer", "c1.4", token=True))
OPAQUE = re.compile(rf"^[\w-]{{{TOKEN_CHARACTERS}}}$", re.ASCII)


def test_a_token_is_taken_for_its_own_subject_alone() -> None:
    tokens = Tokens(Keyring([OLD_KEY]))
    token = tokens.mint(Subject("pulse", 7))
    assert OPAQUE.match(token)
    assert tokens.verify(Subject("pulse", 7), token)
    assert not tokens.verify(Subject("pulse", 8), token)
    assert not tokens.verify(Subject("poll", 7), token)
    assert tokens.mint(Subject("pulse", 7)) != token


def test_no_other_spelling_of_a_token_passes_for_another_one() -> None:
    tokens = Tokens(Keyring([OLD_KEY]))
    token = tokens.mint(Subject("pulse", 7))
    alphabet = string.ascii_letters + string.digits + "-_+/="
    altered = {token[:-1] + one for one in alphabet} | {token[:at] + "A" + token[at + 1 :] for at in range(len(token))}
    for one in [*altered - {token}, token[:-1], f"{token}=", f"{token}==", f" {token}", "", "é" * len(token)]:
        assert not tokens.verify(Subject("pulse", 7), one), one


def test_a_rotated_key_still_recognises_and_the_newest_signs() -> None:
    before = Tokens(Keyring([OLD_KEY]))
    both, after = Tokens(Keyring([NEW_KEY, OLD_KEY])), Tokens(Keyring([NEW_KEY]))
    assert both.verify(SUBJECT, before.mint(SUBJECT))
    assert after.verify(SUBJECT, both.mint(SUBJECT))
    assert not after.verify(SUBJECT, before.mint(SUBJECT))


def test_without_a_key_nothing_is_minted_and_nothing_taken() -> None:
    none = Tokens(Keyring([]))
    assert not none.verify(SUBJECT, Tokens(Keyring([OLD_KEY])).mint(SUBJECT))
    with pytest.raises(ValueError, match="INSTEP_SECRET_KEY"):
        none.mint(SUBJECT)


def test_the_token_and_the_language_travel_together() -> None:
    assert read(written("t0k-en_", "pt_BR")) == ("t0k-en_", "pt_BR")
    assert written("", "es") == ""
    assert read("") == ("", "")


def test_a_button_leaves_room_for_its_token_within_the_limit() -> None:
    Button("Yes", "checkins.answer", f"{new_public_id()}.5.10", token=True)
    room = ACTION_LIMIT - 8 - len("pulse.answer")
    Button("Yes", "pulse.answer", "x" * room)
    with pytest.raises(ValueError, match="short"):
        Button("Yes", "pulse.answer", "x" * room, token=True)


async def people(desk: Desk, count: int) -> list[int]:
    async with desk.database.write() as session:
        person = Person(side_id=desk.sides["internal"], name="Nora Marlowe", created_at=desk.clocks.machine.now())
        session.add(person)
        await session.flush()
        here = {"person_id": person.id, "platform": "slack", "installation_key": "A1/-/T1", "home": "T1"}
        rows = [ChatIdentity(user_id=f"U{one}", **here) for one in range(count)]
        session.add_all(rows)
        await session.flush()
        return [row.id for row in rows]


async def test_each_post_has_a_token_of_its_own_that_is_kept_nowhere(desk: Desk) -> None:
    with logged() as log:
        async with sending(desk) as running:
            running.slack.faults["post"].append(RuntimeError("our fault"))
            await desk.publish([Post(to_person(one), ASKED, None) for one in await people(desk, 3)])
            await settled(desk)
    async with desk.database.read() as session:
        tokens = tokens_of(session)
    assert len(set(running.slack.tokens)) == len(running.slack.tokens) >= 3
    assert "our fault" in log.getvalue()
    assert all(tokens.verify(SUBJECT, token) for token in running.slack.tokens)
    kept = str(await all_rows(desk.database))
    assert "How was your week?" in kept
    assert not [token for token in running.slack.tokens if token in kept or token in log.getvalue()]


async def test_a_post_that_goes_again_has_another_token(desk: Desk) -> None:
    async with sending(desk) as running:
        running.slack.faults["post"].append(Uncertain(Cause.TIMED_OUT))
        await desk.publish([Post(to_person(one), ASKED, None) for one in await people(desk, 1)])
        await settled(desk)
    first, second = running.slack.tokens
    assert first != second


async def test_other_messages_have_no_token(desk: Desk) -> None:
    async with sending(desk) as running:
        await desk.publish([Post(to_person(one), say("Hello"), None) for one in await people(desk, 1)])
        await settled(desk)
    assert running.slack.tokens == [""]


async def test_a_token_is_shown_to_one_person_and_drawn_anew_by_nobody_else(desk: Desk) -> None:
    with pytest.raises(ValueError, match="one person"):
        await desk.publish([Post(to_channel(desk.channels["internal"][0]), ASKED, None)])
    (copy,) = await desk.publish([Post(to_person(one), say("Hello"), None) for one in await people(desk, 1)])
    for change in ("edit", "withdraw"):
        async with desk.outbox() as outbox:
            with pytest.raises(ValueError, match="by its press"):
                await getattr(outbox, change)(copy, ASKED)
    async with desk.outbox() as outbox:
        assert await outbox.edit(copy, say("This has closed.", Button("More", "pulse.more")))
    assert [one.operation for one in await desk.deliveries()] == [Operation.POST]
