"""The pages of a round-up: which drafts go out together, and what that will look like and meet."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.updates.planning.forms import AT_ONCE, Chosen, when_field, zone_field
from bot.capabilities.updates.preview import findings_asked, obstacles
from bot.capabilities.updates.store.planning import PlanWay
from bot.chat.form import ChoiceField, Field, Form, FormButton, Option, Show
from bot.chat.message import (
    Alert,
    Body,
    Context,
    Divider,
    Headline,
    Inline,
    ListBlock,
    Message,
    Paragraph,
    Part,
    Tone,
    plain,
)
from bot.chat.texts import Texts
from bot.delivery.guard import Finding
from bot.people.audience import ResolvedChannel

SEE_ROUND_UP = "updates.see_round_up"
SEND_ROUND_UP = "updates.send_round_up"
CHANGE_ROUND_UP = "updates.change_round_up"
PLAN_ROUND_UP = "updates.plan_round_up"
KEEP_ROUND_UP_PLAN = "updates.keep_round_up_plan"
MOVE_ROUND_UP_PLAN = "updates.move_round_up_plan"

CHOSEN = "updates"
"""The field of the drafts."""

FEWEST, MOST = 2, 10
"""Updates in one round-up: of more, nobody reads the last."""


def choosing_form(offered: Sequence[Option], chosen: Sequence[str], t: Texts, state: str = "") -> Form:
    """The page on which drafts are chosen; `state` is what was chosen before."""
    field = ChoiceField(
        CHOSEN,
        t("Your drafts"),
        tuple(offered),
        value=tuple(chosen),
        several=True,
        hint=t("Choose {fewest} to {most}.", fewest=FEWEST, most=MOST),
    )
    apart = t("Urgent updates, and those with a time of their own, go out by themselves and are not offered here.")
    return Form(
        action=SEE_ROUND_UP,
        title=t("Round-up"),
        parts=(field, Show(Context(plain(apart)))),
        submit=t("See it first"),
        state=state,
        locale=t.locale,
    )


def time_form(
    chosen: Chosen, zones: Sequence[str], t: Texts, *, object_id: str = "", state: str = "", move: bool = False
) -> Form:
    """The page on which it is chosen when a round-up goes out; with `move` for one that is planned already."""
    ways = Option(AT_ONCE, t("At once, when I send it")), Option(PlanWay.MOMENT, t("At a time"))
    way = ChoiceField("way", t("Goes out"), ways, value=(chosen.way,))
    hint = t("A day and a time, such as 24 Nov 09:00 or tomorrow 14:30.")
    return Form(
        action=MOVE_ROUND_UP_PLAN if move else KEEP_ROUND_UP_PLAN,
        title=t("Move it") if move else t("Plan it"),
        parts=(*(() if move else (way,)), when_field(chosen, hint, t), zone_field(chosen, zones, "", t)),
        submit=t("Move it") if move else t("See it first"),
        close=t("Cancel"),
        object_id=object_id,
        state=state,
        locale=t.locale,
    )


@dataclass(frozen=True)
class Entry:
    """One update of a round-up, with where it goes."""

    title: str
    audience: str
    channels: int


@dataclass(frozen=True)
class Preview:
    """What there is to look at before a round-up is sent.

    `channels` are all that get any of it, `together` how many of them get several, and `card` is what stands above
    them where there are most. `state` says which drafts these are, as they were looked at; `seconds` is how long the
    paces of the platforms will take. `goes_out` says when a planned one does; `warnings` speak against one that is not.
    """

    entries: tuple[Entry, ...]
    channels: tuple[ResolvedChannel, ...]
    together: int
    card: Message | None
    left_out: tuple[str, ...]
    findings: tuple[Finding, ...]
    seconds: float
    state: str
    alert: str = ""
    goes_out: tuple[Part, ...] = ()
    warnings: tuple[str, ...] = ()


def preview_form(preview: Preview, t: Texts) -> Form:
    """The preview; submitting it sends, or plans."""
    head = t(
        "{updates} to {channels}, in about {time}",
        updates=t.n("{n} update", "{n} updates", len(preview.entries)),
        channels=t.n("{n} channel", "{n} channels", len(preview.channels)),
        time=t.seconds(max(1, round(preview.seconds))),
    )
    parts: list[Part] = [Alert(plain(preview.alert), Tone.DANGER)] if preview.alert else []
    parts += [*preview.goes_out, *(Alert(plain(one), Tone.DANGER) for one in preview.warnings)]
    parts.append(
        Body((Paragraph(plain(head, bold=True)), ListBlock(tuple(entry_line(one, t) for one in preview.entries))))
    )
    parts.append(Context(plain(_ways(preview, t))))
    parts += obstacles(preview.channels, t)
    if preview.left_out:
        sides = t.names(list(preview.left_out))
        parts.append(Context(plain(t("Left out, because deliveries to them are paused: {sides}", sides=sides))))
    shown: list[Field | FormButton | Show] = [Show(part) for part in parts]
    if preview.findings:
        shown += findings_asked(preview.findings, t("Switch this on to send them as they are, or press Change."), t)
    if preview.card is not None:
        above = t("Above them, in a channel that gets most of them")
        shown += [Show(Divider()), Show(Headline(above, size=2)), *(Show(part) for part in preview.card.parts)]
    submit = t.n("Send to {n} channel", "Send to {n} channels", len(preview.channels))
    if preview.goes_out:
        submit = t.n("Plan for {n} channel", "Plan for {n} channels", len(preview.channels))
    return Form(
        action=SEND_ROUND_UP,
        title=t("Before it goes out"),
        parts=(*shown, FormButton(t("Change"), CHANGE_ROUND_UP), FormButton(t("Plan it"), PLAN_ROUND_UP)),
        submit=submit,
        close=t("Keep as drafts"),
        state=preview.state,
        locale=t.locale,
    )


def entry_line(one: Entry, t: Texts) -> Inline:
    """One update of a round-up in a list."""
    where = t.n("{audience}, {n} channel", "{audience}, {n} channels", one.channels, audience=one.audience)
    return (*plain(one.title, bold=True), *plain(f" · {where}"))


def _ways(preview: Preview, t: Texts) -> str:
    """What each channel gets: of the card above nobody sees more than that."""
    if not preview.together:
        return t("No channel gets more than one of them, so each goes out as its own preview shows it.")
    return t.n(
        "{n} channel gets several: one message that lists them, and each as its own preview shows it in the thread "
        "below. A channel that gets one gets it as usual.",
        "{n} channels get several: one message that lists them, and each as its own preview shows it in the thread "
        "below. A channel that gets one gets it as usual.",
        preview.together,
    )
