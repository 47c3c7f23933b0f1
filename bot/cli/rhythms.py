"""`instep rhythms …`: what recurs with its next dates and why then, and what the operator decides of it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.cli.taking import AN_ID

if TYPE_CHECKING:
    from bot.due.crowding import Crowded
    from bot.due.deciding import Ruling
    from bot.due.rhythms import Planner, Upcoming
    from bot.due.tables import Rhythm, Whose
    from bot.storage.sessions import Database, Session

group = typer.Typer(help="What recurs, when it is next and why then.")

Id = Annotated[str, typer.Argument(metavar="ID", help="Its id, as instep rhythms shows it.")]
Day = Annotated[datetime, typer.Argument(metavar="DATE", formats=["%Y-%m-%d"], help="Which one, by its date.")]

SHOWN = 5
"""Dates ahead that are shown for each zone."""


def add_to(app: typer.Typer) -> None:
    """Mounts the group."""
    app.add_typer(group, name="rhythms")


@dataclass(frozen=True)
class Told:
    """A rhythm as the command line tells of it."""

    rhythm: Rhythm
    title: str
    coming: Sequence[Upcoming]
    paused: bool
    crowded: Crowded | None = None
    whose: Whose | None = None


@group.callback(invoke_without_command=True)
def list_rhythms(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """List what recurs with its next five dates, each with its zone, and why it is then where the rule says otherwise.

    Teams that share a zone share a line.
    """
    if context.invoked_subcommand is not None:
        return
    from bot.cli.opening import with_database

    found = with_database(_all)
    if as_json:
        typer.echo(json.dumps([_as_data(one) for one in found], indent=2, ensure_ascii=False))
        return
    for one in found:
        _show(one)
    if not found:
        typer.echo("Nothing recurs yet: what does begins with the bot, instep run.")


@group.command(context_settings=dict(AN_ID), short_help="Leave one out.")
def skip(rhythm_id: Id, day: Day) -> None:
    """Leave one out, and show the next dates as they are then."""
    from bot.due import deciding

    async def act(session: Session, rhythm: Rhythm, planner: Planner, now: datetime) -> None:
        await deciding.skip(session, rhythm, day.date(), planner, None, now)

    _decide(rhythm_id, "skip", act)


@group.command(context_settings=dict(AN_ID), short_help="Have one at another time.")
def move(
    rhythm_id: Id,
    day: Day,
    to: Annotated[datetime, typer.Argument(metavar="TIME", formats=["%Y-%m-%dT%H:%M"], help="Its new local time.")],
) -> None:
    """Have one at another time, in its own zone or wherever each team is, and show the next dates as they are then."""
    from bot.due import deciding

    async def act(session: Session, rhythm: Rhythm, planner: Planner, now: datetime) -> None:
        await deciding.move(session, rhythm, day.date(), to, planner, None, now)

    _decide(rhythm_id, "move", act)


@group.command(context_settings=dict(AN_ID), short_help="Have one where it would be, after all.")
def undo(rhythm_id: Id, day: Day) -> None:
    """Take back that one was left out or moved, and show the next dates as they are then."""
    from bot.due import deciding

    async def act(session: Session, rhythm: Rhythm, planner: Planner, now: datetime) -> None:
        await deciding.undo(session, rhythm, day.date(), planner, now)

    _decide(rhythm_id, "undo", act)


@group.command(context_settings=dict(AN_ID), short_help="Have it at other days or times from now on.")
def change(
    rhythm_id: Id,
    when: Annotated[str, typer.Option(metavar="RULE", help="In words, like “every 2 weeks on Monday”.")] = "",
    at: Annotated[str, typer.Option(metavar="TIME", help="Like 15:00; several with commas take turns.")] = "",
    zone: Annotated[str, typer.Option(help="Like Europe/London, where it is one instant for all.")] = "",
    on_holiday: Annotated[
        str, typer.Option(metavar="WHAT", help="run, skip, next_working_day or previous_working_day.")
    ] = "",
) -> None:
    """Have it at other days or times from now on; what is not said stays as it is. Shows the next dates."""
    from bot.due import deciding
    from bot.people.refusal import Refused

    if not (when or at or zone or on_holiday):
        raise Refused("Say what changes: --when, --at, --zone or --on-holiday. Nothing was changed.")

    async def act(session: Session, rhythm: Rhythm, planner: Planner, now: datetime) -> None:
        ruling = _ruling(rhythm, when, at, zone, on_holiday, now)
        await deciding.change(session, rhythm, ruling, planner, now)

    _decide(rhythm_id, "change", act)


@group.command(context_settings=dict(AN_ID), short_help="Leave everything out for a while.")
def pause(
    rhythm_id: Id,
    until: Annotated[
        datetime | None,
        typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="It goes on from that day; else when it is resumed."),
    ] = None,
) -> None:
    """Leave everything out until a day, or until it is resumed."""
    from bot.due import deciding
    from bot.people.refusal import Refused

    async def act(session: Session, rhythm: Rhythm, planner: Planner, now: datetime) -> None:
        if until is not None and until.date() <= now.astimezone(ZoneInfo(rhythm.zone)).date():
            raise Refused(f"--until takes a day to come, and {until.date()} is none. Nothing was paused.")
        await deciding.pause(session, rhythm, until.date() if until else deciding.FOR_GOOD, planner, now)

    _decide(rhythm_id, "pause", act)


@group.command(context_settings=dict(AN_ID), short_help="End a pause.")
def resume(rhythm_id: Id) -> None:
    """End a pause, and show the next dates."""
    from bot.due import deciding

    async def act(session: Session, rhythm: Rhythm, planner: Planner, now: datetime) -> None:
        await deciding.resume(session, rhythm, planner, now)

    _decide(rhythm_id, "resume", act)


def _ruling(rhythm: Rhythm, when: str, at: str, zone: str, on_holiday: str, now: datetime) -> Ruling:
    """What a rhythm is ruled by with what was said; raises Refused for what cannot be read."""
    from bot.due.deciding import Ruling
    from bot.due.tables import Whose
    from bot.people.refusal import Refused
    from schedules.calendar import HolidayRule, InvalidCalendar, format_times, read_rule, read_times, zone_named

    ruling = Ruling.of(rhythm)
    if zone and rhythm.whose is not Whose.ALL:
        raise Refused("It is at each one's own time, so it has no zone: leave out --zone. Nothing was changed.")
    if on_holiday and on_holiday not in list(HolidayRule):
        known = ", ".join(HolidayRule)
        raise Refused(f"--on-holiday is one of {known}, not “{on_holiday}”. Nothing was changed.")
    try:
        zone_named(zone or rhythm.zone)
        if when:
            said = read_rule(when, now.astimezone(ZoneInfo(zone or rhythm.zone)).date())
            ruling = replace(ruling, rule=said.rule, starts=said.starts or rhythm.starts)
        if at:
            first, *turns = read_times(at)
            ruling = replace(ruling, at=first, turns=format_times(turns))
    except InvalidCalendar as problem:
        raise Refused(f"{problem} Nothing was changed.") from problem
    return replace(
        ruling, zone=zone or rhythm.zone, on_holiday=HolidayRule(on_holiday) if on_holiday else rhythm.on_holiday
    )


async def _all(database: Database) -> Sequence[Told]:
    from bot.assemble import all_offers
    from bot.clock import SystemClock
    from bot.due.rhythms import active

    offers = all_offers()
    async with database.read() as session:
        rhythms = await active(session, offers.rhythms)
        return [await _told(session, one, SystemClock().now()) for one in rhythms]


async def _told(session: Session, rhythm: Rhythm, now: datetime, *, changed: bool = False) -> Told:
    from bot.assemble import all_offers
    from bot.capabilities.rhythms.listing import with_a_party_for_each_zone
    from bot.chat.texts import Texts
    from bot.due.crowding import crowded
    from bot.due.rhythms import is_paused, upcoming

    offer = all_offers().rhythms[rhythm.kind]
    plan = with_a_party_for_each_zone(await offer.plan(session, rhythm))
    coming = await upcoming(session, rhythm, plan, now, count=SHOWN)
    title, paused = await offer.title(session, rhythm, Texts()), is_paused(rhythm, now)
    beside = await crowded(session, rhythm, plan, now) if changed else None
    return Told(rhythm, title, coming, paused, beside, offer.whose)


def _decide(rhythm_id: str, what: str, act: Callable[[Session, Rhythm, Planner, datetime], Awaitable[None]]) -> None:
    """Carries out what the operator decides, in one transaction, and shows the next dates."""
    from bot.assemble import all_offers
    from bot.cli.opening import with_database
    from bot.clock import SystemClock, system_clocks
    from bot.delivery.outbox import Outbox
    from bot.due.deciding import rhythm_called
    from bot.people import audit
    from bot.people.refusal import Refused

    offers = all_offers()

    async def work(database: Database) -> Told:
        now = SystemClock().now()
        async with database.write() as session:
            rhythm = await rhythm_called(session, rhythm_id)
            if rhythm is None or rhythm.ended or rhythm.kind not in offers.rhythms:
                raise Refused(f"Nothing recurs under {rhythm_id}: instep rhythms shows the ids.")
            await act(session, rhythm, offers.rhythms[rhythm.kind].plan, now)
            if (decided := offers.rhythms[rhythm.kind].decided) is not None:
                await decided(session, Outbox(session, system_clocks()), rhythm)
            await audit.record(session, None, f"{what}_rhythm", "rhythm", rhythm.public_id, at=now)
            return await _told(session, rhythm, now, changed=what == "change")

    _show(with_database(work))


def _show(one: Told) -> None:
    from bot.chat.texts import Texts
    from bot.due.crowding import crowded_line
    from bot.due.words import paused_line, rule_in_words

    t = Texts()
    typer.echo(f"{one.title} ({one.rhythm.public_id}): {rule_in_words(one.rhythm, t, one.whose)}")
    if one.paused:
        typer.echo(f"    {paused_line(one.rhythm, t)}")
    for each in one.coming:
        why = "; ".join(_reasons(each))
        typer.echo(f"    {_when(each)}{': ' if why else ''}{why}")
    if not one.coming and not one.paused:
        typer.echo("    Nothing is to come.")
    if says := crowded_line(one.crowded, t):
        typer.echo(f"    {says}")


def _when(one: Upcoming) -> str:
    """When it is, with its zone; where it is left out, the day on which it would be."""
    zone = one.party.zone
    if one.instant is None:
        return f"{one.original_date:%a %Y-%m-%d}       {zone}"
    return f"{one.instant.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M} {zone}"


def _reasons(one: Upcoming) -> list[str]:
    from bot.chat.texts import Texts
    from bot.due.words import reasons

    return reasons(one, Texts())


def _as_data(one: Told) -> dict[str, Any]:
    from bot.due.deciding import FOR_GOOD
    from bot.due.words import typed_times

    rhythm = one.rhythm
    return {
        "id": rhythm.public_id,
        "kind": rhythm.kind,
        "title": one.title,
        "rule": rhythm.rule,
        "at": typed_times(rhythm),
        "whose": str(rhythm.whose),
        "zone": rhythm.zone if rhythm.whose == "all" else None,
        "on_holiday": str(rhythm.on_holiday),
        "paused": one.paused,
        "goes_on_from": str(rhythm.paused_until) if one.paused and rhythm.paused_until != FOR_GOOD else None,
        "next": [
            {
                "date": each.original_date.isoformat(),
                "zone": each.party.zone,
                "at": each.instant.astimezone(UTC).isoformat() if each.instant else None,
                "local": each.instant.astimezone(ZoneInfo(each.party.zone)).isoformat() if each.instant else None,
                "reasons": _reasons(each),
            }
            for each in one.coming
        ],
    }
