"""`instep checkins …`: check-ins from a file, what there is, withdrawing and ending one; a running bot asks them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.bringing import bring_in, echo, to_change, told_of, with_person
from bot.cli.taking import AN_ID, As, DryRun, Yaml

if TYPE_CHECKING:
    from bot.capabilities.checkins.setting_up.outlook import Outlook
    from bot.capabilities.checkins.setting_up.seen import Seen
    from bot.capability import Acting

group = typer.Typer(no_args_is_help=True, help="Check-ins: short questions to teams, once or on a rhythm.")


def add_to(app: typer.Typer) -> None:
    """Mounts the group."""
    app.add_typer(group, name="checkins")


@group.command("import", short_help="Set up the check-ins of a file, or none of them.")
def import_checkins(file: Yaml, person: As = "", dry_run: DryRun = False) -> None:
    """Set up the check-ins of a file, or none of them: name, template, questions, teams, audience, occasion, when, at,
    open_minutes, mode, threshold, reminds.

    A check-in that is there by its name and the same stays as it is, so the file can be brought in again. One that is
    another there is an error: change it in chat. What is left out is as usual for its template.
    """
    from bot.capabilities.checkins.setting_up.elsewhere import bring
    from bot.capabilities.checkins.setting_up.file import read_checkins

    bring_in(read_checkins(file.read_bytes()), person, dry_run, bring, _told)


@group.command("list")
def list_checkins(person: As = "") -> None:
    """List the check-ins with their ids and next dates, each by the clock of whoever set it up."""
    from bot.capabilities.checkins.setting_up.outlook import outlook_of
    from bot.capabilities.checkins.setting_up.seen import visible

    async def work(acting: Acting) -> list[str]:
        return [
            line
            for one in await visible(acting)
            for line in _told(await outlook_of(acting, one, count=1), one.checkin.public_id)
        ]

    echo(
        with_person(person, work) or ["No check-in yet: set one up with /checkin new, or with instep checkins import."]
    )


@group.command(context_settings=dict(AN_ID))
def withdraw(
    checkin: Annotated[str, typer.Argument(metavar="ID", help="Its id, as instep checkins list shows it.")],
    person: As = "",
) -> None:
    """Take back what is open of a check-in: nobody else is asked, and what was answered is deleted."""
    from bot.capabilities.checkins.setting_up.deciding import withdraw as taken_back

    async def work(acting: Acting) -> list[str]:
        found = await taken_back(acting, await _to_change(acting, checkin))
        return [f"“{found}” is withdrawn. Nobody else is asked, and what was answered is deleted."]

    echo(with_person(person, work))


@group.command(context_settings=dict(AN_ID))
def end(
    checkin: Annotated[str, typer.Argument(metavar="ID", help="Its id, as instep checkins list shows it.")],
    person: As = "",
) -> None:
    """End a check-in: nobody is asked any more, what is open can be answered until it closes, and results stay."""
    from bot.capabilities.checkins.setting_up.deciding import end as ended

    async def work(acting: Acting) -> list[str]:
        return [f"“{await ended(acting, await _to_change(acting, checkin))}” has ended. Results stay."]

    echo(with_person(person, work))


async def _to_change(acting: Acting, checkin: str) -> Seen:
    from bot.capabilities.checkins.setting_up.seen import seen_called

    found = await seen_called(acting, checkin, lock=True)
    none = f"There is no check-in {checkin}: instep checkins list shows the ids."
    return to_change(
        found, none, "Only its owner and managers of everybody who is asked can change it. Name one with --as."
    )


def _told(outlook: Outlook, what: str) -> list[str]:
    from bot.capabilities.checkins.planning import RHYTHM
    from bot.capabilities.checkins.setting_up.foreseen import warnings
    from bot.chat.texts import Texts

    seen = outlook.seen
    warned = warnings(outlook, Texts())
    return told_of(seen.checkin.name, what, seen.rhythm, outlook.first, warned, whose=RHYTHM.whose)
