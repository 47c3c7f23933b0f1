"""What the commands share that set things up from a file, list them and end them, in the name of a person."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from bot.capability import Acting
    from bot.due.tables import Rhythm, Whose
    from bot.filed import Filed
    from bot.setting_up.elsewhere import Brought
    from bot.setting_up.seen import There

Asked = TypeVar("Asked")
Comes = TypeVar("Comes")


def bring_in(
    wanted: Sequence[Filed[Any]],
    person: str,
    dry_run: bool,
    bring: Callable[[Acting, Any], Awaitable[Brought[Comes]]],
    told: Callable[[Comes, str], list[str]],
) -> None:
    """Sets up what a file asks for, or none of it, and says what came of each, or all that is wrong."""
    from bot.capability import Declined
    from bot.people.refusal import Refused

    async def work(acting: Acting) -> list[str]:
        lines: list[str] = []
        mistakes: list[str] = []
        for one in wanted:
            wrong: dict[str, str] = {}
            if one.asked is not None:
                try:
                    async with acting.session.begin_nested():
                        brought = await bring(acting, one.asked)
                        lines += told(brought.outlook, "new" if brought.new else "as before")
                except Declined as declined:
                    wrong = declined.by_field
            mistakes += one.mistakes(wrong)
        if mistakes:
            raise Refused("\n".join([*mistakes, "Nothing was done."]))
        if dry_run:
            await acting.session.rollback()
            lines.append("Nothing was set up: this was a dry run.")
        return lines

    echo(with_person(person, work))


def told_of(
    name: str,
    what: str,
    rhythm: Rhythm | None,
    first: datetime | None,
    warnings: Sequence[str],
    second: datetime | None = None,
    whose: Whose | None = None,
) -> list[str]:
    """When it is, the next time (and once more) by the clock of its own zone, and what there is to know before."""
    from bot.chat.texts import Texts
    from bot.due.words import rule_in_words

    when = "asked by hand"
    if rhythm is not None:
        zone = ZoneInfo(rhythm.zone)
        times = [f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in (first, second) if at is not None]
        then = f"next {' and again '.join(times)} {rhythm.zone}" if times else "nothing is to come"
        when = f"{rule_in_words(rhythm, Texts(), whose)}, {then}"
    return [f"{name} ({what}): {when}", *(f"    {one}" for one in warnings)]


def to_change(found: There | None, none: str, not_theirs: str) -> There:
    """The one that was found, if it is theirs to change; raises Refused with what is said otherwise."""
    from bot.people.refusal import Refused

    if found is None:
        raise Refused(none)
    if found.refusal is not None:
        raise Refused(not_theirs)
    return found


def echo(lines: list[str]) -> None:
    """Says them, a line each."""
    for line in lines:
        typer.echo(line)


def with_person(person: str, work: Callable[[Acting], Awaitable[list[str]]]) -> list[str]:
    """Runs work in one transaction, in the name of a person; no platform is asked."""
    from bot.assemble import all_offers
    from bot.cli.acting import acting_as
    from bot.cli.opening import opened
    from bot.clock import system_clocks
    from bot.settings import load_settings

    async def run() -> list[str]:
        settings, clocks = load_settings(), system_clocks()
        async with opened(settings) as database, database.write() as session:
            return await work(await acting_as(session, person, clocks, {}, all_offers()))

    return asyncio.run(run())
