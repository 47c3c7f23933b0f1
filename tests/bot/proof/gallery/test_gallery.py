"""The gallery draws what would go over the wire, and says by name what it cannot draw."""

from datetime import UTC, datetime

import pytest

from bot.capability import Capability, Example, Offers
from bot.chat.form import ChoiceField, Form, Option, PersonField, TextField
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Headline,
    Link,
    Mention,
    Message,
    Moment,
    Paragraph,
    Part,
    Plain,
)
from bot.proof.gallery import CannotBeDrawn, build
from bot.proof.gallery.marks import slack_line, teams_text

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def offering(*examples: Example) -> Offers:
    return Offers([Capability("samples", examples=lambda t: examples)])


def page(*parts: Part) -> str:
    return build(offering(Example("sample", Message("What it is", parts))), ["en"])


def test_what_people_wrote_stays_text() -> None:
    hostile = "<script>alert(1)</script> <!channel> </at> **x** {{DATE(x)}}"
    drawn = page(Headline(hostile), Body((Paragraph((Plain(hostile),)),)), Context((Plain(hostile, bold=True),)))
    assert "<script>" not in drawn and "<!channel>" not in drawn


def test_people_dates_and_links_look_as_the_reader_sees_them() -> None:
    drawn = page(
        Body(
            (
                Paragraph(
                    (
                        Mention("Ines Okafor", "slack", "T0MARLOWE", "U0INES"),
                        Plain(" until "),
                        Moment(NOON, zone="Asia/Manila"),
                        Link("the playbook", "https://playbook.example/refunds"),
                    )
                ),
            )
        )
    )
    assert '<span class="mention">@Ines Okafor</span>' in drawn
    assert drawn.count("12:00</time>") == 2, "both platforms write dates in the reader's zone"
    assert drawn.count('class="link">the playbook') + drawn.count(' link">the playbook') == 2


def test_a_form_is_drawn_with_what_it_asks() -> None:
    form = Form(
        "samples.write",
        "Write it down",
        (
            TextField("title", "Title", value="Refunds"),
            ChoiceField("who", "For whom", (Option("all", "Everyone"), Option("some", "Some")), ("some",)),
            PersonField("owner", "Owner", ("slack/T0MARLOWE/U0INES",)),
        ),
        submit="Keep",
    )
    drawn = build(offering(Example("form", form)), ["en"])
    for word in ("Write it down", "Title", "Refunds", "For whom", "Some", "Owner", "Keep"):
        assert drawn.count(word) >= 2, word


def test_every_locale_and_the_limits_used_are_on_the_page() -> None:
    drawn = build(offering(Example("one", Message("What it is", (Headline("Hello"),)))))
    assert all(f'class="pair in-{locale}"' in drawn for locale in ("en", "en_XA", "ar_XB"))
    assert "1 of 50 blocks" in drawn and "of 40,000 characters" in drawn


def test_the_example_that_cannot_be_shown_is_named() -> None:
    rows = tuple(Actions((Button("Press", "samples.press", str(number)),)) for number in range(60))
    with pytest.raises(CannotBeDrawn, match=r"“samples, too much” .* cannot be shown on slack"):
        build(offering(Example("too much", Message("Sixty rows", rows))), ["en"])


def test_two_examples_of_one_name_are_refused() -> None:
    twin = Example("twin", Message("Twice", (Headline("Hello"),)))
    with pytest.raises(CannotBeDrawn, match="same name"):
        build(offering(twin, twin), ["en"])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<https://a.example|a &lt;b&gt;>", '<span class="link">a &lt;b&gt;</span>'),
        ("<@U1> and `x`", '<span class="mention">@Ines</span> and <code>x</code>'),
        ("<!date^1795521600^{date_short_pretty}, {time}|then>", "<time>Tue 24 Nov, 12:00</time>"),
        ("&lt;!channel&gt;", "&lt;!channel&gt;"),
    ],
)
def test_slack_markup_becomes_what_slack_shows(written: str, shown: str) -> None:
    assert slack_line(written, {"U1": "Ines"}, "en") == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"**a\*b** _c_", "<b>a*b</b> <i>c</i>"),
        (r"[the \[duty\]](https://a.example)", '<span class="link">the [duty]</span>'),
        ("<at>Ines</at>", '<span class="mention">Ines</span>'),
        ("{{TIME(2026-11-24T12:00:00Z)}}", "<time>12:00</time>"),
        ("a &amp; <b>", "a &amp; &lt;b&gt;"),
        ("**never closed", "<b>never closed</b>"),
    ],
)
def test_teams_markup_becomes_what_teams_shows(written: str, shown: str) -> None:
    assert teams_text(written, "en") == shown
