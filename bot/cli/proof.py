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


SCENARIOS = (
    "kills",
    "storm",
    "replicas",
    "zombie",
    "restarts",
    "away",
    "forgeries",
    "middle",
    "shoutouts",
    "checkins",
    "calendar",
)
MEASURES = (
    "broadcasts",
    "load",
    "activities",
    "latency",
    "claims",
    "shoutouts",
    "even",
    "thousand",
    "replicas",
    "paused",
    "planned",
    "corrections",
    "acknowledgements",
    "rhythms",
    "enqueue",
    "speed",
    "search",
    "directory",
    "checkins",
    "page",
)
"""What `--only` takes, written down here so that `--help` need not load what is played and measured."""

JsonFile = Annotated[
    Path | None,
    typer.Option("--json", metavar="FILE", callback=_can_be_written, help="Also write the result there, as JSON."),
]
StoryFile = Annotated[
    Path | None,
    typer.Option(
        "--json", metavar="FILE", callback=_can_be_written, help="Tell the story, and write what happened there."
    ),
]


def add_to(app: typer.Typer) -> None:
    """Mounts the commands."""
    app.command("demo", short_help="Try everything on a page of this machine, without any account.")(demo)
    app.command("bench", short_help="Measure how fast updates go out on this machine.")(bench)
    app.command("chaos", short_help="Kill bots and break calls, and see what becomes of updates.")(chaos)


def demo(
    terminal: Annotated[
        bool, typer.Option("--terminal", help="Tell the story of one update in the terminal instead.")
    ] = False,
    headless: Annotated[bool, typer.Option("--headless", help="The story in plain lines, as for a log.")] = False,
    json_file: StoryFile = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=0, max=65535, metavar="N", help="Serve the page there, not at INSTEP_PORT (8080)."),
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the page's address only.")] = False,
) -> None:
    """Open a page on which an invented organisation uses Slack and Teams; nothing is sent anywhere.

    Where the page cannot be built, the story is told in the terminal.
    """
    if not (terminal or headless or json_file) and _opened(port, browser=not no_browser):
        return
    from bot.proof.demo import run_demo

    if not run_demo(headless=headless, json_file=json_file):
        raise typer.Exit(1)


def _opened(port: int | None, *, browser: bool) -> bool:
    """Whether the page could be built, and was open until somebody ended it."""
    from bot.memory import loading

    with loading():
        from bot.proof.bundle import CannotBundle
        from bot.proof.playground import open_playground

    try:
        open_playground(port=port, browser=browser)
    except CannotBundle as reason:
        typer.echo(f"{reason}\nUntil then, here is the story of one update in the terminal.")
        return False
    except KeyboardInterrupt:
        typer.echo("\nEnded.")
    return True


def bench(
    json_file: JsonFile = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", metavar="NAME", help=f"Only this measure; may be given several times: {', '.join(MEASURES)}."
        ),
    ] = None,
) -> None:
    """Measure on this machine how fast updates go out, against stand-ins that keep the platforms' limits."""
    from bot.proof.bench import run_bench

    if unknown := sorted({*(only or ())}.difference(MEASURES)):
        raise typer.BadParameter(f"There is no measure {', '.join(unknown)}. There are: {', '.join(MEASURES)}.")
    raise typer.Exit(run_bench(json_file=json_file, only=only or ()))


def chaos(
    minutes: Annotated[
        float | None,
        typer.Option("--minutes", min=0.1, metavar="N", help="Play for so long; without it, all once at full size."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="S", help="Repeat the plan of the run with this seed.")
    ] = None,
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
        typer.Option(
            "--postgresql",
            metavar="URL",
            help="Make scratch databases on this server of this machine, and drop them again.",
        ),
    ] = "",
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", metavar="NAME", help=f"Only this scenario; may be given several times: {', '.join(SCENARIOS)}."
        ),
    ] = None,
) -> None:
    """Kill bots, break calls and restart databases, all invented and on this machine, and see what becomes of updates.

    Ends with a verdict; the exit code is 0 only if nothing was lost, and nothing is there more than once without being
    said.
    """
    from bot.proof.chaos import run_chaos
    from bot.proof.harmless import refuse_elsewhere
    from bot.settings import load_settings

    refuse_elsewhere(load_settings())
    if unknown := sorted({*(only or ())}.difference(SCENARIOS)):
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
