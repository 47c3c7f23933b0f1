"""Every message and form of round-ups with invented data."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.capabilities.updates.roundups import messages
from bot.capabilities.updates.roundups.forms import Entry, Preview, choosing_form, preview_form
from bot.capabilities.updates.roundups.messages import Line, round_up_card
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
    write = Button(t("Write an update"), "updates.write", tone=Tone.PRIMARY, opens_form=True)
    yield Example("round-up, nothing to bundle", messages.nothing_to_bundle(write, t))
    yield Example("round-up, sent", messages.sent(3, 14, t))
    urgent = t("“{title}” is urgent and goes out by itself.", title=HOSTILE)
    yield Example("round-up, not sent", messages.not_sent(urgent, t))
