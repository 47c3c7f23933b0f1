"""The preview: what each side will see, where it goes, what stands in the way, and what must be confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.capabilities.updates.knowledge.forms import CHECK, CHECK_LANGUAGES, SEE_CHECK
from bot.capabilities.updates.knowledge.messages import previewed
from bot.capabilities.updates.languages.messages import OTHER_LANGUAGES, Reading, languages_told
from bot.capabilities.updates.messages import Facts, content, count_line
from bot.capabilities.updates.planning.forms import PLAN
from bot.capabilities.updates.reuse.messages import SAVE_TEMPLATE
from bot.capabilities.updates.store import Readers
from bot.chat.form import Field, Form, FormButton, Show, SwitchField
from bot.chat.message import (
    Alert,
    Body,
    Context,
    Divider,
    Fact,
    Headline,
    Inline,
    ListBlock,
    Paragraph,
    Part,
    Plain,
    Tone,
    plain,
)
from bot.chat.message import (
    Facts as FactRows,
)
from bot.chat.texts import Texts
from bot.delivery.causes import explain
from bot.delivery.guard import Finding, Kind
from bot.people.audience import LeftOut, ResolvedChannel
from bot.people.viewpoint import Viewpoint

PUBLISH = "updates.publish"
CHANGE = "updates.change"
LOOK_AGAIN = "updates.look_again"
CONFIRMED = "confirmed"

MOST_CHANNELS = 8
"""Channels of a side that are named; the others are counted."""

MOST_OBSTACLES = 8
MOST_VIEWPOINTS = 6
"""Viewpoints that are shown, so that the form stays within what a dialog holds."""


@dataclass(frozen=True)
class Seen:
    """One way in which the card is seen: by whom (`names`), in how many channels, and with which figures."""

    names: tuple[str, ...]
    channels: int
    viewpoint: Viewpoint
    readers: Mapping[int, Readers]


@dataclass(frozen=True)
class Preview:
    """What there is to look at before publishing. `sides` names those of the audience, the internal one first.

    `rings` is how many people on shift an urgent update would ring now, `unreached` how many it could not; `ring_after`
    minutes. `seconds` is how long the paces of the platforms will take. `fits` are the titles of the platforms that can
    show it. `written` is its language, `others` further ones, `readings` who reads which.
    `goes_out` says when a planned one does.
    """

    draft_id: str
    revision: int
    audience: str
    facts: Facts
    sides: Mapping[int, str]
    channels: tuple[ResolvedChannel, ...]
    left_out: tuple[LeftOut, ...]
    seen: tuple[Seen, ...]
    findings: tuple[Finding, ...]
    people: int
    rings: int
    unreached: int
    ring_after: int
    seconds: float
    fits: tuple[str, ...]
    written: str = "en"
    others: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    goes_out: tuple[Part, ...] = ()


def preview_form(preview: Preview, t: Texts, zone: str) -> Form:
    """The preview as the dialog's next page; submitting it publishes."""
    parts: list[Part] = [
        *preview.goes_out,
        *_destination(preview, t),
        *obstacles(preview.channels, t),
        *_left_out(preview, t),
    ]
    parts += languages_told(preview.written, preview.others, preview.readings, t)
    facts = preview.facts
    parts += previewed(
        facts.check, facts.changed, facts.tell_customers, t, further=facts.further_check, others=preview.others
    )
    shown: list[Field | FormButton | Show] = [Show(part) for part in parts]
    if preview.findings:
        shown += findings_asked(preview.findings, t("Switch this on to publish it as it is, or press Change."), t)
    shown += [Show(part) for part in cards_seen(preview.facts, preview.seen, preview.fits, t, zone)]
    if any(channel.obstacle for channel in preview.channels):
        shown.append(FormButton(t("Look again"), LOOK_AGAIN))
    shown += [FormButton(t("Change"), CHANGE), FormButton(t("Plan it"), PLAN)]
    shown.append(FormButton(t("Knowledge check"), CHECK))
    if preview.facts.check:
        shown.append(FormButton(t("See the check"), SEE_CHECK))
        if preview.others:
            shown.append(FormButton(t("Check in other languages"), CHECK_LANGUAGES))
    shown.append(FormButton(t("Other languages"), OTHER_LANGUAGES))
    shown.append(FormButton(t("Save as template"), SAVE_TEMPLATE))
    submit = t.n("Publish to {n} channel", "Publish to {n} channels", len(preview.channels))
    if preview.goes_out:
        submit = t.n("Plan for {n} channel", "Plan for {n} channels", len(preview.channels))
    return Form(
        action=PUBLISH,
        title=t("Before it goes out"),
        parts=tuple(shown),
        submit=submit,
        close=t("Keep as draft"),
        object_id=preview.draft_id,
        state=str(preview.revision),
        locale=t.locale,
    )


def _destination(preview: Preview, t: Texts) -> list[Part]:
    channels = t.n("{n} channel", "{n} channels", len(preview.channels))
    people = t.n("{n} person", "{n} people", preview.people)
    head = t(
        "To {audience}: {channels}, {people}, in about {seconds}",
        audience=preview.audience,
        channels=channels,
        people=people,
        seconds=t.seconds(max(1, round(preview.seconds))),
    )
    parts: list[Part] = []
    if preview.facts.urgent:
        parts.append(Alert(plain(_ringing(preview, t)), Tone.URGENT))
        if preview.unreached:
            parts.append(Context(plain(_unreached(preview, t))))
    rows = [
        Fact(name, plain(_names([channel.written for channel in preview.channels if channel.side_id == side], t)))
        for side, name in preview.sides.items()
    ]
    nobodys = [channel.written for channel in preview.channels if channel.side_id not in preview.sides]
    if nobodys:
        rows.append(Fact(t("Not linked to a side"), plain(_names(nobodys, t))))
    return [*parts, Body((Paragraph(plain(head, bold=True)),)), FactRows(tuple(rows))]


def _ringing(preview: Preview, t: Texts) -> str:
    if preview.goes_out:
        return _ringing_then(preview, t)
    if not preview.rings and preview.unreached:
        return t("Urgent: nobody who is on shift now can be messaged directly, so nobody would be rung.")
    if not preview.rings:
        return t("Urgent: nobody of this audience is on shift now, so nobody would be rung.")
    return t.n(
        "Urgent: {n} person on shift now gets a direct message unless they press Got it within {minutes} min.",
        "Urgent: {n} people on shift now get a direct message unless they press Got it within {minutes} min.",
        preview.rings,
        minutes=preview.ring_after,
    )


def _ringing_then(preview: Preview, t: Texts) -> str:
    """The same for the time at which a planned one goes out."""
    if not preview.rings:
        return t("Urgent: nobody who can be messaged directly is on shift then, so nobody would be rung.")
    return t.n(
        "Urgent: {n} person on shift then gets a direct message unless they press Got it within {minutes} min.",
        "Urgent: {n} people on shift then get a direct message unless they press Got it within {minutes} min.",
        preview.rings,
        minutes=preview.ring_after,
    )


def _unreached(preview: Preview, t: Texts) -> str:
    return t.n(
        "{n} person on shift cannot be messaged directly yet, and sees it in the channel only. "
        "That ends once they press any button of Instep or write to it.",
        "{n} people on shift cannot be messaged directly yet, and see it in their channels only. "
        "That ends once they press any button of Instep or write to it.",
        preview.unreached,
    )


def _names(channels: Sequence[str], t: Texts) -> str:
    if not channels:
        return t("no channel")
    named = ", ".join(channels[:MOST_CHANNELS])
    more = len(channels) - MOST_CHANNELS
    return named if more <= 0 else t.n("{named} and {n} more", "{named} and {n} more", more, named=named)


def obstacles(channels: Sequence[ResolvedChannel], t: Texts) -> list[Part]:
    """What would go wrong, each with what to do about it."""
    lines: list[Inline] = []
    for channel in channels:
        if channel.obstacle is None:
            continue
        explained = explain(channel.obstacle.cause, t, channel=channel.written)
        remedy = explained.mend
        if channel.obstacle.hosted_elsewhere:
            remedy = t("Another company hosts this channel: their admin must add Instep to it.")
        lines.append((Plain(explained.what, bold=True), Plain(f" {remedy}")))
    if not lines:
        return []
    head = t.n(
        "{n} channel would not get it. Mend this first, or publish now and press Try again on the receipt later.",
        "{n} channels would not get it. Mend this first, or publish now and press Try again on the receipt later.",
        len(lines),
    )
    shown = lines[:MOST_OBSTACLES]
    if more := len(lines) - len(shown):
        shown.append(plain(t.n("and {n} more channel", "and {n} more channels", more)))
    return [Alert(plain(head), Tone.DANGER), Body((ListBlock(tuple(shown)),))]


def _left_out(preview: Preview, t: Texts) -> list[Part]:
    sides = list(dict.fromkeys(one.side_name for one in preview.left_out))
    if not sides:
        return []
    return [Context(plain(t("Left out, because deliveries to them are paused: {sides}", sides=t.names(sides))))]


def findings_told(findings: Sequence[Finding], t: Texts) -> list[Part]:
    """What the personal-data guard has found, to be looked at; nothing for nothing."""
    return [Alert(plain(told_of(findings, t)), Tone.DANGER)] if findings else []


def findings_asked(findings: Sequence[Finding], hint: str, t: Texts) -> list[Show | SwitchField]:
    """What looks like personal data, and the switch by which somebody says that it may be shared."""
    confirmed = SwitchField(CONFIRMED, t("This is no customer's data, or it may be shared"), hint=hint)
    return [Show(Alert(plain(told_of(findings, t)), Tone.DANGER)), confirmed]


def told_of(findings: Sequence[Finding], t: Texts) -> str:
    """What looks like personal data, without showing it whole."""
    told = t.names([f"{_kind(finding.kind, t)} {finding.preview}" for finding in findings[:MOST_OBSTACLES]])
    return t("This looks like personal data and would reach other companies: {findings}.", findings=told)


def _kind(kind: Kind, t: Texts) -> str:
    match kind:
        case Kind.EMAIL:
            return t("an e-mail address")
        case Kind.PHONE:
            return t("a phone number")
        case Kind.CARD:
            return t("a card number")
        case Kind.IBAN:
            return t("a bank account")
        case Kind.NATIONAL_ID:
            return t("a national id")
        case Kind.REFERENCE:
            return t("a long number")


def cards_seen(facts: Facts, groups: Sequence[Seen], fits: Sequence[str], t: Texts, zone: str) -> list[Part]:
    """The card in full as the first viewpoint sees it; of the others what differs."""
    parts: list[Part] = []
    first: list[Part] = []
    for number, seen in enumerate(groups[:MOST_VIEWPOINTS]):
        text = content(facts, seen.viewpoint, t, zone)
        count = count_line(seen.readers, seen.viewpoint, t)
        where = t.n("in {n} channel", "in {n} channels", seen.channels)
        heading = t("As {sides} will see it, {where}", sides=t.names(seen.names), where=where)
        parts += [Divider(), Headline(heading, size=2)]
        if number and text == first:
            parts.append(Context(plain(t("The same, with its own count: {count}", count=count or t("none")))))
            continue
        if number:
            changed = [part for part in text if part not in first]
            parts += [Context(plain(t("The same, but for this:"))), *changed]
        else:
            first = text
            parts += text
        if count:
            parts.append(Context(plain(count)))
    if more := len(groups[MOST_VIEWPOINTS:]):
        parts.append(Context(plain(t.n("and the same for {n} more group", "and the same for {n} more groups", more))))
    if fits:
        parts += [Divider(), Context(plain(t("Can be shown on {platforms}.", platforms=t.names(list(fits)))))]
    return parts
