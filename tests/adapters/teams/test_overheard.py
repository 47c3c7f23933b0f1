"""What people say to others in channels: let by, unless it reads like a question in a thread."""

import pytest

from bot.chat.inbound import Answer, Command, Identity, InstallationChanged, PlaceKind, ThreadQuestion
from bot.chat.message import Button, say
from bot.ports import Destination, StorageUnavailable

TEXT = "Does this hold for gift cards & vouchers?"
OFFER = Answer(message=say("Shall I ask this?", Button("Ask a question", "updates.ask", "k3", opens_form=True)))


@pytest.fixture
async def thread(bot) -> str:
    """The thread of a card in a team whose owner lets Instep read."""
    scene = bot.scene
    scene.teams.world.let_read(scene.registration.app_id, scene.team.id)
    at = await bot.platform.post(Destination(bot.installation, scene.channel.id), say("Refunds"), delivery_id="d1")
    return at["conversation"]


def heard(bot) -> list:
    return [one for one in bot.got if not isinstance(one, InstallationChanged)]


async def test_a_question_in_a_thread_is_offered_to_its_writer_in_their_own_chat(bot, thread: str) -> None:
    bot.answer = OFFER
    people, scene = bot.scene.teams.people, bot.scene
    said = len(people.read(scene.ada.id, thread))
    turn = await people.talk(scene.bo.id, thread, TEXT)
    assert turn.well
    (question,) = heard(bot)
    assert isinstance(question, ThreadQuestion)
    assert question.text == TEXT
    assert question.origin.who == Identity("teams", scene.tenant.id, scene.bo.id)
    place = question.origin.place
    assert (place.kind, place.channel, place.thread) == (
        PlaceKind.CHANNEL,
        scene.channel.id,
        thread.partition(";messageid=")[2],
    )
    assert len(people.read(scene.ada.id, thread)) == said + 1, "nothing is posted where others read"
    assert people.chat(scene.ada.id) == []
    (offer,) = people.chat(scene.bo.id)
    assert offer.summary == "Shall I ask this?"
    bot.answer = Answer(message=say("Asked."))
    await people.press(scene.bo.id, offer.conversation, offer.id, "Ask a question")
    assert heard(bot)[-1].object_id == "k3"


async def test_whatever_else_is_said_is_let_by_and_written_down_nowhere(bot, thread: str) -> None:
    people, scene = bot.scene.teams.people, bot.scene
    await people.talk(scene.bo.id, thread, "Thank you all!")
    writes, calls = bot.addresses.writes, len(scene.teams.ledger.calls)
    for where, text in ((scene.channel.id, TEXT), (thread, "Thank you all!"), (thread, "??")):
        assert (await people.talk(scene.bo.id, where, text)).well
    assert heard(bot) == []
    assert (bot.addresses.writes, len(scene.teams.ledger.calls)) == (writes, calls)


async def test_a_bot_an_edit_and_a_group_chat_are_let_by(bot, thread: str) -> None:
    scene = bot.scene
    turn = await scene.teams.people.talk(scene.bo.id, thread, TEXT)
    bot.got.clear()
    for change in (
        {"type": "messageUpdate"},
        {"type": "messageDelete"},
        {"from": {"id": "28:other", "name": "Other bot"}},
        {"from": {**turn.activity["from"], "role": "bot"}},
        {"conversation": {**turn.activity["conversation"], "conversationType": "groupChat"}},
    ):
        activity = {**turn.activity, **change}
        answer = await scene.teams.courier.deliver(scene.teams.world.registration(scene.registration.app_id), activity)
        assert answer.status == 200, change
    assert heard(bot) == []


async def test_a_mention_in_such_a_team_is_a_command_as_before(bot, thread: str) -> None:
    await bot.scene.teams.people.mention(bot.scene.bo.id, thread, TEXT)
    (command,) = heard(bot)
    assert isinstance(command, Command)


async def test_teams_tells_nothing_of_it_without_the_permission(bot, thread: str) -> None:
    scene = bot.scene
    scene.teams.world.team(scene.team.id).readers.clear()
    assert await scene.teams.people.talk(scene.bo.id, thread, TEXT) is None
    assert await scene.teams.people.talk(scene.mei.id, scene.shared.id, TEXT) is None
    assert heard(bot) == []


async def test_whatever_fails_is_the_end_of_it(bot, thread: str) -> None:
    scene = bot.scene
    bot.error = StorageUnavailable()
    assert (await scene.teams.people.talk(scene.bo.id, thread, TEXT)).status == 200
    bot.error, bot.answer = None, OFFER
    scene.teams.world.block(scene.registration.app_id, scene.bo.id)
    assert (await scene.teams.people.talk(scene.bo.id, thread, TEXT)).status == 200
    assert scene.teams.people.chat(scene.bo.id) == []
