"""What the documents name exists: commands, Makefile targets, settings, files."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperGroup

from bot.assemble import all_offers
from bot.cli import app
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("*.md")])
CODE = re.compile(r"^ *```[a-z]*\n(.*?)^ *```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)
PREFIXES = "SLACK|TEAMS|INSTEP|DATABASE"

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def lines_of_code(document: Path) -> Iterator[str]:
    """Every line of every code block, and every piece of code within a sentence."""
    for found in CODE.finditer(document.read_text()):
        for line in (found[1] or found[2]).splitlines():
            if line.strip():
                yield line.strip()


def said_in_chat(line: str) -> Iterator[str]:
    """The `/instep …` and `@Instep …` commands of a line, without what they begin with."""
    if found := re.match(r"(?:/instep|@Instep)\s+(.+)", line):
        yield re.sub(r"[<\[…].*", "", found[1]).strip()


def commands(line: str) -> Iterator[list[str]]:
    """The `instep …` commands of a line, as words; comments and what is piped elsewhere are left out."""
    for part in re.split(r"&&|;| \| ", line.partition(" #")[0]):
        words = part.replace("…", "").split()
        while words and (words[0] in ("$", "sudo", "exec") or re.fullmatch(r"[A-Z_]+=.*", words[0])):
            words = words[1:]
        if words and re.fullmatch(r"(?:\S+/)?instep", words[0]):
            yield words[1:]


def wrong_with(words: list[str]) -> str:
    """Why the program would not understand this, or nothing; words in capitals and in <…> stand for the reader's."""
    here = typer.main.get_command(app)
    for number, word in enumerate(words):
        options = {name for option in here.params for name in (*option.opts, *option.secondary_opts)} | {"--help"}
        if word.startswith("-"):
            if word.partition("=")[0].strip("[]") not in options:
                return f"{word} is no option there"
        elif isinstance(here, TyperGroup):
            choices = [choice for choice in word.split("|") if choice]
            unknown = [choice for choice in choices if choice not in here.commands]
            if unknown:
                return f"there is no command {' '.join([*words[:number], unknown[0]])}"
            here = here.commands[choices[0]]
    return ""


@each_document
def test_every_command_named_exists(document: Path) -> None:
    wrong = [
        f"instep {' '.join(words)}: {problem}"
        for line in lines_of_code(document)
        for words in commands(line)
        if (problem := wrong_with(words))
    ]
    assert not wrong, "\n".join(wrong)


@each_document
def test_every_word_for_the_chat_is_understood(document: Path) -> None:
    offers = all_offers()
    said = (words for line in lines_of_code(document) for words in said_in_chat(line))
    assert not [words for words in said if words and offers.command(words) is None]


@each_document
def test_every_make_target_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        word
        for line in lines_of_code(document)
        for part in re.split(r"&&|;", line.partition(" #")[0])
        if part.split()[:1] == ["make"]
        for word in part.split()[1:]
        if re.fullmatch(r"[a-z]+", word)
    }
    assert not named - targets


@each_document
def test_every_setting_named_exists(document: Path) -> None:
    known = {name.upper() for name in Settings.model_fields}
    named = re.findall(rf"\b(?:{PREFIXES})_[A-Z_]*[A-Z]\b", document.read_text())
    assert not set(named) - known


@each_document
def test_every_file_linked_exists(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text())
    assert not [target for target in targets if "://" not in target and not (document.parent / target).exists()]


@each_document
def test_every_test_named_exists(document: Path) -> None:
    there = {
        name
        for module in (ROOT / "tests").rglob("*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", module.read_text(), re.MULTILINE)
    }
    assert not set(re.findall(r"`(test_\w+)`", document.read_text())) - there


def test_every_make_target_calls_commands_that_exist() -> None:
    recipes = (line.strip() for line in (ROOT / "Makefile").read_text().splitlines() if "$(BIN)/instep" in line)
    assert not [line for line in recipes for words in commands(line.lstrip("@")) if wrong_with(words)]


@pytest.mark.parametrize(
    "line",
    ["instep fly", "instep manifest slack --wings", ".venv/bin/instep db downgrade", "make x && instep partner|fly"],
)
def test_a_command_that_is_not_there_would_be_found(line: str) -> None:
    assert any(wrong_with(words) for words in commands(line))


@pytest.mark.parametrize(
    "line", ["instep manifest slack --base-url https://x.example", "instep db upgrade  # first", "FOO=1 instep run"]
)
def test_a_command_that_is_there_is_understood(line: str) -> None:
    assert not any(wrong_with(words) for words in commands(line))
