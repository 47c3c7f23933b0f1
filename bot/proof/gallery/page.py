"""One page with everything in it: no script, and nothing that is fetched from anywhere."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from jinja2 import Environment, PackageLoader, TemplateError
from markupsafe import Markup

from bot.capability import Offers
from bot.proof.gallery.drawing import LOCALES, PLATFORMS, CannotBeDrawn, Drawn, draw_all
from bot.proof.gallery.marks import READER_ZONE, slack_date, slack_line, teams_text


@dataclass
class _Shown:
    """An example with its drawings, by locale and platform."""

    name: str
    note: str
    anchor: str
    drawings: dict[str, dict[str, tuple[Drawn, Markup]]] = field(default_factory=dict)


def build(offers: Offers, locales: Sequence[str] = tuple(LOCALES)) -> str:
    """The page as HTML; raises CannotBeDrawn for the first example that a platform would not show."""
    environment = _environment()
    capabilities: OrderedDict[str, OrderedDict[str, _Shown]] = OrderedDict()
    for drawn in draw_all(offers, locales):
        examples = capabilities.setdefault(drawn.capability, OrderedDict())
        anchor = f"{drawn.capability}-{len(examples) + 1}"
        shown = examples.setdefault(drawn.example, _Shown(drawn.example, drawn.note, anchor))
        shown.drawings.setdefault(drawn.locale, {})[drawn.platform] = (drawn, _drawing(environment, drawn))
    return environment.get_template("page.html").render(
        capabilities=capabilities,
        locales={locale: LOCALES.get(locale, locale) for locale in locales},
        platforms={"slack": "Slack", "teams": "Teams"},
        zone=READER_ZONE.rpartition("/")[2],
    )


def write(offers: Offers, folder: Path) -> Path:
    """Writes the page into a folder, made if it is not there, and says where it is; raises CannotBeDrawn."""
    page = build(offers)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "index.html"
    path.write_text(page, encoding="utf-8")
    return path


def _drawing(environment: Environment, drawn: Drawn) -> Markup:
    if drawn.platform not in PLATFORMS:
        raise CannotBeDrawn(drawn.example, drawn.locale, drawn.platform, "the gallery has no drawing for it")
    template = environment.get_template(f"{drawn.platform}.html")
    try:
        return Markup(template.render(drawn=drawn, payload=drawn.payload, names=drawn.names, locale=drawn.locale))  # noqa: S704 - drawn by a template that escapes
    except TemplateError as error:
        raise CannotBeDrawn(
            f"{drawn.capability}, {drawn.example}", drawn.locale, drawn.platform, f"{error.message}"
        ) from error


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bot.proof.gallery"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["slack_line"] = slack_line
    environment.filters["teams_text"] = teams_text
    environment.filters["slack_date"] = lambda one, locale: slack_date(one["timestamp"], one["format"], locale)
    environment.filters["local_date"] = lambda timestamp, locale: slack_date(timestamp, "{date_short_pretty}", locale)
    environment.filters["local_time"] = lambda timestamp, locale: slack_date(timestamp, "{time}", locale)
    environment.globals["unknown"] = _unknown
    return environment


def _unknown(what: str) -> NoReturn:
    """Called by a template that meets what it cannot draw, so that nothing vanishes from the page."""
    raise TemplateError(f"the gallery does not know how to draw {what}")
