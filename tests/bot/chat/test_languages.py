"""Languages: which text is whose, what each is called, and what somebody means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import languages
from bot.chat.languages import LANGUAGES, best, meant, name, nearest, same
from bot.chat.texts import PSEUDO_LONG, PSEUDO_RIGHT_TO_LEFT, Texts

TAGS = st.sampled_from([*LANGUAGES, "en_GB", "pl_PL", "zh_TW", "zh_CN", "pt_PT", "no", "tl", "xx", "", "x-y"])


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("en_GB", "en"),
        ("pl-PL", "pl"),
        ("pt_BR", "pt_BR"),
        ("pt_PT", "pt"),
        ("zh_TW", "zh_Hant"),
        ("zh_CN", "zh_Hans"),
        ("sr_RS", "sr"),
        ("tl", "fil"),
        ("no", "nb"),
        ("", "en"),
        ("not a locale", "en"),
        (PSEUDO_LONG, "en"),
        (PSEUDO_RIGHT_TO_LEFT, "ar"),
    ],
)
def test_a_locale_comes_to_the_language_that_can_be_chosen(locale: str, language: str) -> None:
    assert nearest(locale) == language


def test_scripts_keep_readers_apart_and_countries_do_not() -> None:
    assert same("pt", "pt_BR") and same("en_GB", "en_US") and same("zh_TW", "zh_Hant")
    assert not same("zh_Hans", "zh_TW") and not same("sr", "sr_Latn") and not same("es", "pt")


@given(st.lists(TAGS, unique=True), TAGS)
def test_the_best_text_is_one_of_them_and_the_readers_own_if_it_is_there(available: list[str], locale: str) -> None:
    found = best(available, locale)
    assert found is None or (found in available and same(found, locale))
    assert locale not in available or found == locale
    assert (found is None) == (not any(same(one, locale) for one in available))
    assert best(reversed(available), locale) == found, "their order does not matter"


@given(TAGS)
def test_whatever_a_locale_is_its_language_can_be_chosen_and_has_a_name(locale: str) -> None:
    assert nearest(locale) in LANGUAGES
    assert nearest(nearest(locale)) == nearest(locale)
    assert name(nearest(locale)) and name(nearest(locale), "en")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_is_meant_by_its_names_and_its_sign(tag: str) -> None:
    assert meant(tag) == meant(tag.replace("_", "-")) == tag
    assert meant(f" {name(tag).upper()} ") == tag or name(tag).upper().casefold() != name(tag).casefold()
    assert meant(name(tag, "en")) == tag
    assert len(tag) <= 16, "the columns hold no more"
    assert len(name(tag)) <= 24 and len(name(tag, "en")) <= 24, "titles of forms hold no more"


def test_names_are_different_and_nothing_else_is_meant() -> None:
    assert len({name(tag) for tag in LANGUAGES}) == len({name(tag, "en") for tag in LANGUAGES}) == len(LANGUAGES)
    assert len(LANGUAGES) <= 100
    assert meant("klingon") is None and meant("") is None


def test_as_long_as_sentences_are_english_the_names_in_them_are() -> None:
    assert Texts("pl").language("en") == "English"
    assert Texts("ar").language("zh_Hant") == "Chinese (Traditional)"
    assert languages.name("en", "pl") == "Angielski"
