"""The messages about planned updates: to their author, and the lists of what is planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.planning.buttons import cancel_button, move_button, rest_button
from bot.capabilities.updates.planning.words import Plan, at_your_time, head, told
from bot.chat.message import (
    Actions,
    Alert,
    Body,
    Button,
    Context,
    Headline,
    ListBlock,
    Message,
    Paragraph,
    Part,
    Tone,
    plain,
    say,
)
from bot.chat.texts import Texts


def goes_out(plan: Plan, t: Texts, zone: str, warnings: Sequence[str] = ()) -> list[Part]:
    """When it goes out and what speaks against that, for the preview and for the author's message."""
    first, *more = told(plan, t, zone)
    blocks = (Paragraph(plain(first, bold=True)), *((ListBlock(tuple(plain(line) for line in more)),) if more else ()))
    joined = t("It goes to whoever is in the audience then, also if they came meanwhile.")
    against = [Alert(plain(one), Tone.DANGER) for one in warnings]
    return [Body(blocks, label=t("Goes out")), *against, Context(plain(joined))]


def planned_letter(public_id: str, title: str, plan: Plan, t: Texts, zone: str) -> Message:
    """The author's message about an update that is planned."""
    buttons = Actions((move_button(public_id, t), cancel_button(public_id, t)))
    summary = t("Planned: {title}", title=title)
    return Message(summary, (Headline(title), *goes_out(plan, t, zone), buttons), t.locale)


def planned_answer(plan: Plan, t: Texts, zone: str, warnings: Sequence[str] = ()) -> Message:
    """To whoever has planned or moved it."""
    said = t("{planned}. Until then you can move or cancel it.", planned=head(plan, t, zone))
    return answer(" ".join([said, *warnings]), t)


def gone_letter(title: str, at: datetime, t: Texts, zone: str, left_out: Sequence[str] = ()) -> Message:
    """What the same message says once it has gone out."""
    text = t("“{title}” went out {moment}. Its receipt tells the rest.", title=title, moment=at_your_time(at, t, zone))
    if left_out:
        without = t("Left out, because deliveries to them are paused: {sides}", sides=t.names(list(left_out)))
        return Message(text, (Body((Paragraph(plain(text)),)), Context(plain(without))), t.locale)
    return answer(text, t)


def cancelled_letter(title: str, go_on: Button, t: Texts) -> Message:
    """What it says once somebody has cancelled the plan, and the answer to whoever did."""
    return say(t("“{title}” is not planned any more. It is a draft again.", title=title), go_on, locale=t.locale)


def late_letter(title: str, planned: datetime, late: timedelta, t: Texts, zone: str) -> Message:
    """To the author of what went out late."""
    text = t(
        "“{title}” went out {time} late: it was planned for {moment}, and Instep was not running then.",
        title=title,
        time=t.seconds(late.total_seconds()),
        moment=at_your_time(planned, t, zone),
    )
    return answer(text, t)


def _draft_again(title: str, why: str, what: str, go_on: Button, t: Texts) -> Message:
    summary = t("Not published: {title}", title=title)
    parts = (
        Alert(plain(summary), Tone.DANGER),
        Body((Paragraph(plain(why)),)),
        Context(plain(what)),
        Actions((go_on,)),
    )
    return Message(summary, parts, t.locale)


def held_up_letter(title: str, why: str, go_on: Button, t: Texts) -> Message:
    """To the author of what could not go out when its time came."""
    what = t("Nothing went out, and it is a draft again: mend this, then publish or plan it.")
    return _draft_again(title, why, what, go_on, t)


def too_late_letter(title: str, planned: datetime, go_on: Button, t: Texts, zone: str) -> Message:
    """To the author of what would have gone out so late that they are asked."""
    what = t("Nothing went out, and it is a draft again: publish it now, plan it anew, or leave it.")
    return _draft_again(title, too_late(planned, t, zone), what, go_on, t)


def inherited_letter(title: str, who: str, go_on: Button, t: Texts) -> Message:
    """To whoever gets the draft of an author who has left."""
    why = t("It was to go out now, but {who}, who planned it, is no longer here.", who=who)
    return _draft_again(
        title, why, t("Nothing went out. The draft is yours now: publish it, plan it, or leave it."), go_on, t
    )


def unclaimed_letter(title: str, who: str, audience: str, go_on: Button, t: Texts) -> Message:
    """To an admin who gets the draft of an author who has left, because nobody who may publish it can."""
    why = t(
        "It was to go out now, but {who}, who planned it, is no longer here, and nobody who may publish to {audience} "
        "is at hand.",
        who=who,
        audience=audience,
    )
    what = t("Nothing went out. The draft is yours now: give an author the right to publish there and hand it over.")
    return _draft_again(title, why, what, go_on, t)


def deadline_is_over(wanted: datetime, t: Texts, zone: str) -> str:
    """Why what comes late does not go out by itself."""
    moment = at_your_time(wanted, t, zone)
    return t("Got it is wanted by {moment}, and that is over. Change by when it is wanted first.", moment=moment)


def too_late(planned: datetime, t: Texts, zone: str) -> str:
    """Why it does not go out by itself after an outage."""
    moment = at_your_time(planned, t, zone)
    return t("It was planned for {moment}, and Instep was not running then. Now it may be too late.", moment=moment)


def to_be_approved_now(audience: str, t: Texts) -> str:
    """Why the rest does not go out by itself where an approval is wanted by now: another author lets it go."""
    return t("By now another author must approve what goes to {audience}: one who did not write it.", audience=audience)


def stopped_letter(
    public_id: str, title: str, why: str, channels: int, t: Texts, instead: str | None = None
) -> Message:
    """To the author of what has gone out in part, when the rest could not, or to whoever sees after it for them.

    `instead` says who can have the rest go, to an author who may not.
    """
    summary = t.n(
        "“{title}” does not go out to {n} more channel",
        "“{title}” does not go out to {n} more channels",
        channels,
        title=title,
    )
    then: Part = Actions((rest_button(public_id, channels, t),)) if instead is None else Context(plain(instead))
    parts = (Alert(plain(summary), Tone.DANGER), Body((Paragraph(plain(why)),)), then)
    return Message(summary, parts, t.locale)


def who_can(name: str, t: Texts, *, anybody: bool) -> str:
    """Who can have the rest go, for an author who may not; `name` is empty for somebody whom they may not know."""
    if name:
        return t("{who} may publish there, and has been asked whether the rest shall go out.", who=name)
    if anybody:
        return t("Somebody who may publish there has been asked whether the rest shall go out.")
    return t("Once you may publish there again, the receipt has a button with which the rest goes out.")


def nobody_approves(t: Texts) -> str:
    """To an author whose plan needs an approval that nobody else can give."""
    return t(
        "Nobody else may publish there, so nobody can approve it. Ask an admin to change updates.approval: then the "
        "receipt has a button with which the rest goes out."
    )


@dataclass(frozen=True)
class Planned:
    """One line of what is planned: `head` says when, `mine` whether whoever looks has written it.

    Of a round-up, `together` are the lines of its updates, and `buttons` its own.
    """

    public_id: str
    title: str
    audience: str
    head: str
    channels: int
    begun: bool = False
    mine: bool = True
    together: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()


def where_line(audience: str, channels: int, t: Texts) -> str:
    return t.n("{audience}, {n} channel", "{audience}, {n} channels", channels, audience=audience)


def planned_item(item: Planned, t: Texts) -> tuple[Part, ...]:
    """One planned update, or round-up, with what can be done about it."""
    if item.together:
        listed = ListBlock(tuple(plain(one) for one in item.together))
        return (
            Body((Paragraph(plain(item.title, bold=True)), listed)),
            Context(plain(item.head)),
            Actions(item.buttons),
        )
    where = where_line(item.audience, item.channels, t)
    if item.begun:
        where = t.n(
            "{audience}, {n} channel still to come",
            "{audience}, {n} channels still to come",
            item.channels,
            audience=item.audience,
        )
    buttons: tuple[Button, ...] = (move_button(item.public_id, t), cancel_button(item.public_id, t))
    if item.begun:
        buttons = (rest_button(item.public_id, item.channels, t),)
    return (
        Body((Paragraph(plain(item.title, bold=True)),)),
        Context(plain(f"{item.head} · {where}")),
        Actions(buttons),
    )


def planned_list(items: Sequence[Planned], more: bool, write: Button, t: Texts) -> Message:
    """The answer to “update planned”."""
    if not items:
        return say(t("Nothing is planned. Write an update, look at it, and press Plan it."), write, locale=t.locale)
    count = sum(len(one.together) or 1 for one in items)
    title = t.n("{n} update is planned", "{n} updates are planned", count)
    if more:
        title = t("The next {n} planned updates", n=count)
    return Message(title, (Headline(title), *(part for one in items for part in planned_item(one, t))), t.locale)
