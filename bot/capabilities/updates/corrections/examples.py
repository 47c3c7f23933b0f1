"""Every message and form of corrections and withdrawals with invented data."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime

from bot.capabilities.updates import messages
from bot.capabilities.updates.corrections.forms import Look, Meanwhile, correct_form, look_form, withdraw_form
from bot.capabilities.updates.corrections.messages import corrected, nothing_left, withdrawn, withdrawn_card
from bot.capabilities.updates.corrections.rules import Correction
from bot.capabilities.updates.corrections.spread import Paces, Spread
from bot.capabilities.updates.messages import Facts
from bot.capabilities.updates.preview import Seen
from bot.capabilities.updates.receipt import Going, receipt_message
from bot.capabilities.updates.store import Readers, Said
from bot.capabilities.updates.store.knowledge import CheckQuestion
from bot.capability import Example
from bot.chat.texts import Texts
from bot.delivery.guard import inspect
from bot.delivery.pace import MethodPace, PaceRules
from bot.delivery.receipts import Receipt
from bot.people.viewpoint import Viewpoint

NOTE = "Limit raised from 40 to 50"
REASON = "The payment provider refuses refunds above €50 after all; ask your lead as before."
PACES: Paces = {"slack": PaceRules(methods={"edit": MethodPace(per_minute=50)})}


def cards(facts: Facts, at: datetime, figures: Mapping[int, Readers], view: Viewpoint, t: Texts) -> Iterator[Example]:
    """What copies say once they are corrected or withdrawn."""
    told = replace(facts, version=2, corrected_at=at, note=NOTE)
    yield Example("card, corrected", messages.card(told, figures, view, t, "Asia/Manila"))
    long = replace(told, urgent=True, note="返金の上限 · استرداد · " + "x" * 180)
    yield Example("card, urgent, corrected, every script", messages.card(long, figures, view, t, "Asia/Manila"))
    yield Example("card, withdrawn", withdrawn_card(facts.title, REASON, t))
    yield Example("withdrawn, to whoever had something to do", nothing_left(facts.title, t))
    yield Example("withdrawn, to whoever may not know what", nothing_left("", t))
    yield Example("card, withdrawn, with answers below", withdrawn_card(facts.title, REASON, t, answered=True))
    yield Example(
        "card, withdrawn, every script", withdrawn_card("返金 · استرداد <!channel>", "</at> <@U1> " + "x" * 280, t)
    )
    yield Example("corrected, to its author", corrected(1, 1.0, t))
    yield Example("withdrawn, to its author", withdrawn(1_000, 540.0, t))


def receipts(
    going: Going, partly: Receipt, under_way: Receipt, done: Receipt, view: Viewpoint, t: Texts
) -> Iterator[Example]:
    """How far a change has come."""
    for name, receipt in {
        "under way": under_way,
        "partly": partly,
        "everywhere": done,
        "not begun": Receipt(()),
    }.items():
        changed = replace(going, spread=Spread(NOTE, receipt, PACES))
        yield Example(f"receipt, corrected, {name}", receipt_message(changed, view, t))
        gone = replace(going, spread=Spread(REASON, receipt, PACES, withdrawn=True), can_be_changed=False)
        yield Example(f"receipt, withdrawn, {name}", receipt_message(gone, view, t))


def forms(
    facts: Facts, check: tuple[CheckQuestion, ...], seen: tuple[Seen, ...], zone: str, t: Texts
) -> Iterator[Example]:
    """Correcting, seeing it first, two authors at once, and withdrawing."""
    said = Said(facts.title, facts.changed, facts.tell_customers, facts.effective_from, None, facts.playbook_url)
    more = replace(said, remind_before=30, until_answered="Use the old rule.", answerers=(1, 2))
    empty = Correction(said)
    filled = Correction(said, NOTE, asks=True)

    def form(correction: Correction, meanwhile: Meanwhile | None = None, *, urgent: bool = False) -> Example:
        expanded = correction.said == more
        shown = correct_form(
            correction,
            t,
            update_id="update",
            base="1",
            zone=zone,
            urgent=urgent,
            answerers=("slack/T0MARLOWE/U0INES",),
            expanded=expanded,
            has_check=True,
            meanwhile=meanwhile,
        )
        marks = (", filled in" * bool(correction.note), ", more" * expanded, ", two at once" * bool(meanwhile))
        return Example(f"form, correct{''.join(marks)}", shown)

    yield form(empty)
    yield form(filled, urgent=True)
    yield form(Correction(more, NOTE))
    everything = tuple(field.name for field in fields(Said))
    yield form(filled, Meanwhile("Ines Okafor", NOTE, more, everything))
    told = replace(facts, version=2, corrected_at=facts.effective_from, note=NOTE)
    look = Look("update", 1, told, seen, (), 14, 3.1, None, ("Slack", "Microsoft Teams"))
    yield Example("preview of a correction", look_form(look, t, zone))
    quiet = replace(look, channels=0, quiet=True)
    yield Example("preview of a correction that no reader sees", look_form(quiet, t, zone))
    findings = inspect("mara.lindqvist@mail.example").findings
    checked = replace(look, check=check)
    yield Example("preview of a correction, with a knowledge check", look_form(checked, t, zone))
    dropped = replace(checked, drops_check=True)
    yield Example("preview of a correction that removes the knowledge check", look_form(dropped, t, zone))
    asking = replace(look, asked=45, channels=1_000, seconds=540.0, findings=findings)
    yield Example("preview of a correction that asks anew, with personal data", look_form(asking, t, zone))
    yield Example("form, withdraw", withdraw_form(facts.title, "", 14, 1.0, (), t, update_id="update"))
    asked = withdraw_form(
        facts.title, "Ask mara.lindqvist@mail.example.", 1_000, 540.0, findings, t, update_id="update"
    )
    yield Example("form, withdraw, with personal data", asked)
