"""What is typed after `/shoutout` is taken apart without losing a word of it, and nobody is guessed."""

import re
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.capabilities.shoutouts.values import Value
from bot.capabilities.shoutouts.write.parse import ANDS, parse
from bot.chat.inbound import Identity, Mentioned, MentionedKind

TALA = Mentioned("@Tala Reyes", MentionedKind.PERSON, Identity("slack", "T1", "U1"))
BEN = Mentioned("@Ben", MentionedKind.PERSON, Identity("teams", "T2", "U2"))
BOT = Mentioned("@Helper", MentionedKind.BOT)
HERE = Mentioned("@here", MentionedKind.GROUP)
CARE = Mentioned("#care", MentionedKind.CHANNEL)
OWNERSHIP = Value("ownership", "🙌")
VALUES = (OWNERSHIP, Value("Kind-heart"))


@pytest.mark.parametrize("between", [" ", ", ", " and ", " & ", " und ", ", and ", "\n"])
def test_names_that_lead_are_taken_out_and_others_belong_to_the_story(between: str) -> None:
    text = f"@Tala Reyes{between}@Ben: stayed late with @Tala Reyes"
    found = parse(text, (TALA, BEN, TALA), VALUES)
    assert found.people == (TALA, BEN)
    assert found.story == "stayed late with @Tala Reyes"
    assert parse("thanks to @Ben and all", (BEN,), ()).story == "thanks to @Ben and all"


@pytest.mark.parametrize(
    ("typed", "story"),
    [
        ("stayed late #Ownership", "stayed late"),
        ("stayed late through #ownership.", "stayed late through."),
        ("#ownership: stayed late", "stayed late"),
        ("stayed #ownership, again, #kind-heart #night", "stayed, again, #kind-heart #night"),
    ],
)
def test_the_first_value_is_taken_out_and_other_words_with_a_hash_stay(typed: str, story: str) -> None:
    found = parse(f"@Ben {typed}", (BEN,), VALUES)
    assert (found.value, found.story, found.people) == (OWNERSHIP, story, (BEN,))


def test_a_channel_of_a_values_name_is_that_value_and_one_before_a_name_is_not() -> None:
    own = Mentioned("#ownership", MentionedKind.CHANNEL)
    found = parse("#ownership @Ben stayed late in #care", (own, BEN, CARE), VALUES)
    assert (found.value, found.people, found.story) == (OWNERSHIP, (BEN,), "stayed late in #care")
    assert found.not_people == ()


def test_what_is_no_person_is_said_where_it_was_to_be_thanked() -> None:
    found = parse("#care, @here @Ben and @Helper stayed", (CARE, HERE, BEN, BOT), VALUES)
    assert (found.people, found.not_people, found.story) == ((BEN,), (CARE, HERE, BOT), "stayed")


def test_words_that_only_look_like_mentions_are_asked_about() -> None:
    found = parse("@Ben with @tala.reyes, @Ben and bo@mail.example (@noor)", (BEN,), VALUES)
    assert found.unknown == ("@tala.reyes", "@Ben", "@noor")
    assert found.story == "with @tala.reyes, @Ben and bo@mail.example (@noor)"


@pytest.mark.parametrize(
    ("typed", "unknown", "story"),
    [
        ("@tala stayed late", "@tala", "stayed late"),
        ("@tala, @Ben: stayed late", "@tala", "stayed late"),
        ("@Ben and @tala.reyes stayed late", "@tala.reyes", "stayed late"),
        ("#ownership @tala – stayed late", "@tala", "stayed late"),
        ("stayed late with @tala", "@tala", "stayed late with @tala"),
        ("and @tala stayed late", "@tala", "and @tala stayed late"),
    ],
)
def test_an_unknown_name_that_leads_is_no_part_of_the_story_either(typed: str, unknown: str, story: str) -> None:
    found = parse(typed, (BEN,) if "@Ben" in typed else (), VALUES)
    assert (found.unknown, found.story) == ((unknown,), story)
    assert found.people == ((BEN,) if "@Ben" in typed else ())


@pytest.mark.parametrize("marks", ["“”", '""', "«»", "„“", "„”", "””", "»«", "「」", "『』", "‹›"])
def test_a_customers_words_lead_the_story_or_end_it(marks: str) -> None:
    said = f"{marks[0]}You saved our whole trip, @Ben!{marks[1]}"
    first = parse(f"@Tala Reyes {said} – stayed an hour #ownership", (TALA, BEN), VALUES)
    last = parse(f"@Tala Reyes stayed an hour #ownership: {said}.", (TALA, BEN), VALUES)
    closed = parse(f"@Tala Reyes stayed an hour: {said} #ownership", (TALA, BEN), VALUES)
    for found in (first, last, closed):
        assert (found.quote, found.story) == ("You saved our whole trip, @Ben!", "stayed an hour")
        assert (found.people, found.value, found.unknown) == ((TALA, BEN), OWNERSHIP, ())


@pytest.mark.parametrize(
    "story", ['"No way" she said', "said “it is no problem at all” and stayed", 'a 5" screen', "“not closed at all"]
)
def test_other_words_in_quotation_marks_stay_where_they_are(story: str) -> None:
    found = parse(f"@Ben {story}", (BEN,), VALUES)
    assert (found.quote, found.story) == ("", story)


def test_spaces_are_tidied_and_paragraphs_stay() -> None:
    assert parse("@Ben  stayed \t late \n\n\n\n and  left ", (BEN,), ()).story == "stayed late\n\nand left"


def test_a_flood_of_marks_is_read_in_no_time() -> None:
    begun = time.process_time()
    for mark in ("“", '"', "„", "«", "#x ", "@x ", ",", "- ", " and "):
        parse(f"@Ben {mark * 20_000}", (BEN,), VALUES)
    assert time.process_time() - begun < 1.5, "far more than it takes, far less than reading it again for each mark"


MENTIONED = (TALA, BEN, BOT, HERE, CARE)
PIECES = st.sampled_from(
    [*MENTIONED, "#ownership", "#other", "@nobody", "“", "”", '"', "«", "»", "–", ",", ":", "and", "\n"]
) | st.text("abc ", max_size=12)


def typed(pieces: list[Mentioned | str]) -> tuple[str, list[Mentioned]]:
    text = " ".join(one.text if isinstance(one, Mentioned) else one for one in pieces)
    return text, [one for one in pieces if isinstance(one, Mentioned)]


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


@given(st.lists(PIECES, max_size=12))
def test_no_word_is_lost_and_none_comes_from_nowhere(pieces: list[Mentioned | str]) -> None:
    text, mentioned = typed(pieces)
    found = parse(text, mentioned, VALUES)
    kept = words(found.story) + words(found.quote) + words(found.value.word if found.value else "")
    names = sum((words(one.text) for one in (*found.people, *found.not_people)), Counter[str]())
    strangers = sum((words(one) for one in found.unknown), Counter[str]())
    assert set(words(text) - kept) <= {*names, *strangers, *ANDS}
    assert not kept - words(text)
    assert {one.text for one in found.people} == {one.text for one in mentioned if one.kind is MentionedKind.PERSON}


@given(st.lists(PIECES, max_size=12))
def test_a_story_that_is_read_again_stays_as_it_is(pieces: list[Mentioned | str]) -> None:
    text, mentioned = typed([one for one in pieces if one not in ("“", "”", '"', "«", "»", "#ownership")])
    found = parse(text, mentioned, VALUES)
    inner = [one for one in mentioned if one.text in found.story]
    again = parse(found.story, inner[len(inner) - sum(found.story.count(one.text) for one in set(inner)) :], VALUES)
    assert again.story == found.story
