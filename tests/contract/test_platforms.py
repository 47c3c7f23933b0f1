"""Every folder of a chat platform, found by itself, keeps the port's promises."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import adapters
from bot.ports import ChatPlatform, Manners

FOLDERS = Path(adapters.__file__).parent
FILES = {"adapter", "gate", "install", "inbound", "render", "limits", "manifest", "standin", "samples"}
"""The names that every platform's folder holds, as modules or packages."""


def modules(folder: Path) -> set[str]:
    return {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}


PLATFORMS = sorted(path.name for path in FOLDERS.iterdir() if path.is_dir() and "adapter" in modules(path))
"""A chat platform is a folder with an `adapter` in it."""

everywhere = pytest.mark.parametrize("platform", PLATFORMS)


def promised() -> Iterator[str]:
    """The methods of the port."""
    yield from (name for name, kept in vars(ChatPlatform).items() if inspect.isfunction(kept) and name[0] != "_")


def classes_of(platform: str) -> Iterator[type[Any]]:
    adapter: ModuleType = importlib.import_module(f"adapters.{platform}.adapter")
    for kept in vars(adapter).values():
        if inspect.isclass(kept) and all(hasattr(kept, name) for name in promised()):
            yield kept


def platform_class(platform: str) -> type[Any]:
    found = list(classes_of(platform))
    assert len(found) == 1, f"adapters.{platform}.adapter holds one ChatPlatform, not {found}"
    return found[0]


def test_there_are_platforms_to_judge() -> None:
    assert {"slack", "teams"} <= set(PLATFORMS)


@everywhere
def test_every_platform_has_the_same_files(platform: str) -> None:
    assert not FILES - modules(FOLDERS / platform)


@everywhere
def test_every_method_of_the_port_is_there_with_its_parameters(platform: str) -> None:
    kept = platform_class(platform)
    for name in promised():
        wanted, found = (inspect.signature(getattr(each, name)) for each in (ChatPlatform, kept))
        assert [(each.name, each.kind, each.default) for each in wanted.parameters.values()] == [
            (each.name, each.kind, each.default) for each in found.parameters.values()
        ], name
        answers_later = (inspect.iscoroutinefunction, inspect.isasyncgenfunction)
        if name not in ("members", "channels"):
            assert [test(getattr(ChatPlatform, name)) for test in answers_later] == [
                test(getattr(kept, name)) for test in answers_later
            ], name
        else:
            assert inspect.isasyncgenfunction(getattr(kept, name)), f"{name} goes page by page"


@everywhere
def test_it_is_called_like_its_folder(platform: str) -> None:
    assert platform_class(platform).name == platform


@everywhere
def test_its_manners_can_be_relied_on(platform: str) -> None:
    manners = platform_class(platform).manners
    assert isinstance(manners, Manners)
    assert manners.title.strip() == manners.title and manners.title
    assert manners.command_prefix in ("/", "@Instep "), "a command is typed after it, as shown to people"


def test_no_two_platforms_are_called_the_same() -> None:
    titles = [platform_class(platform).manners.title for platform in PLATFORMS]
    assert len(set(titles)) == len(titles)


@everywhere
def test_it_knows_only_the_neutral_vocabulary(platform: str) -> None:
    allowed = ("bot.chat", "bot.ports", "bot.settings", "bot.clock")
    strangers = []
    for path in sorted((FOLDERS / platform).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            strangers += [
                f"{path.relative_to(FOLDERS)}: {name}"
                for name in names
                if name.partition(".")[0] in ("bot", "schedules", "adapters")
                and not name.startswith((*allowed, f"adapters.{platform}"))
            ]
    assert not strangers
