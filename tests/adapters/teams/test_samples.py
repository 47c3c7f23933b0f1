"""The samples are what this folder writes and reads, and what the stand-in takes."""

import json
from datetime import UTC, datetime
from typing import Any

import requests
from botbuilder.schema import ErrorResponseException

from adapters.teams import samples
from adapters.teams.answers import action_body, search_body
from adapters.teams.failures import failure_of
from adapters.teams.inbound import read_dialog, read_message, read_origin, read_press, read_search
from adapters.teams.mentions import said
from adapters.teams.parts import part
from adapters.teams.render import render_activity
from adapters.teams.standin import dialogs, rules
from bot.chat.form import Option
from bot.chat.inbound import Answer, Command, FormSubmitted, Identity, Origin, PlaceKind
from bot.chat.message import say
from bot.ports import Cause, Unreachable

AT = datetime(2026, 11, 24, tzinfo=UTC)


def origin(activity: dict[str, Any]) -> Origin:
    return read_origin(activity, samples.APP, samples.TENANT, AT)


def test_the_update_is_drawn_as_in_the_sample_and_the_stand_in_takes_it() -> None:
    assert render_activity(samples.MESSAGE_SHOWN) == samples.MESSAGE_SENT
    rules.check_activity(samples.MESSAGE_SENT, {})


def test_a_press_says_who_where_what_and_on_which_copy() -> None:
    found = origin(samples.PRESSED)
    press = read_press(samples.PRESSED, found, part(samples.PRESSED, "value", "action", "data"))
    assert press is not None
    assert found.who == Identity("teams", samples.TENANT, samples.BO)
    assert found.at == datetime(2026, 11, 24, 14, 0, 5, 123000, tzinfo=UTC)
    assert (found.place.kind, found.place.channel, found.place.thread, found.place.name) == (
        PlaceKind.CHANNEL,
        samples.CHANNEL,
        samples.MESSAGE,
        "refunds",
    )
    assert (press.action, press.object_id) == ("updates.acknowledge", samples.UPDATE)
    assert press.message == {
        "conversation": samples.THREAD,
        "activity": samples.MESSAGE,
        "service_url": samples.SERVICE_URL,
    }


def test_the_answer_to_a_press_is_the_sample() -> None:
    assert action_body(Answer(message=say("Noted at 14:00"))) == samples.PRESS_ANSWERED
    assert dialogs.read_action(samples.PRESS_ANSWERED).said == "Noted at 14:00"


def test_a_button_that_opens_a_form_wants_one() -> None:
    data = part(samples.FORM_ASKED, "value", "data")
    press = read_press(samples.FORM_ASKED, origin(samples.FORM_ASKED), data, wants_form=True)
    assert press is not None
    assert (press.action, press.wants_form) == ("updates.ask", True)


def test_a_form_that_was_sent_without_its_shape_still_gives_its_texts() -> None:
    sent, typed = read_dialog(origin(samples.FORM_SENT), part(samples.FORM_SENT, "value", "data"))
    assert isinstance(sent, FormSubmitted)
    assert (sent.action, dict(sent.values)) == ("updates.ask", {"question": "Also for gift cards?"})
    assert typed.form is None


def test_what_is_typed_into_a_list_that_is_searched_is_read_and_answered() -> None:
    sought, most = read_search(origin(samples.SEARCHED), part(samples.SEARCHED, "value"))
    assert (sought.source, sought.words, most) == ("shoutouts.people", "tal", 15)
    assert search_body([Option("p:k3Jq", "Tala Maliwanag · Lumenara day")]) == samples.FOUND
    assert dialogs.read_search(samples.FOUND)[1] == ""


def test_a_typed_got_it_is_a_command_by_mention() -> None:
    command = read_message(samples.TYPED, origin(samples.TYPED))
    assert isinstance(command, Command)
    assert (command.name, command.text, command.by_mention) == ("got", "it", True)


def test_one_mention_of_the_bot_is_taken_out_and_every_other_stays() -> None:
    text = "<at>Instep</at> tell @Bo that <at>Instep</at> and <at id='1'>Ada</at> &amp; co"
    typed = said({**samples.TYPED, "text": text})
    assert (typed.addressed, typed.text) == (True, "tell @Bo that @Instep and @Ada & co")


def test_the_refusal_means_that_the_app_is_not_there() -> None:
    response = requests.Response()
    response.status_code = samples.REFUSED_STATUS
    response._content = json.dumps(samples.REFUSED).encode()
    error = ErrorResponseException.__new__(ErrorResponseException)
    error.response = response
    failure = failure_of(error, direct=False)
    assert isinstance(failure, Unreachable)
    assert failure.cause is Cause.BOT_NOT_IN_CHANNEL
