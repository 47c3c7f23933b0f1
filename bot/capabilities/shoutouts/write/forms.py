"""The form in which a shoutout is written, and what its giver sees before it goes out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.capabilities.shoutouts.kinds import Where
from bot.capabilities.shoutouts.release import Release
from bot.capabilities.shoutouts.values import Value
from bot.capabilities.shoutouts.write.guarding import MOST_SHOWN, Masked, kind_of
from bot.capabilities.shoutouts.write.typed import (
    LONGEST_CUSTOMER,
    LONGEST_QUOTE,
    LONGEST_STORY,
    Typed,
)
from bot.chat.form import ChoiceField, Field, Form, FormButton, Option, SearchField, Show, TextField, room_for
from bot.chat.message import (
    Actions,
    Alert,
    Body,
    Button,
    Context,
    Divider,
    Headline,
    Message,
    Paragraph,
    Part,
    Tone,
    plain,
)
from bot.chat.texts import Texts

SAVE = "shoutouts.save"
POST = "shoutouts.post"
CHANGE = "shoutouts.change"
LOOK = "shoutouts.look"
LET_GO = "shoutouts.let_go"
DISCARD = "shoutouts.discard"
ANEW = "shoutouts.anew"
UNLISTED = "shoutouts.unlisted"
SEE_ALL = "shoutouts.see_all"
SEE_CORRECTION = "shoutouts.see_correction"
SAVE_CORRECTION = "shoutouts.save_correction"
SEND_CORRECTION = "shoutouts.send_correction"

PEOPLE = "shoutouts.people"
"""The source in which people and teams are searched."""

EVERYWHERE = "all"
"""Behind a draft's id: what shows it begins with all ways in which it is seen."""

SHOWN = "shown"
"""The field that holds what is no personal data."""


def shout_form(
    typed: Typed,
    values: Sequence[Value],
    t: Texts,
    *,
    draft_id: str,
    says: Sequence[str] = (),
    begun: bool = False,
    value_required: bool = False,
    likely: Sequence[Option] = (),
    corrects: str = "",
) -> Form:
    """The form; `says` is what keeps it from being posted as it is, `begun` that it holds an earlier beginning, if
    anything was typed.

    `likely` are people who can be chosen without typing, where a platform needs them beforehand. `corrects` is the id
    of what was posted that this changes.
    """
    parts: list[Field | FormButton | Show] = [Show(Alert(plain(line), Tone.PLAIN)) for line in says]
    if begun and replace(typed, goes_to=Where.EVERYWHERE) != Typed():
        parts.append(Show(Context(plain(t("This is what you had begun.")))))
        parts.append(FormButton(t("Start anew"), ANEW))
    parts += [
        SearchField(
            "people",
            t("Who"),
            PEOPLE,
            typed.people,
            suggested=tuple(likely),
            several=True,
            placeholder=t("Type a name or a team"),
            hint=t("Also whoever is on the other platform, or on none."),
        ),
        FormButton(t("Add somebody who is not listed"), UNLISTED),
        TextField(
            "story",
            t("What they did"),
            typed.story,
            lines=True,
            maximum=room_for(typed.story, LONGEST_STORY),
            hint=t("What the customer needed, and what they did for them. Without the customer's data."),
        ),
        TextField(
            "quote",
            t("The customer's own words"),
            typed.quote,
            lines=True,
            required=False,
            maximum=room_for(typed.quote, LONGEST_QUOTE),
        ),
        TextField(
            "customer",
            t("Who said it"),
            typed.customer,
            required=False,
            maximum=LONGEST_CUSTOMER,
            hint=t("The first name suffices."),
        ),
    ]
    if values:
        parts.append(
            ChoiceField(
                "value",
                t("Value"),
                tuple(Option(one.key, str(one)) for one in values),
                (typed.value.casefold(),) if typed.value else (),
                required=value_required,
                placeholder=t("What it stands for"),
            )
        )
    parts += [
        TextField("ticket", t("Ticket link"), typed.ticket, required=False, is_url=True, placeholder="https://"),
        ChoiceField("goes_to", t("Where it goes"), where_options(t), (typed.goes_to,)),
    ]
    return Form(
        SAVE_CORRECTION if corrects else SAVE,
        t("Correct it") if corrects else t("Give a shoutout"),
        tuple(parts),
        t("See it first"),
        object_id=draft_id,
        state=corrects,
        locale=t.locale,
    )


def where_options(t: Texts) -> tuple[Option, ...]:
    """Where a shoutout can go."""
    return (
        Option(Where.EVERYWHERE, t("Their channels, and where all shoutouts appear")),
        Option(Where.TEAMS, t("Their own channels")),
        Option(Where.PRIVATELY, t("To them and their lead alone")),
    )


@dataclass(frozen=True)
class Preview:
    """What a giver sees before it goes out. `says` are lines on what will happen, `masked` what would be left out.

    `shown` are those of `masked` that are ticked as no customer's data. `changes` is in how many channels it corrects
    what stands; None for what is new.
    """

    release: Release
    seen: tuple[tuple[str, Message], ...]
    says: tuple[str, ...]
    masked: tuple[Masked, ...]
    partners_see_all: bool
    shown: tuple[str, ...] = ()
    changes: int | None = None


def preview_form(preview: Preview, t: Texts, *, whole: bool = False) -> Form:
    """The same as a form: *Post* sends it off. Of all ways in which it is seen but the first there is a line with who
    is named, or with `whole` everything."""
    kept = preview.release.kept
    parts: list[Field | FormButton | Show] = [Show(Body((Paragraph(plain(line)),))) for line in preview.says]
    parts += masked_fields(preview, t)
    corrects = preview.changes is not None
    for number, (title, message) in enumerate(preview.seen):
        seen = [Show(part) for part in message.parts if not isinstance(part, Actions)]
        parts += [Show(Divider()), Show(Headline(title, 2)), *(seen if whole or number == 0 else seen[:1])]
        if number == 0:
            # Below the first, so that nobody has to pass all of them.
            parts.append(FormButton(t("Change"), CHANGE))
            if len(preview.seen) > 1 and not whole:
                see_all = t("See all {n} in full", n=len(preview.seen))
                parts.append(FormButton(see_all, SEE_CORRECTION if corrects else SEE_ALL))
    return Form(
        SEND_CORRECTION if corrects else POST,
        t("Before it goes out"),
        tuple(parts),
        correct_label(preview.changes or 0, t) if corrects else post_label(preview.release, t),
        t("Not now"),
        object_id=kept.public_id,
        state=str(kept.revision),
        locale=t.locale,
    )


def masked_fields(preview: Preview, t: Texts) -> list[Field | FormButton | Show]:
    """What is masked, and a box to tick for each that is a false alarm."""
    if not preview.masked:
        return []
    options = tuple(
        Option(one.key, t("{kind} {preview}", kind=kind_of(one.finding.kind, t), preview=one.finding.preview))
        for one in preview.masked[:MOST_SHOWN]
    )
    hint = t("Tick what is no customer's data. In partners' channels it stays masked.")
    if preview.partners_see_all:
        hint = t("Tick what is no customer's data.")
    return [
        Show(Alert(plain(masked_line(len(preview.masked), t)), Tone.PLAIN)),
        ChoiceField(
            SHOWN,
            t("Show after all"),
            options,
            preview.shown,
            several=True,
            required=False,
            hint=hint,
        ),
    ]


def masked_line(count: int, t: Texts) -> str:
    return t.n(
        "{n} piece of a customer's data is masked.",
        "{n} pieces of a customer's data are masked.",
        count,
    )


def preview_message(preview: Preview, t: Texts) -> Message:
    """The same as a message to the giver alone: one press posts it."""
    kept = preview.release.kept
    parts: list[Part] = []
    if preview.seen:
        title, message = preview.seen[0]
        # What one person reads is no card, and would be taken for a message to the giver.
        parts += [] if preview.release.channels else [Context(plain(title))]
        parts += [part for part in message.parts if not isinstance(part, Actions)]
    parts += [Context(plain(line)) for line in preview.says]
    if preview.masked:
        parts.append(Context(plain(masked_line(len(preview.masked), t))))
    again = Button(t("See all"), LOOK, f"{kept.public_id}.{EVERYWHERE}", opens_form=True)
    parts.append(
        Actions(
            (
                Button(post_label(preview.release, t), LET_GO, f"{kept.public_id}.{kept.revision}", Tone.PRIMARY),
                Button(t("Change"), CHANGE, kept.public_id, opens_form=True),
                *([again] if preview.masked or len(preview.seen) > 1 else []),
                Button(t("Discard"), DISCARD, kept.public_id),
            )
        )
    )
    return Message(t("Your shoutout is ready"), tuple(parts), t.locale)


def post_label(release: Release, t: Texts) -> str:
    """What happens when it is pressed."""
    if not release.channels:
        return t("Tell them")
    return t.n("Post in {n} channel", "Post in {n} channels", len(release.channels))


def correct_label(channels: int, t: Texts) -> str:
    """What happens when it is pressed."""
    if not channels:
        return t("Correct it")
    return t.n("Correct in {n} channel", "Correct in {n} channels", channels)
