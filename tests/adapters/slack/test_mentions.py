"""Whom people mention, in commands, in words to the bot and in the message of a shortcut."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from bot.chat.inbound import Answer, Command, Identity, Mentioned, MentionedKind, PlaceKind, Shortcut
from bot.chat.message import say
from tests.adapters.slack.scene import Scene
from tests.adapters.slack.test_install import FORM, Running, serving


@pytest.fixture
async def run(scene: Scene) -> AsyncIterator[Running]:
    async for running in serving(scene, slack_signing_secret=SecretStr(scene.slack.world.app.signing_secret)):
        yield running


def ben(run: Running) -> Mentioned:
    return Mentioned("@Ben Osei", MentionedKind.PERSON, Identity("slack", run.scene.team, run.scene.ben))


def eve(run: Running) -> Mentioned:
    return Mentioned("@Eve Lindqvist", MentionedKind.PERSON, Identity("slack", run.scene.partner, run.scene.eve))


async def test_a_command_says_whom_it_mentions_and_of_which_company_they_are(run: Running) -> None:
    scene = run.scene
    text = f"<@{scene.ben}|ben.osei> <@{scene.eve}|eve> with <#{scene.care}|care> stayed late"
    assert (await scene.slack.people.command(scene.ana, scene.care, "/shoutout", text)).ok
    command = run.heard.last()
    assert isinstance(command, Command)
    assert (command.name, command.text) == ("shoutout", "@Ben Osei @Eve Lindqvist with #care stayed late")
    assert command.mentioned == (ben(run), eve(run), Mentioned("#care", MentionedKind.CHANNEL))


async def test_words_to_the_bot_name_people_and_leave_the_bot_out_once(run: Running) -> None:
    scene = run.scene
    text = f"{{bot}} shoutout <@{scene.eve}> thanked <@{scene.bot}>"
    await scene.slack.happenings.mention(scene.ana, scene.shared, text)
    heard = run.heard.last()
    assert (heard.name, heard.text) == ("shoutout", "@Eve Lindqvist thanked @instep")
    assert heard.mentioned == (eve(run), Mentioned("@instep", MentionedKind.BOT))
    run.heard.answers.append(Answer(message=say("Done")))
    await scene.slack.happenings.direct_message(scene.ana, f"shoutout\n<@{scene.ben}> stayed late")
    assert (run.heard.last().name, run.heard.last().text) == ("shoutout", "@Ben Osei stayed late")
    assert run.heard.last().mentioned == (ben(run),)


async def test_who_cannot_be_looked_up_is_a_person_whom_nobody_knows(run: Running) -> None:
    scene = run.scene
    scene.slack.add_fault("error", method="users.info", error="internal_error")
    text = f"<@{scene.ben}|ben.osei> stayed late"
    assert (await scene.slack.people.command(scene.ana, scene.care, "/shoutout", text)).ok
    assert run.heard.last().text == "@ben.osei stayed late"
    assert run.heard.last().mentioned == (Mentioned("@ben.osei", MentionedKind.PERSON),)


async def test_a_shortcut_on_a_message_names_whom_it_mentions_and_its_author_of_another_company(run: Running) -> None:
    scene = run.scene
    root = scene.slack.world.say(scene.shared, scene.ana, "How was it?")
    ts = scene.slack.world.say(scene.shared, scene.eve, f"<@{scene.ana}> was wonderful", root)
    await scene.slack.people.shortcut(scene.ana, "shoutout", scene.shared, ts)
    heard = run.heard.last()
    assert isinstance(heard, Shortcut)
    assert (heard.name, heard.text) == ("shoutout", "@Ana Duarte was wonderful")
    assert [one.who for one in heard.mentioned] == [Identity("slack", scene.team, scene.ana)]
    assert heard.author == Identity("slack", scene.partner, scene.eve)
    assert heard.link.endswith(f"/p{ts.replace('.', '')}?thread_ts={root}&cid={scene.shared}")


async def test_an_apps_message_has_no_author(run: Running) -> None:
    ts = await run.card(run.scene.care)
    await run.scene.slack.people.shortcut(run.scene.ana, "shoutout", run.scene.care, ts)
    assert (run.heard.last().author, run.heard.last().text) == (None, "Refunds")


async def test_a_shortcut_from_anywhere_is_the_same_one_without_a_message(run: Running) -> None:
    scene = run.scene
    run.heard.answers.append(Answer(form=FORM))
    (callback_id,) = scene.slack.world.app.global_shortcuts
    assert (await scene.slack.people.global_shortcut(scene.ana, callback_id)).ok
    heard = run.heard.last()
    assert isinstance(heard, Shortcut)
    assert (heard.name, heard.text, heard.author, heard.link) == ("shoutout", "", None, "")
    assert heard.origin.place.kind is PlaceKind.NOWHERE
    assert scene.slack.modal(scene.ana) is not None
