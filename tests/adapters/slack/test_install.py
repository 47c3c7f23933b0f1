"""Slack's requests through the gate and Bolt into the domain, and the domain's answers back to people."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from adapters.slack.adapter import SlackPlatform
from adapters.slack.gate import sign
from adapters.slack.install import SlackEdge
from adapters.slack.standin.world import CannotAct
from bot.chat.form import FieldErrors, Form, FormButton, Option, PersonField, SearchField, Show, TextField
from bot.chat.inbound import (
    AGAIN,
    Answer,
    ChannelChange,
    ChannelChanged,
    Command,
    FormPressed,
    FormSubmitted,
    HomeOpened,
    Identity,
    InstallationChange,
    InstallationChanged,
    MembersChanged,
    PersonChanged,
    PlaceKind,
    Press,
    Shortcut,
    Sought,
)
from bot.chat.message import Actions, Alert, Button, Message, Tone, paragraph, plain, say
from bot.clock import SystemClock
from bot.ports import Destination
from bot.settings import Settings
from tests.adapters.slack.memory import Heard, MemoryAddresses, MemoryInstallations, MemoryStates
from tests.adapters.slack.scene import Scene

CARD = Message("Refunds", (paragraph("Refunds"), Actions((Button("Got it", "updates.acknowledge", "k3"),))))
FORM = Form(
    "updates.publish",
    "New update",
    (
        TextField("title", "Title"),
        PersonField("owner", "Owner", required=False),
        FormButton("Preview", "updates.preview"),
    ),
    submit="Publish",
    object_id="o1",
    state="s1",
)


WHO = SearchField("who", "Who", "shoutouts.people", several=True, within="a1")
THANKED = Form(
    "shoutouts.write",
    "Thank somebody",
    (
        WHO,
        FormButton("Preview", "shoutouts.preview"),
    ),
)
TALA = Option("p:1", "Tala Maliwanag · Lumenara day")


@dataclass
class Running:
    """The bot's edge over HTTP, beside the scene."""

    scene: Scene
    edge: SlackEdge
    platform: SlackPlatform
    heard: Heard
    installations: MemoryInstallations
    url: str
    key: str

    async def card(self, channel: str) -> str:
        address = await self.platform.post(Destination(self.key, channel), CARD, delivery_id="d")
        return str(address["ts"])

    async def seen(self, fulfilled: Callable[[], Any]) -> None:
        await self.scene.slack.ledger.wait_for(lambda _: bool(fulfilled()))


@pytest.fixture
async def run(scene: Scene) -> AsyncIterator[Running]:
    async for running in serving(scene, slack_signing_secret=SecretStr(scene.slack.world.app.signing_secret)):
        yield running


async def serving(scene: Scene, **more: Any) -> AsyncIterator[Running]:
    installations, heard = MemoryInstallations(), Heard()
    listener = web.AppRunner(web.Application())
    settings = Settings(slack_bot_token=SecretStr(scene.client.token or ""), slack_api_url=scene.slack.api_url, **more)
    machine = SystemClock()
    platform = SlackPlatform(settings, installations, MemoryAddresses(), machine)
    edge = SlackEdge(settings, platform, heard, MemoryStates(), machine)
    edge.mount(listener.app)
    await listener.setup()
    await web.TCPSite(listener, "127.0.0.1", 0).start()
    origin = f"http://127.0.0.1:{listener.addresses[0][1]}"
    scene.slack.connect_bot(f"{origin}/slack/events")
    await edge.start()
    (kept,) = await installations.all("slack")
    yield Running(scene, edge, platform, heard, installations, origin, kept.key)
    await edge.stop()
    await listener.cleanup()
    await platform.close()


async def test_a_command_is_answered_to_its_typist_alone(run: Running) -> None:
    run.heard.answers.append(Answer(message=say("12 of 34")))
    answer = await run.scene.slack.people.command(run.scene.ana, run.scene.care, "/update", "status &amp; more")
    assert answer.ok
    command = run.heard.last()
    assert isinstance(command, Command)
    assert (command.name, command.text, command.by_mention) == ("update", "status & more", False)
    assert command.origin.who == Identity("slack", run.scene.team, run.scene.ana)
    assert (command.origin.place.installation, command.origin.place.channel) == (run.key, run.scene.care)
    assert [each.text for each in run.scene.slack.inbox(run.scene.ana)] == ["12 of 34"]


async def test_a_replayed_request_has_the_same_request_id(run: Running) -> None:
    answer = await run.scene.slack.people.command(run.scene.ana, run.scene.care, "/update")
    assert answer.number is not None
    await run.scene.slack.courier.replay(answer.number)
    first, again = run.heard.inbound
    assert first.origin.request_id == again.origin.request_id


async def test_a_form_opens_is_refused_replaced_and_closed(run: Running) -> None:
    scene, people = run.scene, run.scene.slack.people
    run.heard.answers += [
        Answer(form=FORM),
        Answer(errors=FieldErrors({"title": "Say it in one sentence.", "unknown": "And shorter."})),
        Answer(form=Form("updates.confirm", "Sure?", (TextField("title", "Title", value="Better"),), object_id="o2")),
        Answer(),
    ]
    assert (await people.command(scene.ana, scene.care, "/update")).ok
    refused = await people.submit(scene.ana, {"Title": "Refunds", "Owner": scene.ana})
    assert list(refused.errors.values()) == ["Say it in one sentence. And shorter."]
    submitted = run.heard.last()
    assert isinstance(submitted, FormSubmitted)
    assert (submitted.action, submitted.object_id, submitted.state) == ("updates.publish", "o1", "s1")
    assert submitted.values == {"title": "Refunds", "owner": f"slack/{scene.team}/{scene.ana}"}
    assert (submitted.origin.place.channel, submitted.origin.place.kind) == (scene.care, PlaceKind.CHANNEL)
    assert (await people.submit(scene.ana)).ok
    shown = scene.slack.modal(scene.ana)
    assert shown is not None
    assert shown["title"]["text"] == "Sure?"
    assert (await people.submit(scene.ana)).ok
    confirmed = run.heard.last()
    assert (confirmed.values, confirmed.object_id) == ({"title": "Better"}, "o2")
    assert confirmed.origin.place.channel == scene.care
    assert scene.slack.modal(scene.ana) is None


async def test_an_external_is_named_by_their_own_workspace_when_chosen_and_when_submitting(run: Running) -> None:
    scene, people = run.scene, run.scene.slack.people
    await run.card(scene.shared)
    run.heard.answers.append(Answer(form=FORM))
    assert (await people.press(scene.eve, "Got it", channel=scene.shared)).ok
    assert (await people.submit(scene.eve, {"Title": "x", "Owner": scene.eve})).ok
    submitted = run.heard.last()
    assert submitted.origin.who == Identity("slack", scene.partner, scene.eve)
    assert submitted.values["owner"] == f"slack/{scene.partner}/{scene.eve}"
    assert submitted.origin.place.installation == run.key


async def test_a_button_in_a_form_sends_what_is_typed_so_far(run: Running) -> None:
    scene, people = run.scene, run.scene.slack.people
    run.heard.answers += [Answer(form=FORM), Answer(message=say("This is how it will look.")), Answer(form=FORM)]
    await people.command(scene.ana, scene.care, "/update")
    scene.slack.world.modals[scene.ana][0].typed = {
        "title~1": {"value": {"type": "plain_text_input", "value": "Refunds"}}
    }
    assert (await people.press(scene.ana, "Preview", surface="modal")).ok
    pressed = run.heard.last()
    assert isinstance(pressed, FormPressed)
    assert (pressed.form, pressed.action, pressed.object_id) == ("updates.publish", "updates.preview", "o1")
    assert pressed.values["title"] == "Refunds"
    shown = scene.slack.modal(scene.ana)
    assert shown is not None
    assert shown["title"]["text"] == "Instep"
    await people.close(scene.ana)
    assert (await people.press(scene.ana, "Preview", surface="modal")).ok
    shown = scene.slack.modal(scene.ana)
    assert shown is not None
    assert shown["blocks"][0]["block_id"] == "title~2", "it was emptied"


async def test_a_text_that_a_button_in_a_form_leaves_as_it_was_keeps_what_is_typed_meanwhile(run: Running) -> None:
    scene, people = run.scene, run.scene.slack.people
    texts = (TextField("title", "Title", "Refunds"), TextField("text", "Text", "Filled in"))
    run.heard.answers += [Answer(form=FORM), Answer(form=replace(FORM, parts=(*texts, *FORM.parts[1:])))]
    await people.command(scene.ana, scene.care, "/update")
    typed = {"title~1": {"value": {"type": "plain_text_input", "value": "Refunds"}}}
    scene.slack.world.modals[scene.ana][0].typed = typed
    assert (await people.press(scene.ana, "Preview", surface="modal")).ok
    shown = scene.slack.modal(scene.ana)
    assert shown is not None
    assert [one.get("block_id") for one in shown["blocks"]][:2] == ["title~1", "text~2"]
    assert scene.slack.world.modals[scene.ana][0].typed == typed


async def test_the_answer_to_a_submission_is_shown_in_the_modal_and_its_buttons_work(run: Running) -> None:
    scene, people = run.scene, run.scene.slack.people
    run.heard.answers += [
        Answer(form=FORM),
        Answer(message=say("Publishing to 14 channels.", Button("Undo", "updates.undo", "o1"))),
        Answer(message=say("Undone.", Button("Redo", "updates.redo", "o1"))),
        Answer(redraw=say("Redone.")),
    ]
    await people.command(scene.ana, scene.care, "/update")
    assert (await people.submit(scene.ana, {"Title": "Refunds"})).ok
    assert (await people.press(scene.ana, "Undo", surface="modal")).ok
    pressed = run.heard.last()
    assert isinstance(pressed, Press)
    assert (pressed.action, pressed.object_id, pressed.message) == ("updates.undo", "o1", None)
    assert "Undone." in str(scene.slack.modal(scene.ana))
    assert (await people.press(scene.ana, "Redo", surface="modal")).ok
    assert "Redone." in str(scene.slack.modal(scene.ana)), "what is drawn anew takes the place of what was pressed"


async def test_a_form_draws_anew_the_message_whose_button_opened_it(run: Running) -> None:
    scene, people = run.scene, run.scene.slack.people
    run.heard.answers += [
        Answer(message=say("1 open question", Button("Answer", "updates.answer", "q1", opens_form=True))),
        Answer(form=FORM),
        Answer(message=say("Answered."), redraw=say("0 open questions")),
    ]
    await people.command(scene.ana, scene.care, "/update", "questions")
    assert [each.text for each in scene.slack.inbox(scene.ana)] == ["1 open question"]
    assert (await people.press(scene.ana, "Answer", channel=scene.care)).ok
    assert (await people.submit(scene.ana, {"Title": "Yes"})).ok
    await run.seen(lambda: [each.text for each in scene.slack.inbox(scene.ana)] == ["0 open questions"])
    assert "Answered." in str(scene.slack.modal(scene.ana))


@pytest.mark.parametrize(("about", "becomes"), [("o1", "Posted in 2 channels."), ("", "Your shoutout is ready")])
async def test_a_form_settles_the_message_of_its_own_object_alone(run: Running, about: str, becomes: str) -> None:
    scene, people = run.scene, run.scene.slack.people
    run.heard.answers += [
        Answer(message=say("Your shoutout is ready", Button("See all", "shoutouts.look", about, opens_form=True))),
        Answer(form=replace(FORM, object_id="o1")),
        Answer(message=say("Posted in 2 channels."), settled="It went out."),
        Answer(message=say("Last")),
    ]
    await people.command(scene.ana, scene.care, "/shoutout", "…")
    assert (await people.press(scene.ana, "See all", channel=scene.care)).ok
    assert (await people.submit(scene.ana, {"Title": "Yes"})).ok
    if about:
        await run.seen(lambda: scene.slack.inbox(scene.ana)[0].text == becomes)
    await people.command(scene.ana, scene.care, "/shoutout", "mine")
    assert [each.text for each in scene.slack.inbox(scene.ana)] == [becomes, "Last"]


async def test_a_press_redraws_its_copy_and_answers_the_presser_alone(run: Running) -> None:
    scene = run.scene
    ts = await run.card(scene.shared)
    run.heard.answers.append(Answer(message=say("Noted at 02:14"), redraw=say("Got it: 1 of 2")))
    assert (await scene.slack.people.press(scene.eve, "Got it", channel=scene.shared)).ok
    press = run.heard.last()
    assert isinstance(press, Press)
    assert (press.action, press.object_id) == ("updates.acknowledge", "k3")
    assert press.origin.who == Identity("slack", scene.partner, scene.eve)
    assert press.message == {"channel": scene.shared, "ts": ts}
    await run.seen(lambda: scene.slack.inbox(scene.eve))
    assert [each.text for each in scene.slack.inbox(scene.eve)] == ["Noted at 02:14"]
    assert [each.text for each in scene.slack.messages(scene.shared)] == ["Got it: 1 of 2"]
    assert scene.slack.inbox(scene.ana) == []


async def test_a_press_that_names_the_pressers_workspace_still_finds_ours(run: Running) -> None:
    scene = run.scene
    await run.card(scene.shared)
    answer = await scene.slack.people.press(scene.eve, "Got it", channel=scene.shared)
    assert answer.number is not None
    payload = scene.slack.courier.sent[answer.number].payload
    payload["team"]["id"] = scene.partner
    assert (await scene.slack.courier.send("interactive", payload)).ok
    assert run.heard.last().origin.place.installation == run.key


async def test_a_press_in_a_direct_message_is_answered_there(run: Running) -> None:
    scene = run.scene
    who = Identity("slack", scene.team, scene.ana)
    address = await run.platform.post(Destination(run.key, person=who), CARD, delivery_id="d")
    run.heard.answers.append(Answer(message=say("Noted")))
    await scene.slack.people.press(scene.ana, "Got it", channel=address["channel"])
    assert run.heard.last().origin.place.kind is PlaceKind.DIRECT
    await run.seen(lambda: len(scene.slack.direct_messages(scene.ana)) == 2)
    assert scene.slack.direct_messages(scene.ana)[-1].text == "Noted"


async def test_a_mention_in_a_thread_is_a_command_answered_privately(run: Running) -> None:
    scene = run.scene
    ts = await run.card(scene.shared)
    run.heard.answers.append(Answer(message=say("Noted")))
    await scene.slack.happenings.mention(scene.eve, scene.shared, "{bot} Got it!", thread_ts=ts)
    command = run.heard.last()
    assert isinstance(command, Command)
    assert (command.name, command.text, command.by_mention) == ("got", "it!", True)
    assert command.origin.who == Identity("slack", scene.partner, scene.eve)
    assert command.origin.place.thread == ts == run.platform.message_id({"channel": scene.shared, "ts": ts})
    await run.seen(lambda: scene.slack.inbox(scene.eve))
    assert scene.slack.inbox(scene.eve)[0].thread_ts == ts


async def test_a_private_answer_that_cannot_be_shown_in_the_channel_becomes_a_direct_message(run: Running) -> None:
    scene = run.scene
    scene.slack.add_fault("error", method="chat.postEphemeral", error="user_not_in_channel")
    run.heard.answers.append(Answer(message=say("Noted")))
    await scene.slack.happenings.mention(scene.eve, scene.shared, "status")
    await run.seen(lambda: scene.slack.direct_messages(scene.eve))
    assert scene.slack.direct_messages(scene.eve)[0].text == "Noted"


async def test_words_in_a_direct_message_open_a_form_with_a_button(run: Running) -> None:
    scene = run.scene
    run.heard.answers += [Answer(form=FORM), Answer(form=FORM)]
    await scene.slack.happenings.direct_message(scene.ana, "update please")
    assert (run.heard.last().name, run.heard.last().origin.place.kind) == ("update", PlaceKind.DIRECT)
    await run.seen(lambda: len(scene.slack.direct_messages(scene.ana)) == 2)
    channel = scene.slack.direct_messages(scene.ana)[0].channel
    assert (await scene.slack.people.press(scene.ana, "Open", channel=channel)).ok
    assert (run.heard.last().action, run.heard.last().object_id) == (AGAIN, "update please")
    assert scene.slack.modal(scene.ana) is not None


async def test_what_a_form_says_first_is_said_where_words_cannot_open_it(run: Running) -> None:
    scene = run.scene
    form = replace(FORM, parts=(Show(Alert(plain("Instep does not know “@isagani”."), Tone.PLAIN)), *FORM.parts))
    run.heard.answers.append(Answer(form=form, opens=Button("Open", "shoutouts.change", "k3", opens_form=True)))
    await scene.slack.happenings.mention(scene.eve, scene.shared, "shoutout @isagani")
    await run.seen(lambda: scene.slack.inbox(scene.eve))
    shown = json.dumps(scene.slack.inbox(scene.eve)[0].blocks, ensure_ascii=False)
    assert shown.index("New update") < shown.index("Instep does not know “@isagani”.") < shown.index("Open")


async def test_a_form_that_comes_too_late_is_offered_with_a_button(run: Running) -> None:
    scene = run.scene
    scene.slack.add_fault("error", method="views.open", error="expired_trigger_id")
    run.heard.answers.append(Answer(form=FORM))
    assert (await scene.slack.people.command(scene.ana, scene.care, "/update", "now")).ok
    (line,) = scene.slack.inbox(scene.ana)
    assert line.blocks[-1]["elements"][0]["value"] == "1::update now"


async def test_home_is_drawn_when_opened_and_its_buttons_open_forms(run: Running) -> None:
    scene = run.scene
    run.heard.answers += [Answer(home=CARD), Answer(form=FORM)]
    await scene.slack.happenings.open_home(scene.ana)
    assert isinstance(run.heard.last(), HomeOpened)
    await run.seen(lambda: scene.slack.home(scene.ana))
    assert (await scene.slack.people.press(scene.ana, "Got it", surface="home")).ok
    assert scene.slack.modal(scene.ana) is not None


async def test_a_shortcut_brings_the_message_and_its_author(run: Running) -> None:
    scene = run.scene
    ts = scene.slack.world.say(scene.care, scene.ben, "She waited &lt;2 hours&gt;")
    shortcut = next(iter(scene.slack.world.app.shortcuts))
    await scene.slack.people.shortcut(scene.ana, shortcut, scene.care, ts)
    heard = run.heard.last()
    assert isinstance(heard, Shortcut)
    assert (heard.text, heard.author) == ("She waited <2 hours>", Identity("slack", scene.team, scene.ben))
    assert heard.link.endswith(f"/archives/{scene.care}/p{ts.replace('.', '')}")


async def test_what_happens_to_channels_and_people_is_heard(run: Running) -> None:
    scene, happenings = run.scene, run.scene.slack.happenings
    private = scene.slack.world.add_channel(scene.team, "night", private=True, members=[scene.ana])
    await happenings.join(scene.eve, scene.care)
    assert run.heard.last().joined == (Identity("slack", scene.partner, scene.eve),)
    await happenings.leave(scene.eve, scene.care)
    assert isinstance(run.heard.last(), MembersChanged)
    await happenings.rename(scene.care, "care-team")
    assert (run.heard.last().change, run.heard.last().new_name) == (ChannelChange.RENAMED, "care-team")
    await happenings.archive(private)
    assert run.heard.last().change is ChannelChange.ARCHIVED
    await happenings.share(private, scene.partner)
    changed, shared = run.heard.inbound[-2:]
    assert isinstance(changed, ChannelChanged)
    assert isinstance(shared, ChannelChanged)
    assert (changed.change, changed.origin.place.channel) == (ChannelChange.ID_CHANGED, private)
    assert (shared.change, shared.origin.place.channel) == (ChannelChange.SHARED, changed.new_id)
    await happenings.change_user(scene.ben, deleted=True)
    gone = run.heard.last()
    assert isinstance(gone, PersonChanged)
    assert (gone.deactivated, gone.origin.who.user_id) == (True, scene.ben)
    await happenings.join(scene.bot, scene.secret)
    assert run.heard.last().change is ChannelChange.BOT_ADDED
    await happenings.leave(scene.bot, scene.secret)
    assert run.heard.last().change is ChannelChange.BOT_REMOVED


async def test_our_own_messages_and_foreign_events_are_not_heard(run: Running) -> None:
    scene, before = run.scene, len(run.heard.inbound)
    scene.slack.world.set_app(events=[*scene.slack.world.app.events, "message", "reaction_added"])
    base = {"type": "message", "channel_type": "im", "channel": "D1", "ts": "1.1", "event_ts": "1.1", "text": "x"}
    for event in (
        {**base, "user": scene.bot, "bot_id": "B1"},
        {**base, "user": scene.ana, "subtype": "message_changed"},
        {**base, "user": scene.ana, "channel_type": "channel"},
        {"type": "reaction_added", "user": scene.ana, "event_ts": "1.1"},
    ):
        assert (await scene.slack.happenings.event(scene.team, event)).ok
    assert len(run.heard.inbound) == before


async def test_an_uninstalled_workspace_is_forgotten(run: Running) -> None:
    await run.scene.slack.happenings.uninstall(run.scene.team)
    assert [each.change for each in run.heard.inbound if isinstance(each, InstallationChanged)] == [
        InstallationChange.REVOKED
    ]
    (kept,) = await run.installations.all("slack")
    assert (kept.active, kept.secrets) == (False, {})


async def test_without_storage_events_come_again_and_people_are_asked_to(run: Running) -> None:
    scene, people = run.scene, run.scene.slack.people
    await run.card(scene.care)
    run.heard.answers.append(Answer(form=FORM))
    await people.command(scene.ana, scene.care, "/update")
    run.heard.storage_away = True
    assert (await scene.slack.happenings.mention(scene.ana, scene.care, "x")).status == 503
    assert (await people.command(scene.ana, scene.care, "/update")).ok
    assert [each.text for each in scene.slack.inbox(scene.ana)] == ["Not saved. Try again in a minute."]
    await people.press(scene.ben, "Got it", channel=scene.care)
    await run.seen(lambda: scene.slack.inbox(scene.ben))
    assert [each.text for each in scene.slack.inbox(scene.ben)] == ["Not saved. Try again in a minute."]
    refused = await people.submit(scene.ana, {"Title": "Refunds"})
    assert list(refused.errors.values()) == ["Not saved. Try again in a minute."]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b"\xff\xfe", 400),
        (b"[]", 400),
        (b'{"type":"block_actions","view":[]}', 200),
        (b'{"type":"view_submission","view":5}', 200),
        (b'{"type":"event_callback","event":null,"team_id":"T1"}', 200),
        (b'{"type":"event_callback","event":true,"enterprise_id":"\\ud800"}', 200),
        (b'{"type":"block_actions"}', 200),
        (b'{"type":"event_callback","event":"x","team_id":"T1"}', 200),
        (b'{"type":"event_callback","event":[1],"authorizations":"x"}', 400),
        (b'{"type":["event_callback"],"team":7,"user":[]}', 400),
        (b'{"type":"event_callback","event":{"type":7,"channel":{"id":[]}},"authorizations":[5]}', 400),
        (b'{"command":{"x":1},"team_id":[]}', 200),
        (b"x" * 1_100_000, 400),
    ],
)
async def test_signed_nonsense_never_breaks_anything(run: Running, body: bytes, status: int) -> None:
    at = str(int(run.scene.slack.desk.clock.unix()))
    secret = run.scene.slack.world.app.signing_secret
    headers = {
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": sign(secret, at, body),
        "Content-Type": "application/json",
    }
    answer = await run.scene.slack.courier.send_raw(headers, body)
    assert answer.status == status
    assert run.heard.inbound == []


async def test_an_event_that_is_no_object_breaks_nothing(run: Running) -> None:
    scene = run.scene
    body = json.dumps(
        {"type": "event_callback", "event": "x", "api_app_id": scene.slack.world.app.id, "team_id": scene.team}
    ).encode()
    at = str(int(scene.slack.desk.clock.unix()))
    headers = {
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": sign(scene.slack.world.app.signing_secret, at, body),
        "Content-Type": "application/json",
    }
    assert (await scene.slack.courier.send_raw(headers, body)).status < 500
    assert run.heard.inbound == []


@pytest.mark.parametrize("body", [b"ssl_check=1", b'{"type":"url_verification","challenge":"c"}', b"{", b""])
async def test_what_slack_did_not_sign_is_refused(run: Running, body: bytes) -> None:
    for headers in ({}, {"X-Slack-Request-Timestamp": "abc", "X-Slack-Signature": "v0=é"}):
        assert (await run.scene.slack.courier.send_raw(headers, body)).status == 401
    assert run.heard.inbound == []


async def test_a_body_that_is_not_in_its_encoding_is_refused(run: Running) -> None:
    answer = await run.scene.slack.courier.send_raw({"Content-Encoding": "gzip"}, b"not packed at all")
    assert answer.status == 400
    assert run.heard.inbound == []


async def test_slacks_check_of_the_address_is_answered(run: Running) -> None:
    answer = await run.scene.slack.courier.send("events_api", {"type": "url_verification", "challenge": "c"})
    assert answer.body == {"challenge": "c"}


async def test_socket_mode_brings_the_same_and_mounts_no_address(scene: Scene) -> None:
    scene.slack.world.set_app(socket_mode=True)
    async for run in serving(scene, slack_app_token=SecretStr(scene.slack.world.app.app_token)):
        await scene.slack.socket.wait_connected()
        run.heard.answers += [Answer(form=FORM), Answer(message=say("12 of 34"))]
        assert (await scene.slack.people.command(scene.ana, scene.care, "/update")).ok
        assert scene.slack.modal(scene.ana) is not None
        assert (await scene.slack.people.command(scene.ben, scene.care, "/update")).ok
        assert [each.text for each in scene.slack.inbox(scene.ben)] == ["12 of 34"]
        async with aiohttp.ClientSession() as session, session.post(f"{run.url}/slack/events") as response:
            assert response.status == 404


async def test_a_workspace_installs_by_oauth_and_its_token_is_kept(scene: Scene) -> None:
    app = scene.slack.world.app
    more = {
        "slack_signing_secret": SecretStr(app.signing_secret),
        "slack_client_id": app.client_id,
        "slack_client_secret": SecretStr(app.client_secret),
        "instep_base_url": "https://instep.marlowe.example",
    }
    async for run in serving(scene, **more):
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
            async with browser.get(f"{run.url}/slack/install", allow_redirects=False) as asked:
                assert asked.status == 302
                cookie = asked.headers["Set-Cookie"].partition(";")[0]
                back = scene.slack.people.authorize(scene.eve, asked.headers["Location"])
            query = back.partition("?")[2]
            address = f"{run.url}/slack/oauth_redirect?{query}"
            async with browser.get(address) as stranger:
                assert stranger.status == 400
            forged = {"Cookie": cookie.partition("=")[0] + "=forged"}
            state = query.partition("state=")[2]
            async with browser.get(address.replace(state, "forged"), headers=forged) as refused:
                assert refused.status == 401
            assert len(await run.installations.all("slack")) == 1
            async with browser.get(address, headers={"Cookie": cookie}) as done:
                assert done.status == 200
            async with browser.get(address, headers={"Cookie": cookie}) as again:
                assert again.status == 401
        kept = {each.home: each for each in await run.installations.all("slack")}
        assert kept[scene.partner].secrets == {"bot_token": scene.slack.world.installation(scene.partner).token}
        installed = run.heard.last()
        assert isinstance(installed, InstallationChanged)
        assert installed.change is InstallationChange.INSTALLED
        assert installed.origin.who == Identity("slack", scene.partner, scene.eve)
        scene.slack.world.set_channel(scene.shared, members=[scene.eve, scene.ana])
        assert (await scene.slack.people.command(scene.eve, scene.shared, "/update")).ok
        assert run.heard.last().origin.place.installation == kept[scene.partner].key


async def test_a_form_that_slack_cannot_hold_is_told_and_never_an_error(run: Running) -> None:
    people, long = run.scene.slack.people, Form("a.b", "New update", (TextField("title", "Title"),), state="s" * 3_000)
    run.heard.answers.append(Answer(form=long))
    assert (await people.command(run.scene.ana, run.scene.care, "/update")).ok
    view = run.scene.slack.modal(run.scene.ana)
    assert view and "This cannot be shown on Slack." in str(view["blocks"])


async def test_stopping_waits_for_answers_under_way(run: Running) -> None:
    scene = run.scene
    await run.card(scene.care)
    scene.slack.add_fault("slow", method="response_url", seconds=0.2)
    run.heard.answers.append(Answer(message=say("Noted")))
    await scene.slack.people.press(scene.ana, "Got it", channel=scene.care)
    await asyncio.wait_for(run.edge.stop(), 5)
    assert [each.text for each in scene.slack.inbox(scene.ana)] == ["Noted"]


async def test_people_are_found_while_somebody_types_and_only_they_can_be_chosen(run: Running) -> None:
    scene, people = run.scene, run.scene.slack.people
    run.heard.answers += [Answer(form=THANKED), Answer(options=(TALA,)), Answer()]
    assert (await people.command(scene.ana, scene.care, "/update")).ok
    with pytest.raises(CannotAct):
        await people.submit(scene.ana, {"Who": [TALA.value]})
    found = await people.suggest(scene.ana, "Who", "tál")
    assert found.ok
    assert [one["text"]["text"] for one in found.body["options"]] == [TALA.label]
    sought = run.heard.last()
    assert isinstance(sought, Sought)
    assert (sought.source, sought.words, sought.within) == ("shoutouts.people", "tál", "a1")
    assert sought.origin.who == Identity("slack", scene.team, scene.ana)
    assert sought.origin.place.channel == scene.care
    assert (await people.submit(scene.ana, {"Who": [TALA.label]})).ok
    submitted = run.heard.last()
    assert isinstance(submitted, FormSubmitted)
    assert submitted.values == {"who": ("p:1",)}


async def test_somebody_of_another_workspace_searches_through_the_one_that_has_the_app(run: Running) -> None:
    scene, people = run.scene, run.scene.slack.people
    run.heard.answers += [Answer(form=THANKED), Answer(options=(TALA,))]
    await run.card(scene.shared)
    assert (await people.press(scene.eve, "Got it", scene.shared)).ok
    assert (await people.suggest(scene.eve, "Who", "")).ok
    sought = run.heard.last()
    assert sought.origin.who == Identity("slack", scene.partner, scene.eve)
    assert sought.origin.place.installation == run.key


async def test_where_nothing_can_be_read_nobody_is_told_that_there_is_nobody(run: Running) -> None:
    scene, people = run.scene, run.scene.slack.people
    run.heard.answers.append(Answer(form=THANKED))
    assert (await people.command(scene.ana, scene.care, "/update")).ok
    run.heard.storage_away = True
    assert (await people.suggest(scene.ana, "Who", "ta")).status == 503


async def test_a_field_that_is_not_searched_finds_nothing(run: Running) -> None:
    scene = run.scene
    payload = {
        "type": "block_suggestion",
        "team": {"id": scene.team},
        "user": {"id": scene.ana, "team_id": scene.team},
        "api_app_id": scene.slack.world.app.id,
        "action_id": "value",
        "value": "ta",
    }
    assert (await scene.slack.courier.send("interactive", payload)).body is None
    assert run.heard.inbound == []
