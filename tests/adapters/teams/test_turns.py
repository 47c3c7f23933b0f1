"""From a person's act in Teams to a neutral record, and from the answer to what the person sees."""

import asyncio
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web

from adapters.teams.install import build_platform, mount
from adapters.teams.standin import Fault, Kind, faults
from adapters.teams.standin.dialogs import NotPossible
from bot.chat.form import (
    ChoiceField,
    FieldErrors,
    Form,
    FormButton,
    MomentField,
    Option,
    PersonField,
    SearchField,
    SwitchField,
    TextField,
)
from bot.chat.inbound import (
    NOTHING,
    Answer,
    ChannelChange,
    ChannelChanged,
    Command,
    FormPressed,
    FormSubmitted,
    Identity,
    InstallationChanged,
    MembersChanged,
    PlaceKind,
    Press,
    Shortcut,
    Sought,
)
from bot.chat.message import Actions, Alert, Body, Button, Confirm, Headline, Message, Paragraph, paragraph, plain, say
from bot.clock import SystemClock
from bot.ports import Destination, StorageUnavailable
from bot.proof.reading import teams_lines
from bot.settings import Settings

CARD = say(
    "Refunds changed",
    Button("Got it", "updates.acknowledge", "u1"),
    Button("Ask", "updates.ask", "u1", opens_form=True),
    Button("Withdraw", "updates.withdraw", "u1", confirm=Confirm("Withdraw it?", "It disappears.", "Yes, withdraw")),
)
FORM = Form(
    "updates.publish",
    "New update",
    (
        TextField("title", "Title", maximum=80),
        ChoiceField("audience", "Audience", (Option("all", "Everyone"), Option("in", "Internal")), several=True),
        PersonField("owner", "Owner", required=False),
        MomentField("from", "Effective from", "Asia/Manila", required=False),
        SwitchField("urgent", "Urgent"),
    ),
    submit="Publish",
    object_id="o1",
    state="s" * 200,
)
SHORT = Form("updates.send_answer", "Answer", (TextField("answer", "Answer"),), submit="Send", object_id="q1")


WHO = SearchField("who", "Who", "shoutouts.people", several=True, within="a1")
THANKED = Form(
    "shoutouts.write",
    "Thank somebody",
    (WHO,),
    submit="Post",
)
TALA = Option("p:1", "Tala Maliwanag · Lumenara day")


async def posted(bot, message: Message = CARD, channel=None) -> dict:
    where = (channel or bot.scene.channel).id
    return await bot.platform.post(Destination(bot.installation, where), message, delivery_id="d1")


def acts(bot) -> list:
    """What came in beside the news of the installation."""
    return [one for one in bot.got if not isinstance(one, InstallationChanged)]


def places(event) -> dict[str, str]:
    """The channels that an event concerns, with their names."""
    return {place.channel: place.name for place in (event.origin.place, *event.also)}


async def test_a_typed_word_is_a_command_of_that_person_in_their_chat(bot) -> None:
    bot.answer = Answer(message=say("Hello Bo"))
    turn = await bot.scene.teams.people.say(bot.scene.bo.id, "Who  am\u00a0I & <you>?")
    assert turn.well
    (command,) = acts(bot)
    assert (command.name, command.text, command.by_mention) == ("who", "am I & <you>?", False)
    assert command.origin.who == Identity("teams", bot.scene.tenant.id, bot.scene.bo.id)
    assert command.origin.place.kind is PlaceKind.DIRECT
    assert command.origin.place.installation == bot.installation
    assert command.origin.locale == "en_GB"
    chat = bot.scene.teams.people.chat(bot.scene.bo.id)
    assert [one.summary or one.text for one in chat] == ["Who  am\u00a0I & <you>?", "Hello Bo"]


async def test_only_the_bots_own_first_mention_is_taken_out(bot) -> None:
    people = bot.scene.teams.people
    await people.mention(
        bot.scene.ada.id, bot.scene.channel.id, "shoutout @Bo Birch Instep rocks", people=[bot.scene.bo.id]
    )
    (command,) = acts(bot)
    assert (command.name, command.text, command.by_mention) == ("shoutout", "@Bo Birch Instep rocks", True)
    assert command.origin.place.thread == command.origin.request_id.split("/")[-1]
    assert command.origin.place.team == bot.scene.team.id


async def test_a_bot_whose_name_has_markup_understands_too(bot) -> None:
    world = bot.scene.teams.world
    old = world.registrations[bot.scene.registration.app_id]
    world.registrations[old.app_id] = type(old)(
        old.app_id, old.password, old.tenant, old.reach, "In & <step>", old.endpoint
    )
    await bot.scene.teams.people.mention(bot.scene.ada.id, bot.scene.channel.id, "got it")
    assert (acts(bot)[0].name, acts(bot)[0].text) == ("got", "it")


async def test_a_mention_alone_is_an_empty_command(bot) -> None:
    await bot.scene.teams.people.mention(bot.scene.ada.id, bot.scene.channel.id, "")
    assert (acts(bot)[0].name, acts(bot)[0].text) == ("", "")


async def test_somebody_of_another_organisation_is_known_by_their_own_tenant(bot) -> None:
    people = bot.scene.teams.people
    await people.mention(bot.scene.mei.id, bot.scene.shared.id, "got it")
    await people.mention(bot.scene.mei.id, bot.scene.shared.id, "got it")
    assert {one.origin.who for one in acts(bot)} == {Identity("teams", bot.scene.partner.id, bot.scene.mei.id)}
    assert acts(bot)[0].origin.place.installation == bot.installation
    asked = [one for one in bot.scene.teams.ledger.calls if one.operation == "members"]
    assert len(asked) == 1


async def test_nobody_is_taken_for_the_hosts_own_when_the_roster_is_away(bot) -> None:
    bot.scene.teams.faults.add(Fault("members", status=503))
    turn = await bot.scene.teams.people.mention(bot.scene.mei.id, bot.scene.shared.id, "got it")
    assert turn.status == 503
    assert bot.got == []


async def test_an_answer_in_a_channel_stands_in_the_thread(bot) -> None:
    bot.answer = Answer(message=say("Your answer is ready.", Button("Open", "instep.again", "menu", opens_form=True)))
    await bot.scene.teams.people.mention(bot.scene.ada.id, bot.scene.channel.id, "menu")
    asked, answered = bot.scene.teams.people.read(bot.scene.bo.id, bot.scene.channel.id)
    assert answered.thread == asked.id
    assert answered.summary == "Your answer is ready."


async def test_a_press_answers_its_presser_alone(bot) -> None:
    address = await posted(bot)
    bot.answer = Answer(message=say("Noted at 02:14"))
    turn = await bot.scene.teams.people.press(bot.scene.bo.id, address["conversation"], address["activity"], "Got it")
    assert (turn.well, turn.said) == (True, "Noted at 02:14")
    (press,) = acts(bot)
    assert isinstance(press, Press)
    assert (press.action, press.object_id, press.wants_form) == ("updates.acknowledge", "u1", False)
    assert press.message == address
    assert len(bot.scene.teams.ledger.entries) == 1


async def test_a_redrawn_card_with_its_answer_is_the_pressers_own(bot) -> None:
    address = await posted(bot)
    bot.answer = Answer(message=say("Noted at 02:14"), redraw=say("Got it: 12 of 34"))
    people = bot.scene.teams.people
    turn = await people.press(bot.scene.bo.id, bot.scene.channel.id, address["activity"], "Got it")
    assert turn.well
    mine, theirs = (people.read(one.id, bot.scene.channel.id)[0].card for one in (bot.scene.bo, bot.scene.ada))
    assert "Noted at 02:14" in str(mine)
    assert "12 of 34" in str(mine)
    assert "12 of 34" not in str(theirs)


async def test_an_answer_of_several_lines_takes_the_place_of_the_card_for_its_presser_alone(bot) -> None:
    address = await posted(bot)
    bot.answer = Answer(message=Message("Corrected since", (Headline("Corrected since"), paragraph("Up to 300."))))
    people = bot.scene.teams.people
    turn = await people.press(bot.scene.bo.id, bot.scene.channel.id, address["activity"], "Got it")
    assert turn.well
    mine, theirs = (people.read(one.id, bot.scene.channel.id)[0].card for one in (bot.scene.bo, bot.scene.ada))
    assert "Up to 300." in str(mine) and "Up to 300." not in str(theirs)
    assert len(bot.scene.teams.ledger.entries) == 1


@pytest.mark.parametrize(
    ("message", "title", "said"),
    [
        (Message("2 questions", (Headline("2 questions"), paragraph("Which?"))), "2 questions", 0),
        (Message("Noted", (Alert(plain("Noted")), Headline("Questions"), paragraph("Which?"))), "Questions", 0),
        (Message("Asked.", (paragraph("Asked."), paragraph("Use the old rule."))), "Instep", 1),
        (Message("One question", (paragraph("Which?"), Headline("You asked", 2))), "One question", 0),
        (Message("x", (Headline("long " * 20), paragraph("Which?"))), ("long " * 20)[:63].strip() + "…", 0),
    ],
)
async def test_a_dialog_says_its_first_line_once(bot, message: Message, title: str, said: int) -> None:
    address = await posted(bot)
    bot.answer = Answer(message=message)
    people = bot.scene.teams.people
    opened = await people.press(bot.scene.bo.id, bot.scene.channel.id, address["activity"], "Ask")
    texts = [line.text for line in teams_lines(opened.dialog.card)]
    assert opened.dialog.title == title
    assert texts.count(title) == 0 and texts.count(message.summary) == said, texts


async def test_a_message_in_a_dialog_is_drawn_anew_in_it(bot) -> None:
    address = await posted(bot)
    bot.answer = Answer(message=Message("Two", (Headline("Two"), Actions((Button("Got it", "updates.caught", "0"),)))))
    people = bot.scene.teams.people
    opened = await people.press(bot.scene.bo.id, bot.scene.channel.id, address["activity"], "Ask")
    bot.answer = Answer(redraw=Message("Noted", (Headline("Two"), paragraph("you have noted it"))))
    turn = await people.submit(opened.dialog.id, button="Got it")
    assert turn.dialog is not None and "you have noted it" in str(turn.dialog.card)


async def test_in_the_personal_chat_a_redrawn_card_stays(bot) -> None:
    address = await bot.platform.post(
        Destination(bot.installation, person=Identity("teams", bot.scene.tenant.id, bot.scene.bo.id)),
        CARD,
        delivery_id="d",
    )
    bot.answer = Answer(redraw=say("Thank you"))
    people = bot.scene.teams.people
    await people.press(bot.scene.bo.id, address["conversation"], address["activity"], "Got it")
    assert [one.operation for one in bot.scene.teams.ledger.entries] == ["post", "update"]
    assert "Thank you" in str(people.chat(bot.scene.bo.id)[0].card)


async def test_in_the_personal_chat_a_form_draws_anew_the_message_whose_button_opened_it(bot) -> None:
    who = Destination(bot.installation, person=Identity("teams", bot.scene.tenant.id, bot.scene.bo.id))
    address = await bot.platform.post(who, CARD, delivery_id="d")
    people = bot.scene.teams.people
    bot.answer = Answer(form=SHORT)
    opened = await people.press(bot.scene.bo.id, address["conversation"], address["activity"], "Ask")
    bot.answer = Answer(errors=FieldErrors({"answer": "Say more."}))
    again = await people.submit(opened.dialog.id, {"Answer": "no"})
    bot.answer = Answer(message=say("Answered."), redraw=say("0 open questions"))
    turn = await people.submit(again.dialog.id, {"Answer": "yes"})
    assert turn.said == "Answered."
    assert "0 open questions" in str(people.chat(bot.scene.bo.id)[0].card)


async def test_a_line_in_a_channel_says_what_came_of_its_form_and_no_other_message_there_does(bot) -> None:
    people, here = bot.scene.teams.people, bot.scene.channel.id
    card = await posted(bot)
    button = Button("See it first", "shoutouts.look", "d1", opens_form=True)
    bot.answer = Answer(message=say("Your shoutout is ready", button), opens=button)
    await people.mention(bot.scene.ada.id, here, "shoutout")
    line = people.read(bot.scene.ada.id, here)[-1].id
    for pressed, label in ((card["activity"], "Ask"), (line, "See it first")):
        bot.answer = Answer(form=SHORT)
        opened = await people.press(bot.scene.ada.id, here, pressed, label)
        bot.answer = Answer(message=say("Bo hears of it in their working hours."), settled="It went out.")
        await people.submit(opened.dialog.id, {"Answer": "yes"})
    assert [one.operation for one in bot.scene.teams.ledger.entries] == ["post", "post", "update"]
    assert people.read(bot.scene.bo.id, here)[-1].summary == "It went out."


@pytest.mark.parametrize("direct", [True, False])
async def test_a_button_that_asks_before_draws_its_message_anew_in_the_personal_chat_alone(bot, direct: bool) -> None:
    who = Destination(bot.installation, person=Identity("teams", bot.scene.tenant.id, bot.scene.bo.id))
    address = await bot.platform.post(who, CARD, delivery_id="d") if direct else await posted(bot)
    people = bot.scene.teams.people
    asked = await people.press(bot.scene.bo.id, address["conversation"], address["activity"], "Withdraw")
    bot.answer = Answer(redraw=Message("Withdrawn", (Headline("Withdrawn"), paragraph("Nothing is left"))))
    turn = await people.submit(asked.dialog.id, button="Yes, withdraw")
    assert (turn.dialog is None) is direct and ("Nothing is left" in str(turn.dialog)) is not direct
    assert [one.operation for one in bot.scene.teams.ledger.entries] == ["post", "update"][: 1 + direct]
    assert not direct or "Nothing is left" in str(people.chat(bot.scene.bo.id)[0].card)


async def test_in_a_channel_what_a_form_draws_anew_stands_in_the_dialog_alone(bot) -> None:
    address = await posted(bot)
    people = bot.scene.teams.people
    bot.answer = Answer(form=SHORT)
    opened = await people.press(bot.scene.bo.id, bot.scene.channel.id, address["activity"], "Ask")
    bot.answer = Answer(message=say("Answered."), redraw=Message("Questions", (Headline("0 open"), paragraph("None"))))
    turn = await people.submit(opened.dialog.id, {"Answer": "yes"})
    assert turn.dialog.title == "0 open" and "Answered." in str(turn.dialog.card)
    assert [one.operation for one in bot.scene.teams.ledger.entries] == ["post"]


async def test_an_old_client_presses_by_the_fallback(bot) -> None:
    address = await posted(bot)
    bot.answer = Answer(message=say("Noted"), redraw=say("Got it: 12"))
    people = bot.scene.teams.people
    turn = await people.press(bot.scene.bo.id, bot.scene.channel.id, address["activity"], "Got it", old_client=True)
    assert turn.well
    assert acts(bot)[0].message == address
    (only,) = people.read(bot.scene.ada.id, bot.scene.channel.id)
    assert "Got it: 12" in str(only.card)


async def test_a_form_is_opened_filled_in_and_sent(bot) -> None:
    address = await posted(bot)
    bot.answer = Answer(form=FORM)
    people = bot.scene.teams.people
    opened = await people.press(bot.scene.bo.id, bot.scene.channel.id, address["activity"], "Ask")
    assert acts(bot)[0].wants_form is True
    assert opened.dialog is not None
    assert opened.dialog.title == "New update"
    values = {"Title": "Refunds <b>", "Audience": ["Internal"], "Owner": ["Ada Ash"], "urgent": True}
    bot.answer = NOTHING
    sent = await people.submit(opened.dialog.id, {**values, "from.date": "2026-11-24", "from.time": "22:00"})
    assert (sent.well, sent.dialog, sent.said) == (True, None, "")
    submitted = acts(bot)[1]
    assert isinstance(submitted, FormSubmitted)
    assert (submitted.action, submitted.object_id, submitted.state) == ("updates.publish", "o1", "s" * 200)
    assert submitted.values == {
        "title": "Refunds <b>",
        "audience": ("in",),
        "owner": f"teams/{bot.scene.tenant.id}/{bot.scene.ada.id}",
        "from": datetime(2026, 11, 24, 14, 0, tzinfo=UTC),
        "urgent": True,
    }


@pytest.mark.parametrize(("button", "way_out"), [("Ask", "Cancel"), ("Withdraw", "Keep it")])
async def test_a_dialog_has_a_way_out_in_words_that_sends_nothing(bot, button: str, way_out: str) -> None:
    address = await posted(bot)
    bot.answer = Answer(form=FORM)
    people = bot.scene.teams.people
    opened = await people.press(bot.scene.bo.id, bot.scene.channel.id, address["activity"], button)
    assert opened.dialog is not None
    bot.got.clear()
    closed = await people.submit(opened.dialog.id, button=way_out)
    assert (closed.well, closed.dialog, closed.said, bot.got) == (True, None, "", [])


async def test_errors_stand_at_their_fields_and_what_was_typed_stays(bot) -> None:
    address = await posted(bot)
    bot.answer = Answer(form=FORM)
    people = bot.scene.teams.people
    opened = await people.press(bot.scene.bo.id, bot.scene.channel.id, address["activity"], "Ask")
    bot.answer = Answer(errors=FieldErrors({"title": "Say what changed, as a sentence."}))
    assert opened.dialog is not None
    again = await people.submit(
        opened.dialog.id, {"title": "x", "audience": ["all"], "from.date": "2026-11-24", "from.time": "08:00"}
    )
    assert again.dialog is not None
    body = again.dialog.card["body"]
    at = [one.get("id") for one in body].index("title")
    assert body[at]["value"] == "x"
    assert "Say what changed" in body[at + 1]["text"]
    assert [one.get("value") for one in body if one.get("id") in ("audience", "from.date", "from.time")] == [
        "all",
        "2026-11-24",
        "08:00",
    ]
    bot.answer = Answer(message=say("Published to 14 channels"))
    done = await people.submit(again.dialog.id, {"title": "Refunds changed"})
    assert done.said == "Published to 14 channels"
    assert acts(bot)[-1].values["audience"] == ("all",)


async def test_a_button_inside_a_form_sends_what_is_typed_so_far(bot) -> None:
    form = Form("updates.publish", "New", (TextField("title", "Title"), FormButton("Preview", "updates.preview")))
    address = await posted(bot)
    bot.answer = Answer(form=form)
    people = bot.scene.teams.people
    opened = await people.press(bot.scene.bo.id, bot.scene.channel.id, address["activity"], "Ask")
    assert opened.dialog is not None
    previewed = await people.submit(opened.dialog.id, {}, button="Preview")
    pressed = acts(bot)[-1]
    assert isinstance(pressed, FormPressed)
    assert (pressed.form, pressed.action, pressed.values) == ("updates.publish", "updates.preview", {"title": ""})
    assert previewed.dialog is not None
    bot.got.clear()
    refused = await people.submit(previewed.dialog.id, {}, button="Save")
    assert bot.got == []
    assert refused.dialog is not None
    assert "Please fill this in" in str(refused.dialog.card)


async def test_people_are_found_while_somebody_types_and_only_they_can_be_chosen(bot) -> None:
    address = await posted(bot)
    people = bot.scene.teams.people
    bot.answer = Answer(form=THANKED)
    opened = await people.press(bot.scene.bo.id, bot.scene.channel.id, address["activity"], "Ask")
    bot.answer = Answer(options=(TALA, *(Option(f"p:{number}", f"Agent {number}") for number in range(2, 30))))
    found = await people.search(opened.dialog.id, "Who", "tál")
    assert (found.well, found.body["statusCode"], len(found.body["value"]["results"])) == (True, 200, 15)
    sought = acts(bot)[-1]
    assert isinstance(sought, Sought)
    assert (sought.source, sought.words, sought.within) == ("shoutouts.people", "tál", "a1")
    assert sought.origin.who == Identity("teams", bot.scene.tenant.id, bot.scene.bo.id)
    with pytest.raises(NotPossible):
        await people.submit(opened.dialog.id, {"Who": ["Agent 20"]})
    bot.answer = Answer(errors=FieldErrors({"who": "They have left."}))
    refused = await people.submit(opened.dialog.id, {"Who": [TALA.label]})
    assert acts(bot)[-1].values == {"who": ("p:1",)}
    bot.answer = NOTHING
    await people.submit(refused.dialog.id)
    assert acts(bot)[-1].values == {"who": ("p:1",)}


async def test_where_nothing_can_be_read_nobody_is_told_that_there_is_nobody(bot) -> None:
    address = await posted(bot)
    people = bot.scene.teams.people
    bot.answer = Answer(form=THANKED)
    opened = await people.press(bot.scene.bo.id, bot.scene.channel.id, address["activity"], "Ask")
    bot.error = StorageUnavailable()
    found = await people.search(opened.dialog.id, "Who", "ta")
    assert (found.status, found.well) == (503, False)


async def test_a_dangerous_button_asks_once(bot) -> None:
    address = await posted(bot)
    people = bot.scene.teams.people
    asked = await people.press(bot.scene.bo.id, bot.scene.channel.id, address["activity"], "Withdraw")
    assert bot.got[1:] == []
    assert asked.dialog is not None
    assert asked.dialog.title == "Withdraw it?"
    bot.answer = Answer(message=say("Withdrawn from 14 channels"))
    done = await people.submit(asked.dialog.id, button="Yes, withdraw")
    assert done.said == "Withdrawn from 14 channels"
    assert (acts(bot)[0].action, acts(bot)[0].wants_form) == ("updates.withdraw", True)


async def test_a_rich_answer_to_a_button_that_opens_is_a_dialog_whose_buttons_work(bot) -> None:
    menu = Message(
        "Menu", (Headline("Hello Bo"), Actions((Button("Write an update", "updates.new", opens_form=True),)))
    )
    address = await posted(bot)
    bot.answer = Answer(message=menu)
    people = bot.scene.teams.people
    opened = await people.press(bot.scene.bo.id, bot.scene.channel.id, address["activity"], "Ask")
    assert opened.dialog is not None
    assert opened.dialog.title == "Hello Bo"
    bot.answer = Answer(form=FORM)
    form = await people.submit(opened.dialog.id, button="Write an update")
    assert form.dialog is not None
    assert form.dialog.title == "New update"
    assert (acts(bot)[1].action, acts(bot)[1].wants_form) == ("updates.new", True)


async def test_a_message_extension_opens_a_form_with_the_message_it_was_used_on(bot) -> None:
    people = bot.scene.teams.people
    praise = people.write(bot.scene.mei.id, bot.scene.shared.id, "Bo <3 saved the day")
    bot.answer = Answer(form=FORM)
    opened = await people.open_extension(bot.scene.ada.id, "update", where=bot.scene.shared.id, message=praise.id)
    assert opened.dialog is not None
    (shortcut,) = acts(bot)
    assert isinstance(shortcut, Shortcut)
    assert (shortcut.name, shortcut.text) == ("update", "Bo <3 saved the day")
    assert shortcut.author == Identity("teams", bot.scene.partner.id, bot.scene.mei.id)
    bot.answer = NOTHING
    closed = await people.submit(opened.dialog.id, {"title": "t", "audience": ["all"]})
    assert (closed.well, closed.dialog) == (True, None)


async def test_the_same_activity_has_the_same_request_id(bot) -> None:
    turn = await bot.scene.teams.people.say(bot.scene.bo.id, "hello")
    await bot.scene.teams.people.replay(turn.number)
    first, second = acts(bot)
    assert first.origin.request_id == second.origin.request_id


async def test_an_upgrade_of_the_app_is_no_removal(bot) -> None:
    app = bot.scene.teams.world.registration(bot.scene.registration.app_id)
    place = bot.scene.teams.world.place(bot.scene.team.id)
    for action in ("remove-upgrade", "add-upgrade"):
        made = bot.scene.teams.people._activities.installed(app, bot.scene.ada, place, action)
        assert (await bot.scene.teams.courier.deliver(app, made)).well
    assert acts(bot) == []


async def test_installing_tells_of_the_tenant_once_and_of_each_channel(bot) -> None:
    people, world = bot.scene.teams.people, bot.scene.teams.world
    other = world.add_team(bot.scene.tenant.id, "Billing", members=[bot.scene.ada.id])
    desk = world.add_channel(other.id, "desk")
    await people.install(bot.scene.ada.id, other.id)
    assert [type(one) for one in bot.got] == [InstallationChanged, ChannelChanged]
    assert places(bot.got[1]) == {other.id: "General", desk.id: "desk"}
    assert bot.got[1].change is ChannelChange.BOT_ADDED
    assert len({one.origin.request_id for one in bot.got}) == 2
    bot.got.clear()
    await people.remove(bot.scene.ada.id, other.id)
    (removed,) = bot.got
    assert removed.change is ChannelChange.BOT_REMOVED
    assert places(removed) == {other.id: "General", desk.id: "desk"}


async def test_a_team_with_many_channels_is_told_at_once_and_without_reading_who_is_in_it(bot) -> None:
    people, world = bot.scene.teams.people, bot.scene.teams.world
    large = world.add_team(bot.scene.tenant.id, "Returns", members=[bot.scene.ada.id])
    desks = {large.id, *(world.add_channel(large.id, f"desk {number}").id for number in range(299))}
    world.add_channel(large.id, "leads", kind=Kind.PRIVATE, members=[bot.scene.ada.id])
    assert (await people.install(bot.scene.ada.id, large.id)).well
    (added,) = acts(bot)
    assert places(added).keys() == desks
    assert {place.address["conversation"] for place in added.also} == desks - {large.id}
    assert [one.operation for one in bot.scene.teams.ledger.calls].count("members") == 0


async def test_an_installation_that_is_told_many_times_at_once_reads_the_channels_of_its_team_few_times(bot) -> None:
    people, teams = bot.scene.teams.people, bot.scene.teams
    other = teams.world.add_team(bot.scene.tenant.id, "Billing", members=[bot.scene.ada.id])
    first = await people.install(bot.scene.ada.id, other.id)
    before = [one.operation for one in teams.ledger.calls].count("team")
    turns = await asyncio.gather(*(people.replay(first.number) for _ in range(100)))
    assert all(turn.well for turn in turns)
    assert [one.operation for one in teams.ledger.calls].count("team") - before <= 15


async def test_a_team_whose_channels_are_not_told_in_time_has_those_that_were_known(bot, monkeypatch) -> None:
    people, teams = bot.scene.teams.people, bot.scene.teams
    other = teams.world.add_team(bot.scene.tenant.id, "Billing", members=[bot.scene.ada.id])
    desk = teams.world.add_channel(other.id, "desk")
    first = await people.install(bot.scene.ada.id, other.id)
    bot.got.clear()
    monkeypatch.setattr("adapters.teams.turns.READ_WITHIN", 0.2)
    teams.faults.add(Fault("team", delay=2.0))
    assert (await people.replay(first.number)).well
    assert places(bot.got[-1]) == {other.id: "General", desk.id: "desk"}


async def test_people_who_come_and_go_are_told_for_each_channel_with_their_own_tenant(bot) -> None:
    people = bot.scene.teams.people
    await people.leave(bot.scene.bo.id, bot.scene.team.id)
    left = [one for one in acts(bot) if isinstance(one, MembersChanged)]
    assert [places(one).keys() for one in left] == [{bot.scene.team.id, bot.scene.channel.id}]
    assert {one.left for one in left} == {(Identity("teams", bot.scene.tenant.id, bot.scene.bo.id),)}
    bot.got.clear()
    newcomer = bot.scene.teams.world.add_user(bot.scene.partner.id, "Jun Reyes")
    await people.join(newcomer.id, bot.scene.shared.id)
    (joined,) = acts(bot)
    assert joined.joined == (Identity("teams", bot.scene.partner.id, newcomer.id),)
    assert joined.origin.place.channel == bot.scene.shared.id


async def test_a_channel_that_is_renamed_or_deleted_is_told(bot) -> None:
    people, world = bot.scene.teams.people, bot.scene.teams.world
    world.rename_channel(bot.scene.channel.id, "returns")
    await people.channel_event(bot.scene.ada.id, bot.scene.channel.id, "channelRenamed")
    await people.channel_event(bot.scene.ada.id, bot.scene.channel.id, "channelDeleted")
    renamed, deleted = acts(bot)
    assert (renamed.change, renamed.new_name, renamed.origin.place.channel) == (
        ChannelChange.RENAMED,
        "returns",
        bot.scene.channel.id,
    )
    assert deleted.change is ChannelChange.DELETED


async def test_when_nothing_can_be_saved_people_are_told_and_events_come_again(bot) -> None:
    address = await posted(bot)
    people = bot.scene.teams.people
    bot.error = StorageUnavailable()
    pressed = await people.press(bot.scene.bo.id, bot.scene.channel.id, address["activity"], "Got it")
    opened = await people.press(bot.scene.bo.id, bot.scene.channel.id, address["activity"], "Ask")
    assert (pressed.said, opened.said) == ("Not saved. Try again in a minute.",) * 2
    assert (await people.say(bot.scene.bo.id, "hello")).status == 503
    assert (await people.join(bot.scene.mei.id, bot.scene.shared.id)).status == 503


async def test_an_answer_that_cannot_be_posted_does_not_make_the_turn_fail(bot) -> None:
    bot.answer = Answer(message=say("Hello"))
    bot.scene.teams.faults.add(Fault("send", status=502))
    assert (await bot.scene.teams.people.say(bot.scene.bo.id, "hello")).well


async def test_a_conversation_is_written_down_once(bot) -> None:
    for _ in range(3):
        await bot.scene.teams.people.say(bot.scene.bo.id, "hello")
    assert bot.addresses.writes == 1
    name = f"@{bot.scene.tenant.id}/{bot.scene.bo.id}"
    assert bot.addresses.rows[bot.installation, name]["service_url"] == bot.scene.teams.service_url


async def test_forged_and_broken_requests_reach_nobody(bot) -> None:
    async with aiohttp.ClientSession() as session:

        async def send(body: bytes, token: str = "", **more: str) -> int:
            headers = {**more, **({"Authorization": f"Bearer {token}"} if token else {})}
            async with session.post(bot.url, data=body, headers=headers) as response:
                return response.status

        right = bot.scene.teams.tokens.inbound(bot.scene.registration.app_id, bot.scene.teams.service_url)
        assert await send(b"{}") == 401
        assert await send(b"{}", "a.b.c") == 401
        assert await send(b"{", right) == 400
        assert await send(b"x" * 600_000, right) == 413
        assert await send(b"not packed at all", **{"Content-Encoding": "gzip"}) == 400
    assert bot.got == []


async def test_odd_but_authentic_activities_are_dropped(bot) -> None:
    app = bot.scene.teams.world.registration(bot.scene.registration.app_id)
    place = bot.scene.teams.world.place(bot.scene.channel.id)
    made = bot.scene.teams.people._activities.envelope(app, bot.scene.ada, place, "message")
    courier = bot.scene.teams.courier
    for change in (
        {"text": {"a": 1}},
        {"text": "no mention"},
        {"entities": "x", "text": 5},
        {"type": "messageReaction"},
        {"from": {"id": "28:bot"}, "text": "hi"},
        {"value": {"instep": {"k": "press", "a": 7}}},
        {"type": "conversationUpdate", "membersAdded": "x"},
        {"type": "conversationUpdate", "membersAdded": [{"id": 5}, None]},
        {
            "conversation": {"id": "19:x", "conversationType": 4},
            "channelData": {"tenant": {"id": bot.scene.tenant.id}, "team": 3},
        },
    ):
        turn = await courier.deliver(app, {**made, **change})
        assert turn.status == 200, change
    for value in (None, {}, {"action": 5}, {"data": {"instep": {"k": "form", "a": 1}}}):
        for name in ("adaptiveCard/action", "task/fetch", "task/submit"):
            turn = await courier.deliver(app, {**made, "type": "invoke", "name": name, "value": value})
            assert turn.status == 400, (name, value)
    assert (await courier.deliver(app, {**made, "type": "invoke", "name": "signin/verifyState"})).status == 501
    assert acts(bot) == []


async def test_slow_tokens_and_slow_posts_leave_the_loop_free(bot) -> None:
    bot.answer = Answer(message=say("Hello"))
    bot.scene.teams.pace.enabled = False
    bot.scene.teams.connector.latency.seconds = 0.3
    bot.scene.teams.faults.add(faults.slow(0.3, operation="token"))
    say_all = (bot.scene.teams.people.say(bot.scene.bo.id, f"hello {one}") for one in range(20))
    talking = asyncio.ensure_future(asyncio.gather(*say_all))
    ticks = 0
    while not talking.done():
        await asyncio.sleep(0.01)
        ticks += 1
    assert len(acts(bot)) == 20
    assert ticks > 15  # a blocked loop would tick once for each of the two waits


async def test_a_private_channel_needs_no_look_up(bot) -> None:
    world, people = bot.scene.teams.world, bot.scene.teams.people
    room = world.add_channel(bot.scene.team.id, "night", kind=Kind.PRIVATE, members=[bot.scene.bo.id])
    world.add_app(bot.scene.registration.app_id, room.id)
    await people.mention(bot.scene.bo.id, room.id, "menu")
    assert isinstance(acts(bot)[0], Command)
    assert not [one for one in bot.scene.teams.ledger.calls if one.operation == "members"]


async def test_a_group_chat_is_a_place_too(bot) -> None:
    world, people = bot.scene.teams.world, bot.scene.teams.people
    chat = world.add_group_chat(bot.scene.tenant.id, [bot.scene.ada.id, bot.scene.bo.id])
    await people.install(bot.scene.ada.id, chat.id)
    await people.mention(bot.scene.bo.id, chat.id, "menu")
    command = acts(bot)[-1]
    assert (command.origin.place.kind, command.origin.place.channel) == (PlaceKind.GROUP, chat.id)
    await bot.platform.post(Destination(bot.installation, chat.id), CARD, delivery_id="d")
    assert len(bot.scene.teams.ledger.posts(chat.id)) == 1


@pytest.mark.parametrize("text", ["<at>" * 30_000, "<at " * 30_000, "&lt;" * 30_000])
async def test_a_bomb_of_markup_is_read_in_no_time(bot, text: str) -> None:
    app = bot.scene.teams.world.registration(bot.scene.registration.app_id)
    chat = bot.scene.teams.world.personal_chat(app.app_id, bot.scene.bo.id)
    place = bot.scene.teams.world.place(chat.id)
    made = bot.scene.teams.people._activities.envelope(app, bot.scene.bo, place, "message")
    turn = await bot.scene.teams.courier.deliver(app, {**made, "text": text})
    assert turn.status == 200
    assert turn.seconds < 1


def test_a_paragraph_is_one_line() -> None:
    from adapters.teams.answers import is_one_line

    assert is_one_line(say("x"))
    assert not is_one_line(Message("x", (Body((Paragraph(plain("x")),), "Label"),)))


async def test_in_development_without_an_app_id_this_machine_may_speak_unsigned(bot) -> None:
    platform = build_platform(Settings(instep_mode="development"), bot.installations, bot.addresses, SystemClock())
    app = web.Application()
    mount(app, platform, bot.receive, SystemClock())
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.scene.teams.world.point(
        bot.scene.registration.app_id, f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
    )
    registration = bot.scene.teams.world.registration(bot.scene.registration.app_id)
    chat = bot.scene.teams.world.personal_chat(registration.app_id, bot.scene.bo.id)
    place = bot.scene.teams.world.place(chat.id)
    activity = bot.scene.teams.people._activities.message(registration, bot.scene.bo, place, "menu", addressed=False)
    turn = await bot.scene.teams.courier.deliver(registration, activity, token="")
    assert turn.well
    assert acts(bot)[0].origin.place.installation == f"-/{bot.scene.tenant.id}"
    await platform.close()
    await runner.cleanup()
