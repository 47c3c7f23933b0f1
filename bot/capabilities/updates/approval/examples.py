"""Every message and form of approvals with invented data."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.capabilities.updates.approval import messages
from bot.capabilities.updates.approval.forms import (
    SEND_BACK_CORRECTION_WITH,
    Asked,
    approve_correction_form,
    approved_preview,
    asking_look,
    asking_preview,
    look_form,
    send_back_form,
)
from bot.capabilities.updates.approval.messages import ToApprove
from bot.capabilities.updates.approval.rules import Whole
from bot.capabilities.updates.corrections.spread import correct_button
from bot.capabilities.updates.messages import Facts
from bot.capabilities.updates.store import Said, Words
from bot.capabilities.updates.store.knowledge import CheckQuestion
from bot.capability import Example
from bot.chat.form import Form
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.guard import inspect

INES, ADA = "Ines Okafor", "Ada Lindqvist"
REASON = "Say too that gift cards are not meant."
HOSTILE = "返金 · استرداد <!channel> </at> <@U1>"


def examples(preview: Form, facts: Facts, at: datetime, zone: str, t: Texts) -> Iterator[Example]:
    """All of them, beside the preview of an update."""
    yield from _forms(preview, facts, at, zone, t)
    draft = ToApprove("draft", facts.title, INES, "Everyone", at)
    unnamed = replace(draft, title=HOSTILE, who="", audience=HOSTILE)
    yield Example("approval, asked for", messages.to_approve(draft, t))
    yield Example("approval, asked for by somebody unnamed", messages.to_approve(unnamed, t))
    items = [messages.item(one, t, zone) for one in (draft, unnamed)]
    waiting = messages.waiting(items, 3, t)
    yield Example("approval, waiting", Message(t("Approvals wait for you"), waiting, t.locale))
    yield Example("approval, settled", messages.settled(facts.title, messages.approved_by(ADA, t), t))
    yield Example("approval, not needed", messages.settled(HOSTILE, messages.not_needed(t), t))
    yield Example("approval, decided before", messages.decided_before(messages.sent_back_by("", t), t))
    yield Example("approval, given", messages.approved(14, t))
    yield Example("approval, given, for its author to publish", messages.approved(None, t))
    yield Example("approval, given, planned", messages.approved_and_planned(t))
    yield Example("approval, sent back", messages.was_sent_back(t))
    yield Example("approval, who was asked", messages.asked([ADA], 0, 0, t))
    yield Example("approval, who was asked, some unnamed and untold", messages.asked([ADA, HOSTILE], 2, 1, t))
    yield Example("approval, to its author", messages.may_go_out(facts.title, ADA, "draft", t))
    yield Example("approval, came back", messages.came_back(HOSTILE, "", REASON, "draft", t))
    yield Example("approval, nobody decided", messages.nobody_decided(facts.title, "draft", t, left=True))
    yield from _corrections(draft, unnamed, t, zone)
    yield Example("approval, nobody left", messages.nobody_decided(facts.title, "draft", t, left=False))


def _corrections(draft: ToApprove, unnamed: ToApprove, t: Texts, zone: str) -> Iterator[Example]:
    correct, name = correct_button("update", t), "approval of a correction"
    correction, somebodys = replace(draft, corrects=True), replace(unnamed, corrects=True)
    yield Example(f"{name}, asked for", messages.to_approve(correction, t))
    yield Example(f"{name}, asked for by somebody unnamed", messages.to_approve(somebodys, t))
    item = messages.waiting([messages.item(correction, t, zone)], 0, t)
    yield Example(f"{name}, waiting", Message(t("Approvals wait for you"), item, t.locale))
    yield Example(f"{name}, given", messages.correction_approved(14, t))
    yield Example(f"{name}, to its author", messages.correction_made(draft.title, ADA, 14, t))
    yield Example(f"{name}, came back", messages.correction_came_back(HOSTILE, "", REASON, correct, t))
    yield Example(f"{name}, sent back", messages.correction_was_sent_back(t))
    yield Example(f"{name}, nobody decided", messages.nobody_decided_correction(HOSTILE, correct, t))


def _forms(preview: Form, facts: Facts, at: datetime, zone: str, t: Texts) -> Iterator[Example]:
    said = Said(facts.title, facts.changed, facts.tell_customers, facts.effective_from, None, facts.playbook_url)
    now = Whole(said, "Everyone", urgent=True, languages={"es": Words("es", HOSTILE, "- uno", HOSTILE)})
    other = Said(HOSTILE, "- one\n- two", "", None, at, "", 30, HOSTILE, (1, 2))
    polish = Words("pl", "Zwroty", "Bez przełożonego.", "")
    check = (CheckQuestion(HOSTILE, ("a", "b"), 0, HOSTILE),)
    texts = {"pl": polish, "es": Words("es", "Uno", "Dos", "")}
    before = Whole(other, HOSTILE, urgent=False, languages=texts, planned="tomorrow", check=check)
    asked = Asked((ADA, HOSTILE), 1, at, publishes=False)
    back = replace(asked, sent_back_by=ADA, reason=REASON)
    yield Example("preview, to be approved", asking_preview(preview, "Everyone", None, t, zone))
    yield Example("preview, approval asked for", asking_preview(preview, HOSTILE, asked, t, zone))
    yield Example("preview, sent back", asking_preview(preview, "Everyone", back, t, zone))
    yield Example("preview, approved", approved_preview(preview, ADA, t))
    yield Example("form, approve", look_form(preview, INES, now, now, t("Approve and publish"), t, zone))
    yield Example("form, approve, changed since", look_form(preview, "", before, now, t("Approve"), t, zone))
    yield Example("correction, to be approved", asking_look(preview, (), t))
    yield Example("correction, approval asked for", asking_look(preview, (ADA, HOSTILE), t))
    approving = approve_correction_form(preview, "request", INES, before, now, t, zone)
    yield Example("form, approve a correction", approving)
    yield Example("form, send back", send_back_form(facts.title, "draft", t))
    of_correction = send_back_form(facts.title, "request", t, action=SEND_BACK_CORRECTION_WITH)
    yield Example("form, send a correction back", of_correction)
    told = "Ask jane@customer.example first."
    found = inspect(told).findings
    again = send_back_form(facts.title, "draft", t, reason=told, findings=found)
    yield Example("form, send back, personal data", again)
