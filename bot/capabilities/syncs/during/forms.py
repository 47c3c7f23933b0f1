"""The forms of a meeting and of its actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.syncs.during.facts import Minutes, Said
from bot.capabilities.syncs.during.guarding import as_kept, digest
from bot.capabilities.syncs.during.standing import counted, shortened
from bot.capabilities.syncs.kinds import Outcome
from bot.chat.form import (
    ChoiceField,
    Field,
    Form,
    FormButton,
    MomentField,
    Option,
    SearchField,
    Show,
    TextField,
    room_for,
)
from bot.chat.message import Alert, Body, Context, Paragraph, Tone, plain
from bot.chat.texts import Texts
from bot.delivery.guard import Inspection
from bot.people.viewpoint import Viewpoint

KEEP_ACTION = "syncs.keep_action"
KEEP_DECISION = "syncs.keep_decision"
KEEP_NOTE = "syncs.keep_note"
CLOSE_NOW = "syncs.close_now"
HAND_ON = "syncs.hand_on"
END_ACTION = "syncs.end_action"
KEEP_DAY = "syncs.keep_day"
KEEP_RECORDING = "syncs.keep_recording"

PEOPLE = "syncs.doers"
"""The search of people who take part."""

LONGEST_WHAT = 300
LONGEST_TEXT = 1_000
SHORTEST_TEXT = 3
LONGEST_REASON = 300
LONGEST_URL = 2_000

MOST_TICKED = 10
"""What can be ticked as settled; Slack shows as many boxes."""

LONGEST_LABEL = 70
"""Characters of a choice; Slack cuts at 75."""


@dataclass(frozen=True)
class Typed:
    """What stands in the form of an action; `inspected` where something in it is masked."""

    what: str = ""
    who: tuple[Option, ...] = ()
    until: datetime | None = None
    inspected: Inspection | None = None


def action_form(
    object_id: str,
    typed: Typed,
    suggested: tuple[Option, ...],
    meetings: Sequence[Option],
    t: Texts,
    zone: str,
    sync_id: str = "",
) -> Form:
    """*Add action*; `meetings` are those to choose from where it was not opened in one, of a sync of this public id."""
    parts = [*_longer(typed.what, LONGEST_WHAT, t), *(as_kept(typed.inspected, t) if typed.inspected else ())]
    parts += _which(meetings, t)
    when = "The day counts, by their own clock, and stays if a meeting moves. Empty: the day of the next meeting."
    parts += [
        TextField(
            "what", t("What"), typed.what, lines=True, minimum=SHORTEST_TEXT, maximum=room_for(typed.what, LONGEST_WHAT)
        ),
        SearchField(
            "doer",
            t("Who does it"),
            PEOPLE,
            typed.who,
            suggested,
            hint=t("Somebody who takes part. They are told, and reminded a day before, unless that is today."),
            within=sync_id,
        ),
        MomentField("until", t("Until when"), zone, typed.until, required=False, hint=t(when), whole_day=True),
    ]
    return Form(
        KEEP_ACTION,
        _asked_first(t("Add action"), meetings, t),
        tuple(parts),
        t("Add action"),
        object_id=object_id,
        state=digest(typed.what) if typed.inspected else "",
        locale=t.locale,
    )


def text_form(
    kind: Outcome, object_id: str, text: str, inspected: Inspection | None, meetings: Sequence[Option], t: Texts
) -> Form:
    """*Decision* and *Note*."""
    parts = [*_longer(text, LONGEST_TEXT, t), *(as_kept(inspected, t) if inspected else ())]
    parts += _which(meetings, t)
    decision = kind is Outcome.DECISION
    label = t("What was decided") if decision else t("What to remember")
    hint = t("It stands on the agenda, and in the summary when the meeting is closed.")
    most = room_for(text, LONGEST_TEXT)
    parts.append(TextField("text", label, text, lines=True, minimum=SHORTEST_TEXT, maximum=most, hint=hint))
    return Form(
        KEEP_DECISION if decision else KEEP_NOTE,
        _asked_first(t("Decision") if decision else t("Note"), meetings, t),
        tuple(parts),
        t("Keep decision") if decision else t("Keep note"),
        object_id=object_id,
        state=digest(text) if inspected else "",
        locale=t.locale,
    )


def _longer(text: str, most: int, t: Texts) -> list[Field | FormButton | Show]:
    """What stands above a text that is too long: it comes whole, to be shortened."""
    wrong = t("Up to {n} characters fit. Shorten it.", n=most)
    return [Show(Alert(plain(wrong), Tone.PLAIN))] if len(text) > most else []


def _asked_first(title: str, meetings: Sequence[Option], t: Texts) -> str:
    """The title, which is all that is said of a form where it does not open by itself."""
    return t("For which sync?") if meetings else title


def _which(meetings: Sequence[Option], t: Texts) -> list[Field | FormButton | Show]:
    return [ChoiceField("meeting", t("Which sync"), tuple(meetings))] if meetings else []


def close_form(minutes: Minutes, viewpoint: Viewpoint, t: Texts) -> Form:
    """*Close*: what will be sent, and what was raised and is settled by now."""
    # Whoever directs it may be of a partner, and learns nothing of what others wrote.
    shown = [one for one in minutes.written if one.shown_to(viewpoint)]
    tasks = [one for one in minutes.tasks if one.shown_to(viewpoint)]
    decisions = sum(one.kind is Outcome.DECISION for one in shown)
    counts = [
        *([t.n("{n} decision", "{n} decisions", decisions)] if decisions else []),
        *([t.n("{n} action", "{n} actions", len(tasks))] if tasks else []),
        *([t.n("{n} note", "{n} notes", notes)] if (notes := len(shown) - decisions) else []),
    ]
    text = t("Every channel gets one summary: {counts}.", counts=t.names(counts))
    if not shown and not tasks:
        text = t("Nothing was written down. Every channel gets one line that says that it is over.")
    if minutes.is_event:
        text = t("Nobody can say any more that they come. Those who asked for the recording still get it.")
    parts: list[Field | FormButton | Show] = [Show(Body((Paragraph(plain(text)),)))]
    if line := counted(minutes, viewpoint, t):
        parts.append(Show(Context(plain(line))))
    still_open = [one.seen_by(viewpoint) for one in minutes.raised if one.shown_to(viewpoint)]
    if still_open:
        hint = t("What is not ticked stands in the summary as still open.")
        if len(still_open) > MOST_TICKED:
            first = t("These are the first {n} of {all}.", n=MOST_TICKED, all=len(still_open))
            hint = f"{first} {hint}"
        parts.append(
            ChoiceField(
                "settled",
                t("Settled by now"),
                tuple(_option(one) for one in still_open[:MOST_TICKED]),
                several=True,
                required=False,
                hint=hint,
            )
        )
    return Form(
        CLOSE_NOW,
        t("Close the meeting"),
        tuple(parts),
        t("Close it"),
        t("Keep it open"),
        object_id=minutes.public_id,
        locale=t.locale,
    )


def _option(one: Said) -> Option:
    line = shortened(one.text)
    return Option(one.public_id, line if len(line) <= LONGEST_LABEL else f"{line[:LONGEST_LABEL]}…")


def hand_over_form(public_id: str, what: str, suggested: tuple[Option, ...], sync_id: str, t: Texts) -> Form:
    """*Hand over*: to whom."""
    return Form(
        HAND_ON,
        t("Hand over"),
        (
            Show(Body((Paragraph(plain(what)),), label=t("Action"))),
            SearchField(
                "doer",
                t("To whom"),
                PEOPLE,
                suggested=suggested,
                hint=t("Somebody who takes part. They are told."),
                within=sync_id,
            ),
        ),
        t("Hand it over"),
        object_id=public_id,
        locale=t.locale,
    )


def day_form(public_id: str, what: str, until: datetime | None, t: Texts, zone: str, *, own: bool = False) -> Form:
    """*Change the day*: until when; `own` where whoever is asked does it."""
    if own:
        hint = t("The day counts, by your clock. You are reminded a day before, unless that is today.")
    else:
        hint = t(
            "The day counts, by the clock of whoever does it. They are told, and reminded a day before, unless that is "
            "today."
        )
    return Form(
        KEEP_DAY,
        t("Change the day"),
        (
            Show(Body((Paragraph(plain(what)),), label=t("Action"))),
            MomentField("until", t("Until when"), zone, until, hint=hint, whole_day=True),
        ),
        t("Keep this day"),
        object_id=public_id,
        locale=t.locale,
    )


def drop_form(public_id: str, what: str, t: Texts) -> Form:
    """*Drop*: why."""
    return Form(
        END_ACTION,
        t("Drop the action"),
        (
            Show(Body((Paragraph(plain(what)),), label=t("Action"))),
            TextField(
                "reason",
                t("Why"),
                lines=True,
                minimum=SHORTEST_TEXT,
                maximum=LONGEST_REASON,
                hint=t("Whoever reads the action reads this. It comes back on no agenda."),
            ),
        ),
        t("Drop it"),
        t("Keep it"),
        object_id=public_id,
        locale=t.locale,
    )


def recording_form(public_id: str, url: str, waiting: int, t: Texts) -> Form:
    """*Add recording*: where it is."""
    text = t("Whoever asks for it from now on gets it.")
    if waiting:
        text = t.n("{n} person waits for it and is told.", "{n} people wait for it and are told.", waiting)
    return Form(
        KEEP_RECORDING,
        t("Add recording"),
        (
            TextField(
                "url",
                t("Address of the recording"),
                url,
                maximum=LONGEST_URL,
                placeholder="https://",
                hint=text,
                is_url=True,
            ),
        ),
        t("Send recording"),
        object_id=public_id,
        locale=t.locale,
    )
