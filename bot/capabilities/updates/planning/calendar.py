"""The calendar: what goes out in the next weeks, by day, and what speaks against it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.capabilities.updates import store
from bot.capabilities.updates.planning.arrange import intent_of, plan_with
from bot.capabilities.updates.planning.buttons import cancel_button, move_button
from bot.capabilities.updates.planning.changing import is_own
from bot.capabilities.updates.planning.warnings import Busy, busy, night_of, night_told, week_of
from bot.capabilities.updates.publish import refusal
from bot.capabilities.updates.store import Update, UpdateState
from bot.capabilities.updates.store.calendar import in_calendar
from bot.capabilities.updates.store.planned_round_ups import round_ups_of
from bot.capabilities.updates.store.planning import PlanWay, UpdatePlan
from bot.capabilities.updates.write import write
from bot.capability import Context
from bot.chat.inbound import Answer, Command, Press
from bot.chat.message import (
    Actions,
    Alert,
    Body,
    Button,
    Headline,
    ListBlock,
    Message,
    MomentStyle,
    Part,
    Plain,
    Tone,
    plain,
    say,
)
from bot.chat.texts import Texts
from bot.people import audience
from bot.people.audience import Resolved
from bot.people.model import Audience

AHEAD = timedelta(weeks=4)
"""How far the calendar looks ahead: what is planned later than that is in the list of planned updates."""

MOST_ENTRIES = 20

WRITE = "updates.write"


@dataclass(frozen=True)
class Entry:
    """One update in the calendar. `by_turns`: from then on, each team at its own time; `in_round_up`: with others.

    `movable` is the id of one whose own plan may be changed by whoever looks, else empty.
    """

    day: date
    time: str
    title: str
    audience: str
    channels: int
    by_turns: bool = False
    night: str = ""
    in_round_up: bool = False
    movable: str = ""


def calendar_message(
    entries: Sequence[Entry], more: bool, busy_weeks: Sequence[str], write: Button, t: Texts
) -> Message:
    """What is planned, by day, after what speaks against it."""
    if not entries:
        return say(t("Nothing is planned for the next four weeks."), write, locale=t.locale)
    count = len(entries)
    title = t.n("{n} update in the next four weeks", "{n} updates in the next four weeks", count)
    if more:
        title = t("The next {n} updates", n=count)
    parts: list[Part] = [Headline(title), *(Alert(plain(one), Tone.DANGER) for one in busy_weeks)]
    days = [None, *(entry.day for entry in entries)]
    for entry, before in zip(entries, days, strict=False):
        label = t.weekday(entry.day) if entry.day != before else ""
        parts.append(Body((ListBlock((_line(entry, t),)),), label=label))
        if entry.movable:
            parts.append(Actions((move_button(entry.movable, t), cancel_button(entry.movable, t))))
    return Message(title, tuple(parts), t.locale)


def _line(entry: Entry, t: Texts) -> tuple[Plain, ...]:
    at = t("from {time}, each team at its own time", time=entry.time) if entry.by_turns else entry.time
    where = t.n("{audience}, {n} channel", "{audience}, {n} channels", entry.channels, audience=entry.audience)
    together = (Plain(f" · {t('in a round-up')}"),) if entry.in_round_up else ()
    night = (Plain(f" · {entry.night}", italic=True),) if entry.night else ()
    return (Plain(f"{at} · "), Plain(entry.title, bold=True), Plain(f" · {where}"), *together, *night)


def busy_week(one: Busy, name: str, t: Texts) -> str:
    return t.n(
        "{audience}: a team gets {n} update in the week from {monday}. The organisation wants no more than {most}.",
        "{audience}: a team gets {n} updates in the week from {monday}. The organisation wants no more than {most}.",
        one.updates,
        audience=name,
        monday=t.weekday(one.monday),
        most=one.most,
    )


async def by_words(context: Context, inbound: Command) -> Answer:
    """`/update calendar`. More words are a title."""
    if inbound.text:
        return await write(context, replace(inbound, text=f"Calendar {inbound.text}"))
    return Answer(message=await _calendar(context))


async def by_button(context: Context, inbound: Press) -> Answer:
    """The menu's *Calendar*, and the button on an author's home."""
    return Answer(message=await _calendar(context))


async def _calendar(context: Context) -> Message:
    session, t = context.session, context.t
    found = await in_calendar(session, context.actor, context.now + AHEAD, at_most=MOST_ENTRIES + 1)
    together = await round_ups_of(session, [known.id for known, _ in found])
    resolved: dict[int, Resolved] = {}
    entries, weeks, names = [], [], {}
    for known, row in found[:MOST_ENTRIES]:
        if known.audience_id not in resolved:
            resolved[known.audience_id] = await audience.resolve(session, known.audience_id, context.now)
            names[known.audience_id] = (await session.get_one(Audience, known.audience_id)).name
        entry = await _entry(context, known, row, resolved[known.audience_id])
        entries.append(replace(entry, in_round_up=known.id in together))
        assert row.next_at is not None, "what has gone out is in no calendar"
        weeks.append((known.audience_id, week_of(row.next_at, context.zone)))
    told = [busy_week(one, names[one.audience_id], t) for one in await busy(context, weeks)]
    another = Button(t("Write an update"), WRITE, tone=Tone.PRIMARY, opens_form=True)
    return calendar_message(entries, len(found) > MOST_ENTRIES, told, another, t)


async def _entry(context: Context, known: Update, row: UpdatePlan, resolved: Resolved) -> Entry:
    t, at = context.t, row.next_at
    assert at is not None, "what has gone out is in no calendar"
    night = ""
    if resolved.channels:
        plan = await plan_with(context.session, intent_of(row), resolved)
        asleep = night_of([resolved], plan.table, context.actor.side_id)
        night = night_told(asleep, t) if asleep.people else ""
    return Entry(
        at.astimezone(ZoneInfo(context.zone)).date(),
        t.moment(at, context.zone, MomentStyle.TIME),
        await store.title_of(context.session, known, t.locale),
        resolved.name,
        Counter(row.left).total(),
        by_turns=row.way is not PlanWay.MOMENT,
        night=night,
        movable=known.public_id if _may_change(context, known, resolved) else "",
    )


def _may_change(context: Context, known: Update, resolved: Resolved) -> bool:
    if known.state is not UpdateState.PLANNED:
        return False
    return is_own(context, known) or refusal(context, resolved, urgent=known.urgent) is None
