"""Every message and form of round-ups with invented data."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.capabilities.updates.planning.examples import ZONES, at_a_time
from bot.capabilities.updates.planning.forms import AT_ONCE, Chosen
from bot.capabilities.updates.planning.messages import goes_out, late_letter
from bot.capabilities.updates.planning.warnings import Busy, Night, busy_told, night_told
from bot.capabilities.updates.planning.words import Plan
from bot.capabilities.updates.roundups import messages, planned
from bot.capabilities.updates.roundups.forms import Entry, Preview, choosing_form, preview_form, time_form
from bot.capabilities.updates.roundups.messages import Line, round_up_button, round_up_card
from bot.capabilities.updates.store.planning import PlanWay
from bot.capability import Example
from bot.chat.form import Option
from bot.chat.message import Button, Tone
from bot.chat.texts import Texts
from bot.delivery.guard import Finding
from bot.people.audience import ResolvedChannel

ZONE = "Europe/London"
TUESDAY = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
HOSTILE = "返金 · استرداد <!channel> </at> <@U1>"
LONG = "Refunds " * 18 + "now"


def examples(channels: tuple[ResolvedChannel, ...], findings: tuple[Finding, ...], t: Texts) -> Iterator[Example]:
    """All of them, for these channels."""
    lines = [
        Line("Refunds over €50 no longer need a supervisor", TUESDAY),
        Line(HOSTILE, TUESDAY + timedelta(days=1), updated=True),
        Line("The help line opens at 7", TUESDAY, withdrawn=True),
    ]
    card = round_up_card(lines, t, ZONE)
    yield Example("round-up, in a channel", card)
    yield Example("round-up, ten long ones", round_up_card([Line(LONG, TUESDAY)] * 10, t, ZONE))
    gone = [replace(one, withdrawn=True) for one in lines] + [Line("", TUESDAY, withdrawn=True)]
    yield Example("round-up, all withdrawn", round_up_card(gone, t, ZONE))
    options = [Option(str(number), line.title, "Everyone") for number, line in enumerate(lines)]
    yield Example("round-up, choosing", choosing_form(options, ["0"], t))
    entries = tuple(Entry(line.title, HOSTILE, number * 7) for number, line in enumerate(lines, 1))
    preview = Preview(entries, channels, 5, card, (), (), 12.0, "draft:1,other:2")
    yield Example("round-up, preview", preview_form(preview, t))
    apart = replace(preview, together=0, card=None, left_out=("Lumenara",), findings=findings)
    alert = t("Something has changed since you looked. Nothing was sent yet: look at it once more.")
    yield Example("round-up, preview, each by itself", preview_form(replace(apart, alert=alert), t))
    plan = at_a_time()
    told = [busy_told(Busy(1, TUESDAY.date(), 7, 5), t), night_told(Night(12, 2), t)]
    planned_parts = tuple(goes_out(plan, t, ZONE, told))
    yield Example("round-up, preview, planned", preview_form(replace(preview, goes_out=planned_parts), t))
    busy = replace(preview, warnings=(told[0],))
    yield Example("round-up, preview, in a busy week", preview_form(busy, t))
    yield from _planned(entries, plan, t)
    write = Button(t("Write an update"), "updates.write", tone=Tone.PRIMARY, opens_form=True)
    yield Example("round-up, nothing to bundle", messages.nothing_to_bundle(write, t))
    yield Example("round-up, sent", messages.sent(3, 14, t))
    urgent = t("“{title}” is urgent and goes out by itself.", title=HOSTILE)
    yield Example("round-up, not sent", messages.not_sent(urgent, t))


def _planned(entries: Sequence[Entry], plan: Plan, t: Texts) -> Iterator[Example]:
    titles = [one.title for one in entries]
    yield Example("round-up, when, at once", time_form(Chosen(AT_ONCE, "", ZONE), ZONES, t))
    moment = Chosen(PlanWay.MOMENT, "2026-11-24 09:00", ZONE)
    yield Example("round-up, when, to move", time_form(moment, ZONES, t, object_id="round-up", move=True))
    yield Example("round-up, planned", planned.planned_letter("round-up", entries, plan, t, ZONE))
    full = [Entry(LONG, HOSTILE, 200)] * 10
    yield Example("round-up, planned, ten long ones", planned.planned_letter("round-up", full, plan, t, "Asia/Manila"))
    yield Example("round-up, went out", planned.gone_letter(titles, TUESDAY, t, ZONE, ()))
    yield Example("round-up, one went out", planned.gone_letter(titles[:1], TUESDAY, t, ZONE, ("Lumenara",)))
    name = planned.named(3, t)
    yield Example("round-up, late", late_letter(name, TUESDAY, timedelta(minutes=42), t, ZONE))
    yield Example("round-up, too late", planned.too_late_letter(titles, TUESDAY, t, ZONE))
    yield Example("round-up, cancelled", planned.drafts_again(titles, t))
    yield Example("round-up of another author, cancelled", planned.not_planned_any_more(3, t))
    why = t("You may not publish to this audience. Ask an admin for the right to publish.")
    left_out = [planned.LeftOut("draft", title, why) for title in titles]
    yield Example("round-up, one left out", planned.left_out_letter(left_out[:1], 2, t))
    yield Example("round-up, all left out", planned.left_out_letter(left_out, 0, t))
    yield Example("round-up, author gone", planned.inherited_letter(titles, "Ines Okafor", round_up_button(t), t))
    yield Example("round-up, one of it to move", planned.in_a_round_up("round-up", HOSTILE, t))
    yield Example("round-up, over", planned.over(t))
