"""The words of languages: which one somebody reads and why, the others one press away, and the author's pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.capabilities.updates.facts import Facts
from bot.chat import languages
from bot.chat.message import Block, Button, CodeBlock, Context, Fact, Headline, Inline, Part, plain
from bot.chat.message import Facts as FactRows
from bot.chat.texts import Texts

LANGUAGES = "updates.languages"
"""Other languages, for readers; the button carries the update and the language that it stands under."""

OTHER_LANGUAGES = "updates.other_languages"
"""Other languages, for the author of a draft."""

MOST_TEAMS = 8
"""Teams of a language that are named; the others are counted."""


def fallback(facts: Facts, t: Texts) -> list[Context]:
    """That somebody reads another language than their own, and why; nothing for who reads their own."""
    if not facts.missing:
        return []
    names = {"language": t.language(facts.language), "missing": t.language(facts.missing)}
    if facts.behind:
        return [Context(plain(t("This text is in {language}; the {missing} is not corrected yet.", **names)))]
    return [Context(plain(t("This text is in {language}; there is no {missing} yet.", **names)))]


def directed(blocks: tuple[Block, ...], language: str) -> tuple[Block, ...]:
    """Text that runs as its language does, whatever the language of the labels above it and of its first word."""
    if not language:
        return blocks
    rtl = languages.from_right_to_left(language)
    return tuple(block if isinstance(block, CodeBlock) else replace(block, rtl=rtl) for block in blocks)


def headline(facts: Facts) -> Headline:
    """The title of an update, which runs as its language does."""
    return Headline(facts.title, rtl=languages.from_right_to_left(facts.language) if facts.language else None)


def in_language(facts: Facts, t: Texts) -> tuple[Inline, ...]:
    """The same in a list, as short as can be."""
    return (plain(t("In {language}", language=t.language(facts.language))),) if facts.missing else ()


def languages_button(facts: Facts, t: Texts) -> tuple[Button, ...]:
    """*Other languages*, where there are any."""
    if not facts.others:
        return ()
    carried = f"{facts.public_id}.{facts.language}"
    return (Button(t("Other languages"), LANGUAGES, carried, opens_form=True),)


@dataclass(frozen=True)
class Reading:
    """One language of an audience: the names of its teams that may be told, how many `more` there are, what they read.

    `reads` is the language of the text that they will see; `behind`: there was one in theirs, before a correction;
    `overtaken`: it was written before the first text was last changed.
    """

    language: str
    reads: str
    teams: tuple[str, ...]
    more: int = 0
    behind: bool = False
    overtaken: bool = False


def languages_told(written: str, others: Sequence[str], readings: Sequence[Reading], t: Texts) -> list[Part]:
    """In which languages an update is, and who reads which; nothing where all read the one that it is written in."""
    if not others and all(one.language == one.reads for one in readings):
        return []
    head = t("Written in {language}, in no other language yet.", language=t.language(written))
    if others:
        named = t.names([t.language(one) for one in others])
        head = t("Written in {language}, also in {others}.", language=t.language(written), others=named)
    rows = [Fact(t.language(one.language), plain(_who(one, t))) for one in readings]
    return [Context(plain(head)), *([FactRows(tuple(rows))] if rows else [])]


def _who(reading: Reading, t: Texts) -> str:
    teams = list(reading.teams[:MOST_TEAMS])
    if more := len(reading.teams) - len(teams) + reading.more:
        teams.append(t.n("{n} more team", "{n} more teams", more))
    if reading.behind and not teams:
        return t("not corrected yet, so it is not offered; no team of this audience reads it")
    named = t.names(teams) if teams else t("no team of this audience reads it")
    if reading.overtaken:
        return t("{teams}; written before the first text was changed, so look at it again", teams=named)
    if reading.reads == reading.language or not teams:
        return named
    if reading.behind:
        return t("not corrected yet: {teams} will see the {language}", teams=named, language=t.language(reading.reads))
    return t("no text yet: {teams} will see the {language}", teams=named, language=t.language(reading.reads))
