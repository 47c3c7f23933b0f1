"""The forms of questions: asking, seeing what was asked already, answering, handing over."""

from collections.abc import Sequence

from bot.capabilities.updates.preview import CONFIRMED, findings_told
from bot.capabilities.updates.questions.messages import Line, guidance, similar_item
from bot.capabilities.updates.rules import LONGEST_TEXT
from bot.chat.form import ChoiceField, Field, Form, FormButton, Option, PersonField, Show, SwitchField, TextField
from bot.chat.message import Body, Context, Paragraph, Quote, plain
from bot.chat.texts import Texts
from bot.delivery.guard import Finding

SEND_QUESTION = "updates.send_question"
SEND_ANSWER = "updates.send_answer"
SEND_ON = "updates.send_on"

LONGEST_QUESTION = 1000
"""Characters of a question; whoever needs more has several."""

SEEN = "seen"
"""The state of a form whose reader has seen what was asked already."""

ASKER, EVERYONE = "asker", "everyone"


def ask_form(
    title: str,
    until_answered: str,
    t: Texts,
    *,
    object_id: str,
    text: str = "",
    similar: Sequence[Line] = (),
    findings: Sequence[Finding] = (),
    seen: bool = False,
) -> Form:
    """The form in which a question is asked; with `similar` ones it asks first whether one of them is the same."""
    parts: list[Field | FormButton | Show] = [Show(_about(title))]
    parts += [Show(part) for part in guidance(until_answered, t)]
    if similar:
        parts.append(Show(Context(plain(t("This was asked already. Is it the same?")))))
        parts += [Show(part) for line in similar for part in similar_item(line, t)]
    parts.append(
        TextField(
            "text",
            t("Your question"),
            text,
            lines=True,
            maximum=LONGEST_QUESTION,
            hint=t("It may be shown to other companies, without your name. Leave customers' data out."),
        )
    )
    parts += guarded(findings, t)
    return Form(
        action=SEND_QUESTION,
        title=t("Ask a question"),
        parts=tuple(parts),
        submit=t("Mine is another one") if similar else t("Ask"),
        object_id=object_id,
        state=SEEN if similar or seen else "",
        locale=t.locale,
    )


def answer_form(
    line: Line,
    t: Texts,
    *,
    answer: str = "",
    shown: str = "",
    to: str = "",
    findings: Sequence[Finding] = (),
    names: Sequence[str] = (),
    page: str = "",
) -> Form:
    """The form in which a question is answered. `names` are those in the texts that others may not read.

    `page` of the list in which *Answer* was pressed, if it was one.
    """
    parts: list[Field | FormButton | Show] = [
        Show(_about(line.title)),
        Show(Quote(line.text)),
        TextField(
            "answer",
            t("Your answer"),
            answer,
            lines=True,
            maximum=LONGEST_TEXT,
            hint=t("**bold**, *italic*, lists, links and `code` work."),
        ),
        ChoiceField(
            "to",
            t("Who hears it"),
            (
                Option(EVERYONE, t("In all channels"), t("Under the update's card everywhere, and to the asker.")),
                Option(ASKER, t("To the asker only")),
            ),
            value=(to,) if to else (),
        ),
        TextField(
            "shown",
            t("The question, as all will read it"),
            shown or line.text,
            lines=True,
            required=False,
            maximum=LONGEST_QUESTION,
            hint=t("Only for all channels. Who asked is not said: take out what tells of them."),
        ),
    ]
    if names:
        told = t("This names somebody whom other companies may not know: {names}.", names=t.names(list(names)))
        parts.append(Show(Context(plain(told))))
    parts += guarded(findings, t, needed=bool(names))
    return Form(
        action=SEND_ANSWER,
        title=t("Answer"),
        parts=tuple(parts),
        submit=t("Send the answer"),
        object_id=line.public_id,
        state=page,
        locale=t.locale,
    )


def hand_over_form(line: Line, t: Texts, *, page: str = "") -> Form:
    """The form in which a question is handed over; `page` as in `answer_form`."""
    return Form(
        action=SEND_ON,
        title=t("Hand over"),
        parts=(
            Show(_about(line.title)),
            Show(Quote(line.text)),
            PersonField("to", t("To whom"), hint=t("They get it in their working hours, and the asker is told.")),
        ),
        submit=t("Hand over"),
        object_id=line.public_id,
        state=page,
        locale=t.locale,
    )


def _about(title: str) -> Body:
    return Body((Paragraph(plain(title, bold=True)),))


def guarded(findings: Sequence[Finding], t: Texts, *, needed: bool = False) -> list[Field | FormButton | Show]:
    """What the personal-data guard has found, and the switch without which it is not sent."""
    if not findings and not needed:
        return []
    return [
        *(Show(part) for part in findings_told(findings, t)),
        SwitchField(
            CONFIRMED,
            t("This is no customer's data, or it may be shared"),
            hint=t("Switch this on to send it as it is, or change the text."),
        ),
    ]
