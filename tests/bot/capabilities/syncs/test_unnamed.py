"""Names that readers may not know are left out of texts, and words that are none stay."""

import pytest

from bot.capabilities.syncs.unnamed import names_of
from bot.people.viewpoint import Viewpoint

US, HARBORLINE, LUMENARA = 1, 2, 3

NAMES = names_of(
    (
        (US, "Ines Calloway"),
        (US, "Will Marlowe"),
        (HARBORLINE, "Hana El-Mina"),
        (HARBORLINE, "Lux Marlowe"),
        (LUMENARA, "Ximena Estrella"),
        (LUMENARA, "Sólveig Marlowe"),
        (LUMENARA, "佐々木 こはる"),
        (LUMENARA, "عمر المرسى"),
        (LUMENARA, "Mo Rey"),
        (LUMENARA, "Inés D'Almira"),
        (LUMENARA, "ガブリエル"),
        (LUMENARA, "ก้องภพ"),
        (LUMENARA, "प्रियंका"),
    ),
    {HARBORLINE: "Harborline", LUMENARA: "Lumenara Care Partners"},
)


def viewpoint(*sides: int) -> Viewpoint:
    return Viewpoint(frozenset(sides), internal=US)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ximena Estrella said refunds hang", "[name] said refunds hang"),
        ("XIMENA and Solveig's queue", "[name] and [name]'s queue"),
        ("Ask Estrella, Ximena or Hana El-Mina", "Ask [name], [name] or Hana El-Mina"),
        ("an estrella of a day", "an estrella of a day"),
        ("Marlowe asked Ines", "Marlowe asked Ines"),
        ("Sólveig Marlowe asked", "[name] asked"),
        ("佐々木さんは休みです", "[name]さんは休みです"),
        ("佐々木さんは佐々木さんの", "[name]さんは[name]さんの"),
        ("ガブリエルさんは休みです", "[name]さんは休みです"),
        ("ถามก้องภพก่อน", "ถาม[name]ก่อน"),
        ("प्रियंका से पूछो", "[name] से पूछो"),
        ("So\u0301lveig Marlowe asked", "[name] asked"),
        ("Ask D’Almira, or D'Almira’s lead", "Ask [name], or [name]’s lead"),
        ("شكرا عمر المرسى", "شكرا [name]"),
        ("Lumenara care partners is late", "[name] is late"),
        ("Mo Rey and Mo", "Mo [name] and Mo"),
        ("Will this be fixed?", "Will this be fixed?"),
    ],
)
def test_a_partner_does_not_read_names_of_another_partner(written: str, read: str) -> None:
    assert NAMES.hide(written, viewpoint(HARBORLINE)) == read
    assert NAMES.hide(written, viewpoint(HARBORLINE, US)) == read
    assert NAMES.hide(written, viewpoint(US)) == written


def test_a_side_reads_its_own_names_and_ours() -> None:
    text = "Ximena Estrella of Lumenara Care Partners asks Ines Calloway and Hana of Harborline"
    assert NAMES.hide(text, viewpoint(LUMENARA)) == (
        "Ximena Estrella of Lumenara Care Partners asks Ines Calloway and [name] of [name]"
    )


def test_a_company_is_not_read_where_its_name_runs_into_what_follows() -> None:
    assert names_of((), {LUMENARA: "星光"}).hide("星光的人说", viewpoint(HARBORLINE)) == "[name]的人说"
