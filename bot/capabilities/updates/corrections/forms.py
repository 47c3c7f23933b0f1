"""The forms of corrections: correcting an update, seeing that first, and withdrawing one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.updates import fields, markdown
from bot.capabilities.updates.corrections.rules import LONGEST_NOTE, LONGEST_REASON, Correction
from bot.capabilities.updates.facts import Facts
from bot.capabilities.updates.knowledge.messages import kept_or_dropped
from bot.capabilities.updates.languages.messages import Reading, languages_told
from bot.capabilities.updates.preview import Seen, cards_seen, findings_asked
from bot.capabilities.updates.store import Said
from bot.capabilities.updates.store.knowledge import CheckQuestion
from bot.chat.form import Field, Form, FormButton, Show, SwitchField, TextField
from bot.chat.message import Alert, Body, Context, Paragraph, Part, Tone, plain
from bot.chat.texts import Texts
from bot.delivery.guard import Finding

SAVE_CORRECTION = "updates.save_correction"
MAKE_CORRECTION = "updates.make_correction"
CHANGE_CORRECTION = "updates.change_correction"
MORE_TO_CORRECT = "updates.more_to_correct"
CORRECTED_LANGUAGES = "updates.corrected_languages"
WITHDRAW_EVERYWHERE = "updates.withdraw_everywhere"


@dataclass(frozen=True)
class Meanwhile:
    """What somebody else has made of the update while this was being typed. `who` is empty for a name not to be said.

    `now` is what it says since then, `changed` the names of the fields of that which they changed.
    """

    who: str
    note: str
    now: Said
    changed: tuple[str, ...]


def correct_form(
    correction: Correction,
    t: Texts,
    *,
    update_id: str,
    base: str,
    zone: str,
    urgent: bool,
    answerers: Sequence[str] = (),
    expanded: bool = False,
    has_check: bool = False,
    meanwhile: Meanwhile | None = None,
) -> Form:
    """The form in which a published update is corrected; `base` says which version it was when this was opened.

    `answerers` are the identities of those it names to answer, which are shown where it is `expanded`.
    """
    said = correction.said
    shown = [Show(part) for part in _meanwhile(meanwhile, t, zone)] if meanwhile else []
    rings = t("Whoever has noted it is asked again. Urgent: whoever is on shift and does not press is rung again.")
    again = t("Whoever has noted it is asked again. Off: what they have noted stays noted.")
    note = TextField(
        "note",
        t("What changed in this correction"),
        correction.note,
        required=False,
        maximum=LONGEST_NOTE,
        placeholder=t("Limit raised from 40 to 50"),
        hint=t("Stands on every copy. It may be empty only if the cards stay as they are."),
    )
    more: tuple[Field | FormButton, ...] = (FormButton(t("More"), MORE_TO_CORRECT),)
    if expanded:
        more = (
            fields.remind_before(said.remind_before, t),
            fields.until_answered(said.until_answered, t),
            fields.answerers(answerers, t),
        )
    asked: tuple[Field | FormButton, ...] = (
        note,
        fields.title(said.title, t),
        fields.changed(said.changed, t),
        fields.tell_customers(said.tell_customers, t),
        SwitchField("ask", t("Ask everybody for a new Got it"), correction.asks, hint=rings if urgent else again),
        *_check_switch(correction, t, has_check=has_check),
        fields.effective_from(said.effective_from, zone, t, stands=True),
        fields.playbook(said.playbook_url, t),
        fields.acknowledge_by(said.acknowledge_by, zone, t),
        *more,
        FormButton(t("Other languages"), CORRECTED_LANGUAGES),
    )
    return Form(
        action=SAVE_CORRECTION,
        title=t("Correct an update"),
        parts=(*shown, *asked),
        submit=t("See it first"),
        object_id=update_id,
        state=base,
        locale=t.locale,
    )


def _check_switch(correction: Correction, t: Texts, *, has_check: bool) -> tuple[SwitchField, ...]:
    if not has_check:
        return ()
    hint = t("Got it then asks nothing, and what was answered is forgotten. Off: the questions stay as they are.")
    return (SwitchField("drop_check", t("Remove the knowledge check"), correction.drops_check, hint=hint),)


def _meanwhile(meanwhile: Meanwhile, t: Texts, zone: str) -> list[Part]:
    """What the other author has changed, so that nobody overwrites it unseen."""
    who = meanwhile.who or t("Somebody else")
    text = t(
        "{who} corrected this while you were writing: {note}. "
        "Nothing was overwritten: below is what it says since, and in the fields what you typed.",
        who=who,
        note=meanwhile.note,
    )
    parts: list[Part] = [Alert(plain(text), Tone.DANGER)]
    labels = {
        "title": t("Title now"),
        "changed": t("What changed, now"),
        "tell_customers": t("Tell customers now"),
        "effective_from": t("Effective from now on"),
        "acknowledge_by": t("Got it wanted by now"),
        "playbook_url": t("Playbook link now"),
        "remind_before": t("Remind, now"),
        "until_answered": t("Until answered, now"),
        "answerers": t("Answer while at work, now"),
    }
    return [*parts, *(said_part(name, meanwhile.now, labels[name], t, zone) for name in meanwhile.changed)]


def said_part(name: str, said: Said, label: str, t: Texts, zone: str) -> Part:
    """One field of what an update says, under a label."""
    match getattr(said, name):
        case str() as text if name == "changed" and text:
            return Body(markdown.read(text), label=label)
        case str() as text:
            return _now(label, text, t)
        case tuple() as people:
            return _now(label, t.n("{n} person", "{n} people", len(people)) if people else "", t)
        case int() as minutes:
            return _now(label, fields.before(minutes, t), t)
        case None if name == "remind_before":
            return _now(label, t("as the organisation has set it"), t)
        case at:
            return _moment(label, at, t, zone)


def _now(label: str, text: str, t: Texts) -> Body:
    return Body((Paragraph(plain(text or t("nothing"))),), label=label)


def _moment(label: str, at: datetime | None, t: Texts, zone: str) -> Body:
    if at is None:
        return _now(label, "", t)
    return Body((Paragraph(t.filled("{moment}", moment=t.span(at, zone))),), label=label)


@dataclass(frozen=True)
class Look:
    """What there is to look at before a correction is made: how each copy will read, and whom it asks anew.

    `seconds` is how long the paces of the platforms will take, `asked` how many people are asked (None: nobody). A
    `quiet` one leaves the first text as it is; `others` are the further languages, `readings` who reads which.
    `check` is the knowledge check that it has so far.
    """

    update_id: str
    revision: int
    facts: Facts
    seen: tuple[Seen, ...]
    findings: tuple[Finding, ...]
    channels: int
    seconds: float
    asked: int | None
    fits: tuple[str, ...]
    quiet: bool = False
    written: str = "en"
    others: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    check: tuple[CheckQuestion, ...] = ()
    drops_check: bool = False


def look_form(look: Look, t: Texts, zone: str) -> Form:
    """The preview of a correction; submitting it makes it."""
    head = t.n(
        "Changes {n} channel, in about {time}",
        "Changes {n} channels, in about {time}",
        look.channels,
        time=t.seconds(max(1, round(look.seconds))),
    )
    if not look.channels:
        head = t("The cards stay as they are.")
    shown: list[Field | FormButton | Show] = [
        Show(Body((Paragraph(plain(head, bold=True)),))),
        Show(Context(plain(_asked(look.asked, t)))),
        *(Show(part) for part in languages_told(look.written, look.others, look.readings, t)),
    ]
    told = kept_or_dropped(
        look.check,
        dropped=look.drops_check,
        asks=look.asked is not None,
        changed=look.facts.changed,
        tell_customers=look.facts.tell_customers,
        t=t,
    )
    shown += [Show(part) for part in told]
    if look.findings:
        shown += findings_asked(look.findings, t("Switch this on to correct it as it is, or press Change."), t)
    shown += [Show(part) for part in cards_seen(look.facts, look.seen, look.fits, t, zone)]
    shown.append(FormButton(t("Change"), CHANGE_CORRECTION))
    shown.append(FormButton(t("Other languages"), CORRECTED_LANGUAGES))
    return Form(
        action=MAKE_CORRECTION,
        title=t("Before it changes"),
        parts=tuple(shown),
        submit=t("Keep it") if not look.channels else t.n("Correct {n} channel", "Correct {n} channels", look.channels),
        close=t("Keep as draft"),
        object_id=look.update_id,
        state=str(look.revision),
        locale=t.locale,
    )


def _asked(people: int | None, t: Texts) -> str:
    if people is None:
        return t("Nobody is asked again: what people have noted stays noted.")
    return t.n("{n} person is asked for a new Got it.", "{n} people are asked for a new Got it.", people)


def withdraw_form(
    title: str, reason: str, channels: int, seconds: float, findings: Sequence[Finding], t: Texts, *, update_id: str
) -> Form:
    """The form in which an update is withdrawn: what that means, and why it is done."""
    consequence = t.n(
        "“{title}” is struck out in {n} channel, which takes about {time}. Its buttons go, nobody is asked, reminded "
        "or rung any more, and this cannot be undone.",
        "“{title}” is struck out in {n} channels, which takes about {time}. Its buttons go, nobody is asked, reminded "
        "or rung any more, and this cannot be undone.",
        channels,
        title=title,
        time=t.seconds(max(1, round(seconds))),
    )
    asked = findings_asked(findings, t("Switch this on to withdraw it with these words."), t) if findings else []
    return Form(
        action=WITHDRAW_EVERYWHERE,
        title=t("Withdraw an update"),
        parts=(
            Show(Alert(plain(consequence), Tone.DANGER)),
            TextField(
                "reason",
                t("Why it no longer holds"),
                reason,
                maximum=LONGEST_REASON,
                hint=t("Stands on every copy."),
            ),
            *asked,
        ),
        submit=t("Withdraw everywhere"),
        close=t("Keep it"),
        object_id=update_id,
        locale=t.locale,
    )
