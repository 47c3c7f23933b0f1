"""`instep updates …`: an update from a file, beside a running bot, which sends it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.capabilities.updates.publish import Publishing
    from bot.capability import Acting
    from bot.clock import Clocks
    from bot.ports import ChatPlatform
    from bot.storage.sessions import Session

group = typer.Typer(no_args_is_help=True, help="Updates from files, and their receipts.")

As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="PERSON",
        help="Whose rights and walls hold: an e-mail, or platform/home/user id. Without it, the first admin.",
    ),
]


def add_to(app: typer.Typer) -> None:
    """Mounts the group."""
    app.add_typer(group, name="updates")


@group.command(short_help="Publish the update that a file describes.")
def publish(
    file: Annotated[Path, typer.Argument(help="YAML front matter, then Markdown.", exists=True, dir_okay=False)],
    person: As = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would go where, and change nothing.")] = False,
    may_be_shared: Annotated[
        bool, typer.Option("--may-be-shared", help="What looks like personal data may go to other companies.")
    ] = False,
) -> None:
    """Publish the update that a file describes, to all channels of its audience at once.

    The front matter holds title, audience and, if you like, owner, effective_from, acknowledge_by, urgent, playbook and
    tell_customers; below it stands what changed. The bot that is running sends it.
    """
    from bot.capabilities.updates.elsewhere import publication
    from bot.capabilities.updates.elsewhere.file import read_file
    from bot.capabilities.updates.publish import let_go
    from bot.capability import Declined
    from bot.chat.plain_text import text_of
    from bot.people.refusal import Refused

    found = read_file(file.read_bytes())
    asked = found.asked.model_copy(update={"may_be_shared": may_be_shared})

    async def work(acting: Acting, publishing: Publishing) -> str:
        try:
            release = await publication.prepare(acting, asked)
            if dry_run:
                shown = text_of(await publishing.preview(acting, release))
                await acting.session.rollback()
                return f"{shown}\n\nNothing was published: this was a dry run."
            publication.check_sharing(acting, release, asked)
        except Declined as declined:
            if declined.field == "may_be_shared":
                raise Refused(f"{declined} Nothing was done.") from declined
            place = f"{found.place(declined.field)}: " if declined.field else ""
            raise Refused(f"{place}{declined} Nothing was done.") from declined
        await let_go(acting, release, publishing.paces)
        count = len(release.resolved.channels)
        where = "1 channel" if count == 1 else f"{count} channels"
        return f"Going out to {where} as soon as the bot runs. Its id is {release.known.public_id}."

    typer.echo(_with_person(person, work))


# An id may begin with a dash, and an option that is not known is taken for one.
@group.command(
    short_help="Write the receipt of an update as CSV or JSON.", context_settings={"ignore_unknown_options": True}
)
def receipt(
    update: Annotated[str, typer.Argument(help="The id that publishing it gave.")],
    form: Annotated[str, typer.Option("--format", metavar="csv|json", help="How it is written.")] = "csv",
    out: Annotated[
        Path | None, typer.Option(help="A file to write to, instead of the terminal.", dir_okay=False)
    ] = None,
    names: Annotated[bool, typer.Option("--names", help="With the names that this person may see.")] = False,
    person: As = "",
) -> None:
    """Write the receipt of an update: per side, team, version and channel, and with --names per person.

    It holds what the person named may see; the admins of each side that is in it see that it was taken.
    """
    from bot.capabilities.updates import proof
    from bot.capabilities.updates.proof_sheet import sheet_of
    from bot.people.refusal import Refused

    if form not in ("csv", "json"):
        raise Refused(f"There is no format “{form}”. Choose csv or json.")

    async def work(acting: Acting, publishing: Publishing) -> str:
        found = await proof.export(acting, update, names=names)
        return sheet_of(found).decode() if form == "csv" else f"{found.model_dump_json(indent=2)}\n"

    written = _with_person(person, work)
    if out is None:
        typer.echo(written.removeprefix("\ufeff"), nl=False)
    else:
        out.write_text(written, newline="")
        typer.echo(f"Written to {out}.")


def _with_person(person: str, work: Callable[[Acting, Publishing], Awaitable[str]]) -> str:
    """Runs work in one transaction, in the name of a person."""
    import asyncio

    from bot.assemble.platforms import Edges
    from bot.capabilities.updates.publish import Publishing
    from bot.cli.opening import opened
    from bot.clock import system_clocks
    from bot.settings import load_settings

    async def run() -> str:
        settings, clocks = load_settings(), system_clocks()
        async with opened(settings) as database:
            # The platforms are asked nothing: they only say what they can show, and how fast they are.
            edges = Edges(settings, database, clocks.machine)
            try:
                async with database.write() as session:
                    acting = await _acting(session, person, clocks, edges.platforms)
                    return await work(acting, Publishing(edges.rules))
            finally:
                await edges.stop()

    return asyncio.run(run())


async def _acting(session: Session, person: str, clocks: Clocks, platforms: Mapping[str, ChatPlatform]) -> Acting:
    """The person named, or the organisation's first admin, as one who acts; raises Refused."""
    from bot.capability import Acting
    from bot.chat.texts import Texts
    from bot.delivery.outbox import Outbox
    from bot.people import directory, grants
    from bot.people.access import EVERYTHING
    from bot.people.refusal import Refused
    from bot.people.search import person_meant

    if person:
        person_id = await person_meant(session, EVERYTHING, person)
    else:
        admins = await grants.admins(session, EVERYTHING)
        if not admins:
            raise Refused("There is no admin yet: say with --as in whose name this is done.")
        person_id = admins[0].id
    actor = await directory.actor_of(session, person_id)
    return Acting(
        session=session,
        outbox=Outbox(session, clocks),
        actor=actor,
        t=Texts(actor.locale or "en"),
        clocks=clocks,
        platforms=platforms,
    )
