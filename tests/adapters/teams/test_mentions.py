"""Whom people mention, in a message and in the one on which an extension is opened."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adapters.teams import samples
from adapters.teams.mentions import Mark, said, said_in_payload
from adapters.teams.standin import Fault
from bot.chat.inbound import Command, Identity, Mentioned, MentionedKind, Shortcut


def entity(name: str, id: str) -> dict[str, Any]:
    return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": id, "name": name}}


def typed(text: str, *entities: dict[str, Any]) -> Any:
    return said({**samples.TYPED, "text": text, "entities": list(entities)})


async def test_a_message_says_whom_it_mentions_by_their_tenant_and_object_id(bot) -> None:
    scene = bot.scene
    text = "shoutout @Mei Tan and @Ada Ash thanked @Mei Tan"
    await scene.teams.people.mention(scene.ada.id, scene.shared.id, text, people=[scene.mei.id, scene.ada.id])
    command = bot.got[-1]
    assert isinstance(command, Command)
    assert (command.name, command.text) == ("shoutout", "@Mei Tan and @Ada Ash thanked @Mei Tan")
    mei = Mentioned("@Mei Tan", MentionedKind.PERSON, Identity("teams", scene.partner.id, scene.mei.id))
    ada = Mentioned("@Ada Ash", MentionedKind.PERSON, Identity("teams", scene.tenant.id, scene.ada.id))
    assert command.mentioned == (mei, ada, mei)


async def test_a_tag_is_a_group_and_who_cannot_be_looked_up_is_a_person_whom_nobody_knows(bot) -> None:
    scene, people = bot.scene, bot.scene.teams.people
    await people.mention(scene.ada.id, scene.channel.id, "shoutout @Mei Tan", people=[scene.mei.id])
    assert bot.got[-1].mentioned == (Mentioned("@Mei Tan", MentionedKind.GROUP),)
    scene.teams.faults.add(Fault("members", status=503))
    await people.mention(scene.ada.id, scene.channel.id, "shoutout @Bo Birch", people=[scene.bo.id])
    assert bot.got[-1].mentioned == (Mentioned("@Bo Birch", MentionedKind.PERSON),)


async def test_an_extension_says_whom_its_message_mentions_and_where_it_is(bot) -> None:
    scene, people = bot.scene, bot.scene.teams.people
    praise = people.write(scene.mei.id, scene.shared.id, "@Ada Ash <3\nsaved the day")
    await people.open_extension(scene.ada.id, "shoutout", where=scene.shared.id, message=praise.id)
    shortcut = bot.got[-1]
    assert isinstance(shortcut, Shortcut)
    assert (shortcut.name, shortcut.text) == ("shoutout", "@Ada Ash <3\nsaved the day")
    assert [one.who for one in shortcut.mentioned] == [Identity("teams", scene.tenant.id, scene.ada.id)]
    assert shortcut.author == Identity("teams", scene.partner.id, scene.mei.id)
    assert shortcut.link.endswith(f"{scene.shared.id}/{praise.id}")


def test_bots_and_channels_are_told_by_their_ids_and_the_bot_itself_is_left_out_once() -> None:
    own = entity("Instep", f"28:{samples.APP}")
    other, place = entity("Helper", "28:2"), entity("refunds", samples.CHANNEL)
    found = typed("<at>Instep</at>&nbsp;tell <at>Helper</at> in <at>refunds</at>, <at>Instep</at>", own, other, place)
    assert (found.addressed, found.text) == (True, "tell @Helper in @refunds, @Instep")
    assert [one.kind.value for one in found.marks] == ["bot", "channel", "bot"]


def test_a_name_that_comes_as_two_mentions_is_one() -> None:
    found = typed("hi <at>Bo</at>&nbsp;<at>Birch</at> <at>Ada</at>", *map(entity, ("Bo", "Birch", "Ada"), "aab"))
    assert found.text == "hi @Bo Birch @Ada"
    assert found.marks == (Mark("@Bo Birch", "a"), Mark("@Ada", "b"))


def test_two_of_one_name_are_taken_in_their_order_and_never_guessed() -> None:
    two = [entity("Bo", "29:1"), entity("Bo", "29:2")]
    assert [one.id for one in typed("<at>Bo</at>, <at>Bo</at>", *two).marks] == ["29:1", "29:2"]
    assert typed("<at>Bo</at>, <at>Bo</at>, <at>Bo</at>", *two).marks == ()


def test_what_a_payload_mentions_comes_as_what_it_is() -> None:
    mentioned = [
        {"application": {"id": "a"}},
        {"conversation": {"id": "c"}},
        {"tag": {"id": "t"}},
        {"user": {"id": "u"}},
    ]
    payload = {
        "body": {"content": "".join(f'<p><at id="{n}"><b>N{n}</b></at></p>' for n in range(4))},
        "mentions": [{"id": n, "mentionText": f"N{n}", "mentioned": one} for n, one in enumerate(mentioned)],
    }
    found = said_in_payload(payload)
    assert found.text == "@N0\n@N1\n@N2\n@N3"
    assert [(one.kind.value, one.object_id) for one in found.marks] == [
        ("bot", ""),
        ("channel", ""),
        ("group", ""),
        ("person", "u"),
    ]


PIECES = st.sampled_from(["<at>Bo</at>", "<at>Bo  B</at>", "<at>", "</at>", "&lt;", "&nbsp;", " ", "\n", "@Bo", "x"])


@given(st.lists(PIECES, max_size=12))
def test_every_mention_stands_in_the_text_in_its_order(pieces: list[str]) -> None:
    found = typed("".join(pieces), entity("Bo", "29:1"), entity("Bo  B", "29:2"))
    at = 0
    for one in found.marks:
        at = found.text.index(one.text, at) + len(one.text)
