"""What is kept of the name of a customer."""

import re
from collections.abc import Sequence

from bot.capabilities.shoutouts.naming import left_out
from bot.people.viewpoint import LEFT_OUT

LONGEST_GIVEN_NAME = 2
"""Characters of a Chinese, Japanese or Korean name without a space that may be the given name alone."""

_TITLES = """
mr mrs ms miss mx dr prof professor sir madam dame lord lady rev herr frau dipl ing mag monsieur madame mme mlle maître
señor señora señorita sr sra srta don doña senhor senhora dott sig signor signora signorina dhr mevr mevrouw
meneer pan pani hr fru bay bayan г-н г-жа господин госпожа & and und et
"""
_DEGREES = "phd ph.d md m.d jr sr ii iii iv msc bsc ba ma mba esq rn dds"
_BEFORE = frozenset(_TITLES.split())
_AFTER = frozenset(_DEGREES.split())

_COURTESY = """
Mr Mrs Ms Miss Mx Dr Prof Herr Frau Monsieur Madame Mme Mlle Señor Señora Señorita Sr Sra Srta Senhor Senhora
Signor Signora Signorina Mevrouw Meneer Г-н Г-жа Господин Госпожа
"""
_CAPITAL = "[^\\W\\d_a-zß-öø-ÿа-яё][^\\W\\d_]+"
_TITLED = re.compile(
    rf"(?<!\w)(?:{'|'.join(_COURTESY.split())})\.?\s+(?:{_CAPITAL}(?:-{_CAPITAL})?)(?:\s{_CAPITAL}(?:-{_CAPITAL})?)?"
)
"""Written as titles are, with a capital: “Herr” and “herr”, or “Ms” and “ms”, are not the same."""

_LOGIN = re.compile(r"\w{2,}[._]\w{2,}|\d|@")
_ASIDE = re.compile(r"[(\[\"“„«][^)\]\"”“»]*+[)\]\"”“»]?")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_HAN_OR_HANGUL = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]+")


def first_name(name: str) -> str:
    """The first name alone; nothing where it cannot be told from the rest.

    Of “Ms Keller” nothing is left, nor of an address, a login or a number. “LOPEZ, Maria” and “LOPEZ Maria” are Maria;
    “María José” is María, as José may be the family. East Asian names begin with the family: 山田 太郎 is 太郎, and of
    three characters or more in one word nothing is left.
    """
    if _LOGIN.search(name):
        return ""
    family, comma, given = _ASIDE.sub(" ", name).partition(",")
    turned = comma != "" and not all(_plain(word) in _AFTER for word in given.split())
    words = (given if turned else family).split()
    titled = False
    while words and _plain(words[0]) in _BEFORE:
        words, titled = words[1:], True
    if not words or (titled and len(words) == 1 and not turned):
        return ""
    return _given(words)


def without_full_name(text: str, name: str) -> str:
    """A text in which the first name alone stands wherever a customer's name stands whole, either part first.

    Where no first name can be told from the rest, nothing of the name stands there. A part of it by itself stays.
    """
    first = first_name(name)
    family, _, given = _ASIDE.sub(" ", name).partition(",")
    words = [word for word in [*given.split(), *family.split()] if _plain(word) not in _BEFORE | _AFTER]
    whole = {" ".join(name.split()), " ".join(words), " ".join([*words[1:], *words[:1]])} - {"", first}
    return left_out(text, whole, first or LEFT_OUT) if words else text


def titled_names(text: str) -> Sequence[str]:
    """What stands in a text as a name after a courtesy title, each once: “Mrs Anna Example”."""
    return list(dict.fromkeys(" ".join(found[0].split()) for found in _TITLED.finditer(text)))


def _given(words: list[str]) -> str:
    if _EAST_ASIAN.fullmatch("".join(words)):
        if "\u30fb" in words[0]:
            return words[0].split("\u30fb")[0]
        alone = len(words) == 1 and len(words[0]) > LONGEST_GIVEN_NAME
        return "" if alone and _HAN_OR_HANGUL.fullmatch(words[0]) else words[-1]
    # Many write the family in capitals, before the name or after it.
    in_capitals = [word for word in words if word.isupper() and len(word.strip(".")) > 1]
    if in_capitals and words[0] != words[0].title():
        words = [word for word in words if word not in in_capitals and word[0].isupper()] or words
    return words[0].strip(",;:")


def _plain(word: str) -> str:
    return word.strip(".,").casefold()
