"""The words of planned round-ups: the messages to their author, and the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.planning.messages import goes_out
from bot.capabilities.updates.planning.words import Plan, at_your_time
from bot.capabilities.updates.reuse.messages import go_on_button
from bot.capabilities.updates.roundups.forms import Entry, entry_line
from bot.capabilities.updates.roundups.messages import round_up_button
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

MOVE_ROUND_UP = "updates.move_round_up"
CANCEL_ROUND_UP = "updates.cancel_round_up"


def named(updates: int, t: Texts) -> str:
    return t.n("Round-up of {n} update", "Round-up of {n} updates", updates)


def plan_buttons(public_id: str, t: Texts) -> tuple[Button, ...]:
    """What can be done about it until it goes out; cancelling loses nothing, the updates are drafts again."""
    return (
        Button(t("Move"), MOVE_ROUND_UP, public_id, opens_form=True),
        Button(t("Cancel the plan"), CANCEL_ROUND_UP, public_id),
    )


def planned_letter(public_id: str, entries: Sequence[Entry], plan: Plan, t: Texts, zone: str) -> Message:
    """The author's message about a round-up that is planned."""
    head = named(len(entries), t)
    listed = Body((ListBlock(tuple(entry_line(one, t) for one in entries)),))
    parts = (Headline(head), listed, *goes_out(plan, t, zone), Actions(plan_buttons(public_id, t)))
    return Message(t("Planned: {title}", title=head), parts, t.locale)


def gone_letter(titles: Sequence[str], at: datetime, t: Texts, zone: str, paused: Sequence[str]) -> Message:
    """What the same message says once they have gone out."""
    text = t.n(
        "{titles} went out {moment}. Its receipt tells the rest.",
        "{titles} went out {moment}, as one round-up. The receipt of each tells the rest.",
        len(titles),
        titles=_quoted(titles, t),
        moment=at_your_time(at, t, zone),
    )
    if paused:
        without = t("Left out, because deliveries to them are paused: {sides}", sides=t.names(list(paused)))
        return Message(text, (Body((Paragraph(plain(text)),)), Context(plain(without))), t.locale)
    return answer(text, t)


def drafts_again(titles: Sequence[str], t: Texts) -> Message:
    """What it says once somebody has cancelled the plan, or nothing could go out; the answer to whoever cancelled."""
    text = t.n(
        "{titles} is not planned any more. It is a draft again.",
        "{titles} are not planned any more. They are drafts again.",
        len(titles),
        titles=_quoted(titles, t),
    )
    return say(text, round_up_button(t), locale=t.locale)


def not_planned_any_more(updates: int, t: Texts) -> Message:
    """To somebody who cancelled another author's round-up."""
    text = t.n(
        "The round-up is not planned any more. Its {n} update is a draft of its author again.",
        "The round-up is not planned any more. Its {n} updates are drafts of their author again.",
        updates,
    )
    return answer(text, t)


@dataclass(frozen=True)
class LeftOut:
    """An update that did not go out with the others, and why; without an id it is no draft to go on with."""

    public_id: str
    title: str
    why: str


def left_out_letter(left_out: Sequence[LeftOut], sent: int, t: Texts) -> Message:
    """To the author of updates that could not go out with the `sent` others, or of a round-up with none left."""
    head = t.n("{n} update was left out of your round-up", "{n} updates were left out of your round-up", len(left_out))
    if not sent:
        head = t("Not sent: {title}", title=named(len(left_out), t))
    drafts = sum(bool(one.public_id) for one in left_out)
    what = t.n(
        "It is a draft again: mend this, then publish or plan it.",
        "They are drafts again: mend this, then send or plan them.",
        drafts,
    )
    parts: list[Part] = [Alert(plain(head), Tone.DANGER)]
    for one in left_out:
        parts.append(Body((Paragraph(plain(one.title, bold=True)), Paragraph(plain(one.why)))))
        if one.public_id:
            parts.append(Actions((go_on_button(one.public_id, t),)))
    return Message(head, (*parts, *((Context(plain(what)),) if drafts else ())), t.locale)


def too_late_letter(titles: Sequence[str], planned: datetime, t: Texts, zone: str) -> Message:
    """To the author of what would have gone out so late that they are asked."""
    moment = at_your_time(planned, t, zone)
    why = t("It was planned for {moment}, and Instep was not running then. Now it may be too late.", moment=moment)
    what = t("Nothing went out, and these are drafts again: send them now, plan them anew, or leave them.")
    return _not_sent(titles, why, what, round_up_button(t), t)


def inherited_letter(titles: Sequence[str], who: str, go_on: Button, t: Texts) -> Message:
    """To whoever gets drafts of an author who has left."""
    why = t("This was to go out now, but {who}, who planned it, is no longer here.", who=who)
    what = t("Nothing went out. These drafts are yours now: send them, plan them, or leave them.")
    return _not_sent(titles, why, what, go_on, t)


def _not_sent(titles: Sequence[str], why: str, what: str, button: Button, t: Texts) -> Message:
    head = t("Not sent: {title}", title=named(len(titles), t))
    listed = ListBlock(tuple(plain(title, bold=True) for title in titles))
    parts = (
        Alert(plain(head), Tone.DANGER),
        Body((Paragraph(plain(why)), listed)),
        Context(plain(what)),
        Actions((button,)),
    )
    return Message(head, parts, t.locale)


def in_a_round_up(public_id: str, title: str, t: Texts) -> Message:
    """To whoever wants to move or cancel one of several that go out together."""
    text = t("“{title}” goes out with others. Move them, or cancel the plan of all: then they are drafts.", title=title)
    return say(text, *plan_buttons(public_id, t), locale=t.locale)


def over(t: Texts) -> Message:
    """To whoever presses a button of one that is not planned any more."""
    return answer(
        t("This is not planned any more: it has gone out, or its plan was cancelled. Nothing was changed."), t
    )


def _quoted(titles: Sequence[str], t: Texts) -> str:
    return t.names([t("“{title}”", title=title) for title in titles])
