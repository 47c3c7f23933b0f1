"""The forms in which people answer what no button can, and change what they said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.capabilities.checkins.answering import actions
from bot.capabilities.checkins.answering.deciding import Answers, pruned
from bot.capabilities.checkins.answering.facts import FIRST, PromptFacts
from bot.capabilities.checkins.answering.sentences import alert_line, readers_line
from bot.capabilities.checkins.answering.words import choices, scale_line
from bot.capabilities.checkins.kinds import Ask
from bot.capabilities.checkins.questions import LONGEST_ANSWER, Given
from bot.chat.form import ChoiceField, Field, FieldErrors, Form, FormButton, Option, Show, TextField, Value, Values
from bot.chat.message import Context, paragraph, plain
from bot.chat.texts import Texts
from bot.delivery.guard import inspect

WORD = "word"


@dataclass(frozen=True)
class Typed:
    """The answers as a form has them be, and whether something was taken out of them."""

    given: Answers
    masked: bool = False


def answer_form(facts: PromptFacts, what: str, action: str, t: Texts, *, lead: str = "") -> Form:
    """Asks for one question (by its place), for a word, or for all; `lead` is said first."""
    parts: list[Field | FormButton | Show] = [Show(paragraph(lead))] if lead else []
    places = places_of(facts, what)
    parts += [_field(facts, place, t, required=len(places) == 1) for place in places]
    if asks_word(facts, what):
        parts.append(_word(facts, places, t))
    if any(isinstance(one, TextField) for one in parts):
        parts.append(Show(Context(plain(t("What looks like a customer's data is masked before anybody reads it.")))))
    parts.append(Show(Context(plain(readers_line(facts, t)))))
    parts += [Show(Context(plain(line))) for line in dict.fromkeys(alert_line(facts, one, t) for one in places) if line]
    return Form(
        action,
        t("Your answer"),
        tuple(parts),
        t("Answer"),
        t("Cancel"),
        object_id=f"{facts.key}.{what}",
        locale=t.locale,
    )


def places_of(facts: PromptFacts, what: str) -> Sequence[int]:
    """The questions that a form asks; all of them where its words say so, those too that depend on an answer."""
    if what == actions.ALL:
        return range(1, len(facts.questions) + 1)
    return [int(what)] if what in {str(place) for place in facts.asks()} else ()


def asks_word(facts: PromptFacts, what: str) -> bool:
    """Whether a form asks for a word as well."""
    return facts.takes_word and what in (actions.WORD, actions.ALL)


def read_answers(facts: PromptFacts, what: str, values: Values, t: Texts) -> Typed | FieldErrors:
    """What was typed, with customers' data masked, as the answers then are; else what is wrong with it."""
    given = dict(facts.given)
    errors: dict[str, str] = {}
    masked = False
    for place in places_of(facts, what):
        name, known = field_name(place), given.get(place, Given())
        if facts.questions[place - 1].ask is Ask.TEXT:
            text, error = _text(values.get(name), t)
            clean = inspect(text).masked
            masked |= clean != text
            given[place] = Given(None, clean)
        else:
            value, error = _value(facts, place, values.get(name), t)
            given[place] = replace(known, value=value)
        if error:
            errors[name] = error
    if asks_word(facts, what):
        text, error = _text(values.get(WORD), t)
        clean = inspect(text).masked
        masked |= clean != text
        if clean or FIRST in given:
            given[FIRST] = replace(given.get(FIRST, Given()), text=clean)
        if error:
            errors[WORD] = error
    if errors:
        return FieldErrors(errors)
    kept = pruned(facts, given)
    if not any(kept.values()):
        first = WORD if what == actions.WORD else field_name(next(iter(places_of(facts, what)), FIRST))
        return FieldErrors({first: t("Nothing is answered yet. Answer at least one question.")})
    return Typed(kept, masked)


def field_name(place: int) -> str:
    """What the field of a question is called."""
    return f"q{place}"


def _field(facts: PromptFacts, place: int, t: Texts, *, required: bool) -> Field:
    question, given = facts.questions[place - 1], facts.given.get(place, Given())
    name, label = field_name(place), question.said(t.locale)
    needed = required or (place == FIRST and question.ask is not Ask.TEXT and not facts.takes_word)
    hint = "" if question.after is None or required else t("Leave it empty where it does not fit your answer above.")
    if question.ask is Ask.TEXT:
        return TextField(name, label, given.text, lines=True, required=needed, maximum=LONGEST_ANSWER, hint=hint)
    offered = choices(question, t)
    several = question.ask is Ask.SEVERAL_OF
    chosen = [one for one in offered if given.value is not None and _is_chosen(given.value, one.value, several=several)]
    return ChoiceField(
        name,
        label,
        tuple(Option(str(one.value), one.written) for one in offered),
        tuple(str(one.value) for one in chosen),
        several=several,
        required=needed,
        hint=" ".join(one for one in (hint, scale_line(question, t)) if one),
    )


def _word(facts: PromptFacts, places: Sequence[int], t: Texts) -> TextField:
    label = t("A word on it") if places else facts.questions[FIRST - 1].said(t.locale)
    return TextField(WORD, label, facts.word, lines=True, required=False, maximum=LONGEST_ANSWER)


def _is_chosen(value: int, one: int, *, several: bool) -> bool:
    return bool(value >> one & 1) if several else value == one


def _text(typed: Value, t: Texts) -> tuple[str, str]:
    text = typed.strip() if isinstance(typed, str) else ""
    return text, t("Up to {n} characters fit. Shorten it.", n=LONGEST_ANSWER) if len(text) > LONGEST_ANSWER else ""


def _value(facts: PromptFacts, place: int, chosen: Value, t: Texts) -> tuple[int | None, str]:
    question = facts.questions[place - 1]
    ticked = chosen if isinstance(chosen, tuple) else (chosen,) if isinstance(chosen, str) and chosen else ()
    if not ticked:
        return None, ""
    numbers: Mapping[str, int] = {str(one.value): one.value for one in choices(question, t)}
    if any(one not in numbers for one in ticked):
        return None, t("That is none of the choices. Choose again.")
    if question.ask is Ask.SEVERAL_OF:
        return sum(1 << number for number in {numbers[one] for one in ticked}), ""
    return numbers[ticked[0]], ""
