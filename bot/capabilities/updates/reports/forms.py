"""The forms of reports: saying what is wrong, seeing what was reported already, and deciding."""

from collections.abc import Sequence
from datetime import datetime

from bot.capabilities.updates.questions.forms import guarded
from bot.capabilities.updates.questions.messages import cut
from bot.capabilities.updates.reports.parts import Line, customers_said, headline, tally_line
from bot.capabilities.updates.rules import LONGEST_ADDRESS
from bot.capabilities.updates.store.report_tables import Customers, ReportState
from bot.chat.form import ChoiceField, Field, Form, FormButton, Option, Show, TextField
from bot.chat.message import Body, Context, Paragraph, Quote, plain
from bot.chat.texts import Texts
from bot.delivery.guard import Finding

SEND_REPORT = "updates.send_report"
SETTLE_REPORT = "updates.settle_report"

LONGEST_REPORT = 1000
"""Characters of what customers say; whoever needs more has a ticket."""

LONGEST_SENTENCE = 500

LONGEST_OPTION = 70
"""Characters by which a report is told from another; Slack shows 75
(docs.slack.dev/reference/block-kit/composition-objects/option-object)."""

ANOTHER = "another"
"""The choice of whoever says that theirs is none of those shown."""

NO_UPDATE = "-"
"""Stands for the update in the ids of forms about none."""


def report_form(
    title: str,
    t: Texts,
    *,
    object_id: str,
    zone: str,
    now: datetime,
    text: str = "",
    customers: Customers = Customers.ONE,
    ticket_url: str = "",
    similar: Sequence[Line] = (),
    chosen: str = "",
    findings: Sequence[Finding] = (),
    note: str = "",
) -> Form:
    """The form in which a fault is reported; with `similar` ones it asks whether one of them is the same."""
    parts: list[Field | FormButton | Show] = []
    if title:
        parts.append(Show(Body((Paragraph(plain(title, bold=True)),))))
    if note:
        parts.append(Show(Context(plain(note))))
    if similar:
        for line in similar:
            parts += [Show(Quote(line.words[0].text)), Show(Context(tally_line(line.tally, t, zone, now)))]
        parts.append(_which(similar, chosen, t))
    parts.append(
        TextField(
            "text",
            t("What customers say"),
            text,
            lines=True,
            maximum=LONGEST_REPORT,
            hint=t("It may be shown to other companies, without your name. Leave customers' data out."),
        )
    )
    parts.append(
        ChoiceField(
            "customers",
            t("How many customers"),
            tuple(Option(one.value, customers_said(one, t)) for one in Customers),
            value=(customers.value,),
        )
    )
    parts.append(
        TextField(
            "ticket",
            t("Ticket link"),
            ticket_url,
            required=False,
            maximum=LONGEST_ADDRESS,
            placeholder="https://",
            is_url=True,
        )
    )
    parts += guarded(findings, t)
    return Form(
        action=SEND_REPORT,
        title=t("Something's wrong"),
        parts=tuple(parts),
        submit=t("Report"),
        object_id=object_id,
        locale=t.locale,
    )


def _which(similar: Sequence[Line], chosen: str, t: Texts) -> ChoiceField:
    options = [Option(line.public_id, cut(" ".join(line.words[0].text.split()), LONGEST_OPTION)) for line in similar]
    known = {one.value for one in options} | {ANOTHER}
    return ChoiceField(
        "same",
        t("Is it one of these?"),
        (*options, Option(ANOTHER, t("No, it is another one"))),
        value=(chosen if chosen in known else options[0].value,),
    )


def settle_form(
    line: Line,
    state: ReportState,
    t: Texts,
    *,
    sentence: str = "",
    findings: Sequence[Finding] = (),
    names: Sequence[str] = (),
) -> Form:
    """The form in which a report is said to be handled, or no fault. `names` are those that others may not read."""
    handled = state is ReportState.HANDLED
    parts: list[Field | FormButton | Show] = [Show(Body((Paragraph(plain(headline(line.title, t), bold=True)),)))]
    parts += [Show(Quote(words.text)) for words in line.words[:1]]
    parts.append(
        TextField(
            "sentence",
            t("What was done") if handled else t("Why it works as intended"),
            sentence,
            lines=True,
            maximum=LONGEST_SENTENCE,
            hint=t("One sentence. Everybody who reported it reads it."),
        )
    )
    if names:
        told = t("This names somebody whom other companies may not know: {names}.", names=t.names(list(names)))
        parts.append(Show(Context(plain(told))))
    parts += guarded(findings, t, needed=bool(names))
    return Form(
        action=SETTLE_REPORT,
        title=t("It is handled") if handled else t("Not a fault"),
        parts=tuple(parts),
        submit=t("Tell everybody"),
        object_id=line.public_id,
        state=str(state),
        locale=t.locale,
    )
