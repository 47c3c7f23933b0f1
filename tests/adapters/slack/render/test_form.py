"""A form becomes a modal that Slack opens, and remembers where it came from."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.inbound.values import read_values
from adapters.slack.render import FormState, read_state, render_form, render_note, render_options, sought_source
from adapters.slack.render.form import block_id, field_name
from adapters.slack.standin.blocks import BlockRules
from bot.chat.form import (
    EARLIEST,
    LATEST,
    ChoiceField,
    Form,
    FormButton,
    MomentField,
    Option,
    PersonField,
    SearchField,
    Show,
    SwitchField,
    TextField,
)
from bot.chat.message import Headline, say
from bot.ports import Cause, Rejected

RULES = BlockRules()


@pytest.mark.parametrize(("seconds", "bound"), [(-(10**15), EARLIEST), (10**15, LATEST)])
def test_an_instant_that_no_clock_reaches_is_the_farthest_there_is(seconds: int, bound: datetime) -> None:
    picked = {"type": "datetimepicker", "selected_date_time": seconds}
    view = {"state": {"values": {block_id("until", 0): {"value": picked}}}}
    assert list(read_values(view, {}, "T1").values()) == [bound]


def test_a_whole_day_is_picked_without_a_time_and_is_noon_of_it() -> None:
    noon = datetime(2026, 12, 1, 10, tzinfo=UTC)
    form = Form("a.b", "T", (MomentField("until", "Until", "Africa/Cairo", noon, whole_day=True),))
    view = render_form(form)
    assert RULES.of_view(view) == []
    [picker] = [one["element"] for one in view["blocks"] if one["type"] == "input"]
    assert (picker["type"], picker["initial_date"]) == ("datepicker", "2026-12-01")

    def read(chosen: str | None) -> object:
        state = {picker["action_id"]: {"type": "datepicker", "selected_date": chosen}}
        return read_values({"state": {"values": {block_id("until", 0): state}}}, {}, "T1")["until"]

    assert read("2026-12-01") == noon
    assert read(None) is None
    assert read("0001-01-01") == EARLIEST


AT = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)

FULL = Form(
    action="updates.publish",
    title="Tell everyone what has changed",
    parts=(
        Show(Headline("Preview", 2)),
        TextField("title", "Title", value="Refunds", maximum=150, placeholder="As a sentence"),
        TextField("link", "Playbook", value="no address", is_url=True, required=False),
        ChoiceField("urgency", "Urgency", (Option("n", "Normal"), Option("u", "Urgent", "rings")), ("n",)),
        ChoiceField("sides", "Sides", (Option("a", "A"), Option("b", "B")), ("b",), several=True),
        PersonField("owner", "Owner", ("slack/T1/U1",)),
        PersonField("readers", "Readers", ("slack/T1/U1", "teams/x/y"), several=True, required=False),
        MomentField("from", "From", "Europe/Lisbon", AT),
        SwitchField("ring", "Ring", value=True),
        FormButton("Preview", "updates.preview"),
        FormButton("Add a language", "updates.add_language"),
    ),
    submit="Publish to 14 channels",
    object_id="o1",
    state="s1",
)


def test_a_form_of_every_field_is_a_modal_that_slack_accepts() -> None:
    view = render_form(FULL)
    assert RULES.of_view(view) == []
    inputs = {field_name(block["block_id"]): block for block in view["blocks"] if block["type"] == "input"}
    assert list(inputs) == ["title", "link", "urgency", "sides", "owner", "readers", "from", "ring"]
    assert "initial_value" not in inputs["link"]["element"]
    assert inputs["readers"]["element"]["initial_users"] == ["U1"]
    assert inputs["from"]["element"]["initial_date_time"] == int(AT.timestamp())
    assert inputs["ring"]["label"]["text"] == "Ring"
    assert inputs["ring"]["element"]["initial_option"]["text"]["text"] == "Yes"
    assert [name for name, block in inputs.items() if block["optional"]] == ["link", "readers"]
    assert [block["type"] for block in view["blocks"]][-1] == "actions"


def test_what_is_searched_shows_what_was_chosen_and_asks_before_anything_is_typed() -> None:
    tala = Option("p:1", "Tala Maliwanag · Lumenara day")
    parts = (
        SearchField("who", "Who", "shoutouts.people", (tala,), several=True, placeholder="A name"),
        SearchField("one", "One", "shoutouts.people", (tala,), required=False),
    )
    view = render_form(Form("shoutouts.write", "Thank", parts))
    assert RULES.of_view(view) == []
    many, one = (block["element"] for block in view["blocks"])
    assert (many["type"], one["type"]) == ("multi_external_select", "external_select")
    assert many["min_query_length"] == 0
    assert [each["value"] for each in many["initial_options"]] == [one["initial_option"]["value"]] == ["p:1"]
    assert sought_source(many["action_id"]) == "shoutouts.people"


def test_no_more_is_found_than_slack_shows() -> None:
    found = render_options([Option(f"p:{number}", "A" * 200) for number in range(130)])["options"]
    assert len(found) == 100
    assert len(found[0]["text"]["text"]) == 75


def test_the_state_comes_back_and_replaced_forms_get_new_fields() -> None:
    opened = FormState("", channel="C1", kind="channel", thread="1.2")
    first = read_state(render_form(FULL, opened)["private_metadata"])
    assert first == FormState("updates.publish", "o1", "s1", "C1", "channel", "1.2", 1)
    second = read_state(render_form(FULL, first)["private_metadata"])
    assert second.generation == 2
    assert block_id("title", 1) != block_id("title", 2)


@pytest.mark.parametrize("metadata", ["", "{}", "[]", "null", "{", '{"a":1,"g":"x"}'])
def test_metadata_that_is_not_ours_is_an_empty_state(metadata: str) -> None:
    assert read_state(metadata) == FormState("")


def test_many_options_stand_in_groups() -> None:
    options = tuple(Option(f"v{n}", f"Team {n:03d}") for n in range(250))
    view = render_form(Form("a.b", "T", (ChoiceField("team", "Team", options, ("v101",)),)))
    assert RULES.of_view(view) == []
    groups = view["blocks"][0]["element"]["option_groups"]
    assert groups[0]["label"]["text"] == "Team 000 – Team 099"
    assert view["blocks"][0]["element"]["initial_option"]["value"] == "v101"


def test_a_choice_without_options_is_a_line() -> None:
    view = render_form(Form("a.b", "T", (ChoiceField("team", "Team", ()),)))
    assert RULES.of_view(view) == []


def test_a_form_without_submit_shows_something_and_takes_nothing() -> None:
    assert "submit" not in render_form(Form("a.b", "T", (Show(Headline("x")),), submit=""))
    with pytest.raises(Rejected):
        render_form(Form("a.b", "T", (TextField("x", "X"),), submit=""))


def test_what_slack_cannot_hold_is_rejected() -> None:
    for form in (
        Form("a.b", "T", tuple(TextField(str(n), "X") for n in range(101))),
        Form("a.b", "T", (Show(Headline("x")),), state="x" * 3_000),
    ):
        with pytest.raises(Rejected) as caught:
            render_form(form)
        assert caught.value.cause is Cause.TOO_LARGE


def test_a_note_is_a_modal() -> None:
    assert RULES.of_view(render_note(say("Saved."), "Instep", "Close")) == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200) | st.sampled_from(["<!channel>" * 500, "", " ", "\ud800", "\u2067" * 100]))
def test_hostile_text_in_every_place_of_a_form_stays_valid(text: str) -> None:
    form = Form(
        "a.b",
        text,
        (
            TextField("t", text, value=text, placeholder=text, hint=text, lines=True, maximum=50),
            ChoiceField("c", text, (Option("1", text, text), Option("2", text)), ("1",), placeholder=text, hint=text),
            SwitchField("s", text, hint=text),
            FormButton(text, "a.c"),
        ),
        submit=text or "x",
        close=text,
    )
    assert RULES.of_view(render_form(form)) == []
