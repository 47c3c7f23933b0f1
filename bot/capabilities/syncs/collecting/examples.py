"""Every message and form before a meeting, with invented data, for the gallery and the contract tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.capabilities.syncs.collecting import choosing_messages as choosing
from bot.capabilities.syncs.collecting import messages, runner_messages
from bot.capabilities.syncs.collecting.facts import AskFacts, Phase, Readers, Seen
from bot.capabilities.syncs.collecting.forms import (
    KEEP,
    KEEP_IN_ORDER,
    KEEP_RAISED,
    LONGEST_ITEM,
    Filled,
    found_in,
    say_form,
)
from bot.capabilities.syncs.collecting.runner import minutes_each
from bot.capabilities.syncs.kinds import Raise, Section, Template
from bot.capabilities.syncs.store.tables import LONGEST_NAME, Sync
from bot.capability import Example
from bot.chat.message import Button, Message, say
from bot.chat.texts import Texts

BEGINS = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
ZONE = "Europe/London"
HOSTILE = ("مرحبا & <!channel> *thanks* _all_ `x` " * 40)[:LONGEST_ITEM].strip()
NAME = "Maximiliane-Theodora Featherstonehaugh-Oyelaran of the long names of the whole company"[:LONGEST_NAME]

ASK = AskFacts("m1", "Weekly sync", Template.WEEKLY, BEGINS, BEGINS - timedelta(minutes=30))
SAID = {
    Raise.WELL: "Every refund was answered within a day.",
    Raise.STUCK: "The night shift cannot open the address form.",
    Raise.QUESTION: "Who decides on refunds above 50 euros at night?",
}
LONG = dict.fromkeys(Raise, HOSTILE)


def examples(t: Texts) -> Sequence[Example]:
    """All of them."""
    partner = replace(ASK, readers=Readers(Seen.OWN, "Marlowe & Finch"))
    open_partner = replace(ASK, readers=Readers(Seen.QUESTIONS, "Marlowe & Finch"))
    said, out = replace(ASK, said=SAID, answered=True), replace(ASK, phase=Phase.OUT)
    hostile = replace(partner, sync=NAME, said=LONG, answered=True, masked=True)
    home = Message(t("Home"), messages.waiting_parts(ASK, t, ZONE), t.locale)
    found = {Raise.STUCK: "Noor (noor@example.com) waits for a call on +44 20 7946 0958."}
    filled = Filled(found, found_in(found, {}))
    longer = Filled({Raise.STUCK: f"{HOSTILE} {HOSTILE}"})
    return (
        Example("sync-prompt", messages.ask(ASK, t, ZONE), "to an attendee, a day before"),
        Example("sync-prompt-to-a-partner", messages.ask(partner, t, ZONE)),
        Example("sync-prompt-where-sides-share", messages.ask(open_partner, t, ZONE)),
        Example("sync-prompt-monthly", messages.ask(replace(ASK, template=Template.CULTURE), t, ZONE)),
        Example("sync-reminder", messages.ask(ASK, t, ZONE, reminds=True), "once, to who has said nothing"),
        Example("sync-prompt-answered", messages.ask(said, t, ZONE), "the same message, after the form"),
        Example("sync-prompt-nothing", messages.ask(replace(ASK, answered=True), t, ZONE), "after the one tap"),
        Example("sync-prompt-hostile", messages.ask(hostile, t, ZONE)),
        Example("sync-prompt-when-the-agenda-is-out", messages.ask(out, t, ZONE)),
        Example("sync-prompt-answered-late", messages.ask(replace(said, phase=Phase.OUT), t, ZONE)),
        Example("sync-prompt-over", messages.ask(replace(ASK, phase=Phase.OVER), t, ZONE)),
        Example("sync-prompt-answered-over", messages.ask(replace(said, phase=Phase.OVER), t, ZONE)),
        Example("sync-prompt-left-out", messages.ask(replace(said, phase=Phase.LEFT_OUT), t, ZONE)),
        Example("sync-prompt-not-needed", messages.ask(replace(said, phase=Phase.NOT_NEEDED), t, ZONE)),
        Example("sync-prompt-erased", messages.erased(t)),
        Example("sync-prompt-on-the-home", home),
        Example("sync-say", say_form(KEEP, "s1.2026-11-25", Filled(SAID), Readers(), t, name="Weekly sync")),
        Example("sync-say-in-order", say_form(KEEP_IN_ORDER, "s1.2026-11-25", Filled(SAID), Readers(), t, name=NAME)),
        Example("sync-say-masked", say_form(KEEP, "s1.2026-11-25", filled, partner.readers, t, name="Weekly sync")),
        Example("sync-say-hostile", say_form(KEEP, "s1.2026-11-25", Filled(LONG), Readers(), t, name=NAME)),
        Example("sync-raise-too-long", say_form(KEEP_RAISED, "s1.2026-11-25", longer, Readers(), t, name=NAME)),
        Example("sync-raise", say_form(KEEP_RAISED, "", Filled(), None, t, syncs=_syncs()), "who is in several"),
        Example("sync-raised", messages.noted(said, t, ZONE), "to whoever raised something, alone"),
        Example("sync-raised-waits", messages.noted(replace(said, waits=True), t, ZONE), "where the lead chose others"),
        Example("sync-raised-hostile", messages.noted(hostile, t, ZONE)),
        Example("sync-raised-taken-back", messages.noted(ASK, t, ZONE)),
        Example("sync-raised-before", messages.said_before(said, t)),
        Example("sync-raise-none", messages.no_sync(t)),
        Example("sync-raise-not-yours", messages.not_taking_part(t)),
        Example("sync-raise-none-to-come", messages.none_to_come("Weekly sync", t)),
        *_choosing(t),
        *_facilitating(t),
    )


def _choosing(t: Texts) -> Sequence[Example]:
    items = [(text, place < 5) for place, text in enumerate([*SAID.values(), *SAID.values(), HOSTILE])]
    team = choosing.Team("m1.t1", "Night shift", items)
    many = choosing.Team("m1.t2", NAME, [(HOSTILE, place < 5) for place in range(40)], decided=True)
    options = [choosing.Item(f"r{place}", text, NAME, on) for place, (text, on) in enumerate(items)]
    return (
        Example("sync-choose", choosing.choose("Weekly sync", [team], t), "to a lead whose people raised many"),
        Example("sync-choose-several-teams", choosing.choose(NAME, [team, many], t)),
        Example("sync-choose-late", choosing.choose("Weekly sync", [replace(team, decided=True)], t, late=True)),
        Example("sync-choose-form", choosing.form("m1.t1", options, t)),
        Example("sync-choose-over", choosing.nothing_to_choose(t)),
    )


def _facilitating(t: Texts) -> Sequence[Example]:
    sections = list(Section)
    minutes = minutes_each([one.value for one in sections], 45)
    order = runner_messages.Order("m1", "Weekly sync", BEGINS, [(one, minutes[one]) for one in sections])
    items = [runner_messages.Item(kind, text, "Tala Maliwanag") for kind, text in SAID.items()]
    worst = replace(ASK, sync=NAME, said=LONG, answered=True)
    hostile = [runner_messages.Item(Raise.STUCK, HOSTILE, "")] * 30
    written = replace(order, sections=[(one, 0) for one in sections], items=items)
    asks = replace(order, asks=ASK)
    answered, nothing = (replace(order, asks=replace(ASK, said=said, answered=True)) for said in (SAID, {}))
    people = [runner_messages.Offered("p1", "Tala Maliwanag", "Lumenara"), runner_messages.Offered("p2", NAME, NAME)]
    spared = runner_messages.spared_line("Weekly sync", BEGINS, ZONE, t)
    see = Button(t("See the running order"), runner_messages.ORDER, "m1")
    return (
        Example("sync-running-order-spared", say(spared, see, locale=t.locale), "in the catch-up"),
        Example("sync-running-order", runner_messages.running_order(order, t, ZONE), "to whoever facilitates"),
        Example("sync-running-order-asks", runner_messages.running_order(asks, t, ZONE), "to one who attends"),
        Example("sync-running-order-answered", runner_messages.running_order(answered, t, ZONE)),
        Example("sync-running-order-nothing", runner_messages.running_order(nothing, t, ZONE)),
        Example("sync-handed-on-asks", runner_messages.somebody_else("Weekly sync", "Tala Maliwanag", "m1", t, ASK)),
        Example("sync-running-order-later", runner_messages.running_order(replace(order, items=items), t, ZONE)),
        Example("sync-running-order-written", runner_messages.running_order(written, t, ZONE)),
        Example(
            "sync-running-order-hostile",
            runner_messages.running_order(replace(order, sync=NAME, items=hostile, asks=worst), t, ZONE),
        ),
        Example("sync-handed-on", runner_messages.somebody_else("Weekly sync", "Tala Maliwanag", "m1", t)),
        Example("sync-handed-on-unnamed", runner_messages.somebody_else("Weekly sync", "", "m1", t)),
        Example("sync-nobody-facilitates", runner_messages.nobody("Weekly sync", BEGINS, "m1", t, ZONE)),
        Example("sync-facilitated-already", runner_messages.facilitates_already("Tala Maliwanag", "m1", t)),
        Example("sync-running-order-left-out", runner_messages.left_out("Weekly sync", t)),
        Example("sync-running-order-over", runner_messages.closed("Weekly sync", t)),
        Example("sync-facilitate-too-late", runner_messages.over(t)),
        Example("sync-swap", runner_messages.swap_form("m1", people, t)),
        Example("sync-swap-not-yours", runner_messages.not_yours(t)),
        Example("sync-swap-nobody", runner_messages.nobody_to_take_over(t)),
    )


def _syncs() -> Sequence[Sync]:
    return [Sync(public_id=f"s{place}", name=name) for place, name in enumerate(("Weekly sync", "Huddle", NAME))]
