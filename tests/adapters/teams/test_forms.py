"""Forms become dialogs that Teams accepts, and come back as they were, or as nothing if somebody changed them."""

import base64
import itertools
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from adapters.teams.render import KEY, choices, left_empty, read_values, render_form, unpack, with_chosen
from adapters.teams.render.form import pack, with_values
from adapters.teams.standin import dialogs, rules
from bot.chat.form import (
    EARLIEST,
    LATEST,
    ChoiceField,
    FieldErrors,
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
from bot.chat.message import Divider, Headline, Progress, paragraph

HOSTILE = st.sampled_from(
    ["<at>x</at>", "[a](http://b)", "# h", "{{DATE(x)}}", "\u202ex", "a\x00b", "👩‍👩‍👧‍👦" * 40, "", "x" * 500]
)
NAME = st.sampled_from(["title", "what", "who", "when", "loud"])
FIELD = (
    st.builds(TextField, NAME, HOSTILE, HOSTILE, st.booleans(), st.booleans(), placeholder=HOSTILE, hint=HOSTILE)
    | st.builds(
        ChoiceField,
        NAME,
        HOSTILE,
        st.lists(st.builds(Option, st.sampled_from("abc"), HOSTILE, HOSTILE), min_size=1, max_size=12).map(tuple),
        several=st.booleans(),
    )
    | st.builds(PersonField, NAME, HOSTILE, st.just(("teams/t/u1",)), several=st.booleans())
    | st.builds(
        SearchField,
        NAME,
        HOSTILE,
        st.just("shoutouts.people"),
        st.lists(st.builds(Option, st.sampled_from("abc"), HOSTILE), max_size=3).map(tuple),
        several=st.booleans(),
        placeholder=HOSTILE,
    )
    | st.builds(MomentField, NAME, HOSTILE, st.just("Asia/Kolkata"), st.none() | st.datetimes(timezones=st.just(UTC)))
    | st.builds(SwitchField, NAME, HOSTILE, st.booleans())
)
PART = FIELD | st.builds(FormButton, HOSTILE, st.just("a.b")) | st.builds(Show, st.builds(Headline, HOSTILE))


def one_of_each(parts: list[Any]) -> tuple[Any, ...]:
    names: set[str] = set()
    kept = []
    for part in parts:
        name = getattr(part, "name", None)
        if name is None or name not in names:
            kept.append(part)
            names.add(name or "")
    return tuple(kept)


FORM = st.builds(
    Form,
    st.just("a.b"),
    HOSTILE,
    st.lists(PART, max_size=6).map(one_of_each),
    HOSTILE,
    object_id=st.just("o"),
    state=HOSTILE,
)


def card_of(form: Form, **how: Any) -> dict[str, Any]:
    task = render_form(form, **how)
    reading = dialogs.read_task({"task": task})
    assert reading.problem == ""
    assert task["value"]["title"]
    card: dict[str, Any] = task["value"]["card"]["content"]
    return card


@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(FORM, HOSTILE)
def test_every_form_is_a_dialog_that_teams_takes(form: Form, wrong: str) -> None:
    card_of(form, values={}, errors=FieldErrors({"title": wrong, "elsewhere": wrong}))


def test_what_was_typed_comes_back_with_its_kind() -> None:
    form = Form(
        "a.b",
        "T",
        (
            TextField("title", "Title"),
            ChoiceField("one", "One", (Option("x", "X"), Option("y", "Y"))),
            ChoiceField("many", "Many", (Option("x", "X"), Option("y", "Y")), several=True),
            PersonField("who", "Who", several=True),
            MomentField("when", "When", "America/New_York"),
            SwitchField("loud", "Loud"),
        ),
    )
    card = card_of(form)
    typed = dialogs.fill_in(
        card,
        {
            "Title": "T",
            "One": "Y",
            "Many": ["X", "Y"],
            "Who": ["Bo"],
            "when.date": "2026-07-01",
            "when.time": "09:30",
            "Loud": True,
        },
        {"Bo": "u1"},
    )
    sent = {**typed, **card["actions"][0]["data"]}
    back = unpack(sent[KEY]["f"])
    assert back == form
    assert read_values(back, sent, "tenant") == {
        "title": "T",
        "one": "y",
        "many": ("x", "y"),
        "who": ("teams/tenant/u1",),
        "when": datetime(2026, 7, 1, 13, 30, tzinfo=UTC),
        "loud": True,
    }


TALA, NOOR = Option("p:1", "Tala, of ~100 % · Lumenara day"), Option("t:2", "Everybody in Care desk · Harborline")


def test_whom_somebody_chose_of_those_found_comes_back_with_the_names_they_saw() -> None:
    form = Form("a.b", "T", (SearchField("who", "Who", "shoutouts.people", (TALA,), several=True),))
    card = card_of(form)
    found = {one["title"]: one["value"] for one in choices([NOOR])}
    typed = dialogs.fill_in(card, {"Who": [TALA.label, NOOR.label]}, found={"who": found})
    sent = {**typed, **card["actions"][0]["data"]}
    back = unpack(sent[KEY]["f"])
    assert back is not None
    back = with_chosen(back, sent)
    assert read_values(back, sent, "tenant") == {"who": ("p:1", "t:2")}
    again = card_of(back, values=read_values(back, sent, "tenant"), errors=FieldErrors({"who": "Not them."}))
    listed = again["body"][0]
    assert [one["title"] for one in listed["choices"]] == [TALA.label, NOOR.label]
    assert listed["value"].split(",") == [one["value"] for one in listed["choices"]]


def test_whoever_was_found_is_never_required_by_the_card_but_by_the_program() -> None:
    form = Form("a.b", "T", (SearchField("who", "Who", "shoutouts.people", suggested=(NOOR,)),))
    (listed, *_) = card_of(form)["body"]
    assert "isRequired" not in listed
    assert [one["title"] for one in listed["choices"]] == [NOOR.label]
    assert left_empty(form, {"who": None}, {}) is not None


@pytest.mark.parametrize("sent", [5, "~", ",,~x,", "p:1~%00%ff"])
def test_what_is_sent_as_chosen_can_be_anything(sent: object) -> None:
    form = Form("a.b", "T", (SearchField("who", "Who", "shoutouts.people", several=True),))
    kept = with_chosen(form, {"who": sent})
    card_of(kept, values=read_values(kept, {"who": sent}, "tenant"))


def test_values_of_the_wrong_kind_read_as_empty() -> None:
    form = Form(
        "a.b", "T", (TextField("t", "T"), ChoiceField("c", "C", (Option("x", "X"),)), MomentField("m", "M", "UTC"))
    )
    for sent in ({"t": 5, "c": ["x"], "m.date": "tomorrow"}, {"c": "other", "m.date": "2026-13-01", "m.time": "1"}, {}):
        values = read_values(form, sent, "tenant")
        assert values == {"t": "", "c": None, "m": None}
        assert left_empty(form, values, sent) is not None


def test_a_day_without_a_time_is_kept_and_asked_for_and_a_whole_day_needs_none() -> None:
    form = Form("a.b", "T", (MomentField("m", "M", "Africa/Cairo", required=False),))
    for sent, wrong in (({"m.date": "2026-12-01", "m.time": ""}, True), ({"m.date": "", "m.time": "10:00"}, False)):
        values = read_values(form, sent, "tenant")
        assert (left_empty(form, values, sent) is not None) is wrong
        assert values["m"] == (datetime(2026, 12, 1, 10, tzinfo=UTC) if wrong else None)
    whole = Form("a.b", "T", (MomentField("m", "M", "Africa/Cairo", whole_day=True),))
    assert [one["id"] for one in card_of(whole)["body"]] == ["m.date"]
    sent = {"m.date": "2026-12-01"}
    assert read_values(whole, sent, "tenant") == {"m": datetime(2026, 12, 1, 10, tzinfo=UTC)}
    assert left_empty(whole, read_values(whole, sent, "tenant"), sent) is None


def test_values_are_put_back_into_their_fields() -> None:
    at = datetime(2026, 7, 1, 13, 30, tzinfo=UTC)
    form = Form("a.b", "T", (TextField("t", "T"), MomentField("m", "M", "America/New_York"), SwitchField("s", "S")))
    card = card_of(with_values(form, {"t": "x", "m": at, "s": True}))
    assert [one.get("value") for one in card["body"]] == ["x", "2026-07-01", "09:30", "true"]


@pytest.mark.parametrize(("day", "bound"), [("0001-01-01", EARLIEST), ("9999-12-31", LATEST)])
def test_a_day_that_clocks_do_not_reach_is_the_farthest_there_is(day: str, bound: datetime) -> None:
    for zone, hour in itertools.product(("Pacific/Kiritimati", "America/New_York"), ("00:00", "23:59")):
        form = Form("a.b", "T", (MomentField("m", "M", zone),))
        read = read_values(form, {"m.date": day, "m.time": hour}, "tenant")["m"]
        assert isinstance(read, datetime) and EARLIEST <= read <= LATEST and abs(read - bound) < timedelta(days=1)


@pytest.mark.parametrize(
    "changed",
    [
        None,
        5,
        "",
        "not base85 \x00",
        base64.b85encode(b"not zlib").decode(),
        base64.b85encode(zlib.compress(b"{}")).decode(),
        base64.b85encode(zlib.compress(b"x" * 5_000_000)).decode(),
        pack(Form("a.b", "T", ()))[:-9],
    ],
)
def test_a_form_that_somebody_changed_is_none(changed: object) -> None:
    assert unpack(changed) is None


def test_a_form_that_somebody_changed_holds_nothing_that_no_database_keeps() -> None:
    assert unpack(pack(Form("a.b", "T\0", (TextField("\0", "\0"),)))) == Form("a.b", "T�", (TextField("�", "�"),))


@pytest.mark.parametrize("zone", ["Nowhere/Nil", "Europe", "", "../etc/passwd", "posix"])
def test_a_form_whose_time_zone_somebody_changed_is_none(zone: str) -> None:
    assert unpack(pack(Form("a.b", "Write", (MomentField("when", "When", zone),)))) is None


def test_a_divider_in_a_form_is_the_line_above_what_follows_it() -> None:
    line = Show(Divider())
    parts = (line, Show(paragraph("Above")), line, Show(paragraph("Below")), Show(paragraph("Under it")))
    body = render_form(Form("a.b", "Look", parts))["value"]["card"]["content"]["body"]
    assert [one.get("separator", False) for one in body] == [False, True, False]


def test_buttons_that_follow_each_other_stand_side_by_side_as_far_as_there_is_room() -> None:
    labels = ("Correct", "Withdraw", "They stay with their present supervisor until Friday", "Report it")
    parts = (*(FormButton(one, "a.b") for one in labels), TextField("why", "Why"), FormButton("Back", "a.c"))
    rows = [one for one in card_of(Form("a.form", "Title", parts))["body"] if one["type"] == "ActionSet"]
    assert [[one["title"] for one in row["actions"]] for row in rows] == [
        ["Correct", "Withdraw"],
        ["They stay with their present supervisor until Friday"],
        ["Report it"],
        ["Back"],
    ]


def test_a_form_that_only_shows_has_no_button_but_the_way_out() -> None:
    card = card_of(Form("a.b", "Preview", (Show(paragraph("x")), Show(Progress(1, 3, "1 of 3"))), submit=""))
    assert [one["title"] for one in card["actions"]] == ["Cancel"]
    assert [one["type"] for one in rules.walk(card["body"])][:1] == ["RichTextBlock"]


def test_a_form_that_comes_back_with_more_than_its_fields_take_can_be_shown_again() -> None:
    names = [f"text {number}" for number in range(12)]
    form = Form("x.save", "T", tuple(TextField(name, name, maximum=2_500) for name in names))
    card = card_of(form, values=dict.fromkeys(names, "Ω" * 40_000), errors=FieldErrors({names[0]: "Shorten it."}))
    shown = [one["value"] for one in rules.walk(card) if one.get("type") == "Input.Text"]
    assert shown == ["Ω" * 2_499 + "…"] * 12


def test_what_may_stay_empty_says_so_since_teams_marks_nothing_beside_a_button() -> None:
    fields = (TextField("story", "What they did"), TextField("ticket", "Ticket link", required=False))
    when = MomentField("when", "When", "Asia/Manila", required=False)
    form = Form("a.b", "Thank", (*fields, when, SwitchField("urgent", "Urgent")), "Send")
    inputs = [one for one in rules.walk(card_of(form)["body"]) if str(one.get("type")).startswith("Input.")]
    labels = [one.get("label") or one.get("title") for one in inputs]
    assert labels == ["What they did", "Ticket link (optional)", "When (optional)", "When (Manila)", "Urgent"]
