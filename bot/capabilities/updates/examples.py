"""Every message and form of updates with invented data, for the gallery and the contract tests."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.capabilities.updates import export_examples, messages, search_examples
from bot.capabilities.updates.approval import examples as approval
from bot.capabilities.updates.catching_up import examples as catching_up
from bot.capabilities.updates.corrections import examples as corrections
from bot.capabilities.updates.forms import Choices, read_form, write_form
from bot.capabilities.updates.home import WRITE
from bot.capabilities.updates.knowledge import examples as knowledge
from bot.capabilities.updates.languages import examples as languages
from bot.capabilities.updates.messages import Facts, Owner, OwnUpdate
from bot.capabilities.updates.planning import examples as planning
from bot.capabilities.updates.planning.messages import goes_out
from bot.capabilities.updates.preview import Preview, Seen, preview_form
from bot.capabilities.updates.questions import examples as questions
from bot.capabilities.updates.receipt import Going, receipt_message, status_line
from bot.capabilities.updates.reminders import examples as reminders
from bot.capabilities.updates.reminders.messages import Open
from bot.capabilities.updates.replacing import examples as replacing
from bot.capabilities.updates.reports import examples as reports
from bot.capabilities.updates.reuse import examples as reuse
from bot.capabilities.updates.reuse.messages import GO_ON, again_button, draft_buttons, save_template_button
from bot.capabilities.updates.reuse.shelf_messages import shelf_button
from bot.capabilities.updates.roundups import examples as round_ups
from bot.capabilities.updates.roundups.messages import round_up_button
from bot.capabilities.updates.roundups.planned import named, plan_buttons
from bot.capabilities.updates.rules import Typed
from bot.capabilities.updates.store import Readers
from bot.capabilities.updates.store.reminders import TeamShare
from bot.capability import Example
from bot.chat.form import Option
from bot.chat.inbound import Identity
from bot.chat.message import Button, Tone
from bot.chat.texts import Texts
from bot.delivery.guard import inspect
from bot.delivery.receipts import Receipt, ReceiptLine
from bot.delivery.tables import Operation, State
from bot.people.audience import LeftOut, ResolvedChannel
from bot.people.channels import Obstacle
from bot.people.model import Sharing, SideState
from bot.people.viewpoint import Viewpoint
from bot.ports import Cause

MONDAY = datetime(2026, 11, 23, 16, 20, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
ZONE = "Europe/London"
OURS, HARBORLINE, LUMENARA = 1, 2, 3
SIDES = {OURS: "Internal", HARBORLINE: "Harborline", LUMENARA: "Lumenara"}

REFUNDS = Facts(
    public_id="aGFyYm9ybGluZS0wMDAwMA",
    version=1,
    title="Refunds over €50 no longer need a supervisor",
    changed=(
        "Refunds up to **€200** are yours to give.\n\n"
        "- Open the order and choose *Refund*\n- Give the reason; `other` needs a sentence\n\n"
        "Above €200 nothing changes: [ask on duty](https://playbook.example/duty)."
    ),
    tell_customers="“I can refund this for you right now. It is on your card within three working days.”",
    effective_from=TUESDAY,
    acknowledge_by=None,
    urgent=False,
    playbook_url="https://playbook.example/refunds",
    owner=Owner("Ines Okafor", OURS, Identity("slack", "T0MARLOWE", "U0INES")),
)
URGENT = replace(REFUNDS, urgent=True, acknowledge_by=TUESDAY, title="Do not promise delivery before Friday")
SHORT = replace(REFUNDS, title="The help line opens at 7", changed="From 7 instead of 8.", tell_customers="")
EVERY_SCRIPT = replace(
    REFUNDS,
    title="استرداد 50 يورو · 返金の上限 · 👩‍👩‍👧‍👦 🇵🇭 <!channel> </at>",
    changed="يمكنك الآن رد المبلغ **فورًا**.\n\n上司の承認は不要です。\n\n<b>not bold</b> <@U123> 👩🏽‍🚒",
    tell_customers="すぐに返金いたします。",
    playbook_url="https://playbook.example/返金",
    owner=Owner("Maximiliane-Theodora Featherstonehaugh-Oyelaran de la Cruz y Villanueva", OURS),
)
LONGEST = replace(
    REFUNDS,
    title="Refunds " * 18 + "now",
    changed="\n".join(f"- {number}. point that somebody thought important enough to write" for number in range(1, 38)),
    tell_customers="We are sorry. " * 175,
)

FIGURES: Mapping[str, Mapping[int, Readers]] = {
    "nobody yet": {side: Readers(expected=size) for side, size in ((OURS, 20), (HARBORLINE, 14), (LUMENARA, 11))},
    "some": {
        OURS: Readers(20, 18, 2, 1),
        HARBORLINE: Readers(14, 9, 0, 0),
        LUMENARA: Readers(11, 1, 3, 2),
    },
    "one": {OURS: Readers(1, 1), HARBORLINE: Readers(2, 1), LUMENARA: Readers(2, 1)},
    "200": {OURS: Readers(200, 200), HARBORLINE: Readers(1200, 200), LUMENARA: Readers(340, 12)},
    "no roster": {OURS: Readers(0, 0, 0, 12)},
}


OBSTACLES = (
    Cause.CHANNEL_ARCHIVED,
    Cause.BOT_NOT_IN_CHANNEL,
    Cause.SHARED_SINCE,
    Cause.CONVERSATION_UNKNOWN,
    Cause.POSTING_RESTRICTED,
    Cause.APP_REMOVED,
    *[Cause.CHANNEL_MISSING] * 14,
)
"""What can be known to stand in the way before publishing."""


def viewpoint(*sides: int, sharing: Sharing = Sharing.NOTHING) -> Viewpoint:
    return Viewpoint(frozenset(sides), sharing, OURS)


def examples(t: Texts) -> Sequence[Example]:
    """All of them, in one locale."""
    catch_ups = catching_up.examples((URGENT, REFUNDS, EVERY_SCRIPT, LONGEST), t)
    of_reminders = reminders.examples(REFUNDS, EVERY_SCRIPT, t)
    of_search = search_examples.examples([REFUNDS, URGENT, EVERY_SCRIPT, LONGEST, SHORT], t)
    return [
        *_cards(t),
        *_personal(t),
        *_receipts(t),
        *of_reminders,
        *catch_ups,
        *_forms(t),
        *of_search,
        *export_examples.examples(t),
        *questions.examples(t),
        *_checks(t),
        *reports.examples(t),
        *reports.cards(REFUNDS, OURS, (HARBORLINE, LUMENARA), t, ZONE),
        *_corrections(t),
        *languages.examples(
            REFUNDS, MONDAY, FIGURES["some"], viewpoint(HARBORLINE), _preview(REFUNDS, 14), "Europe/Warsaw", t
        ),
        *_planning(t),
        *reuse.examples(_choices(), ZONE, t),
        *round_ups.examples(_channels(20), inspect("mara.lindqvist@mail.example").findings, t),
        *approval.examples(preview_form(_preview(REFUNDS, 14), t, ZONE), REFUNDS, MONDAY, ZONE, t),
    ]


def _planning(t: Texts) -> Iterator[Example]:
    going = Going(REFUNDS.public_id, REFUNDS.title, _receipt(sent=3), FIGURES["some"], SIDES)
    yield from planning.examples(REFUNDS, going, viewpoint(OURS), t)
    for name, plan in (("at a time", planning.at_a_time()), ("in each team's morning", planning.mornings(40))):
        planned = replace(_preview(REFUNDS, 14), goes_out=tuple(goes_out(plan, t, ZONE)))
        yield Example(f"preview, planned {name}", preview_form(planned, t, ZONE))
    urgent = replace(_preview(URGENT, 14), goes_out=tuple(goes_out(planning.at_a_time(), t, ZONE)))
    yield Example("preview, planned and urgent", preview_form(replace(urgent, rings=12, unreached=1), t, ZONE))
    yield Example("preview, planned and urgent, nobody on shift", preview_form(urgent, t, ZONE))


def _corrections(t: Texts) -> Iterator[Example]:
    some = FIGURES["some"]
    yield from corrections.cards(REFUNDS, MONDAY, some, viewpoint(HARBORLINE), t)
    partly, done = _receipt(sent=12, failed=6), _receipt(sent=14)
    going = Going(REFUNDS.public_id, REFUNDS.title, done, some, SIDES)
    yield from corrections.receipts(going, partly, _receipt(sent=12, waiting=88), done, viewpoint(OURS), t)
    yield from corrections.forms(REFUNDS, knowledge.CHECK, _preview(REFUNDS, 14).seen, ZONE, t)


def _checks(t: Texts) -> Iterator[Example]:
    yield from knowledge.pages(REFUNDS.public_id, REFUNDS.title, t)
    asking = replace(REFUNDS, check=knowledge.CHECK)
    some = FIGURES["some"]
    yield Example("card with a knowledge check", messages.card(asking, some, viewpoint(HARBORLINE), t, "Asia/Manila"))
    yield Example("waiting, with a knowledge check", messages.waiting((asking,), 0, t, ZONE))
    yield Example("form, to read, with a knowledge check", read_form(asking, viewpoint(HARBORLINE), t, ZONE))
    yield Example("preview with a knowledge check", preview_form(_preview(asking, 14), t, ZONE))
    spoken = replace(_preview(replace(asking, further_check={"pl": {1: knowledge.POLISH}}), 14), others=("ar", "pl"))
    yield Example("preview with a knowledge check in other languages", preview_form(spoken, t, ZONE))
    going = Going(REFUNDS.public_id, REFUNDS.title, _receipt(sent=14), some, SIDES)
    for name, figures in knowledge.figures(OURS, HARBORLINE, LUMENARA).items():
        receipt = receipt_message(replace(going, check=figures, has_check=True), viewpoint(OURS), t)
        yield Example(f"receipt, knowledge check, {name}", receipt)


def _cards(t: Texts) -> Iterator[Example]:
    some = FIGURES["some"]
    for name, figures in FIGURES.items():
        yield Example(f"card, internal channel, {name}", messages.card(REFUNDS, figures, viewpoint(OURS), t, ZONE))
    for name, sides in {
        "partner's channel": (HARBORLINE,),
        "channel shared with a partner": (OURS, HARBORLINE),
        "channel of two partners": (HARBORLINE, LUMENARA),
        "channel with strangers": (OURS, 0),
    }.items():
        yield Example(f"card, {name}", messages.card(REFUNDS, some, viewpoint(*sides), t, "Asia/Manila"))
    open_audience = viewpoint(HARBORLINE, sharing=Sharing.FIGURES)
    yield Example("card, figures shared", messages.card(REFUNDS, some, open_audience, t, ZONE))
    for name, facts in {
        "urgent": URGENT,
        "urgent, no time set": replace(URGENT, acknowledge_by=None),
        "short": SHORT,
        "wanted by": replace(SHORT, acknowledge_by=TUESDAY),
        "questions answered": replace(SHORT, answered=2),
        "every script and hostile text": EVERY_SCRIPT,
        "as long as the form allows": LONGEST,
    }.items():
        yield Example(f"card, {name}", messages.card(facts, some, viewpoint(OURS), t, ZONE))


def _personal(t: Texts) -> Iterator[Example]:
    view = viewpoint(HARBORLINE)
    yield Example("ring", messages.ring(URGENT, view, t, "Asia/Manila", None, MONDAY))
    yield Example("ring, noted", messages.ring(URGENT, view, t, "Asia/Manila", MONDAY, MONDAY))
    yield Example("got it", messages.answer(messages.noted_now(MONDAY, t, ZONE), t))
    yield Example("got it, again today", messages.answer(messages.noted_before(MONDAY, MONDAY, t, ZONE), t))
    yield Example("got it, again later", messages.answer(messages.noted_before(MONDAY, TUESDAY, t, ZONE), t))
    yield Example("got it, by words", messages.noted_by_words(REFUNDS.title, MONDAY, t, ZONE))
    asking = [messages.got_it_of(one.title, one.object_id, t) for one in (LONGEST, EVERY_SCRIPT)]
    both = [REFUNDS.title, SHORT.title]
    yield Example("got it, by words, of a round-up", messages.noted_together(both, "14:02", (), t))
    yield Example("got it, by words, of a round-up that asks", messages.noted_together(both, "14:02", asking, t))
    yield Example("got it, by words, of a round-up that asks only", messages.noted_together([], "14:02", asking, t))
    yield Example("got it, corrected since", messages.corrected(REFUNDS, view, t, ZONE))
    yield Example("got it, withdrawn", messages.withdrawn(t))
    yield Example("waiting, nothing", messages.waiting((), 0, t, ZONE))
    yield Example("waiting, one", messages.waiting((REFUNDS,), 0, t, ZONE))
    yield Example("waiting, many", messages.waiting((URGENT, REFUNDS, EVERY_SCRIPT, SHORT, LONGEST), 195, t, ZONE))
    write = Button(t("Write an update"), WRITE, tone=Tone.PRIMARY, opens_form=True)
    yield Example("own updates, none", messages.own((), t, ZONE, GO_ON, (write,)))
    delivered = status_line(_receipt(sent=14), t)
    yield Example(
        "own updates",
        messages.own(
            (
                OwnUpdate("draft", EVERY_SCRIPT.title, "draft", MONDAY, buttons=draft_buttons("draft", t, saved=True)),
                OwnUpdate("planned", LONGEST.title, "planned", TUESDAY),
                OwnUpdate(
                    "together", named(2, t), "planned", TUESDAY, SHORT.title, buttons=plan_buttons("together", t)
                ),
                OwnUpdate("begun", LONGEST.title, "draft", MONDAY, buttons=draft_buttons("begun", t, saved=False)),
                OwnUpdate(
                    "published",
                    REFUNDS.title,
                    "published",
                    MONDAY,
                    delivered,
                    t("Corrected in {done} of {n} channels", done=2, n=14),
                    (again_button("published", t), save_template_button("published", t)),
                ),
                OwnUpdate(
                    "withdrawn",
                    SHORT.title,
                    "withdrawn",
                    MONDAY,
                    corrections.REASON,
                    buttons=(again_button("withdrawn", t),),
                ),
            ),
            t,
            ZONE,
            GO_ON,
            (write, round_up_button(t), shelf_button(t)),
        ),
    )


def _receipts(t: Texts) -> Iterator[Example]:
    cases = {
        "going out": _receipt(sent=11, waiting=3),
        "not begun": _receipt(waiting=200),
        "delivered to one": _receipt(sent=1),
        "delivered to all": _receipt(sent=200),
        "partly delivered": _receipt(sent=12, failed=2),
        "not delivered": _receipt(failed=20),
        "not certain": _receipt(sent=10, doubtful=3),
        "no channel": _receipt(),
    }
    for name, receipt in cases.items():
        going = Going(REFUNDS.public_id, REFUNDS.title, receipt, FIGURES["some"], SIDES)
        yield Example(f"receipt, {name}", receipt_message(going, viewpoint(OURS), t))
    one, some = cases["delivered to one"], FIGURES["some"]
    rung = Going(URGENT.public_id, URGENT.title, one, some, SIDES, _receipt(sent=4), {LUMENARA: 1}, with_nobody=2)
    yield Example("receipt, after ringing, with questions that nobody has", receipt_message(rung, viewpoint(OURS), t))
    teams = tuple(TeamShare(number, f"Night shift {number}", LUMENARA, number, 11) for number in range(1, 12))
    left = Open({OURS: 2, LUMENARA: 9}, {HARBORLINE: 5}, {LUMENARA: 1}, teams)
    even = Going(REFUNDS.public_id, REFUNDS.title, one, some, SIDES, behind=timedelta(minutes=4))
    yield Example("receipt, parity", receipt_message(even, viewpoint(OURS), t))
    late = Going(REFUNDS.public_id, REFUNDS.title, one, some, SIDES, left=left, approver=("Ada Lindqvist", OURS))
    yield Example("receipt, after the deadline", receipt_message(late, viewpoint(OURS), t))
    yield from replacing.examples(replace(late, receipt=cases["partly delivered"]), viewpoint(OURS), t)
    going = Going(EVERY_SCRIPT.public_id, EVERY_SCRIPT.title, cases["partly delivered"], FIGURES["200"], SIDES)
    yield Example("receipt, for a partner's author", receipt_message(going, viewpoint(LUMENARA), t))


def _receipt(sent: int = 0, waiting: int = 0, failed: int = 0, doubtful: int = 0) -> Receipt:
    """Lines over the three sides; each cause comes once before any comes twice."""
    states = [State.SENT] * sent + [State.WAITING] * waiting + [State.FAILED] * failed + [State.UNKNOWN] * doubtful
    causes = list(Cause)
    lines = []
    for number, state in enumerate(states):
        side = (OURS, HARBORLINE, LUMENARA)[number % 3]
        cause = {
            State.FAILED: causes[(number + 1) % len(causes)],
            State.UNKNOWN: Cause.CONNECTION_LOST,
        }.get(state)
        lines.append(
            ReceiptLine(
                delivery_id=f"delivery{number}",
                copy_public_id=f"copy{number}",
                operation=Operation.POST,
                platform="teams" if side == LUMENARA else "slack",
                channel=f"{SIDES[side].lower()}-care-{number}",
                conversation=f"C{number}",
                side_id=side,
                state=state,
                unconfirmed=state is State.UNKNOWN,
                cause=cause,
                detail="",
                attempts=1,
                released_at=MONDAY,
                sent_at=MONDAY + timedelta(milliseconds=40 * number + 100 * side) if state is State.SENT else None,
            )
        )
    return Receipt(tuple(lines))


def _choices() -> Choices:
    audiences = (Option("everyone", "Everyone"), Option("refunds", "Refund teams · 返金 · استرداد"))
    return Choices(audiences, may_ring=True)


def _forms(t: Texts) -> Iterator[Example]:
    choices = _choices()
    typed = Typed(
        title=REFUNDS.title,
        changed=REFUNDS.changed,
        audience="everyone",
        tell_customers=REFUNDS.tell_customers,
        effective_from=TUESDAY,
        urgent=True,
        owner="slack/T0MARLOWE/U0INES",
        playbook=REFUNDS.playbook_url,
        acknowledge_by=TUESDAY,
    )
    for name, filled, expanded in (("empty", Typed(), False), ("more", Typed(), True), ("filled in", typed, True)):
        form = write_form(filled, choices, t, draft_id="draft", zone=ZONE, expanded=expanded)
        yield Example(f"form, {name}", form)
    yield Example("form, to read", read_form(REFUNDS, viewpoint(HARBORLINE), t, ZONE))
    noted = messages.noted_before(MONDAY, TUESDAY, t, ZONE)
    yield Example("form, to read, noted", read_form(URGENT, viewpoint(HARBORLINE), t, ZONE, noted=noted))
    quiet = _preview(REFUNDS, 14)
    yield Example("preview", preview_form(quiet, t, ZONE))
    loud = replace(
        _preview(replace(URGENT, changed=f"{URGENT.changed}\n\nMail to mara.lindqvist@mail.example."), 200),
        channels=tuple(
            replace(channel, obstacle=Obstacle(cause, hosted_elsewhere=cause is Cause.BOT_NOT_IN_CHANNEL))
            for channel, cause in zip(_channels(20), OBSTACLES, strict=False)
        ),
        left_out=(LeftOut("Night shift", LUMENARA, "Lumenara", SideState.PAUSED),),
        findings=inspect("mara.lindqvist@mail.example, +44 20 7946 0018").findings,
        rings=12,
        unreached=2,
    )
    yield Example("preview, urgent, with obstacles and personal data", preview_form(loud, t, ZONE))
    yield Example("preview, urgent, nobody on shift", preview_form(replace(loud, rings=0, findings=()), t, ZONE))
    yield Example("preview, every script", preview_form(replace(quiet, facts=EVERY_SCRIPT, audience="日本"), t, ZONE))


def _preview(facts: Facts, channels: int) -> Preview:
    figures = FIGURES["nobody yet"]
    return Preview(
        draft_id="draft",
        revision=1,
        audience="Everyone",
        facts=facts,
        sides=SIDES,
        channels=_channels(channels),
        left_out=(),
        seen=(
            Seen(("Internal",), 6, viewpoint(OURS), figures),
            Seen(("Harborline",), 3, viewpoint(HARBORLINE), figures),
            Seen(("Internal", "Lumenara"), 5, viewpoint(OURS, LUMENARA), figures),
        ),
        findings=(),
        people=45,
        rings=0,
        unreached=0,
        ring_after=10,
        seconds=3.1,
        fits=("Slack", "Microsoft Teams"),
    )


def _channels(count: int) -> tuple[ResolvedChannel, ...]:
    return tuple(
        ResolvedChannel(
            channel_id=number,
            public_id=f"channel{number}",
            platform="teams" if side == LUMENARA else "slack",
            installation="A0/T0",
            external_id=f"C{number}",
            name=f"{SIDES[side].lower()}-care-{number}",
            address=None,
            side_id=side,
            side_ids=frozenset({side}),
            team_ids=(number,),
            zone=ZONE,
            locale="en",
            shared=False,
            private=False,
        )
        for number in range(count)
        for side in (list(SIDES)[number % 3],)
    )
