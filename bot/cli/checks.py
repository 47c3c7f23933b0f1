"""What an operator checks and hands over: doctor, manifests, the approval kit, the gallery."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

manifest = typer.Typer(no_args_is_help=True, help="The files that create the app on each platform.")


class Format(StrEnum):
    """How a manifest is written."""

    JSON = "json"
    YAML = "yaml"


BaseUrl = Annotated[str, typer.Option(help="Address under which the outside reaches Instep, instead of the setting's.")]
Names = Annotated[
    list[str] | None,
    typer.Option("--command-name", help="Another name for a command, like update=team-update; repeat for more."),
]
Reading = Annotated[
    bool,
    typer.Option(
        "--reading",
        help="Also ask to read what is written in channels, to offer whoever asks something under an update to have it"
        " asked. Nothing else of it is used or kept.",
    ),
]


def add_to(app: typer.Typer) -> None:
    """Mounts the commands."""
    app.command("doctor", short_help="Say what is misconfigured, and what to do about it.")(doctor)
    app.add_typer(manifest, name="manifest")
    app.command("approval-kit", short_help="Write what a partner's admins want to know.")(approval_kit)
    app.command("gallery", short_help="Draw every message and form on one page.")(gallery)


def doctor(
    tenant: Annotated[
        str, typer.Option(help="Also post, edit and delete one test message in this Teams tenant (directory id).")
    ] = "",
    live: Annotated[bool, typer.Option("--live", help="Also ask the platforms about each linked channel.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write the findings as JSON.")] = False,
) -> None:
    """Examine settings, database, clock, tokens, lanes and channels, and say what to do. Sends nothing by itself."""
    import asyncio

    from bot.clock import SystemClock
    from bot.logs import configure_logging
    from bot.proof.doctor import examine, show
    from bot.settings import load_settings

    settings = load_settings()
    configure_logging(settings)
    examination = asyncio.run(examine(settings, SystemClock(), tenant=tenant, live=live))
    if as_json:
        typer.echo(examination.as_json())
    else:
        show(examination)
    if not examination.well:
        raise typer.Exit(1)


@manifest.command("slack", short_help="Write the manifest that creates the Slack app.")
def manifest_slack(
    base_url: BaseUrl = "",
    socket_mode: Annotated[
        bool | None, typer.Option("--socket-mode/--http", help="How Slack reaches Instep; as the settings say.")
    ] = None,
    names: Names = None,
    app_name: Annotated[str, typer.Option(help="What the app is called in Slack.")] = "Instep",
    reading: Reading = False,
    format: Annotated[Format, typer.Option(help="How it is written.")] = Format.YAML,
    out: Annotated[Path | None, typer.Option(help="A file to write to, instead of the terminal.")] = None,
) -> None:
    """Write the manifest that creates the Slack app, with the scopes of all capabilities."""
    from adapters.slack.manifest import as_json, as_yaml, build_manifest, published_names
    from bot.people.refusal import Refused
    from bot.settings import load_settings

    settings = load_settings()
    socket = bool(settings.slack_app_token) if socket_mode is None else socket_mode
    address = base_url or settings.instep_base_url or ""
    if not socket and not address:
        raise Refused("Slack needs to know where Instep is: set INSTEP_BASE_URL, or give --base-url or --socket-mode.")
    named = {**settings.command_names, **_named(names, tuple(published_names()))}
    known = {own: given for own, given in named.items() if own in published_names()}
    try:
        built = build_manifest(address, names=known, socket_mode=socket, app_name=app_name, reading=reading)
    except ValueError as problem:
        raise Refused(str(problem)) from problem
    text = as_json(built) if format is Format.JSON else as_yaml(built)
    if out:
        out.write_text(text, encoding="utf-8")
    else:
        typer.echo(text, nl=False)
    _next(
        f"{f'Written to {out}. ' if out else ''}Next: https://api.slack.com/apps → Create New App → From a manifest."
        " Then copy the signing secret and install the app."
        f"{' In Socket Mode it also needs an app-level token with connections:write.' if socket else ''}"
    )
    if reading:
        _next(
            "With --reading Slack also sends what is written in the channels that Instep is in. Tell the people there;"
            " `instep approval-kit --reading` says what it means. Workspaces that have the app install it once more."
        )
    if named != settings.command_names:
        _next(f"Set INSTEP_COMMAND_NAMES={_joined(named)} too, so that Instep knows these names.")


@manifest.command("teams", short_help="Write the package that a Teams administrator uploads.")
def manifest_teams(
    app_id: Annotated[str, typer.Option(help="The registration's application id, instead of TEAMS_APP_ID.")] = "",
    base_url: BaseUrl = "",
    publisher: Annotated[str, typer.Option(help="Who runs Instep, as other companies' admins read it.")] = "Instep",
    website: Annotated[str, typer.Option(help="The publisher's page; the base URL if not given.")] = "",
    privacy: Annotated[str, typer.Option(help="The privacy page; WEBSITE/privacy if not given.")] = "",
    terms: Annotated[str, typer.Option(help="The terms page; WEBSITE/terms if not given.")] = "",
    names: Names = None,
    app_name: Annotated[str, typer.Option(help="What the app is called in Teams.")] = "Instep",
    version: Annotated[str, typer.Option(help="Raise it with every change of the package.")] = "1.0.0",
    reading: Reading = False,
    out: Annotated[Path, typer.Option(help="The package to write.")] = Path("instep-teams.zip"),
) -> None:
    """Write the app package (zip with manifest and icons) that a Teams administrator uploads."""
    from adapters.teams.manifest import COMMANDS, build_package
    from bot.people.refusal import Refused
    from bot.proof.packages import Pages, teams_package_manifest
    from bot.settings import load_settings

    settings = load_settings()
    named = {**settings.command_names, **_named(names, tuple(COMMANDS))}
    pages = Pages(publisher, website, privacy, terms)
    try:
        built = teams_package_manifest(
            settings,
            pages,
            app_id=app_id,
            base_url=base_url,
            names=named,
            app_name=app_name,
            version=version,
            reading=reading,
        )
    except ValueError as problem:
        raise Refused(str(problem)) from problem
    out.write_bytes(build_package(built))
    developer = built["developer"]
    _next(
        f"Written to {out}. Next: https://admin.teams.microsoft.com → Teams apps → Manage apps → Upload new app,"
        " then add it to the teams that take part."
    )
    if reading:
        _next(
            "With --reading an owner of each team is asked, when the app is added or renewed there, whether it may be"
            " sent what is written in the team's channels. Tell the people there; `instep approval-kit --reading` says"
            " what it means."
        )
    _next(
        f"The package points to {developer['privacyUrl']} and {developer['termsOfUseUrl']}: put your pages there"
        " (`instep approval-kit` writes drafts)."
    )


def approval_kit(
    partner: Annotated[str, typer.Argument(help="The partner, as `instep partner` knows it.")],
    out: Annotated[Path | None, typer.Option(help="The folder to write to; approval-kit-PARTNER if not given.")] = None,
    publisher: Annotated[str, typer.Option(help="Your company, as the partner's admins know it.")] = "",
    contact: Annotated[str, typer.Option(help="Whom the partner's admins write to.")] = "",
    presence: Annotated[
        list[str] | None,
        typer.Option(
            help="How the partner is present, if its workspace or tenant is not linked yet: own_workspace, "
            "slack_connect, own_tenant, guests, shared_by_us or shared_by_them; repeat for more.",
        ),
    ] = None,
    reading: Reading = False,
) -> None:
    """Write the page and the packages with which a partner's administrators decide about Instep."""
    from bot.cli.opening import with_database
    from bot.clock import SystemClock
    from bot.people.access import EVERYTHING
    from bot.people.model import Presence
    from bot.people.refusal import Refused
    from bot.proof.approval import facts_of, write_kit
    from bot.settings import load_settings
    from bot.storage.sessions import Database

    settings = load_settings()
    if unknown := set(presence or ()) - set(Presence):
        raise Refused(f"“{unknown.pop()}” is no way of being present; there are {', '.join(Presence)}.")
    today = SystemClock().now().date()
    said = {"publisher": publisher, "contact": contact}

    async def work(database: Database) -> None:
        async with database.read() as session:
            ways = [Presence(each) for each in presence or ()]
            facts = await facts_of(
                session, EVERYTHING, settings, partner, today, presences=ways, reading=reading, **said
            )
        folder = out or Path(f"approval-kit-{facts.slug}")
        for path in write_kit(facts, settings, folder):
            typer.echo(str(path))
        for note in facts.left_to_do:
            _next(note)

    with_database(work)


def gallery(
    out: Annotated[Path, typer.Option(help="The folder to write to.")] = Path("gallery"),
    pictures: Annotated[bool, typer.Option(help="Take pictures too, where there is a Chromium.")] = True,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> None:
    """Draw every message and form as Slack and Teams show it, on pages, and on pictures where Chromium is."""
    from bot.assemble import all_offers
    from bot.people.refusal import Refused
    from bot.proof.bundle import CannotBundle, ensure
    from bot.proof.gallery import CannotBeDrawn, NoBrowser, take_pictures, write

    try:
        page = write(all_offers(), out, ensure())
    except (CannotBeDrawn, CannotBundle) as problem:
        raise Refused(str(problem)) from problem
    typer.echo(str(page))
    if pictures:
        _next("Taking pictures takes some minutes; the pages are there already (--no-pictures leaves them out).")
        try:
            typer.echo(f"{take_pictures(out)} pictures in {out / 'pictures'}")
        except NoBrowser as reason:
            _next(str(reason))
    if open_page:
        typer.launch(str(page))


def _named(pairs: list[str] | None, known: tuple[str, ...]) -> dict[str, str]:
    """`own=given` pairs as a mapping; raises Refused for one that cannot be read or names no command."""
    from bot.people.refusal import Refused

    named = {}
    for pair in pairs or ():
        own, equals, given = pair.partition("=")
        if not (own and equals and given):
            raise Refused(f"--command-name must look like update=team-update, not “{pair}”.")
        if own not in known:
            raise Refused(f"There is no command “{own}”; there are {', '.join(known)}.")
        named[own] = given
    return named


def _joined(names: dict[str, str]) -> str:
    return ",".join(f"{own}={given}" for own, given in names.items())


def _next(text: str) -> None:
    """What to do next, beside the output that may be piped somewhere."""
    typer.secho(text, err=True, fg="cyan")
