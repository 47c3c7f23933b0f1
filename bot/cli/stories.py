"""`instep stories …`: what customers said, from a file, beside a running bot, which brings it to the leads."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.capabilities.shoutouts.store import CustomerStory
    from bot.capabilities.shoutouts.stories.taking import Kept
    from bot.storage.sessions import Database

AT_ONCE = 100
"""Stories that come in together: a running bot that wants to write waits for so many, and not for a whole file."""

TURN = 0.15
"""Seconds between them. Whoever waits for SQLite looks once in 0.1 s (sqlite.org/c3ref/busy_timeout.html)."""

FOR_LEADS, UNMATCHED, KNOWN = "for leads", "matching nobody", "known already"
"""What becomes of a story, as the answer counts it."""

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

    What your organisation brought before under the same system and external_id is not taken twice: if it breaks off
    in the middle, run it again. The bot that is running tells the leads.
    """
    from bot.capabilities.shoutouts.stories.sheet import stories_in
    from bot.capabilities.shoutouts.stories.taking import take
    from bot.cli.opening import with_database
    from bot.clock import system_clocks
    from bot.delivery.outbox import Outbox
    from bot.people.access import EVERYTHING
    from bot.people.sides import make_internal_side

    clocks = system_clocks()
    stories = stories_in(file.read_bytes(), clocks.calendar.now())

    async def work(database: Database) -> str:
        became: Counter[str] = Counter()
        for start in range(0, len(stories), AT_ONCE):
            async with database.write() as session:
                now = clocks.calendar.now()
                side = await make_internal_side(session, now)
                some = stories[start : start + AT_ONCE]
                kept = await take(session, Outbox(session, clocks), EVERYTHING, side.id, some, now)
                became.update(_became(one) for one in kept)
                if dry_run:
                    await session.rollback()
            await asyncio.sleep(TURN if start + AT_ONCE < len(stories) else 0)
        return ", ".join(f"{became[what]:,} {what}" for what in (FOR_LEADS, UNMATCHED, KNOWN) if became[what])

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


def _became(kept: Kept) -> str:
    if not kept.new:
        return KNOWN
    return UNMATCHED if kept.story.person_id is None else FOR_LEADS


def _line(story: CustomerStory) -> str:
    called = ", ".join(word for word in (story.agent_id, story.login, story.alias) if word) or "nobody named"
    state = "matches nobody" if story.person_id is None else "waits for a lead"
    return f"{story.system} {story.external_id} ({called}): {state} since {story.came_at:%Y-%m-%d}"
