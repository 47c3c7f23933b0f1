"""Where a command writes a file: to the terminal, or where it is told."""

from pathlib import Path

import typer


def write(written: str, out: Path | None) -> None:
    """To a file with the byte order mark that spreadsheets need; to the terminal without it."""
    if out is None:
        typer.echo(written.removeprefix("\ufeff"), nl=False)
    else:
        out.write_text(written, encoding="utf-8", newline="")
        typer.echo(f"Written to {out}.")
