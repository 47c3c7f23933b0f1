"""Example messages and forms of feedback."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.capabilities.checkins.feedback import forms, messages, overview, round_messages
from bot.capabilities.checkins.feedback.facts import Piece, Said
from bot.capabilities.checkins.feedback.round_messages import Line, Round
from bot.capabilities.checkins.feedback.spared import in_catch_up
from bot.capabilities.checkins.kinds import FeedbackState
from bot.capabilities.checkins.store.feedback_people import Member, SideShare, Someone
from bot.capability import Example
from bot.chat.form import Option
from bot.chat.message import Button, say
from bot.chat.texts import Texts
from bot.storage.columns import PUBLIC_ID_LENGTH

_ID = "f" * PUBLIC_ID_LENGTH
_NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
_TEXT = (
    "You asked the customer what she had tried before you sent the guide. She did not have to do it twice. "
    "Try the same with the refund queue."
)


def examples(t: Texts) -> Sequence[Example]:
    """What people read about feedback."""
    nora = Someone(1, "n" * PUBLIC_ID_LENGTH, "Nora Marlowe", 1, "Marlowe & Finch", True, True, False)
    omar = Someone(2, "o" * PUBLIC_ID_LENGTH, "Omar Marsa", 2, "Harborline", False, True, False)
    tobias = replace(nora, person_id=4, name="Tobias Finch", public_id="t" * PUBLIC_ID_LENGTH)
    yasmin = replace(omar, person_id=3, name="Yasmin Fanar", public_id="y" * PUBLIC_ID_LENGTH)
    own = Piece(_ID, FeedbackState.SENT, _TEXT, _NOW, nora, tobias, None)
    across = replace(own, person=omar, through=yasmin)
    talked = replace(
        across,
        thanked=True,
        said=(Said(1, False, "Does that hold for gift cards too?"), Said(2, True, "Yes, for them most of all.")),
    )
    waits = replace(across, state=FeedbackState.WAITING)
    kept_back = replace(across, state=FeedbackState.KEPT_BACK, reason="Omar was not on that queue.")
    weeks = timedelta(weeks=1)
    members = tuple(
        Member(number, str(number) * PUBLIC_ID_LENGTH, name, "Care", None, _NOW - 30 * weeks, last)
        for number, name, last in ((5, "Tala Maliwanag", None), (6, "Jomar Bituin", _NOW - 6 * weeks))
    )
    lines = tuple(Line(one.public_id, one.name, one.last, one.since, False) for one in members)
    round_ = Round(_ID, (*lines, Line(_ID, "Bayani Sikat", _NOW, _NOW - weeks, True)), _NOW)
    shares = (SideShare(1, "Marlowe & Finch", 34, 12), SideShare(2, "Harborline", 20, 0))
    who = (Option(omar.public_id, "Omar Marsa · Harborline"),)
    shown = (
        ("feedback: to the person", messages.for_person(own, t)),
        ("feedback: to the person, of another company, answered", messages.for_person(talked, t)),
        ("feedback: taken back", messages.for_person(replace(own, state=FeedbackState.TAKEN_BACK, text=""), t)),
        ("feedback: to the person's own lead", messages.for_lead(waits, t)),
        ("feedback: passed on", messages.for_lead(across, t)),
        ("feedback: kept back", messages.for_lead(kept_back, t)),
        ("feedback: news for whoever wrote it", messages.for_giver(talked, t)),
        ("feedback: not passed on", messages.for_giver(kept_back, t)),
        ("feedback: sent", messages.sent(own, t, masked=1)),
        ("feedback: sent to another company", messages.sent(waits, t)),
        ("feedback: what I got", messages.mine([own, across], t, "UTC")),
        ("feedback: what I got, nothing yet", messages.mine([], t, "UTC")),
        ("feedback: how it stands", overview.overview(overview.sort(members, _NOW, 4), shares, 4, _NOW, t)),
        ("feedback: everybody had some", overview.overview(overview.Standing((), 5, 4, begun=True), (), 4, _NOW, t)),
        ("feedback: nobody had any yet", overview.overview(overview.Standing((), 5, 4, begun=False), (), 4, _NOW, t)),
        ("feedback: a lead is asked", round_messages.asks(round_, t)),
        ("feedback: not this week", round_messages.asks(replace(round_, left_out=True), t)),
        ("feedback: asked no more", round_messages.asks(replace(round_, quiet=True), t)),
        ("feedback: in the catch-up", say(in_catch_up(nora.name, t), Button(t("Show"), messages.SHOW, _ID))),
        ("feedback: how it reaches our people", messages.consent_changed(True, t)),
        (
            "feedback: form",
            forms.write_form(
                _ID,
                who,
                who,
                "",
                t("{lead}, who leads {name}, gets it first and can pass it on.", lead=yasmin.name, name=omar.name),
                t,
            ),
        ),
        ("feedback: ask or answer", forms.say_form(_ID, _TEXT, t, to_giver=True)),
        ("feedback: keep it back", forms.keep_back_form(_ID, nora.name, t)),
    )
    return [Example(name, one) for name, one in shown]
