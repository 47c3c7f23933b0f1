"""Check-ins on the wire: answered on either platform, with and without a name, in a message or in a channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from adapters.slack.standin.blocks import interactive
from adapters.slack.standin.world import Message as SlackMessage
from adapters.teams.standin.ledger import Message as TeamsMessage
from bot.capabilities.checkins.answering.channel_messages import in_channel
from bot.capabilities.checkins.answering.facts import prompt_facts
from bot.capabilities.checkins.answering.prompt import prompt
from bot.capabilities.checkins.kinds import Ask, Mode, Path, RunState
from bot.capabilities.checkins.questions import Question, kept
from bot.capabilities.checkins.store.tables import Answer, Asked, Ballot, Checkin, Group, Run, Silence
from bot.capabilities.checkins.subjects import CHANNEL, group_subject
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox, Post, to_channel, to_person
from bot.people.model import Channel, ChatIdentity
from tests.contract.house import CARE, DESK, House, dialog_text, quiet, seen
from tests.logs import logged
from tests.rows import Rows, all_rows, changed

pytestmark = pytest.mark.asyncio(loop_scope="module")

SMILEYS = Question(Ask.SMILEYS, "Did you have what you needed?")

ON_SLACK, ON_TEAMS = ("tala", "jomar", "ligaya"), ("yasmin", "omar", "hana")


@dataclass(frozen=True)
class Opened:
    """A run that was asked of six people, some of them by a button in their team's channel."""

    run_id: int
    group_id: int
    key: str


async def asks(house: House, mode: Mode, *by_button: str, locale: str = "en") -> Opened:
    """Asks them."""
    now = house.process._clocks.calendar.now()
    actors = {key: await house.actor(key) for key in (*ON_SLACK, *ON_TEAMS)}
    author = await house.actor("ines")
    async with house.inside.write() as session:
        checkin = Checkin(
            name=f"Pulse {mode}", mode=mode, side_id=author.side_id, author_id=author.person_id, created_at=now
        )
        session.add(checkin)
        await session.flush()
        run = Run(
            checkin_id=checkin.id,
            original_date=now.date(),
            state=RunState.OPEN,
            mode=mode,
            threshold=5,
            questions=kept((SMILEYS,)),
            at=now,
            opens_at=now,
            closes_at=now + timedelta(days=2),
        )
        session.add(run)
        await session.flush()
        group = Group(run_id=run.id, asked=len(actors))
        session.add(group)
        await session.flush()
        outbox, t, posts = Outbox(session, house.process._clocks, house.process.wake), Texts(locale), []
        for key, actor in actors.items():
            path = Path.CHANNEL if key in by_button else Path.DIRECT
            session.add(
                Asked(
                    run_id=run.id,
                    person_id=actor.person_id,
                    group_id=group.id,
                    team_id=actor.team_ids[0],
                    side_id=actor.side_id,
                    path=path,
                    asked_at=now,
                )
            )
            facts = await prompt_facts(session, run, group, actor.side_id, now)
            if path is Path.DIRECT:
                identity = await session.scalar(
                    select(ChatIdentity.id).where(ChatIdentity.person_id == actor.person_id)
                )
                assert identity is not None
                posts.append(
                    Post(to_person(identity), prompt(facts, t, actor.zone), actor.side_id, (actor.side_id,), locale)
                )
        for name in (CARE, DESK) if by_button else ():
            channel = await session.scalar(select(Channel.id).where(Channel.external_id == house.world.channel(name)))
            assert channel is not None
            message = in_channel(facts, t, "Europe/London", len(by_button))
            posts.append(Post(to_channel(channel), message, None, (), locale, CHANNEL))
        await outbox.publish(group_subject(group), posts)
    await quiet(house)
    return Opened(run.id, group.id, group.public_id)


def on_slack(house: House, key: str, opened: Opened) -> SlackMessage:
    found = house.slack_here.direct_messages(house.slack_user(key))
    return [one for one in found if opened.key in str(one.blocks)][-1]


def on_teams(house: House, key: str, opened: Opened) -> TeamsMessage:
    return [one for one in house.teams_here.people.chat(house.teams_user(key)) if opened.key in str(one.card)][-1]


async def rows_of(house: House, kind: type[Any], opened: Opened) -> Sequence[Any]:
    async with house.inside.read() as session:
        return (await session.scalars(select(kind).where(kind.run_id == opened.run_id))).all()


async def without_beats(house: House) -> Rows:
    """All rows, but for what the process keeps writing by itself."""
    return {name: rows for name, rows in (await all_rows(house.inside)).items() if name != "lane"}


async def test_an_anonymous_answer_on_slack_leaves_rows_that_name_nobody(either_house: House) -> None:
    house = either_house
    opened = await asks(house, Mode.ANONYMOUS, locale="es")
    user, message = house.slack_user("tala"), on_slack(house, "tala", opened)
    spoken = [element.get("accessibility_label") for _, element in interactive(message.blocks)]
    assert spoken[:5] == ["Muy bien", "Bien", "Regular", "Mal", "Muy mal"]
    before = await without_beats(house)
    with logged() as log:
        assert (await house.slack_here.people.press(user, "🙂", message.channel, message.ts)).ok
        await house.slack_here.courier.replay(len(house.slack_here.courier.sent) - 1)

        async def thanked() -> bool:
            return "Gracias por tu respuesta" in str(on_slack(house, "tala", opened).blocks)

        await seen(thanked, "thanks, in the language of the prompt")
        assert (await house.slack_here.people.press(user, "Añadir unas palabras", message.channel, message.ts)).ok
        sent = await house.slack_here.people.submit(user, {SMILEYS.text: "Call noor@example.com"})
        assert sent.ok, sent

        async def masked() -> bool:
            return "Call" in str(on_slack(house, "tala", opened).blocks)

        await seen(masked, "the words, masked")
    assert "noor@" not in str(on_slack(house, "tala", opened).blocks)
    ((ballot,),) = [await rows_of(house, Ballot, opened)]
    assert (ballot.place, ballot.value) == (1, 4) and ballot.text.startswith("Call ")
    after = await without_beats(house)
    assert sorted(changed(after, before)) == ["checkin_ballot", "checkin_voter"]
    account = house.world.account("tala")
    assert account.user not in log.getvalue() and account.user not in str(after["checkin_ballot"])


async def test_an_anonymous_answer_on_teams_leaves_rows_that_name_nobody(either_house: House) -> None:
    house = either_house
    opened = await asks(house, Mode.ANONYMOUS, locale="fil")
    message = on_teams(house, "yasmin", opened)
    assert "Napakabuti" in str(message.card)
    before = await without_beats(house)
    for label in ("😣", "🙂"):
        turn = await house.teams_here.people.press(house.teams_user("yasmin"), message.conversation, message.id, label)
        assert turn.well, turn
        message = on_teams(house, "yasmin", opened)
        if label == "😣":
            assert "Salamat sa sagot mo" in str(message.card)
            turn = await house.press_on_teams("yasmin", message, "Baguhin")
            assert turn.well, turn
            message = on_teams(house, "yasmin", opened)
    turn = await house.press_on_teams("yasmin", message, "Magdagdag ng salita")
    assert turn.dialog, turn
    sent = await house.teams_here.people.submit(turn.dialog.id, {SMILEYS.text: "Salamat!"}, button="Sumagot")
    assert sent.well, sent
    assert "Salamat!" in str(on_teams(house, "yasmin", opened).card)
    (ballot,) = await rows_of(house, Ballot, opened)
    assert (ballot.value, ballot.text) == (4, "Salamat!")
    assert sorted(changed(await without_beats(house), before)) == ["checkin_ballot", "checkin_voter"]


async def test_an_answer_with_a_name_counts_once_and_its_message_follows(either_house: House) -> None:
    house = either_house
    opened = await asks(house, Mode.NAMED)
    message = on_slack(house, "jomar", opened)
    assert (await house.slack_here.people.press(house.slack_user("jomar"), "🙁", message.channel, message.ts)).ok
    number = len(house.slack_here.courier.sent) - 1
    await house.slack_here.courier.replay(number)
    turn = await house.press_on_teams("omar", on_teams(house, "omar", opened), "😀")
    assert turn.well, turn
    await house.teams_here.people.replay(turn.number)
    answers = await rows_of(house, Answer, opened)
    assert sorted((one.place, one.value) for one in answers) == [(1, 2), (1, 5)]
    await quiet(house)
    assert "🙁 Bad" in str(on_slack(house, "jomar", opened).blocks)
    assert "😀 Very good" in str(on_teams(house, "omar", opened).card)


async def test_it_is_put_off_and_stopped_on_both(either_house: House) -> None:
    house = either_house
    opened = await asks(house, Mode.CONFIDENTIAL)
    user, message = house.slack_user("ligaya"), on_slack(house, "ligaya", opened)
    assert (await house.slack_here.people.press(user, "Not now", message.channel, message.ts)).ok

    async def told() -> bool:
        return any("I ask once more" in str(one.blocks) for one in house.slack_here.direct_messages(user))

    async def told_alone() -> bool:
        return any("I ask once more" in str(one.blocks) for one in house.slack_here.inbox(user))

    await seen(lambda: _either(told, told_alone), "when it asks again")
    assert (await house.slack_here.people.press(user, "⋯", message.channel, message.ts)).ok
    await house.hands.press_in_form("ligaya", "Stop this check-in")
    await house.hands.form_with("ligaya", "does not ask or remind you any more")
    house.put_away("ligaya")
    turn = await house.press_on_teams("hana", on_teams(house, "hana", opened), "⋯")
    assert turn.dialog, turn
    turn = await house.teams_here.people.submit(turn.dialog.id, {}, button="Not this week")
    assert turn.dialog and "before Mon" in dialog_text(turn.dialog), turn
    turn = await house.teams_here.people.submit(turn.dialog.id, {}, button="Ask me again")
    assert turn.dialog and "leave you alone" in dialog_text(turn.dialog)
    turn = await house.teams_here.people.submit(turn.dialog.id, {}, button="Who sees my answer?")
    assert turn.dialog and "Confidential: only Ines Calloway" in dialog_text(turn.dialog)
    async with house.inside.read() as session:
        (silence,) = (await session.scalars(select(Silence))).all()
        assert silence.until is None and silence.person_id == (await house.actor("ligaya")).person_id


async def _either(*looks: Any) -> bool:
    return any([await look() for look in looks])


async def test_whom_no_message_reaches_answers_once_by_the_button_in_a_channel(either_house: House) -> None:
    house = either_house
    opened = await asks(house, Mode.ANONYMOUS, "tala", "yasmin")
    where = house.world.channel(CARE)
    card = [one for one in house.slack_here.messages(where) if opened.key in str(one.blocks)][-1]
    people = house.slack_here.people
    assert (await people.press(house.slack_user("jomar"), "Answer", where, card.ts)).ok
    whispered = house.slack_here.inbox(house.slack_user("jomar"))
    assert "a message of your own" in str(whispered[-1].blocks)
    assert (await people.press(house.slack_user("tala"), "Answer", where, card.ts)).ok
    assert "cannot be changed afterwards" in str(house.modal("tala"))
    sent = await people.submit(house.slack_user("tala"), {SMILEYS.text: "😣 Very bad"})
    assert sent.ok, sent
    assert "nothing tells any more" in str(house.modal("tala"))
    house.put_away("tala")
    desk = house.world.channel(DESK)
    shown = [one for one in house.teams_here.ledger.messages(desk) if opened.key in str(one.card)][-1]
    turn = await house.press_on_teams("yasmin", shown, "Answer")
    assert turn.dialog, turn
    sent = await house.teams_here.people.submit(turn.dialog.id, {SMILEYS.text: "🙂 Good"}, button="Answer")
    assert sent.well, sent
    turn = await house.press_on_teams("yasmin", shown, "Answer")
    assert "answered this already" in str(turn)
    assert sorted(one.value for one in await rows_of(house, Ballot, opened)) == [1, 4]
    took_part = [one.person_id for one in await rows_of(house, Asked, opened) if one.took_part]
    assert sorted(took_part) == sorted([(await house.actor(key)).person_id for key in ("tala", "yasmin")])
