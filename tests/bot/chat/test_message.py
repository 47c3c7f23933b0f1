"""The stored form of a message is read back as it was."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat import message as m

texts = st.text(max_size=40)
spans = st.one_of(
    st.builds(m.Plain, texts, bold=st.booleans(), code=st.booleans()),
    st.builds(m.Link, texts, texts),
    st.builds(m.Mention, texts, texts, texts, texts, st.booleans()),
    st.builds(m.ChannelName, texts, texts, texts, texts),
    st.builds(m.Moment, st.datetimes(timezones=st.just(UTC)), st.sampled_from(m.MomentStyle)),
)
inline = st.lists(spans, max_size=3).map(tuple)
blocks = st.one_of(
    st.builds(m.Paragraph, inline),
    st.builds(m.ListBlock, st.lists(inline, max_size=3).map(tuple), st.booleans()),
    st.builds(m.CodeBlock, texts),
)
buttons = st.one_of(
    st.builds(m.Button, texts, st.just("updates.acknowledge"), st.just("abc"), st.sampled_from(m.Tone)),
    st.builds(m.LinkButton, texts, texts),
)
parts = st.one_of(
    st.builds(m.Headline, texts, st.sampled_from([1, 2])),
    st.builds(m.Alert, inline, st.sampled_from(m.Tone)),
    st.builds(m.Body, st.lists(blocks, max_size=3).map(tuple), texts),
    st.builds(m.Quote, texts, texts),
    st.builds(m.Facts, st.lists(st.builds(m.Fact, texts, inline), max_size=3).map(tuple)),
    st.builds(m.Context, inline),
    st.builds(m.Progress, st.integers(0, 9), st.integers(0, 9), texts),
    st.builds(m.Picture, texts, texts, texts),
    st.builds(m.Divider),
    st.builds(m.Actions, st.lists(buttons, max_size=3).map(tuple)),
)
messages = st.builds(m.Message, texts, st.lists(parts, max_size=6).map(tuple))


@settings(max_examples=200, deadline=None)
@given(messages)
def test_a_stored_message_is_read_back_as_it_was(message: m.Message) -> None:
    assert m.from_json(m.to_json(message)) == message


def test_a_message_of_a_newer_schema_is_refused_in_words() -> None:
    stored = m.to_json(m.say("Hello")).replace('"schema":1', '"schema":2')
    with pytest.raises(ValueError, match="newer program"):
        m.from_json(stored)


def test_a_button_that_could_not_be_carried_is_refused_when_it_is_made() -> None:
    with pytest.raises(ValueError, match="capability"):
        m.Button("Got it", "updates.acknowledge", "x" * 200)
    with pytest.raises(ValueError, match="capability"):
        m.Button("Got it", "acknowledge")


def test_a_moment_keeps_its_zone() -> None:
    moment = m.Moment(datetime(2026, 11, 24, 14, tzinfo=UTC), zone="Asia/Manila")
    stored = m.Message("s", (m.Context((moment,)),))
    assert m.from_json(m.to_json(stored)).parts == (m.Context((moment,)),)
