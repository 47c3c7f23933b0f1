"""`instep syncs …`: syncs from a file, what there is, and ending one; beside a running bot, which holds them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.bringing import AN_ID, As, at_its_place, echo, with_person

if TYPE_CHECKING:
    from bot.capabilities.syncs.setting_up.outlook import Outlook
    from bot.capability import Acting

group = typer.Typer(no_args_is_help=True, help="Weekly syncs, reviews, huddles, handovers and events.")


def add_to(app: typer.Typer) -> None:
    """Mounts the group."""
    app.add_typer(group, name="syncs")


@group.command("import", short_help="Set up the syncs of a file, or none of them.")
def import_syncs(
    file: Annotated[Path, typer.Argument(help="A YAML file in UTF-8.", exists=True, dir_okay=False, readable=True)],
    person: As = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come of it, and change nothing.")] = False,
) -> None:
    """Set up the syncs of a file, or none of them: name, template, teams, audience, when, at, zone, held, link,
    minutes, sections, agents, facilitators, on_holiday, any_counts, collect_before, remind_before, agenda_before.

    A sync that is there by its name and the same stays as it is, so the file can be brought in again. One that is
    another there is an error: change it in chat. What is left out is as usual for its template.
    """
    from bot.capabilities.syncs.setting_up.elsewhere import bring
    from bot.capabilities.syncs.setting_up.file import read_syncs
    from bot.capability import Declined

    wanted = read_syncs(file.read_bytes())

    async def work(acting: Acting) -> list[str]:
        lines: list[str] = []
        for one in wanted:
            try:
                brought = await bring(acting, one.asked)
            except Declined as declined:
                raise at_its_place(declined, one) from declined
            lines += _told(brought.outlook, "new" if brought.new else "as before")
        if dry_run:
            await acting.session.rollback()
            lines.append("Nothing was set up: this was a dry run.")
        return lines

    echo(with_person(person, work))


@group.command("list")
def list_syncs(person: As = "") -> None:
    """List the syncs with their ids and next dates, each by the clock of its own time zone."""
    from bot.capabilities.syncs.setting_up.outlook import outlook_of
    from bot.capabilities.syncs.setting_up.seen import visible

    async def work(acting: Acting) -> list[str]:
        return [
            line
            for one in await visible(acting)
            for line in _told(await outlook_of(acting, one, count=1), one.sync.public_id)
        ]

    echo(with_person(person, work) or ["There is no sync yet: set one up with /sync new, or with instep syncs import."])


@group.command(context_settings=dict(AN_ID))
def end(
    sync: Annotated[str, typer.Argument(metavar="ID", help="Its id, as instep syncs list shows it.")],
    person: As = "",
) -> None:
    """End a sync: nothing of it takes place any more, and what was stays."""
    from bot.capabilities.syncs.setting_up import making
    from bot.capabilities.syncs.setting_up.seen import seen_called
    from bot.people import audit
    from bot.people.refusal import Refused

    async def work(acting: Acting) -> list[str]:
        found = await seen_called(acting, sync, lock=True)
        if found is None:
            raise Refused(f"There is no sync {sync}: instep syncs list shows the ids.")
        if not found.may_change:
            raise Refused("Only its owner and managers of everybody who takes part can end it. Name one with --as.")
        await making.end(acting, found.sync, acting.actor.person_id)
        await audit.record(acting.session, acting.actor, "end_sync", "sync", sync, at=acting.now)
        return [f"“{found.sync.name}” has ended. What was stays, with its open actions."]

    echo(with_person(person, work))


def _told(outlook: Outlook, what: str) -> list[str]:
    from bot.capabilities.syncs.setting_up.messages import warnings
    from bot.chat.texts import Texts
    from bot.due.words import rule_in_words

    t, sync, rhythm = Texts(), outlook.seen.sync, outlook.seen.rhythm
    first = outlook.first.astimezone(ZoneInfo(rhythm.zone)) if outlook.first else None
    then = f"next {first:%Y-%m-%d %H:%M} {rhythm.zone}" if first else "nothing is to come"
    line = f"{sync.name} ({what}): {rule_in_words(rhythm, t)}, {then}"
    return [line, *(f"    {one}" for one in warnings(outlook, t))]
