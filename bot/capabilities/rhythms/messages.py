"""What is said of rhythms: what they are, when they are next and why then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Headline,
    Inline,
    ListBlock,
    Message,
    MomentStyle,
    Paragraph,
    Part,
    Plain,
    Tone,
    paragraph,
    plain,
    say,
)
from bot.chat.texts import Texts
from bot.due.rhythms import ByHand, Upcoming
from bot.due.tables import Rhythm, Whose
from bot.due.words import holiday_line, paused_line, reasons, rule_in_words

LIST = "rhythms.list"
LOOK = "rhythms.look"
RESUME = "rhythms.resume"
UNDO = "rhythms.undo"

SKIP = "rhythms.skip"
MOVE = "rhythms.move"
PAUSE = "rhythms.pause"
CHANGE = "rhythms.change"
HAND_OVER = "rhythms.hand_over"

MOST_LISTED = 12
"""Rhythms in one message; the others are found by their names."""


@dataclass(frozen=True)
class Listed:
    """A rhythm as it is shown: what it is called, whose it is, and what comes; `mine`: whoever looks may decide.

    `paused`: a pause of it still lasts. Dates of another year than that of `now` are said with it. `whose` time it is
    said to be, if not as it goes.
    """

    rhythm: Rhythm
    title: str
    owner: str
    coming: tuple[Upcoming, ...]
    mine: bool
    paused: bool
    now: datetime | None = None
    whose: Whose | None = None


def listed(found: Sequence[Listed], t: Texts, zone: str, typed: str, *, sees_all: bool = True) -> Message:
    """All that recurs, each with its next date; `sees_all`: nothing is kept from whoever reads it."""
    if not found:
        text = t("Nothing recurs yet. Whatever is scheduled to come again stands here, with its next dates.")
        if not sees_all:
            text = t("Nothing here for you. This lists what you look after, and what is only for people whom you see.")
        return say(text, locale=t.locale)
    parts: list[Part] = [Headline(t("What recurs"))]
    for one in found[:MOST_LISTED]:
        line = (Plain(one.title, bold=True), *plain(f" · {rule_in_words(one.rhythm, t, one.whose)}"))
        parts.append(Body((Paragraph(line),)))
        parts.append(Context(plain(_next_line(one, t, zone))))
        parts.append(Actions((Button(t("Look at it"), LOOK, one.rhythm.public_id),)))
    more = len(found) - MOST_LISTED
    if more > 0:
        parts.append(Context(plain(t("{n} more are found by name: {typed}.", n=more, typed=typed))))
    summary = t.n("{n} thing recurs.", "{n} things recur.", len(found))
    return Message(summary=summary, parts=tuple(parts), locale=t.locale)


def _next_line(one: Listed, t: Texts, zone: str) -> str:
    paused = paused_line(one.rhythm, t) if one.paused else ""
    first = next((each for each in one.coming if each.instant), None)
    if first is None or first.instant is None:
        return paused or t("Nothing is to come.")
    then = t("Next {moment}", moment=t.moment(first.instant, clock(one.rhythm, first, zone, one.whose), now=one.now))
    return f"{paused} {then}" if paused else then


def clock(rhythm: Rhythm, one: Upcoming, zone: str, whose: Whose | None = None) -> str:
    """The zone by which a date is said: the reader's, or of what goes by each one's own time theirs."""
    return zone if (whose or rhythm.whose) is Whose.ALL else one.party.zone


def shown(one: Listed, t: Texts, zone: str, says: str = "") -> Message:
    """One rhythm with its next dates, each with what differs from the plain rule, and what can be decided.

    `says` is what was just decided, and where it tells the rule nothing else does.
    """
    rhythm = one.rhythm
    parts: list[Part] = [Headline(one.title)]
    if says:
        parts.append(paragraph(says))
    rule = rule_in_words(rhythm, t, one.whose)
    if rule not in says:
        parts.append(paragraph(t("Takes place: {rule}.", rule=rule)))
    if one.paused and (paused := paused_line(rhythm, t)) != says:
        parts.append(paragraph(paused))
    if one.coming or not one.paused:
        parts.append(_dates(one, t, zone))
    owner = t("{name} looks after it.", name=one.owner) if one.owner else t("Nobody looks after it.")
    lines = [holiday_line(rhythm, t), *([] if owner == says else [owner])]
    parts.append(Context(plain(" ".join(lines))))
    if one.mine:
        parts.append(Actions(_buttons(one, t)))
    return Message(summary=says or one.title, parts=tuple(parts), locale=t.locale)


def _buttons(one: Listed, t: Texts) -> tuple[Button, ...]:
    public_id = one.rhythm.public_id
    decide = [
        Button(t("Skip one"), SKIP, public_id, opens_form=True),
        Button(t("Move one"), MOVE, public_id, opens_form=True),
        Button(t("Change the time"), CHANGE, public_id, opens_form=True),
        Button(t("Hand over"), HAND_OVER, public_id, opens_form=True),
    ]
    if one.paused:
        resume = Button(t("Resume"), RESUME, public_id, Tone.PRIMARY)
        return (resume, *decide[2:])
    pause = Button(t("Pause"), PAUSE, public_id, opens_form=True)
    undo = [
        Button(
            t("Keep {day}", day=t.weekday(day)) if by.to is None else t("Move {day} back", day=t.weekday(day)),
            UNDO,
            f"{public_id}.{day.isoformat()}",
        )
        for day, by in _by_hand(one.coming).items()
    ]
    return (*decide[:2], pause, *decide[2:], *undo)


def _by_hand(coming: Sequence[Upcoming]) -> dict[date, ByHand]:
    return {one.original_date: each for one in coming for each in one.reasons if isinstance(each, ByHand)}


def _dates(one: Listed, t: Texts, zone: str) -> Part:
    lines = date_lines(one, t, zone)
    if not lines:
        return paragraph(t("Nothing is to come."))
    return Body(
        (ListBlock(tuple(lines)),), label=t("Next dates, by your clock") if is_elsewhere(one, zone) else t("Next dates")
    )


def is_elsewhere(one: Listed, zone: str) -> bool:
    """Whether its dates are told by another clock than its rule."""
    return (one.whose or one.rhythm.whose) is Whose.ALL and zone != one.rhythm.zone


def date_lines(found: Listed, t: Texts, zone: str) -> list[Inline]:
    """A line for each date: when it is, for whoever reads or by each team's or person's own clock, and why then."""
    by_date: dict[date, list[Upcoming]] = {}
    for one in found.coming:
        by_date.setdefault(one.original_date, []).append(one)
    lines = []
    for day, ones in by_date.items():
        why = [words for one in ones for words in reasons(one, t)]
        after = f" · {'; '.join(dict.fromkeys(why))}" if why else ""
        moments = _moments(found, ones, t, zone)
        if not moments:
            far = found.now is not None and found.now.year != day.year
            lines.append(
                (Plain(t.day(day) if far else t.near_day(day), strike=True), *plain(after or f" · {t('left out')}"))
            )
            continue
        lines.append((Plain(t.names(moments), bold=True), *plain(after)))
    return lines


def _moments(found: Listed, ones: Sequence[Upcoming], t: Texts, zone: str) -> list[str]:
    """When one date is; with the zones where it is not the same for all of them."""
    each = {one.instant: one for one in reversed(ones) if one.instant}
    zones: dict[str, list[str]] = {}
    for instant, one in sorted(each.items()):
        moment = t.moment(instant, clock(found.rhythm, one, zone, found.whose), now=found.now)
        zones.setdefault(moment, []).append(one.party.zone)
    if len(zones) == 1 and all(one.instant for one in ones):
        return list(zones)
    return [t("{moment} ({zone})", moment=moment, zone=t.names(names)) for moment, names in zones.items()]


def missed(
    title: str,
    dates: Sequence[date],
    why: str,
    rhythm: Rhythm,
    following: Upcoming | None,
    t: Texts,
    zone: str,
    *,
    nobodys: bool = False,
) -> Message:
    """Tells the owner what was missed; the admins, where it is `nobodys` who could be told."""
    days = t.names([t.weekday(day) for day in dates])
    # What is prepared in advance, such as an agenda, may have been out by then: people may have met without Instep.
    text = t("Instep missed “{title}” on {days}.", title=title, days=days)
    parts: list[Part] = [paragraph(text), paragraph(f"{why}. {_then(rhythm, following, t, zone)}")]
    if nobodys:
        parts.append(Context(plain(t("Nobody who looks after it could be told, so this goes to the admins."))))
    parts.append(Actions((Button(t("Look at it"), LOOK, rhythm.public_id),)))
    return Message(summary=text, parts=tuple(parts), locale=t.locale)


def _then(rhythm: Rhythm, following: Upcoming | None, t: Texts, zone: str) -> str:
    """When it is next, by the clock of those whose it is."""
    if following is None or following.instant is None:
        return t("Nothing more is to come.")
    moment = t.moment(following.instant, clock(rhythm, following, zone))
    match rhythm.whose:
        case Whose.ALL:
            return t("The next one is {moment}.", moment=moment)
        case Whose.TEAM:
            return t("The next one is {moment} of each team's own time.", moment=moment)
        case Whose.PERSON:
            return t("The next one is {moment} of each person's own time.", moment=moment)


def handed_over(one: Listed, by: str, t: Texts, zone: str) -> Message:
    """To whoever looks after it from now on; `by` is empty where they may not know who gave it to them."""
    rhythm = one.rhythm
    text = t("“{title}” is yours to look after now.", title=one.title)
    if by:
        text = t("{name} handed “{title}” over to you: you look after it now.", name=by, title=one.title)
    parts: list[Part] = [Body((Paragraph(plain(text, bold=True)),))]
    parts.append(paragraph(t("Takes place: {rule}.", rule=rule_in_words(rhythm, t, one.whose))))
    if one.paused:
        parts.append(paragraph(paused_line(rhythm, t)))
    parts.append(_dates(one, t, zone))
    what = t("You can skip, move, pause and change it, or hand it on, and you are told when one was missed.")
    parts += [Context(plain(what)), Actions((Button(t("Look at it"), LOOK, rhythm.public_id),))]
    return Message(text, tuple(parts), t.locale)


def stands(title: str, rhythm: Rhythm, found: Sequence[tuple[Upcoming, Upcoming]], t: Texts, zone: str) -> Message:
    """To its owner: what stays where it is though days off have changed, and where its rule would have it now."""
    text = t.n(
        "Days off have changed, and {n} date of “{title}” stays as it was.",
        "Days off have changed, and {n} dates of “{title}” stay as they were.",
        len(found),
        title=title,
    )
    lines = [plain(_stands(rhythm, one, by_rule, t, zone)) for one, by_rule in found]
    why = t("People may know of it already. Leave it out or move it if that is better now.")
    parts = (
        Body((Paragraph(plain(text, bold=True)), ListBlock(tuple(lines)))),
        Context(plain(why)),
        Actions((Button(t("Skip or move it"), LOOK, rhythm.public_id, Tone.PRIMARY),)),
    )
    return Message(text, parts, t.locale)


def _stands(rhythm: Rhythm, one: Upcoming, by_rule: Upcoming, t: Texts, zone: str) -> str:
    assert one.instant is not None, "what stands takes place"
    stays = t.moment(one.instant, clock(rhythm, one, zone))
    why = "; ".join(reasons(by_rule, t))
    if by_rule.instant is None:
        return t("{moment}; by its rule it would be {why}", moment=stays, why=why or t("left out"))
    moment = t.moment(by_rule.instant, clock(rhythm, by_rule, zone))
    says = t("{moment}; by its rule it would be on {other}", moment=stays, other=moment)
    return f"{says} ({why})" if why else says


def moves(rhythm: Rhythm, day: date, to: datetime, t: Texts, zone: str) -> str:
    """That one takes place at another time, and by whose clock."""
    match rhythm.whose:
        case Whose.ALL:
            return t("{day} moves to {moment}.", day=t.weekday(day), moment=said(to, t, zone))
        case Whose.TEAM:
            says = "{day} moves to {moment} of each team's own time."
        case Whose.PERSON:
            says = "{day} moves to {moment} of each person's own time."
    return t(says, day=t.weekday(day), moment=t.moment(to, zone))


def said(at: datetime, t: Texts, zone: str, now: datetime | None = None) -> str:
    """An instant with its zone, for a choice."""
    return t("{moment} ({zone})", moment=t.moment(at, zone, MomentStyle.DATE_TIME, now=now), zone=zone)
