"""The kit as files: the page for the administrators, the packages, and drafts of privacy and terms."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markdown_it import MarkdownIt
from markupsafe import Markup

from adapters.slack.manifest import as_yaml, build_manifest, published_names
from adapters.teams.manifest import build_package
from bot.people.refusal import Refused
from bot.proof.approval.facts import Facts
from bot.proof.approval.ways import SLACK_PACKAGE, TEAMS_PACKAGE
from bot.proof.packages import PUBLISHER_CHARACTERS, Pages, teams_package_manifest
from bot.settings import Settings

DRAFTS = ("privacy", "terms")


def write_kit(facts: Facts, settings: Settings, folder: Path) -> Sequence[Path]:
    """Writes everything into a folder, made if it is not there, and says what was written.

    Raises Refused before anything is written if a package lacks a setting.
    """
    packages = _packages(facts, settings)
    environment = Environment(
        loader=PackageLoader("bot.proof.approval"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    files: dict[str, bytes] = {
        "index.html": environment.get_template("page.html").render(facts=facts, packages=sorted(packages)).encode()
    }
    for draft in DRAFTS:
        text = environment.get_template(f"{draft}.md").render(facts=facts)
        drawn = Markup(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))  # noqa: S704 - without raw HTML
        page = environment.get_template("draft.html").render(facts=facts, title=draft.capitalize(), text=drawn)
        files |= {f"{draft}.md": text.encode(), f"{draft}.html": page.encode()}
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, data in {**files, **packages}.items():
        (folder / name).write_bytes(data)
        written.append(folder / name)
    return written


def _packages(facts: Facts, settings: Settings) -> dict[str, bytes]:
    wanted = {way.package for way in facts.ways if way.package}
    packages = {}
    if wanted and not settings.instep_base_url:
        raise Refused("The partner's app says where Instep runs: set INSTEP_BASE_URL first.")
    if TEAMS_PACKAGE in wanted and not settings.teams_app_id:
        raise Refused("The partner's app package needs the bot's application id: set TEAMS_APP_ID first.")
    try:
        if TEAMS_PACKAGE in wanted:
            pages = Pages(facts.publisher[:PUBLISHER_CHARACTERS])
            packages[TEAMS_PACKAGE] = build_package(
                teams_package_manifest(settings, pages, names=settings.command_names, reading=facts.reading)
            )
        if SLACK_PACKAGE in wanted:
            names = {own: given for own, given in settings.command_names.items() if own in published_names()}
            built = build_manifest(settings.instep_base_url or "", names=names, reading=facts.reading)
            packages[SLACK_PACKAGE] = as_yaml(built).encode()
    except ValueError as problem:
        raise Refused(str(problem)) from problem
    return packages
