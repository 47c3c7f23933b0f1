"""The scene that both platforms know is drawn and read as the samples say."""

from datetime import UTC, datetime

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack import samples
from adapters.slack.adapter import Workspace
from adapters.slack.adapter.failures import failure_of
from adapters.slack.inbound import read, team_candidates
from adapters.slack.limits import LIMITS
from adapters.slack.render import FormState, render_form, render_message, render_options
from adapters.slack.standin.blocks import BlockRules
from adapters.slack.standin.elements import suggestions
from bot.chat.form import Form, Option, TextField
from bot.chat.inbound import FormSubmitted, Identity, PlaceKind, Press, Sought
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Headline,
    ListBlock,
    Message,
    Moment,
    Paragraph,
    Plain,
    Tone,
    plain,
)
from bot.ports import Cause, Unreachable

WORKSPACE = Workspace(samples.APP, samples.TEAM, samples.BOT_USER, samples.BOT, "xoxb", frozenset())
NOW = datetime(2026, 11, 24, 2, 14, tzinfo=UTC)
EVE = Identity("slack", samples.PARTNER, samples.EVE)
TITLE = "Refunds over €50 no longer need a supervisor"
CARD = Message(
    TITLE,
    (
        Headline(TITLE),
        Body((Paragraph((Plain("From "), Moment(datetime(2026, 11, 24, 14, tzinfo=UTC), zone="Europe/London"))),)),
        Body((ListBlock((plain("Up to €200: refund at once"), plain("Above: ask your lead"))),), "What changed"),
        Actions(
            (
                Button("Got it", "updates.acknowledge", "k3Jq", tone=Tone.PRIMARY),
                Button("Ask a question", "updates.ask", "k3Jq", opens_form=True),
            )
        ),
        Context(plain("Got it: 12 of 34")),
    ),
)
FORM = Form(
    "updates.ask",
    "Ask a question",
    (TextField("question", "Your question", lines=True, maximum=500),),
    submit="Ask",
    object_id="k3Jq",
)


def test_the_card_is_drawn() -> None:
    assert render_message(CARD, samples.TEAM) == samples.CARD
    assert BlockRules().of_message(samples.CARD["blocks"]) == []


def test_the_press_is_read() -> None:
    assert team_candidates(dict(samples.PRESS))[0] == samples.TEAM
    heard = read(dict(samples.PRESS), WORKSPACE, NOW)
    assert heard is not None
    press = heard.inbound
    assert isinstance(press, Press)
    assert (press.action, press.object_id, press.origin.who) == ("updates.acknowledge", "k3Jq", EVE)
    assert press.message == {"channel": samples.CHANNEL, "ts": samples.TS}
    assert (press.origin.place.name, press.origin.place.kind) == ("harborline-care", PlaceKind.CHANNEL)
    assert press.origin.at == datetime(2026, 11, 23, 15, 14, 0, 200, tzinfo=UTC)


def test_the_form_is_drawn_and_read() -> None:
    opened = FormState("", channel=samples.CHANNEL, kind="channel")
    assert render_form(FORM, opened, samples.TEAM) == samples.FORM
    assert BlockRules().of_view(samples.FORM) == []
    assert team_candidates(dict(samples.SUBMISSION))[0] == samples.TEAM
    heard = read(dict(samples.SUBMISSION), WORKSPACE, NOW)
    assert heard is not None
    sent = heard.inbound
    assert isinstance(sent, FormSubmitted)
    assert (sent.action, sent.object_id, sent.origin.who) == ("updates.ask", "k3Jq", EVE)
    assert sent.values == {"question": "Does this hold for vouchers?"}


def test_what_is_typed_into_a_search_is_read_and_answered() -> None:
    assert team_candidates(dict(samples.SUGGESTION))[0] == samples.TEAM
    heard = read(dict(samples.SUGGESTION), WORKSPACE, NOW)
    assert heard is not None
    sought = heard.inbound
    assert isinstance(sought, Sought)
    assert (sought.source, sought.words, sought.origin.who) == ("shoutouts.people", "tal", EVE)
    assert render_options([Option("p:k3Jq", "Tala Maliwanag · Lumenara day")]) == samples.SUGGESTED
    errors: list[str] = []
    suggestions(LIMITS)(samples.SUGGESTED, "", errors)
    assert errors == []


def test_the_refusal_is_named() -> None:
    response = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=dict(samples.REFUSAL), headers={}, status_code=200
    )
    failure = failure_of(SlackApiError("refused", response))
    assert isinstance(failure, Unreachable)
    assert failure.cause is Cause.CHANNEL_ARCHIVED
