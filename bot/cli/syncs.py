"""`instep syncs …`: syncs from a file, what there is, and ending one; beside a running bot, which holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.bringing import bring_in, echo, to_change, told_of, with_person
from bot.cli.taking import AN_ID, As, DryRun, Yaml

if TYPE_CHECKING:
    from bot.capabilities.syncs.setting_up.outlook import Outlook
    from bot.capability import Acting

group = typer.Typer(no_args_is_help=True, help="Weekly syncs, reviews, huddles, handovers and events.")


def add_to(app: typer.Typer) -> None:
    """Mounts the group."""
    app.add_typer(group, name="syncs")


@group.command("import", short_help="Set up the syncs of a file, or none of them.")
def import_syncs(file: Yaml, person: As = "", dry_run: DryRun = False) -> None:
    """Set up the syncs of a file, or none of them: name, template, teams, audience, when, at, again, zone, held,
    link, minutes, sections, agents, facilitators, on_holiday, any_counts, collect_before, remind_before,
    agenda_before.

    A sync that is there by its name and the same stays as it is, so the file can be brought in again. One that is
    another there is an error: change it in chat. What is left out is as usual for its template.
    """
    from bot.capabilities.syncs.setting_up.elsewhere import bring
    from bot.capabilities.syncs.setting_up.file import read_syncs

    bring_in(read_syncs(file.read_bytes()), person, dry_run, bring, _told)


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

    async def work(acting: Acting) -> list[str]:
        found = await seen_called(acting, sync, lock=True)
        none = f"There is no sync {sync}: instep syncs list shows the ids."
        whose = "Only its owner and managers of everybody who takes part can end it. Name one with --as."
        ended = to_change(found, none, whose).sync
        await making.end(acting, ended, acting.actor.person_id)
        return [f"“{ended.name}” has ended. What was stays, with its open actions."]

    echo(with_person(person, work))


def _told(outlook: Outlook, what: str) -> list[str]:
    from bot.capabilities.syncs.second_time import second_time
    from bot.capabilities.syncs.setting_up.foreseen import warnings
    from bot.chat.texts import Texts
    from bot.due.words import paused_line

    seen, t, first = outlook.seen, Texts(), outlook.first
    again = second_time(first, seen.sync.again_at, seen.rhythm.zone) if first is not None else None
    paused = [paused_line(seen.rhythm, t)] if outlook.paused else []
    return told_of(seen.sync.name, what, seen.rhythm, first, [*paused, *warnings(outlook, t)], again)
