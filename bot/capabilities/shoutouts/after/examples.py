"""Every message and form of what follows once a shoutout was posted, with invented data."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.capabilities.shoutouts.after import messages
from bot.capabilities.shoutouts.after.forms import CHOOSE_NOTE, note_form, remove_form, whole_form
from bot.capabilities.shoutouts.facts import Added, Facts, Named
from bot.capabilities.shoutouts.values import Value
from bot.capability import Example
from bot.chat.form import FormButton
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
    return [*_cheers(t), *_notes(t)]


def _cheers(t: Texts) -> Iterator[Example]:
    yield Example("shoutout-cheered-now", messages.cheered(NOW, ID, t, ZONE), "To whoever pressed, alone.")
    before = messages.cheered_before(NOW - timedelta(days=2), NOW, ID, t, ZONE)
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
    buttons = [FormButton(t("Remove a note"), CHOOSE_NOTE)]
    yield Example("shoutout-whole", whole_form(STORY, INSIDE, "slack", buttons, t), "All notes, to its giver.")
    yield Example("shoutout-whole-plain", whole_form(replace(STORY, notes=(), cheers=()), INSIDE, "teams", (), t))
    yield Example("shoutout-remove-note", remove_form(STORY, INSIDE, t))
    yield Example("shoutout-note-removed", messages.note_removed(t))
    yield Example("shoutout-no-note", messages.nothing_to_remove(t))
