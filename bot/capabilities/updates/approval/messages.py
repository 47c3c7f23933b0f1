"""The words of approvals: to those who are asked, to the author, and beside the preview."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.updates.messages import answer, joined
from bot.capabilities.updates.reuse.messages import go_on_button
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Headline,
    Message,
    Paragraph,
    Part,
    Quote,
    Tone,
    paragraph,
    plain,
    say,
)
from bot.chat.texts import Texts

LOOK = "updates.look_to_approve"
LOOK_AT_CORRECTION = "updates.look_to_approve_correction"
SEE_FIRST = "updates.see_first"


@dataclass(frozen=True)
class ToApprove:
    """A draft, or a correction, that waits for somebody's word. `who` asks; empty for a name not to be said."""

    public_id: str
    title: str
    who: str
    audience: str
    asked_at: datetime
    corrects: bool = False


def _look_button(draft: ToApprove, t: Texts) -> Button:
    look = LOOK_AT_CORRECTION if draft.corrects else LOOK
    return Button(t("Look at it"), look, draft.public_id, Tone.PRIMARY, opens_form=True)


def _see_button(draft_id: str, t: Texts, label: str) -> Button:
    return Button(label, SEE_FIRST, draft_id, Tone.PRIMARY, opens_form=True)


# --- to those who are asked -------------------------------------------------------------------------------------------


def to_approve(draft: ToApprove, t: Texts) -> Message:
    """The direct message to somebody who is asked."""
    who = draft.who or t("Another author")
    summary = t(
        "{who} asks you to approve “{title}” for {audience}.", who=who, title=draft.title, audience=draft.audience
    )
    if draft.corrects:
        summary = t(
            "{who} asks you to approve a correction of “{title}”, which {audience} is reading. It changes nothing yet.",
            who=who,
            title=draft.title,
            audience=draft.audience,
        )
    return say(summary, _look_button(draft, t), locale=t.locale)


def item(draft: ToApprove, t: Texts, zone: str) -> tuple[Part, ...]:
    """The same on a home, or in what waits."""
    asked = t.filled("asked {moment}", moment=t.span(draft.asked_at, zone))
    who = t("{who} asks for approval", who=draft.who or t("Another author"))
    if draft.corrects:
        who = t("{who} asks for approval of a correction", who=draft.who or t("Another author"))
    return (
        Body((Paragraph(plain(draft.title, bold=True)),)),
        Context(joined([plain(f"{who} · {draft.audience}"), asked])),
        Actions((_look_button(draft, t),)),
    )


def waiting(items: Sequence[tuple[Part, ...]], more: int, t: Texts) -> tuple[Part, ...]:
    """What waits for somebody's approval, with how many more there are; nothing for nothing."""
    if not items:
        return ()
    count = len(items) + more
    head = t.n("{n} update waits for your approval", "{n} updates wait for your approval", count)
    last = [Context(plain(t.n("and {n} more", "and {n} more", more)))] if more else []
    return (Headline(head), *(part for one in items for part in one), *last)


def settled(title: str, what: str, t: Texts) -> Message:
    """What the direct message to somebody who was asked becomes; without a title where they may not know it."""
    of = [Body((Paragraph(plain(title, bold=True)),))] if title else []
    return Message(what, (*of, Context(plain(what))), t.locale)


def approved_by(name: str, t: Texts) -> str:
    return t("Approved by {name}", name=name) if name else t("Approved by another author")


def sent_back_by(name: str, t: Texts) -> str:
    return t("Sent back by {name}", name=name) if name else t("Sent back by another author")


def not_needed(t: Texts) -> str:
    return t("No approval is wanted any more")


def decided_before(what: str, t: Texts) -> Message:
    """To an approver who came second."""
    return answer(t("{what} meanwhile, so nothing was changed.", what=what), t)


def approved(channels: int | None, t: Texts) -> Message:
    """To whoever approved; `channels` is None where it is for the author to publish it."""
    if channels is None:
        return answer(t("Approved. Its author publishes or plans it, and was told."), t)
    text = t.n(
        "Approved, and going out to {n} channel. Its author has the receipt.",
        "Approved, and going out to {n} channels. Its author has the receipt.",
        channels,
    )
    return answer(text, t)


def approved_and_planned(t: Texts) -> Message:
    return answer(t("Approved, and planned as it was shown. Its author was told when it goes out."), t)


def was_sent_back(t: Texts) -> Message:
    return answer(t("Sent back with your words. Nothing was published."), t)


# --- to the author ----------------------------------------------------------------------------------------------------


def asked(names: Sequence[str], unnamed: int, untold: int, t: Texts) -> Message:
    """Who was asked; `untold` of them cannot be messaged."""
    others = [t.n("{n} other author", "{n} other authors", unnamed)] if unnamed else []
    said = t.n(
        "Asked {names}. Nothing goes out before they approve it.",
        "Asked {names}. Nothing goes out before one of them approves it.",
        len(names) + unnamed,
        names=t.names([*sorted(names), *others]),
    )
    if untold:
        said += " " + t.n(
            "{n} of them cannot be messaged directly and finds it on their home only.",
            "{n} of them cannot be messaged directly and find it on their homes only.",
            untold,
        )
    return answer(said, t)


def may_go_out(title: str, by: str, draft_id: str, t: Texts) -> Message:
    """To the author, who publishes it themselves."""
    text = t("{approved}: “{title}”. Publish it as it is, or plan it.", approved=approved_by(by, t), title=title)
    return say(text, _see_button(draft_id, t, t("See it and publish")), locale=t.locale)


def came_back(title: str, by: str, reason: str, draft_id: str, t: Texts) -> Message:
    """To the author, with what is to be changed."""
    text = t("{sent_back}: “{title}”", sent_back=sent_back_by(by, t), title=title)
    return Message(text, (paragraph(text), Quote(reason), Actions((go_on_button(draft_id, t),))), t.locale)


def nobody_decided(title: str, draft_id: str, t: Texts, *, left: bool) -> Message:
    """To the author, some hours later; `left`: there is somebody who could approve it."""
    if left:
        text = t("Nobody has approved “{title}” yet, so it is not published. Ask somebody else too.", title=title)
    else:
        text = t(
            "Nobody is left who could approve “{title}”, so it is not published. Ask an admin to give somebody the "
            "right to publish to its audience, or to change updates.approval.",
            title=title,
        )
    return say(text, _see_button(draft_id, t, t("See it and ask")), locale=t.locale)


# --- about a correction -----------------------------------------------------------------------------------------------


def correction_approved(channels: int, t: Texts) -> Message:
    """To whoever approved a correction."""
    text = t.n(
        "Approved, and correcting {n} channel. The receipt shows how far it has come.",
        "Approved, and correcting {n} channels. The receipt shows how far it has come.",
        channels,
    )
    return answer(text, t)


def correction_made(title: str, by: str, channels: int, t: Texts) -> Message:
    """To whoever wrote a correction that was approved."""
    text = t.n(
        "{approved}: your correction of “{title}” goes to {n} channel.",
        "{approved}: your correction of “{title}” goes to {n} channels.",
        channels,
        approved=approved_by(by, t),
        title=title,
    )
    return answer(text, t)


def correction_came_back(title: str, by: str, reason: str, correct: Button, t: Texts) -> Message:
    """To whoever wrote a correction, with what is to be changed."""
    text = t("{sent_back}: your correction of “{title}”", sent_back=sent_back_by(by, t), title=title)
    return Message(text, (paragraph(text), Quote(reason), Actions((correct,))), t.locale)


def correction_was_sent_back(t: Texts) -> Message:
    return answer(t("Sent back with your words. Nothing was corrected."), t)


def nobody_decided_correction(title: str, correct: Button, t: Texts) -> Message:
    """To whoever wrote a correction, some time later."""
    text = t(
        "Nobody has approved your correction of “{title}” yet, so every copy still says what it said. Ask somebody "
        "else too, or withdraw it: that waits for nobody.",
        title=title,
    )
    return say(text, correct, locale=t.locale)
