"""`instep updates …`: an update from a file, beside a running bot, which sends it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.taking import AN_ID

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.capabilities.updates.elsewhere.file import UpdateFile
    from bot.capabilities.updates.publish import Publishing
    from bot.capability import Acting, Declined
    from bot.people.refusal import Refused

group = typer.Typer(no_args_is_help=True, help="Updates from files, and their receipts.")

As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="PERSON",
        help="Whose rights and walls hold: an e-mail, or platform/home/user id. Without it, the first admin.",
    ),
]

MayBeShared = Annotated[
    bool, typer.Option("--may-be-shared", help="What looks like personal data may go to other companies.")
]


def add_to(app: typer.Typer) -> None:
    """Mounts the group."""
    app.add_typer(group, name="updates")


@group.command(short_help="Publish the update that a file describes.")
def publish(
    file: Annotated[Path, typer.Argument(help="YAML front matter, then Markdown.", exists=True, dir_okay=False)],
    person: As = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would go where, and change nothing.")] = False,
    may_be_shared: MayBeShared = False,
) -> None:
    """Publish the update that a file describes, to all channels of its audience at once.

    The front matter holds title, audience and, if you like, owner, effective_from, acknowledge_by, publish_at, urgent,
    playbook, tell_customers, until_answered, answerers, remind_before, check, language and languages; below it stands
    what changed. The bot that is running sends it, now or at publish_at.
    """
    from bot.capabilities.updates.elsewhere import publication
    from bot.capabilities.updates.elsewhere.asked import NewUpdate
    from bot.capabilities.updates.elsewhere.file import read_file
    from bot.capability import Declined
    from bot.chat.plain_text import text_of

    found = read_file(file.read_bytes(), NewUpdate)
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
            raise _at_its_place(declined, found) from declined
        await publication.go(acting, release, publishing.paces)
        where = _channels(len(release.resolved.channels))
        if asked.publish_at is not None:
            return f"Planned for {where} at {asked.publish_at:%Y-%m-%d %H:%M} UTC. Its id is {release.known.public_id}."
        return f"Going out to {where} as soon as the bot runs. Its id is {release.known.public_id}."

    typer.echo(_with_person(person, work))


@group.command(short_help="Correct an update as a file describes.", context_settings=dict(AN_ID))
def correct(
    update: Annotated[str, typer.Argument(help="The id that publishing it gave.")],
    file: Annotated[Path, typer.Argument(help="YAML front matter, then Markdown.", exists=True, dir_okay=False)],
    person: As = "",
    may_be_shared: MayBeShared = False,
) -> None:
    """Correct an update in all its copies; what the file does not hold stays as it is.

    The front matter holds version (the one that this corrects), note (what is different now) and what changes of title,
    tell_customers, effective_from, acknowledge_by, playbook, until_answered, answerers, remind_before and languages.
    ask_again asks everybody for a new Got it, remove_check takes the questions away. Below it stands what changed, if
    that is to change.
    """
    from bot.capabilities.updates.elsewhere import correction
    from bot.capabilities.updates.elsewhere.asked import Correction
    from bot.capabilities.updates.elsewhere.file import read_file
    from bot.capability import Declined

    found = read_file(file.read_bytes(), Correction)
    asked = found.asked.model_copy(update={"may_be_shared": may_be_shared})

    async def work(acting: Acting, publishing: Publishing) -> str:
        try:
            known = await correction.to_be_changed(acting, update)
            planned = await correction.correct(acting, known, asked, publishing.paces)
        except Declined as declined:
            then = f" “instep updates show {update}” writes what it says now." if declined.current else ""
            raise _at_its_place(declined, found, then) from declined
        where = _channels(planned.copies.channels)
        return f"Correcting {where} as soon as the bot runs. It is version {known.version} now."

    typer.echo(_with_person(person, work))


@group.command(short_help="Write what an update says now, as a file to correct it with.", context_settings=dict(AN_ID))
def show(
    update: Annotated[str, typer.Argument(help="The id that publishing it gave.")],
    out: Annotated[
        Path | None, typer.Option(help="A file to write to, instead of the terminal.", dir_okay=False)
    ] = None,
    person: As = "",
) -> None:
    """Write what an update says now as the file that “instep updates correct” reads, with its version."""
    from bot.capabilities.updates import proof, store
    from bot.capabilities.updates.elsewhere import correction
    from bot.capabilities.updates.elsewhere.writing import file_of
    from bot.people.refusal import Refused

    async def work(acting: Acting, publishing: Publishing) -> str:
        known, _ = await proof.visible(acting, update)
        if not await store.is_kept(acting.session, known):
            raise Refused("This update was withdrawn so long ago that its words are deleted.")
        return file_of(known.public_id, await correction.says(acting, known))

    from bot.cli.writing import write

    write(_with_person(person, work), out)


@group.command(short_help="Withdraw an update.", context_settings=dict(AN_ID))
def withdraw(
    update: Annotated[str, typer.Argument(help="The id that publishing it gave.")],
    reason: Annotated[str, typer.Option(help="Why it no longer holds; stands on every copy.")],
    person: As = "",
    may_be_shared: MayBeShared = False,
) -> None:
    """Withdraw an update: it is struck out in all its copies, its buttons go, and this cannot be undone."""
    from bot.capabilities.updates.elsewhere import correction
    from bot.capabilities.updates.elsewhere.asked import Withdrawal
    from bot.capability import Declined
    from bot.people.refusal import Refused

    async def work(acting: Acting, publishing: Publishing) -> str:
        try:
            known = await correction.to_be_changed(acting, update)
            asked = Withdrawal(reason=reason, may_be_shared=may_be_shared)
            copies = await correction.withdraw(acting, known, asked, publishing.paces)
        except Declined as declined:
            raise Refused(_undone(declined)) from declined
        return f"Withdrawing it from {_channels(copies.channels)} as soon as the bot runs."

    typer.echo(_with_person(person, work))


@group.command(short_help="Write the receipt of an update as CSV or JSON.", context_settings=dict(AN_ID))
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

    from bot.cli.writing import write

    write(_with_person(person, work), out)


def _channels(count: int) -> str:
    return "1 channel" if count == 1 else f"{count} channels"


def _at_its_place(declined: Declined, found: UpdateFile[Any], then: str = "") -> Refused:
    """What was refused, with the line of the file at which it is to be mended, and what helps with that."""
    from bot.people.refusal import Refused

    place = f"{found.place(declined.field)}: " if declined.field not in ("", "may_be_shared") else ""
    return Refused(f"{place}{_undone(declined)}{then}")


def _undone(declined: Declined) -> str:
    """What was refused, saying once that nothing came of it."""
    said = str(declined)
    return said if "nothing was " in said.casefold() else f"{said} Nothing was done."


def _with_person(person: str, work: Callable[[Acting, Publishing], Awaitable[str]]) -> str:
    """Runs work in one transaction, in the name of a person."""
    import asyncio

    from bot.assemble.offers import all_offers
    from bot.assemble.platforms import Edges
    from bot.capabilities.updates.publish import Publishing
    from bot.cli.acting import acting_as
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
                    offers = all_offers(settings, clocks, edges.rules)
                    acting = await acting_as(session, person, clocks, edges.platforms, offers)
                    return await work(acting, Publishing(edges.rules))
            finally:
                await edges.stop()

    return asyncio.run(run())
