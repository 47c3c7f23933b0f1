"""`instep stories …`: what customers said, from a file, beside a running bot, which brings it to the leads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.capabilities.shoutouts.store import CustomerStory
    from bot.storage.sessions import Database

group = typer.Typer(no_args_is_help=True, help="What customers said of agents, for their leads.")


def add_to(app: typer.Typer) -> None:
    """Mounts the group."""
    app.add_typer(group, name="stories")


@group.command("import", short_help="Bring in the stories of a file, or none of them.")
def import_stories(
    file: Annotated[Path, typer.Argument(help="A CSV file in UTF-8.", exists=True, dir_okay=False, readable=True)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come in, and change nothing.")] = False,
) -> None:
    """Bring in the stories of a file, or none of them: system, external_id, text, agent_id, login, alias, customer,
    score, ticket_url, said_at.

    What your organisation brought before under the same system and external_id is not taken twice. The bot that is
    running tells the leads.
    """
    from bot.capabilities.shoutouts.stories.sheet import stories_in
    from bot.capabilities.shoutouts.stories.taking import take
    from bot.cli.opening import with_database
    from bot.clock import system_clocks
    from bot.delivery.outbox import Outbox
    from bot.people.access import EVERYTHING
    from bot.people.sides import make_internal_side

    stories = stories_in(file.read_bytes())

    async def work(database: Database) -> str:
        clocks = system_clocks()
        async with database.write() as session:
            now = clocks.calendar.now()
            side = await make_internal_side(session, now)
            kept = await take(session, Outbox(session, clocks), EVERYTHING, side.id, stories, now)
            new = [one.story for one in kept if one.new]
            unmatched = sum(one.person_id is None for one in new)
            counts = (
                (len(new) - unmatched, "for leads"),
                (unmatched, "that match nobody"),
                (len(kept) - len(new), "known already"),
            )
            if dry_run:
                await session.rollback()
        return ", ".join(f"{count:,} {what}" for count, what in counts if count)

    said = with_database(work)
    if not said:
        typer.echo(f"Nothing was imported: {file} has no lines below its first. Write one for each story.")
    elif dry_run:
        typer.echo(f"Stories: {said}. Nothing was imported: this was a dry run.")
    else:
        typer.echo(f"Stories: {said}.")


@group.command("list")
def list_stories() -> None:
    """List the stories that nobody has decided on, the oldest first, without their words: those are read in chat."""
    from bot.capabilities.shoutouts.store.stories import waiting
    from bot.cli.opening import with_database
    from bot.people.access import EVERYTHING

    async def work(database: Database) -> list[str]:
        async with database.read() as session:
            return [_line(story) for story in await waiting(session, EVERYTHING)]

    lines = with_database(work)
    for line in lines:
        typer.echo(line)
    if not lines:
        typer.echo("No story waits: bring some in with instep stories import, or from a program.")


@group.command("forget")
def forget_story(
    system: Annotated[str, typer.Argument(help="The tool that it came from, like zendesk.")],
    external_id: Annotated[str, typer.Argument(help="Its id there.")],
) -> None:
    """Forget a customer's words at their wish, also where they are quoted in a shoutout."""
    from bot.capabilities.shoutouts.store.story_records import forget_story
    from bot.cli.opening import with_database
    from bot.people.access import EVERYTHING
    from bot.people.refusal import Refused

    async def work(database: Database) -> int:
        async with database.write() as session:
            return await forget_story(session, EVERYTHING, system.strip().lower(), external_id.strip())

    if not with_database(work):
        raise Refused(f"There is no story {external_id} from {system}. instep stories list shows those that wait.")
    typer.echo("Forgotten, also where it was quoted; messages that show it are changed by the bot that is running.")


def _line(story: CustomerStory) -> str:
    called = ", ".join(word for word in (story.agent_id, story.login, story.alias) if word) or "nobody named"
    state = "matches nobody" if story.person_id is None else "waits for a lead"
    return f"{story.system} {story.external_id} ({called}): {state} since {story.came_at:%Y-%m-%d}"
