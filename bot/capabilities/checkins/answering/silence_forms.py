"""What stands behind *⋯*: not this week, not any more, and who sees an answer."""

from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.checkins.answering import actions
from bot.capabilities.checkins.answering.facts import PromptFacts
from bot.capabilities.checkins.answering.sentences import leads_line, readers_line, who_asks
from bot.chat.form import Field, Form, FormButton, Show
from bot.chat.message import Body, Context, Paragraph, Part, Tone, paragraph, plain
from bot.chat.texts import Texts


@dataclass(frozen=True)
class Silenced:
    """Somebody is not asked: until an instant, or (None) any more."""

    until: datetime | None = None


def more_form(facts: PromptFacts, silenced: Silenced | None, t: Texts, zone: str) -> Form:
    """What can be done about a check-in, besides answering it."""
    parts: list[Field | FormButton | Show] = [Show(Body((Paragraph(plain(facts.name, bold=True)),)))]
    parts += [Show(one) for one in _standing(facts, silenced, t, zone)]
    if silenced is not None:
        parts.append(FormButton(t("Ask me again"), actions.UNDO, Tone.PRIMARY))
    else:
        parts.append(FormButton(t("Not this week"), actions.SNOOZE))
    if silenced is None or silenced.until is not None:
        parts.append(FormButton(t("Stop this check-in"), actions.STOP))
    label = t("How anonymous is this?") if facts.anonymous else t("Who sees my answer?")
    parts.append(FormButton(label, actions.EXPLAIN))
    return _form(facts, parts, t)


def _standing(facts: PromptFacts, silenced: Silenced | None, t: Texts, zone: str) -> list[Part]:
    if silenced is None:
        return [paragraph(t("It can leave you alone for this week, or for good."))]
    if silenced.until is not None:
        text = t("It does not ask or remind you before {time}.", time=t.moment(silenced.until, zone))
        return [paragraph(text)]
    return [
        paragraph(t("It does not ask or remind you any more.")),
        Context(plain(t("{who} sees how many have stopped it, not who.", who=who_asks(facts, t)))),
    ]


def explain_form(facts: PromptFacts, t: Texts) -> Form:
    """Who sees an answer, what is kept, what nobody can do, and what remains possible."""
    told = _anonymous(facts, t) if facts.anonymous else _with_name(facts, t)
    parts: list[Field | FormButton | Show] = [
        Show(Body((Paragraph(plain(text)),), label=label)) for label, text in told
    ]
    parts.append(FormButton(t("Back"), actions.BACK))
    return _form(facts, parts, t)


def _anonymous(facts: PromptFacts, t: Texts) -> list[tuple[str, str]]:
    return [
        (
            t("What is kept"),
            t.n(
                "Your answer and the group you are in, of {n} person who was asked. Not your name, and not the time: "
                "all answers are written anew in random order every hour and at the end.",
                "Your answer and the group you are in, of {n} people who were asked. Not your name, and not the time: "
                "all answers are written anew in random order every hour and at the end.",
                facts.asked,
            ),
        ),
        (
            t("What nobody can do"),
            t(
                "Look up who said what: no admin, nobody who reads the database, its backups, logs or settings. Show "
                "anything of a group in which fewer than {n} people have answered: that was fixed when this was sent.",
                n=facts.threshold,
            ),
        ),
        (
            t("What remains possible"),
            t(
                "Whoever controls the computer on which Instep runs could change the program and read along while you "
                "answer. And your own words can give you away: write them as anybody could have."
            ),
        ),
        (
            t("What is seen with your name"),
            t("That you were asked, and if you press them: not now, not this week, stop. None says how you answered."),
        ),
    ]


def _with_name(facts: PromptFacts, t: Texts) -> list[tuple[str, str]]:
    return [
        (t("Who sees it"), readers_line(facts, t)),
        (t("What leads see"), leads_line(facts, t)),
        (
            t("What is kept"),
            t("Your answer, with your name and the time, until you change it or it is deleted with the others."),
        ),
        (
            t("What you write"),
            t("What looks like a customer's data is masked before anybody reads it."),
        ),
    ]


def _form(facts: PromptFacts, parts: list[Field | FormButton | Show], t: Texts) -> Form:
    return Form(
        actions.MORE,
        t("This check-in"),
        tuple(parts),
        submit="",
        close=t("Close"),
        object_id=facts.key,
        locale=t.locale,
    )
