"""The forms of approvals: asking beside the preview, looking before deciding, and sending back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.capabilities.updates import markdown
from bot.capabilities.updates.approval.messages import approved_by, sent_back_by
from bot.capabilities.updates.approval.rules import LONGEST_REASON, Whole, changed
from bot.capabilities.updates.corrections.forms import said_part
from bot.capabilities.updates.preview import findings_asked
from bot.capabilities.updates.store import Words
from bot.chat.form import Field, Form, FormButton, PersonField, Show, SwitchField, TextField
from bot.chat.message import Alert, Body, Context, Divider, Headline, Paragraph, Part, Plain, Quote, Tone, plain
from bot.chat.texts import Texts
from bot.delivery.guard import Finding

ASK_APPROVAL = "updates.ask_approval"
APPROVE = "updates.approve"
SEND_BACK = "updates.send_back"
SEND_BACK_WITH = "updates.send_back_with"
APPROVE_CORRECTION = "updates.approve_correction"
SEND_BACK_CORRECTION = "updates.send_back_correction"
SEND_BACK_CORRECTION_WITH = "updates.send_back_correction_with"


@dataclass(frozen=True)
class Asked:
    """A request as its author sees it. `names` of those who were asked, with `unnamed` ones a wall hides."""

    names: tuple[str, ...]
    unnamed: int
    at: datetime
    publishes: bool
    sent_back_by: str | None = None
    reason: str = ""


def approved_preview(preview: Form, by: str, t: Texts) -> Form:
    """The preview of what was approved as it is now."""
    return replace(preview, parts=(Show(Context(plain(approved_by(by, t)))), *preview.parts))


def asking_preview(preview: Form, audience: str, asked: Asked | None, t: Texts, zone: str) -> Form:
    """The preview of what another author must approve; submitting it asks for that."""
    what = t("Nothing goes to {audience} before another author has approved it.", audience=audience)
    parts: list[Show | Field | FormButton] = [Show(Alert(plain(what), Tone.PLAIN))]
    if asked is not None:
        parts += [Show(part) for part in _asked_before(asked, t, zone)]
    hint = t("Authors who may publish there. Empty: whoever of them is at work, internal ones first.")
    parts += [
        PersonField("approvers", t("Who approves it"), several=True, required=False, hint=hint),
        SwitchField(
            "publishes",
            t("Publish it as soon as it is approved"),
            asked.publishes if asked else True,
            hint=t("Off: you are told, and publish or plan it yourself."),
        ),
    ]
    return replace(preview, action=ASK_APPROVAL, parts=(*parts, *preview.parts), submit=t("Ask for approval"))


def _asked_before(asked: Asked, t: Texts, zone: str) -> list[Part]:
    if asked.sent_back_by is not None:
        return [Alert(plain(sent_back_by(asked.sent_back_by, t)), Tone.DANGER), Quote(asked.reason)]
    others = [t.n("{n} other author", "{n} other authors", asked.unnamed)] if asked.unnamed else []
    names = t.names([*sorted(asked.names), *others])
    text = "Asked {moment}: {names}. They see it as it is now, with what you changed since."
    return [Context(t.filled(text, names=Plain(names), moment=t.span(asked.at, zone)))]


def look_form(preview: Form, who: str, before: Whole | None, now: Whole, approve: str, t: Texts, zone: str) -> Form:
    """The preview for somebody who is asked: what was changed since, and the draft as it would go out.

    `approve` says what happens when it is approved.
    """
    asks = t("{who} asks you to approve this as it is.", who=who or t("Another author"))
    parts = [
        Body((Paragraph(plain(asks, bold=True)),)),
        *(difference(before, now, t, zone) if before is not None and before != now else []),
    ]
    shown = [part for part in preview.parts if not isinstance(part, FormButton)]
    return replace(
        preview,
        action=APPROVE,
        title=t("Approve an update"),
        parts=(*(Show(part) for part in parts), *shown, FormButton(t("Send back"), SEND_BACK)),
        submit=approve,
        close=t("Not now"),
    )


def difference(before: Whole, now: Whole, t: Texts, zone: str) -> list[Part]:
    """What is different from what whoever looks was shown or told of, above how it is now."""
    since = Alert(plain(t("It was changed since it was asked for:")), Tone.DANGER)
    return [since, *changes(before, now, t, zone), Divider(), Headline(t("As it is now"), size=2)]


def changes(before: Whole, now: Whole, t: Texts, zone: str) -> list[Part]:
    """Each field that is different, as it was, and as it is."""
    parts: list[Part] = []
    labels = {
        "title": (t("Title before"), t("Title now")),
        "changed": (t("What changed, before"), t("What changed, now")),
        "tell_customers": (t("Tell customers before"), t("Tell customers now")),
        "effective_from": (t("Effective from before"), t("Effective from now on")),
        "acknowledge_by": (t("Got it wanted by before"), t("Got it wanted by now")),
        "playbook_url": (t("Playbook link before"), t("Playbook link now")),
        "remind_before": (t("Remind, before"), t("Remind, now")),
        "until_answered": (t("Until answered, before"), t("Until answered, now")),
        "answerers": (t("Answer while at work, before"), t("Answer while at work, now")),
    }
    for name in changed(before, now):
        was, is_now = labels[name]
        parts += [said_part(name, before.said, was, t, zone), said_part(name, now.said, is_now, t, zone)]
    if before.audience != now.audience:
        parts.append(_line(t("Audience: {before}, now {now}", before=before.audience, now=now.audience)))
    if (before.check, before.further_check) != (now.check, now.further_check):
        parts.append(_line(t("The knowledge check was changed.")))
    if before.planned != now.planned:
        parts.append(_line(t("When it goes out was changed.")))
    if before.urgent != now.urgent:
        parts.append(_line(t("Urgent now: it rings people") if now.urgent else t("Not urgent any more")))
    for locale in sorted({*before.languages, *now.languages}):
        parts += _in_language(locale, before.languages.get(locale), now.languages.get(locale), t)
    return parts


def _in_language(locale: str, before: Words | None, now: Words | None, t: Texts) -> list[Part]:
    """What is different in a further language."""
    language = t.language(locale)
    if now is None:
        return [_line(t("Taken out: {language}", language=language))]
    if before is not None and before.says_the_same(now):
        return []
    said = [(t("{language}, before", language=language), before)] if before else []
    return [
        part
        for label, words in [*said, (t("{language}, now", language=language), now)]
        for part in (
            Body((Paragraph(plain(words.title, bold=True)), *markdown.read(words.changed)), label=label),
            *([Body(markdown.read(words.tell_customers))] if words.tell_customers else []),
        )
    ]


def _line(text: str) -> Part:
    return Body((Paragraph(plain(text)),))


def asking_look(look: Form, asked: Sequence[str], t: Texts) -> Form:
    """What a correction will do where another author must approve it; submitting it asks for that.

    `asked` are those who have been asked about it as it is now.
    """
    what = t("Nothing changes before another author has approved this correction. Withdrawing waits for nobody.")
    parts: list[Part] = [Alert(plain(what), Tone.PLAIN)]
    if asked:
        parts.append(Context(plain(t("Asked already: {names}", names=t.names(sorted(asked))))))
    return replace(look, parts=(*(Show(part) for part in parts), *look.parts), submit=t("Ask for approval"))


def approve_correction_form(
    look: Form, request_id: str, who: str, before: Whole, now: Whole, t: Texts, zone: str
) -> Form:
    """A correction for somebody who is asked: each field as it is and as it will be, and what each copy will say."""
    asks = t("{who} asks you to approve this correction as it is.", who=who or t("Another author"))
    parts = [
        Body((Paragraph(plain(asks, bold=True)),)),
        *changes(before, now, t, zone),
        Divider(),
        Headline(t("As it will be"), size=2),
    ]
    shown = [part for part in look.parts if not isinstance(part, FormButton)]
    return replace(
        look,
        action=APPROVE_CORRECTION,
        title=t("Approve a correction"),
        parts=(*(Show(part) for part in parts), *shown, FormButton(t("Send back"), SEND_BACK_CORRECTION)),
        submit=t("Approve and correct"),
        close=t("Not now"),
        object_id=request_id,
    )


def send_back_form(
    title: str,
    draft_id: str,
    t: Texts,
    *,
    action: str = SEND_BACK_WITH,
    reason: str = "",
    findings: Sequence[Finding] = (),
) -> Form:
    """What is to be changed before it may go out."""
    hint = t("Off: nothing is sent. You can take it out above.")
    return Form(
        action=action,
        title=t("Send back"),
        parts=(
            Show(Context(plain(title))),
            TextField(
                "reason",
                t("What is to be changed"),
                reason,
                maximum=LONGEST_REASON,
                hint=t("Its author gets this in a direct message."),
            ),
            *(findings_asked(findings, hint, t) if findings else ()),
        ),
        submit=t("Send back"),
        object_id=draft_id,
        locale=t.locale,
    )
