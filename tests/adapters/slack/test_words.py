"""What people type becomes the text that they saw, and says whom they mentioned."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.inbound.words import name_and_rest, read_words, users_mentioned
from bot.chat.inbound import Identity, Mentioned, MentionedKind
from bot.ports import MemberFacts

TALA = Identity("slack", "T0MARLOWE", "U0TALA")
EVE = Identity("slack", "T0HARBOR", "U0EVE")
PEOPLE = {
    "U0TALA": MemberFacts(TALA, "Tala  Reyes"),
    "U0EVE": MemberFacts(EVE, "Eve &amp; Co"),
    "U0BOT": MemberFacts(Identity("slack", "T0MARLOWE", "U0BOT"), "Helper", is_bot=True),
}


def test_people_are_named_as_they_are_known_and_by_their_own_workspace() -> None:
    words = read_words("<@U0TALA|tala> and <@U0EVE> &lt;3", PEOPLE)
    assert words.text == "@Tala Reyes and @Eve & Co <3"
    assert words.mentioned == (
        Mentioned("@Tala Reyes", MentionedKind.PERSON, TALA),
        Mentioned("@Eve & Co", MentionedKind.PERSON, EVE),
    )


def test_who_is_not_known_keeps_the_label_or_the_id_and_is_nobody_in_particular() -> None:
    words = read_words("<@U0NEW|noor.h> <@U0OTHER>")
    assert words.text == "@noor.h @U0OTHER"
    assert [one.who for one in words.mentioned] == [None, None]
    assert {one.kind for one in words.mentioned} == {MentionedKind.PERSON}


def test_bots_channels_and_groups_come_as_what_they_are() -> None:
    words = read_words(
        "<@U0BOT> <#C1|care> <#C2|> <!here> <!subteam^S1|@leads> <!subteam^S2> <!channel|channel>", PEOPLE
    )
    assert words.text == "@Helper #care #C2 @here @leads @S2 @channel"
    assert [(one.text, one.kind.value) for one in words.mentioned] == [
        ("@Helper", "bot"),
        ("#care", "channel"),
        ("#C2", "channel"),
        ("@here", "group"),
        ("@leads", "group"),
        ("@S2", "group"),
        ("@channel", "group"),
    ]
    assert all(one.who is None for one in words.mentioned)


def test_links_dates_and_what_slack_made_links_of_read_as_they_were_typed() -> None:
    text = "<https://a.example/?x=1&amp;y|a> <mailto:bo@b.example|bo@b.example> <tel:+442079460018|020 7946 0018>"
    words = read_words(f"{text} <!date^1795442400^{{date}}|24 Nov> &lt;@U0TALA&gt;", PEOPLE)
    assert words.text == "https://a.example/?x=1&y bo@b.example 020 7946 0018 24 Nov <@U0TALA>"
    assert words.mentioned == ()


def test_a_command_may_end_at_a_line_break() -> None:
    assert name_and_rest("/Shoutout\n@Tala Reyes stayed\nlate") == ("shoutout", "@Tala Reyes stayed\nlate")
    assert name_and_rest("") == ("", "")


MARKS = st.sampled_from(["<@U0TALA>", "<@U0EVE|e>", "<@U9|x y>", "<#C1|care>", "<!here>", "&lt;", "\xa0", " ", "\n"])


@given(st.lists(MARKS | st.text("ab@#<>|&; ", max_size=6), max_size=12))
def test_every_mention_stands_in_the_text_in_its_order(pieces: list[str]) -> None:
    typed = "".join(pieces)
    words = read_words(typed, PEOPLE)
    at = 0
    for one in words.mentioned:
        at = words.text.index(one.text, at) + len(one.text)
    known = [one for one in users_mentioned(typed) if one in PEOPLE]
    assert [one.who.user_id for one in words.mentioned if one.who] == known
