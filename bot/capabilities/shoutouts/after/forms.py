"""The forms that open from a card that was posted."""

from collections.abc import Sequence
from dataclasses import replace

from bot.capabilities.shoutouts.card import cheer_line, content, heading, note_line
from bot.capabilities.shoutouts.facts import Facts
from bot.capabilities.shoutouts.naming import name_of
from bot.capabilities.shoutouts.write.forms import SHOWN, masked_line
from bot.capabilities.shoutouts.write.guarding import MOST_SHOWN, kind_of
from bot.chat.form import ChoiceField, Field, Form, FormButton, Option, Show, TextField
from bot.chat.message import Alert, Body, Context, Headline, Paragraph, Part, Tone, plain
from bot.chat.texts import Texts
from bot.delivery.guard import Finding
from bot.people.viewpoint import Viewpoint

WHOLE = "shoutouts.whole"
KEEP_NOTE = "shoutouts.keep_note"
CHOOSE_NOTE = "shoutouts.choose_note"
REMOVE_NOTE = "shoutouts.remove_note"

LONGEST_LABEL = 70
"""Characters of a choice; Slack cuts at 75."""

SHORTEST_NOTE = 3
LONGEST_NOTE = 500


def note_form(
    text: str,
    findings: Sequence[Finding],
    t: Texts,
    *,
    object_id: str,
    state: str = "",
    preview: str = "",
    partners_see_all: bool = False,
) -> Form:
    """*Add to the story*; with findings it is shown as it will be, and what is a false alarm can be ticked."""
    parts: list[Field | FormButton | Show] = []
    if findings:
        parts.append(Show(Alert(plain(masked_line(len(findings), t)), Tone.PLAIN)))
        parts.append(Show(Body((Paragraph(plain(preview)),), label=t("As it will be"))))
        parts.append(
            ChoiceField(
                SHOWN,
                t("No customer's data"),
                tuple(
                    Option(str(place), t("{kind} {preview}", kind=kind_of(one.kind, t), preview=one.preview))
                    for place, one in enumerate(findings[:MOST_SHOWN])
                ),
                several=True,
                required=False,
                hint=t("Tick what is none.")
                if partners_see_all
                else t("Tick what is none. In partners' channels it stays masked."),
            )
        )
    parts.append(
        TextField(
            "text",
            t("What you saw of it"),
            text,
            lines=True,
            minimum=SHORTEST_NOTE,
            maximum=LONGEST_NOTE,
            hint=t("A few words, under the story everywhere, with your name. Without the customer's data."),
        )
    )
    return Form(
        KEEP_NOTE,
        t("Add to the story"),
        tuple(parts),
        t("Add it"),
        object_id=object_id,
        state=state,
        locale=t.locale,
    )


def whole_form(facts: Facts, viewpoint: Viewpoint, platform: str, buttons: Sequence[FormButton], t: Texts) -> Form:
    """*More*: the whole story with all notes, and what whoever opened it may do."""
    who = heading(facts, viewpoint, platform, t)
    shown: list[Part] = [Body((Paragraph(who),))] if who else []
    shown += content(replace(facts, notes=()), viewpoint, platform, t)
    if facts.notes:
        shown.append(Headline(t("Added to the story"), 2))
        shown += [Context(note_line(one, facts, viewpoint, platform, t)) for one in facts.notes]
    if line := cheer_line(facts, viewpoint, platform, t):
        shown.append(Context(line))
    return Form(
        WHOLE,
        t("The whole story"),
        (*(Show(part) for part in shown), *buttons),
        submit="",
        close=t("Close"),
        object_id=facts.public_id,
        locale=t.locale,
    )


def remove_form(facts: Facts, viewpoint: Viewpoint, t: Texts) -> Form:
    """Which note goes; `facts` hold those that whoever acts may remove."""
    options = []
    for one in facts.notes:
        name = name_of(one.by, viewpoint, t)
        label = f"{name}: {one.text}" if name else one.text
        options.append(Option(one.public_id, label if len(label) <= LONGEST_LABEL else f"{label[:LONGEST_LABEL]}…"))
    return Form(
        REMOVE_NOTE,
        t("Remove a note"),
        (
            ChoiceField(
                "note",
                t("Note"),
                tuple(options),
                (options[0].value,) if len(options) == 1 else (),
                hint=t("It goes away everywhere. The story stays."),
            ),
        ),
        t("Remove it everywhere"),
        object_id=facts.public_id,
        locale=t.locale,
    )
