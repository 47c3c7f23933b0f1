"""What several commands take."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

# An id may begin with a dash, and an option that is not known is taken for one.
AN_ID: Mapping[str, bool] = MappingProxyType({"ignore_unknown_options": True})

As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="PERSON",
        help="Whose rights hold, and who looks after it: an e-mail, or platform/home/user id. Else the first admin.",
    ),
]

Yaml = Annotated[Path, typer.Argument(help="A YAML file in UTF-8.", exists=True, dir_okay=False, readable=True)]

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would come of it, and change nothing.")]
