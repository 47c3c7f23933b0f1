"""`instep demo`, `bench` and `chaos`: the bot shown, measured and broken on stand-ins, without any account."""

from pathlib import Path
from typing import Annotated

import typer


def _can_be_written(file: Path | None) -> Path | None:
    """Asked before anything starts, since a result that cannot be kept would be noticed only after minutes."""
    if file is None:
        return None
    existed = file.exists()
    try:
        file.open("a").close()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise typer.BadParameter(f"{file} cannot be written ({reason}): name a file in a folder that exists.") from None
    if not existed:
        file.unlink()
    return file


JsonFile = Annotated[
    Path | None,
    typer.Option("--json", metavar="FILE", callback=_can_be_written, help="Also write the result there, as JSON."),
]


def add_to(app: typer.Typer) -> None:
    """Mounts the commands."""
    app.command("demo", short_help="Tell the story of one update, without any account.")(demo)
    app.command("bench", short_help="Measure how fast updates go out on this machine.")(bench)
    app.command("chaos", short_help="Kill bots and break calls, and see what becomes of updates.")(chaos)


def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Plain lines, as for a log.")] = False,
    json_file: JsonFile = None,
) -> None:
    """Tell the story of one update with an invented organisation; nothing is sent anywhere."""
    from bot.proof.demo import run_demo

    if not run_demo(headless=headless, json_file=json_file):
        raise typer.Exit(1)


def bench(
    json_file: JsonFile = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NAME", help="Only this measure; may be given several times.")
    ] = None,
) -> None:
    """Measure on this machine how fast updates go out, against stand-ins that keep the platforms' limits."""
    from bot.proof.bench import MEASURES, run_bench

    if unknown := sorted(set(only or ()) - MEASURES.keys()):
        raise typer.BadParameter(f"There is no measure {', '.join(unknown)}. There are: {', '.join(MEASURES)}.")
    raise typer.Exit(run_bench(json_file=json_file, only=only or ()))


def chaos(
    minutes: Annotated[
        float | None,
        typer.Option("--minutes", min=0.1, metavar="N", help="For so long; without it, all at full size once."),
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", metavar="S", help="Plan what a run with this seed did.")] = None,
    json_file: JsonFile = None,
    page_file: Annotated[
        Path | None,
        typer.Option(
            "--page",
            metavar="FILE",
            callback=_can_be_written,
            help="Also write the result there, as one HTML page.",
        ),
    ] = None,
    postgresql: Annotated[
        str,
        typer.Option("--postgresql", metavar="URL", help="Make scratch databases on this server, and drop them again."),
    ] = "",
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NAME", help="Only this; may be given several times.")
    ] = None,
) -> None:
    """Kill bots and break calls at random, on this machine's stand-ins, and judge the receipts at the receiving end.

    Ends with a verdict; the exit code is 0 only if nothing was lost, and nothing is there twice without being said.
    """
    from bot.proof.chaos import SCENARIOS, run_chaos
    from bot.proof.chaos.harmless import refuse_elsewhere
    from bot.settings import load_settings

    refuse_elsewhere(load_settings())
    if unknown := sorted(set(only or ()) - SCENARIOS.keys()):
        raise typer.BadParameter(f"There is no scenario {', '.join(unknown)}. There are: {', '.join(SCENARIOS)}.")
    raise typer.Exit(
        run_chaos(
            minutes=minutes,
            seed=seed,
            only=only or (),
            postgresql_url=postgresql,
            json_file=json_file,
            page_file=page_file,
        )
    )
