"""Rules of the architecture that neither the linter nor the type checker knows."""

import ast
import re
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "adapters", "schedules")

HOMES = {
    "slack_bolt": ("adapters.slack",),
    "slack_sdk": ("adapters.slack", "bot.proof.bench.alone"),
    "botbuilder": ("adapters.teams", "bot.proof.bench.alone", "bot.proof.bench.stock"),
    "botframework": ("adapters.teams", "bot.proof.bench.alone", "bot.proof.bench.stock"),
    "msal": ("adapters.teams",),
    "msrest": ("adapters.teams",),
    "apscheduler": ("schedules.runner",),
    "alembic": ("bot.migrations",),
    "sqlalchemy": (
        "bot.storage",
        "bot.migrations",
        "bot.people",
        "bot.delivery",
        "bot.due",
        "bot.capabilities.*.store",
    ),
    "asyncpg": ("bot.storage",),
    "aiosqlite": ("bot.storage",),
    "filelock": ("bot.storage", "bot.proof.bundle"),
    "aiohttp": ("adapters", "bot.assemble", "bot.proof", "bot.cli"),
    "typer": ("bot.cli",),
    "rich": ("bot.cli", "bot.proof"),
    "holidays": ("schedules.calendar",),
    "dateutil": ("schedules.calendar",),
    "phonenumbers": ("bot.delivery.guard",),
    "stdnum": ("bot.delivery.guard",),
    "PIL": ("bot.drawing",),
    "icalendar": ("bot.capabilities.syncs.calendar",),
}
"""Each library and the packages that may import it; who else needs what it does asks there."""

PLATFORM_FILES = {"adapter", "gate", "install", "inbound", "render", "limits", "manifest", "standin", "samples"}
"""What every chat platform's folder holds, as a module or a package."""

OWN_CLOCKS = {"bot.clock", "bot.proof", "adapters.*.standin", "adapters.playground"}
"""Where the machine's time is read: the clocks themselves, and programs that stand for the outside."""

LONG = 350
"""Lines past which a module is probably two."""

Source = tuple[str, Path, ast.Module]


@cache
def sources() -> tuple[Source, ...]:
    """Every module of the product: its dotted name, its file, its syntax tree."""
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found.append((name, path, ast.parse(path.read_text())))
    return tuple(found)


def within(module: str, homes: Iterator[str] | tuple[str, ...] | set[str]) -> bool:
    """Whether a module is one of `homes` or below; `*` stands for one part."""
    patterns = (re.escape(home).replace(r"\*", r"[^.]+") for home in homes)
    return any(re.fullmatch(rf"{pattern}(\..+)?", module) for pattern in patterns)


def imported(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every module that is imported anywhere in a file, and the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno


def test_each_vendor_has_one_home() -> None:
    strays = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for name, path, tree in sources()
        for module, line in imported(tree)
        if not within(name, HOMES.get(module.partition(".")[0], (name,)))
    ]
    assert not strays, "\n".join(strays)


def test_every_chat_platform_has_the_same_files() -> None:
    def names(folder: Path) -> set[str]:
        return {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}

    missing = {
        platform: sorted(absent)
        for platform in ("slack", "teams")
        if (absent := PLATFORM_FILES - names(ROOT / "adapters" / platform))
    }
    assert not missing, missing


def test_no_platform_folder_names_a_capability() -> None:
    capabilities = [path.name for path in (ROOT / "bot" / "capabilities").iterdir() if (path / "__init__.py").exists()]
    words = re.compile(rf"\bbot\.capabilities\b|\b(?:{'|'.join(capabilities)})\.[a-z_]+\b(?=['\"])")
    named = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for name, path, _ in sources()
        if within(name, ("adapters.slack", "adapters.teams")) and not within(name, ("adapters.*.samples",))
        for found in words.finditer(path.read_text())
    ]
    assert not named, "\n".join(named)


READS_THE_CLOCK = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "monotonic"),
    ("time", "perf_counter"),
}


def test_work_is_handed_its_clock() -> None:
    readers = [
        f"{path.relative_to(ROOT)}:{node.lineno} calls {node.func.value.id}.{node.func.attr}"
        for name, path, tree in sources()
        if not within(name, OWN_CLOCKS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) in READS_THE_CLOCK
    ]
    assert not readers, "\n".join(readers)


def swallows(handler: ast.ExceptHandler) -> bool:
    """Whether a handler of errors in general does nothing with what it caught."""
    names = (
        {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)} if handler.type else {"Exception"}
    )
    if not names & {"Exception", "BaseException"}:
        return False
    return all(
        isinstance(step, ast.Pass | ast.Continue | ast.Return | ast.Expr) and not acts(step) for step in handler.body
    )


def acts(step: ast.stmt) -> bool:
    return any(isinstance(node, ast.Call | ast.Name) for node in ast.walk(step))


def suppresses(node: ast.AST) -> bool:
    """Whether it is `suppress(Exception)`."""
    return (
        isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("suppress")
        and bool({ast.unparse(argument) for argument in node.args} & {"Exception", "BaseException"})
    )


def test_no_error_is_swallowed() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for _, path, tree in sources()
        for node in ast.walk(tree)
        if (isinstance(node, ast.ExceptHandler) and swallows(node)) or suppresses(node)
    ]
    assert not silent, "\n".join(silent)


def test_every_module_says_what_it_is() -> None:
    assert not [str(path.relative_to(ROOT)) for _, path, tree in sources() if not ast.get_docstring(tree)]


def test_no_module_is_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
    assert not [name for name, _, _ in sources() if name.rpartition(".")[2] in drawers]


@pytest.mark.filterwarnings("default::UserWarning")
def test_long_modules_are_reported() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for _, path, _ in sources()}
    for path, lines in sorted(lengths.items()):
        if lines > LONG and "versions" not in path:
            warnings.warn(f"{path} has {lines} lines: is it one thing?", stacklevel=1)


def test_the_program_reads_only_settings_that_it_lists() -> None:
    """The environment is read in one place, so that `.env.example` is the whole list."""
    readers = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for name, path, tree in sources()
        if not within(name, ("bot.settings", "bot.proof"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.environ", "os.getenv")
    ]
    assert not readers, "\n".join(readers)


@pytest.mark.parametrize("code", ["try: f()\nexcept Exception: pass", "try: f()\nexcept: return None"])
def test_a_swallowed_error_would_be_found(code: str) -> None:
    assert [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ExceptHandler) and swallows(node)]
