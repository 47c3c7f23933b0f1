"""What stands on the agenda of a meeting as it goes on: who is there, what was decided, who does what."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.capabilities.syncs.during.facts import Minutes, Said, Task
from bot.capabilities.syncs.kinds import ActionState, Held, MeetingState, Outcome, Template
from bot.capabilities.syncs.lines import on_one_line
from bot.capabilities.syncs.naming import mention, name_of
from bot.chat.message import Body, Context, Inline, ListBlock, MomentStyle, Part, Plain, plain
from bot.chat.texts import Texts
from bot.people.viewpoint import Figure, Viewpoint

LONGEST_LINE = 400
"""Characters of a text where it is one line among others, such as a choice."""


def standing_parts(
    minutes: Minutes, viewpoint: Viewpoint, platform: str, t: Texts, zone: str, today: date
) -> Sequence[Part]:
    """What came of a meeting so far, for the card of its agenda; once it is closed, the summary has the rest."""
    parts: list[Part] = []
    if line := _taken(minutes, viewpoint, platform, t, zone):
        parts.append(Context(line))
    if text := counted(minutes, viewpoint, t):
        parts.append(Context(plain(text)))
    if minutes.state is MeetingState.CLOSED:
        return (*parts, Context(closed_line(minutes, viewpoint, platform, t, zone)))
    return (*parts, *outcome_parts(minutes, viewpoint, platform, t, today))


def outcome_parts(minutes: Minutes, viewpoint: Viewpoint, platform: str, t: Texts, today: date) -> Sequence[Part]:
    """Decisions, actions and notes, as far as everybody who reads the place may read them."""
    shown = [one.seen_by(viewpoint) for one in minutes.written if one.shown_to(viewpoint)]
    decisions = [plain(on_one_line(one.text)) for one in shown if one.kind is Outcome.DECISION]
    tasks = [task_line(one, viewpoint, platform, t, today) for one in minutes.tasks if one.shown_to(viewpoint)]
    notes = [said_line(one, viewpoint, platform, t) for one in shown if one.kind is Outcome.NOTE]
    return [
        listed(label, items)
        for label, items in ((t("Decisions"), decisions), (t("Actions"), tasks), (t("Notes"), notes))
        if items
    ]


def listed(label: str, items: Sequence[Inline]) -> Body:
    """A list under its label, whole: whoever lays a message out takes long ones apart."""
    return Body((ListBlock(tuple(items)),), label=label)


def task_line(one: Task, viewpoint: Viewpoint, platform: str, t: Texts, today: date) -> Inline:
    """Who does what until when, or what became of it."""
    who = mention(one.owner, viewpoint, platform, t)
    seen = one.seen_by(viewpoint)
    spans: list[Plain] = [Plain(on_one_line(seen.what))]
    lead: Inline = (who, Plain(": ")) if who else (Plain(f"{without_owner(one, t)}: "),)
    tail = ""
    match one.state:
        case ActionState.DONE:
            tail = t("done")
        case ActionState.DROPPED:
            tail = t("dropped: {why}", why=on_one_line(seen.ended_because))
        case ActionState.OPEN if one.due_on is not None:
            day = t.near_day(one.due_on)
            tail = t("late, was due {day}", day=day) if one.late(today) else t("until {day}", day=day)
        case _:
            pass
    return (*lead, *spans, *((Plain(" · "), Plain(tail, bold=one.late(today))) if tail else ()))


def without_owner(one: Task, t: Texts) -> str:
    """Who is to do it, where they may not be named, or were erased."""
    return t("An agent of another team") if one.owner is not None else t("Without owner")


def said_line(one: Said, viewpoint: Viewpoint, platform: str, t: Texts) -> Inline:
    """What somebody wrote, with who, where they may be named."""
    who = mention(one.by, viewpoint, platform, t)
    text = on_one_line(one.seen_by(viewpoint).text)
    return (Plain(f"{text} · "), who) if who else plain(text)


def shortened(text: str) -> str:
    """A text as one line among others."""
    line = on_one_line(text)
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1].rstrip()}…"


def counted(minutes: Minutes, viewpoint: Viewpoint, t: Texts) -> str:
    """Who is there or comes, in figures by side, as far as they may be read; empty where there are none."""
    if minutes.is_event:
        text = _by_side(_any_of(minutes.coming), minutes.sides, viewpoint, t)
        again = _by_side(_any_of(minutes.coming_again), minutes.sides, viewpoint, t)
        if text and again:
            return t("Coming: {figures} · of them to the second time: {again}", figures=text, again=again)
        return t("Coming: {figures}", figures=text) if text else ""
    text = _by_side(minutes.here, minutes.sides, viewpoint, t)
    if not text:
        return ""
    if minutes.held is Held.WRITTEN:
        return t("Answered: {figures}", figures=text)
    return t("Here: {figures}", figures=text)


def _any_of(figures: Mapping[int, Figure]) -> Mapping[int, Figure]:
    """Those that say something: a side has one as soon as somebody replied, of whom perhaps nobody comes."""
    return {side_id: one for side_id, one in figures.items() if one.done}


def _by_side(figures: Mapping[int, Figure], names: Mapping[int, str], viewpoint: Viewpoint, t: Texts) -> str:
    shown = viewpoint.figures(figures)
    lines = [
        t("{side} {figure}", side=name, figure=_figure(shown.sides[side_id], t))
        for side_id, name in names.items()
        if side_id in shown.sides
    ]
    if shown.whole is not None and len(figures) > 1:
        lines.append(t("{figure} in all", figure=_figure(shown.whole, t)))
    return " · ".join(lines)


def _figure(one: Figure, t: Texts) -> str:
    return t("{n} of {all}", n=one.done, all=one.expected) if one.expected else t("{n}", n=one.done)


def _taken(minutes: Minutes, viewpoint: Viewpoint, platform: str, t: Texts, zone: str) -> Inline:
    """Who took a handover, and when."""
    if minutes.template is not Template.HANDOVER or minutes.taken_at is None:
        return ()
    who = mention(minutes.taken_by, viewpoint, platform, t) or Plain(t("the next shift"))
    return (Plain(t("Taken by ")), who, Plain(" · "), t.span(minutes.taken_at, zone, MomentStyle.TIME))


def closed_line(minutes: Minutes, viewpoint: Viewpoint, platform: str, t: Texts, zone: str) -> Inline:
    """That it is over, by whom and since when."""
    at = minutes.closed_at or minutes.starts_at
    who = mention(minutes.closed_by, viewpoint, platform, t) if name_of(minutes.closed_by, viewpoint) else None
    by: Inline = (Plain(t("Closed by ")), who) if who else plain(t("Closed"))
    return (*by, Plain(" · "), t.span(at, zone, MomentStyle.DATE_TIME))
