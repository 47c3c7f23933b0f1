"""Every message and form of what follows once a shoutout was posted, with invented data."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.capabilities.shoutouts.after import messages, report_messages
from bot.capabilities.shoutouts.after.forms import (
    ASK_REPORT,
    ASK_TAKE_DOWN,
    ASK_WITHDRAW,
    CHOOSE_NOTE,
    CORRECT,
    choices_form,
    note_form,
    remove_form,
    report_form,
    take_down_form,
    whole_form,
    withdraw_form,
)
from bot.capabilities.shoutouts.facts import Added, Facts, Named
from bot.capabilities.shoutouts.kinds import Naming, ShoutoutState
from bot.capabilities.shoutouts.values import Value
from bot.capabilities.shoutouts.write.forms import shout_form
from bot.capabilities.shoutouts.write.typed import Typed
from bot.capability import Example
from bot.chat.form import FormButton, Option
from bot.chat.message import Message, say
from bot.chat.texts import Texts
from bot.delivery.guard import inspect
from bot.people.model import Sharing
from bot.people.viewpoint import Viewpoint

NOW = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
ZONE = "Europe/London"
OURS, LUMENARA = 1, 2
INSIDE = Viewpoint(frozenset({OURS}), Sharing.NOTHING, OURS)
ID = "c2hvdXRvdXQtMDAwMDAwMA"
GIVER = Named(OURS, "Ines Okafor", 1, "p1", side_name="Internal", team_name="Care")
TALA = Named(LUMENARA, "Tala Maliwanag", 2, "p2", alias="Tally", side_name="Lumenara", team_name="Night shift")
STORY = Facts(
    public_id=ID,
    giver=GIVER,
    recipients=(TALA,),
    story="Tala stayed an hour past the end of her shift to get a wheelchair order out, and rang the driver herself.",
    quote="She stayed on the line until my mother's wheelchair was on its way.",
    customer="Marisol",
    value=Value("ownership", "🙌"),
    notes=tuple(
        Added(f"note{number}", GIVER, "And she wrote down how, for the rest of us. " * 3) for number in range(7)
    ),
    cheers=(GIVER,),
)
PERSONAL = "I rang him on +44 20 7946 0958 too."


def examples(t: Texts) -> Sequence[Example]:
    """All of them."""
    return [*_cheers(t), *_notes(t), *_corrections(t), *_ends(t), *_reports(t), *_choices(t)]


def _cheers(t: Texts) -> Iterator[Example]:
    yield Example("shoutout-cheered-now", messages.cheered(NOW, ID, t, ZONE), "To whoever pressed, alone.")
    before = messages.cheered_before(NOW - timedelta(days=2), NOW, ID, t, ZONE)
    in_line = messages.cheered_before(NOW, NOW, ID, t, ZONE, apart=False)
    yield Example("shoutout-cheered-before-in-a-line", in_line, "Where more would take the card's place.")
    yield Example("shoutout-cheered-before", before)
    yield Example("shoutout-cheer-taken-back", messages.cheer_taken_back(t))
    yield Example("shoutout-no-cheer", messages.no_cheer(t))
    yield Example("shoutout-cheer-own", messages.own_shoutout(t), "To its giver.")
    yield Example("shoutout-cheer-about-you", messages.about_you(t), "To somebody whom it thanks.")


def _notes(t: Texts) -> Iterator[Example]:
    yield Example("shoutout-add", note_form("", (), t, object_id=f"{ID}.{ID}"))
    found = inspect(PERSONAL)
    masked = note_form(PERSONAL, found.findings, t, object_id=f"{ID}.{ID}", state="text", preview=found.masked)
    yield Example("shoutout-add-masked", masked, "With a customer's data.")
    yield Example("shoutout-added", messages.added(t))
    yield Example("shoutout-added-before", messages.added_before(t))
    buttons = [
        FormButton(t("Correct"), CORRECT),
        FormButton(t("Withdraw"), ASK_WITHDRAW),
        FormButton(t("Take my cheer back"), messages.UNCHEER),
        FormButton(t("Remove a note"), CHOOSE_NOTE),
        FormButton(t("Take it down"), ASK_TAKE_DOWN),
        FormButton(t("Report it"), ASK_REPORT),
    ]
    yield Example("shoutout-whole", whole_form(STORY, INSIDE, "slack", buttons, t), "All notes, to its giver.")
    yield Example("shoutout-whole-plain", whole_form(replace(STORY, notes=(), cheers=()), INSIDE, "teams", (), t))
    yield Example("shoutout-remove-note", remove_form(STORY, INSIDE, t))
    yield Example("shoutout-note-removed", messages.note_removed(t))
    yield Example("shoutout-no-note", messages.nothing_to_remove(t))


WHY = "The customer asked us not to tell this story."


def _corrections(t: Texts) -> Iterator[Example]:
    beginning = Typed(
        people=(Option("p:p2", "Tala Maliwanag · Night shift"),),
        story=STORY.story,
        quote=STORY.quote,
        customer=STORY.customer,
        value="ownership",
    )
    values = (Value("ownership", "🙌"),)
    form = shout_form(beginning, values, t, draft_id=ID, corrects=ID)
    yield Example("shoutout-correct", form, "To its giver.")
    says = messages.corrected_meanwhile(STORY.story, t)
    both = shout_form(beginning, values, t, draft_id=ID, corrects=ID, says=says)
    yield Example("shoutout-corrected-meanwhile", both, "What was typed while another correction was sent off.")
    yield Example("shoutout-correction-done", messages.corrected(5, t))
    yield Example("shoutout-correction-done-privately", messages.corrected(0, t))
    yield Example("shoutout-nothing-corrected", messages.nothing_corrected(t))
    yield Example("shoutout-left", messages.left(t), "In a channel that it no longer concerns.")
    yield Example("shoutout-no-longer-named", messages.no_longer_named(t), "To somebody who was taken out.")
    yield Example("shoutout-no-longer-yours", messages.no_longer_yours(t), "To their lead.")


def _ends(t: Texts) -> Iterator[Example]:
    yield Example("shoutout-withdraw", withdraw_form(ID, 3, t), "Asks once.")
    yield Example("shoutout-withdraw-private", withdraw_form(ID, 0, t))
    yield Example("shoutout-you-withdrew", messages.withdrawn(ID, t))
    yield Example("shoutout-forgotten", messages.forgotten(t))
    yield Example("shoutout-givers-alone", messages.givers_alone(t))
    yield Example("shoutout-take-down", take_down_form(ID, t))
    yield Example("shoutout-you-took-down", messages.taken_down(t))
    yield Example("shoutout-leads-alone", messages.leads_alone(t))
    down = replace(STORY, notes=(), state=ShoutoutState.TAKEN_DOWN, ended_because=WHY)
    yield Example("shoutout-yours-taken-down", messages.yours_taken_down(down, INSIDE, "slack", t), "To its giver.")
    yield Example("shoutout-erased-for-one", messages.erased_here(t), "Where somebody whom it named was erased.")
    line = messages.taken_down_line(down, INSIDE, t)
    yield Example("shoutout-read-letter", say(line, messages.letter_button(ID, t), locale=t.locale), "In a catch-up.")


def _reports(t: Texts) -> Iterator[Example]:
    yield Example("shoutout-report", report_form(ID, t))
    yield Example("shoutout-report-sent", report_messages.report_sent(t))
    yield Example("shoutout-reported-before", report_messages.reported_before(settled=False, t=t))
    yield Example("shoutout-reported-and-settled", report_messages.reported_before(settled=True, t=t))
    plain_story = replace(STORY, notes=())
    report = report_messages.Report(ID, "Lumenara", WHY)
    letter = report_messages.reported(plain_story, report, INSIDE, t)
    yield Example("shoutout-reported", letter, "To those who decide.")
    urgent = replace(report, exposes_customer=True, corrected_since=True)
    yield Example("shoutout-reported-urgent", report_messages.reported(plain_story, urgent, INSIDE, t), "At once.")
    for name, state in (
        ("fine", ShoutoutState.POSTED),
        ("withdrawn", ShoutoutState.WITHDRAWN),
        ("taken-down", ShoutoutState.TAKEN_DOWN),
    ):
        settled = report_messages.reported(replace(plain_story, state=state), replace(report, settled=True), INSIDE, t)
        yield Example(f"shoutout-reported-{name}", settled)
        yield Example(f"shoutout-report-{name}", report_messages.became(state, WHY, t), "To who reported it.")
    yield Example("shoutout-it-stays", report_messages.it_stays(t))
    yield Example("shoutout-report-erased", report_messages.report_erased(t), "To those who decide.")
    yield Example("shoutout-decided-before", report_messages.decided_before(t))
    yield Example("shoutout-not-ones-own", report_messages.not_ones_own(t))
    yield Example("shoutout-deciders-alone", say(report_messages.only_deciders(t), locale=t.locale))
    yield Example(
        "shoutout-reports-on-the-home",
        Message(report_messages.waiting_line(2, t), report_messages.waiting_parts(2, 1, t), t.locale),
    )
    yield Example(
        "shoutout-reports", report_messages.reports([letter, letter], 3, t), "What waits, to those who decide."
    )
    yield Example("shoutout-no-reports", report_messages.reports([], 0, t))


def _choices(t: Texts) -> Iterator[Example]:
    own = choices_form(TALA, "Lumenara", t, privately=False, naming=Naming.FULL, allowed=Naming.FULL, manages=False)
    yield Example("shoutout-choices", own, "How somebody wants to be thanked and named.")
    managed = choices_form(TALA, "Lumenara", t, privately=True, naming=Naming.FULL, allowed=Naming.ALIAS, manages=True)
    yield Example("shoutout-choices-manager", managed, "With what their company allows.")
    yield Example("shoutout-chosen", messages.chosen(0, t))
    yield Example("shoutout-chosen-redrawn", messages.chosen(12, t))
