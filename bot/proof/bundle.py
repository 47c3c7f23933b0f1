"""The files of the playground's page."""

from pathlib import Path

import adapters.playground


class CannotBundle(Exception):
    """The page is not built, and cannot be; the text is one sentence that says why."""


def ensure() -> Path:
    """The folder with the built page; raises CannotBundle if there is none."""
    built = Path(adapters.playground.__file__).parent / "built"
    if not (built / "index.html").is_file():
        raise CannotBundle(f"The page is not built: there is no {built / 'index.html'}.")
    return built
