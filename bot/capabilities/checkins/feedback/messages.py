"""What people read about feedback; every text of it."""

from collections.abc import Sequence
from datetime import datetime

from bot.capabilities.checkins.feedback.facts import Piece
from bot.capabilities.checkins.kinds import FeedbackState
from bot.capabilities.checkins.store.feedback_people import Someone
from bot.chat.message import (
    Actions,
    Alert,
    Body,
    Button,
    Confirm,
    Context,
    Headline,
    ListBlock,
    Message,
    Part,
    Quote,
    Tone,
    paragraph,
    plain,
    say,
)
from bot.chat.texts import Texts

WRITE = "checkins.feedback_write"
TAKE_BACK = "checkins.feedback_take_back"
THANK = "checkins.feedback_thank"
SAY = "checkins.feedback_say"
PASS_ON = "checkins.feedback_pass_on"  # noqa: S105 - the name of a button
KEEP_BACK = "checkins.feedback_keep_back"
SHOW = "checkins.feedback_show"

LAST_SAID = 5
"""Replies that a message shows; the older ones stand in messages before."""


def own_name(one: Someone | None, t: Texts) -> str:
    """Somebody by name; who was erased has none."""
    return one.name if one is not None else t("somebody who is no longer here")


def called(one: Someone | None, beside: Someone | None, t: Texts) -> str:
    """Somebody by name, with their company where it is another one than that of whoever reads."""
    name = own_name(one, t)
    if one is None or (beside is not None and beside.side_id == one.side_id):
        return name
    return t("{name} ({company})", name=name, company=one.side_name)


def for_person(piece: Piece, t: Texts) -> Message:
    """To whom it was written."""
    giver = called(piece.giver, piece.person, t)
    title = t("Feedback from {name}", name=giver)
    if piece.state is FeedbackState.TAKEN_BACK:
        text = t("{name} took back the feedback that stood here.", name=giver)
        return Message(text, (Alert(plain(text), Tone.MUTED),), t.locale)
    parts: list[Part] = [Headline(title), Quote(piece.text)]
    parts += _said(piece, t, to_giver=False)
    parts.append(Context(plain(_who_sees(piece, t))))
    if piece.giver is not None and piece.giver.here:
        thank = Button(t("Thank"), THANK, piece.public_id, Tone.PRIMARY)
        answer = Button(t("Ask or answer"), SAY, piece.public_id, opens_form=True)
        parts.append(Actions((answer,) if piece.thanked else (thank, answer)))
    return Message(title, tuple(parts), t.locale)


def _who_sees(piece: Piece, t: Texts) -> str:
    giver = own_name(piece.giver, t)
    if piece.through is not None:
        through = own_name(piece.through, t)
        return t("Passed on by {lead}. Only you, {name} and {lead} see it.", name=giver, lead=through)
    return t("Only you and {name} see it.", name=giver)


def _said(piece: Piece, t: Texts, *, to_giver: bool) -> list[Part]:
    parts: list[Part] = []
    if piece.thanked:
        thanked = t("{name} thanked you.", name=own_name(piece.person, t)) if to_giver else t("You said thank you.")
        parts.append(Context(plain(thanked)))
    for one in piece.said[-LAST_SAID:]:
        other = piece.person if to_giver else piece.giver
        parts.append(Quote(one.text, t("You") if one.by_giver is to_giver else own_name(other, t)))
    return parts


def for_lead(piece: Piece, t: Texts) -> Message:
    """To the person's own lead, where it comes from another company."""
    giver, person = called(piece.giver, piece.person, t), own_name(piece.person, t)
    title = t("{giver} wrote feedback for {name}", giver=giver, name=person)
    parts: list[Part] = [Headline(title)]
    if piece.state is FeedbackState.TAKEN_BACK:
        text = t("{giver} took it back.", giver=giver)
        return Message(title, (*parts, Alert(plain(text), Tone.MUTED)), t.locale)
    parts.append(Quote(piece.text))
    if piece.state is FeedbackState.SENT:
        parts.append(Alert(plain(t("You passed it on to {name}.", name=person)), Tone.GOOD))
    elif piece.state is FeedbackState.KEPT_BACK:
        parts.append(Alert(plain(t("You kept it back: {reason}", reason=piece.reason)), Tone.MUTED))
    else:
        parts.append(Context(plain(t("{name} sees it once you pass it on, and can answer.", name=person))))
        parts.append(
            Actions(
                (
                    Button(t("Pass it on"), PASS_ON, piece.public_id, Tone.PRIMARY),
                    Button(t("Keep it back"), KEEP_BACK, piece.public_id, opens_form=True),
                )
            )
        )
    return Message(title, tuple(parts), t.locale)


def for_giver(piece: Piece, t: Texts) -> Message:
    """To whoever wrote it: what became of it."""
    person = called(piece.person, piece.giver, t)
    title = t("Your feedback for {name}", name=person)
    parts: list[Part] = [Headline(title), Quote(piece.text)]
    match piece.state:
        case FeedbackState.TAKEN_BACK:
            parts.append(Alert(plain(t("You took it back.")), Tone.MUTED))
        case FeedbackState.KEPT_BACK:
            lead = own_name(piece.through, t)
            says = t("{lead} did not pass it on: {reason}", lead=lead, reason=piece.reason)
            parts.append(Alert(plain(says), Tone.PLAIN))
        case _:
            parts += _said(piece, t, to_giver=True)
            if piece.said and piece.person is not None and piece.person.here:
                parts.append(Actions((Button(t("Answer"), SAY, piece.public_id, opens_form=True),)))
    return Message(title, tuple(parts), t.locale)


def sent(piece: Piece, t: Texts, *, masked: int = 0) -> Message:
    """To whoever wrote it, at once."""
    name = called(piece.person, piece.giver, t)
    if piece.state is FeedbackState.WAITING:
        lead = own_name(piece.through, t)
        text = t("{lead}, who leads {name}, has it and can pass it on.", lead=lead, name=name)
    else:
        text = t("{name} gets it at work. Only the two of you see it.", name=name)
    parts: list[Part] = [paragraph(text), Quote(piece.text)]
    if masked:
        says = t.n(
            "{n} piece looked like a customer's data and was masked.",
            "{n} pieces looked like a customer's data and were masked.",
            masked,
        )
        parts.append(Context(plain(says)))
    back = Confirm(
        t("Take this feedback back?"),
        t("It disappears wherever it stands."),
        t("Take it back"),
        t("Keep it"),
    )
    parts.append(Actions((Button(t("Take it back"), TAKE_BACK, piece.public_id, Tone.DANGER, confirm=back),)))
    return Message(text, tuple(parts), t.locale)


def taken_back(t: Texts) -> Message:
    return say(t("Taken back. It no longer stands anywhere."), locale=t.locale)


def taken_back_before(t: Texts) -> Message:
    return say(t("This was taken back already."), locale=t.locale)


def sent_before(t: Texts) -> Message:
    return say(t("This was sent already; it was not sent twice."), locale=t.locale)


def not_yours(t: Texts) -> Message:
    return say(t("This feedback is not yours to answer."), locale=t.locale)


def no_longer(t: Texts) -> Message:
    return say(t("This feedback is no longer there."), locale=t.locale)


def said(name: str, t: Texts) -> Message:
    return say(t("{name} gets it at work.", name=name), locale=t.locale)


def nobody_passes_on(name: str, t: Texts) -> str:
    """Why it was not sent, where nobody could pass it on."""
    return t(
        "Nobody leads {name}'s team, so nobody can pass it on. Ask their company's manager to name a lead.", name=name
    )


def mine(pieces: Sequence[Piece], t: Texts, zone: str) -> Message:
    """The latest that somebody got."""
    title = t("Feedback for you")
    if not pieces:
        text = t("No feedback yet. What your lead writes to you stands here, for you alone.")
        return Message(title, (Headline(title), paragraph(text)), t.locale)
    parts: list[Part] = [Headline(title)]
    for one in pieces:
        by = t("{name}, {day}", name=called(one.giver, one.person, t), day=t.moment(one.at, zone))
        parts.append(Quote(one.text, by))
    return Message(title, tuple(parts), t.locale)


def consent_changed(direct: bool, t: Texts) -> Message:
    if direct:
        text = t(
            "Other companies' leads now write to your people directly. Take it back with “feedback through leads”."
        )
    else:
        text = t("Feedback from other companies now goes through your own leads, who pass it on.")
    return say(text, locale=t.locale)


def listed(items: Sequence[str]) -> Body:
    """Lines as a list."""
    return Body((ListBlock(tuple(plain(one) for one in items)),))


def ago(at: datetime | None, since: datetime, now: datetime, t: Texts) -> str:
    """How long somebody has been without feedback, by when they last had it, or since when they are there."""
    weeks = (now - (at or since)).days // 7
    if at is None:
        if weeks < 1:
            return t("none yet, new this week")
        return t.n("none in {n} week", "none in {n} weeks", weeks)
    if weeks < 1:
        return t("this week")
    return t.n("{n} week ago", "{n} weeks ago", weeks)
