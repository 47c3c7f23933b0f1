"""What an agent reads is translated wholly into every language that has a catalogue, with the same fields."""

import re
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from bot.chat import texts
from bot.chat.languages import LANGUAGES
from bot.chat.texts import CATALOGUES, Texts, translated

ROOT = CATALOGUES.parent.parent
KEYWORDS = {"t": None, "n": (1, 2), "filled": None}


def of_the_code() -> dict[str, str | tuple[str, ...]]:
    """The texts in the code that are to be translated, by the one that names them."""
    with (CATALOGUES / "texts.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, method_map=methods, options_map=options, keywords=KEYWORDS)
    return {one[2] if isinstance(one[2], str) else one[2][0]: one[2] for one in found}


def catalogue(language: str) -> Catalog:
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        return read_po(file, language)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def wrongs(message: Message) -> list[str]:
    """What is wrong with one translation."""
    written = message.string if isinstance(message.string, tuple) else (message.string,)
    english = message.id if isinstance(message.id, tuple) else (message.id,)
    wrong = [] if all(written) else ["is not translated"]
    wrong += ["is a guess"] if message.fuzzy else []
    for text in filter(None, written):
        missing = fields(english[-1]) ^ fields(text)
        # A form for one may say it without the number.
        wrong += [f"has other fields: {missing}"] if missing - ({"n"} if len(written) > 1 else set()) else []
    return wrong


@pytest.mark.parametrize("language", translated())
def test_every_text_that_an_agent_reads_is_translated_with_its_fields(language: str) -> None:
    wanted, known = (
        of_the_code(),
        {one.id[0] if isinstance(one.id, tuple) else one.id: one for one in catalogue(language) if one.id},
    )
    assert sorted(wanted.keys() - known.keys()) == [], "make texts"
    assert sorted(known.keys() - wanted.keys()) == [], "no longer said; make texts"
    assert {name: wrong for name, one in known.items() if (wrong := wrongs(one))} == {}


def test_a_catalogue_has_the_name_of_a_language_that_people_can_choose() -> None:
    assert {"es", "fil"} <= set(translated()) <= set(LANGUAGES)
    assert [
        one.name for one in CATALOGUES.iterdir() if one.suffix == ".po" and not re.fullmatch(r"\w+\.po", one.name)
    ] == []


def test_a_reader_gets_the_catalogue_that_they_read_and_english_for_what_is_not_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n'
    (tmp_path / "fil.po").write_text(
        f'{head}\nmsgid "Thank you, {{name}}"\nmsgstr "Salamat, {{name}}"\n\n'
        'msgid "{n} answer"\nmsgid_plural "{n} answers"\nmsgstr[0] "{n} sagot"\nmsgstr[1] "{n} mga sagot"\n'
    )
    monkeypatch.setattr(texts, "CATALOGUES", tmp_path)
    for each in (texts._catalogue, texts._read):
        each.cache_clear()
    try:
        for locale in ("fil", "fil_PH", "fil-PH", "tl", "tl_PH"):
            assert Texts(locale)("Thank you, {name}", name="Bo") == "Salamat, Bo", locale
        assert Texts("fil").n("{n} answer", "{n} answers", 2) == "2 mga sagot"
        assert Texts("fil").n("{n} answer", "{n} answers", 1) == "1 sagot"
        assert Texts("fil")("Not in there") == "Not in there"
        assert Texts("es")("Thank you, {name}", name="Bo") == "Thank you, Bo"
    finally:
        for each in (texts._catalogue, texts._read):
            each.cache_clear()
