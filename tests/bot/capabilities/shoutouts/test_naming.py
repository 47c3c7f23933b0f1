"""How people are named: by the wall, by what they chose, and by what their employer allows; and the values."""

from dataclasses import replace

import pytest

from bot.capabilities.shoutouts.card import card, cheer_line, heading, note_line
from bot.capabilities.shoutouts.examples import (
    ADA,
    AT_HARBORLINE,
    AT_LUMENARA,
    CHEERED,
    DESK,
    HARBORLINE,
    INES,
    INSIDE,
    LUMENARA,
    OMAR,
    OURS,
    TALA,
    WHEELCHAIR,
)
from bot.capabilities.shoutouts.facts import Added, Facts, Named
from bot.capabilities.shoutouts.kinds import Naming
from bot.capabilities.shoutouts.naming import left_out, mention, name_of, strictest, thanked, without_names
from bot.capabilities.shoutouts.values import Value, read_values, write_values
from bot.capabilities.shoutouts.write.looking import written_readers
from bot.chat.message import Inline, Mention, Plain
from bot.chat.texts import Texts
from bot.people.model import Sharing
from bot.people.refusal import Refused
from bot.people.viewpoint import Viewpoint
from tests.stage import shown

T = Texts()
PHONE = "+44 20 7946 0018"
OPEN = Viewpoint(frozenset({LUMENARA}), Sharing.NAMES, OURS)


def written(spans: Inline) -> str:
    return "".join(str(getattr(one, "text", "") or getattr(one, "name", "")) for one in spans)


@pytest.mark.parametrize(
    ("one", "viewpoint", "name"),
    [
        (TALA, AT_LUMENARA, "Tala Maliwanag"),
        (TALA, INSIDE, "Tala Maliwanag"),
        (TALA, AT_HARBORLINE, ""),
        (OMAR, OPEN, "Omar"),
        (OMAR, INSIDE, "Omar"),
        (replace(OMAR, alias=""), INSIDE, "عمر"),
        (replace(TALA, naming=Naming.FIRST), INSIDE, "Tala"),
        (replace(TALA, naming=Naming.FIRST), AT_LUMENARA, "Tala Maliwanag"),
        (INES, AT_HARBORLINE, "Ines Okafor"),
        (DESK, INSIDE, "everybody in Care desk"),
        (DESK, AT_LUMENARA, ""),
        (Named(OURS, ""), INSIDE, ""),
    ],
)
def test_a_name_tells_no_more_than_its_readers_may_know(one: Named, viewpoint: Viewpoint, name: str) -> None:
    assert name_of(one, viewpoint, T) == name


def test_the_stricter_of_choice_and_employer_holds() -> None:
    assert strictest(Naming.FULL, Naming.FIRST) is Naming.FIRST
    assert strictest(Naming.ALIAS, Naming.FIRST) is Naming.ALIAS


def test_whoever_exists_there_is_mentioned_and_rings_only_at_work_and_once() -> None:
    at_work = replace(TALA, quiet=False)
    new = thanked(at_work, INSIDE, "slack", T, ring=True)
    assert isinstance(new, Mention)
    assert not new.quiet
    for again in (
        thanked(at_work, INSIDE, "slack", T),
        thanked(TALA, INSIDE, "slack", T, ring=True),
        thanked(at_work, INSIDE, "teams", T, ring=True),
    ):
        assert again == Plain("Tala Maliwanag", bold=True)
    small = mention(at_work, INSIDE, "slack", T)
    assert isinstance(small, Mention)
    assert small.quiet


def test_each_who_is_thanked_is_told_apart_by_team_whether_or_not_the_platform_knows_them() -> None:
    two = replace(WHEELCHAIR, recipients=(replace(TALA, quiet=False), replace(OMAR, naming=Naming.FULL)))
    tala, joins, omar = heading(two, INSIDE, "slack", T, ring=True)
    assert isinstance(tala, Mention) and tala.instead == "Tala Maliwanag (Night shift)"
    assert omar == Plain("\u2068عمر المرسى\u2069 (Care desk)", bold=True)
    assert heading(two, INSIDE, "slack", T) == (Plain("Tala Maliwanag (Night shift)", bold=True), joins, omar)


def test_names_in_small_text_weigh_alike_whether_or_not_the_platform_knows_them() -> None:
    line = cheer_line(replace(WHEELCHAIR, cheers=(ADA, INES)), INSIDE, "teams", T)
    assert not any(getattr(one, "bold", False) for one in line)


def test_a_team_that_is_called_after_its_company_is_told_without_it() -> None:
    one = replace(WHEELCHAIR, recipients=(replace(OMAR, naming=Naming.FULL, team_name="Harborline care"),))
    assert written(heading(one, INSIDE, "slack", T)) == "\u2068عمر المرسى\u2069 · Harborline care"
    assert written(heading(replace(WHEELCHAIR, recipients=(DESK, TALA)), INSIDE, "slack", T)) == (
        "Everybody in Care desk and Tala Maliwanag (Night shift)"
    )
    assert " and everybody in Care desk" in written(
        heading(replace(WHEELCHAIR, recipients=(TALA, DESK)), INSIDE, "slack", T)
    )


def test_a_name_that_runs_against_the_line_is_kept_apart_so_that_it_does_not_turn_it_around() -> None:
    line = note_line(Added("n1", replace(OMAR, naming=Naming.FULL), "Never gave up."), WHEELCHAIR, INSIDE, "teams", T)
    assert written(line) == "\u2068عمر المرسى\u2069: Never gave up."


def test_whoever_is_not_named_in_full_is_not_mentioned_since_that_tells_the_name() -> None:
    assert not isinstance(mention(replace(TALA, naming=Naming.FIRST), INSIDE, "slack", T), Mention)


def test_names_that_readers_may_not_know_are_left_out_of_the_story_as_well() -> None:
    text = "Tala Maliwanag of Lumenara rang back; TALA never gave up. Talavera is a town."
    assert (
        without_names(text, [TALA], AT_HARBORLINE)
        == "[name] of [name] rang back; [name] never gave up. Talavera is a town."
    )
    assert without_names(text, [TALA], INSIDE) == text


def test_who_is_named_by_less_than_their_name_is_called_so_in_the_story_too() -> None:
    text = "Tala Maliwanag rang back; MALIWANAG never gave up, so thank Tala."
    first = replace(TALA, naming=Naming.FIRST)
    assert without_names(text, [first], INSIDE) == "Tala rang back; Tala never gave up, so thank Tala."
    assert without_names(text, [first], AT_LUMENARA) == text
    alias = replace(TALA, naming=Naming.ALIAS, alias="Sunny")
    assert without_names(text, [alias], INSIDE) == "Sunny rang back; Sunny never gave up, so thank Sunny."
    assert without_names("Sunny Day helped; Day did.", [replace(TALA, alias="Sunny Day")], AT_HARBORLINE) == (
        "[name] helped; [name] did."
    )


def test_the_address_of_a_ticket_is_not_told_where_its_giver_is_not() -> None:
    facts = replace(WHEELCHAIR, recipients=(INES,), giver=TALA)
    assert facts.ticket_url in str(card(facts, AT_LUMENARA, "slack", T))
    assert facts.ticket_url not in str(card(facts, AT_HARBORLINE, "slack", T))


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        ("_Luz_, LÚZ and L\u200buz’s Luzern", "Luz", "_[name]_, [name] and [name]’s Luzern"),
        ("Zoe\u0308 or Zoë or Zoe", "Zoë", "[name] or [name] or [name]"),
        ("感谢王伟帮助", "王伟", "感谢[name]帮助"),
        ("김민수가 도왔다", "김민수", "[name]가 도왔다"),
        ("Bo did, in bold: bo, BO", "Bo", "[name] did, in bold: bo, [name]"),
        ("A plan B", "B", "A plan B"),
    ],
)
def test_a_name_is_left_out_however_it_is_written(text: str, name: str, left: str) -> None:
    assert left_out(text, [name]) == left


def test_what_somebody_wrote_as_the_customers_name_is_masked_for_partners_too() -> None:
    facts = replace(WHEELCHAIR, quote="She stayed with me all along.", customer=f"Anna {PHONE}")
    assert PHONE in shown(card(facts, INSIDE, "slack", T))
    assert PHONE not in shown(card(facts, AT_LUMENARA, "slack", T))


def test_a_card_behind_the_wall_holds_nothing_of_another_partner() -> None:
    story = "Tala Maliwanag from the Night shift of Lumenara stayed on."
    facts = replace(WHEELCHAIR, recipients=(TALA,), story=story, cheers=(replace(TALA, person_id=9),))
    text = shown(card(facts, AT_HARBORLINE, "slack", T))
    for word in ("Tala", "Maliwanag", "Lumenara", "Night shift"):
        assert word not in text


def test_people_of_one_team_are_named_with_it_and_of_several_each() -> None:
    assert written(heading(WHEELCHAIR, INSIDE, "slack", T)) == "Tala Maliwanag · Lumenara, Night shift"
    assert written(heading(WHEELCHAIR, AT_LUMENARA, "slack", T)) == "Tala Maliwanag · Night shift"
    assert written(heading(CHEERED, INSIDE, "slack", T)) == "Tala Maliwanag (Night shift) and Omar (Care desk)"
    walled = written(heading(CHEERED, AT_LUMENARA, "slack", T))
    assert walled == "Tala Maliwanag (Night shift) and an agent of another team"


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        (WHEELCHAIR, ""),
        (replace(WHEELCHAIR, cheers=(ADA,)), "👏 Ada Brandt"),
        (replace(WHEELCHAIR, cheers=(ADA, INES)), "👏 Ada Brandt and Ines Okafor"),
        (replace(WHEELCHAIR, cheers=(ADA, INES, TALA)), "👏 Ada Brandt, Ines Okafor, and 1 other"),
        (CHEERED, "👏 Ada Brandt, Ines Okafor, and 11 others"),
        (replace(WHEELCHAIR, cheers_without_name=1), "👏 1 cheer"),
    ],
)
def test_cheers_are_two_names_and_how_many_others(facts: Facts, line: str) -> None:
    assert written(cheer_line(facts, INSIDE, "slack", T)) == line


def test_cheers_of_another_partner_are_neither_named_nor_counted() -> None:
    facts = replace(WHEELCHAIR, cheers=(ADA, OMAR, TALA), cheers_without_name=2)
    assert written(cheer_line(facts, AT_LUMENARA, "slack", T)) == "👏 Ada Brandt and Tala Maliwanag"


def test_values_are_read_as_they_are_written() -> None:
    values = read_values("#ownership 🙌;kindness ; customer first ❤️")
    assert values == (Value("ownership", "🙌"), Value("kindness"), Value("customer-first", "❤️"))
    assert read_values(write_values(values)) == values
    assert read_values("") == ()


@pytest.mark.parametrize("text", ["🙌", "kind; Kind", "x" * 41, "; ".join(f"v{n}" for n in range(21))])
def test_values_that_cannot_be_chosen_are_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_values(text)


def test_an_agent_who_may_not_be_named_begins_a_line_as_a_sentence_begins() -> None:
    assert written(heading(replace(CHEERED, recipients=(TALA,)), AT_HARBORLINE, "slack", T)).startswith("An agent")


def test_channels_that_another_company_reads_too_are_told_apart_without_its_name() -> None:
    names = {OURS: "Internal", LUMENARA: "Lumenara", HARBORLINE: "Harborline"}
    assert written_readers({OURS}, names, AT_LUMENARA, T) == "Internal"
    assert written_readers({OURS, HARBORLINE}, names, AT_LUMENARA, T) == "Internal and another company"
    assert written_readers({HARBORLINE}, names, AT_LUMENARA, T) == "another company"
