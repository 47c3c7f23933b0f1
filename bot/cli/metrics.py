"""`instep metrics …`: figures for the agendas of syncs, from a file, and what each of them is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.capabilities.syncs.numbers.taking import Replaced, Taken
    from bot.capabilities.syncs.store.tables import Metric
    from bot.storage.sessions import Database

REPLACED_SHOWN = 20
"""Replaced figures that are named one by one."""

group = typer.Typer(no_args_is_help=True, help="Figures such as CSAT, for the agendas of syncs.")


def add_to(app: typer.Typer) -> None:
    """Mounts the group."""
    app.add_typer(group, name="metrics")


@group.command("import", short_help="Bring in the figures of a file, or none of them.")
def import_metrics(
    file: Annotated[Path, typer.Argument(help="A CSV file in UTF-8.", exists=True, dir_okay=False, readable=True)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
) -> None:
    """Bring in the figures of a file, or none of them: metric, side, team, day, value, weight.

    Day is the last one that the figure is of, weight how many cases it rests on. A figure that is known already is
    replaced where it changed. A metric that is new is made as its figures are written; instep metrics define says more.
    """
    from bot.capabilities.syncs.agenda.posting import follow_figures
    from bot.capabilities.syncs.numbers.sheet import figures_in
    from bot.capabilities.syncs.numbers.taking import take
    from bot.cli.opening import with_database
    from bot.clock import system_clocks
    from bot.delivery.outbox import Outbox

    figures, problems = figures_in(file.read_bytes())
    if not figures:
        problems.check()
        typer.echo(f"Nothing was imported: {file} has no lines below its first. Write one for each figure.")
        return

    async def work(database: Database) -> Taken:
        async with database.write() as session:
            clocks = system_clocks()
            now = clocks.calendar.now()
            taken = await take(session, None, figures, (), now, problems=problems, dry_run=dry_run)
            if not dry_run and (taken.new or taken.replaced):
                await follow_figures(session, Outbox(session, clocks))
            return taken

    taken = with_database(work)
    for line in _said(taken):
        typer.echo(line)
    if dry_run:
        typer.echo("Nothing was imported: this was a dry run.")


@group.command("list")
def list_metrics() -> None:
    """List the metrics: what each is, how many figures there are of it, and the last day that is known."""
    from bot.capabilities.syncs.store.metrics import counted, metrics
    from bot.cli.opening import with_database
    from bot.people.access import EVERYTHING

    async def work(database: Database) -> list[str]:
        async with database.read() as session:
            known = await counted(session, EVERYTHING)
            lines = []
            for one in await metrics(session):
                count, last = known.get(one.id, (0, None))
                figures = f"{count:,} {'figure' if count == 1 else 'figures'}"
                until = f", the last of {last}" if last else ""
                lines.append(f"{_described(one)}: {figures}{until}")
            return lines

    lines = with_database(work)
    for line in lines:
        typer.echo(line)
    if not lines:
        typer.echo("There are no metrics: bring some in with instep metrics import, or from a program.")


@group.command("define", short_help="Say what a metric is, or make it.")
def define_metric(
    name: Annotated[str, typer.Argument(help="Its name, like CSAT.")],
    unit: Annotated[str | None, typer.Option(help="Written after the number, like % or min.")] = None,
    better: Annotated[str | None, typer.Option(metavar="WHICH", help="The better figure: higher or lower.")] = None,
    decimals: Annotated[int | None, typer.Option(min=0, max=3, help="How many are written.")] = None,
) -> None:
    """Say what a metric is, or make it; what is not said stays as it is."""
    from bot.capabilities.syncs.agenda.posting import follow_figures
    from bot.capabilities.syncs.kinds import Better
    from bot.capabilities.syncs.numbers.defining import Definition, define, spelled
    from bot.cli.opening import with_database
    from bot.clock import system_clocks
    from bot.delivery.outbox import Outbox
    from bot.people.refusal import Refused

    if better is not None and better not in list(Better):
        raise Refused(f"“{better}” is neither higher nor lower.")
    wanted = Definition(
        spelled(name), unit.strip() if unit is not None else None, Better(better) if better else None, decimals
    )

    async def work(database: Database) -> str:
        async with database.write() as session:
            metric, changed = await define(session, None, wanted)
            if changed:
                await follow_figures(session, Outbox(session, system_clocks()))
            return f"{_described(metric)}{'' if changed else ': as before'}."

    typer.echo(with_database(work))


@group.command("delete", short_help="Delete a metric with its figures, or some of them.")
def delete_metrics(
    name: Annotated[str, typer.Argument(help="The metric's name, like CSAT.")],
    side: Annotated[str, typer.Option(help="Only those of a side: internal, or a partner's name.")] = "",
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Only from this day.")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Only up to this day.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and delete nothing.")] = False,
) -> None:
    """Delete a metric with all of its figures; with --side, --from or --to only those, and the metric stays."""
    from bot.capabilities.syncs.agenda.posting import follow_figures
    from bot.capabilities.syncs.numbers.forgetting import Deleted, delete
    from bot.cli.opening import with_database
    from bot.clock import system_clocks
    from bot.delivery.outbox import Outbox

    days = (first.date() if first else None, last.date() if last else None)

    async def work(database: Database) -> Deleted:
        async with database.write() as session:
            clocks = system_clocks()
            now = clocks.calendar.now()
            deleted = await delete(session, None, name, now, side=side, first=days[0], last=days[1], dry_run=dry_run)
            if not dry_run:
                await follow_figures(session, Outbox(session, clocks))
            return deleted

    deleted = with_database(work)
    count = f"{deleted.figures:,} {'figure' if deleted.figures == 1 else 'figures'} of {deleted.metric}"
    typer.echo(
        f"{'Would delete' if dry_run else 'Deleted'}: {count}{', and the metric itself' if deleted.whole else ''}."
    )
    if dry_run:
        typer.echo("Nothing was deleted: this was a dry run.")


def _described(metric: Metric) -> str:
    unit = f" in {metric.unit}" if metric.unit else ""
    decimals = "1 decimal" if metric.decimals == 1 else f"{metric.decimals} decimals"
    return f"{metric.name}{unit}, {metric.better} is better, {decimals}"


def _said(taken: Taken) -> list[str]:
    counts = ((taken.new, "new"), (len(taken.replaced), "replaced"), (taken.unchanged, "as before"))
    lines = [f"Figures: {', '.join(f'{count:,} {what}' for count, what in counts if count)}."]
    lines += [_replaced(one) for one in taken.replaced[:REPLACED_SHOWN]]
    if (more := len(taken.replaced) - REPLACED_SHOWN) > 0:
        lines.append(f"and {more:,} more.")
    if taken.defined:
        lines.append(f"New metrics: {', '.join(taken.defined)}. Say what they are with instep metrics define.")
    return lines


def _replaced(one: Replaced) -> str:
    whose = f"{one.side}, {one.team}" if one.team else one.side
    return f"{one.metric.name} of {whose} on {one.day}: {one.now:.12g} instead of {one.before:.12g}."
